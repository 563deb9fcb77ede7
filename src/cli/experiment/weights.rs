//! `experiment weights`: edge weights as embeddings (G21 Section 4).

use super::batch::{Drawn, ExperimentPlan};
use super::given::{changed, distinct, distinct_seeds, sizes, swept};
use super::out::Out;
use crate::analysis::KnnSpec;
use crate::analysis::fixed::WEIGHT;
use crate::cli::Common;
use crate::cli::args::WeightsArgs;
use crate::cli::error::{Usage, refuse};
use crate::experiments::export::{self, Exported};
use crate::experiments::fields::RUNS_MAX;
use crate::experiments::gather::Gathered;
use crate::experiments::lesion::Lesion;
use crate::experiments::weights::{Config, Prepared, Results};
use crate::sim::Preset;
use anyhow::Result;

/// Runs that are all checked.
pub type WeightsPlan = ExperimentPlan<Prepared>;

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
        let out = Out::check(args.out, args.embedding.map(Into::into))?;
        ExperimentPlan::new(configs, &common.source, &common.cache, args.threads, out)
    }
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

impl Drawn for Prepared {
    fn is_enough(_: usize, out: &Out) -> bool {
        out.embedding.is_none()
    }

    /// The embedding, if that was asked for.
    fn draw(&self, _: usize, results: &Results, gathered: &Gathered, out: &Out) -> Result<()> {
        let Out { embedding: Some(format), folder: Some(folder), .. } = out else {
            return Ok(());
        };
        let Config { preset, seed, .. } = &results.config;
        let stem = export::stem(&preset.name, *seed);
        let times = gathered.times_ms.iter().zip(&gathered.weights);
        let tables: Vec<Exported> = times
            .map(|(ms, rows)| Exported {
                stem: export::stem_at(&stem, *ms),
                rows,
                dim: gathered.edges,
                unit: WEIGHT,
            })
            .collect();
        export::write(&tables, self.labels(), *format, folder, &stem)?;
        Ok(())
    }
}
