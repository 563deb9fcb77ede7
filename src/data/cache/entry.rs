//! What is kept: embeddings, under all that decides them, and why there are none.

use crate::data::content::ContentHash;
use crate::sim::{Network, Preset, PresetSpec};
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Version of the file format; files of another version are not read.
pub const VERSION: &str = "1";

/// The largest file that is read or written, bytes.
pub const MAX_FILE_BYTES: u64 = 6 << 30;

/// What embeddings were computed from; two runs with the same key give the same embeddings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CacheKey {
    /// Name of the preset.
    pub preset: String,
    /// Hash of the network, hexadecimal.
    pub network_hash: String,
    /// What they are of: which images, by their [`ContentHash`], and how they were presented.
    pub set: String,
    /// Seed that the images were chosen with.
    pub seed: u64,
}

impl CacheKey {
    /// What `what` is kept as, of `images` that were presented to a network: all that decides a presentation
    /// is in it. Whatever else it depends on has to be in `what`.
    pub fn of(
        preset: &Preset,
        network: &Network,
        seed: u64,
        images: ContentHash,
        what: &str,
    ) -> CacheKey {
        let PresetSpec { name, stimulus, duration_ms, sample_every_ms, .. } = preset.spec();
        CacheKey {
            preset: name.clone(),
            network_hash: network.hash(),
            set: format!(
                "{what}, images {images}, {stimulus:?}, {duration_ms} ms, every {sample_every_ms} ms"
            ),
            seed,
        }
    }
}

/// Embeddings that belong together, by name.
pub type Entries = Vec<(String, CachedEmbeddings)>;

/// Embeddings of n images at k sample times.
#[derive(Clone, Debug, PartialEq)]
pub struct CachedEmbeddings {
    /// Numbers in one embedding, at least 1.
    pub dim: usize,
    /// The k sample times, ms of simulated time, ascending, at least one.
    pub sample_ms: Vec<f64>,
    /// What one unit of `samples` stands for, finite and above 0.
    pub scale: f32,
    /// Which image each of the n rows is of; no image twice.
    pub image_index: Vec<u32>,
    /// k blocks of n x `dim`, row by row.
    pub samples: Vec<Vec<i16>>,
}

/// Why there is nothing to read from the cache, or nothing was written to it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CacheError {
    /// Written by another version of the program.
    #[error("{path}: expected format version {expected}, found {found}")]
    OtherVersion {
        /// Version in the file.
        found: String,
        /// [`VERSION`].
        expected: &'static str,
        /// The file, which was left as it is.
        path: PathBuf,
    },
    /// The file is of other embeddings than its name says.
    #[error("{path}: {field}: expected {expected}, found {found}")]
    OtherKey {
        /// The field of [`CacheKey`] that differs.
        field: &'static str,
        /// Its value in the file.
        found: String,
        /// Its value in the key asked for.
        expected: String,
        /// The file, which was left as it is.
        path: PathBuf,
    },
    /// The file is damaged or incomplete.
    #[error("{path}: damaged: {reason}")]
    Corrupt {
        /// What is wrong with it.
        reason: String,
        /// The file, which was left as it is.
        path: PathBuf,
    },
    /// The embeddings to be stored contradict themselves.
    #[error("embeddings not stored: {field}: expected {expected}, found {found}")]
    Inconsistent {
        /// The field of [`CachedEmbeddings`].
        field: &'static str,
        /// What it should be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// No file can be made in the folder.
    #[error("{folder}: expected a folder that can be written to: {source}")]
    NotWritable {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Reading, writing or removing failed half-way, as with a full disk.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A field that contradicts the others.
#[derive(Debug, PartialEq)]
pub(super) struct Contradiction {
    pub(super) field: &'static str,
    pub(super) expected: String,
    pub(super) found: String,
}

impl From<Contradiction> for CacheError {
    fn from(wrong: Contradiction) -> CacheError {
        let Contradiction { field, expected, found } = wrong;
        CacheError::Inconsistent { field, expected, found }
    }
}

impl CachedEmbeddings {
    /// Whether the fields fit together; the same check guards what is stored and what is loaded.
    pub(super) fn check(&self) -> Result<(), Contradiction> {
        fn expect(
            holds: bool,
            field: &'static str,
            expected: impl ToString,
            found: impl ToString,
        ) -> Result<(), Contradiction> {
            if holds {
                return Ok(());
            }
            Err(Contradiction { field, expected: expected.to_string(), found: found.to_string() })
        }
        expect(self.dim > 0, "dim", "at least 1", self.dim)?;
        expect(
            self.scale.is_finite() && self.scale > 0.0,
            "scale",
            "a finite number > 0",
            self.scale,
        )?;
        expect(!self.sample_ms.is_empty(), "sample_ms", "at least one time", "none")?;
        let ascending = self.sample_ms.is_sorted_by(|early, late| early < late)
            && self.sample_ms.iter().all(|time_ms| time_ms.is_finite());
        let times = format!("{:?}", self.sample_ms);
        expect(ascending, "sample_ms", "finite times, ascending", times)?;
        let (times, blocks) = (self.sample_ms.len(), self.samples.len());
        expect(times == blocks, "samples", format!("{times} blocks"), blocks)?;
        let rows = self.image_index.len();
        let numbers = rows.checked_mul(self.dim);
        for block in &self.samples {
            let expected = format!("{rows} x {} numbers", self.dim);
            expect(Some(block.len()) == numbers, "samples", expected, block.len())?;
        }
        let mut sorted = self.image_index.clone();
        sorted.sort_unstable();
        match sorted.array_windows().find(|[one, next]| one == next) {
            None => Ok(()),
            Some([twice, _]) => {
                expect(false, "image_index", "no image twice", format!("{twice} twice"))
            }
        }
    }
}
