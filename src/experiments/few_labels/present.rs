//! Presents the images, as the experiments on weights and on temporal paths do: with progress, in parts, and so that
//! it can be stopped and gone on with.

use super::images::Images;
use super::{Config, Stage};
use crate::analysis::Families;
use crate::analysis::paths::{AxesKind, DIMENSIONS, FITTED, are_embedding};
use crate::data::Cache;
use crate::experiments::blocks::SavedOnStop;
use crate::experiments::error::ExperimentError;
use crate::experiments::fields;
use crate::experiments::gather::{self, Gathered, Presentation, gather};
use crate::experiments::part::Shard;
use crate::experiments::paths::{Embedded, Embedding, Step};
use crate::sim::check::refuse;
use crate::sim::{Network, Preset};
use sha2::{Digest, Sha256};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// How images are presented.
pub(super) enum Presenting {
    /// Weights and counts are read at one time.
    Weights(Presentation),
    /// Temporal paths are followed to their end.
    Paths(Paths),
}

/// A network whose temporal paths are an embedding.
pub(super) struct Paths {
    preset: Arc<Preset>,
    network: Arc<Network>,
    seed: u64,
    /// The strict ones: edges between hidden neurons.
    tokens: [Families; 1],
    /// References, at random, that the axes are fitted to.
    fitted: usize,
}

/// What is there then.
pub(super) enum Presented {
    /// Weights and counts.
    Weights(Gathered),
    /// Places of temporal paths.
    Paths(Embedded),
}

impl Presenting {
    /// Checks that the preset has an embedding.
    pub fn new(config: &Config, images: &Images) -> Result<Presenting, ExperimentError> {
        let preset = Arc::new(Preset::try_from(config.preset.clone())?);
        let network = Arc::new(Network::build(&preset, config.seed));
        let (seed, all) = (config.seed, images.labels.len());
        if are_embedding(&preset) {
            let least = DIMENSIONS + 1;
            if images.references < least {
                let expected = format!(
                    "at least {least}, one more than the {DIMENSIONS} axes of temporal paths"
                );
                return Err(refuse("references", expected, images.references).into());
            }
            fields::numbers(all, images.all.sheet().pixels(), 1)?;
            let tokens = ["E".parse().expect("a family")];
            let fitted = FITTED.min(images.references);
            return Ok(Presenting::Paths(Paths { preset, network, seed, tokens, fitted }));
        }
        let times_ms = vec![config.time_ms];
        let presentation = Presentation { preset, network, seed, times_ms, images: images.content };
        presentation.check()?;
        let edges = presentation.network.plastic_edges().len();
        fields::numbers(all, edges.max(images.all.sheet().pixels()), 1)?;
        Ok(Presenting::Weights(presentation))
    }

    /// Presents all images; what is done is kept in `cache` until [`forget`](Self::forget).
    pub fn run(
        &self,
        images: &Images,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        mut told: impl FnMut(Stage),
    ) -> Result<Presented, ExperimentError> {
        Ok(match self {
            Presenting::Weights(presentation) => {
                let told = |progress, _: &Gathered| told(Stage::Presenting(progress));
                Presented::Weights(gather(presentation, &images.all, cache, stop, told)?)
            }
            Presenting::Paths(paths) => {
                let embedding = paths.embedding(images, 0..images.labels.len());
                Presented::Paths(embedding.run(cache, stop, |step, _| told(of_step(step)))?)
            }
        })
    }

    /// Presents the images of one shard, and keeps what they leave in `part`.
    pub fn run_part(
        &self,
        images: &Images,
        shard: Shard,
        part: &Cache,
        stop: &AtomicBool,
        mut told: impl FnMut(Stage),
    ) -> Result<(), ExperimentError> {
        match self {
            Presenting::Weights(presentation) => {
                let told = |progress, _: &Gathered| told(Stage::Presenting(progress));
                gather::gather_part(presentation, &images.all, shard, part, stop, told)?;
            }
            Presenting::Paths(paths) => {
                let embedding = paths.embedding(images, shard.range(images.labels.len()));
                embedding.run_part(part, stop, |step, _| told(of_step(step)))?;
            }
        }
        Ok(())
    }

    /// What all parts left.
    pub fn merge(&self, images: &Images, parts: &[Cache]) -> Result<Presented, ExperimentError> {
        Ok(match self {
            Presenting::Weights(presentation) => {
                Presented::Weights(gather::from_parts(presentation, &images.all, parts)?)
            }
            Presenting::Paths(paths) => {
                let total = images.labels.len();
                Presented::Paths(Embedding::from_parts(parts, total, |places| {
                    paths.embedding(images, places)
                })?)
            }
        })
    }

    /// Removes what was kept.
    pub fn forget(&self, images: &Images, cache: &Cache) {
        match self {
            Presenting::Weights(presentation) => {
                gather::forget(presentation, &images.all, cache);
            }
            Presenting::Paths(paths) => {
                paths.embedding(images, 0..images.labels.len()).forget(cache);
            }
        }
    }

    pub fn has_paths(&self) -> bool {
        matches!(self, Presenting::Paths(_))
    }

    /// The network that images are presented to.
    pub fn network(&self) -> &Network {
        match self {
            Presenting::Weights(presentation) => &presentation.network,
            Presenting::Paths(paths) => &paths.network,
        }
    }
}

impl Paths {
    fn embedding<'a>(&'a self, images: &'a Images, places: Range<usize>) -> Embedding<'a> {
        Embedding {
            preset: self.preset.clone(),
            network: self.network.clone(),
            seed: self.seed,
            tokens: &self.tokens,
            dimensions: DIMENSIONS,
            axes: AxesKind::Whitened,
            images: &images.all,
            content: images.content,
            places,
            references: images.references,
            fitted: self.fitted,
        }
    }
}

impl Presented {
    /// What is kept of it.
    pub fn kept(&self) -> SavedOnStop {
        match self {
            Presented::Weights(gathered) => gathered.kept,
            Presented::Paths(embedded) => embedded.kept,
        }
    }

    /// SHA-256 of the embeddings of all images.
    pub fn sha256(&self) -> String {
        let rows = match self {
            Presented::Weights(gathered) => &gathered.weights,
            Presented::Paths(embedded) => &embedded.rows,
        };
        let mut sha = Sha256::new();
        rows.iter().flatten().for_each(|number| sha.update(number.to_le_bytes()));
        format!("{:x}", sha.finalize())
    }
}

fn of_step(step: Step) -> Stage {
    match step {
        Step::Fitting(progress) | Step::Distorting(progress) => Stage::Fitting(progress),
        Step::Presenting(progress) => Stage::Presenting(progress),
    }
}
