//! The network view's data: what a record says about a time, as the buffers want it.

use super::Draws;
use super::layout::{Edge, NONE, NodeState, Timed, Weight};
use super::places;
use super::uploads::{Buf, Uploads};
use crate::runtime::{Batch, Record, WeightCursor, tree};
use crate::sim::{EdgeId, Network, NeuronId, Pixels, Ticks};
use bevy::prelude::*;

/// How long a firing neuron glows, simulated ms.
const FLASH_MS: f32 = 1.6;
/// Length of a comet's tail, simulated ms.
const TAIL_MS: f32 = 1.3;
/// How long a lost signal's spark stays, simulated ms.
const SPARK_MS: f32 = 1.5;
/// Pulses of relatively weaker edges are never recorded: they could not be seen.
const PULSE_FLOOR: f32 = 0.02;

/// See the module's head.
#[derive(Resource, Default)]
pub struct NetworkScene {
    /// Places of all neurons in the world.
    pub places: Vec<Vec3>,
    states: Vec<NodeState>,
    pulses: Vec<Timed>,
    sparks: Vec<Timed>,
    pulses_sent: usize,
    sparks_sent: usize,
    delay_max_ms: f32,
    input_scale: f32,
    recurrent_scale: f32,
    moved: Vec<u32>,
    /// Spikes up to the time shown.
    fired: usize,
    /// Edges along which a signal made a neuron fire, in the order of their first time.
    won: Vec<EdgeId>,
    /// Those of the presentation before, which are to go dark.
    stale: Vec<EdgeId>,
    /// Edges of the tree that leads to what every neuron did last, rising, and when that was.
    tree: Vec<EdgeId>,
    tree_at: Option<Ticks>,
    listed_for: Option<Listed>,
    is_new_network: bool,
}

/// What decides which edges are candidates for a line.
#[derive(PartialEq)]
struct Listed {
    selected: Option<NeuronId>,
    won: usize,
    path: Vec<EdgeId>,
}

/// What the view shall show, besides the record.
pub struct Shown<'a> {
    /// The image on the sheet.
    pub image: &'a Pixels,
    /// Neuron whose edges and receptive field are lit.
    pub selected: Option<NeuronId>,
    /// Neuron under the cursor.
    pub hovered: Option<NeuronId>,
    /// Edge whose traces are shown.
    pub selected_edge: Option<EdgeId>,
    /// Share of signals that are drawn, 0 to 1.
    pub density: f32,
    /// Weight change that gets the full colour.
    pub change_scale: f32,
}

impl NetworkScene {
    /// Sends what does not change while a network runs.
    pub fn load(&mut self, network: &Network, uploads: &mut Uploads) {
        self.places = places::all(network);
        uploads.write(Buf::Nodes, 0, &places::nodes(network));
        let tick = network.tick();
        let edges: Vec<Edge> = (0..network.edge_count() as u32)
            .map(|e| Edge {
                source: network.source(EdgeId(e)).0,
                sink: network.target(EdgeId(e)).0,
                delay_ms: tick.to_ms(network.delay(EdgeId(e))) as f32,
                initial: network.weights()[e as usize],
            })
            .collect();
        uploads.write(Buf::Edges, 0, &edges);
        let strongest = |edges: std::ops::Range<usize>| {
            network.weights()[edges].iter().fold(0.0_f32, |most, w| most.max(w.abs()))
        };
        let recurrent = network.recurrent_edges();
        self.input_scale = strongest(0..recurrent.start);
        self.recurrent_scale = strongest(recurrent);
        self.delay_max_ms = tick.to_ms(network.delay_max()) as f32;
        self.states = vec![NodeState::NEVER; network.neuron_count()];
        self.is_new_network = true;
        self.restart();
    }

    /// Forgets the signals of the last presentation.
    pub fn restart(&mut self) {
        self.pulses.clear();
        self.sparks.clear();
        self.pulses_sent = 0;
        self.sparks_sent = 0;
        self.stale.append(&mut self.won);
        self.fired = 0;
        self.stale.append(&mut self.tree);
        self.tree_at = None;
        self.listed_for = None;
    }

