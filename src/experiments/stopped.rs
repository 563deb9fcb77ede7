//! Runs of the window that were stopped: which they are and how far they came, so that they can be gone on with at
//! a later start. The list lies in the cache, beside the images that it speaks of, and is cleared with them.

use super::finished::{VERSION, usable};
use super::life::Run;
use super::weights::{Config, Prepared};
use crate::data::{Cache, CacheError, CacheKey, Source, from_json};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many are listed, the last stopped first; the images of older ones are still gone on from.
const LISTED_MAX: usize = 50;

/// A run that was stopped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoppedRun {
    /// What was run.
    pub config: Config,
    /// The folder of its images, if they are not those of the program.
    data: Option<PathBuf>,
    /// Images done.
    pub done: usize,
    /// Images wanted.
    pub total: usize,
}

/// The stopped runs of a cache and of one source of images; clones share their turn at the list.
#[derive(Clone, Debug)]
pub struct StoppedRuns {
    cache: Cache,
    data: Option<PathBuf>,
    turn: Arc<Mutex<()>>,
}

impl StoppedRuns {
    /// Those of images of `source` whose images are kept in `cache`.
    pub fn of(cache: Cache, source: &Source) -> StoppedRuns {
        let data = match source {
            Source::Embedded => None,
            // As it was typed it says something else in another working directory.
            Source::Folder(folder) => Some(std::path::absolute(folder).unwrap_or(folder.clone())),
        };
        StoppedRuns { cache, data, turn: Arc::default() }
    }

    /// The last stopped first.
    pub fn list(&self) -> Vec<StoppedRun> {
        let _turn = self.turn();
        let mut all = self.read();
        all.retain(|run| run.data == self.data);
        all
    }

    /// Remembers a run that was stopped, in place of what was known of it. What cannot be written is not listed,
    /// and still gone on from.
    pub fn put(&self, config: &Config, done: usize, total: usize) -> StoppedRun {
        let run = StoppedRun { config: config.clone(), data: self.data.clone(), done, total };
        let _turn = self.turn();
        let mut all = self.others(config);
        all.insert(0, run.clone());
        all.truncate(LISTED_MAX);
        self.write(&all);
        run
    }

    /// Forgets a run: it is finished.
    pub fn remove(&self, config: &Config) {
        let _turn = self.turn();
        self.write(&self.others(config));
    }

    /// Forgets a run and the images that are kept of it.
    ///
    /// # Errors
    /// In words why its images cannot be found.
    pub fn discard(&self, config: &Config, source: &Source) -> Result<(), String> {
        let prepared = Prepared::new(config.clone(), source);
        // One that can be run no more is not gone on with either.
        self.remove(config);
        prepared.map_err(|error| error.to_string())?.forget(&self.cache);
        Ok(())
    }

    /// One thread at a time reads the list and writes it again.
    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All but one run.
    fn others(&self, config: &Config) -> Vec<StoppedRun> {
        let mut all = self.read();
        all.retain(|run| run.config != *config || run.data != self.data);
        all
    }

    fn read(&self) -> Vec<StoppedRun> {
        let read = || -> Result<_, CacheError> {
            let Some(text) = self.cache.load_text(&key())? else { return Ok(Vec::new()) };
            let corrupt =
                |reason| CacheError::Corrupt { reason, path: self.cache.text_path(&key()) };
            from_json(text.as_bytes()).map_err(corrupt)
        };
        usable(read()).unwrap_or_default()
    }

    fn write(&self, runs: &[StoppedRun]) {
        if runs.is_empty() {
            return self.cache.remove_text(&key());
        }
        let text = serde_json::to_string(runs).unwrap_or_default();
        if let Err(error) = self.cache.store_text(&key(), &text) {
            tracing::warn!("{error}; stopped runs are not listed at the next start");
        }
    }
}

/// Where the list is kept. Images that another version kept are not gone on from.
fn key() -> CacheKey {
    CacheKey {
        preset: "window".into(),
        network_hash: String::new(),
        set: format!("stopped runs {VERSION}"),
        seed: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Preset;

    #[test]
    fn stopped_runs_are_listed_until_they_are_done_or_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().join("cache"));
        let runs = StoppedRuns::of(cache.clone(), &Source::Embedded);
        assert_eq!(runs.list(), []);
        let preset = Preset::builtin("weights-196").unwrap();
        let config = |images| Config { limit: Some(images), ..Config::of(&preset) };
        runs.put(&config(100), 32, 100);
        runs.put(&config(200), 16, 200);
        let again = runs.put(&config(100), 64, 100);
        assert_eq!((again.done, again.total), (64, 100));
        let next = StoppedRuns::of(cache.clone(), &Source::Embedded);
        let done = |runs: &StoppedRuns| runs.list().iter().map(|run| run.done).collect::<Vec<_>>();
        assert_eq!(done(&next), [64, 16], "the last stopped first, and each once");

        // Of the same name in a folder of somebody's own they are other images.
        let source = Source::Folder(folder.path().join("mine"));
        let others = StoppedRuns::of(cache.clone(), &source);
        assert_eq!(others.list(), []);
        others.put(&config(100), 8, 100);
        assert_eq!((done(&others), done(&next)), (vec![8], vec![64, 16]));
        assert!(others.discard(&config(100), &source).is_err(), "there is no such folder");
        assert_eq!(others.list(), [], "and so it cannot be gone on with");

        runs.remove(&config(100));
        assert_eq!(done(&next), [16]);
        cache.clear().unwrap();
        assert_eq!(next.list(), [], "they went with their images");
        runs.put(&config(200), 16, 200);
        runs.discard(&config(200), &Source::Embedded).unwrap();
        assert_eq!(cache.size_bytes().unwrap(), 0, "nothing is left of none");
    }
}
