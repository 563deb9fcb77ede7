//! The selected neuron: what it is, and the race of signals for it around the time shown.

use super::{Model, Panel, dim};
use crate::app::command::SelectCommand;
use crate::app::session::Session;
use crate::app::theme;
use crate::app::views::neuron::{IncomingView, NeuronView, WayBackView, name};
use crate::app::views::race::{RaceView, SignalFate, SignalView};
use crate::sim::NeuronId;
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rect, RichText, Sense, Stroke, Ui, pos2, vec2,
};

/// A signal in the race is pointed at from so far, points.
const REACH: f32 = 8.0;

/// Height of a row of the table of edges, logical pixels.
const ROW_HEIGHT: f32 = 18.0;

/// Draws the selected neuron's part of the left panel.
pub fn show(ui: &mut Ui, model: &Model, neuron: NeuronId, panel: &mut Panel) {
    let view = NeuronView::gather(model, neuron);
    ui.horizontal(|ui| {
        ui.label(RichText::new(&view.name).font(theme::heading(14.0))).on_hover_text(
            "Neurons are numbered after the pixels. What most of a neuron's outgoing edges do gives its kind.",
        );
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.small_button("✖").on_hover_text("Deselect (Esc)").clicked() {
                panel.push(SelectCommand::Neuron(None));
            }
        });
    });
    ui.spacing_mut().item_spacing.y = 3.0;
    facts(ui, &view);
    if let Some(way) = &view.way_back {
        way_back(ui, way);
    }
    if let Some(race) = &view.race {
        race_chart(ui, &model.session, race);
    }
    if !view.incoming.is_empty() {
        incoming_rows(ui, &view.incoming, panel);
    }
}

/// A card over the views.
pub fn card() -> egui::Frame {
    egui::Frame::new()
        .fill(theme::color(theme::SURFACE))
        .stroke(Stroke::new(1.0, theme::color(theme::HAIRLINE)))
        .corner_radius(8)
        .inner_margin(12)
}

fn facts(ui: &mut Ui, view: &NeuronView) {
    ui.label(RichText::new(&view.place).size(12.0).color(dim())).on_hover_text(
        "Columns and rows are counted from the sheet's upper left, from 0. A neuron stands to one side of \
         what it looks at, so that strokes along that direction reach it at once.",
    );
    ui.label(RichText::new(&view.doing).size(12.0))
        .on_hover_text("While this image is shown; then what it is doing at the time shown");
}

/// Who won whom, from the neuron's last firing back to the image.
fn way_back(ui: &mut Ui, way: &WayBackView) {
    let tip = "The temporal path from this neuron's last firing back to the image: neurons, and when they fired";
    ui.label(RichText::new(&way.title).font(theme::heading(12.0))).on_hover_text(tip);
    ui.label(RichText::new(&way.steps).size(12.0).color(dim())).on_hover_text(tip);
}

