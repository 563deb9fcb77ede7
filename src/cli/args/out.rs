//! Where results go: the options of every experiment.

use super::shard;
use crate::experiments::export::Format;
use crate::experiments::part::Shard;
use clap::{Args as ArgsGroup, ValueEnum, ValueHint};
use std::path::PathBuf;

/// Where results go.
#[derive(ArgsGroup, Clone, Debug)]
pub struct OutArgs {
    /// Folder for results.json, tables and figures
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Write results anew where there are some
    #[arg(long)]
    pub force: bool,
    /// Print everything as one JSON object
    #[arg(long)]
    pub json: bool,
    /// Run one part of many, from 0, into the folder of --out; `merge` joins them. auto/PARTS takes the
    /// part from SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX (Kubernetes)
    #[arg(long, value_name = "PART/PARTS", value_parser = shard::shard, requires = "out", conflicts_with = "json", allow_hyphen_values = true)]
    pub shard: Option<Shard>,
}

/// [`Format`] as typed.
#[derive(ValueEnum, Clone, Copy, Debug)]
pub enum FormatName {
    /// NumPy arrays
    Npy,
    /// Parquet tables
    Parquet,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Format {
        match name {
            FormatName::Npy => Format::Npy,
            FormatName::Parquet => Format::Parquet,
        }
    }
}
