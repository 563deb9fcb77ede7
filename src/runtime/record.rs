//! Everything that happened in one presentation, to be played, scrubbed backwards and looped
//! without running again. What is shown at a time depends on the record and that time alone, so
//! scrubbing shows exactly what playing showed.

use super::batch::{Batch, Lost, Spike, WeightChange};
use crate::sim::{Cycle, EdgeId, Network, NeuronId, Ticks};
use std::sync::Arc;

/// The log of one presentation, complete up to [`front`](Self::front).
#[derive(Clone, Debug)]
pub struct Record {
    network: Arc<Network>,
    presentation: u64,
    spikes: Vec<Spike>,
    spikes_of: Vec<Vec<Ticks>>,
    /// By neuron: places in `spikes`.
    places_of: Vec<Vec<u32>>,
    /// By edge: when a signal along it made its target fire.
    wins_of: Vec<Vec<Ticks>>,
    lost: Vec<Lost>,
    weights: Vec<WeightChange>,
    /// By edge, counted from the first plastic one: places in `weights`.
    changes_of: Vec<Vec<u32>>,
    cycle: Option<Cycle>,
    /// Ticks x neurons, where potentials are kept.
    potentials: Vec<f32>,
    front: Ticks,
    is_complete: bool,
}

impl Record {
    /// An empty record of a presentation on `network`.
    pub fn new(network: Arc<Network>, presentation: u64) -> Record {
        Record {
            spikes_of: vec![Vec::new(); network.neuron_count()],
            places_of: vec![Vec::new(); network.neuron_count()],
            wins_of: vec![Vec::new(); network.edge_count()],
            changes_of: vec![Vec::new(); network.plastic_edges().len()],
            network,
            presentation,
            spikes: Vec::new(),
            lost: Vec::new(),
            weights: Vec::new(),
            cycle: None,
            potentials: Vec::new(),
            front: Ticks::ZERO,
            is_complete: false,
        }
    }

    /// Adds what a batch says of its `which`-th network; false (and nothing is added) when it belongs to
    /// another presentation, or has no such network.
    pub fn append(&mut self, batch: &Batch, which: usize) -> bool {
        let events = batch.networks.get(which).filter(|_| batch.presentation == self.presentation);
        let Some(events) = events else { return false };
        for (place, spike) in (self.spikes.len() as u32..).zip(&events.spikes) {
            self.spikes_of[spike.neuron.index()].push(spike.at);
            self.places_of[spike.neuron.index()].push(place);
            if let Some(edge) = spike.winner {
                self.wins_of[edge.index()].push(spike.at);
            }
        }
        let first_plastic = self.network.plastic_edges().before();
        for (place, change) in (self.weights.len() as u32..).zip(&events.weights) {
            self.changes_of[change.edge.index() - first_plastic].push(place);
        }
        self.spikes.extend_from_slice(&events.spikes);
        self.lost.extend_from_slice(&events.lost);
        self.weights.extend_from_slice(&events.weights);
        self.potentials.extend_from_slice(&events.potentials);
        self.cycle = self.cycle.or(events.cycle);
        self.front = batch.front;
        self.is_complete = batch.is_last;
        true
    }

    /// The network that ran.
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// Number of the presentation.
    pub fn presentation(&self) -> u64 {
        self.presentation
    }

    /// Everything before this tick is known.
    pub fn front(&self) -> Ticks {
        self.front
    }

    /// The whole presentation is known.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The cycle that it ends in, where activation has a path, it closes, and that is known.
    pub fn cycle(&self) -> Option<Cycle> {
        self.cycle
    }

    /// A neuron's potential at the end of each tick, of a model that has one and as far as it is known and kept: a circuit's
    /// is.
    pub fn potentials(&self, neuron: NeuronId) -> impl ExactSizeIterator<Item = f32> {
        let neurons = self.network.neuron_count();
        self.potentials.iter().skip(neuron.index()).step_by(neurons.max(1)).copied()
    }

    /// All spikes, inputs included, in order.
    pub fn spikes(&self) -> &[Spike] {
        &self.spikes
    }

    /// All lost signals, in order of arrival.
    pub fn lost(&self) -> &[Lost] {
        &self.lost
    }

    /// All changes of weights, in order.
    pub fn weight_changes(&self) -> &[WeightChange] {
        &self.weights
    }

