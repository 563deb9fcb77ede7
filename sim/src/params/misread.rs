//! Why a file is no preset, by line and field.

use super::circuit::{CircuitEdge, CircuitNeuron};
use super::neuron::NeuronSpec;
use super::preset_spec::StimulusSpec;
use super::wiring::{RecurrentSpec, WiringSpec};
use crate::check::{SpecError, refuse};
use crate::sheet::Sheet;
use crate::stdp::StdpSpec;
use crate::stdp::metaplasticity::MetaplasticitySpec;
use serde::de::DeserializeOwned;

/// What a reader of TOML says, with its line and the field that it is about.
pub(super) fn misread(text: &str, error: &toml::de::Error) -> SpecError {
    let at = error.span().map_or(0, |span| span.start.min(text.len()));
    let table = text.parse().ok();
    let of_circuit = table.as_ref().and_then(|table| in_circuit(text, table));
    let (line, message) = match &of_circuit {
        Some((line, _, message)) => (*line, message.as_str()),
        None => (line_of(text, at), error.message()),
    };
    let words = message.replace('`', "").replace('\n', " ");
    // Of a key that stands there already, its place alone is told.
    let key = error.span().and_then(|span| text.get(span)).unwrap_or_default();
    let words = words.replace("duplicate key", &format!("duplicate key {key}"));
    let words = words.replace("expected usize", "expected a whole number");
    let words = words.replace("expected f64", "expected a number");
    let words = words.replace("a boolean", "true or false");
    let words = words.replace(" as i128", "").replace("any value", "a smaller number");
    let in_list = of_circuit.map(|(_, field, _)| field);
    let field = in_list.or_else(|| culprit(table.as_ref()?));
    let place =
        field.map_or_else(|| format!("line {line}"), |field| format!("line {line}, {field}"));
    refuse(&place, "a preset as docs/presets.md describes it", words)
}

/// The line of a place, from 1.
fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The neuron or edge of a circuit that cannot be read: its line, its place and why. The reader of TOML names the line of the
/// whole wiring.
fn in_circuit(text: &str, preset: &toml::Table) -> Option<(usize, String, String)> {
    let wiring = preset.get("wiring")?.as_table()?;
    wiring.get("kind")?.as_str().filter(|kind| *kind == "circuit")?;
    let faulty = |list: &str, why: fn(toml::Table) -> Option<String>| {
        let all = wiring.get(list)?.as_array()?.iter().enumerate();
        let mut faulty = all.filter_map(|(at, one)| Some((at, why(one.as_table()?.clone())?)));
        let (at, why) = faulty.next()?;
        let heading = format!("[[wiring.{list}]]");
        let place = text.match_indices(&heading).nth(at).map_or(0, |(place, _)| place);
        Some((line_of(text, place), format!("wiring.{list}.{at}"), why))
    };
    faulty("neurons", refusal::<CircuitNeuron>).or_else(|| faulty("edges", refusal::<CircuitEdge>))
}

/// Why a table is no `T`.
fn refusal<T: DeserializeOwned>(table: toml::Table) -> Option<String> {
    table.try_into::<T>().err().map(|error| error.message().to_owned())
}

/// The field whose value is of another kind than it has to be. Of a table with a kind, the reader of TOML names the
/// table alone.
fn culprit(preset: &toml::Table) -> Option<String> {
    preset.iter().find_map(|(name, value)| {
        let within = |field: Option<String>| field.map(|field| format!("{name}.{field}"));
        let is_number = value.is_float() || value.is_integer();
        match (name.as_str(), value) {
            ("name" | "summary", _) if !value.is_str() => Some(name.clone()),
            ("tick_ms" | "duration_ms" | "sample_every_ms", _) if !is_number => Some(name.clone()),
            ("sheet", toml::Value::Table(inner)) => within(misfit::<Sheet>(inner)),
            ("wiring", toml::Value::Table(inner)) => within(misfit::<WiringSpec>(inner)),
            ("stimulus", toml::Value::Table(inner)) => within(misfit::<StimulusSpec>(inner)),
            ("neuron", toml::Value::Table(inner)) => within(misfit::<NeuronSpec>(inner)),
            ("plasticity", toml::Value::Table(inner)) => within(misfit::<StdpSpec>(inner)),
            _ => None,
        }
    })
}

/// The field of a `T` without which it would be missed, while with it its value is refused.
fn misfit<T: DeserializeOwned>(table: &toml::Table) -> Option<String> {
    let refused = |table: &toml::Table| table.clone().try_into::<T>().err();
    refused(table).filter(|error| error.message().starts_with("invalid "))?;
    for (section, value) in table {
        let toml::Value::Table(inner) = value else { continue };
        let field = match section.as_str() {
            "recurrent" => misfit::<RecurrentSpec>(inner),
            "metaplasticity" => misfit::<MetaplasticitySpec>(inner),
            _ => None,
        };
        if let Some(field) = field {
            return Some(format!("{section}.{field}"));
        }
    }
    let fields = table.keys().filter(|field| *field != "kind");
    let is_missed = |field: &&String| {
        let mut rest = table.clone();
        rest.remove(*field);
        let missing = format!("missing field `{field}`");
        refused(&rest).is_some_and(|error| error.message().lines().next() == Some(&missing))
    };
    fields.into_iter().find(is_missed).cloned()
}
