//! What is chosen for the next experiment, and which of those that there are is looked at.

use super::mistakes::Chosen as Mistakes;
use crate::app::views::experiments::Form;

/// What is chosen for the next run, and what is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// What the next run is made of.
    pub(super) form: Form,
    /// The result that is looked at; the last one if it does not exist.
    pub(super) shown: usize,
    /// Which of its mistakes.
    pub(super) mistakes: Mistakes,
}

impl Chosen {
    /// Looks at the result that comes last.
    pub(in crate::app::panels) fn show_last(&mut self) {
        (self.shown, self.mistakes) = (usize::MAX, Mistakes::default());
    }
}

impl Default for Chosen {
    fn default() -> Self {
        Chosen { form: Form::default(), shown: usize::MAX, mistakes: Mistakes::default() }
    }
}
