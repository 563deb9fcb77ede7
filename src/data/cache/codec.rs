//! The bytes of a cache file: [`encode`] and [`decode`] know the format, and nothing of files.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::{CacheError, CacheKey, CachedEmbeddings, Entries, VERSION};
use crate::data::from_json;

const FORMAT: &str = "signalscape-embeddings";
/// Numbers beside several embeddings.
const FACTS: &str = "facts";

/// The file for these embeddings, which are checked already.
pub(super) fn encode(key: &CacheKey, embeddings: &CachedEmbeddings) -> Result<Vec<u8>, CacheError> {
    encode_entries(key, &[(None, embeddings)], None, HashMap::new())
}

/// The file for several embeddings that belong together and are checked already, and the numbers beside them.
pub(super) fn encode_several(
    key: &CacheKey,
    entries: &[(&str, &CachedEmbeddings)],
    facts: &[u64],
) -> Result<Vec<u8>, CacheError> {
    let names: Vec<&str> = entries.iter().map(|(name, _)| *name).collect();
    let names = serde_json::to_string(&names).unwrap_or_default();
    let numbered = entries.iter().enumerate().map(|(i, (_, embeddings))| (Some(i), *embeddings));
    let numbered: Vec<_> = numbered.collect();
    encode_entries(key, &numbered, Some(facts), [("entries".to_owned(), names)].into())
}

/// Name, type and shape of a tensor, and its bytes.
type Named<'a> = (String, Dtype, Vec<usize>, Cow<'a, [u8]>);

fn encode_entries(
    key: &CacheKey,
    entries: &[(Option<usize>, &CachedEmbeddings)],
    facts: Option<&[u64]>,
    mut metadata: HashMap<String, String>,
) -> Result<Vec<u8>, CacheError> {
    let contradiction = |error: safetensors::SafeTensorError| CacheError::Inconsistent {
        field: "samples",
        expected: "tensors that fit the format".to_owned(),
        found: error.to_string(),
    };
    metadata.extend(described(FORMAT, key));
    let mut bytes: Vec<Named> = Vec::new();
    for &(number, embeddings) in entries {
        let named = |name: &str| prefixed(number, name);
        // `Display` of a float is the shortest text that reads back as the same float.
        let sample_ms: Vec<String> = embeddings.sample_ms.iter().map(f64::to_string).collect();
        metadata.insert(named("scale"), embeddings.scale.to_string());
        metadata.insert(named("sample_ms"), sample_ms.join(","));
        let rows = embeddings.image_index.len();
        let index = little_endian(&embeddings.image_index, u32::to_le);
        bytes.push((named("image_index"), Dtype::U32, vec![rows], index));
        for (time, block) in embeddings.samples.iter().enumerate() {
            let shape = vec![rows, embeddings.dim];
            let block = little_endian(block, i16::to_le);
            bytes.push((named(&block_name(time)), Dtype::I16, shape, block));
        }
    }
    if let Some(facts) = facts {
        let block = little_endian(facts, u64::to_le);
        bytes.push((FACTS.to_owned(), Dtype::U64, vec![facts.len()], block));
    }
    let sum = checksum(&metadata, bytes.iter().map(|(.., bytes)| &**bytes));
    metadata.insert("crc32".to_owned(), sum);
    let mut tensors = Vec::new();
    for (name, dtype, shape, bytes) in &bytes {
        let view = TensorView::new(*dtype, shape.clone(), bytes).map_err(contradiction)?;
        tensors.push((name.clone(), view));
    }
    safetensors::serialize(tensors, Some(metadata)).map_err(contradiction)
}

/// The embeddings in the bytes of the file at `path`, if they are those of `key`.
pub(super) fn decode(
    path: &Path,
    key: &CacheKey,
    bytes: &[u8],
) -> Result<CachedEmbeddings, CacheError> {
    let (several, _) = decode_entries(path, key, bytes, false, |_| Ok(vec![None]))?;
    Ok(several.into_iter().next().expect("one was asked for"))
}

