//! `label`: which digit is each picture?

use super::Taught;
use super::error::{AlreadyReported, Unreached};
use super::reference_client::{Answer, Image, Model, ReferenceClient};
use super::say::{command_line, escaped, say};
use crate::analysis::{Familiarity, KnnSpec, Metric};
use crate::data::folder::Pictures;
use crate::data::picture::MAX_FILE_BYTES;
use crate::data::{Found, PictureError, Place, digits_from_bytes, digits_from_file, read_stream};
use crate::experiments::words::count;
use crate::sim::Sheet;
use anyhow::{Result, bail};
use serde::Serialize;
use std::io::Write;
use std::iter;
use std::path::{Path, PathBuf};

/// Checked, see [`super::Plan`].
#[derive(Debug)]
pub struct LabelPlan {
    pub(super) presented: Model,
    pub(super) files: Vec<PathBuf>,
    /// Every digit of a picture, not only the one that it has.
    pub(super) is_all: bool,
    pub(super) knn: KnnSpec,
    /// What somebody told, if labels are to be by that.
    pub(super) taught: Option<Taught>,
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
    /// A digit below 10; above, a class of the taught set.
    label: u8,
    /// Its name in the taught set, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    called: Option<String>,
    share: f32,
    /// The second, if the vote was close.
    runner_up: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runner_up_called: Option<String>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    called: Option<String>,
    /// Index among the training images.
    train: Option<u32>,
    /// Or among the drawings of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    drawn: Option<usize>,
    /// Or among the pictures of the taught set.
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<u32>,
    /// Sum of weights, or 1 − cosine.
    distance: f32,
}

/// A picture, and what was found in it, or why nothing was.
struct Picture {
    path: PathBuf,
    digits: Result<Vec<Found>, String>,
}

impl Picture {
    fn read(path: PathBuf, sheet: Sheet) -> Self {
        let digits = digits_from_file(&path, sheet).map_err(|error| error.to_string());
        Self { path, digits }
    }
}

pub(super) fn run(plan: &LabelPlan, out: &mut dyn Write) -> Result<()> {
    let mut failures = 0;
    // From the first digit on: where none can be read there is nothing to compute.
    let mut asking = None;
    let sheet = plan.presented.preset.spec().sheet;
    for Picture { path, digits } in plan.files.iter().flat_map(|path| pictures(path, sheet)) {
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
                let (client, reader) = match &mut asking {
                    Some(ready) => ready,
                    none => none.insert((start(plan)?, plan.presented.reader())),
                };
                let mut lines = Vec::new();
                for digit in &digits {
                    let question = reader.question(&digit.pixels);
                    let place = plan.is_all.then_some(digit.place);
                    match client.ask(question, &digit.pixels, plan.knn) {
                        Ok(answer) => lines.push(line(name.clone(), place, &answer, plan, client)),
                        Err(error) if error.is::<Unreached>() => {
                            lines.extend(fail(format!("{}: {error}", path.display()), None));
                        }
                        Err(error) => return Err(error),
                    }
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
    if failures > 0 { Err(AlreadyReported.into()) } else { Ok(()) }
}

/// The references, and what was told beside them or instead of their labels.
fn start(plan: &LabelPlan) -> Result<ReferenceClient> {
    let mut client = ReferenceClient::start(&plan.presented)?;
    if let Some(taught) = &plan.taught {
        taught.say_network(&plan.presented.preset.spec().name, plan.presented.seed);
        client.teach(taught)?;
    } else if !client.has_labels() {
        bail!(
            "the training images: expected labels, or names that were taught (--taught FILE), found none of both"
        );
    }
    Ok(client)
}

/// The pictures that a name stands for, each read when its turn comes: a file, those in a folder and below, or
/// standard input. Of a folder, only what is called like a picture is read.
fn pictures(named: &Path, sheet: Sheet) -> Box<dyn Iterator<Item = Picture>> {
    let path = named.to_owned();
    if path.as_os_str() == "-" {
        let digits = from_standard_input(sheet).map_err(|error| error.to_string());
        Box::new(iter::once(Picture { path, digits }))
    } else if path.is_dir() {
        Box::new(Pictures::below(path, usize::MAX).map(move |found| match found {
            Ok(file) => Picture::read(file, sheet),
            Err((path, error)) => Picture { path, digits: Err(error) },
        }))
    } else {
        Box::new(iter::once_with(move || Picture::read(path, sheet)))
    }
}

fn from_standard_input(sheet: Sheet) -> Result<Vec<Found>, PictureError> {
    let name = "standard input";
    let bytes = read_stream(std::io::stdin().lock(), MAX_FILE_BYTES)
        .map_err(|source| PictureError::Io { path: name.into(), source })?;
    digits_from_bytes(name, &bytes, sheet)
}

fn line(
    name: Name,
    place: Option<Place>,
    answer: &Answer,
    plan: &LabelPlan,
    client: &ReferenceClient,
) -> Line {
    let Answer { verdict, familiarity, references, .. } = answer;
    let unit = match plan.knn.metric {
        Metric::Euclidean => plan.presented.unit(),
        Metric::Cosine => 1.0,
    };
    let called = |class| client.called(class);
    let near = verdict.neighbours.iter().map(|neighbour| {
        let (label, called) = (neighbour.label, called(neighbour.label));
        let distance = neighbour.distance * unit;
        let near = Near { label, called, train: None, drawn: None, told: None, distance };
        match client.image(answer, neighbour.index) {
            Some(Image::Train(index)) => Near { train: Some(index), ..near },
            Some(Image::Drawn(index)) => Near { drawn: Some(index), ..near },
            Some(Image::Told(place)) => Near { told: Some(place), ..near },
            None => near,
        }
    });
    Line::Label(Box::new(Labelled {
        name,
        place,
        label: verdict.label,
        called: called(verdict.label),
        share: verdict.shares[usize::from(verdict.label)],
        runner_up: verdict.runner_up(),
        runner_up_called: verdict.runner_up().and_then(called),
        familiarity: Likeness::of(*familiarity),
        novelty: familiarity.map(|familiarity| familiarity.ratio),
        references: *references,
        at_ms: plan.presented.at_ms,
        neighbours: near.collect(),
    }))
}

fn show(line: &Line, out: &mut dyn Write) -> std::io::Result<()> {
    let Line::Label(labelled) = line else { return Ok(()) };
    let Labelled { name, place, share, .. } = &**labelled;
    let label = words(labelled.label, labelled.called.as_deref());
    let file = &name.shown;
    let at = place.map_or_else(String::new, |place| {
        let Place { left, top, width, height } = place;
        format!(" at {left}, {top} ({width} x {height} px)")
    });
    let percent = share * 100.0;
    let compared = format!("{}, {} ms", count(labelled.references, "reference"), labelled.at_ms);
    let digit = match labelled.runner_up {
        Some(other) => {
            format!("{label} or {}", words(other, labelled.runner_up_called.as_deref()))
        }
        None => label.clone(),
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
        let image = match (near.train, near.drawn, near.told) {
            (Some(index), ..) => format!("train:{index}"),
            (_, Some(index), _) => format!("drawing {index}"),
            (.., Some(place)) => format!("told[{place}]"),
            (None, None, None) => String::new(),
        };
        let label = words(near.label, near.called.as_deref());
        writeln!(out, "  {label}  {image:<12}  distance {:.4}", near.distance)?;
    }
    Ok(())
}

/// A class by its name, which is somebody's own, or else by its number.
fn words(class: u8, called: Option<&str>) -> String {
    called.map_or_else(|| class.to_string(), |name| escaped(name).into_owned())
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
