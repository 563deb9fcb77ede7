//! Edge-weight embeddings (G21 Section 4): one presentation from fresh weights, and the change of
//! every plastic weight, w(t) − w₀, at each sample time.
//!
//! Kept in fixed point, so that a stored embedding and a fresh one are the same bits and 60,000 of
//! them fit in memory: one unit is 2⁻¹³ of a weight, the range ± 4.

use crate::sim::{Engine, Network, Preset, WeightSamples};
use std::sync::Arc;

/// Weight of one unit of the fixed-point embedding.
pub const UNIT: f32 = 1.0 / 8192.0;

/// Rounds a change of weight to the fixed point; saturates at the range's ends.
pub fn to_fixed(change: f32) -> i16 {
    (change / UNIT).round() as i16
}

/// Widest embedding that the reference cloud keeps; presets with more plastic edges have none.
pub const DIM_MAX: usize = 4096;

/// Whether so many plastic edges are an embedding.
pub fn are_embedding(plastic_edges: usize) -> bool {
    (1..=DIM_MAX).contains(&plastic_edges)
}

/// An image's weight changes at evenly spaced steps of its presentation, in fixed point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeightSteps {
    dim: usize,
    per_sample: usize,
    /// Steps x dim, the first one step after the start.
    rows: Vec<i16>,
}

impl WeightSteps {
    /// Of changes at steps of `dim` edges each; every `per_sample`-th is a sample of the preset's.
    pub fn of(changes: &[f32], dim: usize, per_sample: usize) -> WeightSteps {
        let rows = changes.iter().map(|&change| to_fixed(change)).collect();
        WeightSteps { dim, per_sample, rows }
    }

    /// Steps to a sample.
    pub fn per_sample(&self) -> usize {
        self.per_sample
    }

    /// Every step's row.
    pub fn all(&self) -> impl ExactSizeIterator<Item = &[i16]> {
        self.rows.chunks_exact(self.dim)
    }

    /// The rows at the preset's sample times.
    pub fn samples(&self) -> impl Iterator<Item = &[i16]> {
        self.all().skip(self.per_sample - 1).step_by(self.per_sample)
    }
}

/// Presents images and returns their embeddings; owns an engine, so use one for each thread.
pub struct Embedder {
    engine: Engine,
    preset: Arc<Preset>,
    samples: WeightSamples,
}

impl Embedder {
    /// An embedder for `network`, which was built from `preset`; `None` where no weight is plastic or
    /// more than [`DIM_MAX`] are.
    pub fn new(preset: Arc<Preset>, network: Arc<Network>) -> Option<Embedder> {
        let every = preset.tick().ticks(preset.spec().sample_every_ms);
        let samples = WeightSamples::new(&network, every);
        are_embedding(samples.dim()).then(|| Embedder {
            engine: Engine::new(network),
            preset,
            samples,
        })
    }

    /// Values at one sample time.
    pub fn dim(&self) -> usize {
        self.samples.dim()
    }

    /// The weight changes at every sample time up to `until_ms`, one row after the other.
    pub fn changes(&mut self, image: &[u8], until_ms: f64) -> &[f32] {
        let tick = self.preset.tick();
        let until = tick.ticks(until_ms.min(self.preset.spec().duration_ms));
        let stimulus = self.preset.encode(image).expect("an image of the preset's sheet");
        self.samples.clear();
        self.engine.present(&stimulus.ended_at(until), &mut self.samples);
        self.samples.rows()
    }

    /// The same in fixed point.
    pub fn steps(&mut self, image: &[u8], until_ms: f64) -> WeightSteps {
        let dim = self.dim();
        WeightSteps::of(self.changes(image, until_ms), dim, 1)
    }

    /// The fixed-point embedding at every sample time of the preset: samples x dim, row-major.
    pub fn embed(&mut self, image: &[u8]) -> Vec<i16> {
        let duration_ms = self.preset.spec().duration_ms;
        self.changes(image, duration_ms).iter().map(|&change| to_fixed(change)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_presets_with_few_plastic_edges_have_an_embedding() {
        let dim = |name: &str| {
            let preset = Arc::new(Preset::builtin(name).unwrap());
            let network = Arc::new(Network::build(&preset, 1));
            Embedder::new(preset, network).map(|e| e.dim())
        };
        assert_eq!(dim("weights-196"), Some(588));
        assert_eq!(dim("paths-sbm"), None, "nothing is plastic");
        assert_eq!(dim("paths-stdp"), None, "every edge is");
    }

    #[test]
    fn ink_moves_weights_and_a_blank_does_not() {
        let preset = Arc::new(Preset::builtin("weights-196").unwrap());
        let network = Arc::new(Network::build(&preset, 1));
        let mut embedder = Embedder::new(preset, network).unwrap();
        let mut image = [0; 784];
        assert!(embedder.embed(&image).iter().all(|&c| c == 0));
        for y in 5..23 {
            image[y * 28 + 14] = 255;
            image[y * 28 + 13] = 255;
        }
        let first = embedder.embed(&image);
        assert_eq!(first.len(), 6 * 588);
        assert!(first.iter().any(|&c| c > 0) && first.iter().any(|&c| c < 0));
        assert_eq!(embedder.embed(&image), first, "fresh weights each time");
    }

    #[test]
    fn samples_are_every_so_many_steps() {
        let changes: Vec<f32> = (0..8).map(|i| i as f32 * UNIT).collect();
        let rows = |steps: &WeightSteps| steps.samples().map(<[i16]>::to_vec).collect::<Vec<_>>();
        assert_eq!(rows(&WeightSteps::of(&changes, 2, 2)), [[2, 3], [6, 7]]);
        let each = WeightSteps::of(&changes, 2, 1);
        assert_eq!((rows(&each).len(), each.all().len()), (4, 4));
    }

    #[test]
    fn the_fixed_point_saturates() {
        assert_eq!(to_fixed(0.007), 57);
        assert_eq!((to_fixed(9.0), to_fixed(-9.0)), (i16::MAX, i16::MIN));
    }
}