/// The embeddings that belong together in the bytes of the file at `path`, if they are those of `key`, and the numbers
/// beside them.
pub(super) fn decode_several(
    path: &Path,
    key: &CacheKey,
    bytes: &[u8],
) -> Result<(Entries, Vec<u64>), CacheError> {
    let mut names: Vec<String> = Vec::new();
    let (several, facts) = decode_entries(path, key, bytes, true, |entries| {
        names = from_json(entries.map_or("", String::as_str).as_bytes())
            .map_err(|wrong| format!("entries: expected a list of names, found {wrong}"))?;
        Ok((0..names.len()).map(Some).collect())
    })?;
    Ok((names.into_iter().zip(several).collect(), facts))
}

/// Embeddings by the numbers that `which` finds in the metadata's `entries`, and the numbers beside them, if there are to
/// be some.
fn decode_entries(
    path: &Path,
    key: &CacheKey,
    bytes: &[u8],
    has_facts: bool,
    which: impl FnOnce(Option<&String>) -> Result<Vec<Option<usize>>, String>,
) -> Result<(Vec<CachedEmbeddings>, Vec<u64>), CacheError> {
    let corrupt = |reason: String| CacheError::Corrupt { reason, path: path.to_owned() };
    let damaged = |error: safetensors::SafeTensorError| corrupt(error.to_string());
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
    let mut metadata = header.metadata().clone().unwrap_or_default();
    check_format(path, FORMAT, &metadata)?;
    let sum = metadata.remove("crc32").unwrap_or_default();

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
    let field = |name: &str| field(path, &metadata, name);
    let mut raw = Vec::new();
    let mut found = Vec::new();
    for number in which(metadata.get("entries")).map_err(corrupt)? {
        let named = |name: &str| prefixed(number, name);
        let wrong =
            |name: &str, why: &dyn std::fmt::Display| corrupt(format!("{}: {why}", named(name)));
        let sample_ms = field(&named("sample_ms"))?.split(',').map(str::parse);
        let sample_ms: Vec<f64> =
            sample_ms.collect::<Result<_, _>>().map_err(|error| wrong("sample_ms", &error))?;
        let scale = field(&named("scale"))?.parse().map_err(|error| wrong("scale", &error))?;
        let index = block(&named("image_index"), Dtype::U32, 1)?;
        let blocks: Vec<TensorView> = (0..sample_ms.len())
            .map(|time| block(&named(&block_name(time)), Dtype::I16, 2))
            .collect::<Result<_, _>>()?;
        raw.push(index.data());
        raw.extend(blocks.iter().map(|block| block.data()));
        found.push((scale, sample_ms, index, blocks));
    }
    let facts = if has_facts { Some(block(FACTS, Dtype::U64, 1)?) } else { None };
    raw.extend(facts.iter().map(|facts| facts.data()));
    check_sum(path, &sum, &checksum(&metadata, raw.iter().copied()))?;
    check_key(path, key, &metadata)?;
    let embeddings = found.into_iter().map(|(scale, sample_ms, index, blocks)| {
        let embeddings = CachedEmbeddings {
            dim: blocks[0].shape()[1],
            sample_ms,
            scale,
            image_index: numbers(index.data(), u32::from_le),
            samples: blocks.iter().map(|block| numbers(block.data(), i16::from_le)).collect(),
        };
        match embeddings.check() {
            Ok(()) => Ok(embeddings),
            Err(wrong) => Err(corrupt(format!(
                "{}: expected {}, found {}",
                wrong.field, wrong.expected, wrong.found
            ))),
        }
    });
    let facts = facts.map_or(Vec::new(), |facts| numbers(facts.data(), u64::from_le));
    Ok((embeddings.collect::<Result<_, _>>()?, facts))
}

fn block_name(time: usize) -> String {
    format!("sample_{time}")
}

/// A name in a file of several embeddings, or of one.
fn prefixed(number: Option<usize>, name: &str) -> String {
    number.map_or_else(|| name.to_owned(), |number| format!("{number}/{name}"))
}

pub(super) fn field<'a>(
    path: &Path,
    metadata: &'a HashMap<String, String>,
    name: &str,
) -> Result<&'a String, CacheError> {
    metadata.get(name).ok_or_else(|| CacheError::Corrupt {
        reason: format!("metadata: expected {name}, found none"),
        path: path.to_owned(),
    })
}

