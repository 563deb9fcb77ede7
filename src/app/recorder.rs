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
        let file = create().map_err(|error| crate::data::plainly(error, "new file"));
        let file = file.with_context(|| format!("{}: cannot be written", path.display()))?;
        Ok(Recorder { file: Some(file), since_s: None })
    }

    /// Writes a command that came at `now_s`, if it [can be replayed](AppCommand::can_be_replayed).
    ///
    /// # Errors
    /// In words why it could not be written; nothing more is.
    pub fn take(&mut self, command: &AppCommand, now_s: f64) -> Result<(), String> {
        let Some(file) = self.file.as_mut().filter(|_| command.can_be_replayed()) else {
            return Ok(());
        };
        let since_s = *self.since_s.get_or_insert(now_s);
        let step = Step { at_s: now_s - since_s, command: command.clone() };
        let Ok(text) = line(&step) else {
            return Ok(()); // a path that is no text
        };
        file.write_all(&text).map_err(|error| {
            self.file = None;
            error.to_string()
        })
    }
}

/// Written in one piece: what is there ends with a whole line.
fn line(of: &impl serde::Serialize) -> std::io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec(of)?;
    text.push(b'\n');
    Ok(text)
}
