//! `experiment ann`: a trained network beside ours (G21 Section 4.1).

use super::given::{sizes, swept};
use super::weights::{prepared, run_all};
use crate::cli::Common;
use crate::cli::args::AnnArgs;
use crate::cli::error::Usage;
use crate::cli::experiment::batch::{STOP, catch_interrupts, forget, once};
use crate::cli::experiment::out::{Out, Part};
use crate::cli::line::Line;
use crate::data::{Cache, CacheError, ContentHash};
use crate::experiments::ann::{self, AnnRow};
use crate::experiments::blocks::Kept;
use crate::experiments::report::{Experiment, Report};
use crate::experiments::shard::{Job, Whole};
use crate::experiments::weights::{Config, HEADLINE_MS, Prepared, Results};
use crate::sim::Preset;
use anyhow::Result;
use std::io::Write;
use std::path::Path;

/// A comparison that is checked.
pub struct AnnPlan {
    pub(super) sizes: Vec<usize>,
    pub(super) config: Config,
    pub(super) trained: ann::Prepared,
    pub(super) ours: Vec<Results>,
    pub(super) runs: Vec<Prepared>,
    pub(super) cache: Option<Cache>,
    pub(super) out: Out,
}

impl AnnPlan {
    pub(in crate::cli) fn check(args: AnnArgs, common: &Common) -> Result<AnnPlan> {
        if common.preset.is_some() {
            let why = "ann compares with the networks of --neurons, and takes no --preset";
            return Err(Usage(why.into()).into());
        }
        let sizes = sizes(&args.neurons)?;
        let presets = swept(&sizes, common)?;
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

/// Runs of a folder that stand beside trained networks: of the same images and splits.
pub(super) fn ours(
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

pub(in crate::cli) fn run(plan: &AnnPlan, out: &mut dyn Write) -> Result<()> {
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
pub(super) fn train(
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
