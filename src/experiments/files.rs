//! Files of results: written as a whole, and what may go wrong with them.

use crate::data;
use crate::sim::SpecError;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a folder of results was not written or read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Not a folder of results at all.
    #[error(
        "{folder}: expected a folder with {RESULTS}, found none (parts are joined by `signalscape merge`)"
    )]
    NoResults {
        /// What was asked for.
        folder: PathBuf,
    },
    /// A figure cannot be drawn.
    #[error("a figure cannot be drawn: {found}")]
    Figure {
        /// Why.
        found: String,
    },
    /// Such a file, with something in it that cannot be.
    #[error("{path}: {field}")]
    Field {
        /// The file.
        path: PathBuf,
        /// The field, what was expected and what was found.
        field: SpecError,
    },
    /// Such a file, of which a field is missing or cannot be read.
    #[error("{path}: {wrong}")]
    Json {
        /// The file.
        path: PathBuf,
        /// The field, what was expected and what was found.
        wrong: String,
    },
    /// Such a file, and not as it was written.
    #[error(
        "{path}: it was changed after it was written: expected values with the crc32 {expected}, found {found}{}; \
         restore it, or run the experiment again",
        field.as_ref().map_or(String::new(), |field| format!(" ({field})"))
    )]
    Changed {
        /// The file.
        path: PathBuf,
        /// The checksum that it carries.
        expected: String,
        /// That of what it says.
        found: String,
        /// A field that cannot be, if there is one: what was expected there and what was found.
        field: Option<String>,
    },
    /// Not such a file.
    #[error("{path}: expected results of an experiment, found {found}")]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        found: String,
    },
}

impl OutputError {
    /// What the system said of a folder.
    pub(super) fn folder(folder: &Path, error: io::Error) -> OutputError {
        OutputError::Io { path: folder.to_owned(), source: data::plainly(error, "folder") }
    }
}

/// Writes `bytes` to `path` as a whole or not at all.
///
/// # Errors
/// What the system said.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    data::write_whole(path, bytes)
        .map_err(|source| OutputError::Io { path: path.to_owned(), source })
}

/// Name of the file that holds everything.
pub const RESULTS: &str = "results.json";
