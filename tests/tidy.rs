//! The rules of the tree, read from its sources: who may know whom, how long a file may be, what
//! must not be left lying about. Every check has a sample beside it that it must refuse.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Folders of `src`; each may name itself and those before it.
const ORDER: [&str; 7] = ["sim", "data", "analysis", "runtime", "experiments", "cli", "app"];
/// Entry points: they may name every folder.
const ROOTS: [&str; 2] = ["src/lib.rs", "src/main.rs"];
/// Folders whose files are written by hand.
const WRITTEN: [&str; 5] = ["src", "tests", "benches", "examples", "assets/shaders"];
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
fn folders_know_only_those_before_them() {
    let mut found = Vec::new();
    for (path, text) in files(&["src"], &["rs"]) {
        found.extend(dependency_violations(&path, &text));
    }
    report(&found);
}

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
fn shortcuts_are_unique() {
    let shown = shortcuts(&read("src/app/keys.rs"));
    assert!(shown.len() > 30, "src/app/keys.rs: expected all shortcuts, found {shown:?}");
    report(&twice(&shown));
}

// ---- who knows whom ----

/// Where `text`, the source at `path` (such as `src/sim/mod.rs`), names what it must not know.
fn dependency_violations(path: &str, text: &str) -> Vec<String> {
    let tokens = tokens(text);
    if ROOTS.contains(&path) {
        // A name brought to the root could be used from there by every folder.
        let has_use = path == "src/lib.rs" && tokens.iter().any(|(token, _)| *token == "use");
        return if has_use { vec![format!("{path}: a `use` at the root")] } else { Vec::new() };
    }
    let parts: Vec<&str> = path.trim_end_matches(".rs").split('/').skip(1).collect();
    let folder = parts[0];
    if !ORDER.contains(&folder) {
        return vec![format!("{path}: expected in one of {ORDER:?}")];
    }
    let depth = if parts.last() == Some(&"mod") { parts.len() - 1 } else { parts.len() };
    let refused = root_names(&tokens, depth).into_iter().filter(|(name, _)| !may(folder, name));
    refused.map(|(name, line)| format!("{path}:{line}: {folder} names {name}")).collect()
}

fn may(folder: &str, other: &str) -> bool {
    let place = |name| ORDER.iter().position(|known| *known == name);
    // A name that is no folder (a glob, say) has no place, and is refused.
    let is_before = place(other).is_some_and(|other| Some(other) <= place(folder));
    is_before && (folder, other) != ("app", "cli")
}

type Token<'a> = (&'a str, usize);

