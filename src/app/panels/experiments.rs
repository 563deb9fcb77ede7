//! Experiments: start one, watch its accuracy as images come, look at what was mistaken for what, and
//! replay the images that were missed.

mod found;
pub(super) mod mistakes;
mod plots;

use super::input::preset_button;
use super::{Model, Panel, dim, drag, found_paths, runs};
use crate::app::choices::Form;
use crate::app::command::{ExperimentCommand, PanelCommand};
use crate::app::overlays::Dialog;
use crate::app::theme;
use crate::app::views::experiments::{ExperimentsView, N_NEURONS, RunningView};
use bevy_egui::egui::{self, ComboBox, RichText, Ui, pos2, vec2};

/// Height of what is looked at, with its rows and the first row of the images that were missed, logical pixels.
const LOOKED_AT: f32 =
    found::ROWS_HEIGHT + mistakes::MATRIX + 3.0 * plots::HEADING + 30.0 + mistakes::PITCH;
/// The window's size, where there is room.
const SIZE: egui::Vec2 = vec2(880.0, 860.0);

/// Shows the window until it is closed.
pub fn show(ctx: &egui::Context, model: &Model, panel: &mut Panel) {
    let view = &ExperimentsView::gather(model);
    let mut is_open = true;
    let room = ctx.viewport_rect().size();
    let size = SIZE.min(room - vec2(48.0, 60.0));
    egui::Window::new(RichText::new("Experiments").font(theme::heading(15.0)))
        .id(Dialog::Experiments.id())
        .open(&mut is_open)
        .collapsible(false)
        .order(egui::Order::Foreground)
        .default_size(size)
        .default_pos(pos2((room.x - size.x - 32.0) / 2.0, 48.0))
        .show(ctx, |ui| {
            choose(ui, model, view, panel);
            ui.separator();
            progress(ui, view);
            // The list of runs takes what the rest leaves.
            let height = ui.available_height() - if view.is_looking { LOOKED_AT } else { 0.0 };
            egui::ScrollArea::vertical().show(ui, |ui| {
                runs::show(ui, model, height, panel);
                found_paths::show(ui, model, panel);
                if view.is_looking {
                    found::show(ui, model, panel);
                }
            });
        });
    if !is_open {
        panel.push(PanelCommand::Show(Dialog::Experiments, false));
    }
}

fn choose(ui: &mut Ui, model: &Model, view: &ExperimentsView, panel: &mut Panel) {
    let mut form = view.form.clone();
    ui.horizontal(|ui| {
        network(ui, view, &mut form);
        images(ui, view, &mut form);
        start(ui, view, &form, panel);
    });
    // Only what was clicked: what these images have not stays chosen for others.
    if form.limit == view.form.limit {
        form.limit = model.choices.form.limit;
    }
    if form != model.choices.form {
        panel.choose(&model.choices, |c| c.form = form);
    }
}

/// Which network.
fn network(ui: &mut Ui, view: &ExperimentsView, form: &mut Form) {
    let networks = ComboBox::from_id_salt("experiment model").width(190.0);
    let shown = networks.selected_text(&view.network).show_ui(ui, |ui| {
        ui.set_min_width(340.0);
        for &name in &view.presets {
            if preset_button(ui, name, form.preset.as_deref() == Some(name)).clicked() {
                form.preset = Some(name.to_owned());
            }
        }
        ui.selectable_value(&mut form.preset, None, N_NEURONS)
            .on_hover_text("By the construction rule of the sweep");
    });
    shown.response.on_hover_text(&view.network_tip);
    if form.preset.is_none() {
        ui.add(drag(ui, &mut form.neurons).range(1..=400).prefix("N "))
            .on_hover_text("How many neurons, 1 to 400");
    }
}

/// Which images, and how many of them.
fn images(ui: &mut Ui, view: &ExperimentsView, form: &mut Form) {
    ComboBox::from_id_salt("experiment images")
        .width(70.0)
        .selected_text(form.images.to_string())
        .show_ui(ui, |ui| {
            for set in &view.sets {
                ui.selectable_value(&mut form.images, set.clone(), set.to_string());
            }
        })
        .response
        .on_hover_text(view.sets_tip);
    let range = view.most.min(100)..=view.most;
    ui.add(drag(ui, &mut form.limit).range(range).speed(50).suffix(" images"))
        .on_hover_text("From the first; the paper uses 10,000");
}

/// Starts runs, and stops them.
fn start(ui: &mut Ui, view: &ExperimentsView, form: &Form, panel: &mut Panel) {
    let button = |ui: &mut Ui, words: &str, tip: &str| {
        let response = ui.add_enabled(view.why_not.is_none(), egui::Button::new(words));
        response.on_hover_text(tip).on_disabled_hover_text(view.why_not.as_deref().unwrap_or(tip))
    };
    let tip = "Present the images, take the weights every 100 ms, and classify each tenth by the rest, \
               ten times";
    let start = button(ui, "Start", tip);
    if start.clicked() {
        panel.push(ExperimentCommand::Start(form.chosen(view.sheet)));
    }
    let tip = "The paper's Fig. 3: networks of N = 5, 10, 25, 50, 100, 200, 300, 400";
    let all = button(ui, "All sizes", tip);
    if all.clicked() {
        panel.push(ExperimentCommand::Start(form.all_sizes(view.sheet)));
    }
    if let Some(running) = &view.running {
        let stop = ui.add_enabled(!running.is_stopping, egui::Button::new("Stop"));
        let tip = "Keep what is done, for the same run to go on from (not with --no-cache)";
        if stop.on_hover_text(tip).clicked() {
            panel.push(ExperimentCommand::Stop);
        }
    }
}

fn progress(ui: &mut Ui, view: &ExperimentsView) {
    if let Some(running) = &view.running {
        bar(ui, running);
    }
    if let Some(said) = &view.said {
        ui.label(RichText::new(said).color(dim()));
    }
    if let Some(empty) = &view.empty {
        ui.label(RichText::new(empty).color(dim()));
    }
}

/// How far the run is that goes on.
fn bar(ui: &mut Ui, view: &RunningView) {
    ui.horizontal(|ui| {
        ui.label(&view.title).on_hover_text(&view.preset);
        let bar = egui::ProgressBar::new(view.share).text(&view.words);
        ui.add(bar.desired_width(ui.available_width())).on_hover_text(
            "Images that have been presented; each is labelled by those that came before it. Then all are \
             classified by each other",
        );
    });
}
