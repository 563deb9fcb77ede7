//! The graph itself: who is joined to whom, and by how much.

use crate::analysis::knn::{KnnError, Metric};
use crate::sim::check::{self, SpecError};
use serde::{Deserialize, Serialize};
use sprs::CsMatI;
use thiserror::Error;

/// Most neighbours of a point that can be asked for.
pub const NEIGHBOURS_MAX: usize = 200;

/// How points are joined, as a file or slider gave it: nothing is promised yet. See the module's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GraphSpec {
    /// Nearest that must name each other, 1 to [`NEIGHBOURS_MAX`]. Default 20.
    pub neighbours: usize,
    /// Nearest that a point is joined with in any case, 0 to `neighbours`. Default 4.
    pub own: usize,
    /// Whose distance is a point's own scale, 1 to `neighbours`. Default 10.
    pub scale: usize,
    /// Default [`Metric::Euclidean`].
    pub metric: Metric,
}

impl Default for GraphSpec {
    fn default() -> Self {
        Self { neighbours: 20, own: 4, scale: 10, metric: Metric::default() }
    }
}

impl GraphSpec {
    /// Whether a graph can be built so.
    ///
    /// # Errors
    /// A field beyond its range.
    pub fn check(&self) -> Result<(), SpecError> {
        check::count("graph.neighbours", self.neighbours, NEIGHBOURS_MAX)?;
        if self.own > self.neighbours {
            let expected = format!("at most {}, the neighbours", self.neighbours);
            return Err(check::refuse("graph.own", expected, self.own));
        }
        check::count("graph.scale", self.scale, self.neighbours)?;
        Ok(())
    }
}

/// Why there is no graph, or nothing spreads in it.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum GraphError {
    /// A parameter beyond its range.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The points cannot be searched.
    #[error(transparent)]
    Knn(#[from] KnnError),
    /// Fewer points than neighbours.
    #[error("graph.neighbours: expected at most {available}, the other points, found {found}")]
    TooFew {
        /// Points − 1.
        available: usize,
        /// Neighbours asked for.
        found: usize,
    },
    /// A point that was named is none of the graph's.
    #[error(
        "taught[{place}].point: expected below {points}, the points of the graph, found {found}"
    )]
    Point {
        /// Which of the list.
        place: usize,
        /// Points there are.
        points: usize,
        /// The one named.
        found: usize,
    },
    /// A point was named something that is no class.
    #[error("taught[{place}].class: expected 0 to 63, found {found}")]
    Class {
        /// Which of the list.
        place: usize,
        /// What it was named.
        found: u8,
    },
    /// A point was named two things.
    #[error(
        "taught[{place}].class: expected {expected}, as point {point} was named before, found {found}"
    )]
    Contradiction {
        /// Which of the list, the second.
        place: usize,
        /// The point.
        point: usize,
        /// What it was named first.
        expected: u8,
        /// What it was named then.
        found: u8,
    },
    /// A kept graph of something else, or of another version.
    #[error("graph: {field}: expected {expected}, found {found}")]
    Other {
        /// `version`, `of` or `spec`.
        field: &'static str,
        /// What was asked for.
        expected: String,
        /// What the bytes say.
        found: String,
    },
    /// Bytes that are no kept graph, or no longer.
    #[error("graph: damaged: {reason}")]
    Damaged {
        /// What is wrong with them.
        reason: String,
    },
}

/// Symmetric, by rows: few numbers among many zeros.
pub(super) type Matrix = CsMatI<f32, u32>;

/// n points, joined. It does not change: what spreads in it is [`Spreading`](super::Spreading)'s.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    pub(super) spec: GraphSpec,
    /// S, n × n: above 0 where there is an edge, at most 1; nothing on the diagonal.
    pub(super) matrix: Matrix,
    /// Which island each point is on, from 0 by the least point.
    pub(super) island_of: Vec<u32>,
    pub(super) islands: usize,
    pub(super) near: Near,
}

/// What later points need to be joined.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Near {
    /// s_i, a point's own scale, in the unit of the metric.
    pub(super) scales: Vec<f32>,
    /// r_i, how far its last neighbour was when it came: a later point that is nearer would be one.
    pub(super) radii: Vec<f32>,
    /// D_ii.
    pub(super) sums: Vec<f64>,
}

impl Graph {
    /// How its points were joined.
    pub fn spec(&self) -> GraphSpec {
        self.spec
    }

    /// Points, n.
    pub fn len(&self) -> usize {
        self.island_of.len()
    }

    /// Whether there are none: never, once built.
    pub fn is_empty(&self) -> bool {
        self.island_of.is_empty()
    }

    /// Edges, each counted once.
    pub fn edges(&self) -> usize {
        self.matrix.nnz() / 2
    }

    /// What `point` is joined with, by rising point: which, and S between them, above 0 and at most 1.
    ///
    /// # Panics
    /// If there is no such point.
    pub fn joined(&self, point: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        let range = self.matrix.indptr().outer_inds_sz(point);
        let points = self.matrix.indices()[range.clone()].iter().map(|&other| other as usize);
        points.zip(self.matrix.data()[range].iter().copied())
    }

    /// Islands: sets of points with no edge between them. A label reaches no other island than its own.
    pub fn islands(&self) -> usize {
        self.islands
    }

    /// The island of `point`, below [`islands`](Self::islands), counted by the least point of each.
    ///
    /// # Panics
    /// If there is no such point.
    pub fn island_of(&self, point: usize) -> usize {
        self.island_of[point] as usize
    }

    /// From a matrix that is symmetric and of numbers above 0.
    pub(super) fn of(spec: GraphSpec, matrix: Matrix, near: Near) -> Graph {
        let mut island_of = vec![u32::MAX; matrix.rows()];
        let (mut islands, mut shore) = (0, Vec::new());
        for first in 0..island_of.len() {
            if island_of[first] != u32::MAX {
                continue;
            }
            shore.push(first);
            while let Some(point) = shore.pop() {
                island_of[point] = islands;
                let joined = &matrix.indices()[matrix.indptr().outer_inds_sz(point)];
                let joined = joined.iter().map(|&other| other as usize);
                shore.extend(joined.filter(|&other| island_of[other] == u32::MAX));
            }
            islands += 1;
        }
        Graph { spec, matrix, island_of, islands: islands as usize, near }
    }
}
