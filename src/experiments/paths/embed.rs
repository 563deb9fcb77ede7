//! Presents images to one network, follows their temporal paths and projects them: in parallel, with
//! progress, and so that it can be stopped and gone on with.

use crate::analysis::paths::{AxesKind, Facts, PathReader};
use crate::analysis::{Families, SparseAxes, SparseError};
use crate::data::{Cache, CacheError, LabelledImages};
use crate::experiments::blocks::{NowAndThen, Progress, Stopped, in_blocks};
use crate::experiments::shard::Missing;
use crate::sim::{Network, Preset};
use cpu_time::ThreadTime;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use thiserror::Error;

/// Why there are no embeddings.
#[derive(Debug, Error)]
pub enum EmbedError {
    /// There are no axes.
    #[error("{tokens}: {source}")]
    Axes {
        /// Which tokens.
        tokens: Families,
        /// Why.
        source: SparseError,
    },
    /// Stopped by the user.
    #[error("{0}")]
    Stopped(#[from] Stopped),
    /// A part of the images is not where it should be.
    #[error(transparent)]
    Part(#[from] Missing),
    /// What is done cannot be kept.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

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
    pub images: &'a LabelledImages,
    /// Name of the images, for what is kept.
    pub set: String,
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
    pub facts: Vec<Facts>,
    /// Images simulated in this run (not read from what was kept).
    pub simulated: usize,
    /// Time of one core spent on those, seconds.
    pub busy_s: f64,
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
    facts: Vec<Facts>,
    busy_s: f64,
}

impl Embedding<'_> {
    /// Embeds the images. With a `cache`, what is done is kept every minute and when `stop` becomes true,
    /// and the next call goes on from there.
    ///
    /// # Errors
    /// [`EmbedError::Stopped`] when `stop` became true; axes that cannot be fitted; a cache that cannot
    /// be written when it has to be.
    pub fn run(
        &self,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        mut told: impl FnMut(Step, &Embedded),
    ) -> Result<Embedded, EmbedError> {
        let mut readers: Vec<PathReader> = (0..rayon::current_num_threads())
            .map(|_| PathReader::new(self.preset.clone(), self.network.clone()))
            .collect();
        let mut embedded =
            Embedded { rows: vec![Vec::new(); self.tokens.len()], ..Embedded::default() };
        if let Some(kept) = cache.and_then(|cache| self.kept(cache)) {
            (embedded.rows, embedded.facts) = kept;
        }
        let (first, total) = (self.places.start + embedded.facts.len(), self.places.end);
        embedded.axes = match cache.and_then(|cache| self.kept_axes(cache)) {
            Some(axes) => axes,
            None => match self.fit(&mut readers, stop, |step| told(step, &embedded))? {
                Some(axes) => axes,
                None => return Err(self.stopped(cache, &embedded)),
            },
        };

        let axes = embedded.axes.clone();
        let work = |reader: &mut PathReader, places| self.project(reader, &axes, places);
        let mut keeping = NowAndThen::default();
        let done = in_blocks(&mut readers, first..total, stop, work, |progress, parts| {
            for part in parts {
                embedded.rows.iter_mut().zip(part.rows).for_each(|(all, rows)| all.extend(rows));
                embedded.facts.extend(part.facts);
                embedded.busy_s += part.busy_s;
            }
            embedded.simulated = progress.done - first;
            if let Some(cache) = cache.filter(|_| keeping.is_due()) {
                // What cannot be kept now is said when it has to be.
                let _ = self.keep(cache, &embedded);
            }
            told(Step::Presenting(progress), &embedded);
        });
        if done < total {
            return Err(self.stopped(cache, &embedded));
        }
        if let Some(cache) = cache {
            self.forget(cache);
        }
        Ok(embedded)
    }

    /// Embeds its images, and keeps them in `part`.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_part(
        &self,
        part: &Cache,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        told: impl FnMut(Step, &Embedded),
    ) -> Result<(), EmbedError> {
        Ok(self.keep(part, &self.run(cache, stop, told)?)?)
    }

    /// Adds what a part left to `whole`.
    ///
    /// # Errors
    /// When it is not there.
    pub fn take_part(&self, part: &Cache, whole: &mut Embedded) -> Result<(), EmbedError> {
        let kept = self.kept(part).filter(|(_, facts)| facts.len() == self.places.len());
        let kept = kept.zip(self.kept_axes(part));
        let ((rows, facts), axes) = kept.ok_or_else(|| Missing {
            folder: part.folder().to_owned(),
            from: self.places.start,
            to: self.places.end,
            preset: self.preset.spec().name.clone(),
        })?;
        whole.rows.iter_mut().zip(rows).for_each(|(all, rows)| all.extend(rows));
        whole.facts.extend(facts);
        whole.axes = axes;
        Ok(())
    }

    fn project(&self, reader: &mut PathReader, axes: &[SparseAxes], places: Range<usize>) -> Part {
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
mod tests {
    use super::*;
    use crate::data::{ImageSet, Source};
    use std::sync::atomic::Ordering;

    #[test]
    fn stopping_and_going_on_gives_what_one_run_gives() {
        let (all, _) = ImageSet::Test.load(&Source::Embedded).unwrap();
        let images = all.pick(&(0..100).collect::<Vec<_>>());
        let preset = Arc::new(Preset::builtin("paths-sbm").unwrap());
        let tokens = ["E".parse().unwrap(), "N+P".parse().unwrap()];
        let embedding = Embedding {
            network: Arc::new(Network::build(&preset, 1)),
            preset,
            seed: 1,
            tokens: &tokens,
            dimensions: 8,
            axes: AxesKind::Tolerant,
            images: &images,
            places: 0..100,
            set: "test".into(),
            references: 90,
            fitted: 40,
        };
        let never = AtomicBool::new(false);
        let whole = embedding.run(None, &never, |_, _| ()).unwrap();
        assert_eq!((whole.facts.len(), whole.simulated), (100, 100));
        assert_eq!(whole.rows[0].len(), 100 * 8);
        assert_ne!(whole.rows[0], whole.rows[1]);

        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned());
        let stop = AtomicBool::new(false);
        let after_one_block = |step: Step, _: &Embedded| {
            stop.store(matches!(step, Step::Presenting(_)), Ordering::Relaxed);
        };
        let stopped = embedding.run(Some(&cache), &stop, after_one_block);
        let Err(EmbedError::Stopped(Stopped { done, total: 100, .. })) = stopped else {
            panic!("expected to be stopped")
        };
        assert!(0 < done && done < 100);
        let on = embedding.run(Some(&cache), &never, |_, _| ()).unwrap();
        assert_eq!(on.simulated, 100 - done);
        assert_eq!((&on.rows, &on.facts), (&whole.rows, &whole.facts));
        assert_eq!(cache.size_bytes().unwrap(), 0, "what was kept for going on is gone");

        // Whoever stops before the first image is presented does not wait for the axes again.
        let stop = AtomicBool::new(false);
        let last_copies = |step: Step, _: &Embedded| {
            let Step::Distorting(progress) = step else { return };
            stop.store(progress.done == progress.total, Ordering::Relaxed);
        };
        let stopped = embedding.run(Some(&cache), &stop, last_copies).unwrap_err();
        assert!(stopped.to_string().contains("0 of 100 images; the axes are kept"), "{stopped}");
        let mut has_fitted = false;
        let on = embedding.run(Some(&cache), &never, |step, _| {
            has_fitted |= !matches!(step, Step::Presenting(_));
        });
        assert_eq!((on.unwrap().rows, has_fitted), (whole.rows, false));
    }
}
