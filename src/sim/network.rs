//! A network: neurons in space and the edges between them. Immutable, shared, and all that a run
//! does not change.
//!
//! Neurons are numbered inputs first. Edges are sorted by source, then delay, then target, so the
//! edges of one source are one slice, and edges from inputs come before recurrent ones.

use super::ids::{EdgeId, NeuronId};
use super::params::{NeuronSpec, Preset};
use super::stdp::Stdp;
use super::units::{TickLength, Ticks};
use sha2::{Digest, Sha256};
use std::ops::Range;

/// What a neuron is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A pixel of the sheet; fires when the stimulus says so.
    Input,
    /// A neuron whose outgoing edges mostly excite.
    Excitatory,
    /// A neuron whose outgoing edges mostly inhibit.
    Inhibitory,
}

/// What a neuron looks at, where geometry gives it a receptive field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Footprint {
    /// Centre on the sheet, in the network's length unit.
    pub centre: [f32; 2],
    /// Direction of the soma's displacement from it, radians from the x axis.
    pub angle_rad: f32,
}

/// An edge before the network sorts it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct NewEdge {
    pub source: u32,
    pub target: u32,
    pub delay: u32,
    pub weight: f32,
}

/// Neurons, as a builder lists them.
#[derive(Clone, Debug, Default)]
pub(super) struct NewNeurons {
    pub position: Vec<[f32; 3]>,
    pub footprint: Vec<Option<Footprint>>,
    pub inputs: usize,
}

/// What a unit of recurrent weight delivers; input edges deliver their weight as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Efficacy {
    /// Per unit of positive weight.
    pub excitatory: f32,
    /// Per unit of negative weight.
    pub inhibitory: f32,
}

/// See the module's head.
#[derive(Clone, Debug)]
pub struct Network {
    tick: TickLength,
    length_unit: &'static str,
    neuron: NeuronSpec,
    refractory: Ticks,
    stdp: Option<Stdp>,
    efficacy: Efficacy,
    inputs: usize,
    position: Vec<[f32; 3]>,
    footprint: Vec<Option<Footprint>>,
    role: Vec<Role>,
    row: Vec<u32>,
    source: Vec<u32>,
    target: Vec<u32>,
    delay: Vec<u32>,
    weight: Vec<f32>,
    incoming_row: Vec<u32>,
    incoming: Vec<u32>,
}

impl Network {
    /// Places and joins the neurons of `preset`. The same preset and seed give the same bits.
    pub fn build(preset: &Preset, seed: u64) -> Network {
        super::builder::build(preset, seed)
    }

    pub(super) fn assemble(
        preset: &Preset,
        length_unit: &'static str,
        neurons: NewNeurons,
        efficacy: Efficacy,
        mut edges: Vec<NewEdge>,
    ) -> Network {
        edges.sort_by_key(|e| (e.source, e.delay, e.target, e.weight.to_bits()));
        let count = neurons.position.len();
        let row = offsets(count, edges.iter().map(|e| e.source));
        let incoming_row = offsets(count, edges.iter().map(|e| e.target));
        let mut next = incoming_row.clone();
        let mut incoming = vec![0; edges.len()];
        for (id, edge) in edges.iter().enumerate() {
            let slot = &mut next[edge.target as usize];
            incoming[*slot as usize] = id as u32;
            *slot += 1;
        }
        let role = (0..count)
            .map(|n| {
                let out = &edges[row[n] as usize..row[n + 1] as usize];
                let inhibiting = out.iter().filter(|e| e.weight < 0.0).count();
                match () {
                    () if n < neurons.inputs => Role::Input,
                    () if 2 * inhibiting > out.len() => Role::Inhibitory,
                    () => Role::Excitatory,
                }
            })
            .collect();
        let tick = preset.tick();
        let neuron = preset.spec().neuron;
        Network {
            tick,
            length_unit,
            neuron,
            refractory: tick.ticks_at_least_one(neuron.refractory_ms()),
            stdp: preset.spec().plasticity.map(|spec| Stdp::new(spec, tick)),
            efficacy,
            inputs: neurons.inputs,
            position: neurons.position,
            footprint: neurons.footprint,
            role,
            row,
            source: edges.iter().map(|e| e.source).collect(),
            target: edges.iter().map(|e| e.target).collect(),
            delay: edges.iter().map(|e| e.delay).collect(),
            weight: edges.iter().map(|e| e.weight).collect(),
            incoming_row,
            incoming,
        }
    }

    /// The same network with other initial weights, one for each edge.
    ///
    /// # Panics
    /// If there are not as many weights as edges.
    #[must_use]
    pub fn with_weights(&self, weights: Vec<f32>) -> Network {
        assert_eq!(weights.len(), self.edge_count(), "one weight for each edge");
        Network { weight: weights, ..self.clone() }
    }

    /// The length of a tick.
    pub fn tick(&self) -> TickLength {
        self.tick
    }

