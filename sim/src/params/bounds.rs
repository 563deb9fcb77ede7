//! How large and how small the numbers of a model may be, whatever they are: beyond, they mean nothing, and single
//! precision, in which a network counts, has no room for their sums and quotients.
//!
//! | quantity | size | why |
//! |---|---|---|
//! | a name or a summary | [`TEXT_MAX`] characters, all of which can be printed | they are read by people |
//! | any number of a preset | 0, or [`LEAST`](crate::check::LEAST) to [`MOST`](crate::check::MOST) | 10⁶ ms are a quarter of an hour, and 10⁶ mm a kilometre; 10⁻⁹ of a threshold is none |
//!
//! Speeds too slow are refused by the delays that they make, see [`super::limits`].

use super::preset_spec::PresetSpec;
use crate::check::{SpecError, refuse, sized};
use toml::Value;

/// Longest name or summary, characters.
pub const TEXT_MAX: usize = 4_000;

/// Refuses the first number that is out of all proportion, by its path in the preset's file. Numbers are known by
/// what they are written as: none that is added later can be forgotten here.
pub(super) fn check(spec: &PresetSpec) -> Result<(), SpecError> {
    match toml::Table::try_from(spec) {
        Ok(fields) => within(&Value::Table(fields), ""),
        Err(error) => Err(refuse("preset", "one that can be written", error)),
    }
}

/// Refuses numbers of all proportions in what is written as a table or a list of such.
pub(crate) fn numbers(of: &impl serde::Serialize, path: &str) -> Result<(), SpecError> {
    match Value::try_from(of) {
        Ok(value) => within(&value, path),
        Err(error) => Err(refuse(path, "what can be written", error)),
    }
}

fn readable(path: &str, text: &str) -> Result<(), SpecError> {
    let length = text.chars().count();
    if length > TEXT_MAX {
        return Err(refuse(path, format!("at most {TEXT_MAX} characters"), length));
    }
    if text.chars().any(char::is_control) {
        let start: String = text.chars().take(40).collect();
        let rest = if start.len() < text.len() { "…" } else { "" };
        let found = format!("{start:?}{rest}");
        return Err(refuse(path, "characters that can be printed", found));
    }
    Ok(())
}

fn within(value: &Value, path: &str) -> Result<(), SpecError> {
    match value {
        Value::Table(fields) => fields.iter().try_for_each(|(name, field)| match path {
            "" => within(field, name),
            path => within(field, &format!("{path}.{name}")),
        }),
        Value::Array(list) => (0..)
            .zip(list)
            .try_for_each(|(at, value): (usize, &Value)| within(value, &format!("{path}.{at}"))),
        Value::Float(number) => sized(path, *number),
        Value::String(text) => readable(path, text),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::params::Preset;

    #[test]
    fn numbers_out_of_all_proportion_are_refused_by_field_limit_and_value() {
        let words = |name: &str, path: &str, value: &str| {
            let spec = Preset::builtin(name).unwrap().spec().with(path, value).unwrap();
            Preset::try_from(spec).map_or_else(|error| error.to_string(), |_| String::new())
        };
        for (name, path) in [
            ("weights-196", "neuron.refractory_ms"),
            ("weights-196", "neuron.threshold"),
            ("weights-196", "wiring.recurrent.excitatory_efficacy"),
            ("weights-384", "plasticity.metaplasticity.half_at_spikes"),
            ("weights-plain", "wiring.input_weight_max"),
            ("paths-stdp", "plasticity.a_plus"),
        ] {
            let large = words(name, path, "1e300");
            assert_eq!(large, format!("{path}: expected at most 1000000, found 1e300"));
            let small = words(name, path, "1e-300");
            let expected = "0, where it may be, or a size of at least 1e-9";
            assert!(small.starts_with(&format!("{path}: expected {expected}")), "{small}");
        }
        assert_eq!(
            words("paths-stdp", "plasticity.w_min", "-2e6"),
            "plasticity.w_min: expected at least -1000000, found -2000000"
        );
        let above = words("paths-sbm", "wiring.weight_high", "1e300");
        assert_eq!(above, "wiring.weight_high: expected at most 1000000, found 1e300");
        assert_eq!(words("weights-196", "neuron.refractory_ms", "1e6"), "", "as much as may be");
        assert_eq!(words("weights-196", "plasticity.a_minus", "0"), "");
        let found = words("weights-196", "summary", "a\nb");
        assert_eq!(found, "summary: expected characters that can be printed, found \"a\\nb\"");
        let found = words("weights-196", "summary", &"a".repeat(5_000));
        assert_eq!(found, "summary: expected at most 4000 characters, found 5000");
    }
}
