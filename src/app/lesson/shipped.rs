//! The lessons that come with the program, each a file of `assets/lessons` and its texts beside it.

use super::read::lesson as read;
use super::spec::Lesson;
use crate::app::language::Language;
use std::sync::{Arc, OnceLock};

/// A lesson's file, and its texts by language.
struct Source {
    name: &'static str,
    file: &'static str,
    texts: [(Language, &'static str); 2],
}

macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        [$(Source {
            name: $name,
            file: include_str!(concat!("../../../assets/lessons/", $name, ".toml")),
            texts: [
                (Language::English, include_str!(concat!("../../../assets/lessons/en/", $name, ".ftl"))),
                (Language::German, include_str!(concat!("../../../assets/lessons/de/", $name, ".ftl"))),
            ],
        }),*]
    };
}

const SOURCES: [Source; 10] = sources![
    "one-signal",
    "race",
    "refractoriness",
    "summation",
    "inhibition",
    "stdp",
    "digit",
    "neighbours",
    "ten-names",
    "worth",
];

/// Names of the lessons, in the order in which they build on each other.
pub fn names() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().map(|source| source.name)
}

/// The lesson of that name, if there is one.
pub fn lesson(name: &str) -> Option<Arc<Lesson>> {
    all().iter().find(|lesson| lesson.name == name).cloned()
}

/// All of them, in their order.
pub fn all() -> &'static [Arc<Lesson>] {
    static READ: OnceLock<Vec<Arc<Lesson>>> = OnceLock::new();
    READ.get_or_init(|| {
        let read = |source: &Source| match read(source.file, &source.texts) {
            Ok(lesson) => Arc::new(lesson),
            // A test reads them all.
            Err(error) => panic!("the lesson {}: {error}", source.name),
        };
        SOURCES.iter().map(read).collect()
    })
}
