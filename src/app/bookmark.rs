//! A bookmark: network, stimulus, moment, camera and selection as one small file that opens again anywhere. It is a list of
//! commands, as a recording is.

use super::command::{
    AppCommand, ImageCommand, ModelCommand, SelectCommand, TimeCommand, ViewCommand,
};
use super::look::Look;
use super::playback::Playback;
use super::scene::NetView;
use super::selection::Selection;
use super::session::Session;
use crate::data::{from_json, plainly, read_text};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// How its file's name ends.
pub const ENDING: &str = "signalscape";
/// What it says first.
const FORMAT: &str = "signalscape bookmark";
const VERSION: u32 = 1;
/// The largest file that is read, bytes.
const FILE_MAX: u64 = 16 << 20;

/// See the module's head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bookmark {
    format: String,
    version: u32,
    /// What leads there, in order.
    pub commands: Vec<AppCommand>,
}

impl Bookmark {
    /// Of what is shown, looked at from there: the network, and the cloud.
    pub fn of(
        session: &Session,
        playback: &Playback,
        selection: &Selection,
        [network, cloud]: [Look; 2],
    ) -> Bookmark {
        let spec = Box::new(session.preset.spec().clone());
        let mut commands: Vec<AppCommand> = vec![ModelCommand::Load(spec, session.seed).into()];
        if !session.is_circuit() {
            let (image, origin) = (session.image.clone(), session.origin.clone());
            commands.push(ImageCommand::Present(image, origin).into());
        }
        commands.push(TimeCommand::SetSpeed(playback.speed).into());
        commands.push(TimeCommand::PauseAt(playback.now_ms).into());
        commands.push(ViewCommand::Look(NetView::Network, network).into());
        if session.has_cloud() {
            commands.push(ViewCommand::Look(NetView::Cloud, cloud).into());
        }
        let Selection { neuron, edge, filter, .. } = selection;
        commands.extend(neuron.map(|neuron| SelectCommand::Neuron(Some(neuron)).into()));
        commands.extend(edge.map(|edge| SelectCommand::Edge(Some(edge)).into()));
        commands.extend(filter.map(|filter| SelectCommand::Edges(Some(filter)).into()));
        Bookmark { format: FORMAT.to_owned(), version: VERSION, commands }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// In words: the file, what was expected and what was found.
    pub fn read(path: &Path) -> Result<Bookmark, String> {
        let of_file = |error: String| format!("{}: {error}", path.display());
        let text = read_text(path, FILE_MAX);
        let text = text.map_err(|error| of_file(plainly(error, "file").to_string()))?;
        let bookmark: Bookmark = from_json(text.as_bytes())
            .map_err(|error| of_file(format!("expected a bookmark: {error}")))?;
        if bookmark.format != FORMAT || bookmark.version != VERSION {
            let Bookmark { format, version, .. } = bookmark;
            return Err(of_file(format!(
                "expected {FORMAT:?} of version {VERSION}, found {format:?} of version {version}"
            )));
        }
        match bookmark.commands.iter().find(|command| !is_of_a_bookmark(command)) {
            None => Ok(bookmark),
            Some(_) => Err(of_file(
                "commands: expected those that lead to a moment; this one does something else"
                    .to_owned(),
            )),
        }
    }

    /// Writes it as a whole or not at all.
    ///
    /// # Errors
    /// In words.
    pub fn write(&self, path: &Path) -> Result<(), String> {
        let text = serde_json::to_string(self).map_err(|error| error.to_string())?;
        crate::data::write_whole(path, text.as_bytes()).map_err(|error| error.to_string())
    }

    /// The moment that it is of, ms.
    pub fn at_ms(&self) -> Option<f64> {
        self.commands.iter().find_map(|command| match command {
            AppCommand::Time(TimeCommand::PauseAt(ms)) => Some(*ms),
            _ => None,
        })
    }
}

/// Whether it leads to a moment, and does nothing else.
fn is_of_a_bookmark(command: &AppCommand) -> bool {
    use AppCommand as A;
    matches!(
        command,
        A::Model(ModelCommand::Load(..))
            | A::Image(ImageCommand::Present(..))
            | A::Time(_)
            | A::View(ViewCommand::Look(..))
            | A::Select(_)
    )
}

/// Whether a file is called like a bookmark.
pub fn is_bookmark(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::command::PanelCommand;
    use crate::app::overlays::Dialog;
    use crate::app::session::tests::presented;
    use crate::sim::NeuronId;

    #[test]
    fn what_is_kept_is_read_again_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seven.signalscape");
        let session = presented("race-of-two");
        let mut playback = Playback::new(20.0, 3.0, true);
        playback.seek(9.2);
        let look = Look { focus: [1.0, 2.0, 3.0], yaw: 0.5, pitch: 0.25, radius: 30.0 };
        let selection = Selection { neuron: Some(NeuronId(2)), ..Selection::default() };
        let bookmark = Bookmark::of(&session, &playback, &selection, [look, look]);
        bookmark.write(&path).unwrap();
        assert_eq!(Bookmark::read(&path), Ok(bookmark.clone()));
        assert_eq!((bookmark.at_ms(), bookmark.commands.len()), (Some(9.2), 5));
        assert!(is_bookmark(&path) && !is_bookmark(Path::new("seven.json")));
        let mut other = bookmark.clone();
        other.commands.push(PanelCommand::Show(Dialog::Help, true).into());
        other.write(&path).unwrap();
        let refused = Bookmark::read(&path).unwrap_err();
        assert!(
            refused.contains("seven.signalscape: commands: expected those that lead"),
            "{refused}"
        );
        std::fs::write(
            &path,
            serde_json::to_string(&bookmark).unwrap().replace("\"version\":1", "\"version\":2"),
        )
        .unwrap();
        let refused = Bookmark::read(&path).unwrap_err();
        assert!(
            refused.ends_with("of version 1, found \"signalscape bookmark\" of version 2"),
            "{refused}"
        );
        let none = Bookmark::read(Path::new("none.signalscape")).unwrap_err();
        assert_eq!(none, "none.signalscape: there is no such file");
    }
}
