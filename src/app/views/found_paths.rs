//! Opened results of Section 3: temporal paths, and the same before and after STDP. Their networks, what was
//! mistaken for what, and the images that were missed.

use super::Model;
use super::found::{Explained, percent};
use super::mistakes::{ConfusionView, Missed, MissedView, looked_at};
use crate::analysis::{Confusion, EdgeShares, Families, MeanStd};
use crate::data::ImageSet;
use crate::experiments::paths::{Results, Row};
use crate::experiments::stdp::{self, Classifier, Graph};
use crate::experiments::words::{count, number, signed, thousands};
use crate::sim::PresetSpec;

/// What was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundPathsView<'a> {
    /// Temporal paths, where some were opened.
    pub paths: Option<PathsView<'a>>,
    /// Networks before and after they learnt.
    pub learnt: Vec<LearntView<'a>>,
}

/// Temporal paths.
#[derive(Clone, Debug, PartialEq)]
pub struct PathsView<'a> {
    /// A row for each kind of tokens of each run.
    pub rows: Vec<PathsRow<'a>>,
    /// What was mistaken for what in the row that is looked at, where that is known.
    pub mistakes: Option<PathsMistakes>,
}

/// One kind of tokens of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct PathsRow<'a> {
    /// It is looked at.
    pub is_shown: bool,
    /// The network.
    pub network: Opened<'a>,
    /// What explains it.
    pub tip: String,
    /// What is compared, and the axes that it is on.
    pub tokens: Explained,
    /// Share of images labelled right, each by all others.
    pub leave_one_out: Explained,
    /// The class that is labelled right least often, and how often.
    pub worst: String,
    /// Share labelled right of images that are no references themselves.
    pub asked: Explained,
}

/// A network that can be shown in the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opened<'a> {
    /// Its model.
    pub preset: &'a PresetSpec,
    /// Its seed.
    pub seed: u64,
}

/// Mistakes among the images that only ask, or where there are none, among the references.
#[derive(Clone, Debug, PartialEq)]
pub struct PathsMistakes {
    /// What was mistaken for what.
    pub confusion: ConfusionView<'static>,
    /// The images that were missed.
    pub missed: MissedView,
}

/// Networks before and after they learnt.
#[derive(Clone, Debug, PartialEq)]
pub struct LearntView<'a> {
    /// Which digits.
    pub classes: &'a [u8],
    /// The same in words.
    pub title: String,
    /// A row for each kind of tokens and each classifier.
    pub rows: Vec<LearntRow>,
    /// What became of the edges.
    pub edges: String,
    /// The first of the networks, if there are any.
    pub network: Option<Opened<'a>>,
}

/// One kind of tokens and one classifier.
#[derive(Clone, Debug, PartialEq)]
pub struct LearntRow {
    /// What is compared.
    pub tokens: String,
    /// Who answers.
    pub classifier: String,
    /// Share labelled right: as built, learnt, shuffled.
    pub right: [String; 3],
    /// What explains those.
    pub right_tip: String,
    /// How much better the learnt network is than the one as built and the shuffled one, where there are networks
    /// enough to say so.
    pub gains: Vec<Explained>,
}

