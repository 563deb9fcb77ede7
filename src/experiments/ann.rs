//! Section 4.1 of the paper: a small trained network that has seen one image of each digit.
//!
//! ```text
//! 784 → N → 10, ReLU, Adam, cross entropy, trained on ten images until they are learnt by heart;
//! its N hidden activations are the embedding of an image, and cosine kNN classifies it.
//! ```
//! Parameters counted for it: 784·N + N + N·10 + 10 trained numbers. For ours see [`Counted`].

mod trained;

pub(in crate::experiments) use trained::Trained;

use super::check;
use super::kept::Finished;
use super::protocol::{Accuracy, Protocol};
use super::shard::{Missing, Shard};
use super::weights::{Config, Results};
use crate::analysis::{CLASSES, Knn, KnnError, KnnSpec, Metric};
use crate::data::digit::PIXELS;
use crate::data::{
    Cache, CacheError, ContentHash, DataError, ImageSet, LabelledImages, Part, SetError, Source,
};
use crate::sim::random::{Purpose, Stream};
use crate::sim::{Network, Preset, SpecError};
use serde::{Deserialize, Serialize};
use std::sync::atomic::AtomicBool;
use thiserror::Error;
use trained::STEPS_MAX;

/// Why there is no comparison.
#[derive(Debug, Error)]
pub enum AnnError {
    /// No hidden neuron.
    #[error("neurons: expected at least 1 hidden neuron, found 0")]
    NoNeurons,
    /// The learning library failed.
    #[error("the trained network: {0}")]
    Candle(#[from] candle_core::Error),
    /// The images could not be learnt.
    #[error(
        "neurons: expected {neurons} hidden ones to learn {images} images in {STEPS_MAX} steps, found a \
             cross entropy of {loss}"
    )]
    NotLearnt {
        /// Hidden neurons.
        neurons: usize,
        /// Images to be learnt.
        images: usize,
        /// The loss that was left.
        loss: f32,
    },
    /// No image of a digit.
    #[error("images: expected one of each digit in the training set, found none of {digit}")]
    NoImage {
        /// Which digit.
        digit: u8,
    },
    /// Too many splits, or too much to keep.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The images are refused.
    #[error("images: {0}")]
    Set(#[from] SetError),
    /// The images cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The protocol is refused.
    #[error(transparent)]
    Knn(#[from] KnnError),
    /// Stopped by the user.
    #[error(
        "stopped while a network was trained; those that are done are kept where there is a cache"
    )]
    Stopped,
    /// A network is not where it should be.
    #[error(transparent)]
    Part(#[from] Missing),
    /// What is done cannot be read.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

/// One trained network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnnRow {
    /// Hidden neurons, N.
    pub neurons: usize,
    /// Trained numbers: 795 N + 10.
    pub parameters: usize,
    /// Steps until the ten images were learnt.
    pub steps: usize,
    /// How often the neighbours of its activations were right.
    pub accuracy: Accuracy,
}

impl AnnRow {
    /// Trained numbers of a network with so many hidden neurons.
    pub fn parameters_of(neurons: usize) -> usize {
        795 * neurons + 10
    }
}

/// Numbers that make one of our networks what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Chosen by hand: the constants of the preset, the same for every N but those that follow from N.
    pub chosen: usize,
    /// Weights and delays that follow from places: one of each for an edge from the sheet, a delay for
    /// an edge between neurons.
    pub geometric: usize,
    /// Drawn at random: the first weight of every edge between neurons.
    pub random: usize,
    /// Moved by spikes, afresh for each image: the weight of every plastic edge.
    pub plastic: usize,
    /// As the paper must have counted to compare with an ANN's: one for each edge of an all-to-all
    /// network with its inputs, 784 N + N (N − 1).
    pub paper: usize,
}

impl Counted {
    /// Counts for the network of a configuration.
    ///
    /// # Errors
    /// When the preset is refused.
    pub fn of(config: &Config) -> Result<Counted, SpecError> {
        let preset = Preset::try_from(config.preset.clone())?;
        let network = Network::build(&preset, config.seed);
        let neurons = network.neuron_count() - network.input_count();
        let recurrent = network.recurrent_edges().len();
        let inputs = network.edge_count() - recurrent;
        let constants = serde_json::to_value(preset.spec()).map_or(0, |spec| numbers(&spec));
        Ok(Counted {
            chosen: constants,
            geometric: 2 * inputs + recurrent,
            random: recurrent,
            plastic: network.plastic_edges().len(),
            paper: PIXELS * neurons + neurons * neurons.saturating_sub(1),
        })
    }
}

/// Numbers anywhere in a value.
fn numbers(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Number(_) => 1,
        serde_json::Value::Array(items) => items.iter().map(numbers).sum(),
        serde_json::Value::Object(fields) => fields.values().map(numbers).sum(),
        _ => 0,
    }
}

/// What is compared with: everything that is read before work starts.
pub struct Prepared {
    config: Config,
    protocol: Protocol,
    images: LabelledImages,
    labels: Vec<u8>,
    shots: LabelledImages,
    content: ContentHash,
}

