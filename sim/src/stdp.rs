//! Spike-timing-dependent plasticity, timed at the synapse (design, section 1; G21 Section 3.2).
//!
//! The presynaptic event is the *arrival* of a signal, lost ones included; the postsynaptic event is
//! the firing of the target. Four terms of the general spike-based rule:
//!
//! ```text
//! arrival at t:  w += a_pre  − A₋ · y(t),   y = Σ or last of e^(−(t − t_post)/τ₋)
//! firing  at t:  w += a_post + A₊ · x(t),   x = Σ or last of e^(−(t − t_arr )/τ₊)
//! ```
//!
//! | name | meaning | unit | range |
//! |---|---|---|---|
//! | `a_pre` | change at each arrival | weight | finite |
//! | `a_post` | change at each firing | weight | finite |
//! | `a_minus` | A₋, depression when the arrival follows a firing at once | weight | ≥ 0 |
//! | `a_plus` | A₊, potentiation when the firing follows an arrival at once | weight | ≥ 0 |
//! | `tau_minus_ms`, `tau_plus_ms` | time constants of the windows | ms | > 0 |
//!
//! With [`metaplasticity`] every change is multiplied by a gain that falls as the network fires.
//!
//! A lag of 0 counts fully; an event whose decay since is below 1e-4 counts for nothing. State per edge and neuron is a
//! [`Trace`]: the tick of its last event and its value then, decayed only when it is read.

use crate::check::{SpecError, above_zero, at_least_zero, finite, refuse, with};
use crate::decay::DecayTable;
use crate::units::TickLength;
use serde::{Deserialize, Serialize};

pub mod metaplasticity;
mod trace;

pub use trace::{TRACE_FLOOR, Trace};

use metaplasticity::{Metaplasticity, MetaplasticitySpec};

/// The rule as a file gives it; see the module's table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StdpSpec {
    /// Change at each arrival.
    pub a_pre: f64,
    /// Change at each firing of the target.
    pub a_post: f64,
    /// A₋.
    pub a_minus: f64,
    /// τ₋, ms.
    pub tau_minus_ms: f64,
    /// A₊.
    pub a_plus: f64,
    /// τ₊, ms.
    pub tau_plus_ms: f64,
    /// Which events a trace remembers.
    pub pairing: Pairing,
    /// How the bounds act.
    pub bounds: Bounds,
    /// Least weight.
    pub w_min: f64,
    /// Greatest weight.
    pub w_max: f64,
    /// A weight may cross zero; otherwise it stops there.
    pub sign_change: bool,
    /// Edges from input neurons learn too.
    pub input_edges: bool,
    /// How recent activity lowers every change; absent means that it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metaplasticity: Option<MetaplasticitySpec>,
}

/// Which events a trace remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Pairing {
    /// Only the last event.
    Nearest,
    /// Only the last event, and an arrival potentiates once.
    Once,
    /// The sum over all events.
    All,
}

/// How the bounds act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Bounds {
    /// Weights stop at the bounds.
    Hard,
    /// Changes shrink with the distance left to the bound: (w_max − w) or (w − w_min), over the range.
    Soft,
}

impl StdpSpec {
    /// Refuses what cannot be simulated.
    ///
    /// # Errors
    /// Names the first field that is out of its range.
    pub fn check(&self) -> Result<(), SpecError> {
        finite("plasticity.a_pre", self.a_pre)?;
        finite("plasticity.a_post", self.a_post)?;
        at_least_zero("plasticity.a_minus", self.a_minus)?;
        at_least_zero("plasticity.a_plus", self.a_plus)?;
        above_zero("plasticity.tau_minus_ms", self.tau_minus_ms)?;
        above_zero("plasticity.tau_plus_ms", self.tau_plus_ms)?;
        finite("plasticity.w_max", self.w_max)?;
        if finite("plasticity.w_min", self.w_min)? >= self.w_max {
            let found = with(self.w_min, &[("plasticity.w_max", self.w_max)]);
            return Err(refuse("plasticity.w_min", "less than w_max", found));
        }
        self.metaplasticity.map_or(Ok(()), |spec| spec.check())
    }
}

/// The checked rule in ticks, ready to apply.
#[derive(Clone, Debug)]
pub struct Stdp {
    spec: StdpSpec,
    a_pre: f32,
    a_post: f32,
    a_minus: f32,
    a_plus: f32,
    w_min: f32,
    w_max: f32,
    window_minus: DecayTable,
    window_plus: DecayTable,
    metaplasticity: Option<Metaplasticity>,
}

