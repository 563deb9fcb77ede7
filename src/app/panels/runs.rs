//! Runs that are remembered between starts: finished ones to look at, stopped ones to go on with, and either to be
//! deleted.

use super::{Model, Panel, dim, title};
use crate::app::command::AppCommand;
use crate::experiments::shelf::Remembered;
use crate::experiments::stopped::StoppedRun;
use crate::experiments::weights::Config;
use crate::experiments::words::{count, thousands};
use bevy_egui::egui::{self, RichText, Ui};
use std::path::PathBuf;

/// Height of the list, logical pixels; more of it is scrolled to.
const HEIGHT: f32 = 108.0;

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

/// Draws the list, if there are any. True when one was opened.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) -> bool {
    let experiments = &*model.experiments;
    let finished = &experiments.remembered;
    // One that goes on shows how far it is above.
    let goes_on = |run: &&StoppedRun| {
        experiments.running() == Some(&run.config) || experiments.waits(&run.config)
    };
    let stopped: Vec<_> = experiments.stopped.iter().filter(|run| !goes_on(run)).collect();
    if finished.is_empty() && stopped.is_empty() {
        return false;
    }
    let counts = [(stopped.len(), "stopped"), (finished.len(), "finished")];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(runs, _)| *runs > 0)
        .map(|(runs, what)| format!("{} {what}", thousands(runs)))
        .collect();
    title(ui, &format!("Runs kept on this computer: {}", counts.join(", ")));
    let mut is_opened = false;
    egui::ScrollArea::vertical().id_salt("remembered").max_height(HEIGHT).show(ui, |ui| {
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
    });
    ui.separator();
    is_opened
}

/// A run that can be gone on with.
fn stopped_row(ui: &mut Ui, run: &StoppedRun, panel: &mut Panel) {
    let config = &run.config;
    ui.label(format!("{}, seed {}", config.preset.name, config.seed));
    let images = count(run.total, &format!("{} image", config.images));
    let after = match run.done < run.total {
        true => format!("stopped after {} of {images}", thousands(run.done)),
        false => format!("stopped while {images} were classified"),
    };
    ui.label(after);
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
    if open.clicked() {
        panel.commands.push(AppCommand::OpenRun(run.folder.clone()));
    }
    ui.label(format!("{}, seed {}", config.preset.name, config.seed));
    ui.label(format!("{} {}", thousands(run.results.images), config.images));
    let accuracy = run.results.headline();
    ui.label(format!("{:.2} %", accuracy.mean)).on_hover_text(format!(
        "Labelled right by the weights at {} ms, the mean of {} splits",
        config.headline_ms(),
        config.splits
    ));
    let asked = Asked::Finished(run.folder.clone());
    if deletes(ui, asked, ["Delete…", "Delete it"], "Forget this run; asks first", panel) {
        panel.commands.push(AppCommand::DeleteRun(run.folder.clone()));
    }
    open.clicked()
}
