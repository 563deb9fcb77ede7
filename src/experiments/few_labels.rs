//! How far a few labelled examples reach: a few images of each class are labelled, the others are references without
//! a label, and test images that are neither are asked about.
//!
//! ```text
//! references, test images ─→ gather (one presentation each) ─→ embeddings ─→ for each draw of labelled references:
//!     nearest     the one nearest labelled reference alone
//!     spread      labels spread over the neighbour graph of all references, then the vote of the nearest five
//!     asked       the same, with answers to the program's own questions instead of labels that were drawn
//!     trained     a small network trained on the labelled references' pixels alone
//! ```
//! on the edge weights and the spike counts of the same runs, or on temporal paths, and on the raw pixels. The labels of references are looked at
//! where they are drawn or asked about, and nowhere else: graph and neighbours are found with every label set to 0. Draws are nested:
//! two examples of a class are the one and another, so that curves and embeddings are compared on the same images.
//!
//! | module | |
//! |---|---|
//! | `images` | which images are references, which are asked about |
//! | `draws` | which references are labelled |
//! | `present` | weights and counts, or temporal paths, of all images |
//! | `reach` | one embedding: graph, neighbours, accuracy by draw |
//! | `trained` | a trained network beside them |
//! | `results` | configuration and results |
//! | `table` | tables and figure |

mod check;
mod draws;
mod images;
mod present;
mod reach;
mod results;
mod table;
mod trained;

use crate::experiments::error::ExperimentError;
use crate::experiments::fields;
use crate::experiments::life::Run;
use draws::Draws;
use images::Images;
use present::{Presented, Presenting};
use reach::Asking;
pub use results::{
    Config, Features, HIDDEN_MAX, LABELS, Labelling, QUESTIONS, Reached, Results, Row,
};
pub(super) use table::chart;

use super::blocks::{SavedOnStop, Stopped};
use super::finished::Finished;
use crate::analysis::paths::DIMENSIONS;
use crate::analysis::{GraphSpec, SpreadRule};
use crate::data::{Cache, ContentHash, Source};
use crate::experiments::part::Shard;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
mod stage;
pub use results::{COUNTS_MAX, DRAWS_MAX};
pub use stage::Stage;

/// Everything that is read before work starts.
pub struct Prepared {
    config: Config,
    presenting: Presenting,
    rule: SpreadRule,
    images: Arc<Images>,
    draws: Draws,
}

impl Prepared {
    fn with(
        mut config: Config,
        source: &Source,
        read: Option<Arc<Images>>,
    ) -> Result<Prepared, ExperimentError> {
        let is_open = config.labels.is_empty();
        if is_open {
            config.labels = LABELS.to_vec();
        }
        config.check()?;
        let rule = SpreadRule::try_from(config.spread)?;
        let images = match read.filter(|images| images.are_of(&config)) {
            Some(images) => images,
            None => Arc::new(Images::read(&config, source)?),
        };
        if is_open {
            let least = images.references_of_each().into_iter().min().unwrap_or(0);
            config.labels.retain(|&labels| labels <= least.max(LABELS[0]));
        }
        fields::sheet(&config.preset, &images.all)?;
        let presenting = Presenting::new(&config, &images)?;
        fields::neighbours(config.join, images.references)?;
        let names = images.all.classes();
        let draws = Draws::new(&config, &images.labels[..images.references], names)?;
        Ok(Prepared { config, presenting, rule, images, draws })
    }

    /// What is run.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Where what came of one embedding is kept until all have been asked.
    fn reached(&self, what: Features) -> Finished {
        let config = (what, &self.config);
        Finished::new("few-labels-reached", &config, self.images.content, self.config.seed)
    }

    /// What images are compared by, in the order of tables.
    fn asked_by(&self) -> Vec<Features> {
        let is_there = |what: &Features| match what {
            Features::Weights | Features::Counts => !self.presenting.has_paths(),
            Features::Paths => self.presenting.has_paths(),
            Features::Pixels => true,
            Features::Ann => self.config.hidden > 0,
        };
        Features::ALL.into_iter().filter(is_there).collect()
    }

