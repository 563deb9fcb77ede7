//! JSON that others may have edited, refused by the field that is wrong.

use serde::de::DeserializeOwned;

/// What the text of a file says.
///
/// # Errors
/// The field, what was expected and what was found, in words.
pub fn from_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, String> {
    if text.trim_ascii().is_empty() {
        return Err("expected JSON, found an empty file".to_owned());
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let words = words(&error.inner().to_string());
        // What has no name yet ends in a question mark.
        match error.path().to_string().trim_end_matches(['.', '?']) {
            "" => words,
            path => format!("{path}: {words}"),
        }
    })?;
    reader.end().map_err(|error| words(&error.to_string()))?;
    Ok(value)
}

/// What serde says to programmers, in words for people and in the order of all our messages.
fn words(message: &str) -> String {
    let message = message.replace('`', "");
    let (said, place) = match message.rsplit_once(" at line ") {
        Some((said, place)) => (said, format!(" (line {})", place.replace(" column", ", column"))),
        None => (&*message, String::new()),
    };
    let words = |expected: &str, found: &str| format!("expected {expected}, found {found}{place}");
    if let Some((found, expected)) = wrong_kind(said) {
        return words(&expected, &found);
    }
    let rest_of = |start| said.strip_prefix(start);
    if let Some(field) = rest_of("missing field ") {
        return words(&format!("a field {field}"), "none");
    }
    if let Some(field) = rest_of("duplicate field ") {
        return words(&format!("one field {field}"), "another");
    }
    if let Some((field, known)) = rest_of("unknown field ").and_then(|rest| rest.split_once(", ")) {
        let known = known.strip_prefix("expected ").unwrap_or("no fields");
        return words(known, &format!("a field {}", start_of(field)));
    }
    if said.starts_with("EOF ") {
        return "expected the rest of the file, found its end: it is cut off".to_owned();
    }
    let known = SYNTAX.iter().find(|(start, ..)| said.starts_with(start));
    match known {
        Some((_, expected, found)) => words(expected, found),
        // Our own words, of a type that is read from a text.
        None if said.contains("expected ") && said.contains(", found ") => format!("{said}{place}"),
        None => words("JSON", said),
    }
}

/// What is no JSON: how the message starts, what was expected and what was found.
const SYNTAX: [(&str, &str, &str); 8] = [
    ("expected value", "a value", "something else"),
    ("expected ident", "a value", "something else"),
    ("trailing characters", "nothing more", "more text"),
    ("trailing comma", "another entry after the comma", "none"),
    ("key must be a string", "the name of a field in quotes", "something else"),
    ("expected :", "a colon after the name of a field", "something else"),
    ("expected , or", "a comma or the closing bracket", "something else"),
    ("recursion limit", "values within values, up to 127 deep", "deeper ones"),
];

/// A value of another kind or length than expected: what was found, and what was expected.
fn wrong_kind(said: &str) -> Option<(String, String)> {
    let kinds = ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant "];
    let (kind, rest) = kinds.iter().find_map(|kind| Some((kind, said.strip_prefix(kind)?)))?;
    let (found, expected) = rest.split_once(", expected ")?;
    let first = found.split(' ').next().unwrap_or_default();
    let found = match first {
        _ if *kind == "invalid length " => format!("a list of {found}"),
        "integer" | "floating" | "boolean" | "string" => {
            let value = found.strip_prefix("floating point").unwrap_or(&found[first.len()..]);
            start_of(value.trim_start())
        }
        "sequence" => "a list".to_owned(),
        "map" => "named fields".to_owned(),
        _ => start_of(found),
    };
    Some((found, named_plainly(expected)))
}

/// A kind of value.
fn named_plainly(expected: &str) -> String {
    let last = expected.rsplit(' ').next().unwrap_or_default();
    let words = match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number of at least 0",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a string" | "str" | "string" => "text in quotes",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "named fields",
        "string or map" | "variant identifier" => "a word or named fields",
        _ if expected.starts_with("struct ") || expected.contains("tagged enum ") => "named fields",
        _ if expected.starts_with("fewer elements") => "fewer",
        _ if expected.starts_with("an array of ") || expected.starts_with("a tuple of ") => {
            return format!("a list of {last}");
        }
        _ => expected,
    };
    words.to_owned()
}

