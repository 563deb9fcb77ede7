//! Words that several panels use.

use crate::experiments::sweep;
use crate::sim::Preset;
use std::borrow::Cow;

/// What a network does, in a few words, or its name where nobody knows.
pub fn network_title(name: &str) -> Cow<'_, str> {
    match Preset::title(name) {
        Some(title) => title.into(),
        None => sweep::title(name).map_or(name.into(), Cow::Owned),
    }
}

/// Digits that were shown by turns, in words.
pub fn by_turns(classes: &[u8]) -> String {
    let names: Vec<String> = classes.iter().map(ToString::to_string).collect();
    match names.as_slice() {
        [one, other] => format!("{one} and {other} by turns"),
        _ => format!("{} by turns", names.join(", ")),
    }
}
