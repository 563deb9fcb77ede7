//! A part of a batch: which images of all are this one's.

use crate::data::Cache;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use thiserror::Error;

/// Which part of how many, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Shard {
    /// From 0.
    pub index: usize,
    /// At least 1.
    pub of: usize,
}

/// Something that a part should have left is not there.
#[derive(Debug, Error)]
#[error("{folder}: expected {what}, found none of it")]
pub struct Missing {
    /// Folder of the part.
    pub(super) folder: PathBuf,
    pub(super) what: String,
}

impl Missing {
    /// `what` is not in `part`.
    pub(super) fn new(part: &Cache, what: String) -> Missing {
        Missing { folder: part.folder().to_owned(), what }
    }

    /// What a range of the images left is not in `part`.
    pub(super) fn images(part: &Cache, range: &Range<usize>, preset: &str) -> Missing {
        let what = format!("what images {} to {} of {preset} left", range.start, range.end);
        Missing::new(part, what)
    }
}

/// A [`Shard`] as a file has it.
#[derive(Deserialize)]
struct Unchecked {
    pub(super) index: usize,
    pub(super) of: usize,
}

impl TryFrom<Unchecked> for Shard {
    type Error = String;

    fn try_from(Unchecked { index, of }: Unchecked) -> Result<Shard, String> {
        if index < of && of <= PARTS_MAX {
            return Ok(Shard { index, of });
        }
        Err(format!("shard: expected one of at most {PARTS_MAX} parts, found {index} of {of}"))
    }
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

    /// The part whose folder has that name, if it is a part's.
    pub(super) fn of_folder(name: &str) -> Option<Shard> {
        let (index, of) = name.strip_prefix("part-")?.split_once("-of-")?;
        Unchecked { index: index.parse().ok()?, of: of.parse().ok()? }.try_into().ok()
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
            (Ok(index), Ok(of)) => Unchecked { index, of }.try_into().map_err(|_| refused()),
            _ => Err(refused()),
        }
    }
}

/// More parts than this are a mistake.
const PARTS_MAX: usize = 100_000;
