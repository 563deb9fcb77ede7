//! Keyboard shortcuts: one table, which the list of shortcuts shows and the keys follow.

use super::ViewRoom;
use super::change::Change;
use super::choices::Choices;
use super::command::{
    AppCommand, ExperimentCommand, ImageCommand, LessonCommand, PanelCommand, SelectCommand,
    TeachCommand, TeachTarget, TextStep, TimeCommand, ViewCommand,
};
use super::lessons::Lessons;
use super::modifiers::{Modifiers, Typed};
use super::playback::Playback;
use super::settings::{Bottom, Settings};
use super::teaching::Teaching;
use crate::app::notice::Notice;
use crate::app::overlays::{Dialog, Overlays};
use crate::app::selection::Selection;
use crate::app::session::Session;
use crate::data::Part;
use bevy::input::keyboard::{Key, KeyboardInput};
use bevy::prelude::*;
use bevy_egui::EguiContexts;
use bevy_egui::input::EguiWantsInput;

/// Keys and what they do, in the order of the list.
pub const SHORTCUTS: [(&str, &str); 33] = [
    ("Space", "play or pause"),
    ("← →", "1 ms back or forward; with Shift 10 ms, with Ctrl one tick"),
    ("Home, End", "to the start, to the end"),
    ("[ ]", "slower, faster"),
    ("L", "loop"),
    ("0 … 9", "a random test image of that class"),
    ("R", "a random test image"),
    ("T", "teach: put the labels of the cloud away, or give them back"),
    (
        "N, then 0 … 9",
        "while teaching: ask about the next image, or another one; say what the selected one is",
    ),
    ("Shift and click", "while teaching: select several points, to say what they are together"),
    ("Ctrl+O", "open pictures"),
    ("Ctrl+V", "paste a picture"),
    ("↑ ↓", "of several pictures, the one before or after"),
    ("Ctrl+Z, Ctrl+Shift+Z", "undo, redo: images, preset, votes, what was told"),
    ("Ctrl+K", "every command by its name"),
    ("Ctrl+E", "experiments"),
    ("F2", "lessons"),
    ("Page Up, Page Down", "in a lesson: a step back, a step on"),
    ("Delete", "empty the pad"),
    ("left drag", "orbit"),
    ("right drag", "pan"),
    ("wheel", "zoom"),
    ("W A S D", "orbit; with Shift pan"),
    ("Q E", "zoom out, in"),
    ("double click", "focus a neuron, play a cloud point, frame all on the background"),
    ("F", "frame everything"),
    ("C", "focus the selection"),
    ("X", "network and cloud take each other's place"),
    ("F11", "present: the picture fills the screen; again, or Esc, to leave"),
    ("Ctrl+1, 2, 3", "input, weights (or path), cloud on or off"),
    ("Ctrl and +, −, 0", "text and controls larger, smaller, as usual"),
    ("Esc", "close what is on top, then deselect"),
    ("? or F1, Ctrl+Q", "this list, quit"),
];

/// What keys ask for depends on this.
struct Context<'a> {
    playback: &'a Playback,
    settings: &'a Settings,
    overlays: &'a Overlays,
    choices: &'a Choices,
    /// Something is selected or lit.
    has_selection: bool,
    has_notice: bool,
    /// The step of the lesson that is open, and how many it has.
    lesson: Option<(usize, usize)>,
    tick_ms: f64,
    /// Labels are put away; and a point of the cloud is selected that can be told.
    teaches: bool,
    tells: bool,
    /// What stands at the bottom of the window.
    bottom: Bottom,
    /// Who listens to keys first.
    taken: Taken,
}

/// Who listens to keys before the shortcuts do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    /// Nobody.
    Free,
    /// A button, for keys without Ctrl; Esc is nothing to it.
    Widget,
    /// A list that is open, for keys without Ctrl.
    List,
    /// A text field.
    Text,
}

