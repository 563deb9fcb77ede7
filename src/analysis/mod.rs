//! What is read out of a run: where an input lies among the references, and what that makes it.
//!
//! | module | question it answers |
//! |---|---|
//! | [`pca`] | which few axes show most of the spread of the embeddings? |
//! | [`knn`] | which references are nearest, and which digit do they vote for? |
//! | [`graph`] | how far does a label reach that a few of them were given? |
//! | [`questions`] | which one should be named next? |
//! | [`novelty`] | is the input like anything in the reference set at all? |
//! | [`mod@pieces`] | is it of as many pieces as the images of its label? |
//! | [`trajectory`] | how did the edge weights move: the embedding itself |
//! | [`edge_change`] | what became of an edge: stronger, weaker, of another sign? |
//! | [`fixed`] | the 16-bit numbers in which embeddings are kept |
//! | [`paths`] | which path did activation take: the other embedding |
//! | [`sparse`] | which few axes show most of the spread of counted tokens? |
//! | [`svm`] | which side of a curved border is it on? |
//! | [`paired`] | is a difference more than chance? |
//! | [`metrics`] | how often is the vote right, and what is mistaken for what? |
//!
//! [`mod@pieces`] looks at images. Only [`trajectory`] and [`paths`] know the network: elsewhere rows are numbers, labels
//! digits 0 to 9. Everything is deterministic, and what runs in parallel gives the same bits for any number of threads.

pub(crate) mod edge_change;
pub(crate) mod fixed;
pub(crate) mod graph;
pub(crate) mod knn;
pub(crate) mod metrics;
pub(crate) mod novelty;
pub(crate) mod paired;
pub mod paths;
pub(crate) mod pca;
pub(crate) mod pieces;
pub(crate) mod questions;
pub(crate) mod sparse;
pub(crate) mod svm;
pub mod trajectory;

pub use edge_change::{EdgeChange, EdgeShares};
pub use graph::{
    Balance, Graph, GraphError, GraphSpec, Label, Spread, SpreadRule, SpreadSpec, Spreading, Taught,
};
pub use knn::{
    Coordinate, Knn, KnnError, KnnSpec, Metric, Neighbour, Progress, References, Verdict, Voting,
};
pub use metrics::{Confusion, MeanStd, MetricsError, accuracy};
pub use novelty::{Familiarity, NoveltyError, NoveltyScale, OtherDistances};
pub use paired::PairedDifference;
pub use paths::{AxesKind, Families, Family, PathSteps, Tokenizer, Tokens};
pub use pca::{Pca, PcaError};
pub use pieces::{Pieces, PiecesByLabel, pieces};
pub use questions::{QuestionSpec, Questions};
pub use sparse::{GoesOn, SparseAxes, SparseError, SparseRows, Tolerance};
pub use svm::{SvmClassifier, SvmError};
pub use trajectory::WeightSteps;

use std::sync::Arc;

/// An image's embedding, read from its presentation: all that a comparison with references needs.
#[derive(Clone, Debug)]
pub enum Embedded {
    /// How the edge weights moved.
    Weights(Arc<WeightSteps>),
    /// Which path activation took.
    Path(Arc<PathSteps>),
}
