//! The fast engine. Same events in the same order as [`reference`](super::reference), which a
//! property test holds it to; read that one first.
//!
//! One tick, in the specified order: stimulus spikes; arrivals in order of emission (depression,
//! then delivery); clocked neurons (decay, add, threshold) and their firing (potentiation, emission);
//! global inhibition, which acts from the next tick; the observer.

use crate::event::{Cause, Observer, Outcome, View};
use crate::ids::{EdgeId, NeuronId, SpikeId};
use crate::network::{Network, PerNeuron};
use crate::neuron::{Clocked, EventDriven};
use crate::queue::{Signal, TimingWheel};
use crate::stdp::Trace;
use crate::stimulus::{InputSpike, Stimulus};
use crate::units::Ticks;
use std::ops::Range;
use std::sync::Arc;

/// Which weights a new presentation starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartWeights {
    /// Those of the network.
    Initial,
    /// Those that the last presentation ended with.
    Kept,
}

/// A network and the state of one run of it.
#[derive(Clone, Debug)]
pub struct Engine {
    core: Core,
    model: Model,
}

/// What every model shares: time, weights, traces, refractory periods, signals on their way.
#[derive(Clone, Debug)]
struct Core {
    network: Arc<Network>,
    plastic: Range<usize>,
    recurrent_from: u32,
    refractory: PerNeuron<Ticks>,
    now: u32,
    next_stimulus: usize,
    spikes: u32,
    wheel: TimingWheel,
    weights: Vec<f32>,
    refractory_until: Vec<u32>,
    /// By plastic edge, counted from the first one.
    arrival_traces: Vec<Trace>,
    firing_traces: Vec<Trace>,
    /// Of all recurrent neurons together, for metaplasticity.
    activity: Trace,
}

#[derive(Clone, Debug)]
enum Model {
    Competition,
    EventDriven(EventDriven),
    Clocked(Clocked),
}

impl Engine {
    /// An engine at the start of a run.
    pub fn new(network: Arc<Network>) -> Engine {
        let neurons = network.neuron_count();
        let model = match (EventDriven::of(&network), Clocked::of(&network)) {
            (Some(model), _) => Model::EventDriven(model),
            (_, Some(model)) => Model::Clocked(model),
            (None, None) => Model::Competition,
        };
        let plastic = network.plastic_edges().indices();
        let core = Core {
            recurrent_from: network.recurrent_edges().before() as u32,
            refractory: network.refractory_periods().clone(),
            now: 0,
            next_stimulus: 0,
            spikes: 0,
            wheel: TimingWheel::new(network.delay_max().0),
            weights: network.weights().to_vec(),
            refractory_until: vec![0; neurons],
            arrival_traces: vec![Trace::default(); plastic.len()],
            firing_traces: vec![Trace::default(); neurons],
            activity: Trace::default(),
            plastic,
            network,
        };
        Engine { core, model }
    }

    /// The network that runs.
    pub fn network(&self) -> &Arc<Network> {
        &self.core.network
    }

    /// Ticks simulated so far.
    pub fn now(&self) -> Ticks {
        Ticks(self.core.now)
    }

    /// Current weights of all edges.
    pub fn weights(&self) -> &[f32] {
        &self.core.weights
    }

    /// Potentials of event-driven perceptrons, where the model is one.
    pub(super) fn event_driven(&self) -> Option<&EventDriven> {
        match &self.model {
            Model::EventDriven(model) => Some(model),
            Model::Competition | Model::Clocked(_) => None,
        }
    }

    /// Whether neurons change without anything arriving.
    pub(super) fn is_clocked(&self) -> bool {
        matches!(self.model, Model::Clocked(_))
    }

