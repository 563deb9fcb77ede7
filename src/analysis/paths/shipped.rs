//! The axes that a preset is shipped with, so that a new image has its place at once.

use super::{DIMENSIONS, FITTED, WHITENING};
use crate::data::{CacheKey, CachedEmbeddings, ContentHash};
use crate::sim::{Network, Preset};
use std::path::Path;

/// Axes of `paths-sbm` as it is, built from seed 1: edges between hidden neurons of [`FITTED`] of the
/// 60,000 training images, whitened. `tests/paths.rs` fits them again, and wrote them.
const SHIPPED: (&str, &[u8]) =
    ("paths-sbm.axes.safetensors", include_bytes!("../../../data/axes/paths-sbm.safetensors"));

/// What axes are kept as: all that they depend on. `images` are those that they were fitted to some of.
pub fn axes_key(preset: &Preset, network: &Network, seed: u64, images: ContentHash) -> CacheKey {
    let what = format!("axes {FITTED} {DIMENSIONS} whitened {WHITENING}");
    CacheKey::of(preset, network, seed, images, &what)
}

/// The axes that are shipped for this key, if any are.
pub fn shipped_axes(key: &CacheKey) -> Option<CachedEmbeddings> {
    let (name, bytes) = SHIPPED;
    CachedEmbeddings::from_bytes(bytes, key, Path::new(name)).ok()
}
