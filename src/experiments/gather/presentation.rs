//! What was presented and what was gathered from it, and the times that it is of.

use crate::data::{CacheError, ContentHash, DataSet};
use crate::experiments::blocks::{self, Stopped};
use crate::experiments::part::{Missing, Shard};
use crate::sim::{Network, Preset, Ticks, Traffic};
use std::sync::Arc;
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
    pub(super) fn of_part(&self, images: &DataSet, shard: Shard) -> (Presentation, DataSet) {
        let places: Vec<u32> = shard.range(images.len()).map(|place| place as u32).collect();
        let images = images.pick(&places);
        (Presentation { images: ContentHash::of(&[&images]), ..self.clone() }, images)
    }
}

/// Sample times in ticks.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// Ticks between two samples of the observers.
    pub(super) every: Ticks,
    /// Which of those samples are wanted, from 0.
    pub(super) wanted: Vec<usize>,
    pub(super) duration: Ticks,
}

impl Clock {
    pub(super) fn new(presentation: &Presentation) -> Result<Clock, GatherError> {
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

impl Gathered {
    pub(super) fn nothing(presentation: &Presentation) -> Gathered {
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

    pub(super) fn take(&mut self, part: Part) {
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

/// What one thread found.
pub(super) struct Part {
    pub(super) weights: Vec<Vec<i16>>,
    pub(super) counts: Vec<Vec<i16>>,
    pub(super) traffic: Traffic,
    pub(super) busy_s: f64,
}
