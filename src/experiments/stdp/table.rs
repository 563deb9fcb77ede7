//! The tables of a run, for people and for programs.

use super::check::check;
use super::results::{Classifier, Config, Results};
use crate::analysis::{EdgeShares, Families, MeanStd, PairedDifference};
use crate::experiments::fields::Checked;
use crate::experiments::section::RunResults;
use crate::experiments::stdp::graph::Graph;
use crate::experiments::table::{Block, Table};
use crate::experiments::words::{count, number, signed, thousands};
use crate::sim::PresetSpec;

impl RunResults for Results {
    const FIELD: &'static str = "stdp";
    const FILE: &'static str = "stdp.csv";
    type Config = Config;

    fn config(&self) -> &Config {
        &self.config
    }

    fn model(&self) -> Option<(&PresetSpec, u64)> {
        Some((&self.config.preset, *self.config.seeds.first()?))
    }

    fn check(&self, at: &str) -> Checked {
        check(at, self)
    }

    fn blocks(runs: &[Results]) -> Vec<Block> {
        runs.iter().flat_map(of_run).collect()
    }

    fn csv(runs: &[Results]) -> String {
        let mut table =
            Table::new(["preset", "classes", "seed", "graph", "tokens", "classifier", "percent"]);
        for run in runs {
            let classes: Vec<String> = run.config.classes.iter().map(ToString::to_string).collect();
            for of_seed in &run.of_seeds {
                for right in &of_seed.right {
                    table.row([
                        run.config.preset.name.clone(),
                        classes.join(" "),
                        of_seed.seed.to_string(),
                        right.graph.to_string(),
                        right.tokens.to_string(),
                        right.classifier.to_string(),
                        right.percent.to_string(),
                    ]);
                }
            }
        }
        table.csv()
    }
}

fn of_run(run: &Results) -> Vec<Block> {
    let config = &run.config;
    let title = format!(
        "{}, {}, {}",
        config.preset.name,
        run.class_words(),
        count(run.of_seeds.len(), "network")
    );
    let mut table = Table::new([
        "tokens",
        "classifier",
        "G",
        "G_STDP",
        "shuffled",
        "gain over G",
        "p",
        "gain over shuffled",
        "p",
    ]);
    for tokens in &config.tokens {
        for classifier in Classifier::ALL {
            let mut cells = vec![tokens.to_string(), classifier.to_string()];
            cells.extend(Graph::ALL.map(|graph| mean(&run.percents(graph, tokens, classifier))));
            for over in [Graph::Bare, Graph::Shuffled] {
                cells.extend(gain(run, over, tokens, classifier));
            }
            table.row(cells);
        }
    }
    let comparisons = config.tokens.len() * Classifier::ALL.len();
    let has_paper = run.is_as_the_paper();
    if has_paper {
        table.row(["paper", "kNN", "61", "82"]);
        table.row(["paper", "SVM", "91.1", "97.6"]);
    }
    let note = format!(
        "Percent right of {} images, mean ± spread over networks. G_STDP has learnt from another {} of the \
         same {} by turns. kNN: k = {}, each image by the others of its set; SVM: radial kernel, C = {}, \
         fitted to the set that was learnt from. Gains are paired by network, with the 95 % confidence interval \
         of their mean and the probability that chance gives as much (all signs tried). The shuffled graph has \
         the same changes of weight on other edges of the same block: only what G_STDP gains over it is \
         timing. Each p is of one comparison; of {} at once, one below {:.4} stands by itself (Bonferroni).",
        thousands(config.per_set),
        thousands(config.per_set),
        if run.classes.is_none() { "digits" } else { "classes" },
        config.k,
        config.svm_c,
        comparisons,
        0.05 / comparisons as f64
    );
    let mut edges = Table::new(["edges", "up", "down", "changed sign", "unchanged"]);
    let all: Vec<EdgeShares> = run.of_seeds.iter().map(|of_seed| of_seed.all).collect();
    let hidden: Vec<EdgeShares> = run.of_seeds.iter().map(|of_seed| of_seed.hidden).collect();
    for (name, of) in [("all", all), ("between hidden neurons", hidden)] {
        let share = |kind: usize| {
            mean(&of.iter().map(|edges| edges.named()[kind].1 * 100.0).collect::<Vec<_>>())
        };
        edges.row([name.to_owned(), share(0), share(1), share(2), share(3)]);
    }
    if has_paper {
        edges.row(["paper", "29", "40", "20", "11"]);
    }
    let spikes = Graph::ALL.map(|graph| {
        let of = |of_seed: &super::NetworkResult| {
            of_seed.spikes.iter().find(|(of, _)| *of == graph).map(|(_, spikes)| *spikes)
        };
        let spikes: Vec<f64> = run.of_seeds.iter().filter_map(of).collect();
        let mean = spikes.iter().sum::<f64>() / spikes.len().max(1) as f64;
        format!("{graph} {}", number(mean, 0))
    });
    let shares = format!("Shares in percent. Spikes an image: {}.", spikes.join(", "));
    vec![
        Block::Title(title),
        Block::Table(table),
        Block::Note(note),
        Block::Table(edges),
        Block::Note(shares),
    ]
}

fn mean(numbers: &[f64]) -> String {
    match MeanStd::of(numbers) {
        Err(_) => String::new(),
        Ok(MeanStd { mean, std: None, .. }) => format!("{mean:.2}"),
        Ok(MeanStd { mean, std: Some(std), .. }) => format!("{mean:.2} ± {std:.2}"),
    }
}

/// Two cells.
fn gain(run: &Results, over: Graph, tokens: &Families, classifier: Classifier) -> [String; 2] {
    match run.gain(over, tokens, classifier) {
        Some(PairedDifference { mean, half_width, p, .. }) => {
            [format!("{} ± {half_width:.2}", signed(mean, 2)), format!("{p:.4}")]
        }
        None => [String::new(), String::new()],
    }
}
