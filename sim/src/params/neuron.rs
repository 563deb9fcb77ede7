//! What arrivals do to a neuron, as a file says it: one model for a network, whose numbers may differ from neuron to
//! neuron.

use crate::check::{SpecError, above_zero, at_least_zero, refuse, shown, sized};
use serde::{Deserialize, Serialize};

/// What arrivals do to a neuron. Times in ms, potentials in units of the weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum NeuronSpec {
    /// Competition: the first excitatory arrival at or after the end of the refractory period fires the neuron (S19).
    Competition {
        /// Refractory period R, ms.
        refractory_ms: f64,
    },
    /// Geometric dynamic perceptron, tested at each arrival (G21 Section 3.2).
    EventDriven {
        /// Refractory period R, ms.
        refractory_ms: f64,
        /// Membrane time constant τ_m, ms.
        tau_membrane_ms: f64,
        /// Firing threshold θ.
        threshold: f64,
    },
    /// Geometric dynamic perceptron, tested every tick (design 1.1).
    Clocked(ClockedSpec),
}

/// See [`NeuronSpec::Clocked`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockedSpec {
    /// Refractory period R, ms.
    pub refractory_ms: f64,
    /// Time constant of both stages of excitation, τ_v, ms.
    pub tau_membrane_ms: f64,
    /// Time constant of inhibition H, τ_h, ms.
    pub tau_inhibition_ms: f64,
    /// Firing threshold θ.
    pub threshold: f64,
    /// Subtracted from V at a spike.
    pub reset_by: f64,
    /// Excitatory arrivals in the refractory period are lost, and S is cleared at a spike.
    pub lose_refractory_arrivals: bool,
    /// Added to the global inhibition G by each spike.
    pub global_gain: f64,
    /// Time constant of the global inhibition, τ_g, ms.
    pub tau_global_ms: f64,
}

/// What of a group or a neuron is not as the network's [`NeuronSpec`] says for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Overrides {
    /// Refractory period R_j, ms; > 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refractory_ms: Option<f64>,
    /// Firing threshold θ_j, of neurons that have one; > 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Membrane time constant, ms, of neurons that have one; > 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tau_membrane_ms: Option<f64>,
    /// Time constant of inhibition, ms, of clocked neurons; > 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tau_inhibition_ms: Option<f64>,
}

impl Overrides {
    /// Whether all is as for all neurons.
    pub fn is_empty(&self) -> bool {
        *self == Overrides::default()
    }

    /// These, and where they say nothing, `others`.
    #[must_use]
    pub fn or(self, others: Overrides) -> Overrides {
        Overrides {
            refractory_ms: self.refractory_ms.or(others.refractory_ms),
            threshold: self.threshold.or(others.threshold),
            tau_membrane_ms: self.tau_membrane_ms.or(others.tau_membrane_ms),
            tau_inhibition_ms: self.tau_inhibition_ms.or(others.tau_inhibition_ms),
        }
    }

    fn fields(&self) -> [(&'static str, Option<f64>); 4] {
        [
            ("refractory_ms", self.refractory_ms),
            ("threshold", self.threshold),
            ("tau_membrane_ms", self.tau_membrane_ms),
            ("tau_inhibition_ms", self.tau_inhibition_ms),
        ]
    }

    /// Refuses what neurons like `model` do not have, and what no neuron can have.
    pub(crate) fn check(&self, model: &NeuronSpec, path: &str) -> Result<(), SpecError> {
        let has = match model {
            NeuronSpec::Competition { .. } => 1,
            NeuronSpec::EventDriven { .. } => 3,
            NeuronSpec::Clocked(_) => 4,
        };
        for (at, (field, value)) in self.fields().into_iter().enumerate() {
            let Some(value) = value else { continue };
            let field = format!("{path}.{field}");
            if at >= has {
                let expected = format!("none: {} neurons have no such number", model.kind());
                return Err(refuse(&field, expected, shown(value)));
            }
            sized(&field, above_zero(&field, value)?)?;
        }
        Ok(())
    }
}

impl NeuronSpec {
    /// What files call this kind of neuron.
    pub fn kind(&self) -> &'static str {
        match self {
            NeuronSpec::Competition { .. } => "competition",
            NeuronSpec::EventDriven { .. } => "event-driven",
            NeuronSpec::Clocked(_) => "clocked",
        }
    }

