//! Metaplasticity: the plasticity of plasticity. The more the network has fired lately, the less an
//! event changes a weight.
//!
//! ```text
//! activity  a(t) = Σ over spikes of recurrent neurons at t_s ≤ t  of  e^(−(t − t_s)/τ)
//! gain      q(t) = 1 / (1 + a(t) / a_half)          every change of a weight is multiplied by it
//! ```
//!
//! | name | meaning | unit | range |
//! |---|---|---|---|
//! | `half_at_spikes` | a_half, the activity at which changes are halved | spikes | > 0 |
//! | `tau_ms` | τ, how long a spike is remembered | ms | > 0 |
//!
//! A spike counts from just after the changes that it makes itself.
//!
//! Not in G21. That activity of the past lowers how much synapses change is Abraham and Bear 1996
//! (*Metaplasticity*); that a response is divided by what all neurons do is Carandini and Heeger 2012
//! (*Normalization as a canonical neural computation*). A thick digit makes all neurons fire more than a
//! thin one; divided by that, its weights end nearer to those of the thin one.

use super::trace::{TRACE_FLOOR, Trace};
use crate::check::{SpecError, above_zero};
use crate::decay::DecayTable;
use crate::units::TickLength;
use serde::{Deserialize, Serialize};

/// The rule as a file gives it; see the module's table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetaplasticitySpec {
    /// a_half, spikes.
    pub half_at_spikes: f64,
    /// τ, ms.
    pub tau_ms: f64,
}

impl MetaplasticitySpec {
    pub(super) fn check(&self) -> Result<(), SpecError> {
        above_zero("plasticity.metaplasticity.half_at_spikes", self.half_at_spikes)?;
        above_zero("plasticity.metaplasticity.tau_ms", self.tau_ms)?;
        Ok(())
    }
}

/// The checked rule in ticks.
#[derive(Clone, Debug)]
pub(super) struct Metaplasticity {
    half: f32,
    window: DecayTable,
}

impl Metaplasticity {
    pub fn new(spec: MetaplasticitySpec, tick: TickLength) -> Metaplasticity {
        Metaplasticity {
            half: spec.half_at_spikes as f32,
            window: DecayTable::new(spec.tau_ms / tick.ms(), TRACE_FLOOR),
        }
    }

    /// What a change at tick `now` is multiplied by: in (0, 1].
    #[inline]
    pub fn gain(&self, activity: Trace, now: u32) -> f32 {
        1.0 / (1.0 + activity.read(now, &self.window) / self.half)
    }

    /// Notes a spike.
    #[inline]
    pub fn mark(&self, activity: &mut Trace, now: u32) {
        *activity = Trace { last: now, value: activity.read(now, &self.window) + 1.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gain_is_halved_by_so_many_spikes_and_recovers() {
        let spec = MetaplasticitySpec { half_at_spikes: 3.0, tau_ms: 20.0 };
        let rule = Metaplasticity::new(spec, TickLength::from_ms(0.5));
        let mut activity = Trace::default();
        assert_eq!(rule.gain(activity, 0), 1.0);
        (0..3).for_each(|_| rule.mark(&mut activity, 10));
        assert_eq!(rule.gain(activity, 10), 0.5);
        let later = f64::from(rule.gain(activity, 50));
        assert!((later - 1.0 / (1.0 + libm::exp(-1.0))).abs() < 1e-6, "after τ: {later}");
        rule.mark(&mut activity, 50);
        let summed = 1.0 / (1.0 + (3.0 * libm::exp(-1.0) + 1.0) / 3.0);
        assert!((f64::from(rule.gain(activity, 50)) - summed).abs() < 1e-6, "spikes add up");
        assert_eq!(rule.gain(activity, 100_000), 1.0, "and are forgotten");
    }

    #[test]
    fn bad_fields_are_named() {
        let refused = |half_at_spikes, tau_ms| {
            MetaplasticitySpec { half_at_spikes, tau_ms }.check().unwrap_err().field
        };
        assert_eq!(refused(0.0, 50.0), "plasticity.metaplasticity.half_at_spikes");
        assert_eq!(refused(600.0, f64::NAN), "plasticity.metaplasticity.tau_ms");
    }
}