/// Before anything else: what the other fields mean is up to format and version.
pub(super) fn check_format(
    path: &Path,
    expected: &str,
    metadata: &HashMap<String, String>,
) -> Result<(), CacheError> {
    let found = field(path, metadata, "format")?;
    if found != expected {
        let reason = format!("metadata: format: expected {expected}, found {found}");
        return Err(CacheError::Corrupt { reason, path: path.to_owned() });
    }
    let found = field(path, metadata, "version")?;
    if found != VERSION {
        let (found, path) = (found.clone(), path.to_owned());
        return Err(CacheError::OtherVersion { found, expected: VERSION, path });
    }
    Ok(())
}

pub(super) fn check_sum(path: &Path, expected: &str, found: &str) -> Result<(), CacheError> {
    if expected == found {
        return Ok(());
    }
    let reason = format!("crc32: expected {expected}, found {found}");
    Err(CacheError::Corrupt { reason, path: path.to_owned() })
}

pub(super) fn check_key(
    path: &Path,
    key: &CacheKey,
    metadata: &HashMap<String, String>,
) -> Result<(), CacheError> {
    for (name, expected) in key_fields(key) {
        let found = field(path, metadata, name)?.clone();
        if found != expected {
            let (field, path) = (name, path.to_owned());
            return Err(CacheError::OtherKey { field, found, expected, path });
        }
    }
    Ok(())
}

fn key_fields(key: &CacheKey) -> [(&'static str, String); 4] {
    [
        ("preset", key.preset.clone()),
        ("network_hash", key.network_hash.clone()),
        ("set", key.set.clone()),
        ("seed", key.seed.to_string()),
    ]
}

/// The metadata that every file has.
pub(super) fn described(format: &str, key: &CacheKey) -> HashMap<String, String> {
    let fixed = [("format", format.to_owned()), ("version", VERSION.to_owned())];
    let fields = fixed.into_iter().chain(key_fields(key));
    fields.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// CRC-32 of the metadata, in the order of its names, and of what follows.
pub(crate) fn checksum<'a>(
    metadata: &HashMap<String, String>,
    content: impl Iterator<Item = &'a [u8]>,
) -> String {
    let mut fields: Vec<_> = metadata.iter().collect();
    fields.sort_unstable();
    let mut crc = flate2::Crc::new();
    for (name, value) in fields {
        crc.update(format!("{name}={value}\n").as_bytes());
    }
    content.for_each(|bytes| crc.update(bytes));
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

impl CachedEmbeddings {
    /// The bytes of their file.
    ///
    /// # Errors
    /// [`CacheError::Inconsistent`] if the fields contradict each other.
    pub fn to_bytes(&self, key: &CacheKey) -> Result<Vec<u8>, CacheError> {
        self.check()?;
        encode(key, self)
    }

    /// What the bytes of such a file hold; errors name it `path`.
    ///
    /// # Errors
    /// [`CacheError::OtherVersion`], [`CacheError::OtherKey`] or [`CacheError::Corrupt`].
    pub fn from_bytes(bytes: &[u8], key: &CacheKey, path: &Path) -> Result<Self, CacheError> {
        decode(path, key, bytes)
    }
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
    fn what_belongs_together_comes_back_together_or_not_at_all() {
        let (one, two) = (sample(3, 4, 2), sample(5, 1, 1));
        let file =
            encode_several(&key(), &[("N+E", &one), ("facts, \"1\"", &two)], &[u64::MAX, 0, 7]);
        let file = file.unwrap();
        let load = |bytes: &[u8]| decode_several(Path::new("file"), &key(), bytes);
        let entries = vec![("N+E".to_owned(), one.clone()), ("facts, \"1\"".to_owned(), two)];
        let expected = (entries, vec![u64::MAX, 0, 7]);
        assert_eq!(load(&file).unwrap(), expected);
        for bit in 0..8 * file.len() {
            let mut flipped = file.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(found) = load(&flipped) {
                assert_eq!(found, expected, "bit {bit}");
            }
        }
        for end in 0..file.len() {
            assert!(load(&file[..end]).is_err(), "cut at {end}");
        }
        assert!(load(&encode(&key(), &one).unwrap()).is_err(), "a file of one");
        assert!(decode(Path::new("file"), &key(), &file).is_err(), "a file of several");
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