    /// Adds the signals of a batch, which `record` has taken already: every spike sends a pulse along each
    /// outgoing edge.
    pub fn append(&mut self, record: &Record, batch: &Batch) {
        let network = record.network();
        let tick = network.tick();
        let first_recurrent = network.recurrent_edges().start;
        for spike in &batch.spikes {
            let at_ms = tick.to_ms(spike.at) as f32;
            if let Some(edge) = spike.winner
                && record.wins_of(edge).first() == Some(&spike.at)
            {
                self.won.push(edge);
            }
            for e in network.outgoing(spike.neuron) {
                let scale = if e < first_recurrent { self.input_scale } else { 0.0 };
                if network.weights()[e].abs() >= PULSE_FLOOR * scale {
                    self.pulses.push(Timed { edge: e as u32, at_ms });
                }
            }
        }
        self.sparks.extend(
            batch.lost.iter().map(|l| Timed { edge: l.edge.0, at_ms: tick.to_ms(l.at) as f32 }),
        );
    }

    /// Brings buffers and draws to time `now_ms` of the record.
    pub fn show(
        &mut self,
        record: &Record,
        weights: &mut WeightCursor,
        now_ms: f64,
        shown: &Shown,
        uploads: &mut Uploads,
        draws: &mut Draws,
    ) {
        let network = record.network().clone();
        let tick = network.tick();
        let now = Ticks((now_ms / tick.ms()) as u32);
        self.send_weights(record, weights, now, uploads);
        self.send_states(record, now, shown, uploads);
        let path = shown.selected.filter(|_| !places::has_sheet(&network));
        let path = path.map(|neuron| record.ancestry(neuron, now)).unwrap_or_default();
        let path = path.into_iter().map(|(edge, _)| edge).collect();
        let wanted = Listed { selected: shown.selected, won: self.won.len(), path };
        if self.listed_for.as_ref() != Some(&wanted) {
            let listed = places::listed(&network, shown.selected, &self.won, &wanted.path);
            uploads.write(Buf::Listed, 0, &listed);
            draws.listed = listed.len() as u32;
            self.listed_for = Some(wanted);
        }
        send_grown(uploads, Buf::Pulses, &self.pulses, &mut self.pulses_sent);
        send_grown(uploads, Buf::Sparks, &self.sparks, &mut self.sparks_sent);

        let now_f32 = now_ms as f32;
        let within = |timed: &[Timed], span_ms: f32| {
            let from = timed.partition_point(|t| t.at_ms < now_f32 - span_ms) as u32;
            from..timed.partition_point(|t| t.at_ms <= now_f32) as u32
        };
        draws.pulses = within(&self.pulses, self.delay_max_ms + TAIL_MS);
        draws.sparks = within(&self.sparks, SPARK_MS);
        draws.nodes = network.neuron_count() as u32;
        draws.inputs = network.input_count() as u32;
        let globals = &mut draws.network;
        globals.now_ms = now_f32;
        globals.refractory_ms = tick.to_ms(network.refractory()) as f32;
        globals.flash_ms = FLASH_MS;
        globals.tail_ms = TAIL_MS;
        globals.spark_ms = SPARK_MS;
        globals.inputs = draws.inputs;
        globals.segments = if draws.listed < 4_000 { 12 } else { 4 };
        globals.selected = shown.selected.map_or(NONE, |n| n.0);
        globals.hovered = shown.hovered.map_or(NONE, |n| n.0);
        globals.selected_edge = shown.selected_edge.map_or(NONE, |e| e.0);
        // Receptive fields fall off as a Gaussian: half of the signals are stronger than about 0.1.
        globals.pulse_cut = (1.0 - shown.density).powi(2) * 1.01;
        globals.input_scale = self.input_scale;
        globals.recurrent_scale = self.recurrent_scale;
        globals.change_scale = shown.change_scale;
        globals.pixel_half = if places::has_sheet(&network) { 0.47 } else { 0.0 };
        globals.light = 0.55 + 0.45 * shown.density;
    }