fn race_chart(ui: &mut Ui, session: &Session, race: &RaceView) {
    ui.label(RichText::new("Race of the signals around now").font(theme::heading(12.0)))
        .on_hover_text(
            "Signals that reach this neuron around the time shown. The first that comes when its refractory \
             time is over can win. In the paper's words (S19): with R̄ the refractory time left and τ̄ the \
             time until a signal arrives, the winner has the smallest τ̄ − R̄ ≥ 0.",
        );
    let (area, response) = ui.allocate_exact_size(vec2(ui.available_width(), 92.0), Sense::hover());
    let painter = ui.painter_at(area);
    painter.rect_filled(area, 4.0, theme::color(theme::WELL));
    let x = |ms: f64| area.center().x + race.aside(ms) * area.width() / 2.0;
    for &ms in &race.firings_ms {
        let shade = Rect::from_x_y_ranges(x(ms)..=x(ms + race.refractory_ms), area.y_range());
        painter.rect_filled(shade, 0.0, Color32::from_white_alpha(18));
        painter.vline(x(ms), area.y_range(), Stroke::new(1.5, Color32::WHITE));
    }
    let base = area.center().y;
    for signal in &race.signals {
        let at = x(signal.arrives_ms);
        let reach = signal.share.sqrt() * (area.height() / 2.0 - 6.0);
        let (tip, color) = if signal.excites {
            (base - reach, theme::EXCITATORY)
        } else {
            (base + reach, theme::INHIBITORY)
        };
        let (color, width) = match signal.fate {
            SignalFate::Won => (Color32::WHITE, 2.0),
            SignalFate::Added => (theme::color(color).gamma_multiply(0.8), 1.0),
            SignalFate::TooEarly { .. } => (theme::color(theme::SAME).gamma_multiply(0.7), 1.0),
        };
        painter.vline(at, base.min(tip)..=base.max(tip), Stroke::new(width, color));
        match signal.fate {
            SignalFate::Won => {
                painter.circle_filled(pos2(at, tip), 3.0, color);
            }
            SignalFate::TooEarly { .. } => {
                let stroke = Stroke::new(1.0, color);
                painter
                    .line_segment([pos2(at - 2.0, tip - 2.0), pos2(at + 2.0, tip + 2.0)], stroke);
                painter
                    .line_segment([pos2(at - 2.0, tip + 2.0), pos2(at + 2.0, tip - 2.0)], stroke);
            }
            SignalFate::Added => {}
        }
    }
    painter.vline(area.center().x, area.y_range(), Stroke::new(1.0, theme::color(theme::ACCENT)));
    let font = FontId::proportional(10.5);
    let [first, last] = &race.ends;
    for (place, align, text) in [
        (area.left_bottom(), Align2::LEFT_BOTTOM, format!(" {first}")),
        (area.right_bottom(), Align2::RIGHT_BOTTOM, format!("{last} ")),
        (area.left_top(), Align2::LEFT_TOP, " excites ↑  inhibits ↓".to_owned()),
    ] {
        painter.text(place, align, text, font.clone(), dim());
    }
    ui.label(RichText::new(&race.summary).size(11.5).color(dim()))
        .on_hover_text("Signals that arrive in the time above, and the neuron's refractory time R");
    if let Some(at) = response.hover_pos() {
        let off = |signal: &SignalView| (x(signal.arrives_ms) - at.x).abs();
        let near = race.signals.iter().filter(|signal| off(signal) <= REACH);
        response.on_hover_text(match near.min_by(|a, b| off(a).total_cmp(&off(b))) {
            Some(signal) => signal.words(&name(session, signal.source)),
            None => "No signal arrives here".to_owned(),
        });
    }
}

