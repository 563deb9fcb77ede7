//! Presents images to one network, follows their temporal paths and projects them: in parallel, with
//! progress, and so that it can be stopped and gone on with.

use crate::analysis::paths::{AxesKind, PathEmbedder, RunStats};
use crate::analysis::{Families, SparseAxes};
use crate::data::{Cache, CacheError, ContentHash, DataSet};
use crate::experiments::blocks::{CheckpointTimer, SavedOnStop};
use crate::experiments::error::ExperimentError;
use crate::experiments::finished::usable;
use crate::experiments::part::{Missing, Shard};
use crate::runtime::blocks::{Progress, in_blocks};
use crate::sim::{Network, Preset};
use cpu_time::ThreadTime;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Everything that embeddings depend on.
#[derive(Clone)]
pub struct Embedding<'a> {
    /// What the network was built from.
    pub preset: Arc<Preset>,
    /// The network.
    pub network: Arc<Network>,
    /// Its seed.
    pub seed: u64,
    /// Which tokens; each makes an embedding of its own.
    pub tokens: &'a [Families],
    /// Numbers of an embedding.
    pub dimensions: usize,
    /// Which axes they are on.
    pub axes: AxesKind,
    /// What is presented.
    pub images: &'a DataSet,
    /// Which images those are.
    pub content: ContentHash,
    /// Which of them are embedded: all, or those of a shard.
    pub places: Range<usize>,
    /// So many images, from the first, are references.
    pub references: usize,
    /// So many of those, at random, fit the axes; labels are never looked at.
    pub fitted: usize,
}

/// Embedded images.
#[derive(Clone, Debug, Default)]
pub struct Embedded {
    /// By tokens: images x dimensions in fixed point.
    pub rows: Vec<Vec<i16>>,
    /// By tokens.
    pub axes: Vec<SparseAxes>,
    /// By image.
    pub facts: Vec<RunStats>,
    /// Images simulated in this run (not read from what was kept).
    pub simulated: usize,
    /// Time of one core spent on those, seconds.
    pub busy_s: f64,
    /// What is kept of them.
    pub kept: SavedOnStop,
}

/// How far it is.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Images are presented that the axes will be fitted to.
    Fitting(Progress),
    /// Distorted copies of those are presented, to find axes that tolerate it.
    Distorting(Progress),
    /// Images are presented and projected.
    Presenting(Progress),
}

/// What one worker made of some images.
struct Part {
    rows: Vec<Vec<i16>>,
    facts: Vec<RunStats>,
    busy_s: f64,
}

