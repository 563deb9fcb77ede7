//! Section 3.2 of the paper: does a graph that STDP has changed tell digits apart better?
//!
//! ```text
//! G ─→ STDP on one set of images, one after the other ─→ G_STDP ─→ its weight changes, shuffled
//! each graph, nothing plastic any more: both sets ─→ temporal paths ─→ tokens ─→ axes of the first set
//!   kNN    each of the second set by the others of it
//!   SVM    fitted to the first set, asked about the second
//! ```
//! The shuffled graph has the same changes on other edges of the same block: what it gains is not timing.

mod bars;
mod check;
mod graph;
mod results;
mod table;
mod train;

pub(super) use bars::bars;
pub use graph::Graph;
pub use results::{Classifier, Config, NetworkResult, Results, Score};

use super::blocks::{SavedOnStop, Stopped, in_questions};
use super::finished::Finished;
use super::hash::{sha256, twice};
use crate::analysis::paths::PathEmbedder;
use crate::analysis::{
    AxesKind, EdgeChange, EdgeShares, Knn, KnnSpec, Metric, References, SparseAxes, SvmClassifier,
    Tokens, Voting, accuracy,
};
use crate::data::{Cache, ContentHash, DataSet, ImageSet, Source};
use crate::experiments::error::ExperimentError;
use crate::experiments::fields;
use crate::experiments::life::Run;
use crate::experiments::part::Shard;
use crate::runtime::blocks::{Progress, in_blocks};
use crate::sim::check::refuse;
use crate::sim::random::{Purpose, Stream};
use crate::sim::{EdgeRange, Network, Preset, PresetSpec};
use ndarray::Array2;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use train::Trainer;
mod stage;
pub use stage::Stage;
use train::Sets;

/// Images that every trainer sees between two looks at the stop flag.
const IMAGES_A_LOOK: usize = 4;

/// Everything that is read before work starts.
pub struct Prepared {
    config: Config,
    learning: Arc<Preset>,
    fixed: Arc<Preset>,
    knn: Knn,
    images: DataSet,
    content: ContentHash,
}

/// How many images each of the two sets may have: more than an embedding has dimensions, one of every class, and at most
/// half of what there is of the rarest class, so many of each; `count` says how many of one there are.
pub fn set_sizes(
    dimensions: usize,
    classes: &[u8],
    count: impl Fn(u8) -> usize,
) -> RangeInclusive<usize> {
    let rarest = classes.iter().map(|&class| count(class)).min().unwrap_or(0);
    (dimensions + 1).max(classes.len())..=rarest / 2 * classes.len()
}

impl Prepared {
    /// Checks the configuration and reads the images.
    ///
    /// # Errors
    /// Names what cannot be run.
    pub fn new(config: Config, source: &Source) -> Result<Prepared, ExperimentError> {
        Prepared::of(config, source, |_, per_set| per_set)
    }

    /// The same of fewer images a set where there are fewer than are wanted, and of more where that is too few.
    ///
    /// # Errors
    /// Names what cannot be run.
    pub fn fitted(config: Config, source: &Source) -> Result<Prepared, ExperimentError> {
        Prepared::of(config, source, |sizes, per_set| per_set.clamp(*sizes.start(), *sizes.end()))
    }

