//! What is said of results, as data: titles, tables and notes. Each is rendered as Markdown and as HTML from the same
//! cells, and tables for programs as CSV.

use maud::{Markup, html};
use std::fmt::Write as _;

/// A table: as many cells in each row as in its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// A piece of what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Above what follows.
    Title(String),
    /// Numbers.
    Table(Table),
    /// A paragraph.
    Note(String),
}

impl Table {
    /// Without rows yet.
    pub fn new(head: impl IntoIterator<Item = impl Into<String>>) -> Table {
        Table { head: head.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// One more row; cells that are missing at its end are empty.
    ///
    /// # Panics
    /// If it has more cells than the head.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        let mut cells: Vec<String> = cells.into_iter().map(Into::into).collect();
        assert!(cells.len() <= self.head.len(), "{cells:?} below {:?}", self.head);
        cells.resize(self.head.len(), String::new());
        self.rows.push(cells);
    }

    /// For programs: one line for each row, quoted where that is needed.
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.head).chain(&self.rows) {
            writer
                .write_record(row)
                .expect("memory can be written, and rows are as long as the head");
        }
        let bytes = writer.into_inner().expect("memory can be written");
        String::from_utf8(bytes).expect("cells are text")
    }

    fn markdown(&self) -> String {
        let line = |cells: &[String]| {
            let mut text = String::from("|");
            for cell in cells {
                let space = if cell.is_empty() { "" } else { " " };
                _ = write!(text, "{space}{} |", cell.replace('|', "\\|"));
            }
            text + "\n"
        };
        let rule = format!("|{}\n", "---|".repeat(self.head.len()));
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        line(&self.head) + &rule + &rows
    }

    fn html(&self) -> Markup {
        html! {
            table {
                thead { tr { @for cell in &self.head { th { (cell) } } } }
                tbody { @for row in &self.rows { tr { @for cell in row { td { (cell) } } } } }
            }
        }
    }
}

/// Markdown, each block after an empty line.
pub fn markdown(blocks: &[Block]) -> String {
    let block = |block: &Block| match block {
        Block::Title(title) => format!("\n### {title}\n"),
        Block::Table(table) => format!("\n{}", table.markdown()),
        Block::Note(note) => format!("\n{note}\n"),
    };
    blocks.iter().map(block).collect()
}

/// A part of a page.
pub fn html(blocks: &[Block]) -> Markup {
    html! {
        @for block in blocks {
            @match block {
                Block::Title(title) => h3 { (title) },
                Block::Table(table) => (table.html()),
                Block::Note(note) => p { (note) },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks() -> Vec<Block> {
        let mut table = Table::new(["what", "right, %"]);
        table.row(["N, and \"E\" < P", "98.5"]);
        table.row(["a | b"]);
        vec![Block::Title("Both".into()), Block::Table(table), Block::Note("Of 10 & more.".into())]
    }

    #[test]
    fn one_table_is_markdown_html_and_csv() {
        let expected = "\n### Both\n\n| what | right, % |\n|---|---|\n| N, and \"E\" < P | 98.5 |\n| a \\| b | |\n\n\
                        Of 10 & more.\n";
        assert_eq!(markdown(&blocks()), expected);
        let page = html(&blocks()).into_string();
        assert!(
            page.contains("<h3>Both</h3><table><thead><tr><th>what</th><th>right, %</th>"),
            "{page}"
        );
        assert!(page.contains("<td>N, and &quot;E&quot; &lt; P</td><td>98.5</td>"), "{page}");
        assert!(
            page.contains("<td>a | b</td><td></td>") && page.contains("<p>Of 10 &amp; more.</p>")
        );
        let Block::Table(table) = &blocks()[1] else { panic!() };
        assert_eq!(table.csv(), "what,\"right, %\"\n\"N, and \"\"E\"\" < P\",98.5\na | b,\n");
    }
}
