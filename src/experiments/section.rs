//! The results of an experiment within a report: what is asked of each alike. An experiment says of its own what they are
//! called, whether they can be, and how they are shown.

use super::fields::{Checked, RUNS_MAX, count, once};
use super::table::Block;
use crate::sim::PresetSpec;
use serde::Serialize;

/// Results of a run of an experiment.
pub trait RunResults: Sized {
    /// Their list in a report.
    const FIELD: &'static str;
    /// The file that their numbers are written to.
    const FILE: &'static str;
    /// What was run.
    type Config: Serialize;

    /// What was run.
    fn config(&self) -> &Self::Config;

    /// The model, and the seed of the first network.
    fn model(&self) -> Option<(&PresetSpec, u64)>;

    /// Whether they can be: they were read, and stand at that field.
    ///
    /// # Errors
    /// The field, what was expected and what was found.
    fn check(&self, at: &str) -> Checked;

    /// What is said of all runs, for people.
    fn blocks(all: &[Self]) -> Vec<Block>;

    /// Their numbers, a line for each.
    fn csv(all: &[Self]) -> String;
}

/// Runs that belong together, in order of their first.
pub(super) fn groups<R>(runs: &[R], is_same: fn(&R, &R) -> bool) -> Vec<Vec<&R>> {
    let mut groups: Vec<Vec<&R>> = Vec::new();
    for run in runs {
        match groups.iter_mut().find(|group| is_same(group[0], run)) {
            Some(group) => group.push(run),
            None => groups.push(vec![run]),
        }
    }
    groups
}

/// All runs of an experiment, whichever it is.
pub trait Section {
    /// The file that their numbers are written to.
    fn file(&self) -> &'static str;

    /// Whether there are none.
    fn is_empty(&self) -> bool;

    /// Whether there are some, as many as there can be, if they are of the experiment that was run, and none otherwise.
    fn check_count(&self, is_wanted: bool) -> Checked;

    /// Whether each was run once.
    fn check_once(&self) -> Checked;

    /// Whether each can be.
    fn check_each(&self) -> Checked;

    /// The model and the seed of the first.
    fn first_model(&self) -> Option<(&PresetSpec, u64)>;

    /// What is said of them, for people.
    fn blocks(&self) -> Vec<Block>;

    /// Their numbers, a line for each.
    fn csv(&self) -> String;
}

impl<R: RunResults> Section for Vec<R> {
    fn file(&self) -> &'static str {
        R::FILE
    }

    fn is_empty(&self) -> bool {
        <[R]>::is_empty(self)
    }

    fn check_count(&self, is_wanted: bool) -> Checked {
        count(R::FIELD, self.len(), if is_wanted { 1..=RUNS_MAX } else { 0..=0 })
    }

    fn check_once(&self) -> Checked {
        once(R::FIELD, self.iter().map(R::config))
    }

    fn check_each(&self) -> Checked {
        let at = |place| format!("{}[{place}]", R::FIELD);
        self.iter().enumerate().try_for_each(|(place, run)| run.check(&at(place)))
    }

    fn first_model(&self) -> Option<(&PresetSpec, u64)> {
        self.first().and_then(R::model)
    }

    fn blocks(&self) -> Vec<Block> {
        R::blocks(self)
    }

    fn csv(&self) -> String {
        R::csv(self)
    }
}