    /// Back to the start of a run. Only plastic weights can have changed, so only they are restored.
    pub fn reset(&mut self, weights: StartWeights) {
        let core = &mut self.core;
        core.now = 0;
        core.next_stimulus = 0;
        core.spikes = 0;
        core.wheel.clear();
        core.refractory_until.fill(0);
        core.arrival_traces.fill(Trace::default());
        core.firing_traces.fill(Trace::default());
        core.activity = Trace::default();
        if weights == StartWeights::Initial {
            let plastic = core.plastic.clone();
            core.weights[plastic.clone()].copy_from_slice(&core.network.weights()[plastic]);
        }
        match &mut self.model {
            Model::Competition => {}
            Model::EventDriven(model) => model.reset(),
            Model::Clocked(model) => model.reset(),
        }
    }

    /// One whole presentation from fresh weights.
    ///
    /// # Panics
    /// If the stimulus was made for a network of more neurons.
    pub fn present(&mut self, stimulus: &Stimulus, observer: &mut (impl Observer + ?Sized)) {
        self.reset(StartWeights::Initial);
        self.run_until(stimulus, stimulus.duration(), observer);
    }

    /// Goes on until `until` ticks have been simulated.
    ///
    /// # Panics
    /// As [`present`](Self::present).
    pub fn run_until(
        &mut self,
        stimulus: &Stimulus,
        until: Ticks,
        observer: &mut (impl Observer + ?Sized),
    ) {
        let neurons = self.network().neuron_count();
        assert!(stimulus.neurons() <= neurons, "a stimulus of {} neurons", stimulus.neurons());
        while self.core.now < until.0 {
            self.tick(stimulus, observer);
        }
    }

    fn tick(&mut self, stimulus: &Stimulus, observer: &mut (impl Observer + ?Sized)) {
        let core = &mut self.core;
        let now = core.now;
        core.stimulate(stimulus, &mut self.model, observer);
        let due = core.wheel.take(now);
        match &mut self.model {
            Model::Competition => {
                for &signal in &due {
                    let weight = core.learn_from_arrival(signal.edge, observer);
                    core.test_arrival(signal, observer, |_| weight > 0.0);
                }
            }
            Model::EventDriven(model) => {
                for &signal in &due {
                    let weight = core.learn_from_arrival(signal.edge, observer);
                    core.test_arrival(signal, observer, |n| model.arrive(n, weight, now));
                }
            }
            Model::Clocked(model) => {
                let inputs = core.network.input_count();
                let efficacy = core.network.efficacy();
                for signal in &due {
                    let weight = core.learn_from_arrival(signal.edge, observer);
                    let excites = weight > 0.0;
                    let gain = match () {
                        () if signal.edge < core.recurrent_from => 1.0,
                        () if excites => efficacy.excitatory,
                        () => efficacy.inhibitory,
                    };
                    let target = core.network.targets()[signal.edge as usize] as usize;
                    let refractory = now < core.refractory_until[target];
                    let effective =
                        model.arrive(target - inputs, weight * gain, excites, refractory);
                    let outcome = if effective { Outcome::Effective } else { Outcome::Lost };
                    observer.arrival(Ticks(now), EdgeId(signal.edge), outcome);
                }
                let firing = model.step(now, &core.refractory_until[inputs..]);
                for &n in &firing {
                    core.fire(n + inputs as u32, Cause::Threshold, observer);
                }
                model.recycle(firing);
            }
        }
        core.wheel.recycle(now, due);
        let (potential, inhibition, global): (&[f32], &[f32], f32) = match &self.model {
            Model::Competition => (&[], &[], 0.0),
            Model::EventDriven(model) => (&model.potential[core.network.input_count()..], &[], 0.0),
            Model::Clocked(model) => (&model.potential, &model.inhibition, model.global),
        };
        let view = View { weights: &core.weights, potential, inhibition, global };
        observer.tick_end(Ticks(now), view);
        core.now += 1;
    }
}