impl Stdp {
    /// The rule of a checked spec, for a network with that tick.
    pub(super) fn new(spec: StdpSpec, tick: TickLength) -> Stdp {
        Stdp {
            spec,
            a_pre: spec.a_pre as f32,
            a_post: spec.a_post as f32,
            a_minus: spec.a_minus as f32,
            a_plus: spec.a_plus as f32,
            w_min: spec.w_min as f32,
            w_max: spec.w_max as f32,
            window_minus: DecayTable::new(spec.tau_minus_ms / tick.ms(), TRACE_FLOOR),
            window_plus: DecayTable::new(spec.tau_plus_ms / tick.ms(), TRACE_FLOOR),
            metaplasticity: spec.metaplasticity.map(|spec| Metaplasticity::new(spec, tick)),
        }
    }

    /// The rule as given.
    pub fn spec(&self) -> &StdpSpec {
        &self.spec
    }

    /// Notes an event in `trace`.
    #[inline]
    fn mark(&self, trace: &mut Trace, now: u32, table: &DecayTable) {
        let kept = match self.spec.pairing {
            Pairing::All => trace.read(now, table),
            Pairing::Nearest | Pairing::Once => 0.0,
        };
        *trace = Trace { last: now, value: kept + 1.0 };
    }

    /// What changes at tick `now` are multiplied by, after that `activity` of the network.
    #[inline]
    pub fn gain(&self, activity: Trace, now: u32) -> f32 {
        self.metaplasticity.as_ref().map_or(1.0, |rule| rule.gain(activity, now))
    }

    /// Notes a spike of a recurrent neuron in the network's `activity`.
    #[inline]
    pub fn mark_activity(&self, activity: &mut Trace, now: u32) {
        if let Some(rule) = &self.metaplasticity {
            rule.mark(activity, now);
        }
    }

    /// A signal arrives: depresses `w` by the target's trace and marks the edge's own.
    /// Returns the new weight.
    #[inline]
    pub fn on_arrival(
        &self,
        w: f32,
        arrivals: &mut Trace,
        firings: Trace,
        gain: f32,
        now: u32,
    ) -> f32 {
        let change = self.a_pre - self.a_minus * firings.read(now, &self.window_minus);
        self.mark(arrivals, now, &self.window_plus);
        self.bounded(w, gain * change)
    }

    /// The target fires: potentiates `w` by the edge's trace. Returns the new weight.
    #[inline]
    pub fn on_firing(&self, w: f32, arrivals: &mut Trace, gain: f32, now: u32) -> f32 {
        let change = self.a_post + self.a_plus * arrivals.read(now, &self.window_plus);
        if self.spec.pairing == Pairing::Once {
            *arrivals = Trace::default();
        }
        self.bounded(w, gain * change)
    }

    /// Notes a firing in the target's own trace.
    #[inline]
    pub fn mark_firing(&self, firings: &mut Trace, now: u32) {
        self.mark(firings, now, &self.window_minus);
    }

