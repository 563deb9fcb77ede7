//! `merge`: parts that were run with `--shard`, joined.

use super::batch::merge;
use super::out::Out;
use crate::cli::Common;
use crate::cli::args::{MergeArgs, OutArgs};
use crate::cli::stop::catch_interrupts;
use crate::data::Source;
use crate::experiments::ann::comparison::{Comparison, Config as Compare};
use crate::experiments::shard::{Job, Parts};
use crate::experiments::{few_labels, paths, stdp, weights};
use anyhow::Result;
use std::io::Write;

/// Parts that are a whole.
pub struct MergePlan {
    parts: Parts,
    source: Source,
    out: Out,
}

impl MergePlan {
    pub(in crate::cli) fn check(args: MergeArgs, common: &Common) -> Result<MergePlan> {
        let MergeArgs { folders, out, force, json } = args;
        Ok(MergePlan {
            parts: Parts::find(&folders)?,
            source: common.source.clone(),
            out: Out::check(OutArgs { out, force, json, shard: None }, None)?,
        })
    }
}

pub(in crate::cli) fn run(plan: &MergePlan, out: &mut dyn Write) -> Result<()> {
    catch_interrupts()?;
    let MergePlan { parts, source, out: to } = plan;
    to.probe()?;
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
