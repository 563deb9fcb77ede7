//! A network: neurons in space and the edges between them. Immutable, shared, and all that a run
//! does not change.
//!
//! Neurons are numbered inputs first. Edges are sorted by source, then delay, then target, so the
//! edges of one source are one slice, and edges from inputs come before recurrent ones.

use crate::check::SpecError;
use crate::ids::{EdgeId, EdgeRange, NeuronId};
use crate::params::NeuronSpec;
use crate::sheet::Sheet;
use crate::stdp::Stdp;
use crate::units::{TickLength, Ticks};
use sha2::{Digest, Sha256};

pub(crate) mod check;
mod per_neuron;
pub(crate) mod spec;

pub(crate) use per_neuron::PerNeuron;
pub use spec::{
    Delay, EdgeColumns, Efficacy, Footprint, Group, Inputs, LengthUnit, NetworkSpec, NeuronColumns,
};

/// What a neuron is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// An input, such as a pixel of the sheet; fires when the stimulus says so.
    Input,
    /// A neuron whose outgoing edges mostly excite.
    Excitatory,
    /// A neuron whose outgoing edges mostly inhibit.
    Inhibitory,
}

/// See the module's head.
#[derive(Clone, Debug)]
pub struct Network {
    tick: TickLength,
    length_unit: LengthUnit,
    model: NeuronSpec,
    /// Empty where all neurons are like the model.
    neurons: Vec<NeuronSpec>,
    refractory: PerNeuron<Ticks>,
    stdp: Option<Stdp>,
    efficacy: Efficacy,
    inputs: Inputs,
    groups: Vec<Group>,
    group: Vec<u32>,
    name: Vec<String>,
    position: Vec<[f32; 3]>,
    bounds: [[f32; 3]; 2],
    footprint: Vec<Option<Footprint>>,
    role: Vec<Role>,
    row: Vec<u32>,
    source: Vec<u32>,
    target: Vec<u32>,
    delay: Vec<u32>,
    weight: Vec<f32>,
    /// Empty where every axon is as long as its ends are apart.
    length: Vec<f32>,
    incoming_row: Vec<u32>,
    incoming: Vec<u32>,
}

/// An edge on its way to its place in the order.
#[derive(Clone, Copy)]
struct NewEdge {
    source: u32,
    target: u32,
    delay: u32,
    weight: f32,
    length: f32,
}

impl Network {
    /// The network that `spec` says.
    ///
    /// # Errors
    /// Names the first field, and of a column the first entry, that cannot be: an index, a number that is not
    /// finite, a column that is too short, a delay or a number of edges that would take too much memory.
    pub fn new(spec: &NetworkSpec) -> Result<Network, SpecError> {
        check::check(spec)?;
        Ok(Network::of_checked(spec))
    }

