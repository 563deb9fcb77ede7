//! Four shards of each experiment, run as processes and merged, are the run that was never parted.

use assert_cmd::Command;
use signalscape::data::{Part, Source};
use signalscape::experiments::report::Report;
use std::path::Path;
use std::process::{Child, Stdio};

fn command(folder: &Path, args: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_signalscape"));
    command.current_dir(folder).env("HOME", folder).args(args);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// What a report says, less how long it took and how it was asked for.
fn told(folder: &Path) -> Report {
    let mut report = Report::read(folder).unwrap();
    report.command.clear();
    report.runs.iter_mut().for_each(|run| run.per_image.cpu_ms = None);
    report.paths.iter_mut().for_each(|run| run.cpu_ms = None);
    report
}

fn four_are_one(experiment: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let shard = |i: usize| -> Child {
        let cache = format!("cache-{i}");
        let shard = format!("{i}/4");
        let more = ["--shard", &shard, "--out", "parts", "--cache", &cache];
        command(here, &[experiment, &more].concat()).spawn().unwrap()
    };
    for child in [2, 0, 3, 1].map(shard) {
        let outcome = child.wait_with_output().unwrap();
        assert!(outcome.status.success(), "{}", String::from_utf8_lossy(&outcome.stderr));
    }
    Command::from_std(command(here, &["merge", "parts", "--out", "merged"])).assert().success();
    let whole = [experiment, &["--out", "whole"]].concat();
    Command::from_std(command(here, &whole)).assert().success();
    let (merged, whole) = (told(&here.join("merged")), told(&here.join("whole")));
    assert_eq!(merged, whole);
    assert!(whole.first_model().is_some(), "it has results");
}

#[test]
fn weights() {
    four_are_one(&[
        "experiment",
        "weights",
        "--limit",
        "41",
        "--times",
        "50,100",
        "--seeds",
        "1,2",
    ]);
}

#[test]
fn paths() {
    four_are_one(&[
        "experiment",
        "paths",
        "--limit",
        "50",
        "--fit",
        "30",
        "--dimensions",
        "8",
        "--tokens",
        "E,N",
    ]);
}

#[test]
fn paths_stdp() {
    four_are_one(&[
        "experiment",
        "paths-stdp",
        "--seeds",
        "1,2,3",
        "--per-set",
        "12",
        "--dimensions",
        "4",
        "--tokens",
        "E",
    ]);
}

#[test]
fn ann() {
    four_are_one(&["experiment", "ann", "--neurons", "5,10", "--limit", "60"]);
}

#[test]
fn few_labels() {
    four_are_one(&[
        "experiment",
        "few-labels",
        "--references",
        "100",
        "--limit",
        "30",
        "--time",
        "50",
        "--labels",
        "1,2",
        "--questions",
        "3,12",
        "--hidden",
        "5",
        "--draws",
        "2",
        "--seeds",
        "1,2",
    ]);
}

#[test]
fn few_labels_by_temporal_paths() {
    let short = ["--references", "130", "--limit", "30", "--labels", "1", "--questions", "3"];
    let more = ["--hidden", "0", "--draws", "2", "--preset", "paths-sbm"];
    four_are_one(&[&["experiment", "few-labels"][..], &short, &more].concat());
}

#[test]
fn what_is_no_whole_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let run = |args: &[&str]| {
        let outcome = command(here, args).output().unwrap();
        (outcome.status.code().unwrap(), String::from_utf8(outcome.stderr).unwrap())
    };
    let part = ["experiment", "weights", "--limit", "20", "--times", "25", "--out", "parts"];
    let (code, errors) = run(&[&part[..], &["--shard", "1/3"]].concat());
    assert_eq!(code, 0, "{errors}");
    let (code, errors) = run(&["merge", "parts"]);
    assert_eq!(code, 1, "{errors}");
    assert!(errors.contains("expected 3 parts, found 1; missing: 0/3, 2/3"), "{errors}");
    let (code, errors) = run(&[&part[..], &["--shard", "1/3"]].concat());
    assert!(code == 0 && errors.contains("part 1/3 is done already"), "{errors}");
    let (code, errors) = run(&[&part[..], &["--shard", "1/3", "--seed", "2"]].concat());
    assert!(code == 2 && errors.contains("a part of the same experiment"), "{errors}");
    let differs = "parts/part-1-of-3/part.json, in which weights[0].seed is 1, not 2\n";
    assert!(errors.ends_with(differs), "{errors}");
    let other = ["experiment", "weights", "--limit", "20", "--times", "25", "--out", "other"];
    let (code, errors) = run(&[&other[..], &["--shard", "0/3", "--k", "7"]].concat());
    assert_eq!(code, 0, "{errors}");
    for command in ["merge", "parts"] {
        let (code, errors) = run(&[command, "other", "parts"]);
        let differs = "found another configuration: weights[0].knn.k is 5, not 7\n";
        assert!(code == 1 && errors.ends_with(differs), "{command}: {errors}");
    }
    for (args, expected) in [
        (&["--shard", "3/3"][..], "expected PART/PARTS, from 0, such as 0/4 to 3/4"),
        (&["--shard", "0/3", "--embedding", "npy"], "cannot be used with"),
    ] {
        let (code, errors) = run(&[&part[..], args].concat());
        assert!(code == 2 && errors.contains(expected), "{args:?}: {errors}");
    }
    let (code, errors) = run(&["merge", "."]);
    assert!(code == 1 && errors.contains("found none with a part.json"), "{errors}");
    // A part whose data are damaged is found out, not merged.
    for shard in ["0/3", "2/3"] {
        assert_eq!(run(&[&part[..], &["--shard", shard]].concat()).0, 0);
    }
    let data = std::fs::read_dir(here.join("parts/part-2-of-3")).unwrap();
    let data = data.map(|entry| entry.unwrap().path());
    for path in data.filter(|path| path.extension().is_some_and(|e| e == "safetensors")) {
        let mut bytes = std::fs::read(&path).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(&path, bytes).unwrap();
    }
    let (code, errors) = run(&["merge", "parts"]);
    assert!(code == 1 && errors.contains("parts/part-2-of-3/embeddings-"), "{errors}");
    assert!(errors.contains("damaged: crc32: expected"), "{errors}");
    let way_on = "; `signalscape parts` says which parts are to be run again\n";
    assert!(errors.ends_with(way_on), "{errors}");
    // It is to be run again, and the same command mends it.
    let again = |expected: &str| {
        let outcome = command(here, &["parts", "parts", "--again"]);
        let found = { outcome }.stdout(Stdio::piped()).output().unwrap();
        assert_eq!(String::from_utf8(found.stdout).unwrap(), expected);
    };
    again("2\n");
    let mends = |expected: &str| {
        let (code, errors) = run(&[&part[..], &["--shard", "2/3"]].concat());
        assert!(code == 0 && errors.contains("part 2/3 written to"), "{errors}");
        let said = "part 2/3 is damaged, and what is damaged is done again: ";
        assert!(errors.starts_with(said) && errors.contains(expected), "{errors}");
        again("");
        let (code, errors) = run(&["merge", "parts"]);
        assert_eq!(code, 0, "{errors}");
    };
    mends(": damaged: expected crc32 ");
    // So it is where a file is gone, is cut, or says nothing.
    let kept = || {
        let files = std::fs::read_dir(here.join("parts/part-2-of-3")).unwrap();
        let mut files = files.map(|entry| entry.unwrap().path());
        files.find(|path| path.extension().is_some_and(|e| e == "safetensors")).unwrap()
    };
    std::fs::remove_file(kept()).unwrap();
    again("2\n");
    mends("there is no such file");
    std::fs::File::options().write(true).open(kept()).unwrap().set_len(100).unwrap();
    again("2\n");
    mends(" bytes, found 100");
    std::fs::write(here.join("parts/part-2-of-3/part.json"), "{").unwrap();
    again("2\n");
    mends("part-2-of-3/part.json: expected the rest of the file, found its end: it is cut off");
}

