//! A circuit: neurons and edges that are told one by one, as a person writes them.

use super::neuron::{NeuronSpec, Overrides};
use crate::check::{SpecError, count, refuse};
use crate::ids::NeuronId;
use crate::network::spec::{Delay, EdgeColumns, LengthUnit, NetworkSpec, NeuronColumns};
use crate::stdp::StdpSpec;
use crate::stimulus::train::{SPIKES_MAX, SpikeTrain, ticks};
use crate::units::{TickLength, Ticks};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Most neurons of a circuit: more are written as columns.
const NEURONS_MAX: usize = 10_000;
/// Longest name of a neuron, characters.
const NAME_MAX: usize = 40;

/// Neurons by name, and what joins them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircuitSpec {
    /// Unit of places and lengths.
    pub length_unit: LengthUnit,
    /// The neurons.
    pub neurons: Vec<CircuitNeuron>,
    /// The edges.
    #[serde(default)]
    pub edges: Vec<CircuitEdge>,
}

/// A neuron of a circuit. What it says of itself is not as the preset says for all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircuitNeuron {
    /// What it is called; no two are called alike.
    pub name: String,
    /// Where its soma lies.
    pub place: [f64; 3],
    /// Refractory period R, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refractory_ms: Option<f64>,
    /// Firing threshold θ, of neurons that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Membrane time constant, ms, of neurons that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tau_membrane_ms: Option<f64>,
    /// Time constant of inhibition, ms, of clocked neurons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tau_inhibition_ms: Option<f64>,
    /// When it is made to fire from outside, unless it is refractory then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fires: Option<SpikeTrain>,
}

/// An edge of a circuit. Its delay is said, or follows from a conduction speed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircuitEdge {
    /// The neuron that it leaves.
    pub from: String,
    /// The neuron that it reaches.
    pub to: String,
    /// Initial weight; negative ones inhibit.
    #[serde(default = "one")]
    pub weight: f64,
    /// How long a signal takes, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_ms: Option<f64>,
    /// Conduction speed, in the length unit each ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
    /// Length of the axon; the distance of its ends where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<f64>,
}

fn one() -> f64 {
    1.0
}

impl CircuitNeuron {
    /// What of it is not as all are.
    fn overrides(&self) -> Overrides {
        Overrides {
            refractory_ms: self.refractory_ms,
            threshold: self.threshold,
            tau_membrane_ms: self.tau_membrane_ms,
            tau_inhibition_ms: self.tau_inhibition_ms,
        }
    }
}

impl CircuitEdge {
    /// Its delay; refused where it says none, or two.
    fn delay(&self, at: usize) -> Result<Delay, SpecError> {
        let field = |name: &str| format!("wiring.edges.{at}.{name}");
        match (self.delay_ms, self.speed) {
            (Some(_), None) if self.length.is_some() => {
                let expected = "none: the delay is said, and no speed makes it of a length";
                Err(refuse(&field("length"), expected, self.length.unwrap_or_default()))
            }
            (Some(ms), None) => Ok(Delay::Ms(ms)),
            (None, Some(speed)) => Ok(Delay::Path { speed, length: self.length, path_factor: 1.0 }),
            (None, None) => Err(refuse(&field("speed"), "a speed, or delay_ms", "neither")),
            (Some(_), Some(_)) => Err(refuse(&field("speed"), "a speed, or delay_ms", "both")),
        }
    }
}

impl CircuitSpec {
    /// Names and delays; what a network refuses by itself, [`NetworkSpec`] refuses.
    pub(super) fn check(&self) -> Result<(), SpecError> {
        count("wiring.neurons", self.neurons.len(), NEURONS_MAX)?;
        let mut known = HashMap::new();
        for (at, neuron) in self.neurons.iter().enumerate() {
            let field = format!("wiring.neurons.{at}.name");
            if let Some(other) = known.insert(neuron.name.as_str(), at) {
                let found = format!("{:?}, which is the name of neuron {other}", neuron.name);
                return Err(refuse(&field, "a name of its own", found));
            }
            let letters = neuron.name.chars().count();
            // Dots part the names of a path.
            if neuron.name.trim().is_empty() || letters > NAME_MAX || neuron.name.contains('.') {
                let expected = format!("a name of at most {NAME_MAX} characters without a dot");
                return Err(refuse(&field, expected, format!("{:?}", neuron.name)));
            }
        }
        self.edges.iter().enumerate().try_for_each(|(at, edge)| edge.delay(at).map(drop))?;
        self.ends().map(drop)
    }

