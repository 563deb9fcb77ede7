//! Languages that lessons, and what is said of circuits, are written in.

use crate::experiments::words;
use serde::{Deserialize, Serialize};

/// See the module's head.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Deutsch.
    German,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 2] = [Language::English, Language::German];

    /// What it calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::German => "Deutsch",
        }
    }

    /// Its code (ISO 639-1), as files of texts are named.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
        }
    }

    /// A number with so many decimals, as the language writes it.
    pub fn number(self, value: f64, decimals: usize) -> String {
        let english = words::number(value, decimals);
        match self {
            Language::English => english,
            Language::German => {
                let swapped = english.chars().map(|sign| match sign {
                    ',' => '.',
                    '.' => ',',
                    other => other,
                });
                swapped.collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        let of = |language: Language| language.number(-1234.5, 2);
        assert_eq!(Language::ALL.map(of), ["−1,234.50", "−1.234,50"]);
    }
}
