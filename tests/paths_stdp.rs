//! Shortened runs of Section 3.2: learning changes the graph as it should, the same bits with any number
//! of threads, and the command line around it.

use assert_cmd::Command;
use signalscape::data::{Cache, Source};
use signalscape::experiments::life::Run;
use signalscape::experiments::report::Report;
use signalscape::experiments::stdp::{Classifier, Config, Graph, Prepared, Results, Stage};
use signalscape::sim::Preset;
use std::sync::atomic::{AtomicBool, Ordering};

fn run(per_set: usize, seeds: &[u64], classes: &[u8]) -> Results {
    let config = Config {
        seeds: seeds.to_vec(),
        classes: classes.to_vec(),
        per_set,
        dimensions: 20,
        ..Config::of(&Preset::builtin("paths-stdp").unwrap())
    };
    let never = AtomicBool::new(false);
    Prepared::new(config, &Source::Embedded).unwrap().run(None, &never, |_: Stage| ()).unwrap().0
}

/// Measured with 120 images a set: N tokens 98 to 99 %, E tokens 90 to 96 %; shares of edges as with
/// 1,000: 27, 32, 12, 28.
#[test]
fn ones_and_fives_are_told_apart_and_edges_move() {
    let results = run(120, &[1, 2], &[1, 5]);
    let n = &results.config.tokens[0];
    for graph in Graph::ALL {
        for classifier in Classifier::ALL {
            for percent in results.percents(graph, n, classifier) {
                assert!(percent >= 90.0, "{graph}, {classifier}: {percent:.1} %");
            }
        }
    }
    for of_seed in &results.of_seeds {
        let edges = of_seed.all;
        let sum = edges.up + edges.down + edges.flipped + edges.same;
        assert!((sum - 1.0).abs() < 1e-9);
        assert!(edges.up > 0.1 && edges.down > 0.1 && edges.flipped > 0.02, "{edges:?}");
        let spikes = |graph| of_seed.spikes.iter().find(|(of, _)| *of == graph).unwrap().1;
        assert!(spikes(Graph::Stdp) < 0.5 * spikes(Graph::Bare), "STDP quietens the network");
    }
    assert!(results.gain(Graph::Bare, n, Classifier::Knn).unwrap().half_width.is_finite());
}

/// The same bits everywhere, with any number of threads. Update the hash only with the reason for it.
#[test]
fn what_is_learnt_is_the_same_with_any_number_of_threads() {
    let golden = "efbc9986e1542211787c597c2b875e4034562fdc8d45f5e5670f178f99f30c76";
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let found = pool.install(|| run(24, &[7], &[3, 5, 8]));
        assert_eq!(found.of_seeds[0].weights_sha256, golden, "{threads} threads");
    }
}

#[test]
fn networks_that_are_done_are_kept() {
    let config = |seeds: &[u64]| Config {
        seeds: seeds.to_vec(),
        per_set: 12,
        dimensions: 4,
        ..Config::of(&Preset::builtin("paths-stdp").unwrap())
    };
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path().to_owned());
    let prepared = |seeds: &[u64]| Prepared::new(config(seeds), &Source::Embedded).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let stop = AtomicBool::new(false);
    let in_the_second = |told: Stage| {
        stop.store(matches!(told, Stage::Reading { network: 1, .. }), Ordering::Relaxed);
    };
    let run = prepared(&[1, 2, 3]);
    let stopped = pool.install(|| run.run(Some(&cache), &stop, in_the_second)).unwrap_err();
    let words = stopped.to_string();
    assert!(words.starts_with("stopped after 1 of 3 networks; they are kept"), "{words}");
    let never = AtomicBool::new(false);
    let mut networks = Vec::new();
    let look = |told: Stage| {
        if let Stage::Reading { network, .. } = told {
            networks.push(network);
        }
    };
    let (on, _) = pool.install(|| run.run(Some(&cache), &never, look)).unwrap();
    assert!(networks.iter().all(|&network| network > 0), "the first is not run again");
    assert_eq!(on, pool.install(|| run.run(None, &never, |_| ())).unwrap().0);
    let look = |_: Stage| panic!("all are kept until what came of them is safe");
    assert_eq!(on, pool.install(|| run.run(Some(&cache), &never, look)).unwrap().0);
    run.forget(&cache);
    assert_eq!(cache.size_bytes().unwrap(), 0, "what was kept for going on is gone");
}

#[test]
fn the_command_writes_its_folder_and_refuses_nonsense() {
    let folder = tempfile::tempdir().unwrap();
    let signalscape = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_signalscape"));
        command.current_dir(folder.path()).env("HOME", folder.path());
        let outcome = command.args(["experiment", "paths-stdp"]).args(args).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (outcome.status.code().unwrap(), text(outcome.stdout), text(outcome.stderr))
    };
    let (code, table, errors) = signalscape(&[
        "--seeds",
        "1,2",
        "--per-set",
        "24",
        "--dimensions",
        "5",
        "--tokens",
        "E",
        "--out",
        "out",
    ]);
    assert_eq!(code, 0, "{errors}");
    assert!(table.contains("| E | SVM |") && table.contains("| paper | 29 | 40 | 20 | 11 |"));
    let report = Report::read(&folder.path().join("out")).unwrap();
    assert_eq!(report.stdp[0].of_seeds.len(), 2);
    assert!(folder.path().join("out/stdp.csv").is_file());
    for (args, expected) in [
        (&["--classes", "1"][..], "expected two or more different classes from 0 to 9, found 1"),
        (
            &["--classes", "1,64"],
            "'64' for '--classes <CLASS,…>': expected a whole number from 0 to 63",
        ),
        (&["--classes", "1,12"], "expected two or more different classes from 0 to 9, found 1, 12"),
        (&["--classes", "1,1"], "found 1, 1"),
        (&["--per-set", "100"], "per-set: expected at least 121 images"),
        (&["--per-set", "50000"], "found 50000"),
        (&["--tokens", "Q"], "expected letters of N, E, P and I"),
        (&["--set", "plasticity.w_min=9"], "plasticity.w_min"),
        (&["--k", "0"], "'--k <N>': expected a whole number of at least 1"),
        (&["--svm-c", "0"], "svm.c: expected a finite number > 0, found 0"),
        (&["--per-set", "0"], "'--per-set <N>': expected a whole number of at least 1"),
        (&["--per-set", "130", "--k", "500"], "k: expected 1 to 129, the number of references"),
        (&["--seeds", "1,1"], "--seeds: expected each seed once"),
    ] {
        let (code, _, errors) = signalscape(args);
        assert_eq!(code, 2, "{args:?}: {errors}");
        assert!(errors.contains(expected), "{args:?}: {errors}");
    }
}
