//! Presents many images to one network and keeps what the plastic edges and the neurons hold at the
//! sample times: in parallel, with progress, and so that it can be stopped and gone on with.

mod keep;

use keep::Kept;

use super::blocks::{self, NowAndThen, Progress, Stopped, in_blocks};
use super::kept::usable;
use super::shard::{Missing, Shard};
use crate::data::{Cache, CacheError, ContentHash, LabelledImages};
use crate::sim::{CountSamples, Engine, Network, Preset, Ticks, Traffic, WeightSamples};
use cpu_time::ThreadTime;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use thiserror::Error;

/// Weight of one unit of the fixed point: coarser than the application's, since edges of small networks
/// move farther; the range is ± 8.
pub const UNIT: f32 = 1.0 / 4096.0;

/// Why there is nothing to evaluate.
#[derive(Debug, Error)]
pub enum GatherError {
    /// A time that the run does not sample.
    #[error(
        "times: expected multiples of a tick, {tick_ms} ms, up to {most_ms} ms, where the run ends; \
         found {found_ms} ms"
    )]
    Time {
        /// Length of a tick, ms.
        tick_ms: f64,
        /// The preset's duration, ms.
        most_ms: f64,
        /// What was asked for, ms.
        found_ms: f64,
    },
    /// The network has nothing that learns.
    #[error("preset: expected plastic edges, found none in {preset}")]
    NothingPlastic {
        /// Its name.
        preset: String,
    },
    /// Stopped by the user.
    #[error("{0}")]
    Stopped(#[from] Stopped),
    /// A part of the images is not where it should be.
    #[error(transparent)]
    Part(#[from] Missing),
    /// What is done cannot be kept or read.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

/// What to present, and when to look.
#[derive(Clone, Debug)]
pub struct Presentation {
    /// What the network was built from.
    pub preset: Arc<Preset>,
    /// The network.
    pub network: Arc<Network>,
    /// Its seed.
    pub seed: u64,
    /// Sample times, ms, rising.
    pub times_ms: Vec<f64>,
    /// Which images are presented.
    pub images: ContentHash,
}

/// What was there at the sample times.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// Sample times, ms.
    pub times_ms: Vec<f64>,
    /// Plastic edges.
    pub edges: usize,
    /// Recurrent neurons.
    pub neurons: usize,
    /// By time: images x edges, change of weight in fixed point.
    pub weights: Vec<Vec<i16>>,
    /// By time: images x neurons, spikes so far.
    pub counts: Vec<Vec<i16>>,
    /// Events of all images.
    pub traffic: Traffic,
    /// Images simulated in this run (not read from what was kept).
    pub simulated: usize,
    /// Time of one core spent on those, seconds.
    pub busy_s: f64,
    /// What is kept of it.
    pub kept: blocks::Kept,
    /// Images that are kept, should the run be killed.
    pub kept_images: usize,
}

impl Presentation {
    /// Whether it can be gathered.
    ///
    /// # Errors
    /// Times that cannot be sampled; a network without plastic edges.
    pub fn check(&self) -> Result<(), GatherError> {
        if self.network.plastic_edges().is_empty() {
            let preset = self.preset.spec().name.clone();
            return Err(GatherError::NothingPlastic { preset });
        }
        Clock::new(self).map(drop)
    }

    /// The same of one shard of the images, and those.
    fn of_part(&self, images: &LabelledImages, shard: Shard) -> (Presentation, LabelledImages) {
        let places: Vec<u32> = shard.range(images.len()).map(|place| place as u32).collect();
        let images = images.pick(&places);
        (Presentation { images: ContentHash::of(&[&images]), ..self.clone() }, images)
    }
}

/// Runs every image, and tells `told` after every block what is there so far. With a `cache`, what is
/// done is kept now and then, when `stop` becomes true and at the end, until [`forget`]; the next call with
/// the same presentation goes on from there.
///
/// # Errors
/// [`GatherError::Stopped`] when `stop` became true; times that cannot be sampled; a network without
/// plastic edges; a cache that cannot be written when `stop` became true.
pub fn gather(
    presentation: &Presentation,
    images: &LabelledImages,
    cache: Option<&Cache>,
    stop: &AtomicBool,
    told: impl FnMut(Progress, &Gathered),
) -> Result<Gathered, GatherError> {
    let (mut gathered, written) = gather_kept(presentation, images, cache, stop, told)?;
    gathered.kept = written.map_or(blocks::Kept::Nowhere, blocks::Kept::of);
    Ok(gathered)
}

/// What was gathered, and whether it could be kept, where it was to be.
fn gather_kept(
    presentation: &Presentation,
    images: &LabelledImages,
    cache: Option<&Cache>,
    stop: &AtomicBool,
    mut told: impl FnMut(Progress, &Gathered),
) -> Result<(Gathered, Option<Result<(), CacheError>>), GatherError> {
    presentation.check()?;
    let clock = Clock::new(presentation)?;
    let mut gathered = Gathered::nothing(presentation);
    let kept = Kept::new(presentation, &clock, images.len());
    let known = cache.and_then(|cache| usable(kept.read(cache, &mut gathered)));
    let first = known.flatten().unwrap_or(0);
    gathered.kept_images = first;
    let mut workers: Vec<Worker> =
        (0..rayon::current_num_threads()).map(|_| Worker::new(presentation, &clock)).collect();
    let total = images.len();
    let work = |worker: &mut Worker, places| worker.run(images, places);
    let mut keeping = NowAndThen::default();
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
                if done > 0 { blocks::Kept::Images } else { blocks::Kept::NothingYet }
            }
            None => blocks::Kept::Nowhere,
        };
        return Err(Stopped { done, total, kept }.into());
    }
    Ok((gathered, written))
}

