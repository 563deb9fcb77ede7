//! Every neuron anywhere in a thin slab, edges at random (design 1.2; G21 Section 3).

use super::geometry::with_inputs;
use crate::network::{Delay, LengthUnit, NetworkSpec};
use crate::params::{BlockSpec, Preset};
use crate::random::{Purpose, Stream};

pub(super) fn generate(preset: &Preset, w: &BlockSpec, seed: u64) -> NetworkSpec {
    let mut places = Stream::new(seed, Purpose::Positions);
    let mut place =
        |_| [w.side_mm, w.side_mm, w.thickness_mm].map(|side| places.uniform(0.0, side));
    let mut network = with_inputs(preset, LengthUnit::Millimetre, &mut place);
    let inputs = network.inputs.count;
    let count = inputs + w.hidden;
    network.neurons.place.extend((inputs..count).map(place));
    let mut wiring = Stream::new(seed, Purpose::Wiring);
    let mut weights = Stream::new(seed, Purpose::Weights);
    for source in 0..count {
        let (probability, path_factor) = if source < inputs {
            (w.input_probability, w.input_path_factor)
        } else {
            (w.hidden_probability, w.hidden_path_factor)
        };
        let delay = Delay::Path { speed: w.speed_mm_per_ms, length: None, path_factor };
        for target in (inputs..count).filter(|&target| target != source) {
            if wiring.unit() >= probability {
                continue;
            }
            let weight = weights.uniform(w.weight_low, w.weight_high) as f32;
            network.edges.push(source as u32, target as u32, weight, delay);
        }
    }
    network
}
