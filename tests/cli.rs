//! The command line as a person meets it: help, answers, every complaint with its exit code.
//!
//! Each test has its own home folder. Helps are in `tests/snapshots`.

#[cfg(feature = "app")]
mod filming;
mod home;

use clap::CommandFactory;
use home::{Home, folder, refused, refused_at};
use image::{GrayImage, Luma};
use signalscape::cli::Args;
use signalscape::sim::Preset;
use std::fs;
use std::path::{Path, PathBuf};

/// A help in which the presets' names, which are all there, are left out: another one changes no snapshot.
fn without_presets(help: &str) -> String {
    let names = Preset::all_names().collect::<Vec<_>>();
    let start = format!("[possible values: {}", names[0]);
    let Some(from) = help.find(&start) else { return help.to_owned() };
    let until = from + help[from..].find(']').expect("a list that ends");
    let words = help[from..until].split_whitespace().skip(2);
    let listed: Vec<&str> = words.map(|word| word.trim_end_matches(',')).collect();
    assert_eq!(listed, names);
    format!("{}[possible values: PRESETS{}", &help[..from], &help[until..])
}

/// Every command as it is typed, those of `experiment` with it.
fn commands() -> Vec<String> {
    let mut commands = vec![String::new()];
    for command in Args::command().get_subcommands() {
        let name = command.get_name();
        let within = command.get_subcommands().map(|one| format!("{name} {}", one.get_name()));
        commands.extend(within);
        if !command.has_subcommands() {
            commands.push(name.to_owned());
        }
    }
    assert!(commands.len() > 15, "{commands:?}");
    commands
}

