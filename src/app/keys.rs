//! Keyboard shortcuts: one table, which the list of shortcuts shows and the keys follow.

use super::command::AppCommand;
use super::playback::Playback;
use super::settings::{Change, Settings};
use super::state::{Overlays, Session};
use crate::data::Part;
use bevy::input::keyboard::{Key, KeyboardInput};
use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;

/// Keys and what they do, in the order of the list.
pub const SHORTCUTS: [(&str, &str); 24] = [
    ("Space", "play or pause"),
    ("← →", "1 ms back or forward; with Shift 10 ms, with Ctrl one tick"),
    ("Home, End", "to the start, to the end"),
    ("[ ]", "slower, faster"),
    ("L", "loop"),
    ("0 … 9", "a random test digit of that class"),
    ("R", "a random test digit"),
    ("Ctrl+O", "open a picture"),
    ("Ctrl+V", "paste a picture"),
    ("Ctrl+Z, Ctrl+Shift+Z", "undo, redo: images, preset, votes"),
    ("Ctrl+K", "every command by its name"),
    ("Ctrl+E", "experiments"),
    ("Delete", "clear the pad"),
    ("left drag", "orbit"),
    ("right drag", "pan"),
    ("wheel", "zoom"),
    ("W A S D", "orbit; with Shift pan"),
    ("Q E", "zoom out, in"),
    ("double click", "focus a neuron, play a cloud point, frame all on the background"),
    ("F", "frame everything"),
    ("C", "focus the selection"),
    ("Ctrl+1, 2, 3", "input, plasticity, cloud panel on or off"),
    ("Esc", "deselect, close"),
    ("? or F1, Ctrl+Q", "this list, quit"),
];

/// Keys become commands, unless a text field has them.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub fn shortcuts(
    mut typed: MessageReader<KeyboardInput>,
    held: Res<ButtonInput<KeyCode>>,
    egui: Res<EguiWantsInput>,
    playback: Res<Playback>,
    settings: Res<Settings>,
    session: Res<Session>,
    overlays: Res<Overlays>,
    mut modifiers: Local<Modifiers>,
    mut commands: MessageWriter<AppCommand>,
) {
    for key in typed.read() {
        modifiers.follow(key.key_code, key.state.is_pressed());
        if !key.state.is_pressed() {
            continue;
        }
        let Modifiers { ctrl, shift } = *modifiers;
        if egui.wants_any_keyboard_input() && !ctrl {
            continue;
        }
        let step_ms = match (shift, ctrl) {
            (true, _) => 10.0,
            (_, true) => session.network.tick().ms(),
            _ => 1.0,
        };
        let command = match &key.logical_key {
            Key::Space if !key.repeat => AppCommand::SetPlaying(!playback.is_playing),
            Key::ArrowLeft => AppCommand::Step(-step_ms),
            Key::ArrowRight => AppCommand::Step(step_ms),
            Key::Home => AppCommand::Seek(0.0),
            Key::End => AppCommand::Seek(playback.duration_ms),
            Key::Delete => AppCommand::ClearPad,
            Key::F1 => AppCommand::ShowHelp(!overlays.help),
            Key::Escape if overlays.help => AppCommand::ShowHelp(false),
            Key::Escape => {
                commands.write(AppCommand::SelectPoint(None));
                commands.write(AppCommand::LightAllClasses);
                commands.write(AppCommand::FilterEdges(None));
                commands.write(AppCommand::DismissNotice);
                AppCommand::SelectNeuron(None)
            }
            Key::Character(text) => {
                let letter = text.to_lowercase();
                match by_letter(&letter, ctrl, shift, &playback, &settings, &overlays) {
                    Some(command) => command,
                    None => continue,
                }
            }
            _ => continue,
        };
        commands.write(command);
    }
    // Keys that were let go while another window had the focus are not told.
    modifiers.ctrl = held.any_pressed(CTRL);
    modifiers.shift = held.any_pressed(SHIFT);
}

const CTRL: [KeyCode; 4] =
    [KeyCode::ControlLeft, KeyCode::ControlRight, KeyCode::SuperLeft, KeyCode::SuperRight];
const SHIFT: [KeyCode; 2] = [KeyCode::ShiftLeft, KeyCode::ShiftRight];

/// Keys held at the moment of another one: in a slow frame they may have been let go by its end.
#[derive(Clone, Copy, Default)]
pub struct Modifiers {
    ctrl: bool,
    shift: bool,
}

impl Modifiers {
    fn follow(&mut self, key: KeyCode, is_pressed: bool) {
        if CTRL.contains(&key) {
            self.ctrl = is_pressed;
        } else if SHIFT.contains(&key) {
            self.shift = is_pressed;
        }
    }
}

fn by_letter(
    letter: &str,
    ctrl: bool,
    shift: bool,
    playback: &Playback,
    settings: &Settings,
    overlays: &Overlays,
) -> Option<AppCommand> {
    let change = |change: fn(&mut Settings)| Change::of(settings, change).map(AppCommand::Change);
    Some(match (letter, ctrl) {
        ("o", true) => AppCommand::OpenDialog,
        ("v", true) => AppCommand::Paste,
        ("z", true) if shift => AppCommand::Redo,
        ("z", true) => AppCommand::Undo,
        ("y", true) => AppCommand::Redo,
        ("e", true) => AppCommand::ShowExperiments(!overlays.experiments),
        ("k", true) => AppCommand::ShowPalette(!overlays.palette),
        ("q", true) => AppCommand::Quit,
        ("1", true) => return change(|s| s.shows_input ^= true),
        ("2", true) => return change(|s| s.shows_plasticity ^= true),
        ("3", true) => return change(|s| s.shows_cloud ^= true),
        (_, true) => return None,
        ("?", _) => AppCommand::ShowHelp(!overlays.help),
        ("l", _) => AppCommand::SetLooping(!playback.is_looping),
        ("r", _) => AppCommand::PickRandom(Part::Test, None),
        ("f", _) => AppCommand::FrameAll,
        ("c", _) => AppCommand::FocusSelection,
        ("[", _) => AppCommand::SetSpeed(playback.speed / 1.5),
        ("]", _) => AppCommand::SetSpeed(playback.speed * 1.5),
        (digit, _) => {
            let class = digit.parse::<u8>().ok().filter(|d| *d <= 9 && digit.len() == 1)?;
            AppCommand::PickRandom(Part::Test, Some(class))
        }
    })
}