impl Core {
    /// Fires the neurons that the stimulus makes fire now, unless they are refractory.
    fn stimulate(
        &mut self,
        stimulus: &Stimulus,
        model: &mut Model,
        observer: &mut (impl Observer + ?Sized),
    ) {
        while let Some(&InputSpike { at, neuron }) = stimulus.spikes().get(self.next_stimulus)
            && at.0 <= self.now
        {
            self.next_stimulus += 1;
            let n = neuron.index();
            if self.refractory_until[n] > self.now {
                continue;
            }
            self.fire(neuron.0, Cause::Stimulus, observer);
            match model {
                Model::Competition => {}
                Model::EventDriven(model) => model.spiked(n, self.now),
                Model::Clocked(model) => {
                    if let Some(n) = n.checked_sub(self.network.input_count()) {
                        model.spiked(n);
                    }
                }
            }
        }
    }

    /// Depression, before delivery; returns the weight to deliver.
    #[inline]
    fn learn_from_arrival(&mut self, edge: u32, observer: &mut (impl Observer + ?Sized)) -> f32 {
        let e = edge as usize;
        let weight = self.weights[e];
        if e < self.plastic.start || e >= self.plastic.end {
            return weight;
        }
        let Some(stdp) = self.network.stdp() else { return weight };
        let firings = self.firing_traces[self.network.targets()[e] as usize];
        let arrivals = &mut self.arrival_traces[e - self.plastic.start];
        let gain = stdp.gain(self.activity, self.now);
        let learnt = stdp.on_arrival(weight, arrivals, firings, gain, self.now);
        if learnt != weight {
            self.weights[e] = learnt;
            observer.weight(Ticks(self.now), EdgeId(edge), learnt);
        }
        learnt
    }

    /// Models without a clock: a signal that finds its target ready may fire it at once.
    #[inline]
    fn test_arrival(
        &mut self,
        signal: Signal,
        observer: &mut (impl Observer + ?Sized),
        fires: impl FnOnce(usize) -> bool,
    ) {
        let target = self.network.targets()[signal.edge as usize];
        let edge = EdgeId(signal.edge);
        if self.now < self.refractory_until[target as usize] {
            observer.arrival(Ticks(self.now), edge, Outcome::Lost);
            return;
        }
        observer.arrival(Ticks(self.now), edge, Outcome::Effective);
        if fires(target as usize) {
            let cause = Cause::Signal { edge, parent: SpikeId(signal.spike) };
            self.fire(target, cause, observer);
        }
    }

    /// Spike, potentiation of incoming edges, emission on outgoing ones.
    fn fire(&mut self, neuron: u32, cause: Cause, observer: &mut (impl Observer + ?Sized)) {
        let now = self.now;
        let n = neuron as usize;
        self.refractory_until[n] = now + self.refractory.at(n).0;
        observer.spike(Ticks(now), NeuronId(neuron), cause);
        if let Some(stdp) = self.network.stdp() {
            // Incoming edges are in order of number, so the plastic ones are the end of the list.
            let incoming = self.network.incoming_slice(neuron);
            let fixed = incoming.partition_point(|&e| (e as usize) < self.plastic.start);
            let gain = stdp.gain(self.activity, now);
            for &edge in &incoming[fixed..] {
                let e = edge as usize;
                let arrivals = &mut self.arrival_traces[e - self.plastic.start];
                let learnt = stdp.on_firing(self.weights[e], arrivals, gain, now);
                if learnt != self.weights[e] {
                    self.weights[e] = learnt;
                    observer.weight(Ticks(now), EdgeId(edge), learnt);
                }
            }
            stdp.mark_firing(&mut self.firing_traces[n], now);
            if n >= self.network.input_count() {
                stdp.mark_activity(&mut self.activity, now);
            }
        }
        let out = self.network.outgoing(NeuronId(neuron));
        let first = out.before() as u32;
        for (edge, &delay) in (first..).zip(&self.network.delays()[out.indices()]) {
            self.wheel.push(now + delay, Signal { edge, spike: self.spikes });
        }
        self.spikes += 1;
    }
}
