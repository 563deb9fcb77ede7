//! Tables and figure of runs, for people and for programs.

use super::check::check;
use super::{Config, Features, Labelling, Results};
use crate::experiments::fields::Checked;
use crate::experiments::figure::{Chart, Series};
use crate::experiments::protocol::Accuracy;
use crate::experiments::section::{RunResults, groups};
use crate::experiments::table::{Block, Table};
use crate::experiments::words::{count, short, thousands};
use crate::sim::PresetSpec;

impl RunResults for Results {
    const FIELD: &'static str = "few_labels";
    const FILE: &'static str = "few-labels.csv";
    type Config = Config;

    fn config(&self) -> &Config {
        &self.config
    }

    fn model(&self) -> Option<(&PresetSpec, u64)> {
        Some((&self.config.preset, self.config.seed))
    }

    fn check(&self, at: &str) -> Checked {
        check(at, self)
    }

    fn blocks(runs: &[Results]) -> Vec<Block> {
        groups(runs, is_same).iter().flat_map(|group| of_group(group)).collect()
    }

    fn csv(runs: &[Results]) -> String {
        let mut table = Table::new([
            "preset",
            "images",
            "references",
            "unbalanced",
            "seed",
            "features",
            "way",
            "labels",
            "draw",
            "percent",
        ]);
        let name = |value: serde_json::Result<serde_json::Value>| {
            value.ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
        };
        for run in runs {
            let Config { preset, images, references, is_unbalanced, seed, .. } = &run.config;
            for (what, row) in
                run.reached.iter().flat_map(|r| r.rows.iter().map(|row| (r.what, row)))
            {
                let (what, way) =
                    (name(serde_json::to_value(what)), name(serde_json::to_value(row.way)));
                for (draw, percent) in row.accuracy.splits.iter().enumerate() {
                    table.row([
                        preset.name.clone(),
                        images.clone(),
                        references.to_string(),
                        is_unbalanced.to_string(),
                        seed.to_string(),
                        what.clone(),
                        way.clone(),
                        row.labels.to_string(),
                        draw.to_string(),
                        percent.to_string(),
                    ]);
                }
            }
        }
        table.csv()
    }
}

/// Whether two runs are of one configuration, but for the network's seed.
fn is_same(a: &Results, b: &Results) -> bool {
    Config { seed: a.config.seed, ..b.config.clone() } == a.config
}

/// The draws of all runs of a group together; none where nobody measured it.
fn pooled(group: &[&Results], what: Features, way: Labelling, labels: usize) -> Option<Accuracy> {
    let found = group.iter().filter_map(|run| run.accuracy(what, way, labels));
    let shares: Vec<f64> = found.flat_map(|accuracy| accuracy.splits.iter().copied()).collect();
    (!shares.is_empty()).then(|| Accuracy::of(shares))
}

/// Mean, spread and least: "94.10 ± 2.30 (88.10)".
fn cell(accuracy: &Accuracy) -> String {
    match accuracy.std {
        Some(std) => format!("{:.2} ± {std:.2} ({:.2})", accuracy.mean, least(accuracy)),
        None => format!("{:.2}", accuracy.mean),
    }
}

fn least(accuracy: &Accuracy) -> f64 {
    accuracy.splits.iter().copied().fold(f64::INFINITY, f64::min)
}

fn of_group(group: &[&Results]) -> Vec<Block> {
    let (first, config) = (group[0], &group[0].config);
    let title = format!(
        "{}, {} of {}, {} asked",
        config.preset.name,
        count(first.references.iter().sum(), "reference"),
        config.from,
        count(first.asked, &format!("{} image", config.images)),
    );
    let each = [Labelling::Nearest, Labelling::Spread, Labelling::Trained];
    let drawn = table(group, "labelled examples of a class", &config.labels, &each);
    let mut blocks = vec![Block::Title(title), Block::Table(drawn)];
    if !config.questions.is_empty() {
        let asked = table(group, "answers in all", &config.questions, &[Labelling::Asked]);
        blocks.push(Block::Table(asked));
    }
    blocks.extend(notes(group).into_iter().map(Block::Note));
    blocks
}

