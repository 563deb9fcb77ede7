//! What was mistaken for what: a matrix, whose cells lead to their images, and the images that were missed.

use crate::app::choices::{Cell, MistakesOf};
use crate::app::command::{ImageCommand, PanelCommand};
use crate::app::overlays::Dialog;
use crate::app::panels::{Model, Panel, dim, shade, title};
use crate::app::theme;
use crate::app::views::mistakes::{ConfusionView, MissedView};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rangef, Rect, RichText, Sense, Stroke, Ui, pos2, vec2,
};
use std::collections::HashMap;

/// Side of a cell of the confusion matrix, logical pixels.
const CELL: f32 = 24.0;
/// The least side of a cell that has its number in it, and its class beside it. Smaller ones say both in their tooltips.
const NAMED: f32 = 10.0;
/// Of the matrix of ten classes, with a row and a column of their names; that of more has smaller cells.
pub(super) const MATRIX: f32 = CELL * 11.0;
/// Side of a missed image's picture, and from one to the next.
const THUMBNAIL: f32 = 36.0;
pub(super) const PITCH: f32 = THUMBNAIL + 6.0;

/// The mistakes that were last scrolled to.
#[derive(Default)]
struct ScrolledTo(HashMap<MistakesOf, Option<Cell>>);

/// What was labelled what: a click on a mistake leads to its images.
pub fn confusion(
    ui: &mut Ui,
    model: &Model,
    view: &ConfusionView,
    of: MistakesOf,
    panel: &mut Panel,
) {
    let classes = view.counts.len();
    let side = CELL.min(MATRIX / (classes + 1) as f32);
    // Numbers in cells that have room for them.
    let font = |of_ten: f32| (of_ten * side / CELL).max(5.0);
    ui.vertical(|ui| {
        title(ui, "Shown (rows), labelled (columns)");
        let (area, response) = ui.allocate_exact_size(vec2(MATRIX, MATRIX), Sense::click());
        let painter = ui.painter_at(area);
        let is_small = side < NAMED;
        let gap = if is_small { 0.25 } else { 1.0 };
        let cell = |truth: usize, label: usize| {
            let corner = area.min + vec2(side * (label + 1) as f32, side * (truth + 1) as f32);
            Rect::from_min_size(corner, vec2(side, side)).shrink(gap)
        };
        for class in (0..classes).filter(|_| !is_small) {
            let name = view.names.short(class as u8);
            // A name of three letters is as wide as its cell.
            let (size, room) = if name.chars().count() == 1 { (12.0, 8.0) } else { (9.5, 2.0) };
            let (font, room) = (theme::heading(font(size)), room * side / CELL);
            let (row, column) = (cell(class, 0).left_center(), cell(0, class).center_top());
            let color = theme::class_text(class);
            painter.text(row - vec2(room, 0.0), Align2::RIGHT_CENTER, name, font.clone(), color);
            painter.text(column - vec2(0.0, 4.0), Align2::CENTER_BOTTOM, name, font, color);
        }
        for (truth, row) in view.counts.iter().enumerate() {
            for (label, &count) in row.iter().enumerate() {
                let color = match truth == label {
                    true => theme::color(theme::RAISED),
                    false => theme::color(theme::UP).gamma_multiply(view.brightness(count)),
                };
                painter.rect_filled(cell(truth, label), 2.0, color);
                if count > 0 && !is_small {
                    let at = cell(truth, label).center();
                    let font = FontId::proportional(font(10.0));
                    let ink = if truth == label { dim() } else { Color32::WHITE };
                    painter.text(at, Align2::CENTER_CENTER, count, font, ink);
                }
            }
        }
        let mistake_at = |at: egui::Pos2| {
            let place = ((at - area.min) / side).floor();
            let (truth, label) = (place.y as usize, place.x as usize);
            let are_classes = (1..=classes).contains(&truth) && (1..=classes).contains(&label);
            let cell = (truth.wrapping_sub(1), label.wrapping_sub(1));
            (are_classes && view.is_mistaken(cell)).then_some(cell)
        };
        let outline = |(truth, label), color| {
            let stroke = Stroke::new(1.5, theme::color(color));
            painter.rect_stroke(cell(truth, label), 2.0, stroke, egui::StrokeKind::Outside);
        };
        let under = response.hover_pos().and_then(mistake_at);
        under.iter().for_each(|&cell| outline(cell, theme::TEXT_DIM));
        view.cell.iter().for_each(|&cell| outline(cell, theme::ACCENT));
        if let Some(cell) = under.filter(|_| response.clicked()) {
            let cell = Some(cell).filter(|cell| view.cell != Some(*cell));
            panel.choose(&model.choices, |c| *of.cell(c) = cell);
        }
        response.on_hover_text(view.tip(under));
    });
}

