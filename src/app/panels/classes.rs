//! The legend of the classes over the cloud.

use super::{Model, Panel, shade};
use crate::app::command::SelectCommand;
use crate::app::theme;
use bevy_egui::egui::{self, Align2, Area, Id, Order, Rect, Sense, Stroke, Ui, vec2};

/// Side of a chip and room between two, logical pixels.
const CHIP: f32 = 20.0;
const GAP: f32 = 3.0;

/// A chip for each class: their legend; a click lights one.
pub(super) fn chips(ctx: &egui::Context, model: &Model, area: Rect, panel: &mut Panel) {
    Area::new(Id::new("classes"))
        .order(Order::Middle)
        .fixed_pos(area.center_bottom() - vec2(0.0, 8.0))
        .pivot(Align2::CENTER_BOTTOM)
        .show(ctx, |ui| {
            ui.set_max_width(area.width() - 16.0);
            // Points may lie behind, however near the camera is.
            egui::Frame::new().fill(shade()).corner_radius(11).inner_margin(2).show(ui, |ui| {
                ui.spacing_mut().item_spacing.x = GAP;
                row(ui, model, panel);
            });
        });
}

fn row(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let names = model.teaching.names();
    let count = names.count();
    // Where labels are put away, those that were told have a colour.
    let told = model.teaching.is_on().then(|| model.teaching.classes());
    // On a line where that is wide enough, which then is as wide as its chips.
    let draw = |ui: &mut Ui| {
        for class in 0..count as u8 {
            let (chip, response) = ui.allocate_exact_size(vec2(CHIP, CHIP), Sense::click());
            let short = names.short(class);
            let is_seen = told.as_ref().is_none_or(|told| told.contains(&class));
            let lit = is_seen && model.selection.classes.light(class);
            let alpha = if lit { 1.0 } else { 0.35 };
            let color = theme::color(theme::class(usize::from(class)));
            let color = color.gamma_multiply(alpha);
            let width = if response.hovered() { 2.0 } else { 1.0 };
            ui.painter().circle(
                chip.center(),
                9.0,
                theme::color(theme::WELL),
                Stroke::new(width, color),
            );
            ui.painter().text(
                chip.center(),
                Align2::CENTER_CENTER,
                &short,
                theme::heading(if short.chars().count() == 1 { 12.0 } else { 9.5 }),
                theme::class_text(usize::from(class)).gamma_multiply(alpha),
            );
            let tip = "Light this class, and others that are clicked; Esc lights all";
            let tip = match names.of(class) {
                name if name == short => tip.to_owned(),
                name => format!("{name}. {tip}"),
            };
            if response.on_hover_text(tip).clicked() {
                panel.push(SelectCommand::ToggleClass(class));
            }
        }
    };
    match count as f32 * (CHIP + GAP) <= ui.available_width() {
        true => ui.horizontal(draw),
        false => ui.horizontal_wrapped(draw),
    };
}
