//! Section 3.1 of the paper: the temporal path of activation is the embedding of the image.
//!
//! ```text
//! images ─→ temporal path (to its cycle, then copied) ─→ tokens ─→ axes fitted to some ─→ cosine kNN
//! ```
//! Labels are looked at by the neighbours alone. Beside the strict tokens (edges between hidden
//! neurons) stand those that see the image itself, and the raw pixels, as what they are.

mod axes;
mod check;
mod checkpoint;
pub mod cloud;
mod embed;
mod images;
mod results;
mod table;

use crate::experiments::error::ExperimentError;
use crate::experiments::fields;
use crate::experiments::life::Run;
use crate::sim::check::refuse;
pub use embed::{Embedded, Embedding, Step};
use images::Images;
pub use results::{Config, Cycles, Features, Results, Row, Share};

use super::blocks::{SavedOnStop, Stopped, in_questions};
use super::finished::Finished;
use crate::analysis::paths::{AxesKind, DIMENSIONS, FITTED, are_embedding};
use crate::analysis::{
    Confusion, Coordinate, Families, Knn, KnnSpec, References, SparseAxes, SparseRows,
};
use crate::data::{Cache, ContentHash, Source};
use crate::experiments::part::Shard;
use crate::runtime::blocks::Progress;
use crate::sim::{Network, Preset};

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
mod stage;
use super::hash::{sha256, twice};
pub use stage::Stage;
pub(super) mod shares;
pub use shares::labels;
use shares::{letters, shares_of};

/// Everything that is read before work starts.
pub struct Prepared {
    config: Config,
    preset: Arc<Preset>,
    network: Arc<Network>,
    images: Arc<Images>,
    knn: Knn,
}

impl Prepared {
    fn with(
        config: Config,
        source: &Source,
        read: Option<Arc<Images>>,
    ) -> Result<Prepared, ExperimentError> {
        let knn = Knn::try_from(config.knn)?;
        let preset = Arc::new(Preset::try_from(config.preset.clone())?);
        let network = Arc::new(Network::build(&preset, config.seed));
        if !are_embedding(&preset) {
            let expected =
                "one without plasticity whose neurons are fired by signals, such as paths-sbm";
            return Err(refuse("preset", expected, config.preset.name).into());
        }
        if config.tokens.is_empty() {
            return Err(refuse("tokens", "at least one kind", "none").into());
        }
        if let Some(found) = twice(&config.tokens) {
            return Err(refuse("tokens", "each kind once", format!("{found} twice")).into());
        }
        fields::dimensions(config.dimensions)?;
        let images = match read.filter(|images| images.are_of(&config)) {
            Some(images) => images,
            None => Arc::new(Images::read(&config, source)?),
        };
        let (least, most) = (config.dimensions + 1, images.references);
        if most < least {
            let expected = format!("at least {least} references, more than dimensions");
            return Err(refuse("images", expected, most).into());
        }
        fields::neighbours(config.knn.k, most - 1)?;
        if !(least..=most).contains(&config.fitted) {
            let expected = format!(
                "at least {least} images, one more than dimensions, and at most the {most} references"
            );
            return Err(refuse("fit", expected, config.fitted).into());
        }
        fields::numbers(images.labels.len(), config.dimensions, config.tokens.len())?;
        Ok(Prepared { config, preset, network, images, knn })
    }

    /// What is run.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What each image shows: references first, then those that are asked about.
    pub fn labels(&self) -> &[u8] {
        &self.images.labels
    }

    /// Images that are references.
    pub fn references(&self) -> usize {
        self.images.references
    }

