//! Edge-weight embeddings (G21 Section 4): one presentation from fresh weights, and the change of
//! every plastic weight, w(t) − w₀, at each sample time.
//!
//! Kept in fixed point, see [`fixed`](super::fixed).

use super::fixed::{WEIGHT, to_fixed};
use crate::sim::{Engine, Network, Observer, Preset, Ticks, WeightSamples};
use std::sync::Arc;
use thiserror::Error;

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
        let rows = changes.iter().map(|&change| to_fixed(change, WEIGHT)).collect();
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

/// A moment at which no weights can be read.
#[derive(Clone, Debug, PartialEq, Error)]
#[error(
    "times: expected multiples of a tick, {tick_ms} ms, up to {most_ms} ms, where the run ends; found {found_ms} ms"
)]
pub struct TimeError {
    /// Length of a tick.
    pub tick_ms: f64,
    /// End of a presentation.
    pub most_ms: f64,
    /// What was asked for.
    pub found_ms: f64,
}

/// Moments of a presentation at which weights are read: some of the evenly spaced samples that an engine takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleTimes {
    every: Ticks,
    /// Which samples, from 0.
    wanted: Vec<usize>,
    end: Ticks,
}

impl SampleTimes {
    /// These, ms, in this order.
    ///
    /// # Errors
    /// One that is no whole number of ticks, 0 or beyond the presentation.
    pub fn of(preset: &Preset, times_ms: &[f64]) -> Result<SampleTimes, TimeError> {
        let (tick, most_ms) = (preset.tick(), preset.spec().duration_ms);
        let mut ticks = Vec::new();
        for &found_ms in times_ms {
            let at = tick.ticks(found_ms);
            let is_whole = (tick.to_ms(at) - found_ms).abs() < 1e-9;
            if !is_whole || at == Ticks(0) || found_ms > most_ms {
                return Err(TimeError { tick_ms: tick.ms(), most_ms, found_ms });
            }
            ticks.push(at.0);
        }
        let every = ticks.iter().copied().fold(0, gcd).max(1);
        Ok(SampleTimes {
            every: Ticks(every),
            wanted: ticks.iter().map(|at| (at / every - 1) as usize).collect(),
            end: Ticks(ticks.iter().copied().max().unwrap_or(0)),
        })
    }

    /// The preset's own, up to `until_ms`.
    pub fn up_to(preset: &Preset, until_ms: f64) -> SampleTimes {
        let tick = preset.tick();
        let every = tick.ticks(preset.spec().sample_every_ms);
        let end = tick.ticks(until_ms.min(preset.spec().duration_ms));
        SampleTimes { every, wanted: (0..(end.0 / every.0) as usize).collect(), end }
    }

    /// Ticks from one sample that an engine takes to the next.
    pub fn every(&self) -> Ticks {
        self.every
    }

