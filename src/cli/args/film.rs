//! A film, as typed.

use super::number::{number, whole};
use super::picture::{mnist, size};
use crate::data::Part;
use clap::{Args as ArgsGroup, ValueEnum, ValueHint};
use std::path::PathBuf;

/// See [`Command::Film`](super::Command::Film).
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Examples:
  signalscape film race --out race.gif --size 960x600
  signalscape film mine.toml --out mine.mp4 --fps 30
  signalscape film --preset race-of-two --speed 3 --out race.png
  signalscape film --mnist test:0 --from-ms 0 --to-ms 300 --speed 60 --out seven.mp4

An .mp4 needs ffmpeg; a .gif, a .png (an animated one) and a folder of pictures need nothing.")]
pub struct FilmArgs {
    /// Lesson that goes through itself: one of ours by its name, or a file [default: a run, see --preset]
    #[arg(value_name = "LESSON", value_hint = ValueHint::FilePath)]
    pub lesson: Option<String>,
    /// MNIST digit to present: test:INDEX or train:INDEX, from 0
    #[arg(long, value_name = "SET:INDEX", value_parser = mnist, allow_hyphen_values = true, conflicts_with_all = ["lesson", "digit"])]
    pub mnist: Option<(Part, usize)>,
    /// Picture of a digit to present
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "lesson")]
    pub digit: Option<PathBuf>,
    /// Moment of the run to begin with, ms [default: 0]
    #[arg(long, value_name = "T", value_parser = number, allow_negative_numbers = true, conflicts_with = "lesson")]
    pub from_ms: Option<f64>,
    /// Moment of the run to end with, ms [default: its end]
    #[arg(long, value_name = "T", value_parser = number, allow_negative_numbers = true, conflicts_with = "lesson")]
    pub to_ms: Option<f64>,
    /// Simulated ms a second, 0.1 to 1000 [default: 12]
    #[arg(long, value_name = "T", value_parser = number, allow_negative_numbers = true, conflicts_with = "lesson")]
    pub speed: Option<f64>,
    /// File to write, or a new folder: .mp4, .gif, .png (animated), or no ending for a folder of pictures
    #[arg(long, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub out: PathBuf,
    /// Width and height, pixels: 320x200 to 7680x4320
    #[arg(long, value_name = "WxH", default_value = "1280x720", value_parser = size, allow_hyphen_values = true)]
    pub size: [u32; 2],
    /// Frames a second, 1 to 60
    #[arg(long, value_name = "N", default_value = "25", value_parser = whole(1_u32, 60), allow_negative_numbers = true)]
    pub fps: u32,
    /// What texts are written in
    #[arg(long, value_enum, default_value_t)]
    pub language: LanguageName,
    /// Overwrite what is there
    #[arg(long)]
    pub force: bool,
}

/// A language, by its code.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LanguageName {
    /// English
    #[default]
    En,
    /// Deutsch
    De,
}
