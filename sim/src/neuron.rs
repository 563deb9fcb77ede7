//! What arrivals do to neurons, in the fast engine's layout: arrays by neuron.
//!
//! **Competition** (S19): no state but the refractory period. **Event-driven perceptron** (G21
//! Section 3.2): at each arrival `V ← V·e^(−Δt/τ_m) + w`, tested at once, reset to 0.
//! **Clocked perceptron** (design 1.1), once a tick, with the tick's summed arrivals:
//!
//! ```text
//! S ← S·e^(−dt/τ_v) + excitation        two-stage (alpha-like) excitation
//! H ← H·e^(−dt/τ_h) + inhibition
//! V ← V·e^(−dt/τ_v) + (e·dt/τ_v)·S
//! fire when not refractory and V − H − G ≥ θ:   V ← V − reset,   G ← G + g_G from the next tick
//! G ← G·e^(−dt/τ_g)
//! ```

use crate::decay::{DecayTable, factor, per_tick};
use crate::ids::NeuronId;
use crate::network::{Network, PerNeuron};
use crate::params::{ClockedSpec, NeuronSpec};
use crate::units::TickLength;

/// Potentials that have decayed below this share of themselves count as 0.
pub(super) const POTENTIAL_FLOOR: f64 = 1e-6;

/// State of event-driven perceptrons.
#[derive(Clone, Debug)]
pub(super) struct EventDriven {
    pub potential: Vec<f32>,
    updated: Vec<u32>,
    decay: Decay,
    threshold: PerNeuron<f32>,
}

/// How a potential falls: looked up where all neurons are alike.
#[derive(Clone, Debug)]
enum Decay {
    Same(DecayTable),
    /// τ of each neuron, ticks.
    Each(Box<[f64]>),
}

impl Decay {
    #[inline]
    fn at(&self, neuron: usize, lag: u32) -> f32 {
        match self {
            Decay::Same(table) => table.at(lag),
            Decay::Each(tau_ticks) => factor(lag, tau_ticks[neuron], POTENTIAL_FLOOR),
        }
    }
}

impl EventDriven {
    /// Of a network whose neurons are such; none otherwise.
    pub fn of(network: &Network) -> Option<EventDriven> {
        let tick = network.tick();
        let constants = |neuron: &NeuronSpec| match *neuron {
            NeuronSpec::EventDriven { tau_membrane_ms, threshold, .. } => {
                Some((tau_membrane_ms / tick.ms(), threshold as f32))
            }
            _ => None,
        };
        let (tau_ticks, threshold) = constants(network.model())?;
        let neurons = network.neuron_count();
        let mut all = EventDriven {
            potential: vec![0.0; neurons],
            updated: vec![0; neurons],
            decay: Decay::Same(DecayTable::new(tau_ticks, POTENTIAL_FLOOR)),
            threshold: PerNeuron::Same(threshold),
        };
        if !network.is_uniform() {
            let each = (0..neurons).filter_map(|n| constants(network.neuron(NeuronId(n as u32))));
            let (taus, thresholds): (Vec<f64>, Vec<f32>) = each.unzip();
            if taus.iter().any(|tau| *tau != tau_ticks) {
                all.decay = Decay::Each(taus.into());
            }
            all.threshold = PerNeuron::of(thresholds);
        }
        Some(all)
    }

    /// The neuron has been made to fire.
    pub fn spiked(&mut self, neuron: usize, now: u32) {
        self.potential[neuron] = 0.0;
        self.updated[neuron] = now;
    }

    pub fn reset(&mut self) {
        self.potential.fill(0.0);
        self.updated.fill(0);
    }

    /// Whether potentials at tick `now` are those of `other` at `then`, as far as any arrival will see.
    pub fn is_as(&self, now: u32, other: &EventDriven, then: u32) -> bool {
        (0..self.potential.len()).all(|n| {
            let (lag, lag_then) = (now - self.updated[n], then - other.updated[n]);
            let (v, v_then) = (self.potential[n], other.potential[n]);
            let gone = |v: f32, lag| v == 0.0 || self.decay.at(n, lag) == 0.0;
            (gone(v, lag) && gone(v_then, lag_then)) || (v == v_then && lag == lag_then)
        })
    }

    /// Adds an arrival; true when the neuron reaches its threshold, and is reset.
    #[inline]
    pub fn arrive(&mut self, neuron: usize, weight: f32, now: u32) -> bool {
        let lag = now - self.updated[neuron];
        let potential = self.potential[neuron] * self.decay.at(neuron, lag) + weight;
        let fires = potential >= self.threshold.at(neuron);
        self.potential[neuron] = if fires { 0.0 } else { potential };
        self.updated[neuron] = now;
        fires
    }
}

