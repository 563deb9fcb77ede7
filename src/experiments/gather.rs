//! Presents many images to one network and keeps what the plastic edges and the neurons hold at the
//! sample times: in parallel, with progress, and so that it can be stopped and gone on with.

mod checkpoint;

use crate::experiments::error::ExperimentError;
use checkpoint::Checkpoint;

use super::blocks::{self, CheckpointTimer, Stopped};
use super::finished::usable;
use crate::analysis::trajectory::{Embedder, SampleTimes};
use crate::data::{Cache, CacheError, DataSet};
use crate::experiments::part::{Missing, Shard};
use crate::runtime::blocks::{Progress, in_blocks};
use crate::sim::{CountSamples, Traffic};
use cpu_time::ThreadTime;
use std::ops::Range;
use std::sync::atomic::AtomicBool;
mod presentation;
use presentation::Part;
pub use presentation::{Gathered, Presentation};

/// Runs every image, and tells `told` after every block what is there so far. With a `cache`, what is
/// done is kept now and then, when `stop` becomes true and at the end, until [`forget`]; the next call with
/// the same presentation goes on from there.
///
/// # Errors
/// [`ExperimentError::Stopped`] when `stop` became true; times that cannot be sampled; a network without
/// plastic edges; a cache that cannot be written when `stop` became true.
pub fn gather(
    presentation: &Presentation,
    images: &DataSet,
    cache: Option<&Cache>,
    stop: &AtomicBool,
    told: impl FnMut(Progress, &Gathered),
) -> Result<Gathered, ExperimentError> {
    let (mut gathered, written) = gather_kept(presentation, images, cache, stop, told)?;
    gathered.kept = written.map_or(blocks::SavedOnStop::Nowhere, blocks::SavedOnStop::of);
    Ok(gathered)
}

/// What was gathered, and whether it could be kept, where it was to be.
fn gather_kept(
    presentation: &Presentation,
    images: &DataSet,
    cache: Option<&Cache>,
    stop: &AtomicBool,
    mut told: impl FnMut(Progress, &Gathered),
) -> Result<(Gathered, Option<Result<(), CacheError>>), ExperimentError> {
    presentation.check()?;
    let times = presentation.times()?;
    let mut gathered = Gathered::nothing(presentation);
    let kept = Checkpoint::new(presentation, &times, images.len());
    let known = cache.and_then(|cache| usable(kept.read(cache, &mut gathered)));
    let first = known.flatten().unwrap_or(0);
    gathered.kept_images = first;
    let mut workers: Vec<Worker> =
        (0..rayon::current_num_threads()).map(|_| Worker::new(presentation, &times)).collect();
    let total = images.len();
    let work = |worker: &mut Worker, places| worker.run(images, places);
    let mut keeping = CheckpointTimer::default();
    let done = in_blocks(&mut workers, first..total, stop, work, |progress, parts| {
        parts.into_iter().for_each(|part| gathered.take(part));
        gathered.simulated = progress.done - first;
        if let Some(cache) = cache {
            // What cannot be kept now is said when it has to be.
            keeping.keep(|| {
                if kept.write(cache, &mut gathered, progress.done).is_ok() {
                    gathered.kept_images = progress.done;
                }
            });
        }
        told(progress, &gathered);
    });
    let write = |cache| match done > first {
        true => kept.write(cache, &mut gathered, done),
        false => Ok(()),
    };
    let written = cache.map(write);
    if done < total {
        let kept = match written {
            Some(written) => {
                written?;
                if done > 0 { blocks::SavedOnStop::Images } else { blocks::SavedOnStop::NothingYet }
            }
            None => blocks::SavedOnStop::Nowhere,
        };
        return Err(Stopped { done, total, noun: "image", kept }.into());
    }
    Ok((gathered, written))
}

/// Removes what [`gather`] kept: what came of it is safe.
pub fn forget(presentation: &Presentation, images: &DataSet, cache: &Cache) {
    if let Ok(times) = presentation.times() {
        Checkpoint::new(presentation, &times, images.len()).forget(cache);
    }
}

/// Runs the images of one shard, and keeps what they leave in `part`, where it goes on from if it was
/// stopped before.
///
/// # Errors
/// As [`gather`]; a folder that cannot be written.
pub fn gather_part(
    presentation: &Presentation,
    images: &DataSet,
    shard: Shard,
    part: &Cache,
    stop: &AtomicBool,
    told: impl FnMut(Progress, &Gathered),
) -> Result<(), ExperimentError> {
    let (presentation, images) = presentation.of_part(images, shard);
    let (_, written) = gather_kept(&presentation, &images, Some(part), stop, told)?;
    Ok(written.unwrap_or(Ok(()))?)
}

/// What all parts left, as one run would have gathered it.
///
/// # Errors
/// A part that is not there, is damaged, cannot be read or is not of this presentation.
pub fn from_parts(
    presentation: &Presentation,
    images: &DataSet,
    parts: &[Cache],
) -> Result<Gathered, ExperimentError> {
    let mut whole =
        Gathered { kept: blocks::SavedOnStop::Images, ..Gathered::nothing(presentation) };
    for (index, part) in parts.iter().enumerate() {
        let shard = Shard { index, of: parts.len() };
        let (of_part, images_of_part) = presentation.of_part(images, shard);
        let kept = Checkpoint::new(&of_part, &of_part.times()?, images_of_part.len());
        let mut gathered = Gathered::nothing(presentation);
        let range = shard.range(images.len());
        if !range.is_empty() && kept.read(part, &mut gathered)? != Some(range.len()) {
            let preset = &presentation.preset.spec().name;
            return Err(Missing::images(part, &range, preset).into());
        }
        let Gathered { weights, counts, traffic, .. } = gathered;
        whole.take(Part { weights, counts, traffic, busy_s: 0.0 });
    }
    Ok(whole)
}

/// Presents images on one thread.
struct Worker {
    embedder: Embedder,
    times: SampleTimes,
    counts: CountSamples,
}

impl Worker {
    fn new(presentation: &Presentation, times: &SampleTimes) -> Worker {
        let Presentation { preset, network, .. } = presentation;
        Worker {
            counts: CountSamples::new(network, times.every()),
            embedder: Embedder::at(preset.clone(), network.clone(), times.clone()),
            times: times.clone(),
        }
    }

    fn run(&mut self, images: &DataSet, places: Range<usize>) -> Part {
        let started = ThreadTime::now();
        let wanted = self.times.wanted();
        let mut part = Part {
            weights: vec![Vec::new(); wanted.len()],
            counts: vec![Vec::new(); wanted.len()],
            traffic: Traffic::default(),
            busy_s: 0.0,
        };
        for place in places {
            self.counts.clear();
            self.embedder.present(images.image(place), &mut self.counts);
            for (all, row) in part.weights.iter_mut().zip(self.embedder.rows()) {
                all.extend(row);
            }
            let counts = &self.counts;
            for (all, &sample) in part.counts.iter_mut().zip(wanted) {
                let row = &counts.rows()[sample * counts.dim()..][..counts.dim()];
                all.extend(row.iter().map(|&n| n.min(i16::MAX as u16) as i16));
            }
            part.traffic += counts.traffic();
        }
        part.busy_s = started.elapsed().as_secs_f64();
        part
    }
}

#[cfg(test)]
mod tests;
