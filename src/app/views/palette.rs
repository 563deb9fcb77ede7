//! Every command by its name, those that fit what was typed.

use super::Model;
use super::plasticity::filters;
use super::references::REFERENCE_COUNTS;
use crate::app::change::Change;
use crate::app::command::{
    AppCommand, CloudCommand, ImageCommand, KeepCommand, LessonCommand, ModelCommand, PanelCommand,
    SelectCommand, TeachCommand, TextStep, TimeCommand, ViewCommand,
};
use crate::app::lesson::shipped;
use crate::app::overlays::Dialog;
use crate::app::settings::{Bottom, Settings};
use crate::data::Part;
use crate::experiments::words::{number, short, thousands};
use crate::sim::Preset;

/// The list of commands.
#[derive(Clone, Debug, PartialEq)]
pub struct PaletteView {
    /// Those whose names fit what was typed, the best first.
    pub entries: Vec<Entry>,
}

/// A command with its name and keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What it does.
    pub name: String,
    /// What it can be asked for with instead; empty without such keys.
    pub keys: &'static str,
    /// The command.
    pub command: AppCommand,
}

/// Turns a setting on or off.
type Toggle = fn(&mut Settings);

impl PaletteView {
    /// Reads it, for what was typed, in a window that is low, or is not: weights are shown by another setting there.
    pub fn gather(model: &Model, typed: &str, is_low: bool) -> PaletteView {
        let found = |entry: Entry| Some((rank(&entry.name, typed)?, entry));
        let mut found: Vec<(u8, Entry)> =
            entries(model, is_low).into_iter().filter_map(found).collect();
        found.sort_by_key(|(rank, _)| *rank); // those of a rank stay in their order
        PaletteView { entries: found.into_iter().map(|(_, entry)| entry).collect() }
    }
}

/// How well a name fits what was typed, 0 best; none where a typed word is nowhere in it. Names that begin with
/// what was typed come first, then those of which words do, then the rest.
fn rank(name: &str, typed: &str) -> Option<u8> {
    let name = name.to_lowercase();
    let typed = typed.to_lowercase();
    let begins = |word: &str| {
        let mut places = name.match_indices(word);
        places.any(|(at, _)| !name[..at].ends_with(char::is_alphanumeric))
    };
    if !typed.split_whitespace().all(|word| name.contains(word)) {
        return None;
    }
    Some(match typed.trim() {
        start if name.starts_with(start) => 0,
        words if words.split_whitespace().all(begins) => 1,
        _ => 2,
    })
}

