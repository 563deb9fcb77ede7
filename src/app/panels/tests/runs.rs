//! The window of experiments.

use super::*;
use crate::analysis::EdgeShares;
use crate::app::experiments::Live;
use crate::experiments::protocol::{Accuracy, Missed};
use crate::experiments::shelf::{Damaged, ShelvedRun};
use crate::experiments::stopped::StoppedRuns;
use crate::experiments::sweep;
use crate::experiments::weights::{Config, Features, PerImage, Results, Row};
use crate::sim::Preset;

/// A finished run whose last digits were labelled right so often.
pub(super) fn run(name: &str, right: u32) -> Results {
    let preset = Preset::builtin(name).unwrap();
    let config = Config::of(&preset);
    let accuracy = Accuracy::of(vec![96.0, 97.0]);
    let row = |features, time_ms| {
        let accuracy = accuracy.clone();
        Row { features, time_ms, numbers: 588, accuracy }
    };
    let mut confusion = vec![vec![3; 10]; 10];
    confusion[9][9] = right;
    Results {
        rows: vec![row(Features::Weights, Some(300.0)), row(Features::PixelsEuclidean, None)],
        config,
        images: 2_000,
        images_sha256: None,
        classes: None,
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

/// How accuracy came on in the run of a preset.
pub(super) fn curve(name: &str) -> Live {
    let config = Config::of(&Preset::builtin(name).unwrap());
    Live { config, points: vec![[100.0, 80.0], [200.0, 90.0]] }
}

#[test]
fn what_was_mistaken_for_what_is_in_sight_however_many_runs_there_are() {
    let mut screen = Screen::of("weights-196");
    screen.change(|o: &mut Overlays| o.set(Dialog::Experiments, true));
    for (runs, live) in [(1, false), (9, false), (9, true)] {
        screen.change(|e: &mut Experiments| {
            e.results = (0..runs).map(|_| run("weights-196", 777)).collect();
            let kept = |i| ShelvedRun {
                folder: format!("run {i}").into(),
                finished: "2026-11-25 18:17".into(),
                results: run("weights-384", 0),
            };
            e.remembered = (0..runs).map(kept).collect();
            e.live = live.then(|| curve("weights-196"));
        });
        for size in [(1280.0, 800.0), (1536.0, 864.0)] {
            let texts = screen.at(size);
            let cell = texts.iter().find(|text| text.words == "777");
            let cell = cell.unwrap_or_else(|| panic!("{runs} runs: {:?}", words_of(&texts)));
            // The whole of it: eleven rows of 24 points.
            assert!(cell.clip.height() >= 263.0, "{size:?}, {runs} runs: {cell:?}");
            // And the first digits that were missed, whole: their labels stand in their lower corners.
            let missed = texts.iter().rev().find(|text| text.words == "4").expect("a label");
            let foot = missed.place.bottom() + 3.0;
            assert!(missed.clip.bottom() >= foot, "{size:?}, {runs} runs: {missed:?}");
        }
    }
}

/// A screen with the window open, and so many runs kept.
fn with_runs(runs: usize) -> Screen {
    let mut screen = Screen::of("weights-196");
    screen.change(|o: &mut Overlays| o.set(Dialog::Experiments, true));
    let kept = |i| ShelvedRun {
        folder: format!("run {i}").into(),
        finished: "2026-11-25 18:17".into(),
        results: run("weights-384", 0),
    };
    screen.change(|e: &mut Experiments| e.remembered = (0..runs).map(kept).collect());
    screen
}

#[test]
fn the_list_of_runs_uses_the_height_there_is_and_cuts_no_row() {
    for (size, least) in [((800.0, 600.0), 7), ((1024.0, 700.0), 10), ((1706.0, 960.0), 16)] {
        let mut screen = with_runs(40);
        for is_looking in [false, true] {
            screen.change(|e: &mut Experiments| {
                e.results = if is_looking { vec![run("weights-196", 777)] } else { Vec::new() };
            });
            let texts = screen.at(size);
            let dates = texts.iter().filter(|text| text.words == "2026-11-25 18:17");
            let seen = |text: &&Text| text.clip.intersects(text.place);
            let (whole, cut): (Vec<&Text>, Vec<&Text>) =
                dates.filter(seen).partition(|text| text.clip.contains_rect(text.place));
            assert!(cut.is_empty(), "{size:?}: {cut:?}");
            let least = if is_looking { 2 } else { least };
            assert!(whole.len() >= least, "{size:?}, {is_looking}: {} rows", whole.len());
            // What is at the end of a row is not under the bar.
            let shapes = screen.pass(Vec::new()).0;
            let deletes = texts.iter().filter(|text| text.words == "Delete…" && seen(text));
            for (delete, bar) in
                deletes.flat_map(|text| bars(&shapes).into_iter().map(move |bar| (text, bar)))
            {
                assert!(!bar.intersects(delete.place.expand(6.0)), "{size:?}: {bar:?}, {delete:?}");
            }
        }
    }
}

#[test]
fn networks_are_listed_by_what_they_do() {
    let mut screen = with_runs(1);
    screen.change(|e: &mut Experiments| e.results = vec![run("weights-196", 777)]);
    for (size, beside) in [((1280.0, 800.0), "weights-196, seed 1"), ((800.0, 600.0), "seed 1")] {
        let texts = screen.at(size);
        let looked_at = format!("strokes by delay, 196 neurons{beside}");
        for listed in [looked_at.as_str(), "strokes by delay, 196 neurons"] {
            assert!(words_of(&texts).contains(&listed), "{size:?}: {:?}", words_of(&texts));
        }
        let kept = |words: &&str| words.starts_with("strokes by delay, 384 neurons");
        assert!(words_of(&texts).iter().any(kept), "{:?}", words_of(&texts));
    }
}

/// Has the question that was pushed asked.
fn answer(screen: &mut Screen, pushed: Vec<AppCommand>) {
    for command in pushed {
        if let AppCommand::Experiment(ExperimentCommand::AskToDelete(run)) = command {
            screen.change(|o: &mut Overlays| o.ask_to_delete(run));
        }
    }
}

#[test]
fn a_question_ends_with_the_window_that_asks_it_or_by_its_button() {
    let mut screen = with_runs(2);
    let size = (1280.0, 800.0);
    let asks = |screen: &Screen| screen.world.resource::<Overlays>().deleting().is_some();
    let ask = |screen: &mut Screen| {
        let texts = screen.at(size);
        let last = texts.iter().rev().find(|text| text.words == "Delete…").expect("a button");
        let pushed = click(screen, last.place.center());
        answer(screen, pushed);
    };
    ask(&mut screen);
    assert!(asks(&screen));
    let at = screen.find(size, "Keep it").center();
    let pushed = click(&mut screen, at);
    answer(&mut screen, pushed);
    assert!(!asks(&screen));
    ask(&mut screen);
    screen.change(|o: &mut Overlays| o.set(Dialog::Experiments, false));
    assert!(!asks(&screen), "it is not asked as the window opens again");
}

#[test]
fn what_explains_a_run_covers_no_other_run() {
    for size in [(1280.0, 800.0), (1024.0, 700.0)] {
        let mut screen = with_runs(3);
        screen.change(|e: &mut Experiments| {
            e.results = vec![run("weights-196", 777), run("weights-plain", 9)]
        });
        let texts = screen.at(size);
        let window = screen.ctx.memory(|memory| memory.area_rect(Dialog::Experiments.id()));
        let window = window.expect("it is open");
        let listed = |text: &&Text| {
            let words = &text.words;
            (words.ends_with("seed 1")
                || (words.ends_with(" %") && words != "right, %")
                || words.starts_with("2026"))
                && text.clip.contains_rect(text.place)
                && window.contains_rect(text.place)
                && text.covered_by.is_none() // not behind the window
        };
        let rows: Vec<&Text> = texts.iter().filter(listed).collect();
        assert!(rows.len() >= 9, "{size:?}: {:?}", words_of(&texts));
        let in_first_list = rows.iter().filter(|text| text.words.starts_with("2026")).count();
        assert!(in_first_list >= 2, "there is a next row");
        for row in &rows {
            let (tip, place) =
                screen.tooltip(row.place.center()).unwrap_or_else(|| panic!("{size:?}: {row:?}"));
            // Both lists have their explanations above them.
            let list = |text: &&&Text| (text.clip.top() - row.clip.top()).abs() < 1.0;
            let covered: Vec<_> =
                rows.iter().filter(list).filter(|other| other.place.intersects(place)).collect();
            assert!(covered.is_empty(), "{size:?}: {tip:?} covers {covered:?}");
        }
    }
}

#[test]
fn networks_of_the_sweep_have_titles_and_another_curve_has_a_name() {
    let mut screen = with_runs(0);
    let results = |n| Results {
        config: Config::of(&sweep::preset(n).unwrap()),
        ..run("weights-196", n as u32)
    };
    screen.change(|e: &mut Experiments| {
        e.results = vec![results(5), run("weights-196", 777)];
        e.live = Some(curve("weights-196"));
    });
    let size = (1280.0, 800.0);
    let titled = "strokes by delay, 5 neuronsweights-sweep-5, seed 1";
    let at = screen.find(size, titled).center();
    assert!(words_of(&screen.at(size)).contains(&"right so far"), "its own");
    click(&mut screen, at);
    let texts = screen.at(size);
    assert!(!words_of(&texts).iter().any(|words| words.starts_with("right so far")), "it has none");
}

#[test]
fn a_run_that_cannot_be_read_is_listed_and_can_be_deleted() {
    let mut screen = with_runs(0);
    let (folder, finished) = (std::path::PathBuf::from("run"), "2026-11-25 18:17".to_owned());
    let damaged = Damaged { folder: folder.clone(), finished, why: "results.json: bad".into() };
    screen.change(|e: &mut Experiments| e.damaged = vec![damaged]);
    let size = (1024.0, 700.0);
    let why = screen.find(size, "damaged: it cannot be read").center();
    let (tip, _) = screen.tooltip(why).expect("why");
    assert!(tip.contains("results.json: bad"), "{tip}");
    let deletes = |c: &AppCommand| matches!(c, AppCommand::Experiment(ExperimentCommand::Delete(of)) if *of == folder);
    // The other one deletes reference digits, and lies behind.
    let texts = screen.at(size);
    let last = texts.iter().rev().find(|text| text.words == "Delete…").expect("a button");
    let at = last.place.center();
    let asked = click(&mut screen, at);
    assert!(!asked.iter().any(deletes), "it asks first");
    answer(&mut screen, asked);
    let at = screen.find(size, "Delete it").center();
    assert!(click(&mut screen, at).iter().any(deletes));
}

/// Who labelled nothing can count nothing; who has other images is offered those.
#[test]
fn runs_are_started_of_images_that_have_labels() {
    let mut screen = with_runs(0);
    let size = (1024.0, 700.0);
    screen.at(size);
    let starts = |commands: Vec<AppCommand>| {
        commands.iter().any(|c| matches!(c, AppCommand::Experiment(ExperimentCommand::Start(_))))
    };
    let at = screen.find(size, "Start").center();
    assert!(starts(click(&mut screen, at)));
    screen.change(|digits: &mut Digits| {
        digits.is_mnist = false;
        digits.test = Arc::new((*digits.test).clone().without_labels());
    });
    let at = screen.find(size, "Start").center();
    assert!(!starts(click(&mut screen, at)));
    let (tip, _) = screen.tooltip(at).expect("why not");
    assert!(tip.starts_with("Nobody has said what these images show"), "{tip}");
}

#[test]
fn a_click_on_a_cell_shows_its_digits_and_all_digits_can_be_scrolled_to() {
    let mut screen = with_runs(0);
    let missed =
        |image| Missed { image, truth: 9, label: 4 + (image % 2) as u8, asked: 1, wrong: 1 };
    let results = Results { missed: (0..344).map(missed).collect(), ..run("weights-196", 777) };
    screen.change(|e: &mut Experiments| e.results = vec![results]);
    let size = (1024.0, 700.0);
    let seen = |screen: &mut Screen, words: &str| {
        let texts = screen.at(size);
        let found = texts.iter().find(|text| text.words.starts_with(words));
        found.is_some_and(|text| text.clip.contains_rect(text.place))
    };
    assert!(words_of(&screen.at(size)).contains(&"MISSED: 344 TEST DIGITS"));
    // The cell of 9s that were labelled 4 is five to the left of that of 9s labelled 9.
    let at = screen.find(size, "777").center() - vec2(5.0 * 24.0, 0.0);
    let (tip, _) = screen.tooltip(at).expect("what it counts");
    assert!(tip.contains("a 9 labelled 4: 3 times."), "{tip}");
    click(&mut screen, at);
    (0..9).for_each(|_| _ = screen.pass(Vec::new())); // it glides there
    assert!(seen(&mut screen, "MISSED: 172 OF 344 TEST DIGITS, A 9 LABELLED 4"));
    let labels = screen.at(size);
    let on_pictures = |label: &str| {
        let is_label = |text: &&Text| text.words == label && text.place.height() < 10.0;
        labels.iter().filter(is_label).count()
    };
    assert!(on_pictures("4") > 0);
    let at = screen.find(size, "Show all").center();
    click(&mut screen, at);
    assert!(words_of(&screen.at(size)).contains(&"MISSED: 344 TEST DIGITS"));
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
    let goes_on = |c: &AppCommand| matches!(c, AppCommand::Experiment(ExperimentCommand::Start(of)) if *of == [config.clone()]);
    assert!(pushed.iter().any(goes_on), "{pushed:?}");
    let at = screen.find(size, "Discard…").center();
    let asked = click(&mut screen, at);
    assert_eq!(asked.len(), 1, "it asks first: {asked:?}");
    answer(&mut screen, asked);
    let at = screen.find(size, "Discard it").center();
    let pushed = click(&mut screen, at);
    let discards = |c: &AppCommand| matches!(c, AppCommand::Experiment(ExperimentCommand::Discard(of)) if **of == config);
    assert!(pushed.iter().any(discards), "{pushed:?}");
}

#[test]
fn what_colours_of_plots_stand_for_is_said_beside_the_plots() {
    let mut screen = Screen::of("weights-196");
    screen.change(|o: &mut Overlays| o.set(Dialog::Experiments, true));
    screen.change(|e: &mut Experiments| {
        e.results = vec![run("weights-196", 777)];
        e.live = Some(curve("weights-196"));
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
