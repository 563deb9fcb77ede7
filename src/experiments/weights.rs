//! Section 4 of the paper: after one presentation the plastic weights themselves classify the image.
//!
//! ```text
//! images ─→ gather (one presentation each) ─→ w(t) − w₀, spike counts ─→ protocol (kNN, splits) ─→ rows
//! ```
//! Beside the weights stand, on the same images and splits, what they are to be measured against: the
//! spike counts of the same runs, those counts minus 0.6 of their footprint's mean (the best linear
//! function of them that was found), and the raw pixels.

use super::blocks::{SavedOnStop, Stopped};
use super::finished::Finished;
use super::gather::{self, Gathered, Presentation, gather};
use super::protocol::{Missed, Outcome, Protocol};
use crate::analysis::fixed::{self, from_fixed, is_saturated};
use crate::analysis::{EdgeChange, EdgeShares, Knn, KnnError, KnnSpec, Metric, References};
use crate::data::{Cache, ContentHash, DataSet, ImageSet, Source};
use crate::experiments::error::ExperimentError;
use crate::experiments::fields;
use crate::experiments::fields::TIMES_MAX;
use crate::experiments::life::Run;
use crate::experiments::part::Shard;
use crate::sim::check::refuse;
use crate::sim::{Network, NeuronId, Preset};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

mod check;
mod results;

pub(super) use check::check;
pub use results::{Config, Features, HEADLINE_MS, PerImage, Results, Row};
mod stage;
pub use stage::Stage;

/// Share of a footprint's mean count that is taken off.
const CENTRED: f32 = 0.6;
/// Images before the running accuracy says anything.
const LIVE_MIN: usize = 200;
/// Numbers that are compared for it while nothing else goes on: a second at most.
const COMPARED_AT_ONCE: usize = 1 << 30;

/// Everything that is read before work starts.
pub struct Prepared {
    config: Config,
    presentation: Presentation,
    protocol: Protocol,
    images: Arc<Images>,
}

/// What is presented; runs of the same images share it.
struct Images {
    set: String,
    limit: Option<usize>,
    pixels: DataSet,
    labels: Vec<u8>,
    /// Of each image in its part of the data set.
    places: Vec<u32>,
    content: ContentHash,
}

impl Images {
    fn read(config: &Config, source: &Source) -> Result<Images, ExperimentError> {
        let set: ImageSet = config.images.parse()?;
        let (all, places) = set.load(source)?;
        let count = config.limit.unwrap_or(all.len()).min(all.len());
        if count < 10 {
            let expected = "at least 10, so that one of ten can be asked about";
            return Err(refuse("images", expected, count).into());
        }
        let pixels = all.pick(&(0..count as u32).collect::<Vec<_>>());
        let labels = (0..count).map(|i| pixels.label(i)).collect();
        let content = ContentHash::of(&[&pixels]);
        let (set, limit) = (config.images.clone(), config.limit);
        Ok(Images { set, limit, pixels, labels, places, content })
    }

    fn are_of(&self, config: &Config) -> bool {
        self.set == config.images && self.limit == config.limit
    }
}

impl Prepared {
    /// Checks the configuration and reads the images.
    ///
    /// # Errors
    /// Names what cannot be run.
    pub fn new(config: Config, source: &Source) -> Result<Prepared, ExperimentError> {
        Ok(Prepared::prepare([config], source)?.remove(0))
    }

    fn with(
        config: Config,
        source: &Source,
        read: Option<Arc<Images>>,
    ) -> Result<Prepared, ExperimentError> {
        let knn = Knn::try_from(config.knn)?;
        fields::splits(config.splits)?;
        let is_sorted = config.times_ms.is_sorted_by(|a, b| a < b);
        if !(1..=TIMES_MAX).contains(&config.times_ms.len()) || !is_sorted {
            let expected = format!("1 to {TIMES_MAX} times, rising");
            return Err(refuse("times", expected, fields::some(&config.times_ms)).into());
        }
        let preset = Arc::new(Preset::try_from(config.preset.clone())?);
        let network = Arc::new(Network::build(&preset, config.seed));
        let images = match read.filter(|images| images.are_of(&config)) {
            Some(images) => images,
            None => Arc::new(Images::read(&config, source)?),
        };
        fields::sheet(&config.preset, &images.pixels)?;
        fields::neighbours(config.knn.k, Protocol::references_of(images.labels.len()))?;
        let presentation = Presentation {
            preset,
            network,
            seed: config.seed,
            times_ms: config.times_ms.clone(),
            images: images.content,
        };
        presentation.check()?;
        let edges = presentation.network.plastic_edges().len();
        fields::numbers(images.labels.len(), edges, config.times_ms.len())?;
        let classes = images.pixels.classes().count();
        let protocol = Protocol { splits: config.splits, seed: config.split_seed, knn, classes };
        Ok(Prepared { config, presentation, protocol, images })
    }

