//! Writes a session down while it goes on.

use super::command::AppCommand;
use super::recording::{Start, Step};
use anyhow::Context;
use bevy::prelude::Resource;
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// The file that a session is written to, if it is. Each command is there as soon as it has come.
#[derive(Resource, Default, Debug)]
pub struct Recorder {
    file: Option<File>,
    /// When the first command came.
    since_s: Option<f64>,
}

impl Recorder {
    /// Writes to a new file.
    ///
    /// # Errors
    /// When there is such a file, or it cannot be written.
    pub fn to(path: &Path, start: &Start) -> anyhow::Result<Recorder> {
        let create = || {
            let mut file = File::options().write(true).create_new(true).open(path)?;
            file.write_all(&line(start)?).map(|()| file)
        };
        // A new file is missing nothing but its folder.
        let file = create().map_err(|error| crate::data::plainly(error, "folder"));
        let file = file.with_context(|| format!("{}: cannot be written", path.display()))?;
        Ok(Recorder { file: Some(file), since_s: None })
    }

    /// Writes a command that came at `now_s`, if it [can be replayed](AppCommand::can_be_replayed).
    ///
    /// # Errors
    /// In words: what is missing in the recording, or that it has ended.
    pub fn take(&mut self, command: &AppCommand, now_s: f64) -> Result<(), String> {
        let Some(file) = self.file.as_mut().filter(|_| command.can_be_replayed()) else {
            return Ok(());
        };
        let since_s = self.since_s.unwrap_or(now_s);
        let step = Step { at_s: now_s - since_s, command: command.clone() };
        let text = line(&step).map_err(|error| {
            format!("What was just opened or done is missing in the recording: {error}")
        })?;
        self.since_s = Some(since_s);
        file.write_all(&text).map_err(|error| {
            self.file = None;
            format!("The recording has ended: {error}")
        })
    }
}

/// Written in one piece: what is there ends with a whole line.
fn line(of: &impl serde::Serialize) -> std::io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec(of)?;
    text.push(b'\n');
    Ok(text)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::app::command::{ImageCommand, TimeCommand};
    use crate::data::{Part, Source};
    use crate::sim::Preset;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn what_cannot_be_written_is_said_and_the_rest_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("session");
        let test = Source::Embedded.load(Part::Test).unwrap();
        let spec = Preset::builtin("weights-196").unwrap().spec().clone();
        let start = Start::new(1, &test, spec, Default::default());
        let mut recorder = Recorder::to(&path, &start).unwrap();
        let no_text = OsStr::from_bytes(b"seven-\xff.png").into();
        let open = AppCommand::Image(ImageCommand::Open(vec![no_text]));
        let said = recorder.take(&open, 1.0).unwrap_err();
        let lost = Recorder::to(&folder.path().join("none/session"), &start).unwrap_err();
        let lost = format!("{lost:#}");
        assert!(lost.ends_with("session: cannot be written: there is no such folder"), "{lost}");
        let expected = "What was just opened or done is missing in the recording: path contains invalid \
                        UTF-8 characters";
        assert_eq!(said, expected);
        recorder.take(&TimeCommand::Seek(3.0).into(), 2.0).unwrap();
        let lines = std::fs::read_to_string(&path).unwrap();
        assert!(lines.lines().count() == 2 && lines.ends_with("}\n"), "{lines}");
    }
}
