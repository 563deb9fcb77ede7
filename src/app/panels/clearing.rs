//! Asks before kept embeddings are deleted: they take minutes to compute again.

use super::dialog::window;
use super::{Model, Panel};
use crate::app::command::{CloudCommand, PanelCommand};
use crate::app::overlays::Dialog;
use crate::app::views::clearing::ClearingView;
use bevy_egui::egui;

/// Shows the question until it is answered.
pub fn show(ctx: &egui::Context, model: &Model, panel: &mut Panel) {
    let view = ClearingView::gather(model);
    let mut is_open = true;
    window(Dialog::Clearing, &view.title, &mut is_open).show(ctx, |ui| {
        ui.set_max_width(360.0);
        ui.label(&view.text);
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
