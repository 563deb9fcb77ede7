//! What is told of the work with few labels, and why it ends.

use crate::analysis::{GraphError, KnnError};
use crate::data::SetError;
use crate::experiments::ann::AnnError;
use crate::experiments::blocks::Progress;
use crate::experiments::few_labels::results::What;
use crate::experiments::gather::GatherError;
use crate::experiments::paths::EmbedError;
use crate::sim::SpecError;
use thiserror::Error;

/// Why there are no results.
#[derive(Debug, Error)]
pub enum FewLabelsError {
    /// The model or a number is refused.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// A set of images is refused.
    #[error("{field}: {source}")]
    Set {
        /// `images` or `from`.
        field: &'static str,
        /// Why.
        source: SetError,
    },
    /// Nobody to ask.
    #[error("images: expected at least 1 to ask about, found none")]
    NoImages,
    /// Fewer images than references.
    #[error("references: expected at most {most}, {words}, found {found}")]
    References {
        /// References there can be.
        most: usize,
        /// What there are so many of.
        words: String,
        /// Asked for.
        found: usize,
    },
    /// Fewer references of a digit than are to be labelled.
    #[error("labels: expected at most {most}, the references of digit {digit}, found {found}")]
    Labels {
        /// References of the digit.
        most: usize,
        /// Which one.
        digit: usize,
        /// Asked for.
        found: usize,
    },
    /// The graph is refused.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// Neighbours are refused.
    #[error(transparent)]
    Knn(#[from] KnnError),
    /// No presentation, or stopped.
    #[error(transparent)]
    Gather(#[from] GatherError),
    /// No temporal paths, or stopped.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// The network beside them cannot be trained.
    #[error(transparent)]
    Ann(#[from] AnnError),
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// Images are being presented, to fit the axes of temporal paths to them.
    Fitting(Progress),
    /// Images are being presented.
    Presenting(Progress),
    /// Labels are drawn and spread.
    Labelling {
        /// What images are compared by.
        what: What,
        /// Draws that are done.
        done: usize,
        /// Draws of this embedding, over all numbers of labels.
        total: usize,
    },
}
