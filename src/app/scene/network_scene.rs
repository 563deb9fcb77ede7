//! The network view's data: what records say about a time, as the buffers want it. One network, or two side
//! by side: before and after it learnt.

use super::layout::{Edge, KEPT, NONE, SELECTED, Timed};
use super::network_view::{Ids, NetworkView};
use super::uploads::{Buf, Uploads};
use super::{Draws, places};
use crate::app::edge_filter::EdgeFilter;
use crate::data::Pixels;
use crate::runtime::{Batch, Record, WeightCursor};
use crate::sim::{EdgeId, EdgeRange, Network, NeuronId, Ticks};
use bevy::prelude::*;

/// How long a firing neuron glows, simulated ms.
const FLASH_MS: f32 = 1.6;
/// Length of a comet's tail, simulated ms.
const TAIL_MS: f32 = 1.3;
/// How long a lost signal's spark stays, simulated ms.
const SPARK_MS: f32 = 1.5;
/// Pulses of relatively weaker edges are never recorded: they could not be seen.
const PULSE_FLOOR: f32 = 0.02;

/// Edges that a tree may have, and that a filter may keep, before they share their light.
const TREE_BRIGHT: f32 = 160.0;
const KEPT_BRIGHT: f32 = 400.0;

/// See the module's head.
#[derive(Resource, Default)]
pub struct NetworkScene {
    /// Places of all nodes in the world.
    pub places: Vec<Vec3>,
    sides: Vec<NetworkView>,
    pulses: Vec<Timed>,
    sparks: Vec<Timed>,
    pulses_sent: usize,
    sparks_sent: usize,
    delay_max_ms: f32,
    circuit_radius: Option<f32>,
    input_scale: f32,
    recurrent_scale: f32,
    listed_for: Option<Listed>,
    /// Listed edges that the filter keeps.
    kept: usize,
}

/// What decides which edges are candidates for a line.
#[derive(PartialEq)]
struct Listed {
    selected: Option<NeuronId>,
    won: Vec<usize>,
    paths: Vec<Vec<EdgeId>>,
    filter: Option<EdgeFilter>,
}

/// A network's record, and its weights at the time shown.
pub type RecordedRun<'a> = (&'a Record, &'a mut WeightCursor);

/// What the view shall show, besides the records.
pub struct Shown<'a> {
    /// The image on the sheet.
    pub image: &'a Pixels,
    /// Neuron whose edges and receptive field are lit.
    pub selected: Option<NeuronId>,
    /// Node under the cursor.
    pub hovered: Option<u32>,
    /// Edge whose traces are shown.
    pub selected_edge: Option<EdgeId>,
    /// Share of signals that are drawn, 0 to 1.
    pub density: f32,
    /// Weight change that gets the full colour.
    pub change_scale: f32,
    /// Only edges that changed like this are lit.
    pub filter: Option<EdgeFilter>,
}

impl NetworkScene {
    /// Sends what does not change while networks run: one, or two with the same neurons and edges.
    pub fn load(&mut self, networks: &[&Network], uploads: &mut Uploads) {
        let sides = networks.len();
        self.sides =
            (0..).zip(networks).map(|(i, network)| NetworkView::new(network, i, sides)).collect();
        let nodes = networks.iter().map(|network| places::nodes(network));
        let mut all = vec![bytemuck::Zeroable::zeroed(); nodes.clone().map(|n| n.len()).sum()];
        for (i, (side, nodes)) in self.sides.iter().zip(nodes).enumerate() {
            for (n, mut node) in (0..).zip(nodes) {
                node.place[0] += places::offset_x(i, sides);
                all[side.ids.node(NeuronId(n)) as usize] = node;
            }
        }
        let is_circuit = networks.first().is_some_and(|network| places::is_circuit(network));
        self.circuit_radius = all.first().filter(|_| is_circuit).map(|node| node.radius);
        self.places = all.iter().map(|node| Vec3::from(node.place)).collect();
        uploads.write(Buf::Nodes, 0, &all);
        // What a weight was is what the first side's is: before it learnt.
        let first = networks[0];
        let tick = first.tick();
        let edges: Vec<Edge> = self
            .sides
            .iter()
            .flat_map(|side| {
                (0..first.edge_count() as u32).map(|e| Edge {
                    source: side.ids.node(first.source(EdgeId(e))),
                    target_node: side.ids.node(first.target(EdgeId(e))),
                    delay_ms: tick.to_ms(first.delay(EdgeId(e))) as f32,
                    initial: first.weights()[e as usize],
                })
            })
            .collect();
        uploads.write(Buf::Edges, 0, &edges);
        let strongest = |edges: EdgeRange| {
            first.weights()[edges.indices()].iter().fold(0.0_f32, |most, w| most.max(w.abs()))
        };
        self.input_scale = strongest(first.input_edges());
        self.recurrent_scale = strongest(first.recurrent_edges());
        self.delay_max_ms = tick.to_ms(first.delay_max()) as f32;
        self.restart();
    }