    fn of(
        mut config: Config,
        source: &Source,
        fit: impl FnOnce(&RangeInclusive<usize>, usize) -> usize,
    ) -> Result<Prepared, ExperimentError> {
        let knn = Knn::try_from(KnnSpec {
            k: config.k,
            metric: Metric::Cosine,
            voting: Voting::Majority,
        })?;
        SvmClassifier::check_cost(config.svm_c)?;
        let learning = Preset::try_from(config.preset.clone())?;
        let fixed = Preset::try_from(PresetSpec { plasticity: None, ..config.preset.clone() })?;
        let is_event_driven =
            !matches!(config.preset.neuron, crate::sim::params::NeuronSpec::Clocked(_));
        if config.preset.plasticity.is_none() || !is_event_driven {
            let expected =
                "plastic edges and neurons that are fired by signals, such as paths-stdp";
            return Err(refuse("preset", expected, config.preset.name).into());
        }
        for (field, is_empty) in
            [("tokens", config.tokens.is_empty()), ("seeds", config.seeds.is_empty())]
        {
            if is_empty {
                return Err(refuse(field, "at least one", "none").into());
            }
        }
        if let Some(found) = twice(&config.tokens) {
            return Err(refuse("tokens", "each kind once", format!("{found} twice")).into());
        }
        fields::dimensions(config.dimensions)?;
        let mut sorted = config.classes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        let (images, _) = config.images.parse::<ImageSet>()?.load(source)?;
        fields::sheet(&config.preset, &images)?;
        let known = images.classes().count();
        let are_known = sorted.iter().all(|&class| usize::from(class) < known);
        if sorted.len() < 2 || sorted.len() != config.classes.len() || !are_known {
            let expected = format!("two or more different classes from 0 to {}", known - 1);
            let found: Vec<String> = config.classes.iter().map(u8::to_string).collect();
            return Err(refuse("classes", expected, found.join(", ")).into());
        }
        let count = |class| images.of_class(class).count();
        let sizes = set_sizes(config.dimensions, &config.classes, count);
        if !sizes.is_empty() {
            config.per_set = fit(&sizes, config.per_set);
        }
        if !sizes.contains(&config.per_set) {
            let expected = format!(
                "at least {} images, one more than dimensions, and at most {}, so that there are two sets",
                sizes.start(),
                sizes.end()
            );
            return Err(refuse("per-set", expected, config.per_set).into());
        }
        fields::neighbours(config.k, config.per_set - 1)?;
        let (learning, fixed) = (Arc::new(learning), Arc::new(fixed));
        let content = ContentHash::of(&[&images]);
        Ok(Prepared { config, learning, fixed, knn, images, content })
    }

    /// What is run.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Two sets without a common image, digits by turns.
    fn sets(&self, seed: u64) -> Sets {
        let classes = &self.config.classes;
        let mut random = Stream::new(seed, Purpose::Images);
        let of_class: Vec<Vec<u32>> = classes
            .iter()
            .map(|&class| {
                let places: Vec<usize> = self.images.of_class(class).collect();
                let order = random.permutation(places.len());
                order.iter().map(|&i| places[i as usize] as u32).collect()
            })
            .collect();
        let turn = |i: usize| of_class[i % classes.len()][i / classes.len()];
        let each = self.config.per_set.div_ceil(classes.len()) * classes.len();
        let set = |from: usize| {
            self.images.pick(&(from..from + self.config.per_set).map(turn).collect::<Vec<_>>())
        };
        Sets { first: set(0), second: set(each) }
    }

    /// Trains the networks of some places among the seeds, reads their graphs and asks. With a `cache`, every network that
    /// is done is kept there, and the next call goes on with the others.
    fn of_places(
        &self,
        places: Range<usize>,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        mut told: impl FnMut(Stage),
    ) -> Result<Vec<NetworkResult>, ExperimentError> {
        let seeds = &self.config.seeds;
        let place = |seed: u64| self.config.finished(self.content, seed);
        let known = |seed: &u64| cache.and_then(|cache| place(*seed).load(cache));
        let (first, networks) = (places.start, places.len());
        let mut of_seeds: Vec<Option<NetworkResult>> =
            seeds[places.clone()].iter().map(known).collect();
        let missing: Vec<usize> = places.filter(|&i| of_seeds[i - first].is_none()).collect();
        // As many at a time as there are threads: a network learns on one.
        for places in missing.chunks(rayon::current_num_threads()) {
            let mut trained = self.train(places, stop, |progress| told(Stage::Training(progress)));
            for &at in places {
                let done = of_seeds.iter().flatten().count();
                let stopped = || Stopped::of_networks(done, networks, cache.is_some());
                let (sets, trainer) = trained.as_mut().ok_or_else(stopped)?.remove(0);
                let network = at - first;
                let read = |graph, progress| {
                    told(Stage::Reading { network, networks, graph, progress });
                };
                let of_seed = self.of_seed(seeds[at], &sets, trainer.weights(), stop, read)?;
                let of_seed = of_seed.ok_or_else(stopped)?;
                if let Some(cache) = cache {
                    place(seeds[at]).store(cache, &of_seed)?;
                }
                of_seeds[network] = Some(of_seed);
            }
        }
        Ok(of_seeds.into_iter().flatten().collect())
    }

