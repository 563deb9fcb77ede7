//! Where a picture came from, and pictures on their way.

use crate::data::{Part, Seen};
use crate::experiments::weights::Config;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where the image on the pad came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// An image of the data set.
    DataSet {
        /// Training or test set.
        part: Part,
        /// Its place there, from 0.
        index: usize,
        /// What it is, where that is known.
        label: Option<u8>,
    },
    /// A reference that is a drawing of ours, see [`crate::data::handwriting`].
    Reference {
        /// Its place among the training images.
        index: usize,
        /// Which drawing, from 0.
        drawing: usize,
        /// What it is.
        label: u8,
    },
    /// A file, by name.
    File(String),
    /// The clipboard.
    Clipboard,
    /// Drawn on the pad.
    Drawing,
}

/// A picture being read in the background, or its failure.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Where it came from.
    pub origin: Origin,
    /// Its digits, or in words why there is none.
    pub seen: Result<Seen, String>,
    /// What asked for it.
    pub request: Request,
}

/// What asks for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// Pictures that came together: which ones, and the place among them.
    Tray {
        /// Rises each time that some come.
        came: u64,
        /// From 0.
        place: usize,
    },
    /// The clipboard, at the input of that number.
    Paste(u64),
}

/// A run that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptRun {
    /// A finished one, by its folder.
    Finished(PathBuf),
    /// A stopped one.
    Stopped(Box<Config>),
}

/// What came together, folders looked through.
#[derive(Clone, Debug)]
pub struct Found {
    /// At most [`PICTURES_MAX`](super::pictures::PICTURES_MAX).
    pub files: Vec<Named>,
    /// There are more.
    pub are_more: bool,
    /// The number of the input that asked for them.
    pub input: u64,
}

/// A file to be read: its name as it is shown, and its path, or in words why it cannot be read.
pub type Named = (String, Result<PathBuf, String>);
