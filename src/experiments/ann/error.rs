//! Why no network was trained.

use crate::analysis::KnnError;
use crate::data::{CacheError, DataError, SetError};
use crate::experiments::part::Missing;
use crate::sim::SpecError;
use thiserror::Error;

/// Why there is no comparison.
#[derive(Debug, Error)]
pub enum AnnError {
    /// No hidden neuron.
    #[error("neurons: expected at least 1 hidden neuron, found 0")]
    NoNeurons,
    /// The learning library failed.
    #[error("the trained network: {0}")]
    Candle(#[from] candle_core::Error),
    /// The images could not be learnt.
    #[error(
        "neurons: expected {neurons} hidden ones to learn {images} images in {STEPS_MAX} steps, found a \
             cross entropy of {loss}"
    )]
    NotLearnt {
        /// Hidden neurons.
        neurons: usize,
        /// Images to be learnt.
        images: usize,
        /// The loss that was left.
        loss: f32,
    },
    /// No image of a digit.
    #[error("images: expected one of each digit in the training set, found none of {digit}")]
    NoImage {
        /// Which digit.
        digit: u8,
    },
    /// Too many splits, or too much to keep.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The images are refused.
    #[error("images: {0}")]
    Set(#[from] SetError),
    /// The images cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The protocol is refused.
    #[error(transparent)]
    Knn(#[from] KnnError),
    /// Stopped by the user.
    #[error(
        "stopped while a network was trained; those that are done are kept where there is a cache"
    )]
    Stopped,
    /// A network is not where it should be.
    #[error(transparent)]
    Part(#[from] Missing),
    /// What is done cannot be read.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

/// Steps after which it is given up.
pub(super) const STEPS_MAX: usize = 20_000;