    /// Changes of one edge's weight, in order; none where it cannot change.
    pub fn changes_of(&self, edge: EdgeId) -> impl ExactSizeIterator<Item = &WeightChange> {
        let place = self.network.plastic_edges().place_of(edge);
        let places = place.map_or(&[][..], |place| &self.changes_of[place]);
        places.iter().map(|&place| &self.weights[place as usize])
    }

    /// The last change of an edge's weight at or before `at`.
    pub fn last_change(&self, edge: EdgeId, at: Ticks) -> Option<&WeightChange> {
        let places = &self.changes_of[self.network.plastic_edges().place_of(edge)?];
        let until = places.partition_point(|&place| self.weights[place as usize].at <= at);
        places[..until].last().map(|&place| &self.weights[place as usize])
    }

    /// An edge's weight after tick `at`.
    pub fn weight_at(&self, edge: EdgeId, at: Ticks) -> f32 {
        self.last_change(edge, at).map_or(self.network.weights()[edge.index()], |c| c.after)
    }

    /// Firing times of one neuron.
    pub fn spikes_of(&self, neuron: NeuronId) -> &[Ticks] {
        &self.spikes_of[neuron.index()]
    }

    /// The neuron's last firing at or before `at`.
    pub fn last_spike(&self, neuron: NeuronId, at: Ticks) -> Option<Ticks> {
        let times = self.spikes_of(neuron);
        times[..times.partition_point(|&t| t <= at)].last().copied()
    }

    /// When signals along an edge made its target fire.
    pub fn wins_of(&self, edge: EdgeId) -> &[Ticks] {
        &self.wins_of[edge.index()]
    }

    /// The last time at or before `at` when a signal along this edge made its target fire.
    pub fn last_win(&self, edge: EdgeId, at: Ticks) -> Option<Ticks> {
        let times = self.wins_of(edge);
        times[..times.partition_point(|&t| t <= at)].last().copied()
    }

    /// The edge that made a neuron fire at that very time, where one signal alone did.
    pub fn winner(&self, neuron: NeuronId, fired: Ticks) -> Option<EdgeId> {
        let which = self.spikes_of(neuron).binary_search(&fired).ok()?;
        self.spikes[self.places_of[neuron.index()][which] as usize].winner
    }

    /// Who won whom, back from a neuron's last firing at or before `at` to the image: the edges of its
    /// temporal path with the times at which they won, the latest first.
    pub fn ancestry(&self, neuron: NeuronId, at: Ticks) -> Vec<(EdgeId, Ticks)> {
        let mut path = Vec::new();
        let mut fired = self.last_spike(neuron, at).map(|fired| (neuron, fired));
        while let Some((neuron, at)) = fired {
            let won = self.winner(neuron, at);
            path.extend(won.map(|edge| (edge, at)));
            fired = won.map(|edge| (self.network.source(edge), at - self.network.delay(edge)));
        }
        path
    }

    /// How much of its refractory period the neuron has left just before `at` (R̄ of S19), if any.
    pub fn refractory_left(&self, neuron: NeuronId, at: Ticks) -> Option<Ticks> {
        let times = self.spikes_of(neuron);
        let last = *times[..times.partition_point(|&t| t < at)].last()?;
        let ends = last + self.network.refractory(neuron);
        (at < ends).then(|| ends - at)
    }
}

/// The weights of a record at a time; moves both ways by applying or undoing changes.
#[derive(Clone, Debug)]
pub struct WeightCursor {
    presentation: u64,
    applied: usize,
    weights: Vec<f32>,
}

impl WeightCursor {
    /// The weights at the start of a presentation.
    pub fn new(record: &Record) -> WeightCursor {
        WeightCursor {
            presentation: record.presentation,
            applied: 0,
            weights: record.network.weights().to_vec(),
        }
    }

    /// Moves to the weights after tick `at`, starting over when the record is another one; calls
    /// `moved` for each edge that changed on the way.
    pub fn seek(&mut self, record: &Record, at: Ticks, mut moved: impl FnMut(EdgeId)) {
        if self.presentation != record.presentation
            || self.weights.len() != record.network.edge_count()
        {
            *self = WeightCursor::new(record);
            record.network.plastic_edges().iter().for_each(&mut moved);
        }
        while let Some(change) = record.weights.get(self.applied)
            && change.at <= at
        {
            self.weights[change.edge.index()] = change.after;
            moved(change.edge);
            self.applied += 1;
        }
        while self.applied > 0 && record.weights[self.applied - 1].at > at {
            self.applied -= 1;
            let change = record.weights[self.applied];
            self.weights[change.edge.index()] = change.before;
            moved(change.edge);
        }
    }

