//! What all panels say, as snapshots: golden pictures hold where things stand, these hold what is written there.

use super::*;
use crate::app::command::TeachTarget;
use crate::app::views;
use crate::experiments::shelf::ShelvedRun;
use std::fmt::{Debug, Write};

/// Entries of a longer list that are written.
const ENTRIES: usize = 5;

/// A view as text: of long lists the beginning and the number of what follows, of numbers four digits after the point.
fn short(view: &impl Debug) -> String {
    let whole = format!("{view:#?}");
    let lines: Vec<&str> = whole.lines().collect();
    let mut text = String::new();
    write_short(&lines, &mut text);
    text
}

fn write_short(lines: &[&str], text: &mut String) {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut i = 0;
    while i < lines.len() {
        _ = writeln!(text, "{}", rounded(lines[i]));
        let opens = lines[i].ends_with('[');
        let end = (i + 1..lines.len()).find(|&j| indent(lines[j]) <= indent(lines[i]));
        i += 1;
        let (true, Some(end)) = (opens, end) else { continue };
        let deeper = lines.get(i).map_or(0, |line| indent(line));
        let is_start = |j: &usize| {
            indent(lines[*j]) == deeper && !lines[*j].trim_start().starts_with(['}', ']', ')'])
        };
        let starts: Vec<usize> = (i..end).filter(is_start).collect();
        match starts.get(ENTRIES) {
            Some(&first) => {
                write_short(&lines[i..first], text);
                let more = starts.len() - ENTRIES;
                _ = writeln!(text, "{}… {more} more", " ".repeat(deeper));
            }
            None => write_short(&lines[i..end], text),
        }
        i = end;
    }
}

/// A number alone on its line, rounded: the last digits are of no panel.
fn rounded(line: &str) -> String {
    let (start, value) = line.rsplit_once(' ').unwrap_or(("", line));
    let (digits, comma) = value.strip_suffix(',').map_or((value, ""), |digits| (digits, ","));
    match digits.parse::<f64>() {
        Ok(number) if digits.contains('.') => {
            format!("{start} {}{comma}", (number * 1e4).round() / 1e4)
        }
        _ => line.to_owned(),
    }
}

/// What is said in a state, panel by panel.
struct Said(String);

impl Said {
    fn add(&mut self, panel: &str, view: &impl Debug) {
        _ = write!(self.0, "== {panel}\n{}", short(view));
    }
}

/// What the panels around the views say, and what stands over the views.
fn around(screen: &mut Screen) -> String {
    let mut state = SystemState::<Model>::new(&mut screen.world);
    let model = &state.get(&screen.world).expect("all that panels read is there");
    let mut said = Said(String::new());
    said.add("top", &views::top::TopView::gather(model, false));
    said.add("pad", &views::pad::PadView::gather(model));
    said.add("input", &views::input::InputView::gather(model));
    said.add("strip", &views::strip::StripView::gather(model));
    match model.selection.neuron {
        Some(neuron) => {
            said.add("neuron", &views::neuron::NeuronView::gather(model, neuron));
        }
        None => {
            let mut network = views::network::NetworkSummaryView::gather(model);
            // Another preset is no other panel.
            network.presets.truncate(2);
            said.add("network", &network);
            said.add("references", &views::references::ReferencesView::gather(model));
        }
    }
    if model.session.learns() {
        said.add("lesson", &views::learning::LessonView::gather(model));
    }
    said.add("transport", &views::transport::TransportView::gather(model));
    said.add("raster", &views::raster::RasterView::gather(model));
    match model.session.is_path_model() {
        true => {
            said.add("path", &views::path::PathView::gather(model));
            let grown = views::path::Grown::gather(model, None);
            said.add("tree", &views::path::TreeView::gather(model, &grown));
        }
        false => {
            said.add("weights", &views::plasticity::WeightsView::gather(model));
            said.add("edge", &views::edge::EdgeView::gather(model));
        }
    }
    said.add("prediction", &views::prediction::PredictionView::gather(model));
    said.add("legend", &views::legend::LegendView::gather(model));
    said.add("network words", &views::network_words::NetworkWordsView::gather(model));
    said.add("cloud words", &views::cloud_words::CloudWordsView::gather(model));
    said.add("classes", &views::classes::ClassesView::gather(model));
    said.add("overlay", &views::overlay::OverlayView::gather(model));
    said.add("stage", &views::stage::StageView::gather(model));
    said.add("hover card", &views::cards::HoverView::gather(model));
    said.add("clicked point", &views::cards::ClickedPointView::gather(model));
    said.add("notice", &views::notice::NoticeView::gather(model));
    said.add("tips", &tips(model));
    said.0
}

/// Explanations that are put together only while they are seen.
fn tips(model: &Model) -> Vec<String> {
    let top = views::top::TopView::gather(model, false);
    let names = model.digits.test.classes();
    let class = top.classes.last().map(|class| [class.name(names), class.tip(names)]);
    let network = views::network::NetworkSummaryView::gather(model);
    let references = views::references::ReferencesView::gather(model);
    let cloud = references.cloud.map(|cloud| (cloud.tip(model), cloud.choices()));
    let mut tips = vec![format!("{class:?}"), network.size_tip(model), format!("{cloud:?}")];
    let prediction = views::prediction::PredictionView::gather(model);
    if let views::prediction::State::Verdict(verdict) = prediction.state {
        tips.extend(verdict.votes.iter().take(1).map(|vote| vote.tip()));
        tips.extend(verdict.neighbours.iter().take(1).map(|near| near.tip(model)));
    }
    tips
}

