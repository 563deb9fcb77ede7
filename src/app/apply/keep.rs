//! What somebody takes along: a bookmark of the moment, or the command that draws it.

use super::CommandContext;
use crate::app::bookmark::{Bookmark, ENDING};
use crate::app::command::KeepCommand;
use crate::app::history::UndoStep;
use crate::app::look::Look;
use crate::app::origin::Origin;
use crate::app::pictures::Save;
use crate::data::Part;
use crate::experiments::words::short;
use crate::sim::Preset;
use std::path::Path;

impl CommandContext<'_> {
    pub(super) fn keep(&mut self, command: KeepCommand) {
        match command {
            KeepCommand::SaveBookmark => {
                let looks = self.looks.0;
                let bookmark = Bookmark::of(&self.session, &self.playback, &self.selection, looks);
                let name = format!("{}.{ENDING}", self.session.preset.spec().name);
                let save = Save {
                    title: "Save a bookmark of this moment",
                    what: "The bookmark",
                    kind: ("Bookmarks", ENDING),
                    instead: "The bookmark was not saved: no file could be chosen.",
                };
                self.reading.save(save, &name, move |path| bookmark.write(path));
            }
            KeepCommand::SavePicture => self.reading.ask_picture("png"),
            KeepCommand::Picture(path) => self.picture.picture = Some(path),
            KeepCommand::SaveCurves => self.reading.ask_picture("svg"),
            KeepCommand::Curves(path) => self.picture.curves = Some(path),
            KeepCommand::CopyCommand => match self.shot_command() {
                Ok(command) => self.reading.copy(command),
                Err(why) => self.notice.say(why),
            },
        }
    }

    /// Goes to the moment that a file says.
    pub(super) fn open_bookmark(&mut self, path: &Path) {
        match Bookmark::read(path) {
            Ok(bookmark) => {
                let (preset, seed) = self.shown_model();
                self.remember(UndoStep::Model(Box::new(preset.spec().clone()), seed));
                self.lessons.ask(bookmark.commands);
            }
            Err(error) => self.notice.say(error),
        }
    }

    /// The command that draws what is shown; in words why there is none.
    fn shot_command(&self) -> Result<String, String> {
        let session = &self.session;
        let spec = session.preset.spec();
        let why =
            "A command cannot say this: save a bookmark (Ctrl+K), and give it to shot --bookmark.";
        let is_ours = Preset::builtin(&spec.name).is_ok_and(|preset| preset.spec() == spec);
        if !is_ours {
            return Err(why.to_owned());
        }
        let mut words = format!("signalscape shot --preset {} --seed {}", spec.name, session.seed);
        match &session.origin {
            _ if session.is_circuit() => {}
            Origin::DataSet { part, index, .. } => {
                let part = if *part == Part::Test { "test" } else { "train" };
                words += &format!(" --mnist {part}:{index}");
            }
            _ => return Err(why.to_owned()),
        }
        let Look { focus: [x, y, z], yaw, pitch, radius } = self.looks.0[0];
        let numbers = [yaw.to_degrees(), pitch.to_degrees(), radius, x, y, z];
        let camera = numbers.map(|number| format!("{:.2}", number)).join(",");
        let at_ms = (self.playback.now_ms * 1000.0).round() / 1000.0;
        let at_ms = short(at_ms).replace(',', "");
        Ok(words + &format!(" --at-ms {at_ms} --camera={camera} --out view.png"))
    }
}
