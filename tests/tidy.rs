//! The rules of the tree, read from its sources: how long a file may be, what must not be left lying about. Who may
//! know whom is in `rooms`. Every check has a sample beside it that it must refuse.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Folders whose files are written by hand.
const WRITTEN: [&str; 6] = ["src", "sim", "tests", "benches", "examples", "assets/shaders"];
const LINES_MAX: usize = 600;
/// Apart, so that this file does not contain what it looks for.
const LEFTOVERS: [&str; 6] = [
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("#[ig", "nore"),
    concat!("db", "g!("),
    concat!("FIX", "ME"),
    concat!("#[pa", "th"), // a module elsewhere than its folder says would escape the rule of folders
];

#[test]
fn files_are_short() {
    report(&files(&WRITTEN, &["rs", "wgsl"]).iter().filter_map(too_long).collect::<Vec<_>>());
}

#[test]
fn nothing_is_left_over() {
    let mut found: Vec<String> =
        files(&WRITTEN, &["rs", "wgsl"]).iter().flat_map(leftovers).collect();
    found.extend(leftovers(&(".ci/run".into(), read(".ci/run"))));
    report(&found);
}

#[test]
fn the_checks_run_what_the_readme_says() {
    let commands = test_commands(&read("README.md"));
    assert_eq!(commands.len(), 1, "README.md: expected one command that tests, found {commands:?}");
    let script = read(".ci/run");
    assert!(runs(&script, &commands[0]), ".ci/run: expected `{}`, found none", commands[0]);
}

#[test]
fn what_panels_say_names_no_widget() {
    report(&files(&["src/app/views"], &["rs"]).iter().flat_map(widgets).collect::<Vec<_>>());
}

#[test]
fn the_map_names_what_there_is() {
    report(&missing("ARCHITECTURE.md", &read("ARCHITECTURE.md")));
}

#[test]
fn shortcuts_are_unique() {
    let shown = shortcuts(&read("src/app/keys.rs"));
    assert!(shown.len() > 30, "src/app/keys.rs: expected all shortcuts, found {shown:?}");
    report(&twice(&shown));
}

// ---- the rules ----

fn too_long((path, text): &(String, String)) -> Option<String> {
    let lines = text.lines().count();
    (lines > LINES_MAX)
        .then(|| format!("{path}: expected at most {LINES_MAX} lines, found {lines}"))
}

fn leftovers((path, text): &(String, String)) -> Vec<String> {
    let lines = (1..).zip(text.lines());
    let found = lines.flat_map(|(number, line)| {
        let of_line = LEFTOVERS.into_iter().filter(move |word| line.contains(word));
        of_line.map(move |word| format!("{path}:{number}: {word}"))
    });
    found.collect()
}

/// Lines of a file that name what draws.
fn widgets((path, text): &(String, String)) -> Vec<String> {
    let lines = (1..).zip(text.lines());
    let found = lines
        .filter(|(_, line)| ["egui", "Color32", "panels::"].iter().any(|word| line.contains(word)));
    found
        .filter(|(_, line)| !line.starts_with("//!"))
        .map(|(number, _)| format!("{path}:{number}: names what draws"))
        .collect()
}

/// Paths, counted from the root, that a document names and that are not there. Those with a word in capitals are examples.
fn missing(name: &str, text: &str) -> Vec<String> {
    let words = text.split('`').skip(1).step_by(2);
    let is_path = |word: &&str| {
        (word.contains('/') || word.ends_with(".rs"))
            && word.chars().all(|c| c.is_ascii_alphanumeric() || "_./-".contains(c))
            && !word
                .split(['/', '.'])
                .any(|part| part.len() > 1 && part.bytes().all(|b| b.is_ascii_uppercase()))
    };
    let missing = words.filter(is_path).filter(|word| !root().join(word).exists());
    missing.map(|word| format!("{name}: {word} is not there")).collect()
}

/// Lines of the document's blocks of code that run tests.
fn test_commands(readme: &str) -> Vec<String> {
    let blocks = readme.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(str::lines).map(|line| line.split('#').next().unwrap_or("").trim());
    lines.filter(|line| line.starts_with("cargo test")).map(str::to_owned).collect()
}

/// Whether a line of the script ends with the command, alone or after a heading.
fn runs(script: &str, command: &str) -> bool {
    let lines = script.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.strip_suffix(command))
        .any(|start| start.is_empty() || (start.starts_with("step ") && start.ends_with("\" ")))
}

/// The keys of the table of shortcuts, one by one.
fn shortcuts(source: &str) -> Vec<String> {
    let table = source.split_once("SHORTCUTS").map_or("", |(_, rest)| rest);
    let table = table.split_once("];").map_or("", |(table, _)| table);
    let rows = table.lines().filter_map(|line| line.trim().strip_prefix("(\""));
    rows.filter_map(|row| row.split_once('"')).flat_map(|(keys, _)| keys_of(keys)).collect()
}

