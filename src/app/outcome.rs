//! What threads and tasks have ended with: nothing that a person asks for, but what came of it.

use super::origin::{Found, Picture};
use super::stdp_lesson::StdpLesson;
use crate::data::taught::TaughtSet;
use crate::sim::Network;
use bevy::prelude::Message;
use std::path::PathBuf;
use std::sync::Arc;

/// See the module's head. Only [`apply`](super::apply) acts on it.
#[derive(Message, Clone, Debug)]
pub enum Outcome {
    /// Folders have been looked through for pictures.
    FilesFound(Found),
    /// A picture has been read.
    PictureRead(Picture),
    /// What was opened before the references were there can be opened now.
    ReferencesCame(Vec<PathBuf>),
    /// A network is built: the number of the simulation's command that asked for it, and what came of it.
    Built(u64, Arc<Network>),
    /// A network has learnt.
    Learnt(Box<StdpLesson>),
    /// It is known how far labels reach, and somebody wanted to be asked about the next point.
    CanAsk,
    /// Something is written or copied, or why not, in words.
    Saved(String),
    /// What somebody told has been read; in words what of it was not.
    Told(Box<TaughtSet>, Vec<String>),
}
