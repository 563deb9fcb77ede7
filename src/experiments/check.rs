//! Whether results that were read can be: a file may have been edited, or be of another program. What tables,
//! figures and the window rely on is checked here, once, and refused by its field.

use super::ann::AnnRow;
use super::weights::{self, Features};
use super::{few_labels, paths, stdp};
use crate::analysis::Families;
use crate::data::CLASSES_MAX;
use crate::experiments::report::{Experiment, Report};
use crate::sim::Sheet;
use crate::sim::check::{refuse, shown};
use crate::sim::params::limits;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

mod agree;
mod few;
use super::fields::TIMES_MAX;
use super::fields::{
    AMOUNT, Checked, IMAGES_MAX, NEURONS_MAX, PERCENT, SHARE, class, count, hash, images, knn,
    labels, model, names, networks, number, printable, some, splits, square, tokens, within,
};
use agree::accuracy;

/// Most runs of one command, and of one file.
pub const RUNS_MAX: usize = 10_000;
/// Most trained networks beside them.
pub const SIZES_MAX: usize = 100;

/// Whether the report can be shown.
pub(super) fn report(report: &Report) -> Checked {
    // All of it, so that nothing that comes is shown unchecked.
    let Report { version: _, experiment, command, runs, ann, paths, stdp, few_labels } = report;
    let lists = [
        ("runs", runs.len(), RUNS_MAX, [Experiment::Weights, Experiment::Ann]),
        ("ann", ann.len(), SIZES_MAX, [Experiment::Ann; 2]),
        ("paths", paths.len(), RUNS_MAX, [Experiment::Paths; 2]),
        ("stdp", stdp.len(), RUNS_MAX, [Experiment::PathsStdp; 2]),
        ("few_labels", few_labels.len(), RUNS_MAX, [Experiment::FewLabels; 2]),
    ];
    for (name, found, most, has) in lists {
        // An experiment has runs of its own, at least one, and none of another's.
        let expected = if has.contains(experiment) { 1..=most } else { 0..=0 };
        count(name, found, expected)?;
    }
    once("runs", runs.iter().map(|run| &run.config))?;
    once("ann", ann.iter().map(|row| row.neurons))?;
    once("paths", paths.iter().map(|run| &run.config))?;
    once("stdp", stdp.iter().map(|run| &run.config))?;
    once("few_labels", few_labels.iter().map(|run| &run.config))?;
    printable("command", command)?;
    for (i, run) in runs.iter().enumerate() {
        of_weights(&format!("runs[{i}]"), run)?;
    }
    for (i, row) in ann.iter().enumerate() {
        of_ann(&format!("ann[{i}]"), row, runs)?;
    }
    if !ann.is_empty() {
        // Their networks are built again, to count what they are made of.
        networks(runs.iter().map(|run| &run.config.preset))?;
    }
    for (i, run) in paths.iter().enumerate() {
        of_paths(&format!("paths[{i}]"), run)?;
    }
    for (i, run) in stdp.iter().enumerate() {
        of_stdp(&format!("stdp[{i}]"), run)?;
    }
    for (i, run) in few_labels.iter().enumerate() {
        few::of_few_labels(&format!("few_labels[{i}]"), run)?;
    }
    Ok(())
}

/// Whether no run is there twice: by what was run, whatever came of it.
fn once(at: &str, all: impl Iterator<Item = impl Serialize>) -> Checked {
    let mut seen = HashMap::new();
    for (i, config) in all.enumerate() {
        let config = serde_json::to_string(&config).unwrap_or_default();
        if let Some(first) = seen.insert(config, i) {
            let found = format!("what {at}[{first}] ran");
            return Err(refuse(&format!("{at}[{i}]"), "what no other ran", found));
        }
    }
    Ok(())
}

