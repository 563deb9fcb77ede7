mod samples;

use super::super::page::{Section, page};
use super::super::summed;
use super::*;
use crate::data::ClassNames;
use crate::experiments::charts::charts;
use crate::experiments::files::OutputError;
use proptest::prelude::*;
use proptest::sample::Index;
use samples::REPORTS;
use serde_json::{Value, json};
use std::path::Path;

/// Everything that is made of a report.
fn show(report: Report) {
    let _ = (report.markdown(), report.csv());
    for (of, section) in report.sections() {
        let lines = section.csv().lines().count();
        assert_eq!(lines > 1, !section.is_empty(), "{of:?}: a heading, and a line for each number");
    }
    assert!(charts(&report).iter().all(|named| !named.stem.is_empty()));
    let section = Section { name: "a".into(), report, drawn: Vec::new() };
    page(&[section]).unwrap();
}

/// What a changed report is refused with, if it is.
fn refused(report: &Report, pointer: &str, value: Value) -> String {
    let mut changed = serde_json::to_value(report).unwrap();
    *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}")) = value;
    let read: Report = serde_json::from_value(changed).unwrap();
    super::report(&read).err().map_or(String::new(), |error| error.to_string())
}

#[test]
fn every_kind_passes_and_is_shown() {
    for report in REPORTS.iter() {
        super::report(report).unwrap();
        show(report.clone());
    }
}

#[test]
fn classes_with_names_are_read_again_and_as_many_as_there_are() {
    let names = |count: usize| {
        let names = (0..count).map(|class| format!("kind {class}")).collect();
        Some(ClassNames::new(names).unwrap())
    };
    let mut report = REPORTS[0].clone();
    report.runs[0].classes = names(10);
    let text = serde_json::to_string(&report).unwrap();
    let again: Report = serde_json::from_str(&text).unwrap();
    assert_eq!(again.runs[0].names().of(7), "kind 7");
    assert_eq!((again.runs[1].classes.as_ref(), again.runs[1].names().of(7)), (None, "7"));
    super::report(&again).unwrap();
    show(again);
    report.runs[0].classes = names(9);
    let error = super::report(&report).unwrap_err().to_string();
    assert_eq!(error, "runs[0].classes: expected 10, found 9");
    let mut report = REPORTS[2].clone();
    report.paths[1].classes = names(11);
    assert_eq!(report.paths[1].class_name(3), "kind 3");
    let error = super::report(&report).unwrap_err().to_string();
    assert!(error.starts_with("paths[1].classes: expected "), "{error}");
}