impl Embedding<'_> {
    /// Embeds the images. With a `cache`, what is done is kept now and then, when `stop` becomes true and at
    /// the end, until [`forget`](Self::forget); the next call goes on from there.
    ///
    /// # Errors
    /// [`ExperimentError::Stopped`] when `stop` became true; axes that cannot be fitted; a cache that cannot
    /// be written when `stop` became true.
    pub fn run(
        &self,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        told: impl FnMut(Step, &Embedded),
    ) -> Result<Embedded, ExperimentError> {
        let (mut embedded, written) = self.run_kept(cache, stop, told)?;
        embedded.kept = written.map_or(SavedOnStop::Nowhere, SavedOnStop::of);
        Ok(embedded)
    }

    /// What was embedded, and whether it could be kept, where it was to be.
    fn run_kept(
        &self,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        mut told: impl FnMut(Step, &Embedded),
    ) -> Result<(Embedded, Option<Result<(), CacheError>>), ExperimentError> {
        let mut readers: Vec<PathEmbedder> = (0..rayon::current_num_threads())
            .map(|_| PathEmbedder::new(self.preset.clone(), self.network.clone()))
            .collect();
        let known = cache.and_then(|cache| usable(self.kept(cache))).flatten();
        let mut is_new = known.is_none();
        let mut embedded = known.unwrap_or_else(|| self.nothing());
        if embedded.axes.is_empty() {
            match self.fit(&mut readers, stop, |step| told(step, &embedded))? {
                Some(axes) => embedded.axes = axes,
                None => return Err(self.stopped(cache, &mut embedded)),
            }
        }

        let (before, total) = (self.places.start, self.places.len());
        let first = embedded.facts.len();
        let axes = embedded.axes.clone();
        let work = |reader: &mut PathEmbedder, places: Range<usize>| {
            self.project(reader, &axes, before + places.start..before + places.end)
        };
        let mut keeping = CheckpointTimer::default();
        let done = in_blocks(&mut readers, first..total, stop, work, |progress, parts| {
            for part in parts {
                embedded.rows.iter_mut().zip(part.rows).for_each(|(all, rows)| all.extend(rows));
                embedded.facts.extend(part.facts);
                embedded.busy_s += part.busy_s;
            }
            embedded.simulated = progress.done - first;
            if let Some(cache) = cache {
                // What cannot be kept now is said when it has to be.
                keeping.keep(|| drop(self.keep(cache, &mut embedded)));
            }
            told(Step::Presenting(progress), &embedded);
        });
        if done < total {
            return Err(self.stopped(cache, &mut embedded));
        }
        is_new |= done > first;
        let write = |cache| if is_new { self.keep(cache, &mut embedded) } else { Ok(()) };
        let written = cache.map(write);
        Ok((embedded, written))
    }

    /// Embeds its images, and keeps them in `part`, where it goes on from if it was stopped before.
    ///
    /// # Errors
    /// As [`run`](Self::run); a folder that cannot be written.
    pub fn run_part(
        &self,
        part: &Cache,
        stop: &AtomicBool,
        told: impl FnMut(Step, &Embedded),
    ) -> Result<(), ExperimentError> {
        let (_, written) = self.run_kept(Some(part), stop, told)?;
        Ok(written.unwrap_or(Ok(()))?)
    }

    /// Adds what a part left to `whole`.
    ///
    /// # Errors
    /// When it is not there, damaged, or cannot be read.
    pub fn take_part(&self, part: &Cache, whole: &mut Embedded) -> Result<(), ExperimentError> {
        let kept = self.kept(part)?.filter(|kept| kept.facts.len() == self.places.len());
        let preset = &self.preset.spec().name;
        let kept = kept.ok_or_else(|| Missing::images(part, &self.places, preset))?;
        whole.rows.iter_mut().zip(kept.rows).for_each(|(all, rows)| all.extend(rows));
        whole.facts.extend(kept.facts);
        whole.axes = kept.axes;
        Ok(())
    }

    /// What all parts of `total` images left, as one run would have embedded them; `of` is the embedding of some.
    ///
    /// # Errors
    /// As [`take_part`](Self::take_part).
    pub fn from_parts<'a>(
        parts: &[Cache],
        total: usize,
        of: impl Fn(Range<usize>) -> Embedding<'a>,
    ) -> Result<Embedded, ExperimentError> {
        let mut whole = Embedded { kept: SavedOnStop::Images, ..of(0..total).nothing() };
        for (index, part) in parts.iter().enumerate() {
            let places = Shard { index, of: parts.len() }.range(total);
            of(places).take_part(part, &mut whole)?;
        }
        Ok(whole)
    }

    /// No image yet.
    pub(super) fn nothing(&self) -> Embedded {
        Embedded { rows: vec![Vec::new(); self.tokens.len()], ..Embedded::default() }
    }

    fn project(
        &self,
        reader: &mut PathEmbedder,
        axes: &[SparseAxes],
        places: Range<usize>,
    ) -> Part {
        let started = ThreadTime::now();
        let mut part = Part { rows: vec![Vec::new(); axes.len()], facts: Vec::new(), busy_s: 0.0 };
        for place in places {
            let (tokens, facts) = reader.read(self.images.image(place));
            for ((rows, axes), families) in part.rows.iter_mut().zip(axes).zip(self.tokens) {
                rows.extend(reader.place(&tokens, families, axes));
            }
            part.facts.push(facts);
        }
        part.busy_s = started.elapsed().as_secs_f64();
        part
    }
}

#[cfg(test)]
mod tests;
