//! A message, above everything else, over the lower part of the network. It goes away by itself, unless the
//! pointer is on it or something is to be done about it.

use super::{Model, Panel, dim};
use crate::app::command::{AppCommand, PanelCommand};
use crate::app::theme;
use crate::app::views::notice::NoticeView;
use bevy_egui::egui::{self, Align2, Order, Rect};

/// Widths of a message, logical pixels: at most, and at least, where the window has room.
const WIDTH: f32 = 560.0;
const WIDTH_MIN: f32 = 440.0;
/// What its buttons take of that.
const OK: f32 = 60.0;
const AGAIN: f32 = 96.0;

/// Shows the oldest message, if there is one, in the middle of a place and above `bottom`.
pub fn show(ctx: &egui::Context, model: &Model, place: Rect, bottom: f32, panel: &mut Panel) {
    panel.ui_state.is_notice_held = false;
    let Some(view) = NoticeView::gather(model) else { return };
    let window = ctx.viewport_rect();
    // Over its neighbours where the network is narrow: nobody reads a column of single words.
    let most = (window.width() - 64.0).min(WIDTH);
    let width = (place.width() - 64.0).clamp(WIDTH_MIN.min(most), most);
    let half = width / 2.0 + 24.0;
    let x = place.center().x.min(window.right() - half).max(window.left() + half);
    let shown = egui::Window::new("notice")
        .title_bar(false)
        .resizable(false)
        .order(Order::Tooltip)
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos([x, bottom - 16.0])
        .frame(
            egui::Frame::new()
                .fill(theme::color([0x2A, 0x20, 0x12]))
                .stroke(egui::Stroke::new(1.0, theme::color(theme::WARNING)))
                .corner_radius(8)
                .inner_margin(12),
        )
        .show(ctx, |ui| {
            ui.set_max_width(width);
            let buttons = if view.can_restart { OK + AGAIN } else { OK };
            ui.horizontal(|ui| {
                ui.vertical(|ui| {
                    ui.set_max_width(width - buttons);
                    ui.label(view.text);
                    if let Some(more) = &view.more {
                        ui.label(egui::RichText::new(more).size(11.5).color(dim()));
                    }
                });
                let again = view
                    .can_restart
                    .then(|| ui.button("Start again").on_hover_text("Starts what has failed anew"));
                if again.is_some_and(|again| again.clicked()) {
                    panel.push(AppCommand::Restart);
                }
                if ui.button("OK").on_hover_text("Put this message away (Esc)").clicked() {
                    panel.push(PanelCommand::DismissNotice);
                }
            });
        });
    panel.ui_state.is_notice_held = shown.is_some_and(|shown| shown.response.contains_pointer());
}
