//! What a finished part has kept, by size and checksum, so that one that is damaged is found before its parts are
//! merged, without the images and networks that its keys are made of.

use super::{OutputError, ShardError};
use crate::data::cache::{MAX_FILE_BYTES, checksum, is_kept};
use crate::data::{Cache, CacheError, read_whole};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::Path;

/// A file of a part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct FileSum {
    name: String,
    bytes: u64,
    /// CRC-32 of all of them, hexadecimal.
    crc32: String,
}

/// Those that are in the folder of a part.
pub(super) fn of(folder: &Path) -> Result<Vec<FileSum>, ShardError> {
    let listed = Cache::open(folder.to_owned()).files();
    let files = listed.map_err(|error| match error {
        CacheError::Io { path, source } => OutputError::Io { path, source },
        other => OutputError::Content { path: folder.to_owned(), found: other.to_string() },
    })?;
    let sum = |path: &std::path::PathBuf| {
        let failed = |source| OutputError::Io { path: path.clone(), source };
        let bytes = read_whole(path, MAX_FILE_BYTES).map_err(failed)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(FileSum {
            name: name.unwrap_or_default(),
            bytes: bytes.len() as u64,
            crc32: crc32(&bytes),
        })
    };
    files.iter().map(sum).collect()
}

/// Why what is there is not what was kept, if it is not.
///
/// # Errors
/// A file that the system does not let be read: nobody knows.
pub(super) fn damage(folder: &Path, files: &[FileSum]) -> Result<Option<String>, ShardError> {
    for FileSum { name, bytes: expected, crc32: sum } in files {
        if !is_kept(name) {
            let folder = folder.display();
            return Ok(Some(format!(
                "{folder}: files: expected names of what is kept, found {name:?}"
            )));
        }
        let path = folder.join(name);
        let damaged = |expected: &str, found: &str| {
            Ok(Some(format!("{}: damaged: expected {expected}, found {found}", path.display())))
        };
        let bytes = match read_whole(&path, *expected) {
            Ok(bytes) => bytes,
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::InvalidInput | ErrorKind::FileTooLarge => {
                    return Ok(Some(format!("{}: {error}", path.display())));
                }
                _ => return Err(OutputError::Io { path, source: error }.into()),
            },
        };
        if bytes.len() as u64 != *expected {
            return damaged(&format!("{expected} bytes"), &bytes.len().to_string());
        }
        let found = crc32(&bytes);
        if found != *sum {
            return damaged(&format!("crc32 {sum}"), &found);
        }
    }
    Ok(None)
}

/// As what is kept under a key is summed, without anything said of it.
fn crc32(bytes: &[u8]) -> String {
    checksum(&HashMap::new(), std::iter::once(bytes))
}
