//! What a run is made of, and what it gives.

use crate::analysis::paths::are_embedding;
use crate::analysis::{GraphSpec, Metric, QuestionSpec, SpreadRule, SpreadSpec};
use crate::data::{ContentHash, ImageSet};
use crate::experiments::fields;
use crate::experiments::protocol::Accuracy;
use crate::experiments::weights::HEADLINE_MS;
use crate::sim::check::{SpecError, refuse};
use crate::sim::{Preset, PresetSpec};
use serde::{Deserialize, Serialize};

/// Labelled examples of a class, unless told otherwise.
pub const LABELS: [usize; 6] = [1, 2, 5, 10, 20, 50];
/// Answers in all, unless told otherwise.
pub const QUESTIONS: [usize; 5] = [10, 15, 20, 30, 50];

/// Hidden neurons of the trained network, unless told otherwise: as many as the paper's largest figure is of.
pub const HIDDEN: usize = 200;
/// Most of them.
pub const HIDDEN_MAX: usize = 10_000;

/// Everything that the numbers depend on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// The model.
    pub preset: PresetSpec,
    /// Seed of the network.
    pub seed: u64,
    /// Name of the set that references are drawn from.
    pub from: String,
    /// References, whose labels are unknown but for those that are drawn.
    pub references: usize,
    /// Whether class c has a share that falls from 1 (digit 0) to 1/5 (digit 9) of the first's; else as they come.
    pub is_unbalanced: bool,
    /// Name of the images that are asked about; references are none of them.
    pub images: String,
    /// Only so many of those, from the first.
    pub limit: Option<usize>,
    /// Moment of a presentation at which weights and counts are read, ms; the end, where temporal paths are.
    pub time_ms: f64,
    /// Labelled examples of each class, rising. Where a run is prepared, none stands for those of
    /// [`LABELS`] that every class has references for.
    pub labels: Vec<usize>,
    /// Questions that the program asks and that are answered, in all, rising; none where it asks none.
    pub questions: Vec<usize>,
    /// References that may be asked about, drawn at random; all where there are fewer.
    pub candidates: usize,
    /// Hidden neurons of the network that is trained on the same labelled examples; 0 where none is.
    pub hidden: usize,
    /// Draws of labelled examples, and of candidates.
    pub draws: u64,
    /// Seed of the references and of the first draw; the next draw has the next.
    pub draw_seed: u64,
    /// Nearest references that vote on an image, each for what it is taken for.
    pub join: usize,
    /// How references are joined; what near means there, [`Features::metric`] says.
    pub graph: GraphSpec,
    /// How labels spread.
    pub spread: SpreadSpec,
}

impl Config {
    /// The table of the README for a preset: 10,000 training images, the test set, twenty draws; all constants those
    /// of the window.
    pub fn of(preset: &Preset) -> Config {
        Config {
            preset: preset.spec().clone(),
            seed: 1,
            from: ImageSet::AllTrain.to_string(),
            references: 10_000,
            is_unbalanced: false,
            images: ImageSet::Test.to_string(),
            limit: None,
            time_ms: if are_embedding(preset) { preset.spec().duration_ms } else { HEADLINE_MS },
            labels: LABELS.to_vec(),
            questions: QUESTIONS.to_vec(),
            candidates: QuestionSpec::default().candidates,
            hidden: HIDDEN,
            draws: 20,
            draw_seed: 1,
            join: 5,
            graph: GraphSpec::default(),
            spread: SpreadSpec::default(),
        }
    }

    /// Whether its numbers are in range, as far as that can be said without images.
    pub(in crate::experiments) fn check(&self) -> Result<(), SpecError> {
        rising("labels", &self.labels)?;
        if !self.questions.is_empty() {
            rising("questions", &self.questions)?;
        }
        QuestionSpec { candidates: self.candidates, seed: 0 }.check()?;
        if !(1..=DRAWS_MAX).contains(&self.draws) {
            return Err(refuse("draws", format!("1 to {DRAWS_MAX}"), self.draws));
        }
        if self.hidden > HIDDEN_MAX {
            return Err(refuse("hidden", format!("0 to {HIDDEN_MAX}"), self.hidden));
        }
        SpreadRule::try_from(self.spread)?;
        fields::neighbours(self.join, usize::MAX)?;
        self.graph.check()
    }
}

