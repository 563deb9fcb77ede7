//! What a run is made of, and what it gives.

use crate::analysis::paths::{AxesKind, RunStats};
use crate::analysis::{Families, KnnSpec};
use crate::data::{ClassNames, ContentHash};
use crate::sim::PresetSpec;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Everything that the numbers depend on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// The model.
    pub preset: PresetSpec,
    /// Seed of the network.
    pub seed: u64,
    /// Name of the references: each is asked about by all others.
    pub images: String,
    /// Name of images that only ask, if there are any.
    pub asked: Option<String>,
    /// Only so many of each, from the first.
    pub limit: Option<usize>,
    /// Which tokens; each makes an embedding of its own.
    pub tokens: Vec<Families>,
    /// Numbers of an embedding.
    pub dimensions: usize,
    /// Which axes those are on.
    #[serde(default)]
    pub axes: AxesKind,
    /// References, at random, that the axes are fitted to.
    pub fitted: usize,
    /// How neighbours vote.
    pub knn: KnnSpec,
    /// Whether raw pixels stand beside.
    pub pixels: bool,
    /// Training images below this index were looked at when constants were chosen (design 1.2).
    pub chosen_on: usize,
}

/// What neighbours are compared by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Features {
    /// Tokens of temporal paths.
    Tokens(Families),
    /// Pixels that are not 0.
    Pixels,
    /// Those on as many axes as the tokens have.
    PixelAxes,
}

impl fmt::Display for Features {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Features::Tokens(families) => match families.to_string().as_str() {
                "E" => f.write_str("E: edges between hidden neurons"),
                "I" => f.write_str("I: edges from the image (the image in disguise)"),
                "N" => f.write_str("N: hidden neurons and times"),
                "P" => f.write_str("P: two-step paths"),
                other => f.write_str(other),
            },
            Features::Pixels => f.write_str("raw pixels > 0"),
            Features::PixelAxes => f.write_str("raw pixels > 0 on as many axes"),
        }
    }
}

/// How often a label was right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Of all images, percent.
    pub percent: f64,
    /// By class, percent; none where there is no such image.
    pub per_class: Vec<Option<f64>>,
}

impl Share {
    /// The digit that was right least often, and how often, percent.
    pub fn worst(&self) -> Option<(usize, f64)> {
        let known = self.per_class.iter().enumerate();
        let known = known.filter_map(|(class, percent)| Some((class, (*percent)?)));
        known.min_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What was compared.
    pub what: Features,
    /// Numbers that describe an image.
    pub numbers: usize,
    /// Share of the variance of the fitted images on the first three axes, and on all.
    pub explained: Option<[f32; 2]>,
    /// Every reference by all others.
    pub leave_one_out: Share,
    /// The same, of those that were not looked at when constants were chosen.
    pub unseen: Option<Share>,
    /// The images that only ask.
    pub asked: Option<Share>,
    /// What each image was labelled, references first: a letter each, see `labels`.
    #[serde(default)]
    pub answers: String,
}

/// How runs ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cycles {
    /// Share of the images whose run ended in a cycle.
    pub share: f64,
    /// When it was found, ticks: of the earliest tenth, the median, the latest tenth.
    pub found_at: Option<[u32; 3]>,
    /// Share of the cycles with the commonest period, and that period, ticks.
    pub commonest: Option<(u32, f64)>,
    /// Spikes of an image, the mean.
    pub spikes: f64,
}

impl Cycles {
    pub(super) fn of(facts: &[RunStats]) -> Cycles {
        let count = facts.len().max(1) as f64;
        let mut found: Vec<u32> =
            facts.iter().filter(|f| f.period > 0).map(|f| f.found_at).collect();
        found.sort_unstable();
        let mut periods: BTreeMap<u32, usize> = BTreeMap::new();
        facts
            .iter()
            .filter(|f| f.period > 0)
            .for_each(|f| *periods.entry(f.period).or_default() += 1);
        let at = |percent: usize| found[(found.len() - 1) * percent / 100];
        let commonest = periods.iter().max_by_key(|(period, times)| (**times, **period));
        Cycles {
            share: found.len() as f64 / count,
            found_at: (!found.is_empty()).then(|| [at(10), at(50), at(90)]),
            commonest: commonest.map(|(&period, &n)| (period, n as f64 / found.len() as f64)),
            spikes: facts.iter().map(|f| f64::from(f.spikes)).sum::<f64>() / count,
        }
    }
}

/// What a run gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// What was run.
    pub config: Config,
    /// Which images; none in results of version 0.1.
    #[serde(default)]
    pub images_sha256: Option<ContentHash>,
    /// What their classes are called; none where those are numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<ClassNames>,
    /// Images that are references.
    pub references: usize,
    /// Images that only asked.
    pub asked: usize,
    /// Hidden neurons.
    pub neurons: usize,
    /// Edges between hidden neurons.
    pub edges: usize,
    /// Edges from the image.
    pub input_edges: usize,
    /// What each image is, references first: a letter each, see `labels`.
    #[serde(default)]
    pub truth: String,
    /// Places of the references that were not looked at when constants were chosen, if some were.
    #[serde(default)]
    pub unseen: Vec<u32>,
    /// The table.
    pub rows: Vec<Row>,
    /// How runs ended.
    pub cycles: Cycles,
    /// Time of one core an image, ms, with tokens and projection; of the images simulated in this run.
    pub cpu_ms: Option<f64>,
    /// SHA-256 of the tokens of all images: two runs with one hash took the same paths.
    pub paths_sha256: String,
    /// SHA-256 of all embeddings, which have the same bits on one kind of processor.
    pub embeddings_sha256: String,
}

impl Results {
    /// How many classes there are, at least 1.
    pub fn class_count(&self) -> usize {
        self.rows.first().map_or(1, |row| row.leave_one_out.per_class.len()).max(1)
    }

    /// What one of them is called.
    pub fn class_name(&self, class: usize) -> String {
        let number = || class.to_string();
        self.classes.as_ref().map_or_else(number, |names| names.of(class as u8).to_owned())
    }

    /// What they are called.
    pub fn names(&self) -> ClassNames {
        self.classes.clone().unwrap_or_else(|| ClassNames::numbers(self.class_count()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_are_counted() {
        let facts = |found_at, period| RunStats { spikes: 10, found_at, period, hash: 0 };
        let cycles = Cycles::of(&[facts(100, 50), facts(300, 50), facts(200, 70), facts(0, 0)]);
        assert_eq!((cycles.share, cycles.spikes), (0.75, 10.0));
        assert_eq!(cycles.found_at, Some([100, 200, 200]));
        assert_eq!(cycles.commonest, Some((50, 2.0 / 3.0)));
        assert_eq!(Cycles::of(&[facts(0, 0)]).found_at, None);
    }

    #[test]
    fn the_worst_class_is_one_that_was_asked_about() {
        let mut per_class = vec![None; 10];
        (per_class[2], per_class[7]) = (Some(80.0), Some(70.0));
        let share = Share { percent: 75.0, per_class };
        assert_eq!(share.worst(), Some((7, 70.0)));
    }
}
