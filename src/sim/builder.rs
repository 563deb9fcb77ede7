//! From a preset to a network: places, distances, delays, weights.
//!
//! Every delay is a path length over a conduction speed, rounded to ticks once. Geometry is computed
//! in f64 with `libm`, so that the same seed gives the same network everywhere.

use super::network::{Efficacy, Footprint, Network, NewEdge, NewNeurons};
use super::params::{BlockSpec, FootprintSpec, Preset, RecurrentSpec, WiringSpec};
use super::random::{Purpose, Stream};
use super::stimulus::{PIXELS, SIDE};
use super::units::TickLength;
use std::f64::consts::PI;

mod scattered;

pub(super) fn build(preset: &Preset, seed: u64) -> Network {
    match &preset.spec().wiring {
        WiringSpec::Footprints(wiring) => footprints(preset, wiring, seed),
        WiringSpec::Scattered(wiring) => scattered::build(preset, wiring, seed),
        WiringSpec::Block(wiring) => block(preset, wiring, seed),
    }
}

/// Receptive fields on a lattice; somata displaced along one direction each (design 1.1).
///
/// ```text
/// soma_n  = f_n + D (cos φ_k, sin φ_k), height z      φ_k = π (k + ½) / K
/// w_in    = exp(−|p − f_n|² / 2σ²)                    delay |p − soma_n| / s
/// inhibition −g_F · w_in                              delay |p − soma_n| / s_F
/// ```
fn footprints(preset: &Preset, w: &FootprintSpec, seed: u64) -> Network {
    let tick = preset.tick();
    let mut neurons = sheet();
    let mut somata = Vec::new();
    for (centre, directions) in sites(w) {
        for k in 0..directions {
            let angle = PI * (k as f64 + 0.5) / directions as f64;
            let soma = [
                centre[0] + w.displacement_px * libm::cos(angle),
                centre[1] + w.displacement_px * libm::sin(angle),
                w.height_px,
            ];
            neurons.position.push(soma.map(|x| x as f32));
            neurons.footprint.push(Some(Footprint {
                centre: centre.map(|x| x as f32),
                angle_rad: angle as f32,
            }));
            somata.push((soma, centre));
        }
    }
    if w.shuffled_somata {
        let order = Stream::new(seed, Purpose::Positions).permutation(somata.len());
        let places: Vec<[f64; 3]> = order.iter().map(|&n| somata[n as usize].0).collect();
        for (n, place) in places.into_iter().enumerate() {
            somata[n].0 = place;
            neurons.position[PIXELS + n] = place.map(|x| x as f32);
        }
    }
    let mut edges = Vec::new();
    for pixel in 0..PIXELS {
        let place = pixel_place(pixel);
        for (n, (soma, centre)) in somata.iter().enumerate() {
            let off_centre_squared =
                (place[0] - centre[0]).powi(2) + (place[1] - centre[1]).powi(2);
            let weight = libm::exp(-off_centre_squared / (2.0 * w.sigma_px * w.sigma_px));
            if weight <= w.weight_floor {
                continue;
            }
            let path_px = distance(&place, soma);
            let mut edge = |weight: f64, speed: f64| {
                edges.push(NewEdge {
                    source: pixel as u32,
                    target: (PIXELS + n) as u32,
                    delay: tick.ticks_at_least_one(path_px / speed).0,
                    weight: weight as f32,
                });
            };
            edge(weight, w.input_speed_px_per_ms);
            if w.inhibition_gain > 0.0 {
                edge(-w.inhibition_gain * weight, w.inhibition_speed_px_per_ms);
            }
        }
    }
    edges.extend(recurrent(w, tick, &somata, seed));
    if w.equal_delays {
        let is_input = |edge: &NewEdge| (edge.source as usize) < PIXELS;
        equalise(&mut edges, |edge| is_input(edge) && edge.weight > 0.0);
        equalise(&mut edges, |edge| is_input(edge) && edge.weight < 0.0);
        equalise(&mut edges, |edge| !is_input(edge));
    }
    Network::assemble(preset, "px", neurons, efficacy(&w.recurrent), edges)
}

/// Gives all edges of a kind the mean of their delays.
fn equalise(edges: &mut [NewEdge], is_of_kind: impl Fn(&NewEdge) -> bool) {
    let of_kind = || edges.iter().filter(|edge| is_of_kind(edge));
    let (sum, count) = of_kind().fold((0_u64, 0_u64), |(s, n), e| (s + u64::from(e.delay), n + 1));
    let mean = (sum as f64 / count.max(1) as f64).round() as u32;
    edges.iter_mut().filter(|edge| is_of_kind(edge)).for_each(|edge| edge.delay = mean);
}