    /// What is run.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What each image shows.
    pub fn labels(&self) -> &[u8] {
        &self.images.labels
    }

    /// Classifies what was gathered.
    fn conclude(
        &self,
        gathered: &Gathered,
        stop: &AtomicBool,
        mut told: impl FnMut(Stage),
    ) -> Result<Results, ExperimentError> {
        let headline = self.config.headline_ms();
        let at = self.config.times_ms.iter().position(|&ms| ms == headline).unwrap_or(0);
        let mut rows = Vec::new();
        let mut headline_outcome = None;
        let total = 3 * self.config.times_ms.len() + 2;
        let mut classify = |features, time, done| -> Result<_, ExperimentError> {
            told(Stage::Classifying { done, total });
            let (numbers, outcome) = self.classify(features, gathered, time, stop)?;
            let images = self.images.labels.len();
            let stopped = || {
                let kept = gathered.kept;
                ExperimentError::from(Stopped { done: images, total: images, noun: "image", kept })
            };
            Ok((numbers, outcome.ok_or_else(stopped)?))
        };
        for (time, &time_ms) in self.config.times_ms.iter().enumerate() {
            for features in [Features::Weights, Features::Counts, Features::CentredCounts] {
                let (numbers, outcome) = classify(features, time, rows.len())?;
                let accuracy = outcome.accuracy.clone();
                rows.push(Row { features, time_ms: Some(time_ms), numbers, accuracy });
                if features == Features::Weights && time_ms == headline {
                    headline_outcome = Some(outcome);
                }
            }
        }
        for features in [Features::PixelsEuclidean, Features::PixelsCosine] {
            let (numbers, outcome) = classify(features, 0, rows.len())?;
            rows.push(Row { features, time_ms: None, numbers, accuracy: outcome.accuracy });
        }
        let order = |row: &Row| (row.features as u8, row.time_ms.unwrap_or(0.0));
        rows.sort_by(|a, b| order(a).partial_cmp(&order(b)).expect("times are numbers"));
        let outcome = headline_outcome.expect("the headline is one of the times");
        Ok(self.results(rows, outcome, gathered, at))
    }

    fn classify(
        &self,
        features: Features,
        gathered: &Gathered,
        time: usize,
        stop: &AtomicBool,
    ) -> Result<(usize, Option<Outcome>), KnnError> {
        let Protocol { splits, seed, knn, classes } = self.protocol;
        let with = |metric| -> Result<_, KnnError> {
            let knn = Knn::try_from(KnnSpec { metric, ..knn.spec() })?;
            Ok(Protocol { splits, seed, knn, classes })
        };
        let labels = &self.images.labels;
        let images = &self.images.pixels;
        let pixels = |metric| -> Result<_, KnnError> {
            let numbers = images.sheet().pixels();
            Ok((numbers, with(metric)?.run(images.all_pixels(), numbers, labels, stop)?))
        };
        let run = &self.protocol;
        let (edges, neurons) = (gathered.edges, gathered.neurons);
        Ok(match features {
            Features::Weights => (edges, run.run(&gathered.weights[time], edges, labels, stop)?),
            Features::Counts => (neurons, run.run(&gathered.counts[time], neurons, labels, stop)?),
            Features::CentredCounts => {
                let centred = centred(&gathered.counts[time], &self.footprints());
                (neurons, run.run(&centred, neurons, labels, stop)?)
            }
            Features::PixelsEuclidean => pixels(Metric::Euclidean)?,
            Features::PixelsCosine => pixels(Metric::Cosine)?,
        })
    }

    /// By recurrent neuron: which others share its footprint; all of them where there are none.
    fn footprints(&self) -> Vec<usize> {
        let network = &self.presentation.network;
        let mut known: BTreeMap<[u32; 2], usize> = BTreeMap::new();
        (network.input_count()..network.neuron_count())
            .map(|n| {
                let centre = network.footprint(NeuronId(n as u32)).map_or([0.0; 2], |f| f.centre);
                let next = known.len();
                *known.entry(centre.map(f32::to_bits)).or_insert(next)
            })
            .collect()
    }

