//! Shortened experiments with temporal paths: bounds that a broken model would miss, golden hashes, and
//! the command line around them.

use assert_cmd::Command;
use rayon::prelude::*;
use signalscape::analysis::paths::{
    DIMENSIONS, FITTED, PathEmbedder, WHITENING, axes_key, places_to_fit, shipped_axes,
};
use signalscape::analysis::{AxesKind, Families, SparseAxes, Tokens};
use signalscape::data::{Cache, ContentHash, Part, Source};
use signalscape::experiments::life::Run;
use signalscape::experiments::paths::{Config, Features, Prepared, Results, Stage};
use signalscape::experiments::report::{Experiment, Report};
use signalscape::sim::{Network, Preset};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn run(config: Config) -> Results {
    let never = AtomicBool::new(false);
    let prepared = Prepared::prepare([config], &Source::Embedded).unwrap();
    prepared[0].run(None, &never, |_: Stage| ()).unwrap().0
}

fn shortened(images: usize, fitted: usize) -> Config {
    let preset = Preset::builtin("paths-sbm").unwrap();
    Config { limit: Some(images), fitted, ..Config::of(&preset) }
}

/// Measured with 1,999 references: 90.4 for E, 90.6 for N+E+P, 91.9 for the pixels.
#[test]
fn two_thousand_paths_are_told_apart() {
    let results = run(shortened(2000, 1000));
    let of = |name: &str| {
        let is_it = |what: &Features| matches!(what, Features::Tokens(t) if t.to_string() == name);
        results.rows.iter().find(|row| is_it(&row.what)).unwrap()
    };
    let (edges, all, inputs) = (of("E"), of("N+E+P"), of("I"));
    for (row, least) in [(edges, 88.5), (all, 88.5), (inputs, 90.0)] {
        let found = row.leave_one_out.percent;
        assert!(found >= least, "{}: {found:.2} %, expected at least {least}", row.what);
    }
    assert!(edges.leave_one_out.worst().unwrap().1 > 75.0, "no digit is lost");
    let asked = edges.asked.as_ref().unwrap().percent;
    assert!(asked > 85.0, "test images: {asked:.2} %");
    assert!(edges.unseen.is_none(), "all of the first 2,000 were looked at");
    assert_eq!(results.rows.len(), 5, "three kinds of token, and pixels twice");
    assert!(results.cycles.share > 0.95, "{:?}", results.cycles);
}

/// The same paths everywhere, and the same embeddings with any number of threads. Update the hash only
/// with the reason for it.
#[test]
fn paths_are_the_same_with_any_number_of_threads() {
    let golden = "4f1790f3e70b1a4f9303b9c23e876e500d5f7b76d37edc1f0a80ff41bb88a485";
    let mut embeddings = Vec::new();
    for threads in [1, 2, 5] {
        let config = Config { pixels: false, dimensions: 20, ..shortened(80, 40) };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let found = pool.install(|| run(config));
        assert_eq!(found.paths_sha256, golden, "{threads} threads: tests/paths.rs");
        embeddings.push(found.embeddings_sha256);
    }
    assert!(embeddings.iter().all(|hash| *hash == embeddings[0]), "{embeddings:?}");
}

