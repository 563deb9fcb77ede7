//! Several folders of results as one page: tables, figures, the paper's numbers beside ours.

use super::charts::charts;
use super::paths::cloud;
use super::table;
use crate::data::read_text;
use crate::experiments::files::OutputError;
use crate::experiments::report::Report;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::path::Path;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;color:#22262e;max-width:980px;margin:2em auto;\
    padding:0 1em}table{border-collapse:collapse;margin:1em 0;font-variant-numeric:tabular-nums}\
    th,td{border-bottom:1px solid #d5dae2;padding:4px 10px;text-align:right}\
    th:first-child,td:first-child{text-align:left}code{background:#f1f3f6;padding:1px 4px}\
    svg{max-width:100%;height:auto}h2{border-top:1px solid #d5dae2;padding-top:1em;margin-top:2em}";

/// The largest figure that is taken in, bytes.
const MAX_SVG_BYTES: u64 = 1 << 24;

/// A folder of results as the page shows it.
pub struct Section {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub report: Report,
    /// Pictures that were drawn from more than results, as SVG.
    pub drawn: Vec<String>,
}

impl Section {
    /// Reads a folder.
    ///
    /// # Errors
    /// What [`Report::read`] refuses.
    pub fn read(folder: &Path) -> Result<Section, OutputError> {
        let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
        // Those of a folder that was written before are not there, and nothing is lost.
        let svg = |stem: &str| read_text(&folder.join(format!("{stem}.svg")), MAX_SVG_BYTES).ok();
        let drawn = cloud::STEMS.iter().filter_map(|stem| svg(stem)).collect();
        Ok(Section { name, report: Report::read(folder)?, drawn })
    }
}

/// One page; figures are inside.
///
/// # Errors
/// When a figure cannot be drawn.
pub fn page(sections: &[Section]) -> Result<String, OutputError> {
    let sections: Vec<Markup> = sections.iter().map(section).collect::<Result<_, _>>()?;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "Signalscape: experiments" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "Signalscape: experiments" }
                p {
                    "The paper is George et al. 2021, arXiv:2103.08878. To be compared: its 96.49 % at N = 200 \
                     and 71.66 % at N = 5, both at 300 ms, with edge weights (Section 4); its 72 %, worst class \
                     63 %, with temporal paths (Section 3.1); its 61 and 91.1 % before STDP, 82 and 97.6 % after, \
                     with those of kNN and SVM (Section 3.2). Raw pixels on the same images are the baseline."
                }
                @for section in &sections { (section) }
            }
        }
    };
    Ok(page.into_string())
}

fn section(section: &Section) -> Result<Markup, OutputError> {
    let Section { name, report, drawn } = section;
    let figures =
        charts(report).iter().map(|named| named.figure.svg()).collect::<Result<Vec<_>, _>>()?;
    let tables = table::html(&report.blocks());
    Ok(html! {
        h2 { (name) }
        p { code { (report.command) } }
        (tables)
        @for figure in drawn.iter().chain(&figures) { figure { (PreEscaped(figure)) } }
    })
}
