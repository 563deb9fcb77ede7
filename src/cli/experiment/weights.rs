//! `experiment weights`: edge weights as embeddings (G21 Section 4).

use super::given::{changed, distinct, distinct_seeds, sizes, swept};
use crate::analysis::KnnSpec;
use crate::analysis::fixed::WEIGHT;
use crate::cli::Common;
use crate::cli::args::WeightsArgs;
use crate::cli::error::{Usage, refuse};
use crate::cli::experiment::batch::{
    STOP, catch_interrupts, forget, has_run_part, results_of, use_threads,
};
use crate::cli::experiment::out::Out;
use crate::data::{Cache, Source};
use crate::experiments::blocks::Kept;
use crate::experiments::check::RUNS_MAX;
use crate::experiments::export::{self, Exported};
use crate::experiments::gather::Gathered;
use crate::experiments::lesion::Lesion;
use crate::experiments::report::{Experiment, Report};
use crate::experiments::shard::{Job, Whole};
use crate::experiments::weights::{Config, Prepared, Results, Stage};
use crate::experiments::words::of;
use crate::sim::Preset;
use anyhow::Result;
use std::io::Write;

/// Runs that are all checked.
pub struct WeightsPlan {
    pub(super) runs: Vec<Prepared>,
    pub(super) cache: Option<Cache>,
    pub(super) threads: Option<usize>,
    pub(super) out: Out,
}

impl WeightsPlan {
    pub(in crate::cli) fn check(args: WeightsArgs, common: &Common) -> Result<WeightsPlan> {
        let presets = match args.neurons.is_empty() {
            true => vec![common.preset()?],
            false if common.preset.is_some() => {
                return Err(Usage("--neurons and --preset exclude each other".into()).into());
            }
            false => swept(&sizes(&args.neurons)?, common)?,
        };
        let mut models = Vec::new();
        for preset in &presets {
            let preset = &changed(preset, &args.set)?;
            let whole = Config {
                seed: common.seed,
                images: args.images.clone(),
                limit: args.limit,
                times_ms: args.times.clone(),
                splits: args.splits,
                split_seed: args.split_seed,
                knn: KnnSpec { k: args.k, metric: args.metric.into(), voting: args.voting.into() },
                ..Config::of(preset)
            };
            models.push(whole.clone());
            for lesion in lesions(&args.lesions, preset)? {
                models.push(whole.lesioned(lesion).map_err(|e| Usage(format!("--{e}")))?);
            }
        }
        let seeds =
            if args.seeds.is_empty() { vec![common.seed] } else { distinct_seeds(args.seeds)? };
        if models.len() * seeds.len() > RUNS_MAX {
            let found = format!("{} models with {} seeds each", models.len(), seeds.len());
            return Err(refuse("--seeds", format!("at most {RUNS_MAX} runs in all"), found));
        }
        let configs = models
            .iter()
            .flat_map(|model| seeds.iter().map(|&seed| Config { seed, ..model.clone() }));
        Ok(WeightsPlan {
            runs: prepared(configs, &common.source)?,
            cache: common.cache.clone(),
            threads: args.threads,
            out: Out::check(args.out, args.embedding.map(Into::into))?,
        })
    }
}

/// Reads the images of every run, and refuses what cannot be run.
pub(super) fn prepared(
    configs: impl Iterator<Item = Config>,
    source: &Source,
) -> Result<Vec<Prepared>> {
    Prepared::all(configs, source).map_err(|e| Usage(e.to_string()).into())
}

pub(super) fn lesions(names: &[String], preset: &Preset) -> Result<Vec<Lesion>> {
    let mut lesions = Vec::new();
    for name in names {
        match name.as_str() {
            "all" => lesions.extend(Lesion::all(preset)),
            name => lesions.push(name.parse().map_err(|e| Usage(format!("--lesion: {e}")))?),
        }
    }
    Ok(distinct(lesions))
}

pub(in crate::cli) fn run(plan: &WeightsPlan, out: &mut dyn Write) -> Result<()> {
    catch_interrupts()?;
    use_threads(plan.threads)?;
    plan.out.probe()?;
    let configs = plan.runs.iter().map(|run| run.config().clone()).collect();
    let whole = Whole { job: Job::Weights(configs), images: plan.runs[0].content() };
    let has_run = has_run_part(&plan.out, &whole, &plan.runs, |run, part, line| {
        let told = |told| line.look(share(&told), || words(told));
        Ok(run.run_part(part.shard, &part.kept, &STOP, told)?)
    })?;
    if has_run {
        return Ok(());
    }
    // Embeddings that cannot be written are no reason to lose the table.
    let mut exported = Ok(());
    let cache = plan.cache.as_ref();
    let needs_weights = plan.out.embedding.is_some();
    let (runs, kept) = run_all(&plan.runs, cache, needs_weights, |run, results, gathered| {
        let written = export(plan, run, results, gathered);
        if exported.is_ok() {
            exported = written;
        }
    })?;
    plan.out.write(&Report { runs, ..plan.out.report(Experiment::Weights) }, kept, out)?;
    exported.map_err(|error| plan.out.unsaved(error, kept))?;
    forget(&plan.runs, cache);
    Ok(())
}

/// Writes the embedding of a run, if that was asked for.
pub(super) fn export(
    plan: &WeightsPlan,
    run: &Prepared,
    results: &Results,
    gathered: &Gathered,
) -> Result<()> {
    let Out { embedding: Some(format), folder: Some(folder), .. } = &plan.out else {
        return Ok(());
    };
    let Config { preset, seed, .. } = &results.config;
    let stem = export::stem(&preset.name, *seed);
    let tables: Vec<Exported> = gathered
        .times_ms
        .iter()
        .zip(&gathered.weights)
        .map(|(ms, rows)| Exported {
            stem: export::stem_at(&stem, *ms),
            rows,
            dim: gathered.edges,
            unit: WEIGHT,
        })
        .collect();
    export::write(&tables, run.labels(), *format, folder, &stem)?;
    Ok(())
}

/// Runs one after the other, with progress; `each` gets what it gave. Those that were finished before the
/// command was interrupted are taken as they are, unless `each` needs more than their results.
pub(super) fn run_all(
    runs: &[Prepared],
    cache: Option<&Cache>,
    needs_weights: bool,
    mut each: impl FnMut(&Prepared, &Results, &Gathered),
) -> Result<(Vec<Results>, Kept)> {
    let is_enough = |_| !needs_weights;
    results_of(runs, cache, is_enough, |_, run, line| {
        let (results, gathered) = run.run(cache, &STOP, |told| line.look(|| words(told)))?;
        each(run, &results, &gathered);
        Ok((results, gathered.kept))
    })
}

/// How much is done; what is left then takes little.
pub(super) fn share(told: &Stage) -> f64 {
    match told {
        Stage::Presenting { progress, .. } => progress.share(),
        Stage::Classifying { .. } => 1.0,
    }
}

pub(super) fn words(told: Stage) -> String {
    match told {
        Stage::Presenting { progress, live, .. } => {
            let live = live.last();
            let live =
                live.map_or(String::new(), |[_, live]| format!(", {live:.1} % right so far"));
            let left = progress.left.map_or(String::new(), |left| {
                format!(", about {:.0} s left to present", left.as_secs_f64())
            });
            format!("{} images{live}{left}", of(progress.done, progress.total))
        }
        Stage::Classifying { done, total } => format!("classifying: {} rows", of(done, total)),
    }
}
