//! Places and edges of a network, as a preset file says them.

use super::circuit::CircuitSpec;
use crate::check::{
    SpecError, above_zero, at_least_zero, count, finite, refuse, share, shown, with,
};
use crate::sheet::Sheet;
use serde::{Deserialize, Serialize};

/// How neurons are placed and joined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum WiringSpec {
    /// Receptive-field footprints on a lattice over the sheet, each seen by neurons whose somata
    /// are displaced along different directions (design 1.1). Lengths in pixel pitches, px.
    Footprints(FootprintSpec),
    /// Neurons scattered over the sheet, all inputs to all neurons with random weights: the words of
    /// G21 Section 4 and no more. Lengths in pixel pitches, px.
    Scattered(ScatteredSpec),
    /// A stochastic block model in a slab (design 1.2, 1.3; G21 Section 3). Lengths in mm.
    Block(BlockSpec),
    /// Neurons and edges one by one. Lengths in the unit that it says.
    Circuit(CircuitSpec),
}

/// See [`WiringSpec::Footprints`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FootprintSpec {
    /// Neurons, N.
    pub neurons: usize,
    /// Neurons, and so directions, at a footprint; where they do not divide N, some footprints have
    /// more: there are max(1, ⌊N / directions⌋) footprints.
    pub directions: usize,
    /// Distance of the outermost footprints from the outermost pixels' centres, px.
    pub margin_px: f64,
    /// Displacement D of a soma from its footprint, px.
    pub displacement_px: f64,
    /// Height of the somata over the sheet, px.
    pub height_px: f64,
    /// Standard deviation σ of the receptive field, px.
    pub sigma_px: f64,
    /// Input weights below this are left out.
    pub weight_floor: f64,
    /// Conduction speed of excitation from the sheet, px/ms.
    pub input_speed_px_per_ms: f64,
    /// Conduction speed of feed-forward inhibition, px/ms.
    pub inhibition_speed_px_per_ms: f64,
    /// Weight of feed-forward inhibition relative to the receptive field, g_F.
    pub inhibition_gain: f64,
    /// Edges between neurons of one footprint.
    pub recurrent: RecurrentSpec,
    /// Delays of one kind (excitation from the sheet, inhibition from it, recurrent) are all equal to
    /// their mean: a control without geometry.
    #[serde(default)]
    pub equal_delays: bool,
    /// Somata change places at random, receptive fields do not: a control without orientation.
    #[serde(default)]
    pub shuffled_somata: bool,
}

/// See [`WiringSpec::Scattered`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScatteredSpec {
    /// Neurons, N.
    pub neurons: usize,
    /// Height of the somata over the sheet, px.
    pub height_px: f64,
    /// Every input reaches every neuron; weights are uniform in (0, this).
    pub input_weight_max: f64,
    /// Conduction speed of excitation from the sheet, px/ms.
    pub input_speed_px_per_ms: f64,
    /// Conduction speed of feed-forward inhibition, px/ms.
    pub inhibition_speed_px_per_ms: f64,
    /// Weight of feed-forward inhibition relative to the excitation, g_F.
    pub inhibition_gain: f64,
    /// Probability of an edge from each neuron to each other.
    pub recurrent_probability: f64,
    /// Those edges.
    pub recurrent: RecurrentSpec,
}

/// Edges between neurons of a sheet: their speed, first weights and what they do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecurrentSpec {
    /// Conduction speed, px/ms.
    pub speed_px_per_ms: f64,
    /// Share of recurrent edges that start inhibitory.
    pub inhibitory_share: f64,
    /// Initial excitatory weights are uniform in (0, this).
    pub excitatory_weight_max: f64,
    /// Initial inhibitory weights are uniform in (−this, 0).
    pub inhibitory_weight_max: f64,
    /// Potential that a unit of positive recurrent weight delivers.
    pub excitatory_efficacy: f64,
    /// Inhibition that a unit of negative recurrent weight delivers.
    pub inhibitory_efficacy: f64,
}

