//! One of the networks that are drawn side by side: where its neurons and edges are in the buffers that all
//! share, and what a record says about them at a time.

use super::layout::{NodeState, Weight};
use super::places;
use super::uploads::{Buf, Uploads};
use crate::runtime::{Record, WeightCursor, tree};
use crate::sim::{EdgeId, Network, NeuronId, Ticks};

/// Places in the shared buffers. Nodes: the inputs of all sides, then the hidden neurons of all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ids {
    side: u32,
    sides: u32,
    inputs: u32,
    hidden: u32,
    edges: u32,
}

impl Ids {
    /// Of side `side` of `sides` networks with the same neurons and edges.
    pub fn new(network: &Network, side: usize, sides: usize) -> Ids {
        let inputs = network.input_count() as u32;
        Ids {
            side: side as u32,
            sides: sides as u32,
            inputs,
            hidden: network.neuron_count() as u32 - inputs,
            edges: network.edge_count() as u32,
        }
    }

    /// A neuron's place among the nodes.
    pub fn node(&self, neuron: NeuronId) -> u32 {
        match neuron.0.checked_sub(self.inputs) {
            None => self.side * self.inputs + neuron.0,
            Some(hidden) => self.sides * self.inputs + self.side * self.hidden + hidden,
        }
    }

    /// The neuron of a node, whichever its side.
    pub fn neuron(&self, node: u32) -> NeuronId {
        let all_inputs = self.sides * self.inputs;
        NeuronId(match node.checked_sub(all_inputs) {
            None => node % self.inputs.max(1),
            Some(hidden) => self.inputs + hidden % self.hidden.max(1),
        })
    }

    /// An edge's place among the edges.
    pub fn edge(&self, edge: EdgeId) -> u32 {
        self.side * self.edges + edge.0
    }
}

/// See the module's head.
pub struct NetworkView {
    pub ids: Ids,
    states: Vec<NodeState>,
    /// Spikes up to the time shown.
    fired: usize,
    /// Edges along which a signal made a neuron fire, in the order of their first time.
    pub won: Vec<EdgeId>,
    /// Edges of the tree that leads to what every neuron did last, rising, and when that was.
    tree: Vec<EdgeId>,
    tree_at: Option<Ticks>,
    /// Edges to be sent.
    moved: Vec<u32>,
    is_new: bool,
}

impl NetworkView {
    pub fn new(network: &Network, side: usize, sides: usize) -> NetworkView {
        NetworkView {
            ids: Ids::new(network, side, sides),
            states: vec![NodeState::NEVER; network.neuron_count()],
            fired: 0,
            won: Vec::new(),
            tree: Vec::new(),
            tree_at: None,
            moved: Vec::new(),
            is_new: true,
        }
    }

    /// Another presentation: what the last one lit goes dark.
    pub fn restart(&mut self) {
        let lit = self.won.drain(..).chain(self.tree.drain(..));
        self.moved.extend(lit.map(|edge| edge.0));
        self.fired = 0;
        self.tree_at = None;
    }

