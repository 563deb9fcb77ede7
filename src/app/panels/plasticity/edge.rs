//! One edge over time: its weight, what arrives and what fires, and the traces that they leave.

use crate::app::command::{SelectCommand, TimeCommand};
use crate::app::panels::axis::Scale;
use crate::app::panels::neuron::name;
use crate::app::panels::{Model, Panel, dim, title};
use crate::app::session::Session;
use crate::app::theme;
use crate::experiments::words::{number, signed};
use crate::sim::stdp::{Stdp, Trace};
use crate::sim::{EdgeId, Ticks};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Painter, Pos2, Rect, RichText, Sense, Stroke, Ui, pos2, vec2,
};

/// Points of a curve, less one.
const CURVE_STEPS: u32 = 240;

/// One edge over time: weight, both traces, both neurons' spikes; on the axis of the raster above.
pub(super) fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let session = &*model.session;
    let Some(edge) = model.selection.edge.or(session.moved_most) else {
        title(ui, "Edge");
        let text = if session.record.is_complete() {
            "No plastic edge moves while this image is shown."
        } else {
            "The edge that moves most is shown once all is simulated; or select one."
        };
        ui.label(RichText::new(text).color(dim()));
        return;
    };
    ui.spacing_mut().item_spacing.y = 4.0;
    let top = ui.cursor().top();
    panel.explaining_above(ui, top, |ui, panel| {
        ui.horizontal(|ui| heading(ui, model, edge, panel));
    });
    let size = ui.available_size().max(vec2(80.0, 40.0));
    let (outer, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let area = Rect::from_x_y_ranges(panel.time, outer.y_range());
    let scale = Scale::of(session, panel.time);
    let painter = ui.painter_at(outer);
    painter.rect_filled(outer, 4.0, theme::color(theme::WELL));
    scale.marks(&painter, session, area);
    traces(&painter, session, edge, area, &scale);
    let now_ms = model.playback.now_ms;
    scale.ahead(&painter, now_ms, area);
    scale.cursor(&painter, now_ms, area);
    if (response.dragged() || response.clicked())
        && let Some(at) = response.interact_pointer_pos()
    {
        panel.push(TimeCommand::Seek(scale.ms(at.x)));
    }
    if !response.dragged() {
        let gain = match session.network.stdp().and_then(|stdp| stdp.spec().metaplasticity) {
            Some(_) => {
                " Violet: the gain that every change is multiplied by, 0 at the bottom, 1 at the top; it falls \
                 as the network fires."
            }
            None => "",
        };
        let text = format!(
            "White: the weight. Amber: signals arrive (presynaptic); teal: the target fires (postsynaptic). \
             Faint curves: the traces that both leave, which fall with τ₊ and τ₋.{gain} What is dim lies ahead. \
             Click or drag to go to a time."
        );
        panel.explain(&response, text);
    }
}

/// Which edge it is, and its numbers as far as there is room.
fn heading(ui: &mut Ui, model: &Model, edge: EdgeId, panel: &mut Panel) {
    let session = &*model.session;
    let (source, target) = (session.network.source(edge), session.network.target(edge));
    title(ui, "Edge");
    let which = RichText::new(format!("{} → {}", source.0, target.0)).font(theme::heading(13.0));
    let tip = format!(
        "From {} to {}",
        name(session, source).to_lowercase(),
        name(session, target).to_lowercase()
    );
    panel.explain(&ui.label(which), tip);
    neighbouring(ui, session, edge, panel);
    let weight = session.weights.weights()[edge.index()];
    let first = session.network.weights()[edge.index()];
    let delay_ms = session.network.tick().to_ms(session.network.delay(edge));
    let facts = [
        Some((
            format!("weight {}, began at {}", signed(weight, 3), signed(first, 3)),
            "Weight at the time shown, and at the start; positive excites, negative inhibits",
        )),
        Some((
            format!("delay {} ms", number(delay_ms, 1)),
            "How long a signal travels on it: τ = path length / conduction speed",
        )),
        model.selection.edge.is_none().then(|| {
            let tip = "Of all edges its weight moves farthest while this image is shown; click another in a \
                       neuron's table";
            ("the one that moved most".to_owned(), tip)
        }),
    ];
    for (text, tip) in facts.into_iter().flatten() {
        let font = egui::TextStyle::Body.resolve(ui.style());
        let width = ui.painter().layout_no_wrap(text.clone(), font, dim()).size().x;
        if width <= ui.available_width() {
            panel.explain(&ui.label(RichText::new(text).color(dim())), tip);
        }
    }
}

/// Buttons to the other edges of the same target.
fn neighbouring(ui: &mut Ui, session: &Session, edge: EdgeId, panel: &mut Panel) {
    let plastic = session.network.plastic_edges();
    let next = |by: usize| {
        let place = (edge.index() - plastic.start + by) % plastic.len();
        EdgeId((plastic.start + place) as u32)
    };
    let [before, after] = ["◀", "▶"].map(|arrow| ui.small_button(arrow));
    panel.explain(&before, "The edge before");
    panel.explain(&after, "The next edge");
    if before.clicked() {
        panel.push(SelectCommand::Edge(Some(next(plastic.len() - 1))));
    }
    if after.clicked() {
        panel.push(SelectCommand::Edge(Some(next(1))));
    }
}

