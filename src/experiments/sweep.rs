//! One construction rule for every number of neurons (G21 Fig. 3).
//!
//! ```text
//! footprints      K = max(1, ⌊N/4⌋), in rows, 4 px from the sheet's edge; N neurons shared out among
//!                 them, 4 or 5 at each
//! receptive field σ = 14 px / √K, but 2.2 to 6 px
//! threshold       θ = 0.3 · σ / 2.2 px        reset = σ / 2.2 px       g_F = 0.33 · 2.2 px / σ
//! plasticity      as weights-196-dense, and pair STDP: A₊ = 0.02, A₋ = 0.01, τ₊ = τ₋ = 3 ms
//! ```
//! Everything else is that of the preset `weights-196-dense`. A wider field sums more ink, so threshold
//! and reset grow with it and feed-forward inhibition shrinks. With few neurons there are few counts,
//! and the pair terms make edges hold what counts do not: which neuron fired first, and by how much.
//! The constants were chosen on the `tune` images.

use crate::experiments::words::count;
use crate::sim::check::refuse;
use crate::sim::params::{NeuronSpec, WiringSpec};
use crate::sim::{Preset, SpecError};

/// The paper's numbers of neurons.
pub const NEURONS: [usize; 8] = [5, 10, 25, 50, 100, 200, 300, 400];

/// How the names of its presets begin.
pub const NAME: &str = "weights-sweep-";

/// σ of the default preset, px, to which the others are scaled.
const SIGMA_PX: f64 = 2.2;
/// Outermost footprints: the many of large networks lie denser, and may lie farther out.
const MARGIN_PX: f64 = 4.0;

/// The preset for `neurons` neurons.
///
/// # Errors
/// When there are none, or too many to simulate.
pub fn preset(neurons: usize) -> Result<Preset, SpecError> {
    let mut spec = Preset::builtin("weights-196-dense")?.spec().clone();
    spec.name = format!("{NAME}{neurons}");
    spec.summary = format!("{neurons} neurons by the construction rule of the sweep.");
    let WiringSpec::Footprints(wiring) = &mut spec.wiring else { return unusual() };
    let NeuronSpec::Clocked(neuron) = &mut spec.neuron else { return unusual() };
    let Some(plasticity) = &mut spec.plasticity else { return unusual() };
    wiring.neurons = neurons;
    wiring.margin_px = MARGIN_PX;
    let footprints = (neurons / wiring.directions).max(1) as f64;
    wiring.sigma_px = (14.0 / footprints.sqrt()).clamp(SIGMA_PX, 6.0);
    let wider = wiring.sigma_px / SIGMA_PX;
    wiring.inhibition_gain /= wider;
    neuron.threshold *= wider;
    neuron.reset_by *= wider;
    (plasticity.a_plus, plasticity.a_minus) = (0.02, 0.01);
    (plasticity.tau_plus_ms, plasticity.tau_minus_ms) = (3.0, 3.0);
    Preset::try_from(spec)
}

/// What the preset of that name does, in a few words, if it is one of the rule's.
pub fn title(name: &str) -> Option<String> {
    let neurons = name.strip_prefix(NAME)?.parse().ok()?;
    Some(format!("strokes by delay, {}", count(neurons, "neuron")))
}

/// The rule starts from a preset of another kind.
fn unusual() -> Result<Preset, SpecError> {
    Err(refuse("preset", "footprints, clocked neurons, plasticity", "another"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_neurons_has_its_preset() {
        for neurons in NEURONS {
            let preset = preset(neurons).unwrap();
            let WiringSpec::Footprints(wiring) = &preset.spec().wiring else { panic!() };
            assert_eq!(wiring.neurons, neurons);
            assert!((2.2..=6.0).contains(&wiring.sigma_px));
        }
        assert_eq!(
            title(preset(5).unwrap().spec().name.as_str()).unwrap(),
            "strokes by delay, 5 neurons"
        );
        assert_eq!((title("weights-196"), title("weights-sweep-")), (None, None));
        assert_eq!(preset(0).unwrap_err().field, "wiring.neurons");
        assert!(preset(100_000).is_err());
    }
}