/// Names directly below the crate's root that the code uses, with their lines. `depth` counts the
/// modules around the code: 1 for `src/sim/mod.rs`.
fn root_names<'a>(tokens: &[Token<'a>], depth: usize) -> Vec<Token<'a>> {
    let mut names = Vec::new();
    let mut braces = Vec::new(); // true for those of an inline module
    let mut at = 0;
    while at < tokens.len() {
        let before = |back: usize| at.checked_sub(back).map_or("", |i| tokens[i].0);
        match tokens[at].0 {
            "{" => braces.push(before(2) == "mod"),
            "}" => _ = braces.pop(),
            "crate" | "super" | "self" | "signalscape" if before(1) != "::" => {
                let inline = braces.iter().filter(|is_module| **is_module).count();
                at = follow(tokens, at, depth + inline, &mut names);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    names
}

/// Follows the path or tree of paths at `at` from a module `depth` below the root; returns where it
/// ends.
fn follow<'a>(
    tokens: &[Token<'a>],
    mut at: usize,
    mut depth: usize,
    names: &mut Vec<Token<'a>>,
) -> usize {
    let token = |at: usize| tokens.get(at).map_or("", |(token, _)| *token);
    loop {
        match token(at) {
            "crate" | "signalscape" => depth = 0,
            "super" => depth = depth.saturating_sub(1),
            "self" => {}
            "{" => {
                at += 1;
                while !["}", ""].contains(&token(at)) {
                    at = match token(at) {
                        "," => at + 1,
                        "as" => at + 2,
                        _ => follow(tokens, at, depth, names),
                    };
                }
                return at + 1;
            }
            _ => {
                if depth == 0 && at < tokens.len() {
                    names.push(tokens[at]);
                }
                // The rest of the path, group included, lies inside what has been named.
                while token(at + 1) == "::" && token(at + 2) != "{" {
                    at += 2;
                }
                return if token(at + 1) == "::" { skip_group(tokens, at + 2) } else { at + 1 };
            }
        }
        match token(at + 1) {
            "::" => at += 2,
            "as" if depth == 0 => {
                names.push(tokens[at]); // the root by another name
                return at + 1;
            }
            _ => return at + 1,
        }
    }
}

/// The end of the group that opens at `at`.
fn skip_group(tokens: &[Token], at: usize) -> usize {
    let mut open = 0;
    for (i, (token, _)) in tokens.iter().enumerate().skip(at) {
        match *token {
            "{" => open += 1,
            "}" => open -= 1,
            _ => {}
        }
        if open == 0 {
            return i + 1;
        }
    }
    tokens.len()
}

/// Words, `::` and single signs with their lines; comments, strings and characters left out.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < bytes.len() {
        let rest = &text[at..];
        let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = raw_string(rest) {
            length
        } else if rest.starts_with('"') {
            quoted(rest, '"')
        } else if let Some(after) = rest.strip_prefix('\'') {
            // `'a'` and `'\n'` are characters, `'a` is a lifetime.
            let is_character = after.starts_with('\\') || after.chars().nth(1) == Some('\'');
            if is_character { quoted(rest, '\'') } else { 1 }
        } else if word > 0 {
            found.push((&rest[..word], line));
            word
        } else {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let length = if rest.starts_with("::") { 2 } else { first };
            if !rest.starts_with(char::is_whitespace) {
                found.push((&rest[..length], line));
            }
            length
        };
        line += rest[..length].matches('\n').count();
        at += length;
    }
    found
}

fn block_comment(text: &str) -> usize {
    let mut open = 0;
    for (at, _) in text.char_indices() {
        if text[at..].starts_with("/*") {
            open += 1;
        } else if text[at..].starts_with("*/") {
            open -= 1;
            if open == 0 {
                return at + 2;
            }
        }
    }
    text.len()
}

/// Length of the raw string that `text` starts with, if it does.
fn raw_string(text: &str) -> Option<usize> {
    let start = ["r", "br", "cr"].into_iter().find(|start| {
        text.strip_prefix(start).is_some_and(|rest| rest.trim_start_matches('#').starts_with('"'))
    })?;
    let hashes = text[start.len()..].bytes().take_while(|b| *b == b'#').count();
    let body = start.len() + hashes + 1;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(text[body..].find(&end).map_or(text.len(), |at| body + at + end.len()))
}

/// Length of the string or character that `text` starts with.
fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

// ---- the other rules ----

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

fn lines_refused(path: &str, text: &str) -> Vec<String> {
    let found = dependency_violations(path, text);
    found.iter().map(|words| words.rsplit_once(": ").map_or("", |(_, what)| what).into()).collect()
}