/// The plastic edges that reach the neuron: last arrival, Δ, fate; a click on a row shows the traces.
fn incoming_rows(ui: &mut Ui, incoming: &[IncomingView], panel: &mut Panel) {
    let right = ui.available_rect_before_wrap().right();
    egui::Grid::new("incoming").num_columns(4).spacing([6.0, 3.0]).striped(true).show(ui, |ui| {
        let headings = [
            ("from", "The neuron that the edge comes from"),
            ("weight", "At the time shown; positive excites, negative inhibits"),
            (
                "ratio Δ",
                "Refraction ratio Δ = R / τ: the refractory time over the edge's delay. Where it is above 1, a \
                 signal that leaves as this neuron fires comes too early.",
            ),
            ("last signal", "When the last signal on it arrived, and what became of it"),
        ];
        for (heading, tip) in headings {
            ui.label(RichText::new(heading).size(11.0).color(dim())).on_hover_text(tip);
        }
        ui.end_row();
        for view in incoming {
            let on = view.is_selected;
            // The target lies under the words, so that it is the whole row.
            let row = ui.available_rect_before_wrap().with_max_x(right);
            let row = row.with_max_y(row.top() + ROW_HEIGHT).expand2(vec2(2.0, 1.0));
            let target = ui.interact(row, ui.id().with(view.edge), Sense::click());
            if on || target.hovered() {
                let visuals = ui.visuals();
                let fill = match on {
                    true => visuals.selection.bg_fill,
                    false => visuals.widgets.hovered.weak_bg_fill,
                };
                ui.painter().rect_filled(row, 3.0, fill);
            }
            for words in &view.cells {
                ui.label(RichText::new(words).size(12.0));
            }
            ui.end_row();
            target.widget_info(|| {
                let name = view.name.as_str();
                egui::WidgetInfo::selected(egui::WidgetType::SelectableLabel, true, on, name)
            });
            if target.on_hover_text("Show this edge's traces").clicked() {
                panel.push(SelectCommand::Edge((!on).then_some(view.edge)));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::session::tests::presented;
    use crate::app::views::race::SPAN_MS;
    use crate::runtime::race;
    use bevy_egui::egui::Shape;

    /// What is drawn of the race, and where.
    fn drawn(session: &Session, now_ms: f64, neuron: NeuronId) -> (Rect, Vec<[egui::Pos2; 2]>) {
        let ctx = egui::Context::default();
        theme::install(&ctx);
        let output = ctx.run_ui(egui::RawInput::default(), |ui| {
            ui.set_max_width(240.0);
            race_chart(ui, session, &RaceView::gather(session, now_ms, neuron));
        });
        let shapes = output.shapes.iter().map(|clipped| &clipped.shape);
        let well = theme::color(theme::WELL);
        let area = shapes.clone().find_map(|shape| match shape {
            Shape::Rect(rect) if rect.fill == well => Some(rect.rect),
            _ => None,
        });
        let lines = shapes.filter_map(|shape| match shape {
            Shape::LineSegment { points, .. } => Some(*points),
            _ => None,
        });
        (area.expect("a chart"), lines.collect())
    }

    #[test]
    fn every_signal_of_the_race_is_drawn_on_its_side() {
        let session = presented("weights-196");
        let (network, tick) = (&session.network, session.network.tick());
        let hidden = (network.input_count() as u32..network.neuron_count() as u32).map(NeuronId);
        let mut signs = [0, 0];
        for neuron in hidden.filter(|&n| session.record.spikes_of(n).len() > 3).take(12) {
            let fired = session.record.spikes_of(neuron)[2];
            let now_ms = tick.to_ms(fired);
            let runners = race(
                &session.record,
                neuron,
                tick.ticks((now_ms - SPAN_MS).max(0.0)),
                tick.ticks(now_ms + SPAN_MS),
            );
            let (area, lines) = drawn(&session, now_ms, neuron);
            let x =
                |ms: f64| area.center().x + ((ms - now_ms) / SPAN_MS) as f32 * area.width() / 2.0;
            for runner in &runners {
                let at = x(tick.to_ms(runner.arrives));
                let excites = session.record.weight_at(runner.edge, runner.arrives) > 0.0;
                signs[usize::from(excites)] += 1;
                // From the middle, up or down.
                let is_it = |[a, b]: &[egui::Pos2; 2]| {
                    let (top, bottom) = (a.y.min(b.y), a.y.max(b.y));
                    let (foot, reach) = if excites { (bottom, top) } else { (top, bottom) };
                    (a.x - at).abs() < 1.0
                        && (b.x - at).abs() < 1.0
                        && (foot - area.center().y).abs() < 1.0
                        && (reach < foot) == excites
                };
                assert!(lines.iter().any(is_it), "{runner:?} is not drawn");
            }
            let whole = |[a, b]: &&[egui::Pos2; 2]| (a.y - b.y).abs() > area.height() - 1.0;
            let upright: Vec<f32> = lines.iter().filter(whole).map(|[a, _]| a.x).collect();
            assert!(upright.len() >= 2, "the firing and the time shown: {upright:?}");
            assert!(upright.iter().any(|x| (x - area.center().x).abs() < 1.0));
        }
        assert!(signs[0] > 0 && signs[1] > 50, "{signs:?} signals that inhibit and excite");
    }
}
