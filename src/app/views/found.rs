//! Runs that are looked at: a row for each, and of one of them what it mistook for what.

use super::Model;
use super::mistakes::{ConfusionView, Missed, MissedView, looked_at};
use crate::app::choices::Cell;
use crate::data::ImageSet;
use crate::experiments::weights::{Config, Features, Results};
use crate::experiments::words::{count, number, thousands};

/// What is finished.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundView<'a> {
    /// A row for each run, the last one first.
    pub rows: Vec<FoundRow<'a>>,
    /// The run that is looked at, where there is one.
    pub looked_at: Option<LookedAt<'a>>,
}

/// A run.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundRow<'a> {
    /// Its place among the results.
    pub place: usize,
    /// It is looked at.
    pub is_shown: bool,
    /// What was run.
    pub config: &'a Config,
    /// What explains its name.
    pub tip: String,
    /// How many images, and of which set.
    pub images: String,
    /// Shares labelled right: by weights, by counts, by pixels.
    pub right: [Explained; 3],
}

/// The run that is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct LookedAt<'a> {
    /// What was run.
    pub config: &'a Config,
    /// What it mistook for what.
    pub confusion: ConfusionView<'a>,
    /// The images that it missed; none where nobody knows which images they are.
    pub missed: Option<MissedView>,
}

/// Words, and what explains them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The words.
    pub words: String,
    /// What explains them.
    pub tip: String,
}

impl<'a> FoundView<'a> {
    /// Reads it.
    pub fn gather(model: &'a Model) -> FoundView<'a> {
        let (results, choices) = (&model.experiments.results, &model.choices);
        let last = results.len().saturating_sub(1);
        let (shown, cell) = (choices.run.map_or(last, |shown| shown.min(last)), choices.run_cell);
        FoundView {
            rows: results
                .iter()
                .enumerate()
                .rev()
                .map(|(place, run)| FoundRow::of(place, run, place == shown))
                .collect(),
            looked_at: results
                .get(shown)
                .map(|run| LookedAt::gather(model, run, looked_at(cell, run.confusion.len()))),
        }
    }
}

impl<'a> FoundRow<'a> {
    fn of(place: usize, run: &'a Results, is_shown: bool) -> FoundRow<'a> {
        let config = &run.config;
        let splits = count(config.splits as usize, "split");
        let ms = Some(config.headline_ms());
        let columns =
            [(Features::Weights, ms), (Features::Counts, ms), (Features::PixelsEuclidean, None)];
        let right = columns.map(|(features, ms)| Explained {
            words: run
                .accuracy(features, ms)
                .map_or(String::new(), |accuracy| percent(accuracy.mean, accuracy.std)),
            tip: format!("{}, mean and spread over {splits}", features.words()),
        });
        FoundRow {
            place,
            is_shown,
            config,
            tip: format!("{}: look at what it mistook for what", config.preset.name),
            images: format!("{} {}", thousands(run.images), config.images),
            right,
        }
    }
}

impl<'a> LookedAt<'a> {
    fn gather(model: &Model, run: &'a Results, cell: Option<Cell>) -> LookedAt<'a> {
        let missed = run.config.images.parse::<ImageSet>().ok().map(|set| {
            let missed = run.missed.iter().map(|missed| Missed {
                place: missed.image as usize,
                truth: missed.truth,
                label: missed.label,
                tested: Some((missed.wrong, missed.asked)),
            });
            let images = model.digits.part(set.part()).map(|images| images.len());
            MissedView::of(&set, images, missed.collect(), run.names(), cell)
        });
        let confusion = ConfusionView::of(&run.confusion, run.names(), cell);
        LookedAt { config: &run.config, confusion, missed }
    }
}

/// A mean of percentages, and their spread where there is one.
pub fn percent(mean: f64, std: Option<f64>) -> String {
    match std {
        Some(std) => format!("{} ± {} %", number(mean, 2), number(std, 2)),
        None => format!("{} %", number(mean, 2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_split_has_no_spread() {
        assert_eq!(percent(96.5, Some(0.707)), "96.50 ± 0.71 %");
        assert_eq!(percent(96.5, None), "96.50 %");
    }
}
