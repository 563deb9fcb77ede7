//! A batch that outgrows one machine: parts of an experiment, run anywhere, and joined again.
//!
//! ```text
//! --shard 0/4 … --shard 3/4  ─→  OUT/part-0-of-4/ … OUT/part-3-of-4/  ─→  signalscape merge OUT
//! part.json                      what the whole is, and which part this one is
//! embeddings-….safetensors       what a range of images left (weights, paths)
//! results.json                   or a share of the networks, done (paths-stdp, ann)
//! ```
//! A part is written last of all by its `part.json`, so that one without it is not done.

use super::output::{OutputError, write_whole};
use super::{paths, stdp, weights};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use thiserror::Error;

/// Version of `part.json`.
const VERSION: u32 = 1;
/// Name of the file that says that a part is done.
pub const PART: &str = "part.json";
/// More parts than this are a mistake.
const PARTS_MAX: usize = 100_000;

/// Which part of how many, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// From 0.
    pub index: usize,
    /// At least 1.
    pub of: usize,
}

/// A part of the images is not where it should be.
#[derive(Debug, Error)]
#[error(
    "{folder}: expected what images {from} to {to} of {preset} left, found none of it, or a damaged file"
)]
pub struct Missing {
    /// Folder of the part.
    pub folder: PathBuf,
    /// First image.
    pub from: usize,
    /// The one after the last.
    pub to: usize,
    /// The preset.
    pub preset: String,
}

impl Shard {
    /// Its share of so many things: they differ by one at most, and follow each other.
    pub fn range(self, total: usize) -> Range<usize> {
        self.index * total / self.of..(self.index + 1) * total / self.of
    }

    /// Its folder within that of the whole.
    pub fn folder(self, out: &Path) -> PathBuf {
        out.join(format!("part-{}-of-{}", self.index, self.of))
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let refused =
            || format!("expected PART/PARTS, from 0, such as 0/4 to 3/4, found \"{text}\"");
        let (index, of) = text.split_once('/').ok_or_else(refused)?;
        match (index.parse(), of.parse()) {
            (Ok(index), Ok(of)) if index < of && of <= PARTS_MAX => Ok(Shard { index, of }),
            _ => Err(refused()),
        }
    }
}

/// What the whole is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Job {
    /// Section 4: a part is a range of the images, of every run.
    Weights(Vec<weights::Config>),
    /// Section 3.1: a part is a range of the images, of every run.
    Paths(Vec<paths::Config>),
    /// Section 3.2: a part is some of the networks.
    PathsStdp(Box<stdp::Config>),
    /// Section 4.1: a part is some of the sizes.
    Ann(Vec<usize>, Box<weights::Config>),
}

/// `part.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct PartFile {
    version: u32,
    shard: Shard,
    command: String,
    job: Job,
}

/// Why parts are not a whole.
#[derive(Debug, Error)]
pub enum ShardError {
    /// A file cannot be read or written.
    #[error(transparent)]
    Output(#[from] OutputError),
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
        "{folder}: expected a part of the same experiment as {first}, found another configuration"
    )]
    Other {
        /// The odd one.
        folder: PathBuf,
        /// What it was compared with.
        first: PathBuf,
    },
}

/// Writes `part.json`: this part is done.
///
/// # Errors
/// What the system said.
pub fn finish(folder: &Path, shard: Shard, command: &str, job: &Job) -> Result<(), ShardError> {
    let part = PartFile { version: VERSION, shard, command: command.to_owned(), job: job.clone() };
    let path = folder.join(PART);
    let json = serde_json::to_vec_pretty(&part).map_err(|e| content(&path, &e))?;
    Ok(write_whole(&path, &json)?)
}

/// Whether a finished part is one of `job`.
///
/// # Errors
/// A `part.json` that cannot be read.
pub fn is_of(folder: &Path, job: &Job) -> Result<bool, ShardError> {
    Ok(read(folder)?.job == *job)
}

/// All parts of one whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// What they are of.
    pub job: Job,
    /// Their folders, in order.
    pub folders: Vec<PathBuf>,
    /// The command of the first.
    pub command: String,
}