    fn results(&self, of_seeds: Vec<NetworkResult>) -> Results {
        Results {
            config: self.config.clone(),
            images_sha256: Some(self.content),
            classes: self.images.classes().if_named(),
            of_seeds,
        }
    }

    /// Some of the networks, by their place among the seeds, after the first set; none when stopped.
    fn train(
        &self,
        places: &[usize],
        stop: &AtomicBool,
        told: impl FnMut(Progress),
    ) -> Option<Vec<(Sets, Trainer)>> {
        let mut trained: Vec<(Sets, Trainer)> = places
            .iter()
            .map(|&place| {
                let seed = self.config.seeds[place];
                let network = Network::build(&self.learning, seed);
                (self.sets(seed), Trainer::new(&self.learning, network))
            })
            .collect();
        train::all(&mut trained, IMAGES_A_LOOK, stop, told).then_some(trained)
    }

    /// G_STDP alone: the weights, of all edges, that the first network has after its first set. With a
    /// `cache` they are kept, and found there the next time.
    ///
    /// # Errors
    /// [`ExperimentError::Stopped`] when `stop` became true; a cache that cannot be written.
    pub fn learn(
        &self,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        told: impl FnMut(Progress),
    ) -> Result<Vec<f32>, ExperimentError> {
        let seed = self.config.seeds[0];
        let alone = Config { seeds: vec![seed], ..self.config.clone() };
        let place = Finished::new("learnt", &alone, self.content, seed);
        if let Some(weights) = cache.and_then(|cache| place.load::<Vec<f32>>(cache)) {
            return Ok(weights);
        }
        let stopped = || Stopped::of_networks(0, 1, cache.is_some());
        let weights = self.train(&[0], stop, told).ok_or_else(stopped)?[0].1.weights().to_vec();
        if let Some(cache) = cache {
            place.store(cache, &weights)?;
        }
        Ok(weights)
    }

    /// Reads the graphs of one network and asks; none when stopped.
    fn of_seed(
        &self,
        seed: u64,
        sets: &Sets,
        learnt: &[f32],
        stop: &AtomicBool,
        mut told: impl FnMut(Graph, Progress),
    ) -> Result<Option<NetworkResult>, ExperimentError> {
        let bare = Network::build(&self.fixed, seed);
        let shares = |edges: EdgeRange| {
            let before = bare.weights();
            EdgeShares::of(edges.indices().map(|edge| EdgeChange::of(before[edge], learnt[edge])))
        };
        let mut of_seed = NetworkResult {
            seed,
            right: Vec::new(),
            spikes: Vec::new(),
            all: shares(bare.edges()),
            hidden: shares(bare.recurrent_edges()),
            weights_sha256: sha256(learnt.iter().map(|w| w.to_le_bytes())),
        };
        let graphs = [
            (Graph::Bare, bare.weights().to_vec()),
            (Graph::Stdp, learnt.to_vec()),
            (Graph::Shuffled, train::shuffled(&bare, learnt, seed)),
        ];
        for (graph, weights) in graphs {
            let network = Arc::new(bare.with_weights(weights));
            let read = self.read(network, sets, stop, |progress| told(graph, progress));
            let Some((tokens, spikes, reader)) = read else { return Ok(None) };
            of_seed.spikes.push((graph, spikes));
            let Some(right) = self.ask(graph, &reader, &tokens, sets, stop)? else {
                return Ok(None);
            };
            of_seed.right.extend(right);
        }
        Ok(Some(of_seed))
    }

