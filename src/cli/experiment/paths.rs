//! `experiment paths`: Section 3.1.

use super::batch::{STOP, catch_interrupts, forget, has_run_part, results_of, use_threads};
use super::given::{changed, distinct_seeds};
use super::out::Out;
use crate::analysis::KnnSpec;
use crate::analysis::fixed::COORDINATE;
use crate::cli::Common;
use crate::cli::args::PathsArgs;
use crate::cli::error::Usage;
use crate::data::Cache;
use crate::experiments::export::{self, Exported, Format};
use crate::experiments::paths::{Config, Embedded, Prepared, Results, Stage, Step, cloud};
use crate::experiments::report::{Experiment, Report};
use crate::experiments::shard::{Job, Whole};
use crate::experiments::words::of;
use crate::sim::Preset;
use anyhow::Result;
use std::io::Write;
use std::path::Path;

/// The preset that runs where none is named.
const PRESET: &str = "paths-sbm";

/// Runs that are all checked.
pub struct PathsPlan {
    runs: Vec<Prepared>,
    cache: Option<Cache>,
    threads: Option<usize>,
    out: Out,
}

impl PathsPlan {
    pub(in crate::cli) fn check(args: PathsArgs, common: &Common) -> Result<PathsPlan> {
        let preset = match &common.preset {
            Some(_) => common.preset()?,
            None => common.fitted(Preset::builtin(PRESET).map_err(|e| Usage(e.to_string()))?)?,
        };
        let preset = changed(&preset, &args.set)?;
        let known = Config::of(&preset);
        let seeds =
            if args.seeds.is_empty() { vec![common.seed] } else { distinct_seeds(args.seeds)? };
        let configs = seeds.into_iter().map(|seed| Config {
            seed,
            images: args.images.clone(),
            asked: (args.asked != "none").then(|| args.asked.clone()),
            limit: args.limit,
            tokens: args.tokens.clone(),
            dimensions: args.dimensions,
            axes: args.axes.into(),
            fitted: args.fit.unwrap_or(known.fitted.min(args.limit.unwrap_or(usize::MAX))),
            knn: KnnSpec { k: args.k, ..known.knn },
            pixels: !args.no_pixels,
            ..known.clone()
        });
        Ok(PathsPlan {
            runs: Prepared::all(configs, &common.source).map_err(|e| Usage(e.to_string()))?,
            cache: common.cache.clone(),
            threads: args.threads,
            out: Out::check(args.out, args.embedding.map(Into::into))?,
        })
    }
}

pub(in crate::cli) fn run(plan: &PathsPlan, out: &mut dyn Write) -> Result<()> {
    catch_interrupts()?;
    use_threads(plan.threads)?;
    plan.out.probe()?;
    let configs = plan.runs.iter().map(|run| run.config().clone()).collect();
    let whole = Whole { job: Job::Paths(configs), images: plan.runs[0].content() };
    let cache = plan.cache.as_ref();
    let has_run = has_run_part(&plan.out, &whole, &plan.runs, |run, part, line| {
        let told = |told| line.look(share(&told), || words(told));
        Ok(run.run_part(part.shard, &part.kept, &STOP, told)?)
    })?;
    if has_run {
        return Ok(());
    }
    // The first run's figures need its embeddings, and so does what is written of all of them.
    let Out { folder, embedding, .. } = &plan.out;
    let is_enough = |number| folder.is_none() || (number > 0 && embedding.is_none());
    // Figures and embeddings that cannot be written are no reason to lose the table.
    let mut drawn = Ok(());
    let (results, kept) = results_of(&plan.runs, cache, is_enough, |number, run, line| {
        let (found, embedded) = run.run(cache, &STOP, |told| line.look(|| words(told)))?;
        let written = draw(plan, number, run, &found, &embedded);
        if drawn.is_ok() {
            drawn = written;
        }
        Ok((found, embedded.kept))
    })?;
    plan.out.write(&Report { paths: results, ..plan.out.report(Experiment::Paths) }, kept, out)?;
    drawn.map_err(|error| plan.out.unsaved(error, kept))?;
    forget(&plan.runs, cache);
    Ok(())
}

/// The cloud of the first run, and the embeddings of all, if they were asked for.
fn draw(
    plan: &PathsPlan,
    number: usize,
    run: &Prepared,
    found: &Results,
    embedded: &Embedded,
) -> Result<()> {
    let Some(folder) = &plan.out.folder else { return Ok(()) };
    if number == 0 {
        cloud::write(found, embedded, run.labels(), folder)?;
    }
    if let Some(format) = plan.out.embedding {
        export(run, found, embedded, format, folder)?;
    }
    Ok(())
}

/// The embeddings, each kind of token a file of its own.
fn export(
    run: &Prepared,
    found: &Results,
    embedded: &Embedded,
    format: Format,
    folder: &Path,
) -> Result<()> {
    let Config { preset, seed, tokens, dimensions, .. } = &found.config;
    let stem = export::stem(&preset.name, *seed);
    let tables: Vec<Exported> = tokens
        .iter()
        .zip(&embedded.rows)
        .map(|(tokens, rows)| Exported {
            stem: export::stem_of(&stem, tokens),
            rows,
            dim: *dimensions,
            unit: COORDINATE,
        })
        .collect();
    export::write(&tables, run.labels(), format, folder, &stem)?;
    Ok(())
}

/// How much of a part is done. Neighbours are asked when parts are merged.
fn share(told: &Stage) -> f64 {
    match told {
        Stage::Presenting(Step::Presenting(progress)) => progress.share(),
        _ => 0.0,
    }
}

pub(super) fn words(told: Stage) -> String {
    match told {
        Stage::Presenting(step) => {
            let (what, progress) = match step {
                Step::Fitting(progress) => ("images to fit the axes to", progress),
                Step::Distorting(progress) => ("images whose distorted copies are shown", progress),
                Step::Presenting(progress) => ("images", progress),
            };
            let left = progress.left.map_or(String::new(), |left| {
                format!(", about {:.0} s left to present", left.as_secs_f64())
            });
            format!("{} {what}{left}", of(progress.done, progress.total))
        }
        Stage::Asking { row, rows, progress } => format!(
            "neighbours: {} images, row {} of {rows} of the table",
            of(progress.done, progress.total),
            row + 1
        ),
    }
}
