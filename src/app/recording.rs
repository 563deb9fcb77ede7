//! What is written of a session: how it began, and each command with its time, a line of JSON each. What was told in
//! earlier sessions is no part of it.

use super::command::AppCommand;
use super::settings::Settings;
use crate::data::{ContentHash, DataSet, from_json, plainly, read_text};
use crate::sim::{PresetSpec, Sheet};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;
use thiserror::Error;

/// What the first line of such a file is of.
const FORMAT: &str = "signalscape session";
const VERSION: u32 = 1;
/// The largest file that is read, bytes: an hour of drawing has some 100 MB.
const MAX_FILE_BYTES: u64 = 256 << 20;

/// How a session began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    format: String,
    version: u32,
    /// Seed of the network and of random picks.
    pub seed: u64,
    /// Size of the images.
    pub sheet: Sheet,
    /// Content of the test images; none in recordings of the first drafts.
    #[serde(default)]
    pub images: Option<ContentHash>,
    /// The network's model.
    pub preset: PresetSpec,
    /// What was remembered from earlier sessions.
    pub settings: Settings,
}

impl Start {
    /// A session that begins so.
    pub fn new(seed: u64, test: &DataSet, preset: PresetSpec, settings: Settings) -> Start {
        let (sheet, images) = (test.sheet(), Some(ContentHash::of(&[test])));
        Start { format: FORMAT.to_owned(), version: VERSION, seed, sheet, images, preset, settings }
    }

    /// Whether what was recorded is of these test images; in words why not.
    pub fn is_of(&self, test: &DataSet) -> Result<(), String> {
        let Sheet { width, height } = test.sheet();
        if self.sheet != test.sheet() {
            return Err(format!(
                "the session was recorded with images of {} x {} pixels, these have {width} x {height}",
                self.sheet.width, self.sheet.height
            ));
        }
        match self.images {
            Some(images) if images != ContentHash::of(&[test]) => {
                Err("the session was recorded with other images: give the same --data".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// A command, and when it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Seconds after the first one.
    pub at_s: f64,
    /// The command.
    pub command: AppCommand,
}

/// A session to be replayed.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// How it began.
    pub start: Start,
    /// Its commands in order.
    pub steps: Vec<Step>,
}

/// Why a file is no recording.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RecordingError {
    /// It cannot be read.
    #[error("{file}: cannot be read: {source}")]
    Read {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A line of it is none.
    #[error("{file}: line {line}: {message}")]
    Line {
        /// The file.
        file: String,
        /// From 1.
        line: usize,
        /// What was expected, what was found.
        message: String,
    },
}

impl Recording {
    /// Reads a file.
    ///
    /// # Errors
    /// The file and the line, what was expected and what was found.
    pub fn read(path: &Path) -> Result<Recording, RecordingError> {
        let file = || path.display().to_string();
        let text = read_text(path, MAX_FILE_BYTES).map_err(|source| RecordingError::Read {
            file: file(),
            source: plainly(source, "file"),
        })?;
        let at = |line: usize| {
            move |message: String| RecordingError::Line { file: file(), line: line + 1, message }
        };
        let mut lines = text.lines().enumerate();
        let (_, first) = lines.next().unwrap_or_default();
        let start = start(first).map_err(at(0))?;
        let mut steps: Vec<Step> = Vec::new();
        for (line, text) in lines.filter(|(_, text)| !text.trim().is_empty()) {
            let earliest_s = steps.last().map_or(0.0, |step| step.at_s);
            steps.push(step(text, earliest_s).map_err(at(line))?);
        }
        Ok(Recording { start, steps })
    }
}

fn start(line: &str) -> Result<Start, String> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
        version: u32,
    }
    let head = from_json::<Head>(line.as_bytes()).ok();
    match head {
        Some(Head { format, version: VERSION }) if format == FORMAT => from_json(line.as_bytes()),
        Some(Head { format, version }) if format == FORMAT => {
            Err(format!("version: expected {VERSION}, found {version}"))
        }
        _ => Err(format!("expected how a recorded session began (format: {FORMAT:?})")),
    }
}

fn step(line: &str, earliest_s: f64) -> Result<Step, String> {
    let step: Step = from_json(line.as_bytes())?;
    if !(step.at_s >= earliest_s && step.at_s.is_finite()) {
        return Err(format!("at_s: expected at least {earliest_s}, found {}", step.at_s));
    }
    match step.command.can_be_replayed() {
        true => Ok(step),
        false => {
            Err("command: expected one that can be replayed; this one deletes, asks somebody \
                      or closes the window"
                .to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::command::{ImageCommand, SelectCommand};
    use crate::data::{Part, Source};
    use crate::sim::{NeuronId, Preset};
    use std::fs;

    fn started() -> Start {
        let preset = Preset::builtin(Preset::DEFAULT).unwrap().spec().clone();
        let test = Source::Embedded.load(Part::Test).unwrap();
        Start::new(3, &test, preset, Settings::default())
    }

    /// What is said of a file whose lines are these.
    fn refused(lines: &[String]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.jsonl");
        fs::write(&path, lines.join("\n")).unwrap();
        let error = Recording::read(&path).unwrap_err().to_string();
        error.rsplit_once("s.jsonl: ").unwrap().1.to_owned()
    }

    fn line(at_s: f64, command: impl Into<AppCommand>) -> String {
        serde_json::to_string(&Step { at_s, command: command.into() }).unwrap()
    }

    #[test]
    fn what_is_no_recording_is_refused_by_its_line() {
        let start = serde_json::to_string(&started()).unwrap();
        let neuron = || SelectCommand::Neuron(Some(NeuronId(7)));
        let told = line(1.5, neuron());
        assert_eq!(told, r#"{"at_s":1.5,"command":{"select":{"neuron":7}}}"#);
        let no_start = "line 1: expected how a recorded session began";
        assert!(refused(&[]).starts_with(no_start));
        assert!(refused(&["{}".to_owned()]).starts_with(no_start));
        assert!(refused(std::slice::from_ref(&told)).starts_with(no_start));
        let newer = start.replace("\"version\":1", "\"version\":2");
        assert_eq!(refused(&[newer]), "line 1: version: expected 1, found 2");
        let earlier = line(1.0, neuron());
        let of = |step: String| refused(&[start.clone(), told.clone(), step]);
        assert_eq!(of(earlier), "line 3: at_s: expected at least 1.5, found 1");
        let unknown = told.replace("neuron", "nerve");
        assert!(of(unknown).starts_with("line 3: command.select: "), "the field is named");
        assert!(of(line(2.0, ImageCommand::Ask)).starts_with("line 3: command: expected one that"));
        let none = Recording::read(Path::new("none.jsonl")).unwrap_err().to_string();
        assert_eq!(none, "none.jsonl: cannot be read: there is no such file");
    }

    #[test]
    fn a_recording_is_of_its_images_alone() {
        let test = Source::Embedded.load(Part::Test).unwrap();
        let (start, train) = (started(), Source::Embedded.load(Part::Train).unwrap());
        assert_eq!(start.is_of(&test), Ok(()));
        assert!(start.is_of(&train).unwrap_err().contains("with other images"));
        let small = Start { sheet: Sheet { width: 20, height: 12 }, ..start.clone() };
        assert!(
            small
                .is_of(&test)
                .unwrap_err()
                .contains("images of 20 x 12 pixels, these have 28 x 28")
        );
        assert_eq!(
            Start { images: None, ..start }.is_of(&train),
            Ok(()),
            "earlier ones do not say"
        );
    }
}