/// Other processors round otherwise, which moves a digit by a few units of 2^-15. `SIGNALSCAPE_BLESS=1`
/// writes them anew.
#[test]
fn the_axes_that_are_shipped_are_those_that_are_fitted() {
    let preset = Arc::new(Preset::builtin("paths-sbm").unwrap());
    let network = Arc::new(Network::build(&preset, 1));
    let digits = Source::Embedded.load(Part::Train).unwrap();
    let content = ContentHash::of(&[&digits]);
    let key = axes_key(&preset, &network, 1, content);
    let read = |places: &[u32]| -> Vec<Tokens> {
        let mut reader = PathEmbedder::new(preset.clone(), network.clone());
        places.iter().map(|&i| reader.read(digits.image(i as usize)).0).collect()
    };
    let tokens: Vec<Tokens> =
        places_to_fit(digits.len(), FITTED).par_chunks(250).flat_map_iter(read).collect();
    let mut reader = PathEmbedder::new(preset.clone(), network.clone());
    let families: Families = "E".parse().unwrap();
    let dim = reader.tokenizer().dim();
    let principal = AxesKind::Principal;
    let fitted = principal.fit(reader.tokenizer(), &tokens, &families, DIMENSIONS, &|| true);
    let fitted = fitted.unwrap().unwrap();
    let fitted = fitted.whitened(WHITENING);
    if std::env::var_os("SIGNALSCAPE_BLESS").is_some() {
        let bytes = fitted.to_kept().to_bytes(&key).unwrap();
        std::fs::write("data/axes/paths-sbm.safetensors", bytes).unwrap();
        return;
    }
    let kept = shipped_axes(&key).expect("SIGNALSCAPE_BLESS=1 writes axes of the preset as it is");
    let shipped = SparseAxes::from_kept(dim, DIMENSIONS, &kept).expect("as many as are wanted");
    let asked = Source::Embedded.load(Part::Test).unwrap();
    for i in 0..50 {
        let (tokens, _) = reader.read(asked.image(i));
        let [one, other] = [&fitted, &shipped].map(|axes| reader.place(&tokens, &families, axes));
        let apart = one.iter().zip(&other).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        assert!(apart <= 40, "test digit {i} lies {apart} units from where it is fitted");
        assert!(one.iter().any(|x| x.unsigned_abs() > 400), "it has a place");
    }
    let other = axes_key(&preset, &Network::build(&preset, 2), 2, content);
    assert_eq!(shipped_axes(&other), None, "another network has other axes");
    let other = axes_key(&preset, &network, 1, ContentHash::of(&[&asked]));
    assert_eq!(shipped_axes(&other), None, "other digits have other axes");
}

