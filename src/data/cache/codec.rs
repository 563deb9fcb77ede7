//! The bytes of a cache file: [`encode`] and [`decode`] know the format, and nothing of files.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::{CacheError, CacheKey, CachedEmbeddings, VERSION};

const FORMAT: &str = "signalscape-embeddings";

/// The file for these embeddings, which are checked already.
pub(super) fn encode(key: &CacheKey, embeddings: &CachedEmbeddings) -> Result<Vec<u8>, CacheError> {
    let contradiction = |error: safetensors::SafeTensorError| CacheError::Inconsistent {
        field: "samples",
        expected: "tensors that fit the format".to_owned(),
        found: error.to_string(),
    };
    let rows = embeddings.image_index.len();
    let index = little_endian(&embeddings.image_index, u32::to_le);
    let blocks: Vec<Cow<[u8]>> =
        embeddings.samples.iter().map(|block| little_endian(block, i16::to_le)).collect();

    let mut metadata = describe(key, embeddings);
    metadata.insert("crc32".to_owned(), checksum(&metadata, &index, &blocks));
    let view = TensorView::new(Dtype::U32, vec![rows], &index).map_err(contradiction)?;
    let mut tensors = vec![("image_index".to_owned(), view)];
    for (time, block) in blocks.iter().enumerate() {
        let shape = vec![rows, embeddings.dim];
        let view = TensorView::new(Dtype::I16, shape, block).map_err(contradiction)?;
        tensors.push((block_name(time), view));
    }
    safetensors::serialize(tensors, Some(metadata)).map_err(contradiction)
}

/// The embeddings in the bytes of the file at `path`, if they are those of `key`.
pub(super) fn decode(
    path: &Path,
    key: &CacheKey,
    bytes: &[u8],
) -> Result<CachedEmbeddings, CacheError> {
    let corrupt = |reason: String| CacheError::Corrupt { reason, path: path.to_owned() };
    let damaged = |error: safetensors::SafeTensorError| corrupt(error.to_string());
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
    let metadata = header.metadata().as_ref();
    let field = |name: &str| {
        let found = metadata.and_then(|metadata| metadata.get(name));
        found.ok_or_else(|| corrupt(format!("metadata: expected {name}, found none")))
    };
    if field("format")? != FORMAT {
        let found = field("format")?;
        return Err(corrupt(format!("metadata: format: expected {FORMAT}, found {found}")));
    }
    // Before anything else: what the other fields mean is up to the version.
    if field("version")? != VERSION {
        let (found, path) = (field("version")?.clone(), path.to_owned());
        return Err(CacheError::OtherVersion { found, expected: VERSION, path });
    }

    let tensors = SafeTensors::deserialize(bytes).map_err(damaged)?;
    let block = |name: &str, dtype: Dtype, rank: usize| {
        let view = tensors.tensor(name).map_err(damaged)?;
        if view.dtype() != dtype || view.shape().len() != rank {
            let (found, shape) = (view.dtype(), view.shape());
            let expected = format!("{dtype} in {rank} dimensions");
            return Err(corrupt(format!("{name}: expected {expected}, found {found} {shape:?}")));
        }
        Ok(view)
    };
    let index = block("image_index", Dtype::U32, 1)?;
    let sample_ms = field("sample_ms")?.split(',').map(str::parse);
    let sample_ms: Vec<f64> = sample_ms
        .collect::<Result<_, _>>()
        .map_err(|error| corrupt(format!("sample_ms: {error}")))?;
    let scale = field("scale")?.parse().map_err(|error| corrupt(format!("scale: {error}")))?;
    let blocks: Vec<TensorView> = (0..sample_ms.len())
        .map(|time| block(&block_name(time), Dtype::I16, 2))
        .collect::<Result<_, _>>()?;
    let dim = blocks[0].shape()[1];

    let raw: Vec<Cow<[u8]>> = blocks.iter().map(|block| Cow::Borrowed(block.data())).collect();
    let mut described = metadata.cloned().unwrap_or_default();
    let expected = described.remove("crc32").unwrap_or_default();
    let found = checksum(&described, index.data(), &raw);
    if expected != found {
        return Err(corrupt(format!("crc32: expected {expected}, found {found}")));
    }
    for (name, expected) in key_fields(key) {
        if *field(name)? != expected {
            let (field, found, path) = (name, field(name)?.clone(), path.to_owned());
            return Err(CacheError::OtherKey { field, found, expected, path });
        }
    }
    let embeddings = CachedEmbeddings {
        dim,
        sample_ms,
        scale,
        image_index: numbers(index.data(), u32::from_le),
        samples: raw.iter().map(|block| numbers(block, i16::from_le)).collect(),
    };
    match embeddings.check() {
        Ok(()) => Ok(embeddings),
        Err(wrong) => Err(corrupt(format!(
            "{}: expected {}, found {}",
            wrong.field, wrong.expected, wrong.found
        ))),
    }
}

fn block_name(time: usize) -> String {
    format!("sample_{time}")
}

