//! `experiment paths`: Section 3.1.

use super::batch::{Drawn, ExperimentPlan};
use super::given::{changed, distinct_seeds};
use super::out::Out;
use crate::analysis::KnnSpec;
use crate::analysis::fixed::COORDINATE;
use crate::cli::Common;
use crate::cli::args::PathsArgs;
use crate::cli::error::Usage;
use crate::experiments::export::{self, Exported, Format};
use crate::experiments::paths::{Config, Embedded, Prepared, Results, cloud};
use crate::sim::Preset;
use anyhow::Result;
use std::path::Path;

/// The preset that runs where none is named.
const PRESET: &str = "paths-sbm";

/// Runs that are all checked.
pub type PathsPlan = ExperimentPlan<Prepared>;

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
        let out = Out::check(args.out, args.embedding.map(Into::into))?;
        ExperimentPlan::new(configs, &common.source, &common.cache, args.threads, out)
    }
}

impl Drawn for Prepared {
    /// The first run's figures need its embeddings, and so does what is written of all of them.
    fn is_enough(number: usize, out: &Out) -> bool {
        out.folder.is_none() || (number > 0 && out.embedding.is_none())
    }

    /// The cloud of the first run, and the embeddings of all, if they were asked for.
    fn draw(&self, number: usize, found: &Results, embedded: &Embedded, out: &Out) -> Result<()> {
        let Some(folder) = &out.folder else { return Ok(()) };
        if number == 0 {
            cloud::write(found, embedded, self.labels(), folder)?;
        }
        if let Some(format) = out.embedding {
            export(self, found, embedded, format, folder)?;
        }
        Ok(())
    }
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
