//! The top bar: name, digits to pick, status, panels on and off.

use super::{Model, Panel, dim, drag};
use crate::app::command::{AppCommand, ImageCommand, PanelCommand};
use crate::app::origin::Origin;
use crate::app::overlays::Dialog;
use crate::app::panels::room::is_low;
use crate::app::references::Digits;
use crate::app::theme;
use crate::data::{ClassNames, Part};
use crate::experiments::words::{count, number, thousands};
use crate::sim::Sheet;
use bevy_egui::egui::{self, Align, Color32, Layout, RichText, Sense, Stroke, Ui, vec2};

/// What the index field says.
#[derive(Clone, Debug)]
pub struct Picker {
    part: Part,
    index: usize,
}

impl Default for Picker {
    fn default() -> Self {
        Picker { part: Part::Test, index: 0 }
    }
}

/// How much room there is: what is left out of a narrower bar stands in its menu or its tooltips.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Room {
    /// The buttons alone; set and place are in a menu.
    Narrow,
    /// The name too.
    Middle,
    /// Everything with its words.
    Wide,
}

impl Room {
    fn of(width: f32) -> Room {
        match width {
            w if w < 980.0 => Room::Narrow,
            w if w < 1160.0 => Room::Middle,
            _ => Room::Wide,
        }
    }
}

/// Draws the bar.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let room = Room::of(ui.available_width());
    ui.horizontal_centered(|ui| {
        if room >= Room::Middle {
            ui.label(RichText::new("Signalscape").font(theme::heading(17.0)));
        }
        if room == Room::Wide {
            ui.add_space(8.0);
            data_set(ui, &model.digits);
        }
        ui.scope(|ui| {
            if room < Room::Wide {
                ui.spacing_mut().item_spacing.x = 2.0;
            }
            let test = &model.digits.test;
            let classes = if test.has_labels() { test.classes().count() } else { 0 };
            // More have no room here: the palette (Ctrl+K) has all of them.
            for class in 0..classes.min(CLASSES_SHOWN) as u8 {
                class_button(ui, class, test.classes(), panel);
            }
        });
        let random = if room == Room::Wide { "⟳ random" } else { "⟳" };
        if ui
            .button(random)
            .on_hover_text(format!("A random test {} (R)", model.digits.noun()))
            .clicked()
        {
            panel.push(ImageCommand::PickRandom(Part::Test, None));
        }
        if room == Room::Narrow {
            let menu = ui.menu_button("…", |ui| by_index(ui, model, panel));
            menu.response.on_hover_text("An image by its set and place");
        } else {
            by_index(ui, model, panel);
        }
        // After a failure, the button to start again has its place; the commands have it too.
        if !model.notice.can_restart
            && ui.button("Experiments").on_hover_text("Whole image sets at once (Ctrl+E)").clicked()
        {
            let shown = !model.overlays.is_open(Dialog::Experiments);
            panel.push(PanelCommand::Show(Dialog::Experiments, shown));
        }
        if ui.button("Commands").on_hover_text("Every command by its name (Ctrl+K)").clicked() {
            panel.push(PanelCommand::Show(
                Dialog::Palette,
                !model.overlays.is_open(Dialog::Palette),
            ));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            right_end(ui, model, room, panel);
        });
    });
}

/// Classes that have a button, and a key.
const CLASSES_SHOWN: usize = 10;

fn class_button(ui: &mut Ui, class: u8, names: &ClassNames, panel: &mut Panel) {
    let short = names.short(class);
    let (rect, response) = ui.allocate_exact_size(vec2(21.0, 26.0), Sense::click());
    let visuals = ui.style().interact(&response);
    ui.painter().rect_filled(rect, 4.0, visuals.weak_bg_fill);
    let color = theme::color(theme::class(usize::from(class)));
    let line = rect.shrink2(vec2(4.0, 3.0));
    ui.painter().hline(line.x_range(), line.bottom(), Stroke::new(2.0, color));
    ui.painter().text(
        rect.center() - vec2(0.0, 1.0),
        egui::Align2::CENTER_CENTER,
        &short,
        theme::heading(if short.chars().count() == 1 { 13.0 } else { 9.0 }),
        visuals.text_color(),
    );
    response.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::WidgetType::Button,
            true,
            format!("{} {}", names.noun(), names.of(class)),
        )
    });
    let response = response.on_hover_text(format!(
        "A random test {}: {} (key {class})",
        names.noun(),
        names.with_article(class)
    ));
    if response.clicked() {
        panel.push(ImageCommand::PickRandom(Part::Test, Some(class)));
    }
}

