//! What the simulation thread sends: events in order, a few thousand at a time, and what was read from them.

use crate::analysis::Embedded;
use crate::sim::{Cause, Cycle, EdgeId, NeuronId, Observer, Outcome, Ticks, View};

/// A neuron fired.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spike {
    /// When.
    pub at: Ticks,
    /// Which neuron.
    pub neuron: NeuronId,
    /// The edge that made it fire, where one signal alone did (competition, event-driven).
    pub winner: Option<EdgeId>,
    /// The stimulus made it fire, and no signal.
    pub is_stimulated: bool,
}

/// A signal arrived at a refractory neuron and was lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lost {
    /// When it arrived.
    pub at: Ticks,
    /// The edge that it travelled along.
    pub edge: EdgeId,
}

/// A weight moved. Both values, so that playback can run backwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightChange {
    /// When.
    pub at: Ticks,
    /// Which edge.
    pub edge: EdgeId,
    /// Weight until then.
    pub before: f32,
    /// Weight from then on.
    pub after: f32,
}

/// What happened in one network in a stretch of time, in order.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// Spikes, inputs included.
    pub spikes: Vec<Spike>,
    /// Signals that were lost.
    pub lost: Vec<Lost>,
    /// Weights that moved.
    pub weights: Vec<WeightChange>,
    /// The cycle that the presentation ends in, once it has been seen.
    pub cycle: Option<Cycle>,
    /// Potentials of all neurons at the end of each tick, where they are kept.
    pub potentials: Vec<f32>,
}

impl Events {
    fn len(&self) -> usize {
        self.spikes.len() + self.lost.len() + self.weights.len()
    }

    fn clear(&mut self) {
        self.spikes.clear();
        self.lost.clear();
        self.weights.clear();
        self.cycle = None;
        self.potentials.clear();
    }
}

/// One stretch of one presentation.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The presentation that it belongs to.
    pub presentation: u64,
    /// By network: the one that is shown, and the one beside it if there is one.
    pub networks: Vec<Events>,
    /// What the first network has made of the image; comes once, as soon as it is known.
    pub embedded: Option<Embedded>,
    /// Everything before this tick has been simulated and sent.
    pub front: Ticks,
    /// The presentation is over.
    pub is_last: bool,
}

impl Batch {
    /// A batch is sent once it holds this many events.
    pub const EVENTS: usize = 4096;

    /// Events in it.
    pub fn len(&self) -> usize {
        self.networks.iter().map(Events::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Empties it, keeps its memory, and labels it for a presentation to so many networks.
    pub fn restart(&mut self, presentation: u64, networks: usize) {
        self.networks.resize_with(networks, Events::default);
        self.networks.iter_mut().for_each(Events::clear);
        self.embedded = None;
        self.presentation = presentation;
        self.front = Ticks(0);
        self.is_last = false;
    }
}

/// Writes down what happens while an engine runs.
pub(super) struct Recorder<'a> {
    pub events: &'a mut Events,
    /// Weights as last sent, to know what each one was.
    pub weights: &'a mut [f32],
    /// Potentials are written down, too.
    pub keeps_potentials: bool,
}

impl Observer for Recorder<'_> {
    fn spike(&mut self, at: Ticks, neuron: NeuronId, cause: Cause) {
        let winner = match cause {
            Cause::Signal { edge, .. } => Some(edge),
            Cause::Stimulus | Cause::Threshold => None,
        };
        let is_stimulated = cause == Cause::Stimulus;
        self.events.spikes.push(Spike { at, neuron, winner, is_stimulated });
    }

    fn arrival(&mut self, at: Ticks, edge: EdgeId, outcome: Outcome) {
        if outcome == Outcome::Lost {
            self.events.lost.push(Lost { at, edge });
        }
    }

    fn weight(&mut self, at: Ticks, edge: EdgeId, after: f32) {
        let before = std::mem::replace(&mut self.weights[edge.index()], after);
        self.events.weights.push(WeightChange { at, edge, before, after });
    }

    fn tick_end(&mut self, _: Ticks, view: View) {
        if self.keeps_potentials {
            // What is compared with the threshold: less what inhibits.
            let inhibited = view.inhibition.iter().map(|inhibition| inhibition + view.global);
            let inhibited = inhibited.chain(std::iter::repeat(0.0));
            let left = view.potential.iter().zip(inhibited).map(|(v, less)| v - less);
            self.events.potentials.extend(left);
        }
    }
}
