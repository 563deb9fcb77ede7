//! One field of a preset changed by its path, as a person typed it, and refused in words about that field.

use super::preset::Preset;
use super::preset_spec::PresetSpec;
use crate::check::{SpecError, refuse};
use toml::Value;

/// Most characters of a number, and of what was typed that are said again.
const TYPED_MAX: usize = 100;

impl PresetSpec {
    /// The same with one number or word changed, by its path in the preset's file (such as
    /// `plasticity.a_plus`); the name says so.
    ///
    /// # Errors
    /// When there is no such field, or it cannot have that value: the message lists those that there are.
    pub fn with(&self, path: &str, value: &str) -> Result<PresetSpec, SpecError> {
        let changed = self.changed(path, value)?;
        // What is said of a model makes no other model.
        let is_other = path != "summary";
        let name = if is_other { format!("{}+{path}={value}", self.name) } else { changed.name };
        Ok(PresetSpec { name, ..changed })
    }

    /// The same under the same name.
    ///
    /// # Errors
    /// As [`with`](Self::with).
    pub fn changed(&self, path: &str, value: &str) -> Result<PresetSpec, SpecError> {
        let unwritable = |error| refuse(path, "a preset that can be written", error);
        let mut table = toml::Table::try_from(self).map_err(unwritable)?;
        let before = set(&mut table, path, value)?;
        let changed = table.try_into::<PresetSpec>();
        let changed = changed.map_err(|error| misfit(path, value, &before, error.message()))?;
        if let (Value::Integer(_), Some(number)) = (&before, whole(value))
            && number != clamped(number).into()
        {
            let refused = Preset::try_from(changed).err().filter(|error| error.field == path);
            let expected = refused.map_or("another whole number".into(), |error| error.expected);
            return Err(refuse(path, expected, value));
        }
        Ok(changed)
    }

    /// The number at a path, as [`changed`](Self::changed) takes it; none where there is no number.
    pub fn number(&self, path: &str) -> Option<f64> {
        let table = toml::Table::try_from(self).ok()?;
        let mut here = &Value::Table(table);
        for part in path.split('.') {
            here = match here {
                Value::Array(list) => &list[place_in(list, part)?],
                other => other.get(part)?,
            };
        }
        here.as_float().or_else(|| here.as_integer().map(|whole| whole as f64))
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
        let is_last = parts.peek().is_none();
        if is_last && !field.is_table() {
            let new = read(field, path, value)?;
            return Ok(std::mem::replace(field, new));
        }
        here = match field {
            Value::Table(inner) => inner,
            Value::Array(list) if list.iter().all(Value::is_table) => {
                member(list, path, parts.next().unwrap_or_default())?
            }
            _ => return Err(refuse(path, format!("{part}, which has no fields"), path)),
        };
        if parts.peek().is_none() {
            let names: Vec<String> = here.keys().map(|name| format!("{path}.{name}")).collect();
            return Err(refuse(path, one_of(&names), path));
        }
    }
}

/// Where one of a list stands, by its name or by its place, counted from 0.
fn place_in(list: &[Value], which: &str) -> Option<usize> {
    let name = |value: &Value| value.get("name").and_then(Value::as_str) == Some(which);
    let named = list.iter().position(name);
    named.or_else(|| which.parse().ok().filter(|at| *at < list.len()))
}

/// The same, to be changed.
fn member<'a>(
    list: &'a mut [Value],
    path: &str,
    which: &str,
) -> Result<&'a mut toml::Table, SpecError> {
    let name = |value: &Value| Some(value.get("name")?.as_str()?.to_owned());
    let names: Vec<String> = (0..)
        .zip(list.iter())
        .map(|(at, value): (usize, &Value)| name(value).unwrap_or_else(|| at.to_string()))
        .collect();
    let found = place_in(list, which).and_then(|at| list[at].as_table_mut());
    found.ok_or_else(|| {
        let some = &names[..names.len().min(20)];
        refuse(path, one_of(some), format!("{which:?}"))
    })
}

/// A value of the same kind as the one that is there.
fn read(now: &Value, path: &str, value: &str) -> Result<Value, SpecError> {
    let refused = |expected: &'static str| refuse(path, expected, quoted(value));
    Ok(match now {
        // A number is part of the name of what it makes.
        Value::Float(_) | Value::Integer(_) if value.len() > TYPED_MAX => {
            let expected = format!("a number of at most {TYPED_MAX} characters");
            return Err(refuse(path, expected, value.chars().count()));
        }
        Value::Float(_) => Value::Float(value.parse().map_err(|_| refused("a number"))?),
        Value::Integer(_) => {
            Value::Integer(clamped(whole(value).ok_or_else(|| refused("a whole number"))?))
        }
        Value::Boolean(_) => Value::Boolean(value.parse().map_err(|_| refused("true or false"))?),
        Value::String(_) => Value::String(value.to_owned()),
        _ => return Err(refused("a number, a word, true or false")),
    })
}

