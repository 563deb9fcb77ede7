//! Whether results that were read can be: a file may have been edited, or be of another program. What tables,
//! figures and the window rely on is checked here, once, and refused by its field.

use super::agree::accuracy;
use super::ann::AnnRow;
use super::fields::{Checked, NEURONS_MAX, RUNS_MAX, SIZES_MAX, count, networks, once, printable};
use super::weights;
use crate::experiments::report::{Experiment, Report};
use crate::sim::Sheet;

/// Whether the report can be shown.
pub(super) fn report(report: &Report) -> Checked {
    let Report { experiment, command, runs, ann, .. } = report;
    let lists = [
        ("runs", runs.len(), RUNS_MAX, [Experiment::Weights, Experiment::Ann]),
        ("ann", ann.len(), SIZES_MAX, [Experiment::Ann; 2]),
    ];
    for (name, found, most, has) in lists {
        // An experiment has runs of its own, at least one, and none of another's.
        let expected = if has.contains(experiment) { 1..=most } else { 0..=0 };
        count(name, found, expected)?;
    }
    let sections = report.sections();
    sections.iter().try_for_each(|(of, section)| section.check_count(of == experiment))?;
    once("runs", runs.iter().map(|run| &run.config))?;
    once("ann", ann.iter().map(|row| row.neurons))?;
    sections.iter().try_for_each(|(_, section)| section.check_once())?;
    printable("command", command)?;
    for (i, run) in runs.iter().enumerate() {
        weights::check(&format!("runs[{i}]"), run)?;
    }
    for (i, row) in ann.iter().enumerate() {
        of_ann(&format!("ann[{i}]"), row, runs)?;
    }
    if !ann.is_empty() {
        // Their networks are built again, to count what they are made of.
        networks(runs.iter().map(|run| &run.config.preset))?;
    }
    sections.iter().try_for_each(|(_, section)| section.check_each())
}

/// `runs` are of the same images.
fn of_ann(at: &str, row: &AnnRow, runs: &[weights::Results]) -> Checked {
    count(&format!("{at}.neurons"), row.neurons, 1..=NEURONS_MAX)?;
    let (pixels, classes) = runs.first().map_or((Sheet::MNIST.pixels(), 10), |run| {
        (run.config.preset.sheet.pixels(), run.confusion.len())
    });
    let parameters = AnnRow::parameters_of(row.neurons, pixels, classes);
    count(&format!("{at}.parameters"), row.parameters, parameters..=parameters)?;
    accuracy(&format!("{at}.accuracy"), &row.accuracy, None)
}

#[cfg(test)]
mod tests;
