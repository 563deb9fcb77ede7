//! Arguments of `experiment`: which experiments there are, and those of weights and of trained networks beside them.

use super::few_labels::FewLabelsArgs;
use super::number::{THREADS_MAX, at_least, number, whole};
use super::out::{FormatName, OutArgs};
use super::paths::{PathsArgs, PathsStdpArgs};
use super::voting::{MetricName, VotingName};
use crate::experiments::protocol::SPLITS_MAX;
use clap::{Args as ArgsGroup, Subcommand, ValueHint};
use std::path::PathBuf;

/// See [`Command::Experiment`](super::Command::Experiment).
#[derive(Subcommand, Clone, Debug)]
pub enum Experiment {
    /// Section 4: the edge weights after one presentation classify the image
    Weights(WeightsArgs),
    /// Section 3.1: the temporal path of activation classifies the image
    Paths(PathsArgs),
    /// Section 3.2: does STDP change the graph so that its paths tell digits apart better?
    PathsStdp(PathsStdpArgs),
    /// Section 4.1: a trained network that has seen one image of each digit, beside ours
    Ann(AnnArgs),
    /// How far a few labelled examples of each class reach
    FewLabels(FewLabelsArgs),
}

impl Experiment {
    /// As it is typed.
    pub(in crate::cli) fn name(&self) -> &'static str {
        match self {
            Experiment::Weights(_) => "experiment weights",
            Experiment::Paths(_) => "experiment paths",
            Experiment::PathsStdp(_) => "experiment paths-stdp",
            Experiment::Ann(_) => "experiment ann",
            Experiment::FewLabels(_) => "experiment few-labels",
        }
    }

    /// Whether it has several networks, whose seeds are named, or are those of the paper.
    pub(in crate::cli) fn has_seeds(&self) -> bool {
        match self {
            Experiment::PathsStdp(_) => true,
            Experiment::Weights(args) => !args.seeds.is_empty(),
            Experiment::FewLabels(args) => !args.seeds.is_empty(),
            Experiment::Paths(args) => !args.seeds.is_empty(),
            Experiment::Ann(_) => false,
        }
    }
}

/// See [`Experiment::Ann`].
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Examples:
  signalscape experiment ann --out ann
  signalscape experiment ann --ours sweep --out ann")]
pub struct AnnArgs {
    /// Hidden neurons; `all` are the paper's 5, 10, 25, 50, 100, 200, 300, 400
    #[arg(
        long,
        value_name = "N,…",
        value_delimiter = ',',
        default_value = "all",
        allow_hyphen_values = true
    )]
    pub neurons: Vec<String>,
    /// Folder of results of `experiment weights --neurons …` to stand beside, instead of running it
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub ours: Option<PathBuf>,
    /// Images: test, tune, held, train, train:FROM..TO
    #[arg(long, value_name = "SET", default_value = "test")]
    pub images: String,
    /// Only so many of them, from the first
    #[arg(long, value_name = "N", value_parser = at_least(1), allow_negative_numbers = true)]
    pub limit: Option<usize>,
    /// Random splits into nine tenths that set up and one that is classified
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = whole(1, SPLITS_MAX), allow_negative_numbers = true)]
    pub splits: u64,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = whole(1, THREADS_MAX), allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// See [`OutArgs`].
    #[command(flatten)]
    pub out: OutArgs,
}

/// See [`Experiment::Weights`].
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Examples:
  signalscape experiment weights
  signalscape experiment weights --preset weights-196-dense --images held --seeds 1,2,3,4,5
  signalscape experiment weights --lesion all --times 300 --out lesions
  signalscape experiment weights --neurons all --out sweep
  signalscape experiment weights --images train:0..2000 --times 100,300

Ctrl-C keeps what is done; the same command goes on from there.")]
pub struct WeightsArgs {
    /// Images: test, tune (parameters were chosen on some), held (on none), train, train:FROM..TO
    #[arg(long, value_name = "SET", default_value = "test")]
    pub images: String,
    /// Only so many of them, from the first
    #[arg(long, value_name = "N", value_parser = at_least(1), allow_negative_numbers = true)]
    pub limit: Option<usize>,
    /// Numbers of neurons, by the construction rule of the sweep, instead of a preset; `all` are the
    /// paper's 5, 10, 25, 50, 100, 200, 300, 400
    #[arg(long, value_name = "N,…", value_delimiter = ',', allow_hyphen_values = true)]
    pub neurons: Vec<String>,
    /// Network seeds, instead of the one of --seed
    #[arg(long, value_name = "N,…", value_delimiter = ',', value_parser = whole(0, u64::MAX), allow_hyphen_values = true)]
    pub seeds: Vec<u64>,
    /// Sample times, ms, rising
    #[arg(
        long,
        value_name = "T,…",
        value_delimiter = ',',
        default_value = "100,200,300,400,500,600",
        value_parser = number,
        allow_hyphen_values = true
    )]
    pub times: Vec<f64>,
    /// Random splits into nine tenths that set up and one that is classified
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = whole(1, SPLITS_MAX), allow_negative_numbers = true)]
    pub splits: u64,
    /// Seed of the first split
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole(0, u64::MAX), allow_negative_numbers = true)]
    pub split_seed: u64,
    /// Nearest references that vote
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = at_least(1), allow_negative_numbers = true)]
    pub k: usize,
    /// What near means
    #[arg(long, value_enum, default_value_t)]
    pub metric: MetricName,
    /// How references vote: by closeness, or one vote each
    #[arg(long, value_enum, default_value_t)]
    pub voting: VotingName,
    /// Change a parameter, by its path in the preset's file: plasticity.a_plus=0.02, …
    #[arg(long = "set", value_name = "PATH=VALUE,…", value_delimiter = ',')]
    pub set: Vec<String>,
    /// Run also without: equal-delays, no-refractoriness, no-inhibition, shuffled-positions,
    /// binary-stimulus, no-metaplasticity (where the preset has it), or all
    #[arg(long = "lesion", value_name = "NAME,…", value_delimiter = ',')]
    pub lesions: Vec<String>,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = whole(1, THREADS_MAX), allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// Write the embeddings too, into the folder of --out
    #[arg(long, value_enum, value_name = "FORMAT", requires = "out", conflicts_with = "shard")]
    pub embedding: Option<FormatName>,
    /// See [`OutArgs`].
    #[command(flatten)]
    pub out: OutArgs,
}
