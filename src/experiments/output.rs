//! Results as files: `results.json` holds everything, the tables are for reading. Each file is written
//! beside its place and renamed, so none is ever half-written.

use super::ann::Counted;
use super::files::{OutputError, RESULTS, write_whole};
use super::protocol::Accuracy;
use super::report::{Experiment, Head, Report, UNSUMMED, VERSION};
use super::table::{self, Block, Table};
use super::weights::{Features, Results};
use super::words::{count, number, short, thousands};
use super::{charts, check, lesion_table, summed};
use crate::data;
use std::io;
use std::path::Path;

/// The largest file of results that is read, bytes: a thousand runs of 70,000 images.
pub(super) const MAX_FILE_BYTES: u64 = 1 << 29;
/// The tables for people, and the numbers of runs of weights.
const TABLE: &str = "table.md";
const NUMBERS: &str = "table.csv";

/// Files of results beside their figures; a folder that has one of them may hold somebody's results.
pub fn written() -> Vec<&'static str> {
    let any = Report::new(Experiment::Weights, String::new());
    let of_sections = any.sections().map(|(_, section)| section.file());
    [RESULTS, TABLE, NUMBERS].into_iter().chain(of_sections).collect()
}

/// The tables that a report is written as, by the names of their files.
pub(super) fn tables(report: &Report) -> Vec<(&'static str, String)> {
    let mut tables = vec![(TABLE, report.markdown())];
    if !report.runs.is_empty() {
        tables.push((NUMBERS, report.csv()));
    }
    let sections = report.sections().into_iter().filter(|(_, section)| !section.is_empty());
    tables.extend(sections.map(|(_, section)| (section.file(), section.csv())));
    tables
}

/// What the file says, if that can be.
fn checked(path: &Path, bytes: &[u8]) -> Result<Report, OutputError> {
    let report: Report = data::from_json(bytes)
        .map_err(|wrong| OutputError::Json { path: path.to_owned(), wrong })?;
    match check::report(&report) {
        Ok(()) => Ok(report),
        Err(field) => Err(OutputError::Field { path: path.to_owned(), field }),
    }
}

impl Report {
    /// Writes `results.json`, `table.md`, `table.csv` and all figures into `folder`, which is made if need
    /// be.
    ///
    /// # Errors
    /// What the system said.
    pub fn write(&self, folder: &Path) -> Result<(), OutputError> {
        let failed = |source| OutputError::folder(folder, source);
        std::fs::create_dir_all(folder).map_err(failed)?;
        let json = self.to_json(true).map_err(|e| failed(e.into()))?;
        charts::write(self, folder)?;
        for (name, text) in tables(self) {
            write_whole(&folder.join(name), text.as_bytes())?;
        }
        write_whole(&folder.join(RESULTS), &json)
    }

    /// Reads a folder that [`write`](Self::write) wrote.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(folder: &Path) -> Result<Report, OutputError> {
        let path = folder.join(RESULTS);
        let bytes =
            data::read_whole(&path, MAX_FILE_BYTES).map_err(|source| match source.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                    OutputError::NoResults { folder: folder.to_owned() }
                }
                _ => OutputError::Io { path: path.clone(), source },
            })?;
        Report::from_json(&path, &bytes)
    }

    /// What the bytes of such a file say; errors name it `path`.
    ///
    /// # Errors
    /// When they are none, say what cannot be, or were changed after they were written.
    pub fn from_json(path: &Path, bytes: &[u8]) -> Result<Report, OutputError> {
        let path = path.to_owned();
        let malformed = |wrong| OutputError::Json { path: path.clone(), wrong };
        let Head { version, crc32 } = data::from_json(bytes).map_err(malformed)?;
        if !(UNSUMMED..=VERSION).contains(&version) {
            let found = format!("version {version} instead of {VERSION}");
            return Err(OutputError::Content { path, found });
        }
        let found = summed::sum(bytes).map_err(malformed)?;
        let report = checked(&path, bytes);
        match crc32 {
            Some(expected) if expected != found => {
                let field = report.err().map(|error| match error {
                    OutputError::Json { wrong, .. } => wrong,
                    OutputError::Field { field, .. } => field.to_string(),
                    other => other.to_string(),
                });
                Err(OutputError::Changed { path, expected, found, field })
            }
            Some(_) => report,
            None if version > UNSUMMED => {
                Err(malformed("expected a field crc32, found none".to_owned()))
            }
            None => {
                let report = report?;
                tracing::warn!(
                    "{}: written by an earlier version, without a checksum: whether it was changed since, nobody \
                     can tell",
                    path.display()
                );
                Ok(report)
            }
        }
    }

    /// The tables, one for each model, for people.
    pub fn markdown(&self) -> String {
        format!("`{}`\n", self.command) + &table::markdown(&self.blocks())
    }

    /// What is said of the results.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for group in self.groups() {
            let first = group[0];
            blocks.push(Block::Title(format!(
                "{}, {} {} images",
                first.config.preset.name,
                thousands(first.images),
                first.config.images
            )));
            blocks.push(Block::Table(accuracies(&group)));
            blocks.extend(facts(&group));
        }
        blocks.extend(lesion_table::blocks(&self.runs));
        blocks.extend(self.beside_ann());
        blocks.extend(self.sections().into_iter().flat_map(|(_, section)| section.blocks()));
        blocks
    }

    /// Trained networks beside ours, by number of neurons.
    fn beside_ann(&self) -> Vec<Block> {
        if self.ann.is_empty() {
            return Vec::new();
        }
        let mut table = Table::new([
            "N",
            "ANN",
            "its trained parameters",
            "edge weights",
            "plastic",
            "random",
            "fixed by geometry",
            "chosen by hand",
            "as the paper counts",
        ]);
        for row in &self.ann {
            let mut cells =
                vec![row.neurons.to_string(), percent(&row.accuracy), thousands(row.parameters)];
            let ours = self.runs.iter().find(|run| run.neurons == row.neurons);
            if let Some(run) = ours
                && let Ok(counted) = Counted::of(&run.config)
            {
                let Counted { chosen, geometric, random, plastic, paper } = counted;
                cells.push(percent(run.headline()));
                cells.extend([plastic, random, geometric, chosen, paper].map(thousands));
            }
            table.row(cells);
        }
        let (pixels, classes) = self
            .runs
            .first()
            .map_or((784, 10), |run| (run.config.preset.sheet.pixels(), run.confusion.len()));
        let note = format!(
            "The ANN's parameters are all trained: {pixels} N + N + {classes} N + {classes}. Of ours none is: plastic weights \
             move afresh for each image, random ones are drawn once, weights and delays from the sheet \
             and between neurons follow from places, and the constants of the preset were chosen by \
             hand. To compare with an ANN the paper must have counted the edges of an all-to-all network \
             with its inputs, {pixels} N + N (N − 1)."
        );
        let title = "Beside an ANN that has seen one image of each digit".to_owned();
        vec![Block::Title(title), Block::Table(table), Block::Note(note)]
    }

    /// One line for each number.
    pub fn csv(&self) -> String {
        let mut table = Table::new([
            "preset", "neurons", "edges", "images", "seed", "features", "time_ms", "mean", "std",
        ]);
        for run in &self.runs {
            for row in &run.rows {
                let features = serde_json::to_value(row.features).unwrap_or_default();
                let number = |n: Option<f64>| n.map_or(String::new(), |n| n.to_string());
                table.row([
                    run.config.preset.name.clone(),
                    run.neurons.to_string(),
                    run.edges.to_string(),
                    run.config.images.clone(),
                    run.config.seed.to_string(),
                    features.as_str().unwrap_or_default().to_owned(),
                    number(row.time_ms),
                    row.accuracy.mean.to_string(),
                    number(row.accuracy.std),
                ]);
            }
        }
        table.csv()
    }
}

