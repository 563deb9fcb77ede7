//! What is kept when a run is interrupted: gone on from, never mixed with anything else, and kept until what
//! came of it is safe.

use clap::CommandFactory;
use signalscape::data::{Cache, DataSet, Part, Source};
use signalscape::experiments::life::Run;
use signalscape::experiments::paths;
use signalscape::experiments::report::Report;
use signalscape::experiments::weights::{Config, Prepared, Stage};
use signalscape::sim::Preset;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

static NEVER: AtomicBool = AtomicBool::new(false);
static TEST_DIGITS: LazyLock<DataSet> =
    LazyLock::new(|| Source::Embedded.load(Part::Test).unwrap());

fn config(images: usize) -> Config {
    let preset = Preset::builtin("weights-196").unwrap();
    Config { limit: Some(images), times_ms: vec![25.0], ..Config::of(&preset) }
}

/// A block is then of 32 images, on any machine.
fn on_two_threads<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap().install(work)
}

fn idx(dims: &[u32], bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, dims.len() as u8];
    file.extend(dims.iter().flat_map(|dim| dim.to_be_bytes()));
    file.extend(bytes);
    file
}

/// 150 test digits from `first` on, as both sets of a folder, in place of what was there.
fn digits(folder: &Path, first: usize) {
    let places = first..first + 150;
    let images: Vec<u8> = places.clone().flat_map(|i| TEST_DIGITS.image(i).to_vec()).collect();
    let labels: Vec<u8> = places.map(|i| TEST_DIGITS.label(i)).collect();
    std::fs::create_dir_all(folder).unwrap();
    for part in ["train", "t10k"] {
        let write = |what: &str, bytes| {
            std::fs::write(folder.join(format!("{part}-{what}-ubyte")), bytes).unwrap();
        };
        write("images-idx3", idx(&[150, 28, 28], &images));
        write("labels-idx1", idx(&[150], &labels));
    }
}

#[test]
fn a_stopped_run_goes_on_with_the_same_images_only() {
    on_two_threads(|| {
        let folder = tempfile::tempdir().unwrap();
        let (data, moved) = (folder.path().join("data"), folder.path().join("moved"));
        let cache = Cache::open(folder.path().join("cache"));
        let prepare =
            |data: &PathBuf| Prepared::new(config(150), &Source::Folder(data.clone())).unwrap();
        digits(&data, 0);
        let stop = AtomicBool::new(false);
        let first_block = |_: Stage| stop.store(true, Ordering::Relaxed);
        let stopped = prepare(&data).run(Some(&cache), &stop, first_block).unwrap_err();
        assert!(stopped.to_string().contains("stopped after 32 of 150 images; they are kept"));

        // Other files under the same name: nothing of what was kept is theirs.
        std::fs::rename(&data, &moved).unwrap();
        digits(&data, 1_000);
        let (found, gathered) = prepare(&data).run(Some(&cache), &NEVER, |_| ()).unwrap();
        let (alone, _) = prepare(&data).run(None, &NEVER, |_| ()).unwrap();
        assert_eq!(gathered.simulated, 150);
        assert_eq!((found.weights_sha256, found.rows), (alone.weights_sha256, alone.rows));

        // The same files elsewhere: it goes on.
        let (found, gathered) = prepare(&moved).run(Some(&cache), &NEVER, |_| ()).unwrap();
        let (alone, _) = prepare(&moved).run(None, &NEVER, |_| ()).unwrap();
        assert_eq!(gathered.simulated, 150 - 32);
        assert_eq!((found.weights_sha256, found.rows), (alone.weights_sha256, alone.rows));
        assert_ne!(
            found.images_sha256,
            prepare(&data).run(None, &NEVER, |_| ()).unwrap().0.images_sha256
        );
    });
}

#[test]
fn temporal_paths_are_not_mixed_either() {
    on_two_threads(|| {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let cache = Cache::open(folder.path().join("cache"));
        let prepare = || {
            let preset = Preset::builtin("paths-sbm").unwrap();
            let tokens = vec!["E".parse().unwrap()];
            let config = paths::Config {
                images: "test".into(),
                asked: None,
                fitted: 30,
                dimensions: 6,
                pixels: false,
                tokens,
                ..paths::Config::of(&preset)
            };
            paths::Prepared::prepare([config], &Source::Folder(data.clone())).unwrap().remove(0)
        };
        digits(&data, 0);
        let stop = AtomicBool::new(false);
        let presenting = |told: paths::Stage| {
            let is_presenting =
                matches!(told, paths::Stage::Presenting(paths::Step::Presenting(_)));
            stop.store(is_presenting, Ordering::Relaxed);
        };
        prepare().run(Some(&cache), &stop, presenting).unwrap_err();
        digits(&data, 1_000);
        let (found, embedded) = prepare().run(Some(&cache), &NEVER, |_| ()).unwrap();
        let (alone, _) = prepare().run(None, &NEVER, |_| ()).unwrap();
        assert_eq!(embedded.simulated, 150);
        assert_eq!(found.paths_sha256, alone.paths_sha256);
        assert_eq!(found.embeddings_sha256, alone.embeddings_sha256);
    });
}

