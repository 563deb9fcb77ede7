//! `experiment paths-stdp`: Section 3.2.

use super::batch::{Drawn, ExperimentPlan};
use super::given::{changed, distinct_seeds};
use super::out::Out;
use crate::cli::Common;
use crate::cli::args::PathsStdpArgs;
use crate::cli::error::Usage;
use crate::experiments::stdp::{Config, Prepared};
use crate::sim::Preset;
use anyhow::Result;

/// The preset that runs where none is named.
const PRESET: &str = "paths-stdp";

/// A run that is checked.
pub type PathsStdpPlan = ExperimentPlan<Prepared>;

impl Drawn for Prepared {}

impl PathsStdpPlan {
    pub(in crate::cli) fn check(args: PathsStdpArgs, common: &Common) -> Result<PathsStdpPlan> {
        let preset = match &common.preset {
            Some(_) => common.preset()?,
            None => common.fitted(Preset::builtin(PRESET).map_err(|e| Usage(e.to_string()))?)?,
        };
        let preset = changed(&preset, &args.set)?;
        let config = Config {
            preset: preset.spec().clone(),
            seeds: distinct_seeds(args.seeds)?,
            images: args.images,
            classes: args.classes,
            per_set: args.per_set,
            tokens: args.tokens,
            dimensions: args.dimensions,
            k: args.k,
            svm_c: args.svm_c,
        };
        let out = Out::check(args.out, None)?;
        ExperimentPlan::new([config], &common.source, &common.cache, args.threads, out)
    }
}
