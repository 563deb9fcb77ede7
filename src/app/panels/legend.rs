//! The legend: what stands for what in the view of the network, as a thin strip below it.

use super::{Model, Panel, dim};
use crate::app::scene::places;
use crate::app::theme;
use crate::experiments::words::short;
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

/// Paints a sign around a place.
type Sign = Box<dyn Fn(&Painter, Pos2)>;

/// A sign and what it stands for.
struct Item {
    text: String,
    tip: String,
    /// Room for the sign.
    room: f32,
    paint: Sign,
}

impl Item {
    /// Its sign and its words.
    fn draw(&self, ui: &Ui, area: Rect) {
        let middle = area.left_center();
        (self.paint)(ui.painter(), middle + vec2(8.0, 0.0));
        let font = FontId::proportional(11.5);
        let at = middle + vec2(self.room, 0.0);
        ui.painter().text(at, Align2::LEFT_CENTER, &self.text, font, dim());
    }

    /// A line of its own, with what it means.
    fn row(&self, ui: &mut Ui) {
        let (area, _) = ui.allocate_exact_size(vec2(OTHERS_WIDTH, ROW), Sense::hover());
        self.draw(ui, area);
        ui.label(RichText::new(&self.tip).size(11.5));
        ui.add_space(4.0);
    }
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
        for item in items(model) {
            if !others.is_empty() {
                others.push(item);
                continue;
            }
            let font = FontId::proportional(11.5);
            let words = ui.painter().layout_no_wrap(item.text.clone(), font, Color32::WHITE);
            let wide = item.room + words.size().x;
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
                item.draw(ui, area);
                // Above the strip: neither its other row nor the playback below it is covered.
                panel.explain(&response, &item.tip);
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
                self.others.iter().for_each(|item| item.row(ui));
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

/// Signs, the most important first.
fn items(model: &Model) -> Vec<Item> {
    let session = &*model.session;
    let (has_paths, has_learnt) = (session.is_path_model(), session.learnt.is_some());
    let inhibits = !has_paths || has_learnt;
    let (amber, blue) = (theme::color(theme::EXCITATORY), theme::color(theme::INHIBITORY));
    let mut all = Vec::new();
    let mut add = |text: &str, tip: &str, paint: Sign| {
        all.push(Item { text: text.to_owned(), tip: tip.to_owned(), room: SIGN, paint });
    };
    if has_paths {
        let tip = "A neuron; all of them excite before they learn";
        add("neuron", tip, Box::new(move |p, at| _ = p.circle_filled(at, 5.0, amber)));
    } else {
        let tip = "Amber excites. A neuron: most of its outgoing edges excite; the needle points to the part \
                   of the sheet that it looks at";
        add("excites", tip, Box::new(move |p, at| _ = p.circle_filled(at, 5.0, amber)));
        let gem = move |p: &Painter, at: Pos2| {
            let corners = [(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)];
            let points = corners.map(|(x, y)| at + vec2(x, y)).to_vec();
            p.add(Shape::convex_polygon(points, blue, Stroke::NONE));
        };
        let tip = "Blue inhibits. A neuron: most of its outgoing edges inhibit";
        add("inhibits", tip, Box::new(gem));
    }
    add(
        "fires, then recovers",
        "A white flash, then a dark core with a ring that closes as the refractory period passes",
        Box::new(move |p, at| {
            p.circle_filled(at - vec2(5.0, 0.0), 3.5, Color32::WHITE);
            p.circle_stroke(at + vec2(3.5, 0.0), 3.5, Stroke::new(1.5, amber));
        }),
    );
    let tip = match (has_paths, has_learnt) {
        (true, false) => {
            "Travels from neuron to neuron in its own delay: path length over conduction speed"
        }
        (true, true) => {
            "Travels from neuron to neuron in its own delay: path length over conduction speed; blue on edges \
             whose sign STDP changed to inhibitory"
        }
        (false, _) => {
            "Travels from neuron to neuron in its own delay: path length over conduction speed. Amber ones \
             excite, blue ones inhibit; inhibition from the sheet is faster than excitation"
        }
    };
    add(
        "signal",
        tip,
        Box::new(move |p, at| {
            let comet = |y: f32, color: Color32| {
                let at = at + vec2(0.0, y);
                let tail = Stroke::new(1.5, color.gamma_multiply(0.45));
                p.line_segment([at - vec2(8.0, 0.0), at + vec2(5.0, 0.0)], tail);
                p.circle_filled(at + vec2(6.0, 0.0), 2.2, color);
            };
            comet(if inhibits { -3.0 } else { 0.0 }, amber);
            if inhibits {
                comet(3.0, blue);
            }
        }),
    );
    add(
        "lost: too early",
        "A signal that arrived while the neuron was still refractory",
        Box::new(|p, at| _ = p.circle_filled(at, 2.5, theme::color(theme::SAME))),
    );
    if has_paths {
        let dash = |width: f32, color: Color32| -> Sign {
            Box::new(move |p: &Painter, at: Pos2| {
                p.line_segment(
                    [at - vec2(8.0, 0.0), at + vec2(8.0, 0.0)],
                    Stroke::new(width, color),
                );
            })
        };
        let tip = "Its signal made the neuron at its end fire, some ms ago";
        add("edge that just won", tip, dash(2.2, Color32::from_rgb(255, 236, 205)));
        let tip = "Edges that lead from the image to what every neuron did last";
        add("tree of the path", tip, dash(1.2, amber.gamma_multiply(0.6)));
    }
    if inhibits {
        let scale = short(session.change_scale);
        all.push(Item {
            text: format!("weight −{scale} to +{scale}"),
            tip: "Colour of an edge: the change of its weight since the start, in units of weight; the ends \
                  hold all that lies beyond. Edges show while they carry a signal, change, or belong to the \
                  selection."
                .to_owned(),
            room: BAR + 8.0,
            paint: Box::new(bar),
        });
    }
    all.push(Item {
        text: format!("heights enlarged {} times", short(places::HEIGHT_STRETCH)),
        tip: "Heights over the sheet are drawn larger than they are, so that the layers part."
            .to_owned(),
        room: SIGN,
        paint: Box::new(|p, at| {
            let font = FontId::proportional(13.0);
            p.text(at, Align2::CENTER_CENTER, "↕", font, dim());
        }),
    });
    all
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