#[test]
fn forbidden_dependencies_are_found() {
    let refused: [(&str, &str, &[&str]); 16] = [
        ("src/sim/mod.rs", "use crate::data::Part;", &["sim names data"]),
        ("src/sim/a.rs", "fn f() { crate::analysis::knn::g() }", &["sim names analysis"]),
        (
            "src/sim/a.rs",
            "use crate::{sim::x, app, data::{self}};",
            &["sim names app", "sim names data"],
        ),
        ("src/sim/mod.rs", "use super::runtime;", &["sim names runtime"]),
        ("src/sim/a.rs", "use super::super::{data::Part, sim::b};", &["sim names data"]),
        ("src/sim/a.rs", "mod t { use super::super::super::app; }", &["sim names app"]),
        ("src/sim/a/b.rs", "let _ = self::super::super::super::app::X;", &["sim names app"]),
        ("src/sim/a.rs", "use {std::fs, crate::cli};", &["sim names cli"]),
        ("src/sim/a.rs", "use crate::*;", &["sim names *"]),
        ("src/sim/a.rs", "use crate as root;", &["sim names crate"]),
        (
            "src/sim/a.rs",
            "let a = 'x'; let b = '\\''; let c = \"\\\"\"; crate::app::f()",
            &["sim names app"],
        ),
        ("src/sim/a.rs", "fn f<'a>(x: &'a str) -> crate::app::X<'a> {}", &["sim names app"]),
        ("src/data/idx.rs", "use crate::analysis::pca;", &["data names analysis"]),
        ("src/runtime/mod.rs", "use signalscape::experiments::x;", &["runtime names experiments"]),
        ("src/cli/plan.rs", "use crate::app::Launch;", &["cli names app"]),
        ("src/app/panels/top.rs", "use crate::cli::Args;", &["app names cli"]),
    ];
    for (path, text, expected) in refused {
        assert_eq!(lines_refused(path, text), expected, "{path}: {text}");
    }
    assert_eq!(
        dependency_violations("src/sim/a.rs", "\n\nuse crate::app;"),
        ["src/sim/a.rs:3: sim names app"]
    );
    assert_eq!(dependency_violations("src/lib.rs", "pub use app::run;").len(), 1);
    assert_eq!(dependency_violations("src/other/a.rs", "").len(), 1);
    assert_eq!(dependency_violations("src/other.rs", "").len(), 1);
}

#[test]
fn allowed_dependencies_are_not() {
    let allowed = [
        ("src/sim/a.rs", "use super::{b, super::sim::c}; use crate::sim::{d, app};"),
        ("src/sim/a/b.rs", "use super::super::app::x; mod t { use super::super::data; }"),
        ("src/sim/a.rs", "//! [`crate::app`]\n/* crate::app /* */ crate::app */ fn f() {}"),
        ("src/sim/a.rs", "f(\"crate::app\", r#\"\" crate::app\"#, b'\\\\'); pub(crate) fn g() {}"),
        ("src/analysis/knn.rs", "use crate::{data as d, sim::{self, Ticks}, data::Part as P};"),
        ("src/runtime/mod.rs", "use crate::analysis; use crate::data; use crate::sim;"),
        ("src/cli/mod.rs", "use crate::{experiments, runtime, analysis, data, sim, cli};"),
        ("src/app/mod.rs", "use crate::{experiments, runtime, app::state}; use bevy::app::X;"),
        ("src/main.rs", "use signalscape::{app, cli};"),
        ("src/lib.rs", "//! use app;\npub mod app;"),
    ];
    for (path, text) in allowed {
        assert_eq!(dependency_violations(path, text), [""; 0], "{path}: {text}");
    }
}

#[test]
fn the_other_checks_can_fail() {
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

    let source = |keys: &str| format!("const SHORTCUTS: [] = [\n    (\"{keys}\", \"what\"),\n];");
    assert_eq!(shortcuts(&source("Ctrl+1, 2")), ["Ctrl+1", "Ctrl+2"]);
    assert_eq!(shortcuts(&source("0 … 2")), ["0", "1", "2"]);
    assert_eq!(shortcuts(&source("W A, ? or F1")), ["W", "A", "?", "F1"]);
    assert_eq!(shortcuts(&source("Ctrl+Z, Ctrl+Shift+Z")), ["Ctrl+Z", "Ctrl+Shift+Z"]);
    assert_eq!(twice(&shortcuts(&source("left drag, right drag"))), [""; 0]);
    assert_eq!(twice(&shortcuts(&source("0 … 2, L, 1"))), ["1: 2 meanings"]);
}