fn of_weights(at: &str, run: &weights::Results) -> Checked {
    let config = &run.config;
    model(&format!("{at}.config"), &config.preset, Some(&config.images))?;
    knn(&format!("{at}.config.knn"), config.knn)?;
    splits(config.splits).map_err(|error| within(&format!("{at}.config"), error))?;
    let times = &config.times_ms;
    let field = format!("{at}.config.times_ms");
    let are_times = times.is_sorted_by(|a, b| a < b)
        && times.iter().all(|ms| *ms > 0.0 && *ms <= config.preset.duration_ms);
    if !(1..=TIMES_MAX).contains(&times.len()) || !are_times {
        let expected =
            format!("1 to {TIMES_MAX} times, rising, up to {} ms", config.preset.duration_ms);
        return Err(refuse(&field, expected, some(times)));
    }
    count(&format!("{at}.images"), run.images, 1..=IMAGES_MAX)?;
    count(&format!("{at}.neurons"), run.neurons, 1..=NEURONS_MAX)?;
    count(&format!("{at}.edges"), run.edges, 1..=limits::EDGES_MAX as usize)?;
    let mut seen = HashSet::new();
    for (i, row) in run.rows.iter().enumerate() {
        let at = format!("{at}.rows[{i}]");
        let of_pixels = matches!(row.features, Features::PixelsEuclidean | Features::PixelsCosine);
        let is_time = match row.time_ms {
            None => of_pixels,
            Some(ms) => !of_pixels && times.contains(&ms),
        };
        if !is_time {
            let expected = if of_pixels { "none" } else { "one of config.times_ms" };
            let found = row.time_ms.map_or("none".to_owned(), shown);
            return Err(refuse(&format!("{at}.time_ms"), expected, found));
        }
        if !seen.insert((row.features as u8, row.time_ms.map(f64::to_bits))) {
            return Err(refuse(&at, "features and time once", "them again"));
        }
        accuracy(&format!("{at}.accuracy"), &row.accuracy, Some(config.splits))?;
    }
    let headline = config.headline_ms();
    if run.accuracy(Features::Weights, Some(headline)).is_none() {
        let expected = format!("the weights at {headline} ms");
        return Err(refuse(&format!("{at}.rows"), expected, "no such row"));
    }
    square(&format!("{at}.confusion"), &run.confusion)?;
    names(&format!("{at}.classes"), run.classes.as_ref(), run.confusion.len())?;
    count(&format!("{at}.missed"), run.missed.len(), 0..=run.images)?;
    for (i, missed) in run.missed.iter().enumerate() {
        let at = format!("{at}.missed[{i}]");
        class(&format!("{at}.truth"), missed.truth, run.confusion.len())?;
        class(&format!("{at}.label"), missed.label, run.confusion.len())?;
        count(&format!("{at}.wrong"), missed.wrong as usize, 1..=missed.asked as usize)?;
    }
    agree::with_confusion(at, run)?;
    for (name, share) in run.edge_shares.named() {
        number(&format!("{at}.edge_shares.{name}"), share, SHARE)?;
    }
    let weights::PerImage { spikes, arrivals, lost, cpu_ms } = run.per_image;
    let cpu_ms = cpu_ms.unwrap_or(0.0);
    for (name, of) in
        [("spikes", spikes), ("arrivals", arrivals), ("lost", lost), ("cpu_ms", cpu_ms)]
    {
        number(&format!("{at}.per_image.{name}"), of, AMOUNT)?;
    }
    hash(&format!("{at}.weights_sha256"), &run.weights_sha256)
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

fn of_paths(at: &str, run: &paths::Results) -> Checked {
    let config = &run.config;
    model(&format!("{at}.config"), &config.preset, Some(&config.images))?;
    if let Some(asked) = &config.asked {
        images(&format!("{at}.config.asked"), asked)?;
    }
    knn(&format!("{at}.config.knn"), config.knn)?;
    tokens(&format!("{at}.config.tokens"), &config.tokens)?;
    count(
        &format!("{at}.config.dimensions"),
        config.dimensions,
        1..=super::fields::DIMENSIONS_MAX,
    )?;
    count(&format!("{at}.references"), run.references, 1..=IMAGES_MAX)?;
    count(&format!("{at}.asked"), run.asked, 0..=IMAGES_MAX)?;
    let all = run.references + run.asked;
    let classes = run.class_count();
    count(&format!("{at}.rows[0].leave_one_out.per_class"), classes, 1..=CLASSES_MAX)?;
    names(&format!("{at}.classes"), run.classes.as_ref(), classes)?;
    labels(&format!("{at}.truth"), &run.truth, all, classes)?;
    count(&format!("{at}.unseen"), run.unseen.len(), 0..=run.references)?;
    if let Some(&place) = run.unseen.iter().find(|&&place| place as usize >= run.references) {
        count(&format!("{at}.unseen"), place as usize, 0..=run.references - 1)?;
    }
    let rows = config.tokens.len() + if config.pixels { 2 } else { 0 };
    count(&format!("{at}.rows"), run.rows.len(), rows..=rows)?;
    for (i, row) in run.rows.iter().enumerate() {
        let at = format!("{at}.rows[{i}]");
        for (j, &share) in row.explained.iter().flatten().enumerate() {
            number(&format!("{at}.explained[{j}]"), f64::from(share), SHARE)?;
        }
        let shares = [
            ("leave_one_out", Some(&row.leave_one_out)),
            ("unseen", row.unseen.as_ref()),
            ("asked", row.asked.as_ref()),
        ];
        for (name, share) in shares {
            let Some(share) = share else { continue };
            number(&format!("{at}.{name}.percent"), share.percent, PERCENT)?;
            count(&format!("{at}.{name}.per_class"), share.per_class.len(), classes..=classes)?;
            for (digit, percent) in share.per_class.iter().enumerate() {
                let field = format!("{at}.{name}.per_class[{digit}]");
                number(&field, percent.unwrap_or(0.0), PERCENT)?;
            }
        }
        labels(&format!("{at}.answers"), &row.answers, all, classes)?;
        agree::with_answers(&at, run, row)?;
    }
    let cycles = &run.cycles;
    number(&format!("{at}.cycles.share"), cycles.share, SHARE)?;
    number(&format!("{at}.cycles.spikes"), cycles.spikes, AMOUNT)?;
    let commonest = cycles.commonest.map_or(0.0, |(_, share)| share);
    number(&format!("{at}.cycles.commonest[1]"), commonest, SHARE)?;
    number(&format!("{at}.cpu_ms"), run.cpu_ms.unwrap_or(0.0), AMOUNT)?;
    hash(&format!("{at}.paths_sha256"), &run.paths_sha256)?;
    hash(&format!("{at}.embeddings_sha256"), &run.embeddings_sha256)
}

fn of_stdp(at: &str, run: &stdp::Results) -> Checked {
    let config = &run.config;
    model(&format!("{at}.config"), &config.preset, Some(&config.images))?;
    tokens(&format!("{at}.config.tokens"), &config.tokens)?;
    count(&format!("{at}.config.seeds"), config.seeds.len(), 1..=RUNS_MAX)?;
    count(&format!("{at}.config.classes"), config.classes.len(), 2..=CLASSES_MAX)?;
    for (i, &class) in config.classes.iter().enumerate() {
        self::class(&format!("{at}.config.classes[{i}]"), class, CLASSES_MAX)?;
    }
    number(&format!("{at}.config.svm_c"), config.svm_c, f64::MIN_POSITIVE..=f64::MAX)?;
    let networks = config.seeds.len();
    count(&format!("{at}.of_seeds"), run.of_seeds.len(), networks..=networks)?;
    for (i, of_seed) in run.of_seeds.iter().enumerate() {
        let at = format!("{at}.of_seeds[{i}]");
        if of_seed.seed != config.seeds[i] {
            let expected = format!("{}, as config.seeds has it", config.seeds[i]);
            return Err(refuse(&format!("{at}.seed"), expected, of_seed.seed));
        }
        let rows = stdp::Graph::ALL.len() * stdp::Classifier::ALL.len() * config.tokens.len();
        count(&format!("{at}.right"), of_seed.right.len(), rows..=rows)?;
        let mut seen: Vec<(stdp::Graph, &Families, stdp::Classifier)> = Vec::new();
        for (j, right) in of_seed.right.iter().enumerate() {
            let at = format!("{at}.right[{j}]");
            let what = (right.graph, &right.tokens, right.classifier);
            if seen.contains(&what) || !config.tokens.contains(&right.tokens) {
                let found = format!("{}, {}, {}", right.graph, right.tokens, right.classifier);
                return Err(refuse(&at, "each graph, tokens and classifier once", found));
            }
            seen.push(what);
            number(&format!("{at}.percent"), right.percent, PERCENT)?;
        }
        count(&format!("{at}.spikes"), of_seed.spikes.len(), 0..=stdp::Graph::ALL.len())?;
        for (j, (_, spikes)) in of_seed.spikes.iter().enumerate() {
            number(&format!("{at}.spikes[{j}]"), *spikes, AMOUNT)?;
        }
        for (name, edges) in [("all", of_seed.all), ("hidden", of_seed.hidden)] {
            for (of, share) in edges.named() {
                number(&format!("{at}.{name}.{of}"), share, SHARE)?;
            }
        }
        hash(&format!("{at}.weights_sha256"), &of_seed.weights_sha256)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