    /// Asks about each embedding, those that were kept as they are.
    fn conclude(
        &self,
        presented: &Presented,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        mut told: impl FnMut(Stage),
    ) -> Result<Results, ExperimentError> {
        let mut reached = Vec::new();
        for what in self.asked_by() {
            let place = self.reached(what);
            let kept = || cache.and_then(|cache| place.load::<Reached>(cache));
            if let Some(known) = self.images.known(what, &self.config).or_else(kept) {
                reached.push(known);
                continue;
            }
            let told = |done, total| told(Stage::Labelling { what, done, total });
            let found = self.reach(what, presented, stop, told)?;
            let images = self.images.labels.len();
            let stopped =
                || Stopped { done: images, total: images, noun: "image", kept: presented.kept() };
            let found = found.ok_or_else(|| ExperimentError::from(stopped()))?;
            self.images.remember(&self.config, &found);
            if let Some(Err(error)) = cache.map(|cache| place.store(cache, &found)) {
                // Costs time, not results.
                tracing::warn!("{error}");
            }
            reached.push(found);
        }
        let network = self.presenting.network();
        let edges = match self.presenting.has_paths() {
            true => network.recurrent_edges(),
            false => network.plastic_edges(),
        };
        Ok(Results {
            config: self.config.clone(),
            images_sha256: self.images.content,
            references: self.images.references_of_each(),
            asked: self.images.labels.len() - self.images.references,
            neurons: network.neuron_count() - network.input_count(),
            edges: edges.len(),
            reached,
            embeddings_sha256: presented.sha256(),
        })
    }

    /// How far labels reach in one embedding; none when stopped.
    fn reach(
        &self,
        what: Features,
        presented: &Presented,
        stop: &AtomicBool,
        told: impl FnMut(usize, usize),
    ) -> Result<Option<Reached>, ExperimentError> {
        let images = &self.images;
        let asking = Asking {
            what,
            graph: GraphSpec { metric: what.metric(), ..self.config.graph },
            config: &self.config,
            rule: self.rule,
            draws: &self.draws,
            references: images.references,
            truth: &images.labels[images.references..],
            stop,
        };
        match (what, presented) {
            (Features::Ann, _) => {
                let (config, draws) = (&self.config, &self.draws);
                trained::trained(config, draws, &images.all, images.references, stop, told)
            }
            (Features::Counts, Presented::Weights(gathered)) => {
                asking.reach(&gathered.counts[0], gathered.neurons, told)
            }
            (Features::Weights | Features::Paths, Presented::Weights(gathered)) => {
                asking.reach(&gathered.weights[0], gathered.edges, told)
            }
            (
                Features::Weights | Features::Counts | Features::Paths,
                Presented::Paths(embedded),
            ) => asking.reach(&embedded.rows[0], DIMENSIONS, told),
            (Features::Pixels, _) => {
                let all = &images.all;
                asking.reach(all.all_pixels(), all.sheet().pixels(), told)
            }
        }
    }
}

impl Run for Prepared {
    type Config = Config;
    type Results = Results;
    type RawData = SavedOnStop;
    type Stage = Stage;

    fn prepare(
        configs: impl IntoIterator<Item = Config>,
        source: &Source,
    ) -> Result<Vec<Prepared>, ExperimentError> {
        let with = |config, read| Self::with(config, source, read);
        fields::prepared(configs, |config: &Config| &config.preset, with, |one| &one.images)
    }

    fn content(&self) -> ContentHash {
        self.images.content
    }

    fn finished(&self) -> Finished {
        Finished::new("few-labels", &self.config, self.images.content, self.config.seed)
    }

    /// Presents the images, and draws and spreads labels.
    fn run(
        &self,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        mut told: impl FnMut(Stage),
    ) -> Result<(Results, SavedOnStop), ExperimentError> {
        let presented = self.presenting.run(&self.images, cache, stop, &mut told)?;
        Ok((self.conclude(&presented, cache, stop, told)?, presented.kept()))
    }

    fn kept(kept: &SavedOnStop) -> SavedOnStop {
        *kept
    }

    fn run_part(
        &self,
        shard: Shard,
        part: &Cache,
        stop: &AtomicBool,
        told: impl FnMut(Stage),
    ) -> Result<(), ExperimentError> {
        self.presenting.run_part(&self.images, shard, part, stop, told)
    }

    fn merge(
        &self,
        parts: &[Cache],
        stop: &AtomicBool,
        told: impl FnMut(Stage),
    ) -> Result<(Results, SavedOnStop), ExperimentError> {
        let presented = self.presenting.merge(&self.images, parts)?;
        Ok((self.conclude(&presented, None, stop, told)?, SavedOnStop::Images))
    }

    fn forget(&self, cache: &Cache) {
        self.presenting.forget(&self.images, cache);
        Features::ALL.iter().for_each(|&what| self.reached(what).forget(cache));
    }
}