#[test]
fn stopping_while_images_are_classified_keeps_them_all() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path().to_owned());
    let prepared = Prepared::new(config(60), &Source::Embedded).unwrap();
    let stop = AtomicBool::new(false);
    let mut rows = 0;
    let first_row = |told: Stage| {
        if let Stage::Classifying { done, .. } = told {
            rows = done;
            stop.store(true, Ordering::Relaxed);
        }
    };
    let stopped = prepared.run(Some(&cache), &stop, first_row).unwrap_err().to_string();
    assert_eq!(rows, 0, "the first row is the last");
    let expected = "stopped while 60 images were classified; they are kept, and the same command \
                    goes on from there";
    assert_eq!(stopped, expected);
    let (_, gathered) = prepared.run(Some(&cache), &NEVER, |_| ()).unwrap();
    assert_eq!(gathered.simulated, 0);
    prepared.forget(&cache);
    assert_eq!(cache.size_bytes().unwrap(), 0);
}

fn signalscape(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_signalscape"));
    command.current_dir(folder).env("HOME", folder).env_remove("RUST_LOG").args(args);
    let outcome = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (outcome.status.code().unwrap(), text(outcome.stdout), text(outcome.stderr))
}

const SHORT: [&str; 12] = [
    "experiment",
    "weights",
    "--limit",
    "40",
    "--times",
    "25",
    "--seeds",
    "1,2",
    "--cache",
    "cache",
    "--out",
    "out",
];

#[test]
fn what_is_kept_is_forgotten_only_when_the_results_are_safe() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let size = || Cache::open(here.join("cache")).size_bytes().unwrap();
    // A folder in the way of a file: the results cannot be written once they are there.
    std::fs::create_dir_all(here.join("out/table.md")).unwrap();
    let (code, table, errors) = signalscape(here, &SHORT);
    assert_eq!(code, 1, "{errors}");
    let last = |errors: &str| errors.lines().last().unwrap_or_default().to_owned();
    assert!(last(&errors).starts_with("error: out/table.md: "), "{errors}");
    let kept = "; what the results come from is kept, and the same command writes them";
    assert!(last(&errors).ends_with(kept), "{errors}");
    // Where they are not, that is said.
    let uncached = SHORT.map(|word| if word == "--cache" { "--no-cache" } else { word });
    let uncached: Vec<&str> = uncached.into_iter().filter(|word| *word != "cache").collect();
    let (code, _, errors) = signalscape(here, &uncached);
    assert_eq!(code, 1, "{errors}");
    assert!(last(&errors).ends_with("; nothing is kept, since there is no cache"), "{errors}");
    std::fs::write(here.join("file"), b"").unwrap();
    let refused = SHORT.map(|word| if word == "cache" { "file/cache" } else { word });
    let (code, _, errors) = signalscape(here, &refused);
    assert_eq!(code, 1, "{errors}");
    let refused = "; nothing is kept, since the cache cannot be written";
    assert!(last(&errors).ends_with(refused), "{errors}");
    assert!(table.contains("| edge weights | 588 |"), "the table is printed all the same: {table}");
    assert!(size() > 0, "both runs are kept");

    // One digit of what is kept is edited: it is noticed, said, and computed again.
    let files = std::fs::read_dir(here.join("cache")).unwrap();
    let kept = files.map(|file| file.unwrap().path()).find(|p| p.extension().unwrap() == "json");
    let kept = kept.expect("a finished run");
    let text = std::fs::read_to_string(&kept).unwrap();
    let edited = text.replacen("\"images\":40", "\"images\":41", 1);
    assert_ne!(edited, text);
    std::fs::write(&kept, edited).unwrap();
    std::fs::remove_dir(here.join("out/table.md")).unwrap();
    let (code, again, errors) = signalscape(here, &SHORT);
    assert_eq!(code, 0, "{errors}");
    assert!(errors.contains("damaged: crc32") && errors.contains("computed again"), "{errors}");
    assert!(errors.starts_with("warning: cache/embeddings-"), "a sentence, and no log: {errors}");
    let cells = |table: &str| -> Vec<String> {
        table.lines().filter(|line| line.starts_with("| ")).map(str::to_owned).collect()
    };
    assert_eq!(cells(&again), cells(&table));
    let report = Report::read(&here.join("out")).unwrap();
    assert!(report.runs.iter().all(|run| run.images == 40));
    assert_eq!(size(), 0, "now they are safe");
}

