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
mod search;
mod spec;
pub use spec::{Knn, KnnError, KnnSpec, Metric, Neighbour, Verdict, Voting};
#[cfg(test)]
mod tests;
mod vote;

pub use each::Progress;
pub use references::{Coordinate, References};