    fn embedding(&self, places: std::ops::Range<usize>) -> Embedding<'_> {
        let (config, images) = (&self.config, &self.images);
        Embedding {
            preset: self.preset.clone(),
            network: self.network.clone(),
            seed: config.seed,
            tokens: &config.tokens,
            dimensions: config.dimensions,
            axes: config.axes,
            images: &images.all,
            places,
            content: images.content,
            references: images.references,
            fitted: config.fitted,
        }
    }

    /// Asks the neighbours of what was embedded.
    fn conclude(
        &self,
        embedded: &Embedded,
        stop: &AtomicBool,
        mut told: impl FnMut(Stage),
    ) -> Result<Results, ExperimentError> {
        let (config, images) = (&self.config, &self.images);
        let rows = config.tokens.len() + if config.pixels { 2 } else { 0 };
        let mut table = Vec::new();
        for ((tokens, embedding), axes) in
            config.tokens.iter().zip(&embedded.rows).zip(&embedded.axes)
        {
            let row = table.len();
            let told = |progress| told(Stage::Asking { row, rows, progress });
            let shares = self.ask(embedding, config.dimensions, stop, embedded.kept, told)?;
            table.push(self.row(
                Features::Tokens(tokens.clone()),
                config.dimensions,
                Some(axes),
                shares,
            ));
        }
        if config.pixels {
            for what in [Features::Pixels, Features::PixelAxes] {
                let row = table.len();
                let told = |progress| told(Stage::Asking { row, rows, progress });
                table.push(self.pixels(what, stop, embedded.kept, told)?);
            }
        }
        let hidden = self.network.neuron_count() - self.network.input_count();
        Ok(Results {
            config: config.clone(),
            images_sha256: Some(images.content),
            classes: images.all.classes().if_named(),
            references: images.references,
            asked: images.labels.len() - images.references,
            neurons: hidden,
            edges: self.network.recurrent_edges().len(),
            input_edges: self.network.input_edges().len(),
            truth: letters(&images.labels),
            unseen: images.unseen.clone(),
            rows: table,
            cycles: Cycles::of(&embedded.facts),
            cpu_ms: (embedded.simulated > 0)
                .then(|| embedded.busy_s * 1000.0 / embedded.simulated as f64),
            paths_sha256: sha256(embedded.facts.iter().map(|facts| facts.hash.to_le_bytes())),
            embeddings_sha256: sha256(embedded.rows.iter().flatten().map(|x| x.to_le_bytes())),
        })
    }

    /// Raw pixels that are not 0, or those on as many axes as the tokens have: principal ones, which suit
    /// pixels best.
    fn pixels(
        &self,
        what: Features,
        stop: &AtomicBool,
        kept: SavedOnStop,
        told: impl FnMut(Progress),
    ) -> Result<Row, ExperimentError> {
        let images = &self.images.all;
        let numbers = images.sheet().pixels();
        let inked = |i: usize| images.image(i).iter().map(|&ink| u8::from(ink > 0));
        if what == Features::Pixels {
            let rows: Vec<u8> = (0..images.len()).flat_map(inked).collect();
            let shares = self.ask(&rows, numbers, stop, kept, told)?;
            return Ok(self.row(what, numbers, None, shares));
        }
        let row = |i: usize| {
            let inked = inked(i);
            let length = inked.clone().map(f32::from).sum::<f32>().sqrt();
            (0..)
                .zip(inked)
                .filter(|(_, ink)| *ink > 0)
                .map(move |(pixel, _)| (pixel, 1.0 / length))
        };
        let mut fitted = SparseRows::new(numbers);
        let step = (self.images.references / self.config.fitted).max(1);
        (0..self.config.fitted).for_each(|i| fitted.push(row(i * step)));
        let dimensions = self.config.dimensions;
        let goes_on = || !stop.load(Ordering::Relaxed);
        let axes = SparseAxes::fit_while(&fitted, dimensions, &goes_on);
        let axes = axes
            .map_err(|source| ExperimentError::Axes { of: "pixels".to_owned(), source })?
            .ok_or_else(|| self.stopped(kept))?;
        let mut rows: Vec<f32> = Vec::with_capacity(images.len() * dimensions);
        for i in 0..images.len() {
            if !goes_on() {
                return Err(self.stopped(kept));
            }
            rows.extend(axes.project(row(i)));
        }
        let shares = self.ask(&rows, dimensions, stop, kept, told)?;
        Ok(self.row(what, dimensions, Some(&axes), shares))
    }

    fn row(
        &self,
        what: Features,
        numbers: usize,
        axes: Option<&SparseAxes>,
        answers: Vec<u8>,
    ) -> Row {
        let shares = axes.map(SparseAxes::explained_variance_ratio).filter(|s| !s.is_empty());
        let explained = shares.map(|shares| [shares.iter().take(3).sum(), shares.iter().sum()]);
        let images = &self.images;
        let [leave_one_out, unseen, asked] = shares_of(
            &images.labels,
            &answers,
            images.references,
            &images.unseen,
            images.all.classes().count(),
        );
        let leave_one_out = leave_one_out.expect("there are references");
        Row { what, numbers, explained, leave_one_out, unseen, asked, answers: letters(&answers) }
    }

    /// Every reference by the others, and what is asked about by the references; the images are `kept` when
    /// `stop` becomes true meanwhile.
    fn ask<T: Coordinate>(
        &self,
        rows: &[T],
        dim: usize,
        stop: &AtomicBool,
        kept: SavedOnStop,
        mut told: impl FnMut(Progress),
    ) -> Result<Vec<u8>, ExperimentError> {
        let (count, total) = (self.images.references, self.images.labels.len());
        let labels = &self.images.labels;
        let references = References::new(&rows[..count * dim], dim, &labels[..count])?;
        let told = |done| told(Progress { done, total, left: None });
        // References may not vote for themselves.
        let itself = |i: usize| (i < count).then_some(i);
        let found = in_questions(&self.knn, references, rows, itself, stop, told)?;
        found.ok_or_else(|| self.stopped(kept))
    }

    /// Stopped when all images were presented.
    fn stopped(&self, kept: SavedOnStop) -> ExperimentError {
        let total = self.images.labels.len();
        Stopped { done: total, total, noun: "image", kept }.into()
    }
}

