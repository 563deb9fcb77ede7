//! One place for the words in which a bad parameter is refused.

use std::borrow::Cow;
use thiserror::Error;

/// The greatest size of a number.
pub const MOST: f64 = 1e6;
/// The least size of a number that is not 0.
pub const LEAST: f64 = 1e-9;

/// A parameter that cannot be used: which field, what was expected, what was found.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("{field}: expected {expected}, found {found}")]
pub struct SpecError {
    /// Dotted path of the field, as in a preset file.
    pub field: String,
    /// What would have been accepted, with its unit.
    pub expected: Cow<'static, str>,
    /// What was given.
    pub found: String,
}

/// Builds the error for `field`.
pub fn refuse(
    field: &str,
    expected: impl Into<Cow<'static, str>>,
    found: impl ToString,
) -> SpecError {
    SpecError { field: field.to_owned(), expected: expected.into(), found: found.to_string() }
}

/// A number in few letters, however large or small.
pub fn shown(value: f64) -> String {
    match value.abs() {
        size if size == 0.0 || (1e-4..1e15).contains(&size) => value.to_string(),
        _ => format!("{value:e}"),
    }
}

/// A number that does not fit others, and those: `0.1 with tick_ms = 0.125`.
pub fn with(value: f64, others: &[(&str, f64)]) -> String {
    let others: Vec<String> =
        others.iter().map(|(field, other)| format!("{field} = {}", shown(*other))).collect();
    format!("{} with {}", shown(value), others.join(", "))
}

/// `value`, if it is finite and greater than zero.
pub fn above_zero(field: &str, value: f64) -> Result<f64, SpecError> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(refuse(field, "a finite number > 0", shown(value)))
    }
}

/// `value`, if it is finite and not negative.
pub fn at_least_zero(field: &str, value: f64) -> Result<f64, SpecError> {
    if value.is_finite() && value >= 0.0 {
        Ok(value)
    } else {
        Err(refuse(field, "a finite number >= 0", shown(value)))
    }
}

/// `value`, if it is finite.
pub fn finite(field: &str, value: f64) -> Result<f64, SpecError> {
    if value.is_finite() { Ok(value) } else { Err(refuse(field, "a finite number", shown(value))) }
}

/// `value`, if it lies in 0 ..= 1.
pub fn share(field: &str, value: f64) -> Result<f64, SpecError> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(refuse(field, "a share from 0 to 1", shown(value)))
    }
}

/// `value`, if it lies in 1 ..= `most`.
pub fn count(field: &str, value: usize, most: usize) -> Result<usize, SpecError> {
    if (1..=most).contains(&value) {
        Ok(value)
    } else {
        Err(refuse(field, format!("a whole number from 1 to {most}"), value))
    }
}

/// Refuses a number that is out of all proportion.
pub fn sized(path: &str, number: f64) -> Result<(), SpecError> {
    let expected = match number {
        _ if number > MOST => format!("at most {MOST}"),
        _ if number < -MOST => format!("at least -{MOST}"),
        _ if number == 0.0 || number.abs() >= LEAST => return Ok(()),
        _ => format!("0, where it may be, or a size of at least {}", shown(LEAST)),
    };
    Err(refuse(path, expected, shown(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unusable_passes() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0] {
            assert!(above_zero("x", bad).is_err() && at_least_zero("x", bad).is_err());
            assert!(share("x", bad).is_err());
        }
        assert!(above_zero("x", 0.0).is_err() && at_least_zero("x", 0.0).is_ok());
        assert!(finite("x", -1.0).is_ok() && finite("x", f64::NAN).is_err());
        assert!(
            count("n", 0, 9).is_err() && count("n", 10, 9).is_err() && count("n", 9, 9).is_ok()
        );
        assert_eq!(
            count("n", 10, 9).unwrap_err().to_string(),
            "n: expected a whole number from 1 to 9, found 10"
        );
        assert_eq!(with(0.1, &[("a", 2.0), ("b", 1e-9)]), "0.1 with a = 2, b = 1e-9");
        assert!([MOST, -MOST, 0.0, LEAST, -LEAST].iter().all(|&x| sized("x", x).is_ok()));
        let over = MOST * 1.001;
        for (bad, expected) in [(over, "at most"), (-over, "at least -"), (LEAST / 2.0, "0, where")]
        {
            let error = sized("x", bad).unwrap_err();
            assert!(error.expected.starts_with(expected), "{error}");
        }
        assert_eq!(above_zero("x", -1e308).unwrap_err().found, "-1e308");
        assert_eq!(
            above_zero("stdp.tau_plus_ms", f64::NAN).unwrap_err().to_string(),
            "stdp.tau_plus_ms: expected a finite number > 0, found NaN"
        );
    }
}
