//! Embeddings kept on disk, so that the program is ready at once the second time, and goes on where it
//! was stopped.
//!
//! One safetensors file for each [`CacheKey`]. Metadata: `format`, `version`, the key, `scale`,
//! `sample_ms` and `crc32`. Tensors, n embeddings of `dim` numbers at each of k sample times:
//!
//! | tensor | type | shape | content |
//! |---|---|---|---|
//! | `image_index` | u32 | n | which image each row is of |
//! | `sample_0` … `sample_{k-1}` | i16 | n x dim | the rows; times `scale` they are the embedding |
//!
//! What belongs together is one file, so that no half of it can be of another moment: several
//! embeddings are told apart by a number before all their names (`0/scale`, `0/sample_0`), and by
//! their own names in `entries`. The text of a finished run is a file of its own: a line with the same
//! metadata, then the text.
//!
//! A file is written beside its place and then renamed, so another process or a power cut never
//! leaves half of one. A file that cannot be used is reported and left as it is until
//! [`Cache::store`] replaces it. Everything is checked by a CRC-32, since a wrong embedding
//! would look like any other. `codec` knows the bytes, `text` those of texts, `folder` the files.

mod codec;
mod folder;
mod text;

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::content::ContentHash;
use crate::sim::{Network, Preset, PresetSpec};

pub(crate) use codec::checksum;
pub use folder::{Cache, is_kept};

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
struct Contradiction {
    field: &'static str,
    expected: String,
    found: String,
}

impl From<Contradiction> for CacheError {
    fn from(wrong: Contradiction) -> CacheError {
        let Contradiction { field, expected, found } = wrong;
        CacheError::Inconsistent { field, expected, found }
    }
}

impl CachedEmbeddings {
    /// The bytes of their file.
    ///
    /// # Errors
    /// [`CacheError::Inconsistent`] if the fields contradict each other.
    pub fn to_bytes(&self, key: &CacheKey) -> Result<Vec<u8>, CacheError> {
        self.check()?;
        codec::encode(key, self)
    }

    /// What the bytes of such a file hold; errors name it `path`.
    ///
    /// # Errors
    /// [`CacheError::OtherVersion`], [`CacheError::OtherKey`] or [`CacheError::Corrupt`].
    pub fn from_bytes(bytes: &[u8], key: &CacheKey, path: &Path) -> Result<Self, CacheError> {
        codec::decode(path, key, bytes)
    }

    /// Whether the fields fit together; the same check guards what is stored and what is loaded.
    fn check(&self) -> Result<(), Contradiction> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::params::StimulusSpec;

    pub(super) fn sample(rows: usize, dim: usize, times: usize) -> CachedEmbeddings {
        let number = |time: usize| move |at: usize| (at * 7 + time * 31) as i16 - 99;
        CachedEmbeddings {
            dim,
            sample_ms: (1..=times).map(|time| time as f64 * 100.1).collect(),
            scale: 0.1,
            image_index: (0..rows as u32).map(|row| row * 3 + 1).collect(),
            samples: (0..times).map(|time| (0..rows * dim).map(number(time)).collect()).collect(),
        }
    }

    pub(super) fn key() -> CacheKey {
        CacheKey {
            preset: "weights-196".into(),
            network_hash: "00ff00ff".into(),
            set: "train".into(),
            seed: 7,
        }
    }

    #[test]
    fn a_key_holds_all_that_decides_a_presentation() {
        let spec = |change: fn(&mut PresetSpec)| {
            let mut spec = Preset::builtin("weights-196").unwrap().spec().clone();
            change(&mut spec);
            Preset::try_from(spec).unwrap()
        };
        let images = ContentHash::of(&[]);
        let of = |preset: &Preset, seed, what| {
            CacheKey::of(preset, &Network::build(preset, seed), seed, images, what)
        };
        let plain = of(&spec(|_| ()), 1, "references");
        assert_eq!(of(&spec(|_| ()), 1, "references"), plain);
        let others = [
            spec(|spec| spec.stimulus = StimulusSpec::Binary { period_ms: 25.0 }),
            spec(|spec| spec.stimulus = StimulusSpec::Rate { period_ms: 26.0 }),
            spec(|spec| spec.duration_ms = 500.0),
            spec(|spec| spec.sample_every_ms = 50.0),
            spec(|spec| spec.plasticity.as_mut().unwrap().a_plus *= 2.0),
        ];
        for (i, preset) in others.iter().enumerate() {
            assert_ne!(of(preset, 1, "references"), plain, "{i}");
        }
        assert_ne!(of(&spec(|_| ()), 2, "references"), plain);
        assert_ne!(of(&spec(|_| ()), 1, "axes"), plain);
    }

    #[test]
    fn each_contradiction_names_its_field() {
        let field_after = |change: fn(&mut CachedEmbeddings)| {
            let mut embeddings = sample(3, 4, 2);
            assert_eq!(embeddings.check(), Ok(()));
            change(&mut embeddings);
            embeddings.check().unwrap_err().field
        };
        assert_eq!(field_after(|e| e.dim = 0), "dim");
        assert_eq!(field_after(|e| e.dim = 5), "samples");
        assert_eq!(field_after(|e| e.dim = usize::MAX), "samples");
        assert_eq!(field_after(|e| e.scale = f32::NAN), "scale");
        assert_eq!(field_after(|e| e.scale = -1.0), "scale");
        assert_eq!(field_after(|e| e.sample_ms.clear()), "sample_ms");
        assert_eq!(field_after(|e| e.sample_ms[1] = f64::NAN), "sample_ms");
        assert_eq!(field_after(|e| e.sample_ms.reverse()), "sample_ms");
        assert_eq!(field_after(|e| e.sample_ms[1] = f64::INFINITY), "sample_ms");
        assert_eq!(field_after(|e| drop(e.samples.pop())), "samples");
        assert_eq!(field_after(|e| e.samples[1].push(0)), "samples");
        assert_eq!(field_after(|e| e.image_index[2] = 1), "image_index");
    }
}
