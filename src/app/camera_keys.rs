//! Keys that move a camera while they are held.

use super::look::Look;
use super::modifiers::{Modifiers, Typed};
use crate::app::overlays::Overlays;
use bevy::input::keyboard::KeyboardInput;
use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;

/// The keys: W A S D orbit, with Shift pan; Q and E, or + and −, zoom.
const KEYS: [KeyCode; 8] = [
    KeyCode::KeyW,
    KeyCode::KeyA,
    KeyCode::KeyS,
    KeyCode::KeyD,
    KeyCode::KeyQ,
    KeyCode::KeyE,
    KeyCode::Minus,
    KeyCode::Equal,
];

/// Which of them are held for a camera: they went down without Ctrl, and nothing of the interface had them.
#[derive(Resource, Default, Debug)]
pub struct CameraKeys {
    held: Vec<KeyCode>,
    modifiers: Modifiers,
}

impl CameraKeys {
    /// Whether they move a camera.
    pub fn is_held(&self) -> bool {
        !self.held.is_empty() && !self.modifiers.commands()
    }

    fn take(&mut self, key: &KeyboardInput, modifiers: Modifiers) {
        let code = key.key_code;
        if !key.state.is_pressed() {
            self.held.retain(|&held| held != code);
        } else if KEYS.contains(&code)
            && !key.repeat
            && !modifiers.commands()
            && !self.held.contains(&code)
        {
            self.held.push(code);
        }
    }

    /// Moves by what is held for so many seconds.
    pub fn push(&self, look: &mut Look, step_s: f32) {
        if !self.is_held() {
            return;
        }
        let is_held = |key| i8::from(self.held.contains(&key));
        let axis = |plus: KeyCode, minus: KeyCode| f32::from(is_held(plus) - is_held(minus));
        let (x, y) = (axis(KeyCode::KeyD, KeyCode::KeyA), axis(KeyCode::KeyW, KeyCode::KeyS));
        let zoom = axis(KeyCode::KeyQ, KeyCode::KeyE) + axis(KeyCode::Minus, KeyCode::Equal);
        if self.modifiers.shift {
            let reach = look.radius * 0.7 * step_s;
            look.go(Quat::from_rotation_y(look.yaw) * Vec3::new(x, 0.0, -y) * reach);
        } else {
            look.yaw += x * 1.6 * step_s;
            look.pitch = (look.pitch + y * 1.2 * step_s).clamp(-1.5, 1.5);
        }
        look.zoom(-zoom * 1.4 * step_s);
    }
}

/// Follows the keys. Behind an open window, a text field or a list, no camera moves, and a key that is held
/// there has to be pressed again.
pub fn follow(
    mut typed: Typed,
    keys: Res<ButtonInput<KeyCode>>,
    egui: Res<EguiWantsInput>,
    overlays: Res<Overlays>,
    mut steering: ResMut<CameraKeys>,
) {
    for (key, modifiers) in typed.read() {
        steering.take(&key, modifiers);
    }
    steering.modifiers = typed.held();
    let is_taken = egui.wants_any_keyboard_input() || overlays.topmost().is_some();
    // Keys that are let go while another window has the focus are not told.
    steering.held.retain(|&key| !is_taken && keys.pressed(key));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::look::RADIUS_MIN;
    use crate::app::modifiers::tests::{pressed, released};
    use crate::app::overlays::Dialog;
    use bevy::input::keyboard::{Key, KeyboardFocusLost, keyboard_input_system};

    fn app() -> App {
        let mut app = App::new();
        app.add_message::<KeyboardInput>()
            .add_message::<KeyboardFocusLost>()
            .init_resource::<ButtonInput<KeyCode>>()
            .init_resource::<ButtonInput<Key>>()
            .init_resource::<EguiWantsInput>()
            .init_resource::<Overlays>()
            .init_resource::<CameraKeys>()
            .add_systems(Update, (keyboard_input_system, follow).chain());
        app
    }

    /// A frame with these keys: whether a camera moves at its end.
    fn moves(app: &mut App, keys: &[KeyboardInput]) -> bool {
        app.world_mut().write_message_batch(keys.to_vec());
        app.update();
        app.world().resource::<CameraKeys>().is_held()
    }

    #[test]
    fn a_key_of_a_shortcut_moves_no_camera_until_it_is_pressed_again() {
        let mut app = app();
        let a = || (Key::Character("a".into()), KeyCode::KeyA);
        let ctrl = || (Key::Control, KeyCode::ControlLeft);
        let (down, up) = (|(key, at)| pressed(key, at), |(key, at)| released(key, at));
        assert!(!moves(&mut app, &[down(ctrl()), down(a())]));
        assert!(!moves(&mut app, &[up(ctrl())]), "Ctrl went first");
        let again = KeyboardInput { repeat: true, ..down(a()) };
        assert!(!moves(&mut app, &[again]), "it repeats itself while it is held");
        assert!(moves(&mut app, &[up(a()), down(a())]), "without Ctrl");
        assert!(!moves(&mut app, &[down(ctrl())]), "it stops for a shortcut");
        assert!(moves(&mut app, &[up(ctrl())]));
        assert!(!moves(&mut app, &[up(a())]));
        // A whole shortcut within a frame.
        assert!(!moves(&mut app, &[down(ctrl()), down(a()), up(ctrl())]));
    }

    #[test]
    fn keys_move_no_camera_behind_an_open_window() {
        let mut app = app();
        let w = (Key::Character("w".into()), KeyCode::KeyW);
        assert!(moves(&mut app, &[pressed(w.0.clone(), w.1)]));
        for dialog in
            [Dialog::Experiments, Dialog::Palette, Dialog::Help, Dialog::Clearing, Dialog::Told]
        {
            app.world_mut().resource_mut::<Overlays>().set(dialog, true);
            assert!(!moves(&mut app, &[pressed(w.0.clone(), w.1)]), "{dialog:?}");
            app.world_mut().resource_mut::<Overlays>().set(dialog, false);
            assert!(!moves(&mut app, &[]), "what was typed there, after {dialog:?}");
        }
        assert!(moves(&mut app, &[released(w.0.clone(), w.1), pressed(w.0, w.1)]));
    }

    #[test]
    fn held_keys_orbit_pan_and_zoom() {
        let moved = |keys: &[KeyCode], shift| {
            let steering = CameraKeys {
                held: keys.to_vec(),
                modifiers: Modifiers { shift, ..Modifiers::default() },
            };
            let mut look = Look { focus: [0.0; 3], yaw: 0.0, pitch: 0.0, radius: 2.0 };
            steering.push(&mut look, 0.5);
            (look.yaw, Vec3::from(look.focus), look.radius)
        };
        assert_eq!(moved(&[KeyCode::KeyD], false), (0.8, Vec3::ZERO, 2.0));
        assert_eq!(moved(&[KeyCode::KeyD, KeyCode::KeyA], false), (0.0, Vec3::ZERO, 2.0));
        assert_eq!(moved(&[KeyCode::KeyD], true), (0.0, Vec3::new(0.7, 0.0, 0.0), 2.0));
        assert_eq!(moved(&[KeyCode::KeyQ], false), (0.0, Vec3::ZERO, 3.4));
        assert_eq!(moved(&[KeyCode::KeyE, KeyCode::Equal], false).2, RADIUS_MIN, "no nearer");
    }
}
