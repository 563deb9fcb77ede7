//! `experiment` and `report`: the paper's tables, from one command each.

mod few_labels;
mod merge;
mod out;
mod parts;
mod paths;
mod paths_stdp;
mod turns;

pub use few_labels::FewLabelsPlan;
pub(super) use few_labels::run as run_few_labels;
pub use merge::MergePlan;
pub(super) use merge::run as run_merge;
pub use parts::PartsPlan;
pub(super) use parts::run as run_parts;
pub use paths::PathsPlan;
pub(super) use paths::run as run_paths;
pub use paths_stdp::PathsStdpPlan;
pub(super) use paths_stdp::run as run_paths_stdp;

use out::{Out, Part};
use turns::{Line, STOP, catch_interrupts, forget, has_run_part, once, results_of, use_threads};

use super::Common;
use super::args::{AnnArgs, ReportArgs, WeightsArgs};
use super::error::{Usage, refuse};
use super::out_file::check_out;
use super::say::escaped;
use crate::analysis::KnnSpec;
use crate::data::{Cache, CacheError, ContentHash, Source};
use crate::experiments::ann::{self, AnnRow};
use crate::experiments::blocks::Kept;
use crate::experiments::check::{RUNS_MAX, SIZES_MAX};
use crate::experiments::export::{self, Exported};
use crate::experiments::gather::{Gathered, UNIT};
use crate::experiments::lesion::Lesion;
use crate::experiments::output::{self, Experiment, Report};
use crate::experiments::page::{Section, page};
use crate::experiments::shard::{Job, Whole};
use crate::experiments::sweep;
use crate::experiments::weights::{Config, HEADLINE_MS, Prepared, Results, Told};
use crate::experiments::words::of;
use crate::sim::Preset;
use anyhow::Result;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs that are all checked.
pub struct WeightsPlan {
    runs: Vec<Prepared>,
    cache: Option<Cache>,
    threads: Option<usize>,
    out: Out,
}

/// A comparison that is checked.
pub struct AnnPlan {
    sizes: Vec<usize>,
    config: Config,
    trained: ann::Prepared,
    ours: Vec<Results>,
    runs: Vec<Prepared>,
    cache: Option<Cache>,
    out: Out,
}

/// Folders that were read, and where the page goes.
pub struct ReportPlan {
    sections: Vec<Section>,
    out: PathBuf,
}

