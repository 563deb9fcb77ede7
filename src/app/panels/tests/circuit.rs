//! A circuit: its panels in every window, its numbers, its neurons over time, and what is said of it.

use super::stage::{act, button, points};
use super::*;
use crate::app::views::circuit::{CircuitView, name, sentence};
use crate::app::views::knobs::KnobsView;
use crate::runtime::Fate;
use crate::sim::Preset;
use egui::Event;

fn with_model<R>(screen: &mut Screen, read: impl FnOnce(&Model) -> R) -> R {
    let mut state = SystemState::<Model>::new(&mut screen.world);
    read(&state.get(&screen.world).expect("all that panels read is there"))
}

fn said(screen: &mut Screen, ms: f64) -> String {
    screen.change(|p: &mut Playback| p.seek(ms));
    with_model(screen, |model| sentence(model).map(|said| said.words).unwrap_or_default())
}

#[test]
fn circuits_are_tidy_in_every_window_and_on_the_stage() {
    let mut untidy = Untidy::default();
    for preset in Preset::circuits() {
        let mut screen = Screen::of(preset);
        for size in SIZES {
            for presents in [false, true] {
                screen.change(|c: &mut Choices| c.presents = presents);
                let size = if presents { points(size, 1.0).0 } else { size };
                let texts = untidy.look(&mut screen, preset, size);
                let all = with_model(&mut screen, |model| CircuitView::gather(model).rows);
                for row in all {
                    let is_there = texts.iter().any(|text| text.words == row.name);
                    untidy.expect(is_there, || {
                        format!("{preset}, {size:?}: {} is not there", row.name)
                    });
                }
                let room = screen.free.network.size();
                untidy.expect(room.min_element() > 120.0, || format!("{preset}, {size:?}: {room}"));
            }
        }
    }
    untidy.report();
}

#[test]
fn one_sentence_tells_what_happened_last() {
    let mut screen = Screen::of("race-of-two");
    assert_eq!(said(&mut screen, 0.5), "Nothing is on its way.");
    assert_eq!(said(&mut screen, 1.1), "A and B were made to fire.");
    assert_eq!(said(&mut screen, 6.0), "2 signals are on their way.");
    assert_eq!(
        said(&mut screen, 7.6),
        "A’s signal was the first to reach C when it was ready: it fired."
    );
    assert_eq!(
        said(&mut screen, 9.1),
        "B’s signal came 4.5 ms too early: C was still refractory, and it is lost."
    );
    let mut screen = Screen::of("summation");
    assert_eq!(said(&mut screen, 6.0), "A’s signal reached C, but it was too little to fire it.");
    assert_eq!(said(&mut screen, 27.0), "B’s signal took C over its threshold: it fired.");
    let mut screen = Screen::of("inhibition");
    assert_eq!(said(&mut screen, 4.3), "B’s signal inhibits C.");
}

#[test]
fn traces_are_what_the_engine_did() {
    let mut screen = Screen::of("summation");
    let view = with_model(&mut screen, CircuitView::gather);
    let [_, _, c] = view.rows.as_slice() else { panic!("three neurons") };
    assert_eq!((c.name.as_str(), c.fired_ms.len(), c.refractory_ms), ("C", 2, 3.0));
    assert_eq!(c.arrivals.iter().filter(|one| one.fate == Fate::Won).count(), 2);
    let at = |ms: f64| {
        let after = c.potential.iter().rev().find(|point| point[0] <= ms + 1e-9).unwrap();
        after[1]
    };
    // One signal of 0.6 arrives at 1 + 6.5 / 1.5 ms, and falls with 5 ms.
    let arrived = c.arrivals[0].at_ms;
    assert!((at(arrived) - 0.6).abs() < 1e-3, "{}", at(arrived));
    let later = 0.6 * (-4.0_f64 / 5.0).exp();
    assert!((at(arrived + 4.0) - later).abs() < 0.02, "{} for {later}", at(arrived + 4.0));
    assert!(c.potential.iter().all(|point| point[1] < 1.0), "at its threshold it fires");
    let tip = &c.arrivals[0].tip;
    assert!(tip.contains("A signal of A left at 1.00 ms and took 4.35 ms"), "{tip}");
    let race = with_model(&mut Screen::of("race-of-two"), CircuitView::gather);
    assert!(race.rows[2].arrivals[1].tip.contains("Δ = R / τ = 0.75"), "{:?}", race.rows[2]);
}

