//! JSON that others may have edited, refused by the field that is wrong.

use serde::de::DeserializeOwned;

/// What the text of a file says.
///
/// # Errors
/// The field, what was expected and what was found, in words.
pub fn from_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, String> {
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

/// What serde says, in the order of all our messages.
fn words(message: &str) -> String {
    let message = message.replace('`', "");
    let (said, place) = match message.rsplit_once(" at line ") {
        Some((said, place)) => (said, format!(" (line {})", place.replace(" column", ", column"))),
        None => (&*message, String::new()),
    };
    let kinds = ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant "];
    let found = kinds.iter().find_map(|kind| said.strip_prefix(kind));
    if let Some((found, expected)) = found.and_then(|found| found.split_once(", expected ")) {
        return format!("expected {expected}, found {found}{place}");
    }
    match said.strip_prefix("missing field ") {
        Some(field) => format!("expected a field {field}, found none{place}"),
        None => format!("{said}{place}"),
    }
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
            "runs[0].seed: expected u64, found string \"x\""
        );
        assert_eq!(
            run(r#""seed": 1, "kind": "round""#),
            "runs[0].kind: expected plain or other, found round"
        );
        let missing = run(r#""seed": 1, "kind": "other""#);
        assert_eq!(missing, "runs[0]: expected a field at, found none");
        let cut = refused(r#"{"runs": [{"seed": 1"#);
        assert!(cut.starts_with("runs[0]") && cut.contains("EOF while parsing an object"), "{cut}");
        assert!(!cut.contains('?'), "{cut}");
        assert_eq!(refused("{} {}"), "trailing characters (line 1, column 4)");
        assert_eq!(refused(""), "EOF while parsing a value (line 1, column 0)");
    }
}
