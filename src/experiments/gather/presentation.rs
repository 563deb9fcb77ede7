//! What was presented and what was gathered from it, and the times that it is of.

use crate::analysis::trajectory::SampleTimes;
use crate::data::{ContentHash, DataSet};
use crate::experiments::blocks;
use crate::experiments::error::ExperimentError;
use crate::experiments::part::Shard;
use crate::sim::check::refuse;
use crate::sim::{Network, Preset, Traffic};
use std::sync::Arc;

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
    pub kept: blocks::SavedOnStop,
    /// Images that are kept, should the run be killed.
    pub kept_images: usize,
}

impl Presentation {
    /// Whether it can be gathered.
    ///
    /// # Errors
    /// Times that cannot be sampled; a network without plastic edges.
    pub fn check(&self) -> Result<(), ExperimentError> {
        if self.network.plastic_edges().is_empty() {
            let found = format!("none in {}", self.preset.spec().name);
            return Err(refuse("preset", "plastic edges", found).into());
        }
        self.times().map(drop)
    }

    /// When weights and counts are read.
    pub(super) fn times(&self) -> Result<SampleTimes, ExperimentError> {
        Ok(SampleTimes::of(&self.preset, &self.times_ms)?)
    }

    /// The same of one shard of the images, and those.
    pub(super) fn of_part(&self, images: &DataSet, shard: Shard) -> (Presentation, DataSet) {
        let places: Vec<u32> = shard.range(images.len()).map(|place| place as u32).collect();
        let images = images.pick(&places);
        (Presentation { images: ContentHash::of(&[&images]), ..self.clone() }, images)
    }
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
            kept: blocks::SavedOnStop::Nowhere,
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
