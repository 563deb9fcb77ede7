//! What the simulation thread sends: events in order, a few thousand at a time.

use crate::sim::{Cause, EdgeId, NeuronId, Observer, Outcome, Ticks, View};

/// A neuron fired.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spike {
    /// When.
    pub at: Ticks,
    /// Which neuron.
    pub neuron: NeuronId,
    /// The edge that made it fire, where one signal alone did (competition, event-driven).
    pub winner: Option<EdgeId>,
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

/// Events of one stretch of one presentation, in order.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The presentation that they belong to.
    pub presentation: u64,
    /// Spikes, inputs included.
    pub spikes: Vec<Spike>,
    /// Signals that were lost.
    pub lost: Vec<Lost>,
    /// Weights that moved.
    pub weights: Vec<WeightChange>,
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
        self.spikes.len() + self.lost.len() + self.weights.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Empties it, keeps its memory, and labels it for a presentation.
    pub fn restart(&mut self, presentation: u64) {
        self.spikes.clear();
        self.lost.clear();
        self.weights.clear();
        self.presentation = presentation;
        self.front = Ticks(0);
        self.is_last = false;
    }
}

/// Writes a batch while the engine runs.
pub(super) struct Recorder<'a> {
    pub batch: &'a mut Batch,
    /// Weights as last sent, to know what each one was.
    pub weights: &'a mut [f32],
}

impl Observer for Recorder<'_> {
    fn spike(&mut self, at: Ticks, neuron: NeuronId, cause: Cause) {
        let winner = match cause {
            Cause::Signal { edge, .. } => Some(edge),
            Cause::Stimulus | Cause::Threshold => None,
        };
        self.batch.spikes.push(Spike { at, neuron, winner });
    }

    fn arrival(&mut self, at: Ticks, edge: EdgeId, outcome: Outcome) {
        if outcome == Outcome::Lost {
            self.batch.lost.push(Lost { at, edge });
        }
    }

    fn weight(&mut self, at: Ticks, edge: EdgeId, after: f32) {
        let before = std::mem::replace(&mut self.weights[edge.index()], after);
        self.batch.weights.push(WeightChange { at, edge, before, after });
    }

    fn tick_end(&mut self, at: Ticks, _view: View) {
        self.batch.front = at + Ticks(1);
    }
}
