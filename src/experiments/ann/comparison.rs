//! Our networks and trained ones beside each other, for several numbers of neurons.

use super::{AnnRow, Prepared};
use crate::data::{Cache, CacheError, ContentHash, Source};
use crate::experiments::blocks::{SavedOnStop, Stopped};
use crate::experiments::error::ExperimentError;
use crate::experiments::finished::Finished;
use crate::experiments::life::{Run, Staged, forget_all, run_all};
use crate::experiments::part::{Missing, Shard};
use crate::experiments::weights::{self, Results};
use crate::experiments::words::of;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::atomic::AtomicBool;

/// What is compared.
#[derive(Clone, Debug)]
pub struct Config {
    /// Numbers of hidden neurons.
    pub sizes: Vec<usize>,
    /// What trained networks are compared by: images, splits and votes. The preset is that of the first of ours.
    pub trained: weights::Config,
    /// Ours that are run beside them: one for each size, or none.
    pub ours: Vec<weights::Config>,
    /// Results of ours that are there already, in place of runs.
    pub known: Vec<Results>,
}

/// What came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Compared {
    /// Ours.
    pub runs: Vec<Results>,
    /// The trained ones.
    pub rows: Vec<AnnRow>,
}

/// A comparison that is checked, its images read.
pub struct Comparison {
    config: Config,
    trained: Prepared,
    ours: Vec<weights::Prepared>,
}

/// What a comparison is at: half of it are our networks, half the trained ones.
#[derive(Clone, Debug)]
pub enum Stage {
    /// Ours are run.
    Ours {
        /// Which.
        number: usize,
        /// Of how many.
        of: usize,
        /// What it is at.
        stage: weights::Stage,
    },
    /// Networks are trained.
    Training {
        /// So many are.
        done: usize,
        /// Of how many.
        of: usize,
    },
}

impl Staged for Stage {
    fn share(&self) -> f64 {
        let (done, of, first) = match self {
            Stage::Ours { number, of, stage } => (*number as f64 + stage.share(), of, 0.0),
            Stage::Training { done, of } => (*done as f64, of, 0.5),
        };
        first + done / *of.max(&1) as f64 / 2.0
    }

    fn words(&self) -> String {
        match self {
            Stage::Ours { number, of, stage } => {
                format!("network {} of {of}: {}", number + 1, stage.words())
            }
            Stage::Training { done, of: all } => format!("trained networks: {}", of(*done, *all)),
        }
    }
}

impl Comparison {
    /// What is compared.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Which images are classified, by ours and by the trained ones.
    pub fn classified(&self) -> ContentHash {
        self.trained.classified()
    }

    /// Where a trained network's row is kept.
    fn row(&self, neurons: usize) -> Finished {
        let config = &self.config.trained;
        Finished::new("ann", &(neurons, config), self.content(), config.seed)
    }

    /// Where a part keeps the results that stand beside its trained networks.
    fn beside(&self) -> Finished {
        let config = &self.config.trained;
        Finished::new("ann-beside", config, self.content(), config.seed)
    }

    fn of_sizes(&self, sizes: &Range<usize>) -> &[weights::Prepared] {
        if self.ours.is_empty() { &[] } else { &self.ours[sizes.clone()] }
    }

