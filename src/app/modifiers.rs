//! Modifier keys as they were at the moment of another key: in a slow frame they may have been let go by its end,
//! or have gone down after it.

use bevy::ecs::system::SystemParam;
use bevy::input::keyboard::{Key, KeyboardFocusLost, KeyboardInput};
use bevy::prelude::*;

/// Which of them are held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    pub ctrl: bool,
    pub shift: bool,
    /// Alt or AltGr.
    pub alt: bool,
    /// The key with a logo on it, Cmd on a Mac.
    pub logo: bool,
}

impl Modifiers {
    /// A key goes down or up.
    pub fn follow(&mut self, key: &KeyboardInput) {
        let held = match (&key.logical_key, key.key_code) {
            (Key::Control, _) | (_, KeyCode::ControlLeft | KeyCode::ControlRight) => &mut self.ctrl,
            (Key::Shift, _) | (_, KeyCode::ShiftLeft | KeyCode::ShiftRight) => &mut self.shift,
            // With Shift, Alt may be called Meta.
            (Key::Alt | Key::AltGraph, _) | (_, KeyCode::AltLeft | KeyCode::AltRight) => {
                &mut self.alt
            }
            (Key::Super | Key::Meta, _) | (_, KeyCode::SuperLeft | KeyCode::SuperRight) => {
                &mut self.logo
            }
            _ => return,
        };
        *held = key.state.is_pressed();
    }

    /// Whether keys are shortcuts: Ctrl, or Cmd, is held.
    pub fn commands(self) -> bool {
        self.ctrl || self.logo
    }

    /// Whether keys write: with Ctrl and Alt together, layouts without AltGr do.
    pub fn write(self) -> bool {
        !self.commands() || (self.ctrl && self.alt && !cfg!(target_os = "macos"))
    }
}

/// The keys of a frame, in order, each with the modifiers of its own moment.
#[derive(SystemParam)]
pub struct Typed<'w, 's> {
    keys: MessageReader<'w, 's, KeyboardInput>,
    lost: MessageReader<'w, 's, KeyboardFocusLost>,
    modifiers: Local<'s, Modifiers>,
}

impl Typed<'_, '_> {
    /// Those since it was last read.
    pub fn read(&mut self) -> Vec<(KeyboardInput, Modifiers)> {
        let mut read = Vec::new();
        for key in self.keys.read() {
            self.modifiers.follow(key);
            read.push((key.clone(), *self.modifiers));
        }
        // Keys that are let go while another window has the focus are not told.
        if self.lost.read().count() > 0 {
            *self.modifiers = Modifiers::default();
        }
        read
    }

    /// What is held after all of them.
    pub fn held(&self) -> Modifiers {
        *self.modifiers
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use bevy::input::ButtonState;

    /// A key that goes down, or up.
    pub fn told(logical_key: Key, key_code: KeyCode, state: ButtonState) -> KeyboardInput {
        let window = Entity::PLACEHOLDER;
        KeyboardInput { key_code, logical_key, state, text: None, repeat: false, window }
    }

    pub fn pressed(logical_key: Key, key_code: KeyCode) -> KeyboardInput {
        told(logical_key, key_code, ButtonState::Pressed)
    }

    pub fn released(logical_key: Key, key_code: KeyCode) -> KeyboardInput {
        told(logical_key, key_code, ButtonState::Released)
    }

    #[test]
    fn modifiers_are_those_of_the_moment() {
        let mut held = Modifiers::default();
        held.follow(&pressed(Key::Control, KeyCode::ControlLeft));
        held.follow(&pressed(Key::Character("a".into()), KeyCode::KeyA));
        assert!(held.commands() && !held.write());
        held.follow(&pressed(Key::AltGraph, KeyCode::AltRight));
        assert_eq!(held.write(), !cfg!(target_os = "macos"), "a sign of the layout");
        held.follow(&released(Key::Control, KeyCode::ControlLeft));
        assert_eq!(held, Modifiers { alt: true, ..Modifiers::default() });
        // Shift changes what Alt is called, and not which key it is.
        held.follow(&pressed(Key::Shift, KeyCode::ShiftLeft));
        held.follow(&released(Key::Meta, KeyCode::AltRight));
        held.follow(&released(Key::Shift, KeyCode::ShiftLeft));
        assert_eq!(held, Modifiers::default());
        // Ctrl where Caps Lock is.
        held.follow(&pressed(Key::Control, KeyCode::CapsLock));
        assert!(held.ctrl);
    }
}
