//! What a run is made of, and what it gives.

use crate::analysis::{EdgeShares, KnnSpec};
use crate::data::{ClassNames, ContentHash, ImageSet};
use crate::experiments::lesion::Lesion;
use crate::experiments::protocol::{Accuracy, Missed};
use crate::sim::{Preset, PresetSpec, SpecError};
use serde::{Deserialize, Serialize};

/// The time of the paper's headline, ms.
pub const HEADLINE_MS: f64 = 300.0;
/// What one run is made of; everything that its numbers depend on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// The model, lesions applied.
    pub preset: PresetSpec,
    /// Seed of the network.
    pub seed: u64,
    /// Name of the images: `test`, `tune`, `held` or a range of the training set.
    pub images: String,
    /// Only so many of them, from the first.
    pub limit: Option<usize>,
    /// Sample times, ms, rising.
    pub times_ms: Vec<f64>,
    /// Random splits.
    pub splits: u64,
    /// Seed of the first split.
    pub split_seed: u64,
    /// How neighbours vote.
    pub knn: KnnSpec,
}

impl Config {
    /// The paper's protocol for a preset: the test set, six times, ten splits.
    pub fn of(preset: &Preset) -> Config {
        Config {
            preset: preset.spec().clone(),
            seed: 1,
            images: ImageSet::Test.to_string(),
            limit: None,
            times_ms: (1..=6).map(|i| f64::from(i) * 100.0).collect(),
            splits: 10,
            split_seed: 0,
            knn: KnnSpec::default(),
        }
    }

    /// The same without what the lesion takes away.
    ///
    /// # Errors
    /// When the preset does not have it.
    pub fn lesioned(&self, lesion: Lesion) -> Result<Config, SpecError> {
        let preset = lesion.apply(&Preset::try_from(self.preset.clone())?)?;
        Ok(Config { preset: preset.spec().clone(), ..self.clone() })
    }

    /// The sample time that confusion and misclassified images are of: 300 ms, or else the last.
    pub fn headline_ms(&self) -> f64 {
        let at = self.times_ms.iter().copied().find(|&ms| ms == HEADLINE_MS);
        at.or(self.times_ms.last().copied()).unwrap_or(HEADLINE_MS)
    }
}

/// What neighbours are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Features {
    /// Change of the plastic weights.
    Weights,
    /// Spike counts of the same runs.
    Counts,
    /// Spike counts minus 0.6 of the mean of their footprint.
    CentredCounts,
    /// Raw pixels, Euclidean.
    PixelsEuclidean,
    /// Raw pixels, cosine.
    PixelsCosine,
}

impl Features {
    /// In the order of tables.
    pub const ALL: [Features; 5] = [
        Features::Weights,
        Features::Counts,
        Features::CentredCounts,
        Features::PixelsEuclidean,
        Features::PixelsCosine,
    ];

    /// In words, for tables.
    pub fn words(self) -> &'static str {
        match self {
            Features::Weights => "edge weights",
            Features::Counts => "spike counts",
            Features::CentredCounts => "counts − 0.6 of footprint's mean",
            Features::PixelsEuclidean => "raw pixels, Euclidean",
            Features::PixelsCosine => "raw pixels, cosine",
        }
    }
}

/// One number of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What was compared.
    pub features: Features,
    /// When, ms; none for pixels.
    pub time_ms: Option<f64>,
    /// Numbers that describe an image.
    pub numbers: usize,
    /// How often it was right.
    pub accuracy: Accuracy,
}

/// Means over the images.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PerImage {
    /// Spikes of recurrent neurons.
    pub spikes: f64,
    /// Signals that arrived.
    pub arrivals: f64,
    /// Signals that were lost.
    pub lost: f64,
    /// Time of one core, ms; of the images simulated in this run.
    pub cpu_ms: Option<f64>,
}

/// What a run gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// What was run.
    pub config: Config,
    /// Images.
    pub images: usize,
    /// Which images; none in results of version 0.1.
    #[serde(default)]
    pub images_sha256: Option<ContentHash>,
    /// What their classes are called; none where those are numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<ClassNames>,
    /// Recurrent neurons.
    pub neurons: usize,
    /// Plastic edges.
    pub edges: usize,
    /// The table, in order of features and time.
    pub rows: Vec<Row>,
    /// `confusion[truth][label]` of the weights at the headline's time, all splits together.
    pub confusion: Vec<Vec<u32>>,
    /// Images that the weights labelled wrong then, by their place in their part of the data set.
    pub missed: Vec<Missed>,
    /// What the edges did.
    pub edge_shares: EdgeShares,
    /// Changes of weight that did not fit their 16 bits: any is a reason to distrust the run.
    pub saturated: usize,
    /// Events.
    pub per_image: PerImage,
    /// SHA-256 of all weights at all times: two runs with one hash are the same.
    pub weights_sha256: String,
}

impl Results {
    /// The accuracy of some features at a time, if it was measured.
    pub fn accuracy(&self, features: Features, time_ms: Option<f64>) -> Option<&Accuracy> {
        let row = self.rows.iter().find(|r| r.features == features && r.time_ms == time_ms);
        row.map(|row| &row.accuracy)
    }

    /// What the classes are called.
    pub fn names(&self) -> ClassNames {
        self.classes.clone().unwrap_or_else(|| ClassNames::numbers(self.confusion.len()))
    }

    /// The weights at the headline's time.
    pub fn headline(&self) -> &Accuracy {
        self.accuracy(Features::Weights, Some(self.config.headline_ms()))
            .expect("a run measures its headline")
    }
}
