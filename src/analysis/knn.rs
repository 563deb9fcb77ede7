//! Exact k nearest neighbours: which references are closest, and which digit they vote for.
//!
//! | name | meaning | unit | range | source |
//! |---|---|---|---|---|
//! | `k` | neighbours that vote | references | 1 to references | Cover & Hart 1967 |
//! | `metric` | what "near" means | see [`Metric`] | | definition |
//! | `voting` | how neighbours become a label | see [`Voting`] | | Dudani 1976; scikit-learn |
//!
//! Distances are computed in single precision in one fixed order (`knn/distance.rs`), so one
//! query ([`Knn::classify`]) and many ([`Knn::classify_many`], in `knn/batch.rs`) give the same bits on any
//! number of threads, and so does the search of all references among each other ([`Knn::nearest_of_each`]). Equal distances are ordered by the index of the reference.

mod batch;
mod bounds;
mod distance;
mod each;
mod references;
#[cfg(test)]
mod tests;
mod vote;

pub use each::Progress;
pub use references::{COORDINATE_MAX, Coordinate, References};

use super::metrics::{CLASSES, CLASSES_MAX};
use distance::{Point, distance};
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

impl Metric {
    /// Distance between two points of equally many coordinates, with the bits of a search.
    pub fn between<T: Coordinate>(self, a: &[T], b: &[T]) -> f32 {
        let a: Vec<f32> = a.iter().map(|&x| x.into()).collect();
        distance(self, &Point::new(&a), b)
    }
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
    /// What `neighbours`, nearest first, say together; none without any.
    pub fn of(voting: Voting, neighbours: Vec<Neighbour>) -> Option<Verdict> {
        if neighbours.is_empty() {
            return None;
        }
        let (label, shares) = vote::vote(voting, &neighbours);
        Some(Verdict { label, shares, neighbours })
    }

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
pub struct Knn(KnnSpec);

impl TryFrom<KnnSpec> for Knn {
    type Error = KnnError;
    fn try_from(spec: KnnSpec) -> Result<Self, KnnError> {
        if spec.k == 0 { Err(KnnError::KZero) } else { Ok(Self(spec)) }
    }
}

impl Knn {
    /// What it was made from.
    pub fn spec(&self) -> KnnSpec {
        self.0
    }

    /// Compares one query with every reference, about 2·n·dim operations. `exclude` names the
    /// reference that may not vote: a point never votes for itself.
    ///
    /// # Errors
    /// More neighbours than references; a query of another dimension, or with a number that is not
    /// finite or above [`COORDINATE_MAX`]; an `exclude` that is no reference.
    pub fn classify<T: Coordinate>(
        &self,
        refs: References<T>,
        query: &[T],
        exclude: Option<usize>,
    ) -> Result<Verdict, KnnError> {
        if query.len() != refs.dim() {
            let (expected, found) = (refs.dim(), query.len());
            return Err(KnnError::Length { field: "query", expected, found });
        }
        references::check_coordinates("query", query)?;
        self.check_voters(refs.len(), exclude)?;
        let query: Vec<f32> = query.iter().map(|&x| x.into()).collect();
        Ok(self.among(refs, &query, (0..refs.len()).filter(|&i| Some(i) != exclude)))
    }

    /// Whether k references remain when `exclude` does not vote.
    fn check_voters(&self, references: usize, exclude: Option<usize>) -> Result<(), KnnError> {
        if let Some(found) = exclude.filter(|&i| i >= references) {
            return Err(KnnError::Exclude { available: references, found });
        }
        let available = references - usize::from(exclude.is_some());
        if self.0.k > available {
            return Err(KnnError::KTooLarge { available, found: self.0.k });
        }
        Ok(())
    }

    /// The verdict of the k nearest of `candidates`, of which there are at least k.
    fn among<T: Coordinate>(
        &self,
        refs: References<T>,
        query: &[f32],
        candidates: impl Iterator<Item = usize>,
    ) -> Verdict {
        let KnnSpec { k, metric, voting } = self.0;
        let query = Point::new(query);
        let mut near: Vec<Neighbour> = candidates
            .map(|index| Neighbour {
                index,
                label: refs.labels()[index],
                distance: distance(metric, &query, refs.row(index)),
            })
            .collect();
        if k < near.len() {
            near.select_nth_unstable_by(k - 1, Neighbour::order);
            near.truncate(k);
        }
        near.sort_unstable_by(Neighbour::order);
        near.shrink_to_fit();
        let (label, shares) = vote::vote(voting, &near);
        Verdict { label, shares, neighbours: near }
    }
}
