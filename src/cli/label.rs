//! `label`: which digit is each picture?

use super::error::Told;
use super::oracle::{Answer, Image, Oracle, Presented};
use super::say::{command_line, escaped, say};
use crate::analysis::{Familiarity, KnnSpec, Metric};
use crate::data::folder::Pictures;
use crate::data::picture::MAX_FILE_BYTES;
use crate::data::{Found, PictureError, Place, digits_from_bytes, digits_from_file, read_stream};
use crate::experiments::words::count;
use anyhow::Result;
use serde::Serialize;
use std::io::Write;
use std::iter;
use std::path::{Path, PathBuf};

/// Checked, see [`super::Plan`].
#[derive(Debug)]
pub struct LabelPlan {
    pub(super) presented: Presented,
    pub(super) files: Vec<PathBuf>,
    /// Every digit of a picture, not only the one that it has.
    pub(super) is_all: bool,
    pub(super) knn: KnnSpec,
    pub(super) is_json: bool,
}

/// A line of `--json`.
#[derive(Serialize)]
#[serde(untagged)]
enum Line {
    Label(Box<Labelled>),
    Error {
        #[serde(flatten)]
        name: Name,
        error: String,
        /// How many, where one is wanted.
        #[serde(skip_serializing_if = "Option::is_none")]
        digits: Option<usize>,
    },
}

#[derive(Serialize)]
struct Labelled {
    #[serde(flatten)]
    name: Name,
    /// Where the digit is, where all were asked for: pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    label: u8,
    share: f32,
    /// The second, if the vote was close.
    runner_up: Option<u8>,
    familiarity: Likeness,
    /// 1 is the border of what is like no reference; none where there are too few to say.
    novelty: Option<f32>,
    references: usize,
    at_ms: f64,
    neighbours: Vec<Near>,
}

/// Whether a digit is like the references; the words and the object say the same.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Likeness {
    /// As references are like each other.
    Familiar,
    /// Fewer than one reference in 20 is as unlike the others.
    Unusual,
    /// Like none of them: its label means little.
    Unlike,
    /// There are too few references to say.
    TooFew,
}

impl Likeness {
    fn of(found: Option<Familiarity>) -> Likeness {
        match found {
            None => Likeness::TooFew,
            Some(found) if found.is_novel => Likeness::Unlike,
            Some(found) if found.is_unusual => Likeness::Unusual,
            Some(_) => Likeness::Familiar,
        }
    }
}

/// The name of a picture's file, and whether that is all of it: names need not be Unicode.
#[derive(Clone, Serialize)]
struct Name {
    file: String,
    /// The bytes that stand for the name, where `file` shows it with replacements.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_bytes: Option<Vec<u8>>,
    /// The same as a shell reads it back.
    #[serde(skip)]
    shown: String,
}

impl Name {
    fn of(path: &Path) -> Self {
        let file = path.display().to_string();
        let file_bytes =
            path.to_str().is_none().then(|| path.as_os_str().as_encoded_bytes().to_vec());
        let shown = match file_bytes {
            Some(_) => command_line([path.as_os_str()]),
            None => escaped(&file).into_owned(),
        };
        Self { file, file_bytes, shown }
    }
}

/// A reference that voted.
#[derive(Serialize)]
struct Near {
    label: u8,
    /// Index among the training images.
    train: Option<u32>,
    /// Or among the drawings of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    drawn: Option<usize>,
    /// Sum of weights, or 1 − cosine.
    distance: f32,
}

/// A picture, and what was found in it, or why nothing was.
struct Picture {
    path: PathBuf,
    digits: Result<Vec<Found>, String>,
}

impl Picture {
    fn read(path: PathBuf) -> Self {
        let digits = digits_from_file(&path).map_err(|error| error.to_string());
        Self { path, digits }
    }
}

pub(super) fn run(plan: &LabelPlan, out: &mut dyn Write) -> Result<()> {
    let mut failures = 0;
    // From the first digit on: where none can be read there is nothing to compute.
    let mut asking = None;
    for Picture { path, digits } in plan.files.iter().flat_map(|path| pictures(path)) {
        let name = Name::of(&path);
        let mut fail = |error: String, digits: Option<usize>| {
            failures += 1;
            say(format!("error: {error}"));
            vec![Line::Error { name: name.clone(), error, digits }]
        };
        let lines = match digits {
            Err(error) => fail(error, None),
            Ok(digits) if digits.len() > 1 && !plan.is_all => {
                let count = digits.len();
                let file = path.display();
                let error = format!(
                    "{file}: expected one digit, found {count}: --all labels each, from left to right"
                );
                fail(error, Some(count))
            }
            Ok(digits) => {
                let (oracle, reader) = match &mut asking {
                    Some(ready) => ready,
                    none => none.insert((Oracle::start(&plan.presented)?, plan.presented.reader())),
                };
                let mut lines = Vec::new();
                for digit in &digits {
                    let answer =
                        oracle.ask(reader.question(&digit.pixels), &digit.pixels, plan.knn)?;
                    let place = plan.is_all.then_some(digit.place);
                    lines.push(line(name.clone(), place, &answer, plan, oracle));
                }
                lines
            }
        };
        for line in &lines {
            if plan.is_json {
                serde_json::to_writer(&mut *out, line)?;
                writeln!(out)?;
            } else {
                show(line, out)?;
            }
        }
        out.flush()?;
    }
    if failures > 0 { Err(Told.into()) } else { Ok(()) }
}

