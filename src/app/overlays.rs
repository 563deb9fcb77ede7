//! Dialogs over the window, of which one is open at a time.

use crate::app::origin::KeptRun;
use crate::app::scene::NetView;
use bevy::prelude::*;
use serde::{Deserialize, Serialize};

/// Windows over the views.
#[derive(Resource, Default)]
pub struct Overlays {
    /// Open windows, the last opened last.
    pub(super) open: Vec<Dialog>,
    /// One view takes all the room, in a picture of it alone.
    pub alone: Option<NetView>,
    /// The kept run whose deletion was asked for, and has to be asked for once more.
    pub(super) deleting: Option<KeptRun>,
    /// The first input has been given: the hint is put away and the camera stops drifting.
    pub has_acted: bool,
}

/// A window over the views.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialog {
    /// The list of shortcuts.
    Help,
    /// The experiments.
    Experiments,
    /// The list of commands.
    Palette,
    /// The question whether kept embeddings are to be deleted.
    Clearing,
    /// The list of what was told.
    Told,
    /// The list of lessons.
    Lessons,
}

impl Overlays {
    /// Opens a window, on top of the others, or closes it.
    pub fn set(&mut self, dialog: Dialog, is_open: bool) {
        self.open.retain(|&other| other != dialog);
        if is_open {
            self.open.push(dialog);
        }
        if dialog == Dialog::Experiments {
            self.deleting = None; // what was asked in it
        }
    }

    /// Asks whether a kept run is to be deleted, in place of any other, or puts the question away.
    pub fn ask_to_delete(&mut self, run: Option<KeptRun>) {
        self.deleting = run;
    }

    /// The kept run that is asked about.
    pub fn deleting(&self) -> Option<&KeptRun> {
        self.deleting.as_ref()
    }

    /// Whether a window is open.
    pub fn is_open(&self, dialog: Dialog) -> bool {
        self.open.contains(&dialog)
    }

    /// The window that was opened last.
    pub fn topmost(&self) -> Option<Dialog> {
        self.open.last().copied()
    }
}