#[test]
fn what_panicked_or_hung_is_refused_by_its_field() {
    let [weights, ann, paths, stdp, few, ..] = &REPORTS[..] else { panic!() };
    let times = "runs[0].config.times_ms: expected 1 to 1000 times, rising, up to 600 ms, found ";
    assert_eq!(refused(weights, "/runs/0/config/times_ms", json!([])), format!("{times}none"));
    assert_eq!(
        refused(weights, "/runs/0/config/times_ms", json!([0, 300])),
        format!("{times}0, 300 ms")
    );
    assert_eq!(
        refused(weights, "/runs/0/rows/0/time_ms", json!(0)),
        "runs[0].rows[0].time_ms: expected one of config.times_ms, found 0"
    );
    assert_eq!(
        refused(weights, "/runs/1/rows", json!([])),
        "runs[1].rows: expected the weights at 300 ms, found no such row"
    );
    assert_eq!(
        refused(weights, "/runs/0/rows/1/accuracy/mean", json!(1e308)),
        "runs[0].rows[1].accuracy.mean: expected a number from 0 to 100, found 1e308"
    );
    assert_eq!(
        refused(weights, "/runs/0/rows/1/accuracy/splits", json!([90.0])),
        "runs[0].rows[1].accuracy.splits: expected 2, found 1"
    );
    assert_eq!(
        refused(weights, "/runs/0/config/preset/tick_ms", json!(-1)),
        "runs[0].config.preset.tick_ms: expected a finite number > 0, found -1"
    );
    assert_eq!(
        refused(weights, "/runs/0/config/splits", json!(0)),
        "runs[0].config.splits: expected 1 to 1000, found 0"
    );
    assert_eq!(
        refused(weights, "/runs/0/missed/0/label", json!(10)),
        "runs[0].missed[0].label: expected 0 to 9, found 10"
    );
    assert_eq!(
        refused(ann, "/ann/2/neurons", json!(0)),
        "ann[2].neurons: expected 1 to 10000, found 0"
    );
    assert_eq!(
        refused(few, "/few_labels/0/reached/1/what", json!("weights")),
        "few_labels[0].reached[1].what: expected each once, found edge weights"
    );
    assert_eq!(
        refused(few, "/few_labels/0/config/spread/alpha", json!(2)),
        "few_labels[0].config.spread.alpha: expected a number from 0.000001 to 0.999999, found 2"
    );
    assert_eq!(
        refused(few, "/few_labels/0/reached/0/rows/1/labels", json!(2)),
        "few_labels[0].reached[0].rows[1]: expected each way once with each of config.labels, found \
         nearest labelled one of 2"
    );
    assert_eq!(
        refused(paths, "/paths/0/truth", json!("11234")),
        "paths[0].truth: expected 6 labels, or none, found 5"
    );
    assert_eq!(
        refused(paths, "/paths/2/rows/0/answers", json!("1 2349")),
        "paths[2].rows[0].answers: expected digits, found \"1 2349\""
    );
    assert_eq!(
        refused(paths, "/paths/1/unseen", json!([4])),
        "paths[1].unseen: expected 0 to 3, found 4"
    );
    assert_eq!(
        refused(stdp, "/stdp/0/of_seeds/1/right/0/percent", json!(-0.5)),
        "stdp[0].of_seeds[1].right[0].percent: expected a number from 0 to 100, found -0.5"
    );
    assert_eq!(
        refused(stdp, "/stdp/0/config/classes", json!([1])),
        "stdp[0].config.classes: expected 2 to 64, found 1"
    );
}

/// Numbers that can be, and contradict others of the same file.
#[test]
fn what_was_edited_in_one_place_alone_is_refused_there() {
    let [weights, ann, paths, stdp, ..] = &REPORTS[..] else { panic!() };
    // No run, one of another experiment, and one that is there already.
    assert_eq!(refused(weights, "/runs", json!([])), "runs: expected 1 to 10000, found 0");
    assert_eq!(refused(weights, "/experiment", json!("ann")), "ann: expected 1 to 100, found 0");
    assert_eq!(
        refused(paths, "/experiment", json!("weights")),
        "runs: expected 1 to 10000, found 0"
    );
    let again = serde_json::to_value(&weights.runs[0].config).unwrap();
    assert_eq!(
        refused(weights, "/runs/1/config", again),
        "runs[1]: expected what no other ran, found what runs[0] ran"
    );
    assert_eq!(
        refused(ann, "/ann/2/neurons", json!(5)),
        "ann[2]: expected what no other ran, found what ann[0] ran"
    );
    assert_eq!(
        refused(paths, "/paths/1/config/seed", json!(3)),
        "paths[2]: expected what no other ran, found what paths[1] ran"
    );
    let twice = json!([stdp.stdp[0], stdp.stdp[0]]);
    assert_eq!(
        refused(stdp, "/stdp", twice),
        "stdp[1]: expected what no other ran, found what stdp[0] ran"
    );
    let accuracy = "runs[0].rows[1].accuracy";
    assert_eq!(
        refused(weights, "/runs/0/rows/1/accuracy/mean", json!(99.9)),
        format!("{accuracy}.mean: expected 95, by its splits, found 99.9")
    );
    let std = refused(weights, "/runs/0/rows/1/accuracy/std", json!(0.1));
    assert!(std.starts_with(&format!("{accuracy}.std: expected 7.07")), "{std}");
    let none = refused(weights, "/runs/0/rows/1/accuracy/std", Value::Null);
    assert!(none.ends_with(", by its splits, found none"), "{none}");
    assert_eq!(
        refused(ann, "/ann/0/accuracy/mean", json!(99.9)),
        "ann[0].accuracy.mean: expected 45, by its splits, found 99.9"
    );
    // As far as a number is written and read again, it may differ.
    assert_eq!(refused(weights, "/runs/0/rows/1/accuracy/mean", json!(95.0 + 1e-12)), "");
    assert_eq!(
        refused(weights, "/runs/0/confusion/4/9", json!(2)),
        "runs[0].confusion: expected 20 answers: 2 splits of 10, found 21"
    );
    let mut swapped = weights.clone();
    swapped.runs[0].confusion[4].swap(4, 5);
    assert_eq!(
        super::report(&swapped).unwrap_err().to_string(),
        "runs[0].confusion: expected 95 % right, the mean of rows at that time, found 90 %"
    );
    assert_eq!(
        refused(weights, "/runs/0/missed", json!([])),
        "runs[0].missed: expected as many wrong answers as confusion has, 1, found 0"
    );
    let row = "paths[0].rows[2]";
    assert_eq!(
        refused(paths, "/paths/0/rows/2/asked/percent", json!(99)),
        format!("{row}.asked.percent: expected 50, by its answers, found 99")
    );
    assert_eq!(
        refused(paths, "/paths/0/rows/2/leave_one_out/per_class/1", json!(50)),
        format!("{row}.leave_one_out.per_class[1]: expected 100, by its answers, found 50")
    );
    assert_eq!(
        refused(paths, "/paths/0/rows/2/unseen", Value::Null),
        format!("{row}.unseen: expected 100, by its answers, found none")
    );
}

