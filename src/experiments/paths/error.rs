//! What is told of the work on temporal paths, and why it ends.

use crate::analysis::{Families, KnnError, SparseError};
use crate::data::SetError;
use crate::experiments::blocks::Progress;
use crate::experiments::paths::embed::{EmbedError, Step};
use crate::sim::SpecError;
use thiserror::Error;

/// Why there are no results.
#[derive(Debug, Error)]
pub enum PathsError {
    /// The model is refused.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The images are refused.
    #[error("images: {0}")]
    Images(#[from] SetError),
    /// Neighbours are refused.
    #[error(transparent)]
    Knn(#[from] KnnError),
    /// No embeddings, or stopped.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// Pixels have no axes.
    #[error("pixels: {0}")]
    Pixels(SparseError),
    /// A network whose temporal paths say nothing, or change from image to image.
    #[error(
        "preset: expected one without plasticity whose neurons are fired by signals, such as paths-sbm, found {found}"
    )]
    NoPaths {
        /// Its name.
        found: String,
    },
    /// An image would find itself.
    #[error(
        "asked: expected no image that is a reference, found image {image} in both; `none` asks no others"
    )]
    Overlap {
        /// The first in both.
        image: u32,
    },
    /// Twice the same.
    #[error("tokens: expected each kind once, found {found} twice")]
    Twice {
        /// Which.
        found: Families,
    },
    /// Nothing to embed.
    #[error("tokens: expected at least one kind, found none")]
    NoTokens,
    /// Axes need images.
    #[error("images: expected at least {least} references, more than dimensions, found {found}")]
    TooFew {
        /// That many would do.
        least: usize,
        /// References there are.
        found: usize,
    },
    /// The axes need images.
    #[error(
        "fit: expected at least {least} images, one more than dimensions, and at most the {most} references, \
         found {found}"
    )]
    Fit {
        /// Dimensions + 1.
        least: usize,
        /// References.
        most: usize,
        /// Asked for.
        found: usize,
    },
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// Images are being presented, to fit the axes or to be projected.
    Presenting(Step),
    /// Neighbours are being asked.
    Asking {
        /// Which row of the table.
        row: usize,
        /// Rows of the table.
        rows: usize,
        /// Images asked about so far.
        progress: Progress,
    },
}
