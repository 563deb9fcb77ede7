//! One edge over time: its weight, what arrives and what fires, and the traces that they leave.

use crate::app::command::{SelectCommand, TimeCommand};
use crate::app::panels::axis::Scale;
use crate::app::panels::{Model, Panel, dim, title};
use crate::app::theme;
use crate::app::views::edge::{Curve, EdgeView, OneEdge, WeightLine};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Painter, Pos2, Rect, RichText, Sense, Stroke, Ui, pos2, vec2,
};

/// One edge over time: weight, both traces, both neurons' spikes; on the axis of the raster above.
pub(super) fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let view = match EdgeView::gather(model) {
        EdgeView::One(view) => view,
        EdgeView::Nothing(why) => {
            title(ui, "Edge");
            ui.label(RichText::new(why).color(dim()));
            return;
        }
    };
    ui.spacing_mut().item_spacing.y = 4.0;
    let top = ui.cursor().top();
    panel.explaining_above(ui, top, |ui, panel| {
        ui.horizontal(|ui| heading(ui, &view, panel));
    });
    let size = ui.available_size().max(vec2(80.0, 40.0));
    let (outer, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let area = Rect::from_x_y_ranges(panel.time, outer.y_range());
    let scale = Scale::of(&model.session, panel.time);
    let painter = ui.painter_at(outer);
    painter.rect_filled(outer, 4.0, theme::color(theme::WELL));
    scale.marks(&painter, &model.session, area);
    Over { painter: &painter, area, scale: &scale }.edge(&view);
    scale.ahead(&painter, view.now_ms, area);
    scale.cursor(&painter, view.now_ms, area);
    if (response.dragged() || response.clicked())
        && let Some(at) = response.interact_pointer_pos()
    {
        panel.push(TimeCommand::Seek(scale.ms(at.x)));
    }
    if !response.dragged() {
        panel.explain(&response, view.tip.as_str());
    }
}

/// Which edge it is, and its numbers as far as there is room.
fn heading(ui: &mut Ui, view: &OneEdge, panel: &mut Panel) {
    title(ui, "Edge");
    let which = RichText::new(&view.which).font(theme::heading(13.0));
    panel.explain(&ui.label(which), view.which_tip.as_str());
    neighbouring(ui, view, panel);
    for (text, tip) in &view.facts {
        let font = egui::TextStyle::Body.resolve(ui.style());
        let width = ui.painter().layout_no_wrap(text.clone(), font, dim()).size().x;
        if width <= ui.available_width() {
            panel.explain(&ui.label(RichText::new(text).color(dim())), *tip);
        }
    }
}

/// Buttons to the edges before and after it.
fn neighbouring(ui: &mut Ui, view: &OneEdge, panel: &mut Panel) {
    let [before, after] = ["◀", "▶"].map(|arrow| ui.small_button(arrow));
    panel.explain(&before, "The edge before");
    panel.explain(&after, "The next edge");
    for (button, edge) in [before, after].into_iter().zip(view.neighbours) {
        if button.clicked() {
            panel.push(SelectCommand::Edge(Some(edge)));
        }
    }
}

/// What is drawn over.
struct Over<'a> {
    painter: &'a Painter,
    area: Rect,
    scale: &'a Scale,
}

impl Over<'_> {
    fn edge(&self, view: &OneEdge) {
        let Over { painter, area, scale } = *self;
        let amber = theme::color(theme::EXCITATORY);
        let teal = theme::color(theme::ACCENT);
        if let Some(gain) = &view.gain {
            let violet = theme::color(theme::DOWN);
            self.curve(Stroke::new(1.2, violet), gain);
            self.name(area.center().y, "gain", violet);
        }
        if let Some([arrivals, firings]) = &view.traces {
            let faint = |color: Color32| Stroke::new(1.0, color.gamma_multiply(0.45));
            self.curve(faint(amber), arrivals);
            self.curve(faint(teal), firings);
        }
        for &ms in &view.arrivals_ms {
            let mark = area.bottom() - 9.0..=area.bottom() - 2.0;
            painter.vline(scale.x(ms), mark, Stroke::new(1.2, amber));
        }
        for &ms in &view.firings_ms {
            let mark = area.top() + 2.0..=area.top() + 9.0;
            painter.vline(scale.x(ms), mark, Stroke::new(1.2, teal));
        }
        self.name(area.top() + 7.0, "fires", teal);
        self.name(area.bottom() - 7.0, "arrives", amber);
        self.weight(&view.weight);
    }

    /// Draws a weight from step to step.
    fn weight(&self, weight: &WeightLine) {
        let Over { painter, area, scale } = *self;
        let (low, high) = (weight.low, weight.high);
        let span = (high - low).max(1e-3);
        let inner = area.shrink2(vec2(0.0, 21.0)); // room for ticks and their names
        let y = |w: f32| inner.bottom() - (w - low) / span * inner.height();
        if low < 0.0 && high > 0.0 {
            let zero = Stroke::new(1.0, theme::color(theme::HAIRLINE));
            painter.hline(area.x_range(), y(0.0), zero);
        }
        let mut line: Vec<Pos2> = vec![pos2(area.left(), y(weight.initial))];
        let mut last = weight.initial;
        for &(ms, w) in &weight.steps.0 {
            line.push(pos2(scale.x(ms), y(last)));
            line.push(pos2(scale.x(ms), y(w)));
            last = w;
        }
        line.push(pos2(scale.x(weight.until_ms), y(last)));
        let white = theme::color(theme::TEXT);
        painter.add(egui::Shape::line(line, Stroke::new(1.6, white)));
        self.name(y(high), &weight.high_words, white);
        if y(low) - y(high) >= 12.0 {
            self.name(y(low), &weight.low_words, white);
        }
    }

    /// Draws a value from 0 to 1.
    fn curve(&self, stroke: Stroke, curve: &Curve) {
        let point = |&(ms, value): &(f64, f32)| {
            let y = self.area.bottom() - 10.0 - value * (self.area.height() - 22.0);
            pos2(self.scale.x(ms), y)
        };
        let points: Vec<Pos2> = curve.0.iter().map(point).collect();
        self.painter.add(egui::Shape::line(points, stroke));
    }

    /// Names what is drawn at a height, beside it.
    fn name(&self, y: f32, text: &str, color: Color32) {
        let at = pos2(self.area.left() - 8.0, y);
        self.painter.text(at, Align2::RIGHT_CENTER, text, FontId::proportional(10.5), color);
    }
}
