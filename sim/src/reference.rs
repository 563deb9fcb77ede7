//! The reference engine: obviously right, and slow. A heap of single arrivals, plain loops over the
//! neurons, every formula written out, that of plasticity too, nothing looked up in tables and nothing
//! skipped.
//!
//! It exists to be read against the design's equations and to be compared with
//! [`engine`](super::engine), event for event.

use crate::decay::{factor, per_tick};
use crate::event::{Cause, Observer, Outcome, View};
use crate::ids::{EdgeId, NeuronId, SpikeId};
use crate::network::Network;
use crate::neuron::POTENTIAL_FLOOR;
use crate::params::NeuronSpec;
use crate::stdp::{Bounds, Pairing, StdpSpec, TRACE_FLOOR};
use crate::stimulus::{InputSpike, Stimulus};
use crate::units::Ticks;
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
    firings: Memory,
}

/// What is remembered of some events: for each, e^(−t/τ) at the time t since then, summed up.
#[derive(Clone, Copy, Debug, Default)]
struct Memory {
    last: u32,
    /// Just after the last event.
    sum: f32,
}

impl Memory {
    fn at(self, now: u32, tau_ticks: f64) -> f32 {
        self.sum * factor(now - self.last, tau_ticks, TRACE_FLOOR)
    }
}

struct Run<'a, O: ?Sized> {
    network: &'a Network,
    observer: &'a mut O,
    now: u32,
    spikes: u32,
    global: f32,
    /// Spikes caused from outside whose global inhibition is still to come.
    forced: u32,
    neurons: Vec<Neuron>,
    weights: Vec<f32>,
    arrivals: Vec<Memory>,
    activity: Memory,
    /// (tick of arrival, spike, edge): the smallest comes first.
    on_their_way: BinaryHeap<Reverse<(u32, u32, u32)>>,
}

