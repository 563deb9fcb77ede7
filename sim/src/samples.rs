//! Observers that copy something at every sample time: the change of the plastic weights, and how
//! often each neuron has fired.

use crate::event::{Cause, Observer, Outcome, View};
use crate::ids::{EdgeId, NeuronId};
use crate::units::Ticks;

/// Copies the change of the plastic weights, w(t) − w₀, at every sample time: the embedding of
/// Section 4 (G21). Rows come in order of time.
#[derive(Clone, Debug)]
pub struct WeightSamples {
    every: Ticks,
    initial: Vec<f32>,
    first_edge: usize,
    rows: Vec<f32>,
}

impl WeightSamples {
    /// Samples the plastic edges of `network` every `every` ticks.
    pub fn new(network: &super::Network, every: Ticks) -> WeightSamples {
        let edges = network.plastic_edges();
        WeightSamples {
            every,
            initial: network.weights()[edges.indices()].to_vec(),
            first_edge: edges.before(),
            rows: Vec::new(),
        }
    }

    /// Edges in a row.
    pub fn dim(&self) -> usize {
        self.initial.len()
    }

    /// Rows so far, row-major.
    pub fn rows(&self) -> &[f32] {
        &self.rows
    }

    /// Forgets the rows, keeps their memory.
    pub fn clear(&mut self) {
        self.rows.clear();
    }
}

impl Observer for WeightSamples {
    fn tick_end(&mut self, at: Ticks, view: View) {
        if (at.0 + 1).is_multiple_of(self.every.0) {
            let now = &view.weights[self.first_edge..];
            self.rows.extend(self.initial.iter().zip(now).map(|(w0, w)| w - w0));
        }
    }
}

/// Counts the spikes of every recurrent neuron, and what happened in all; copies the counts at every
/// sample time. Rows come in order of time.
#[derive(Clone, Debug)]
pub struct CountSamples {
    every: Ticks,
    first_neuron: u32,
    now: Vec<u16>,
    rows: Vec<u16>,
    traffic: Traffic,
}

/// Events of a run, or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Spikes of recurrent neurons.
    pub spikes: u64,
    /// Signals that arrived, lost ones included.
    pub arrivals: u64,
    /// Signals that found their target refractory.
    pub lost: u64,
}

impl std::ops::AddAssign for Traffic {
    fn add_assign(&mut self, more: Traffic) {
        self.spikes += more.spikes;
        self.arrivals += more.arrivals;
        self.lost += more.lost;
    }
}

impl CountSamples {
    /// Samples the recurrent neurons of `network` every `every` ticks.
    pub fn new(network: &super::Network, every: Ticks) -> CountSamples {
        let first_neuron = network.input_count() as u32;
        let neurons = network.neuron_count() - network.input_count();
        let (now, rows) = (vec![0; neurons], Vec::new());
        CountSamples { every, first_neuron, now, rows, traffic: Traffic::default() }
    }

    /// Neurons in a row.
    pub fn dim(&self) -> usize {
        self.now.len()
    }

    /// Rows so far, row-major; counts stop at 65,535.
    pub fn rows(&self) -> &[u16] {
        &self.rows
    }

    /// What happened so far.
    pub fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// Forgets rows and counts, keeps their memory.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.now.fill(0);
        self.traffic = Traffic::default();
    }
}

impl Observer for CountSamples {
    #[inline]
    fn spike(&mut self, _at: Ticks, neuron: NeuronId, _cause: Cause) {
        if let Some(n) = neuron.0.checked_sub(self.first_neuron) {
            let count = &mut self.now[n as usize];
            *count = count.saturating_add(1);
            self.traffic.spikes += 1;
        }
    }

    #[inline]
    fn arrival(&mut self, _at: Ticks, _edge: EdgeId, outcome: Outcome) {
        self.traffic.arrivals += 1;
        self.traffic.lost += u64::from(outcome == Outcome::Lost);
    }