/// The clocked model's constants for one tick length.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClockedConstants {
    pub keep_membrane: f32,
    pub keep_inhibition: f32,
    pub keep_global: f32,
    /// e·dt/τ_v: makes the two-stage response to a unit arrival peak at about 1.
    pub drive: f32,
    pub threshold: f32,
    pub reset_by: f32,
    pub global_gain: f32,
    pub lossy: bool,
}

impl ClockedConstants {
    pub fn new(spec: &ClockedSpec, tick: TickLength) -> ClockedConstants {
        let tau_ticks = spec.tau_membrane_ms / tick.ms();
        ClockedConstants {
            keep_membrane: per_tick(tau_ticks),
            keep_inhibition: per_tick(spec.tau_inhibition_ms / tick.ms()),
            keep_global: per_tick(spec.tau_global_ms / tick.ms()),
            drive: (std::f64::consts::E / tau_ticks) as f32,
            threshold: spec.threshold as f32,
            reset_by: spec.reset_by as f32,
            global_gain: spec.global_gain as f32,
            lossy: spec.lose_refractory_arrivals,
        }
    }
}

/// State of clocked perceptrons; indices count from the first recurrent neuron.
#[derive(Clone, Debug)]
pub(super) struct Clocked {
    pub constants: ClockedConstants,
    /// V.
    pub potential: Vec<f32>,
    /// H.
    pub inhibition: Vec<f32>,
    /// G as the coming tick sees it.
    pub global: f32,
    synaptic: Vec<f32>,
    arrived_excitation: Vec<f32>,
    arrived_inhibition: Vec<f32>,
    firing: Vec<u32>,
    /// Spikes since the last tick's step that something outside has caused.
    forced: u32,
    /// The constants of each neuron, where they are not all alike.
    each: Option<Box<[ClockedConstants]>>,
}

impl Clocked {
    /// Of a network whose neurons are such; none otherwise.
    pub fn of(network: &Network) -> Option<Clocked> {
        let constants = |neuron: &NeuronSpec| match neuron {
            NeuronSpec::Clocked(spec) => Some(ClockedConstants::new(spec, network.tick())),
            _ => None,
        };
        let (inputs, all) = (network.input_count(), network.neuron_count());
        let mut clocked = Clocked::new(all - inputs, constants(network.model())?);
        if !network.is_uniform() {
            let neurons = (inputs..all).map(|n| network.neuron(NeuronId(n as u32)));
            clocked.each = Some(neurons.filter_map(constants).collect());
        }
        Some(clocked)
    }

    fn new(neurons: usize, constants: ClockedConstants) -> Clocked {
        let zeros = vec![0.0; neurons];
        Clocked {
            constants,
            potential: zeros.clone(),
            inhibition: zeros.clone(),
            global: 0.0,
            synaptic: zeros.clone(),
            arrived_excitation: zeros.clone(),
            arrived_inhibition: zeros,
            firing: Vec::new(),
            forced: 0,
            each: None,
        }
    }

    pub fn reset(&mut self) {
        self.forced = 0;
        for column in [
            &mut self.potential,
            &mut self.inhibition,
            &mut self.synaptic,
            &mut self.arrived_excitation,
            &mut self.arrived_inhibition,
        ] {
            column.fill(0.0);
        }
        self.global = 0.0;
    }

    /// Adds an arrival of `amount`, along an edge that `excites` or inhibits; false when it is lost.
    #[inline]
    pub fn arrive(&mut self, neuron: usize, amount: f32, excites: bool, refractory: bool) -> bool {
        if !excites {
            self.arrived_inhibition[neuron] -= amount;
            return true;
        }
        let effective = !(refractory && self.constants.lossy);
        if effective {
            self.arrived_excitation[neuron] += amount;
        }
        effective
    }

    /// The neuron has been made to fire at the beginning of the tick: it is reset then, before the tick's decay, and
    /// what arrives in the tick finds it refractory. The global inhibition of it comes with that of the tick.
    pub fn spiked(&mut self, neuron: usize) {
        self.potential[neuron] -= self.constants.reset_by;
        if self.constants.lossy {
            self.synaptic[neuron] = 0.0;
        }
        self.forced += 1;
    }

    /// Decays, adds and tests every neuron; returns those that fire, in order, already reset.
    /// `refractory_until` is that of the same neurons.
    pub fn step(&mut self, now: u32, refractory_until: &[u32]) -> Vec<u32> {
        let all = self.constants;
        // What is the same for every neuron is decided here and not in the loop.
        match self.each.take() {
            None if all.lossy => self.step_with::<true>(now, refractory_until, |_| all),
            None => self.step_with::<false>(now, refractory_until, |_| all),
            Some(each) => {
                let firing = match all.lossy {
                    true => self.step_with::<true>(now, refractory_until, |n| each[n]),
                    false => self.step_with::<false>(now, refractory_until, |n| each[n]),
                };
                self.each = Some(each);
                firing
            }
        }
    }

