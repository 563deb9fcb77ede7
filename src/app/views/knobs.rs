//! What a circuit says in numbers: each can be turned, and the circuit runs again at once.

use super::Model;
use crate::sim::params::{
    CircuitEdge, CircuitNeuron, CircuitSpec, NeuronSpec, PresetSpec, WiringSpec,
};
use std::ops::RangeInclusive;

/// Numbers that are shown at most: of more, one would look for them in the file.
const KNOBS_MAX: usize = 60;

/// The numbers of a circuit.
#[derive(Clone, Debug, PartialEq)]
pub struct KnobsView {
    /// One after the other: neurons first, then edges.
    pub knobs: Vec<Knob>,
    /// Numbers that have no room.
    pub more: usize,
    /// It is not as it was opened.
    pub is_changed: bool,
}

/// A number that can be turned.
#[derive(Clone, Debug, PartialEq)]
pub struct Knob {
    /// Where it stands in the preset.
    pub path: String,
    /// What it is of, and what it is.
    pub label: String,
    /// What it means.
    pub tip: &'static str,
    /// What it is now.
    pub value: f64,
    /// What it may be.
    pub range: RangeInclusive<f64>,
    /// Behind the number.
    pub unit: String,
}

impl KnobsView {
    /// Reads it; none where the network is no circuit.
    pub fn gather(model: &Model) -> Option<KnobsView> {
        let spec = model.session.preset.spec();
        let WiringSpec::Circuit(circuit) = &spec.wiring else { return None };
        let mut knobs = knobs(spec, circuit);
        let more = knobs.len().saturating_sub(KNOBS_MAX);
        knobs.truncate(KNOBS_MAX);
        Some(KnobsView { knobs, more, is_changed: model.session.told.spec() != spec })
    }
}

fn knobs(spec: &PresetSpec, circuit: &CircuitSpec) -> Vec<Knob> {
    let has_own = circuit.neurons.iter().any(|neuron| neuron.refractory_ms.is_some());
    let whose = if has_own { "other neurons" } else { "all neurons" };
    let of_all = Some(spec.neuron.refractory_ms());
    let all = Knob::new("neuron.refractory_ms".to_owned(), whose, REFRACTORY, "ms", of_all);
    let neurons = circuit.neurons.iter().flat_map(of_neuron);
    let unit = circuit.length_unit.symbol();
    let sums = !matches!(spec.neuron, NeuronSpec::Competition { .. });
    let edges =
        circuit.edges.iter().enumerate().flat_map(|(at, edge)| of_edge(at, edge, unit, sums));
    all.into_iter().chain(neurons).chain(edges).collect()
}

/// What a number is called and means, and what it may usually be.
type Kind = (&'static str, &'static str, RangeInclusive<f64>);

const REFRACTORY: Kind = (
    "refractory period R",
    "How long a neuron that has fired hears nothing: signals that arrive meanwhile are lost",
    0.5..=20.0,
);
const THRESHOLD: Kind =
    ("threshold", "The potential at which the neuron fires, in units of the weights", 0.1..=3.0);
const MEMBRANE: Kind = (
    "membrane time constant τ",
    "How long the potential takes to fall to 37 %: what arrived earlier counts less",
    0.5..=50.0,
);
const INHIBITION: Kind =
    ("time constant of inhibition", "How long inhibition takes to fall to 37 %", 0.5..=50.0);
const WEIGHT: Kind =
    ("weight", "What a signal adds to the potential; below 0 it takes away", -2.0..=2.0);
const DELAY: Kind = ("delay", "How long a signal takes from end to end", 0.1..=30.0);
const SPEED: Kind =
    ("speed", "Conduction speed: the delay is the length of the axon over it", 0.1..=10.0);
const LENGTH: Kind =
    ("length", "Length of the axon: the delay is it over the conduction speed", 0.5..=20.0);

fn of_neuron(neuron: &CircuitNeuron) -> Vec<Knob> {
    let CircuitNeuron { name, .. } = neuron;
    let of = |field: &str, kind: Kind, unit: &str, value: Option<f64>| {
        Knob::new(format!("wiring.neurons.{name}.{field}"), name, kind, unit, value)
    };
    [
        of("refractory_ms", REFRACTORY, "ms", neuron.refractory_ms),
        of("threshold", THRESHOLD, "", neuron.threshold),
        of("tau_membrane_ms", MEMBRANE, "ms", neuron.tau_membrane_ms),
        of("tau_inhibition_ms", INHIBITION, "ms", neuron.tau_inhibition_ms),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Where one signal alone fires a neuron, its weight is nothing to turn.
fn of_edge(at: usize, edge: &CircuitEdge, unit: &str, sums: bool) -> Vec<Knob> {
    let name = format!("{} to {}", edge.from, edge.to);
    let of = |field: &str, kind: Kind, unit: &str, value: Option<f64>| {
        Knob::new(format!("wiring.edges.{at}.{field}"), &name, kind, unit, value)
    };
    [
        of("weight", WEIGHT, "", Some(edge.weight).filter(|_| sums)),
        of("delay_ms", DELAY, "ms", edge.delay_ms),
        of("speed", SPEED, &format!("{unit}/ms"), edge.speed),
        of("length", LENGTH, unit, edge.length),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Knob {
    /// A number that the file says; none where it does not.
    fn new(
        path: String,
        of: &str,
        (what, tip, range): Kind,
        unit: &str,
        value: Option<f64>,
    ) -> Option<Knob> {
        let value = value?;
        // A file may say more than usual.
        let range = range.start().min(value)..=range.end().max(value);
        Some(Knob {
            path,
            label: format!("{of}: {what}"),
            tip,
            value,
            range,
            unit: unit.to_owned(),
        })
    }
}
