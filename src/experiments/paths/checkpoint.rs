//! What is kept of images that were embedded: of those before a stop, and of one part of a batch.

use super::embed::{Embedded, Embedding};
use crate::analysis::fixed::COORDINATE;
use crate::analysis::paths::RunStats;
use crate::analysis::{SparseAxes, Tokenizer};
use crate::data::{Cache, CacheError, CacheKey, CachedEmbeddings};
use crate::experiments::blocks::{SavedOnStop, Stopped};
use crate::experiments::error::ExperimentError;
use crate::experiments::finished::VERSION;

impl Embedding<'_> {
    /// Keeps what is done, and says so.
    pub(super) fn stopped(
        &self,
        cache: Option<&Cache>,
        embedded: &mut Embedded,
    ) -> ExperimentError {
        let (done, total) = (embedded.facts.len(), self.places.len());
        let kept = match cache.map(|cache| self.keep(cache, embedded)) {
            Some(Err(error)) => return error.into(),
            Some(Ok(())) if done > 0 => SavedOnStop::Images,
            Some(Ok(())) if !embedded.axes.is_empty() => SavedOnStop::Axes,
            Some(Ok(())) => SavedOnStop::NothingYet,
            None => SavedOnStop::Nowhere,
        };
        Stopped { done, total, noun: "image", kept }.into()
    }

    /// Keeps the axes, if they are found, and the images, in one file.
    pub(super) fn keep(&self, cache: &Cache, embedded: &mut Embedded) -> Result<(), CacheError> {
        if embedded.axes.is_empty() {
            return Ok(());
        }
        let images = embedded.facts.len() as u32;
        let facts: Vec<u64> = embedded.facts.iter().flat_map(|facts| facts.to_numbers()).collect();
        let rows = |dim, scale, rows| CachedEmbeddings {
            dim,
            sample_ms: vec![self.preset.spec().duration_ms],
            scale,
            image_index: (0..images).collect(),
            samples: vec![rows],
        };
        // Lent, not copied: they may be large.
        let lent = std::mem::take(&mut embedded.rows).into_iter();
        let mut all: Vec<CachedEmbeddings> =
            lent.map(|lent| rows(self.dimensions, COORDINATE, lent)).collect();
        all.extend(embedded.axes.iter().map(SparseAxes::to_kept));
        let names = self.names();
        let named: Vec<_> = names.iter().map(String::as_str).zip(&all).collect();
        let stored = cache.store_several(&self.key(), &named, &facts);
        let lent = all.into_iter().take(self.tokens.len());
        embedded.rows = lent.map(|mut one| one.samples.swap_remove(0)).collect();
        stored
    }

    /// The images and axes that were kept.
    pub(super) fn kept(&self, cache: &Cache) -> Result<Option<Embedded>, CacheError> {
        let Some((entries, facts)) = cache.load_several(&self.key())? else { return Ok(None) };
        let are_named = entries.iter().map(|(name, _)| name).eq(&self.names());
        let all = entries.into_iter().map(|(_, one)| one).collect();
        let fit = if are_named { self.fitting(all, &facts) } else { None };
        fit.map(Some).ok_or_else(|| CacheError::Corrupt {
            reason: format!("expected what {} images left", self.places.len()),
            path: cache.path(&self.key()),
        })
    }

    /// What was kept, if it fits.
    fn fitting(&self, mut all: Vec<CachedEmbeddings>, facts: &[u64]) -> Option<Embedded> {
        let dim = Tokenizer::new(&self.network).dim();
        let axes = all.split_off(self.tokens.len());
        let axes = axes.iter().map(|kept| SparseAxes::from_kept(dim, self.dimensions, kept));
        let axes = axes.collect::<Option<Vec<_>>>()?;
        let (facts, rest) = facts.as_chunks();
        let done = facts.len();
        let fits =
            |one: &CachedEmbeddings| one.dim == self.dimensions && one.image_index.len() == done;
        if !rest.is_empty() || done > self.places.len() || !all.iter().all(fits) {
            return None;
        }
        let rows = all.into_iter().map(|mut one| one.samples.swap_remove(0)).collect();
        let facts = facts.iter().copied().map(RunStats::from_numbers).collect();
        Some(Embedded { rows, facts, axes, ..self.nothing() })
    }

    /// Removes what was kept: what came of it is safe. What cannot be removed is found to fit again, and does
    /// no harm.
    pub fn forget(&self, cache: &Cache) {
        let _ = cache.remove(&self.key());
    }

    /// Each embedding, and its axes.
    fn names(&self) -> Vec<String> {
        let tokens = self.tokens.iter().map(ToString::to_string);
        let axes = self.tokens.iter().map(|tokens| format!("axes of {tokens}"));
        tokens.chain(axes).collect()
    }

    fn key(&self) -> CacheKey {
        let Embedding { dimensions, axes, references, fitted, places, .. } = self;
        let tokens: Vec<String> = self.tokens.iter().map(ToString::to_string).collect();
        let what = format!(
            "stopped {VERSION} paths {places:?} {references} {fitted} {dimensions} {axes:?} {}",
            tokens.join(",")
        );
        CacheKey::of(&self.preset, &self.network, self.seed, self.content, &what)
    }
}
