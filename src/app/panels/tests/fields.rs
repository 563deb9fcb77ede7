//! What is typed, and the keys of lists.

use super::*;

#[test]
fn a_typed_number_counts_once_it_is_typed() {
    assert_eq!(typed(egui::Key::Enter), [12]);
    assert_eq!(typed(egui::Key::Escape), [0; 0], "taken back");
}

/// The digits that are asked for as 12 is typed into the field of places, and then a last key.
fn typed(last: egui::Key) -> Vec<usize> {
    let (mut screen, size) = (Screen::of("weights-196"), (1280.0, 800.0));
    let at = screen.find(size, "9,999").center();
    let button = |pressed| egui::Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::default(),
    };
    screen.pass(vec![egui::Event::PointerMoved(at), button(true)]);
    let mut asked = Vec::new();
    let write = |sign: &str| egui::Event::Text(sign.to_owned());
    let typed = [
        vec![button(false)],
        vec![key(egui::Key::Num1), write("1")],
        vec![key(egui::Key::Num2), write("2")],
        vec![key(last)],
    ];
    for events in typed {
        asked.extend(screen.pass(events).1);
        asked.extend(screen.pass(Vec::new()).1);
    }
    asked.extend(screen.pass(Vec::new()).1);
    let picked = asked.into_iter().filter_map(|command| match command {
        AppCommand::Image(ImageCommand::Pick(_, index)) => Some(index),
        _ => None,
    });
    picked.collect()
}

fn key(key: egui::Key) -> egui::Event {
    let modifiers = egui::Modifiers::default();
    egui::Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
}

#[test]
fn arrows_go_through_a_list_and_enter_takes_an_item() {
    let (mut screen, size) = (Screen::of("weights-196"), (1280.0, 800.0));
    let at = screen.find(size, "strokes by delay, 196 neurons").center();
    let button = |pressed| egui::Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::default(),
    };
    // The focus is elsewhere as the list opens.
    screen.pass(vec![key(egui::Key::Tab)]);
    screen.pass(vec![egui::Event::PointerMoved(at), button(true)]);
    screen.pass(vec![button(false)]);
    (0..PASSES).for_each(|_| _ = screen.pass(Vec::new()));
    assert!(egui::Popup::is_any_open(&screen.ctx));
    let mut asked = Vec::new();
    // Two within a frame, too far, and back.
    let (down, up) = (|| key(egui::Key::ArrowDown), || key(egui::Key::ArrowUp));
    for events in [vec![down(), down()], vec![down()], vec![up()], vec![key(egui::Key::Enter)]] {
        asked.extend(screen.pass(events).1);
        asked.extend(screen.pass(Vec::new()).1);
    }
    let loaded = asked.into_iter().filter_map(|command| match command {
        AppCommand::Model(ModelCommand::LoadPreset(name)) => Some(name),
        _ => None,
    });
    assert_eq!(loaded.collect::<Vec<_>>(), ["weights-196-dense"]);
    screen.pass(Vec::new());
    assert!(!egui::Popup::is_any_open(&screen.ctx), "it closes");
}

#[test]
fn a_held_arrow_goes_through_the_commands_however_slow_frames_are() {
    let mut screen = Screen::of("weights-196");
    screen.change(|o: &mut Overlays| o.set(Dialog::Palette, true));
    screen.at((1280.0, 800.0));
    screen.pass((0..3).map(|_| key(egui::Key::ArrowDown)).collect());
    let (_, commands) = screen.pass(vec![key(egui::Key::Enter)]);
    // Open, paste, random, random 0.
    let is_zero = |command: &AppCommand| {
        matches!(command, AppCommand::Image(ImageCommand::PickRandom(_, Some(0))))
    };
    assert!(commands.iter().any(is_zero), "{commands:?}");
}