/// Keys become commands, unless something of the interface has them.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub fn shortcuts(
    mut typed: Typed,
    egui: Res<EguiWantsInput>,
    mut contexts: EguiContexts,
    playback: Res<Playback>,
    settings: Res<Settings>,
    session: Res<Session>,
    overlays: Res<Overlays>,
    choices: Res<Choices>,
    notice: Res<Notice>,
    free: Res<ViewRoom>,
    teaching: Res<Teaching>,
    selection: Res<Selection>,
    lessons: Res<Lessons>,
    mut commands: MessageWriter<AppCommand>,
) {
    let types = contexts.ctx_mut().is_ok_and(|ctx| ctx.text_edit_focused());
    let context = Context {
        playback: &playback,
        settings: &settings,
        overlays: &overlays,
        choices: &choices,
        has_selection: selection.is_any(),
        has_notice: notice.shown().is_some(),
        lesson: lessons.player().map(|player| (player.at(), player.lesson().steps.len())),
        tick_ms: session.network.tick().ms(),
        teaches: teaching.is_on(),
        // A digit that comes before its question is none to be picked.
        tells: teaching.is_on() && (selection.point.is_some() || teaching.is_to_ask()),
        bottom: Bottom::of(session.is_circuit(), free.is_low),
        taken: match types {
            true => Taken::Text,
            false if egui.is_popup_open() => Taken::List,
            false if egui.wants_any_keyboard_input() => Taken::Widget,
            false => Taken::Free,
        },
    };
    for (key, modifiers) in typed.read() {
        if key.state.is_pressed() {
            commands.write_batch(asked(&key, modifiers, &context));
        }
    }
}

/// What a key that goes down asks for. Behind a text field or an open window nothing is changed: only windows
/// come and go.
fn asked(key: &KeyboardInput, modifiers: Modifiers, context: &Context) -> Vec<AppCommand> {
    let (ctrl, shift) = (modifiers.commands(), modifiers.shift);
    let Context { playback, overlays, .. } = context;
    // With Ctrl a sign is itself, wherever it is; without, a French minus is the 6 of the row of digits.
    let sign = sign(key, shift).filter(|_| ctrl && !modifiers.write());
    let name = sign.or_else(|| name(&key.logical_key, key.key_code, shift));
    let is_ours = match context.taken {
        Taken::Free => true,
        // No widget turns pages, and whoever presents has just clicked one.
        Taken::Widget => {
            ctrl || matches!(key.logical_key, Key::Escape | Key::PageUp | Key::PageDown)
        }
        Taken::List => ctrl,
        // The list of commands is a text field itself.
        Taken::Text => ctrl && (name == Some('q') || overlays.is_open(Dialog::Palette)),
    };
    if !is_ours {
        return Vec::new();
    }
    let of_windows = match (&key.logical_key, name) {
        (Key::F1, _) => Some(AppCommand::Panel(PanelCommand::Show(
            Dialog::Help,
            !overlays.is_open(Dialog::Help),
        ))),
        (Key::F2, _) => Some(AppCommand::Panel(PanelCommand::Show(
            Dialog::Lessons,
            !overlays.is_open(Dialog::Lessons),
        ))),
        (_, Some('?')) if !ctrl => Some(AppCommand::Panel(PanelCommand::Show(
            Dialog::Help,
            !overlays.is_open(Dialog::Help),
        ))),
        // The list of commands lies above all other windows, and keeps the keys.
        (_, Some('e')) if ctrl && !overlays.is_open(Dialog::Palette) => Some(AppCommand::Panel(
            PanelCommand::Show(Dialog::Experiments, !overlays.is_open(Dialog::Experiments)),
        )),
        (_, Some('k')) if ctrl => Some(AppCommand::Panel(PanelCommand::Show(
            Dialog::Palette,
            !overlays.is_open(Dialog::Palette),
        ))),
        (_, Some('q')) if ctrl => Some(AppCommand::Quit),
        (Key::Escape, _) => return escape(context),
        _ => None,
    };
    // The list of what was told is changed by undoing, and stays open.
    let undoes = ctrl && matches!(name, Some('z' | 'y'));
    let is_behind = overlays.topmost().is_some_and(|top| !(undoes && top == Dialog::Told));
    if of_windows.is_some() || is_behind {
        return of_windows.into_iter().collect();
    }
    let step_ms = match (shift, ctrl) {
        (true, _) => 10.0,
        (_, true) => context.tick_ms,
        _ => 1.0,
    };
    let command = match &key.logical_key {
        Key::Space if !key.repeat => {
            Some(AppCommand::Time(TimeCommand::SetPlaying(!playback.is_playing)))
        }
        Key::ArrowLeft => Some(AppCommand::Time(TimeCommand::Step(-step_ms))),
        Key::ArrowRight => Some(AppCommand::Time(TimeCommand::Step(step_ms))),
        Key::ArrowUp => Some(AppCommand::Image(ImageCommand::Step(-1))),
        Key::ArrowDown => Some(AppCommand::Image(ImageCommand::Step(1))),
        Key::Home => Some(AppCommand::Time(TimeCommand::Seek(0.0))),
        Key::End => Some(AppCommand::Time(TimeCommand::Seek(playback.duration_ms))),
        Key::Delete => Some(AppCommand::Image(ImageCommand::Clear)),
        Key::PageUp | Key::PageDown => {
            let by = if key.logical_key == Key::PageUp { -1 } else { 1 };
            context.lesson.and_then(|(at, steps)| {
                let next = at.checked_add_signed(by).filter(|next| *next < steps)?;
                Some(LessonCommand::GoTo(next).into())
            })
        }
        Key::F11 if !key.repeat => present(context.choices, !context.choices.presents),
        _ => name.and_then(|name| by_name(name, ctrl, shift, context)),
    };
    command.into_iter().collect()
}