impl Run for Prepared {
    type Config = Config;
    type Results = Results;
    type RawData = Embedded;
    type Stage = Stage;

    fn prepare(
        configs: impl IntoIterator<Item = Config>,
        source: &Source,
    ) -> Result<Vec<Prepared>, ExperimentError> {
        let with = |config, read| Self::with(config, source, read);
        fields::prepared(configs, |config: &Config| &config.preset, with, |one| &one.images)
    }

    fn rename(&self, results: &mut Results) {
        results.classes = self.images.all.classes().if_named();
    }

    fn content(&self) -> ContentHash {
        self.images.content
    }

    fn finished(&self) -> Finished {
        Finished::new("paths", &self.config, self.images.content, self.config.seed)
    }

    fn run(
        &self,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        mut told: impl FnMut(Stage),
    ) -> Result<(Results, Embedded), ExperimentError> {
        let embedding = self.embedding(0..self.images.labels.len());
        let embedded = embedding.run(cache, stop, |step, _| told(Stage::Presenting(step)))?;
        Ok((self.conclude(&embedded, stop, told)?, embedded))
    }

    fn kept(embedded: &Embedded) -> SavedOnStop {
        embedded.kept
    }

    fn run_part(
        &self,
        shard: Shard,
        part: &Cache,
        stop: &AtomicBool,
        mut told: impl FnMut(Stage),
    ) -> Result<(), ExperimentError> {
        let embedding = self.embedding(shard.range(self.images.labels.len()));
        embedding.run_part(part, stop, |step, _| told(Stage::Presenting(step)))
    }

    fn merge(
        &self,
        parts: &[Cache],
        stop: &AtomicBool,
        told: impl FnMut(Stage),
    ) -> Result<(Results, Embedded), ExperimentError> {
        let total = self.images.labels.len();
        let whole = Embedding::from_parts(parts, total, |places| self.embedding(places))?;
        Ok((self.conclude(&whole, stop, told)?, whole))
    }

    fn forget(&self, cache: &Cache) {
        self.embedding(0..self.images.labels.len()).forget(cache);
    }
}

impl Share {
    /// None where there are no images.
    fn of(truth: &[u8], found: &[u8], classes: usize) -> Option<Share> {
        let counted = Confusion::count(truth, found, classes).ok()?;
        Some(Share {
            percent: 100.0 * counted.accuracy(),
            per_class: counted
                .recall()
                .iter()
                .map(|share| share.map(|share| 100.0 * share))
                .collect(),
        })
    }
}

impl Config {
    /// The paper's protocol for a preset: all training images, and the test images asked about.
    pub fn of(preset: &Preset) -> Config {
        let tokens = ["E", "N+E+P", "I"].map(|text| text.parse::<Families>());
        Config {
            preset: preset.spec().clone(),
            seed: 1,
            images: "train".into(),
            asked: Some("test".into()),
            limit: None,
            tokens: tokens.into_iter().map(|tokens| tokens.expect("three known kinds")).collect(),
            dimensions: DIMENSIONS,
            axes: AxesKind::Whitened,
            fitted: FITTED,
            knn: KnnSpec {
                metric: crate::analysis::Metric::Cosine,
                voting: crate::analysis::Voting::Majority,
                ..KnnSpec::default()
            },
            pixels: true,
            chosen_on: 3_000,
        }
    }
}
