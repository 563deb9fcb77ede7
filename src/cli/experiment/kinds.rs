//! Which experiments can be asked for: how the arguments of each become a plan, and how its parts are joined.

use super::ann::AnnPlan;
use super::batch::{Planned, merge};
use super::few_labels::FewLabelsPlan;
use super::out::Out;
use super::paths::PathsPlan;
use super::paths_stdp::PathsStdpPlan;
use super::weights::WeightsPlan;
use crate::cli::Common;
use crate::cli::args::Experiment;
use crate::data::Source;
use crate::experiments::ann::comparison::{Comparison, Config as Compare};
use crate::experiments::shard::{Job, Parts};
use crate::experiments::{few_labels, paths, stdp, weights};
use anyhow::Result;
use std::io::Write;

/// What was asked for, checked.
///
/// # Errors
/// [`Usage`](crate::cli::Usage) for a wrong argument; images that cannot be read.
pub(in crate::cli) fn plan(experiment: Experiment, common: &Common) -> Result<Box<dyn Planned>> {
    Ok(match experiment {
        Experiment::Weights(args) => Box::new(WeightsPlan::check(args, common)?),
        Experiment::Paths(args) => Box::new(PathsPlan::check(args, common)?),
        Experiment::PathsStdp(args) => Box::new(PathsStdpPlan::check(args, common)?),
        Experiment::Ann(args) => Box::new(AnnPlan::check(args, common)?),
        Experiment::FewLabels(args) => Box::new(FewLabelsPlan::check(args, common)?),
    })
}

/// Puts the parts of whatever experiment together.
pub(super) fn join(parts: &Parts, source: &Source, to: &Out, out: &mut dyn Write) -> Result<()> {
    match &parts.whole.job {
        Job::Weights(configs) => {
            merge::<weights::Prepared>(configs.iter().cloned(), parts, source, to, out)
        }
        Job::Paths(configs) => {
            merge::<paths::Prepared>(configs.iter().cloned(), parts, source, to, out)
        }
        Job::PathsStdp(config) => {
            merge::<stdp::Prepared>([(**config).clone()], parts, source, to, out)
        }
        Job::Ann(sizes, config) => {
            // Ours were run, or known, where their parts were: what came of them is there.
            let (sizes, trained) = (sizes.clone(), (**config).clone());
            let compare = Compare { sizes, trained, ours: Vec::new(), known: Vec::new() };
            merge::<Comparison>([compare], parts, source, to, out)
        }
        Job::FewLabels(configs) => {
            merge::<few_labels::Prepared>(configs.iter().cloned(), parts, source, to, out)
        }
    }
}
