//! What the interface is told beside, or instead of, what bevy_egui tells it.

use super::modifiers::{Modifiers, Typed};
use bevy::input::keyboard::{Key, KeyboardInput};
use bevy::prelude::*;
use bevy::window::WindowEvent;
use bevy_egui::helpers::{bevy_to_egui_key, bevy_to_egui_physical_key};
use bevy_egui::input::{EguiInputEvent, WindowToEguiContextMap};
use bevy_egui::{
    EguiClipboard, EguiContext, EguiGlobalSettings, EguiInput, EguiInputSet, EguiPreUpdateSet, egui,
};

/// The interface hears of everything in time, and of nothing twice.
pub fn plugin(app: &mut App) {
    // bevy_egui gives all keys of a frame the modifiers of the frame's end.
    let mut settings = app.world_mut().resource_mut::<EguiGlobalSettings>();
    settings.input_system_settings.run_write_keyboard_input_messages_system = false;
    app.add_systems(PreUpdate, tell_keys.in_set(EguiInputSet::ReadBevyMessages));
    let between = (EguiPreUpdateSet::ProcessInput, EguiPreUpdateSet::BeginPass);
    app.add_systems(
        PreUpdate,
        (leave_out_known_modifiers, tell_that_the_pointer_left).after(between.0).before(between.1),
    );
}

/// Tells of keys, in order, with the modifiers of the moment.
fn tell_keys(
    mut typed: Typed,
    contexts: Res<WindowToEguiContextMap>,
    mut clipboard: ResMut<EguiClipboard>,
    mut told: MessageWriter<EguiInputEvent>,
) {
    for (key, modifiers) in typed.read() {
        for &context in contexts.window_to_contexts.get(&key.window).into_iter().flatten() {
            let events = events(&key, modifiers, &mut || clipboard.get_text());
            told.write_batch(events.into_iter().map(|event| EguiInputEvent { context, event }));
        }
    }
}

/// What a key is to the interface: what it writes, the key itself, and what is to be done with the clipboard.
fn events(
    key: &KeyboardInput,
    held: Modifiers,
    clipboard: &mut dyn FnMut() -> Option<String>,
) -> Vec<egui::Event> {
    let is_mac = cfg!(target_os = "macos");
    let modifiers = egui::Modifiers {
        alt: held.alt,
        ctrl: held.ctrl,
        shift: held.shift,
        mac_cmd: is_mac && held.logo,
        command: if is_mac { held.logo } else { held.ctrl },
    };
    let pressed = key.state.is_pressed();
    let written = match &key.logical_key {
        Key::Character(text) if !text.contains(char::is_control) => Some(text.to_string()),
        Key::Space => Some(" ".to_owned()),
        _ => None,
    };
    let mut events = Vec::new();
    events.extend(written.filter(|_| pressed && held.write()).map(egui::Event::Text));
    let physical_key = bevy_to_egui_physical_key(&key.key_code);
    // Where a layout has no Latin letters, a shortcut is known by its place.
    let Some(key) = bevy_to_egui_key(&key.logical_key).or(physical_key) else { return events };
    // It finds out itself which presses repeat the one before.
    events.push(egui::Event::Key { key, physical_key, pressed, repeat: false, modifiers });
    if modifiers.command && pressed {
        events.extend(match key {
            egui::Key::C => Some(egui::Event::Copy),
            egui::Key::X => Some(egui::Event::Cut),
            egui::Key::V => clipboard().map(egui::Event::Text),
            _ => None,
        });
    }
    events
}

/// The interface is told in every frame which modifier keys are held, and wants another frame after all that
/// it is told: what it knows already is left out, or there would be no rest.
fn leave_out_known_modifiers(mut contexts: Query<(&mut EguiInput, &mut EguiContext)>) {
    for (mut input, mut context) in &mut contexts {
        let known = context.get_mut().input(|input| input.modifiers);
        let is_known = |event: &egui::Event| matches!(event, egui::Event::ModifiersChanged(told) if *told == known);
        input.events.retain(|event| !is_known(event));
    }
}