    #[inline]
    fn step_with<const LOSSY: bool>(
        &mut self,
        now: u32,
        refractory_until: &[u32],
        constants: impl Fn(usize) -> ClockedConstants,
    ) -> Vec<u32> {
        let (reset_by, global) = (self.constants.reset_by, self.global);
        let neurons = self.potential.len();
        let potential = &mut self.potential[..neurons];
        let inhibition = &mut self.inhibition[..neurons];
        let synaptic = &mut self.synaptic[..neurons];
        let excited = &mut self.arrived_excitation[..neurons];
        let inhibited = &mut self.arrived_inhibition[..neurons];
        let until = &refractory_until[..neurons];
        // No branch and no early exit, so that the loop is vectorised; firing is rare and comes after.
        let mut any = false;
        for n in 0..neurons {
            let c = constants(n);
            let refractory = now < until[n];
            let s = synaptic[n] * c.keep_membrane + excited[n];
            let h = inhibition[n] * c.keep_inhibition + inhibited[n];
            let drive = if LOSSY & refractory { 0.0 } else { c.drive * s };
            let v = potential[n] * c.keep_membrane + drive;
            synaptic[n] = s;
            inhibition[n] = h;
            potential[n] = v;
            excited[n] = 0.0;
            inhibited[n] = 0.0;
            any |= !refractory & (v - h - global >= c.threshold);
        }
        let mut firing = std::mem::take(&mut self.firing);
        firing.clear();
        if any {
            for n in 0..neurons {
                let net = potential[n] - inhibition[n] - global;
                if now >= until[n] && net >= constants(n).threshold {
                    firing.push(n as u32);
                    potential[n] -= reset_by;
                    if LOSSY {
                        synaptic[n] = 0.0;
                    }
                }
            }
        }
        for _ in 0..firing.len() + std::mem::take(&mut self.forced) as usize {
            self.global += self.constants.global_gain;
        }
        self.global *= self.constants.keep_global;
        firing
    }

    /// Hands the list of [`step`](Self::step) back, so that it is allocated once.
    pub fn recycle(&mut self, firing: Vec<u32>) {
        self.firing = firing;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{LengthUnit, NetworkSpec};
    use crate::params::{NeuronSpec, Preset};

    fn clocked() -> Clocked {
        let preset = Preset::builtin("weights-196").unwrap();
        let NeuronSpec::Clocked(spec) = preset.spec().neuron else { panic!("clocked") };
        Clocked::new(1, ClockedConstants::new(&spec, preset.tick()))
    }

    #[test]
    fn a_unit_arrival_rises_to_about_one_and_falls() {
        let mut neuron = clocked();
        neuron.constants.threshold = f32::INFINITY;
        neuron.arrive(0, 1.0, true, false);
        let trace: Vec<f32> = (0..80)
            .map(|t| {
                neuron.step(t, &[0]);
                neuron.potential[0]
            })
            .collect();
        let (peak_at, peak) = trace.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
        assert!((1.0..1.25).contains(peak), "peak {peak}");
        assert!((4..=7).contains(&peak_at), "peaks near 0.75 ms = 6 ticks, at {peak_at}");
        assert!(trace[79] < 0.01);
    }

    #[test]
    fn a_refractory_neuron_loses_excitation_but_not_inhibition() {
        let mut neuron = clocked();
        assert!(!neuron.arrive(0, 1.0, true, true) && neuron.arrive(0, -0.5, false, true));
        neuron.step(0, &[9]);
        assert_eq!((neuron.potential[0], neuron.inhibition[0]), (0.0, 0.5));
        neuron.constants.lossy = false;
        assert!(neuron.arrive(0, 1.0, true, true), "integrated where the preset says so");
    }

    #[test]
    fn global_inhibition_acts_from_the_next_tick() {
        let mut neuron = clocked();
        neuron.arrive(0, 10.0, true, false);
        assert_eq!(neuron.step(0, &[0]), [0]);
        let expected = 0.0015 * libm::exp(-0.125 / 100.0);
        assert!((f64::from(neuron.global) - expected).abs() < 1e-9);
    }

    #[test]
    fn an_event_driven_neuron_sums_decays_and_resets() {
        let spec =
            NeuronSpec::EventDriven { refractory_ms: 1.0, tau_membrane_ms: 50.0, threshold: 1.0 };
        let mut network = NetworkSpec::new(1.0, LengthUnit::Millimetre, spec);
        network.neurons.place.push([0.0; 3]);
        let mut neuron = EventDriven::of(&Network::new(&network).unwrap()).unwrap();
        assert!(!neuron.arrive(0, 0.9, 0));
        assert!(!neuron.arrive(0, 0.3, 50), "0.9/e + 0.3 = 0.63");
        assert!((neuron.potential[0] - 0.631).abs() < 1e-3);
        assert!(neuron.arrive(0, 0.4, 50), "the same tick counts fully");
        assert_eq!(neuron.potential[0], 0.0);
    }
}
