//! Hashes of results, and what stands in a list twice.

use sha2::{Digest, Sha256};

/// The first that is there twice.
pub(super) fn twice<T: PartialEq>(items: &[T]) -> Option<&T> {
    items.iter().enumerate().find(|(i, item)| items[..*i].contains(item)).map(|(_, item)| item)
}

/// Of some numbers, in hex.
pub(super) fn sha256<const N: usize>(words: impl Iterator<Item = [u8; N]>) -> String {
    let mut sha = Sha256::new();
    words.for_each(|word| sha.update(word));
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
