//! Opened results of Section 3: temporal paths, and the same before and after STDP. Their networks, what was
//! mistaken for what, and the images that were missed.

use super::experiments::mistakes::{confusion, missed};
use super::{Model, Panel, dim, preset_words, title};
use crate::app::choices::MistakesOf;
use crate::app::command::{ModelCommand, PanelCommand};
use crate::app::overlays::Dialog;
use crate::app::views::found_paths::{FoundPathsView, LearntView, Opened, PathsMistakes, PathsRow};
use bevy_egui::egui::{self, RichText, Ui};

/// Draws what was opened.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let view = &FoundPathsView::gather(model);
    if let Some(paths) = &view.paths {
        title(ui, "Temporal paths");
        table(ui, model, &paths.rows, panel);
        if let Some(of_shown) = &paths.mistakes {
            mistakes(ui, model, of_shown, panel);
        }
        ui.separator();
    }
    for run in &view.learnt {
        before_and_after(ui, run, panel);
        ui.separator();
    }
}

/// What the letters mean.
const TOKENS: &str = "What of a temporal path is compared. N: hidden neurons and times; E: edges between them \
                      that won; P: two such edges in a row; I: edges from the image that won";

/// Names of columns, each with what its tooltip says.
fn headings(ui: &mut Ui, columns: &[(&str, &str)]) {
    for (name, tip) in columns {
        let label = ui.label(RichText::new(*name).size(11.5).color(dim()));
        if !tip.is_empty() {
            label.on_hover_text(*tip);
        }
    }
    ui.end_row();
}

fn open(ui: &mut Ui, network: Opened, panel: &mut Panel) {
    if ui.button("Open").on_hover_text("Show this network in the window").clicked() {
        let preset = Box::new(network.preset.clone());
        panel.push(ModelCommand::Load(preset, network.seed));
        panel.push(PanelCommand::Show(Dialog::Experiments, false));
    }
}

fn table(ui: &mut Ui, model: &Model, rows: &[PathsRow], panel: &mut Panel) {
    egui::Grid::new("paths").num_columns(6).striped(true).spacing([16.0, 4.0]).show(ui, |ui| {
        let columns = [
            ("network", "Preset and seed of the network"),
            ("tokens", TOKENS),
            ("leave one out", "Share of images labelled right, each by all others"),
            ("worst class", "The class that is labelled right least often, and how often"),
            ("asked", "Share labelled right of images that are no references themselves"),
            ("", ""),
        ];
        headings(ui, &columns);
        for (i, row) in rows.iter().enumerate() {
            let words = preset_words(ui, &row.network.preset.name, row.network.seed);
            if ui.selectable_label(row.is_shown, words).on_hover_text(&row.tip).clicked() {
                panel.choose(&model.choices, |c| (c.paths, c.paths_cell) = (i, None));
            }
            ui.label(&row.tokens.words).on_hover_text(&row.tokens.tip);
            ui.label(&row.leave_one_out.words).on_hover_text(&row.leave_one_out.tip);
            ui.label(&row.worst);
            ui.label(&row.asked.words).on_hover_text(&row.asked.tip);
            open(ui, row.network, panel);
            ui.end_row();
        }
    });
}

/// What was mistaken for what, and beside it the images that were missed.
fn mistakes(ui: &mut Ui, model: &Model, view: &PathsMistakes, panel: &mut Panel) {
    ui.horizontal_top(|ui| {
        confusion(ui, model, &view.confusion, MistakesOf::Paths, panel);
        ui.add_space(12.0);
        ui.vertical(|ui| missed(ui, model, &view.missed, MistakesOf::Paths, panel));
    });
}

fn before_and_after(ui: &mut Ui, view: &LearntView, panel: &mut Panel) {
    title(ui, &view.title);
    egui::Grid::new(("stdp", view.classes)).num_columns(7).striped(true).spacing([16.0, 4.0]).show(
        ui,
        |ui| {
            let columns = [
                ("tokens", TOKENS),
                ("classifier", "Nearest neighbours (kNN), or support vectors (SVM)"),
                ("as built", "Share labelled right by G, the network before it learnt"),
                ("learnt", "Share labelled right by G_STDP, the network after it learnt"),
                ("shuffled", "The same changes of weight, on other edges: a control"),
                ("gain over built", "Of the learnt network over the one before"),
                ("gain over shuffled", "Of the learnt network over the control"),
            ];
            headings(ui, &columns);
            for row in &view.rows {
                ui.label(&row.tokens);
                ui.label(&row.classifier);
                for right in &row.right {
                    ui.label(right).on_hover_text(&row.right_tip);
                }
                for gain in &row.gains {
                    ui.label(&gain.words).on_hover_text(&gain.tip);
                }
                ui.end_row();
            }
        },
    );
    ui.label(&view.edges);
    if let Some(network) = view.network {
        ui.horizontal(|ui| {
            ui.label(preset_words(ui, &network.preset.name, network.seed));
            open(ui, network, panel);
        });
    }
}