    /// Weights of all edges.
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// Changes that have been applied, of [`Record::weight_changes`].
    pub fn applied(&self) -> usize {
        self.applied
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::runtime::batch::{Events, Recorder};
    use crate::sim::{Engine, Preset, Stimulus};

    /// What happens when a preset sees a stroke for so long.
    pub(in crate::runtime) fn recorded(name: &str, duration: Ticks) -> Record {
        let preset = Preset::builtin(name).unwrap();
        let network = Arc::new(Network::build(&preset, 1));
        let mut image = [0; 784];
        (6..22).for_each(|y| image[y * 28 + 12..y * 28 + 15].fill(255));
        recorded_of(network, &preset.encode(&image).unwrap().ended_at(duration))
    }

    /// What happens when a network is presented a stimulus.
    pub(in crate::runtime) fn recorded_of(network: Arc<Network>, stimulus: &Stimulus) -> Record {
        let (mut events, mut weights) = (Events::default(), network.weights().to_vec());
        let mut recorder =
            Recorder { events: &mut events, weights: &mut weights, keeps_potentials: false };
        Engine::new(network.clone()).present(stimulus, &mut recorder);
        let mut record = Record::new(network, 0);
        let front = stimulus.duration();
        let all = Batch { networks: vec![events], front, is_last: true, ..Batch::default() };
        record.append(&all, 0);
        record
    }

    #[test]
    fn scrubbing_back_gives_the_same_weights_as_playing() {
        let record = recorded("weights-196", Ticks(1600));
        assert!(record.weight_changes().len() > 100);
        let mut playing = WeightCursor::new(&record);
        let mut scrubbing = WeightCursor::new(&record);
        scrubbing.seek(&record, record.front(), |_| ());
        let at_times: Vec<Ticks> = (0..=16).map(|i| Ticks(i * 100)).collect();
        let played: Vec<Vec<f32>> = at_times
            .iter()
            .map(|&at| {
                playing.seek(&record, at, |_| ());
                playing.weights().to_vec()
            })
            .collect();
        for (&at, expected) in at_times.iter().zip(&played).rev() {
            scrubbing.seek(&record, at, |_| ());
            assert_eq!(scrubbing.weights(), expected, "at {at:?}");
        }
        assert_eq!(scrubbing.weights(), record.network().weights(), "and back to the start");
    }

    #[test]
    fn refractory_time_left_counts_down_from_the_spike() {
        let record = recorded("weights-196", Ticks(1600));
        let spike = record.spikes().iter().find(|s| s.neuron.0 >= 784).unwrap();
        let left = |ticks| record.refractory_left(spike.neuron, spike.at + Ticks(ticks));
        assert_eq!(left(1), Some(Ticks(5)));
        assert_eq!(left(5), Some(Ticks(1)));
        assert_eq!(left(6), None, "an arrival on the very tick counts");
        assert_eq!(record.last_spike(spike.neuron, spike.at), Some(spike.at));
    }

    #[test]
    fn a_path_leads_back_to_the_image_by_the_delays() {
        let record = recorded("paths-sbm", Ticks(400));
        let network = record.network();
        let last = record.spikes().last().unwrap();
        let path = record.ancestry(last.neuron, last.at);
        assert!(path.len() > 3, "{} steps", path.len());
        assert_eq!(network.target(path[0].0), last.neuron);
        for pair in path.windows(2) {
            let [(edge, at), (before, fired)] = [pair[0], pair[1]];
            assert_eq!(network.source(edge), network.target(before));
            assert_eq!(fired + network.delay(edge), at);
            assert_eq!(record.last_win(edge, at), Some(at));
        }
        let (first, _) = path[path.len() - 1];
        assert!(network.source(first).index() < network.input_count(), "from a pixel");
        assert_eq!(record.ancestry(last.neuron, Ticks(0)), []);
    }

    #[test]
    fn batches_of_another_presentation_are_refused() {
        let mut record = recorded("weights-196", Ticks(1600));
        let mut stranger = Batch::default();
        stranger.restart(9, 1);
        assert!(!record.append(&stranger, 0));
        stranger.restart(0, 1);
        assert!(!record.append(&stranger, 1), "there is no second network");
        assert!(record.append(&stranger, 0));
    }
}