    /// Tokens of both sets, spikes an image, and a reader that knows the tokens; none when stopped.
    fn read(
        &self,
        network: Arc<Network>,
        sets: &Sets,
        stop: &AtomicBool,
        mut told: impl FnMut(Progress),
    ) -> Option<(Vec<Tokens>, f64, PathEmbedder)> {
        let mut readers: Vec<PathEmbedder> = (0..rayon::current_num_threads())
            .map(|_| PathEmbedder::new(self.fixed.clone(), network.clone()))
            .collect();
        let first = sets.first.len();
        let total = first + sets.second.len();
        let work = |reader: &mut PathEmbedder, places: Range<usize>| -> Vec<_> {
            let image = |place: usize| match place.checked_sub(first) {
                None => sets.first.image(place),
                Some(place) => sets.second.image(place),
            };
            places.map(|place| reader.read(image(place))).collect()
        };
        let mut tokens = Vec::new();
        let mut spikes = 0.0;
        let done = in_blocks(&mut readers, 0..total, stop, work, |progress, parts| {
            for (one, facts) in parts.into_iter().flatten() {
                tokens.push(one);
                spikes += f64::from(facts.spikes) / total as f64;
            }
            told(progress);
        });
        (done == total).then(|| (tokens, spikes, readers.swap_remove(0)))
    }

    /// How often the classifiers are right; none when stopped.
    fn ask(
        &self,
        graph: Graph,
        reader: &PathEmbedder,
        tokens: &[Tokens],
        sets: &Sets,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<Score>>, ExperimentError> {
        let labels =
            |images: &DataSet| -> Vec<u8> { (0..images.len()).map(|i| images.label(i)).collect() };
        let (first_labels, second_labels) = (labels(&sets.first), labels(&sets.second));
        let (first, second) = tokens.split_at(first_labels.len());
        let percent = |found: &[u8]| {
            100.0 * accuracy(&second_labels, found).expect("as many labels as images")
        };
        let mut right = Vec::new();
        for families in &self.config.tokens {
            let (goes_on, dimensions) = (|| !stop.load(Ordering::Relaxed), self.config.dimensions);
            let (principal, tokenizer) = (AxesKind::Principal, reader.tokenizer());
            let axes = principal.fit(tokenizer, first, families, dimensions, &goes_on);
            let axes =
                axes.map_err(|source| ExperimentError::Axes { of: families.to_string(), source })?;
            let Some(axes) = axes else { return Ok(None) };
            let project = |tokens: &[Tokens]| -> Vec<f32> {
                let row = |tokens| unit(axes.project(reader.tokenizer().row(tokens, families)));
                tokens.iter().flat_map(row).collect()
            };
            let (known, asked) = (project(first), project(second));
            let references = References::new(&asked, axes.len(), &second_labels)?;
            let knn = in_questions(&self.knn, references, &asked, Some, stop, |_| ())?;
            let Some(knn) = knn else { return Ok(None) };
            let (known, asked) = (matrix(&known, &axes), matrix(&asked, &axes));
            let cost = self.config.svm_c;
            let machine = SvmClassifier::fit_while(known.view(), &first_labels, cost, &goes_on)?;
            let svm = machine.and_then(|machine| machine.predict_while(&asked, &goes_on));
            let Some(svm) = svm else { return Ok(None) };
            for (classifier, found) in [(Classifier::Knn, knn), (Classifier::Svm, svm)] {
                let tokens = families.clone();
                right.push(Score { graph, tokens, classifier, percent: percent(&found) });
            }
        }
        Ok(Some(right))
    }
}

/// To unit length; zeros stay.
fn unit(mut row: Vec<f32>) -> Vec<f32> {
    let length = row.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-12);
    row.iter_mut().for_each(|x| *x /= length);
    row
}

