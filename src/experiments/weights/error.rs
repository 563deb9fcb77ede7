//! What is told of the work on edge weights, and why it ends.

use crate::analysis::KnnError;
use crate::data::SetError;
use crate::experiments::blocks::Progress;
use crate::experiments::fields::TIMES_MAX;
use crate::experiments::gather::GatherError;
use crate::sim::SpecError;
use thiserror::Error;

/// Why there are no results.
#[derive(Debug, Error)]
pub enum ExperimentError {
    /// The model is refused.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The images are refused.
    #[error("images: {0}")]
    Images(#[from] SetError),
    /// The protocol is refused.
    #[error(transparent)]
    Knn(#[from] KnnError),
    /// No presentation, or stopped.
    #[error(transparent)]
    Gather(#[from] GatherError),
    /// Too few images for a split.
    #[error("images: expected at least 10, so that one of ten can be asked about, found {found}")]
    TooFewImages {
        /// Images there are.
        found: usize,
    },
    /// No sample time, too many, or times that do not rise.
    #[error("times: expected 1 to {TIMES_MAX} times, rising, found {found}")]
    Times {
        /// What was asked for, ms.
        found: String,
    },
}

/// How far a run is.
#[derive(Clone, Debug)]
pub enum Stage {
    /// Images are being presented.
    Presenting {
        /// How far.
        progress: Progress,
        /// Images, and the share of them right, percent: each image by those before it. From the first, of a run that
        /// goes on from what was kept too.
        live: Vec<[f64; 2]>,
        /// Images that are kept so far.
        kept: usize,
    },
    /// Everything has been presented; the splits are being classified.
    Classifying {
        /// Rows of the table so far.
        done: usize,
        /// Rows of the table.
        total: usize,
    },
}