/// See [`WiringSpec::Block`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockSpec {
    /// Hidden neurons.
    pub hidden: usize,
    /// Side of the square slab, mm.
    pub side_mm: f64,
    /// Thickness of the slab, mm.
    pub thickness_mm: f64,
    /// Probability of an edge from each input to each hidden neuron.
    pub input_probability: f64,
    /// Probability of an edge from each hidden to each other hidden neuron.
    pub hidden_probability: f64,
    /// Conduction speed s, mm/ms.
    pub speed_mm_per_ms: f64,
    /// Path length over distance, input edges (k).
    pub input_path_factor: f64,
    /// Path length over distance, hidden edges (k).
    pub hidden_path_factor: f64,
    /// Least initial weight.
    pub weight_low: f64,
    /// Bound above the initial weights.
    pub weight_high: f64,
}

impl WiringSpec {
    /// Refuses what no network can be built from.
    pub(super) fn check(&self, sheet: Sheet) -> Result<(), SpecError> {
        match self {
            WiringSpec::Footprints(w) => {
                count("wiring.neurons", w.neurons, 10_000)?;
                count("wiring.directions", w.directions, 64)?;
                at_least_zero("wiring.margin_px", w.margin_px)?;
                let [across, down] = sheet.extent_px();
                if w.margin_px > 0.0 && w.margin_px >= across.min(down) / 2.0 {
                    return Err(refuse(
                        "wiring.margin_px",
                        format!(
                            "0, or less than {}, half the sheet",
                            shown(across.min(down) / 2.0)
                        ),
                        shown(w.margin_px),
                    ));
                }
                at_least_zero("wiring.displacement_px", w.displacement_px)?;
                at_least_zero("wiring.height_px", w.height_px)?;
                above_zero("wiring.sigma_px", w.sigma_px)?;
                share("wiring.weight_floor", w.weight_floor)?;
                above_zero("wiring.input_speed_px_per_ms", w.input_speed_px_per_ms)?;
                above_zero("wiring.inhibition_speed_px_per_ms", w.inhibition_speed_px_per_ms)?;
                at_least_zero("wiring.inhibition_gain", w.inhibition_gain)?;
                w.recurrent.check()
            }
            WiringSpec::Scattered(w) => {
                count("wiring.neurons", w.neurons, 4_000)?;
                at_least_zero("wiring.height_px", w.height_px)?;
                above_zero("wiring.input_weight_max", w.input_weight_max)?;
                above_zero("wiring.input_speed_px_per_ms", w.input_speed_px_per_ms)?;
                above_zero("wiring.inhibition_speed_px_per_ms", w.inhibition_speed_px_per_ms)?;
                at_least_zero("wiring.inhibition_gain", w.inhibition_gain)?;
                share("wiring.recurrent_probability", w.recurrent_probability)?;
                w.recurrent.check()
            }
            WiringSpec::Block(w) => {
                count("wiring.hidden", w.hidden, 4_000)?;
                above_zero("wiring.side_mm", w.side_mm)?;
                at_least_zero("wiring.thickness_mm", w.thickness_mm)?;
                share("wiring.input_probability", w.input_probability)?;
                share("wiring.hidden_probability", w.hidden_probability)?;
                above_zero("wiring.speed_mm_per_ms", w.speed_mm_per_ms)?;
                above_zero("wiring.input_path_factor", w.input_path_factor)?;
                above_zero("wiring.hidden_path_factor", w.hidden_path_factor)?;
                finite("wiring.weight_low", w.weight_low)?;
                finite("wiring.weight_high", w.weight_high)?;
                if w.weight_low > w.weight_high {
                    let found = with(w.weight_low, &[("wiring.weight_high", w.weight_high)]);
                    return Err(refuse("wiring.weight_low", "at most weight_high", found));
                }
                Ok(())
            }
            WiringSpec::Circuit(circuit) => circuit.check(),
        }
    }
}

impl RecurrentSpec {
    fn check(&self) -> Result<(), SpecError> {
        above_zero("wiring.recurrent.speed_px_per_ms", self.speed_px_per_ms)?;
        share("wiring.recurrent.inhibitory_share", self.inhibitory_share)?;
        at_least_zero("wiring.recurrent.excitatory_weight_max", self.excitatory_weight_max)?;
        at_least_zero("wiring.recurrent.inhibitory_weight_max", self.inhibitory_weight_max)?;
        at_least_zero("wiring.recurrent.excitatory_efficacy", self.excitatory_efficacy)?;
        at_least_zero("wiring.recurrent.inhibitory_efficacy", self.inhibitory_efficacy)?;
        Ok(())
    }
}
