//! What is taken away from a network to see what it does (G21 Section 4; design 1.1, ablations).

use crate::sim::params::{NeuronSpec, StimulusSpec, WiringSpec};
use crate::sim::{Preset, SpecError};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One thing that is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lesion {
    /// All excitatory delays from the sheet are equal, all inhibitory ones, all recurrent ones.
    EqualDelays,
    /// A neuron is refractory for one tick, and nothing that arrives is lost.
    NoRefractoriness,
    /// No feed-forward, recurrent or global inhibition.
    NoInhibition,
    /// Every neuron has another one's place; its receptive field stays.
    ShuffledPositions,
    /// Every non-zero pixel fires in every volley, as in the paper.
    BinaryStimulus,
    /// Activity does not lower how much weights change.
    NoMetaplasticity,
}

/// In the order of the tables.
pub const LESIONS: [Lesion; 6] = [
    Lesion::EqualDelays,
    Lesion::NoRefractoriness,
    Lesion::NoInhibition,
    Lesion::ShuffledPositions,
    Lesion::BinaryStimulus,
    Lesion::NoMetaplasticity,
];

impl fmt::Display for Lesion {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Lesion::EqualDelays => "equal-delays",
            Lesion::NoRefractoriness => "no-refractoriness",
            Lesion::NoInhibition => "no-inhibition",
            Lesion::ShuffledPositions => "shuffled-positions",
            Lesion::BinaryStimulus => "binary-stimulus",
            Lesion::NoMetaplasticity => "no-metaplasticity",
        })
    }
}

impl FromStr for Lesion {
    type Err = String;

    fn from_str(text: &str) -> Result<Lesion, String> {
        LESIONS.into_iter().find(|lesion| lesion.to_string() == text).ok_or_else(|| {
            let names = LESIONS.map(|lesion| lesion.to_string()).join(", ");
            format!("expected one of {names}; found \"{text}\"")
        })
    }
}

impl Lesion {
    /// All that can be taken away from networks of the kind of `preset`.
    pub fn all(preset: &Preset) -> impl Iterator<Item = Lesion> {
        let has_metaplasticity =
            preset.spec().plasticity.is_some_and(|rule| rule.metaplasticity.is_some());
        LESIONS
            .into_iter()
            .filter(move |&lesion| lesion != Lesion::NoMetaplasticity || has_metaplasticity)
    }

    /// The preset without what is taken away; its name says so.
    ///
    /// # Errors
    /// When the preset does not have it.
    pub fn apply(self, preset: &Preset) -> Result<Preset, SpecError> {
        let mut spec = preset.spec().clone();
        let unlike = |expected: &'static str| SpecError {
            field: "lesion".into(),
            expected: expected.into(),
            found: format!("{} for {self}", preset.spec().name),
        };
        let refused = || unlike("a preset of footprints with clocked neurons and volleys");
        let WiringSpec::Footprints(wiring) = &mut spec.wiring else { return Err(refused()) };
        let NeuronSpec::Clocked(neuron) = &mut spec.neuron else { return Err(refused()) };
        match self {
            Lesion::EqualDelays => wiring.equal_delays = true,
            Lesion::ShuffledPositions => wiring.shuffled_somata = true,
            Lesion::NoRefractoriness => {
                neuron.refractory_ms = spec.tick_ms;
                neuron.lose_refractory_arrivals = false;
            }
            Lesion::NoInhibition => {
                wiring.inhibition_gain = 0.0;
                wiring.recurrent.inhibitory_efficacy = 0.0;
                neuron.global_gain = 0.0;
            }
            Lesion::BinaryStimulus => {
                let StimulusSpec::Rate { period_ms } = spec.stimulus else { return Err(refused()) };
                spec.stimulus = StimulusSpec::Binary { period_ms };
                // More ink at once; the reset of a spike follows (design 1.1).
                neuron.reset_by *= 2.0;
            }
            Lesion::NoMetaplasticity => {
                let rule = spec.plasticity.as_mut().and_then(|rule| rule.metaplasticity.take());
                rule.ok_or_else(|| unlike("a preset with plasticity.metaplasticity"))?;
            }
        }
        spec.name = format!("{}+{self}", spec.name);
        Preset::try_from(spec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{EdgeId, Network, NeuronId};
    use std::collections::BTreeSet;

    fn networks(lesion: Lesion) -> (Network, Network) {
        let preset = Preset::builtin("weights-196").unwrap();
        let lesioned = lesion.apply(&preset).unwrap();
        (Network::build(&preset, 1), Network::build(&lesioned, 1))
    }

    #[test]
    fn names_are_read_and_written_alike() {
        for lesion in LESIONS {
            assert_eq!(lesion.to_string().parse(), Ok(lesion));
        }
        assert!("no-brain".parse::<Lesion>().is_err());
        let paths = Preset::builtin("paths-sbm").unwrap();
        assert!(LESIONS.iter().all(|lesion| lesion.apply(&paths).is_err()));
    }

    #[test]
    fn only_what_is_there_can_be_taken_away() {
        let builtin = |name| Preset::builtin(name).unwrap();
        let (with, without) = (builtin("weights-384"), builtin("weights-196"));
        assert!(Lesion::all(&with).all(|lesion| lesion.apply(&with).is_ok()));
        assert_eq!((Lesion::all(&with).count(), Lesion::all(&without).count()), (6, 5));
        let error = Lesion::NoMetaplasticity.apply(&without).unwrap_err().to_string();
        assert!(error.contains("plasticity.metaplasticity"), "{error}");
        let lesioned = Lesion::NoMetaplasticity.apply(&with).unwrap();
        assert_eq!(lesioned.spec().plasticity.unwrap().metaplasticity, None);
    }

    #[test]
    fn equal_delays_are_three_delays() {
        let (whole, lesioned) = networks(Lesion::EqualDelays);
        let delays = |network: &Network| -> BTreeSet<u32> {
            (0..network.edge_count()).map(|e| network.delay(EdgeId(e as u32)).0).collect()
        };
        assert!(delays(&whole).len() > 50);
        assert_eq!(delays(&lesioned).len(), 3);
        assert_eq!(whole.edge_count(), lesioned.edge_count());
    }

    #[test]
    fn shuffled_neurons_keep_their_receptive_fields() {
        let (whole, lesioned) = networks(Lesion::ShuffledPositions);
        let field = |network: &Network, n: NeuronId| -> Vec<u32> {
            let mut seen: Vec<u32> = network
                .incoming(n)
                .map(|e| network.source(e).0)
                .filter(|&source| source < 784)
                .collect();
            seen.sort_unstable();
            seen
        };
        let neurons: Vec<NeuronId> = (784..980).map(NeuronId).collect();
        assert!(neurons.iter().all(|&n| field(&whole, n) == field(&lesioned, n)));
        let moved = neurons.iter().filter(|&&n| whole.position(n) != lesioned.position(n)).count();
        assert!(moved > 150, "{moved} of 196 moved");
    }
}
