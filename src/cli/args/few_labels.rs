//! Arguments of `experiment few-labels`.

use super::OutArgs;
use super::number::{THREADS_MAX, at_least, number, whole};
use crate::experiments::few_labels::{DRAWS_MAX, HIDDEN_MAX};
use clap::Args as ArgsGroup;

/// See [`Experiment::FewLabels`](super::Experiment::FewLabels).
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Examples:
  signalscape experiment few-labels
  signalscape experiment few-labels --preset weights-384 --references 60000 --out few
  signalscape experiment few-labels --preset paths-sbm
  signalscape experiment few-labels --unbalanced --labels 1,5 --draws 10
  signalscape experiment few-labels --references 2000 --limit 1000 --seeds 1,2,3

Nearest: an image is what the nearest labelled reference is. Spread: labels spread over the
neighbour graph of all references, and the nearest five vote. No label of a reference is looked at
but those drawn. Questions: the program chooses which references are labelled, one after the other.

Ctrl-C keeps what is done; the same command goes on from there.")]
pub struct FewLabelsArgs {
    /// Images that are asked about: test, tune, held, train, train:FROM..TO
    #[arg(long, value_name = "SET", default_value = "test")]
    pub images: String,
    /// Only so many of them, from the first
    #[arg(long, value_name = "N", value_parser = at_least(1), allow_negative_numbers = true)]
    pub limit: Option<usize>,
    /// Set that references are drawn from, as many as --references says, or 10000
    #[arg(long, value_name = "SET", default_value = "train")]
    pub from: String,
    /// Draw them so that classes are of unequal size: digit 9 has a fifth of what digit 0 has, others
    /// are between
    #[arg(long)]
    pub unbalanced: bool,
    /// Labelled examples of each class, rising [default: those of 1,2,5,10,20,50 that every class has
    /// references for]
    #[arg(long, value_name = "N,…", value_delimiter = ',', value_parser = at_least(1), allow_hyphen_values = true)]
    pub labels: Vec<usize>,
    /// Questions of the program that are answered, in all, rising
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "10,15,20,30,50", value_parser = at_least(1), allow_hyphen_values = true)]
    pub questions: Vec<usize>,
    /// Hidden neurons of a network that is trained on the same labelled examples; 0 leaves it out
    #[arg(long, value_name = "N", default_value = "200", value_parser = whole(0, HIDDEN_MAX), allow_negative_numbers = true)]
    pub hidden: usize,
    /// Draws of labelled examples, and of references that may be asked about
    #[arg(long, value_name = "N", default_value = "20", value_parser = whole(1, DRAWS_MAX), allow_negative_numbers = true)]
    pub draws: u64,
    /// Seed of the references and of the first draw
    #[arg(long, value_name = "N", default_value = "1", value_parser = whole(0, u64::MAX), allow_negative_numbers = true)]
    pub draw_seed: u64,
    /// Moment of a presentation at which weights and counts are read, ms [default: 300]; temporal paths
    /// are followed to their end
    #[arg(long, value_name = "T", value_parser = number, allow_negative_numbers = true)]
    pub time: Option<f64>,
    /// Network seeds, instead of the one of --seed
    #[arg(long, value_name = "N,…", value_delimiter = ',', value_parser = whole(0, u64::MAX), allow_hyphen_values = true)]
    pub seeds: Vec<u64>,
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