/// One row for each embedding and way, one column for each number of labels.
fn table(group: &[&Results], head: &str, columns: &[usize], ways: &[Labelling]) -> Table {
    let numbers = columns.iter().map(|&labels| thousands(labels));
    let mut table = Table::new([head.to_owned()].into_iter().chain(numbers));
    for what in Features::ALL {
        for &way in ways {
            let cells: Vec<Option<Accuracy>> =
                columns.iter().map(|&labels| pooled(group, what, way, labels)).collect();
            if cells.iter().all(Option::is_none) {
                continue;
            }
            let name = format!("{}, {}", what.words(), way.words());
            let cells = cells.iter().map(|of| of.as_ref().map_or(String::new(), cell));
            table.row([name].into_iter().chain(cells));
        }
    }
    table
}

/// What was done, and what it does not claim.
fn notes(group: &[&Results]) -> Vec<String> {
    let (first, config) = (group[0], &group[0].config);
    let seeds = match group.len() {
        1 => String::new(),
        seeds => format!(" on each of {}", count(seeds, "network")),
    };
    let islands: Vec<String> = (first.reached.iter())
        .filter_map(|one| {
            let numbers = count(one.numbers, "number");
            let islands = count(one.islands?, "island");
            Some(format!("{} {numbers}, {islands}", one.what.words()))
        })
        .collect();
    let mut notes = vec![format!(
        "Percent of the images asked about that were labelled right, mean ± spread and, in brackets, the least of {}{seeds}; \
         the same draws in every row. Nearest: the one nearest labelled reference. Spread: labels spread over the graph \
         of all references (joined with the nearest {} where both are among those, and with {} in any case; α = {}, {}), the nearest {} vote. Questions: the same, where the program chose which references are labelled, one after the \
         other, of {} that were drawn for each; they are answered by the label. Read at {} ms. Graphs: {}.",
        count(config.draws as usize, "draw"),
        config.graph.neighbours,
        config.graph.own,
        config.spread.alpha,
        count(config.spread.steps, "step"),
        config.join,
        thousands(config.candidates),
        short(config.time_ms),
        islands.join("; "),
    )];
    if config.hidden > 0 {
        notes.push(format!(
            "ANN: {}-{}-{}, ReLU, Adam, trained on the pixels of the labelled references until it knows them by heart, \
             without augmentation and without any image that has no label.",
            config.preset.sheet.pixels(),
            config.hidden,
            first.references.len(),
        ));
    }
    let most = first.references.iter().max().copied().unwrap_or(0);
    let fewest = first.references.iter().min().copied().unwrap_or(0);
    notes.push(format!(
        "What this does not claim: the preset's constants, and those of graph and spreading, were chosen by hand with \
         labels of training images in view; all references are needed, though not their labels; {}: here a class has {} \
         to {} references.",
        match config.is_unbalanced {
            true =>
                "classes of unequal size are the harder case, and the images asked about are as they come",
            false => "classes of nearly equal size are the easy case (--unbalanced is another)",
        },
        thousands(fewest),
        thousands(most),
    ));
    notes
}

/// Accuracy over the number of labels, a figure for each group; with what its name ends in.
pub(in crate::experiments) fn chart(runs: &[Results]) -> Vec<(String, Chart)> {
    let of_group = |group: &Vec<&Results>| {
        let config = &group[0].config;
        let series = Features::DRAWN.iter().flat_map(|&what| {
            Labelling::ALL.map(|way| {
                let (counts, each) = match way.is_of_each_class() {
                    true => (&config.labels, runs[0].references.len()),
                    false => (&config.questions, 1),
                };
                let point = |&labels: &usize| {
                    let accuracy = pooled(group, what, way, labels)?;
                    Some((labels as f64 * each as f64, accuracy.mean, accuracy.std))
                };
                let points = counts.iter().filter_map(point).collect();
                let name = format!("{}, {}", what.words(), way.words());
                Series { name, points, is_scattered: false }
            })
        });
        let chart = Chart {
            title: format!(
                "{}, {}: a few labels among them",
                config.preset.name,
                count(config.references, "reference")
            ),
            x: format!("labels in all, of {}", count(runs[0].references.len(), "class")),
            y: "labelled right, percent".into(),
            is_log: true,
            is_banded: true,
            series: series.filter(|series: &Series| !series.points.is_empty()).collect(),
        };
        let unequal = if config.is_unbalanced { "-unbalanced" } else { "" };
        (format!("{}-{}{unequal}", config.preset.name, config.images), chart)
    };
    groups(runs, is_same).iter().map(of_group).collect()
}
