//! What is asked of neighbours and what they answer: metrics, votes, verdicts and errors.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use thiserror::Error;

/// What "near" means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// √Σ(a − b)², in the unit of the coordinates.
    #[default]
    Euclidean,
    /// 1 − cos(a, b), 0 to 2. A vector of zeros has no direction: it is at 1 from any other, and
    /// at 0 from another of zeros.
    Cosine,
}

/// How the labels of the neighbours become shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voting {
    /// Each counts 1 / distance; where some are at distance 0, only those vote, equally. Equal
    /// totals go to the smaller label.
    #[default]
    DistanceWeighted,
    /// Each counts 1. Equal counts go to the label whose neighbours are closer in sum, and then to
    /// the smaller label.
    Majority,
}

/// As a file or slider gave it: nothing is promised yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KnnSpec {
    /// Neighbours that vote, at least 1. Default 5.
    pub k: usize,
    /// Default [`Metric::Euclidean`].
    pub metric: Metric,
    /// Default [`Voting::DistanceWeighted`].
    pub voting: Voting,
}

impl KnnSpec {
    /// Most neighbours that a person can ask for; a search itself knows no limit but the references.
    pub const K_MAX: usize = 50;
}

impl Default for KnnSpec {
    fn default() -> Self {
        Self { k: 5, metric: Metric::default(), voting: Voting::default() }
    }
}

/// Why a query has no verdict.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum KnnError {
    /// Nobody votes.
    #[error("knn.k: expected at least 1, found 0")]
    KZero,
    /// More voters than there are, the excluded one not counted.
    #[error("knn.k: expected at most {available}, the references available, found {found}")]
    KTooLarge {
        /// References that may vote.
        available: usize,
        /// Neighbours asked for.
        found: usize,
    },
    /// Points need coordinates.
    #[error("knn.dim: expected at least 1, found 0")]
    DimZero,
    /// A block of rows of the wrong size.
    #[error("knn.{field}: expected {expected} numbers, found {found}")]
    Length {
        /// `references.rows`, `query` or `queries`.
        field: &'static str,
        /// Numbers it must have.
        expected: usize,
        /// Numbers it has.
        found: usize,
    },
    /// Not a class.
    #[error("knn.references.labels[{index}]: expected 0 to 63, found {found}")]
    Label {
        /// Which reference.
        index: usize,
        /// Its label.
        found: u8,
    },
    /// NaN, an infinity, or so large that its square would be one.
    #[error("knn.{field}[{index}]: expected a number of magnitude at most 1e15, found {found}")]
    Coordinate {
        /// `references.rows`, `query` or `queries`.
        field: &'static str,
        /// Position among the numbers, row-major.
        index: usize,
        /// The number itself.
        found: f32,
    },
    /// There is no such reference.
    #[error("knn.exclude: expected a reference below {available}, found {found}")]
    Exclude {
        /// References.
        available: usize,
        /// The one to be excluded.
        found: usize,
    },
}

/// A reference near the query.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Neighbour {
    /// Its row among the references.
    pub index: usize,
    /// Its class, 0 to 63: a digit below 10.
    pub label: u8,
    /// From the query, ≥ 0, in the unit of the [`Metric`].
    pub distance: f32,
}

impl Neighbour {
    /// Nearest first; equal distances by index.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        self.distance.total_cmp(&other.distance).then(self.index.cmp(&other.index))
    }
}

/// What the neighbours say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// The class with the largest share, 0 to 63: a digit below 10.
    pub label: u8,
    /// Share of the vote of each class, of ten at least; they sum to 1 up to rounding.
    pub shares: Vec<f32>,
    /// The k that voted, nearest first; equal distances by index.
    pub neighbours: Vec<Neighbour>,
}

/// A winner with less of the vote than this has won by little. Of 10,000 training digits against 10,000 others
/// (`weights-196`, 300 ms), 3.4 % are so: 130 of the 212 that are labelled wrong are among them, and nine times in
/// ten the right label is one of the first two.
const CLOSE_BELOW: f32 = 0.7;

impl Verdict {
    /// The class with the second largest share, if it is close to the first.
    pub fn runner_up(&self) -> Option<u8> {
        let first = usize::from(self.label);
        let others =
            (0..self.shares.len()).filter(|&digit| digit != first && self.shares[digit] > 0.0);
        // Of equals the smaller, as the vote has it.
        let second = others.min_by(|&a, &b| self.shares[b].total_cmp(&self.shares[a]))?;
        (self.shares[first] < CLOSE_BELOW).then_some(second as u8)
    }
}

/// A checked classifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Knn(pub(super) KnnSpec);

impl TryFrom<KnnSpec> for Knn {
    type Error = KnnError;
    fn try_from(spec: KnnSpec) -> Result<Self, KnnError> {
        if spec.k == 0 { Err(KnnError::KZero) } else { Ok(Self(spec)) }
    }
}
