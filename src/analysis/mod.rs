//! What is read out of a run: where an input lies among the references, and what that makes it.
//!
//! | module | question it answers |
//! |---|---|
//! | [`pca`] | which few axes show most of the spread of the embeddings? |
//! | [`knn`] | which references are nearest, and which digit do they vote for? |
//! | [`novelty`] | is the input like anything in the reference set at all? |
//! | [`trajectory`] | how did the edge weights move: the embedding itself |
//! | [`metrics`] | how often is the vote right, and what is mistaken for what? |
//!
//! Only [`trajectory`] knows the network: elsewhere rows are numbers, labels digits 0 to 9. Everything is
//! deterministic, and what runs in parallel gives the same bits for any number of threads.

pub mod knn;
pub mod metrics;
pub mod novelty;
pub mod pca;
pub mod trajectory;

pub use knn::{Coordinate, Knn, KnnError, KnnSpec, Metric, Neighbour, References, Verdict, Voting};
pub use metrics::{CLASSES, Confusion, MeanStd, MetricsError, accuracy};
pub use novelty::{Familiarity, NoveltyError, NoveltyScale};
pub use pca::{Pca, PcaError};
