//! Asks before kept embeddings are deleted: they take minutes to compute again.

use super::dialog::window;
use super::{Model, Panel};
use crate::app::command::{CloudCommand, PanelCommand};
use crate::app::overlays::Dialog;
use crate::experiments::words::{count, number};
use bevy_egui::egui;

/// Shows the question until it is answered.
pub fn show(ctx: &egui::Context, model: &Model, panel: &mut Panel) {
    let mut is_open = true;
    let title = &format!("Delete the kept reference {}s?", model.digits.noun());
    window(Dialog::Clearing, title, &mut is_open).show(ctx, |ui| {
            ui.set_max_width(360.0);
            let megabytes = model.references.cache_bytes.unwrap_or(0) as f64 / 1e6;
            ui.label(format!(
                "All {} MB that are kept on disk between starts are deleted: references of this network \
                 and of others, and what experiments have kept to go on from after a stop. Finished runs stay. \
                 The {} of the cloud stay until the next start, which then computes them again.",
                number(megabytes, 1),
                count(model.references.done, model.digits.noun())
            ));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let delete = ui.button("Delete").on_hover_text("At once; this cannot be undone");
                if delete.clicked() {
                    panel.push(CloudCommand::ClearKept);
                    panel.push(PanelCommand::Show(Dialog::Clearing, false));
                }
                if ui.button("Keep").on_hover_text("Esc").clicked() {
                    panel.push(PanelCommand::Show(Dialog::Clearing, false));
                }
            });
        });
    if !is_open {
        panel.push(PanelCommand::Show(Dialog::Clearing, false));
    }
}
