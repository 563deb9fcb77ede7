//! Why there are no results, whichever the experiment: what is refused names its field, as everywhere.

use super::blocks::Stopped;
use super::part::Missing;
use crate::analysis::trajectory::TimeError;
use crate::analysis::{GraphError, KnnError, SparseError, SvmError};
use crate::data::{CacheError, DataError, SetError};
use crate::sim::SpecError;
use thiserror::Error;

/// Why there are no results.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExperimentError {
    /// The model, a number or a list is refused.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// A set of images is refused.
    #[error("{field}: {source}")]
    Set {
        /// Which of the configuration's.
        field: &'static str,
        /// Why.
        source: SetError,
    },
    /// The images cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// Weights cannot be read then.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// Neighbours are refused.
    #[error(transparent)]
    Knn(#[from] KnnError),
    /// The graph of neighbours is refused.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// Support vectors are refused.
    #[error(transparent)]
    Svm(#[from] SvmError),
    /// There are no axes.
    #[error("{of}: {source}")]
    Axes {
        /// Of what: kinds of tokens, or pixels.
        of: String,
        /// Why.
        source: SparseError,
    },
    /// The library that trains networks failed.
    #[error("the trained network: {0}")]
    Candle(#[from] candle_core::Error),
    /// Stopped by the user.
    #[error("{0}")]
    Stopped(#[from] Stopped),
    /// What a part should have left is not there.
    #[error(transparent)]
    Part(#[from] Missing),
    /// What is done cannot be kept or read.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

impl From<SetError> for ExperimentError {
    fn from(source: SetError) -> ExperimentError {
        ExperimentError::Set { field: "images", source }
    }
}
