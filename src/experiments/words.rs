//! Numbers as people read them, in one form in window, tables and messages: 2,000 with a comma, −0.5 with a
//! true minus, "1 digit" and "2 digits". Files for programs (CSV, JSON) do not use it.

use std::fmt::Display;

/// With a comma every three digits.
pub fn thousands(n: usize) -> String {
    grouped(&n.to_string())
}

/// So many of so many: "864 of 1,500".
pub fn of(part: usize, whole: usize) -> String {
    format!("{} of {}", thousands(part), thousands(whole))
}

/// A count with its noun: "1 digit", "2,000 digits", "2 axes", "10 classes".
pub fn count(n: usize, noun: &str) -> String {
    let noun = match (n, noun.strip_suffix("is")) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) => format!("{stem}es"),
        (_, None) if noun.ends_with('s') => format!("{noun}es"),
        (_, None) => format!("{noun}s"),
    };
    format!("{} {noun}", thousands(n))
}

/// "a digit", "an image".
pub fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// A number with so many decimals: "2,000", "−0.50".
pub fn number(value: impl Into<f64>, decimals: usize) -> String {
    let value = value.into();
    let text = format!("{:.decimals$}", value.abs());
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let whole = if value.is_finite() { grouped(whole) } else { whole.to_owned() };
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    format!("{sign}{whole}{rest}")
}

/// The same with its sign, also where it is positive: "+0.5", "−0.5", "0.0".
pub fn signed(value: impl Into<f64>, decimals: usize) -> String {
    let value = value.into();
    let text = number(value, decimals);
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if value > 0.0 && !is_zero { format!("+{text}") } else { text }
}

/// A number as short as it can be written: "5", "0.5", "−0.02", "1,000".
pub fn short(value: impl Into<f64> + Display) -> String {
    let decimals = value.to_string().split_once('.').map_or(0, |(_, after)| after.len());
    number(value, decimals)
}

/// A comma every three digits from the right.
fn grouped(digits: &str) -> String {
    let head = digits.len() % 3;
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && i % 3 == head {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_form() {
        let found = [0, 7, 100, 1_000, 60_000, 1_234_567].map(thousands);
        assert_eq!(found, ["0", "7", "100", "1,000", "60,000", "1,234,567"]);
        assert_eq!(of(864, 1_500), "864 of 1,500");
        let found = [-0.5, 0.25, -2000.0, 1e6, -0.001, 0.0, -0.0].map(|value| number(value, 2));
        assert_eq!(found, ["−0.50", "0.25", "−2,000.00", "1,000,000.00", "0.00", "0.00", "0.00"]);
        let found = [-0.5, 0.5, 1500.0, 0.004, -0.004].map(|value| signed(value, 2));
        assert_eq!(found, ["−0.50", "+0.50", "+1,500.00", "0.00", "0.00"]);
        let found = [5.0, 0.5, -0.02, 1000.0].map(short);
        assert_eq!(found, ["5", "0.5", "−0.02", "1,000"]);
        assert_eq!(short(0.05_f32), "0.05", "as short in either precision");
        assert_eq!([number(f64::INFINITY, 1), number(f64::NAN, 1)], ["inf", "NaN"]);
    }

    #[test]
    fn nouns_and_articles_follow_their_number() {
        assert_eq!(
            [0, 1, 2, 2_000].map(|n| count(n, "digit")),
            ["0 digits", "1 digit", "2 digits", "2,000 digits"]
        );
        assert_eq!([1, 3].map(|n| count(n, "axis")), ["1 axis", "3 axes"]);
        assert_eq!([1, 3].map(|n| count(n, "class")), ["1 class", "3 classes"]);
    }
}