/// The beginning of what was found; the whole of it may be a file.
fn start_of(text: &str) -> String {
    let start: String = text.chars().take(60).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Kind {
        Plain,
        Other,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "read, and no more")]
    struct Run {
        seed: u64,
        kind: Kind,
        at: [f64; 2],
    }

    #[test]
    fn the_field_is_named_with_what_was_expected() {
        let refused =
            |text: &str| from_json::<BTreeMap<String, Vec<Run>>>(text.as_bytes()).unwrap_err();
        let run = |fields: &str| {
            let words = refused(&format!(r#"{{"runs": [{{{fields}}}]}}"#));
            let (words, place) = words.rsplit_once(" (line 1, column ").expect("a place");
            assert!(place.ends_with(')'), "{place}");
            words.to_owned()
        };
        assert_eq!(
            run(r#""seed": "x", "kind": "plain", "at": [0, 1]"#),
            "runs[0].seed: expected a whole number of at least 0, found \"x\""
        );
        assert_eq!(
            run(r#""seed": 1, "kind": "round""#),
            "runs[0].kind: expected plain or other, found round"
        );
        let missing = run(r#""seed": 1, "kind": "other""#);
        assert_eq!(missing, "runs[0]: expected a field at, found none");
        for (fields, expected) in [
            (r#""seed": -5"#, "runs[0].seed: expected a whole number of at least 0, found -5"),
            (r#""seed": 1.5"#, "runs[0].seed: expected a whole number of at least 0, found 1.5"),
            (r#""seed": null"#, "runs[0].seed: expected a whole number of at least 0, found null"),
            (r#""seed": [1]"#, "runs[0].seed: expected a whole number of at least 0, found a list"),
            (r#""at": true"#, "runs[0].at: expected a list of 2, found true"),
            (r#""at": [0, {}]"#, "runs[0].at[1]: expected a number, found named fields"),
            (r#""at": [0]"#, "runs[0].at: expected a list of 2, found a list of 1"),
            (r#""seed": 1, "seed": 2"#, "runs[0]: expected one field seed, found another"),
        ] {
            assert_eq!(run(fields), expected);
        }
        let cut = refused(r#"{"runs": [{"seed": 1"#);
        assert_eq!(cut, "runs[0]: expected the rest of the file, found its end: it is cut off");
        assert_eq!(refused("{} {}"), "expected nothing more, found more text (line 1, column 4)");
        assert_eq!(refused(""), "expected JSON, found an empty file");
    }

    #[test]
    fn no_word_of_a_programmer_is_said() {
        let long = format!(r#"{{"runs": "{}"}}"#, "x".repeat(10_000));
        let deep = "[".repeat(1_000);
        let texts = [
            "",
            " ",
            "{",
            "[",
            "[]",
            "[1,2,3]",
            "7",
            "nul",
            "nope",
            "\"a",
            "\"\\x\"",
            "\"\u{1}\"",
            "{\"runs\"}",
            "{\"runs\": }",
            "{\"runs\": [,]}",
            "{\"runs\": [{}]}",
            "{\"runs\": [[1]]}",
            "{\"runs\": [1 2]}",
            "{\"runs\": [{\"seed\": 1,}]}",
            "{runs: 1}",
            "{\"runs\": 1e999}",
            "{\"runs\": -}",
            "{\"runs\": [{\"kind\": {}}]}",
            "{\"runs\": [{\"kind\": 7}]}",
            "{\"runs\": [{\"kind\": {\"plain\": 1}}]}",
            "{\"runs\": [{\"kind\": \"\\ud800\"}]}",
            "{\"runs\": null}",
            "\u{feff}{}",
            "{\"runs\": 01}",
            &long,
            &deep,
        ];
        for text in texts {
            let words = from_json::<BTreeMap<String, Vec<Run>>>(text.as_bytes()).unwrap_err();
            assert!(words.contains("expected ") && words.contains(", found "), "{text}: {words}");
            assert!(words.len() < 200, "{words}");
            for word in ["EOF", "u64", "usize", "struct", "enum", "integer", "sequence", "variant"]
            {
                assert!(!words.contains(word), "{text}: {words}");
            }
        }
    }
}
