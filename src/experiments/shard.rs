//! A batch that outgrows one machine: parts of an experiment, run anywhere, and joined again.
//!
//! ```text
//! --shard 0/4 … --shard 3/4  ─→  OUT/part-0-of-4/ … OUT/part-3-of-4/  ─→  signalscape merge OUT
//! part.json                      what the whole is, and which part this one is
//! embeddings-….safetensors       what a range of images left (weights, paths)
//! embeddings-….json              or one of its networks, done (paths-stdp, ann)
//! status.json                    how far a part is that is not done
//! ```
//! The folder of a part is a cache of its own: what is done is kept there while the part runs, each file with
//! a checksum and under all that it depends on, so a part that is started again goes on. Last of all comes its
//! `part.json`, so that one without it is not done.

mod files;
pub mod status;

use files::FileSum;

use super::part::Shard;
use crate::data::{ContentHash, from_json, read_whole};
use crate::experiments::files::{OutputError, write_whole};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::{fmt, io};
mod error;
pub use error::{PART, ShardError};
mod job;
pub use job::{Job, Whole};

/// Version of `part.json`.
const VERSION: u32 = 2;
/// The largest [`PART`] that is read, bytes.
const MAX_FILE_BYTES: u64 = 1 << 24;

/// `part.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct PartFile {
    version: u32,
    shard: Shard,
    command: String,
    job: Job,
    images: ContentHash,
    /// What it has kept; parts of the first drafts do not say.
    #[serde(default)]
    files: Vec<FileSum>,
}

impl PartFile {
    fn whole(&self) -> Whole {
        Whole { job: self.job.clone(), images: self.images }
    }
}

/// Writes `part.json`: this part is done.
///
/// # Errors
/// What the system said.
pub fn finish(folder: &Path, shard: Shard, command: &str, whole: &Whole) -> Result<(), ShardError> {
    let Whole { job, images } = whole.clone();
    let (version, command, files) = (VERSION, command.to_owned(), files::of(folder)?);
    let part = PartFile { version, shard, command, job, images, files };
    let path = folder.join(PART);
    let json = serde_json::to_vec_pretty(&part).map_err(|e| content(&path, &e))?;
    Ok(write_whole(&path, &json)?)
}

/// What is left in the folder of a part.
#[derive(Clone, Debug, PartialEq)]
pub enum PartState {
    /// No part that was ever done.
    Nothing,
    /// A part that is done, and of this.
    Done(Whole),
    /// A part that was done, of this as far as that can still be read, and is damaged.
    Damaged(Option<Whole>, String),
}

/// Looks at the folder of a part.
///
/// # Errors
/// A file that cannot be read at all: whether it is damaged is not known.
pub fn left(folder: &Path) -> Result<PartState, ShardError> {
    let part = match read(folder) {
        Ok(Some(part)) => part,
        Ok(None) => return Ok(PartState::Nothing),
        Err(ShardError::Output(error @ OutputError::Io { .. })) => return Err(error.into()),
        Err(damaged) => return Ok(PartState::Damaged(None, damaged.to_string())),
    };
    Ok(match files::damage(folder, &part.files)? {
        None => PartState::Done(part.whole()),
        Some(why) => PartState::Damaged(Some(part.whole()), why),
    })
}

/// All parts of one whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// What they are of.
    pub whole: Whole,
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
            let mut take = |folder: PathBuf| -> Result<(), ShardError> {
                found.extend(read(&folder)?.map(|part| (folder, part)));
                Ok(())
            };
            take(folder.clone())?;
            let failed = |error| ShardError::folder(folder, error);
            for entry in std::fs::read_dir(folder).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                if path.is_dir() {
                    take(path)?;
                }
            }
            if found.len() == before {
                return Err(ShardError::NoParts { folder: folder.clone() });
            }
        }
        found.sort_by_key(|(_, part)| part.shard.index);
        let (first, whole) = found.first().cloned().expect("some were found");
        let expected = whole.whole();
        for (folder, part) in &found {
            let (of, first) = (part.shard.of, (&*first, whole.shard.of, &expected));
            if let Some(other) = ShardError::other((folder, of, &part.whole()), first) {
                return Err(other);
            }
        }
        // Copies of one part are the same.
        found.dedup_by_key(|(_, part)| part.shard.index);
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
            whole: Whole { job: whole.job, images: whole.images },
            command: whole.command,
            folders: found.into_iter().map(|(folder, _)| folder).collect(),
        })
    }
}