/// The pictures that a name stands for, each read when its turn comes: a file, those in a folder and below, or
/// standard input. Of a folder, only what is called like a picture is read.
fn pictures(named: &Path) -> Box<dyn Iterator<Item = Picture>> {
    let path = named.to_owned();
    if path.as_os_str() == "-" {
        let digits = from_standard_input().map_err(|error| error.to_string());
        Box::new(iter::once(Picture { path, digits }))
    } else if path.is_dir() {
        Box::new(Pictures::below(path, usize::MAX).map(|found| match found {
            Ok(file) => Picture::read(file),
            Err((path, error)) => Picture { path, digits: Err(error) },
        }))
    } else {
        Box::new(iter::once_with(|| Picture::read(path)))
    }
}

fn from_standard_input() -> Result<Vec<Found>, PictureError> {
    let name = "standard input";
    let bytes = read_stream(std::io::stdin().lock(), MAX_FILE_BYTES)
        .map_err(|source| PictureError::Io { path: name.into(), source })?;
    digits_from_bytes(name, &bytes)
}

fn line(
    name: Name,
    place: Option<Place>,
    answer: &Answer,
    plan: &LabelPlan,
    oracle: &Oracle,
) -> Line {
    let Answer { verdict, familiarity, references, .. } = answer;
    let unit = match plan.knn.metric {
        Metric::Euclidean => plan.presented.unit(),
        Metric::Cosine => 1.0,
    };
    let near = verdict.neighbours.iter().map(|neighbour| {
        let (train, drawn) = match oracle.image(answer, neighbour.index) {
            Some(Image::Train(index)) => (Some(index), None),
            Some(Image::Drawn(index)) => (None, Some(index)),
            None => (None, None),
        };
        Near { label: neighbour.label, train, drawn, distance: neighbour.distance * unit }
    });
    Line::Label(Box::new(Labelled {
        name,
        place,
        label: verdict.label,
        share: verdict.shares[usize::from(verdict.label)],
        runner_up: verdict.runner_up(),
        familiarity: Likeness::of(*familiarity),
        novelty: familiarity.map(|familiarity| familiarity.ratio),
        references: *references,
        at_ms: plan.presented.at_ms,
        neighbours: near.collect(),
    }))
}

fn show(line: &Line, out: &mut dyn Write) -> std::io::Result<()> {
    let Line::Label(labelled) = line else { return Ok(()) };
    let Labelled { name, place, label, share, runner_up, .. } = &**labelled;
    let file = &name.shown;
    let at = place.map_or_else(String::new, |place| {
        let Place { left, top, width, height } = place;
        format!(" at {left}, {top} ({width} x {height} px)")
    });
    let percent = share * 100.0;
    let compared = format!("{}, {} ms", count(labelled.references, "reference"), labelled.at_ms);
    let digit = match runner_up {
        Some(other) => format!("{label} or {other}"),
        None => label.to_string(),
    };
    let what = match labelled.familiarity {
        Likeness::Unlike => {
            format!("unlike any reference (nearest to {label}, {percent:.0} %; {compared})")
        }
        Likeness::Unusual => format!("{digit} ({percent:.0} %, unusual; {compared})"),
        Likeness::Familiar => format!("{digit} ({percent:.0} %, familiar; {compared})"),
        Likeness::TooFew => {
            format!("{digit} ({percent:.0} %; {compared}: too few to say whether it is familiar)")
        }
    };
    writeln!(out, "{file}{at}: {what}")?;
    for near in &labelled.neighbours {
        let image = match (near.train, near.drawn) {
            (Some(index), _) => format!("train:{index}"),
            (None, Some(index)) => format!("drawing {index}"),
            (None, None) => String::new(),
        };
        writeln!(out, "  {}  {image:<12}  distance {:.4}", near.label, near.distance)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unlike_is_not_unusual_too() {
        let said = |is_novel, is_unusual| {
            let found = Familiarity { ratio: 1.0, is_novel, is_unusual };
            serde_json::to_string(&Likeness::of(Some(found))).unwrap()
        };
        assert_eq!(said(true, true), r#""unlike""#);
        assert_eq!(said(true, false), r#""unlike""#, "nearly as near to a sign");
        assert_eq!(said(false, true), r#""unusual""#);
        assert_eq!(said(false, false), r#""familiar""#);
        assert_eq!(serde_json::to_string(&Likeness::of(None)).unwrap(), r#""too-few""#);
    }
}
