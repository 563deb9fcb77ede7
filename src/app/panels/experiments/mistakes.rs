//! What was mistaken for what: a matrix, whose cells lead to their digits, and the digits that were missed.

use crate::app::command::{ImageCommand, PanelCommand};
use crate::app::overlays::Dialog;
use crate::app::panels::{Model, Panel, dim, title};
use crate::app::theme;
use crate::data::Part;
use crate::experiments::words::{a, count, thousands};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rangef, Rect, RichText, Sense, Stroke, Ui, pos2, vec2,
};

/// Side of a cell of the confusion matrix, logical pixels.
const CELL: f32 = 24.0;
/// Of the matrix of ten classes, with a row and a column of their names; that of more has smaller cells.
pub(super) const MATRIX: f32 = CELL * 11.0;
/// Side of a missed digit's picture, and from one to the next.
const THUMBNAIL: f32 = 36.0;
pub(super) const PITCH: f32 = THUMBNAIL + 6.0;

/// Which mistakes are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Digits that show this and were labelled that; all where there is none.
    cell: Option<(usize, usize)>,
    /// They were just chosen: they are to be scrolled to.
    is_new: bool,
}

/// A digit that was labelled wrong.
#[derive(Clone, Copy, Debug)]
pub struct Missed {
    /// Its place in its part of MNIST.
    pub place: usize,
    /// What it shows.
    pub truth: u8,
    /// What it was labelled.
    pub label: u8,
    /// How often it was labelled wrong, of the times it was tested, where that was more than once.
    pub tested: Option<(u32, u32)>,
}

impl Missed {
    fn is_of(&self, (truth, label): (usize, usize)) -> bool {
        (usize::from(self.truth), usize::from(self.label)) == (truth, label)
    }

    fn words(&self) -> String {
        let Missed { truth, label, tested, .. } = self;
        let often = tested
            .map_or(String::new(), |(wrong, tested)| format!(": {}", how_often(wrong, tested)));
        format!("{} labelled {label}{often}", a(truth))
    }
}

/// What was labelled what.
pub fn confusion(ui: &mut Ui, counts: &[Vec<u32>], chosen: &mut Chosen) {
    let classes = counts.len();
    let side = CELL.min(MATRIX / (classes + 1) as f32);
    // Numbers in cells that have room for them.
    let font = |of_ten: f32| (of_ten * side / CELL).max(5.0);
    ui.vertical(|ui| {
        title(ui, "Shown (rows), labelled (columns)");
        let (area, response) = ui.allocate_exact_size(vec2(MATRIX, MATRIX), Sense::click());
        let painter = ui.painter_at(area);
        let most = (0..classes)
            .flat_map(|t| (0..classes).filter(move |&l| l != t).map(move |l| counts[t][l]))
            .max()
            .unwrap_or(0)
            .max(1);
        let cell = |truth: usize, label: usize| {
            let corner = area.min + vec2(side * (label + 1) as f32, side * (truth + 1) as f32);
            Rect::from_min_size(corner, vec2(side, side)).shrink(1.0)
        };
        for digit in 0..classes {
            let font = theme::heading(font(12.0));
            let (row, column) = (cell(digit, 0).left_center(), cell(0, digit).center_top());
            let color = theme::class_text(digit);
            painter.text(row - vec2(8.0, 0.0), Align2::RIGHT_CENTER, digit, font.clone(), color);
            painter.text(column - vec2(0.0, 4.0), Align2::CENTER_BOTTOM, digit, font, color);
        }
        for (truth, row) in counts.iter().enumerate() {
            for (label, &count) in row.iter().enumerate() {
                let share = (count as f32 / most as f32).min(1.0).sqrt();
                let color = match truth == label {
                    true => theme::color(theme::RAISED),
                    false => theme::color(theme::UP).gamma_multiply(share),
                };
                painter.rect_filled(cell(truth, label), 2.0, color);
                if count > 0 {
                    let at = cell(truth, label).center();
                    let font = FontId::proportional(font(10.0));
                    let ink = if truth == label { dim() } else { Color32::WHITE };
                    painter.text(at, Align2::CENTER_CENTER, count, font, ink);
                }
            }
        }
        let of = |at: egui::Pos2| {
            let place = ((at - area.min) / side).floor();
            let (truth, label) = (place.y as usize, place.x as usize);
            let are_classes = (1..=classes).contains(&truth) && (1..=classes).contains(&label);
            let cell = (truth.wrapping_sub(1), label.wrapping_sub(1));
            (are_classes && cell.0 != cell.1 && counts[cell.0][cell.1] > 0).then_some(cell)
        };
        let outline = |(truth, label), color| {
            let stroke = Stroke::new(1.5, theme::color(color));
            painter.rect_stroke(cell(truth, label), 2.0, stroke, egui::StrokeKind::Outside);
        };
        let under = response.hover_pos().and_then(of);
        under.iter().for_each(|&cell| outline(cell, theme::TEXT_DIM));
        chosen.cell.iter().for_each(|&cell| outline(cell, theme::ACCENT));
        if let Some(cell) = under.filter(|_| response.clicked()) {
            let is_other = chosen.cell != Some(cell);
            *chosen = Chosen { cell: is_other.then_some(cell), is_new: is_other };
        }
        let tip = match under {
            Some((truth, label)) => format!(
                "{} labelled {label}: {}. Click to see those digits.",
                a(truth),
                count(counts[truth][label] as usize, "time")
            ),
            None => {
                "The brighter, the more often mistaken; a click on a cell shows its digits".into()
            }
        };
        response.on_hover_text(tip);
    });
}

