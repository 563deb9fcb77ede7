//! What is kept of images that were presented: of those before a stop, and of one part of a batch.

use super::{Gathered, Presentation};
use crate::analysis::fixed::WEIGHT;
use crate::analysis::trajectory::SampleTimes;
use crate::data::{Cache, CacheError, CacheKey, CachedEmbeddings};
use crate::experiments::finished::VERSION;
use crate::sim::Traffic;

/// What a run leaves in the cache: weights, counts and events of the images that are done, in one file.
pub(super) struct Checkpoint {
    key: CacheKey,
    times_ms: Vec<f64>,
    images: usize,
}

const ENTRIES: [&str; 2] = ["weights", "counts"];

impl Checkpoint {
    pub fn new(presentation: &Presentation, times: &SampleTimes, images: usize) -> Checkpoint {
        let Presentation { preset, network, seed, times_ms, .. } = presentation;
        let what = format!("stopped {VERSION} weights {times:?}");
        Checkpoint {
            key: CacheKey::of(preset, network, *seed, presentation.images, &what),
            times_ms: times_ms.clone(),
            images,
        }
    }

    /// How many images were kept, now in `gathered`.
    pub fn read(
        &self,
        cache: &Cache,
        gathered: &mut Gathered,
    ) -> Result<Option<usize>, CacheError> {
        let Some((entries, facts)) = cache.load_several(&self.key)? else { return Ok(None) };
        let unfit = || CacheError::Corrupt {
            reason: format!("expected what {} images left", self.images),
            path: cache.path(&self.key),
        };
        let are_named = entries.iter().map(|(name, _)| name.as_str()).eq(ENTRIES);
        let Ok([(_, weights), (_, counts)]) = <[_; 2]>::try_from(entries) else {
            return Err(unfit());
        };
        let &[spikes, arrivals, lost] = &facts[..] else { return Err(unfit()) };
        let done = weights.image_index.len();
        let fits = are_named
            && weights.dim == gathered.edges
            && weights.scale == WEIGHT
            && counts.dim == gathered.neurons
            && weights.sample_ms == self.times_ms
            && counts.sample_ms == self.times_ms
            && counts.image_index.len() == done
            && done <= self.images;
        if !fits {
            return Err(unfit());
        }
        gathered.weights = weights.samples;
        gathered.counts = counts.samples;
        gathered.traffic = Traffic { spikes, arrivals, lost };
        Ok(Some(done))
    }

    pub fn write(
        &self,
        cache: &Cache,
        gathered: &mut Gathered,
        done: usize,
    ) -> Result<(), CacheError> {
        let rows = |dim, scale, samples: Vec<Vec<i16>>, rows: usize| CachedEmbeddings {
            dim,
            sample_ms: self.times_ms[..samples.len()].to_vec(),
            scale,
            image_index: (0..rows as u32).collect(),
            samples,
        };
        // Lent, not copied: they may be large.
        let weights = rows(gathered.edges, WEIGHT, std::mem::take(&mut gathered.weights), done);
        let counts = rows(gathered.neurons, 1.0, std::mem::take(&mut gathered.counts), done);
        let Traffic { spikes, arrivals, lost } = gathered.traffic;
        let [w, c] = ENTRIES;
        let entries = [(w, &weights), (c, &counts)];
        let stored = cache.store_several(&self.key, &entries, &[spikes, arrivals, lost]);
        (gathered.weights, gathered.counts) = (weights.samples, counts.samples);
        stored
    }

    pub fn forget(&self, cache: &Cache) {
        // What cannot be removed is found to fit again, and does no harm.
        let _ = cache.remove(&self.key);
    }
}
