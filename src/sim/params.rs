//! What a preset file says, before and after it is checked.
//!
//! [`PresetSpec`] is what was typed: nothing is promised. [`Preset`] has passed every check, and
//! [`Network::build`](super::Network::build) accepts no other. The proven presets live in
//! `data/presets/*.toml` and are embedded; [`Preset::builtin`] finds them by name.

use super::check::{SpecError, above_zero, at_least_zero, refuse, shown, with};
use super::stdp::StdpSpec;
use super::units::TickLength;
use serde::{Deserialize, Serialize};

mod bounds;
mod change;
pub mod limits;
mod wiring;

pub use wiring::{BlockSpec, FootprintSpec, RecurrentSpec, ScatteredSpec, WiringSpec};

/// A whole experiment's model: wiring, neurons, stimulus, plasticity and timing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetSpec {
    /// Short name, as given to `--preset`.
    pub name: String,
    /// One sentence for people.
    pub summary: String,
    /// Length of a tick, ms.
    pub tick_ms: f64,
    /// Simulated time of one presentation, ms.
    pub duration_ms: f64,
    /// Time between samples of the edge weights, ms; divides the duration.
    pub sample_every_ms: f64,
    /// Places and edges.
    pub wiring: WiringSpec,
    /// When pixels fire.
    pub stimulus: StimulusSpec,
    /// What arrivals do to a neuron.
    pub neuron: NeuronSpec,
    /// What spikes do to weights; absent means that weights are fixed.
    pub plasticity: Option<StdpSpec>,
}

/// When the pixels of a held image fire.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum StimulusSpec {
    /// Every non-zero pixel fires once, at t = 0.
    Once,
    /// Every non-zero pixel fires at t = 0; then volleys follow every `period_ms`, in which a pixel
    /// fires as often as its intensity says.
    Rate {
        /// Time between volleys, ms.
        period_ms: f64,
    },
    /// Every non-zero pixel fires in every volley.
    Binary {
        /// Time between volleys, ms.
        period_ms: f64,
    },
}

impl StimulusSpec {
    /// Time between volleys, ms, if there is more than one.
    fn period_ms(&self) -> Option<f64> {
        match *self {
            StimulusSpec::Once => None,
            StimulusSpec::Rate { period_ms } | StimulusSpec::Binary { period_ms } => {
                Some(period_ms)
            }
        }
    }
}

/// What arrivals do to a neuron. Times in ms, potentials in units of the weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum NeuronSpec {
    /// Competition: the first arrival after the refractory period fires the neuron (S19).
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

impl NeuronSpec {
    /// The refractory period R, ms.
    pub fn refractory_ms(&self) -> f64 {
        match *self {
            NeuronSpec::Competition { refractory_ms }
            | NeuronSpec::EventDriven { refractory_ms, .. } => refractory_ms,
            NeuronSpec::Clocked(ref clocked) => clocked.refractory_ms,
        }
    }
}

/// Name, title, and what the file says. Titles stand here and not in the files: a result keeps what its
/// preset said, and none changes because a title reads better.
const BUILTIN: [(&str, &str, &str); 6] = [
    (
        "weights-196",
        "strokes by delay, 196 neurons",
        include_str!("../../data/presets/weights-196.toml"),
    ),
    (
        "weights-196-dense",
        "strokes by delay, more spikes",
        include_str!("../../data/presets/weights-196-dense.toml"),
    ),
    (
        "weights-384",
        "strokes by delay, 384 neurons",
        include_str!("../../data/presets/weights-384.toml"),
    ),
    (
        "weights-plain",
        "random places, 200 neurons",
        include_str!("../../data/presets/weights-plain.toml"),
    ),
    (
        "paths-sbm",
        "paths: the first signal wins",
        include_str!("../../data/presets/paths-sbm.toml"),
    ),
    (
        "paths-stdp",
        "paths before and after learning",
        include_str!("../../data/presets/paths-stdp.toml"),
    ),
];

/// A preset that has passed every check.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    spec: PresetSpec,
    tick: TickLength,
}

impl Preset {
    /// The preset that the application starts with.
    pub const DEFAULT: &str = BUILTIN[0].0;

    /// Names of the embedded presets, the default first.
    pub fn names() -> impl ExactSizeIterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, ..)| *name)
    }

    /// What the embedded preset of that name does, in a few words; none for other models.
    pub fn title(name: &str) -> Option<&'static str> {
        BUILTIN.iter().find(|(known, ..)| *known == name).map(|(_, title, _)| *title)
    }

    /// The embedded preset of that name.
    ///
    /// # Errors
    /// When there is none; the message lists those that exist.
    pub fn builtin(name: &str) -> Result<Preset, SpecError> {
        let (.., text) = BUILTIN
            .iter()
            .find(|(known, ..)| *known == name)
            .ok_or_else(|| refuse("preset", KNOWN_PRESETS, format!("\"{name}\"")))?;
        let spec: PresetSpec =
            toml::from_str(text).expect("embedded presets parse: a test says so");
        Preset::try_from(spec)
    }

    /// What the preset says.
    pub fn spec(&self) -> &PresetSpec {
        &self.spec
    }

    /// The length of a tick.
    pub fn tick(&self) -> TickLength {
        self.tick
    }

    /// Times of the weight samples, ms: every `sample_every_ms` up to the end.
    pub fn sample_times_ms(&self) -> Vec<f64> {
        let every = self.spec.sample_every_ms;
        let samples = (self.spec.duration_ms / every).round() as usize;
        (1..=samples).map(|i| i as f64 * every).collect()
    }
}