fn key_fields(key: &CacheKey) -> [(&'static str, String); 4] {
    [
        ("preset", key.preset.clone()),
        ("network_hash", key.network_hash.clone()),
        ("set", key.set.clone()),
        ("seed", key.seed.to_string()),
    ]
}

fn describe(key: &CacheKey, embeddings: &CachedEmbeddings) -> HashMap<String, String> {
    // `Display` of a float is the shortest text that reads back as the same float.
    let sample_ms: Vec<String> = embeddings.sample_ms.iter().map(f64::to_string).collect();
    let fixed = [
        ("format", FORMAT.to_owned()),
        ("version", VERSION.to_owned()),
        ("scale", embeddings.scale.to_string()),
        ("sample_ms", sample_ms.join(",")),
    ];
    let fields = fixed.into_iter().chain(key_fields(key));
    fields.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// CRC-32 of the metadata, in the order of its names, and of the numbers.
fn checksum(metadata: &HashMap<String, String>, index: &[u8], blocks: &[Cow<[u8]>]) -> String {
    let mut fields: Vec<_> = metadata.iter().collect();
    fields.sort_unstable();
    let mut crc = flate2::Crc::new();
    for (name, value) in fields {
        crc.update(format!("{name}={value}\n").as_bytes());
    }
    crc.update(index);
    blocks.iter().for_each(|block| crc.update(block));
    format!("{:08x}", crc.sum())
}

/// The bytes of the file format; on most machines, those in memory.
fn little_endian<T: bytemuck::Pod>(numbers: &[T], convert: fn(T) -> T) -> Cow<'_, [u8]> {
    if cfg!(target_endian = "little") {
        return Cow::Borrowed(bytemuck::cast_slice(numbers));
    }
    let converted: Vec<T> = numbers.iter().copied().map(convert).collect();
    Cow::Owned(bytemuck::cast_slice(&converted).to_vec())
}

/// One copy into place: a tensor in the file may lie at any address.
fn numbers<T: bytemuck::Pod>(bytes: &[u8], convert: fn(T) -> T) -> Vec<T> {
    let mut numbers = vec![T::zeroed(); bytes.len() / size_of::<T>()];
    bytemuck::cast_slice_mut::<T, u8>(&mut numbers).copy_from_slice(bytes);
    if cfg!(target_endian = "big") {
        numbers.iter_mut().for_each(|number| *number = convert(*number));
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::super::tests::{key, sample};
    use super::*;

    fn load(bytes: &[u8]) -> Result<CachedEmbeddings, CacheError> {
        decode(Path::new("file"), &key(), bytes)
    }

    #[test]
    fn every_number_comes_back() {
        for embeddings in [sample(3, 4, 2), sample(1, 1, 1), sample(0, 5, 1)] {
            assert_eq!(load(&encode(&key(), &embeddings).unwrap()).unwrap(), embeddings);
        }
    }

    #[test]
    fn awkward_floats_come_back() {
        let mut embeddings = sample(2, 2, 3);
        embeddings.scale = f32::MIN_POSITIVE / 8.0;
        embeddings.sample_ms = vec![1e-300, 0.1 + 0.2, 1e300];
        assert_eq!(load(&encode(&key(), &embeddings).unwrap()).unwrap(), embeddings);
    }

    #[test]
    fn another_version_says_so_even_if_the_rest_is_unknown() {
        let metadata = [("format", FORMAT), ("version", "2"), ("new", "field")];
        let metadata = metadata.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let none: [(&str, TensorView); 0] = [];
        let file = safetensors::serialize(none, Some(metadata.into())).unwrap();
        let error = load(&file).unwrap_err();
        assert_eq!(error.to_string(), "file: expected format version 1, found 2");
        assert!(matches!(error, CacheError::OtherVersion { .. }));
    }

    #[test]
    fn another_key_names_the_field() {
        let other = CacheKey { seed: 8, ..key() };
        let error = load(&encode(&other, &sample(3, 4, 2)).unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "file: seed: expected 7, found 8");
        assert!(matches!(error, CacheError::OtherKey { .. }));
    }

    #[test]
    fn a_file_cut_anywhere_is_corrupt() {
        let file = encode(&key(), &sample(3, 4, 2)).unwrap();
        for end in 0..file.len() {
            let error = load(&file[..end]).unwrap_err();
            assert!(matches!(error, CacheError::Corrupt { .. }), "cut at {end}: {error}");
        }
    }

    #[test]
    fn no_flipped_bit_panics_or_changes_a_number() {
        let embeddings = sample(3, 4, 2);
        let file = encode(&key(), &embeddings).unwrap();
        for bit in 0..8 * file.len() {
            let mut flipped = file.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(found) = load(&flipped) {
                assert_eq!(found, embeddings, "bit {bit}");
            }
        }
    }

    #[test]
    fn a_consistent_checksum_does_not_excuse_inconsistent_content() {
        let mut embeddings = sample(3, 4, 2);
        embeddings.image_index[0] = embeddings.image_index[2];
        let error = load(&encode(&key(), &embeddings).unwrap()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "file: damaged: image_index: expected no image twice, found 7 twice"
        );
    }
}
