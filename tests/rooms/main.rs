//! Who may know whom, read from the sources: folders know only those before them, and no two files know each
//! other, not even by way of others. What tests alone use is left out.

mod sources;

use sources::{Arrow, House, Path};
use std::collections::{BTreeMap, BTreeSet};

/// Folders of `src`; each may use itself and those before it. `sim` is a crate of its own.
const ORDER: [&str; 6] = ["data", "analysis", "runtime", "experiments", "cli", "app"];

#[test]
fn folders_know_only_those_before_them() {
    let house = House::read("src");
    assert!(house.files().count() > 200, "expected all files, found {}", house.files().count());
    report(&house.files().filter_map(|file| file_without_folder(&file)).collect::<Vec<_>>());
    report(&upward(&house));
}

#[test]
fn no_two_files_know_each_other() {
    report(&circles(&arrows_among(&House::read("sim/src"))));
    let arrows = arrows_among(&House::read("src"));
    for folder in ORDER {
        let within = arrows.iter().filter(|(from, _)| from.first().is_some_and(|of| of == folder));
        report(&circles(&within.map(|(from, to)| (from.clone(), to.clone())).collect()));
    }
}

/// By file, the files that it uses, with the names that it takes from each.
type Arrows = BTreeMap<Path, BTreeMap<Path, BTreeSet<String>>>;

fn arrows_among(house: &House) -> Arrows {
    let mut arrows = Arrows::new();
    for Arrow { from, to, name } in house.arrows() {
        let name = name.rsplit("::").next().unwrap_or_default().to_owned();
        arrows.entry(from).or_default().entry(to).or_default().insert(name);
    }
    arrows
}

fn file_without_folder(file: &[String]) -> Option<String> {
    let is_in_one = file.first().is_none_or(|folder| ORDER.contains(&folder.as_str()));
    (!is_in_one && file != ["main"]).then(|| format!("{file:?}: expected in one of {ORDER:?}"))
}

/// Arrows against the order. Entry points may use all.
fn upward(house: &House) -> Vec<String> {
    let refused = house.arrows().into_iter().filter(|arrow| {
        let (Some(from), Some(to)) = (arrow.from.first(), arrow.to.first()) else {
            // From the root, or to a name of the root: nothing is to be found there but folders.
            return !arrow.from.is_empty() && arrow.from != ["main"];
        };
        from != "main" && !may(from, to)
    });
    refused.map(|arrow| arrow.to_string()).collect()
}

fn may(folder: &str, other: &str) -> bool {
    let place = |name| ORDER.iter().position(|known| *known == name);
    place(other) <= place(folder) && (folder, other) != ("app", "cli")
}

/// Files that reach themselves, with those that they reach on the way.
fn circles(arrows: &Arrows) -> Vec<String> {
    let reached = |from: &Path| {
        let mut found = BTreeSet::new();
        let used = |file| arrows.get(file).into_iter().flat_map(BTreeMap::keys);
        let mut next: Vec<&Path> = used(from).collect();
        while let Some(file) = next.pop() {
            if found.insert(file.clone()) {
                next.extend(used(file));
            }
        }
        found
    };
    let all: BTreeMap<&Path, BTreeSet<Path>> =
        arrows.keys().map(|file| (file, reached(file))).collect();
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for (file, reached) in &all {
        if !reached.contains(*file) || told.contains(*file) {
            continue;
        }
        let members: Vec<&Path> = reached
            .iter()
            .filter(|other| all.get(other).is_some_and(|back| back.contains(*file)))
            .collect();
        told.extend(members.iter().map(|member| (*member).clone()));
        let words: Vec<String> = members
            .iter()
            .flat_map(|from| {
                let used = arrows[*from].iter().filter(|(to, _)| members.contains(to));
                used.map(|(to, names)| {
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    format!("  {} uses {} ({})", from.join("/"), to.join("/"), names.join(", "))
                })
            })
            .collect();
        found.push(format!("a circle of {} files:\n{}", members.len(), words.join("\n")));
    }
    found
}