/// Places of a document, by the way to each.
fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| places(item, format!("{at}/{i}"), found));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, item)| places(item, format!("{at}/{name}"), found));
        }
        _ => {}
    }
    found.push(at);
}

/// What people and accidents put in the place of a value.
fn nasty(which: usize, old: &Value) -> Value {
    let one_more = |items: &[Value]| {
        let mut items = items.to_vec();
        items.extend(items.last().cloned());
        Value::from(items)
    };
    let shorter = |items: &[Value]| Value::from(items[..items.len().saturating_sub(1)].to_vec());
    match (which, old) {
        (0, Value::Array(items)) => one_more(items),
        (1, Value::Array(items)) => shorter(items),
        (2, Value::Array(items)) => Value::from(items.iter().rev().cloned().collect::<Vec<_>>()),
        (0, Value::String(text)) => {
            Value::from(text.chars().take(text.chars().count() / 2).collect::<String>())
        }
        (1, Value::String(text)) => Value::from(text.repeat(100)),
        (0, Value::Number(number)) => Value::from(number.as_f64().unwrap_or(0.0) + 1.0),
        (1, Value::Number(number)) => Value::from(-number.as_f64().unwrap_or(0.0)),
        (2, Value::Number(number)) => Value::from(number.as_u64().map_or(1, |n| n + 1)),
        (3, _) => json!(0),
        (4, _) => json!(1e308),
        (5, _) => json!(-1e308),
        (6, _) => json!(1e-308),
        (7, _) => json!(u64::MAX),
        (8, _) => json!([]),
        (9, _) => json!(""),
        (10, _) => json!("a\u{1b}[2J|\n\u{202e}<script>"),
        (11, _) => json!([0.0, 0.0]),
        (12, _) => json!({}),
        _ => Value::Null,
    }
}

/// As the file that it would be.
fn read(json: &[u8]) -> Result<Report, OutputError> {
    Report::from_json(Path::new("results.json"), json)
}

