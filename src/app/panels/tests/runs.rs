//! The window of experiments.

use super::*;
use crate::experiments::protocol::{Accuracy, Missed};
use crate::experiments::shelf::Remembered;
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
