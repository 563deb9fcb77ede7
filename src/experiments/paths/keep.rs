//! What is kept of images that were embedded: of those before a stop, and of one part of a batch.

use super::embed::{EmbedError, Embedded, Embedding};
use crate::analysis::paths::{Facts, UNIT};
use crate::analysis::{SparseAxes, Tokenizer};
use crate::data::{Cache, CacheError, CacheKey, CachedEmbeddings};
use crate::experiments::blocks::Stopped;
use crate::sim::PresetSpec;

impl Embedding<'_> {
    /// Keeps what is done, and says so.
    pub(super) fn stopped(&self, cache: Option<&Cache>, embedded: &Embedded) -> EmbedError {
        let (done, total) = (embedded.facts.len(), self.places.len());
        let kept = match cache.map(|cache| self.keep(cache, embedded)) {
            Some(Err(error)) => return error.into(),
            Some(Ok(())) if done > 0 => "they are kept, and the same command goes on from there",
            Some(Ok(())) if !embedded.axes.is_empty() => {
                "the axes are kept, and the same command goes on from there"
            }
            Some(Ok(())) => "nothing is kept, since the axes are not found yet",
            None => "nothing is kept, since there is no cache",
        };
        Stopped { done, total, kept: kept.to_owned() }.into()
    }

    /// Keeps the axes, if they are found, and the images.
    pub(super) fn keep(&self, cache: &Cache, embedded: &Embedded) -> Result<(), CacheError> {
        for (key, axes) in self.axes_keys().iter().zip(&embedded.axes) {
            cache.store(key, &axes.to_kept())?;
        }
        if embedded.facts.is_empty() {
            return Ok(());
        }
        let facts: Vec<i16> = embedded.facts.iter().flat_map(|facts| facts.to_words()).collect();
        let rows = embedded.rows.iter().map(|rows| (rows, self.dimensions, UNIT));
        for (key, (rows, dim, scale)) in
            self.keys().iter().zip(rows.chain([(&facts, Facts::WORDS, 1.0)]))
        {
            let embeddings = CachedEmbeddings {
                dim,
                sample_ms: vec![self.preset.spec().duration_ms],
                scale,
                image_index: (0..embedded.facts.len() as u32).collect(),
                samples: vec![rows.clone()],
            };
            cache.store(key, &embeddings)?;
        }
        Ok(())
    }

    /// The images that were kept; what cannot be used counts as nothing.
    pub(super) fn kept(&self, cache: &Cache) -> Option<(Vec<Vec<i16>>, Vec<Facts>)> {
        let mut all: Vec<CachedEmbeddings> =
            self.keys().iter().map(|key| load(cache, key)).collect::<Option<_>>()?;
        let facts = all.pop()?;
        let done = facts.image_index.len();
        let fits =
            |one: &CachedEmbeddings| one.dim == self.dimensions && one.image_index.len() == done;
        if facts.dim != Facts::WORDS || done > self.places.len() || !all.iter().all(fits) {
            return None;
        }
        let words = facts.samples.first()?.as_chunks().0;
        let rows = all.into_iter().map(|mut one| one.samples.swap_remove(0)).collect();
        Some((rows, words.iter().map(Facts::from_words).collect()))
    }

    /// The axes that were kept.
    pub(super) fn kept_axes(&self, cache: &Cache) -> Option<Vec<SparseAxes>> {
        let dim = Tokenizer::new(&self.network).dim();
        let axes = |key| SparseAxes::from_kept(dim, self.dimensions, &load(cache, key)?);
        self.axes_keys().iter().map(axes).collect()
    }

    /// Removes what was kept; what cannot be removed is found to fit again, and does no harm.
    pub(super) fn forget(&self, cache: &Cache) {
        for key in self.keys().into_iter().chain(self.axes_keys()) {
            let _ = cache.remove(&key);
        }
    }

    /// What images are kept as: each embedding, and what the runs were like.
    fn keys(&self) -> Vec<CacheKey> {
        let names = self.tokens.iter().map(ToString::to_string).chain(["facts".to_owned()]);
        names.map(|name| self.key(&name)).collect()
    }

    fn axes_keys(&self) -> Vec<CacheKey> {
        self.tokens.iter().map(|tokens| self.key(&format!("axes of {tokens}"))).collect()
    }

    fn key(&self, what: &str) -> CacheKey {
        let PresetSpec { name, stimulus, duration_ms, .. } = self.preset.spec();
        let Embedding { set, dimensions, axes, references, fitted, .. } = self;
        CacheKey {
            preset: name.clone(),
            network_hash: self.network.hash(),
            set: format!(
                "stopped paths {what} {set} {:?} of {} {references} {fitted} {dimensions} {axes:?} \
                 {stimulus:?} {duration_ms}",
                self.places,
                self.images.len()
            ),
            seed: self.seed,
        }
    }
}

fn load(cache: &Cache, key: &CacheKey) -> Option<CachedEmbeddings> {
    cache.load(key).ok().flatten()
}
