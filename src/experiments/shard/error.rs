//! Why parts cannot be made or put together.

use super::job::Whole;
use crate::data::{ContentHash, plainly};
use crate::experiments::files::OutputError;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why parts are not a whole.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ShardError {
    /// A file cannot be read or written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// No folder at all, or one that cannot be read.
    #[error("{folder}: expected a folder with parts, found {}", match why.kind() {
        io::ErrorKind::NotFound => "nothing".to_owned(),
        _ => format!("one that cannot be read: {why}"),
    })]
    Folder {
        /// What was named.
        folder: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// A folder without parts.
    #[error("{folder}: expected folders such as part-0-of-4, found none with a {PART}")]
    NoParts {
        /// The folder.
        folder: PathBuf,
    },
    /// Some are not there.
    #[error("expected {of} parts, found {found}; missing: {missing}")]
    Missing {
        /// Parts of the whole.
        of: usize,
        /// Parts there are.
        found: usize,
        /// The first of the others.
        missing: String,
    },
    /// One is of something else.
    #[error(
        "{folder}: expected a part of the same experiment as {first}, found another configuration: {differs}"
    )]
    Other {
        /// The odd one.
        folder: PathBuf,
        /// What it was compared with.
        first: PathBuf,
        /// In which fields it is another.
        differs: String,
    },
    /// One is of other images.
    #[error(
        "{folder}: expected a part of the same images as {first} ({expected}), found one of others ({found})"
    )]
    OtherImages {
        /// The odd one.
        folder: PathBuf,
        /// What it was compared with.
        first: PathBuf,
        /// Its images.
        found: ContentHash,
        /// Those of the first.
        expected: ContentHash,
    },
    /// What is to be merged with are other images.
    #[error(
        "--data: expected the images that the parts are of ({expected}), found others ({found})"
    )]
    OtherData {
        /// Of the parts.
        expected: ContentHash,
        /// Of `--data`, or of MNIST.
        found: ContentHash,
    },
}

impl ShardError {
    /// The folder cannot be looked into.
    pub(super) fn folder(folder: &Path, error: io::Error) -> ShardError {
        ShardError::Folder { folder: folder.to_owned(), why: plainly(error, "folder") }
    }

    /// The part in `folder`, one of `of`, is not of the same whole as that in `first`, one of so many; none where
    /// it is.
    pub(super) fn other(
        (folder, of, found): (&Path, usize, &Whole),
        (first, expected_of, expected): (&Path, usize, &Whole),
    ) -> Option<ShardError> {
        let (folder, first) = (folder.to_owned(), first.to_owned());
        if of != expected_of {
            let differs = format!("parts is {of}, not {expected_of}");
            return Some(ShardError::Other { folder, first, differs });
        }
        if found.job != expected.job {
            let differs = found.differs(expected);
            return Some(ShardError::Other { folder, first, differs });
        }
        let (found, expected) = (found.images, expected.images);
        (found != expected).then_some(ShardError::OtherImages { folder, first, found, expected })
    }
}

/// Name of the file that says that a part is done.
pub const PART: &str = "part.json";
