//! Neurons at random over the sheet, every input to every neuron: what the words of G21 Section 4 say.

use super::geometry::{draw_weights, on_sheet};
use crate::network::{Delay, NetworkSpec};
use crate::params::{Preset, ScatteredSpec};
use crate::random::{Purpose, Stream};

/// ```text
/// soma       uniform over the sheet, height z
/// w_in       uniform in (0, w_max)                    delay |p − soma| / s
/// inhibition −g_F · w_in                              delay |p − soma| / s_F
/// recurrent  with a probability from each to each other
/// ```
pub(super) fn generate(preset: &Preset, w: &ScatteredSpec, seed: u64) -> NetworkSpec {
    let mut network = on_sheet(preset, &w.recurrent);
    let inputs = network.inputs.count;
    let mut places = Stream::new(seed, Purpose::Positions);
    let [across, down] = preset.spec().sheet.extent_px();
    network.neurons.place.extend(
        (0..w.neurons)
            .map(|_| [places.uniform(0.0, across), places.uniform(0.0, down), w.height_px]),
    );
    let [excites, inhibits, between] =
        [w.input_speed_px_per_ms, w.inhibition_speed_px_per_ms, w.recurrent.speed_px_per_ms]
            .map(Delay::at_speed);
    let mut weights = Stream::new(seed, Purpose::InputWeights);
    let neurons = || inputs as u32..(inputs + w.neurons) as u32;
    for pixel in 0..inputs as u32 {
        for target in neurons() {
            let weight = weights.uniform(0.0, w.input_weight_max);
            network.edges.push(pixel, target, weight as f32, excites);
            if w.inhibition_gain > 0.0 {
                let weight = -w.inhibition_gain * weight;
                network.edges.push(pixel, target, weight as f32, inhibits);
            }
        }
    }
    let from_sheet = network.edges.len();
    let mut wiring = Stream::new(seed, Purpose::Wiring);
    for source in neurons() {
        for target in neurons() {
            if source != target && wiring.unit() < w.recurrent_probability {
                network.edges.push(source, target, 0.0, between);
            }
        }
    }
    draw_weights(&mut network.edges.weight[from_sheet..], &w.recurrent, seed);
    network
}
