//! Where things stand in the world of the 3D views.
//!
//! ```text
//!        y up (height over the sheet, stretched × 4.5 so that the layers part)
//!        │   z towards the viewer = down the image
//!        └── x right = along a row of pixels
//! ```
//! A circuit is as high as it is wide: the length of an axon is what makes its delay, and is seen.
//! The sheet's middle is the origin, and its longer side 28 units: over one of 28 x 28 a unit is the pixel pitch. Other
//! networks are drawn 28 units wide around the middle of their neurons, their height stretched alike.

use super::layout::{Node, SELECTED};
use crate::sim::{EdgeId, LengthUnit, Network, NeuronId, Role, Sheet};
use bevy::math::{Mat4, Rect, Vec2, Vec3};

/// Heights are drawn this many times larger than they are.
pub const HEIGHT_STRETCH: f32 = 4.5;
/// How wide a network is drawn: its sheet, or its neurons.
const WIDTH: f32 = 28.0;
/// Room between two networks, world units.
const GAP: f32 = 5.0;
/// World radius of a neuron, and of an input where pixels are a unit apart.
const NEURON_RADIUS: f32 = 0.37;
const INPUT_RADIUS: f32 = 0.16;
/// Of a circuit's neurons, as a share of the least distance of two, and at most.
const CIRCUIT_RADIUS: f32 = 0.16;
const CIRCUIT_RADIUS_MAX: f32 = 1.5;

/// Place of a neuron in the world.
pub fn world(network: &Network, neuron: NeuronId) -> Vec3 {
    let [x, y, z] = network.position(neuron);
    if is_circuit(network) {
        let [low, high] = network.bounds();
        let middle = [0, 1, 2].map(|axis| (low[axis] + high[axis]) / 2.0);
        // The first coordinate to the right, the second up.
        return Vec3::new(x - middle[0], y - middle[1], z - middle[2]) * circuit_scale(network);
    }
    let (middle, scale) = match network.sheet().filter(|_| has_sheet(network)) {
        Some(sheet) => (sheet.extent_px().map(|side| side as f32 / 2.0), pixel_pitch(sheet)),
        None => {
            let [low, high] = network.bounds();
            let middle = [0, 1].map(|axis| (low[axis] + high[axis]) / 2.0);
            (middle, WIDTH / (high[0] - low[0]).max(high[1] - low[1]).max(f32::MIN_POSITIVE))
        }
    };
    let [across, down] = [x - middle[0], y - middle[1]];
    Vec3::new(across, z * HEIGHT_STRETCH, down) * scale
}

/// Whether neurons were told one by one: none is an input, and all are drawn alike.
pub fn is_circuit(network: &Network) -> bool {
    network.input_count() == 0
}

/// World units for one of a circuit's.
fn circuit_scale(network: &Network) -> f32 {
    let [low, high] = network.bounds();
    let widest = (0..3).map(|axis| high[axis] - low[axis]).fold(0.0, f32::max);
    if widest > 0.0 { WIDTH / widest } else { 1.0 }
}

/// Radius of a circuit's neurons: a share of the least distance of two.
fn circuit_radius(network: &Network) -> f32 {
    let places: Vec<Vec3> =
        (0..network.neuron_count() as u32).map(|n| world(network, NeuronId(n))).collect();
    let nearest = |(i, a): (usize, &Vec3)| {
        places[..i].iter().map(|b| a.distance(*b)).fold(f32::INFINITY, f32::min)
    };
    // Of many, no two are looked at alone.
    let apart = match places.len() {
        0..=256 => places.iter().enumerate().map(nearest).fold(f32::INFINITY, f32::min),
        _ => 0.0,
    };
    (CIRCUIT_RADIUS * apart).clamp(NEURON_RADIUS, CIRCUIT_RADIUS_MAX)
}

/// Distance of two pixels, world units.
pub fn pixel_pitch(sheet: Sheet) -> f32 {
    WIDTH / sheet.width.max(sheet.height) as f32
}

/// How far to the right network `side` of `sides` is drawn, world units.
pub fn offset_x(side: usize, sides: usize) -> f32 {
    (side as f32 - (sides as f32 - 1.0) / 2.0) * (WIDTH + GAP)
}

/// Whether the inputs lie side by side on a sheet.
pub fn has_sheet(network: &Network) -> bool {
    network.length_unit() == LengthUnit::Pixel && network.sheet().is_some()
}

