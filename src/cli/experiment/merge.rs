//! `merge`: parts that were run with `--shard`, joined.

use super::out::Out;
use super::turns::{STOP, catch_interrupts, in_turn};
use super::{paths, words};
use crate::cli::Common;
use crate::cli::args::{MergeArgs, OutArgs};
use crate::cli::error::Usage;
use crate::data::{Cache, Source};
use crate::experiments::output::Report;
use crate::experiments::paths::{Prepared as PathsPrepared, cloud};
use crate::experiments::shard::{Job, Parts, ShardError};
use crate::experiments::stdp;
use crate::experiments::weights::Prepared;
use anyhow::{Context, Result};
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
            parts: Parts::find(&folders).map_err(|error| match error {
                ShardError::Output(damaged) => damaged.into(),
                other => anyhow::Error::from(Usage(other.to_string())),
            })?,
            source: common.source.clone(),
            out: Out::check(OutArgs { out, force, json, shard: None })?,
        })
    }
}

pub(in crate::cli) fn run(plan: &MergePlan, out: &mut dyn Write) -> Result<()> {
    catch_interrupts()?;
    let parts = &plan.parts;
    let caches: Vec<Cache> = parts.folders.iter().map(|f| Cache::open(f.clone())).collect();
    let read = || parts.folders.iter().map(|folder| Ok(Report::read(folder)?));
    let report = match &parts.job {
        Job::Weights(configs) => {
            let mut runs = Vec::new();
            let all = Prepared::all(configs.iter().cloned(), &plan.source)?;
            in_turn(&all, |_, run, line| {
                runs.push(run.merge(&caches, |told| line.look(|| words(told)))?.0);
                Ok(())
            })?;
            Report { runs, ..plan.out.report("weights") }
        }
        Job::Paths(configs) => {
            let mut results = Vec::new();
            let all = PathsPrepared::all(configs.iter().cloned(), &plan.source)?;
            in_turn(&all, |number, run, line| {
                let told = |told| line.look(|| paths::words(told));
                let (found, embedded) = run.merge(&caches, &STOP, told)?;
                if let Some(folder) = plan.out.folder.as_ref().filter(|_| number == 0) {
                    std::fs::create_dir_all(folder)
                        .with_context(|| folder.display().to_string())?;
                    cloud::write(&found, &embedded, run.labels(), folder)?;
                }
                results.push(found);
                Ok(())
            })?;
            Report { paths: results, ..plan.out.report("paths") }
        }
        Job::PathsStdp(config) => {
            let reports: Vec<Report> = read().collect::<Result<_>>()?;
            let of_seeds = reports.into_iter().flat_map(|report| report.stdp);
            let of_seeds = of_seeds.flat_map(|results| results.of_seeds).collect();
            let stdp = vec![stdp::Results { config: (**config).clone(), of_seeds }];
            Report { stdp, ..plan.out.report("paths-stdp") }
        }
        Job::Ann(..) => {
            let mut whole = plan.out.report("ann");
            for report in read() {
                let report = report?;
                whole.runs.extend(report.runs);
                whole.ann.extend(report.ann);
            }
            whole
        }
    };
    plan.out.write(&report, out)
}
