//! Runs that are remembered between starts: a click looks at one, another deletes it.

use super::{Model, Panel, dim, title};
use crate::app::command::AppCommand;
use crate::experiments::shelf::Remembered;
use crate::experiments::words::thousands;
use bevy_egui::egui::{self, RichText, Ui};
use std::path::PathBuf;

/// Height of the list, logical pixels; more of it is scrolled to.
const HEIGHT: f32 = 108.0;

/// The run whose deletion was asked for, and has to be asked for once more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked(Option<PathBuf>);

/// Draws the list, if there are any. True when one was opened.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) -> bool {
    let runs = &model.experiments.remembered;
    if runs.is_empty() {
        return false;
    }
    title(ui, &format!("Finished runs, kept on this computer: {}", runs.len()));
    let mut is_opened = false;
    egui::ScrollArea::vertical().id_salt("remembered").max_height(HEIGHT).show(ui, |ui| {
        egui::Grid::new("remembered").num_columns(5).striped(true).spacing([16.0, 4.0]).show(
            ui,
            |ui| {
                for heading in ["finished (UTC)", "network", "images", "weights", ""] {
                    ui.label(RichText::new(heading).size(11.5).color(dim()));
                }
                ui.end_row();
                for run in runs {
                    is_opened |= row(ui, run, panel);
                    ui.end_row();
                }
            },
        );
    });
    ui.separator();
    is_opened
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
    let asked = &mut panel.textures.deleting;
    let is_asked = asked.0.as_ref() == Some(&run.folder);
    if is_asked {
        ui.horizontal(|ui| {
            if ui.button("Delete it").on_hover_text("This cannot be undone").clicked() {
                panel.commands.push(AppCommand::DeleteRun(run.folder.clone()));
                asked.0 = None;
            }
            if ui.button("Keep it").clicked() {
                asked.0 = None;
            }
        });
    } else {
        let delete = ui.button(RichText::new("Delete…").color(dim()));
        if delete.on_hover_text("Forget this run; asks first").clicked() {
            asked.0 = Some(run.folder.clone());
        }
    }
    open.clicked()
}
