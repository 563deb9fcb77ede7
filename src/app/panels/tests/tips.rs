//! Tooltips and cards, and what windows forget as they close.

use super::*;

#[test]
fn the_pad_is_explained_beside_it_and_until_something_is_drawn() {
    let mut screen = Screen::of("weights-196");
    let size = (1280.0, 800.0);
    let brush = screen.find(size, "Brush");
    let pad = pos2(105.0, 165.0);
    let (_, place) = screen.tooltip(pad).expect("before anything is drawn");
    assert!(place.left() > pad.x && !place.intersects(brush), "{place:?}");
    let button = |pressed| egui::Event::PointerButton {
        pos: pad,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::default(),
    };
    screen.pass(vec![egui::Event::PointerMoved(pad), button(true), button(false)]);
    for _ in 0..20 {
        screen.pass(Vec::new());
        assert_eq!(screen.tip(), None, "after a stroke");
    }
    screen.pass(vec![egui::Event::PointerGone]);
    screen.time_s += 10.0;
    screen.pass(Vec::new());
    assert!(screen.tooltip(pad).is_some(), "at the next visit");
}

/// Words of a panel, with the place that their explanation is asked for: so far to the right.
fn explained_over_the_network(screen: &mut Screen, what: &str, words: &[(&str, f32)]) {
    for size in SIZES {
        for &(words, aside) in words {
            let Some(found) = screen.at(size).into_iter().find(|text| text.words == words) else {
                continue; // there is no room for it
            };
            let at = found.place.center() + vec2(aside, 0.0);
            let network = screen.free.network;
            let (_, tip) =
                screen.tooltip(at).unwrap_or_else(|| panic!("{what}, {size:?}: {words}"));
            // Nothing of the panels, and not what is under the pointer.
            let is_over = tip.left() >= network.min.x
                && tip.right() <= network.max.x
                && tip.bottom() <= network.max.y + 1.0;
            assert!(
                is_over,
                "{what}, {size:?}: that of {words} stands at {tip:?}, not in {network:?}"
            );
        }
    }
}

#[test]
fn what_is_drawn_over_time_is_explained_in_the_view_of_the_network() {
    let mut screen = Screen::of("weights-196");
    let legend =
        [("excites", 0.0), ("inhibits", 0.0), ("signal", 0.0), ("heights enlarged 4.5 times", 0.0)];
    explained_over_the_network(&mut screen, "legend", &legend);
    let over_time = [("neurons", 150.0), ("pixels", 60.0), ("arrives", 300.0), ("fires", 100.0)];
    explained_over_the_network(&mut screen, "weights", &over_time);
    screen.change(|s: &mut Settings| s.shows_plasticity_if_low = true);
    explained_over_the_network(&mut screen, "weights in a low window", &over_time[2..]);
    let mut screen = learnt("paths-stdp");
    let over_time = [("window 2, weight 1", 0.0), ("image, 0 ms", 60.0)];
    explained_over_the_network(&mut screen, "path", &over_time);
    explained_over_the_network(&mut screen, "path", &[("changed sign", 0.0), ("up", 0.0)]);
}

#[test]
fn what_a_neuron_or_pixel_is_stands_inside_its_view() {
    let mut screen = Screen::of("weights-196");
    for size in SIZES {
        screen.at(size);
        let view = screen.free.network;
        screen.change(|s: &mut Selection| s.hovered_neuron = Some(NeuronId(30)));
        for (x, y) in [(0.02, 0.02), (0.5, 0.5), (0.55, 0.97), (0.98, 0.6), (0.3, 0.98)] {
            let at = view.min + view.size() * bevy::math::Vec2::new(x, y);
            screen.pass(vec![egui::Event::PointerMoved(pos2(at.x, at.y))]);
            (0..3).for_each(|_| _ = screen.pass(Vec::new()));
            let card = screen.tip().expect("a card");
            let is_inside = card.left() >= view.min.x
                && card.right() <= view.max.x
                && card.top() >= view.min.y
                && card.bottom() <= view.max.y;
            assert!(is_inside, "{size:?}, {at}: {card:?}, not inside {view:?}");
            assert!(!card.contains(pos2(at.x, at.y)), "{size:?}, {at}: {card:?}");
        }
        screen.change(|s: &mut Selection| s.hovered_neuron = None);
    }
}