fn matrix(rows: &[f32], axes: &SparseAxes) -> Array2<f64> {
    let shape = (rows.len() / axes.len(), axes.len());
    let values = rows.iter().map(|&x| f64::from(x)).collect();
    Array2::from_shape_vec(shape, values).expect("whole rows")
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
        configs.into_iter().map(|config| Prepared::new(config, source)).collect()
    }

    fn content(&self) -> ContentHash {
        self.content
    }

    fn finished(&self) -> Finished {
        let first = self.config.seeds.first().copied().unwrap_or_default();
        Finished::new("paths-stdp-all", &self.config, self.content, first)
    }

    /// Trains every network, reads its graphs and asks.
    fn run(
        &self,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        told: impl FnMut(Stage),
    ) -> Result<(Results, SavedOnStop), ExperimentError> {
        let of_seeds = self.of_places(0..self.config.seeds.len(), cache, stop, told)?;
        // A network that could not be kept has failed.
        let kept = if cache.is_some() { SavedOnStop::Images } else { SavedOnStop::Nowhere };
        Ok((self.results(of_seeds), kept))
    }

    fn kept(kept: &SavedOnStop) -> SavedOnStop {
        *kept
    }

    /// A part is some of the networks, or none.
    fn run_part(
        &self,
        shard: Shard,
        part: &Cache,
        stop: &AtomicBool,
        told: impl FnMut(Stage),
    ) -> Result<(), ExperimentError> {
        let places = shard.range(self.config.seeds.len());
        self.of_places(places, Some(part), stop, told).map(drop)
    }

    fn merge(
        &self,
        parts: &[Cache],
        _: &AtomicBool,
        _: impl FnMut(Stage),
    ) -> Result<(Results, SavedOnStop), ExperimentError> {
        let classes = self.images.classes().if_named();
        Ok((Results::from_parts(&self.config, self.content, classes, parts)?, SavedOnStop::Images))
    }

    fn forget(&self, cache: &Cache) {
        let seeds = self.config.seeds.iter();
        seeds.for_each(|&seed| self.config.finished(self.content, seed).forget(cache));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::write::killing;

    #[test]
    fn a_network_learns_from_as_many_as_there_are() {
        let preset = Preset::builtin("paths-stdp").unwrap();
        let config = |images: &str, dimensions| Config {
            images: images.into(),
            dimensions,
            ..Config::of(&preset)
        };
        let few = || config("train:0..300", 4);
        let images = few().images.parse::<ImageSet>().unwrap().load(&Source::Embedded).unwrap().0;
        let count = |class| images.of_class(class).count();
        let most = count(1).min(count(5)) / 2 * 2;
        assert_eq!(set_sizes(4, &[1, 5], count), 5..=most);
        let expected = format!(
            "per-set: expected at least 5 images, one more than dimensions, and at most {most}, so that there \
             are two sets, found 1000"
        );
        let refused =
            |prepared: Result<Prepared, ExperimentError>| prepared.err().unwrap().to_string();
        assert_eq!(refused(Prepared::new(few(), &Source::Embedded)), expected);
        let fitted = Prepared::fitted(few(), &Source::Embedded).unwrap();
        assert_eq!(fitted.config().per_set, most);
        let Sets { first, second } = fitted.sets(1);
        assert_eq!((first.len(), second.len()), (most, most));
        let none = refused(Prepared::fitted(config("train:0..50", 120), &Source::Embedded));
        assert!(none.contains("at least 121") && none.ends_with("found 1000"), "{none}");
    }

    /// As for edge weights and paths: killed before each rename there is.
    #[test]
    fn killed_at_any_rename_it_goes_on_to_the_same_numbers() {
        let preset = Preset::builtin("paths-stdp").unwrap();
        let tokens = vec!["E".parse().unwrap()];
        let (seeds, per_set, dimensions) = (vec![1, 2], 12, 4);
        let config = Config { seeds, per_set, dimensions, tokens, ..Config::of(&preset) };
        let prepared = Prepared::new(config, &Source::Embedded).unwrap();
        let never = AtomicBool::new(false);
        let run = |cache: Option<&Cache>| prepared.run(cache, &never, |_| ()).unwrap().0;
        let whole = run(None);
        for renames in 0..=2 {
            let folder = tempfile::tempdir().unwrap();
            let cache = Cache::open(folder.path().to_owned());
            let lived = killing::after(renames, || run(Some(&cache)));
            assert_eq!(lived.is_some(), renames == 2, "a file for each network");
            assert_eq!(run(Some(&cache)), whole, "killed after {renames} renames");
        }
    }
}
