//! The legend: what stands for what in the view of the network, as a thin strip below it.

use super::{Model, Panel, dim};
use crate::app::theme;
use crate::app::views::legend::{Item, LegendView, Sign};
use bevy_egui::egui::{
    Align2, Button, Color32, FontId, Painter, Popup, Pos2, Rect, RectAlign, RichText, Sense, Shape,
    Stroke, Ui, pos2, vec2,
};

/// Height of a row, logical pixels.
const ROW: f32 = 18.0;
/// Rows at most: the picture matters more than its legend.
const ROWS_MAX: usize = 2;
/// Before the first sign, and after the last.
const MARGIN: f32 = 12.0;
/// Between a sign's place and its words.
const SIGN: f32 = 20.0;
/// Between signs.
const GAP: f32 = 14.0;
/// Of the bar of colours.
const BAR: f32 = 72.0;

/// Draws an item: its sign and its words.
fn draw(item: &Item, ui: &Ui, area: Rect) {
    let middle = area.left_center();
    paint(item.sign, ui.painter(), middle + vec2(8.0, 0.0));
    let font = FontId::proportional(11.5);
    let at = middle + vec2(room(item.sign), 0.0);
    ui.painter().text(at, Align2::LEFT_CENTER, &item.text, font, dim());
}

/// An item in a line of its own, with what it means.
fn line(item: &Item, ui: &mut Ui) {
    let (area, _) = ui.allocate_exact_size(vec2(OTHERS_WIDTH, ROW), Sense::hover());
    draw(item, ui, area);
    ui.label(RichText::new(item.tip).size(11.5));
    ui.add_space(4.0);
}

/// Width of a sign's place, logical pixels.
fn room(sign: Sign) -> f32 {
    if sign == Sign::WeightChange { BAR + 8.0 } else { SIGN }
}

/// Width of the list of signs for which there is no room, logical pixels.
const OTHERS_WIDTH: f32 = 240.0;

/// The legend, laid out for a width.
pub struct Strip {
    /// Items with their left ends and widths, row by row.
    rows: Vec<Vec<(f32, f32, Item)>>,
    /// Those for which there is no room, listed by a button.
    others: Vec<Item>,
}

/// Width of that button, with what is between it and the sign before.
const OTHERS: f32 = 60.0;

impl Strip {
    /// As much of the legend as there is room for in a few rows; a button lists the rest, which matters less.
    pub fn of(ui: &Ui, model: &Model, width: f32) -> Strip {
        let mut rows: Vec<Vec<(f32, f32, Item)>> = vec![Vec::new()];
        let mut left = MARGIN;
        let mut others: Vec<Item> = Vec::new();
        for item in LegendView::gather(model).items {
            if !others.is_empty() {
                others.push(item);
                continue;
            }
            let font = FontId::proportional(11.5);
            let words = ui.painter().layout_no_wrap(item.text.clone(), font, Color32::WHITE);
            let wide = room(item.sign) + words.size().x;
            // The first row ends where the cross stands.
            let right = if rows.len() == 1 { width - 32.0 } else { width - MARGIN };
            if left + wide > right && left > MARGIN {
                if rows.len() == ROWS_MAX {
                    others.push(item);
                    continue;
                }
                rows.push(Vec::new());
                left = MARGIN;
            }
            rows.last_mut().expect("there is a first row").push((left, wide, item));
            left += wide + GAP;
        }
        let last = rows.last_mut().expect("there is a first row");
        while !others.is_empty() && last.len() > 1 && left + OTHERS > width - MARGIN {
            let (start, _, item) = last.pop().expect("more than one");
            left = start;
            others.insert(0, item);
        }
        Strip { rows, others }
    }

    /// Of all its rows.
    pub fn height(&self) -> f32 {
        self.rows.len() as f32 * ROW + 6.0
    }