/// Closes what is on top; with nothing open, what is selected is let go.
fn escape(context: &Context) -> Vec<AppCommand> {
    if context.has_notice {
        return vec![AppCommand::Panel(PanelCommand::DismissNotice)];
    }
    if let Some(window) = context.overlays.topmost() {
        // What is asked inside a window is nearer than the window.
        let asks = window == Dialog::Experiments && context.overlays.deleting().is_some();
        return vec![if asks {
            AppCommand::Experiment(ExperimentCommand::AskToDelete(None))
        } else {
            PanelCommand::Show(window, false).into()
        }];
    }
    if context.choices.presents && !context.has_selection {
        return present(context.choices, false).into_iter().collect();
    }
    vec![
        AppCommand::Select(SelectCommand::Point(None)),
        AppCommand::Select(SelectCommand::AllClasses),
        AppCommand::Select(SelectCommand::Edges(None)),
        AppCommand::Select(SelectCommand::Neuron(None)),
    ]
}

/// The picture fills the screen, or no longer does.
fn present(choices: &Choices, presents: bool) -> Option<AppCommand> {
    Change::of(choices, |c| c.presents = presents).map(|change| PanelCommand::Choose(change).into())
}

/// What a key is called in the list of shortcuts: what it types or, where that is no Latin letter, digit or sign
/// of the list, what it would type on an American keyboard. So Ctrl+Z is where Z is written, on a Cyrillic
/// layout where Z would be, and the row of digits is one on a French keyboard too.
fn name(logical: &Key, physical: KeyCode, shift: bool) -> Option<char> {
    if let Key::Character(text) = logical {
        let mut letters = text.chars().flat_map(char::to_lowercase);
        if let (Some(letter), None) = (letters.next(), letters.next())
            && (letter.is_ascii_alphanumeric() || "?[]".contains(letter))
        {
            return Some(letter);
        }
    }
    let is_letter =
        matches!(logical, Key::Character(text) if text.chars().any(char::is_alphabetic));
    let types = matches!(logical, Key::Character(_) | Key::Dead(_) | Key::Unidentified(_));
    let (_, at_place) = PLACES.iter().find(|(place, _)| types && *place == physical)?;
    match at_place {
        // With Shift, the row of digits has signs of its own.
        '0'..='9' => (!shift).then_some(*at_place),
        // A sign that is no letter stands for itself: a dot is not where the V of Dvorak is.
        'a'..='z' => (is_letter || !matches!(logical, Key::Character(_))).then_some(*at_place),
        _ => Some(*at_place),
    }
}

/// Plus and minus. A plus is a key of its own, or above an equals sign, for which nobody holds Shift. Where the 1, 2 or 3 of
/// other layouts is, as on a Czech one, it is that.
fn sign(key: &KeyboardInput, shift: bool) -> Option<char> {
    if matches!(key.key_code, KeyCode::Digit1 | KeyCode::Digit2 | KeyCode::Digit3) {
        return None;
    }
    match &key.logical_key {
        Key::Character(text) if text == "+" || (text == "=" && !shift) => Some('+'),
        Key::Character(text) if text == "-" || text == "−" => Some('-'),
        _ => None,
    }
}