/// Numbers, words and entries one by one, most of which nothing in the file contradicts.
#[test]
fn whatever_was_edited_is_noticed_by_the_checksum() {
    for report in REPORTS.iter() {
        let written: Value = serde_json::from_slice(&report.to_json(true).unwrap()).unwrap();
        assert_eq!(read(written.to_string().as_bytes()).unwrap(), *report, "written by others");
        let mut all = Vec::new();
        places(&written, String::new(), &mut all);
        for place in all.iter().filter(|place| !place.is_empty()) {
            let (above, name) = place.rsplit_once('/').unwrap();
            let old = written.pointer(place).unwrap();
            let mut others = vec![nasty(0, old), json!("edited"), Value::Null];
            // 0.0 is 0, however it is written.
            others.extend(Some(json!(0)).filter(|_| old.as_f64() != Some(0.0)));
            let mut edited: Vec<Value> = others
                .into_iter()
                .map(|other| {
                    let mut edited = written.clone();
                    *edited.pointer_mut(place).unwrap() = other;
                    edited
                })
                .collect();
            let mut missing = written.clone();
            match missing.pointer_mut(above).unwrap() {
                Value::Array(items) => drop(items.remove(name.parse::<usize>().unwrap())),
                Value::Object(fields) => drop(fields.remove(name)),
                _ => unreachable!("it has entries"),
            }
            edited.push(missing);
            for edited in edited.iter().filter(|edited| **edited != written) {
                let found = read(edited.to_string().as_bytes());
                let words = found.expect_err(place).to_string();
                assert!(words.starts_with("results.json: "), "{words}");
                // What cannot be is named, too; all else is known by the checksum alone.
                let is_named = ["/version", "/crc32"].contains(&place.as_str());
                assert!(
                    is_named || words.contains("it was changed after it was written"),
                    "{words}"
                );
            }
        }
    }
}

#[test]
fn a_changed_file_says_what_was_expected_and_found() {
    let [weights, ..] = &REPORTS[..] else { panic!() };
    let mut value: Value = serde_json::from_slice(&weights.to_json(true).unwrap()).unwrap();
    let expected = value["crc32"].as_str().unwrap().to_owned();
    value["runs"][0]["saturated"] = json!(7);
    let text = value.to_string();
    let found = summed::sum(text.as_bytes()).unwrap();
    assert_eq!(
        read(text.as_bytes()).unwrap_err().to_string(),
        format!(
            "results.json: it was changed after it was written: expected values with the crc32 {expected}, found \
             {found}; restore it, or run the experiment again"
        )
    );
    value["runs"][0]["images"] = json!(0);
    let words = read(value.to_string().as_bytes()).unwrap_err().to_string();
    assert!(words.contains(" (runs[0].images: expected 1 to "), "{words}");
}

/// Their numbers may stand for hours of work.
#[test]
fn files_without_a_checksum_are_those_of_an_earlier_version_alone() {
    let [weights, ..] = &REPORTS[..] else { panic!() };
    let mut value = serde_json::to_value(weights).unwrap();
    let text = value.to_string();
    let words = read(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(words, "results.json: expected a field crc32, found none");
    value["version"] = json!(2);
    assert_eq!(read(value.to_string().as_bytes()).unwrap().runs, weights.runs);
    for version in [1, 4] {
        value["version"] = json!(version);
        let words = read(value.to_string().as_bytes()).unwrap_err().to_string();
        assert!(words.ends_with(&format!("found version {version} instead of 3")), "{words}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// With the checksum of what they say now, so that it hides nothing that is checked below it.
    #[test]
    fn edited_results_are_refused_or_shown(
        which in 0..REPORTS.len(),
        edits in prop::collection::vec((any::<Index>(), 0_usize..14), 1..4),
    ) {
        let mut value = serde_json::to_value(&REPORTS[which]).unwrap();
        for (place, nastiness) in edits {
            let mut all = Vec::new();
            places(&value, String::new(), &mut all);
            let old = value.pointer_mut(&all[place.index(all.len())]).unwrap();
            *old = nasty(nastiness, old);
        }
        if value.is_object()
            && let Ok(read) = read(&summed::to_json(&value, false).unwrap())
        {
            show(read);
        }
    }

    #[test]
    fn damaged_results_are_refused_or_shown(
        which in 0..REPORTS.len(),
        damage in prop::collection::vec((any::<Index>(), 0_u8..8), 1..4),
    ) {
        let flipped = |mut bytes: Vec<u8>| {
            for (at, bit) in &damage {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
            }
            bytes
        };
        let report = &REPORTS[which];
        if let Ok(found) = read(&flipped(report.to_json(false).unwrap())) {
            prop_assert_eq!(&found, report);
        }
        let unsummed = flipped(serde_json::to_vec(report).unwrap());
        if let Ok(value @ Value::Object(_)) = serde_json::from_slice(&unsummed)
            && let Ok(read) = read(&summed::to_json(&value, false).unwrap())
        {
            show(read);
        }
    }
}