/// A whole number, however large.
fn whole(value: &str) -> Option<i128> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let beyond = if digits == value { i128::MAX } else { i128::MIN };
    value.parse().ok().or(is_whole.then_some(beyond))
}

/// Whole numbers are counts, all of them: what is below or above any is no more than that.
fn clamped(number: i128) -> i64 {
    number.clamp(0, i64::MAX.into()) as i64
}

/// The beginning of what was typed, quoted.
fn quoted(value: &str) -> String {
    let start: String = value.chars().take(TYPED_MAX).collect();
    if start.len() < value.len() { format!("{start:?}…") } else { format!("{value:?}") }
}

/// A value that the field cannot have, though it is of its kind: why, by what serde says.
fn misfit(path: &str, value: &str, before: &Value, message: &str) -> SpecError {
    let words = message.replace('`', "");
    let words = words.lines().next().unwrap_or_default();
    let variants = words.strip_prefix("unknown variant");
    if let Some((_, expected)) = variants.and_then(|words| words.split_once(", expected ")) {
        return refuse(path, expected.to_owned(), quoted(value));
    }
    match before {
        // What stands beside a kind belongs to it.
        Value::String(kind) => {
            let expected = format!("{kind}, or another kind of which the file has the fields");
            refuse(path, expected, format!("{} ({words})", quoted(value)))
        }
        _ => refuse(path, "a value that fits", format!("{} ({words})", quoted(value))),
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
    use super::*;
    use toml::Table;

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
    fn a_number_is_found_by_its_path() {
        let spec = Preset::builtin("race-of-two").unwrap().spec().clone();
        let number = |path: &str| spec.number(path);
        assert_eq!(number("wiring.neurons.C.refractory_ms"), Some(6.0));
        assert_eq!(number("wiring.edges.1.length"), Some(8.0));
        assert_eq!(number("duration_ms"), Some(20.0));
        for none in
            ["", "name", "wiring", "wiring.neurons.D.refractory_ms", "wiring.edges.2.length"]
        {
            assert_eq!(number(none), None, "{none}");
        }
    }

    #[test]
    fn what_a_field_cannot_be_is_refused_with_all_that_it_can() {
        let spec = Preset::builtin("weights-196").unwrap().spec().clone();
        for (path, value, expected) in [
            ("stimulus.kind", "foo", r#"expected one of once, rate, binary, trains, found "foo""#),
            (
                "neuron.kind",
                "foo",
                r#"expected one of competition, event-driven, clocked, found "foo""#,
            ),
            (
                "wiring.kind",
                "foo",
                r#"expected one of footprints, scattered, block, circuit, found "foo""#,
            ),
            ("plasticity.pairing", "Once", r#"expected one of nearest, once, all, found "Once""#),
            ("plasticity.bounds", "", r#"expected hard or soft, found """#),
            ("plasticity.a_plus", "much", r#"expected a number, found "much""#),
            ("plasticity.sign_change", "yes", r#"expected true or false, found "yes""#),
            ("wiring.neurons", "1.5", r#"expected a whole number, found "1.5""#),
            ("wiring.neurons", "-1", "expected a whole number from 1 to 10000, found -1"),
            (
                "wiring.neurons",
                "18446744073709551616",
                "expected a whole number from 1 to 10000, found 18446744073709551616",
            ),
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

    /// Paths of all fields, and of the kinds beside them.
    fn fields(table: &Table, above: &str, all: &mut Vec<String>) {
        for (name, value) in table {
            let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
            match value {
                Value::Table(inner) => fields(inner, &path, all),
                _ => all.push(path),
            }
        }
    }

    #[test]
    fn whatever_a_field_is_set_to_that_field_is_named() {
        let long = ["9".repeat(200), "a".repeat(5_000), format!("0.{}1", "0".repeat(90))];
        let mut values = vec![
            "",
            "-1",
            "-1e300",
            "-200",
            "0",
            "-0.0",
            "1e-300",
            "1e-9",
            "0.1",
            "1.5",
            "7",
            "650",
            "1e5",
            "1e6",
            "1e300",
            "inf",
            "nan",
            "18446744073709551616",
            "-9223372036854775809",
            "true",
            "block",
            "a\nb",
            "\u{202e}\u{7}",
        ];
        values.extend(long.iter().map(String::as_str));
        let mut refused = 0;
        for name in Preset::names() {
            let spec = Preset::builtin(name).unwrap().spec().clone();
            let mut all = Vec::new();
            fields(&Table::try_from(&spec).unwrap(), "", &mut all);
            assert!(all.len() > 15 && all.contains(&"neuron.kind".to_owned()), "{all:?}");
            for path in &all {
                for value in &values {
                    let Err(error) = spec.with(path, value).and_then(Preset::try_from) else {
                        continue;
                    };
                    let words = error.to_string();
                    assert!(words.contains(path.as_str()), "{name}: {path}={value}: {words}");
                    assert!(words.len() < 600, "{name}: {path}: {words}");
                    assert!(!words.contains("usize") && !words.contains("integer"), "{words}");
                    refused += 1;
                }
            }
        }
        assert!(refused > 1_000, "{refused}");
    }
}
