//! Every complaint, wherever it comes from, is in words for people.

mod home;

use home::{Home, Outcome};
use std::fs;

/// Replaces the value at `path` in a JSON file.
fn edit(home: &Home, from: &str, to: &str, pointer: &str, value: &str) {
    let text = fs::read_to_string(home.path(from)).unwrap();
    let mut file: serde_json::Value = serde_json::from_str(&text).unwrap();
    *file.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}")) =
        serde_json::from_str(value).unwrap();
    home.write(to, file.to_string().as_bytes());
}

/// What programs say to programmers is not what ours says to people.
#[test]
fn no_message_speaks_to_programmers() {
    let home = Home::new();
    for folder in ["in", "none.d"] {
        fs::create_dir(home.path(folder)).unwrap();
    }
    home.write("file", b"");
    let run = ["experiment", "weights", "--limit", "20", "--times", "25", "--splits", "1"];
    let with = |more: &[&str]| home.run(&[&run[..], more].concat());
    assert_eq!(with(&["--out", "good"]).code, 0);
    assert_eq!(with(&["--out", "good-parts", "--shard", "0/1"]).code, 0);
    let part = "in/part-0-of-1";
    fs::create_dir(home.path(part)).unwrap();
    let mut told: Vec<(String, Outcome)> = Vec::new();
    let mut tell = |what: &str, args: &[&str]| {
        told.push((format!("{what} {}", args.join(" ")), home.run(args)));
    };
    let [report, open] = [&["report", "in", "--out", "a.html"][..], &["--open", "in"]];
    let [parts, merge] = [&["parts", "in"][..], &["merge", "in", "--out", "merged"]];
    for text in [
        "",
        "{",
        "[]",
        "[1,2,3,4,5,6,7]",
        "7",
        "nul",
        "{\"version\": 3, \"version\": 3}",
        "{\"version\": -5}",
    ] {
        home.write("in/results.json", text.as_bytes());
        [report, open].iter().for_each(|args| tell(text, args));
        for name in ["part.json", "status.json"] {
            home.write(&format!("{part}/{name}"), text.as_bytes());
            [parts, merge].iter().for_each(|args| tell(text, args));
            fs::remove_file(home.path(&format!("{part}/{name}"))).unwrap();
        }
    }
    for (pointer, value) in [
        ("/runs", "{}"),
        ("/runs", "[[1, 2, 3, 4, 5, 6, 7]]"),
        ("/experiment", "\"other\""),
        ("/runs/0/config/seed", "-5"),
        ("/runs/0/images", "1.5"),
        ("/runs/0/confusion/0", "[1]"),
        ("/runs/0/confusion/0/0", "4294967296"),
        ("/runs/0/rows/0/time_ms", "0"),
        ("/runs/0/rows/0/time_ms", "null"),
        ("/runs/0/rows/0/features", "7"),
        ("/runs/0/rows/0/features", "{}"),
        ("/runs/0/weights_sha256", "null"),
        ("/runs/0/config/preset/wiring", "[]"),
        ("/runs/0/config/preset/wiring/kind", "\"other\""),
        ("/runs/0/config/preset/neuron", "null"),
    ] {
        edit(&home, "good/results.json", "in/results.json", pointer, value);
        [report, open].iter().for_each(|args| tell(&format!("{pointer} {value}"), args));
    }
    for (pointer, value) in [
        ("/shard", "\"0/1\""),
        ("/shard/index", "-1"),
        ("/job", "[]"),
        ("/images", "\"x\""),
        ("/files/0/bytes", "0.5"),
    ] {
        let from = "good-parts/part-0-of-1/part.json";
        edit(&home, from, &format!("{part}/part.json"), pointer, value);
        [parts, merge].iter().for_each(|args| tell(&format!("{pointer} {value}"), args));
    }
    for place in ["file/x", "/dev/null/x", "file"] {
        for args in [
            &["--cache", place, "cache"][..],
            &["--cache", place, "cache", "--clear"],
            &["--cache", place, "doctor"],
            &["--data", place, "doctor"],
            &["label", place],
            &["report", place, "--out", "a.html"],
            &["report", "good", "--out", place],
            &["merge", place],
            &["parts", place],
            &["--open", place],
        ] {
            tell("", args);
        }
        tell("", &[&run[..], &["--out", place]].concat());
        tell("", &[&["--cache", place][..], &run, &["--out", "none.d", "--force"]].concat());
    }
    for set in [
        "wiring.neurons=-4",
        "wiring.neurons=x",
        "neuron.kind=competition",
        "wiring=1",
        "tick_ms=",
        "x",
    ] {
        tell("", &[&run[..], &["--set", set]].concat());
    }
    for (flag, value) in [
        ("--seeds", "-1"),
        ("--limit", "1e9"),
        ("--times", "x"),
        ("--shard", "-1/2"),
        ("--threads", "0.5"),
    ] {
        tell("", &[&run[..], &[flag, value]].concat());
    }
    let words = [
        "(os error",
        "struct ",
        "enum ",
        "variant",
        "EOF",
        "Some(",
        "None",
        "integer",
        "floating point",
        "sequence",
        "Error",
        "Err(",
        "panicked",
        "unwrap",
    ];
    for (asked, Outcome { code, out, err }) in &told {
        // The cache of a run costs it nothing but time.
        let is_fine =
            asked.contains("none.d") || asked.contains("doctor") || asked.contains("parts in");
        assert!(
            is_fine || *code != 0 || asked.ends_with("cache") || asked.ends_with("--clear"),
            "{asked}: {err}"
        );
        // As words of their own: a checksum may hold them.
        for word in ["usize", "u32", "u64", "f64"] {
            let mut said = out.split(|c: char| !c.is_ascii_alphanumeric());
            let mut wrong = err.split(|c: char| !c.is_ascii_alphanumeric());
            let is_said = said.any(|said| said == word) || wrong.any(|said| said == word);
            assert!(!is_said, "{word}: {asked}: {out}{err}");
        }
        for word in words {
            assert!(!err.contains(word) && !out.contains(word), "{word}: {asked}: {out}{err}");
        }
    }
}