impl Prepared {
    /// Reads the images of a configuration, and one of each digit to learn from.
    ///
    /// # Errors
    /// Names what cannot be run.
    pub fn new(config: &Config, source: &Source) -> Result<Prepared, AnnError> {
        check::splits(config.splits)?;
        let set: ImageSet = config.images.parse()?;
        let (all, _) = set.load(source)?;
        let count = config.limit.unwrap_or(all.len()).min(all.len());
        let images = all.pick(&(0..count as u32).collect::<Vec<_>>());
        let shots = one_of_each(&source.load(Part::Train)?, config.seed)?;
        let knn = Knn::try_from(KnnSpec { metric: Metric::Cosine, ..config.knn })?;
        Ok(Prepared {
            protocol: Protocol { splits: config.splits, seed: config.split_seed, knn },
            labels: (0..count).map(|i| images.label(i)).collect(),
            content: ContentHash::of(&[&images, &shots]),
            config: config.clone(),
            images,
            shots,
        })
    }

    /// Which images are classified.
    pub fn classified(&self) -> ContentHash {
        ContentHash::of(&[&self.images])
    }

    /// Which images: those that are classified, and those that are learnt.
    pub fn content(&self) -> ContentHash {
        self.content
    }

    /// Trains a network of so many hidden neurons and asks the neighbours of its activations.
    ///
    /// # Errors
    /// No neurons, a network that does not learn, and [`AnnError::Stopped`] when `stop` became true.
    pub fn run(&self, neurons: usize, stop: &AtomicBool) -> Result<AnnRow, AnnError> {
        if neurons == 0 {
            return Err(AnnError::NoNeurons);
        }
        check::numbers(self.labels.len(), neurons, 2)?;
        let mut trained = Trained::new(neurons, self.config.seed)?;
        let steps = trained.learn(&self.shots, stop)?;
        let activations = trained.activations(&self.images, stop)?;
        let outcome = self.protocol.run(&activations, neurons, &self.labels, stop)?;
        let accuracy = outcome.ok_or(AnnError::Stopped)?.accuracy;
        Ok(AnnRow { neurons, parameters: AnnRow::parameters_of(neurons), steps, accuracy })
    }
}

/// Where a trained network's row is kept until what came of it is safe.
pub fn finished(neurons: usize, config: &Config, images: ContentHash) -> Finished {
    Finished::new("ann", &(neurons, config), images, config.seed)
}

/// Where a part keeps the results that stand beside its trained networks.
pub fn beside(config: &Config, images: ContentHash) -> Finished {
    Finished::new("ann-beside", config, images, config.seed)
}

/// What the parts of a batch kept: results that stand beside trained networks, and those networks.
///
/// # Errors
/// Something that is not where it should be, or a file that cannot be used.
pub fn from_parts(
    sizes: &[usize],
    config: &Config,
    images: ContentHash,
    parts: &[Cache],
) -> Result<(Vec<Results>, Vec<AnnRow>), AnnError> {
    let (mut runs, mut rows) = (Vec::new(), Vec::new());
    for (index, part) in parts.iter().enumerate() {
        let missing = |what: &str| Missing::new(part, what.to_owned());
        let of_part: Option<Vec<Results>> = beside(config, images).read(part)?;
        runs.extend(of_part.ok_or_else(|| missing("results beside trained networks"))?);
        let shard = Shard { index, of: parts.len() };
        for &neurons in &sizes[shard.range(sizes.len())] {
            let row = finished(neurons, config, images).read(part)?;
            let what = || missing(&format!("the trained network of {neurons} neurons"));
            rows.push(row.ok_or_else(what)?);
        }
    }
    Ok((runs, rows))
}

/// One training image of each digit, drawn by the seed.
fn one_of_each(train: &LabelledImages, seed: u64) -> Result<LabelledImages, AnnError> {
    let order = Stream::new(seed, Purpose::Images).permutation(train.len());
    let mut places = Vec::new();
    for digit in 0..CLASSES as u8 {
        let place = order.iter().copied().find(|&place| train.label(place as usize) == digit);
        places.push(place.ok_or(AnnError::NoImage { digit })?);
    }
    Ok(train.pick(&places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_images_are_learnt_and_help_a_little() {
        let preset = Preset::builtin("weights-196").unwrap();
        let config = Config { limit: Some(500), splits: 2, ..Config::of(&preset) };
        let prepared = Prepared::new(&config, &Source::Embedded).unwrap();
        let never = AtomicBool::new(false);
        let both = || [5, 50].map(|neurons| prepared.run(neurons, &never).unwrap());
        let rows = both();
        assert_eq!((rows[0].parameters, rows[1].parameters), (3985, 39_760));
        assert!(rows.iter().all(|row| row.steps > 10));
        let [few, many] = [&rows[0], &rows[1]].map(|row| row.accuracy.mean);
        assert!(few > 20.0 && many > few && many < 95.0, "{few} {many}");
        assert_eq!(both(), rows, "the same numbers every time");
        assert!(matches!(prepared.run(0, &never), Err(AnnError::NoNeurons)));
        let stopped = AtomicBool::new(true);
        assert!(matches!(prepared.run(5, &stopped), Err(AnnError::Stopped)));
    }

    #[test]
    fn our_parameters_are_counted() {
        let preset = Preset::builtin("weights-196").unwrap();
        let counted = Counted::of(&Config::of(&preset)).unwrap();
        assert_eq!((counted.random, counted.plastic), (588, 588));
        assert_eq!(counted.paper, 784 * 196 + 196 * 195);
        assert!((30..60).contains(&counted.chosen), "{}", counted.chosen);
        assert!(counted.geometric > 100_000);
    }
}