    /// Draws it, with a cross that puts it away.
    pub fn show(self, ui: &mut Ui, model: &Model, panel: &mut Panel) {
        let whole = ui.max_rect();
        for (row, items) in self.rows.iter().enumerate() {
            for (left, wide, item) in items {
                let corner = whole.min + vec2(*left, row as f32 * ROW + 2.0);
                let area = Rect::from_min_size(corner, vec2(*wide, ROW));
                let response = ui.allocate_rect(area, Sense::hover());
                draw(item, ui, area);
                // Above the strip: neither its other row nor the playback below it is covered.
                panel.explain(&response, item.tip);
            }
        }
        let last = self.rows.last().and_then(|row| row.last());
        if let Some((left, wide, _)) = last.filter(|_| !self.others.is_empty()) {
            let top = whole.top() + (self.rows.len() - 1) as f32 * ROW + 2.0;
            let corner = pos2(whole.left() + left + wide + GAP, top);
            let place = Rect::from_min_size(corner, vec2(OTHERS - GAP, ROW));
            let button = ui.allocate_rect(place, Sense::click());
            let ink = theme::color(if button.hovered() { theme::TEXT } else { theme::ACCENT });
            let words = format!("+{} more", self.others.len());
            let font = FontId::proportional(11.5);
            ui.painter().text(place.left_center(), Align2::LEFT_CENTER, words, font, ink);
            panel.explain(&button, "What else there is in the picture: click to see it");
            Popup::menu(&button).align(RectAlign::TOP_START).show(|ui| {
                self.others.iter().for_each(|item| line(item, ui));
            });
        }
        let corner = whole.right_top() + vec2(-28.0, 2.0);
        let cross = Rect::from_min_size(corner, vec2(ROW, ROW));
        let button = ui.put(cross, Button::new("×").frame(false));
        panel.explain(&button, "Put the legend away; a button brings it back");
        if button.clicked() {
            panel.change(&model.settings, |s| s.shows_legend = false);
        }
    }
}

/// Paints a sign around a place.
fn paint(sign: Sign, painter: &Painter, at: Pos2) {
    let (amber, blue) = (theme::color(theme::EXCITATORY), theme::color(theme::INHIBITORY));
    let dash = |width: f32, color: Color32| {
        let ends = [at - vec2(8.0, 0.0), at + vec2(8.0, 0.0)];
        painter.line_segment(ends, Stroke::new(width, color));
    };
    match sign {
        Sign::Neuron => _ = painter.circle_filled(at, 5.0, amber),
        Sign::Inhibits => {
            let corners = [(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)];
            let points = corners.map(|(x, y)| at + vec2(x, y)).to_vec();
            painter.add(Shape::convex_polygon(points, blue, Stroke::NONE));
        }
        Sign::Fires => {
            painter.circle_filled(at - vec2(5.0, 0.0), 3.5, Color32::WHITE);
            painter.circle_stroke(at + vec2(3.5, 0.0), 3.5, Stroke::new(1.5, amber));
        }
        Sign::Signal { inhibits: false } => comet(painter, at, amber),
        Sign::Signal { inhibits: true } => {
            comet(painter, at + vec2(0.0, -3.0), amber);
            comet(painter, at + vec2(0.0, 3.0), blue);
        }
        Sign::Lost => _ = painter.circle_filled(at, 2.5, theme::color(theme::SAME)),
        Sign::EdgeThatWon => dash(2.2, Color32::from_rgb(255, 236, 205)),
        Sign::TreeOfPath => dash(1.2, amber.gamma_multiply(0.6)),
        Sign::WeightChange => bar(painter, at),
        Sign::Heights => {
            painter.text(at, Align2::CENTER_CENTER, "↕", FontId::proportional(13.0), dim());
        }
    }
}

/// A signal with its tail.
fn comet(painter: &Painter, at: Pos2, color: Color32) {
    let tail = Stroke::new(1.5, color.gamma_multiply(0.45));
    painter.line_segment([at - vec2(8.0, 0.0), at + vec2(5.0, 0.0)], tail);
    painter.circle_filled(at + vec2(6.0, 0.0), 2.2, color);
}

/// The colours of a change, from the most negative to the most positive.
fn bar(painter: &Painter, at: Pos2) {
    const STEPS: u8 = 48;
    let step = BAR / f32::from(STEPS);
    for i in 0..STEPS {
        let t = (f32::from(i) + 0.5) / f32::from(STEPS) * 2.0 - 1.0;
        let to = if t > 0.0 { theme::UP } else { theme::DOWN };
        let mix = |from: u8, to: u8| {
            (f32::from(from) + (f32::from(to) - f32::from(from)) * (t.abs() * 1.6).min(1.0)) as u8
        };
        let grey = theme::SAME;
        let color =
            Color32::from_rgb(mix(grey[0], to[0]), mix(grey[1], to[1]), mix(grey[2], to[2]));
        let corner = at + vec2(f32::from(i) * step - 8.0, -3.0);
        painter.rect_filled(Rect::from_min_size(corner, vec2(step + 0.5, 6.0)), 0.0, color);
    }
}