/// Neighbours are asked for as long as images are presented: whoever stops then keeps the images.
#[test]
fn stopping_while_neighbours_are_asked_keeps_the_images() {
    let prepared = Prepared::prepare([shortened(300, 150)], &Source::Embedded).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path().to_owned());
    let stop = AtomicBool::new(false);
    let when_asking = |told: Stage| {
        if let Stage::Asking { row: 1, .. } = told {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let stopped = prepared[0].run(Some(&cache), &stop, when_asking).unwrap_err().to_string();
    assert!(stopped.contains("they are kept, and the same command goes on"), "{stopped}");
    let never = AtomicBool::new(false);
    let (results, embedded) = prepared[0].run(Some(&cache), &never, |_| ()).unwrap();
    assert_eq!(embedded.simulated, 0, "nothing is presented again");
    let (whole, _) = prepared[0].run(None, &never, |_| ()).unwrap();
    assert_eq!(results.embeddings_sha256, whole.embeddings_sha256);
    prepared[0].forget(&cache);
    assert_eq!(cache.size_bytes().unwrap(), 0);
}

/// Measured, mean of three networks with 400 images: whitened 81.2, tolerant 84.4, voting 85.5.
#[test]
fn tolerant_axes_tell_more_apart_and_networks_that_vote_more_still() {
    let mean = |axes: AxesKind| {
        let of_seed = |seed| {
            let tokens = vec!["E".parse().unwrap()];
            let short = Config { asked: None, pixels: false, tokens, ..shortened(400, 200) };
            run(Config { axes, seed, images: "tune".into(), ..short })
        };
        let runs: Vec<Results> = [1, 2, 3].map(of_seed).into();
        let percents = runs.iter().map(|run| run.rows[0].leave_one_out.percent);
        (percents.sum::<f64>() / 3.0, runs)
    };
    let (whitened, _) = mean(AxesKind::Whitened);
    let (tolerant, runs) = mean(AxesKind::Tolerant);
    let report = Report { paths: runs, ..Report::new(Experiment::Paths, String::new()) };
    let table = report.markdown();
    let row = table.lines().find(|line| line.starts_with("| E, 3 networks voting | |"));
    let together: f64 =
        row.expect("a row for the vote").split('|').nth(3).unwrap().trim().parse().unwrap();
    println!("whitened {whitened:.2}, tolerant {tolerant:.2}, voting {together:.2}");
    assert!(tolerant > whitened + 1.0, "{tolerant:.2} for {whitened:.2}");
    assert!(together > tolerant + 0.5, "{together:.2} for {tolerant:.2}");
}

fn signalscape(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signalscape"));
    command.current_dir(folder).env("HOME", folder).env("XDG_CACHE_HOME", folder.join("cache"));
    let outcome = command.args(["experiment", "paths"]).args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (outcome.status.code().unwrap(), text(outcome.stdout), text(outcome.stderr))
}

#[test]
fn a_folder_of_results_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["--images", "test", "--asked", "none", "--limit", "60", "--fit", "40"];
    let more = ["--dimensions", "10", "--tokens", "E,N", "--embedding", "npy", "--out", "out"];
    let (code, table, errors) = signalscape(folder.path(), &[&args[..], &more].concat());
    assert_eq!(code, 0, "{errors}");
    assert!(table.contains("| E: edges between hidden neurons | 10 |"), "{table}");
    let out = folder.path().join("out");
    for name in ["results.json", "table.md", "paths.csv", "fig1.svg", "fig1-closely.png"] {
        assert!(out.join(name).is_file(), "{name}");
    }
    assert!(out.join("paths-sbm-seed1-E.npy").is_file());
    let report = Report::read(&out).unwrap();
    assert_eq!((report.paths.len(), report.paths[0].references), (1, 60));
    assert_eq!(std::fs::read_to_string(out.join("table.md")).unwrap(), table);
}

#[test]
fn what_cannot_be_run_is_refused_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    for (args, expected) in [
        (&["--tokens", "X"][..], "expected letters of N, E, P and I such as N+E+P, found \"X\""),
        (&["--images", "trian"], "expected test, tune, held, train"),
        (&["--limit", "100"], "images: expected at least 121 references"),
        (
            &["--fit", "100"],
            "fit: expected at least 121 images, one more than dimensions, and at most",
        ),
        (
            &["--images", "test"],
            "asked: expected no image that is a reference, found image 0 in both",
        ),
        (&["--limit", "0"], "'--limit <N>': expected a whole number of at least 1"),
        (&["--limit", "100", "--dimensions", "500"], "images: expected at least 501 references"),
        (
            &["--images", "train:0..99999999"],
            "below 60000, the training images there are, found 99999998",
        ),
        (&["--tokens", "E,E"], "tokens: expected each kind once, found E twice"),
        (&["--seeds", "4,4"], "--seeds: expected each seed once, found 4 twice"),
        (
            &["--limit", "10", "--dimensions", "3", "--fit", "9", "--k", "10"],
            "k: expected 1 to 9, the number of references",
        ),
        (&["--set", "wiring.hidden=0"], "wiring.hidden"),
        (&["--set", "speed=1"], "--set"),
        (&["--dimensions", "0"], "'--dimensions <N>': expected a whole number from 1 to 1000"),
    ] {
        let (code, _, errors) = signalscape(folder.path(), args);
        assert_eq!(code, 2, "{args:?}: {errors}");
        assert!(errors.contains(expected), "{args:?}: {errors}");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_signalscape"));
    let args = ["--preset", "weights-196", "experiment", "paths"];
    let outcome = command.args(args).output().unwrap();
    let errors = String::from_utf8(outcome.stderr).unwrap();
    assert!(errors.contains("such as paths-sbm, found weights-196"), "{errors}");
}