    /// Which of the samples those are, from 0.
    pub fn wanted(&self) -> &[usize] {
        &self.wanted
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Presents images and returns their embeddings; owns an engine, so use one for each thread.
pub struct Embedder {
    engine: Engine,
    preset: Arc<Preset>,
    samples: WeightSamples,
    times: SampleTimes,
}

impl Embedder {
    /// An embedder for `network`, which was built from `preset`, that reads weights at all the preset's sample times;
    /// `None` where no weight is plastic or more than [`DIM_MAX`] are.
    pub fn new(preset: Arc<Preset>, network: Arc<Network>) -> Option<Embedder> {
        let times = SampleTimes::up_to(&preset, preset.spec().duration_ms);
        Some(Embedder::at(preset, network, times)).filter(|one| are_embedding(one.dim()))
    }

    /// The same at other times, of any number of plastic weights.
    pub fn at(preset: Arc<Preset>, network: Arc<Network>, times: SampleTimes) -> Embedder {
        let samples = WeightSamples::new(&network, times.every);
        Embedder { engine: Engine::new(network), preset, samples, times }
    }

    /// Values at one time.
    pub fn dim(&self) -> usize {
        self.samples.dim()
    }

    /// Presents an image up to the last of the times, while another observer looks on.
    ///
    /// # Panics
    /// If the image is not of the preset's sheet.
    pub fn present(&mut self, image: &[u8], beside: &mut (impl Observer + ?Sized)) {
        let stimulus = self.preset.encode(image).expect("an image of the preset's sheet");
        self.samples.clear();
        self.engine.present(&stimulus.ended_at(self.times.end), &mut (&mut self.samples, beside));
    }

    /// The change of each plastic weight at each of the times, of the image that was presented last.
    pub fn changes(&self) -> impl Iterator<Item = &[f32]> {
        let dim = self.dim();
        self.times.wanted.iter().map(move |&at| &self.samples.rows()[at * dim..][..dim])
    }

    /// The rows of the image that was presented last in fixed point, one for each of the times.
    pub fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = i16>> {
        self.changes().map(|row| row.iter().map(|&change| to_fixed(change, WEIGHT)))
    }

    /// Presents an image: its embedding at each of the times, one row after the other.
    pub fn embed(&mut self, image: &[u8]) -> Vec<i16> {
        self.present(image, &mut ());
        self.rows().flatten().collect()
    }

    /// The same as steps.
    pub fn steps(&mut self, image: &[u8]) -> WeightSteps {
        let rows = self.embed(image);
        WeightSteps { dim: self.dim(), per_sample: 1, rows }
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
        let changes: Vec<f32> = (0..8).map(|i| i as f32 * WEIGHT).collect();
        let rows = |steps: &WeightSteps| steps.samples().map(<[i16]>::to_vec).collect::<Vec<_>>();
        assert_eq!(rows(&WeightSteps::of(&changes, 2, 2)), [[2, 3], [6, 7]]);
        let each = WeightSteps::of(&changes, 2, 1);
        assert_eq!((rows(&each).len(), each.all().len()), (4, 4));
        assert_eq!([1, 2].map(|n| WeightSteps::of(&changes, 2, n).per_sample()), [1, 2]);
    }

    #[test]
    fn some_times_are_rows_of_all_times() {
        let preset = Arc::new(Preset::builtin("weights-196").unwrap());
        let network = Arc::new(Network::build(&preset, 1));
        let mut image = [0; 784];
        (5..23).for_each(|y| image[y * 28 + 13..y * 28 + 15].fill(255));
        let embedder = |times| Embedder::at(preset.clone(), network.clone(), times);
        let all = Embedder::new(preset.clone(), network.clone()).unwrap().embed(&image);
        let all: Vec<&[i16]> = all.chunks(588).collect();
        let some = SampleTimes::of(&preset, &[300.0, 100.0]).unwrap();
        assert_eq!((some.every(), some.wanted()), (Ticks(800), &[2, 0][..]));
        assert_eq!(embedder(some).embed(&image), [all[2], all[0]].concat());
        let first = SampleTimes::up_to(&preset, 250.0);
        assert_eq!(embedder(first).embed(&image), all[..2].concat());
        let error = SampleTimes::of(&preset, &[100.0, 700.0]).unwrap_err().to_string();
        assert!(error.ends_with("up to 600 ms, where the run ends; found 700 ms"), "{error}");
        assert!(SampleTimes::of(&preset, &[0.0]).is_err());
        let mut last = embedder(SampleTimes::of(&preset, &[600.0, 200.0]).unwrap());
        assert_eq!(last.embed(&image), [all[5], all[1]].concat(), "the end is a time of the run");
        let fixed = |row: &[f32]| row.iter().map(|&c| to_fixed(c, WEIGHT)).collect::<Vec<_>>();
        assert!(last.changes().map(fixed).eq([all[5].to_vec(), all[1].to_vec()]));
        assert!(SampleTimes::of(&preset, &[0.3]).is_err());
    }
}
