//! The top bar: name, digits to pick, status, panels on and off.

use super::parts::tip;
use super::{Model, Panel, dim, drag};
use crate::app::command::{AppCommand, ImageCommand, PanelCommand};
use crate::app::overlays::Dialog;
use crate::app::panels::room::is_low;
use crate::app::theme;
use crate::app::views::top::{ClassView, Status, StatusView, TopView};
use crate::data::Part;
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
    let view = &TopView::gather(model, is_low(ui.ctx().viewport_rect().size()));
    let room = Room::of(ui.available_width());
    ui.horizontal_centered(|ui| {
        if room >= Room::Middle {
            ui.label(RichText::new("Signalscape").font(theme::heading(17.0)));
        }
        if room == Room::Wide {
            ui.add_space(8.0);
            data_set(ui, view);
        }
        ui.add_enabled_ui(view.sees_images, |ui| {
            if room < Room::Wide {
                ui.spacing_mut().item_spacing.x = 2.0;
            }
            for class in &view.classes {
                class_button(ui, class, model, panel);
            }
            if !view.more_classes.is_empty() {
                more_classes(ui, view, model, panel);
            }
        });
        let random = if room == Room::Wide { "⟳ random" } else { "⟳" };
        let picks = ui.add_enabled_ui(view.sees_images, |ui| {
            if ui.button(random).on_hover_text(&view.random_tip).clicked() {
                panel.push(ImageCommand::PickRandom(Part::Test, None));
            }
            if room == Room::Narrow {
                let menu = ui.menu_button("…", |ui| by_index(ui, view, panel));
                menu.response.on_hover_text("An image by its set and place");
            } else {
                by_index(ui, view, panel);
            }
        });
        if !view.sees_images {
            picks.response.on_hover_text("A circuit sees no images: its neurons fire as it says");
        }
        // After a failure, the button to start again has its place; the commands have it too.
        if !view.can_restart
            && ui.button("Experiments").on_hover_text("Whole image sets at once (Ctrl+E)").clicked()
        {
            panel.push(PanelCommand::Show(Dialog::Experiments, !view.has_experiments_open));
        }
        let lessons = "Understand the model in ten short lessons (F2)";
        if ui.button("Lessons").on_hover_text(lessons).clicked() {
            panel.push(PanelCommand::Show(Dialog::Lessons, !view.has_lessons_open));
        }
        if ui.button("Commands").on_hover_text("Every command by its name (Ctrl+K)").clicked() {
            panel.push(PanelCommand::Show(Dialog::Palette, !view.has_palette_open));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            right_end(ui, model, view, room, panel);
        });
    });
}

fn class_button(ui: &mut Ui, view: &ClassView, model: &Model, panel: &mut Panel) {
    let ClassView { class, short } = view;
    let (rect, response) = ui.allocate_exact_size(vec2(21.0, 26.0), Sense::click());
    let visuals = ui.style().interact(&response);
    ui.painter().rect_filled(rect, 4.0, visuals.weak_bg_fill);
    let color = theme::color(theme::class(usize::from(*class)));
    let line = rect.shrink2(vec2(4.0, 3.0));
    ui.painter().hline(line.x_range(), line.bottom(), Stroke::new(2.0, color));
    ui.painter().text(
        rect.center() - vec2(0.0, 1.0),
        egui::Align2::CENTER_CENTER,
        short,
        theme::heading(if short.chars().count() == 1 { 13.0 } else { 9.0 }),
        visuals.text_color(),
    );
    let names = model.digits.test.classes();
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::WidgetType::Button, true, view.name(names))
    });
    if tip(response, || view.tip(names)).clicked() {
        panel.push(ImageCommand::PickRandom(Part::Test, Some(*class)));
    }
}

