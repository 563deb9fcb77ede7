//! One edge over time: its weight, what arrives and what fires, and the traces that they leave.

use crate::app::command::AppCommand;
use crate::app::panels::{Model, Panel, dim, title};
use crate::app::state::Session;
use crate::app::theme;
use crate::sim::stdp::{Stdp, Trace};
use crate::sim::{EdgeId, Ticks};
use bevy_egui::egui::{self, Color32, FontId, Pos2, Rect, RichText, Sense, Stroke, Ui, pos2, vec2};

/// Points of a curve, less one.
const CURVE_STEPS: u32 = 240;

/// One edge over time: weight, both traces, both neurons' spikes.
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
    let (source, sink) = (session.network.source(edge), session.network.target(edge));
    let weight = session.weights.weights()[edge.index()];
    ui.horizontal(|ui| {
        title(ui, "Edge");
        let is_auto = model.selection.edge.is_none();
        let text =
            format!("{} → {}{}", source.0, sink.0, if is_auto { "  (moved most)" } else { "" });
        ui.label(RichText::new(text).font(theme::heading(13.0)));
        let first = session.network.weights()[edge.index()];
        ui.label(RichText::new(format!("w {weight:+.3}  (began {first:+.3})")).color(dim()))
            .on_hover_text("Weight at the time shown, and at the start; positive excites");
        let delay_ms = session.network.tick().to_ms(session.network.delay(edge));
        ui.label(RichText::new(format!("delay {delay_ms:.1} ms")).color(dim()))
            .on_hover_text("τ = path length / conduction speed");
        neighbouring(ui, session, edge, panel);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let (amber, teal) = (theme::color(theme::EXCITATORY), theme::color(theme::ACCENT));
            if session.network.stdp().is_some_and(|rule| rule.spec().metaplasticity.is_some()) {
                ui.label(RichText::new("gain").size(11.5).color(theme::color(theme::DOWN)))
                    .on_hover_text(
                        "What every change is multiplied by, 1 at the top and 0 at the bottom: it falls as the \
                         network fires (metaplasticity)",
                    );
            }
            for (color, text, tip) in [
                (teal, "fires", "The target fires (postsynaptic); its trace y falls with τ₋"),
                (amber, "arrives", "A signal arrives (presynaptic); its trace x falls with τ₊"),
                (theme::color(theme::TEXT), "weight", "The weight over time"),
            ] {
                ui.label(RichText::new(text).size(11.5).color(color)).on_hover_text(tip);
            }
        });
    });
    let size = ui.available_size().max(vec2(80.0, 40.0));
    let (area, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    traces(ui, session, model.playback.now_ms, edge, area);
    if (response.dragged() || response.clicked())
        && let Some(at) = response.interact_pointer_pos()
    {
        let share = f64::from((at.x - area.left()) / area.width());
        panel.commands.push(AppCommand::Seek(share * model.playback.duration_ms));
    }
    response.on_hover_text_at_pointer(
        "White: the weight. Amber ticks: signals arrive (presynaptic). Teal ticks: the target fires \
         (postsynaptic). Faint curves: their traces x and y, which fall with τ₊ and τ₋, \
         and where the preset has metaplasticity its gain.",
    );
}

/// Buttons to the other edges of the same target.
fn neighbouring(ui: &mut Ui, session: &Session, edge: EdgeId, panel: &mut Panel) {
    let plastic = session.network.plastic_edges();
    let next = |by: usize| {
        let place = (edge.index() - plastic.start + by) % plastic.len();
        EdgeId((plastic.start + place) as u32)
    };
    if ui.small_button("◀").on_hover_text("The edge before").clicked() {
        panel.commands.push(AppCommand::SelectEdge(Some(next(plastic.len() - 1))));
    }
    if ui.small_button("▶").on_hover_text("The next edge").clicked() {
        panel.commands.push(AppCommand::SelectEdge(Some(next(1))));
    }
}

