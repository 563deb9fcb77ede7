//! Accuracy in plots: of the run that goes on, as images come, and of all runs over the number of neurons.

use super::Model;
use super::words::network_title;
use crate::app::experiments::Live;
use crate::app::theme::{self, Rgb};
use crate::experiments::weights::{Config, Features, Results};
use crate::experiments::words::number;

/// The least distance of two numbers beside a plot, in the least distances of two lines of its grid (8 points).
pub const MARKS_APART: f64 = 2.25;

/// Neurons, and percent of the images labelled right, of networks of the paper.
const PAPER: [[f64; 2]; 2] = [[5.0, 71.66], [200.0, 96.49]];

/// What is plotted.
#[derive(Clone, Debug, PartialEq)]
pub struct PlotsView<'a> {
    /// Accuracy as images come, if they do.
    pub live: Option<LiveView<'a>>,
    /// Accuracy over the number of neurons, as far as runs have come: by weights, by counts.
    pub by_neurons: [Series; 2],
    /// That of the paper, which is of MNIST.
    pub paper: Option<Series>,
    /// The least and the most percent that are shown without it: a point, or none, spans no scale.
    pub percent: [f64; 2],
}

/// The least and the most neurons that are shown without the paper's, which are these, as decimal logarithms.
pub const NEURONS_SHOWN: [f64; 2] = [0.7, 2.61];

/// Accuracy as images come.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveView<'a> {
    /// What its colour stands for; of another run than the one that is looked at, with its name.
    pub label: String,
    /// What explains it.
    pub tip: String,
    /// Images and accuracy until then, percent.
    pub points: &'a [[f64; 2]],
}

/// Points of one colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What the colour stands for.
    pub label: &'static str,
    /// What a point is called.
    pub name: &'static str,
    /// The colour.
    pub color: Rgb,
    /// The decimal logarithm of the number of neurons, and accuracy, percent.
    pub points: Vec<[f64; 2]>,
}

impl<'a> PlotsView<'a> {
    /// Reads it, for the run that is looked at.
    pub fn gather(model: &'a Model, shown: Option<&Config>) -> PlotsView<'a> {
        let experiments = &*model.experiments;
        let live = experiments.live_beside(shown);
        let mut runs: Vec<&Results> = experiments.results.iter().collect();
        runs.sort_by_key(|run| run.neurons);
        let of = |label, features: Features, color| Series {
            label,
            name: features.words(),
            color,
            points: over_neurons(&runs, features),
        };
        let by_neurons = [
            of("weights", Features::Weights, theme::ACCENT),
            of("counts", Features::Counts, theme::SAME),
        ];
        PlotsView {
            percent: percent_shown(by_neurons.iter().flat_map(|series| &series.points)),
            live: live.map(|live| LiveView::of(live, shown != Some(&live.config))),
            by_neurons,
            paper: model.digits.is_mnist.then(|| Series {
                label: "paper",
                name: "paper",
                color: theme::WARNING,
                points: PAPER.map(|[neurons, percent]| [neurons.log10(), percent]).to_vec(),
            }),
        }
    }
}

impl<'a> LiveView<'a> {
    fn of(live: &'a Live, is_other: bool) -> LiveView<'a> {
        let (config, name) = (&live.config, &live.config.preset.name);
        LiveView {
            label: match is_other {
                true => format!("right so far: {}", network_title(name)),
                false => "right so far".to_owned(),
            },
            tip: format!(
                "Each image is labelled by those that came before it. The run of {name}, seed {}, on {} \
                 images",
                config.seed, config.images
            ),
            points: &live.points,
        }
    }
}

/// A percent and more around all points, or a tenth of all where there is none.
fn percent_shown<'a>(points: impl Iterator<Item = &'a [f64; 2]>) -> [f64; 2] {
    let [least, most] = points.fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], point| {
        [least.min(point[1]), most.max(point[1])]
    });
    if least > most { [90.0, 100.0] } else { [least - 1.0, most + 1.0] }
}

fn over_neurons(runs: &[&Results], features: Features) -> Vec<[f64; 2]> {
    let point = |run: &&Results| {
        let accuracy = run.accuracy(features, Some(run.config.headline_ms()))?;
        Some([(run.neurons as f64).log10(), accuracy.mean])
    };
    runs.iter().filter_map(point).collect()
}

/// A number of images below a plot; nothing between two images, where there is none.
pub fn images_mark(images: f64) -> String {
    if images.fract() == 0.0 { number(images, 0) } else { String::new() }
}

/// A number of neurons below a plot, from its decimal logarithm; nothing below one neuron.
pub fn neurons_mark(log10: f64) -> String {
    let neurons = 10_f64.powf(log10);
    if neurons < 1.0 { String::new() } else { number(neurons, 0) }
}

/// Round values within bounds, at least so far apart and less than twice as far, each with how far.
pub fn marks((from, to): (f64, f64), least: f64) -> impl Iterator<Item = (f64, f64)> {
    let power = 10_f64.powf(least.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|step| step * power);
    let step = steps.into_iter().find(|step| *step >= least).unwrap_or(10.0 * power);
    ((from / step).ceil() as i64..=(to / step).floor() as i64).map(move |i| (i as f64 * step, step))
}

/// Decimals that tell values so far apart from each other.
pub fn decimals(step: f64) -> usize {
    let is_whole = |&decimals: &usize| {
        let scaled = step * 10_f64.powi(decimals as i32);
        (scaled - scaled.round()).abs() < 1e-6 && scaled > 0.5
    };
    (0..6).find(is_whole).unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_or_none_spans_a_scale() {
        let shown = |percents: &[f64]| {
            let points: Vec<[f64; 2]> = percents.iter().map(|&percent| [2.3, percent]).collect();
            percent_shown(points.iter())
        };
        assert_eq!([shown(&[]), shown(&[88.5])], [[90.0, 100.0], [87.5, 89.5]]);
        assert_eq!(shown(&[40.0, 88.5, 43.0]), [39.0, 89.5]);
    }

    #[test]
    fn plots_of_all_heights_have_numbers_beside_them() {
        for height in 76..400 {
            for (from, to) in
                [(0.0, 100.0), (71.2, 97.6), (20.0, 95.0), (96.31, 96.34), (87.0, 87.0001)]
            {
                let point = (to - from) / f64::from(height);
                let least = MARKS_APART * 8.0 * point;
                let marks: Vec<(f64, f64)> = marks((from, to), least).collect();
                assert!(marks.len() >= 2, "{height} points, {from} to {to}: {marks:?}");
                let mut said: Vec<String> =
                    marks.iter().map(|&(value, step)| number(value, decimals(step))).collect();
                assert!(
                    marks.iter().all(|(value, step)| (from - least / 1e6..=to + least / 1e6)
                        .contains(value)
                        && *step >= least)
                );
                said.dedup();
                assert_eq!(said.len(), marks.len(), "each is another number");
            }
        }
        assert_eq!([0.1, 0.25, 1.0, 2.5, 20.0].map(decimals), [1, 2, 0, 1, 0]);
    }

    #[test]
    fn there_is_no_part_of_an_image_or_of_a_neuron() {
        assert_eq!([0.5, 2_000.0].map(images_mark), ["", "2,000"]);
        assert_eq!([-0.5, 0.0, 2.0].map(neurons_mark), ["", "1", "100"]);
    }
}
