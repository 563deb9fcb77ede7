//! When presenting: what floats over the picture, in every window, with the pointer and with the keyboard.

use super::*;
use crate::app::scene::NetView;
use crate::app::settings::{Float, Floats};
use egui::Event;

/// Windows in logical pixels, as a projector has them, and as one is dragged to be.
const WINDOWS: [(f32, f32); 7] = [
    (1280.0, 800.0),
    (1920.0, 1080.0),
    (2560.0, 1440.0),
    (1024.0, 768.0),
    (800.0, 560.0),
    (1600.0, 600.0),
    (1080.0, 1920.0),
];

/// A window in points, with the size of text that was chosen, and how many pixels one has.
pub fn points((x, y): (f32, f32), text_size: f32) -> ((f32, f32), f32) {
    let window = vec2(x, y);
    let settings = Settings { stage_text_size: text_size, ..Settings::default() };
    let size = settings.text_size_within(theme::stage_text_range(window, Some(1.0)), true);
    let zoom = theme::zoom(window, Some(1.0)) * size;
    ((x / zoom, y / zoom), zoom)
}

fn presenting(preset: &str) -> Screen {
    let mut screen = Screen::of(preset);
    screen.change(|c: &mut Choices| c.presents = true);
    screen.change(|o: &mut Overlays| o.has_acted = true);
    screen
}

/// Takes the settings that panels asked for.
pub fn act(screen: &mut Screen, commands: Vec<AppCommand>) {
    for command in commands {
        match command {
            AppCommand::Panel(PanelCommand::Change(change)) => {
                screen.change(|s: &mut Settings| s.make(&change));
            }
            AppCommand::Panel(PanelCommand::Choose(change)) => {
                screen.change(|c: &mut Choices| c.make(&change));
            }
            _ => {}
        }
    }
}

fn pass(screen: &mut Screen, events: Vec<Event>) -> Vec<AppCommand> {
    let commands = screen.pass(events).1;
    act(screen, commands.clone());
    commands
}

fn key(key: egui::Key) -> Event {
    let modifiers = egui::Modifiers::NONE;
    Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
}

pub fn button(at: Pos2, pressed: bool) -> Event {
    let (button, modifiers) = (egui::PointerButton::Primary, egui::Modifiers::NONE);
    Event::PointerButton { pos: at, button, pressed, modifiers }
}

/// What is written while the pointer has just moved.
fn awake(screen: &mut Screen, size: (f32, f32)) -> Vec<Text> {
    screen.at(size);
    let middle = pos2(size.0 / 2.0, size.1 / 2.0);
    let mut shapes = Vec::new();
    for pass in 0..8 {
        shapes = screen.pass(vec![Event::PointerMoved(middle + vec2(pass as f32, 0.0))]).0;
    }
    texts(&shapes)
}

#[test]
fn keys_are_shown_as_they_are_pressed_where_somebody_wants_that() {
    let mut screen = presenting("race-of-two");
    screen.at((1280.0, 800.0));
    let shown = |screen: &mut Screen| {
        let up = |key| Event::Key {
            key,
            physical_key: None,
            pressed: false,
            repeat: false,
            modifiers: egui::Modifiers::NONE,
        };
        let (one, two) = (egui::Key::PageDown, egui::Key::A);
        let shapes = screen.pass(vec![key(one), key(two)]).0;
        screen.pass(vec![up(one), up(two)]);
        texts(&shapes)
            .iter()
            .filter(|text| ["Page Down", "A"].contains(&text.words.as_str()))
            .count()
    };
    let before = shown(&mut screen); // a neuron is called A, in two places
    screen.change(|s: &mut Settings| s.shows_keys = true);
    assert_eq!(shown(&mut screen), before + 2);
    (0..20).for_each(|_| drop(screen.pass(Vec::new())));
    screen.change(|s: &mut Settings| s.shows_keys = false);
    assert_eq!(shown(&mut screen), before);
}

fn floats(screen: &Screen) -> Floats {
    screen.world.resource::<Settings>().floats
}

fn is_in(texts: &[Text], one: &Text) -> bool {
    texts.iter().any(|text| text.words == one.words && text.place == one.place)
}

