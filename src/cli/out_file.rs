//! What is at a place that somebody named, and whether a file can be written there.

use super::error::refuse;
use crate::data::plainly;
use anyhow::Result;
use std::io::ErrorKind;
use std::path::Path;

/// Whether the file of `--out` can be written, as far as can be seen before.
pub(super) fn check_out(out: &Path, is_forced: bool) -> Result<()> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(refuse("--out", "an existing folder", found(folder)));
    }
    if out.is_dir() {
        return Err(refuse("--out", "a file", found(out)));
    }
    if !is_forced && out.symlink_metadata().is_ok() {
        let expected = "a file that does not exist, or --force to overwrite it";
        return Err(refuse("--out", expected, out.display()));
    }
    Ok(())
}

/// What is at `path`, in words.
pub(super) fn found(path: &Path) -> String {
    let what = match path.metadata() {
        Ok(metadata) if metadata.is_dir() => "a folder",
        Ok(_) => "a file",
        Err(error) if error.kind() == ErrorKind::NotFound => "nothing",
        Err(error) => return format!("{}: {}", path.display(), plainly(error, "folder")),
    };
    format!("{what}: {}", path.display())
}