fn report(violations: &[String]) {
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

// ---- the checks can fail ----

/// Arrows of a small house, `from → to`.
fn arrows_of(files: &[(&str, &str)]) -> Vec<String> {
    let house = House::of(files.iter().map(|(path, text)| ((*path).into(), (*text).into())));
    let found: BTreeSet<String> = house
        .arrows()
        .into_iter()
        .map(|arrow| format!("{} → {}", arrow.from.join("/"), arrow.to.join("/")))
        .collect();
    found.into_iter().collect()
}

#[test]
fn arrows_go_to_where_a_thing_is_defined() {
    let files = [
        ("data/mod.rs", "pub mod idx; pub mod read; pub use idx::{Idx, Error as IdxError};"),
        ("data/idx.rs", "use super::read::{self, whole}; pub struct Idx; pub enum Error { A }"),
        ("data/read.rs", "pub fn whole() {} pub const SIZE: u32 = 1;"),
        (
            "app/mod.rs",
            "use crate::data as images; fn f() -> images::IdxError { images::read::whole() }",
        ),
        (
            "app/a.rs",
            "pub struct X; fn f() { let x = [1]; println!(\"{}\", crate::data::read::SIZE); }",
        ),
        ("app/b.rs", "use signalscape::data::Idx; mod inner { fn f() -> super::super::a::X {} }"),
        (
            "app/c.rs",
            "//! [`crate::data::Idx`]\nfn f() { \"crate::data::Idx\" } #[cfg(test)] mod t { use crate::app::b::X; }",
        ),
        ("app/d.rs", "#[cfg(test)] mod tests; use super::e::*; fn f(x: std::fmt::Result) {}"),
        ("app/d/tests.rs", "use crate::app::a::f;"),
        ("app/e.rs", "use crate::{data::{IdxError, read::{SIZE}}, app::a}; fn f() -> a::X {}"),
    ];
    let expected = [
        "app → data",
        "app → data/idx",
        "app → data/read",
        "app/a → data/read",
        "app/b → app/a",
        "app/b → data",
        "app/b → data/idx",
        "app/d → app/e",
        "app/e → app/a",
        "app/e → data",
        "app/e → data/idx",
        "app/e → data/read",
        "data → data/idx",
        "data/idx → data/read",
    ];
    assert_eq!(arrows_of(&files), expected);
}

#[test]
fn circles_and_arrows_that_run_up_are_found() {
    let house = |files: &[(&str, &str)]| {
        House::of(files.iter().map(|(path, text)| ((*path).into(), (*text).into())))
    };
    let circle = house(&[
        ("data/mod.rs", "pub mod a; pub mod b; pub mod c;"),
        ("data/a.rs", "use super::b::B; pub struct A;"),
        ("data/b.rs", "use super::c::C; pub struct B;"),
        ("data/c.rs", "fn f() -> crate::data::a::A {} pub struct C;"),
    ]);
    let found = circles(&arrows_among(&circle));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("a circle of 3 files:\n  data/a uses data/b (B)\n"), "{found:?}");

    let with_child = house(&[
        ("data/mod.rs", "pub mod a;"),
        ("data/a.rs", "mod b; use b::B; pub struct A;"),
        ("data/a/b.rs", "use super::A; pub struct B;"),
    ]);
    assert_eq!(circles(&arrows_among(&with_child)).len(), 1, "a parent and its child");

    let handed_on = house(&[
        ("data/mod.rs", "pub mod a; pub mod b; pub mod c;"),
        ("data/a.rs", "pub use super::c::C; use super::b::B;"),
        ("data/b.rs", "use super::a::C; pub struct B;"),
        ("data/c.rs", "pub struct C;"),
    ]);
    assert_eq!(circles(&arrows_among(&handed_on)).len(), 1, "by way of what is handed on");

    for (path, text, is_refused) in [
        ("data/a.rs", "use crate::app::X;", true),
        ("data/a.rs", "use super::super::app::X;", true),
        ("cli/a.rs", "fn f() { crate::app::run() }", true),
        ("app/a.rs", "use crate::cli::Args;", true),
        ("data/a.rs", "use crate::*;", true),
        ("data/a.rs", "use crate as root;", true),
        ("app/a.rs", "use crate::data::X; use crate::experiments::Y;", false),
        ("main.rs", "use signalscape::app; use signalscape::cli::X;", false),
        ("lib.rs", "pub mod app; pub mod cli; pub mod data; pub mod experiments;", false),
    ] {
        let root = "pub mod app; pub mod cli; pub mod data; pub mod experiments;";
        let all = [
            ("lib.rs", root),
            ("app/mod.rs", "pub mod a; pub struct X; pub fn run() {}"),
            ("cli/mod.rs", "pub mod a; pub struct Args; pub struct X;"),
            ("data/mod.rs", "pub mod a; pub struct X;"),
            ("experiments/mod.rs", "pub struct Y;"),
        ];
        let mut all = all.to_vec();
        all.retain(|(known, _)| *known != path);
        all.push((path, text));
        assert_eq!(!upward(&house(&all)).is_empty(), is_refused, "{path}: {text}");
    }
    assert!(file_without_folder(&["other".into(), "a".into()]).is_some());
}
