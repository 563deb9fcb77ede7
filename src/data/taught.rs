//! What a person told the program: names of classes, and pictures with the class of each.
//!
//! A taught set is one JSON file (`taught/file.rs` knows its fields) or a folder of folders (`taught/folder.rs`). It
//! holds the pictures themselves, so it says the same with any network and any other data set.

mod file;
mod folder;
mod set;
pub use set::{
    NAME_LEN_MAX, NAMES_MAX, TOLD_MAX, TaughtError, TaughtImage, TaughtSet, class_called,
    is_class_name, is_title, no_title,
};
use set::{no_class_name, shown};
#[cfg(test)]
mod tests;

pub use file::MAX_FILE_BYTES;
pub use folder::{FolderStep, TaughtFolder, taught_from_folder};