impl WeightsPlan {
    pub(super) fn check(args: WeightsArgs, common: &Common) -> Result<WeightsPlan> {
        let presets = match args.neurons.is_empty() {
            true => vec![common.preset()?],
            false if common.preset.is_some() => {
                return Err(Usage("--neurons and --preset exclude each other".into()).into());
            }
            false => swept(&sizes(&args.neurons)?)?,
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

impl AnnPlan {
    pub(super) fn check(args: AnnArgs, common: &Common) -> Result<AnnPlan> {
        if common.preset.is_some() {
            let why = "ann compares with the networks of --neurons, and takes no --preset";
            return Err(Usage(why.into()).into());
        }
        let sizes = sizes(&args.neurons)?;
        let presets = swept(&sizes)?;
        let config = |preset: &Preset| Config {
            seed: common.seed,
            images: args.images.clone(),
            limit: args.limit,
            splits: args.splits,
            times_ms: vec![HEADLINE_MS],
            ..Config::of(preset)
        };
        let trained = ann::Prepared::new(&config(&presets[0]), &common.source)
            .map_err(|e| Usage(e.to_string()))?;
        let (ours, runs) = match &args.ours {
            Some(folder) => {
                let ours = ours(folder, &config(&presets[0]), trained.classified(), &sizes)?;
                (ours, Vec::new())
            }
            None => (Vec::new(), prepared(presets.iter().map(config), &common.source)?),
        };
        Ok(AnnPlan {
            config: config(&presets[0]),
            sizes,
            trained,
            ours,
            runs,
            cache: common.cache.clone(),
            out: Out::check(args.out, None)?,
        })
    }
}

impl ReportPlan {
    pub(super) fn check(args: ReportArgs) -> Result<ReportPlan> {
        check_out(&args.out, args.force)?;
        let sections = args.folders.iter().map(|folder| Section::read(folder));
        let sections = sections.collect::<Result<_, _>>()?;
        Ok(ReportPlan { sections, out: args.out })
    }
}

/// Reads the images of every run, and refuses what cannot be run.
fn prepared(configs: impl Iterator<Item = Config>, source: &Source) -> Result<Vec<Prepared>> {
    Prepared::all(configs, source).map_err(|e| Usage(e.to_string()).into())
}

/// Runs of a folder that stand beside trained networks: of the same images and splits.
fn ours(
    folder: &Path,
    config: &Config,
    images: ContentHash,
    sizes: &[usize],
) -> Result<Vec<Results>> {
    let runs = Report::read(folder)?.runs;
    let of = |c: &Config| (c.images.clone(), c.limit, c.splits, c.split_seed);
    if let Some(run) = runs.iter().find(|run| of(&run.config) != of(config)) {
        let say = |c: &Config| {
            let limit = c.limit.map_or("all".to_owned(), |limit| limit.to_string());
            format!(
                "{limit} images of {}, {} splits from seed {}",
                c.images, c.splits, c.split_seed
            )
        };
        let found = format!("{} in {}", say(&run.config), folder.display());
        return Err(Usage(format!("--ours: expected {}, found {found}", say(config))).into());
    }
    if let Some(run) = runs.iter().find(|run| run.images_sha256.is_some_and(|hash| hash != images))
    {
        let found = format!("others of the same name in {}", folder.display());
        let expected = format!("results of the images of {} that --data holds", run.config.images);
        return Err(Usage(format!("--ours: expected {expected}, found {found}")).into());
    }
    let alike: Vec<Results> = runs.into_iter().filter(|run| sizes.contains(&run.neurons)).collect();
    if alike.is_empty() {
        let sizes: Vec<String> = sizes.iter().map(usize::to_string).collect();
        let expected = format!("results of {} neurons", sizes.join(", "));
        let found = format!("none of them in {}", folder.display());
        return Err(Usage(format!("--ours: expected {expected}, found {found}")).into());
    }
    Ok(alike)
}

/// Seeds that differ: one network twice would look like two that agree.
fn distinct_seeds(seeds: Vec<u64>) -> Result<Vec<u64>> {
    if seeds.len() > RUNS_MAX {
        return Err(refuse("--seeds", format!("at most {RUNS_MAX}"), seeds.len()));
    }
    let again = seeds.iter().enumerate().find(|(i, seed)| seeds[..*i].contains(seed));
    match again {
        Some((_, seed)) => Err(refuse("--seeds", "each seed once", format!("{seed} twice"))),
        None => Ok(seeds),
    }
}

/// Numbers of neurons.
fn sizes(names: &[String]) -> Result<Vec<usize>> {
    let mut sizes = Vec::new();
    if names.len() > SIZES_MAX {
        return Err(refuse("--neurons", format!("at most {SIZES_MAX} numbers"), names.len()));
    }
    for name in names {
        match (name.as_str(), name.parse()) {
            ("all", _) => sizes.extend(sweep::NEURONS),
            (_, Ok(number)) => sizes.push(number),
            _ => return Err(refuse("--neurons", "whole numbers or all", name)),
        }
    }
    Ok(distinct(sizes))
}

/// The preset with parameters of the user's.
fn changed(preset: &Preset, set: &[String]) -> Result<Preset> {
    let mut spec = preset.spec().clone();
    for change in set {
        let Some((path, value)) = change.split_once('=') else {
            return Err(refuse("--set", "PATH=VALUE", change));
        };
        spec = spec.with(path, value).map_err(|e| Usage(format!("--set: {e}")))?;
    }
    Preset::try_from(spec).map_err(|e| Usage(format!("--set: {e}")).into())
}

/// Presets of the sweep.
fn swept(sizes: &[usize]) -> Result<Vec<Preset>> {
    let preset = |&n: &usize| sweep::preset(n).map_err(|e| Usage(format!("--neurons: {e}")).into());
    sizes.iter().map(preset).collect()
}

fn lesions(names: &[String], preset: &Preset) -> Result<Vec<Lesion>> {
    let mut lesions = Vec::new();
    for name in names {
        match name.as_str() {
            "all" => lesions.extend(Lesion::all(preset)),
            name => lesions.push(name.parse().map_err(|e| Usage(format!("--lesion: {e}")))?),
        }
    }
    Ok(distinct(lesions))
}

/// Each once, where it stands first: a run twice would look like two networks that agree.
fn distinct<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut once: Vec<T> = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

pub(super) fn run_weights(plan: &WeightsPlan, out: &mut dyn Write) -> Result<()> {
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
fn export(
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
            unit: UNIT,
        })
        .collect();
    export::write(&tables, run.labels(), *format, folder, &stem)?;
    Ok(())
}

pub(super) fn run_ann(plan: &AnnPlan, out: &mut dyn Write) -> Result<()> {
    catch_interrupts()?;
    plan.out.probe()?;
    let images = plan.trained.content();
    let job = Job::Ann(plan.sizes.clone(), Box::new(plan.config.clone()));
    let whole = Whole { job, images };
    let part = match plan.out.part(&whole)? {
        Part::Whole => None,
        Part::Done => return Ok(()),
        Part::Run(part) => Some(part),
    };
    let cache = part.as_ref().map(|part| &part.kept).or(plan.cache.as_ref());
    let mine = part.as_ref().map_or(0..plan.sizes.len(), |p| p.shard.range(plan.sizes.len()));
    let sizes = &plan.sizes[mine.clone()];
    let mut runs = plan.ours.clone();
    // Results of another folder belong to the first part alone.
    if part.as_ref().is_some_and(|part| part.shard.index > 0) {
        runs.clear();
    }
    let own = if plan.runs.is_empty() { &[][..] } else { &plan.runs[mine] };
    // Half of it are our networks, half the trained ones.
    let at = |done: usize, first: f64| {
        let share = first + done as f64 / sizes.len().max(1) as f64 / 2.0;
        part.iter().for_each(|part| part.at(share));
    };
    at(0, 0.0);
    let mut done = 0;
    let (of_own, mut all_kept) = run_all(own, cache, false, |_, _, _| {
        done += 1;
        at(done, 0.0);
    })?;
    runs.extend(of_own);
    let line = Line::new("trained networks".into());
    let rows = train(plan, sizes, cache, |done| {
        at(done, 0.5);
        line.say(&format!("{done} of {}", sizes.len()));
    });
    line.clear();
    let (rows, kept) = rows?;
    match &part {
        None => {
            if cache.is_none() {
                all_kept = Kept::Nowhere;
            } else if kept.is_err() {
                all_kept = Kept::Refused;
            }
            let report = Report { runs, ann: rows, ..plan.out.report(Experiment::Ann) };
            plan.out.write(&report, all_kept, out)?;
            forget(own, cache);
            if let Some(cache) = cache {
                let rows = sizes.iter().map(|&n| ann::finished(n, &plan.config, images));
                rows.for_each(|row| row.forget(cache));
            }
            Ok(())
        }
        // A part is what is kept.
        Some(part) => {
            kept?;
            ann::beside(&plan.config, images).store(&part.kept, &runs)?;
            plan.out.finish(part, &whole)
        }
    }
}

/// The rows of trained networks, those that were kept as they are; and whether they could be kept.
fn train(
    plan: &AnnPlan,
    sizes: &[usize],
    cache: Option<&Cache>,
    told: impl Fn(usize),
) -> Result<(Vec<AnnRow>, Result<(), CacheError>)> {
    let (mut rows, mut all_kept) = (Vec::new(), Ok(()));
    for (done, &neurons) in sizes.iter().enumerate() {
        told(done);
        let train = || -> Result<AnnRow> { Ok(plan.trained.run(neurons, &STOP)?) };
        let Some(cache) = cache else {
            rows.push(train()?);
            continue;
        };
        let place = ann::finished(neurons, &plan.config, plan.trained.content());
        let (row, kept) = once(&place, cache, train)?;
        rows.push(row);
        all_kept = all_kept.and(kept);
    }
    Ok((rows, all_kept))
}

pub(super) fn run_report(plan: &ReportPlan, out: &mut dyn Write) -> Result<()> {
    output::write_whole(Path::new(&plan.out), page(&plan.sections)?.as_bytes())?;
    writeln!(out, "{}", escaped(&plan.out.display().to_string()))?;
    Ok(())
}

/// Runs one after the other, with progress; `each` gets what it gave. Those that were finished before the
/// command was interrupted are taken as they are, unless `each` needs more than their results.
fn run_all(
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
fn share(told: &Told) -> f64 {
    match told {
        Told::Presenting { progress, .. } => progress.share(),
        Told::Classifying { .. } => 1.0,
    }
}

fn words(told: Told) -> String {
    match told {
        Told::Presenting { progress, live, .. } => {
            let live = live.last();
            let live =
                live.map_or(String::new(), |[_, live]| format!(", {live:.1} % right so far"));
            let left = progress.left.map_or(String::new(), |left| {
                format!(", about {:.0} s left to present", left.as_secs_f64())
            });
            format!("{} images{live}{left}", of(progress.done, progress.total))
        }
        Told::Classifying { done, total } => format!("classifying: {} rows", of(done, total)),
    }
}
