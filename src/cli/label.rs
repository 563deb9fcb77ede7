//! `label`: which digit is each picture?

use super::error::Told;
use super::oracle::{Answer, Oracle, Presented};
use super::say::{escaped, say};
use crate::analysis::{KnnSpec, Metric};
use crate::data::{PictureError, digit_from_file};
use crate::sim::Pixels;
use anyhow::Result;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Checked, see [`super::Plan`].
#[derive(Debug)]
pub struct LabelPlan {
    pub(super) presented: Presented,
    pub(super) files: Vec<PathBuf>,
    pub(super) knn: KnnSpec,
    pub(super) is_json: bool,
}

/// A line of `--json`.
#[derive(Serialize)]
#[serde(untagged)]
enum Line {
    Label {
        file: String,
        label: u8,
        share: f32,
        /// None, like the two below, where there are too few references to say.
        is_familiar: Option<bool>,
        /// Fewer than one reference in 20 is as unlike the others.
        is_unusual: Option<bool>,
        /// 1 is the border of what is familiar.
        novelty: Option<f32>,
        references: usize,
        at_ms: f64,
        neighbours: Vec<Near>,
    },
    Error {
        file: String,
        error: String,
    },
}

/// A reference that voted.
#[derive(Serialize)]
struct Near {
    label: u8,
    /// Index among the training images.
    train: Option<u32>,
    /// Sum of weights, or 1 − cosine.
    distance: f32,
}

pub(super) fn run(plan: &LabelPlan, out: &mut dyn Write) -> Result<()> {
    // Pictures first: where none can be read there is nothing to compute.
    let pictures: Vec<(&Path, Result<Pixels, PictureError>)> =
        plan.files.iter().map(|path| (path.as_path(), digit_from_file(path))).collect();
    let failures = pictures.iter().filter(|(_, picture)| picture.is_err()).count();
    let mut asking = None;
    for (path, picture) in &pictures {
        let file = path.display().to_string();
        let line = match picture {
            Err(error) => {
                say(format!("error: {error}"));
                Line::Error { file, error: error.to_string() }
            }
            Ok(image) => {
                let (oracle, reader) = match &mut asking {
                    Some(ready) => ready,
                    none => none.insert((Oracle::start(&plan.presented)?, plan.presented.reader())),
                };
                let answer = oracle.ask(reader.question(image), plan.knn)?;
                line(file, &answer, plan, oracle)
            }
        };
        if plan.is_json {
            serde_json::to_writer(&mut *out, &line)?;
            writeln!(out)?;
        } else {
            show(&line, out)?;
        }
        out.flush()?;
    }
    if failures > 0 { Err(Told.into()) } else { Ok(()) }
}

fn line(file: String, answer: &Answer, plan: &LabelPlan, oracle: &Oracle) -> Line {
    let Answer { verdict, familiarity, references } = answer;
    let unit = match plan.knn.metric {
        Metric::Euclidean => plan.presented.unit(),
        Metric::Cosine => 1.0,
    };
    let near = verdict.neighbours.iter().map(|neighbour| Near {
        label: neighbour.label,
        train: oracle.image(neighbour.index),
        distance: neighbour.distance * unit,
    });
    Line::Label {
        file,
        label: verdict.label,
        share: verdict.shares[usize::from(verdict.label)],
        is_familiar: familiarity.map(|familiarity| !familiarity.is_novel),
        is_unusual: familiarity.map(|familiarity| familiarity.is_unusual),
        novelty: familiarity.map(|familiarity| familiarity.ratio),
        references: *references,
        at_ms: plan.presented.at_ms,
        neighbours: near.collect(),
    }
}

fn show(line: &Line, out: &mut dyn Write) -> std::io::Result<()> {
    let Line::Label {
        file,
        label,
        share,
        is_familiar,
        is_unusual,
        references,
        at_ms,
        neighbours,
        ..
    } = line
    else {
        return Ok(());
    };
    let file = escaped(file);
    let percent = share * 100.0;
    let compared = format!("{references} references, {at_ms} ms");
    let what = match (is_familiar, is_unusual) {
        (Some(false), _) => {
            format!("unlike any reference (nearest to {label}, {percent:.0} %; {compared})")
        }
        (Some(true), Some(true)) => format!("{label} ({percent:.0} %, unusual; {compared})"),
        (Some(true), _) => format!("{label} ({percent:.0} %, familiar; {compared})"),
        (None, _) => {
            format!("{label} ({percent:.0} %; {compared}: too few to say whether it is familiar)")
        }
    };
    writeln!(out, "{file}: {what}")?;
    for near in neighbours {
        let image = near.train.map_or_else(String::new, |index| format!("train:{index}"));
        writeln!(out, "  {}  {image:<12}  distance {:.4}", near.label, near.distance)?;
    }
    Ok(())
}
