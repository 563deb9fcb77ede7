//! Section 4.1 of the paper: a small trained network that has seen one image of each digit.
//!
//! ```text
//! pixels → N → classes (784 → N → 10), ReLU, Adam, cross entropy, trained on an image of each until they are learnt by heart;
//! its N hidden activations are the embedding of an image, and cosine kNN classifies it.
//! ```
//! Parameters counted for it: 784·N + N + N·10 + 10 trained numbers. For ours see [`Counted`].

pub mod comparison;
mod trained;

pub(in crate::experiments) use trained::Trained;

use super::protocol::Protocol;
use super::weights::Config;
use crate::analysis::{Knn, KnnSpec, Metric};
use crate::data::{ContentHash, DataSet, ImageSet, Part, Source};
use crate::experiments::error::ExperimentError;
use crate::experiments::fields;
use crate::sim::check::refuse;
use crate::sim::random::{Purpose, Stream};
use std::sync::atomic::AtomicBool;
mod results;
pub use results::{AnnRow, Counted};

/// What is compared with: everything that is read before work starts.
pub struct Prepared {
    config: Config,
    protocol: Protocol,
    images: DataSet,
    labels: Vec<u8>,
    shots: DataSet,
    content: ContentHash,
}

impl Prepared {
    /// Reads the images of a configuration, and one of each digit to learn from.
    ///
    /// # Errors
    /// Names what cannot be run.
    pub fn new(config: &Config, source: &Source) -> Result<Prepared, ExperimentError> {
        fields::splits(config.splits)?;
        let set: ImageSet = config.images.parse()?;
        let (all, _) = set.load(source)?;
        let count = config.limit.unwrap_or(all.len()).min(all.len());
        let images = all.pick(&(0..count as u32).collect::<Vec<_>>());
        let train = source.load(Part::Train)?.labelled("the training images")?;
        let shots = one_of_each(&train, config.seed)?;
        let knn = Knn::try_from(KnnSpec { metric: Metric::Cosine, ..config.knn })?;
        let classes = images.classes().count();
        Ok(Prepared {
            protocol: Protocol { splits: config.splits, seed: config.split_seed, knn, classes },
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

    /// Trains a network of so many hidden neurons and asks the neighbours of its activations; none when `stop` became
    /// true.
    ///
    /// # Errors
    /// No neurons, and a network that does not learn.
    pub fn run(
        &self,
        neurons: usize,
        stop: &AtomicBool,
    ) -> Result<Option<AnnRow>, ExperimentError> {
        if neurons == 0 {
            return Err(refuse("neurons", "at least 1 hidden neuron", 0).into());
        }
        fields::numbers(self.labels.len(), neurons, 2)?;
        let (pixels, classes) = (self.images.sheet().pixels(), self.protocol.classes);
        let mut trained = Trained::new([pixels, neurons, classes], self.config.seed)?;
        let Some(steps) = trained.learn(&self.shots, stop)? else { return Ok(None) };
        let Some(activations) = trained.activations(&self.images, stop)? else { return Ok(None) };
        let outcome = self.protocol.run(&activations, neurons, &self.labels, stop)?;
        Ok(outcome.map(|outcome| AnnRow {
            neurons,
            parameters: AnnRow::parameters_of(neurons, pixels, classes),
            steps,
            accuracy: outcome.accuracy,
        }))
    }
}

/// One training image of each class, drawn by the seed.
fn one_of_each(train: &DataSet, seed: u64) -> Result<DataSet, ExperimentError> {
    let order = Stream::new(seed, Purpose::Images).permutation(train.len());
    let mut places = Vec::new();
    for class in 0..train.classes().count() as u8 {
        let place = order.iter().copied().find(|&place| train.label(place as usize) == class);
        let missing = || {
            let expected = "one of each class in the training set";
            refuse("images", expected, format!("none of {}", train.classes().of(class)))
        };
        places.push(place.ok_or_else(missing)?);
    }
    Ok(train.pick(&places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Preset;

    #[test]
    fn ten_images_are_learnt_and_help_a_little() {
        let preset = Preset::builtin("weights-196").unwrap();
        let config = Config { limit: Some(500), splits: 2, ..Config::of(&preset) };
        let prepared = Prepared::new(&config, &Source::Embedded).unwrap();
        let never = AtomicBool::new(false);
        let both = || [5, 50].map(|neurons| prepared.run(neurons, &never).unwrap().unwrap());
        let rows = both();
        assert_eq!((rows[0].parameters, rows[1].parameters), (3985, 39_760));
        assert!(rows.iter().all(|row| row.steps > 10));
        let [few, many] = [&rows[0], &rows[1]].map(|row| row.accuracy.mean);
        assert!(few > 20.0 && many > few && many < 95.0, "{few} {many}");
        assert_eq!(both(), rows, "the same numbers every time");
        assert!(prepared.run(0, &never).is_err());
        let stopped = AtomicBool::new(true);
        assert_eq!(prepared.run(5, &stopped).unwrap(), None);
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
