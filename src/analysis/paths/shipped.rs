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

#[cfg(test)]
mod tests {
    use super::*;

    /// The content of the 60,000 training images.
    const IMAGES: &str = "f9f504044d0c0f12c8b1db3bf419bb34d980f2912d97b1be3e47eec7a9923c19";

    #[test]
    fn the_network_that_is_shown_first_has_its_axes_and_no_other_has_them() {
        let preset = Preset::builtin("paths-sbm").unwrap();
        let shipped = |seed| {
            let network = Network::build(&preset, seed);
            shipped_axes(&axes_key(&preset, &network, seed, IMAGES.parse().unwrap()))
        };
        assert_eq!(shipped(1).map(|axes| (axes.dim, axes.samples.len())), Some((DIMENSIONS, 1)));
        assert_eq!(shipped(2), None);
    }
}
