//! The library's memory between runs: what is read from the cache, and when it is written.

use super::LibraryEvent;
use super::worker::{Stop, Worker};
use crate::analysis::trajectory::UNIT;
use crate::data::{Cache, CacheError, CacheKey, CachedEmbeddings, Source};
use sha2::{Digest, Sha256};

impl Worker {
    fn cache_key(&self) -> CacheKey {
        CacheKey {
            preset: self.spec.preset.spec().name.clone(),
            network_hash: self.spec.network.hash(),
            set: self.set_name(),
            seed: self.spec.seed,
        }
    }

    /// Names the images: a folder's are known by their bytes, since it may hold any digits.
    fn set_name(&self) -> String {
        match &self.spec.source {
            Source::Embedded => "mnist-train".to_owned(),
            Source::Folder(_) => {
                let mut sha = Sha256::new();
                for i in 0..self.digits.len() {
                    sha.update([self.digits.label(i)]);
                    sha.update(self.digits.image(i));
                }
                format!("folder-{:x}", sha.finalize())
            }
        }
    }

    pub(super) fn read_cache(&mut self) -> Result<(), Stop> {
        let Some(cache) = &self.spec.cache else { return Ok(()) };
        match cache.load(&self.cache_key()) {
            Ok(Some(kept)) => self.take(kept),
            Ok(None) => {}
            // A folder that cannot be used says so when it is written to.
            Err(CacheError::Io { .. }) => {}
            Err(error) => self.say(LibraryEvent::Notice(format!("{error}; computing it again")))?,
        }
        self.say_cache_size()
    }

    /// Uses what was kept, as far as it is what this network would compute.
    fn take(&mut self, kept: CachedEmbeddings) {
        let count = kept.image_index.len();
        let is_ours = kept.dim == self.dim
            && kept.sample_ms == self.spec.preset.sample_times_ms()
            && kept.scale == UNIT
            && count <= self.order.len()
            && kept.image_index == self.order[..count];
        if is_ours {
            let used = count.min(self.spec.limit);
            self.samples = kept.samples;
            for rows in &mut self.samples {
                rows.truncate(used * self.dim);
            }
            self.labels =
                self.order[..used].iter().map(|&i| self.digits.label(i as usize)).collect();
            self.stored = count;
        }
    }

    pub(super) fn write_cache(&mut self) -> Result<(), Stop> {
        let count = self.labels.len();
        let Some(cache) = self.spec.cache.clone().filter(|_| count > self.stored) else {
            return Ok(());
        };
        let embeddings = CachedEmbeddings {
            dim: self.dim,
            sample_ms: self.spec.preset.sample_times_ms(),
            scale: UNIT,
            image_index: self.order[..count].to_vec(),
            samples: std::mem::take(&mut self.samples),
        };
        let outcome = cache.store(&self.cache_key(), &embeddings);
        self.samples = embeddings.samples;
        self.stored = count;
        if let Err(error) = outcome {
            self.spec.cache = None; // one cause, one message
            return self.say(LibraryEvent::Notice(format!(
                "the cloud cannot be kept for the next start: {error}"
            )));
        }
        self.say_cache_size()
    }

    pub(super) fn say_cache_size(&self) -> Result<(), Stop> {
        match self.spec.cache.as_ref().map(Cache::size_bytes) {
            Some(Ok(bytes)) => self.say(LibraryEvent::CacheSize(bytes)),
            Some(Err(_)) | None => Ok(()),
        }
    }
}
