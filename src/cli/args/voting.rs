//! How neighbours are found and vote, as it is typed.

use crate::analysis::{Metric, Voting};
use clap::ValueEnum;

/// [`Metric`] as typed.
#[derive(ValueEnum, Clone, Copy, Debug, Default)]
pub enum MetricName {
    /// Straight-line distance
    #[default]
    Euclidean,
    /// Angle
    Cosine,
}

impl From<MetricName> for Metric {
    fn from(name: MetricName) -> Metric {
        match name {
            MetricName::Euclidean => Metric::Euclidean,
            MetricName::Cosine => Metric::Cosine,
        }
    }
}

/// [`Voting`] as typed.
#[derive(ValueEnum, Clone, Copy, Debug, Default)]
pub enum VotingName {
    /// Closer references count more
    #[default]
    Weighted,
    /// Every reference counts the same
    Majority,
}

impl From<VotingName> for Voting {
    fn from(name: VotingName) -> Voting {
        match name {
            VotingName::Weighted => Voting::DistanceWeighted,
            VotingName::Majority => Voting::Majority,
        }
    }
}