/// Two runs of one folder do not mix, and what is not ours stays.
#[test]
fn what_earlier_results_left_goes_when_others_are_safe() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let names = || {
        let entries = std::fs::read_dir(here.join("out")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        names
    };
    let run = |more: &[&str]| {
        let common = ["experiment", "weights", "--limit", "20", "--splits", "1", "--out", "out"];
        signalscape(here, &[&common[..], &["--cache", "cache"], more].concat())
    };
    let (code, _, errors) = run(&["--times", "25,50", "--seeds", "1,2", "--embedding", "npy"]);
    assert_eq!(code, 0, "{errors}");
    let of_weights = names();
    assert!(of_weights.iter().any(|name| name == "weights-196-seed2-50ms.npy"), "{of_weights:?}");
    assert!(of_weights.iter().any(|name| name.starts_with("time-")), "{of_weights:?}");
    let foreign = ["mine.npy", "notes.txt", "weights-196-seed3-50ms.npy"];
    foreign.iter().for_each(|name| std::fs::write(here.join("out").join(name), b"mine").unwrap());

    // Where the new results cannot be written, the old ones stay as they are.
    std::fs::remove_file(here.join("out/table.csv")).unwrap();
    std::fs::create_dir(here.join("out/table.csv")).unwrap();
    let next = ["--times", "50", "--embedding", "npy", "--force"];
    let (code, _, errors) = run(&next);
    assert!(code == 1 && errors.contains("error: out/table.csv: "), "{errors}");
    assert!(of_weights.iter().all(|name| names().contains(name)), "{:?}", names());
    std::fs::remove_dir(here.join("out/table.csv")).unwrap();
    let (code, _, errors) = run(&next);
    assert_eq!(code, 0, "{errors}");
    assert!(errors.contains("removed what earlier results left there: time-"), "{errors}");
    let mut expected: Vec<&str> = foreign.to_vec();
    expected.extend(["confusion-weights-196-test.png", "confusion-weights-196-test.svg"]);
    expected.extend(["results.json", "table.csv", "table.md"]);
    expected.extend(["weights-196-seed1-50ms.npy", "weights-196-seed1-labels.npy"]);
    expected.sort_unstable();
    assert_eq!(names(), expected);

    // Another experiment altogether.
    let paths = ["experiment", "paths", "--limit", "30", "--fit", "20", "--dimensions", "4"];
    let more = ["--asked", "none", "--tokens", "E", "--out", "out", "--cache", "cache", "--force"];
    let (code, _, errors) = signalscape(here, &[&paths[..], &more].concat());
    assert_eq!(code, 0, "{errors}");
    let mut expected: Vec<&str> = foreign.to_vec();
    expected.extend(["fig1-closely.png", "fig1-closely.svg", "fig1.png", "fig1.svg"]);
    expected.extend(["paths.csv", "results.json", "table.md"]);
    expected.sort_unstable();
    assert_eq!(names(), expected);
}

#[test]
fn a_folder_that_results_cannot_be_written_to_is_noticed_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("file"), b"").unwrap();
    let commands = signalscape::cli::Args::command();
    let experiments = commands.find_subcommand("experiment").expect("there are experiments");
    for experiment in experiments.get_subcommands().map(clap::Command::get_name) {
        for more in [&[][..], &["--shard", "0/2"]] {
            let args = ["experiment", experiment, "--cache", "cache", "--out", "file/out"];
            let (code, out, errors) = signalscape(here, &[&args[..], more].concat());
            assert_eq!((code, &*out), (1, ""), "{errors}");
            let expected = "error: --out: file/out";
            assert!(errors.starts_with(expected), "{experiment} {more:?}: {errors}");
        }
    }
    assert!(!here.join("cache").exists(), "nothing was done");
}

/// A disc that is full takes small files no more than large ones; here the shell bounds their size.
#[cfg(unix)]
#[test]
fn a_full_disc_is_noticed_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let binary = env!("CARGO_BIN_EXE_signalscape");
    let script = format!("trap '' XFSZ; ulimit -f 64; exec '{binary}' \"$@\"");
    let mut command = std::process::Command::new("sh");
    command.current_dir(here).env("HOME", here).args(["-c", &script, "sh"]).args(SHORT);
    let outcome = command.output().unwrap();
    let errors = String::from_utf8(outcome.stderr).unwrap();
    assert_eq!((outcome.status.code(), outcome.stdout.len()), (Some(1), 0), "{errors}");
    assert!(errors.starts_with("error: --out: out: expected a folder"), "{errors}");
    assert!(!here.join("cache").exists(), "nothing was done");
    assert!(!here.join("out").exists(), "and nothing is left");
}