/// Removes what [`gather`] kept: what came of it is safe.
pub fn forget(presentation: &Presentation, images: &LabelledImages, cache: &Cache) {
    if let Ok(clock) = Clock::new(presentation) {
        Kept::new(presentation, &clock, images.len()).forget(cache);
    }
}

/// Runs the images of one shard, and keeps what they leave in `part`, where it goes on from if it was
/// stopped before.
///
/// # Errors
/// As [`gather`]; a folder that cannot be written.
pub fn gather_part(
    presentation: &Presentation,
    images: &LabelledImages,
    shard: Shard,
    part: &Cache,
    stop: &AtomicBool,
    told: impl FnMut(Progress, &Gathered),
) -> Result<(), GatherError> {
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
    images: &LabelledImages,
    parts: &[Cache],
) -> Result<Gathered, GatherError> {
    let mut whole = Gathered { kept: blocks::Kept::Images, ..Gathered::nothing(presentation) };
    for (index, part) in parts.iter().enumerate() {
        let shard = Shard { index, of: parts.len() };
        let (of_part, images_of_part) = presentation.of_part(images, shard);
        let kept = Kept::new(&of_part, &Clock::new(&of_part)?, images_of_part.len());
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

/// Sample times in ticks.
#[derive(Clone, Debug)]
struct Clock {
    /// Ticks between two samples of the observers.
    every: Ticks,
    /// Which of those samples are wanted, from 0.
    wanted: Vec<usize>,
    duration: Ticks,
}

impl Clock {
    fn new(presentation: &Presentation) -> Result<Clock, GatherError> {
        let tick = presentation.preset.tick();
        let most_ms = presentation.preset.spec().duration_ms;
        let mut ticks = Vec::new();
        for &found_ms in &presentation.times_ms {
            let at = tick.ticks(found_ms);
            let is_whole = (tick.to_ms(at) - found_ms).abs() < 1e-9;
            if !is_whole || at == Ticks(0) || found_ms > most_ms {
                return Err(GatherError::Time { tick_ms: tick.ms(), most_ms, found_ms });
            }
            ticks.push(at.0);
        }
        let every = ticks.iter().copied().fold(0, gcd).max(1);
        Ok(Clock {
            every: Ticks(every),
            wanted: ticks.iter().map(|at| (at / every - 1) as usize).collect(),
            duration: Ticks(ticks.iter().copied().max().unwrap_or(0)),
        })
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// What one thread found.
struct Part {
    weights: Vec<Vec<i16>>,
    counts: Vec<Vec<i16>>,
    traffic: Traffic,
    busy_s: f64,
}

/// One thread's engine and samplers.
struct Worker {
    engine: Engine,
    preset: Arc<Preset>,
    clock: Clock,
    samples: (WeightSamples, CountSamples),
}

impl Worker {
    fn new(presentation: &Presentation, clock: &Clock) -> Worker {
        let network = &presentation.network;
        let samples =
            (WeightSamples::new(network, clock.every), CountSamples::new(network, clock.every));
        Worker {
            engine: Engine::new(network.clone()),
            preset: presentation.preset.clone(),
            clock: clock.clone(),
            samples,
        }
    }

    fn run(&mut self, images: &LabelledImages, places: Range<usize>) -> Part {
        let started = ThreadTime::now();
        let times = self.clock.wanted.len();
        let mut part = Part {
            weights: vec![Vec::new(); times],
            counts: vec![Vec::new(); times],
            traffic: Traffic::default(),
            busy_s: 0.0,
        };
        for place in places {
            let stimulus = self.preset.encode(images.image(place));
            let stimulus =
                stimulus.expect("an image of the preset's sheet").ended_at(self.clock.duration);
            let (weights, counts) = &mut self.samples;
            weights.clear();
            counts.clear();
            self.engine.present(&stimulus, &mut self.samples);
            let (weights, counts) = &self.samples;
            for (time, &sample) in self.clock.wanted.iter().enumerate() {
                let row = &weights.rows()[sample * weights.dim()..][..weights.dim()];
                part.weights[time].extend(row.iter().map(|&change| (change / UNIT).round() as i16));
                let row = &counts.rows()[sample * counts.dim()..][..counts.dim()];
                part.counts[time].extend(row.iter().map(|&n| n.min(i16::MAX as u16) as i16));
            }
            part.traffic += counts.traffic();
        }
        part.busy_s = started.elapsed().as_secs_f64();
        part
    }
}

impl Gathered {
    fn nothing(presentation: &Presentation) -> Gathered {
        let (network, times) = (&presentation.network, presentation.times_ms.len());
        Gathered {
            times_ms: presentation.times_ms.clone(),
            edges: network.plastic_edges().len(),
            neurons: network.neuron_count() - network.input_count(),
            weights: vec![Vec::new(); times],
            counts: vec![Vec::new(); times],
            traffic: Traffic::default(),
            simulated: 0,
            busy_s: 0.0,
            kept: blocks::Kept::Nowhere,
            kept_images: 0,
        }
    }

    fn take(&mut self, part: Part) {
        for (all, some) in self.weights.iter_mut().zip(part.weights) {
            all.extend(some);
        }
        for (all, some) in self.counts.iter_mut().zip(part.counts) {
            all.extend(some);
        }
        self.traffic += part.traffic;
        self.busy_s += part.busy_s;
    }

    /// Images so far.
    pub fn images(&self) -> usize {
        self.counts.first().map_or(0, |counts| counts.len() / self.neurons.max(1))
    }
}

#[cfg(test)]
mod tests;