    /// Sends the weights that moved since the last time, or all of them for a new network.
    fn send_weights(
        &mut self,
        record: &Record,
        weights: &mut WeightCursor,
        now: Ticks,
        uploads: &mut Uploads,
    ) {
        let tick = record.network().tick();
        let before = std::mem::take(&mut self.stale);
        self.moved.clear();
        self.moved.extend(before.into_iter().map(|edge| edge.0));
        self.grow_tree(record, now);
        let tree = &self.tree;
        let ms = |at: Option<Ticks>| at.map_or(f32::MAX, |at| tick.to_ms(at) as f32);
        let entry = |e: u32, weights: &WeightCursor| {
            let edge = EdgeId(e);
            let won = record.last_win(edge, now);
            Weight {
                now: weights.weights()[e as usize],
                changed_ms: ms(record.last_change(edge, now).map(|change| change.at)),
                won_ms: ms(won),
                in_tree: f32::from(u8::from(tree.binary_search(&edge).is_ok())),
            }
        };
        let moved = &mut self.moved;
        weights.seek(record, now, |edge| moved.push(edge.0));
        // Wins between the time that was shown and the one that is.
        let fired = record.spikes().partition_point(|spike| spike.at <= now);
        let (from, until) = (self.fired.min(fired), self.fired.max(fired));
        let passed = record.spikes().get(from..until.min(record.spikes().len()));
        moved.extend(passed.unwrap_or_default().iter().filter_map(|s| s.winner).map(|e| e.0));
        self.fired = fired;
        if std::mem::take(&mut self.is_new_network) {
            let all: Vec<Weight> =
                (0..record.network().edge_count() as u32).map(|e| entry(e, weights)).collect();
            uploads.write(Buf::Weights, 0, &all);
            return;
        }
        moved.sort_unstable();
        moved.dedup();
        // Runs of neighbours go in one write.
        for run in moved.chunk_by(|a, b| b - a <= 8) {
            let range = run[0]..=run[run.len() - 1];
            let values: Vec<Weight> = range.map(|e| entry(e, weights)).collect();
            uploads.write(Buf::Weights, run[0] as usize, &values);
        }
    }

    /// The tree at a moment; edges that join or leave it have moved.
    fn grow_tree(&mut self, record: &Record, now: Ticks) {
        let now = now.min(record.front());
        if self.tree_at == Some(now) || places::has_sheet(record.network()) {
            return;
        }
        self.tree_at = Some(now);
        let mut grown: Vec<EdgeId> = tree(record, now).iter().map(|firing| firing.won).collect();
        grown.sort_unstable();
        grown.dedup();
        let lacks = |tree: &[EdgeId], edge: &EdgeId| tree.binary_search(edge).is_err();
        let left = self.tree.iter().filter(|edge| lacks(&grown, edge));
        let joined = grown.iter().filter(|edge| lacks(&self.tree, edge));
        self.moved.extend(left.chain(joined).map(|edge| edge.0));
        self.tree = grown;
    }

    fn send_states(&mut self, record: &Record, now: Ticks, shown: &Shown, uploads: &mut Uploads) {
        let network = record.network();
        let tick = network.tick();
        let before = self.states.clone();
        for (n, state) in self.states.iter_mut().enumerate() {
            let last = record.last_spike(NeuronId(n as u32), now);
            state.last_spike_ms = last.map_or(f32::MAX, |at| tick.to_ms(at) as f32);
            state.field = 0.0;
            if let Some(&ink) = shown.image.get(n) {
                state.ink = f32::from(ink) / 255.0;
            }
        }
        if let Some(neuron) = shown.selected {
            for edge in network.incoming(neuron) {
                let source = network.source(edge).index();
                let weight = network.weights()[edge.index()];
                if source < network.input_count() && weight > 0.0 {
                    self.states[source].field = weight / self.input_scale.max(f32::MIN_POSITIVE);
                }
            }
        }
        if self.states != before {
            uploads.write(Buf::States, 0, &self.states);
        }
    }
}

impl NodeState {
    /// Has not fired yet. Far in the future, so that "since the last spike" is negative.
    const NEVER: NodeState =
        NodeState { last_spike_ms: f32::MAX, ink: -1.0, field: 0.0, reserved: 0.0 };
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