fn idx(dims: &[u32], bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, dims.len() as u8];
    file.extend(dims.iter().flat_map(|dim| dim.to_be_bytes()));
    file.extend(bytes);
    file
}

/// A folder of test digits from `first` on, as a training and as a test set.
fn digits(folder: &Path, first: usize) {
    let digits = Source::Embedded.load(Part::Test).unwrap();
    let places = first..first + 60;
    let images: Vec<u8> = places.clone().flat_map(|i| digits.image(i).to_vec()).collect();
    let labels: Vec<u8> = places.map(|i| digits.label(i)).collect();
    std::fs::create_dir_all(folder).unwrap();
    for part in ["train", "t10k"] {
        let write = |what: &str, bytes| {
            std::fs::write(folder.join(format!("{part}-{what}-ubyte")), bytes).unwrap();
        };
        write("images-idx3", idx(&[60, 28, 28], &images));
        write("labels-idx1", idx(&[60], &labels));
    }
}

/// Images are what they hold: a folder may move, and other files under its name are others.
#[test]
fn parts_are_of_images_wherever_they_lie() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let run = |args: &[&str]| {
        let outcome = command(here, args).output().unwrap();
        (outcome.status.code().unwrap(), String::from_utf8(outcome.stderr).unwrap())
    };
    digits(&here.join("mine"), 0);
    digits(&here.join("others"), 100);
    let part = |data: &str, shard: &str| {
        let experiment = ["experiment", "weights", "--times", "25", "--out", "parts"];
        run(&[&experiment[..], &["--data", data, "--shard", shard]].concat())
    };
    assert_eq!(part("mine", "0/2").0, 0);
    let (code, errors) = part("others", "0/2");
    assert!(code == 2 && errors.contains("expected a part of the same images"), "{errors}");

    std::fs::rename(here.join("mine"), here.join("moved")).unwrap();
    let (code, errors) = part("moved", "0/2");
    assert!(code == 0 && errors.contains("part 0/2 is done already"), "{errors}");
    assert_eq!(part("moved", "1/2").0, 0);
    let (code, errors) = run(&["--data", "moved", "merge", "parts", "--out", "merged"]);
    assert_eq!(code, 0, "{errors}");
    for args in [&["merge", "parts"][..], &["--data", "others", "merge", "parts"]] {
        let (code, errors) = run(args);
        let expected = "--data: expected the images that the parts are of";
        assert!(code == 2 && errors.contains(expected), "{args:?}: {errors}");
    }

    let whole = ["--data", "moved", "experiment", "weights", "--times", "25", "--out", "whole"];
    assert_eq!(run(&whole).0, 0);
    assert_eq!(told(&here.join("merged")), told(&here.join("whole")));

    // A part of other images among them is found, whichever comes first.
    std::fs::rename(here.join("parts/part-1-of-2"), here.join("old")).unwrap();
    assert_eq!(part("others", "1/2").0, 0);
    for folders in [["parts", "old"], ["old", "parts"]] {
        let (code, errors) = run(&[&["--data", "moved", "merge"], &folders[..]].concat());
        assert!(code == 1 && errors.contains("the same images as"), "{errors}");
    }
}
