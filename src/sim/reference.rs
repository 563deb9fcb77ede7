//! The reference engine: obviously right, and slow. A heap of single arrivals, plain loops over the
//! neurons, every formula written out, nothing looked up in tables and nothing skipped.
//!
//! It exists to be read against the design's equations and to be compared with
//! [`engine`](super::engine), event for event.

use super::decay::{factor, per_tick};
use super::event::{Cause, Observer, Outcome, View};
use super::ids::{EdgeId, NeuronId, SpikeId};
use super::network::Network;
use super::neuron::POTENTIAL_FLOOR;
use super::params::NeuronSpec;
use super::stdp::Trace;
use super::stimulus::Stimulus;
use super::units::Ticks;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// One neuron's state; each model uses what it needs.
#[derive(Clone, Copy, Debug, Default)]
struct Neuron {
    refractory_until: u32,
    v: f32,
    v_updated: u32,
    s: f32,
    h: f32,
    arrived_excitation: f32,
    arrived_inhibition: f32,
    firings: Trace,
}

struct Run<'a, O> {
    network: &'a Network,
    observer: &'a mut O,
    now: u32,
    spikes: u32,
    global: f32,
    neurons: Vec<Neuron>,
    weights: Vec<f32>,
    arrivals: Vec<Trace>,
    activity: Trace,
    /// (tick of arrival, spike, edge): the smallest comes first.
    on_their_way: BinaryHeap<Reverse<(u32, u32, u32)>>,
}

/// Runs one presentation from fresh weights.
pub fn present(network: &Network, stimulus: &Stimulus, observer: &mut impl Observer) {
    let mut run = Run {
        network,
        observer,
        now: 0,
        spikes: 0,
        global: 0.0,
        neurons: vec![Neuron::default(); network.neuron_count()],
        weights: network.weights().to_vec(),
        arrivals: vec![Trace::default(); network.edge_count()],
        activity: Trace::default(),
        on_their_way: BinaryHeap::new(),
    };
    for now in 0..stimulus.duration().0 {
        run.now = now;
        for &(at, pixel) in stimulus.spikes() {
            if at == now && run.neurons[pixel as usize].refractory_until <= now {
                run.fire(pixel, Cause::Stimulus);
            }
        }
        while let Some(&Reverse((at, spike, edge))) = run.on_their_way.peek()
            && at == now
        {
            run.on_their_way.pop();
            run.arrive(spike, edge);
        }
        if matches!(network.neuron(), NeuronSpec::Clocked(_)) {
            run.step_clocked();
        }
        let all = &run.neurons[network.input_count()..];
        let (with_v, with_h) = match network.neuron() {
            NeuronSpec::Competition { .. } => (&all[..0], &all[..0]),
            NeuronSpec::EventDriven { .. } => (all, &all[..0]),
            NeuronSpec::Clocked(_) => (all, all),
        };
        let potential: Vec<f32> = with_v.iter().map(|n| n.v).collect();
        let inhibition: Vec<f32> = with_h.iter().map(|n| n.h).collect();
        let view = View {
            weights: &run.weights,
            potential: &potential,
            inhibition: &inhibition,
            global: run.global,
        };
        run.observer.tick_end(Ticks(now), view);
    }
}

