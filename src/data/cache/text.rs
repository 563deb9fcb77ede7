//! The bytes of a finished run's file: a line of metadata as JSON, then the text.

use std::collections::HashMap;
use std::path::Path;

use super::codec::{check_format, check_key, check_sum, checksum, described};
use super::{CacheError, CacheKey};
use crate::data::from_json;

const FORMAT: &str = "signalscape-run";

/// The file for a text.
pub(super) fn encode(key: &CacheKey, text: &str) -> Vec<u8> {
    let mut metadata = described(FORMAT, key);
    let sum = checksum(&metadata, [text.as_bytes()].into_iter());
    metadata.insert("crc32".to_owned(), sum);
    let line = serde_json::to_string(&metadata).unwrap_or_default();
    format!("{line}\n{text}").into_bytes()
}

/// The text in the bytes of the file at `path`, if it is that of `key`.
pub(super) fn decode(path: &Path, key: &CacheKey, bytes: &[u8]) -> Result<String, CacheError> {
    let corrupt = |reason: String| CacheError::Corrupt { reason, path: path.to_owned() };
    let whole = std::str::from_utf8(bytes).map_err(|error| corrupt(error.to_string()))?;
    let (line, text) = whole.split_once('\n').unwrap_or((whole, ""));
    let mut metadata: HashMap<String, String> =
        from_json(line.as_bytes()).map_err(|wrong| corrupt(format!("metadata: {wrong}")))?;
    check_format(path, FORMAT, &metadata)?;
    let sum = metadata.remove("crc32").unwrap_or_default();
    check_sum(path, &sum, &checksum(&metadata, [text.as_bytes()].into_iter()))?;
    check_key(path, key, &metadata)?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::tests::key;
    use super::*;

    #[test]
    fn a_text_comes_back_and_no_flipped_bit_changes_it() {
        let text = "{\"percent\": 96.49,\n \"µ\": [1, 2]}";
        let file = encode(&key(), text);
        let load = |bytes: &[u8]| decode(Path::new("file"), &key(), bytes);
        assert_eq!(load(&file).unwrap(), text);
        for bit in 0..8 * file.len() {
            let mut flipped = file.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(found) = load(&flipped) {
                assert_eq!(found, text, "bit {bit}");
            }
        }
        for end in 0..file.len() {
            assert!(load(&file[..end]).is_err(), "cut at {end}");
        }
        let other = CacheKey { seed: 8, ..key() };
        let error = decode(Path::new("file"), &other, &file).unwrap_err();
        assert_eq!(error.to_string(), "file: seed: expected 8, found 7");
    }
}