    /// The network of a spec that is known to be sound.
    pub(crate) fn of_checked(spec: &NetworkSpec) -> Network {
        let tick = TickLength::from_ms(spec.tick_ms);
        let places = &spec.neurons.place;
        let count = places.len();
        let mut edges: Vec<NewEdge> = (0..spec.edges.len())
            .map(|e| {
                let (source, target) = (spec.edges.source[e], spec.edges.target[e]);
                let (delay, weight) = (spec.edges.delay[e], spec.edges.weight[e]);
                let ms = delay.ms(&places[source as usize], &places[target as usize]);
                let delay_ticks = tick.ticks_at_least_one(ms).0;
                let apart = || spec::distance(&places[source as usize], &places[target as usize]);
                let length = match delay {
                    Delay::Path { length: None, path_factor: 1.0, .. } | Delay::Ms(_) => f32::NAN,
                    Delay::Path { length, path_factor, .. } => {
                        (length.unwrap_or_else(apart) * path_factor) as f32
                    }
                };
                NewEdge { source, target, delay: delay_ticks, weight, length }
            })
            .collect();
        // Generators list their edges by source: then what is left to sort are the rows.
        if !edges.is_sorted_by_key(|e| e.source) {
            edges.sort_by_key(|e| e.source);
        }
        let row = offsets(count, edges.iter().map(|e| e.source));
        for ends in row.windows(2) {
            let out = &mut edges[ends[0] as usize..ends[1] as usize];
            out.sort_by_key(|e| (e.delay, e.target, e.weight.to_bits()));
        }
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
                    () if n < spec.inputs.count => Role::Input,
                    () if 2 * inhibiting > out.len() => Role::Inhibitory,
                    () => Role::Excitatory,
                }
            })
            .collect();
        let columns = &spec.neurons;
        let is_uniform = (0..count).all(|n| spec.neuron_of(n) == spec.neuron);
        let neurons: Vec<NeuronSpec> = match is_uniform {
            true => Vec::new(),
            false => (0..count).map(|n| spec.neuron_of(n)).collect(),
        };
        let period = |neuron: &NeuronSpec| tick.ticks_at_least_one(neuron.refractory_ms());
        let refractory = match is_uniform {
            true => PerNeuron::Same(period(&spec.neuron)),
            false => PerNeuron::of(neurons.iter().map(period).collect()),
        };
        let has_lengths = edges.iter().any(|e| !e.length.is_nan());
        Network {
            tick,
            length_unit: spec.length_unit,
            model: spec.neuron,
            refractory,
            neurons,
            stdp: spec.plasticity.map(|spec| Stdp::new(spec, tick)),
            efficacy: spec.efficacy,
            inputs: spec.inputs,
            groups: spec.groups.clone(),
            group: columns.group.clone(),
            name: columns.name.clone(),
            bounds: bounds(places),
            position: places.iter().map(|place| place.map(|x| x as f32)).collect(),
            footprint: columns.footprint.clone(),
            role,
            row,
            source: edges.iter().map(|e| e.source).collect(),
            target: edges.iter().map(|e| e.target).collect(),
            delay: edges.iter().map(|e| e.delay).collect(),
            weight: edges.iter().map(|e| e.weight).collect(),
            length: match has_lengths {
                true => edges.iter().map(|e| e.length).collect(),
                false => Vec::new(),
            },
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

    /// Unit of positions and lengths.
    pub fn length_unit(&self) -> LengthUnit {
        self.length_unit
    }

    /// What arrivals do to a neuron, where nothing else is said of it: every neuron is of this kind.
    pub fn model(&self) -> &NeuronSpec {
        &self.model
    }

    /// What arrivals do to this neuron.
    pub fn neuron(&self, neuron: NeuronId) -> &NeuronSpec {
        self.neurons.get(neuron.index()).unwrap_or(&self.model)
    }

    /// Whether every neuron is as the model says.
    pub fn is_uniform(&self) -> bool {
        self.neurons.is_empty()
    }

    /// The refractory period R_j of a neuron.
    pub fn refractory(&self, neuron: NeuronId) -> Ticks {
        self.refractory.at(neuron.index())
    }

    /// The longest refractory period of a neuron.
    pub fn refractory_max(&self) -> Ticks {
        self.refractory.iter().max().unwrap_or(Ticks(1))
    }

    pub(crate) fn refractory_periods(&self) -> &PerNeuron<Ticks> {
        &self.refractory
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
        self.inputs.count
    }

    /// Rows and columns of the input neurons, if they are the pixels of a sheet.
    pub fn sheet(&self) -> Option<Sheet> {
        self.inputs.sheet
    }

    /// What a neuron is called, if it has a name.
    pub fn name(&self, neuron: NeuronId) -> Option<&str> {
        self.name.get(neuron.index()).map(String::as_str).filter(|name| !name.is_empty())
    }

    /// The neuron of that name.
    pub fn named(&self, name: &str) -> Option<NeuronId> {
        let found = self.name.iter().position(|known| known == name && !name.is_empty());
        found.map(|n| NeuronId(n as u32))
    }

    /// The group that a neuron belongs to.
    pub fn group(&self, neuron: NeuronId) -> Option<&Group> {
        let group = *self.group.get(neuron.index())?;
        self.groups.get(group as usize)
    }

    /// Edges, those from inputs included.
    pub fn edge_count(&self) -> usize {
        self.target.len()
    }

    /// Edges between recurrent neurons; they are numbered last.
    pub fn recurrent_edges(&self) -> EdgeRange {
        EdgeRange::new(self.row[self.inputs.count] as usize, self.edge_count())
    }

    /// Edges from inputs; they are numbered first.
    pub fn input_edges(&self) -> EdgeRange {
        EdgeRange::new(0, self.recurrent_edges().before())
    }

    /// All edges.
    pub fn edges(&self) -> EdgeRange {
        EdgeRange::new(0, self.edge_count())
    }

    /// Edges whose weight the plasticity rule may change.
    pub fn plastic_edges(&self) -> EdgeRange {
        match &self.stdp {
            Some(stdp) if stdp.spec().input_edges => self.edges(),
            Some(_) => self.recurrent_edges(),
            None => EdgeRange::new(0, 0),
        }
    }

    /// Place of a neuron.
    pub fn position(&self, neuron: NeuronId) -> [f32; 3] {
        self.position[neuron.index()]
    }

    /// The least and the greatest coordinates of its neurons, in the network's length unit.
    pub fn bounds(&self) -> [[f32; 3]; 2] {
        self.bounds
    }

    /// Receptive field of a neuron, where geometry gives it one.
    pub fn footprint(&self, neuron: NeuronId) -> Option<Footprint> {
        self.footprint.get(neuron.index()).copied().flatten()
    }

    /// What a neuron is for.
    pub fn role(&self, neuron: NeuronId) -> Role {
        self.role[neuron.index()]
    }

    /// Edges that leave a neuron.
    pub fn outgoing(&self, neuron: NeuronId) -> EdgeRange {
        let [start, end] = [0, 1].map(|next| self.row[neuron.index() + next] as usize);
        EdgeRange::new(start, end)
    }

    /// Edges that reach a neuron, in order of their number.
    pub fn incoming(&self, neuron: NeuronId) -> impl ExactSizeIterator<Item = EdgeId> + '_ {
        self.incoming_slice(neuron.0).iter().map(|&e| EdgeId(e))
    }

    pub(crate) fn incoming_slice(&self, neuron: u32) -> &[u32] {
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

    pub(crate) fn targets(&self) -> &[u32] {
        &self.target
    }

    pub(crate) fn delays(&self) -> &[u32] {
        &self.delay
    }

    /// Length of an edge's axon in the network's length unit, path factor included; the distance of its ends where nothing
    /// is said of it.
    pub fn length(&self, edge: EdgeId) -> f32 {
        let said = self.length.get(edge.index()).copied().filter(|length| !length.is_nan());
        said.unwrap_or_else(|| {
            let (a, b) = (self.position(self.source(edge)), self.position(self.target(edge)));
            (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f32>().sqrt()
        })
    }

    /// SHA-256 over all that decides a run, in hex: two networks with one hash run alike.
    pub fn hash(&self) -> String {
        let mut sha = Sha256::new();
        sha.update(format!(
            "{:?}{:?}{:?}",
            self.model,
            self.stdp.as_ref().map(Stdp::spec),
            self.efficacy
        ));
        sha.update(self.tick.ms().to_le_bytes());
        sha.update((self.inputs.count as u64).to_le_bytes());
        for column in [&self.row, &self.target, &self.delay] {
            sha.update(bytemuck::cast_slice::<u32, u8>(column));
        }
        sha.update(bytemuck::cast_slice::<f32, u8>(&self.weight));
        for neuron in &self.neurons {
            sha.update(format!("{neuron:?}"));
        }
        sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The least and the greatest coordinates.
fn bounds(places: &[[f64; 3]]) -> [[f32; 3]; 2] {
    let axis = |n: usize| places.iter().map(move |place| place[n] as f32);
    [
        [0, 1, 2].map(|n| axis(n).fold(f32::MAX, f32::min)),
        [0, 1, 2].map(|n| axis(n).fold(f32::MIN, f32::max)),
    ]
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
    use crate::params::Preset;

    #[test]
    fn rows_columns_and_order_agree() {
        for name in Preset::names() {
            let network = Network::build(&Preset::builtin(name).unwrap(), 1);
            let mut seen = 0;
            for n in 0..network.neuron_count() as u32 {
                let out = network.outgoing(NeuronId(n));
                assert!(network.delay[out.indices()].is_sorted(), "{name}: delays of {n}");
                assert!(out.iter().all(|edge| network.source(edge) == NeuronId(n)));
                for edge in network.incoming(NeuronId(n)) {
                    assert_eq!(network.target(edge), NeuronId(n));
                    seen += 1;
                }
            }
            assert_eq!(seen, network.edge_count());
            assert!(network.delay.iter().all(|&d| d >= 1));
            assert!(network.recurrent_edges().iter().all(|e| network.source(e).0 >= 784));
        }
    }

    #[test]
    fn a_network_is_its_seed() {
        let preset = Preset::builtin(Preset::DEFAULT).unwrap();
        let hash = |seed| Network::build(&preset, seed).hash();
        assert_eq!(hash(1), hash(1));
        assert_ne!(hash(1), hash(2));
    }

    /// One input, and hidden neurons of which two reach others.
    fn small() -> NetworkSpec {
        let neuron = NeuronSpec::Competition { refractory_ms: 2.0 };
        let mut spec = NetworkSpec::new(0.5, LengthUnit::Millimetre, neuron);
        spec.inputs.count = 1;
        spec.neurons.place = vec![[-1.0, 0.0, 4.0], [2.0, 5.0, 0.0], [0.0, -3.0, 1.0], [0.5; 3]];
        spec.neurons.name = vec!["in".into(), String::new(), "c".into(), "d".into()];
        spec.edges.push(0, 1, -1.0, Delay::Ms(1.0));
        spec.edges.push(1, 2, -1.0, Delay::Ms(1.0));
        spec.edges.push(1, 3, 1.0, Delay::Ms(1.0));
        spec.edges.push(2, 1, -1.0, Delay::Ms(1.0));
        spec.edges.push(2, 3, -1.0, Delay::Ms(2.0));
        spec.edges.push(2, 3, 1.0, Delay::Ms(3.0));
        spec
    }

    #[test]
    fn a_neuron_inhibits_where_more_than_half_of_its_edges_do() {
        let network = Network::new(&small()).unwrap();
        let roles = [0, 1, 2, 3].map(|n| network.role(NeuronId(n)));
        let expected = [Role::Input, Role::Excitatory, Role::Inhibitory, Role::Excitatory];
        assert_eq!(roles, expected, "an input that inhibits, half, two of three, none at all");
    }

    #[test]
    fn names_bounds_lengths_and_the_longest_refractory_period_are_told() {
        let mut spec = small();
        let network = Network::new(&spec).unwrap();
        let names = [0, 1, 2].map(|n| network.name(NeuronId(n)));
        assert_eq!(names, [Some("in"), None, Some("c")]);
        assert_eq!(network.bounds(), [[-1.0, -3.0, 0.0], [2.0, 5.0, 4.0]]);
        assert_eq!(network.refractory_max(), Ticks(4));
        assert_eq!(network.length_unit().symbol(), "mm");
        let distance = network.length(EdgeId(0));
        assert_eq!(
            distance,
            (9.0_f32 + 25.0 + 16.0).sqrt(),
            "that of its ends, where none is said"
        );
        let bent = Delay::Path { speed: 2.0, length: None, path_factor: 3.0 };
        spec.edges.delay[0] = bent;
        assert_eq!(Network::new(&spec).unwrap().length(EdgeId(0)), 3.0 * distance);
        spec.neurons.overrides = vec![Default::default(); 4];
        spec.neurons.overrides[3].refractory_ms = Some(7.0);
        assert_eq!(Network::new(&spec).unwrap().refractory_max(), Ticks(14));
    }

    #[test]
    fn edges_that_follow_each_other_are_counted_and_found() {
        let network = Network::new(&small()).unwrap();
        let (inputs, recurrent) = (network.input_edges(), network.recurrent_edges());
        assert_eq!([inputs.len(), recurrent.len(), network.edges().len()], [1, 5, 6]);
        assert_eq!((inputs.before(), recurrent.before()), (0, 1));
        assert_eq!((recurrent.first(), network.plastic_edges().first()), (Some(EdgeId(1)), None));
        assert!(network.plastic_edges().is_empty() && !recurrent.is_empty());
        assert!(recurrent.contains(EdgeId(1)) && recurrent.contains(EdgeId(5)));
        assert!(!recurrent.contains(EdgeId(0)) && !recurrent.contains(EdgeId(6)));
        assert_eq!([0, 1, 5].map(|e| recurrent.place_of(EdgeId(e))), [None, Some(0), Some(4)]);
        assert_eq!(recurrent.indices(), 1..6);
        assert!(recurrent.iter().eq((1..6).map(EdgeId)));
    }

    #[test]
    fn what_is_the_same_for_all_is_kept_once() {
        assert_eq!(PerNeuron::of(vec![3, 3, 3]), PerNeuron::Same(3));
        let each = PerNeuron::of(vec![3, 4]);
        assert_eq!((each.at(0), each.at(1), each.iter().count()), (3, 4, 2));
    }
}