fn traces(ui: &Ui, session: &Session, now_ms: f64, edge: EdgeId, area: Rect) {
    let painter = ui.painter_at(area);
    painter.rect_filled(area, 4.0, theme::color(theme::WELL));
    let network = &session.network;
    let tick = network.tick();
    let duration = tick.ticks(session.preset.spec().duration_ms).0.max(1);
    let x = |at: Ticks| area.left() + area.width() * at.0 as f32 / duration as f32;

    let delay = network.delay(edge);
    let arrivals: Vec<Ticks> =
        session.record.spikes_of(network.source(edge)).iter().map(|&t| t + delay).collect();
    let firings = session.record.spikes_of(network.target(edge));
    let amber = theme::color(theme::EXCITATORY);
    let teal = theme::color(theme::ACCENT);
    if let Some(stdp) = network.stdp() {
        let tau = |ms: f64| (ms / tick.ms()) as f32;
        if stdp.spec().metaplasticity.is_some() {
            let stroke = Stroke::new(1.2, theme::color(theme::DOWN));
            curve(&painter, area, duration, stroke, gain(session, stdp));
        }
        let faint = |color: Color32| Stroke::new(1.0, color.gamma_multiply(0.45));
        let (minus, plus) = (stdp.spec().tau_minus_ms, stdp.spec().tau_plus_ms);
        curve(&painter, area, duration, faint(amber), decayed(&arrivals, tau(plus)));
        curve(&painter, area, duration, faint(teal), decayed(firings, tau(minus)));
    }
    for &at in arrivals.iter().filter(|t| t.0 < duration) {
        painter.vline(x(at), area.bottom() - 9.0..=area.bottom() - 2.0, Stroke::new(1.2, amber));
    }
    for &at in firings {
        painter.vline(x(at), area.top() + 2.0..=area.top() + 9.0, Stroke::new(1.2, teal));
    }

    let initial = network.weights()[edge.index()];
    let changes: Vec<(Ticks, f32)> =
        session.record.changes_of(edge).map(|c| (c.at, c.after)).collect();
    let values = changes.iter().map(|c| c.1).chain([initial]);
    let (low, high) = values.fold((f32::MAX, f32::MIN), |(low, high), w| (low.min(w), high.max(w)));
    let span = (high - low).max(1e-3);
    let inner = area.shrink2(vec2(0.0, 18.0)); // room for ticks, and then for the labels
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
    painter.add(egui::Shape::line(line, Stroke::new(1.6, theme::color(theme::TEXT))));
    let label = |y: f32, text: String| {
        let text = painter.layout_no_wrap(text, FontId::proportional(10.5), dim());
        let back =
            Rect::from_min_size(pos2(area.left() + 3.0, y - text.size().y / 2.0), text.size());
        painter.rect_filled(back.expand2(vec2(2.0, 0.0)), 2.0, theme::color(theme::WELL));
        painter.galley(back.min, text, dim());
    };
    label(y(high), format!("{high:+.2}"));
    label(y(low), format!("{low:+.2}"));
    let now_x = area.left() + area.width() * (now_ms / session.preset.spec().duration_ms) as f32;
    painter.vline(now_x, area.y_range(), Stroke::new(1.5, teal));
}

/// Draws a value from 0 to 1 by tick over the whole run, or until there is none.
fn curve(
    painter: &egui::Painter,
    area: Rect,
    duration: u32,
    stroke: Stroke,
    mut value: impl FnMut(u32) -> Option<f32>,
) {
    let points: Vec<Pos2> = (0..=CURVE_STEPS)
        .map_while(|i| {
            let value = value(i * duration / CURVE_STEPS)?;
            let x = area.left() + area.width() * i as f32 / CURVE_STEPS as f32;
            Some(pos2(x, area.bottom() - 10.0 - value * (area.height() - 22.0)))
        })
        .collect();
    painter.add(egui::Shape::line(points, stroke));
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