#[test]
fn all_that_floats_is_tidy_and_large_enough_for_the_last_row() {
    let mut untidy = Untidy::default();
    for preset in ["weights-196", "paths-sbm", "paths-stdp"] {
        let mut screen = presenting(preset);
        for window in WINDOWS {
            for (text_size, is_swapped) in [(1.0, false), (1.0, true), (3.0, false)] {
                screen.change(|s: &mut Settings| s.is_swapped = is_swapped);
                let (size, zoom) = points(window, text_size);
                let what = format!("{preset}, text of {text_size}, swapped: {is_swapped}");
                let texts = untidy.look(&mut screen, &what, size);
                for text in &texts {
                    let pixels = text.size * zoom * 1080.0 / window.1;
                    let is_large = window != (1920.0, 1080.0) || pixels >= 22.0;
                    untidy.expect(is_large, || format!("{what}: {text:?} has {pixels} pixels"));
                }
                if preset == "weights-196" {
                    let seven = texts.iter().find(|text| text.words == "7").map(|t| t.place);
                    let share = seven.map_or(0.0, |seven| seven.height() / size.1);
                    untidy
                        .expect(share >= 1.0 / 6.0, || format!("{what}, {size:?}: 7 has {share}"));
                }
                // The controls lie over what floats, while they are there.
                let bar: Vec<Text> = awake(&mut screen, size);
                let bar: Vec<Text> = bar.into_iter().filter(|text| !is_in(&texts, text)).collect();
                for fault in faults(&screen, &bar) {
                    untidy.expect(false, || format!("{what}, {size:?}: {fault}"));
                }
                for wanted in ["Image", "Leave", "loop"] {
                    let is_there = bar.iter().any(|text| text.words == wanted);
                    untidy.expect(is_there, || format!("{what}, {size:?}: {wanted} is not there"));
                }
            }
        }
        screen.change(|s: &mut Settings| *s = Settings::default());
        for ms in [0.4, 40.0] {
            screen.change(|p: &mut Playback| p.seek(ms));
            let (size, _) = points((1920.0, 1080.0), 1.0);
            untidy.look(&mut screen, &format!("{preset}, {ms} ms"), size);
        }
    }
    untidy.report();
}

#[test]
fn windows_over_the_stage_have_their_room() {
    let mut screen = presenting("weights-196");
    let mut untidy = Untidy::default();
    for window in [(1280.0, 800.0), (1920.0, 1080.0), (2560.0, 1440.0)] {
        let (size, zoom) = points(window, 1.0);
        for dialog in [Dialog::Help, Dialog::Palette, Dialog::Clearing, Dialog::Experiments] {
            screen.change(|o: &mut Overlays| o.set(dialog, true));
            let whole = egui::Rect::from_min_size(Pos2::ZERO, vec2(size.0, size.1));
            for text in screen.at(size) {
                let seen = text.place.intersect(text.clip);
                let is_inside = whole.expand(0.5).contains_rect(seen) || !seen.is_positive();
                untidy.expect(is_inside, || format!("{dialog:?}, {size:?}: {text:?}"));
                let is_large = window != (1920.0, 1080.0) || text.size * zoom >= 22.0;
                untidy.expect(is_large, || format!("{dialog:?}: {:?} {}", text.words, text.size));
            }
            screen.change(|o: &mut Overlays| o.set(dialog, false));
        }
    }
    untidy.report();
}

#[test]
fn a_float_is_dragged_by_its_grip_and_sent_away() {
    let mut screen = presenting("weights-196");
    let (size, _) = points((1920.0, 1080.0), 1.0);
    let seven = screen.find(size, "7");
    let before = floats(&screen).label.place;
    // The grip is above it, and seen while the pointer is there.
    let grip = pos2(seven.left(), seven.top() - 20.0);
    pass(&mut screen, vec![Event::PointerMoved(grip)]);
    assert!(texts(&screen.pass(Vec::new()).0).iter().any(|text| text.words == "Label"));
    pass(&mut screen, vec![button(grip, true)]);
    for step in 1..=5 {
        pass(&mut screen, vec![Event::PointerMoved(grip - vec2(40.0, -10.0) * step as f32)]);
    }
    pass(&mut screen, vec![button(grip - vec2(200.0, -50.0), false)]);
    let moved = screen.find(size, "7");
    let by = moved.min - seven.min;
    assert!((by - vec2(-200.0, 50.0)).length() < 2.0, "{by:?} from {before:?}");
    // What is let go stays.
    pass(&mut screen, vec![Event::PointerMoved(grip)]);
    assert_eq!(screen.find(size, "7"), moved);
    let close = pos2(moved.right() + 4.0, moved.top() - 20.0);
    pass(&mut screen, vec![Event::PointerMoved(close)]);
    pass(&mut screen, vec![button(close, true)]);
    pass(&mut screen, vec![button(close, false)]);
    assert!(!floats(&screen).label.is_shown);
    assert!(screen.at(size).iter().all(|text| text.words != "7" || text.place.height() < 40.0));
}