    fn tick_end(&mut self, at: Ticks, _view: View) {
        if (at.0 + 1).is_multiple_of(self.every.0) {
            self.rows.extend_from_slice(&self.now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Engine, Network, Preset};
    use std::sync::Arc;

    /// The linear rule makes the weights a function of the counts, so each sampler checks the other.
    #[test]
    fn weights_and_counts_agree_where_the_rule_is_linear() {
        let spec = Preset::builtin("weights-196").unwrap().spec().clone();
        let linear =
            spec.with("plasticity.a_plus", "0").and_then(|s| s.with("plasticity.a_minus", "0"));
        let preset = Preset::try_from(linear.unwrap()).unwrap();
        let network = Arc::new(Network::build(&preset, 1));
        let mut image = [0; 784];
        (6..22).for_each(|y| image[y * 28 + 12..y * 28 + 15].fill(255));
        let tick = preset.tick();
        let stimulus = preset.encode(&image).unwrap().ended_at(tick.ticks(200.0));
        let every = tick.ticks(100.0);
        let mut samples = (WeightSamples::new(&network, every), CountSamples::new(&network, every));
        let mut engine = Engine::new(network.clone());
        engine.present(&stimulus, &mut samples);
        let (weights, counts) = samples;
        let last = &weights.rows()[588..];
        for (edge, &change) in network.plastic_edges().iter().zip(last) {
            let [now, before] = [engine.weights(), network.weights()].map(|w| w[edge.index()]);
            assert_eq!(now - before, change, "{edge:?}");
        }
        assert_eq!((weights.rows().len(), counts.rows().len()), (2 * 588, 2 * 196));
        assert!(counts.traffic().lost > 0 && counts.traffic().arrivals > counts.traffic().lost);
        let total: u64 = counts.rows()[196..].iter().map(|&c| u64::from(c)).sum();
        assert_eq!(total, counts.traffic().spikes);
        for (place, edge) in network.recurrent_edges().iter().enumerate() {
            let count = |neuron: NeuronId| f32::from(counts.rows()[196 + neuron.index() - 784]);
            let (sent, fired) = (count(network.source(edge)), count(network.target(edge)));
            let expected = 0.007 * fired - 0.01 * sent;
            let found = weights.rows()[588 + place];
            // Signals still on their way at the sample time have not lowered the weight yet.
            let on_their_way = ((found - expected) / 0.01).round();
            assert!((0.0..6.0).contains(&on_their_way), "{edge:?}: {found} for {expected}");
        }
    }

    #[test]
    fn traffic_of_runs_is_added_and_rows_are_forgotten() {
        let mut all = Traffic { spikes: 2, arrivals: 7, lost: 3 };
        all += Traffic { spikes: 5, arrivals: 11, lost: 4 };
        assert_eq!(all, Traffic { spikes: 7, arrivals: 18, lost: 7 });
        let network = Network::build(&Preset::builtin("weights-196").unwrap(), 1);
        let mut samples = WeightSamples::new(&network, Ticks(4));
        let view =
            View { weights: network.weights(), potential: &[], inhibition: &[], global: 0.0 };
        (0..8).for_each(|tick| samples.tick_end(Ticks(tick), view));
        assert_eq!(samples.rows().len(), 2 * 588);
        samples.clear();
        assert!(samples.rows().is_empty());
        let mut counts = CountSamples::new(&network, Ticks(4));
        assert_eq!(counts.dim(), 196);
        counts.spike(Ticks(1), NeuronId(784 + 3), Cause::Threshold);
        counts.spike(Ticks(1), NeuronId(3), Cause::Stimulus);
        counts.arrival(Ticks(2), EdgeId(0), Outcome::Lost);
        counts.arrival(Ticks(2), EdgeId(0), Outcome::Effective);
        counts.tick_end(Ticks(3), view);
        assert_eq!(counts.traffic(), Traffic { spikes: 1, arrivals: 2, lost: 1 });
        assert_eq!((counts.rows().len(), counts.rows()[3]), (196, 1));
        counts.clear();
        counts.tick_end(Ticks(3), view);
        assert_eq!((counts.traffic(), counts.rows()[3]), (Traffic::default(), 0));
    }
}
