//! What is chosen for the next experiment, and which of those that there are is looked at.

use crate::app::panels::experiments::mistakes::Chosen as Mistakes;
use crate::data::ImageSet;
use crate::sim::Preset;

/// What is chosen for the next run.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// A preset's name, or none for a number of neurons.
    pub(super) preset: Option<String>,
    pub(super) neurons: usize,
    pub(super) images: ImageSet,
    pub(super) limit: usize,
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
        Chosen {
            preset: Some(Preset::DEFAULT.to_owned()),
            neurons: 50,
            images: ImageSet::Test,
            limit: 2_000,
            shown: usize::MAX,
            mistakes: Mistakes::default(),
        }
    }
}
