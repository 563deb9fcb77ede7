//! Words that several panels use.

use crate::data::ClassNames;
use crate::experiments::sweep;
use crate::sim::Preset;
use std::borrow::Cow;

/// Of images without labels, and what cannot be done for want of them.
pub const UNSAID: &str = "Nobody has said what these images show";

/// What a network does, in a few words, or its name where nobody knows.
pub fn network_title(name: &str) -> Cow<'_, str> {
    match Preset::title(name) {
        Some(title) => title.into(),
        None => sweep::title(name).map_or(name.into(), Cow::Owned),
    }
}

/// Classes that were shown by turns, in words.
pub fn by_turns(classes: &[u8], names: &ClassNames) -> String {
    let names: Vec<&str> = classes.iter().map(|&class| names.of(class)).collect();
    match names.as_slice() {
        [one, other] => format!("{one} and {other} by turns"),
        _ => format!("{} by turns", names.join(", ")),
    }
}
