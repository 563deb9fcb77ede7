//! The legend: what stands for what in the view of the network.

use super::neuron::card;
use super::{Model, Panel, dim};
use crate::app::scene::places;
use crate::app::theme;
use bevy_egui::egui::{
    self, Align2, Area, Color32, FontId, Id, Order, Pos2, Rect, RichText, Sense, Stroke, Ui, pos2,
    vec2,
};

/// Of a column, logical pixels.
pub const WIDTH: f32 = 154.0;

/// Paints a sign at a place.
type Sign = Box<dyn Fn(&egui::Painter, Pos2)>;

/// Draws it in the corner of the network's view, or the button that brings it back.
pub fn show(ctx: &egui::Context, model: &Model, area: Rect, panel: &mut Panel) {
    let shown = model.settings.shows_legend;
    Area::new(Id::new("legend"))
        .order(Order::Middle)
        .fixed_pos(area.right_bottom() - vec2(10.0, 10.0))
        .pivot(Align2::RIGHT_BOTTOM)
        .show(ctx, |ui| {
            if !shown {
                if ui.small_button("Legend").clicked() {
                    panel.change(&model.settings, |s| s.shows_legend = true);
                }
                return;
            }
            card().inner_margin(8).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 3.0;
                let all = rows(model);
                // Two networks leave room below, but none beside.
                let a_column = match model.session.learnt {
                    Some(_) => all.len().div_ceil(2),
                    None => all.len(),
                };
                ui.horizontal_top(|ui| {
                    let mut column = |rows: &[Row], is_last: bool| {
                        ui.vertical(|ui| {
                            ui.set_width(WIDTH);
                            rows.iter().for_each(|row| row.show(ui));
                            if is_last {
                                end(ui, model, panel);
                            }
                        });
                    };
                    if a_column == all.len() {
                        return column(&all, true);
                    }
                    all.chunks(a_column).for_each(|rows| column(rows, false));
                    column(&[], true);
                });
            });
        });
}

/// A sign and what it stands for.
struct Row {
    text: &'static str,
    tip: &'static str,
    paint: Sign,
}

impl Row {
    fn show(&self, ui: &mut Ui) {
        let (area, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), 16.0), Sense::hover());
        (self.paint)(ui.painter(), area.left_center() + vec2(9.0, 0.0));
        ui.painter().text(
            area.left_center() + vec2(26.0, 0.0),
            Align2::LEFT_CENTER,
            self.text,
            FontId::proportional(11.5),
            theme::color(theme::TEXT),
        );
        response.on_hover_text(self.tip);
    }
}