const KNOWN_PRESETS: &str =
    "one of weights-196, weights-196-dense, weights-384, weights-plain, paths-sbm, paths-stdp";

impl TryFrom<PresetSpec> for Preset {
    type Error = SpecError;

    fn try_from(spec: PresetSpec) -> Result<Self, SpecError> {
        // Each field by itself first: what is out of all proportion is not blamed on a field beside it.
        above_zero("tick_ms", spec.tick_ms)?;
        above_zero("duration_ms", spec.duration_ms)?;
        above_zero("sample_every_ms", spec.sample_every_ms)?;
        spec.wiring.check()?;
        check_neuron(&spec.neuron)?;
        if let Some(period_ms) = spec.stimulus.period_ms() {
            above_zero("stimulus.period_ms", period_ms)?;
        }
        if let Some(plasticity) = &spec.plasticity {
            plasticity.check()?;
        }
        bounds::check(&spec)?;
        check_times(&spec)?;
        limits::check(&spec)?;
        let tick = TickLength::from_ms(spec.tick_ms);
        Ok(Preset { spec, tick })
    }
}

/// Times that have to fit each other.
fn check_times(spec: &PresetSpec) -> Result<(), SpecError> {
    let (tick, duration) = (("tick_ms", spec.tick_ms), ("duration_ms", spec.duration_ms));
    let ticks = duration.1 / tick.1;
    if ticks > limits::TICKS_MAX {
        let expected = format!("at most {} ticks", limits::TICKS_MAX);
        let found = format!("{}: {} ticks", with(duration.1, &[tick]), shown(ticks.ceil()));
        return Err(refuse("duration_ms", expected, found));
    }
    let at_least_one = |field, ms| match ms < tick.1 {
        true => Err(refuse(field, "at least one tick", with(ms, &[tick]))),
        false => Ok(()),
    };
    at_least_one("sample_every_ms", spec.sample_every_ms)?;
    let samples = spec.duration_ms / spec.sample_every_ms;
    if samples < 1.0 || (samples - samples.round()).abs() > 1e-9 {
        let found = with(spec.sample_every_ms, &[duration]);
        return Err(refuse("sample_every_ms", "a time that divides duration_ms", found));
    }
    spec.stimulus.period_ms().map_or(Ok(()), |ms| at_least_one("stimulus.period_ms", ms))
}

fn check_neuron(neuron: &NeuronSpec) -> Result<(), SpecError> {
    above_zero("neuron.refractory_ms", neuron.refractory_ms())?;
    match neuron {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_preset_passes_its_checks_under_its_own_name() {
        for name in Preset::names() {
            let preset = Preset::builtin(name).unwrap();
            assert_eq!(preset.spec().name, name);
            assert!(KNOWN_PRESETS.contains(name));
            let title = Preset::title(name).unwrap();
            assert!(title.contains(' ') && title.len() <= 32, "{title:?} says what {name} does");
            let text = toml::to_string(preset.spec()).unwrap();
            assert_eq!(toml::from_str::<PresetSpec>(&text).unwrap(), *preset.spec());
        }
        assert_eq!(
            Preset::builtin("weights-195").unwrap_err().to_string(),
            "preset: expected one of weights-196, weights-196-dense, weights-384, weights-plain, \
             paths-sbm, paths-stdp, found \"weights-195\""
        );
    }

    #[test]
    fn samples_fall_on_every_hundred_milliseconds() {
        let preset = Preset::builtin(Preset::DEFAULT).unwrap();
        assert_eq!(preset.sample_times_ms(), [100.0, 200.0, 300.0, 400.0, 500.0, 600.0]);
    }

    #[test]
    fn nonsense_is_refused_by_the_name_of_its_field() {
        let refused = |change: fn(&mut PresetSpec)| {
            let mut spec = Preset::builtin(Preset::DEFAULT).unwrap().spec().clone();
            change(&mut spec);
            Preset::try_from(spec).unwrap_err().field
        };
        assert_eq!(refused(|s| s.tick_ms = 0.0), "tick_ms");
        assert_eq!(refused(|s| s.duration_ms = f64::NAN), "duration_ms");
        assert_eq!(refused(|s| s.duration_ms = 1e9), "duration_ms");
        assert_eq!(refused(|s| s.sample_every_ms = 7.0), "sample_every_ms");
        assert_eq!(
            refused(|s| s.stimulus = StimulusSpec::Rate { period_ms: 0.01 }),
            "stimulus.period_ms"
        );
        assert_eq!(
            refused(|s| if let WiringSpec::Footprints(w) = &mut s.wiring {
                w.neurons = 0;
            }),
            "wiring.neurons"
        );
        assert_eq!(
            refused(|s| if let NeuronSpec::Clocked(n) = &mut s.neuron {
                n.threshold = -1.0;
            }),
            "neuron.threshold"
        );
        assert!(
            toml::from_str::<PresetSpec>("nmae = 'typo'").is_err(),
            "unknown fields are errors"
        );
    }
}
