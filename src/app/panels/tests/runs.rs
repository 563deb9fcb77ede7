//! The window of experiments.

use super::*;
use crate::experiments::protocol::{Accuracy, Missed};
use crate::experiments::shelf::Remembered;
use crate::experiments::stopped::StoppedRuns;
use crate::experiments::weights::{Config, EdgeShares, Features, PerImage, Results, Row};
use crate::sim::Preset;

/// A finished run whose last digits were labelled right so often.
fn run(name: &str, right: u32) -> Results {
    let preset = Preset::builtin(name).unwrap();
    let config = Config::of(&preset);
    let accuracy = Accuracy::of(vec![96.0, 97.0]);
    let row = |features, time_ms| {
        let accuracy = accuracy.clone();
        Row { features, time_ms, numbers: 588, accuracy }
    };
    let mut confusion = [[3; 10]; 10];
    confusion[9][9] = right;
    Results {
        rows: vec![row(Features::Weights, Some(300.0)), row(Features::PixelsEuclidean, None)],
        config,
        images: 2_000,
        images_sha256: None,
        neurons: 196,
        edges: 588,
        confusion,
        missed: vec![Missed { image: 7, truth: 9, label: 4, asked: 3, wrong: 2 }],
        edge_shares: EdgeShares::default(),
        saturated: 0,
        per_image: PerImage { spikes: 1.0, arrivals: 1.0, lost: 0.0, cpu_ms: None },
        weights_sha256: String::new(),
    }
}

#[test]
fn what_was_mistaken_for_what_is_in_sight_however_many_runs_there_are() {
    let mut screen = Screen::of("weights-196");
    screen.change(|o: &mut Overlays| o.set(Dialog::Experiments, true));
    for (runs, live) in [(1, false), (9, false), (9, true)] {
        screen.change(|e: &mut Experiments| {
            e.results = (0..runs).map(|_| run("weights-196", 777)).collect();
            let kept = |i| Remembered {
                folder: format!("run {i}").into(),
                finished: "2026-11-25 18:17".into(),
                results: run("weights-384", 0),
            };
            e.remembered = (0..runs).map(kept).collect();
            e.live = if live { vec![[100.0, 80.0], [200.0, 90.0]] } else { Vec::new() };
        });
        for size in [(1280.0, 800.0), (1536.0, 864.0)] {
            let texts = screen.at(size);
            let cell = texts.iter().find(|text| text.words == "777");
            let cell = cell.unwrap_or_else(|| panic!("{runs} runs: {:?}", words_of(&texts)));
            // The whole of it: eleven rows of 24 points.
            assert!(cell.clip.height() >= 263.0, "{size:?}, {runs} runs: {cell:?}");
        }
    }
}

#[test]
fn a_stopped_run_is_listed_to_be_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let cache = crate::data::Cache::open(folder.path().to_owned());
    let preset = Preset::builtin("weights-384").unwrap();
    let config = Config { limit: Some(2_000), ..Config::of(&preset) };
    let runs = StoppedRuns::of(cache, &Source::Embedded);
    let stopped = runs.put(&config, 640, 2_000);
    let mut screen = Screen::of("weights-196");
    screen.change(|o: &mut Overlays| o.set(Dialog::Experiments, true));
    screen.change(|e: &mut Experiments| e.stopped = vec![stopped]);
    let size = (1280.0, 800.0);
    screen.find(size, "stopped after 640 of 2,000 test images");
    let at = screen.find(size, "Go on").center();
    let pushed = click(&mut screen, at);
    let goes_on =
        |c: &AppCommand| matches!(c, AppCommand::StartExperiments(of) if *of == [config.clone()]);
    assert!(pushed.iter().any(goes_on), "{pushed:?}");
    let at = screen.find(size, "Discard…").center();
    assert!(click(&mut screen, at).is_empty(), "it asks first");
    let at = screen.find(size, "Discard it").center();
    let pushed = click(&mut screen, at);
    let discards = |c: &AppCommand| matches!(c, AppCommand::DiscardRun(of) if **of == config);
    assert!(pushed.iter().any(discards), "{pushed:?}");
}

#[test]
fn what_colours_of_plots_stand_for_is_said_beside_the_plots() {
    let mut screen = Screen::of("weights-196");
    screen.change(|o: &mut Overlays| o.set(Dialog::Experiments, true));
    screen.change(|e: &mut Experiments| {
        e.results = vec![run("weights-196", 777)];
        e.live = vec![[100.0, 80.0], [200.0, 90.0]];
    });
    for size in [(800.0, 600.0), (1280.0, 800.0)] {
        let texts = screen.at(size);
        let heading = texts.iter().find(|text| text.words.starts_with("BY NEURONS"));
        let heading = heading.unwrap_or_else(|| panic!("{:?}", words_of(&texts)));
        for words in ["weights", "counts", "paper"] {
            let is_beside = |text: &&Text| {
                text.words == words
                    && (text.place.center().y - heading.place.center().y).abs() < 6.0
            };
            let found = texts.iter().find(is_beside);
            let found = found.unwrap_or_else(|| panic!("{size:?}: {words} is not beside it"));
            assert!(found.clip.right() >= found.place.right(), "{size:?}: {found:?}");
        }
    }
}
