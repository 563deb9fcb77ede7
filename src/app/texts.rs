//! Texts with figures in them, one file for each language (Fluent): the program's own of circuits and lessons, and those of
//! each lesson.

use super::language::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::{FluentNumber, FluentNumberOptions};
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use std::sync::OnceLock;
use thiserror::Error;

/// What stands in place of a name in a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Words.
    Words(String),
    /// A number, and how many decimals it is written with.
    Number(f64, usize),
}

impl From<&str> for Value {
    fn from(words: &str) -> Value {
        Value::Words(words.to_owned())
    }
}

impl From<String> for Value {
    fn from(words: String) -> Value {
        Value::Words(words)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Value {
        Value::Number(number as f64, 0)
    }
}

/// Names and what stands in their place.
pub type Values<'a> = [(&'a str, Value)];

/// Why texts cannot be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("line {line}: {message}")]
pub struct TextsError {
    /// From 1.
    pub line: usize,
    /// What was expected, what was found.
    pub message: String,
}

/// Texts of one language, by their ids.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "Texts({:?})", self.language)
    }
}

impl Texts {
    /// Reads them.
    ///
    /// # Errors
    /// The line, and what was expected.
    pub fn read(language: Language, source: &str) -> Result<Texts, TextsError> {
        let line = |at: usize| source[..at.min(source.len())].matches('\n').count() + 1;
        let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| {
            let (at, message) = match errors.first() {
                Some(error) => (error.pos.start, error.kind.to_string()),
                None => (0, "no text".to_owned()),
            };
            TextsError { line: line(at), message: format!("expected a text (Fluent): {message}") }
        })?;
        let code = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![code]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::English => |value, _| written(Language::English, value),
            Language::German => |value, _| written(Language::German, value),
        }));
        bundle.add_resource(resource).map_err(|errors| {
            let twice = errors.into_iter().find_map(|error| match error {
                FluentError::Overriding { id, .. } => Some(id),
                _ => None,
            });
            let id = twice.unwrap_or_default();
            let again = source.rmatch_indices(&format!("\n{id} ")).next();
            let message = format!("expected another id, {id} is there already");
            TextsError { line: line(again.map_or(0, |(at, _)| at + 1)), message }
        })?;
        Ok(Texts { language, bundle })
    }

    /// Their language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether there is such a text.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// A text; none where there is none. What it does not know stands there by its name, in braces.
    pub fn get(&self, id: &str, values: &Values) -> Option<String> {
        self.with_faults(id, values).map(|(text, _)| text)
    }

    /// A text that there has to be: its id where there is none.
    pub fn of(&self, id: &str, values: &Values) -> String {
        self.get(id, values).unwrap_or_else(|| id.to_owned())
    }

    /// A text, and what it names that it is not given.
    pub fn with_faults(&self, id: &str, values: &Values) -> Option<(String, Vec<String>)> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            match value {
                Value::Words(words) => args.set(*name, words.as_str()),
                Value::Number(number, decimals) => {
                    // A whole number is equal to that of a text only where both say nothing of decimals.
                    let digits = Some(*decimals).filter(|decimals| *decimals > 0);
                    let options = FluentNumberOptions {
                        minimum_fraction_digits: digits,
                        maximum_fraction_digits: digits,
                        ..FluentNumberOptions::default()
                    };
                    args.set(*name, FluentNumber::new(*number, options));
                }
            }
        }
        let mut faults = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned();
        Some((text, faults.iter().map(ToString::to_string).collect()))
    }
}

fn written(language: Language, value: &FluentValue) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    Some(language.number(number.value, number.options.maximum_fraction_digits.unwrap_or(0)))
}

/// The program's own texts.
const OWN: [(Language, &str); 2] = [
    (Language::English, include_str!("../../assets/texts/en.ftl")),
    (Language::German, include_str!("../../assets/texts/de.ftl")),
];

/// The program's own texts in a language.
pub fn own(language: Language) -> &'static Texts {
    static READ: OnceLock<Vec<Texts>> = OnceLock::new();
    let read = READ.get_or_init(|| {
        let read = OWN.map(|(language, source)| Texts::read(language, source));
        read.into_iter().map(|texts| texts.expect("a test reads them")).collect()
    });
    read.iter().find(|texts| texts.language == language).unwrap_or(&read[0])
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use fluent_syntax::ast::Entry;
    use fluent_syntax::parser::parse;
    use std::collections::BTreeMap;

    /// The names that each text stands for something by.
    pub fn names(source: &str) -> BTreeMap<String, Vec<String>> {
        let resource = parse(source).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
        let messages = resource.body.into_iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            _ => None,
        });
        let mut all = BTreeMap::new();
        for message in messages {
            let debug = format!("{:?}", message.value);
            let mut names: Vec<String> = debug
                .split("VariableReference { id: Identifier { name: \"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next().map(str::to_owned))
                .collect();
            names.sort();
            names.dedup();
            all.insert(message.id.name.to_owned(), names);
        }
        all
    }

    #[test]
    fn all_languages_say_the_same() {
        let [(_, english), (_, german)] = OWN;
        assert_eq!(names(english), names(german));
        assert_eq!(own(Language::German).language(), Language::German);
    }

    #[test]
    fn what_is_no_text_is_refused_by_its_line() {
        let read = |source: &str| Texts::read(Language::English, source).unwrap_err().to_string();
        assert!(read("one = 1\ntwo { = 2\n").starts_with("line 2: expected a text (Fluent)"));
        assert_eq!(
            read("one = 1\ntwo = 2\none = 3\n"),
            "line 3: expected another id, one is there already"
        );
        let texts = Texts::read(
            Language::German,
            "a = { $n } ms\nb = {$n ->\n [one] ein\n *[other] {$n} viele\n}\n",
        )
        .unwrap();
        let number = |n| [("n", Value::Number(n, 1))];
        assert_eq!(texts.of("a", &number(1234.5)), "1.234,5 ms");
        assert_eq!(
            (texts.of("b", &[("n", 1.into())]), texts.of("b", &[("n", 3.into())])),
            ("ein".into(), "3 viele".into())
        );
        assert_eq!(texts.with_faults("a", &[]).unwrap().1.len(), 1, "it is not given");
        assert_eq!((texts.get("c", &[]), texts.of("c", &[])), (None, "c".to_owned()));
    }
}
