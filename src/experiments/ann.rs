//! Section 4.1 of the paper: a small trained network that has seen one image of each digit.
//!
//! ```text
//! pixels → N → classes (784 → N → 10), ReLU, Adam, cross entropy, trained on an image of each until they are learnt by heart;
//! its N hidden activations are the embedding of an image, and cosine kNN classifies it.
//! ```
//! Parameters counted for it: 784·N + N + N·10 + 10 trained numbers. For ours see [`Counted`].

mod trained;

pub(in crate::experiments) use trained::Trained;

use super::kept::Finished;
use super::protocol::Protocol;
use super::weights::{Config, Results};
use crate::analysis::{Knn, KnnSpec, Metric};
use crate::data::{Cache, ContentHash, DataSet, ImageSet, Part, Source};
use crate::experiments::fields;
use crate::experiments::part::{Missing, Shard};
use crate::sim::random::{Purpose, Stream};
use std::sync::atomic::AtomicBool;
mod error;
pub use error::AnnError;
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
    pub fn new(config: &Config, source: &Source) -> Result<Prepared, AnnError> {
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

    /// Trains a network of so many hidden neurons and asks the neighbours of its activations.
    ///
    /// # Errors
    /// No neurons, a network that does not learn, and [`AnnError::Stopped`] when `stop` became true.
    pub fn run(&self, neurons: usize, stop: &AtomicBool) -> Result<AnnRow, AnnError> {
        if neurons == 0 {
            return Err(AnnError::NoNeurons);
        }
        fields::numbers(self.labels.len(), neurons, 2)?;
        let (pixels, classes) = (self.images.sheet().pixels(), self.protocol.classes);
        let mut trained = Trained::new([pixels, neurons, classes], self.config.seed)?;
        let steps = trained.learn(&self.shots, stop)?;
        let activations = trained.activations(&self.images, stop)?;
        let outcome = self.protocol.run(&activations, neurons, &self.labels, stop)?;
        let accuracy = outcome.ok_or(AnnError::Stopped)?.accuracy;
        Ok(AnnRow {
            neurons,
            parameters: AnnRow::parameters_of(neurons, pixels, classes),
            steps,
            accuracy,
        })
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

/// One training image of each class, drawn by the seed.
fn one_of_each(train: &DataSet, seed: u64) -> Result<DataSet, AnnError> {
    let order = Stream::new(seed, Purpose::Images).permutation(train.len());
    let mut places = Vec::new();
    for digit in 0..train.classes().count() as u8 {
        let place = order.iter().copied().find(|&place| train.label(place as usize) == digit);
        places.push(place.ok_or(AnnError::NoImage { digit })?);
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