/// What the images are.
fn data_set(ui: &mut Ui, digits: &Digits) {
    let Sheet { width, height } = digits.test.sheet();
    let images =
        digits.test.len() + digits.train.as_ref().map_or(0, |train| train.len() - train.drawn());
    let mut tip = format!("{}, {width} × {height} pixels", count(images, digits.noun()));
    if digits.name == "MNIST" {
        tip += ", handwritten (LeCun, Cortes, Burges)";
    }
    let name = egui::Label::new(RichText::new(&digits.name).color(dim())).truncate();
    ui.scope(|ui| {
        ui.set_max_width(72.0);
        ui.add(name).on_hover_text(tip);
    });
}

fn by_index(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    // The field follows what is shown, until a hand is on it.
    if let Origin::DataSet { part, index, .. } = model.session.origin {
        *panel.textures.of() = Picker { part, index };
    }
    let mut picker = panel.textures.of::<Picker>().clone();
    let name = |part| match part {
        Part::Test => "test",
        Part::Train => "train",
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        egui::ComboBox::from_id_salt("part")
            .width(56.0)
            .selected_text(name(picker.part))
            .show_ui(ui, |ui| {
                for part in [Part::Test, Part::Train] {
                    ui.selectable_value(&mut picker.part, part, name(part));
                }
            })
            .response
            .on_hover_text(format!("Test set or training set of {}", model.digits.name));
        let last = model.digits.part(picker.part).map_or(0, |set| set.len().saturating_sub(1));
        ui.add(drag(ui, &mut picker.index).range(0..=last).prefix("# ").speed(0.3)).on_hover_text(
            format!("Place in the set, 0 to {}: drag, or click and type", thousands(last)),
        );
    });
    let before = panel.textures.of::<Picker>();
    if (picker.part, picker.index) != (before.part, before.index) {
        panel.push(ImageCommand::Pick(picker.part, picker.index));
        *panel.textures.of() = picker;
    }
}

fn right_end(ui: &mut Ui, model: &Model, room: Room, panel: &mut Panel) {
    if ui.button("?").on_hover_text("Keys and mouse (?)").clicked() {
        panel.push(PanelCommand::Show(Dialog::Help, !model.overlays.is_open(Dialog::Help)));
    }
    let settings = &*model.settings;
    let toggle = |ui: &mut Ui, on: bool, text: &str, tip: &str| {
        ui.selectable_label(on, text).on_hover_text(tip).clicked()
    };
    if !model.session.has_cloud() {
        ui.add_enabled(false, egui::Button::new("Cloud")).on_disabled_hover_text(
            "This network has no embedding of one image alone, and so no cloud",
        );
    } else if toggle(ui, settings.shows_cloud, "Cloud", "Cloud and prediction (Ctrl+3)") {
        panel.change(settings, |s| s.shows_cloud ^= true);
    }
    let (name, tip) = match model.session.is_path_model() {
        true => ("Path", "Path: when signals won, and the tree that they grew"),
        false => ("Weights", "Weights: how they change, and one edge over time"),
    };
    let is_low = is_low(ui.ctx().viewport_rect().size());
    let place = if is_low { "; in this low window in the raster's place" } else { "" };
    let tip = format!("{tip}{place} (Ctrl+2)");
    if toggle(ui, settings.shows_weights(is_low), name, &tip) {
        panel.change(settings, |s| s.toggle_weights(is_low));
    }
    if toggle(ui, settings.shows_input, "Input", "Input and network (Ctrl+1)") {
        panel.change(settings, |s| s.shows_input ^= true);
    }
    if model.notice.can_restart
        && ui.button("Start again").on_hover_text("Starts the background threads anew").clicked()
    {
        panel.push(AppCommand::Restart);
    }
    let (color, text, tip) = status(model);
    if room == Room::Wide {
        ui.label(RichText::new(&text).color(dim())).on_hover_text(&tip);
    }
    let (dot, response) = ui.allocate_exact_size(vec2(14.0, 20.0), Sense::hover());
    ui.painter().circle_filled(dot.center(), 4.0, color);
    response.on_hover_text(format!("{text}: {tip}"));
}

/// Colour, word and explanation of what the program is doing.
fn status(model: &Model) -> (Color32, String, String) {
    let front_ms = model.session.network.tick().to_ms(model.session.record.front());
    if model.notice.can_restart {
        return (
            theme::color(theme::WARNING),
            "stopped".into(),
            "A background thread has failed; the message says why.".into(),
        );
    }
    if model.reading.is_busy() {
        return (theme::color(theme::WARNING), "reading".into(), "A picture is being read.".into());
    }
    let (front, all) = (number(front_ms, 0), number(model.playback.duration_ms, 0));
    let simulated = format!("{front} ms of {all} ms simulated.");
    if model.playback.is_playing {
        (theme::color(theme::ACCENT), "playing".into(), simulated)
    } else {
        (dim(), "paused".into(), simulated)
    }
}