/// The shader's view of every neuron.
pub fn nodes(network: &Network) -> Vec<Node> {
    let pitch = network.sheet().filter(|_| has_sheet(network)).map_or(1.0, pixel_pitch);
    let of_neuron = match is_circuit(network) {
        true => circuit_radius(network),
        false => NEURON_RADIUS,
    };
    (0..network.neuron_count() as u32)
        .map(|n| {
            let id = NeuronId(n);
            let toward = network.footprint(id).map_or([0.0; 2], |footprint| {
                [-footprint.angle_rad.cos(), -footprint.angle_rad.sin()]
            });
            let kind = match network.role(id) {
                Role::Input => 0,
                Role::Excitatory => 1,
                Role::Inhibitory => 2,
            };
            let radius = if kind == 0 { INPUT_RADIUS * pitch } else { of_neuron };
            let refractory_ms = network.tick().to_ms(network.refractory(id)) as f32;
            Node { place: world(network, id).into(), kind, toward, radius, refractory_ms }
        })
        .collect()
}

/// Edges that are candidates for a line: recurrent ones, those from the image that `won`, and the
/// selected neuron's own, or where there is no sheet, those of its temporal path.
pub fn listed(
    network: &Network,
    selected: Option<NeuronId>,
    won: &[EdgeId],
    path: &[EdgeId],
) -> Vec<u32> {
    let recurrent = network.recurrent_edges();
    let mut listed: Vec<u32> = recurrent.iter().map(|e| e.0).collect();
    listed.extend(won.iter().filter(|e| !recurrent.contains(**e)).map(|e| e.0));
    if !has_sheet(network) {
        listed.extend(path.iter().map(|e| e.0 | SELECTED));
    } else if let Some(neuron) = selected {
        // Incoming edges come twice: as excitation, and as the faster feed-forward inhibition, which
        // has the same ends and would only thicken the lines.
        let excites = |e: &EdgeId| recurrent.contains(*e) || network.weights()[e.index()] > 0.0;
        let incoming = network.incoming(neuron).filter(excites);
        let outgoing = network.outgoing(neuron).iter().filter(excites);
        listed.extend(incoming.chain(outgoing).map(|e| e.0 | SELECTED));
    }
    listed
}

/// Where a world point lies on the screen, in logical pixels, with its depth; `None` behind the eye.
pub fn on_screen(place: Vec3, clip_from_world: Mat4, viewport: Rect) -> Option<(Vec2, f32)> {
    let clip = clip_from_world * place.extend(1.0);
    (clip.w > 0.0).then(|| {
        let ndc = Vec2::new(clip.x, -clip.y) / clip.w;
        (viewport.center() + ndc * viewport.size() * 0.5, clip.w)
    })
}

/// The point nearest to the cursor within `radius_px`; the nearer to the eye among equals.
pub fn pick(
    places: impl Iterator<Item = Vec3>,
    clip_from_world: Mat4,
    viewport: Rect,
    cursor: Vec2,
    radius_px: f32,
) -> Option<usize> {
    let mut best: Option<(f32, usize)> = None;
    for (i, place) in places.enumerate() {
        let Some((at, depth)) = on_screen(place, clip_from_world, viewport) else { continue };
        let distance = at.distance(cursor);
        let score = distance + depth * 0.05;
        if distance <= radius_px && best.is_none_or(|(least, _)| score < least) {
            best = Some((score, i));
        }
    }
    best.map(|(_, i)| i)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Preset;

    #[test]
    fn picking_prefers_the_nearer_of_two_and_ignores_what_is_behind() {
        let clip = Mat4::perspective_infinite_reverse_rh(1.0, 1.0, 0.1)
            * Mat4::look_at_rh(Vec3::Z * 10.0, Vec3::ZERO, Vec3::Y);
        let viewport = Rect::new(100.0, 0.0, 200.0, 100.0);
        let places = [Vec3::X, Vec3::ZERO, Vec3::new(0.0, 0.0, -3.0), Vec3::new(0.0, 0.0, 20.0)];
        let picked =
            |x, y, radius| pick(places.iter().copied(), clip, viewport, Vec2::new(x, y), radius);
        assert_eq!(picked(150.0, 50.0, 5.0), Some(1));
        assert_eq!(picked(110.0, 10.0, 5.0), None);
    }

    #[test]
    fn a_selection_lists_its_own_edges_once() {
        let network = Network::build(&Preset::builtin("weights-196").unwrap(), 1);
        let all = listed(&network, None, &[], &[]);
        assert_eq!(all.len(), 588);
        let selected = listed(&network, Some(NeuronId(900)), &[], &[]);
        let own = &selected[588..];
        assert!(own.iter().all(|e| e & SELECTED != 0));
        let recurrent = own.iter().filter(|e| **e & !SELECTED >= all[0]).count();
        assert_eq!(recurrent, 6, "three in, three out");
        assert!(own.len() > 60, "and its receptive field");
    }
}