    fn results(
        &self,
        rows: Vec<Row>,
        outcome: Outcome,
        gathered: &Gathered,
        headline: usize,
    ) -> Results {
        let images = self.images.labels.len();
        let each = |total: u64| total as f64 / images as f64;
        let mut sha = Sha256::new();
        for rows in &gathered.weights {
            rows.iter().for_each(|w| sha.update(w.to_le_bytes()));
        }
        Results {
            config: self.config.clone(),
            images,
            images_sha256: Some(self.images.content),
            classes: self.images.pixels.classes().if_named(),
            neurons: gathered.neurons,
            edges: gathered.edges,
            rows,
            confusion: outcome.confusion,
            missed: (outcome.missed.into_iter())
                .map(|missed| Missed { image: self.images.places[missed.image as usize], ..missed })
                .collect(),
            edge_shares: self.edge_shares(&gathered.weights[headline]),
            saturated: gathered
                .weights
                .iter()
                .flatten()
                .filter(|&&change| is_saturated(change))
                .count(),
            per_image: PerImage {
                spikes: each(gathered.traffic.spikes),
                arrivals: each(gathered.traffic.arrivals),
                lost: each(gathered.traffic.lost),
                cpu_ms: (gathered.simulated > 0)
                    .then(|| gathered.busy_s * 1e3 / gathered.simulated as f64),
            },
            weights_sha256: format!("{:x}", sha.finalize()),
        }
    }

    fn edge_shares(&self, changes: &[i16]) -> EdgeShares {
        let network = &self.presentation.network;
        let initial = &network.weights()[network.plastic_edges().indices()];
        let of_image = |row| std::iter::zip(initial, row);
        let edges = changes.chunks_exact(initial.len()).flat_map(of_image);
        let change = |(&before, &units)| EdgeChange::by(before, from_fixed(units, fixed::WEIGHT));
        EdgeShares::of(edges.map(change))
    }
}

impl Run for Prepared {
    type Config = Config;
    type Results = Results;
    type RawData = Gathered;
    type Stage = Stage;

    fn prepare(
        configs: impl IntoIterator<Item = Config>,
        source: &Source,
    ) -> Result<Vec<Prepared>, ExperimentError> {
        let with = |config, read| Self::with(config, source, read);
        fields::prepared(configs, |config: &Config| &config.preset, with, |one| &one.images)
    }

    fn rename(&self, results: &mut Results) {
        results.classes = self.images.pixels.classes().if_named();
    }

    fn content(&self) -> ContentHash {
        self.images.content
    }

    fn finished(&self) -> Finished {
        Finished::new("weights", &self.config, self.images.content, self.config.seed)
    }

    fn run(
        &self,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        mut told: impl FnMut(Stage),
    ) -> Result<(Results, Gathered), ExperimentError> {
        let mut live = Live::default();
        let headline = self.config.headline_ms();
        let at = self.config.times_ms.iter().position(|&ms| ms == headline).unwrap_or(0);
        let gathered =
            gather(&self.presentation, &self.images.pixels, cache, stop, |progress, gathered| {
                live.take(&self.protocol.knn, gathered, at, &self.images.labels);
                let (live, kept) = (live.points.clone(), gathered.kept_images);
                told(Stage::Presenting { progress, live, kept });
            })?;
        let results = self.conclude(&gathered, stop, told)?;
        Ok((results, gathered))
    }

    fn kept(gathered: &Gathered) -> SavedOnStop {
        gathered.kept
    }

    fn run_part(
        &self,
        shard: Shard,
        part: &Cache,
        stop: &AtomicBool,
        mut told: impl FnMut(Stage),
    ) -> Result<(), ExperimentError> {
        let (presentation, images) = (&self.presentation, &self.images.pixels);
        let told = |progress, gathered: &Gathered| {
            told(Stage::Presenting { progress, live: Vec::new(), kept: gathered.kept_images });
        };
        gather::gather_part(presentation, images, shard, part, stop, told)
    }

    fn merge(
        &self,
        parts: &[Cache],
        stop: &AtomicBool,
        told: impl FnMut(Stage),
    ) -> Result<(Results, Gathered), ExperimentError> {
        let gathered = gather::from_parts(&self.presentation, &self.images.pixels, parts)?;
        Ok((self.conclude(&gathered, stop, told)?, gathered))
    }

    fn forget(&self, cache: &Cache) {
        gather::forget(&self.presentation, &self.images.pixels, cache);
    }
}

/// Counts minus 0.6 of the mean over their footprint.
fn centred(counts: &[i16], footprint: &[usize]) -> Vec<f32> {
    let groups = footprint.iter().max().map_or(0, |last| last + 1);
    let mut sizes = vec![0.0_f32; groups];
    footprint.iter().for_each(|&group| sizes[group] += 1.0);
    let mut all = Vec::with_capacity(counts.len());
    for row in counts.chunks_exact(footprint.len()) {
        let mut sums = vec![0.0_f32; groups];
        for (&count, &group) in row.iter().zip(footprint) {
            sums[group] += f32::from(count);
        }
        let centre = |(&count, &group): (&i16, &usize)| {
            f32::from(count) - CENTRED * sums[group] / sizes[group]
        };
        all.extend(row.iter().zip(footprint).map(centre));
    }
    all
}