/// What a part's folder says that it is; none where it says nothing.
fn read(folder: &Path) -> Result<Option<PartFile>, ShardError> {
    let path = folder.join(PART);
    let bytes = match read_whole(&path, MAX_FILE_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(OutputError::Io { path, source }.into()),
    };
    let malformed = |wrong| OutputError::Json { path: path.clone(), wrong };
    let versioned: Versioned = from_json(&bytes).map_err(malformed)?;
    if versioned.version != VERSION {
        let found = versioned.version;
        return Err(content(&path, &format!("version {found} instead of {VERSION}")));
    }
    Ok(Some(from_json(&bytes).map_err(malformed)?))
}

/// The one field that every version has.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

fn content(path: &Path, found: &dyn fmt::Display) -> ShardError {
    OutputError::Content { path: path.to_owned(), found: found.to_string() }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::stdp;
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
        let whole = whole();
        finished(out, 2, &whole);
        let missing = find().unwrap_err().to_string();
        assert_eq!(missing, "expected 3 parts, found 1; missing: 0/3, 1/3");
        finished(out, 0, &whole);
        finished(out, 1, &other_job(&whole));
        assert!(matches!(find(), Err(ShardError::Other { .. })));
        let images = "1".repeat(64).parse().unwrap();
        finished(out, 1, &Whole { images, ..whole.clone() });
        assert!(matches!(find(), Err(ShardError::OtherImages { .. })));
        finished(out, 1, &whole);
        let parts = find().unwrap();
        assert_eq!((parts.whole, parts.folders.len()), (whole, 3));
        assert!(parts.folders[1].ends_with("part-1-of-3"));
    }

    #[test]
    fn a_part_of_something_else_is_never_taken_for_a_copy() {
        let [one, two] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let both = || Parts::find(&[one.path().to_owned(), two.path().to_owned()]);
        (0..3).for_each(|index| finished(one.path(), index, &whole()));
        finished(two.path(), 1, &whole());
        assert_eq!(both().unwrap().folders.len(), 3, "a copy is one");
        finished(two.path(), 1, &other_job(&whole()));
        let error = both().unwrap_err();
        assert!(matches!(error, ShardError::Other { .. }), "{error}");
        assert!(error.to_string().ends_with(": paths-stdp.k is 7, not 5"), "{error}");
    }

    #[test]
    fn a_part_that_cannot_be_read_is_not_taken_for_a_missing_one() {
        let folder = tempfile::tempdir().unwrap();
        (0..3).for_each(|index| finished(folder.path(), index, &whole()));
        let part = Shard { index: 1, of: 3 }.folder(folder.path()).join(PART);
        // A folder in place of a file refuses everybody, an administrator too.
        std::fs::remove_file(&part).unwrap();
        std::fs::create_dir(&part).unwrap();
        let error = Parts::find(&[folder.path().to_owned()]).unwrap_err();
        assert!(matches!(error, ShardError::Output(OutputError::Io { .. })), "{error}");
        std::fs::remove_dir(&part).unwrap();
        std::fs::write(&part, r#"{"version": 1, "shard": 3}"#).unwrap();
        let error = Parts::find(&[folder.path().to_owned()]).unwrap_err().to_string();
        assert!(error.contains("version 1 instead of 2"), "{error}");
    }

    fn whole() -> Whole {
        let config = stdp::Config::of(&Preset::builtin("paths-stdp").unwrap());
        let images = "0".repeat(64).parse().unwrap();
        Whole { job: Job::PathsStdp(Box::new(config)), images }
    }

    fn other_job(whole: &Whole) -> Whole {
        let Job::PathsStdp(config) = &whole.job else { panic!("of networks that learn") };
        let config = stdp::Config { k: config.k + 2, ..(**config).clone() };
        Whole { job: Job::PathsStdp(Box::new(config)), ..whole.clone() }
    }

    fn finished(out: &Path, index: usize, whole: &Whole) {
        let shard = Shard { index, of: 3 };
        let part = shard.folder(out);
        std::fs::create_dir_all(&part).unwrap();
        finish(&part, shard, "signalscape", whole).unwrap();
    }
}
