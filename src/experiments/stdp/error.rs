//! What is told of the work before and after learning, and why it ends.

use crate::analysis::{Families, KnnError, SparseError, SvmError};
use crate::data::{CacheError, SetError};
use crate::experiments::blocks::{Progress, stopped};
use crate::experiments::part::Missing;
use crate::experiments::stdp::graph::Graph;
use crate::sim::SpecError;
use thiserror::Error;

/// Why there are no results.
#[derive(Debug, Error)]
pub enum StdpError {
    /// The model is refused.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The images are refused.
    #[error("images: {0}")]
    Images(#[from] SetError),
    /// Neighbours are refused.
    #[error(transparent)]
    Knn(#[from] KnnError),
    /// Machines are refused.
    #[error(transparent)]
    Svm(#[from] SvmError),
    /// There are no axes.
    #[error("{0}")]
    Axes(#[from] SparseError),
    /// A network that cannot learn, or has no paths.
    #[error(
        "preset: expected plastic edges and neurons that are fired by signals, such as paths-stdp, found {found}"
    )]
    NotPlastic {
        /// Its name.
        found: String,
    },
    /// Nothing to tell apart.
    #[error(
        "classes: expected two or more different classes from 0 to {most}, found {}",
        list(found)
    )]
    Classes {
        /// Asked for.
        found: Vec<u8>,
        /// The last that there is.
        most: usize,
    },
    /// Two sets need images.
    #[error(
        "per-set: expected at least {least} images, one more than dimensions, and at most {most}, so that there \
         are two sets, found {found}"
    )]
    PerSet {
        /// Dimensions + 1.
        least: usize,
        /// Twice as many have to be there.
        most: usize,
        /// Asked for.
        found: usize,
    },
    /// Twice the same.
    #[error("tokens: expected each kind once, found {found} twice")]
    Twice {
        /// Which.
        found: Families,
    },
    /// Nothing to embed, or to grow.
    #[error("{field}: expected at least one, found none")]
    Nothing {
        /// `tokens` or `seeds`.
        field: &'static str,
    },
    /// Stopped by the user.
    #[error("{}; {}", stopped(*done, *networks, "network"), match kept {
        true if *done > 0 => "they are kept, and the same command goes on from there",
        true => "nothing is kept, since none is done",
        false => "nothing is kept, since there is no cache",
    })]
    Stopped {
        /// Networks that are done.
        done: usize,
        /// Networks.
        networks: usize,
        /// Whether there is a cache.
        kept: bool,
    },
    /// A network is not where it should be.
    #[error(transparent)]
    Part(#[from] Missing),
    /// What is done cannot be kept or read.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// All networks learn from the first set.
    Training(Progress),
    /// A network's graphs are read.
    Reading {
        /// Which network, from 0.
        network: usize,
        /// Which of its graphs.
        graph: Graph,
        /// Images of both sets.
        progress: Progress,
    },
}

/// As they were asked for: "1, 5".
pub(super) fn list(digits: &[u8]) -> String {
    digits.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}
