//! What a person told the program: names of classes, and pictures with the class of each.
//!
//! A taught set is one JSON file (`taught/file.rs` knows its fields) or a folder of folders (`taught/folder.rs`). It
//! holds the pictures themselves, so it says the same with any network and any other data set.

mod file;
mod folder;
mod set;
pub use set::{TOLD_MAX, TaughtError, TaughtImage, TaughtSet, is_title, no_title};
#[cfg(test)]
mod tests;

pub use file::MAX_FILE_BYTES;
pub use folder::{FolderStep, TaughtFolder, taught_from_folder};
