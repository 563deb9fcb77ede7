//! `teach`: what was typed.

use clap::{Args as ArgsGroup, ValueHint};
use std::path::PathBuf;

/// See [`super::Command::Teach`].
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Examples:
  signalscape teach letters -o letters.json
  signalscape teach letters -o letters.json --labels-away --force
  signalscape label --taught letters.json scan.png

Folders are called as the classes of the data are, those of MNIST 0 to 9; any other name, of at
most 24 characters, is a class of its own.")]
pub struct TeachArgs {
    /// Folder with a folder of pictures for each class, named after what they show: 7/a.png, A/b.png
    #[arg(value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// JSON file to write
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: PathBuf,
    /// What to call it, at most 100 characters
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub name: String,
    /// Let nothing else count: the labels of the references are put away, and these spread through the
    /// references
    #[arg(long)]
    pub labels_away: bool,
    /// Overwrite the file if it exists
    #[arg(long)]
    pub force: bool,
}