#[test]
fn what_panels_say_of_weights() {
    let mut screen = Screen::of("weights-196");
    insta::assert_snapshot!("weights", around(&mut screen));
    // A neuron and an edge are selected, edges are lit, and something is under the pointer and in the message.
    let filter = Some(EdgeFilter::Kind(EdgeChange::Flipped));
    let edge = screen.world.resource::<Session>().network.plastic_edges().iter().nth(3);
    screen.change(|s: &mut Selection| {
        s.neuron = Some(NeuronId(912));
        s.edge = edge;
        s.filter = filter;
        s.hovered_neuron = Some(NeuronId(405));
    });
    screen.change(|o: &mut Overlays| o.has_acted = true);
    screen.change(|n: &mut Notice| n.say("The clipboard holds no picture."));
    screen.change(|t: &mut Tray| *t = strip::tray(&[3]));
    insta::assert_snapshot!("weights_selected", around(&mut screen));
    // Before anything can be compared.
    screen.change(|s: &mut Selection| *s = Selection::default());
    screen.change(|p: &mut Playback| p.seek(40.0));
    screen.change(|r: &mut References| {
        (r.done, r.target, r.prediction, r.cloud) = (2_000, 60_000, None, None);
    });
    insta::assert_snapshot!("weights_waiting", around(&mut screen));
}

#[test]
fn what_panels_say_of_paths() {
    insta::assert_snapshot!("path", around(&mut Screen::of("paths-sbm")));
    insta::assert_snapshot!("path_learnt", around(&mut learnt("paths-stdp")));
}

#[test]
fn what_panels_say_of_a_circuit() {
    let mut screen = Screen::of("race-of-two");
    screen.change(|p: &mut Playback| p.seek(9.1));
    let mut state = SystemState::<Model>::new(&mut screen.world);
    let model = &state.get(&screen.world).expect("all that panels read is there");
    let mut said = Said(String::new());
    said.add("circuit", &views::circuit::CircuitView::gather(model));
    said.add("knobs", &views::knobs::KnobsView::gather(model));
    said.add("network words", &views::network_words::NetworkWordsView::gather(model));
    said.add("stage", &views::stage::StageView::gather(model));
    said.add("legend", &views::legend::LegendView::gather(model));
    insta::assert_snapshot!("circuit", said.0);
}

#[test]
fn what_panels_say_of_what_was_told() {
    let mut screen = super::teaching::taught(12);
    screen.change(|s: &mut Selection| s.hovered_point = Some(20));
    let mut state = SystemState::<Model>::new(&mut screen.world);
    let model = &state.get(&screen.world).expect("all that panels read is there");
    let mut said = Said(String::new());
    said.add("buttons", &views::teaching::TeachButtonsView::gather(model));
    said.add("bar", &views::teaching::TeachingView::gather(model));
    said.add("names", &views::teaching::NamesView::gather(model, TeachTarget::Point));
    said.add("it is", &views::teaching::ItIsView::gather(model));
    said.add("curve", &views::curve::CurveView::gather(model));
    said.add("told", &views::told::ToldView::gather(model));
    said.add("point told", &views::point::PointView::gather(model, 3));
    said.add("hover card", &views::cards::HoverView::gather(model));
    said.add("prediction", &views::prediction::PredictionView::gather(model));
    insta::assert_snapshot!("taught", said.0);
}

#[test]
fn what_windows_say() {
    let mut screen = Screen::of("weights-196");
    screen.change(|e: &mut Experiments| {
        e.results = vec![super::runs::run("weights-196", 777), super::runs::run("weights-384", 0)];
        e.remembered = vec![ShelvedRun {
            folder: "run 1".into(),
            finished: "2026-11-25 18:17".into(),
            results: super::runs::run("weights-384", 0),
        }];
        e.live = Some(super::runs::curve("weights-196"));
    });
    let mut state = SystemState::<Model>::new(&mut screen.world);
    let model = &state.get(&screen.world).expect("all that panels read is there");
    let mut said = Said(String::new());
    let mut window = views::experiments::ExperimentsView::gather(model);
    window.presets.truncate(2);
    said.add("experiments", &window);
    said.add("found", &views::found::FoundView::gather(model));
    said.add("plots", &views::plots::PlotsView::gather(model, None));
    said.add("runs", &views::runs::RunsView::gather(model));
    said.add("found paths", &views::found_paths::FoundPathsView::gather(model));
    said.add("palette", &views::palette::PaletteView::gather(model, "panels", false));
    said.add("palette, typed", &views::palette::PaletteView::gather(model, "edges li", false));
    said.add("clearing", &views::clearing::ClearingView::gather(model));
    screen.change(|c: &mut Choices| (c.run, c.run_cell) = (Some(0), Some((9, 4))));
    let mut state = SystemState::<Model>::new(&mut screen.world);
    let model = &state.get(&screen.world).expect("all that panels read is there");
    said.add("found, a cell", &views::found::FoundView::gather(model));
    insta::assert_snapshot!("windows", said.0);
}

#[test]
fn long_lists_are_shortened_and_numbers_rounded() {
    let text = short(&(vec![vec![0.123_456_78_f32; 3]; 7], "1.000001"));
    assert!(text.contains("… 2 more") && text.contains("0.1235,"), "{text}");
    assert!(text.contains("\"1.000001\""), "words stay: {text}");
}