/// Accuracy by features and time: mean and spread over splits of the first seed, and where there are
/// several seeds the mean and spread over them.
fn accuracies(group: &[&Results]) -> Table {
    let times = &group[0].config.times_ms;
    let head = ["features".to_owned(), "numbers".to_owned()];
    let mut table =
        Table::new(head.into_iter().chain(times.iter().map(|&ms| format!("{} ms", short(ms)))));
    for features in Features::ALL {
        let Some(row) = group[0].rows.iter().find(|row| row.features == features) else { continue };
        let mut cells = vec![features.words().to_owned(), thousands(row.numbers)];
        if row.time_ms.is_none() {
            cells.push(percent(&row.accuracy));
        } else {
            for &ms in times {
                let of_seeds: Vec<&Accuracy> =
                    group.iter().filter_map(|run| run.accuracy(features, Some(ms))).collect();
                cells.push(match of_seeds.as_slice() {
                    [] => String::new(),
                    [one] => percent(one),
                    several => {
                        let means = several.iter().map(|a| a.mean).collect();
                        percent(&Accuracy::of(means))
                    }
                });
            }
        }
        table.row(cells);
    }
    table
}

fn facts(group: &[&Results]) -> Vec<Block> {
    let run = group[0];
    let shares = run.edge_shares;
    let events = run.per_image;
    let cpu = events.cpu_ms.map_or(String::new(), |ms| format!(", {ms:.2} ms of one core"));
    let mut text = match group.len() {
        1 => {
            format!("Percent, mean ± spread over {}. ", count(run.config.splits as usize, "split"))
        }
        seeds => {
            let spreads: Vec<f64> = group.iter().filter_map(|run| run.headline().std).collect();
            let spread = spreads.iter().sum::<f64>() / spreads.len().max(1) as f64;
            format!(
                "Percent, mean ± spread over {seeds} network seeds, of {} each; the spread over \
                 splits is {spread:.2} in the mean (weights, {} ms). ",
                count(run.config.splits as usize, "split"),
                short(run.config.headline_ms())
            )
        }
    };
    text += &format!(
        "{}, {}. An image: {} spikes, {} signals, {} of them lost{cpu}. \
         Edges at {} ms: {:.0} % up, {:.0} % down, {:.0} % changed sign, {:.0} % stayed.",
        count(run.neurons, "neuron"),
        count(run.edges, "plastic edge"),
        number(events.spikes, 0),
        number(events.arrivals, 0),
        number(events.lost, 0),
        short(run.config.headline_ms()),
        shares.up * 100.0,
        shares.down * 100.0,
        shares.flipped * 100.0,
        shares.same * 100.0
    );
    let mut notes = vec![Block::Note(text)];
    if run.saturated > 0 {
        notes.push(Block::Note(format!("{} did not fit 16 bits.", count(run.saturated, "change"))));
    }
    notes
}

fn percent(accuracy: &Accuracy) -> String {
    match accuracy.std {
        Some(std) => format!("{:.2} ± {std:.2}", accuracy.mean),
        None => format!("{:.2}", accuracy.mean),
    }
}