/// Whether a list has counts of at least 1 that rise.
fn rising(field: &str, counts: &[usize]) -> Result<(), SpecError> {
    let are_rising = counts.is_sorted_by(|a, b| a < b);
    let is_whole = counts.first().is_some_and(|&first| first >= 1);
    if are_rising && is_whole && counts.len() <= COUNTS_MAX {
        return Ok(());
    }
    let expected = format!("1 to {COUNTS_MAX} whole numbers, rising, of at least 1");
    let found: Vec<String> = counts.iter().take(COUNTS_MAX).map(usize::to_string).collect();
    let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
    Err(refuse(field, expected, found))
}

/// What images are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Features {
    /// Change of the plastic weights.
    Weights,
    /// Spike counts of the same runs.
    Counts,
    /// Temporal paths: edges between hidden neurons that won, on whitened axes, compared by angle.
    Paths,
    /// Raw pixels.
    Pixels,
    /// By outputs of a network that was trained on labelled pixels.
    Ann,
}

impl Features {
    /// In the order of tables.
    pub const ALL: [Features; 5] =
        [Features::Weights, Features::Counts, Features::Paths, Features::Pixels, Features::Ann];

    /// In figures, where more lines would hide each other.
    pub const DRAWN: [Features; 4] =
        [Features::Weights, Features::Paths, Features::Pixels, Features::Ann];

    /// What near means there: as in the votes of the other experiments.
    pub fn metric(self) -> Metric {
        if self == Features::Paths { Metric::Cosine } else { Metric::Euclidean }
    }

    /// In words, for tables.
    pub fn words(self) -> &'static str {
        match self {
            Features::Weights => "edge weights",
            Features::Counts => "spike counts",
            Features::Paths => "temporal paths",
            Features::Pixels => "raw pixels",
            Features::Ann => "ANN",
        }
    }
}

/// How an image gets its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Labelling {
    /// From the nearest labelled reference alone.
    Nearest,
    /// From the nearest references, to which labels have spread.
    Spread,
    /// The same, where the program chose which references were labelled.
    Asked,
    /// From a network that was trained on the labelled references alone.
    Trained,
}

impl Labelling {
    /// In the order of tables.
    pub const ALL: [Labelling; 4] =
        [Labelling::Nearest, Labelling::Spread, Labelling::Asked, Labelling::Trained];

    /// Whether its labels are so many of each class, rather than so many in all.
    pub fn is_of_each_class(self) -> bool {
        self != Labelling::Asked
    }

    /// In words, for tables.
    pub fn words(self) -> &'static str {
        match self {
            Labelling::Nearest => "nearest labelled one",
            Labelling::Spread => "labels spread",
            Labelling::Asked => "its questions answered",
            Labelling::Trained => "trained on the labelled ones",
        }
    }
}

/// One number of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// How images got their labels.
    pub way: Labelling,
    /// Labelled examples, of each class or in all ([`Labelling::is_of_each_class`]).
    pub labels: usize,
    /// Of the images that were asked about, how many were right; its splits are the draws.
    pub accuracy: Accuracy,
}

/// What one embedding gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reached {
    /// What was compared.
    pub what: Features,
    /// Numbers that describe an image; hidden neurons of a trained network.
    pub numbers: usize,
    /// Islands of the neighbour graph: a label reaches no other than its own. None where there is no graph.
    pub islands: Option<usize>,
    /// The table, in order of ways and labels.
    pub rows: Vec<Row>,
}

/// What a run gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// What was run.
    pub config: Config,
    /// Which images: references first, then those that were asked about.
    pub images_sha256: ContentHash,
    /// References of each class.
    pub references: Vec<usize>,
    /// Images that were asked about.
    pub asked: usize,
    /// Recurrent neurons.
    pub neurons: usize,
    /// Plastic edges, or with temporal paths those between hidden neurons.
    pub edges: usize,
    /// By embedding.
    pub reached: Vec<Reached>,
    /// SHA-256 of the weights or paths of all images: two runs with one hash are the same.
    pub embeddings_sha256: String,
}

impl Results {
    /// How often labels were right, if that was measured.
    pub fn accuracy(&self, what: Features, way: Labelling, labels: usize) -> Option<&Accuracy> {
        let reached = self.reached.iter().find(|reached| reached.what == what)?;
        let row = reached.rows.iter().find(|row| row.way == way && row.labels == labels);
        row.map(|row| &row.accuracy)
    }
}

/// Most draws: more say nothing that fewer do not.
pub const DRAWS_MAX: u64 = 1_000;

/// Most counts of labels in a list.
pub const COUNTS_MAX: usize = 50;
