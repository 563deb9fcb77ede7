//! A report of each experiment, for tests.

use crate::analysis::EdgeShares;
use crate::experiments::ann::AnnRow;
use crate::experiments::protocol::{Accuracy, Missed};
use crate::experiments::report::{Experiment, Report};
use crate::experiments::weights::Features;
use crate::experiments::{few_labels, paths, stdp, weights};
use crate::sim::Preset;
use std::sync::LazyLock;

pub(super) const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn percentages(splits: &[f64]) -> Accuracy {
    Accuracy::of(splits.to_vec())
}

fn of_weights(preset: &str, neurons: usize) -> weights::Results {
    let preset = match preset {
        "sweep" => crate::experiments::sweep::preset(neurons).unwrap(),
        name => Preset::builtin(name).unwrap(),
    };
    let times_ms = vec![100.0, 300.0];
    let config = weights::Config { times_ms, splits: 2, ..weights::Config::of(&preset) };
    let row = |features, time_ms| weights::Row {
        features,
        time_ms,
        numbers: 588,
        accuracy: percentages(&[90.0, 100.0]),
    };
    let timed = [Features::Weights, Features::Counts];
    let mut rows: Vec<weights::Row> =
        timed.iter().flat_map(|&f| [row(f, Some(100.0)), row(f, Some(300.0))]).collect();
    rows.push(row(Features::PixelsEuclidean, None));
    // Two splits of ten.
    let mut confusion = vec![vec![0; 10]; 10];
    (0..10).for_each(|digit| confusion[digit][digit] = 2);
    (confusion[4][4], confusion[4][9]) = (1, 1);
    weights::Results {
        config,
        images: 100,
        neurons,
        edges: 588,
        rows,
        confusion,
        missed: vec![Missed { image: 7, truth: 4, label: 9, asked: 2, wrong: 1 }],
        edge_shares: EdgeShares { up: 0.5, down: 0.25, flipped: 0.25, same: 0.0 },
        saturated: 0,
        per_image: weights::PerImage { spikes: 900.0, arrivals: 5e4, lost: 2e4, cpu_ms: Some(4.0) },
        weights_sha256: HASH.into(),
        images_sha256: None,
        classes: None,
    }
}

fn of_paths(seed: u64) -> paths::Results {
    let config = paths::Config {
        seed,
        asked: Some("test".into()),
        tokens: vec!["E".parse().unwrap(), "I".parse().unwrap()],
        ..paths::Config::of(&Preset::builtin("paths-sbm").unwrap())
    };
    let (truth, answers) = ("112349", "112347");
    let shares = paths::shares::shares_of(
        &paths::shares::labels(truth),
        &paths::shares::labels(answers),
        4,
        &[1, 3],
        10,
    );
    let [leave_one_out, unseen, asked] = &shares;
    let row = |what| paths::Row {
        what,
        numbers: 120,
        explained: Some([0.1, 0.6]),
        leave_one_out: leave_one_out.clone().unwrap(),
        unseen: unseen.clone(),
        asked: asked.clone(),
        answers: answers.into(),
    };
    let of_tokens = config.tokens.iter().map(|tokens| row(paths::Features::Tokens(tokens.clone())));
    let rows =
        of_tokens.chain([row(paths::Features::Pixels), row(paths::Features::PixelAxes)]).collect();
    paths::Results {
        config,
        references: 4,
        asked: 2,
        neurons: 200,
        edges: 4_000,
        input_edges: 8_000,
        truth: truth.into(),
        unseen: vec![1, 3],
        rows,
        cycles: paths::Cycles {
            share: 0.9,
            found_at: Some([10, 20, 30]),
            commonest: Some((50, 0.5)),
            spikes: 40.0,
        },
        cpu_ms: None,
        paths_sha256: HASH.into(),
        embeddings_sha256: HASH.into(),
        images_sha256: None,
        classes: None,
    }
}

fn of_stdp() -> stdp::Results {
    let preset = Preset::builtin("paths-stdp").unwrap();
    let config = stdp::Config { seeds: vec![1, 2], ..stdp::Config::of(&preset) };
    let edges = EdgeShares { up: 0.3, down: 0.4, flipped: 0.2, same: 0.1 };
    let of_seed = |&seed: &u64| {
        let right = config.tokens.iter().flat_map(|tokens| {
            stdp::Graph::ALL.iter().flat_map(move |&graph| {
                let right = move |classifier| stdp::Score {
                    graph,
                    tokens: tokens.clone(),
                    classifier,
                    percent: 80.0 + seed as f64,
                };
                stdp::Classifier::ALL.map(right)
            })
        });
        stdp::NetworkResult {
            seed,
            right: right.collect(),
            spikes: stdp::Graph::ALL.map(|graph| (graph, 90.0)).to_vec(),
            all: edges,
            hidden: edges,
            weights_sha256: HASH.into(),
        }
    };
    let of_seeds = config.seeds.iter().map(of_seed).collect();
    stdp::Results { config, images_sha256: None, classes: None, of_seeds }
}

fn of_few_labels() -> few_labels::Results {
    use few_labels::{Config, Features, Labelling, Reached, Row};
    let preset = Preset::builtin("weights-196").unwrap();
    let config =
        Config { labels: vec![1, 5], questions: vec![1, 5], draws: 2, ..Config::of(&preset) };
    let rows = || Labelling::ALL.into_iter().flat_map(|way| [1, 5].map(|labels| (way, labels)));
    let row = |(way, labels)| Row { way, labels, accuracy: percentages(&[90.0, 100.0]) };
    let reached =
        |what| Reached { what, numbers: 196, islands: Some(1), rows: rows().map(row).collect() };
    few_labels::Results {
        config,
        images_sha256: HASH.parse().unwrap(),
        references: vec![1_000; 10],
        asked: 10_000,
        neurons: 196,
        edges: 588,
        reached: Features::ALL.map(reached).to_vec(),
        embeddings_sha256: HASH.into(),
    }
}

fn of_ann(neurons: usize) -> AnnRow {
    let parameters = AnnRow::parameters_of(neurons, 784, 10);
    AnnRow { neurons, parameters, steps: 90, accuracy: percentages(&[40.0, 50.0]) }
}

/// One of every kind.
pub(super) static REPORTS: LazyLock<Vec<Report>> = LazyLock::new(|| {
    let of = |experiment| Report::new(experiment, format!("signalscape experiment {experiment:?}"));
    let mut lesioned = of_weights("weights-196", 196);
    lesioned.config = lesioned.config.lesioned("no-inhibition".parse().unwrap()).unwrap();
    vec![
        Report { runs: vec![of_weights("weights-196", 196), lesioned], ..of(Experiment::Weights) },
        Report {
            runs: [5, 10, 25].map(|n| of_weights("sweep", n)).to_vec(),
            ann: [5, 10, 25].map(of_ann).to_vec(),
            ..of(Experiment::Ann)
        },
        Report { paths: [1, 2, 3].map(of_paths).to_vec(), ..of(Experiment::Paths) },
        Report { stdp: vec![of_stdp()], ..of(Experiment::PathsStdp) },
        Report { few_labels: vec![of_few_labels()], ..of(Experiment::FewLabels) },
    ]
});
