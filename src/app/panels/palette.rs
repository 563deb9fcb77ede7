//! Every command by its name: type a part of it, press Enter.

use super::{Model, Panel, dim};
use crate::app::command::{
    AppCommand, CloudCommand, ImageCommand, ModelCommand, PanelCommand, SelectCommand,
    TeachCommand, TimeCommand, ViewCommand,
};
use crate::app::overlays::Dialog;
use crate::app::panels::room::is_low;
use crate::app::settings::{Change, Settings};
use crate::app::theme;
use crate::data::Part;
use crate::experiments::words::{number, short, thousands};
use crate::sim::Preset;
use bevy_egui::egui::{self, Align2, Key, RichText, Ui, vec2};

/// What was typed, and which row Enter takes; forgotten when the list is closed.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    typed: String,
    chosen: usize,
}

/// Turns a setting on or off.
type Toggle = fn(&mut Settings);

/// A command with its name and keys.
struct Entry {
    name: String,
    keys: &'static str,
    command: AppCommand,
}

/// Shows the list until something is chosen or Esc is pressed.
pub fn show(ctx: &egui::Context, model: &Model, panel: &mut Panel) {
    let mut palette = std::mem::take(panel.textures.of::<Palette>());
    let found = |entry: Entry| Some((rank(&entry.name, &palette.typed)?, entry));
    let mut entries: Vec<(u8, Entry)> =
        entries(model, is_low(ctx.viewport_rect().size())).into_iter().filter_map(found).collect();
    entries.sort_by_key(|(rank, _)| *rank); // those of a rank stay in their order
    let entries: Vec<Entry> = entries.into_iter().map(|(_, entry)| entry).collect();
    let last = entries.len().saturating_sub(1);
    let pressed = |key| ctx.input(|input| input.key_pressed(key));
    // A held key may have been repeated within a frame.
    let presses = |key| ctx.input(|input| input.num_presses(key));
    let (down, up) = (presses(Key::ArrowDown), presses(Key::ArrowUp));
    palette.chosen = (palette.chosen + down).saturating_sub(up).min(last);
    let mut taken = pressed(Key::Enter).then_some(palette.chosen);
    egui::Window::new("palette")
        .id(Dialog::Palette.id())
        .title_bar(false)
        .resizable(false)
        .order(egui::Order::Foreground)
        .anchor(Align2::CENTER_TOP, vec2(0.0, 80.0))
        .show(ctx, |ui| {
            ui.set_width(420.0);
            let field = egui::TextEdit::singleline(&mut palette.typed)
                .hint_text("Type a part of a command")
                .desired_width(f32::INFINITY);
            let response = ui.add(field);
            response.request_focus();
            if response.changed() {
                palette.chosen = 0;
            }
            ui.add_space(4.0);
            if entries.is_empty() {
                ui.label(RichText::new("No such command; shorten what is typed").color(dim()));
            }
            egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for (i, entry) in entries.iter().enumerate() {
                    if row(ui, entry, i == palette.chosen, down + up > 0) {
                        taken = Some(i);
                    }
                }
            });
        });
    let command = taken.and_then(|i| entries.into_iter().nth(i)).map(|entry| entry.command);
    if command.is_some() || pressed(Key::Escape) {
        panel.push(PanelCommand::Show(Dialog::Palette, false));
        panel.commands.extend(command);
    } else {
        *panel.textures.of() = palette;
    }
}

/// One line; true when it is clicked.
fn row(ui: &mut Ui, entry: &Entry, is_chosen: bool, scrolls: bool) -> bool {
    let button = egui::Button::selectable(is_chosen, &entry.name)
        .right_text(RichText::new(entry.keys).color(dim()).font(theme::heading(12.0)))
        .min_size(vec2(ui.available_width(), 24.0));
    let response = ui.add(button);
    if is_chosen && scrolls {
        response.scroll_to_me(None);
    }
    response.clicked()
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
    for count in super::input::REFERENCE_COUNTS {
        let name = format!("Compare with {} reference {noun}s", thousands(count));
        add(&name, "", AppCommand::Cloud(CloudCommand::Grow(count)));
    }
    if model.session.learns() {
        add(&format!("Learn from {noun}s (STDP)"), "", AppCommand::Model(ModelCommand::Learn));
        add("Stop learning", "", AppCommand::Model(ModelCommand::StopLearning));
    }
    for (name, filter) in super::plasticity::filters() {
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
    let weights: Toggle = match is_low {
        true => |s| s.toggle_weights(true),
        false => |s| s.toggle_weights(false),
    };
    let toggles: [(&str, &'static str, Toggle); 5] = [
        ("Input on or off", "Ctrl+1", |s| s.shows_input ^= true),
        ("Weights (or path) on or off", "Ctrl+2", weights),
        ("Cloud on or off", "Ctrl+3", |s| s.shows_cloud ^= true),
        ("Legend on or off", "", |s| s.shows_legend ^= true),
        ("Reduced motion on or off", "", |s| s.reduced_motion ^= true),
    ];
    for (name, keys, toggle) in toggles {
        if let Some(change) = Change::of(settings, toggle) {
            add(name, keys, AppCommand::Panel(PanelCommand::Change(change)));
        }
    }
    add(
        "Reset layout: all panels, in their first sizes",
        "",
        AppCommand::Panel(PanelCommand::ResetLayout),
    );
    let shown = !model.overlays.is_open(Dialog::Experiments);
    add("Experiments", "Ctrl+E", AppCommand::Panel(PanelCommand::Show(Dialog::Experiments, shown)));
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