    /// Whether it is a circuit: radius of its neurons, world units.
    pub fn circuit_radius(&self) -> Option<f32> {
        self.circuit_radius
    }

    /// Networks that are drawn.
    pub fn sides(&self) -> usize {
        self.sides.len()
    }

    /// The neuron of a node.
    pub fn neuron(&self, node: u32) -> NeuronId {
        self.sides.first().map_or(NeuronId(node), |side| side.ids.neuron(node))
    }

    /// Where a neuron of the first network is.
    pub fn place(&self, neuron: NeuronId) -> Option<Vec3> {
        let node = self.sides.first()?.ids.node(neuron);
        self.places.get(node as usize).copied()
    }

    /// Forgets the signals of the last presentation.
    pub fn restart(&mut self) {
        self.pulses.clear();
        self.sparks.clear();
        self.pulses_sent = 0;
        self.sparks_sent = 0;
        self.sides.iter_mut().for_each(NetworkView::restart);
        self.listed_for = None;
    }

    /// A pulse along each outgoing edge of a neuron that fired.
    fn pulses_of(
        &self,
        network: &Network,
        ids: Ids,
        neuron: NeuronId,
        at: Ticks,
        pulses: &mut Vec<Timed>,
    ) {
        let at_ms = network.tick().to_ms(at) as f32;
        let inputs = network.input_edges();
        for edge in network.outgoing(neuron).iter() {
            let scale = if inputs.contains(edge) { self.input_scale } else { 0.0 };
            if network.weights()[edge.index()].abs() >= PULSE_FLOOR * scale {
                pulses.push(Timed { edge: ids.edge(edge), at_ms });
            }
        }
    }

