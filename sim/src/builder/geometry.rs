//! What the generators share: the sheet, sites in rows, and first weights.

use crate::network::{Efficacy, Inputs, LengthUnit, NetworkSpec};
use crate::params::{Preset, RecurrentSpec};
use crate::random::{Purpose, Stream};

/// A network of `preset` with the inputs that its images need, and nothing else yet.
pub(super) fn with_inputs(
    preset: &Preset,
    unit: LengthUnit,
    place: impl FnMut(usize) -> [f64; 3],
) -> NetworkSpec {
    let spec = preset.spec();
    let mut network = NetworkSpec::new(spec.tick_ms, unit, spec.neuron);
    network.plasticity = spec.plasticity;
    network.inputs = Inputs::of_sheet(spec.sheet);
    network.neurons.place = (0..spec.sheet.pixels()).map(place).collect();
    network
}

/// The input sheet: one neuron for each pixel, at height 0.
pub(super) fn on_sheet(preset: &Preset, recurrent: &RecurrentSpec) -> NetworkSpec {
    let sheet = preset.spec().sheet;
    let mut network = with_inputs(preset, LengthUnit::Pixel, |pixel| sheet.place_px(pixel));
    network.efficacy = Efficacy {
        excitatory: recurrent.excitatory_efficacy as f32,
        inhibitory: recurrent.inhibitory_efficacy as f32,
    };
    network
}

/// First weights: a share of the edges inhibits.
pub(super) fn draw_weights(weights: &mut [f32], recurrent: &RecurrentSpec, seed: u64) {
    let order = Stream::new(seed, Purpose::Signs).permutation(weights.len());
    let inhibitory = (recurrent.inhibitory_share * weights.len() as f64).round() as usize;
    let mut inhibits = vec![false; weights.len()];
    for &edge in &order[..inhibitory] {
        inhibits[edge as usize] = true;
    }
    let mut sizes = Stream::new(seed, Purpose::Weights);
    for (weight, inhibits) in weights.iter_mut().zip(inhibits) {
        let size = sizes.unit();
        let drawn = if inhibits {
            -recurrent.inhibitory_weight_max * size
        } else {
            recurrent.excitatory_weight_max * size
        };
        *weight = drawn as f32;
    }
}