    /// When its neurons are made to fire, before `duration`.
    ///
    /// # Errors
    /// A number of a train that cannot be.
    pub(crate) fn fired(
        &self,
        tick: TickLength,
        duration: Ticks,
    ) -> Result<Vec<(Ticks, NeuronId)>, SpecError> {
        let mut fired = Vec::new();
        for (at, neuron) in (0..).zip(&self.neurons) {
            let Some(train) = &neuron.fires else { continue };
            let times = ticks(train, NeuronId(at), tick, duration).map_err(|error| {
                let field = format!("wiring.neurons.{at}.fires.{}", error.field);
                SpecError { field, ..error }
            })?;
            fired.extend(times.into_iter().map(|time| (time, NeuronId(at))));
            if fired.len() > SPIKES_MAX {
                let field = format!("wiring.neurons.{at}.fires");
                let expected = format!("at most {SPIKES_MAX} spikes of all neurons together");
                return Err(refuse(&field, expected, format!("more, {} so far", fired.len())));
            }
        }
        Ok(fired)
    }

    /// Both ends of each edge, as places among the neurons.
    fn ends(&self) -> Result<Vec<[u32; 2]>, SpecError> {
        let names = self.neurons.iter().map(|neuron| neuron.name.as_str());
        let places: HashMap<&str, u32> = names.clone().zip(0..).collect();
        let place = |at: usize, field: &str, name: &String| {
            places.get(name.as_str()).copied().ok_or_else(|| {
                let some: Vec<&str> = names.clone().take(20).collect();
                let more = if self.neurons.len() > some.len() { ", …" } else { "" };
                let expected = format!("one of {}{more}", some.join(", "));
                refuse(&format!("wiring.edges.{at}.{field}"), expected, format!("{name:?}"))
            })
        };
        let ends = |(at, edge): (usize, &CircuitEdge)| {
            Ok([place(at, "from", &edge.from)?, place(at, "to", &edge.to)?])
        };
        self.edges.iter().enumerate().map(ends).collect()
    }

    /// The network that it says.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub(crate) fn network(
        &self,
        tick_ms: f64,
        neuron: NeuronSpec,
        plasticity: Option<StdpSpec>,
    ) -> Result<NetworkSpec, SpecError> {
        let neurons = &self.neurons;
        let mut edges = EdgeColumns::default();
        for ((at, edge), [source, target]) in self.edges.iter().enumerate().zip(self.ends()?) {
            edges.push(source, target, edge.weight as f32, edge.delay(at)?);
        }
        Ok(NetworkSpec {
            plasticity,
            neurons: NeuronColumns {
                place: neurons.iter().map(|neuron| neuron.place).collect(),
                name: neurons.iter().map(|neuron| neuron.name.clone()).collect(),
                overrides: neurons.iter().map(CircuitNeuron::overrides).collect(),
                ..NeuronColumns::default()
            },
            edges,
            ..NetworkSpec::new(tick_ms, self.length_unit, neuron)
        })
    }
}

/// A network's field as a circuit has it: `neurons.place[3]` is its `wiring.neurons.3.place`.
pub(super) fn as_told(circuit: &CircuitSpec, error: SpecError) -> SpecError {
    let says_delay = |at: &str| {
        let edge = at.parse().ok().and_then(|at: usize| circuit.edges.get(at));
        edge.is_some_and(|edge| edge.delay_ms.is_some())
    };
    let told = |list: &str| {
        let rest = error.field.strip_prefix(list)?.strip_prefix('.')?;
        let (column, rest) = rest.split_once('[')?;
        let (at, field) = rest.split_once(']')?;
        let column = match (column, field) {
            ("overrides", _) => String::new(),
            ("delay", "") if says_delay(at) => ".delay_ms".to_owned(),
            ("delay", "") => ".speed".to_owned(),
            ("delay", _) => String::new(),
            (column, _) => format!(".{column}"),
        };
        Some(format!("wiring.{list}.{at}{column}{field}"))
    };
    let field = told("neurons").or_else(|| told("edges")).unwrap_or_else(|| error.field.clone());
    SpecError { field, ..error }
}

#[cfg(test)]
mod tests {
    use crate::params::{Preset, PresetSpec};
    use crate::{Engine, Fingerprint, LengthUnit, Network, NeuronId, Ticks};