fn entries(model: &Model, is_low: bool) -> Vec<Entry> {
    let settings = &*model.settings;
    let playback = &*model.playback;
    let noun = model.digits.noun();
    let mut list: Vec<(String, &'static str, AppCommand)> = Vec::new();
    let mut add = |name: &str, keys, command| list.push((name.to_owned(), keys, command));
    add("Open pictures", "Ctrl+O", AppCommand::Image(ImageCommand::Ask));
    add("Paste a picture", "Ctrl+V", AppCommand::Image(ImageCommand::Paste));
    add(
        &format!("Random test {noun}"),
        "R",
        AppCommand::Image(ImageCommand::PickRandom(Part::Test, None)),
    );
    let test = &model.digits.test;
    let names = test.classes().all().iter().filter(|_| test.has_labels());
    for (class, name) in (0..).zip(names) {
        let name = format!("Random test {noun} {name}");
        add(&name, "", AppCommand::Image(ImageCommand::PickRandom(Part::Test, Some(class))));
    }
    add("Empty the pad", "Delete", AppCommand::Image(ImageCommand::Clear));
    add("Undo", "Ctrl+Z", AppCommand::Undo);
    add("Redo", "Ctrl+Shift+Z", AppCommand::Redo);
    let play = if playback.is_playing { "Pause" } else { "Play" };
    add(play, "Space", AppCommand::Time(TimeCommand::SetPlaying(!playback.is_playing)));
    add("Go to the start", "Home", AppCommand::Time(TimeCommand::Seek(0.0)));
    add("Go to the end", "End", AppCommand::Time(TimeCommand::Seek(playback.duration_ms)));
    for ms in model.session.sample_ms() {
        add(&format!("Go to {} ms", number(ms, 0)), "", AppCommand::Time(TimeCommand::Seek(ms)));
    }
    for speed in [0.1, 1.0, 12.0, 100.0, 1000.0] {
        add(
            &format!("Speed {} ms a second", short(speed)),
            "",
            AppCommand::Time(TimeCommand::SetSpeed(speed)),
        );
    }
    let looping = if playback.is_looping { "Stop at the end" } else { "Loop" };
    add(looping, "L", AppCommand::Time(TimeCommand::SetLooping(!playback.is_looping)));
    add("Frame everything", "F", AppCommand::View(ViewCommand::FrameAll));
    add("Focus the selection", "C", AppCommand::View(ViewCommand::FocusSelection));
    add("Deselect the neuron", "Esc", AppCommand::Select(SelectCommand::Neuron(None)));
    for name in Preset::names() {
        let title = Preset::title(name).unwrap_or_default();
        add(
            &format!("Preset {name}: {title}"),
            "",
            AppCommand::Model(ModelCommand::LoadPreset(name.to_owned())),
        );
    }
    for name in Preset::circuits() {
        let title = Preset::title(name).unwrap_or_default();
        let load = ModelCommand::LoadPreset(name.to_owned());
        add(&format!("Circuit {name}: {title}"), "", AppCommand::Model(load));
    }
    for count in REFERENCE_COUNTS {
        let name = format!("Compare with {} reference {noun}s", thousands(count));
        add(&name, "", AppCommand::Cloud(CloudCommand::Grow(count)));
    }
    if model.session.learns() {
        add(&format!("Learn from {noun}s (STDP)"), "", AppCommand::Model(ModelCommand::Learn));
        add("Stop learning", "", AppCommand::Model(ModelCommand::StopLearning));
    }
    for (name, filter) in filters() {
        add(
            &format!("Light edges: {name}"),
            "",
            AppCommand::Select(SelectCommand::Edges(Some(filter))),
        );
    }
    add("Light all edges", "Esc", AppCommand::Select(SelectCommand::Edges(None)));
    let teach = match model.teaching.is_on() {
        true => "Give the labels of the cloud back",
        false => "Teach: put the labels of the cloud away",
    };
    add(teach, "T", AppCommand::Teach(TeachCommand::PutLabelsAway(!model.teaching.is_on())));
    if model.teaching.is_on() {
        add(&format!("Ask me about the next {noun}"), "N", AppCommand::Teach(TeachCommand::AskMe));
    }
    if model.can_take_back() {
        add("Take back what was told last", "", AppCommand::Teach(TeachCommand::TakeBack));
    }
    if !model.teaching.told().is_empty() {
        add("What was told", "", AppCommand::Panel(PanelCommand::Show(Dialog::Told, true)));
        add("Save what was told…", "", AppCommand::Teach(TeachCommand::Save));
    }
    add("Open what somebody told…", "", AppCommand::Teach(TeachCommand::Open { is_folder: false }));
    add(
        "Tell by a folder of named folders…",
        "",
        AppCommand::Teach(TeachCommand::Open { is_folder: true }),
    );
    add(&format!("Stop embedding reference {noun}s"), "", AppCommand::Cloud(CloudCommand::Pause));
    add(
        &format!("Delete the kept reference {noun}s…"),
        "",
        AppCommand::Panel(PanelCommand::Show(Dialog::Clearing, true)),
    );
    let bottom = Bottom::of(model.session.is_circuit(), is_low);
    let bottom_name = match bottom {
        Bottom::Circuit => "Circuit over time on or off",
        Bottom::Weights | Bottom::WeightsIfLow => "Weights (or path) on or off",
    };
    let weights: Toggle = match bottom {
        Bottom::Circuit => |s| s.toggle(Bottom::Circuit),
        Bottom::WeightsIfLow => |s| s.toggle(Bottom::WeightsIfLow),
        Bottom::Weights => |s| s.toggle(Bottom::Weights),
    };
    let toggles: [(&str, &'static str, Toggle); 11] = [
        ("Input on or off", "Ctrl+1", |s| s.shows_input ^= true),
        (bottom_name, "Ctrl+2", weights),
        ("Cloud on or off", "Ctrl+3", |s| s.shows_cloud ^= true),
        ("Network and cloud take each other's place", "X", |s| s.is_swapped ^= true),
        ("Floating label on or off", "", |s| s.floats.label.is_shown ^= true),
        ("Floating image on or off", "", |s| s.floats.image.is_shown ^= true),
        ("Floating view on or off", "", |s| s.floats.inset.is_shown ^= true),
        ("Legend on or off", "", |s| s.shows_legend ^= true),
        ("Reduced motion on or off", "", |s| s.reduced_motion ^= true),
        ("High contrast on or off", "", |s| s.high_contrast ^= true),
        ("Keys and pointer shown, for recordings, on or off", "", |s| s.shows_keys ^= true),
    ];
    for (name, keys, toggle) in toggles {
        if let Some(change) = Change::of(settings, toggle) {
            add(name, keys, AppCommand::Panel(PanelCommand::Change(change)));
        }
    }
    let presents = model.choices.presents;
    let name = if presents { "Leave the stage" } else { "Present: the picture fills the screen" };
    if let Some(change) = Change::of(&*model.choices, |c| c.presents = !presents) {
        add(name, "F11", PanelCommand::Choose(change).into());
    }
    for (name, keys, step) in [
        ("Larger text and controls", "Ctrl +", TextStep::Larger),
        ("Smaller text and controls", "Ctrl −", TextStep::Smaller),
        ("Text and controls of the usual size", "Ctrl 0", TextStep::Usual),
    ] {
        add(name, keys, PanelCommand::ResizeText(step).into());
    }
    add(
        "Reset layout: all panels, in their first sizes",
        "",
        AppCommand::Panel(PanelCommand::ResetLayout),
    );
    let shown = !model.overlays.is_open(Dialog::Experiments);
    add("Experiments", "Ctrl+E", AppCommand::Panel(PanelCommand::Show(Dialog::Experiments, shown)));
    add("Save a picture of the window…", "", KeepCommand::SavePicture.into());
    if !model.choices.presents && settings.shows(bottom) {
        add("Save the curves below as SVG…", "", KeepCommand::SaveCurves.into());
    }
    add("Save a bookmark of this moment…", "", KeepCommand::SaveBookmark.into());
    add("Copy the command that draws this picture", "", KeepCommand::CopyCommand.into());
    add("Lessons", "F2", PanelCommand::Show(Dialog::Lessons, true).into());
    for lesson in shipped::all() {
        let name = format!("Lesson: {}", lesson.title(settings.language));
        add(&name, "", LessonCommand::Open(lesson.name.clone()).into());
    }
    if model.lessons.player().is_some() {
        add("Close the lesson", "", LessonCommand::Close.into());
    }
    add("Keys and mouse", "?", AppCommand::Panel(PanelCommand::Show(Dialog::Help, true)));
    add("Quit", "Ctrl+Q", AppCommand::Quit);
    list.into_iter().map(|(name, keys, command)| Entry { name, keys, command }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_typed_word_must_be_found() {
        assert!(rank("Random test digit 7", "7 RANDOM").is_some());
        assert!(rank("Random test digit 7", "").is_some());
        assert!(rank("Random test digit 7", "random 8").is_none());
    }

    #[test]
    fn beginnings_of_names_and_of_words_come_first() {
        let ranked = ["Reset layout: all panels", "Not to reset", "Preset weights-196: paper"]
            .map(|name| rank(name, " RESET"));
        assert_eq!(ranked, [Some(0), Some(1), Some(2)]);
        assert_eq!(rank("Reset layout: all panels", "lay res"), Some(1));
        assert_eq!(rank("Learn from digits (STDP)", "stdp"), Some(1));
        assert_eq!(rank("Preset weights-196: paper", "weights-1"), Some(1));
    }
}
