//! `experiment few-labels`: how far a few labelled examples reach.

use super::batch::{Drawn, ExperimentPlan};
use super::given::{changed, distinct_seeds};
use super::out::Out;
use crate::analysis::paths::are_embedding;
use crate::cli::Common;
use crate::cli::args::FewLabelsArgs;
use crate::cli::error::refuse;
use crate::experiments::few_labels::{Config, Prepared};
use anyhow::Result;

/// Runs that are all checked.
pub type FewLabelsPlan = ExperimentPlan<Prepared>;

impl Drawn for Prepared {}

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
        let out = Out::check(args.out, None)?;
        ExperimentPlan::new(configs, &common.source, &common.cache, args.threads, out)
    }
}