#[test]
fn edge_and_prediction_are_explained_just_above_them() {
    let mut screen = Screen::of("weights-196");
    for size in SIZES {
        screen.change(|s: &mut Settings| s.shows_plasticity_if_low = true);
        let texts = screen.at(size);
        let top = |words: &str| {
            let found = texts.iter().find(|text| text.words == words);
            found.unwrap_or_else(|| panic!("{size:?}: no {words} in {:?}", words_of(&texts))).place
        };
        let (edge, prediction) = (top("EDGE"), top("PREDICTION"));
        let cloud = screen.free.cloud;
        let votes = pos2(cloud.max.x - 30.0, prediction.bottom() + 35.0);
        let middle = |words: &str| {
            texts.iter().find(|text| text.words == words).map(|text| text.place.center())
        };
        for (words, at, heading, left) in [
            ("edge", Some(edge.center() + vec2(50.0, 0.0)), edge, edge.left() - 20.0),
            ("weights at 300 ms", middle("weights at 300 ms"), prediction, cloud.min.x),
            ("weighted", middle("weighted"), prediction, cloud.min.x),
            ("Euclidean", middle("Euclidean"), prediction, cloud.min.x),
            ("votes", Some(votes), prediction, cloud.min.x),
        ] {
            let Some(at) = at else { continue }; // there is no room for it
            let tip = screen.tooltip(at).unwrap_or_else(|| panic!("{size:?}: {words}")).1;
            let is_above = tip.bottom() <= heading.top() && heading.top() - tip.bottom() < 24.0;
            let is_inside = tip.left() >= left && tip.right() <= size.0 && tip.top() >= 0.0;
            assert!(
                is_above && is_inside,
                "{size:?}: that of {words} at {tip:?}, not at {heading:?}"
            );
        }
    }
}

#[test]
fn no_explanation_stays_over_a_window_that_keys_have_opened() {
    let (mut screen, size) = (Screen::of("weights-196"), (1280.0, 800.0));
    let at = screen.find(size, "excites").center();
    screen.pass(vec![egui::Event::PointerMoved(at)]);
    (0..5).for_each(|_| _ = screen.pass(Vec::new()));
    assert!(screen.tip().is_some(), "before");
    screen.change(|o: &mut Overlays| o.set(Dialog::Experiments, true));
    (0..9).for_each(|_| _ = screen.pass(Vec::new()));
    assert_eq!(screen.tip(), None, "the pointer rests");
    // It moves, and what it comes to is explained again.
    let texts = texts(&screen.pass(Vec::new()).0);
    let start = texts.iter().find(|text| text.words == "Start").expect("the window is open");
    screen.pass(vec![egui::Event::PointerMoved(start.place.center())]);
    (0..5).for_each(|_| _ = screen.pass(Vec::new()));
    assert!(screen.tip().is_some(), "after");
    // A wheel turns where the pointer rests.
    screen.change(|o: &mut Overlays| o.set(Dialog::Help, true));
    (0..2).for_each(|_| _ = screen.pass(Vec::new()));
    assert_eq!(screen.ctx.pointer_hover_pos(), None);
    let wheel = egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, -9.0),
        modifiers: egui::Modifiers::default(),
        phase: egui::TouchPhase::Move,
    };
    screen.pass(vec![wheel]);
    assert_eq!(screen.ctx.pointer_hover_pos(), Some(start.place.center()));
}

#[test]
fn a_message_is_wide_enough_to_be_read() {
    let mut screen = Screen::of("weights-196");
    let words = "a word or two of what was said ".repeat(9);
    screen.change(|n: &mut Notice| n.say(words.trim()));
    for size in SIZES {
        let texts = screen.at(size);
        let message = texts.iter().find(|text| text.words == words.trim()).expect("it is shown");
        assert!(
            message.place.width() > 340.0 && message.place.height() < 100.0,
            "{size:?}: {message:?}"
        );
        assert!(message.clip.contains_rect(message.place), "{size:?}: {message:?}");
    }
}

#[test]
fn weights_are_explained_above_all_of_them() {
    let mut screen = Screen::of("weights-196");
    for size in SIZES {
        screen.change(|s: &mut Settings| s.shows_plasticity_if_low = true);
        let heading = screen.find(size, "WEIGHTS");
        for words in ["0", "up", "down", "changed sign", "same"] {
            let all = screen.at(size);
            let below = |text: &&Text| text.words == words && text.place.top() > heading.bottom();
            let at = all.iter().find(below).expect("it is there").place.center();
            // The histogram stands over its zero.
            let at = if words == "0" { at - vec2(0.0, 20.0) } else { at };
            let (_, tip) = screen.tooltip(at).expect("an explanation");
            assert!(
                tip.bottom() <= heading.top() && tip.left() >= 0.0,
                "{size:?}: {words}, {tip:?}"
            );
        }
    }
}