/// `Ctrl+1, 2` is Ctrl+1 and Ctrl+2; `0 … 2` is 0, 1, 2; `W A` is W and A; `left drag` is one.
fn keys_of(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut modifier = "";
    for part in text.split(", ").flat_map(|part| part.split(" or ")) {
        let is_digit = part.len() == 1 && part.starts_with(|c: char| c.is_ascii_digit());
        if let Some((held, _)) = part.rsplit_once('+') {
            modifier = held;
        } else if is_digit && !modifier.is_empty() {
            keys.push(format!("{modifier}+{part}"));
            continue;
        }
        let words: Vec<&str> = part.split(' ').collect();
        match words[..] {
            [first, "…", last] => {
                let ends = [first, last].map(|end| end.chars().next().unwrap_or_default());
                keys.extend((ends[0]..=ends[1]).map(String::from));
            }
            _ if words.iter().all(|word| word.chars().count() == 1) => {
                keys.extend(words.iter().map(|word| (*word).to_owned()));
            }
            _ => keys.push(part.to_owned()),
        }
    }
    keys
}

fn twice(keys: &[String]) -> Vec<String> {
    let mut counts = BTreeMap::new();
    keys.iter().for_each(|key| *counts.entry(key).or_insert(0) += 1);
    let found = counts.into_iter().filter(|(_, count)| *count > 1);
    found.map(|(key, count)| format!("{key}: {count} meanings")).collect()
}

// ---- reading ----

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Path and text of every file below `folders` with one of these endings, in order.
fn files(folders: &[&str], endings: &[&str]) -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    let mut found = Vec::new();
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            paths.extend(entries.map(|entry| entry.expect("a folder's entry").path()));
        } else if path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending)) {
            let name = path.strip_prefix(root()).expect("below the root");
            let parts = name.components().map(|part| part.as_os_str().to_string_lossy());
            let name = parts.collect::<Vec<_>>().join("/");
            found.push((name.clone(), read(&name)));
        }
    }
    assert!(!found.is_empty(), "nothing to check in {folders:?}");
    found.sort();
    found
}

fn report(violations: &[String]) {
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

// ---- the checks can fail ----

#[test]
fn the_checks_can_fail() {
    let file = |lines: Range<usize>| ("a.rs".to_owned(), lines.map(|_| "x\n").collect::<String>());
    assert_eq!(too_long(&file(0..LINES_MAX)), None);
    assert!(too_long(&file(0..LINES_MAX + 1)).is_some());

    for word in LEFTOVERS {
        assert_eq!(leftovers(&("a.rs".into(), format!("\n  {word}"))), [format!("a.rs:2: {word}")]);
    }

    let readme =
        "Run cargo test.\n```sh\ncargo run\ncargo test --release   # all of it\n```\ncargo test";
    assert_eq!(test_commands(readme), ["cargo test --release"]);
    let command = "cargo test --release";
    assert!(runs("a\ncargo test --release\n", command));
    assert!(runs("step \"the tests\" cargo test --release", command));
    let others =
        ["# cargo test --release", "cargo test --release -p x", "echo cargo test --release"];
    assert!(!runs(&others.join("\n"), command));

    let view = "//! Drawn in [`panels`](super::panels).\nuse bevy_egui::egui;\nlet x = 1;";
    assert_eq!(widgets(&("a.rs".into(), view.into())), ["a.rs:2: names what draws"]);

    let map =
        "`src/lib.rs`, `sim/presets/NAME.toml`, `a/b = c`, `src` and `src/none.rs`, `none.rs`";
    assert_eq!(missing("a", map), ["a: src/none.rs is not there", "a: none.rs is not there"]);

    let source = |keys: &str| format!("const SHORTCUTS: [] = [\n    (\"{keys}\", \"what\"),\n];");
    assert_eq!(shortcuts(&source("Ctrl+1, 2")), ["Ctrl+1", "Ctrl+2"]);
    assert_eq!(shortcuts(&source("0 … 2")), ["0", "1", "2"]);
    assert_eq!(shortcuts(&source("W A, ? or F1")), ["W", "A", "?", "F1"]);
    assert_eq!(shortcuts(&source("Ctrl+Z, Ctrl+Shift+Z")), ["Ctrl+Z", "Ctrl+Shift+Z"]);
    assert_eq!(twice(&shortcuts(&source("left drag, right drag"))), [""; 0]);
    assert_eq!(twice(&shortcuts(&source("0 … 2, L, 1"))), ["1: 2 meanings"]);
}