/// Edges between the different directions of one footprint.
fn recurrent(
    w: &FootprintSpec,
    tick: TickLength,
    somata: &[([f64; 3], [f64; 2])],
    seed: u64,
) -> Vec<NewEdge> {
    let mut edges = Vec::new();
    let mut first = 0;
    for (_, directions) in sites(w) {
        for (i, j) in pairs(directions).filter(|(i, j)| i != j) {
            let (source, target) = (first + i, first + j);
            let path_px = distance(&somata[source].0, &somata[target].0);
            edges.push(NewEdge {
                source: (PIXELS + source) as u32,
                target: (PIXELS + target) as u32,
                delay: tick.ticks_at_least_one(path_px / w.recurrent.speed_px_per_ms).0,
                weight: 0.0,
            });
        }
        first += directions;
    }
    draw_weights(&mut edges, &w.recurrent, seed);
    edges
}

/// The input sheet: one neuron for each pixel, at height 0.
fn sheet() -> NewNeurons {
    let place = |pixel| pixel_place(pixel).map(|x| x as f32);
    NewNeurons {
        inputs: PIXELS,
        position: (0..PIXELS).map(place).collect(),
        footprint: vec![None; PIXELS],
    }
}

fn pixel_place(pixel: usize) -> [f64; 3] {
    [(pixel % SIDE) as f64, (pixel / SIDE) as f64, 0.0]
}

/// First weights: a share of the edges inhibits.
fn draw_weights(edges: &mut [NewEdge], recurrent: &RecurrentSpec, seed: u64) {
    let order = Stream::new(seed, Purpose::Signs).permutation(edges.len());
    let inhibitory = (recurrent.inhibitory_share * edges.len() as f64).round() as usize;
    let mut inhibits = vec![false; edges.len()];
    for &edge in &order[..inhibitory] {
        inhibits[edge as usize] = true;
    }
    let mut weights = Stream::new(seed, Purpose::Weights);
    for (edge, inhibits) in edges.iter_mut().zip(inhibits) {
        let size = weights.unit();
        let weight = if inhibits {
            -recurrent.inhibitory_weight_max * size
        } else {
            recurrent.excitatory_weight_max * size
        };
        edge.weight = weight as f32;
    }
}

fn efficacy(recurrent: &RecurrentSpec) -> Efficacy {
    Efficacy {
        excitatory: recurrent.excitatory_efficacy as f32,
        inhibitory: recurrent.inhibitory_efficacy as f32,
    }
}

/// Every neuron anywhere in a thin slab, edges at random (design 1.2; G21 Section 3).
fn block(preset: &Preset, w: &BlockSpec, seed: u64) -> Network {
    let tick = preset.tick();
    let count = PIXELS + w.hidden;
    let mut places = Stream::new(seed, Purpose::Positions);
    let position: Vec<[f64; 3]> = (0..count)
        .map(|_| [w.side_mm, w.side_mm, w.thickness_mm].map(|side| places.uniform(0.0, side)))
        .collect();
    let mut wiring = Stream::new(seed, Purpose::Wiring);
    let mut weights = Stream::new(seed, Purpose::Weights);
    let mut edges = Vec::new();
    for source in 0..count {
        let (probability, path_factor) = if source < PIXELS {
            (w.input_probability, w.input_path_factor)
        } else {
            (w.hidden_probability, w.hidden_path_factor)
        };
        for target in (PIXELS..count).filter(|&target| target != source) {
            if wiring.unit() >= probability {
                continue;
            }
            let path_mm = path_factor * distance(&position[source], &position[target]);
            edges.push(NewEdge {
                source: source as u32,
                target: target as u32,
                delay: tick.ticks_at_least_one(path_mm / w.speed_mm_per_ms).0,
                weight: weights.uniform(w.weight_low, w.weight_high) as f32,
            });
        }
    }
    let neurons = NewNeurons {
        position: position.iter().map(|p| p.map(|x| x as f32)).collect(),
        footprint: vec![None; count],
        inputs: PIXELS,
    };
    Network::assemble(preset, "mm", neurons, Efficacy { excitatory: 1.0, inhibitory: 1.0 }, edges)
}

/// Centres of the footprints, px, with the neurons at each: rows that are as many as they are long,
/// each as full as the others or one footprint fuller. A square number is a square lattice.
fn sites(w: &FootprintSpec) -> Vec<([f64; 2], usize)> {
    let footprints = (w.neurons / w.directions).max(1);
    let rows = ((footprints as f64).sqrt().round() as usize).max(1);
    let mut sites = Vec::new();
    for row in 0..rows {
        let in_row = part(footprints, rows, row);
        for column in 0..in_row {
            let centre = [spread_px(w, column, in_row), spread_px(w, row, rows)];
            sites.push((centre, part(w.neurons, footprints, sites.len())));
        }
    }
    sites
}