    /// Sends the weights and wins that moved since the last time, or all of them for a new network; says
    /// whether any weight did.
    pub fn send_weights(
        &mut self,
        record: &Record,
        weights: &mut WeightCursor,
        now: Ticks,
        uploads: &mut Uploads,
    ) -> bool {
        let network = record.network();
        self.grow_tree(record, now);
        let moved = &mut self.moved;
        let mut weights_moved = self.is_new;
        weights.seek(record, now, |edge| {
            weights_moved = true;
            moved.push(edge.0);
        });
        // Wins between the time that was shown and the one that is.
        let spikes = record.spikes();
        let fired = spikes.partition_point(|spike| spike.at <= now);
        let passed = self.fired.min(fired)..self.fired.max(fired);
        let passed = spikes.get(passed).unwrap_or_default();
        moved.extend(passed.iter().filter_map(|spike| spike.winner).map(|edge| edge.0));
        self.fired = fired;

        let ms = |at: Option<Ticks>| at.map_or(f32::MAX, |at| network.tick().to_ms(at) as f32);
        let entry = |e: u32| Weight {
            now: weights.weights()[e as usize],
            changed_ms: ms(record.last_change(EdgeId(e), now).map(|change| change.at)),
            won_ms: ms(record.last_win(EdgeId(e), now)),
            in_tree: f32::from(u8::from(self.tree.binary_search(&EdgeId(e)).is_ok())),
        };
        let mut send = |first: u32, range: &mut dyn Iterator<Item = u32>| {
            let values: Vec<Weight> = range.map(entry).collect();
            uploads.write(Buf::Weights, self.ids.edge(EdgeId(first)) as usize, &values);
        };
        if std::mem::take(&mut self.is_new) {
            send(0, &mut (0..network.edge_count() as u32));
        } else {
            moved.sort_unstable();
            moved.dedup();
            // Runs of neighbours go in one write.
            for run in moved.chunk_by(|a, b| b - a <= 8) {
                send(run[0], &mut (run[0]..=run[run.len() - 1]));
            }
        }
        moved.clear();
        weights_moved
    }

    /// Edges of the tree.
    pub fn tree_len(&self) -> usize {
        self.tree.len()
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

    /// Sends when neurons fired last, the ink of pixels, and the receptive field of the selected one, in
    /// shares of `input_scale`.
    pub fn send_states(
        &mut self,
        record: &Record,
        now: Ticks,
        image: &[u8],
        selected: Option<NeuronId>,
        input_scale: f32,
        uploads: &mut Uploads,
    ) {
        let network = record.network();
        let before = self.states.clone();
        for (n, state) in self.states.iter_mut().enumerate() {
            let last = record.last_spike(NeuronId(n as u32), now);
            state.last_spike_ms = last.map_or(f32::MAX, |at| network.tick().to_ms(at) as f32);
            state.field = 0.0;
            if let Some(&ink) = image.get(n) {
                state.ink = f32::from(ink) / 255.0;
            }
        }
        for edge in selected.into_iter().flat_map(|neuron| network.incoming(neuron)) {
            let source = network.source(edge).index();
            let weight = network.weights()[edge.index()];
            if source < network.input_count() && weight > 0.0 {
                self.states[source].field = weight / input_scale.max(f32::MIN_POSITIVE);
            }
        }
        if self.states != before {
            let (inputs, hidden) = self.states.split_at(network.input_count());
            for (first, states) in [(0, inputs), (inputs.len() as u32, hidden)] {
                uploads.write(Buf::States, self.ids.node(NeuronId(first)) as usize, states);
            }
        }
    }
}

impl NodeState {
    /// Has not fired yet. Far in the future, so that "since the last spike" is negative.
    const NEVER: NodeState =
        NodeState { last_spike_ms: f32::MAX, ink: -1.0, field: 0.0, reserved: 0.0 };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Preset;

    #[test]
    fn every_neuron_of_both_sides_has_a_place_of_its_own() {
        let network = Network::build(&Preset::builtin("paths-sbm").unwrap(), 1);
        let alone = Ids::new(&network, 0, 1);
        let neurons = || (0..network.neuron_count() as u32).map(NeuronId);
        assert!(neurons().all(|n| alone.node(n) == n.0 && alone.neuron(n.0) == n));
        let sides = [Ids::new(&network, 0, 2), Ids::new(&network, 1, 2)];
        let mut nodes: Vec<u32> =
            sides.iter().flat_map(|side| neurons().map(|n| side.node(n))).collect();
        for side in &sides {
            assert!(neurons().all(|n| side.neuron(side.node(n)) == n));
        }
        nodes.sort_unstable();
        assert!(nodes.iter().copied().eq(0..2 * network.neuron_count() as u32));
        let inputs = |side: &Ids| side.node(NeuronId(783));
        assert_eq!((inputs(&sides[0]), inputs(&sides[1])), (783, 1567), "inputs come first");
        assert_eq!(sides[1].edge(EdgeId(3)), network.edge_count() as u32 + 3);
    }
}
