//! The list of shortcuts.

use super::dialog::window;
use super::{Panel, dim};
use crate::app::command::PanelCommand;
use crate::app::keys::SHORTCUTS;
use crate::app::overlays::Dialog;
use crate::app::theme;
use bevy_egui::egui::{self, RichText};

/// Shows the list until it is closed.
pub fn show(ctx: &egui::Context, panel: &mut Panel) {
    let mut is_open = true;
    window(Dialog::Help, "Keys and mouse", &mut is_open).show(ctx, |ui| {
        let most = ctx.viewport_rect().height() - 96.0;
        egui::ScrollArea::vertical().max_height(most).show(ui, |ui| {
            egui::Grid::new("shortcuts").num_columns(2).spacing([24.0, 6.0]).show(ui, |ui| {
                for (keys, meaning) in SHORTCUTS {
                    ui.label(RichText::new(keys).font(theme::heading(13.0)));
                    ui.label(RichText::new(meaning).color(dim()));
                    ui.end_row();
                }
            });
        });
    });
    if !is_open {
        panel.push(PanelCommand::Show(Dialog::Help, false));
    }
}
