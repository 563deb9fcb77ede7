//! From a preset to a network: places, distances, delays, weights.
//!
//! Every delay is a path length over a conduction speed, rounded to ticks once. Geometry is computed
//! in f64 with `libm`, so that the same seed gives the same network everywhere. Each kind of wiring is a
//! file here, and ends in a [`NetworkSpec`] as all other networks do.

use crate::network::{Network, NetworkSpec};
use crate::params::{Preset, PresetSpec, WiringSpec};

mod block;
mod footprints;
mod geometry;
mod scattered;

impl NetworkSpec {
    /// Places and joins the neurons of `preset`. The same preset and seed give the same bits.
    pub fn generate(preset: &Preset, seed: u64) -> NetworkSpec {
        match &preset.spec().wiring {
            WiringSpec::Footprints(wiring) => footprints::generate(preset, wiring, seed),
            WiringSpec::Scattered(wiring) => scattered::generate(preset, wiring, seed),
            WiringSpec::Block(wiring) => block::generate(preset, wiring, seed),
            WiringSpec::Circuit(circuit) => {
                let PresetSpec { tick_ms, neuron, plasticity, .. } = preset.spec();
                let network = circuit.network(*tick_ms, *neuron, *plasticity);
                network.expect("a preset's circuit is checked")
            }
        }
    }
}

impl Network {
    /// The network of `preset` under that seed.
    pub fn build(preset: &Preset, seed: u64) -> Network {
        // Not checked again: a preset's limits hold for what is random in the mean, and it has passed them.
        Network::of_checked(&NetworkSpec::generate(preset, seed))
    }
}

#[cfg(test)]
mod tests;