    const RACE: &str = r#"
name = "race"
summary = "Two signals race for one neuron."
tick_ms = 0.1
duration_ms = 20.0
sample_every_ms = 20.0
[stimulus]
kind = "trains"
[neuron]
kind = "competition"
refractory_ms = 5.0
[wiring]
kind = "circuit"
length_unit = "mm"
[[wiring.neurons]]
name = "A"
place = [0.0, 0.0, 0.0]
fires = { kind = "times", at_ms = [1.0] }
[[wiring.neurons]]
name = "B"
place = [0.0, 4.0, 0.0]
fires = { kind = "times", at_ms = [1.0] }
[[wiring.neurons]]
name = "C"
place = [3.0, 0.0, 0.0]
refractory_ms = 8.0
[[wiring.edges]]
from = "A"
to = "C"
speed = 1.0
[[wiring.edges]]
from = "B"
to = "C"
delay_ms = 4.5
weight = 0.5
"#;

    fn spec() -> PresetSpec {
        Preset::from_toml(RACE).unwrap().spec().clone()
    }

    #[test]
    fn a_circuit_is_the_network_that_it_tells() {
        let preset = Preset::from_toml(RACE).unwrap();
        let network = Network::build(&preset, 7);
        assert_eq!(
            (network.neuron_count(), network.edge_count(), network.input_count()),
            (3, 2, 0)
        );
        assert_eq!(network.length_unit(), LengthUnit::Millimetre);
        assert_eq!(network.name(NeuronId(2)), Some("C"));
        assert_eq!(network.refractory(NeuronId(2)), Ticks(80), "its own");
        assert_eq!(network.refractory(NeuronId(0)), Ticks(50), "as all have it");
        let delays: Vec<u32> = network.delays().to_vec();
        assert_eq!(delays, [30, 45], "of 3 mm at 1 mm/ms, and as it is said");
        assert!(preset.encode(&[]).is_ok(), "no image is looked at");
        let stimulus = preset.encode(&[0; 784]).unwrap();
        assert_eq!(stimulus.spikes().len(), 2);
        // A wins at 1 + 3 ms; B comes 1.5 ms later, too early for the next.
        let mut seen = Fingerprint::default();
        Engine::new(network.into()).present(&stimulus, &mut seen);
        let text = toml::to_string(preset.spec()).unwrap();
        assert_eq!(Preset::from_toml(&text).unwrap().spec(), preset.spec());
    }

