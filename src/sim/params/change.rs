//! One field of a preset changed by its path, as a person typed it, and refused in words about that field.

use super::PresetSpec;
use crate::sim::check::{SpecError, refuse};
use toml::Value;

impl PresetSpec {
    /// The same with one number or word changed, by its path in the preset's file (such as
    /// `plasticity.a_plus`); the name says so.
    ///
    /// # Errors
    /// When there is no such field, or it cannot have that value: the message lists those that there are.
    pub fn with(&self, path: &str, value: &str) -> Result<PresetSpec, SpecError> {
        let unwritable = |error| refuse(path, "a preset that can be written", error);
        let mut table = toml::Table::try_from(self).map_err(unwritable)?;
        let before = set(&mut table, path, value)?;
        let changed = table.try_into::<PresetSpec>();
        let changed = changed.map_err(|error| misfit(path, value, &before, error.message()))?;
        Ok(PresetSpec { name: format!("{}+{path}={value}", self.name), ..changed })
    }
}

/// Changes the field at `path`; returns what it was.
fn set(table: &mut toml::Table, path: &str, value: &str) -> Result<Value, SpecError> {
    let mut here = table;
    let mut parts = path.split('.').peekable();
    loop {
        let part = parts.next().unwrap_or_default();
        let names: Vec<String> = here.keys().cloned().collect();
        let Some(field) = here.get_mut(part) else {
            return Err(refuse(path, one_of(&names), format!("{part:?}")));
        };
        match (field, parts.peek()) {
            (Value::Table(inner), Some(_)) => here = inner,
            (Value::Table(inner), None) => {
                let names: Vec<String> =
                    inner.keys().map(|name| format!("{path}.{name}")).collect();
                return Err(refuse(path, one_of(&names), path));
            }
            (_, Some(_)) => return Err(refuse(path, format!("{part}, which has no fields"), path)),
            (field, None) => {
                let new = read(field, path, value)?;
                return Ok(std::mem::replace(field, new));
            }
        }
    }
}

/// A value of the same kind as the one that is there.
fn read(now: &Value, path: &str, value: &str) -> Result<Value, SpecError> {
    let refused = |expected: &'static str| refuse(path, expected, format!("{value:?}"));
    Ok(match now {
        Value::Float(_) => Value::Float(value.parse().map_err(|_| refused("a number"))?),
        Value::Integer(_) => {
            let is_large = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            let expected = if is_large { "a smaller whole number" } else { "a whole number" };
            Value::Integer(value.parse().map_err(|_| refused(expected))?)
        }
        Value::Boolean(_) => Value::Boolean(value.parse().map_err(|_| refused("true or false"))?),
        Value::String(_) => Value::String(value.to_owned()),
        _ => return Err(refused("a number, a word, true or false")),
    })
}

/// A value that the field cannot have, though it is of its kind: why, by what serde says.
fn misfit(path: &str, value: &str, before: &Value, message: &str) -> SpecError {
    let words = message.replace('`', "");
    let words = words.lines().next().unwrap_or_default();
    let variants = words.strip_prefix("unknown variant");
    if let Some((_, expected)) = variants.and_then(|words| words.split_once(", expected ")) {
        return refuse(path, expected.to_owned(), format!("{value:?}"));
    }
    match before {
        // What stands beside a kind belongs to it.
        Value::String(kind) => {
            let expected = format!("{kind}, or another kind of which the file has the fields");
            refuse(path, expected, format!("{value:?} ({words})"))
        }
        Value::Integer(_) => refuse(path, "a whole number of at least 0", value),
        _ => refuse(path, "a value that fits", format!("{value:?} ({words})")),
    }
}

fn one_of(names: &[String]) -> String {
    match names {
        [only] => only.clone(),
        _ => format!("one of {}", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use crate::sim::Preset;

    #[test]
    fn a_field_is_changed_by_its_path() {
        let spec = Preset::builtin("weights-196").unwrap().spec().clone();
        let changed = spec.with("plasticity.a_plus", "0.02").unwrap();
        assert_eq!(changed.plasticity.unwrap().a_plus, 0.02);
        assert_eq!(changed.name, "weights-196+plasticity.a_plus=0.02");
        assert!(spec.with("wiring.neurons", "50").is_ok());
        assert!(spec.with("stimulus.kind", "binary").is_ok());
    }

    #[test]
    fn what_a_field_cannot_be_is_refused_with_all_that_it_can() {
        let spec = Preset::builtin("weights-196").unwrap().spec().clone();
        for (path, value, expected) in [
            ("stimulus.kind", "foo", r#"expected one of once, rate, binary, found "foo""#),
            (
                "neuron.kind",
                "foo",
                r#"expected one of competition, event-driven, clocked, found "foo""#,
            ),
            ("wiring.kind", "foo", r#"expected one of footprints, scattered, block, found "foo""#),
            ("plasticity.pairing", "Once", r#"expected one of nearest, once, all, found "Once""#),
            ("plasticity.bounds", "", r#"expected hard or soft, found """#),
            ("plasticity.a_plus", "much", r#"expected a number, found "much""#),
            ("plasticity.sign_change", "yes", r#"expected true or false, found "yes""#),
            ("wiring.neurons", "1.5", r#"expected a whole number, found "1.5""#),
            ("wiring.neurons", "-1", "expected a whole number of at least 0, found -1"),
            ("stimulus", "1", "expected one of stimulus.kind, stimulus.period_ms, found stimulus"),
            ("stimulus.speed", "1", r#"expected one of kind, period_ms, found "speed""#),
            ("tick_ms.x", "1", "expected tick_ms, which has no fields, found tick_ms.x"),
        ] {
            let error = spec.with(path, value).unwrap_err().to_string();
            assert_eq!(error, format!("{path}: {expected}"));
        }
        for (path, value, expected) in [
            ("speed", "1", r#"expected one of duration_ms, name, neuron, plasticity, "#),
            ("", "", r#"expected one of duration_ms, name, neuron, plasticity, "#),
            (
                "neuron.kind",
                "competition",
                "expected clocked, or another kind of which the file has the fields",
            ),
        ] {
            let error = spec.with(path, value).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{path}: {expected}")), "{error}");
        }
    }
}
