//! Runs that are looked at: a row for each, and of one of them what it mistook for what.

use super::mistakes::{self, confusion};
use super::plots;
use crate::app::choices::MistakesOf;
use crate::app::command::{ModelCommand, PanelCommand};
use crate::app::overlays::Dialog;
use crate::app::panels::{Model, Panel, dim, preset_words};
use crate::app::views::found::{FoundRow, FoundView};
use bevy_egui::egui::{self, RichText, Ui};

/// Height of the headings and of two runs below them; more are scrolled to.
pub(super) const ROWS_HEIGHT: f32 = 82.0;

/// What is finished: a row for each run, and of the one that is looked at what was mistaken for what, beside
/// all of them in plots.
pub(super) fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let view = &FoundView::gather(model);
    let Some(looked_at) = &view.looked_at else {
        plots::show(ui, model, None);
        return;
    };
    // Rows scroll by themselves, so that the matrix below them stays in sight.
    let rows = egui::ScrollArea::vertical().id_salt("results").max_height(ROWS_HEIGHT);
    let top = ui.cursor().top();
    panel.explaining_above(ui, top, |ui, panel| {
        rows.show(ui, |ui| rows_of(ui, model, &view.rows, panel));
    });
    ui.separator();
    ui.horizontal_top(|ui| {
        confusion(ui, model, &looked_at.confusion, MistakesOf::Weights, panel);
        ui.add_space(12.0);
        ui.vertical(|ui| plots::show(ui, model, Some(looked_at.config)));
    });
    ui.separator();
    let Some(missed) = &looked_at.missed else { return };
    mistakes::missed(ui, model, missed, MistakesOf::Weights, panel);
}

fn rows_of(ui: &mut Ui, model: &Model, rows: &[FoundRow], panel: &mut Panel) {
    egui::Grid::new("results").num_columns(6).striped(true).spacing([16.0, 4.0]).show(ui, |ui| {
        for (heading, tip) in [
            ("network", "Preset and seed of the network"),
            ("images", "How many, and of which set"),
            ("weights", "Share labelled right by changes of the edge weights"),
            ("counts", "Share labelled right by how often each neuron fired"),
            ("pixels", "Share labelled right by the images themselves: the baseline"),
        ] {
            let heading = ui.label(RichText::new(heading).size(11.5).color(dim()));
            panel.explain(&heading, tip);
        }
        ui.end_row();
        for run in rows {
            row(ui, model, run, panel);
            ui.end_row();
        }
    });
}

fn row(ui: &mut Ui, model: &Model, view: &FoundRow, panel: &mut Panel) {
    let config = view.config;
    let words = preset_words(ui, &config.preset.name, config.seed);
    let named = ui.selectable_label(view.is_shown, words);
    panel.explain(&named, &view.tip);
    if named.clicked() {
        panel.choose(&model.choices, |c| (c.run, c.run_cell) = (Some(view.place), None));
    }
    let images = ui.label(&view.images);
    panel.explain(&images, "How many images, and of which set");
    for right in &view.right {
        let shown = ui.label(&right.words);
        panel.explain(&shown, &right.tip);
    }
    if ui.button("Open").on_hover_text("Show this network in the window").clicked() {
        let preset = Box::new(config.preset.clone());
        panel.push(ModelCommand::Load(preset, config.seed));
        panel.push(PanelCommand::Show(Dialog::Experiments, false));
    }
}
