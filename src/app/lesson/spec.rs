//! What a lesson is.

use super::figure::{Figure, Goal};
use crate::app::command::AppCommand;
use crate::app::language::Language;
use crate::app::texts::{Texts, Values};

/// A lesson, checked.
#[derive(Debug)]
pub struct Lesson {
    /// What it is known by.
    pub name: String,
    /// How long it takes, minutes.
    pub minutes: u32,
    /// It is about images of MNIST, and no others.
    pub needs_mnist: bool,
    /// At least one.
    pub steps: Vec<Step>,
    /// At least one language.
    pub(super) texts: Vec<Texts>,
}

/// A step of a lesson.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// What its texts are called by.
    pub id: String,
    /// What is done as it begins.
    pub commands: Vec<AppCommand>,
    /// Figures in its texts, by their names there.
    pub figures: Vec<(String, Figure)>,
    /// Numbers of a circuit that the learner may turn, by their paths in its file.
    pub knobs: Vec<String>,
    /// Neurons that are pointed at, by name.
    pub highlight: Vec<String>,
    /// What must have been so before it goes on.
    pub until: Vec<Goal>,
    /// What is asked.
    pub question: Option<Question>,
    /// What fulfils [`until`](Self::until), for those who want to be shown.
    pub solution: Vec<AppCommand>,
}

/// A question with answers to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// How many answers there are.
    pub answers: usize,
    /// The right one, from 1.
    pub right: usize,
}

impl Lesson {
    /// Its text of that id in a language, or in the first that it has.
    pub fn text(&self, language: Language, id: &str, values: &Values) -> Option<String> {
        let texts = self.texts.iter().find(|texts| texts.language() == language);
        texts.or(self.texts.first())?.get(id, values)
    }

    /// What it is called.
    pub fn title(&self, language: Language) -> String {
        self.text(language, "title", &[]).unwrap_or_else(|| self.name.clone())
    }
}
