//! Neurons at random over the sheet, every input to every neuron: what the words of G21 Section 4 say.

use super::{distance, draw_weights, efficacy, pixel_place, sheet};
use crate::sim::network::{Network, NewEdge};
use crate::sim::params::{Preset, ScatteredSpec};
use crate::sim::random::{Purpose, Stream};
use crate::sim::stimulus::{PIXELS, SIDE};

/// ```text
/// soma       uniform over the sheet, height z
/// w_in       uniform in (0, w_max)                    delay |p − soma| / s
/// inhibition −g_F · w_in                              delay |p − soma| / s_F
/// recurrent  with a probability from each to each other
/// ```
pub(super) fn build(preset: &Preset, w: &ScatteredSpec, seed: u64) -> Network {
    let tick = preset.tick();
    let mut places = Stream::new(seed, Purpose::Positions);
    let side = (SIDE - 1) as f64;
    let somata: Vec<[f64; 3]> = (0..w.neurons)
        .map(|_| [places.uniform(0.0, side), places.uniform(0.0, side), w.height_px])
        .collect();
    let edge = |source: usize, target: usize, path_px: f64, speed: f64, weight: f64| NewEdge {
        source: source as u32,
        target: target as u32,
        delay: tick.ticks_at_least_one(path_px / speed).0,
        weight: weight as f32,
    };
    let mut edges = Vec::new();
    let mut weights = Stream::new(seed, Purpose::InputWeights);
    for pixel in 0..PIXELS {
        for (n, soma) in somata.iter().enumerate() {
            let weight = weights.uniform(0.0, w.input_weight_max);
            let path_px = distance(&pixel_place(pixel), soma);
            let target = PIXELS + n;
            edges.push(edge(pixel, target, path_px, w.input_speed_px_per_ms, weight));
            if w.inhibition_gain > 0.0 {
                let weight = -w.inhibition_gain * weight;
                edges.push(edge(pixel, target, path_px, w.inhibition_speed_px_per_ms, weight));
            }
        }
    }
    let mut wiring = Stream::new(seed, Purpose::Wiring);
    let mut recurrent = Vec::new();
    for (i, from) in somata.iter().enumerate() {
        for (j, to) in somata.iter().enumerate() {
            if i == j || wiring.unit() >= w.recurrent_probability {
                continue;
            }
            let path_px = distance(from, to);
            recurrent.push(edge(PIXELS + i, PIXELS + j, path_px, w.recurrent.speed_px_per_ms, 0.0));
        }
    }
    draw_weights(&mut recurrent, &w.recurrent, seed);
    edges.extend(recurrent);
    let mut neurons = sheet();
    neurons.position.extend(somata.iter().map(|soma| soma.map(|x| x as f32)));
    neurons.footprint.resize(neurons.position.len(), None);
    Network::assemble(preset, "px", neurons, efficacy(&w.recurrent), edges)
}

#[cfg(test)]
mod tests {
    use crate::sim::{Network, NeuronId, Preset};

    #[test]
    fn every_input_reaches_every_neuron() {
        let network = Network::build(&Preset::builtin("weights-plain").unwrap(), 1);
        assert_eq!(network.neuron_count(), 784 + 200);
        let recurrent = network.recurrent_edges();
        assert_eq!(recurrent.start, 2 * 784 * 200, "excitation and inhibition");
        let share = recurrent.len() as f64 / (200.0 * 199.0);
        assert!((share - 0.1).abs() < 0.005, "{share} of all pairs are joined");
        let weights = &network.weights()[recurrent.clone()];
        let inhibitory = weights.iter().filter(|&&w| w < 0.0).count();
        assert_eq!(inhibitory, (0.3 * recurrent.len() as f64).round() as usize);
        assert!((784..984).all(|n| network.footprint(NeuronId(n)).is_none()));
        assert_ne!(
            network.weights(),
            Network::build(&Preset::builtin("weights-plain").unwrap(), 2).weights()
        );
    }
}
