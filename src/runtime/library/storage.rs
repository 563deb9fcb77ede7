//! The library's memory between runs: what is read from the cache, and when it is written.

use super::order::has_drawings;
use super::worker::{Stop, Worker};
use super::{LibraryEvent, LibrarySpec};
use crate::analysis::{Graph, GraphSpec, paths};
use crate::data::{Cache, CacheError, CacheKey, CachedEmbeddings, ContentHash, signs};
use std::io::ErrorKind;
use std::sync::Arc;

/// Another version may compute other embeddings.
const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Worker {
    /// What embeddings are kept as. A path lies on its axes.
    fn cache_key(&self) -> CacheKey {
        let what = match self.embedding.axes() {
            Some(axes) => format!("references {VERSION} paths on {}", axes.hash()),
            None => format!("references {VERSION} weights"),
        };
        self.key(&what)
    }

    fn key(&self, what: &str) -> CacheKey {
        let LibrarySpec { preset, network, seed, .. } = &self.spec;
        CacheKey::of(preset, network, *seed, self.content, what)
    }

    fn axes_key(&self) -> CacheKey {
        paths::axes_key(&self.spec.preset, &self.spec.network, self.spec.seed, self.content)
    }

    /// Uses the axes that are shipped with the preset, or those that were kept; any others are fitted.
    pub(super) fn read_axes(&mut self) -> Result<(), Stop> {
        if self.embedding.is_fitting().is_none() {
            return Ok(());
        }
        let key = self.axes_key();
        let axes = match paths::shipped_axes(&key) {
            Some(shipped) => Some(shipped),
            None => self.load(&key)?,
        };
        if let Some(axes) = axes {
            self.embedding.take_axes(&axes);
        }
        Ok(())
    }

    /// Keeps the axes for the next start.
    pub(super) fn write_axes(&mut self) -> Result<(), Stop> {
        let (Some(cache), Some(axes)) = (&self.spec.cache, self.embedding.axes()) else {
            return Ok(());
        };
        let outcome = cache.store(&self.axes_key(), &axes.to_kept());
        self.kept(outcome)
    }

    /// What is known to be no digit, by sample time: kept, or embedded when somebody asks for the first time. Nothing,
    /// where no drawings stand beside the references.
    pub(super) fn signs(&mut self) -> Result<Arc<Vec<Vec<i16>>>, Stop> {
        if let Some(signs) = &self.signs {
            return Ok(signs.clone());
        }
        let samples = if has_drawings(&self.spec) { self.signs_to_keep()? } else { Vec::new() };
        Ok(self.signs.insert(Arc::new(samples)).clone())
    }

    fn signs_to_keep(&mut self) -> Result<Vec<Vec<i16>>, Stop> {
        let drawn = signs::drawn();
        let what = format!("signs {VERSION} {}", ContentHash::of_sheets(&drawn));
        let key = self.key(&what);
        let image_index: Vec<u32> = (0..drawn.len() as u32).collect();
        let kept = self.load(&key)?;
        if let Some(kept) = kept.filter(|kept| self.are_ours(kept, &image_index)) {
            return Ok(kept.samples);
        }
        let images: Vec<&[u8]> = drawn.iter().map(|pixels| &**pixels).collect();
        let samples = self.embed(&images);
        let embeddings = self.to_keep(image_index, samples);
        if let Some(cache) = &self.spec.cache {
            // A folder that cannot be used is told of by the cloud, which is kept there, too.
            let _ = cache.store(&key, &embeddings);
        }
        Ok(embeddings.samples)
    }

    /// What the graph of so many references, in their order, is kept as.
    fn graph_key(&self, references: usize) -> CacheKey {
        let CacheKey { preset, network_hash, set, seed } = self.cache_key();
        CacheKey { preset, network_hash, set: format!("graph of {references} {set}"), seed }
    }

    /// The graph of all references that there are, if it is kept; of one that cannot be used nothing is said, since it
    /// can be built again.
    pub(super) fn kept_graph(&self, is_growing: bool) -> Option<Graph> {
        let (key, spec) = (self.graph_key(self.labels.len()), GraphSpec::default());
        let cache = self.spec.cache.as_ref().filter(|_| !is_growing)?;
        let bytes = cache.load_bytes(&key).ok()??;
        Graph::from_bytes(&bytes, &key.set, spec).ok()
    }

    /// Keeps the graph of all references, unless it is kept.
    pub(super) fn keep_graph(&mut self, graph: Option<&Arc<Graph>>) -> Result<(), Stop> {
        let count = self.labels.len();
        let (Some(cache), Some(graph)) = (self.spec.cache.clone(), graph) else { return Ok(()) };
        let key = self.graph_key(count);
        if graph.len() != count || count < self.target || cache.path(&key).exists() {
            return Ok(());
        }
        let outcome = cache.store_bytes(&key, &graph.to_bytes(&key.set));
        self.kept(outcome)?;
        self.say_cache_size()
    }

    /// What is kept under a key; says so where it is there and cannot be used.
    fn load(&self, key: &CacheKey) -> Result<Option<CachedEmbeddings>, Stop> {
        match self.spec.cache.as_ref().map(|cache| cache.load(key)) {
            None => Ok(None),
            Some(Ok(kept)) => Ok(kept),
            // A folder that is none says so when it is written to.
            Some(Err(CacheError::Io { source, .. }))
                if source.kind() == ErrorKind::NotADirectory =>
            {
                Ok(None)
            }
            Some(Err(error)) => {
                self.say(LibraryEvent::Notice(format!("{error}; computing it again")))?;
                Ok(None)
            }
        }
    }

    /// Whether that is what this network would compute of these images.
    fn are_ours(&self, kept: &CachedEmbeddings, images: &[u32]) -> bool {
        kept.dim == self.dim
            && kept.sample_ms == self.times_ms
            && kept.scale == self.embedding.unit()
            && kept.image_index == images
    }

    fn to_keep(&self, image_index: Vec<u32>, samples: Vec<Vec<i16>>) -> CachedEmbeddings {
        let (dim, sample_ms, scale) = (self.dim, self.times_ms.clone(), self.embedding.unit());
        CachedEmbeddings { dim, sample_ms, scale, image_index, samples }
    }

    /// One cause, one message.
    fn kept(&mut self, outcome: Result<(), CacheError>) -> Result<(), Stop> {
        let Err(error) = outcome else { return Ok(()) };
        self.spec.cache = None;
        self.say(LibraryEvent::Notice(format!(
            "the cloud cannot be kept for the next start: {error}"
        )))
    }

    pub(super) fn read_cache(&mut self) -> Result<(), Stop> {
        if self.embedding.is_fitting().is_some() {
            return self.say_cache_size(); // embeddings on other axes would be of no use
        }
        if let Some(kept) = self.load(&self.cache_key())? {
            self.take(kept);
        }
        self.say_cache_size()
    }

    /// Uses what was kept, as far as it is what this network would compute.
    fn take(&mut self, kept: CachedEmbeddings) {
        let count = kept.image_index.len();
        if self.order.get(..count).is_some_and(|order| self.are_ours(&kept, order)) {
            let used = count.min(self.spec.limit);
            self.samples = kept.samples;
            for rows in &mut self.samples {
                rows.truncate(used * self.dim);
            }
            self.labels = self.labels_of(&self.order[..used]);
            self.stored = count;
        }
    }

    pub(super) fn write_cache(&mut self) -> Result<(), Stop> {
        let count = self.labels.len();
        let Some(cache) = self.spec.cache.clone().filter(|_| count > self.stored) else {
            return Ok(());
        };
        let samples = std::mem::take(&mut self.samples);
        let embeddings = self.to_keep(self.order[..count].to_vec(), samples);
        let outcome = cache.store(&self.cache_key(), &embeddings);
        self.samples = embeddings.samples;
        self.stored = count;
        self.kept(outcome)?;
        self.say_cache_size()
    }

    pub(super) fn say_cache_size(&self) -> Result<(), Stop> {
        match self.spec.cache.as_ref().map(Cache::size_bytes) {
            Some(Ok(bytes)) => self.say(LibraryEvent::CacheSize(bytes)),
            Some(Err(_)) | None => Ok(()),
        }
    }
}
