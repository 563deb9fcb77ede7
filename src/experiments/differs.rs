//! What tells two configurations apart, field by field.

use serde::Serialize;
use serde_json::Value;

/// As many differences are named; more have one cause.
const NAMED: usize = 3;
/// Longer values are shown by their beginning, letters.
const SHOWN: usize = 60;

/// In which fields `found` is another than `expected`, in words: `weights[0].seed is 2, not 1`.
pub fn differences(found: &impl Serialize, expected: &impl Serialize) -> String {
    let value = |of: Result<Value, _>| of.unwrap_or_default();
    let (found, expected) =
        (value(serde_json::to_value(found)), value(serde_json::to_value(expected)));
    let mut all = Vec::new();
    compare("", &found, &expected, &mut all);
    let more = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
    let named = all.join("; ");
    if more > 0 { format!("{named}; and {more} more") } else { named }
}

fn compare(at: &str, found: &Value, expected: &Value, all: &mut Vec<String>) {
    match (found, expected) {
        _ if found == expected => {}
        (Value::Object(one), Value::Object(other)) => {
            let added = other.keys().filter(|name| !one.contains_key(*name));
            for name in one.keys().chain(added) {
                let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                let of = |fields: &serde_json::Map<String, Value>| fields.get(name).cloned();
                let (one, other) = (of(one).unwrap_or_default(), of(other).unwrap_or_default());
                compare(&at, &one, &other, all);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (i, (one, other)) in one.iter().zip(other).enumerate() {
                compare(&format!("{at}[{i}]"), one, other, all);
            }
        }
        _ => all.push(format!("{at} is {}, not {}", shown(found), shown(expected))),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            format!("{} of them", items.len())
        }
        Value::Object(_) => "there".to_owned(),
        other => {
            let text = other.to_string();
            let start: String = text.chars().take(SHOWN).collect();
            if start.len() < text.len() { format!("{start}…") } else { start }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_that_differ_are_named_with_both_values() {
        let one = json!({"weights": [{"seed": 1, "times": [1, 2], "limit": null, "name": "a"}]});
        let mut other = one.clone();
        assert_eq!(differences(&one, &other), "");
        other["weights"][0]["seed"] = json!(2);
        assert_eq!(differences(&other, &one), "weights[0].seed is 2, not 1");
        other["weights"][0]["times"] = json!([1]);
        other["weights"][0]["limit"] = json!(20);
        let three = "weights[0].limit is 20, not none; weights[0].seed is 2, not 1; \
                     weights[0].times is [1], not [1,2]";
        assert_eq!(differences(&other, &one), three);
        other["weights"][0]["name"] = json!("b");
        assert!(differences(&other, &one).ends_with("; and 1 more"));
        let more = json!({"weights": [{}, {}]});
        assert_eq!(differences(&more, &one), "weights is 2 of them, not 1 of them");
        let paths = json!({"paths": [{}]});
        assert_eq!(
            differences(&paths, &one),
            "paths is 1 of them, not none; weights is none, not 1 of them"
        );
    }
}