/// Keys of an American keyboard by their place.
const PLACES: [(KeyCode, char); 26] = [
    (KeyCode::KeyO, 'o'),
    (KeyCode::KeyV, 'v'),
    (KeyCode::KeyZ, 'z'),
    (KeyCode::KeyY, 'y'),
    (KeyCode::KeyE, 'e'),
    (KeyCode::KeyK, 'k'),
    (KeyCode::KeyQ, 'q'),
    (KeyCode::KeyL, 'l'),
    (KeyCode::KeyR, 'r'),
    (KeyCode::KeyF, 'f'),
    (KeyCode::KeyC, 'c'),
    (KeyCode::KeyT, 't'),
    (KeyCode::KeyN, 'n'),
    (KeyCode::KeyX, 'x'),
    (KeyCode::BracketLeft, '['),
    (KeyCode::BracketRight, ']'),
    (KeyCode::Digit0, '0'),
    (KeyCode::Digit1, '1'),
    (KeyCode::Digit2, '2'),
    (KeyCode::Digit3, '3'),
    (KeyCode::Digit4, '4'),
    (KeyCode::Digit5, '5'),
    (KeyCode::Digit6, '6'),
    (KeyCode::Digit7, '7'),
    (KeyCode::Digit8, '8'),
    (KeyCode::Digit9, '9'),
];

