//! `experiment few-labels`: how far a few labelled examples reach.

use super::batch::{STOP, catch_interrupts, forget, has_run_part, results_of, use_threads};
use super::given::{changed, distinct_seeds};
use super::out::Out;
use crate::analysis::paths::are_embedding;
use crate::cli::Common;
use crate::cli::args::FewLabelsArgs;
use crate::cli::error::{Usage, refuse};
use crate::data::Cache;
use crate::experiments::few_labels::{Config, Prepared, Stage};
use crate::experiments::report::{Experiment, Report};
use crate::experiments::shard::{Job, Whole};
use crate::experiments::words::of;
use anyhow::Result;
use std::io::Write;

/// Runs that are all checked.
pub struct FewLabelsPlan {
    runs: Vec<Prepared>,
    cache: Option<Cache>,
    threads: Option<usize>,
    out: Out,
}

impl FewLabelsPlan {
    pub(in crate::cli) fn check(args: FewLabelsArgs, common: &Common) -> Result<FewLabelsPlan> {
        let preset = changed(&common.preset()?, &args.set)?;
        let known = Config::of(&preset);
        if let Some(found) = args.time.filter(|_| are_embedding(&preset)) {
            let expected = "none with temporal paths, which are followed to their end";
            return Err(refuse("--time", expected, found));
        }
        let seeds =
            if args.seeds.is_empty() { vec![common.seed] } else { distinct_seeds(args.seeds)? };
        let configs = seeds.into_iter().map(|seed| Config {
            seed,
            from: args.from.clone(),
            references: common.references.unwrap_or(known.references),
            is_unbalanced: args.unbalanced,
            images: args.images.clone(),
            limit: args.limit,
            time_ms: args.time.unwrap_or(known.time_ms),
            labels: args.labels.clone(),
            questions: args.questions.clone(),
            hidden: args.hidden,
            draws: args.draws,
            draw_seed: args.draw_seed,
            ..known.clone()
        });
        Ok(FewLabelsPlan {
            runs: Prepared::all(configs, &common.source).map_err(|e| Usage(e.to_string()))?,
            cache: common.cache.clone(),
            threads: args.threads,
            out: Out::check(args.out, None)?,
        })
    }
}

pub(in crate::cli) fn run(plan: &FewLabelsPlan, out: &mut dyn Write) -> Result<()> {
    catch_interrupts()?;
    use_threads(plan.threads)?;
    plan.out.probe()?;
    let configs = plan.runs.iter().map(|run| run.config().clone()).collect();
    let whole = Whole { job: Job::FewLabels(configs), images: plan.runs[0].content() };
    let has_run = has_run_part(&plan.out, &whole, &plan.runs, |run, part, line| {
        let told = |told| line.look(share(&told), || words(told));
        Ok(run.run_part(part.shard, &part.kept, &STOP, told)?)
    })?;
    if has_run {
        return Ok(());
    }
    let cache = plan.cache.as_ref();
    let (few_labels, kept) = results_of(
        &plan.runs,
        cache,
        |_| true,
        |_, run, line| Ok(run.run(cache, &STOP, |told| line.look(|| words(told)))?),
    )?;
    plan.out.write(&Report { few_labels, ..plan.out.report(Experiment::FewLabels) }, kept, out)?;
    forget(&plan.runs, cache);
    Ok(())
}

/// How much of a part is done. Labels are drawn when parts are merged.
fn share(told: &Stage) -> f64 {
    match told {
        Stage::Fitting(_) => 0.0,
        Stage::Presenting(progress) => progress.share(),
        Stage::Labelling { .. } => 1.0,
    }
}

pub(super) fn words(told: Stage) -> String {
    match told {
        Stage::Fitting(progress) => {
            format!("{} images to fit the axes to", of(progress.done, progress.total))
        }
        Stage::Presenting(progress) => {
            let left = progress.left.map_or(String::new(), |left| {
                format!(", about {:.0} s left to present", left.as_secs_f64())
            });
            format!("{} images{left}", of(progress.done, progress.total))
        }
        Stage::Labelling { what, done, total } => {
            format!("{}: {} draws of labelled examples", what.words(), of(done, total))
        }
    }
}
