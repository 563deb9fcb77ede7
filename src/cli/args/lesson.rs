//! Lessons of one's own, as typed.

use clap::{Subcommand, ValueHint};
use std::path::PathBuf;

/// What is done with lessons.
#[derive(Subcommand, Clone, Debug)]
pub enum LessonArgs {
    /// List the lessons that come with the program
    List,
    /// Write a commented lesson to begin with
    #[command(after_help = "Example:
  signalscape lesson new mine.toml && signalscape --lesson mine.toml")]
    New {
        /// TOML file to write
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        out: PathBuf,
        /// Overwrite the file if it exists
        #[arg(long)]
        force: bool,
    },
    /// Write a lesson that does what was done in a recorded session, to be given texts
    #[command(after_help = "Example:
  signalscape --record session.jsonl
  signalscape lesson draft session.jsonl --out mine.toml")]
    Draft {
        /// What --record wrote
        #[arg(value_name = "SESSION", value_hint = ValueHint::FilePath)]
        session: PathBuf,
        /// TOML file to write
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        out: PathBuf,
        /// Overwrite the file if it exists
        #[arg(long)]
        force: bool,
    },
    /// Say what is wrong with lessons, by file and line
    Check {
        /// TOML files
        #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
    },
}
