//! The legend of the classes over the cloud.

use super::{Model, Panel, shade};
use crate::app::command::SelectCommand;
use crate::app::framing::{CHIP_LINES, CHIP_PITCH};
use crate::app::theme;
use crate::app::views::classes::{Chip, ClassesView};
use bevy_egui::egui::{self, Align2, Area, Id, Order, Rect, Sense, Stroke, Ui, vec2};

/// Room between two chips, logical pixels, and their side.
const GAP: f32 = 3.0;
const CHIP: f32 = CHIP_PITCH - GAP;

/// A chip for each class: their legend; a click lights one.
pub(super) fn chips(ctx: &egui::Context, model: &Model, area: Rect, panel: &mut Panel) {
    let view = ClassesView::gather(model);
    Area::new(Id::new("classes"))
        .order(Order::Middle)
        .fixed_pos(area.center_bottom() - vec2(0.0, 8.0))
        .pivot(Align2::CENTER_BOTTOM)
        .show(ctx, |ui| {
            ui.set_max_width(area.width() - 16.0);
            // Points may lie behind, however near the camera is.
            egui::Frame::new().fill(shade()).corner_radius(11).inner_margin(2).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(GAP, GAP);
                ui.spacing_mut().interact_size.y = CHIP; // a line is as high as its chips
                row(ui, &view.chips, panel);
            });
        });
}

fn row(ui: &mut Ui, chips: &[Chip], panel: &mut Panel) {
    // On a line where that is wide enough, which then is as wide as its chips.
    let draw = |ui: &mut Ui| chips.iter().for_each(|one| chip(ui, one, panel));
    match chips.len() as f32 * CHIP_PITCH <= ui.available_width() {
        true => ui.horizontal(draw),
        false => {
            egui::ScrollArea::vertical()
                .max_height(CHIP_LINES * CHIP_PITCH)
                .show(ui, |ui| ui.horizontal_wrapped(draw))
                .inner
        }
    };
}

fn chip(ui: &mut Ui, chip: &Chip, panel: &mut Panel) {
    let class = usize::from(chip.class);
    let (area, response) = ui.allocate_exact_size(vec2(CHIP, CHIP), Sense::click());
    let alpha = if chip.is_lit { 1.0 } else { 0.35 };
    let color = theme::color(theme::class(class)).gamma_multiply(alpha);
    let width = if response.hovered() { 2.0 } else { 1.0 };
    let line = Stroke::new(width, color);
    ui.painter().circle(area.center(), 9.0, theme::color(theme::WELL), line);
    ui.painter().text(
        area.center(),
        Align2::CENTER_CENTER,
        &chip.short,
        theme::heading(if chip.short.chars().count() == 1 { 12.0 } else { 9.5 }),
        theme::class_text(class).gamma_multiply(alpha),
    );
    if response.on_hover_text(&chip.tip).clicked() {
        panel.push(SelectCommand::ToggleClass(chip.class));
    }
}