    /// Compares some of the sizes; says what is kept of them.
    fn compare(
        &self,
        places: Range<usize>,
        known: &[Results],
        cache: Option<&Cache>,
        stop: &AtomicBool,
        mut told: impl FnMut(Stage),
    ) -> Result<(Compared, Result<(), CacheError>, SavedOnStop), ExperimentError> {
        let ours = self.of_sizes(&places);
        let sizes = &self.config.sizes[places];
        let of = sizes.len();
        let at = |number, stage| told(Stage::Ours { number, of, stage });
        let (of_ours, kept) = run_all(ours, cache, |_| true, stop, at, |_, _, _, _| ())?;
        let (mut rows, mut stored) = (Vec::new(), Ok(()));
        for (done, &neurons) in sizes.iter().enumerate() {
            told(Stage::Training { done, of });
            let place = self.row(neurons);
            if let Some(row) = cache.and_then(|cache| place.load(cache)) {
                rows.push(row);
                continue;
            }
            let stopped = || Stopped::of_networks(done, of, cache.is_some());
            let row = self.trained.run(neurons, stop)?.ok_or_else(stopped)?;
            if let Some(cache) = cache {
                stored = stored.and(place.store(cache, &row));
            }
            rows.push(row);
        }
        let runs = known.iter().cloned().chain(of_ours).collect();
        Ok((Compared { runs, rows }, stored, kept))
    }
}

impl Run for Comparison {
    type Config = Config;
    type Results = Compared;
    type RawData = SavedOnStop;
    type Stage = Stage;

    fn prepare(
        configs: impl IntoIterator<Item = Config>,
        source: &Source,
    ) -> Result<Vec<Comparison>, ExperimentError> {
        let prepare = |config: Config| {
            let trained = Prepared::new(&config.trained, source)?;
            let ours = weights::Prepared::prepare(config.ours.iter().cloned(), source)?;
            Ok(Comparison { config, trained, ours })
        };
        configs.into_iter().map(prepare).collect()
    }

    fn content(&self) -> ContentHash {
        self.trained.content()
    }

    fn finished(&self) -> Finished {
        let Config { sizes, trained, known, .. } = &self.config;
        Finished::new("ann-all", &(sizes, trained, known), self.content(), trained.seed)
    }

    fn run(
        &self,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        told: impl FnMut(Stage),
    ) -> Result<(Compared, SavedOnStop), ExperimentError> {
        let all = 0..self.config.sizes.len();
        let (compared, stored, kept) = self.compare(all, &self.config.known, cache, stop, told)?;
        let kept = match (cache, stored) {
            (None, _) => SavedOnStop::Nowhere,
            (_, Err(_)) => SavedOnStop::Refused,
            (Some(_), Ok(())) => kept,
        };
        Ok((compared, kept))
    }

    fn kept(kept: &SavedOnStop) -> SavedOnStop {
        *kept
    }

    /// A part is some of the sizes, and what is known already belongs to the first.
    fn run_part(
        &self,
        shard: Shard,
        part: &Cache,
        stop: &AtomicBool,
        told: impl FnMut(Stage),
    ) -> Result<(), ExperimentError> {
        let places = shard.range(self.config.sizes.len());
        let known = if shard.index == 0 { &self.config.known[..] } else { &[] };
        let (compared, stored, _) = self.compare(places, known, Some(part), stop, told)?;
        stored?;
        Ok(self.beside().store(part, &compared.runs)?)
    }

    fn merge(
        &self,
        parts: &[Cache],
        _: &AtomicBool,
        _: impl FnMut(Stage),
    ) -> Result<(Compared, SavedOnStop), ExperimentError> {
        let (mut runs, mut rows) = (Vec::new(), Vec::new());
        let sizes = &self.config.sizes;
        for (index, part) in parts.iter().enumerate() {
            let missing = |what: &str| Missing::new(part, what.to_owned());
            let of_part: Option<Vec<Results>> = self.beside().read(part)?;
            runs.extend(of_part.ok_or_else(|| missing("results beside trained networks"))?);
            let shard = Shard { index, of: parts.len() };
            for &neurons in &sizes[shard.range(sizes.len())] {
                let what = || missing(&format!("the trained network of {neurons} neurons"));
                rows.push(self.row(neurons).read(part)?.ok_or_else(what)?);
            }
        }
        Ok((Compared { runs, rows }, SavedOnStop::Images))
    }

    fn forget(&self, cache: &Cache) {
        forget_all(&self.ours, cache);
        let sizes = self.config.sizes.iter();
        sizes.for_each(|&neurons| self.row(neurons).forget(cache));
    }
}