fn rows(model: &Model) -> Vec<Row> {
    let mut all = Vec::new();
    let mut row = |text, tip, paint: Sign| {
        all.push(Row { text, tip, paint });
    };
    let comet = |color: Color32| {
        Box::new(move |p: &egui::Painter, at: Pos2| {
            let tail = Stroke::new(1.5, color.gamma_multiply(0.45));
            p.line_segment([at - vec2(8.0, 0.0), at + vec2(5.0, 0.0)], tail);
            p.circle_filled(at + vec2(6.0, 0.0), 2.2, color);
        })
    };
    let dash = |width: f32, color: Color32| {
        Box::new(move |p: &egui::Painter, at: Pos2| {
            p.line_segment([at - vec2(8.0, 0.0), at + vec2(8.0, 0.0)], Stroke::new(width, color));
        })
    };
    let ball = |radius: f32, color: Color32| {
        Box::new(move |p: &egui::Painter, at: Pos2| {
            p.circle_filled(at, radius, color);
        })
    };
    let (amber, blue) = (theme::color(theme::EXCITATORY), theme::color(theme::INHIBITORY));
    row(
        "excitatory neuron",
        "Most of its outgoing edges excite; the needle points to the part of the sheet that it looks at",
        ball(5.0, amber),
    );
    let has_paths = model.session.is_path_model();
    if !has_paths {
        let gem = move |p: &egui::Painter, at: Pos2| {
            let corners = [(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)];
            let points = corners.map(|(x, y)| at + vec2(x, y)).to_vec();
            p.add(egui::Shape::convex_polygon(points, blue, Stroke::NONE));
        };
        row("inhibitory neuron", "Most of its outgoing edges inhibit", Box::new(gem));
    }
    row(
        "fires, then recovers",
        "A white flash, then a dark core with a ring that closes as the refractory period passes",
        Box::new(move |p, at| {
            p.circle_filled(at - vec2(5.0, 0.0), 4.0, Color32::WHITE);
            p.circle_stroke(at + vec2(5.0, 0.0), 4.0, Stroke::new(1.5, amber));
        }),
    );
    row(
        "signal excites",
        "Travels from neuron to neuron in its own delay, path length over conduction speed",
        comet(amber),
    );
    if has_paths {
        row(
            "edge that just won",
            "Its signal made the neuron at its end fire, some ms ago",
            dash(2.2, Color32::from_rgb(255, 236, 205)),
        );
        row(
            "tree of the path",
            "Edges that lead from the image to what every neuron did last",
            dash(1.2, amber.gamma_multiply(0.6)),
        );
    }
    if !has_paths || model.session.learnt.is_some() {
        let tip = match has_paths {
            true => "Of an edge that STDP turned inhibitory",
            false => "Feed-forward inhibition is faster than excitation",
        };
        row("signal inhibits", tip, comet(blue));
    }
    row(
        "lost: too early",
        "Arrived while the neuron was still refractory",
        ball(2.5, theme::color(theme::SAME)),
    );
    all
}

/// What stands under the signs: scales, and the button that hides them.
fn end(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    if !model.session.is_path_model() || model.session.learnt.is_some() {
        weight_scale(ui, model.session.change_scale);
    }
    ui.horizontal(|ui| {
        let stretch = places::HEIGHT_STRETCH;
        ui.label(RichText::new(format!("heights drawn × {stretch}")).size(10.5).color(dim()))
            .on_hover_text(
                "Heights over the sheet are drawn larger than they are, so that the layers part.",
            );
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.small_button("hide").clicked() {
                panel.change(&model.settings, |s| s.shows_legend = false);
            }
        });
    });
}

fn weight_scale(ui: &mut Ui, scale: f32) {
    let (area, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
    let bar = Rect::from_min_size(area.left_top() + vec2(2.0, 4.0), vec2(area.width() - 4.0, 6.0));
    let painter = ui.painter();
    let steps = 48;
    for i in 0..steps {
        let t = (i as f32 + 0.5) / steps as f32 * 2.0 - 1.0;
        let to = if t > 0.0 { theme::UP } else { theme::DOWN };
        let mix = |from: u8, to: u8| {
            (f32::from(from) + (f32::from(to) - f32::from(from)) * (t.abs() * 1.6).min(1.0)) as u8
        };
        let grey = theme::SAME;
        let color =
            Color32::from_rgb(mix(grey[0], to[0]), mix(grey[1], to[1]), mix(grey[2], to[2]));
        let left = bar.left() + bar.width() * i as f32 / steps as f32;
        let piece =
            Rect::from_min_size(pos2(left, bar.top()), vec2(bar.width() / steps as f32 + 0.5, 6.0));
        painter.rect_filled(piece, 0.0, color);
    }
    let font = FontId::proportional(10.5);
    let y = area.bottom();
    painter.text(
        pos2(bar.left(), y),
        Align2::LEFT_BOTTOM,
        format!("−{scale}"),
        font.clone(),
        dim(),
    );
    painter.text(
        pos2(bar.center().x, y),
        Align2::CENTER_BOTTOM,
        "weight change",
        font.clone(),
        dim(),
    );
    painter.text(pos2(bar.right(), y), Align2::RIGHT_BOTTOM, format!("+{scale}"), font, dim());
    response.on_hover_text(
        "Colour of an edge: the change of its weight since the start. Edges show while they carry a \
         signal, change, or belong to the selection.",
    );
}
