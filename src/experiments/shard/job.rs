//! What the parts of a batch are parts of.

use crate::data::ContentHash;
use crate::experiments::differs::differences;
use crate::experiments::{few_labels, paths, stdp, weights};
use serde::{Deserialize, Serialize};

/// What the whole is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Job {
    /// Section 4: a part is a range of the images, of every run.
    Weights(Vec<weights::Config>),
    /// Section 3.1: a part is a range of the images, of every run.
    Paths(Vec<paths::Config>),
    /// Section 3.2: a part is some of the networks.
    PathsStdp(Box<stdp::Config>),
    /// Section 4.1: a part is some of the sizes.
    Ann(Vec<usize>, Box<weights::Config>),
    /// A few labelled examples: a part is a range of the images, of every run.
    FewLabels(Vec<few_labels::Config>),
}

/// A whole and the images that it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    /// What it is.
    pub job: Job,
    /// Which images, wherever they lie.
    pub images: ContentHash,
}

impl Whole {
    /// In which fields this is another experiment, in words: `weights[0].seed is 2, not 1`.
    pub fn differs(&self, expected: &Whole) -> String {
        if self.images != expected.images && self.job == expected.job {
            return format!("images is {}, not {}", self.images, expected.images);
        }
        differences(&self.job, &expected.job)
    }
}
