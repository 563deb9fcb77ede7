//! JSON that carries a checksum of what it says, so that a number which somebody edited is noticed.
//!
//! The sum is over values, not over letters: spaces, the order of fields and the way in which a number is written
//! (`1`, `1.0`) may be those of any tool that the file went through. `null` and a missing field differ.

use crate::data::cache::checksum;
use crate::data::from_json;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::iter::empty;

/// Field of the checksum: a CRC-32, hexadecimal.
const FIELD: &str = "crc32";
/// Whole numbers up to here are the same, written with a point or without.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

/// What is written, and its checksum last.
#[derive(Serialize)]
struct Summed<'a, T> {
    #[serde(flatten)]
    content: &'a T,
    crc32: String,
}

/// `content`, which has named fields, as JSON with its checksum; on many lines if `is_for_people`.
///
/// # Errors
/// What cannot be written as JSON.
pub fn to_json(content: &impl Serialize, is_for_people: bool) -> serde_json::Result<Vec<u8>> {
    let crc32 = sum(&serde_json::to_vec(content)?).map_err(serde_json::Error::custom)?;
    let summed = Summed { content, crc32 };
    match is_for_people {
        true => serde_json::to_vec_pretty(&summed),
        false => serde_json::to_vec(&summed),
    }
}

/// The checksum of an object, whether it carries one or not.
///
/// # Errors
/// In words, of what is no object in JSON.
pub fn sum(json: &[u8]) -> Result<String, String> {
    let fields: HashMap<String, Plain> = from_json(json)?;
    let fields = fields.into_iter().filter(|(name, _)| name != FIELD);
    let fields: HashMap<String, String> = fields.map(|(name, Plain(text))| (name, text)).collect();
    Ok(checksum(&fields, empty()))
}

/// A value in the one way in which it is summed.
struct Plain(String);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Plain, D::Error> {
        from.deserialize_any(InOneWay)
    }
}

struct InOneWay;

impl<'de> Visitor<'de> for InOneWay {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Plain, E> {
        Ok(Plain("null".to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Plain, E> {
        Ok(Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Plain, E> {
        Ok(Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Plain, E> {
        Ok(Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Plain, E> {
        let is_whole = value.fract() == 0.0 && value.abs() <= WHOLE_MAX;
        Ok(Plain(if is_whole { (value as i64).to_string() } else { format!("{value:e}") }))
    }

    fn visit_str<E>(self, value: &str) -> Result<Plain, E> {
        Ok(Plain(format!("{value:?}")))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Plain, A::Error> {
        let mut text = String::from("[");
        while let Some(Plain(item)) = items.next_element()? {
            text += &item;
            text.push(',');
        }
        text.push(']');
        Ok(Plain(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Plain, A::Error> {
        let mut all = Vec::new();
        while let Some((name, Plain(value))) = fields.next_entry::<String, Plain>()? {
            all.push(format!("{name:?}:{value},"));
        }
        all.sort_unstable();
        Ok(Plain(format!("{{{}}}", all.concat())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: &serde_json::Value) -> String {
        sum(value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn the_same_values_have_one_sum_however_they_are_written() {
        let value = json!({"a": [1, 2.5, null], "b": {"x": "é\n", "y": true}});
        let expected = of(&value);
        for text in [
            r#"{"a":[1,2.5,null],"b":{"x":"é\n","y":true}}"#,
            "{\n\t\"b\": {\"y\": true, \"x\": \"\\u00e9\\n\"},\n\t\"a\": [1.0, 25e-1, null]}\n",
            r#"{"crc32":"00000000","a":[1,2.50,null],"b":{"x":"é\n","y":true}}"#,
        ] {
            assert_eq!(sum(text.as_bytes()).unwrap(), expected, "{text}");
        }
        for is_for_people in [false, true] {
            let written = to_json(&value, is_for_people).unwrap();
            assert_eq!(sum(&written).unwrap(), expected);
            let read: serde_json::Value = serde_json::from_slice(&written).unwrap();
            assert_eq!(read[FIELD], expected);
        }
    }

    #[test]
    fn other_values_have_another_sum() {
        let all = [
            json!({}),
            json!({"a": null}),
            json!({"a": 0}),
            json!({"a": 1}),
            json!({"a": -1}),
            json!({"a": 1.5}),
            json!({"a": 1e300}),
            json!({"a": u64::MAX}),
            json!({"a": u64::MAX - 1}),
            json!({"a": "1"}),
            json!({"a": true}),
            json!({"a": "true"}),
            json!({"a": []}),
            json!({"a": [[]]}),
            json!({"a": [1]}),
            json!({"a": [1, 1]}),
            json!({"a": [11]}),
            json!({"a": {}}),
            json!({"a": {"b": 1}}),
            json!({"a": {"b": "1,\"c\":2"}}),
            json!({"a": {"b": 1, "c": 2}}),
            json!({"a": 1, "b": 2}),
        ];
        let sums: std::collections::HashSet<String> = all.iter().map(of).collect();
        assert_eq!(sums.len(), all.len());
        assert!(sum(b"[1]").is_err() && sum(b"{").is_err() && sum(b"{} {}").is_err());
    }
}