    #[inline]
    fn bounded(&self, w: f32, change: f32) -> f32 {
        let room = match self.spec.bounds {
            Bounds::Hard => 1.0,
            Bounds::Soft if change > 0.0 => (self.w_max - w) / (self.w_max - self.w_min),
            Bounds::Soft => (w - self.w_min) / (self.w_max - self.w_min),
        };
        let moved = (w + change * room).clamp(self.w_min, self.w_max);
        // A weight stopped at zero keeps its side in the sign bit: −0.0 is still inhibitory.
        let crosses = moved.is_sign_positive() != w.is_sign_positive();
        if crosses && !self.spec.sign_change { 0.0_f32.copysign(w) } else { moved }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(pairing: Pairing, bounds: Bounds) -> StdpSpec {
        StdpSpec {
            a_pre: 0.0,
            a_post: 0.0,
            a_minus: 0.3,
            tau_minus_ms: 20.0,
            a_plus: 0.5,
            tau_plus_ms: 10.0,
            pairing,
            bounds,
            w_min: -1.0,
            w_max: 1.0,
            sign_change: true,
            input_edges: true,
            metaplasticity: None,
        }
    }

    fn rule(spec: StdpSpec) -> Stdp {
        spec.check().unwrap();
        Stdp::new(spec, TickLength::from_ms(1.0))
    }

    #[test]
    fn windows_equal_tick_by_tick_decay() {
        let rule = rule(spec(Pairing::Nearest, Bounds::Hard));
        let mut expected = 0.5;
        for lag in 0..90 {
            let mut arrivals = Trace::default();
            rule.on_arrival(0.0, &mut arrivals, Trace::default(), 1.0, 7);
            let w = f64::from(rule.on_firing(0.0, &mut arrivals, 1.0, 7 + lag));
            assert!((w - expected).abs() < 1e-6, "lag {lag}: {w} for {expected}");
            expected *= libm::exp(-0.1);
        }
    }

    #[test]
    fn an_arrival_after_a_firing_depresses() {
        let rule = rule(spec(Pairing::Nearest, Bounds::Hard));
        let mut firings = Trace::default();
        rule.mark_firing(&mut firings, 0);
        let w = rule.on_arrival(0.0, &mut Trace::default(), firings, 1.0, 20);
        assert!((f64::from(w) + 0.3 * libm::exp(-1.0)).abs() < 1e-6);
    }

    #[test]
    fn pairing_decides_what_two_arrivals_leave() {
        let change = |pairing| {
            let rule = rule(spec(pairing, Bounds::Hard));
            let mut arrivals = Trace::default();
            for t in [0, 0] {
                rule.on_arrival(0.0, &mut arrivals, Trace::default(), 1.0, t);
            }
            let first = rule.on_firing(0.0, &mut arrivals, 1.0, 0);
            (first, rule.on_firing(0.0, &mut arrivals, 1.0, 0))
        };
        assert_eq!(change(Pairing::Nearest), (0.5, 0.5));
        assert_eq!(change(Pairing::Once), (0.5, 0.0));
        assert_eq!(change(Pairing::All), (1.0, 1.0));
    }

    /// By hand, from the rule as it is written at the module's head.
    #[test]
    fn what_was_long_ago_counts_less() {
        // τ₊ = 10 ms, τ₋ = 20 ms: arrivals at 0 and 10 ms, a firing at 20 ms; and the other way round.
        let potentiation = |pairing| {
            let rule = rule(spec(pairing, Bounds::Hard));
            let mut arrivals = Trace::default();
            for t in [0, 10] {
                rule.on_arrival(0.0, &mut arrivals, Trace::default(), 1.0, t);
            }
            rule.on_firing(0.0, &mut arrivals, 1.0, 20)
        };
        let depression = |pairing| {
            let rule = rule(spec(pairing, Bounds::Hard));
            let mut firings = Trace::default();
            [0, 10].into_iter().for_each(|t| rule.mark_firing(&mut firings, t));
            rule.on_arrival(0.0, &mut Trace::default(), firings, 1.0, 20)
        };
        let close = |found: f32, expected: f32| {
            assert!((found - expected).abs() < 1e-5, "{found} for {expected}");
        };
        // 0.5 (e^−2 + e^−1) and −0.3 (e^−1 + e^−0.5).
        close(potentiation(Pairing::All), 0.251_607);
        close(depression(Pairing::All), -0.292_323);
        // 0.5 e^−1 and −0.3 e^−0.5.
        for pairing in [Pairing::Nearest, Pairing::Once] {
            close(potentiation(pairing), 0.183_940);
            close(depression(pairing), -0.181_959);
        }
    }

    #[test]
    fn soft_bounds_slow_each_direction_by_its_own_room() {
        let uneven = StdpSpec { w_min: -1.0, w_max: 3.0, ..spec(Pairing::All, Bounds::Soft) };
        let rule = rule(uneven);
        // Of a range of 4, 1 is left above 2 and 3 are below it.
        assert_eq!(rule.bounded(2.0, 0.4), 2.0 + 0.4 * 0.25);
        assert_eq!(rule.bounded(2.0, -0.4), 2.0 - 0.4 * 0.75);
        assert_eq!((rule.bounded(3.0, 0.4), rule.bounded(-1.0, -0.4)), (3.0, -1.0));
        assert_eq!((rule.bounded(3.0, -0.4), rule.bounded(-1.0, 0.4)), (3.0 - 0.4, -1.0 + 0.4));
    }

    #[test]
    fn weights_stay_in_bounds_and_on_their_side_of_zero() {
        let hard = rule(spec(Pairing::All, Bounds::Hard));
        assert_eq!(hard.bounded(0.9, 0.5), 1.0);
        let soft = rule(spec(Pairing::All, Bounds::Soft));
        assert_eq!(soft.bounded(0.0, 0.5), 0.25);
        assert_eq!(soft.bounded(1.0, 0.5), 1.0);
        assert_eq!(soft.bounded(0.0, -0.5), -0.25);
        let one_sided = rule(StdpSpec { sign_change: false, ..spec(Pairing::All, Bounds::Hard) });
        assert_eq!(one_sided.bounded(0.2, -0.5), 0.0);
        let stopped = one_sided.bounded(-0.2, 0.5);
        assert_eq!((stopped, one_sided.bounded(stopped, 0.5)), (0.0, 0.0), "and stays there");
        assert_eq!(one_sided.bounded(stopped, -0.5), -0.5);
        assert_eq!(hard.bounded(0.2, -0.5), -0.3);
    }

    #[test]
    fn bad_fields_are_named() {
        let good = spec(Pairing::All, Bounds::Hard);
        let field = |spec: StdpSpec| spec.check().unwrap_err().field;
        assert_eq!(field(StdpSpec { a_pre: f64::NAN, ..good }), "plasticity.a_pre");
        assert_eq!(field(StdpSpec { a_minus: -1.0, ..good }), "plasticity.a_minus");
        assert_eq!(field(StdpSpec { tau_plus_ms: 0.0, ..good }), "plasticity.tau_plus_ms");
        assert_eq!(field(StdpSpec { w_min: 2.0, ..good }), "plasticity.w_min");
    }
}