/// Nothing is under a pointer that has left the window: no tooltip stays. One that drags has not left yet.
fn tell_that_the_pointer_left(
    mut events: MessageReader<WindowEvent>,
    buttons: Res<ButtonInput<MouseButton>>,
    mut contexts: Query<&mut EguiInput>,
    mut is_outside: Local<bool>,
) {
    for event in events.read() {
        match event {
            WindowEvent::CursorLeft(_) => *is_outside = true,
            WindowEvent::CursorEntered(_) | WindowEvent::CursorMoved(_) => *is_outside = false,
            _ => {}
        }
    }
    if *is_outside && buttons.get_pressed().next().is_none() {
        *is_outside = false; // it is told once
        for mut input in &mut contexts {
            input.events.push(egui::Event::PointerGone);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::modifiers::tests::{pressed, released};
    use bevy::window::{CursorLeft, CursorMoved};

    /// What the interface is told of keys that all come within a frame.
    fn told(keys: &[KeyboardInput]) -> Vec<String> {
        let mut held = Modifiers::default();
        let mut words = Vec::new();
        for key in keys {
            held.follow(key);
            for event in events(key, held, &mut || Some("pasted".into())) {
                words.push(match event {
                    egui::Event::Text(text) => format!("writes {text}"),
                    egui::Event::Key { key, pressed, modifiers, .. } => {
                        let ctrl = if modifiers.command { "Ctrl+" } else { "" };
                        format!("{ctrl}{} {}", key.name(), if pressed { "down" } else { "up" })
                    }
                    other => format!("{other:?}"),
                });
            }
        }
        words
    }

    #[test]
    fn keys_of_a_slow_frame_have_the_modifiers_of_their_moment() {
        let place = match cfg!(target_os = "macos") {
            true => (Key::Super, KeyCode::SuperLeft),
            false => (Key::Control, KeyCode::ControlLeft),
        };
        let ctrl = [pressed(place.0.clone(), place.1), released(place.0, place.1)];
        let letter = |text: &str, code| {
            [
                pressed(Key::Character(text.into()), code),
                released(Key::Character(text.into()), code),
            ]
        };
        let chord = |text: &str, code| {
            let [down, up] = letter(text, code);
            told(&[ctrl[0].clone(), down, up, ctrl[1].clone()])
        };
        assert_eq!(chord("a", KeyCode::KeyA), ["Ctrl+A down", "Ctrl+A up"]);
        assert_eq!(chord("c", KeyCode::KeyC), ["Ctrl+C down", "Copy", "Ctrl+C up"]);
        assert_eq!(chord("v", KeyCode::KeyV), ["Ctrl+V down", "writes pasted", "Ctrl+V up"]);
        // By its place, as Russian has it.
        assert_eq!(chord("ч", KeyCode::KeyX), ["Ctrl+X down", "Cut", "Ctrl+X up"]);
        // A letter that was written before Ctrl went down is no shortcut.
        let [down, up] = letter("c", KeyCode::KeyC);
        let before = told(&[down, up, ctrl[0].clone()]);
        assert_eq!(before, ["writes c", "C down", "C up"]);
    }

    #[test]
    fn ctrl_and_alt_together_write_signs() {
        let at = || pressed(Key::Character("@".into()), KeyCode::KeyQ);
        let alt_gr = || pressed(Key::AltGraph, KeyCode::AltRight);
        let ctrl = || pressed(Key::Control, KeyCode::ControlLeft);
        let writes = |keys: &[KeyboardInput]| told(keys).contains(&"writes @".to_owned());
        assert!(writes(&[alt_gr(), at()]));
        assert_eq!(writes(&[ctrl(), alt_gr(), at()]), !cfg!(target_os = "macos"));
        assert!(!writes(&[ctrl(), at()]));
        let logo = pressed(Key::Super, KeyCode::SuperLeft);
        assert!(!writes(&[logo, at()]));
        assert_eq!(told(&[pressed(Key::Space, KeyCode::Space)]), ["writes  ", "Space down"]);
    }

    #[test]
    fn a_pointer_that_leaves_and_drags_nothing_is_gone() {
        let mut app = App::new();
        app.add_message::<WindowEvent>()
            .init_resource::<ButtonInput<MouseButton>>()
            .add_systems(Update, tell_that_the_pointer_left);
        let context = app.world_mut().spawn(EguiInput::default()).id();
        let window = Entity::PLACEHOLDER;
        let moved = || WindowEvent::from(CursorMoved { window, position: Vec2::ONE, delta: None });
        let left = || WindowEvent::from(CursorLeft { window });
        let mut told = |held: bool, events: &[WindowEvent]| {
            let mut buttons = app.world_mut().resource_mut::<ButtonInput<MouseButton>>();
            match held {
                true => buttons.press(MouseButton::Left),
                false => buttons.release(MouseButton::Left),
            }
            app.world_mut().write_message_batch(events.to_vec());
            app.update();
            let mut input = app.world_mut().get_mut::<EguiInput>(context).unwrap();
            let events = std::mem::take(&mut input.events);
            assert!(events.iter().all(|event| *event == egui::Event::PointerGone));
            events.len()
        };
        assert_eq!(told(false, &[moved()]), 0);
        assert_eq!(told(false, &[moved(), left()]), 1);
        assert_eq!(told(false, &[]), 0, "once");
        assert_eq!(told(false, &[left(), moved()]), 0, "it is back already");
        assert_eq!(told(true, &[moved(), left()]), 0, "it drags");
        assert_eq!(told(true, &[moved()]), 0, "on, outside");
        assert_eq!(told(true, &[left()]), 0);
        assert_eq!(told(false, &[]), 1, "and lets go there");
    }
}