/// The size of part `i` of `total` things shared out among `parts`.
fn part(total: usize, parts: usize, i: usize) -> usize {
    (i + 1) * total / parts - i * total / parts
}

/// Coordinate of place `i` of `count`, px: from one margin to the other; two are nearer the middle.
fn spread_px(w: &FootprintSpec, i: usize, count: usize) -> f64 {
    let extent = (SIDE - 1) as f64;
    match count {
        1 => extent / 2.0,
        2 => extent * (0.25 + 0.5 * i as f64),
        _ => w.margin_px + (extent - 2.0 * w.margin_px) * i as f64 / (count - 1) as f64,
    }
}

fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n * n).map(move |i| (i / n, i % n))
}

fn distance(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::ids::{EdgeId, NeuronId};
    use crate::sim::network::Role;

    fn built(name: &str) -> Network {
        Network::build(&Preset::builtin(name).unwrap(), 1)
    }

    #[test]
    fn the_default_has_the_designs_counts() {
        let network = built("weights-196");
        assert_eq!((network.neuron_count(), network.recurrent_edges().len()), (784 + 196, 588));
        let inhibitory = network.recurrent_edges().filter(|&e| network.weights()[e] < 0.0).count();
        assert_eq!(inhibitory, 176, "30% of 588");
        let first = network.footprint(NeuronId(784)).unwrap();
        assert_eq!(first.centre, [4.5, 4.5]);
        assert!((first.angle_rad - std::f32::consts::FRAC_PI_8).abs() < 1e-6);
        assert!((0..784).all(|n| network.role(NeuronId(n)) == Role::Input));
    }

    #[test]
    fn any_number_of_neurons_finds_a_place() {
        for neurons in [1, 3, 5, 10, 25, 50, 100, 200, 300, 399, 400] {
            let mut spec = Preset::builtin("weights-196").unwrap().spec().clone();
            let WiringSpec::Footprints(wiring) = &mut spec.wiring else { unreachable!() };
            wiring.neurons = neurons;
            let sites = sites(wiring);
            assert_eq!(sites.len(), (neurons / 4).max(1));
            assert_eq!(sites.iter().map(|(_, directions)| directions).sum::<usize>(), neurons);
            let middle = |axis: usize| {
                sites.iter().map(|(centre, _)| centre[axis]).sum::<f64>() / sites.len() as f64
            };
            assert!((middle(0) - 13.5).abs() < 1e-9, "{neurons}: rows are centred");
            assert!((middle(1) - 13.5).abs() < 1.5, "{neurons}: and nearly so are they all");
            let network = Network::build(&Preset::try_from(spec).unwrap(), 1);
            assert_eq!(network.neuron_count(), 784 + neurons);
        }
    }

    #[test]
    fn delays_are_path_length_over_speed() {
        let network = built("weights-196");
        for edge in network.recurrent_edges() {
            let edge = EdgeId(edge as u32);
            let delay_ms = network.tick().to_ms(network.delay(edge));
            assert!((delay_ms - f64::from(network.length(edge))).abs() <= 0.0626, "1 px/ms");
        }
        let block = built("paths-sbm");
        let mean = |edges: std::ops::Range<usize>| {
            let n = edges.len() as f64;
            edges.map(|e| f64::from(block.delay(EdgeId(e as u32)).0)).sum::<f64>() / n
        };
        let recurrent = block.recurrent_edges();
        assert!((mean(0..recurrent.start) - 72.0).abs() < 3.0, "design: mean 72 ticks");
        assert!((mean(recurrent) - 142.0).abs() < 6.0, "design: mean 142 ticks");
    }

    #[test]
    fn a_receptive_field_falls_off_as_a_gaussian() {
        let network = built("weights-196");
        let neuron = NeuronId(784 + 4 * 24);
        let centre = network.footprint(neuron).unwrap().centre;
        for edge in network.incoming(neuron) {
            let source = network.source(edge);
            if network.role(source) != Role::Input {
                continue;
            }
            let place = network.position(source);
            let off = (place[0] - centre[0]).powi(2) + (place[1] - centre[1]).powi(2);
            let expected = (-off / (2.0 * 2.4 * 2.4)).exp();
            let weight = network.weights()[edge.index()];
            let found = if weight < 0.0 { -weight / 0.33 } else { weight };
            assert!((found - expected).abs() < 1e-5, "{found} for {expected}");
        }
    }
}
