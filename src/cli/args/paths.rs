//! Arguments of `experiment paths` and `experiment paths-stdp`.

use super::number::{THREADS_MAX, at_least, number, whole};
use super::{FormatName, OutArgs};
use crate::analysis::{AxesKind, Families};
use crate::data::CLASSES_MAX;
use crate::experiments::fields::DIMENSIONS_MAX;
use clap::{Args as ArgsGroup, ValueEnum};

/// See [`AxesKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AxesName {
    /// Greatest variance
    Principal,
    /// Greatest variance, coordinates over their spread to the power of 0.7
    Whitened,
    /// Where images differ and slightly distorted copies of one do not (ten copies of each fitted image)
    Tolerant,
}

impl From<AxesName> for AxesKind {
    fn from(name: AxesName) -> AxesKind {
        match name {
            AxesName::Principal => AxesKind::Principal,
            AxesName::Whitened => AxesKind::Whitened,
            AxesName::Tolerant => AxesKind::Tolerant,
        }
    }
}

/// See [`Experiment::Paths`](super::Experiment::Paths).
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Examples:
  signalscape experiment paths --out paths
  signalscape experiment paths --seeds 1,2,3,4,5 --tokens E --no-pixels
  signalscape experiment paths --images test --asked none --limit 2000 --fit 1000

N: hidden neurons and times; E: winning edges between hidden neurons; P: two such edges in a row;
I: winning edges from the image.

Ctrl-C keeps what is done; the same command goes on from there.")]
pub struct PathsArgs {
    /// References, each asked about by all others: train, test, tune, held, train:FROM..TO
    #[arg(long, value_name = "SET", default_value = "train")]
    pub images: String,
    /// Images that only ask, or none
    #[arg(long, value_name = "SET", default_value = "test")]
    pub asked: String,
    /// Only so many of each, from the first
    #[arg(long, value_name = "N", value_parser = at_least(1), allow_negative_numbers = true)]
    pub limit: Option<usize>,
    /// Kinds of token that make an embedding; each in the list makes its own
    #[arg(long, value_name = "KINDS,…", value_delimiter = ',', default_value = "E,N+E+P,I")]
    pub tokens: Vec<Families>,
    /// Numbers of an embedding
    #[arg(long, value_name = "N", default_value = "120", value_parser = whole(1, DIMENSIONS_MAX), allow_negative_numbers = true)]
    pub dimensions: usize,
    /// What the axes are: of greatest variance, the same with spreads made more alike, or those that small
    /// distortions of a digit leave alone
    #[arg(long, value_enum, default_value_t = AxesName::Whitened)]
    pub axes: AxesName,
    /// References, at random, that the axes are fitted to [default: 5000, or all if there are fewer]
    #[arg(long, value_name = "N", value_parser = at_least(1), allow_negative_numbers = true)]
    pub fit: Option<usize>,
    /// Network seeds, instead of the one of --seed
    #[arg(long, value_name = "N,…", value_delimiter = ',', value_parser = whole(0, u64::MAX), allow_hyphen_values = true)]
    pub seeds: Vec<u64>,
    /// Nearest references that vote, one vote each
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = at_least(1), allow_negative_numbers = true)]
    pub k: usize,
    /// Leave the raw pixels out, which take longest to ask
    #[arg(long)]
    pub no_pixels: bool,
    /// Change a parameter, by its path in the preset's file: wiring.hidden=400, …
    #[arg(long = "set", value_name = "PATH=VALUE,…", value_delimiter = ',')]
    pub set: Vec<String>,
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

/// See [`Experiment::PathsStdp`](super::Experiment::PathsStdp).
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Examples:
  signalscape experiment paths-stdp --out stdp
  signalscape experiment paths-stdp --classes 3,5,8 --seeds 1,2,3
  signalscape experiment paths-stdp --seeds 1 --per-set 200

G: the network as it is built. G_STDP: as the first set of images leaves it. Shuffled: G with the
changes of G_STDP on other edges.")]
pub struct PathsStdpArgs {
    /// Digits to tell apart, two or more
    #[arg(long, value_name = "CLASS,…", value_delimiter = ',', default_value = "1,5", value_parser = whole(0, CLASSES_MAX as u8 - 1), allow_hyphen_values = true)]
    pub classes: Vec<u8>,
    /// Images of a set: one to learn from, another to be asked about
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = at_least(1), allow_negative_numbers = true)]
    pub per_set: usize,
    /// Where images are taken from: train, test, tune, held, train:FROM..TO
    #[arg(long, value_name = "SET", default_value = "train")]
    pub images: String,
    /// Seeds of the networks, each with images of its own
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "1,2,3,4,5,6,7,8,9,10", value_parser = whole(0, u64::MAX), allow_hyphen_values = true)]
    pub seeds: Vec<u64>,
    /// Kinds of token that make an embedding; each in the list makes its own
    #[arg(long, value_name = "KINDS,…", value_delimiter = ',', default_value = "N,E,N+E")]
    pub tokens: Vec<Families>,
    /// Numbers of an embedding
    #[arg(long, value_name = "N", default_value = "120", value_parser = whole(1, DIMENSIONS_MAX), allow_negative_numbers = true)]
    pub dimensions: usize,
    /// Nearest images that vote, one vote each
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = at_least(1), allow_negative_numbers = true)]
    pub k: usize,
    /// Cost C of the support vector machines
    #[arg(long, value_name = "C", default_value_t = 10.0, value_parser = number, allow_negative_numbers = true)]
    pub svm_c: f64,
    /// Change a parameter, by its path in the preset's file: plasticity.a_plus=0.02, …
    #[arg(long = "set", value_name = "PATH=VALUE,…", value_delimiter = ',')]
    pub set: Vec<String>,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = whole(1, THREADS_MAX), allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// See [`OutArgs`].
    #[command(flatten)]
    pub out: OutArgs,
}
