//! Shortened experiments: bounds that a broken model would miss, golden hashes of the weights, and the
//! command line around them.

use assert_cmd::Command;
use signalscape::data::Source;
use signalscape::experiments::life::Run;
use signalscape::experiments::report::Report;
use signalscape::experiments::weights::{Config, Features, Prepared, Results};
use signalscape::sim::Preset;
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn run(config: Config) -> Results {
    let never = AtomicBool::new(false);
    let prepared = Prepared::new(config, &Source::Embedded).unwrap();
    prepared.run(None, &never, |_| ()).unwrap().0
}

fn shortened(preset: &str, images: usize) -> Config {
    let preset = Preset::builtin(preset).unwrap();
    Config { limit: Some(images), times_ms: vec![100.0, 300.0], ..Config::of(&preset) }
}

/// Measured with 900 references: 95.3, 93.8 and 95.0 for the weights, 93.0, 94.0 and 94.0 for the counts, 85.0 for
/// the pixels.
#[test]
fn a_thousand_images_are_told_apart() {
    for (preset, least, over_counts) in
        [("weights-196", 94.3, 1.0), ("weights-196-dense", 92.8, -1.0), ("weights-384", 94.0, 0.0)]
    {
        let results = run(shortened(preset, 1000));
        let at = |features, time_ms| results.accuracy(features, time_ms).unwrap().mean;
        let weights = at(Features::Weights, Some(300.0));
        assert!(weights >= least, "{preset}: {weights:.2} %, expected at least {least}");
        let counts = at(Features::Counts, Some(300.0));
        assert!(weights > counts + over_counts, "{preset}: {weights:.2} %, counts {counts:.2} %");
        assert!(weights > at(Features::PixelsEuclidean, None) + 5.0, "{preset}: and pixels");
        assert_eq!(results.saturated, 0);
        let asked: u32 = results.confusion.iter().flatten().sum();
        assert_eq!(asked, 10 * 100, "every split asks about a tenth");
        let shares = results.edge_shares;
        let whole = shares.up + shares.down + shares.flipped + shares.same;
        assert!((whole - 1.0).abs() < 1e-9 && shares.up > 0.1 && shares.down > 0.1);
    }
}

/// The plain variant is the paper's words and no more: above the pixels' half, and no better than that.
/// Measured with 900 references: 82.
#[test]
fn the_plain_variant_is_what_it_is() {
    let results = run(Config { times_ms: vec![300.0], ..shortened("weights-plain", 600) });
    let weights = results.accuracy(Features::Weights, Some(300.0)).unwrap().mean;
    assert!((70.0..90.0).contains(&weights), "{weights:.2} %");
    assert_eq!(results.saturated, 0);
}

/// The same bits everywhere, with any number of threads. Update a hash only with the reason for it.
#[test]
fn weights_are_the_same_bits_with_any_number_of_threads() {
    let golden = [
        ("weights-196", "1393c80a582fb32b6e22599252ba3e676c68b78396b62ff57ab8e18c2246fd28"),
        ("weights-384", "47417ffffcd9a042d116e541f5a0a3a229d4ec9635abe0506c4c612c74bf2617"),
        ("weights-plain", "5d09df3609493f1b3850060dc24a5b5079ffaafd63615880e839d7a6e9d3ee7b"),
        ("weights-196-dense", "e85211be3af054a357547ac0fc058656f3e2329b9d124446b564b8c6f9a65b39"),
    ];
    for (preset, expected) in golden {
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let found = pool.install(|| run(shortened(preset, 60))).weights_sha256;
            assert_eq!(found, expected, "{preset}, {threads} threads: tests/experiments.rs");
        }
    }
}

fn signalscape(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signalscape"));
    command.current_dir(folder).env("HOME", folder).env("XDG_CACHE_HOME", folder.join("cache"));
    let outcome = command.args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (outcome.status.code().unwrap(), text(outcome.stdout), text(outcome.stderr))
}

#[test]
fn a_folder_of_results_is_whole_and_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let args = [
        "experiment",
        "weights",
        "--limit",
        "50",
        "--times",
        "50",
        "--seeds",
        "1,2",
        "--lesion",
        "no-inhibition,no-inhibition",
        "--out",
        "results",
    ];
    let (code, out, err) = signalscape(folder.path(), &args);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("weights-196+no-inhibition") && out.contains("edge weights"), "{out}");
    let report = Report::read(&folder.path().join("results")).unwrap();
    assert_eq!(report.runs.len(), 4, "two models, two seeds");
    assert_eq!(report.groups().len(), 2);
    let table = std::fs::read_to_string(folder.path().join("results/table.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + 4 * 5);
    let (code, _, err) = signalscape(folder.path(), &args);
    assert!(code == 2 && err.contains("--force"), "{err}");
    // A table of the user's own is as dear as results.
    let own = folder.path().join("own/table.csv");
    std::fs::create_dir(own.parent().unwrap()).unwrap();
    std::fs::write(&own, "mine").unwrap();
    let to_own = args.map(|arg| if arg == "results" { "own" } else { arg });
    let (code, _, err) = signalscape(folder.path(), &to_own);
    assert!(code == 2 && err.contains("table.csv"), "{err}");
    assert_eq!(std::fs::read_to_string(&own).unwrap(), "mine");

    let results = folder.path().join("results/results.json");
    std::fs::write(&results, "{}").unwrap();
    let words = Report::read(&folder.path().join("results")).unwrap_err().to_string();
    assert!(words.contains("results.json: expected a field version, found none"), "{words}");
}

#[test]
fn wrong_arguments_are_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    for (args, words) in [
        (&["--k", "0"][..], "'--k <N>': expected a whole number of at least 1"),
        (&["--limit", "20", "--k", "19"], "k: expected 1 to 18, the number of references"),
        (&["--limit", "3"], "at least 10"),
        (&["--splits", "0"], "'--splits <N>': expected a whole number from 1 to 1000"),
        (&["--times", "100,50"], "rising"),
        (&["--times", "0"], "found 0 ms"),
        (
            &["--times", "700"],
            "multiples of a tick, 0.125 ms, up to 600 ms, where the run ends; found 700 ms",
        ),
        (&["--times", "-5"], "found -5 ms"),
        (&["--images", "tests"], "expected test, tune, held"),
        (&["--images", "train:0..70000"], "below 60000"),
        (&["--preset", "paths-sbm"], "expected plastic edges"),
        (&["--lesion", "all,none"], "found \"none\""),
        (
            &["--lesion", "no-metaplasticity"],
            "error: --lesion: expected a preset with plasticity.meta",
        ),
        (&["--threads", "0"], "--threads"),
        (&["--set", "plasticity.a_plus"], "--set: expected PATH=VALUE"),
        (
            &["--set", "plasticity.none=1"],
            "--set: plasticity.none: expected one of a_minus, a_plus, ",
        ),
        (&["--set", "wiring.sigma_px=-1"], "--set: wiring.sigma_px: expected a finite number > 0"),
        (&["--neurons", "0"], "wiring.neurons: expected a whole number from 1 to"),
        (&["--neurons", "few"], "--neurons: expected whole numbers or all, found few"),
        (&["--neurons", "5", "--preset", "weights-196"], "exclude each other"),
    ] {
        let args = [&["experiment", "weights"], args].concat();
        let (code, out, err) = signalscape(folder.path(), &args);
        assert!(code == 2 && out.is_empty() && err.contains(words), "{args:?}: {code} {err}");
    }
}
