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
//! their own names in `entries`; numbers beside them (u64) are the tensor `facts`. The text of a finished run is a file of its own: a line with the same
//! metadata, then the text.
//!
//! A file is written beside its place and then renamed, so another process or a power cut never
//! leaves half of one. A file that cannot be used is reported and left as it is until
//! [`Cache::store`] replaces it. Everything is checked by a CRC-32, since a wrong embedding
//! would look like any other. `codec` knows the bytes, `text` those of texts, `folder` the files.

mod codec;
mod folder;
mod text;

pub(crate) use codec::checksum;
pub use folder::{Cache, is_kept};
mod entry;
pub use entry::{CacheError, CacheKey, CachedEmbeddings, Entries, MAX_FILE_BYTES, VERSION};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::content::ContentHash;
    use crate::sim::params::StimulusSpec;
    use crate::sim::{Network, Preset, PresetSpec};

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