#[test]
fn helps() {
    let home = Home::new();
    for command in commands() {
        let args: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let outcome = home.run(&args);
        assert_eq!((outcome.code, &*outcome.err), (0, ""));
        let name = if command.is_empty() {
            "help".into()
        } else {
            format!("help_{}", command.replace(' ', "_"))
        };
        if command.starts_with("experiment ") {
            // What deploy/signalscape.sbatch gives to each of them.
            let missing =
                ["--shard", "--threads", "--out"].map(|option| !outcome.out.contains(option));
            assert_eq!(missing, [false; 3], "{command}: --shard, --threads, --out");
        }
        insta::assert_snapshot!(name, without_presets(&outcome.out));
    }
    let version = home.run(&["--version"]);
    assert_eq!(version.out, concat!("signalscape ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn wrong_arguments_are_refused_before_any_work() {
    let more = "\n\nFor more information, try '--help'.";
    let all = |text: &str| format!("{text}{more}");
    refused(
        &["lable"],
        "error: lable: expected a command, a picture or a folder, found none of them; \
         `signalscape --help` lists the commands",
    );
    // Each of several pictures is looked at, and a command after them is no picture.
    let home = Home::new();
    home.write("a.png", b"");
    for none in ["none.png", "./none"] {
        let outcome = home.run(&["a.png", none]);
        let expected = format!("error: {none}: there is no such file or folder\n");
        assert_eq!((outcome.code, outcome.err), (1, expected), "a failure, as with every command");
    }
    let both = "error: a.png: a picture to open and a command exclude each other";
    refused_at(&home, &["a.png", "a.png", "doctor"], both);
    refused(
        &["--preset", "weights-195", "label", "x.png"],
        &all(&format!(
            "error: invalid value 'weights-195' for '--preset <NAME|FILE>'\n  [possible values: {}]\n\n  \
             tip: a similar value exists: 'weights-196'",
            Preset::all_names().collect::<Vec<_>>().join(", ")
        )),
    );
    refused(
        &["label", "x.png", "--preset", "race-of-two"],
        "error: --preset race-of-two: expected a network that images are shown to, found a circuit, whose neurons fire \
         as it says; the window shows it, and shot",
    );
    let shot = ["shot", "--preset", "stdp", "--mnist", "test:0", "--out", "x.png"];
    let expected =
        "error: --digit and --mnist: a circuit sees no images, its neurons fire as it says";
    refused(&shot, expected);
    refused(
        &["--present", "doctor"],
        "error: --present: a window that presents and a command exclude each other",
    );
    refused(
        &["label", "x.png", "--preset", "paths-stdp"],
        "error: --preset: expected one whose weights or temporal paths are an embedding, such as \
         weights-196 or paths-sbm, found paths-stdp",
    );
    refused(
        &["--log", "verbsoe", "doctor"],
        "error: --log: expected off, error, warn, info, debug, trace, or TARGET=LEVEL,…, found \
         \"verbsoe\"",
    );
    refused(
        &["--cache", "x", "doctor", "--no-cache"],
        "error: --cache and --no-cache exclude each other",
    );
    refused(
        &["label", "--k", "0", "x.png"],
        &all("error: invalid value '0' for '--k <N>': expected a whole number from 1 to 50"),
    );
    refused(
        &["label", "--at-ms", "150", "x.png"],
        "error: --at-ms: expected one of 100, 200, 300, 400, 500, 600, found 150",
    );
    refused(
        &["label", "--references", "99", "x.png"],
        &all(
            "error: invalid value '99' for '--references <N>': expected a whole number from 100 to 60000",
        ),
    );
    refused(
        &["evaluate", "--held-out", "10001"],
        "error: --held-out: expected at most 10000, the test images there are, found 10001",
    );
    refused(
        &["cache", "--no-cache"],
        "error: cache: expected a folder, found none; name one with --cache DIR",
    );
    let home = Home::new();
    for bad in ["many", "99", "1e3"] {
        let outcome = home.run_with(&["label", "x.png"], &[("SIGNALSCAPE_REFERENCES", bad)]);
        let expected =
            "error: SIGNALSCAPE_REFERENCES: expected a whole number from 100 to 60000, found";
        assert_eq!((outcome.code, outcome.err), (2, format!("{expected} \"{bad}\"\n")));
    }
    let outcome = home.run_with(&["cache"], &[("SIGNALSCAPE_REFERENCES", "")]);
    assert_eq!((outcome.code, &*outcome.err), (0, ""), "empty is as if it were not set");
}

/// In the words of whatever takes the number, and not as options that there are none of.
#[test]
fn negative_numbers_are_refused_as_numbers() {
    let weights = ["experiment", "weights"];
    for (args, what) in [
        (&["--limit", "-5"][..], "'-5' for '--limit <N>': expected a whole number of at least 1"),
        (
            &["--references", "-3"],
            "'-3' for '--references <N>': expected a whole number from 100 to 60000",
        ),
        (&["--splits", "-1"], "'-1' for '--splits <N>': expected a whole number from 1 to 1000"),
        (
            &["--seeds", "-1,2"],
            "'-1' for '--seeds <N,…>': expected a whole number from 0 to 18446744073709551615",
        ),
        (
            &["--out", "x", "--shard", "-1/3"],
            "'-1/3' for '--shard <PART/PARTS>': expected PART/PARTS, from 0, such as 0/4 to 3/4, found \
             \"-1/3\"",
        ),
    ] {
        let message = format!("error: invalid value {what}\n\nFor more information, try '--help'.");
        refused(&[&weights[..], args].concat(), &message);
    }
    refused(
        &["experiment", "weights", "--times", "100,100"],
        "error: times: expected 1 to 1000 times, rising, found 100, 100 ms",
    );
}

#[test]
fn wrong_shots_are_refused_before_any_work() {
    let shot = |more: &[&'static str]| [&["shot", "--out", "a.png"], more].concat();
    let more = "\n\nFor more information, try '--help'.";
    refused(
        &shot(&["--mnist", "test:10000"]),
        "error: --mnist: expected an index below 10000, the digits there are, found 10000",
    );
    refused(
        &shot(&["--mnist", "valid:1"]),
        &format!(
            "error: invalid value 'valid:1' for '--mnist <SET:INDEX>': expected test:INDEX or \
             train:INDEX, such as test:17{more}"
        ),
    );
    for bad in ["601", "-1", "NaN"] {
        refused(
            &shot(&["--mnist", "test:1", "--at-ms", bad]),
            &format!("error: --at-ms: expected 0 to 600 ms, the preset's duration, found {bad}"),
        );
    }
    refused(
        &shot(&["--mnist", "test:1", "--size", "100x100"]),
        &format!(
            "error: invalid value '100x100' for '--size <WxH>': expected WIDTHxHEIGHT in pixels, \
             320x200 to 7680x4320{more}"
        ),
    );
    refused(
        &["shot", "--mnist", "test:1", "--out", "a.jpg"],
        "error: --out: expected a file name that ends in .png, found a.jpg",
    );
    refused(
        &["shot", "--mnist", "test:1", "--out", "no/a.png"],
        "error: --out: expected an existing folder, found nothing: no",
    );
    let home = Home::new();
    home.write("a.png", b"precious");
    refused_at(
        &home,
        &shot(&["--mnist", "test:1"]),
        "error: --out: expected a file that does not exist, or --force to overwrite it, found a.png",
    );
    assert_eq!(fs::read(home.path("a.png")).unwrap(), b"precious");
    let outcome = home.run(&shot(&["--digit", "b.png", "--force"]));
    let expected = "error: b.png: cannot be read: there is no such file\n";
    assert_eq!((outcome.code, &*outcome.err), (1, expected), "a file, not an argument");
}

#[test]
#[cfg(not(feature = "app"))]
fn without_a_window_it_says_so() {
    let message = "error: this build has no window; build with the default features, or use \
                   `signalscape label` (see `signalscape --help`)";
    refused(&[], message);
    refused(&["shot", "--mnist", "test:1", "--out", "a.png"], message);
}

/// A PNG file that claims this size, with next to no pixels.
fn claimed_png(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, content) in [(b"IHDR", &header[..]), (b"IDAT", b"\x78\x9c"), (b"IEND", b"")] {
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(content);
        file.extend((content.len() as u32).to_be_bytes());
        file.extend([&kind[..], content, &crc.sum().to_be_bytes()].concat());
    }
    file
}

#[test]
fn unreadable_pictures_are_named_and_do_not_stop_the_others() {
    let home = Home::new();
    home.write("text.png", b"Dear diary, today I drew a seven.");
    let whole = fs::read(home.digit("whole.png", 0)).unwrap();
    home.write("cut.png", &whole[..whole.len() / 2]);
    home.write("huge.png", &claimed_png(20_000, 20_000));
    GrayImage::from_pixel(100, 100, Luma([255])).save(home.path("white.png")).unwrap();
    let files = ["none.png", "text.png", "cut.png", "huge.png", "whole.png", "white.png", "empty"];
    fs::create_dir(home.path("empty")).unwrap();
    let bad = home.run(&[&["label", "--references", "100"], &files[..]].concat());
    insta::assert_snapshot!("unreadable_pictures", bad.err);
    assert_eq!(bad.code, 1);
    assert!(bad.out.starts_with("whole.png: 7 ("), "{}", bad.out);

    let json = home.run(&[&["label", "--json", "--references", "100"], &files[..]].concat());
    let lines: Vec<serde_json::Value> =
        json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), files.len(), "one line for each file");
    for (line, file) in lines.iter().zip(files) {
        assert_eq!(line["file"], *file);
        assert_eq!(line.get("error").is_some(), file != "whole.png");
    }
    assert_eq!(lines[4]["label"], 7);
    assert_eq!(lines[4]["neighbours"].as_array().unwrap().len(), 5);
}

