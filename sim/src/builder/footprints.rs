//! Receptive fields on a lattice; somata displaced along one direction each (design 1.1).

use super::geometry::{draw_weights, on_sheet};
use crate::network::{Delay, Footprint, NetworkSpec};
use crate::params::{FootprintSpec, Preset};
use crate::random::{Purpose, Stream};
use crate::sheet::Sheet;
use crate::units::TickLength;
use std::f64::consts::PI;

/// ```text
/// soma_n  = f_n + D (cos φ_k, sin φ_k), height z      φ_k = π (k + ½) / K
/// w_in    = exp(−|p − f_n|² / 2σ²)                    delay |p − soma_n| / s
/// inhibition −g_F · w_in                              delay |p − soma_n| / s_F
/// ```
pub(super) fn generate(preset: &Preset, w: &FootprintSpec, seed: u64) -> NetworkSpec {
    let sheet = preset.spec().sheet;
    let mut network = on_sheet(preset, &w.recurrent);
    let inputs = network.inputs.count;
    network.neurons.footprint = vec![None; inputs];
    let mut centres = Vec::new();
    for (centre, directions) in sites(w, sheet) {
        for k in 0..directions {
            let angle = PI * (k as f64 + 0.5) / directions as f64;
            network.neurons.place.push([
                centre[0] + w.displacement_px * libm::cos(angle),
                centre[1] + w.displacement_px * libm::sin(angle),
                w.height_px,
            ]);
            network.neurons.footprint.push(Some(Footprint {
                centre: centre.map(|x| x as f32),
                angle_rad: angle as f32,
            }));
            centres.push(centre);
        }
    }
    if w.shuffled_somata {
        let order = Stream::new(seed, Purpose::Positions).permutation(centres.len());
        let places: Vec<[f64; 3]> =
            order.iter().map(|&n| network.neurons.place[inputs + n as usize]).collect();
        network.neurons.place[inputs..].copy_from_slice(&places);
    }
    let [excites, inhibits] =
        [w.input_speed_px_per_ms, w.inhibition_speed_px_per_ms].map(Delay::at_speed);
    for pixel in 0..inputs {
        let place = sheet.place_px(pixel);
        for (n, centre) in centres.iter().enumerate() {
            let [x, y] = [place[0] - centre[0], place[1] - centre[1]];
            let off_centre_squared = x * x + y * y;
            let weight = libm::exp(-off_centre_squared / (2.0 * w.sigma_px * w.sigma_px));
            if weight <= w.weight_floor {
                continue;
            }
            let target = (inputs + n) as u32;
            network.edges.push(pixel as u32, target, weight as f32, excites);
            if w.inhibition_gain > 0.0 {
                let weight = -w.inhibition_gain * weight;
                network.edges.push(pixel as u32, target, weight as f32, inhibits);
            }
        }
    }
    join_directions(&mut network, w, sheet, seed);
    if w.equal_delays {
        equalise(&mut network, preset.tick());
    }
    network
}

/// Edges between the different directions of one footprint.
fn join_directions(network: &mut NetworkSpec, w: &FootprintSpec, sheet: Sheet, seed: u64) {
    let from_sheet = network.edges.len();
    let delay = Delay::at_speed(w.recurrent.speed_px_per_ms);
    let mut first = network.inputs.count;
    for (_, directions) in sites(w, sheet) {
        for (i, j) in pairs(directions).filter(|(i, j)| i != j) {
            network.edges.push((first + i) as u32, (first + j) as u32, 0.0, delay);
        }
        first += directions;
    }
    draw_weights(&mut network.edges.weight[from_sheet..], &w.recurrent, seed);
}

/// Gives all edges of a kind (excitation from the sheet, inhibition from it, recurrent) the mean of their delays, as
/// they are in whole ticks.
fn equalise(network: &mut NetworkSpec, tick: TickLength) {
    let NetworkSpec { neurons, edges, inputs, .. } = network;
    let kind = |source: u32, weight: f32| match () {
        () if source as usize >= inputs.count => 2,
        () => usize::from(weight < 0.0),
    };
    let mut sums = [(0_u64, 0_u64); 3];
    let kinds: Vec<usize> = edges
        .source
        .iter()
        .zip(&edges.weight)
        .map(|(&source, &weight)| kind(source, weight))
        .collect();
    for (e, &kind) in kinds.iter().enumerate() {
        let [source, target] =
            [edges.source[e], edges.target[e]].map(|n| &neurons.place[n as usize]);
        let ticks = tick.ticks_at_least_one(edges.delay[e].ms(source, target));
        sums[kind].0 += u64::from(ticks.0);
        sums[kind].1 += 1;
    }
    let means = sums.map(|(sum, count)| (sum as f64 / count.max(1) as f64).round() * tick.ms());
    for (delay, kind) in edges.delay.iter_mut().zip(kinds) {
        *delay = Delay::Ms(means[kind]);
    }
}

/// Centres of the footprints, px, with the neurons at each: rows that are as many as they are long on a square
/// sheet, each as full as the others or one footprint fuller. A square number is a square lattice.
pub(super) fn sites(w: &FootprintSpec, sheet: Sheet) -> Vec<([f64; 2], usize)> {
    let footprints = (w.neurons / w.directions).max(1);
    let [across, down] = sheet.extent_px();
    let slimness = if across > 0.0 { down / across } else { f64::MAX };
    let rows = (footprints as f64 * slimness).sqrt().round().clamp(1.0, footprints as f64) as usize;
    let mut sites = Vec::new();
    for row in 0..rows {
        let in_row = part(footprints, rows, row);
        for column in 0..in_row {
            let centre = [spread_px(w, column, in_row, across), spread_px(w, row, rows, down)];
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
fn spread_px(w: &FootprintSpec, i: usize, count: usize, extent_px: f64) -> f64 {
    match count {
        1 => extent_px / 2.0,
        2 => extent_px * (0.25 + 0.5 * i as f64),
        _ => w.margin_px + (extent_px - 2.0 * w.margin_px) * i as f64 / (count - 1) as f64,
    }
}

fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n * n).map(move |i| (i / n, i % n))
}
