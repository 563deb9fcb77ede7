//! What a preset file says, as it was typed: nothing is promised.

use super::neuron::NeuronSpec;
use super::wiring::WiringSpec;
use crate::sheet::Sheet;
use crate::stdp::StdpSpec;
use serde::{Deserialize, Serialize};

/// A whole experiment's model: wiring, neurons, stimulus, plasticity and timing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetSpec {
    /// Short name, as given to `--preset`.
    pub name: String,
    /// One sentence for people.
    pub summary: String,
    /// Length of a tick, ms.
    pub tick_ms: f64,
    /// Simulated time of one presentation, ms.
    pub duration_ms: f64,
    /// Time between samples of the edge weights, ms; divides the duration.
    pub sample_every_ms: f64,
    /// The input neurons; those of MNIST where nothing is said.
    #[serde(default, skip_serializing_if = "Sheet::is_mnist")]
    pub sheet: Sheet,
    /// Places and edges.
    pub wiring: WiringSpec,
    /// When pixels fire.
    pub stimulus: StimulusSpec,
    /// What arrivals do to a neuron.
    pub neuron: NeuronSpec,
    /// What spikes do to weights; absent means that weights are fixed.
    pub plasticity: Option<StdpSpec>,
}

/// When the pixels of a held image fire.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum StimulusSpec {
    /// Every non-zero pixel fires once, at t = 0.
    Once {},
    /// Every non-zero pixel fires at t = 0; then volleys follow every `period_ms`, in which a pixel
    /// fires as often as its intensity says.
    Rate {
        /// Time between volleys, ms.
        period_ms: f64,
    },
    /// Every non-zero pixel fires in every volley.
    Binary {
        /// Time between volleys, ms.
        period_ms: f64,
    },
    /// The neurons of a circuit fire as it says, and no image is looked at.
    Trains {},
}

impl StimulusSpec {
    /// Time between volleys, ms, if there is more than one.
    pub fn period_ms(&self) -> Option<f64> {
        match *self {
            StimulusSpec::Once {} | StimulusSpec::Trains {} => None,
            StimulusSpec::Rate { period_ms } | StimulusSpec::Binary { period_ms } => {
                Some(period_ms)
            }
        }
    }
}
