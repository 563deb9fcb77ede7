//! Runs that are finished while their command is not: kept until it is, so that the same command goes on
//! with those that are missing.

use crate::data::{Cache, CacheError, CacheKey, Source};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// A finished run's place in the cache.
#[derive(Clone, Debug)]
pub struct Finished {
    key: CacheKey,
}

impl Finished {
    /// Of the run that `config` describes, on images of `source`.
    pub fn new(experiment: &str, config: &impl Serialize, source: &Source, seed: u64) -> Finished {
        let described = serde_json::to_string(config).unwrap_or_default();
        let network_hash = format!("{:x}", Sha256::digest(described));
        let version = env!("CARGO_PKG_VERSION");
        Finished {
            key: CacheKey {
                preset: experiment.to_owned(),
                network_hash,
                set: format!("finished {version} {source:?}"),
                seed,
            },
        }
    }

    /// What the run gave, if it was kept and still fits.
    pub fn load<T: DeserializeOwned>(&self, cache: &Cache) -> Option<T> {
        serde_json::from_str(&cache.load_text(&self.key)?).ok()
    }

    /// Keeps what the run gave.
    ///
    /// # Errors
    /// What the system said.
    pub fn store(&self, cache: &Cache, results: &impl Serialize) -> Result<(), CacheError> {
        let text = serde_json::to_string(results).unwrap_or_default();
        cache.store_text(&self.key, &text)
    }

    /// The command is finished too.
    pub fn forget(&self, cache: &Cache) {
        cache.remove_text(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_found_by_what_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned());
        let of = |config: &str, seed| Finished::new("paths", &config, &Source::Embedded, seed);
        of("a", 1).store(&cache, &vec![1.5, 2.5]).unwrap();
        assert_eq!(of("a", 1).load(&cache), Some(vec![1.5, 2.5]));
        assert_eq!(of("b", 1).load::<Vec<f64>>(&cache), None);
        assert_eq!(of("a", 2).load::<Vec<f64>>(&cache), None);
        assert_eq!(of("a", 1).load::<String>(&cache), None, "it has to fit");
        of("a", 1).forget(&cache);
        assert_eq!(of("a", 1).load::<Vec<f64>>(&cache), None);
    }
}