/// Runs one presentation from fresh weights.
pub fn present(network: &Network, stimulus: &Stimulus, observer: &mut (impl Observer + ?Sized)) {
    let mut run = Run {
        network,
        observer,
        now: 0,
        spikes: 0,
        global: 0.0,
        forced: 0,
        neurons: vec![Neuron::default(); network.neuron_count()],
        weights: network.weights().to_vec(),
        arrivals: vec![Memory::default(); network.edge_count()],
        activity: Memory::default(),
        on_their_way: BinaryHeap::new(),
    };
    for now in 0..stimulus.duration().0 {
        run.now = now;
        for &InputSpike { at, neuron } in stimulus.spikes() {
            if at.0 == now && run.neurons[neuron.index()].refractory_until <= now {
                run.fire(neuron.0, Cause::Stimulus);
                run.reset_by_force(neuron);
            }
        }
        while let Some(&Reverse((at, spike, edge))) = run.on_their_way.peek()
            && at == now
        {
            run.on_their_way.pop();
            run.arrive(spike, edge);
        }
        if matches!(network.model(), NeuronSpec::Clocked(_)) {
            run.step_clocked();
        }
        let all = &run.neurons[network.input_count()..];
        let (with_v, with_h) = match network.model() {
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

impl<O: Observer + ?Sized> Run<'_, O> {
    fn is_plastic(&self, edge: u32) -> bool {
        self.network.plastic_edges().contains(EdgeId(edge))
    }

    fn arrive(&mut self, spike: u32, edge: u32) {
        let (now, e) = (self.now, edge as usize);
        let target = self.network.target(EdgeId(edge));
        let n = target.index();
        if self.is_plastic(edge)
            && let Some(rule) = self.rule()
        {
            let follows = self.neurons[n].firings.at(now, self.ticks(rule.tau_minus_ms));
            self.change_weight(edge, rule.a_pre as f32 - rule.a_minus as f32 * follows);
            let tau_ticks = self.ticks(rule.tau_plus_ms);
            self.arrivals[e] = remembered(rule.pairing, self.arrivals[e], now, tau_ticks);
        }
        let weight = self.weights[e];
        let refractory = now < self.neurons[n].refractory_until;
        let neuron = &mut self.neurons[n];
        let (lost, fires) = match *self.network.neuron(target) {
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

    fn rule(&self) -> Option<StdpSpec> {
        self.network.stdp().map(|stdp| *stdp.spec())
    }

    fn ticks(&self, tau_ms: f64) -> f64 {
        tau_ms / self.network.tick().ms()
    }

    /// Changes a weight as far as the network's activity and the rule's bounds let it.
    fn change_weight(&mut self, edge: u32, by: f32) {
        let Some(rule) = self.rule() else { return };
        let gain = rule.metaplasticity.map_or(1.0, |meta| {
            let activity = self.activity.at(self.now, self.ticks(meta.tau_ms));
            1.0 / (1.0 + activity / meta.half_at_spikes as f32)
        });
        let (low, high) = (rule.w_min as f32, rule.w_max as f32);
        let before = self.weights[edge as usize];
        let by = gain * by;
        let room = match rule.bounds {
            Bounds::Hard => 1.0,
            Bounds::Soft if by > 0.0 => (high - before) / (high - low),
            Bounds::Soft => (before - low) / (high - low),
        };
        let mut after = (before + by * room).min(high).max(low);
        if !rule.sign_change && after.is_sign_negative() != before.is_sign_negative() {
            after = if before.is_sign_negative() { -0.0 } else { 0.0 };
        }
        self.weights[edge as usize] = after;
        if after != before {
            self.observer.weight(Ticks(self.now), EdgeId(edge), after);
        }
    }

    /// What a spike that something outside has caused leaves behind: what one of the neuron's own does.
    fn reset_by_force(&mut self, neuron: NeuronId) {
        let is_input = neuron.index() < self.network.input_count();
        let state = &mut self.neurons[neuron.index()];
        match self.network.neuron(neuron) {
            NeuronSpec::Competition { .. } => {}
            NeuronSpec::EventDriven { .. } => (state.v, state.v_updated) = (0.0, self.now),
            NeuronSpec::Clocked(_) if is_input => {}
            NeuronSpec::Clocked(spec) => {
                state.v -= spec.reset_by as f32;
                if spec.lose_refractory_arrivals {
                    state.s = 0.0;
                }
                self.forced += 1;
            }
        }
    }

    /// Decay, add, threshold, one neuron after the other.
    fn step_clocked(&mut self) {
        let dt = self.network.tick().ms();
        let global = self.global;
        for n in self.network.input_count()..self.network.neuron_count() {
            let NeuronSpec::Clocked(spec) = *self.network.neuron(NeuronId(n as u32)) else {
                return;
            };
            let tau_ticks = spec.tau_membrane_ms / dt;
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
        let NeuronSpec::Clocked(spec) = *self.network.model() else { return };
        for _ in 0..std::mem::take(&mut self.forced) {
            self.global += spec.global_gain as f32;
        }
        self.global *= per_tick(spec.tau_global_ms / dt);
    }

    fn fire(&mut self, neuron: u32, cause: Cause) {
        let now = self.now;
        self.neurons[neuron as usize].refractory_until =
            now + self.network.refractory(NeuronId(neuron)).0;
        self.observer.spike(Ticks(now), NeuronId(neuron), cause);
        if let Some(rule) = self.rule() {
            for edge in self.network.plastic_edges().iter() {
                if self.network.target(edge).0 != neuron {
                    continue;
                }
                let e = edge.index();
                let precedes = self.arrivals[e].at(now, self.ticks(rule.tau_plus_ms));
                self.change_weight(edge.0, rule.a_post as f32 + rule.a_plus as f32 * precedes);
                if rule.pairing == Pairing::Once {
                    self.arrivals[e] = Memory::default();
                }
            }
            let tau_ticks = self.ticks(rule.tau_minus_ms);
            let firings = &mut self.neurons[neuron as usize].firings;
            *firings = remembered(rule.pairing, *firings, now, tau_ticks);
            if let Some(meta) = rule.metaplasticity
                && neuron as usize >= self.network.input_count()
            {
                let tau_ticks = self.ticks(meta.tau_ms);
                self.activity = remembered(Pairing::All, self.activity, now, tau_ticks);
            }
        }
        for edge in self.network.outgoing(NeuronId(neuron)).iter() {
            let arrives = now + self.network.delay(edge).0;
            self.on_their_way.push(Reverse((arrives, self.spikes, edge.0)));
        }
        self.spikes += 1;
    }
}

/// What is remembered after one more event: it alone, or those before it too.
fn remembered(pairing: Pairing, before: Memory, now: u32, tau_ticks: f64) -> Memory {
    let kept = match pairing {
        Pairing::All => before.at(now, tau_ticks),
        Pairing::Nearest | Pairing::Once => 0.0,
    };
    Memory { last: now, sum: kept + 1.0 }
}