impl<'a> FoundPathsView<'a> {
    /// Reads it.
    pub fn gather(model: &'a Model) -> FoundPathsView<'a> {
        let experiments = &*model.experiments;
        let has_paths = !experiments.paths.is_empty();
        FoundPathsView {
            paths: has_paths.then(|| PathsView::gather(model)),
            learnt: experiments.stdp.iter().map(LearntView::of).collect(),
        }
    }
}

impl<'a> PathsView<'a> {
    fn gather(model: &'a Model) -> PathsView<'a> {
        let runs = model.experiments.paths.iter();
        let rows: Vec<(&Results, &Row)> =
            runs.flat_map(|run| run.rows.iter().map(move |row| (run, row))).collect();
        let shown = model.choices.paths.min(rows.len().saturating_sub(1));
        let looked_at = rows.get(shown).filter(|(run, row)| run.truth.len() == row.answers.len());
        PathsView {
            mistakes: looked_at.and_then(|&(run, row)| PathsMistakes::gather(model, run, row)),
            rows: rows
                .iter()
                .enumerate()
                .map(|(i, &(run, row))| PathsRow::of(run, row, i == shown))
                .collect(),
        }
    }
}

impl<'a> PathsRow<'a> {
    fn of(run: &'a Results, row: &Row, is_shown: bool) -> PathsRow<'a> {
        let config = &run.config;
        let set = config.asked.as_deref().unwrap_or("no other");
        let worst = row.leave_one_out.worst();
        PathsRow {
            is_shown,
            network: Opened { preset: &config.preset, seed: config.seed },
            tip: format!("{}: look at what it mistook for what", config.preset.name),
            tokens: Explained { words: row.what.to_string(), tip: config.axes.to_string() },
            leave_one_out: Explained {
                words: percent(row.leave_one_out.percent, None),
                tip: format!(
                    "Each of {} {} images by all others",
                    thousands(run.references),
                    config.images
                ),
            },
            worst: worst.map_or(String::new(), |(class, percent)| {
                format!("{}: {percent:.1} %", run.class_name(class))
            }),
            asked: Explained {
                words: row
                    .asked
                    .as_ref()
                    .map_or(String::new(), |share| format!("{:.2} %", share.percent)),
                tip: format!("{} {set} images by the references", thousands(run.asked)),
            },
        }
    }
}

impl PathsMistakes {
    /// None where nobody knows which images they are.
    fn gather(model: &Model, run: &Results, row: &Row) -> Option<PathsMistakes> {
        let (from, set) = match &run.config.asked {
            Some(asked) if run.asked > 0 => (run.references, asked),
            _ => (0, &run.config.images),
        };
        let set = set.parse::<ImageSet>().ok()?;
        let shown = if from == 0 { run.references } else { run.asked };
        let classes = |text: &str| -> Vec<u8> {
            text.bytes().skip(from).take(shown).map(|letter| letter.saturating_sub(b'0')).collect()
        };
        let (truth, answers) = (classes(&run.truth), classes(&row.answers));
        let confusion = Confusion::count(&truth, &answers, run.class_count()).ok()?;
        let wrong =
            truth.iter().zip(&answers).enumerate().filter(|(_, (truth, label))| truth != label);
        let missed = wrong.filter_map(|(i, (&truth, &label))| {
            Some(Missed { place: set.place(i)?, truth, label, tested: None })
        });
        let images = model.digits.part(set.part()).map(|images| images.len());
        let cell = looked_at(model.choices.paths_cell, run.class_count());
        Some(PathsMistakes {
            confusion: ConfusionView::of(confusion.counts().to_vec(), run.names(), cell),
            missed: MissedView::of(&set, images, missed.collect(), run.names(), cell),
        })
    }
}

impl<'a> LearntView<'a> {
    fn of(run: &'a stdp::Results) -> LearntView<'a> {
        let config = &run.config;
        let rows = config.tokens.iter().flat_map(|tokens| {
            Classifier::ALL.map(|classifier| LearntRow::of(run, tokens, classifier))
        });
        LearntView {
            classes: &config.classes,
            title: format!("Before and after STDP: {}", run.class_words()),
            rows: rows.collect(),
            edges: edges(run),
            network: config.seeds.first().map(|&seed| Opened { preset: &config.preset, seed }),
        }
    }
}

impl LearntRow {
    fn of(run: &stdp::Results, tokens: &Families, classifier: Classifier) -> LearntRow {
        let right = |graph| {
            let percents = run.percents(graph, tokens, classifier);
            MeanStd::of(&percents).map_or(String::new(), |of| percent(of.mean, of.std))
        };
        let gain = |over| {
            let gain = run.gain(over, tokens, classifier)?;
            let tip = format!(
                "Of G_STDP, percentage points, paired by network, with the 95 % confidence \
                 interval; chance gives as much with p = {:.4}",
                gain.p
            );
            let words = format!("{} ± {}", signed(gain.mean, 2), number(gain.half_width, 2));
            Some(Explained { words, tip })
        };
        LearntRow {
            tokens: tokens.to_string(),
            classifier: classifier.to_string(),
            right: Graph::ALL.map(right),
            right_tip: format!("Mean over {}", count(run.of_seeds.len(), "network")),
            gains: [Graph::Bare, Graph::Shuffled].into_iter().filter_map(gain).collect(),
        }
    }
}

/// What became of the edges of all networks.
fn edges(run: &stdp::Results) -> String {
    let shares = run.of_seeds.iter().map(|of_seed| of_seed.all);
    let mean = |of: fn(&EdgeShares) -> f64| {
        100.0 * shares.clone().map(|edges| of(&edges)).sum::<f64>() / shares.len().max(1) as f64
    };
    format!(
        "Edges: {:.1} % up, {:.1} % down, {:.1} % changed sign, {:.1} % the same",
        mean(|edges| edges.up),
        mean(|edges| edges.down),
        mean(|edges| edges.flipped),
        mean(|edges| edges.same)
    )
}
