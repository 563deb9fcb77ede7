//! `experiment ann`: a trained network beside ours (G21 Section 4.1).

use super::batch::{Drawn, ExperimentPlan};
use super::given::{sizes, swept};
use super::out::Out;
use crate::cli::Common;
use crate::cli::args::AnnArgs;
use crate::cli::error::Usage;
use crate::experiments::ann::comparison::{Comparison, Config as Compare};
use crate::experiments::report::Report;
use crate::experiments::weights::{Config, HEADLINE_MS, Results};
use crate::sim::Preset;
use anyhow::Result;
use std::path::Path;

/// A comparison that is checked.
pub type AnnPlan = ExperimentPlan<Comparison>;

impl Drawn for Comparison {}

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
        let trained = config(&presets[0]);
        let (known, ours) = match &args.ours {
            Some(folder) => (ours(folder, &trained, &sizes)?, Vec::new()),
            None => (Vec::new(), presets.iter().map(config).collect()),
        };
        let out = Out::check(args.out, None)?;
        let compare = Compare { sizes, trained, ours, known };
        let plan =
            ExperimentPlan::new([compare], &common.source, &common.cache, args.threads, out)?;
        if let Some(folder) = &args.ours {
            are_of_the_same_images(folder, &plan)?;
        }
        Ok(plan)
    }
}

/// Runs of a folder that stand beside trained networks: of the same sets and splits.
fn ours(folder: &Path, config: &Config, sizes: &[usize]) -> Result<Vec<Results>> {
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
    let alike: Vec<Results> = runs.into_iter().filter(|run| sizes.contains(&run.neurons)).collect();
    if alike.is_empty() {
        let sizes: Vec<String> = sizes.iter().map(usize::to_string).collect();
        let expected = format!("results of {} neurons", sizes.join(", "));
        let found = format!("none of them in {}", folder.display());
        return Err(Usage(format!("--ours: expected {expected}, found {found}")).into());
    }
    Ok(alike)
}

/// Whether the runs of a folder are of the images that trained networks are compared by.
fn are_of_the_same_images(folder: &Path, plan: &AnnPlan) -> Result<()> {
    let [comparison] = plan.runs() else { return Ok(()) };
    let images = comparison.classified();
    let is_other = |run: &&Results| run.images_sha256.is_some_and(|hash| hash != images);
    let Some(run) = comparison.config().known.iter().find(is_other) else { return Ok(()) };
    let found = format!("others of the same name in {}", folder.display());
    let expected = format!("results of the images of {} that --data holds", run.config.images);
    Err(Usage(format!("--ours: expected {expected}, found {found}")).into())
}
