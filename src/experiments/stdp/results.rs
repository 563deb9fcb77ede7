//! What a run is made of, and what it gives.

use super::graph::Graph;
use crate::analysis::{EdgeShares, Families, PairedDifference};
use crate::data::{Cache, ClassNames, ContentHash};
use crate::experiments::error::ExperimentError;
use crate::experiments::finished::Finished;
use crate::experiments::paper::is_of_mnist;
use crate::experiments::part::{Missing, Shard};
use crate::sim::{Preset, PresetSpec};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Everything that the numbers depend on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// The model, with the rule by which it learns.
    pub preset: PresetSpec,
    /// Seeds of the networks and of their images.
    pub seeds: Vec<u64>,
    /// Where images are taken from.
    pub images: String,
    /// Which digits.
    pub classes: Vec<u8>,
    /// Images of a set: one to learn from, another to be asked about.
    pub per_set: usize,
    /// Which tokens; each makes an embedding of its own.
    pub tokens: Vec<Families>,
    /// Numbers of an embedding.
    pub dimensions: usize,
    /// Neighbours that vote.
    pub k: usize,
    /// Cost of the support vector machines.
    pub svm_c: f64,
}

impl Config {
    /// Numbers of an embedding, where nobody says otherwise.
    pub const DIMENSIONS: usize = 120;

    /// The paper's protocol for a preset: ten networks, 1,000 alternating 1s and 5s.
    pub fn of(preset: &Preset) -> Config {
        let tokens = ["N", "E", "N+E"].map(|text| text.parse().expect("three known kinds"));
        Config {
            preset: preset.spec().clone(),
            seeds: (1..=10).collect(),
            images: "train".into(),
            classes: vec![1, 5],
            per_set: 1_000,
            tokens: tokens.to_vec(),
            dimensions: Config::DIMENSIONS,
            k: 5,
            svm_c: 10.0,
        }
    }
}

impl Config {
    /// Where the results of one of its networks are kept.
    pub(in crate::experiments) fn finished(&self, images: ContentHash, seed: u64) -> Finished {
        let alone = Config { seeds: vec![seed], ..self.clone() };
        Finished::new("paths-stdp", &alone, images, seed)
    }
}

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Classifier {
    /// Neighbours within the second set.
    Knn,
    /// Support vector machines fitted to the first set.
    Svm,
}

impl Classifier {
    /// In the order of tables.
    pub const ALL: [Classifier; 2] = [Classifier::Knn, Classifier::Svm];
}

impl fmt::Display for Classifier {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Classifier::Knn => "kNN",
            Classifier::Svm => "SVM",
        })
    }
}

/// One number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Which weights.
    pub graph: Graph,
    /// Which tokens.
    pub tokens: Families,
    /// Who answers.
    pub classifier: Classifier,
    /// Share of the second set that was right, percent.
    pub percent: f64,
}

/// One network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkResult {
    /// Its seed.
    pub seed: u64,
    /// Every number.
    pub right: Vec<Score>,
    /// Spikes an image.
    pub spikes: Vec<(Graph, f64)>,
    /// What became of all edges.
    pub all: EdgeShares,
    /// What became of those between hidden neurons.
    pub hidden: EdgeShares,
    /// SHA-256 of the learnt weights: two runs with one hash learnt the same.
    pub weights_sha256: String,
}

impl NetworkResult {
    pub(super) fn percent(
        &self,
        graph: Graph,
        tokens: &Families,
        classifier: Classifier,
    ) -> Option<f64> {
        let right = self.right.iter().find(|right| {
            (right.graph, right.classifier) == (graph, classifier) && right.tokens == *tokens
        });
        right.map(|right| right.percent)
    }
}

/// What a run gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// What was run.
    pub config: Config,
    /// Which images the sets were drawn from; none in results of version 0.1.
    #[serde(default)]
    pub images_sha256: Option<ContentHash>,
    /// What all classes are called; none where those are numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<ClassNames>,
    /// By network.
    pub of_seeds: Vec<NetworkResult>,
}

impl Results {
    /// Of networks that the parts of a batch kept.
    ///
    /// # Errors
    /// A network that is not where it should be, or a file that cannot be used.
    pub fn from_parts(
        config: &Config,
        images: ContentHash,
        classes: Option<ClassNames>,
        parts: &[Cache],
    ) -> Result<Results, ExperimentError> {
        let mut of_seeds = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let shard = Shard { index, of: parts.len() };
            for &seed in &config.seeds[shard.range(config.seeds.len())] {
                let kept = config.finished(images, seed).read(part)?;
                let missing = || Missing::new(part, format!("the network of seed {seed}"));
                of_seeds.push(kept.ok_or_else(missing)?);
            }
        }
        Ok(Results { config: config.clone(), images_sha256: Some(images), classes, of_seeds })
    }

    /// What it learns from, by name: "digits 1, 5".
    pub fn class_words(&self) -> String {
        let classes = self.config.classes.iter();
        match &self.classes {
            Some(names) => classes.map(|&class| names.of(class)).collect::<Vec<_>>().join(", "),
            None => {
                let digits: Vec<String> = classes.map(u8::to_string).collect();
                format!("digits {}", digits.join(", "))
            }
        }
    }

    /// The paper's numbers are of such a run.
    pub(super) fn is_as_the_paper(&self) -> bool {
        self.config.classes == [1, 5] && is_of_mnist(&self.config.preset, self.classes.as_ref())
    }

    /// By network, percent.
    pub fn percents(&self, graph: Graph, tokens: &Families, classifier: Classifier) -> Vec<f64> {
        let of_seeds = self.of_seeds.iter();
        of_seeds.filter_map(|of_seed| of_seed.percent(graph, tokens, classifier)).collect()
    }

    /// How much better G_STDP is than another graph of the same seed; none of fewer than two networks.
    pub fn gain(
        &self,
        over: Graph,
        tokens: &Families,
        classifier: Classifier,
    ) -> Option<PairedDifference> {
        let of = |graph| self.percents(graph, tokens, classifier);
        let differences: Vec<f64> =
            of(Graph::Stdp).iter().zip(of(over)).map(|(stdp, other)| stdp - other).collect();
        PairedDifference::of(&differences)
    }
}
