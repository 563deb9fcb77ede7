//! Runs that are remembered between starts: finished ones to look at, stopped ones to go on with, and all of them to
//! be deleted, those that cannot be read too.

use super::{Model, Panel, dim, preset_words, title};
use crate::app::command::AppCommand;
use crate::app::theme;
use crate::experiments::blocks::stopped;
use crate::experiments::shelf::{Damaged, Remembered};
use crate::experiments::stopped::StoppedRun;
use crate::experiments::weights::Config;
use crate::experiments::words::thousands;
use bevy_egui::egui::{self, RichText, Ui};
use std::path::{Path, PathBuf};

/// From one row to the next, logical pixels, and so many rows are shown however little room there is.
const ROW: f32 = 28.0;
const ROWS_MIN: f32 = 3.0;
/// Above the rows and below them: the title and the line.
const AROUND: f32 = 40.0;

/// The run whose deletion was asked for, and has to be asked for once more.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Asked {
    /// None.
    #[default]
    Nothing,
    /// A finished one, by its folder.
    Finished(PathBuf),
    /// A stopped one.
    Stopped(Box<Config>),
}

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
    // Its bar stands at the border, where that of the window does.
    list.auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let grid = |name, columns| {
            egui::Grid::new(name).num_columns(columns).striped(true).spacing([16.0, 4.0])
        };
        if !stopped.is_empty() {
            grid("stopped", 4).show(ui, |ui| {
                for run in stopped {
                    stopped_row(ui, run, panel);
                    ui.end_row();
                }
            });
        }
        if !finished.is_empty() {
            grid("remembered", 5).show(ui, |ui| {
                for heading in ["finished (UTC)", "network", "images", "weights", ""] {
                    ui.label(RichText::new(heading).size(11.5).color(dim()));
                }
                ui.end_row();
                for run in finished {
                    is_opened |= row(ui, run, panel);
                    ui.end_row();
                }
            });
        }
        if !damaged.is_empty() {
            grid("damaged", 3).show(ui, |ui| {
                for run in damaged {
                    damaged_row(ui, run, panel);
                    ui.end_row();
                }
            });
        }
    });
    ui.separator();
    is_opened
}

/// A run whose results cannot be read.
fn damaged_row(ui: &mut Ui, run: &Damaged, panel: &mut Panel) {
    ui.label(&run.finished).on_hover_text(run.folder.display().to_string());
    let words = RichText::new("damaged: it cannot be read").color(theme::color(theme::WARNING));
    ui.label(words).on_hover_text(&run.why);
    delete(ui, &run.folder, panel);
}

/// A run that can be gone on with.
fn stopped_row(ui: &mut Ui, run: &StoppedRun, panel: &mut Panel) {
    let config = &run.config;
    let words = preset_words(ui, &config.preset.name, config.seed);
    ui.label(words).on_hover_text(&config.preset.name);
    ui.label(stopped(run.done, run.total, &format!("{} image", config.images)));
    let go_on = ui.button("Go on").on_hover_text("Run the images that are missing");
    if go_on.clicked() {
        panel.textures.experiment.show_last();
        panel.commands.push(AppCommand::StartExperiments(vec![config.clone()]));
    }
    let asked = Asked::Stopped(Box::new(config.clone()));
    let words = ["Discard…", "Discard it"];
    if deletes(ui, asked, words, "Forget what is done of this run; asks first", panel) {
        panel.commands.push(AppCommand::DiscardRun(Box::new(config.clone())));
    }
}

/// A button that asks once more before it deletes. True when it was said twice.
fn deletes(
    ui: &mut Ui,
    asked: Asked,
    [first, second]: [&str; 2],
    tip: &str,
    panel: &mut Panel,
) -> bool {
    let deleting = &mut panel.textures.deleting;
    if *deleting != asked {
        if ui.button(RichText::new(first).color(dim())).on_hover_text(tip).clicked() {
            *deleting = asked;
        }
        return false;
    }
    let mut is_sure = false;
    ui.horizontal(|ui| {
        is_sure = ui.button(second).on_hover_text("This cannot be undone").clicked();
        if ui.button("Keep it").clicked() || is_sure {
            *deleting = Asked::Nothing;
        }
    });
    is_sure
}

fn row(ui: &mut Ui, run: &Remembered, panel: &mut Panel) -> bool {
    let config = &run.results.config;
    let open = ui
        .selectable_label(false, &run.finished)
        .on_hover_text(format!("Look at it again\n{}", run.folder.display()));
    let words = preset_words(ui, &config.preset.name, config.seed);
    let named = ui
        .selectable_label(false, words)
        .on_hover_text(format!("Look at it again (preset {})", config.preset.name));
    let is_opened = open.clicked() || named.clicked();
    if is_opened {
        panel.commands.push(AppCommand::OpenRun(run.folder.clone()));
    }
    ui.label(format!("{} {}", thousands(run.results.images), config.images));
    let accuracy = run.results.headline();
    ui.label(format!("{:.2} %", accuracy.mean)).on_hover_text(format!(
        "Labelled right by the weights at {} ms, the mean of {} splits",
        config.headline_ms(),
        config.splits
    ));
    delete(ui, &run.folder, panel);
    is_opened
}

/// The button that deletes the run in a folder.
fn delete(ui: &mut Ui, folder: &Path, panel: &mut Panel) {
    let asked = Asked::Finished(folder.to_owned());
    if deletes(ui, asked, ["Delete…", "Delete it"], "Forget this run; asks first", panel) {
        panel.commands.push(AppCommand::DeleteRun(folder.to_owned()));
    }
}
