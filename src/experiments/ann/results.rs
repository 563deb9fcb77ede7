//! What a trained network reaches.

use crate::experiments::protocol::Accuracy;
use crate::experiments::weights::Config;
use crate::sim::{Network, Preset, SpecError};
use serde::{Deserialize, Serialize};

/// One trained network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnnRow {
    /// Hidden neurons, N.
    pub neurons: usize,
    /// Trained numbers: with p pixels and c classes (p + 1 + c) N + c, 795 N + 10 for MNIST.
    pub parameters: usize,
    /// Steps until the ten images were learnt.
    pub steps: usize,
    /// How often the neighbours of its activations were right.
    pub accuracy: Accuracy,
}

impl AnnRow {
    /// Trained numbers of a network with so many hidden neurons, pixels and classes.
    pub fn parameters_of(neurons: usize, pixels: usize, classes: usize) -> usize {
        (pixels + 1 + classes) * neurons + classes
    }
}

/// Numbers that make one of our networks what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Chosen by hand: the constants of the preset, the same for every N but those that follow from N.
    pub chosen: usize,
    /// Weights and delays that follow from places: one of each for an edge from the sheet, a delay for
    /// an edge between neurons.
    pub geometric: usize,
    /// Drawn at random: the first weight of every edge between neurons.
    pub random: usize,
    /// Moved by spikes, afresh for each image: the weight of every plastic edge.
    pub plastic: usize,
    /// As the paper must have counted to compare with an ANN's: one for each edge of an all-to-all
    /// network with its inputs, 784 N + N (N − 1).
    pub paper: usize,
}

impl Counted {
    /// Counts for the network of a configuration.
    ///
    /// # Errors
    /// When the preset is refused.
    pub fn of(config: &Config) -> Result<Counted, SpecError> {
        let preset = Preset::try_from(config.preset.clone())?;
        let network = Network::build(&preset, config.seed);
        let neurons = network.neuron_count() - network.input_count();
        let recurrent = network.recurrent_edges().len();
        let inputs = network.edge_count() - recurrent;
        let constants = serde_json::to_value(preset.spec()).map_or(0, |spec| numbers(&spec));
        Ok(Counted {
            chosen: constants,
            geometric: 2 * inputs + recurrent,
            random: recurrent,
            plastic: network.plastic_edges().len(),
            paper: network.input_count() * neurons + neurons * neurons.saturating_sub(1),
        })
    }
}

/// Numbers anywhere in a value.
pub(super) fn numbers(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Number(_) => 1,
        serde_json::Value::Array(items) => items.iter().map(numbers).sum(),
        serde_json::Value::Object(fields) => fields.values().map(numbers).sum(),
        _ => 0,
    }
}