#[test]
fn digits_are_labelled_right_and_the_same_twice_from_the_cache() {
    let home = Home::new();
    let files: Vec<String> = (0..3).map(|i| home.digit(&format!("{i}.png"), i)).collect();
    let args: Vec<&str> =
        ["label", "--references", "300"].into_iter().chain(files.iter().map(|f| &**f)).collect();
    let first = home.run(&args);
    assert_eq!((first.code, &*first.err), (0, ""));
    for (i, file) in ["HOME/0.png: 7 (", "HOME/1.png: 2 (", "HOME/2.png: 1 ("].iter().enumerate() {
        assert!(first.out.lines().any(|line| line.starts_with(file)), "{i}: {}", first.out);
    }
    let kept = only_file(&home.path("cache/signalscape"));
    let written = fs::metadata(&kept).unwrap().modified().unwrap();
    assert_eq!(home.run(&args), first, "the same bytes");
    assert_eq!(fs::metadata(&kept).unwrap().modified().unwrap(), written, "read, not written");
    // What is there is really used: with nothing kept, the answer is the same but nothing is left.
    let other = Home::new();
    let uncached = other.run(&[&["--no-cache"], &args[..]].concat());
    assert_eq!(uncached.out.replace(home.0.path().to_str().unwrap(), "HOME"), first.out);
    assert!(!other.path("cache").exists());

    // Another version: computed again, with a warning, and replaced.
    let bytes = fs::read(&kept).unwrap();
    let at = bytes.windows(13).position(|part| part == b"\"version\":\"1\"").unwrap();
    let mut newer = bytes.clone();
    newer[at + 11] = b'7';
    fs::write(&kept, newer).unwrap();
    let again = home.run(&args);
    assert_eq!((again.code, &again.out), (0, &first.out));
    assert!(again.err.starts_with("warning: HOME/cache/"), "{}", again.err);
    assert!(again.err.ends_with("expected format version 1, found 7; computing it again\n"));
    assert!(fs::read(&kept).unwrap().windows(13).any(|part| part == b"\"version\":\"1\""));

    let size = fs::metadata(&kept).unwrap().len();
    let size = signalscape::experiments::words::thousands(size as usize);
    let folder = "folder   HOME/cache/signalscape\n";
    assert_eq!(home.run(&["cache"]).out, format!("{folder}size     {size} bytes\n"));
    assert_eq!(home.run(&["cache", "--clear"]).out, format!("{folder}cleared  {size} bytes\n"));
    assert_eq!(home.run(&["cache"]).out, format!("{folder}size     0 bytes\n"));
}