    /// Unit of positions and lengths: `"px"` or `"mm"`.
    pub fn length_unit(&self) -> &'static str {
        self.length_unit
    }

    /// What arrivals do to a neuron.
    pub fn neuron(&self) -> &NeuronSpec {
        &self.neuron
    }

    /// The refractory period R of every neuron.
    pub fn refractory(&self) -> Ticks {
        self.refractory
    }

    /// The plasticity rule, if weights change at all.
    pub fn stdp(&self) -> Option<&Stdp> {
        self.stdp.as_ref()
    }

    /// What a unit of recurrent weight delivers.
    pub fn efficacy(&self) -> Efficacy {
        self.efficacy
    }

    /// Neurons, inputs included.
    pub fn neuron_count(&self) -> usize {
        self.position.len()
    }

    /// Input neurons; they are numbered first.
    pub fn input_count(&self) -> usize {
        self.inputs
    }

    /// Edges, those from inputs included.
    pub fn edge_count(&self) -> usize {
        self.target.len()
    }

    /// Edges between recurrent neurons; they are numbered last.
    pub fn recurrent_edges(&self) -> Range<usize> {
        self.row[self.inputs] as usize..self.edge_count()
    }

    /// Edges whose weight the plasticity rule may change.
    pub fn plastic_edges(&self) -> Range<usize> {
        match &self.stdp {
            Some(stdp) if stdp.spec().input_edges => 0..self.edge_count(),
            Some(_) => self.recurrent_edges(),
            None => 0..0,
        }
    }

    /// Place of a neuron.
    pub fn position(&self, neuron: NeuronId) -> [f32; 3] {
        self.position[neuron.index()]
    }

    /// Receptive field of a neuron, where geometry gives it one.
    pub fn footprint(&self, neuron: NeuronId) -> Option<Footprint> {
        self.footprint[neuron.index()]
    }

    /// What a neuron is for.
    pub fn role(&self, neuron: NeuronId) -> Role {
        self.role[neuron.index()]
    }

    /// Edges that leave a neuron.
    pub fn outgoing(&self, neuron: NeuronId) -> Range<usize> {
        self.row[neuron.index()] as usize..self.row[neuron.index() + 1] as usize
    }

    /// Edges that reach a neuron, in order of their number.
    pub fn incoming(&self, neuron: NeuronId) -> impl ExactSizeIterator<Item = EdgeId> + '_ {
        self.incoming_slice(neuron.0).iter().map(|&e| EdgeId(e))
    }

    pub(super) fn incoming_slice(&self, neuron: u32) -> &[u32] {
        let n = neuron as usize;
        &self.incoming[self.incoming_row[n] as usize..self.incoming_row[n + 1] as usize]
    }

    /// The neuron that an edge leaves.
    pub fn source(&self, edge: EdgeId) -> NeuronId {
        NeuronId(self.source[edge.index()])
    }

    /// The neuron that an edge reaches.
    pub fn target(&self, edge: EdgeId) -> NeuronId {
        NeuronId(self.target[edge.index()])
    }

    /// Axonal delay τ of an edge.
    pub fn delay(&self, edge: EdgeId) -> Ticks {
        Ticks(self.delay[edge.index()])
    }

    /// The longest axonal delay in the network.
    pub fn delay_max(&self) -> Ticks {
        Ticks(self.delay.iter().copied().max().unwrap_or(1))
    }

    /// Initial weights of all edges.
    pub fn weights(&self) -> &[f32] {
        &self.weight
    }

    pub(super) fn targets(&self) -> &[u32] {
        &self.target
    }

    pub(super) fn delays(&self) -> &[u32] {
        &self.delay
    }

    /// Distance between an edge's ends in the network's length unit.
    pub fn length(&self, edge: EdgeId) -> f32 {
        let (a, b) = (self.position(self.source(edge)), self.position(self.target(edge)));
        (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f32>().sqrt()
    }

    /// SHA-256 over all that decides a run, in hex: two networks with one hash run alike.
    pub fn hash(&self) -> String {
        let mut sha = Sha256::new();
        sha.update(format!(
            "{:?}{:?}{:?}",
            self.neuron,
            self.stdp.as_ref().map(Stdp::spec),
            self.efficacy
        ));
        sha.update(self.tick.ms().to_le_bytes());
        sha.update((self.inputs as u64).to_le_bytes());
        for column in [&self.row, &self.target, &self.delay] {
            sha.update(bytemuck::cast_slice::<u32, u8>(column));
        }
        sha.update(bytemuck::cast_slice::<f32, u8>(&self.weight));
        sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Row offsets of a compressed sparse layout: `rows + 1` running counts of `keys`.
fn offsets(rows: usize, keys: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut offsets = vec![0; rows + 1];
    for key in keys {
        offsets[key as usize + 1] += 1;
    }
    for i in 0..rows {
        offsets[i + 1] += offsets[i];
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_columns_and_order_agree() {
        for name in Preset::names() {
            let network = Network::build(&Preset::builtin(name).unwrap(), 1);
            let mut seen = 0;
            for n in 0..network.neuron_count() as u32 {
                let out = network.outgoing(NeuronId(n));
                assert!(network.delay[out.clone()].is_sorted(), "{name}: delays of {n}");
                assert!(out.clone().all(|e| network.source(EdgeId(e as u32)) == NeuronId(n)));
                for edge in network.incoming(NeuronId(n)) {
                    assert_eq!(network.target(edge), NeuronId(n));
                    seen += 1;
                }
            }
            assert_eq!(seen, network.edge_count());
            assert!(network.delay.iter().all(|&d| d >= 1));
            assert!(network.recurrent_edges().all(|e| network.source[e] >= 784));
        }
    }

    #[test]
    fn a_network_is_its_seed() {
        let preset = Preset::builtin(Preset::DEFAULT).unwrap();
        let hash = |seed| Network::build(&preset, seed).hash();
        assert_eq!(hash(1), hash(1));
        assert_ne!(hash(1), hash(2));
    }
}
