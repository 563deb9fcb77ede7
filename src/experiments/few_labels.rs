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
//! on the edge weights, the spike counts of the same runs, and the raw pixels. The labels of references are looked at
//! where they are drawn or asked about, and nowhere else: graph and neighbours are found with every label set to 0. Draws are nested:
//! two examples of a class are the one and another, so that curves and embeddings are compared on the same images.
//!
//! | module | |
//! |---|---|
//! | `images` | which images are references, which are asked about |
//! | `draws` | which references are labelled |
//! | `reach` | one embedding: graph, neighbours, accuracy by draw |
//! | `trained` | a trained network beside them |
//! | `results` | configuration and results |
//! | `table` | tables and figure |

mod draws;
mod images;
mod reach;
mod results;
mod table;
mod trained;

use draws::Draws;
use images::Images;
use reach::Asking;
pub use results::{Config, HIDDEN_MAX, LABELS, QUESTIONS, Reached, Results, Row, Way, What};
pub(super) use table::{chart, csv, markdown};

use super::ann::AnnError;
use super::blocks::{Kept, Progress, Stopped};
use super::check;
use super::gather::{self, GatherError, Gathered, Presentation, gather};
use super::kept::Finished;
use super::shard::Shard;
use crate::analysis::{GraphError, KnnError, SpreadRule};
use crate::data::{Cache, ContentHash, SetError, Source};
use crate::sim::{Network, PIXELS, Preset, SpecError};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use thiserror::Error;

/// Most draws: more say nothing that fewer do not.
pub const DRAWS_MAX: u64 = 1_000;
/// Most counts of labels in a list.
pub const COUNTS_MAX: usize = 50;

