//! Runs that are remembered between starts: finished ones to look at, stopped ones to go on with, and all of them to
//! be deleted, those that cannot be read too.

use super::{Model, Panel, dim, preset_words, title};
use crate::app::command::ExperimentCommand;
use crate::app::origin::KeptRun;
use crate::app::theme;
use crate::app::views::runs::{DamagedRow, FinishedRow, RunsView, StoppedRow};
use bevy_egui::egui::{self, RichText, Ui};
use std::path::Path;

/// From one row to the next, logical pixels, and so many rows are shown however little room there is.
const ROW: f32 = 28.0;
const ROWS_MIN: f32 = 3.0;
/// Above the rows and below them: the title and the line.
const AROUND: f32 = 40.0;

/// Above finished runs.
const HEADINGS: [(&str, &str); 4] = [
    ("finished (UTC)", "When it was finished: date, hours and minutes of Universal Time"),
    ("network", "What it does, its preset and its seed"),
    ("images", "How many, and of which set"),
    ("weights", "Share labelled right by changes of the edge weights"),
];

/// Draws the list, if there are any, at most so high.
pub fn show(ui: &mut Ui, model: &Model, height: f32, panel: &mut Panel) {
    let Some(view) = RunsView::gather(model) else { return };
    title(ui, &view.title);
    // Of whole rows: the last one is not cut.
    let rows = ((height - AROUND) / ROW).floor().max(ROWS_MIN);
    let list = egui::ScrollArea::vertical().id_salt("remembered").max_height(rows * ROW);
    // What explains a row stands above the list, over no other row.
    let top = ui.cursor().top();
    // Its bar stands at the border, where that of the window does.
    let list = list.auto_shrink([false, true]);
    panel.explaining_above(ui, top, |ui, panel| {
        list.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            let grid = |name, columns| {
                egui::Grid::new(name).num_columns(columns).striped(true).spacing([16.0, 4.0])
            };
            if !view.stopped.is_empty() {
                grid("stopped", 4).show(ui, |ui| {
                    for run in &view.stopped {
                        stopped_row(ui, run, panel);
                        ui.end_row();
                    }
                });
            }
            if !view.finished.is_empty() {
                grid("remembered", 5).show(ui, |ui| {
                    for (heading, tip) in HEADINGS {
                        let heading = ui.label(RichText::new(heading).size(11.5).color(dim()));
                        panel.explain(&heading, tip);
                    }
                    ui.end_row();
                    for run in &view.finished {
                        row(ui, run, panel);
                        ui.end_row();
                    }
                });
            }
            if !view.damaged.is_empty() {
                grid("damaged", 3).show(ui, |ui| {
                    for run in &view.damaged {
                        damaged_row(ui, run, panel);
                        ui.end_row();
                    }
                });
            }
        });
    });
    ui.separator();
}

/// A run whose results cannot be read.
fn damaged_row(ui: &mut Ui, view: &DamagedRow, panel: &mut Panel) {
    let finished = ui.label(view.finished);
    panel.explain(&finished, &view.finished_tip);
    let words = RichText::new("damaged: it cannot be read").color(theme::color(theme::WARNING));
    let words = ui.label(words);
    panel.explain(&words, view.why);
    delete(ui, view.is_asked, view.folder, panel);
}

/// A run that can be gone on with.
fn stopped_row(ui: &mut Ui, view: &StoppedRow, panel: &mut Panel) {
    let config = view.config;
    let words = preset_words(ui, &config.preset.name, config.seed);
    let named = ui.label(words);
    panel.explain(&named, &config.preset.name);
    let images = ui.label(&view.images);
    panel.explain(&images, "How many images were presented, of how many, and of which set");
    let go_on = ui.button("Go on").on_hover_text("Run the images that are missing");
    if go_on.clicked() {
        panel.push(ExperimentCommand::Start(vec![config.clone()]));
    }
    let run = || KeptRun::Stopped(Box::new(config.clone()));
    let words = ["Discard…", "Discard it"];
    let tip = "Forget what is done of this run; asks first";
    if deletes(ui, view.is_asked, run, words, tip, panel) {
        panel.push(ExperimentCommand::Discard(Box::new(config.clone())));
    }
}

/// A button that asks once more before it deletes. True when it was said twice.
fn deletes(
    ui: &mut Ui,
    is_asked: bool,
    run: impl FnOnce() -> KeptRun,
    [first, second]: [&str; 2],
    tip: &str,
    panel: &mut Panel,
) -> bool {
    if !is_asked {
        if ui.button(RichText::new(first).color(dim())).on_hover_text(tip).clicked() {
            panel.push(ExperimentCommand::AskToDelete(Some(run())));
        }
        return false;
    }
    let mut is_sure = false;
    ui.horizontal(|ui| {
        // It stands where the first click was: a double click deletes nothing.
        let keeps = ui.button("Keep it").on_hover_text("Esc").clicked();
        is_sure = ui.button(second).on_hover_text("This cannot be undone").clicked();
        if keeps || is_sure {
            panel.push(ExperimentCommand::AskToDelete(None));
        }
    });
    is_sure
}

fn row(ui: &mut Ui, view: &FinishedRow, panel: &mut Panel) {
    let config = view.config;
    let open = ui.selectable_label(false, view.finished);
    panel.explain(&open, &view.finished_tip);
    let words = preset_words(ui, &config.preset.name, config.seed);
    let named = ui.selectable_label(false, words);
    panel.explain(&named, &view.network_tip);
    if open.clicked() || named.clicked() {
        panel.push(ExperimentCommand::Open(view.folder.to_owned()));
    }
    let images = ui.label(&view.images);
    panel.explain(&images, "How many images, and of which set");
    let right = ui.label(&view.right);
    panel.explain(&right, &view.right_tip);
    delete(ui, view.is_asked, view.folder, panel);
}

/// The button that deletes the run in a folder.
fn delete(ui: &mut Ui, is_asked: bool, folder: &Path, panel: &mut Panel) {
    let run = || KeptRun::Finished(folder.to_owned());
    let words = ["Delete…", "Delete it"];
    if deletes(ui, is_asked, run, words, "Forget this run; asks first", panel) {
        panel.push(ExperimentCommand::Delete(folder.to_owned()));
    }
}