/// How many images were missed, and their pictures, all or those that were chosen: a click replays one.
pub fn missed(ui: &mut Ui, model: &Model, view: &MissedView, of: MistakesOf, panel: &mut Panel) {
    heading(ui, model, view, of, panel);
    let part = view.part;
    let (Some(shown), Some(digits)) = (&view.shown, model.digits.part(part).cloned()) else {
        ui.label(RichText::new("The training images are still being read").color(dim()));
        return;
    };
    let columns = (((ui.available_width() + PITCH - THUMBNAIL) / PITCH) as usize).max(1);
    let rows = shown.len().div_ceil(columns);
    let size = vec2(columns.min(shown.len()) as f32, rows as f32) * PITCH;
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let scrolled_to = panel.ui_state.of::<ScrolledTo>().0.entry(of).or_default();
    if std::mem::replace(scrolled_to, view.cell) != view.cell && view.cell.is_some() {
        let first = Rect::from_min_size(area.min, vec2(PITCH, PITCH.min(area.height())));
        ui.scroll_to_rect(first, Some(egui::Align::Center));
    }
    let in_sight = rows_in_sight(area.top(), ui.clip_rect().y_range(), rows);
    let (from, until) = (in_sight.start * columns, (in_sight.end * columns).min(shown.len()));
    for (i, missed) in shown[from..until].iter().enumerate() {
        let place = vec2((i % columns) as f32, (in_sight.start + i / columns) as f32) * PITCH;
        let place = Rect::from_min_size(area.min + place, vec2(THUMBNAIL, THUMBNAIL));
        let response = ui.interact(place, ui.id().with(("missed", missed.place)), Sense::click());
        let texture = panel.ui_state.picture(ui.ctx(), part, missed.place as u32, &digits);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(texture.id(), place, whole, Color32::WHITE);
        let class = usize::from(missed.label);
        let line = Stroke::new(1.0, theme::color(theme::class(class)));
        ui.painter().rect_stroke(place, 2.0, line, egui::StrokeKind::Inside);
        let (corner, ink) = (place.right_bottom() - vec2(3.0, 1.0), theme::class_text(class));
        let font = theme::heading(11.0);
        // Ink is white, and so may be what lies under the name.
        let name = view.names.short(missed.label).to_owned();
        let name = ui.painter().layout_no_wrap(name, font, ink);
        let back = Align2::RIGHT_BOTTOM.anchor_size(corner, name.size());
        ui.painter().rect_filled(back.expand2(vec2(2.0, 0.0)), 2.0, shade());
        ui.painter().galley(back.min, name, ink);
        let response = response.on_hover_text(view.tip(missed));
        if response.clicked() {
            panel.push(ImageCommand::Pick(part, missed.place));
            panel.push(PanelCommand::Show(Dialog::Experiments, false));
        }
    }
}

/// How many images were missed, and a way back from some of them to all.
fn heading(ui: &mut Ui, model: &Model, view: &MissedView, of: MistakesOf, panel: &mut Panel) {
    if view.cell.is_none() {
        title(ui, &view.heading);
        return;
    }
    ui.horizontal(|ui| {
        title(ui, &view.heading);
        if ui.small_button("Show all").on_hover_text("All that were missed").clicked() {
            panel.choose(&model.choices, |c| *of.cell(c) = None);
        }
    });
}

/// Rows of pictures that can be seen: there may be thousands.
fn rows_in_sight(top: f32, seen: Rangef, rows: usize) -> std::ops::Range<usize> {
    let row = |y: f32| (y - top) / PITCH;
    let until = (row(seen.max).ceil().max(0.0) as usize).min(rows);
    (row(seen.min).floor().max(0.0) as usize).min(until)..until
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_in_sight_are_drawn() {
        let seen = Rangef::new(100.0, 300.0);
        assert_eq!(rows_in_sight(100.0, seen, 100), 0..5, "42 points each, the last one cut");
        assert_eq!(rows_in_sight(-900.0, seen, 100), 23..29);
        assert_eq!(rows_in_sight(-900.0, seen, 3), 3..3, "all of them are above");
        assert_eq!(rows_in_sight(900.0, seen, 100), 0..0, "and below");
    }
}