/// The accuracy while images come: each is classified by those before it.
#[derive(Default)]
struct Live {
    seen: usize,
    asked: usize,
    right: usize,
    /// Images, and the share right of them, percent.
    points: Vec<[f64; 2]>,
}

impl Live {
    /// Asks about images a block at a time: one by one would cost more than simulating. What was kept of a run before
    /// is caught up with as more images come, so that a run that goes on can be stopped at any time.
    fn take(&mut self, knn: &Knn, gathered: &Gathered, time: usize, labels: &[u8]) {
        let dim = gathered.edges;
        let mut compared = 0;
        loop {
            let (from, there) = (self.seen, gathered.images());
            let left = there - from;
            let is_block = left >= LIVE_MIN || (left > 0 && there == labels.len());
            if !is_block || there < LIVE_MIN || compared > COMPARED_AT_ONCE {
                return;
            }
            let until = if left < 2 * LIVE_MIN { there } else { from + LIVE_MIN };
            compared += from * (until - from) * dim;
            self.seen = until;
            if from < LIVE_MIN {
                continue;
            }
            let rows = &gathered.weights[time];
            let references = References::new(&rows[..from * dim], dim, &labels[..from]);
            let verdicts = references.and_then(|known| {
                knn.classify_many(known, &rows[from * dim..until * dim], |_| None)
            });
            let Ok(verdicts) = verdicts else { return };
            self.asked += until - from;
            let truth = &labels[from..until];
            self.right +=
                verdicts.iter().zip(truth).filter(|(v, truth)| v.label == **truth).count();
            let percent = 100.0 * self.right as f64 / self.asked as f64;
            self.points.push([until as f64, percent]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_goes_on_is_asked_about_from_its_first_image() {
        let knn = Knn::try_from(KnnSpec { k: 1, ..KnnSpec::default() }).unwrap();
        let labels: Vec<u8> = (0..1_050).map(|i| (i % 10) as u8).collect();
        // Two images of a digit are alike; of those from 600 on, one in ten is taken for another digit.
        let sign = |i: usize| (i % 10 + usize::from(i >= 600 && i % 10 == 3)) as i16;
        let gathered = |images: usize| Gathered {
            times_ms: vec![100.0],
            edges: 1,
            neurons: 1,
            weights: vec![(0..images).map(sign).collect()],
            counts: vec![vec![0; images]],
            traffic: Default::default(),
            simulated: 0,
            busy_s: 0.0,
            kept: super::super::blocks::SavedOnStop::Nowhere,
            kept_images: 0,
        };
        let points = |seen: &[usize]| {
            let mut live = Live::default();
            seen.iter().for_each(|&images| live.take(&knn, &gathered(images), 0, &labels));
            live.points
        };
        let first = points(&[100, 200, 300, 400, 600, 800, 1_050]);
        assert_eq!(first[..2], [[400.0, 100.0], [600.0, 100.0]]);
        assert!(first[2][0] == 800.0 && first[2][1] < 100.0, "{first:?}");
        assert_eq!(first.last().unwrap()[0], 1_050.0);
        assert_eq!(points(&[800, 1_050]), first, "after a stop at 800");
        assert_eq!(points(&[150, 199]), [[0.0; 2]; 0]);
    }

    #[test]
    fn a_footprints_mean_is_taken_off() {
        let found = centred(&[4, 0, 10, 2, 2, 0], &[0, 0, 1]);
        assert_eq!(found, [4.0 - 1.2, -1.2, 4.0, 2.0 - 1.2, 2.0 - 1.2, 0.0]);
    }

    #[test]
    fn bad_configurations_are_named() {
        let good = || Config::of(&Preset::builtin("weights-196").unwrap());
        let words = |config: Config| match Prepared::new(config, &Source::Embedded) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        let small = Config { limit: Some(100), ..good() };
        assert_eq!(words(small.clone()), "");
        let k = Config { knn: KnnSpec { k: 91, ..KnnSpec::default() }, ..small.clone() };
        assert!(words(k).contains("k: expected 1 to 90, the number of references that can vote"));
        assert!(words(Config { limit: Some(9), ..good() }).contains("at least 10"));
        assert!(words(Config { splits: 0, ..good() }).contains("splits"));
        assert!(words(Config { images: "tests".into(), ..good() }).contains("\"tests\""));
        assert!(words(Config { times_ms: vec![200.0, 100.0], ..good() }).contains("rising"));
        let mut no_neurons = good();
        no_neurons.preset.tick_ms = 0.0;
        assert!(words(no_neurons).contains("tick_ms"));
    }
}