/// Why there are no results.
#[derive(Debug, Error)]
pub enum FewLabelsError {
    /// The model or a number is refused.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// A set of images is refused.
    #[error("{field}: {source}")]
    Set {
        /// `images` or `from`.
        field: &'static str,
        /// Why.
        source: SetError,
    },
    /// Nobody to ask.
    #[error("images: expected at least 1 to ask about, found none")]
    NoImages,
    /// Fewer images than references.
    #[error("references: expected at most {most}, {words}, found {found}")]
    References {
        /// References there can be.
        most: usize,
        /// What there are so many of.
        words: String,
        /// Asked for.
        found: usize,
    },
    /// Fewer references of a digit than are to be labelled.
    #[error("labels: expected at most {most}, the references of digit {digit}, found {found}")]
    Labels {
        /// References of the digit.
        most: usize,
        /// Which one.
        digit: usize,
        /// Asked for.
        found: usize,
    },
    /// The graph is refused.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// Neighbours are refused.
    #[error(transparent)]
    Knn(#[from] KnnError),
    /// No presentation, or stopped.
    #[error(transparent)]
    Gather(#[from] GatherError),
    /// The network beside them cannot be trained.
    #[error(transparent)]
    Ann(#[from] AnnError),
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub enum Told {
    /// Images are being presented.
    Presenting(Progress),
    /// Labels are drawn and spread.
    Labelling {
        /// What images are compared by.
        what: What,
        /// Draws that are done.
        done: usize,
        /// Draws of this embedding, over all numbers of labels.
        total: usize,
    },
}

/// Everything that is read before work starts.
pub struct Prepared {
    config: Config,
    presentation: Presentation,
    rule: SpreadRule,
    images: Arc<Images>,
    draws: Draws,
}

impl Prepared {
    /// Checks configurations and reads their images; those of the same images read them once.
    ///
    /// # Errors
    /// Names what cannot be run.
    pub fn all(
        configs: impl IntoIterator<Item = Config>,
        source: &Source,
    ) -> Result<Vec<Prepared>, FewLabelsError> {
        let configs: Vec<Config> = configs.into_iter().collect();
        check::networks(configs.iter().map(|config| &config.preset))?;
        let mut read: Option<Arc<Images>> = None;
        let prepare = |config| {
            let one = Self::with(config, source, read.take())?;
            read = Some(one.images.clone());
            Ok(one)
        };
        configs.into_iter().map(prepare).collect()
    }

    fn with(
        config: Config,
        source: &Source,
        read: Option<Arc<Images>>,
    ) -> Result<Prepared, FewLabelsError> {
        config.check()?;
        let rule = SpreadRule::try_from(config.spread)?;
        let preset = Arc::new(Preset::try_from(config.preset.clone())?);
        let network = Arc::new(Network::build(&preset, config.seed));
        let images = match read.filter(|images| images.are_of(&config)) {
            Some(images) => images,
            None => Arc::new(Images::read(&config, source)?),
        };
        let (seed, times_ms) = (config.seed, vec![config.time_ms]);
        let presentation = Presentation { preset, network, seed, times_ms, images: images.content };
        presentation.check()?;
        check::neighbours(config.join, images.references)?;
        let edges = presentation.network.plastic_edges().len();
        check::numbers(images.labels.len(), edges.max(PIXELS), 1)?;
        let draws = Draws::new(&config, &images.labels[..images.references])?;
        Ok(Prepared { config, presentation, rule, images, draws })
    }

    /// What is run.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Which images are presented: references first, then those that are asked about.
    pub fn content(&self) -> ContentHash {
        self.images.content
    }

    /// Where its results are kept until what came of them is safe.
    pub fn finished(&self) -> Finished {
        Finished::new("few-labels", &self.config, self.images.content, self.config.seed)
    }

    /// Where what came of one embedding is kept until all have been asked.
    fn reached(&self, what: What) -> Finished {
        let config = (what, &self.config);
        Finished::new("few-labels-reached", &config, self.images.content, self.config.seed)
    }

    /// Presents the images, and draws and spreads labels. With a `cache`, what was presented and each embedding that is
    /// done are kept there until [`forget`](Self::forget). Says too what is kept.
    ///
    /// # Errors
    /// [`GatherError::Stopped`] when `stop` became true, and what [`gather()`] refuses.
    pub fn run(
        &self,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        mut told: impl FnMut(Told),
    ) -> Result<(Results, Kept), FewLabelsError> {
        let gathered = gather(&self.presentation, &self.images.all, cache, stop, |progress, _| {
            told(Told::Presenting(progress));
        })?;
        Ok((self.conclude(&gathered, cache, stop, told)?, gathered.kept))
    }

    /// Removes what was kept: what came of it is safe.
    pub fn forget(&self, cache: &Cache) {
        gather::forget(&self.presentation, &self.images.all, cache);
        What::ALL.iter().for_each(|&what| self.reached(what).forget(cache));
    }

    /// Presents the images of one shard, and keeps what they leave in `part`; those that are there already are not
    /// presented again.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_part(
        &self,
        shard: Shard,
        part: &Cache,
        stop: &AtomicBool,
        mut told: impl FnMut(Told),
    ) -> Result<(), FewLabelsError> {
        let (presentation, images) = (&self.presentation, &self.images.all);
        let told = |progress, _: &Gathered| told(Told::Presenting(progress));
        Ok(gather::gather_part(presentation, images, shard, part, stop, told)?)
    }

    /// Draws and spreads labels in what all parts left: the results that one run would have had.
    ///
    /// # Errors
    /// A part that is not there, and [`GatherError::Stopped`] when `stop` became true.
    pub fn merge(
        &self,
        parts: &[Cache],
        stop: &AtomicBool,
        told: impl FnMut(Told),
    ) -> Result<Results, FewLabelsError> {
        let gathered = gather::from_parts(&self.presentation, &self.images.all, parts)?;
        self.conclude(&gathered, None, stop, told)
    }

    /// Asks about each embedding, those that were kept as they are.
    fn conclude(
        &self,
        gathered: &Gathered,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        mut told: impl FnMut(Told),
    ) -> Result<Results, FewLabelsError> {
        let mut reached = Vec::new();
        for what in self.config.asked_by() {
            let place = self.reached(what);
            if let Some(kept) = cache.and_then(|cache| place.load::<Reached>(cache)) {
                reached.push(kept);
                continue;
            }
            let told = |done, total| told(Told::Labelling { what, done, total });
            let found = self.reach(what, gathered, stop, told)?;
            let images = self.images.labels.len();
            let stopped = || Stopped { done: images, total: images, kept: gathered.kept };
            let found = found.ok_or_else(|| GatherError::from(stopped()))?;
            if let Some(Err(error)) = cache.map(|cache| place.store(cache, &found)) {
                // Costs time, not results.
                tracing::warn!("{error}");
            }
            reached.push(found);
        }
        let mut sha = Sha256::new();
        gathered.weights.iter().flatten().for_each(|weight| sha.update(weight.to_le_bytes()));
        Ok(Results {
            config: self.config.clone(),
            images_sha256: self.images.content,
            references: self.images.references_of_each(),
            asked: self.images.labels.len() - self.images.references,
            neurons: gathered.neurons,
            edges: gathered.edges,
            reached,
            weights_sha256: format!("{:x}", sha.finalize()),
        })
    }

    /// How far labels reach in one embedding; none when stopped.
    fn reach(
        &self,
        what: What,
        gathered: &Gathered,
        stop: &AtomicBool,
        told: impl FnMut(usize, usize),
    ) -> Result<Option<Reached>, FewLabelsError> {
        let images = &self.images;
        let asking = Asking {
            what,
            config: &self.config,
            rule: self.rule,
            draws: &self.draws,
            references: images.references,
            truth: &images.labels[images.references..],
            stop,
        };
        match what {
            What::Ann => {
                let (config, draws) = (&self.config, &self.draws);
                trained::trained(config, draws, &images.all, images.references, stop, told)
            }
            What::Weights => asking.reach(&gathered.weights[0], gathered.edges, told),
            What::Counts => asking.reach(&gathered.counts[0], gathered.neurons, told),
            What::Pixels => {
                let all = &images.all;
                let ink: Vec<u8> = (0..all.len()).flat_map(|i| *all.image(i)).collect();
                asking.reach(&ink, PIXELS, told)
            }
        }
    }
}
