//! `merge`: parts that were run with `--shard`, joined.

use super::batch::{STOP, catch_interrupts, in_turn};
use super::out::Out;
use super::{few_labels, paths, weights};
use crate::cli::Common;
use crate::cli::args::{MergeArgs, OutArgs};
use crate::cli::error::{Usage, is_stopped};
use crate::data::{Cache, ContentHash, Source};
use crate::experiments::blocks::Kept;
use crate::experiments::few_labels::Prepared as FewLabelsPrepared;
use crate::experiments::paths::{Prepared as PathsPrepared, cloud};
use crate::experiments::report::{Experiment, Report};
use crate::experiments::shard::{Job, Parts, ShardError};
use crate::experiments::weights::Prepared;
use crate::experiments::{ann, stdp};
use anyhow::{Result, anyhow};
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

/// A part that is not as it should be: the way on.
fn unfit(error: impl Into<anyhow::Error>) -> anyhow::Error {
    let error = error.into();
    match is_stopped(&error) {
        true => error,
        false => anyhow!("{error}; `signalscape parts` says which parts are to be run again"),
    }
}

pub(in crate::cli) fn run(plan: &MergePlan, out: &mut dyn Write) -> Result<()> {
    catch_interrupts()?;
    plan.out.probe()?;
    let parts = &plan.parts;
    let caches: Vec<Cache> = parts.folders.iter().map(|f| Cache::open(f.clone())).collect();
    let expected = parts.whole.images;
    let same = |found: ContentHash| match found == expected {
        true => Ok(()),
        false => Err(Usage(ShardError::OtherData { expected, found }.to_string())),
    };
    // What cannot be drawn is no reason to lose the table.
    let mut drawn = Ok(());
    let report = match &parts.whole.job {
        Job::Weights(configs) => {
            let mut runs = Vec::new();
            let all = Prepared::all(configs.iter().cloned(), &plan.source)?;
            in_turn(&all, |_, run, line| {
                same(run.content())?;
                let merged = run.merge(&caches, &STOP, |told| line.look(|| weights::words(told)));
                runs.push(merged.map_err(unfit)?.0);
                Ok(())
            })?;
            Report { runs, ..plan.out.report(Experiment::Weights) }
        }
        Job::Paths(configs) => {
            let mut results = Vec::new();
            let all = PathsPrepared::all(configs.iter().cloned(), &plan.source)?;
            in_turn(&all, |number, run, line| {
                same(run.content())?;
                let told = |told| line.look(|| paths::words(told));
                let (found, embedded) = run.merge(&caches, &STOP, told).map_err(unfit)?;
                if let Some(folder) = plan.out.folder.as_ref().filter(|_| number == 0) {
                    drawn = cloud::write(&found, &embedded, run.labels(), folder);
                }
                results.push(found);
                Ok(())
            })?;
            Report { paths: results, ..plan.out.report(Experiment::Paths) }
        }
        Job::PathsStdp(config) => {
            let merged = stdp::Results::from_parts(config, expected, &caches);
            let stdp = vec![merged.map_err(unfit)?];
            Report { stdp, ..plan.out.report(Experiment::PathsStdp) }
        }
        Job::Ann(sizes, config) => {
            let (runs, ann) = ann::from_parts(sizes, config, expected, &caches).map_err(unfit)?;
            Report { runs, ann, ..plan.out.report(Experiment::Ann) }
        }
        Job::FewLabels(configs) => {
            let mut results = Vec::new();
            let all = FewLabelsPrepared::all(configs.iter().cloned(), &plan.source)?;
            in_turn(&all, |_, run, line| {
                same(run.content())?;
                let told = |told| line.look(|| few_labels::words(told));
                results.push(run.merge(&caches, &STOP, told).map_err(unfit)?);
                Ok(())
            })?;
            Report { few_labels: results, ..plan.out.report(Experiment::FewLabels) }
        }
    };
    // Nothing is written into the folders of parts.
    plan.out.write(&report, Kept::Images, out)?;
    drawn.map_err(|error| plan.out.unsaved(error.into(), Kept::Images))
}