    /// Adds the signals of a batch, which the records, one for each side, have taken already.
    pub fn append<'a>(&mut self, records: impl Iterator<Item = &'a Record>, batch: &Batch) {
        let (mut pulses, mut sparks) = (Vec::new(), Vec::new());
        for (side, (record, events)) in records.zip(&batch.networks).enumerate() {
            let network = record.network();
            let Some(ids) = self.sides.get(side).map(|side| side.ids) else { break };
            for spike in &events.spikes {
                if let Some(edge) = spike.winner
                    && record.wins_of(edge).first() == Some(&spike.at)
                {
                    self.sides[side].won.push(edge);
                }
                self.pulses_of(network, ids, spike.neuron, spike.at, &mut pulses);
            }
            sparks.extend(events.lost.iter().map(|lost| Timed {
                edge: ids.edge(lost.edge),
                at_ms: network.tick().to_ms(lost.at) as f32,
            }));
        }
        // What several sides say of the same stretch of time is brought in order.
        if batch.networks.len() > 1 {
            for timed in [&mut pulses, &mut sparks] {
                timed.sort_by(|a: &Timed, b: &Timed| a.at_ms.total_cmp(&b.at_ms));
            }
        }
        self.pulses.extend(pulses);
        self.sparks.extend(sparks);
    }

    /// Brings buffers and draws to time `now_ms` of the records, one for each side.
    pub fn show(
        &mut self,
        told: &mut [RecordedRun],
        now_ms: f64,
        shown: &Shown,
        uploads: &mut Uploads,
        draws: &mut Draws,
    ) {
        let network = told[0].0.network().clone();
        let tick = network.tick();
        let now = Ticks((now_ms / tick.ms()) as u32);
        let mut moved = false;
        for (side, (record, weights)) in self.sides.iter_mut().zip(told.iter_mut()) {
            moved |= side.send_weights(record, weights, now, uploads);
            let Shown { image, selected, .. } = *shown;
            side.send_states(record, now, image, selected, self.input_scale, uploads);
        }
        self.list(told, now, shown, moved, uploads, draws);
        send_grown(uploads, Buf::Pulses, &self.pulses, &mut self.pulses_sent);
        send_grown(uploads, Buf::Sparks, &self.sparks, &mut self.sparks_sent);

        let now_f32 = now_ms as f32;
        let within = |timed: &[Timed], span_ms: f32| {
            let from = timed.partition_point(|t| t.at_ms < now_f32 - span_ms) as u32;
            from..timed.partition_point(|t| t.at_ms <= now_f32) as u32
        };
        draws.pulses = within(&self.pulses, self.delay_max_ms + TAIL_MS);
        draws.sparks = within(&self.sparks, SPARK_MS);
        draws.nodes = self.places.len() as u32;
        draws.inputs = (self.sides.len() * network.input_count()) as u32;
        let node = |side: usize, neuron| self.sides.get(side).map_or(NONE, |s| s.ids.node(neuron));
        let globals = &mut draws.network;
        globals.now_ms = now_f32;
        globals.flash_ms = FLASH_MS;
        globals.tail_ms = TAIL_MS;
        globals.spark_ms = SPARK_MS;
        globals.inputs = draws.inputs;
        globals.segments = if draws.listed < 4_000 { 12 } else { 4 };
        globals.selected = shown.selected.map_or(NONE, |n| node(0, n));
        globals.twin = shown.selected.map_or(NONE, |n| node(1, n));
        globals.hovered = shown.hovered.unwrap_or(NONE);
        globals.selected_edge = shown.selected_edge.map_or(NONE, |e| e.0);
        let most = self.sides.iter().map(NetworkView::tree_len).max().unwrap_or(0);
        globals.tree_light = (TREE_BRIGHT / most.max(1) as f32).clamp(0.2, 1.0);
        globals.kept_light = (KEPT_BRIGHT / self.kept.max(1) as f32).clamp(0.12, 1.0);
        globals.filters = u32::from(shown.filter.is_some());
        // Receptive fields fall off as a Gaussian: half of the signals are stronger than about 0.1.
        globals.pulse_cut = (1.0 - shown.density).powi(2) * 1.01;
        globals.input_scale = self.input_scale;
        globals.recurrent_scale = self.recurrent_scale;
        globals.change_scale = shown.change_scale;
        let sheet = network.sheet().filter(|_| places::has_sheet(&network));
        globals.pixel_half = sheet.map_or(0.0, |sheet| 0.47 * places::pixel_pitch(sheet));
        globals.wires = f32::from(u8::from(places::is_circuit(&network)));
        globals.light = 0.55 + 0.45 * shown.density;
    }

    /// Lists the edges that are candidates for a line, when they are others than before.
    fn list(
        &mut self,
        told: &mut [RecordedRun],
        now: Ticks,
        shown: &Shown,
        moved: bool,
        uploads: &mut Uploads,
        draws: &mut Draws,
    ) {
        let path = |(record, _): &RecordedRun| -> Vec<EdgeId> {
            let selected = shown.selected.filter(|_| !places::has_sheet(record.network()));
            let path = selected.map(|neuron| record.ancestry(neuron, now)).unwrap_or_default();
            path.into_iter().map(|(edge, _)| edge).collect()
        };
        let wanted = Listed {
            selected: shown.selected,
            won: self.sides.iter().map(|side| side.won.len()).collect(),
            paths: told.iter().map(path).collect(),
            filter: shown.filter,
        };
        let is_same = self.listed_for.as_ref() == Some(&wanted);
        if is_same && !(moved && shown.filter.is_some()) {
            return;
        }
        let mut listed = Vec::new();
        for ((side, (record, _)), path) in self.sides.iter().zip(told.iter()).zip(&wanted.paths) {
            let flagged = places::listed(record.network(), shown.selected, &side.won, path);
            let of_side = |e: u32| side.ids.edge(EdgeId(e & !SELECTED)) | (e & SELECTED);
            listed.extend(flagged.into_iter().map(of_side));
        }
        if let (Some(filter), Some(side)) = (shown.filter, self.sides.last()) {
            let before = told[0].0.network().weights();
            let after = told.last().map_or(before, |(_, weights)| weights.weights());
            let pairs = (0..).zip(before.iter().zip(after));
            let kept = pairs.filter(|(_, (before, after))| filter.keeps(**before, **after));
            let plastic = told[0].0.network().plastic_edges();
            let is_shown = |e: &u32| plastic.is_empty() || plastic.contains(EdgeId(*e));
            let kept = kept.map(|(e, _)| e).filter(is_shown);
            let others = listed.len();
            listed.extend(kept.map(|e| side.ids.edge(EdgeId(e)) | KEPT));
            self.kept = listed.len() - others;
        }
        uploads.write(Buf::Listed, 0, &listed);
        draws.listed = listed.len() as u32;
        self.listed_for = Some(wanted);
    }
}

/// Sends what a growing list has gained; all of it when the buffer may have to be made anew.
fn send_grown(uploads: &mut Uploads, buf: Buf, all: &[Timed], sent: &mut usize) {
    if *sent < all.len() {
        let outgrown = all.len().next_power_of_two() != (*sent).max(1).next_power_of_two();
        let from = if outgrown { 0 } else { *sent };
        uploads.write(buf, from, &all[from..]);
        *sent = all.len();
    }
}
