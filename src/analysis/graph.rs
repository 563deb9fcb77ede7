//! Teach: the neighbour graph of embeddings, and labels that spread through it from a few points that were named.
//!
//! ```text
//! i — j  where each is among the other's `neighbours` nearest, or one among the other's `own` nearest
//! w_ij = exp(−d_ij² / (s_i s_j)),  s_i = distance of i from its `scale`-th nearest
//! S = D^−½ W D^−½,  D_ii = Σ_j w_ij
//! F(0) = Y,  F(t + 1) = α S F(t) + (1 − α) Y,  Y_ic = 1 where i was named c
//! class of i = argmax_c a_c F_ic,  a_c of `graph/balance.rs`
//! ```
//!
//! | name | meaning | unit | range | default | source |
//! |---|---|---|---|---|---|
//! | `graph.neighbours` | nearest that must name each other | points | 1 to 200 | 20 | von Luxburg 2007, § 2.2, mutual k-nearest neighbours |
//! | `graph.own` | nearest that a point is joined with in any case, so that no point is alone | points | 0 to `neighbours` | 4 | measured, below |
//! | `graph.scale` | whose distance is a point's own scale | rank | 1 to `neighbours` | 10 | Zelnik-Manor & Perona 2004, § 2, eq. 1 (rank 7 there) |
//! | `graph.metric` | what near means | see [`Metric`] | | Euclidean | as the vote |
//! | `spread.alpha` | α, what a point takes from its neighbours, the rest from what it was told | share | > 0, < 1 | 0.997 | Zhou et al. 2004, § 2, step 3; measured, below |
//! | `spread.steps` | t at which it ends; a label goes one edge a step | steps | 1 to 1,000 | 100 | measured, below |
//! | `spread.balance` | what a_c is | none: 1; mass: 1 / Σ_i F_ic; borders: found out from the graph | | borders | Zhu, Ghahramani & Lafferty 2003, § 4; `graph/balance.rs` |
//!
//! No weight of a network is learnt and no gradient is computed: where labels are given, and the distances, decide. The
//! neighbours are found in one exact search (`knn/each.rs`); what came of it can be kept.
//!
//! ## Measured
//! 10,000 references (`weights-196`, seed 1, 300 ms), some named of each class, drawn at random 20 times; of all
//! references, how many are taken for what they are, %; `own` was 2:
//!
//! | named of each class | 0.997, 100 steps | 20 steps | 40 steps | 200 steps | α = 0.98 | α = 0.995 | without `balance` |
//! |---|---|---|---|---|---|---|---|
//! | 1 | 95.4 ± 2.6 | 90.0 ± 3.4 | 93.6 ± 3.3 | 95.2 ± 2.6 | 94.0 ± 3.2 | 95.3 ± 2.7 | 92.4 ± 3.6 |
//! | 2 | 96.3 ± 0.9 | 93.6 ± 1.9 | 95.5 ± 1.2 | 96.1 ± 1.2 | 95.4 ± 1.3 | 96.2 ± 1.0 | 95.3 ± 1.8 |
//! | 5 | 97.0 ± 0.3 | 96.4 ± 0.9 | 96.8 ± 0.5 | 96.9 ± 0.3 | 96.6 ± 0.4 | 97.0 ± 0.3 | 96.8 ± 0.4 |
//! | 10 | 97.1 ± 0.2 | 97.1 ± 0.3 | 97.2 ± 0.3 | 97.1 ± 0.2 | 97.1 ± 0.3 | 97.2 ± 0.2 | 97.1 ± 0.3 |
//!
//! With 60,000 references (`weights-384`, `own` 2), one named of each class, eight draws, by α and steps: 0.99 and 60 give 95.8 ±
//! 1.8, 0.99 and 200 97.2 ± 0.9, **0.997 and 100 97.6 ± 0.7**, 0.997 and 200 97.6 ± 0.5, 0.997 and 600 97.5 ± 0.5. α = 1
//! and 150 give 97.7 ± 0.5, but with 600 steps all is forgotten (92.5 ± 5.0).
//!
//! The same with 40 other draws among the 10,000, by how points are joined:
//!
//! | `neighbours` | `own` | `scale` | islands | 1 of each class | 5 of each class |
//! |---|---|---|---|---|---|
//! | 20 | 2 | 10 | 1 | 94.6 ± 3.3 | 97.1 ± 0.2 |
//! | 20 | 0 | 10 | 138 | 91.2 ± 4.9 | 95.2 ± 0.5 |
//! | 20 | 1 | 10 | 1 | 94.0 ± 3.9 | 96.6 ± 0.5 |
//! | 10 | 2 | 10 | 1 | 93.5 ± 3.8 | 97.1 ± 0.3 |
//! | 30 | 2 | 10 | 1 | 94.1 ± 3.8 | 96.9 ± 0.3 |
//! | 20 | 2 | 5 | 1 | 94.6 ± 3.3 | 97.0 ± 0.2 |
//!
//! What was taken for `own` the larger cloud decided, where points near each other are less often of two classes. 80 draws
//! of 10,000 references of `weights-196`, 20 of 60,000 of `weights-384`; the questions of eight and four draws of candidates:
//!
//! | references | `own` | 1 of each class | 2 | 5 | 10 | 10 questions | 20 questions |
//! |---|---|---|---|---|---|---|---|
//! | 10,000 | 2 | 94.7 ± 3.7 | 96.5 ± 0.7 | 97.0 ± 0.3 | 97.1 ± 0.2 | 96.7 ± 0.2 | 97.1 ± 0.1 |
//! | 10,000 | 3 | 94.7 ± 3.4 | 96.6 ± 0.8 | 97.1 ± 0.2 | 97.2 ± 0.1 | 96.7 ± 0.1 | 97.1 ± 0.1 |
//! | 10,000 | **4** | 94.5 ± 3.5 | 96.6 ± 0.9 | 97.0 ± 0.2 | 97.1 ± 0.1 | 96.7 ± 0.2 | 97.1 ± 0.1 |
//! | 60,000 | 3 | 96.9 ± 1.1 | 97.6 ± 1.1 | 98.2 ± 0.4 | 98.4 ± 0.3 | 97.9 ± 0.4 | 98.4 ± 0.1 |
//! | 60,000 | **4** | 97.3 ± 0.8 | 97.9 ± 1.0 | 98.4 ± 0.1 | 98.5 ± 0.1 | 98.1 ± 0.3 | 98.4 ± 0.1 |
//! | 60,000 | 5 | 97.2 ± 0.8 | 97.9 ± 0.9 | 98.4 ± 0.1 | 98.4 ± 0.1 | 98.0 ± 0.5 | 98.4 ± 0.1 |
//!
//! With 7 one label of each class among the 10,000 gives 93.5 ± 3.5 (2: 95.1 ± 3.1, 40 draws); with 10 and 20, one among the
//! 60,000 97.5 ± 0.6 and 96.8 ± 1.6 (5: 97.7 ± 0.6, ten draws).
//!
//! `graph/build.rs` makes the edges, `graph/join.rs` those of points that come later, `graph/columns.rs` does one step,
//! `graph/spread.rs` many, and remembers how each label came; `graph/kept.rs` knows the bytes. Which point should be named
//! next, [`super::questions`] asks. Points that come later ([`Graph::joined_by`]) change no edge that there is:
//! `graph/join.rs` says what differs from a build.

mod balance;
mod build;
mod columns;
mod join;
mod kept;
mod spread;
#[cfg(test)]
pub(super) mod tests;

pub(super) use columns::{LANES, Lanes, column_block};
pub use spread::{Balance, Label, Spread, SpreadRule, SpreadSpec, Spreading, Taught};

use super::knn::{KnnError, Metric};
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
type Matrix = CsMatI<f32, u32>;

/// n points, joined. It does not change: what spreads in it is [`Spreading`]'s.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    spec: GraphSpec,
    /// S, n × n: above 0 where there is an edge, at most 1; nothing on the diagonal.
    matrix: Matrix,
    /// Which island each point is on, from 0 by the least point.
    island_of: Vec<u32>,
    islands: usize,
    near: Near,
}

/// What later points need to be joined.
#[derive(Clone, Debug, PartialEq)]
struct Near {
    /// s_i, a point's own scale, in the unit of the metric.
    scales: Vec<f32>,
    /// r_i, how far its last neighbour was when it came: a later point that is nearer would be one.
    radii: Vec<f32>,
    /// D_ii.
    sums: Vec<f64>,
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
    fn of(spec: GraphSpec, matrix: Matrix, near: Near) -> Graph {
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