fn by_name(name: char, ctrl: bool, shift: bool, context: &Context) -> Option<AppCommand> {
    let Context { playback, settings, .. } = context;
    let change = |change: &dyn Fn(&mut Settings)| {
        Change::of(*settings, change).map(|change| PanelCommand::Change(change).into())
    };
    Some(match (name, ctrl) {
        ('o', true) => AppCommand::Image(ImageCommand::Ask),
        ('v', true) => AppCommand::Image(ImageCommand::Paste),
        ('z', true) if shift => AppCommand::Redo,
        ('z', true) => AppCommand::Undo,
        ('y', true) => AppCommand::Redo,
        ('1', true) => return change(&|s| s.shows_input ^= true),
        ('2', true) => return change(&|s| s.toggle(context.bottom)),
        ('3', true) => return change(&|s| s.shows_cloud ^= true),
        ('+', true) => PanelCommand::ResizeText(TextStep::Larger).into(),
        ('-', true) => PanelCommand::ResizeText(TextStep::Smaller).into(),
        ('0', true) => PanelCommand::ResizeText(TextStep::Usual).into(),
        (_, true) => return None,
        ('l', _) => AppCommand::Time(TimeCommand::SetLooping(!playback.is_looping)),
        ('r', _) => AppCommand::Image(ImageCommand::PickRandom(Part::Test, None)),
        ('t', _) => AppCommand::Teach(TeachCommand::PutLabelsAway(!context.teaches)),
        ('n', _) if context.teaches => AppCommand::Teach(TeachCommand::AskMe),
        ('f', _) => AppCommand::View(ViewCommand::FrameAll),
        ('x', _) => return change(&|s| s.is_swapped ^= true),
        ('c', _) => AppCommand::View(ViewCommand::FocusSelection),
        ('[', _) => AppCommand::Time(TimeCommand::ScaleSpeed(1.0 / 1.5)),
        (']', _) => AppCommand::Time(TimeCommand::ScaleSpeed(1.5)),
        (digit, _) => {
            let class = digit.to_digit(10)? as u8;
            match context.tells {
                true => AppCommand::Teach(TeachCommand::Tell(TeachTarget::Point, Some(class))),
                false => AppCommand::Image(ImageCommand::PickRandom(Part::Test, Some(class))),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::modifiers::tests::pressed;
    use crate::app::origin::KeptRun;

    fn character(text: &str) -> Key {
        Key::Character(text.into())
    }

    #[test]
    fn every_layout_has_its_letters_and_digits() {
        let cases = [
            ("American Z", "z", KeyCode::KeyZ, false, Some('z')),
            ("with Shift", "Z", KeyCode::KeyZ, true, Some('z')),
            ("German Z, where Y is", "z", KeyCode::KeyY, false, Some('z')),
            ("German Y, where Z is", "y", KeyCode::KeyZ, false, Some('y')),
            ("French A, where Q is", "a", KeyCode::KeyQ, false, Some('a')),
            ("French 1", "&", KeyCode::Digit1, false, Some('1')),
            ("French 2", "é", KeyCode::Digit2, false, Some('2')),
            ("French 0", "à", KeyCode::Digit0, false, Some('0')),
            ("French 1 with Shift", "1", KeyCode::Digit1, true, Some('1')),
            ("American ! with Shift", "!", KeyCode::Digit1, true, None),
            ("French [ with AltGr", "[", KeyCode::Digit5, false, Some('[')),
            ("German ü", "ü", KeyCode::BracketLeft, false, Some('[')),
            ("Russian щ", "щ", KeyCode::KeyO, false, Some('o')),
            ("Russian Я", "Я", KeyCode::KeyZ, true, Some('z')),
            ("Greek ω", "ω", KeyCode::KeyV, false, Some('v')),
            ("Hebrew ק", "ק", KeyCode::KeyE, false, Some('e')),
            ("Arabic ن", "ن", KeyCode::KeyK, false, Some('k')),
            ("Dvorak dot, where E is", ".", KeyCode::KeyE, false, None),
            ("Russian ? with Shift", "?", KeyCode::Slash, true, Some('?')),
        ];
        for (what, text, place, shift, expected) in cases {
            assert_eq!(name(&character(text), place, shift), expected, "{what}");
        }
        let dead = Key::Dead(Some('^'));
        assert_eq!(name(&dead, KeyCode::BracketLeft, false), Some('['), "French ^");
        assert_eq!(name(&Key::Enter, KeyCode::KeyO, false), None);
    }

    #[test]
    fn text_is_resized_where_plus_minus_and_nought_are() {
        let asked = |text: &str, place| {
            ask(pressed(character(text), place), true, Taken::Free, &[], false).join("")
        };
        for (text, place) in
            [("=", KeyCode::Equal), ("+", KeyCode::BracketRight), ("+", KeyCode::NumpadAdd)]
        {
            assert!(asked(text, place).contains("Larger"), "{text}");
        }
        assert!(asked("-", KeyCode::Digit6).contains("Smaller"), "French");
        assert!(asked("à", KeyCode::Digit0).contains("Usual"), "French");
        assert!(asked("+", KeyCode::Digit1).contains("shows_input"), "Czech");
        let six = ask(pressed(character("-"), KeyCode::Digit6), false, Taken::Free, &[], false);
        assert!(six.join("").contains("6"), "without Ctrl it picks a 6: {six:?}");
    }

    #[test]
    fn every_letter_of_the_list_has_a_place() {
        // Those steer, and go by their place alone.
        let steers = |keys: &str| ["W A S D", "Q E"].contains(&keys);
        let words = SHORTCUTS.iter().filter(|(keys, _)| !steers(keys));
        let words = words.flat_map(|(keys, _)| keys.split([' ', ',', '+']));
        let letters: Vec<char> = words
            .filter_map(|word| word.chars().next().filter(|_| word.len() == 1))
            .filter(char::is_ascii_uppercase)
            .collect();
        assert!(letters.len() > 10, "{letters:?}");
        for letter in letters {
            let letter = letter.to_ascii_lowercase();
            assert!(PLACES.iter().any(|(_, at_place)| *at_place == letter), "{letter}");
        }
    }

    /// Asks with windows open and somebody listening.
    fn ask(
        key: KeyboardInput,
        ctrl: bool,
        taken: Taken,
        open: &[Dialog],
        has_notice: bool,
    ) -> Vec<String> {
        let mut overlays = Overlays::default();
        open.iter().for_each(|&dialog| overlays.set(dialog, true));
        ask_over(key, ctrl, taken, &overlays, has_notice)
    }

    fn ask_over(
        key: KeyboardInput,
        ctrl: bool,
        taken: Taken,
        overlays: &Overlays,
        has_notice: bool,
    ) -> Vec<String> {
        let (playback, settings) = (Playback::new(600.0, 12.0, false), Settings::default());
        let context = Context {
            playback: &playback,
            settings: &settings,
            overlays,
            choices: &Choices::default(),
            has_selection: true,
            has_notice,
            lesson: Some((1, 3)),
            tick_ms: 0.125,
            teaches: false,
            tells: false,
            bottom: Bottom::Weights,
            taken,
        };
        let modifiers = Modifiers { ctrl, ..Modifiers::default() };
        let asked = asked(&key, modifiers, &context);
        let words = |command: &AppCommand| {
            let words = format!("{command:?}");
            words.split(" {").next().unwrap_or_default().to_owned()
        };
        asked.iter().map(words).collect()
    }

    #[test]
    fn nothing_acts_behind_a_text_field_or_an_open_window() {
        let undo = || pressed(character("z"), KeyCode::KeyZ);
        let free = Taken::Free;
        assert_eq!(ask(undo(), true, free, &[], false), ["Undo"]);
        assert_eq!(ask(undo(), true, Taken::Widget, &[], false), ["Undo"], "no text is undone");
        assert!(ask(undo(), true, Taken::Text, &[], false).is_empty());
        let space = || pressed(Key::Space, KeyCode::Space);
        assert_eq!(ask(space(), false, free, &[], false), ["Time(SetPlaying(false))"]);
        assert!(ask(space(), false, Taken::Widget, &[], false).is_empty(), "it presses the button");
        for window in [Dialog::Help, Dialog::Experiments, Dialog::Palette, Dialog::Clearing] {
            for key in [undo(), pressed(character("v"), KeyCode::KeyV)] {
                assert!(ask(key, true, free, &[window], false).is_empty(), "{window:?}");
            }
            assert!(ask(space(), false, free, &[window], false).is_empty(), "{window:?}");
            let quit = pressed(character("q"), KeyCode::KeyQ);
            assert_eq!(ask(quit, true, free, &[window], false), ["Quit"]);
        }
        // Windows themselves come and go.
        let k = || pressed(character("k"), KeyCode::KeyK);
        assert_eq!(
            ask(k(), true, Taken::Text, &[Dialog::Palette], false),
            ["Panel(Show(Palette, false))"]
        );
        assert_eq!(ask(k(), true, free, &[Dialog::Help], false), ["Panel(Show(Palette, true))"]);
        let e = || pressed(character("e"), KeyCode::KeyE);
        assert_eq!(
            ask(e(), true, free, &[Dialog::Help], false),
            ["Panel(Show(Experiments, true))"]
        );
        for taken in [free, Taken::Text] {
            assert!(ask(e(), true, taken, &[Dialog::Palette], false).is_empty(), "it is on top");
        }
    }

    /// Keys that go down in one frame are read before any of them acts: what they ask for adds up.
    #[test]
    fn keys_that_are_pressed_again_ask_for_steps_and_not_for_places() {
        for (key, place, expected) in [
            (Key::ArrowDown, KeyCode::ArrowDown, "Image(Step(1))"),
            (Key::ArrowUp, KeyCode::ArrowUp, "Image(Step(-1))"),
            (Key::ArrowLeft, KeyCode::ArrowLeft, "Time(Step(-1.0))"),
            (character("]"), KeyCode::BracketRight, "Time(ScaleSpeed(1.5))"),
        ] {
            assert_eq!(ask(pressed(key, place), false, Taken::Free, &[], false), [expected]);
        }
    }

    #[test]
    fn escape_closes_the_topmost_thing_first() {
        let escape = |open: &[Dialog], has_notice| {
            let key = pressed(Key::Escape, KeyCode::Escape);
            ask(key, false, Taken::Free, open, has_notice)
        };
        use Dialog::{Clearing, Experiments, Help};
        assert_eq!(
            escape(&[Experiments], true),
            ["Panel(DismissNotice)"],
            "it is above everything"
        );
        assert_eq!(escape(&[Experiments], false), ["Panel(Show(Experiments, false))"]);
        assert_eq!(escape(&[Help, Experiments], false), ["Panel(Show(Experiments, false))"]);
        assert_eq!(escape(&[Experiments, Help], false), ["Panel(Show(Help, false))"]);
        assert_eq!(escape(&[Experiments, Clearing], false), ["Panel(Show(Clearing, false))"]);
        assert_eq!(escape(&[], false).len(), 4, "then what is selected is let go");
        // A question of a window goes before it, by itself.
        let mut overlays = Overlays::default();
        let escape_over = |overlays: &Overlays| {
            let key = pressed(Key::Escape, KeyCode::Escape);
            ask_over(key, false, Taken::Widget, overlays, false)
        };
        overlays.set(Experiments, true);
        overlays.ask_to_delete(Some(KeptRun::Finished("run".into())));
        assert_eq!(escape_over(&overlays), ["Experiment(AskToDelete(None))"]);
        overlays.set(Help, true);
        assert_eq!(
            escape_over(&overlays),
            ["Panel(Show(Help, false))"],
            "it lies above the question"
        );
        overlays.set(Help, false);
        overlays.ask_to_delete(None);
        assert_eq!(escape_over(&overlays), ["Panel(Show(Experiments, false))"]);
        let taken = |taken| {
            let key = pressed(Key::Escape, KeyCode::Escape);
            ask(key, false, taken, &[Experiments], false)
        };
        assert_eq!(
            taken(Taken::Widget),
            ["Panel(Show(Experiments, false))"],
            "at once, from its button too"
        );
        assert!(taken(Taken::List).is_empty() && taken(Taken::Text).is_empty(), "they close first");
    }
}