    #[test]
    fn what_cannot_be_is_named_as_it_was_told() {
        let refused = |from: &str, to: &str| {
            let text = RACE.replacen(from, to, 1);
            assert_ne!(text, RACE);
            Preset::from_toml(&text).unwrap_err().to_string()
        };
        for (from, to, expected) in [
            ("to = \"C\"", "to = \"D\"", "wiring.edges.0.to: expected one of A, B, C, found \"D\""),
            (
                "name = \"B\"",
                "name = \"A\"",
                "wiring.neurons.1.name: expected a name of its own, found \"A\", which is the name of neuron 0",
            ),
            (
                "name = \"B\"",
                "name = \" \"",
                "wiring.neurons.1.name: expected a name of at most 40 characters without a dot, found \" \"",
            ),
            (
                "speed = 1.0",
                "speed = -1.0",
                "wiring.edges.0.speed: expected a finite number > 0, found -1",
            ),
            (
                "speed = 1.0\n",
                "",
                "wiring.edges.0.speed: expected a speed, or delay_ms, found neither",
            ),
            (
                "speed = 1.0",
                "speed = 1.0\ndelay_ms = 2.0",
                "wiring.edges.0.speed: expected a speed, or delay_ms, found both",
            ),
            (
                "delay_ms = 4.5",
                "delay_ms = 4.5\nlength = 2.0",
                "wiring.edges.1.length: expected none: the delay is said, and no speed makes it of a length, found 2",
            ),
            (
                "refractory_ms = 8.0",
                "refractory_ms = 0.0",
                "wiring.neurons.2.refractory_ms: expected a finite number > 0, found 0",
            ),
            (
                "refractory_ms = 8.0",
                "threshold = 8.0",
                "wiring.neurons.2.threshold: expected none: competition neurons have no such number, found 8",
            ),
            (
                "at_ms = [1.0]",
                "at_ms = [30.0]",
                "wiring.neurons.0.fires.at_ms[0]: expected a time before the end at 20 ms, found 30",
            ),
            (
                "kind = \"trains\"",
                "kind = \"once\"",
                "stimulus.kind: expected trains, which a circuit has, found \"once\"",
            ),
        ] {
            assert_eq!(refused(from, to), expected);
        }
        // What cannot be read has its own line.
        let misspelt = refused("refractory_ms = 8.0", "refractory = 8.0");
        let line = RACE[..RACE.find("name = \"C\"").unwrap()].matches('\n').count();
        assert!(misspelt.starts_with(&format!("line {line}, wiring.neurons.2: ")), "{misspelt}");
        assert!(misspelt.contains("unknown field refractory, expected one of"), "{misspelt}");
        let no_speed = refused("speed = 1.0", "speed = \"fast\"");
        assert!(no_speed.contains(", wiring.edges.0: "), "{no_speed}");
        let no_kind = refused("kind = \"times\", ", "");
        assert!(
            no_kind.contains(", wiring.neurons.0: ") && no_kind.contains("missing field kind"),
            "{no_kind}"
        );
        let many = refused("[[wiring.edges]]", "[[wiring.edge]]");
        assert!(many.contains("unknown field edge, expected one of"), "{many}");
        let slow = refused("speed = 1.0", "speed = 1e-8");
        assert!(slow.starts_with("wiring.edges.0.speed: expected at most 100000 ticks"), "{slow}");
        let control = RACE.replace("\"B\"", "\"B\\u0007\"");
        let control = Preset::from_toml(&control).unwrap_err().to_string();
        let expected = "wiring.edges.1.from: expected characters that can be printed";
        assert!(control.starts_with(expected), "{control}");
        let large = refused("speed = 1.0", "speed = 1e300");
        assert_eq!(large, "wiring.edges.0.speed: expected at most 1000000, found 1e300");
        let trains = Preset::text("weights-196").unwrap();
        let trains = trains.replace("kind = \"rate\"\nperiod_ms = 25.0", "kind = \"trains\"");
        let error = Preset::from_toml(&trains).unwrap_err().to_string();
        assert_eq!(error, "stimulus.kind: expected once, rate or binary, found \"trains\"");
    }

    #[test]
    fn spikes_are_counted_before_they_fill_the_memory() {
        let long = RACE.replace("_ms = 20.0", "_ms = 100000.0");
        let every_tick = "{ kind = \"regular\", first_ms = 0.0, every_ms = 0.1 }";
        let more: String = (0..11)
            .map(|n| {
                let place = "place = [0.0, 0.0, 0.0]";
                format!("[[wiring.neurons]]\nname = \"more {n}\"\n{place}\nfires = {every_tick}\n")
            })
            .collect();
        let text = long.replacen("[[wiring.edges]]", &format!("{more}[[wiring.edges]]"), 1);
        assert_eq!(
            Preset::from_toml(&text).unwrap_err().to_string(),
            "wiring.neurons.12.fires: expected at most 10000000 spikes of all neurons together, found more, \
             10000002 so far"
        );
    }

    #[test]
    fn a_number_of_a_neuron_is_changed_by_its_name_and_one_of_an_edge_by_its_place() {
        let changed = |path: &str, value: &str| {
            spec().with(path, value).and_then(Preset::try_from).map(|p| Network::build(&p, 1))
        };
        let network = changed("wiring.neurons.C.refractory_ms", "2.5").unwrap();
        assert_eq!(network.refractory(NeuronId(2)), Ticks(25));
        assert_eq!(
            changed("wiring.neurons.2.refractory_ms", "2.5").unwrap().refractory(NeuronId(2)),
            Ticks(25)
        );
        assert_eq!(changed("wiring.edges.0.speed", "2.0").unwrap().delays(), [15, 45]);
        assert_eq!(changed("wiring.edges.1.weight", "-1.0").unwrap().weights(), [1.0, -1.0]);
        let unknown = changed("wiring.neurons.D.refractory_ms", "1").unwrap_err().to_string();
        assert_eq!(unknown, "wiring.neurons.D.refractory_ms: expected one of A, B, C, found \"D\"");
        let gone = changed("wiring.edges.2.speed", "1").unwrap_err().to_string();
        assert_eq!(gone, "wiring.edges.2.speed: expected one of 0, 1, found \"2\"");
    }
}
