//! What can be seen of a run: the observer and its events.
//!
//! Both engines are generic over [`Observer`]; batch runs pass `()`, which sees nothing and costs
//! nothing.

use crate::ids::{EdgeId, NeuronId, SpikeId};
use crate::units::Ticks;
use sha2::{Digest, Sha256};

/// Why a neuron fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The stimulus said so.
    Stimulus,
    /// This signal won the competition, or took the potential over the threshold; with the spike
    /// that sent it (its parent).
    Signal {
        /// The winning edge.
        edge: EdgeId,
        /// The spike that sent the signal.
        parent: SpikeId,
    },
    /// The potential was at or over the threshold when the tick was tested.
    Threshold,
}

/// What became of a signal that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It had its effect, or would have had one if its weight were above zero.
    Effective,
    /// Its target was refractory: lost.
    Lost,
}

/// State between two ticks.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Current weights of all edges.
    pub weights: &'a [f32],
    /// Potential V of every recurrent neuron at its last update (empty where the model has none).
    pub potential: &'a [f32],
    /// Inhibition H of every recurrent neuron (empty where the model has none).
    pub inhibition: &'a [f32],
    /// Global inhibition G as the coming tick will see it.
    pub global: f32,
}

/// Is told what happens, in order. Every method does nothing by default.
pub trait Observer {
    /// A neuron fires. Spikes are numbered from 0 in the order of these calls.
    #[inline]
    fn spike(&mut self, _at: Ticks, _neuron: NeuronId, _cause: Cause) {}

    /// A signal arrives.
    #[inline]
    fn arrival(&mut self, _at: Ticks, _edge: EdgeId, _outcome: Outcome) {}

    /// A weight takes a new value.
    #[inline]
    fn weight(&mut self, _at: Ticks, _edge: EdgeId, _weight: f32) {}

    /// Tick `at` is over: `at + 1` ticks have been simulated.
    #[inline]
    fn tick_end(&mut self, _at: Ticks, _view: View) {}
}

impl Observer for () {}

impl<A: Observer, B: Observer> Observer for (A, B) {
    fn spike(&mut self, at: Ticks, neuron: NeuronId, cause: Cause) {
        self.0.spike(at, neuron, cause);
        self.1.spike(at, neuron, cause);
    }
    fn arrival(&mut self, at: Ticks, edge: EdgeId, outcome: Outcome) {
        self.0.arrival(at, edge, outcome);
        self.1.arrival(at, edge, outcome);
    }
    fn weight(&mut self, at: Ticks, edge: EdgeId, weight: f32) {
        self.0.weight(at, edge, weight);
        self.1.weight(at, edge, weight);
    }
    fn tick_end(&mut self, at: Ticks, view: View) {
        self.0.tick_end(at, view);
        self.1.tick_end(at, view);
    }
}

impl<O: Observer + ?Sized> Observer for &mut O {
    fn spike(&mut self, at: Ticks, neuron: NeuronId, cause: Cause) {
        (**self).spike(at, neuron, cause);
    }
    fn arrival(&mut self, at: Ticks, edge: EdgeId, outcome: Outcome) {
        (**self).arrival(at, edge, outcome);
    }
    fn weight(&mut self, at: Ticks, edge: EdgeId, weight: f32) {
        (**self).weight(at, edge, weight);
    }
    fn tick_end(&mut self, at: Ticks, view: View) {
        (**self).tick_end(at, view);
    }
}

/// Counts and hashes all that happens, in order: two runs with one fingerprint are the same run.
#[derive(Clone, Default)]
pub struct Fingerprint {
    sha: Sha256,
    /// Spikes, inputs included.
    pub spikes: u64,
    /// Signals that arrived.
    pub arrivals: u64,
    /// Those that were lost.
    pub lost: u64,
    /// Changes of a weight.
    pub weight_changes: u64,
}

