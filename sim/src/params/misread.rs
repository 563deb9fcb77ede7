//! Why a file is no preset, by line and field.

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
    let line = text[..at].matches('\n').count() + 1;
    let words = error.message().replace('`', "").replace('\n', " ");
    // Of a key that stands there already, its place alone is told.
    let key = error.span().and_then(|span| text.get(span)).unwrap_or_default();
    let words = words.replace("duplicate key", &format!("duplicate key {key}"));
    let words = words.replace("expected usize", "expected a whole number");
    let words = words.replace("expected f64", "expected a number");
    let words = words.replace("a boolean", "true or false");
    let words = words.replace(" as i128", "").replace("any value", "a smaller number");
    let field = text.parse().ok().and_then(|table| culprit(&table));
    let place =
        field.map_or_else(|| format!("line {line}"), |field| format!("line {line}, {field}"));
    refuse(&place, "a preset as docs/presets.md describes it", words)
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