#[test]
fn a_clicked_point_has_no_second_card_under_the_pointer() {
    let mut screen = Screen::of("weights-196");
    screen.at((1280.0, 800.0));
    let at = screen.free.cloud.center();
    let mut cards = |point, hovered_point| {
        screen.change(|s: &mut Selection| {
            *s = Selection { point, hovered_point, ..Selection::default() };
        });
        for _ in 0..PASSES {
            screen.pass(vec![egui::Event::PointerMoved(pos2(at.x, at.y))]);
        }
        let shapes = screen.pass(Vec::new()).0;
        texts(&shapes).iter().filter(|text| text.words.starts_with("training digit ")).count()
    };
    assert_eq!(cards(None, Some(3)), 1);
    // Its own stands at the border of the cloud, whose points are not laid out here.
    assert_eq!(cards(Some(3), Some(3)), 0);
    assert_eq!(cards(Some(3), Some(4)), 1, "another one");
}

#[test]
fn every_number_and_control_has_a_tooltip_that_does_not_cover_it() {
    for preset in ["weights-384", "paths-sbm"] {
        let mut screen = Screen::of(preset);
        screen.change(|s: &mut Selection| s.neuron = Some(NeuronId(912)));
        explained(&mut screen, preset);
        screen.change(|s: &mut Selection| *s = Selection::default());
        explained(&mut screen, preset);
    }
}

fn explained(screen: &mut Screen, what: &str) {
    let size = (1280.0, 800.0);
    let texts = screen.at(size);
    // What can be clicked or dragged, but for borders of panels and what holds other controls.
    let all: Vec<egui::Rect> = screen.ctx.viewport(|viewport| {
        let all = viewport.prev_pass.widgets.layers().flat_map(|(_, widgets)| widgets.iter());
        let is_control = |w: &&egui::WidgetRect| {
            let is_border = w.rect.width().min(w.rect.height()) < 11.0;
            w.enabled && w.sense.senses_click() && w.interact_rect.is_positive() && !is_border
        };
        all.filter(is_control).map(|w| w.interact_rect).collect()
    });
    let holds_another =
        |place: &egui::Rect| all.iter().any(|other| other != place && place.contains_rect(*other));
    let widgets: Vec<egui::Rect> =
        all.iter().copied().filter(|place| !holds_another(place)).collect();
    assert!(widgets.len() > 40, "{widgets:?}");
    let numbers = texts.iter().filter(|text| {
        let is_seen = text.clip.contains_rect(text.place);
        is_seen && text.words.chars().any(|c| c.is_ascii_digit())
    });
    let numbers = numbers.map(|text| (text.words.clone(), text.place));
    let controls = widgets.iter().map(|place| {
        let inside = texts.iter().filter(|text| place.contains_rect(text.place));
        (inside.map(|text| text.words.as_str()).collect::<Vec<_>>().join(" "), *place)
    });
    let all: Vec<(String, egui::Rect)> = controls.chain(numbers).collect();
    let mut faults = Vec::new();
    for (words, place) in all {
        match screen.tooltip(place.center()) {
            None => faults.push(format!("{words:?} at {place:?} has no tooltip")),
            Some((tip, over)) => {
                let shared = over.intersect(place);
                if shared.width() > 1.0 && shared.height() > 1.0 {
                    faults.push(format!("{tip:?} covers {words:?} at {place:?}"));
                }
                if tip.len() < 4 {
                    faults.push(format!("{words:?} at {place:?} is explained as {tip:?}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{what}:\n{}", faults.join("\n"));
}

#[test]
fn what_was_typed_is_forgotten_as_the_list_of_commands_closes() {
    let mut screen = Screen::of("weights-196");
    let mut listed = |is_open| {
        screen.change(|o: &mut Overlays| o.set(Dialog::Palette, is_open));
        screen.at((1280.0, 800.0));
        if is_open {
            let all = words_of(&screen.at((1280.0, 800.0))).contains(&"Open pictures");
            screen.pass(vec![egui::Event::Text("reset".into())]);
            let found = screen.at((1280.0, 800.0));
            let place = |start| found.iter().position(|text| text.words.starts_with(start));
            assert!(place("Reset layout") < place("Preset weights-196"), "{:?}", words_of(&found));
            assert!(place("Reset layout").is_some() && place("Open pictures").is_none());
            return all;
        }
        false
    };
    assert!(listed(true));
    listed(false);
    assert!(listed(true), "an empty text, and every command");
}