impl Fingerprint {
    /// SHA-256 over every event so far, in hex.
    pub fn hex(&self) -> String {
        self.sha.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn absorb(&mut self, words: [u32; 4]) {
        self.sha.update(bytemuck::bytes_of(&words.map(u32::to_le)));
    }
}

impl Observer for Fingerprint {
    fn spike(&mut self, at: Ticks, neuron: NeuronId, cause: Cause) {
        self.spikes += 1;
        let (edge, parent) = match cause {
            Cause::Stimulus => (u32::MAX, 0),
            Cause::Threshold => (u32::MAX, 1),
            Cause::Signal { edge, parent } => (edge.0, parent.0),
        };
        self.absorb([at.0, neuron.0, edge, parent]);
    }
    fn arrival(&mut self, at: Ticks, edge: EdgeId, outcome: Outcome) {
        self.arrivals += 1;
        self.lost += u64::from(outcome == Outcome::Lost);
        self.absorb([at.0, edge.0, outcome as u32, u32::MAX]);
    }
    fn weight(&mut self, at: Ticks, edge: EdgeId, weight: f32) {
        self.weight_changes += 1;
        self.absorb([at.0, edge.0, weight.to_bits(), 2]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes down which of its methods were called.
    #[derive(Default)]
    struct Calls(Vec<String>);

    impl Observer for Calls {
        fn spike(&mut self, at: Ticks, neuron: NeuronId, cause: Cause) {
            self.0.push(format!("{at:?} {neuron:?} {cause:?}"));
        }
        fn arrival(&mut self, at: Ticks, edge: EdgeId, outcome: Outcome) {
            self.0.push(format!("{at:?} {edge:?} {outcome:?}"));
        }
        fn weight(&mut self, at: Ticks, edge: EdgeId, weight: f32) {
            self.0.push(format!("{at:?} {edge:?} {weight}"));
        }
        fn tick_end(&mut self, at: Ticks, view: View) {
            self.0.push(format!("{at:?} {}", view.global));
        }
    }

    fn tell(observer: &mut (impl Observer + ?Sized)) {
        observer.spike(Ticks(1), NeuronId(2), Cause::Threshold);
        observer.arrival(Ticks(3), EdgeId(4), Outcome::Lost);
        observer.arrival(Ticks(3), EdgeId(5), Outcome::Effective);
        observer.weight(Ticks(6), EdgeId(7), 0.5);
        let view = View { weights: &[], potential: &[], inhibition: &[], global: 0.25 };
        observer.tick_end(Ticks(8), view);
    }

    #[test]
    fn both_of_a_pair_and_whatever_is_lent_hear_everything() {
        let mut alone = Calls::default();
        tell(&mut alone);
        assert_eq!(alone.0.len(), 5);
        let mut both = (Calls::default(), Calls::default());
        tell(&mut both);
        assert_eq!([&both.0.0, &both.1.0], [&alone.0; 2]);
        let mut lent = Calls::default();
        // By two hands: a method that forgets to pass on what it hears would be seen.
        tell(&mut (&mut lent, ()));
        assert_eq!(lent.0, alone.0);
        let mut unsized_one = Calls::default();
        let lent: &mut dyn Observer = &mut unsized_one;
        tell(lent);
        assert_eq!(unsized_one.0, alone.0);
    }

    #[test]
    fn a_fingerprint_counts_what_it_hashes() {
        let mut fingerprint = Fingerprint::default();
        let empty = fingerprint.hex();
        tell(&mut fingerprint);
        let Fingerprint { spikes, arrivals, lost, weight_changes, .. } = fingerprint;
        assert_eq!([spikes, arrivals, lost, weight_changes], [1, 2, 1, 1]);
        let once = fingerprint.hex();
        assert!(once != empty && once.len() == 64);
        tell(&mut fingerprint);
        assert_eq!(fingerprint.spikes, 2);
        assert_ne!(fingerprint.hex(), once);
    }
}
