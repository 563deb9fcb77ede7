//! Which figures a report has: the paper's Figs. 3, 4 and 5 with the paper's numbers, accuracy over time,
//! and what is mistaken for what.

use super::figure::{Chart, Figure, Matrix, Series, Spread};
use super::weights::{Features, Results};
use super::{few_labels, stdp};
use crate::data::plain_name;
use crate::experiments::files::OutputError;
use crate::experiments::paper::is_of_mnist;
use crate::experiments::report::Report;
use std::collections::HashSet;
use std::path::Path;

/// The paper's accuracies, percent, by number of neurons (G21 Section 4): those given in its text.
const PAPER: [(usize, f64); 2] = [(5, 71.66), (200, 96.49)];

/// Longest name of a run within that of a file, letters.
pub(super) const STEM_MAX: usize = 120;

/// A figure and the stem of its file's name.
pub struct Named {
    /// Stem of the file's name.
    pub stem: String,
    /// The figure.
    pub figure: Box<dyn Figure>,
}

/// Every figure that the report has numbers for.
pub fn charts(report: &Report) -> Vec<Named> {
    let groups = report.groups();
    let mut named = Vec::new();
    let mut sizes: Vec<&Results> = groups.iter().map(|group| group[0]).collect();
    sizes.retain(|run| run.config.preset.name.starts_with(super::sweep::NAME));
    sizes.sort_by_key(|run| run.neurons);
    sizes.dedup_by_key(|run| run.neurons);
    if sizes.len() >= 3 {
        named.push(Named { stem: "fig3".into(), figure: Box::new(fig3(&sizes)) });
    }
    for group in &groups {
        if group[0].config.times_ms.len() >= 2 {
            let stem = format!("time-{}", file_name(group[0]));
            named.push(Named { stem, figure: Box::new(over_time(group[0])) });
        }
    }
    if report.ann.len() >= 2 {
        named.push(Named { stem: "fig4".into(), figure: Box::new(fig4(report, &sizes)) });
        named.push(Named { stem: "fig5".into(), figure: Box::new(fig5(report, &sizes)) });
    }
    for (i, run) in report.stdp.iter().enumerate() {
        let number = if report.stdp.len() > 1 { format!("-{}", i + 1) } else { String::new() };
        let [edges, wrong] = stdp::bars(run);
        named.push(Named { stem: format!("stdp-edges{number}"), figure: Box::new(edges) });
        named.push(Named { stem: format!("stdp-wrong{number}"), figure: Box::new(wrong) });
    }
    for (of, chart) in few_labels::chart(&report.few_labels) {
        let stem = plain_name(&format!("few-labels-{of}"), STEM_MAX);
        named.push(Named { stem, figure: Box::new(chart) });
    }
    for group in &groups {
        let run = group[0];
        let stem = format!("confusion-{}", file_name(run));
        let matrix = Matrix {
            title: confusion_title(run),
            names: run.names(),
            counts: run.confusion.clone(),
        };
        named.push(Named { stem, figure: Box::new(matrix) });
    }
    let mut taken = HashSet::new();
    for (number, one) in named.iter_mut().enumerate() {
        if !taken.insert(one.stem.clone()) {
            one.stem += &format!("-{number}");
        }
    }
    named
}

/// Writes all figures into `folder`; returns their stems.
///
/// # Errors
/// What the system said.
pub fn write(report: &Report, folder: &Path) -> Result<Vec<String>, OutputError> {
    let mut stems = Vec::new();
    for Named { stem, figure } in charts(report) {
        figure.write(folder, &stem)?;
        stems.push(stem);
    }
    Ok(stems)
}

/// Above a confusion matrix.
fn confusion_title(run: &Results) -> String {
    let ms = run.config.headline_ms();
    format!(
        "{}, {} images, {ms} ms: shown (rows), labelled (columns)",
        run.config.preset.name, run.config.images
    )
}

/// What the names of a run's figures end in.
fn file_name(run: &Results) -> String {
    plain_name(&format!("{}-{}", run.config.preset.name, run.config.images), STEM_MAX)
}

fn line(name: impl Into<String>, points: Vec<Spread>) -> Series {
    Series { name: name.into(), points, is_scattered: false }
}

