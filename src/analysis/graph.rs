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
//! | `graph.metric` | what near means | see [`Metric`](crate::analysis::Metric) | | Euclidean | as the vote |
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
//! `graph/spread.rs` many, and remembers how each label came; `graph/codec.rs` knows the bytes. Which point should be named
//! next, [`super::questions`] asks. Points that come later ([`Graph::joined_by`]) change no edge that there is:
//! `graph/join.rs` says what differs from a build.

mod balance;
mod build;
mod codec;
mod columns;
mod edges;
mod join;
mod rule;
mod spread;
pub use edges::{Graph, GraphError, GraphSpec};
use edges::{Matrix, Near};
#[cfg(test)]
pub(super) mod tests;

pub(super) use columns::{LANES, Lanes};
pub use rule::{Balance, SpreadRule, SpreadSpec};
pub(super) use spread::column_block;
pub use spread::{Label, Spread, Spreading, Taught};
