//! Networks that learn from images, one after the other; each network by itself, many at once.

use crate::data::DataSet;
use crate::runtime::blocks::{Progress, in_steps, shared_out};
use crate::sim::random::{Purpose, Stream};
use crate::sim::{Engine, Network, Preset, StartWeights};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A network that learns.
pub(super) struct Trainer {
    engine: Engine,
    preset: Arc<Preset>,
}

impl Trainer {
    pub fn new(preset: &Arc<Preset>, network: Network) -> Trainer {
        Trainer { engine: Engine::new(Arc::new(network)), preset: preset.clone() }
    }

    /// Its weights now, of all edges.
    pub fn weights(&self) -> &[f32] {
        self.engine.weights()
    }

    /// One presentation from the weights that the last one left.
    fn learn(&mut self, image: &[u8]) {
        let stimulus = self.preset.encode(image).expect("an image of the preset's sheet");
        self.engine.reset(StartWeights::Kept);
        self.engine.run_until(&stimulus, stimulus.duration(), &mut ());
    }
}

/// Each network learns from its first set. False when stopped.
pub(super) fn all(
    trained: &mut [(Sets, Trainer)],
    images_a_look: usize,
    stop: &AtomicBool,
    mut told: impl FnMut(Progress),
) -> bool {
    let each = trained.first().map_or(0, |(sets, _)| sets.first.len());
    let networks = trained.len();
    let learnt = in_steps(0..each, images_a_look, stop, |step, progress| {
        shared_out(trained, 0..networks, 1, |(sets, trainer), _| {
            step.clone().for_each(|i| trainer.learn(sets.first.image(i)));
        });
        let Progress { done, total, left } = progress();
        told(Progress { done: done * networks, total: total * networks, left });
        Ok::<_, std::convert::Infallible>(())
    });
    learnt == Ok(each)
}

/// The same changes on other edges of the same block: input edges, and edges between hidden neurons.
pub(super) fn shuffled(bare: &Network, learnt: &[f32], seed: u64) -> Vec<f32> {
    let mut weights = bare.weights().to_vec();
    let mut random = Stream::new(seed, Purpose::Control);
    for block in [bare.input_edges(), bare.recurrent_edges()] {
        let order = random.permutation(block.len());
        for (edge, &from) in block.iter().zip(&order) {
            let from = block.before() + from as usize;
            weights[edge.index()] += learnt[from] - bare.weights()[from];
        }
    }
    weights
}

/// A network's images: the set that it learns from, and another.
pub(super) struct Sets {
    pub(super) first: DataSet,
    pub(super) second: DataSet,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shuffled_changes_are_the_same_changes() {
        let preset = Preset::builtin("paths-stdp").unwrap();
        let bare = Network::build(&preset, 1);
        let learnt: Vec<f32> =
            bare.weights().iter().enumerate().map(|(e, w)| w + (e % 7) as f32 * 0.25).collect();
        let shuffled = shuffled(&bare, &learnt, 1);
        assert_ne!(shuffled, learnt);
        for block in [bare.input_edges(), bare.recurrent_edges()] {
            let changes = |weights: &[f32]| -> Vec<i64> {
                let change = |e: usize| ((weights[e] - bare.weights()[e]) * 1000.0).round() as i64;
                let mut changes: Vec<i64> = block.indices().map(change).collect();
                changes.sort_unstable();
                changes
            };
            assert_eq!(changes(&shuffled), changes(&learnt));
        }
    }
}