fn traces(painter: &Painter, session: &Session, edge: EdgeId, area: Rect, scale: &Scale) {
    let network = &session.network;
    let tick = network.tick();
    let duration = tick.ticks(session.preset.spec().duration_ms).0.max(1);
    let x = |at: Ticks| scale.x(tick.to_ms(at));

    let delay = network.delay(edge);
    let arrivals: Vec<Ticks> =
        session.record.spikes_of(network.source(edge)).iter().map(|&t| t + delay).collect();
    let firings = session.record.spikes_of(network.target(edge));
    let amber = theme::color(theme::EXCITATORY);
    let teal = theme::color(theme::ACCENT);
    let over = Over { painter, area, scale, duration, tick_ms: tick.ms() };
    if let Some(stdp) = network.stdp() {
        let tau = |ms: f64| (ms / tick.ms()) as f32;
        if stdp.spec().metaplasticity.is_some() {
            let violet = theme::color(theme::DOWN);
            over.curve(Stroke::new(1.2, violet), gain(session, stdp));
            over.name(area.center().y, "gain".to_owned(), violet);
        }
        let faint = |color: Color32| Stroke::new(1.0, color.gamma_multiply(0.45));
        let (minus, plus) = (stdp.spec().tau_minus_ms, stdp.spec().tau_plus_ms);
        over.curve(faint(amber), decayed(&arrivals, tau(plus)));
        over.curve(faint(teal), decayed(firings, tau(minus)));
    }
    for &at in arrivals.iter().filter(|t| t.0 < duration) {
        painter.vline(x(at), area.bottom() - 9.0..=area.bottom() - 2.0, Stroke::new(1.2, amber));
    }
    for &at in firings {
        painter.vline(x(at), area.top() + 2.0..=area.top() + 9.0, Stroke::new(1.2, teal));
    }
    over.name(area.top() + 7.0, "fires".to_owned(), teal);
    over.name(area.bottom() - 7.0, "arrives".to_owned(), amber);

    let initial = network.weights()[edge.index()];
    let changes: Vec<(Ticks, f32)> =
        session.record.changes_of(edge).map(|c| (c.at, c.after)).collect();
    let values = changes.iter().map(|c| c.1).chain([initial]);
    let (low, high) = values.fold((f32::MAX, f32::MIN), |(low, high), w| (low.min(w), high.max(w)));
    let span = (high - low).max(1e-3);
    let inner = area.shrink2(vec2(0.0, 21.0)); // room for ticks and their names
    let y = |w: f32| inner.bottom() - (w - low) / span * inner.height();
    if low < 0.0 && high > 0.0 {
        let zero = Stroke::new(1.0, theme::color(theme::HAIRLINE));
        painter.hline(area.x_range(), y(0.0), zero);
    }
    let mut line: Vec<Pos2> = vec![pos2(area.left(), y(initial))];
    let mut last = initial;
    for (at, w) in changes {
        line.push(pos2(x(at), y(last)));
        line.push(pos2(x(at), y(w)));
        last = w;
    }
    line.push(pos2(x(session.record.front()), y(last)));
    let white = theme::color(theme::TEXT);
    painter.add(egui::Shape::line(line, Stroke::new(1.6, white)));
    over.name(y(high), signed(high, 2), white);
    if y(low) - y(high) >= 12.0 {
        over.name(y(low), signed(low, 2), white);
    }
}

/// What is drawn over.
struct Over<'a> {
    painter: &'a Painter,
    area: Rect,
    scale: &'a Scale,
    duration: u32,
    tick_ms: f64,
}

impl Over<'_> {
    /// Draws a value from 0 to 1 by tick over the whole run, or until there is none.
    fn curve(&self, stroke: Stroke, mut value: impl FnMut(u32) -> Option<f32>) {
        let points: Vec<Pos2> = (0..=CURVE_STEPS)
            .map_while(|i| {
                let at = i * self.duration / CURVE_STEPS;
                let y = self.area.bottom() - 10.0 - value(at)? * (self.area.height() - 22.0);
                Some(pos2(self.scale.x(f64::from(at) * self.tick_ms), y))
            })
            .collect();
        self.painter.add(egui::Shape::line(points, stroke));
    }

    /// Names what is drawn at a height, beside it.
    fn name(&self, y: f32, text: String, color: Color32) {
        let at = pos2(self.area.left() - 8.0, y);
        self.painter.text(at, Align2::RIGHT_CENTER, text, FontId::proportional(10.5), color);
    }
}

/// What metaplasticity multiplies every change by, as far as the run is known; asked about in order of time.
fn gain<'a>(session: &'a Session, rule: &'a Stdp) -> impl FnMut(u32) -> Option<f32> + 'a {
    let inputs = session.network.input_count();
    let spikes = session.record.spikes().iter();
    let mut fired = spikes.filter(move |spike| spike.neuron.index() >= inputs).peekable();
    let mut activity = Trace::default();
    move |now| {
        while let Some(spike) = fired.next_if(|spike| spike.at.0 <= now) {
            rule.mark_activity(&mut activity, spike.at.0);
        }
        (now <= session.record.front().0).then(|| rule.gain(activity, now))
    }
}

/// The trace that nearest-neighbour events leave: 1 at each, falling with τ.
fn decayed(events: &[Ticks], tau_ticks: f32) -> impl Fn(u32) -> Option<f32> {
    move |now| {
        let last = events[..events.partition_point(|t| t.0 <= now)].last();
        Some(last.map_or(0.0, |t| (-((now - t.0) as f32) / tau_ticks).exp()))
    }
}
