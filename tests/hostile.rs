//! Input that is meant to break the program, or that accidents make: names, files, streams, numbers. Nothing
//! panics, nothing hangs, and every complaint says where, what was expected and what was found.

mod home;

use home::{Home, TEST_DIGITS, folder, idx, refused};
use signalscape::experiments::summed::to_json;
use std::fs;

const HELP: &str = "\n\nFor more information, try '--help'.";

/// Refused by clap, in our words.
#[track_caller]
fn invalid(args: &[&str], value: &str, flag: &str, expected: &str) {
    refused(
        args,
        &format!("error: invalid value '{value}' for '{flag}': expected {expected}{HELP}"),
    );
}

#[test]
fn numbers_are_refused_in_words_of_ours() {
    let weights = |more: [&'static str; 2]| ["experiment", "weights", more[0], more[1]];
    let images = "a whole number of at least 1";
    invalid(&weights(["--limit", "many"]), "many", "--limit <N>", images);
    invalid(&weights(["--limit", "0"]), "0", "--limit <N>", images);
    let large = "99999999999999999999";
    invalid(&weights(["--k", large]), large, "--k <N>", "a smaller whole number");
    let splits = "a whole number from 1 to 1000";
    invalid(&weights(["--splits", "1001"]), "1001", "--splits <N>", splits);
    let seed = "a whole number from 0 to 18446744073709551615";
    invalid(&weights(["--seeds", "1,x"]), "x", "--seeds <N,…>", seed);
    invalid(&weights(["--seed=-1", "--json"]), "-1", "--seed <N>", seed);
    invalid(&weights(["--times", "100,soon"]), "soon", "--times <T,…>", "a number");
    let threads = "a whole number from 1 to 1024";
    invalid(&weights(["--threads", "1000000"]), "1000000", "--threads <N>", threads);
    invalid(&["experiment", "paths", "--fit", ""], "", "--fit <N>", images);
    invalid(
        &["experiment", "paths-stdp", "--classes", "1,64"],
        "64",
        "--classes <CLASS,…>",
        "a whole number from 0 to 63",
    );
    invalid(&["evaluate", "--held-out", "0"], "0", "--held-out <N>", images);
}

#[test]
fn options_that_a_command_would_ignore_are_refused() {
    let experiments: [&[&str]; 4] = [
        &["experiment", "weights"],
        &["experiment", "paths"],
        &["experiment", "paths-stdp"],
        &["experiment", "ann"],
    ];
    let others: [&[&str]; 8] = [
        &["label", "7.png"],
        &["teach", "letters", "-o", "a.json"],
        &["evaluate"],
        &["merge", "parts"],
        &["parts", "parts"],
        &["report", "run", "--out", "a.html"],
        &["cache"],
        &["doctor"],
    ];
    for command in experiments.iter().chain(&others) {
        let name = command[..if command[0] == "experiment" { 2 } else { 1 }].join(" ");
        let with = |option: &[&str], why: &str| {
            let message = format!("error: {}: {name} takes {why}", option[0]);
            refused(&[*command, option].concat(), &message);
        };
        with(&["--gpu", "nope"], "none: it draws nothing");
        let is_compared = ["label", "evaluate"].contains(&&*name);
        if !is_compared {
            with(&["--references", "500"], "none: it compares with no reference digits");
        }
        if !is_compared && !["experiment", "teach"].contains(&command[0]) {
            with(&["--seed", "2"], "none: it runs no network");
            with(&["--preset", "weights-196"], "none: it runs no network");
        }
        if ["parts", "report", "cache"].contains(&&*name) {
            with(&["--data", "."], "none: it reads no images");
        }
    }
    for command in [&["paths-stdp"][..], &["weights", "--seeds", "1,2"], &["paths", "--seeds", "1"]]
    {
        let message = format!("error: --seed: experiment {} takes --seeds instead", command[0]);
        refused(&[&["experiment"], command, &["--seed", "2"]].concat(), &message);
    }
}

/// What bounds a count is what there is, and it is named.
#[test]
fn counts_are_refused_by_what_there_is() {
    let huge = u64::MAX.to_string();
    for k in ["9999999", &huge] {
        let references = |most: usize| {
            format!(
                "error: k: expected 1 to {most}, the number of references that can vote, found {k}"
            )
        };
        refused(&["experiment", "weights", "--limit", "100", "--k", k], &references(90));
        refused(&["experiment", "paths", "--limit", "200", "--k", k], &references(199));
        let per_set = ["experiment", "paths-stdp", "--per-set", "130", "--k", k];
        refused(&per_set, &references(129));
        refused(
            &["experiment", "paths", "--limit", "200", "--fit", k],
            &format!(
                "error: fit: expected at least 121 images, one more than dimensions, and at most the \
                      200 references, found {k}"
            ),
        );
        refused(
            &["evaluate", "--held-out", k],
            &format!(
                "error: --held-out: expected at most 10000, the test images there are, found {k}"
            ),
        );
    }
    refused(
        &["experiment", "paths", "--limit", "100", "--asked", "none"],
        "error: images: expected at least 121 references, more than dimensions, found 100",
    );
    let home = Home::new();
    folder(&home, 30);
    let all = ["--data", "idx", "experiment", "weights", "--times", "25", "--splits", "1"];
    let outcome = home.run(&[&all[..], &["--limit", &huge]].concat());
    assert_eq!(outcome.code, 0, "more than there are is all of them: {outcome:?}");
}

#[test]
fn what_takes_too_much_is_refused_before_it_is_taken() {
    let set = |change: &'static str| ["experiment", "weights", "--limit", "10", "--set", change];
    refused(
        &set("wiring.input_speed_px_per_ms=1e-9"),
        "error: --set: wiring.input_speed_px_per_ms: expected delays of at most 100000 ticks, found 1e-9 with \
         wiring.displacement_px = 10, wiring.height_px = 2, tick_ms = 0.125: delays of up to 385802048616 ticks",
    );
    refused(
        &set("duration_ms=1e300"),
        "error: --set: duration_ms: expected at most 1000000, found 1e300",
    );
    refused(
        &set("wiring.neurons=18446744073709551615"),
        "error: --set: wiring.neurons: expected a whole number from 1 to 10000, found 18446744073709551615",
    );
    refused(
        &["experiment", "weights", "--set", "plasticity.input_edges=true"],
        "error: images: expected at most 2147483648 numbers that describe all of them, found 10000 images x \
         90284 numbers x 6",
    );
    refused(
        &set("stimulus.kind=foo"),
        "error: --set: stimulus.kind: expected one of once, rate, binary, trains, found \"foo\"",
    );
    let all: Vec<String> = (0..10_001).map(|seed| seed.to_string()).collect();
    refused(
        &["experiment", "weights", "--limit", "10", "--seeds", &all.join(",")],
        "error: --seeds: expected at most 10000, found 10001",
    );
    refused(
        &["experiment", "weights", "--limit", "10", "--seeds", &all[..9_000].join(",")],
        "error: runs: expected at most 100000000 edges in all networks together, found 1096118018",
    );
    refused(
        &["experiment", "weights", "--limit", "10", "--neurons", &all[1..102].join(",")],
        "error: --neurons: expected at most 100 numbers, found 101",
    );
}

#[test]
fn names_of_any_length_and_letters_become_files() {
    let home = Home::new();
    let long = format!("name={}", "long/".repeat(60));
    let nine: Vec<String> = ["a_plus", "a_minus", "tau_plus_ms", "tau_minus_ms", "a_pre", "a_post"]
        .iter()
        .map(|field| format!("plasticity.{field}=0.0125"))
        .collect();
    for (number, set) in [long, nine.join(",")].iter().enumerate() {
        let out = format!("out{number}");
        let outcome = home.run(&[
            "experiment",
            "weights",
            "--limit",
            "20",
            "--times",
            "100,200",
            "--splits",
            "2",
            "--set",
            set,
            "--out",
            &out,
            "--embedding",
            "npy",
        ]);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        let mut names: Vec<String> = fs::read_dir(home.path(&out))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort_unstable();
        let of = |start: &str| names.iter().filter(|name| name.starts_with(start)).count();
        assert_eq!((of("confusion-"), of("time-"), of("results.json")), (2, 2, 1), "{names:?}");
        assert_eq!(names.iter().filter(|name| name.ends_with("ms.npy")).count(), 2, "{names:?}");
        assert!(names.iter().all(|name| name.len() < 150), "{names:?}");
    }
}

#[test]
fn results_that_cannot_be_are_refused_by_file_and_field() {
    let home = Home::new();
    let run = home.run(&[
        "experiment",
        "weights",
        "--limit",
        "20",
        "--times",
        "100,300",
        "--splits",
        "2",
        "--out",
        "good",
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    let good = fs::read_to_string(home.path("good/results.json")).unwrap();
    fs::create_dir(home.path("bad")).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&good).unwrap();
    value["runs"][0]["rows"] = serde_json::json!([]);
    // Whoever edits may know of the checksum.
    value.as_object_mut().unwrap().remove("crc32").unwrap();
    home.write("bad/results.json", &to_json(&value, false).unwrap());
    let message = "error: bad/results.json: runs[0].rows: expected the weights at 300 ms, found no such row\n";
    let report = ["report", "bad", "--out", "page.html"];
    let ours =
        ["experiment", "ann", "--neurons", "5", "--limit", "20", "--splits", "2", "--ours", "bad"];
    for args in [&report[..], &["--open", "bad"], &ours] {
        let outcome = home.run(args);
        assert_eq!((outcome.code, &*outcome.err), (1, message), "{args:?}");
    }
    // Nothing in the file contradicts this, but its checksum.
    let mut value: serde_json::Value = serde_json::from_str(&good).unwrap();
    value["runs"][0]["per_image"]["spikes"] = 1.0.into();
    home.write("bad/results.json", value.to_string().as_bytes());
    for args in [&report[..], &["--open", "bad"], &ours] {
        let outcome = home.run(args);
        let message = "error: bad/results.json: it was changed after it was written: expected values with the crc32 ";
        assert!(outcome.code == 1 && outcome.err.starts_with(message), "{args:?}: {outcome:?}");
    }
    // A field of another kind is named, too.
    let mut value: serde_json::Value = serde_json::from_str(&good).unwrap();
    value["runs"][0]["config"]["seed"] = "one".into();
    home.write("bad/results.json", value.to_string().as_bytes());
    for args in [&report[..], &["--open", "bad"], &ours] {
        let outcome = home.run(args);
        let message =
            " (runs[0].config.seed: expected a whole number of at least 0, found \"one\" (line";
        assert!(outcome.code == 1 && outcome.err.contains(message), "{args:?}: {outcome:?}");
    }
    assert_eq!(home.run(&["report", "good", "--out", "page.html"]).code, 0);
    for args in [&["report", "none", "--out", "b.html"][..], &["--open", "none"]] {
        let outcome = home.run(args);
        let message = "error: none: expected a folder with results.json, found none (parts are joined by \
                       `signalscape merge`)\n";
        assert_eq!((outcome.code, &*outcome.err), (1, message));
    }
    let unwritten = ["report", "good", "--out", "none/page.html"];
    let outcome = home.run(&unwritten);
    let message = "error: --out: expected an existing folder, found nothing: none\n";
    assert_eq!((outcome.code, &*outcome.err), (2, message));
}

/// One rule for all: what is named and not there is a failure, and no wrong argument.
#[test]
fn what_is_not_there_is_a_failure_wherever_it_is_named() {
    let home = Home::new();
    home.write("file", b"");
    fs::create_dir(home.path("empty")).unwrap();
    let none = "there is no such file";
    let no_results =
        "expected a folder with results.json, found none (parts are joined by `signalscape merge`)";
    let no_parts = "expected folders such as part-0-of-4, found none with a part.json";
    let cases: [(&[&str], String); 12] = [
        (&["label", "none"], format!("none: cannot be read: {none}")),
        (
            &["label", "empty"],
            "empty: expected pictures (png, jpg, jpeg, tif, tiff, bmp, gif, webp), found none"
                .into(),
        ),
        (&["shot", "--digit", "none", "--out", "a.png"], format!("none: cannot be read: {none}")),
        (&["merge", "none"], "none: expected a folder with parts, found nothing".into()),
        (&["merge", "empty"], format!("empty: {no_parts}")),
        (&["parts", "none"], "none: expected a folder with parts, found nothing".into()),
        (&["parts", "empty"], format!("empty: {no_parts}")),
        (&["report", "none", "--out", "a.html"], format!("none: {no_results}")),
        (&["report", "empty", "--out", "a.html"], format!("empty: {no_results}")),
        (&["--open", "none"], format!("none: {no_results}")),
        (
            &["evaluate", "--data", "none"],
            "--data: expected a folder of IDX files, found nothing: none".into(),
        ),
        (
            &["evaluate", "--data", "file"],
            "--data: expected a folder of IDX files, found a file: file".into(),
        ),
    ];
    for (args, message) in cases {
        let outcome = home.run(args);
        assert_eq!((outcome.code, outcome.err), (1, format!("error: {message}\n")), "{args:?}");
    }
    let ours = ["experiment", "ann", "--neurons", "5", "--limit", "20", "--ours", "none"];
    let outcome = home.run(&ours);
    assert_eq!((outcome.code, outcome.err), (1, format!("error: none: {no_results}\n")));
}

#[test]
#[cfg(unix)]
fn what_is_no_file_is_named_and_not_waited_for() {
    let home = Home::new();
    folder(&home, 30);
    fs::create_dir(home.path("results")).unwrap();
    let seven = home.digit("7.png", 0);
    let report = ["report", "results", "--out", "page.html"];
    let label = ["--data", "idx", "label", &seven];
    let cases: [(&str, &[&str]); 2] =
        [("results/results.json", &report), ("idx/train-images-idx3-ubyte", &label)];
    for (name, args) in cases {
        let path = home.path(name);
        let _ = fs::remove_file(&path);
        std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
        let device = home.run(args);
        assert_eq!(device.code, 1, "{device:?}");
        assert!(device.err.starts_with(&format!("error: {name}: ")), "{}", device.err);
        assert!(
            device.err.ends_with("expected a file, found a pipe or device\n"),
            "{}",
            device.err
        );
        fs::remove_file(&path).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert_eq!(home.run(args), device, "a pipe that nobody writes to");
        fs::remove_file(&path).unwrap();
        // What is read of the beginning is right.
        let header = [[0, 0, 8, 3], [0, 0, 0, 9], [0, 0, 0, 28], [0, 0, 0, 28]].concat();
        fs::write(&path, header).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_len(1 << 41).unwrap();
        let huge = home.run(args);
        assert_eq!(huge.code, 1);
        assert!(huge.err.ends_with("B, found 2.2 TB\n"), "{}", huge.err);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disc_behind_a_stream_is_no_panic() {
    let home = Home::new();
    let seven = home.digit("7.png", 0);
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = |args: &[&str], out: bool, err: bool| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_signalscape"));
        command.current_dir(home.0.path()).env("HOME", home.0.path()).args(args);
        command.env("XDG_CACHE_HOME", home.path("cache"));
        if out {
            command.stdout(full());
        }
        if err {
            command.stderr(full());
        }
        home.outcome(command.output().unwrap())
    };
    let label = ["label", "--references", "100", &seven, "none.png"];
    let outcome = run(&label, false, true);
    assert_eq!(outcome.code, 1);
    assert!(outcome.out.starts_with("HOME/7.png: 7 ("), "the picture that is there is labelled");
    let outcome = run(&["--log", "trace", "label", "none.png"], false, true);
    assert_eq!(outcome.code, 1, "nor is a log that cannot be written");
    let message = "error: standard output: cannot be written: No space left on device\n";
    for args in [&label[..4], &["cache"], &["completions", "bash"]] {
        let outcome = run(args, true, false);
        assert_eq!((outcome.code, &*outcome.err), (1, message), "{args:?}");
        assert_eq!(run(args, true, true).code, 1, "{args:?}");
    }
}

#[test]
#[cfg(unix)]
fn names_that_steer_a_terminal_are_shown_and_ones_that_are_no_text_come_through() {
    use std::os::unix::ffi::OsStrExt;
    let home = Home::new();
    home.digit("a\x1b[2J\n.png", 0);
    let outcome = home.run(&["label", "--references", "100", "a\x1b[2J\n.png", "no\r.png"]);
    assert!(outcome.out.starts_with("a\\u{1b}[2J\\n.png: 7 ("), "{outcome:?}");
    assert_eq!(outcome.err, "error: no\\r.png: cannot be read: there is no such file\n");
    let folder = std::ffi::OsStr::from_bytes(b"r\xe9sultats 1");
    let args =
        ["experiment", "weights", "--limit", "20", "--times", "100", "--splits", "1", "--out"];
    let mut command = home.command(&args);
    let output = command.arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let results = fs::read_to_string(home.0.path().join(folder).join("results.json")).unwrap();
    let results: serde_json::Value = serde_json::from_str(&results).unwrap();
    let again = results["command"].as_str().unwrap();
    assert!(again.ends_with(r"--splits 1 --out $'r\351sultats 1'"), "{again}");
}

#[test]
fn sets_are_of_the_data_that_is_there() {
    let home = Home::new();
    folder(&home, 60);
    let on = |images: &'static str| {
        let run = ["--data", "idx", "experiment", "weights", "--times", "100", "--splits", "1"];
        home.run(&[&run[..], &["--json", "--images", images]].concat())
    };
    let all = on("train");
    assert_eq!(all.code, 0, "{all:?}");
    let found: serde_json::Value = serde_json::from_str(&all.out).unwrap();
    assert_eq!(found["runs"][0]["images"], 60);
    for list in ["tune", "held"] {
        let outcome = on(list);
        let message = format!(
            "error: images: {list}: expected the training images of MNIST, which it lists, found others in \
             idx; train:FROM..TO takes any\n"
        );
        assert_eq!((outcome.code, outcome.err), (2, message));
    }
}

#[test]
fn fewer_references_than_asked_for_are_said() {
    let home = Home::new();
    folder(&home, 60);
    let seven = home.digit("7.png", 0);
    let outcome = home.run(&["--data", "idx", "label", "--references", "500", &seven]);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert_eq!(outcome.err, "warning: expected 500 references, found 60 in idx\n");
    assert!(outcome.out.contains("60 references"), "{}", outcome.out);
    // Digits that are all alike tell nothing, though all are labelled as the question would be.
    let alike: Vec<u8> = (0..60).flat_map(|_| TEST_DIGITS.image(0).to_vec()).collect();
    home.write("idx/train-images-idx3-ubyte", &idx(&[60, 28, 28], &alike));
    home.write("idx/train-labels-idx1-ubyte", &idx(&[60], &[7; 60]));
    let outcome = home.run(&["--data", "idx", "label", &seven]);
    let message = "error: idx: expected reference digits that differ, found 60 all alike\n";
    assert_eq!((outcome.code, &*outcome.err), (1, message), "{outcome:?}");
}