    /// The refractory period R, ms.
    pub fn refractory_ms(&self) -> f64 {
        match *self {
            NeuronSpec::Competition { refractory_ms }
            | NeuronSpec::EventDriven { refractory_ms, .. } => refractory_ms,
            NeuronSpec::Clocked(ref clocked) => clocked.refractory_ms,
        }
    }

    /// The same with other numbers.
    #[must_use]
    pub fn with(mut self, other: &Overrides) -> NeuronSpec {
        let set = |field: &mut f64, value: Option<f64>| *field = value.unwrap_or(*field);
        match &mut self {
            NeuronSpec::Competition { refractory_ms } => set(refractory_ms, other.refractory_ms),
            NeuronSpec::EventDriven { refractory_ms, tau_membrane_ms, threshold } => {
                set(refractory_ms, other.refractory_ms);
                set(tau_membrane_ms, other.tau_membrane_ms);
                set(threshold, other.threshold);
            }
            NeuronSpec::Clocked(clocked) => {
                set(&mut clocked.refractory_ms, other.refractory_ms);
                set(&mut clocked.tau_membrane_ms, other.tau_membrane_ms);
                set(&mut clocked.tau_inhibition_ms, other.tau_inhibition_ms);
                set(&mut clocked.threshold, other.threshold);
            }
        }
        self
    }

    pub(crate) fn check(&self) -> Result<(), SpecError> {
        above_zero("neuron.refractory_ms", self.refractory_ms())?;
        match self {
            NeuronSpec::Competition { .. } => {}
            NeuronSpec::EventDriven { tau_membrane_ms, threshold, .. } => {
                above_zero("neuron.tau_membrane_ms", *tau_membrane_ms)?;
                above_zero("neuron.threshold", *threshold)?;
            }
            NeuronSpec::Clocked(c) => {
                above_zero("neuron.tau_membrane_ms", c.tau_membrane_ms)?;
                above_zero("neuron.tau_inhibition_ms", c.tau_inhibition_ms)?;
                above_zero("neuron.threshold", c.threshold)?;
                at_least_zero("neuron.reset_by", c.reset_by)?;
                at_least_zero("neuron.global_gain", c.global_gain)?;
                above_zero("neuron.tau_global_ms", c.tau_global_ms)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neuron_overrides_its_group_and_a_group_the_network() {
        let all =
            NeuronSpec::EventDriven { refractory_ms: 5.0, tau_membrane_ms: 4.0, threshold: 3.0 };
        let group =
            Overrides { refractory_ms: Some(2.0), threshold: Some(9.0), ..Default::default() };
        let neuron = Overrides { threshold: Some(1.0), ..Default::default() };
        let expected =
            NeuronSpec::EventDriven { refractory_ms: 2.0, tau_membrane_ms: 4.0, threshold: 1.0 };
        assert_eq!(all.with(&neuron.or(group)), expected);
        assert_eq!(all.with(&Overrides::default()), all);
    }

    #[test]
    fn what_a_kind_does_not_have_is_refused() {
        let compete = NeuronSpec::Competition { refractory_ms: 5.0 };
        let set = Overrides { threshold: Some(1.0), ..Default::default() };
        assert_eq!(
            set.check(&compete, "neurons[3]").unwrap_err().to_string(),
            "neurons[3].threshold: expected none: competition neurons have no such number, found 1"
        );
        for bad in [0.0, -1.0, f64::NAN, 1e300, 1e-300] {
            let set = Overrides { refractory_ms: Some(bad), ..Default::default() };
            assert_eq!(
                set.check(&compete, "groups[0]").unwrap_err().field,
                "groups[0].refractory_ms"
            );
        }
    }
}