fn dots(name: &str, points: Vec<Spread>) -> Series {
    Series { name: name.into(), points, is_scattered: true }
}

/// Accuracy of some features over the number of neurons.
fn over_neurons(sizes: &[&Results], features: Features, ms: f64) -> Vec<Spread> {
    let point = |run: &&Results| {
        let accuracy = run.accuracy(features, Some(ms))?;
        Some((run.neurons as f64, accuracy.mean, accuracy.std))
    };
    sizes.iter().filter_map(point).collect()
}

fn fig3(sizes: &[&Results]) -> Chart {
    let headline = sizes[0].config.headline_ms();
    let mut series: Vec<Series> = sizes[0]
        .config
        .times_ms
        .iter()
        .map(|&ms| {
            let mut points = over_neurons(sizes, Features::Weights, ms);
            if ms != headline {
                points.iter_mut().for_each(|point| point.2 = None);
            }
            line(format!("edge weights, {ms} ms"), points)
        })
        .collect();
    let counts = over_neurons(sizes, Features::Counts, headline);
    series.push(line(format!("spike counts, {headline} ms"), counts));
    if is_of_mnist(&sizes[0].config.preset, sizes[0].classes.as_ref()) {
        let paper = PAPER.iter().map(|&(n, percent)| (n as f64, percent, None)).collect();
        series.push(dots("paper, 300 ms", paper));
    }
    Chart {
        title: "Accuracy over the number of neurons (paper: Fig. 3)".into(),
        x: "recurrent neurons, N".into(),
        y: "labelled right, percent".into(),
        is_log: true,
        is_banded: false,
        series,
    }
}

fn over_time(run: &Results) -> Chart {
    let times = &run.config.times_ms;
    let series = Features::ALL.into_iter().map(|features| {
        let of_pixels = run.accuracy(features, None);
        let point = |&ms: &f64| {
            let accuracy = run.accuracy(features, Some(ms)).or(of_pixels)?;
            Some((ms, accuracy.mean, of_pixels.is_none().then_some(accuracy.std).flatten()))
        };
        line(features.words(), times.iter().filter_map(point).collect())
    });
    Chart {
        title: format!("{}, {} images", run.config.preset.name, run.config.images),
        x: "simulated time, ms".into(),
        y: "labelled right, percent".into(),
        is_log: false,
        is_banded: false,
        series: series.filter(|series| !series.points.is_empty()).collect(),
    }
}

fn fig4(report: &Report, sizes: &[&Results]) -> Chart {
    let ann = report.ann.iter().map(|r| (r.neurons as f64, r.accuracy.mean, r.accuracy.std));
    let mut series = vec![line("one-shot ANN", ann.collect())];
    if let Some(first) = sizes.first() {
        let ours = over_neurons(sizes, Features::Weights, first.config.headline_ms());
        series.push(line("edge weights", ours));
    }
    Chart {
        title: "Beside an ANN that has seen one image of each digit (paper: Fig. 4)".into(),
        x: "hidden or recurrent neurons, N".into(),
        y: "labelled right, percent".into(),
        is_log: true,
        is_banded: false,
        series,
    }
}

fn fig5(report: &Report, sizes: &[&Results]) -> Chart {
    let ann = report.ann.iter().map(|r| (r.parameters as f64, r.accuracy.mean, r.accuracy.std));
    let mut series = vec![line("one-shot ANN, trained parameters", ann.collect())];
    let ours = |count: fn(&super::ann::Counted) -> usize| {
        let point = |run: &&Results| {
            let counted = super::ann::Counted::of(&run.config).ok()?;
            let accuracy = run.headline();
            // A logarithmic axis has no place for none.
            let counted = Some(count(&counted)).filter(|&counted| counted > 0)?;
            Some((counted as f64, accuracy.mean, accuracy.std))
        };
        sizes.iter().filter_map(point).collect::<Vec<_>>()
    };
    if !sizes.is_empty() {
        series.push(line("edge weights, plastic edges", ours(|counted| counted.plastic)));
        series.push(line("edge weights, counted as the paper", ours(|counted| counted.paper)));
    }
    Chart {
        title: "Accuracy over the number of parameters (paper: Fig. 5)".into(),
        x: "parameters".into(),
        y: "labelled right, percent".into(),
        is_log: true,
        is_banded: false,
        series,
    }
}
