//! Runs that are finished while their command is not: kept until what came of them is safe, so that the same
//! command goes on with those that are missing.

use crate::data::{Cache, CacheError, CacheKey, ContentHash, from_json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// Another version may give other results.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A finished run's place in the cache, or in the folder of a part.
#[derive(Clone, Debug)]
pub struct Finished {
    key: CacheKey,
}

impl Finished {
    /// Of the run that `config` describes, on `images`.
    pub fn new(
        experiment: &str,
        config: &impl Serialize,
        images: ContentHash,
        seed: u64,
    ) -> Finished {
        let described = serde_json::to_string(config).unwrap_or_default();
        Finished {
            key: CacheKey {
                preset: experiment.to_owned(),
                network_hash: format!("{:x}", Sha256::digest(described)),
                set: format!("finished {VERSION}, images {images}"),
                seed,
            },
        }
    }

    /// What the run gave, if it was kept; says so where it was and cannot be used.
    pub fn load<T: DeserializeOwned>(&self, cache: &Cache) -> Option<T> {
        usable(self.read(cache)).flatten()
    }

    /// What the run gave, if it was kept.
    ///
    /// # Errors
    /// A file that cannot be read, is damaged or holds something else.
    pub fn read<T: DeserializeOwned>(&self, cache: &Cache) -> Result<Option<T>, CacheError> {
        let Some(text) = cache.load_text(&self.key)? else { return Ok(None) };
        let path = || cache.text_path(&self.key);
        let corrupt = |reason| CacheError::Corrupt { reason, path: path() };
        from_json(text.as_bytes()).map(Some).map_err(corrupt)
    }

    /// Keeps what the run gave.
    ///
    /// # Errors
    /// What the system said.
    pub fn store(&self, cache: &Cache, results: &impl Serialize) -> Result<(), CacheError> {
        let text = serde_json::to_string(results).unwrap_or_default();
        cache.store_text(&self.key, &text)
    }

    /// What came of it is safe.
    pub fn forget(&self, cache: &Cache) {
        cache.remove_text(&self.key);
    }
}

/// What was read, if it can be used; says that it is computed again where it is there and cannot be.
pub(super) fn usable<T>(read: Result<T, CacheError>) -> Option<T> {
    match read {
        Ok(kept) => Some(kept),
        Err(error) => {
            tracing::warn!("{error}; it is computed again");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_found_by_what_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned());
        let images = ContentHash::of(&[]);
        let of = |config: &str, seed| Finished::new("paths", &config, images, seed);
        of("a", 1).store(&cache, &vec![1.5, 2.5]).unwrap();
        assert_eq!(of("a", 1).load(&cache), Some(vec![1.5, 2.5]));
        assert_eq!(of("b", 1).load::<Vec<f64>>(&cache), None);
        assert_eq!(of("a", 2).load::<Vec<f64>>(&cache), None);
        assert_eq!(of("a", 1).load::<String>(&cache), None, "it has to fit");
        assert!(of("a", 1).read::<String>(&cache).is_err(), "and that is no absence");
        let others = "0".repeat(64).parse().unwrap();
        let elsewhere = Finished::new("paths", &"a", others, 1);
        assert_eq!(elsewhere.load::<Vec<f64>>(&cache), None, "on other images");
        of("a", 1).forget(&cache);
        assert_eq!(of("a", 1).load::<Vec<f64>>(&cache), None);
    }
}
