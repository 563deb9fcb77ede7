//! What a run gave, as bars: what became of the edges, and how often each graph was wrong.

use super::results::{Classifier, NetworkResult, Results};
use crate::analysis::{EdgeShares, MeanStd};
use crate::experiments::figure::{BarChart, Bars};
use crate::experiments::stdp::graph::Graph;
use crate::experiments::words::count;

/// The paper's shares of edges that went up, down, turned inhibitory and stayed, percent (G21 Section 3.2).
const PAPER: [f64; 4] = [29.0, 40.0, 20.0, 11.0];

/// Edges, and wrong answers: bars that begin at 0 show those apart.
pub(in crate::experiments) fn bars(run: &Results) -> [BarChart; 2] {
    let classes = run.class_words();
    let networks = count(run.of_seeds.len(), "network");
    let shares = |name: &str, of: fn(&NetworkResult) -> EdgeShares| {
        let share = |kind: fn(&EdgeShares) -> f64| {
            height(run.of_seeds.iter().map(|seed| 100.0 * kind(&of(seed))).collect())
        };
        let heights =
            vec![share(|e| e.up), share(|e| e.down), share(|e| e.flipped), share(|e| e.same)];
        Bars { name: name.into(), heights }
    };
    let mut edges =
        vec![shares("all edges", |s| s.all), shares("between hidden neurons", |s| s.hidden)];
    if run.is_as_the_paper() {
        let heights = PAPER.map(|percent| Some((percent, None))).to_vec();
        edges.push(Bars { name: "paper".into(), heights });
    }
    let rows = || {
        let tokens = run.config.tokens.iter();
        tokens.flat_map(|tokens| Classifier::ALL.map(move |classifier| (tokens, classifier)))
    };
    let wrong = Graph::ALL.map(|graph| {
        let percents = rows().map(|(tokens, classifier)| run.percents(graph, tokens, classifier));
        let wrong = percents.map(|right| height(right.iter().map(|right| 100.0 - right).collect()));
        Bars { name: graph.to_string(), heights: wrong.collect() }
    });
    [
        BarChart {
            title: format!("What STDP made of the edges: {classes}, {networks}"),
            y: "edges, %".into(),
            groups: ["up", "down", "changed sign", "unchanged"].map(str::to_owned).to_vec(),
            bars: edges,
        },
        BarChart {
            title: format!("Wrong before and after STDP: {classes}, {networks}"),
            y: "wrong, %".into(),
            groups: rows().map(|(tokens, classifier)| format!("{tokens}, {classifier}")).collect(),
            bars: wrong.to_vec(),
        },
    ]
}

/// Mean and spread; none of nothing.
fn height(numbers: Vec<f64>) -> Option<(f64, Option<f64>)> {
    let MeanStd { mean, std, .. } = MeanStd::of(&numbers).ok()?;
    Some((mean, std))
}
