//! The tables of a run, for people and for programs.

use super::results::{Classifier, Results};
use crate::analysis::{EdgeShares, Families, MeanStd, PairedDifference};
use crate::experiments::stdp::graph::Graph;
use crate::experiments::words::{count, number, signed, thousands};
use std::fmt::Write as _;

/// Tables as Markdown.
pub(in crate::experiments) fn markdown(runs: &[Results]) -> String {
    runs.iter().map(table).collect()
}

fn table(run: &Results) -> String {
    let config = &run.config;
    let digits: Vec<String> = config.classes.iter().map(ToString::to_string).collect();
    let mut text = format!(
        "\n### {}, digits {}, {}\n\n\
         | tokens | classifier | G | G_STDP | shuffled | gain over G | p | gain over shuffled | p |\n\
         |---|---|---|---|---|---|---|---|---|\n",
        config.preset.name,
        digits.join(", "),
        count(run.of_seeds.len(), "network")
    );
    for tokens in &config.tokens {
        for classifier in Classifier::ALL {
            let _ = write!(text, "| {tokens} | {classifier} |");
            for graph in Graph::ALL {
                let _ = write!(text, " {} |", mean(&run.percents(graph, tokens, classifier)));
            }
            for over in [Graph::Bare, Graph::Shuffled] {
                text += &gain(run, over, tokens, classifier);
            }
            text += "\n";
        }
    }
    let comparisons = config.tokens.len() * Classifier::ALL.len();
    let has_paper = config.classes == [1, 5];
    if has_paper {
        text += "| paper | kNN | 61 | 82 | | | | | |\n| paper | SVM | 91.1 | 97.6 | | | | | |\n";
    }
    let _ = writeln!(
        text,
        "\nPercent right of {} images, mean ± spread over networks. G_STDP has learnt from another {} of the \
         same digits by turns. kNN: k = {}, each image by the others of its set; SVM: radial kernel, C = {}, \
         fitted to the set that was learnt from. Gains are paired by network, with the 95 % confidence interval \
         of their mean and the probability that chance gives as much (all signs tried). The shuffled graph has \
         the same changes of weight on other edges of the same block: only what G_STDP gains over it is \
         timing. Each p is of one comparison; of {} at once, one below {:.4} stands by itself (Bonferroni).",
        thousands(config.per_set),
        thousands(config.per_set),
        config.k,
        config.svm_c,
        comparisons,
        0.05 / comparisons as f64
    );
    text += "\n| edges | up | down | turned inhibitory | unchanged |\n|---|---|---|---|---|\n";
    let all: Vec<EdgeShares> = run.of_seeds.iter().map(|of_seed| of_seed.all).collect();
    let hidden: Vec<EdgeShares> = run.of_seeds.iter().map(|of_seed| of_seed.hidden).collect();
    for (name, edges) in [("all", all), ("between hidden neurons", hidden)] {
        let share = |of: fn(&EdgeShares) -> f64| {
            mean(&edges.iter().map(|edges| of(edges) * 100.0).collect::<Vec<_>>())
        };
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} |",
            share(|e| e.up),
            share(|e| e.down),
            share(|e| e.flipped),
            share(|e| e.same)
        );
    }
    if has_paper {
        text += "| paper | 29 | 40 | 20 | 11 |\n";
    }
    let spikes = Graph::ALL.map(|graph| {
        let of = |of_seed: &super::NetworkResult| {
            of_seed.spikes.iter().find(|(of, _)| *of == graph).map(|(_, spikes)| *spikes)
        };
        let spikes: Vec<f64> = run.of_seeds.iter().filter_map(of).collect();
        let mean = spikes.iter().sum::<f64>() / spikes.len().max(1) as f64;
        format!("{graph} {}", number(mean, 0))
    });
    let _ = writeln!(text, "\nShares in percent. Spikes an image: {}.", spikes.join(", "));
    text
}

fn mean(numbers: &[f64]) -> String {
    match MeanStd::of(numbers) {
        Err(_) => String::new(),
        Ok(MeanStd { mean, std: None, .. }) => format!("{mean:.2}"),
        Ok(MeanStd { mean, std: Some(std), .. }) => format!("{mean:.2} ± {std:.2}"),
    }
}

/// Two cells.
fn gain(run: &Results, over: Graph, tokens: &Families, classifier: Classifier) -> String {
    match run.gain(over, tokens, classifier) {
        Some(PairedDifference { mean, half_width, p, .. }) => {
            format!(" {} ± {half_width:.2} | {p:.4} |", signed(mean, 2))
        }
        None => " | |".to_owned(),
    }
}

/// One line for each number.
pub(in crate::experiments) fn csv(runs: &[Results]) -> String {
    let mut text = String::from("preset,classes,seed,graph,tokens,classifier,percent\n");
    for run in runs {
        let classes: Vec<String> = run.config.classes.iter().map(ToString::to_string).collect();
        for of_seed in &run.of_seeds {
            for right in &of_seed.right {
                let _ = writeln!(
                    text,
                    "{},{},{},{},{},{},{}",
                    run.config.preset.name,
                    classes.join(" "),
                    of_seed.seed,
                    right.graph,
                    right.tokens,
                    right.classifier,
                    right.percent
                );
            }
        }
    }
    text
}