#[test]
fn all_of_the_stage_can_be_reached_by_keys() {
    let mut screen = presenting("weights-196");
    let (size, _) = points((1920.0, 1080.0), 1.0);
    screen.at(size);
    let mut moved = Vec::new();
    let mut asked = Vec::new();
    for _ in 0..30 {
        pass(&mut screen, vec![key(egui::Key::Tab)]);
        pass(&mut screen, Vec::new());
        let focused = screen.ctx.memory(|memory| memory.focused()).expect("Tab leads somewhere");
        let before = floats(&screen);
        pass(&mut screen, vec![key(egui::Key::ArrowLeft)]);
        moved.push((before, floats(&screen)));
        for event in [None, Some(key(egui::Key::Enter)), None] {
            let commands = pass(&mut screen, event.into_iter().collect());
            asked.extend(commands.iter().map(|command| format!("{command:?}")));
            // What was sent away is there again, and what an arrow has left has the focus again.
            screen.change(|s: &mut Settings| s.floats = Floats::default());
            screen.change(|c: &mut Choices| c.presents = true);
            screen.ctx.memory_mut(|memory| memory.request_focus(focused));
        }
    }
    let places = |floats: Floats| [floats.label, floats.image, floats.inset].map(|f| f.place[0]);
    for which in 0..3 {
        let is_moved =
            |(before, after): &(Floats, Floats)| places(*after)[which] < places(*before)[which];
        assert!(moved.iter().any(is_moved), "float {which} is not among {moved:?}");
    }
    for wanted in ["SetPlaying", "SetLooping", "is_swapped", "presents", "Palette", "Help"] {
        assert!(asked.iter().any(|asked| asked.contains(wanted)), "{wanted} is not in {asked:?}");
    }
}

#[test]
fn the_controls_go_while_the_pointer_rests() {
    let mut screen = presenting("weights-196");
    let (size, _) = points((1920.0, 1080.0), 1.0);
    screen.at(size);
    let middle = pos2(size.0 / 2.0, size.1 / 3.0);
    let is_there = |screen: &mut Screen| {
        let shapes = screen.pass(Vec::new()).0;
        texts(&shapes).iter().any(|text| text.words == "Leave")
    };
    assert!(!is_there(&mut screen), "nobody has moved");
    screen.pass(vec![Event::PointerMoved(middle)]);
    (0..6).for_each(|_| drop(screen.pass(Vec::new())));
    assert!(is_there(&mut screen));
    // A pass takes 0.1 s.
    (0..40).for_each(|_| drop(screen.pass(Vec::new())));
    assert!(!is_there(&mut screen), "it rests");
    screen.pass(vec![Event::PointerMoved(middle + vec2(3.0, 0.0))]);
    (0..6).for_each(|_| drop(screen.pass(Vec::new())));
    assert!(is_there(&mut screen));
}

#[test]
fn the_other_view_floats_and_both_take_each_others_place() {
    let mut screen = presenting("weights-196");
    let (size, _) = points((1920.0, 1080.0), 1.0);
    screen.at(size);
    let free = screen.free;
    assert_eq!(free.inset, Some(NetView::Cloud));
    assert!((free.network.width() - size.0).abs() < 0.1, "{free:?}");
    assert!(free.cloud.width() < 0.4 * size.0 && free.network.contains(free.cloud.center()));
    assert!(free.covered[2] > free.cloud.width(), "what it covers is no room for the network");
    screen.change(|s: &mut Settings| s.is_swapped = true);
    screen.at(size);
    assert_eq!((screen.free.cloud, screen.free.network), (free.network, free.cloud));
    screen.change(|s: &mut Settings| s.floats.inset = Float { is_shown: false, ..s.floats.inset });
    screen.at(size);
    assert_eq!(screen.free.network.size(), bevy::math::Vec2::ZERO, "it is sent away");
    // Beside panels, they change places too.
    screen.change(|c: &mut Choices| c.presents = false);
    screen.at((1280.0, 800.0));
    assert!(screen.free.cloud.width() > screen.free.network.width());
    screen.change(|s: &mut Settings| s.is_swapped = false);
    screen.at((1280.0, 800.0));
    assert!(screen.free.cloud.width() < screen.free.network.width());
}

#[test]
fn the_label_stays_where_all_panels_are_hidden() {
    let mut screen = Screen::of("weights-196");
    screen.change(|s: &mut Settings| {
        (s.shows_cloud, s.shows_input, s.shows_plasticity) = (false, false, false);
    });
    let texts = screen.at((1280.0, 800.0));
    let is_seven = |text: &Text| text.words == "7" && text.place.height() > 40.0;
    assert!(texts.iter().any(is_seven), "{:?}", words_of(&texts));
    let mut untidy = Untidy::default();
    for is_swapped in [false, true] {
        screen.change(|s: &mut Settings| (s.is_swapped, s.shows_cloud) = (is_swapped, is_swapped));
        for size in SIZES {
            untidy.look(&mut screen, &format!("swapped: {is_swapped}"), size);
        }
    }
    untidy.report();
}