impl Parts {
    /// Finds the parts in some folders, each of which holds one or more.
    ///
    /// # Errors
    /// Parts that are missing, unfinished or of different experiments.
    pub fn find(within: &[PathBuf]) -> Result<Parts, ShardError> {
        let mut found: Vec<(PathBuf, PartFile)> = Vec::new();
        for folder in within {
            let before = found.len();
            if folder.join(PART).is_file() {
                found.push((folder.clone(), read(folder)?));
            }
            let failed = |source| OutputError::Io { path: folder.clone(), source };
            for entry in std::fs::read_dir(folder).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                if path.join(PART).is_file() {
                    let part = read(&path)?;
                    found.push((path, part));
                }
            }
            if found.len() == before {
                return Err(ShardError::NoParts { folder: folder.clone() });
            }
        }
        found.sort_by_key(|(_, part)| part.shard.index);
        found.dedup_by_key(|(_, part)| part.shard.index);
        let (first, whole) = found.first().cloned().expect("some were found");
        let is_other = |(_, part): &&(PathBuf, PartFile)| {
            part.job != whole.job || part.shard.of != whole.shard.of
        };
        if let Some((folder, _)) = found.iter().find(is_other) {
            return Err(ShardError::Other { folder: folder.clone(), first });
        }
        let of = whole.shard.of;
        let is_there = |index: &usize| found.iter().any(|(_, part)| part.shard.index == *index);
        let missing: Vec<String> = (0..of)
            .filter(|index| !is_there(index))
            .take(10)
            .map(|index| Shard { index, of }.to_string())
            .collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            return Err(ShardError::Missing { of, found: found.len(), missing });
        }
        Ok(Parts {
            job: whole.job,
            command: whole.command,
            folders: found.into_iter().map(|(folder, _)| folder).collect(),
        })
    }
}

fn read(folder: &Path) -> Result<PartFile, ShardError> {
    let path = folder.join(PART);
    let bytes =
        std::fs::read(&path).map_err(|source| OutputError::Io { path: path.clone(), source })?;
    let part: PartFile = serde_json::from_slice(&bytes).map_err(|e| content(&path, &e))?;
    match part.version {
        VERSION => Ok(part),
        found => Err(content(&path, &format!("version {found} instead of {VERSION}"))),
    }
}

fn content(path: &Path, found: &dyn fmt::Display) -> ShardError {
    OutputError::Content { path: path.to_owned(), found: found.to_string() }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Preset;

    #[test]
    fn shards_share_everything_out() {
        for (total, of) in [(10, 3), (4, 4), (3, 5), (10_000, 7)] {
            let all: Vec<usize> =
                (0..of).flat_map(|index| Shard { index, of }.range(total)).collect();
            assert_eq!(all, (0..total).collect::<Vec<_>>());
        }
        assert_eq!("2/4".parse::<Shard>().unwrap().to_string(), "2/4");
        for bad in ["", "4", "4/4", "-1/4", "0/0", "a/b", "1/999999999"] {
            assert!(bad.parse::<Shard>().is_err(), "{bad}");
        }
    }

    #[test]
    fn parts_are_a_whole_or_it_is_said_why_not() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let find = || Parts::find(&[out.to_owned()]);
        assert!(matches!(find(), Err(ShardError::NoParts { .. })));
        let config = stdp::Config::of(&Preset::builtin("paths-stdp").unwrap());
        let job = Job::PathsStdp(Box::new(config.clone()));
        let finished = |index, job: &Job| {
            let shard = Shard { index, of: 3 };
            let part = shard.folder(out);
            std::fs::create_dir_all(&part).unwrap();
            finish(&part, shard, "signalscape", job).unwrap();
        };
        finished(2, &job);
        let missing = find().unwrap_err().to_string();
        assert_eq!(missing, "expected 3 parts, found 1; missing: 0/3, 1/3");
        finished(0, &job);
        finished(1, &Job::PathsStdp(Box::new(stdp::Config { k: 7, ..config })));
        assert!(matches!(find(), Err(ShardError::Other { .. })));
        finished(1, &job);
        let parts = find().unwrap();
        assert_eq!((parts.job, parts.folders.len()), (job, 3));
        assert!(parts.folders[1].ends_with("part-1-of-3"));
    }
}