impl<O: Observer> Run<'_, O> {
    fn is_plastic(&self, edge: u32) -> bool {
        self.network.plastic_edges().contains(&(edge as usize))
    }

    fn arrive(&mut self, spike: u32, edge: u32) {
        let (now, e) = (self.now, edge as usize);
        let target = self.network.target(EdgeId(edge));
        let n = target.index();
        if self.is_plastic(edge)
            && let Some(stdp) = self.network.stdp()
        {
            let before = self.weights[e];
            let firings = self.neurons[n].firings;
            let gain = stdp.gain(self.activity, now);
            let after = stdp.on_arrival(before, &mut self.arrivals[e], firings, gain, now);
            self.weights[e] = after;
            if after != before {
                self.observer.weight(Ticks(now), EdgeId(edge), after);
            }
        }
        let weight = self.weights[e];
        let refractory = now < self.neurons[n].refractory_until;
        let neuron = &mut self.neurons[n];
        let (lost, fires) = match *self.network.neuron() {
            NeuronSpec::Competition { .. } => (refractory, weight > 0.0),
            NeuronSpec::EventDriven { .. } if refractory => (true, false),
            NeuronSpec::EventDriven { tau_membrane_ms, threshold, .. } => {
                let tau_ticks = tau_membrane_ms / self.network.tick().ms();
                let decay = factor(now - neuron.v_updated, tau_ticks, POTENTIAL_FLOOR);
                neuron.v = neuron.v * decay + weight;
                neuron.v_updated = now;
                (false, neuron.v >= threshold as f32)
            }
            NeuronSpec::Clocked(spec) => {
                let from_input =
                    self.network.source(EdgeId(edge)).index() < self.network.input_count();
                let efficacy = self.network.efficacy();
                if weight > 0.0 {
                    let gain = if from_input { 1.0 } else { efficacy.excitatory };
                    let lost = refractory && spec.lose_refractory_arrivals;
                    if !lost {
                        neuron.arrived_excitation += weight * gain;
                    }
                    (lost, false)
                } else {
                    let gain = if from_input { 1.0 } else { efficacy.inhibitory };
                    neuron.arrived_inhibition -= weight * gain;
                    (false, false)
                }
            }
        };
        let outcome = if lost { Outcome::Lost } else { Outcome::Effective };
        self.observer.arrival(Ticks(now), EdgeId(edge), outcome);
        if fires && !lost {
            let cause = Cause::Signal { edge: EdgeId(edge), parent: SpikeId(spike) };
            self.neurons[n].v = 0.0;
            self.fire(target.0, cause);
        }
    }

    /// Decay, add, threshold, one neuron after the other.
    fn step_clocked(&mut self) {
        let NeuronSpec::Clocked(spec) = *self.network.neuron() else { return };
        let dt = self.network.tick().ms();
        let tau_ticks = spec.tau_membrane_ms / dt;
        let global = self.global;
        for n in self.network.input_count()..self.network.neuron_count() {
            let neuron = &mut self.neurons[n];
            let refractory = self.now < neuron.refractory_until;
            neuron.s = neuron.s * per_tick(tau_ticks) + neuron.arrived_excitation;
            neuron.h = neuron.h * per_tick(spec.tau_inhibition_ms / dt) + neuron.arrived_inhibition;
            neuron.v *= per_tick(tau_ticks);
            if !(refractory && spec.lose_refractory_arrivals) {
                neuron.v += (std::f64::consts::E / tau_ticks) as f32 * neuron.s;
            }
            neuron.arrived_excitation = 0.0;
            neuron.arrived_inhibition = 0.0;
            if !refractory && neuron.v - neuron.h - global >= spec.threshold as f32 {
                neuron.v -= spec.reset_by as f32;
                if spec.lose_refractory_arrivals {
                    neuron.s = 0.0;
                }
                self.global += spec.global_gain as f32;
                self.fire(n as u32, Cause::Threshold);
            }
        }
        self.global *= per_tick(spec.tau_global_ms / dt);
    }

    fn fire(&mut self, neuron: u32, cause: Cause) {
        let now = self.now;
        self.neurons[neuron as usize].refractory_until = now + self.network.refractory().0;
        self.observer.spike(Ticks(now), NeuronId(neuron), cause);
        if let Some(stdp) = self.network.stdp() {
            for e in self.network.plastic_edges() {
                if self.network.target(EdgeId(e as u32)).0 != neuron {
                    continue;
                }
                let before = self.weights[e];
                let gain = stdp.gain(self.activity, now);
                let after = stdp.on_firing(before, &mut self.arrivals[e], gain, now);
                self.weights[e] = after;
                if after != before {
                    self.observer.weight(Ticks(now), EdgeId(e as u32), after);
                }
            }
            stdp.mark_firing(&mut self.neurons[neuron as usize].firings, now);
            if neuron as usize >= self.network.input_count() {
                stdp.mark_activity(&mut self.activity, now);
            }
        }
        for e in self.network.outgoing(NeuronId(neuron)) {
            let arrives = now + self.network.delay(EdgeId(e as u32)).0;
            self.on_their_way.push(Reverse((arrives, self.spikes, e as u32)));
        }
        self.spikes += 1;
    }
}
