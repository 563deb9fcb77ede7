//! Runs that are remembered between starts: finished ones to look at, stopped ones to go on with, and all of them to
//! be deleted, those that cannot be read too.

use super::{Model, Panel, dim, preset_words, title};
use crate::app::command::ExperimentCommand;
use crate::app::origin::KeptRun;
use crate::app::panels::experiments::chosen::Chosen;
use crate::app::theme;
use crate::experiments::blocks::stopped;
use crate::experiments::shelf::{Damaged, Remembered};
use crate::experiments::stopped::StoppedRun;
use crate::experiments::words::thousands;
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

/// Draws the list, if there are any, at most so high. True when one was opened.
pub fn show(ui: &mut Ui, model: &Model, height: f32, panel: &mut Panel) -> bool {
    let experiments = &*model.experiments;
    let (finished, damaged) = (&experiments.remembered, &experiments.damaged);
    // One that goes on shows how far it is above.
    let goes_on = |run: &&StoppedRun| {
        experiments.running() == Some(&run.config) || experiments.waits(&run.config)
    };
    let stopped: Vec<_> = experiments.stopped.iter().filter(|run| !goes_on(run)).collect();
    let counts =
        [(stopped.len(), "stopped"), (finished.len(), "finished"), (damaged.len(), "damaged")];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(runs, _)| *runs > 0)
        .map(|(runs, what)| format!("{} {what}", thousands(runs)))
        .collect();
    if counts.is_empty() {
        return false;
    }
    title(ui, &format!("Runs kept on this computer: {}", counts.join(", ")));
    let mut is_opened = false;
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
            if !stopped.is_empty() {
                grid("stopped", 4).show(ui, |ui| {
                    for run in stopped {
                        stopped_row(ui, model, run, panel);
                        ui.end_row();
                    }
                });
            }
            if !finished.is_empty() {
                grid("remembered", 5).show(ui, |ui| {
                    for (heading, tip) in HEADINGS {
                        let heading = ui.label(RichText::new(heading).size(11.5).color(dim()));
                        panel.explain(&heading, tip);
                    }
                    ui.end_row();
                    for run in finished {
                        is_opened |= row(ui, model, run, panel);
                        ui.end_row();
                    }
                });
            }
            if !damaged.is_empty() {
                grid("damaged", 3).show(ui, |ui| {
                    for run in damaged {
                        damaged_row(ui, model, run, panel);
                        ui.end_row();
                    }
                });
            }
        });
    });
    ui.separator();
    is_opened
}

/// A run whose results cannot be read.
fn damaged_row(ui: &mut Ui, model: &Model, run: &Damaged, panel: &mut Panel) {
    let finished = ui.label(&run.finished);
    panel.explain(&finished, run.folder.display().to_string());
    let words = RichText::new("damaged: it cannot be read").color(theme::color(theme::WARNING));
    let words = ui.label(words);
    panel.explain(&words, &run.why);
    delete(ui, model, &run.folder, panel);
}

/// A run that can be gone on with.
fn stopped_row(ui: &mut Ui, model: &Model, run: &StoppedRun, panel: &mut Panel) {
    let config = &run.config;
    let words = preset_words(ui, &config.preset.name, config.seed);
    let named = ui.label(words);
    panel.explain(&named, &config.preset.name);
    let images = ui.label(stopped(run.done, run.total, &format!("{} image", config.images)));
    panel.explain(&images, "How many images were presented, of how many, and of which set");
    let go_on = ui.button("Go on").on_hover_text("Run the images that are missing");
    if go_on.clicked() {
        panel.textures.of::<Chosen>().show_last();
        panel.push(ExperimentCommand::Start(vec![config.clone()]));
    }
    let asked = KeptRun::Stopped(Box::new(config.clone()));
    let words = ["Discard…", "Discard it"];
    if deletes(ui, model, asked, words, "Forget what is done of this run; asks first", panel) {
        panel.push(ExperimentCommand::Discard(Box::new(config.clone())));
    }
}

/// A button that asks once more before it deletes. True when it was said twice.
fn deletes(
    ui: &mut Ui,
    model: &Model,
    asked: KeptRun,
    [first, second]: [&str; 2],
    tip: &str,
    panel: &mut Panel,
) -> bool {
    if model.overlays.deleting() != Some(&asked) {
        if ui.button(RichText::new(first).color(dim())).on_hover_text(tip).clicked() {
            panel.push(ExperimentCommand::AskToDelete(Some(asked)));
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

fn row(ui: &mut Ui, model: &Model, run: &Remembered, panel: &mut Panel) -> bool {
    let config = &run.results.config;
    let open = ui.selectable_label(false, &run.finished);
    panel.explain(&open, format!("Look at it again\n{}", run.folder.display()));
    let words = preset_words(ui, &config.preset.name, config.seed);
    let named = ui.selectable_label(false, words);
    panel.explain(&named, format!("Look at it again (preset {})", config.preset.name));
    let is_opened = open.clicked() || named.clicked();
    if is_opened {
        panel.push(ExperimentCommand::Open(run.folder.clone()));
    }
    let images = ui.label(format!("{} {}", thousands(run.results.images), config.images));
    panel.explain(&images, "How many images, and of which set");
    let accuracy = run.results.headline();
    let right = ui.label(format!("{:.2} %", accuracy.mean));
    let tip = format!(
        "Labelled right by the weights at {} ms, the mean of {} splits",
        config.headline_ms(),
        config.splits
    );
    panel.explain(&right, tip);
    delete(ui, model, &run.folder, panel);
    is_opened
}

/// The button that deletes the run in a folder.
fn delete(ui: &mut Ui, model: &Model, folder: &Path, panel: &mut Panel) {
    let asked = KeptRun::Finished(folder.to_owned());
    if deletes(ui, model, asked, ["Delete…", "Delete it"], "Forget this run; asks first", panel) {
        panel.push(ExperimentCommand::Delete(folder.to_owned()));
    }
}