/// What lies where something was kept is no file of ours: it is said, and computed again.
#[test]
#[cfg(unix)]
fn what_was_kept_and_cannot_be_read_is_named_and_computed_again() {
    let home = Home::new();
    let seven = home.digit("7.png", 0);
    // So many references that signs are kept beside them.
    let label = ["label", "--references", "600", &seven];
    let first = home.run(&label);
    assert_eq!((first.code, &*first.err), (0, ""));
    let kept: Vec<PathBuf> = fs::read_dir(home.path("cache/signalscape"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(kept.len(), 2, "references and signs");
    type Make = fn(&Path);
    let ways: [(Make, &str); 3] = [
        (
            |path| {
                assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success())
            },
            "expected a file, found a pipe or device",
        ),
        (
            |path| std::os::unix::fs::symlink("/dev/zero", path).unwrap(),
            "expected a file, found a pipe or device",
        ),
        (
            |path| fs::File::create(path).unwrap().set_len(1 << 41).unwrap(),
            "expected a file of at most 6.4 GB, found 2.2 TB",
        ),
    ];
    for path in &kept {
        for (make, why) in ways {
            fs::remove_file(path).unwrap();
            make(path);
            let again = home.run(&label);
            assert_eq!((again.code, &again.out), (0, &first.out));
            let name = path.file_name().unwrap().to_str().unwrap();
            let warning =
                format!("warning: HOME/cache/signalscape/{name}: {why}; computing it again\n");
            assert_eq!(again.err, warning);
            assert!(fs::symlink_metadata(path).unwrap().is_file(), "and it is kept anew");
        }
    }
}

fn only_file(folder: &Path) -> PathBuf {
    let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let file = files.next().expect("a file");
    assert_eq!(files.next(), None);
    file
}

#[test]
fn options_reach_the_vote() {
    let home = Home::new();
    let seven = home.digit("7.png", 0);
    let label = |more: &[&str]| {
        let outcome =
            home.run(&[&["label", "--json", "--references", "100", &seven], more].concat());
        assert_eq!((outcome.code, &*outcome.err), (0, ""));
        serde_json::from_str::<serde_json::Value>(&outcome.out).unwrap()
    };
    let plain = label(&[]);
    assert_eq!((&plain["at_ms"], &plain["references"]), (&300.0.into(), &100.into()));
    assert_eq!(plain["familiarity"], "too-few", "{plain}");
    assert!(plain["novelty"].is_null() && plain.get("is_familiar").is_none(), "{plain}");
    let many = label(&["--k", "20"]);
    assert_eq!(many["neighbours"].as_array().unwrap().len(), 20);
    assert_ne!(label(&["--k", "20", "--voting", "majority"])["share"], many["share"]);
    let cosine = label(&["--metric", "cosine"]);
    assert!(cosine["neighbours"][0]["distance"].as_f64().unwrap() <= 1.0);
    assert_ne!(label(&["--at-ms", "600"])["neighbours"], plain["neighbours"]);
    assert_ne!(label(&["--seed", "2"])["neighbours"], plain["neighbours"]);
}

#[test]
fn a_cache_that_cannot_be_kept_is_a_warning() {
    let home = Home::new();
    let seven = home.digit("7.png", 0);
    home.write("file", b"");
    let outcome = home.run(&["label", "--references", "100", "--cache", "file/cache", &seven]);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(outcome.out.starts_with("HOME/7.png: 7 ("));
    assert!(outcome.err.lines().all(|line| line.starts_with("warning: ")), "{}", outcome.err);
    assert!(outcome.err.contains(
        "warning: the cloud cannot be kept for the next start: file/cache: expected a folder that \
         can be written to"
    ));
    let doctor = home.run(&["doctor", "--cache", "file/cache"]);
    assert!(doctor.out.contains("note     cache folder           file/cache: not writable"));
}

#[test]
fn a_folder_of_ones_own_digits_is_used() {
    let home = Home::new();
    folder(&home, 60);
    let seven = home.digit("7.png", 0);
    let outcome = home.run(&["--data", "idx", "label", &seven]);
    assert_eq!((outcome.code, &*outcome.err), (0, ""));
    let too_few = "60 references, 300 ms: too few to say whether it is familiar)";
    assert!(outcome.out.contains(too_few), "{}", outcome.out);
    let outcome = home.run(&["--data", "idx", "evaluate", "--held-out", "40", "--json"]);
    assert_eq!((outcome.code, &*outcome.err), (0, ""));
    let found: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!((&found["held_out"], &found["references"]), (&40.into(), &60.into()));
    assert_eq!(found["accuracy"], 1.0, "each digit is among the references");
    assert!(found["novel_right"].is_null() && found["novel_wrong"].is_null(), "{found}");
    let outcome = home.run(&["--data", "idx", "evaluate", "--held-out", "40"]);
    assert!(outcome.out.contains("too early to say: that takes"), "{}", outcome.out);
    refused_at(
        &home,
        &["--data", "idx", "evaluate", "--held-out", "61"],
        "error: --held-out: expected at most 60, the test images there are, found 61",
    );
}

#[test]
fn references_that_nobody_labelled_are_nothing_to_be_evaluated_by() {
    let home = Home::new();
    folder(&home, 60);
    std::fs::remove_file(home.path("idx/train-labels-idx1-ubyte")).unwrap();
    let outcome = home.run(&["--data", "idx", "evaluate", "--held-out", "40"]);
    let expected =
        "error: the training images: expected labels, which say what the images show, found none\n";
    assert_eq!((outcome.code, &*outcome.err), (1, expected));
    // What is not there is a failure of every command, and was not typed.
    let words = "images: train: expected labels, which say what the images show, found none\n";
    for experiment in ["paths", "paths-stdp"] {
        let outcome = home.run(&[
            "--data",
            "idx",
            "experiment",
            experiment,
            "--images",
            "train",
            "--out",
            "o",
        ]);
        assert_eq!(outcome.code, 1, "{}", outcome.err);
        assert!(outcome.err.ends_with(words), "{}", outcome.err);
    }
    std::fs::remove_file(home.path("idx/train-images-idx3-ubyte")).unwrap();
    let outcome = home.run(&["--data", "idx", "evaluate", "--held-out", "40"]);
    assert!(outcome.err.contains("train-images-idx3-ubyte"), "{}", outcome.err);
}

#[test]
fn too_few_digits_for_the_vote() {
    let home = Home::new();
    folder(&home, 3);
    let seven = home.digit("7.png", 0);
    refused_at(
        &home,
        &["--data", "idx", "label", &seven],
        "error: --k: expected more reference digits than the 5 that vote, found 3",
    );
}

#[test]
fn damaged_folders_of_digits_are_named() {
    let home = Home::new();
    folder(&home, 30);
    let seven = home.digit("7.png", 0);
    let images = fs::read(home.path("idx/train-images-idx3-ubyte")).unwrap();
    let fails = |bytes: Option<&[u8]>| {
        match bytes {
            Some(bytes) => drop(home.write("idx/train-images-idx3-ubyte", bytes)),
            None => fs::remove_file(home.path("idx/train-images-idx3-ubyte")).unwrap(),
        }
        let outcome = home.run(&["--data", "idx", "label", &seven]);
        assert_eq!((outcome.code, &*outcome.out), (1, ""), "{outcome:?}");
        let doctor = home.run(&["--data", "idx", "doctor"]);
        assert_eq!(doctor.code, 1, "{doctor:?}");
        assert!(doctor.out.starts_with("missing  training digits"), "{doctor:?}");
        outcome.err
    };
    assert_eq!(
        fails(Some(&images[..1000])),
        "error: idx/train-images-idx3-ubyte: truncated: expected 23520 bytes of elements, found \
         984\n"
    );
    let magic = fails(Some(b"what is this"));
    assert!(magic.starts_with("error: idx/train-images-idx3-ubyte: expected an IDX file"));
    let corrupt = fails(Some(b"\x1f\x8b\x08\0\0\0\0\0\0\x03what is this"));
    assert!(corrupt.starts_with("error: idx/train-images-idx3-ubyte: corrupt gzip"), "{corrupt}");
    let missing = fails(None);
    assert!(missing.starts_with("error: idx: expected one of the files train-images-idx3-ubyte,"));
}

#[test]
fn the_doctor_is_content_with_what_is_embedded() {
    let home = Home::new();
    let outcome = home.run(&["doctor"]);
    assert!(outcome.out.starts_with(
        "ok       training digits        60,000 (embedded)\n\
         ok       test digits            10,000 (embedded)\n\
         ok       cache folder           HOME/cache/signalscape (0 bytes)\n\
         ok       settings folder        HOME/config/signalscape\n\
         ok       processor cores "
    ));
    if cfg!(not(feature = "app")) {
        assert_eq!(outcome.code, 0);
        assert!(outcome.out.ends_with("note     window                 this build has none\n"));
    } else if cfg!(target_os = "linux") {
        assert_eq!(outcome.code, 1, "no display is set");
        assert!(outcome.out.contains("missing  display "));
    }
    assert_eq!(fs::read_dir(home.0.path()).unwrap().count(), 0, "looking leaves nothing");
}

#[test]
fn every_shell_has_completions() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let outcome = home.run(&["completions", shell]);
        assert_eq!((outcome.code, &*outcome.err), (0, ""));
        assert!(outcome.out.contains("signalscape") && outcome.out.contains("held-out"), "{shell}");
    }
}