/// How many digits were missed, and which of them are shown.
pub fn heading(ui: &mut Ui, missed: &[Missed], noun: &str, chosen: &mut Chosen) {
    let all = count(missed.len(), noun);
    let Some(cell) = chosen.cell else {
        title(ui, &format!("Missed: {all}"));
        return;
    };
    let shown = missed.iter().filter(|missed| missed.is_of(cell)).count();
    ui.horizontal(|ui| {
        let (truth, label) = cell;
        title(ui, &format!("Missed: {} of {all}, {} labelled {label}", thousands(shown), a(truth)));
        if ui.small_button("Show all").on_hover_text("All digits that were missed").clicked() {
            *chosen = Chosen::default();
        }
    });
}

/// How often a digit was labelled wrong, of the times it was tested: in the splits in which it was not learnt from.
fn how_often(wrong: u32, tested: u32) -> String {
    match (wrong, tested) {
        (1, 1) => "wrong the one time it was tested".to_owned(),
        _ if wrong == tested => format!("wrong all {tested} times it was tested"),
        _ => format!("wrong {wrong} of the {tested} times it was tested"),
    }
}

/// Pictures of digits that were missed, all or those that were chosen: a click replays one.
pub fn missed_digits(
    ui: &mut Ui,
    model: &Model,
    part: Part,
    missed: &[Missed],
    chosen: &mut Chosen,
    panel: &mut Panel,
) {
    let Some(digits) = model.digits.part(part).cloned() else {
        ui.label(RichText::new("The training images are still being read").color(dim()));
        return;
    };
    // Results may be of another folder of images.
    let is_shown = |missed: &&Missed| {
        missed.place < digits.len() && chosen.cell.is_none_or(|cell| missed.is_of(cell))
    };
    let shown: Vec<&Missed> = missed.iter().filter(is_shown).collect();
    let columns = (((ui.available_width() + PITCH - THUMBNAIL) / PITCH) as usize).max(1);
    let rows = shown.len().div_ceil(columns);
    let size = vec2(columns.min(shown.len()) as f32, rows as f32) * PITCH;
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    if std::mem::take(&mut chosen.is_new) {
        let first = Rect::from_min_size(area.min, vec2(PITCH, PITCH.min(area.height())));
        ui.scroll_to_rect(first, Some(egui::Align::Center));
    }
    let in_sight = rows_in_sight(area.top(), ui.clip_rect().y_range(), rows);
    let (from, until) = (in_sight.start * columns, (in_sight.end * columns).min(shown.len()));
    for (i, missed) in shown[from..until].iter().enumerate() {
        let place = vec2((i % columns) as f32, (in_sight.start + i / columns) as f32) * PITCH;
        let place = Rect::from_min_size(area.min + place, vec2(THUMBNAIL, THUMBNAIL));
        let response = ui.interact(place, ui.id().with(("missed", missed.place)), Sense::click());
        let texture = panel.textures.picture(ui.ctx(), part, missed.place as u32, &digits);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(texture.id(), place, whole, Color32::WHITE);
        let class = usize::from(missed.label);
        let line = Stroke::new(1.0, theme::color(theme::class(class)));
        ui.painter().rect_stroke(place, 2.0, line, egui::StrokeKind::Inside);
        let (corner, ink) = (place.right_bottom() - vec2(3.0, 1.0), theme::class_text(class));
        let font = theme::heading(11.0);
        ui.painter().text(corner, Align2::RIGHT_BOTTOM, missed.label, font, ink);
        let name = match part {
            Part::Test => "test",
            Part::Train => "train",
        };
        let response = response.on_hover_text(format!(
            "{name} {}, {}. Click to see the network on it; Ctrl+E comes back.",
            thousands(missed.place),
            missed.words()
        ));
        if response.clicked() {
            panel.push(ImageCommand::Pick(part, missed.place));
            panel.push(PanelCommand::Show(Dialog::Experiments, false));
        }
    }
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
    fn how_often_is_said_in_plain_words() {
        assert_eq!(how_often(1, 1), "wrong the one time it was tested");
        assert_eq!(how_often(3, 3), "wrong all 3 times it was tested");
        assert_eq!(how_often(1, 3), "wrong 1 of the 3 times it was tested");
    }

    #[test]
    fn only_rows_in_sight_are_drawn() {
        let seen = Rangef::new(100.0, 300.0);
        assert_eq!(rows_in_sight(100.0, seen, 100), 0..5, "42 points each, the last one cut");
        assert_eq!(rows_in_sight(-900.0, seen, 100), 23..29);
        assert_eq!(rows_in_sight(-900.0, seen, 3), 3..3, "all of them are above");
        assert_eq!(rows_in_sight(900.0, seen, 100), 0..0, "and below");
    }
}