/// The classes that the bar has no room for: in a menu, in lines as long as the bar's.
fn more_classes(ui: &mut Ui, view: &TopView, model: &Model, panel: &mut Panel) {
    let more = &view.more_classes;
    let menu = ui.menu_button(format!("+{}", more.len()), |ui| {
        egui::Grid::new("more classes").spacing([2.0, 2.0]).show(ui, |ui| {
            for line in more.chunks(view.classes.len()) {
                line.iter().for_each(|class| class_button(ui, class, model, panel));
                ui.end_row();
            }
        });
    });
    menu.response.on_hover_text("More classes, to pick an image of");
}

/// What the images are.
fn data_set(ui: &mut Ui, view: &TopView) {
    let name = egui::Label::new(RichText::new(&view.data_set).color(dim())).truncate();
    ui.scope(|ui| {
        ui.set_max_width(72.0);
        ui.add(name).on_hover_text(&view.data_set_tip);
    });
}

fn by_index(ui: &mut Ui, view: &TopView, panel: &mut Panel) {
    // The field follows what is shown, until a hand is on it.
    if let Some((part, index)) = view.shown {
        *panel.ui_state.of() = Picker { part, index };
    }
    let mut picker = panel.ui_state.of::<Picker>().clone();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        egui::ComboBox::from_id_salt("part")
            .width(56.0)
            .selected_text(view.set(picker.part).name)
            .show_ui(ui, |ui| {
                for part in [Part::Test, Part::Train] {
                    ui.selectable_value(&mut picker.part, part, view.set(part).name);
                }
            })
            .response
            .on_hover_text(&view.sets_tip);
        let set = view.set(picker.part);
        ui.add(drag(ui, &mut picker.index).range(0..=set.last).prefix("# ").speed(0.3))
            .on_hover_text(&set.tip);
    });
    let before = panel.ui_state.of::<Picker>();
    if (picker.part, picker.index) != (before.part, before.index) {
        panel.push(ImageCommand::Pick(picker.part, picker.index));
        *panel.ui_state.of() = picker;
    }
}

fn right_end(ui: &mut Ui, model: &Model, view: &TopView, room: Room, panel: &mut Panel) {
    if ui.button("?").on_hover_text("Keys and mouse (?)").clicked() {
        panel.push(PanelCommand::Show(Dialog::Help, !view.has_help_open));
    }
    let settings = &*model.settings;
    let toggle = |ui: &mut Ui, on: bool, text: &str, tip: &str| {
        ui.selectable_label(on, text).on_hover_text(tip).clicked()
    };
    if !view.has_cloud {
        ui.add_enabled(false, egui::Button::new("Cloud")).on_disabled_hover_text(
            "This network has no embedding of one image alone, and so no cloud",
        );
    } else if toggle(ui, view.shows_cloud, "Cloud", "Cloud and prediction (Ctrl+3)") {
        panel.change(settings, |s| s.shows_cloud ^= true);
    }
    if toggle(ui, view.shows_weights, view.weights_name, &view.weights_tip) {
        panel.change(settings, |s| s.toggle(view.bottom));
    }
    if toggle(ui, view.shows_input, "Input", "Input and network (Ctrl+1)") {
        panel.change(settings, |s| s.shows_input ^= true);
    }
    if view.can_restart
        && ui.button("Start again").on_hover_text("Starts the background threads anew").clicked()
    {
        panel.push(AppCommand::Restart);
    }
    let StatusView { status, word, tip, word_and_tip } = &view.status;
    if room == Room::Wide {
        ui.label(RichText::new(*word).color(dim())).on_hover_text(tip);
    }
    let (dot, response) = ui.allocate_exact_size(vec2(14.0, 20.0), Sense::hover());
    ui.painter().circle_filled(dot.center(), 4.0, color(*status));
    response.on_hover_text(word_and_tip);
}

/// Colour of the dot that says what the program is doing.
fn color(status: Status) -> Color32 {
    match status {
        Status::Stopped | Status::Reading => theme::color(theme::WARNING),
        Status::Playing => theme::color(theme::ACCENT),
        Status::Paused => dim(),
    }
}