#[test]
fn numbers_are_turned_by_the_pointer_and_nothing_moves_under_it() {
    let mut screen = Screen::of("race-of-two");
    let size = (1280.0, 800.0);
    let label = screen.find(size, "C: refractory period R");
    // On the rail below it, where the handle is: 5.5 of 19.5 on the way.
    let at = pos2(label.left() + 45.0, label.bottom() + 19.0);
    let mut asked = Vec::new();
    screen.pass(vec![Event::PointerMoved(at)]);
    screen.pass(vec![button(at, true)]);
    for step in 1..6 {
        let to = at - vec2(6.0 * step as f32, 0.0);
        let commands = screen.pass(vec![Event::PointerMoved(to)]).1;
        asked.extend(commands.iter().filter_map(|command| match command {
            AppCommand::Model(ModelCommand::Set(path, value)) => Some((path.clone(), *value)),
            _ => None,
        }));
    }
    let path = "wiring.neurons.C.refractory_ms";
    assert!(asked.len() > 2 && asked.iter().all(|(of, _)| of == path), "{asked:?}");
    assert!(asked.windows(2).all(|two| two[1].1 < two[0].1), "{asked:?}");
    // What is changed says so, and stands where it stood.
    let changed = Preset::builtin("race-of-two").unwrap().spec().changed(path, "2.0").unwrap();
    let preset = Arc::new(Preset::try_from(changed).unwrap());
    screen.change(|s: &mut Session| s.preset = preset);
    assert!(with_model(&mut screen, KnobsView::gather).unwrap().is_changed);
    assert_eq!(screen.find(size, "C: refractory period R"), label);
    screen.find(size, "ITS NUMBERS, CHANGED");
}

#[test]
fn a_name_selects_its_neuron_and_the_rest_goes_to_a_time() {
    let mut screen = Screen::of("race-of-two");
    let size = (1280.0, 800.0);
    let all = screen.at(size);
    let c = all.iter().rev().find(|text| text.words == "C").unwrap().place.center();
    let click = |screen: &mut Screen, at: Pos2| {
        screen.pass(vec![Event::PointerMoved(at)]);
        screen.pass(vec![button(at, true)]);
        let commands = screen.pass(vec![button(at, false)]).1;
        act(screen, commands.clone());
        commands
    };
    let asked = format!("{:?}", click(&mut screen, c));
    assert!(asked.contains("Neuron(Some(NeuronId(2)))"), "{asked}");
    let zero = all.iter().find(|text| text.words == "0 ms").unwrap().place.center();
    let end = all.iter().find(|text| text.words == "20 ms").unwrap().place;
    let middle = pos2((zero.x + end.right()) / 2.0, c.y);
    let asked = click(&mut screen, middle);
    let sought = asked.iter().find_map(|command| match command {
        AppCommand::Time(TimeCommand::Seek(ms)) => Some(*ms),
        _ => None,
    });
    assert!(sought.is_some_and(|ms| (9.0..11.0).contains(&ms)), "{asked:?}");
    assert_eq!(name(screen.world.resource::<Session>(), NeuronId(1)), "B");
}

#[test]
fn the_curves_of_a_circuit_are_saved_as_they_are_drawn() {
    let mut screen = Screen::of("summation");
    screen.at((1280.0, 800.0));
    let shapes = screen.pass(Vec::new()).0;
    let area = super::super::arrange::curves(&screen.ctx).expect("they are shown");
    let svg = super::super::svg::of(&shapes, area);
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
    // Names and times; potentials; spikes, refractory periods and arrivals.
    for wanted in
        [">A</text>", ">C</text>", ">20 ms</text>", "<polyline ", "<line ", "<rect ", "<circle "]
    {
        assert!(svg.contains(wanted), "{wanted} is not in {svg}");
    }
    assert!(!svg.contains("NETWORK") && !svg.contains("NaN"), "nothing else");
    let names = svg.matches(">C</text>").count();
    assert_eq!(names, 1, "the name over its neuron is no part of it");
}
