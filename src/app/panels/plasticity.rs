//! Plasticity: how the weights have moved by the time shown, and one edge's traces.

use super::{Model, Panel, dim, title};
use crate::app::command::AppCommand;
use crate::app::state::Session;
use crate::app::theme;
use crate::sim::{EdgeId, Ticks};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Pos2, Rect, RichText, Sense, Stroke, Ui, pos2, vec2,
};

/// Bars of the histogram: odd, so that one is for "no change".
const BARS: usize = 41;
/// Changes smaller than this count as none.
const SAME: f32 = 1e-6;

/// What the weights have done by the time shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// Share of edges that went up without changing sign.
    pub up: f32,
    /// Share that went down without changing sign.
    pub down: f32,
    /// Share that crossed zero.
    pub flipped: f32,
    /// Share that stayed.
    pub same: f32,
    /// Edges by their change, from −scale to +scale.
    pub histogram: [u32; BARS],
}

impl Shares {
    /// Counts pairs of (initial, present) weights.
    pub fn gather(pairs: impl Iterator<Item = (f32, f32)>, scale: f32) -> Shares {
        let mut counts = [0_u32; 4];
        let mut histogram = [0; BARS];
        for (initial, now) in pairs {
            let change = now - initial;
            let kind = match change {
                c if c.abs() <= SAME => 3,
                _ if initial * now < 0.0 => 2,
                c if c > 0.0 => 0,
                _ => 1,
            };
            counts[kind] += 1;
            let half = (BARS / 2) as f32;
            let bar = (change / scale.max(f32::MIN_POSITIVE) * half).round().clamp(-half, half);
            histogram[(bar + half) as usize] += 1;
        }
        let total = counts.iter().sum::<u32>().max(1) as f32;
        let [up, down, flipped, same] = counts.map(|c| c as f32 / total);
        Shares { up, down, flipped, same, histogram }
    }
}

/// Draws the panel.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let session = &*model.session;
    let plastic = session.network.plastic_edges();
    if plastic.is_empty() {
        title(ui, "Plasticity");
        ui.label(
            RichText::new(
                "The weights of this preset do not change: only the order of arrivals counts.",
            )
            .color(dim()),
        );
        return;
    }
    let initial = &session.network.weights()[plastic.clone()];
    let now = &session.weights.weights()[plastic.clone()];
    let pairs = initial.iter().copied().zip(now.iter().copied());
    let shares = Shares::gather(pairs, session.change_scale);
    ui.horizontal_top(|ui| {
        let height = ui.available_height();
        ui.allocate_ui(vec2(300.0, height), |ui| {
            ui.vertical(|ui| {
                title(ui, "Weight changes");
                histogram(ui, &shares, session.change_scale);
            });
        });
        ui.separator();
        ui.allocate_ui(vec2(190.0, height), |ui| {
            ui.vertical(|ui| {
                title(ui, &format!("{} plastic edges", super::input::thousands(plastic.len())));
                share_rows(ui, &shares);
            });
        });
        ui.separator();
        ui.vertical(|ui| edge(ui, model, panel));
    });
}

fn histogram(ui: &mut Ui, shares: &Shares, scale: f32) {
    let size = vec2(ui.available_width(), ui.available_height().max(40.0));
    let (outer, response) = ui.allocate_exact_size(size, Sense::hover());
    let painter = ui.painter_at(outer);
    let area = Rect::from_min_max(outer.min, outer.max - vec2(0.0, 15.0));
    painter.rect_filled(area, 4.0, theme::color(theme::WELL));
    let most = shares.histogram.iter().copied().max().unwrap_or(1).max(1) as f32;
    let width = area.width() / BARS as f32;
    for (i, &count) in shares.histogram.iter().enumerate() {
        if count == 0 {
            continue;
        }
        // The root keeps the few that moved visible beside the many that did not.
        let height = (count as f32 / most).sqrt() * (area.height() - 6.0);
        let min = pos2(area.left() + i as f32 * width + 1.0, area.bottom() - height.max(1.5));
        let bar = Rect::from_min_max(min, pos2(min.x + width - 1.5, area.bottom()));
        let color = match i.cmp(&(BARS / 2)) {
            std::cmp::Ordering::Less => theme::DOWN,
            std::cmp::Ordering::Equal => theme::SAME,
            std::cmp::Ordering::Greater => theme::UP,
        };
        painter.rect_filled(bar, 1.0, theme::color(color));
    }
    let font = FontId::proportional(10.5);
    let tick = |x: f32, align: Align2, text: String| {
        painter.text(pos2(x, outer.bottom()), align, text, font.clone(), dim());
    };
    tick(area.left(), Align2::LEFT_BOTTOM, format!("−{scale}"));
    tick(area.center().x, Align2::CENTER_BOTTOM, "0".into());
    tick(area.right(), Align2::RIGHT_BOTTOM, format!("+{scale}"));
    response.on_hover_text(
        "Change of each plastic weight since the start, w(t) − w₀, in units of weight; \
         the ends hold all that lies beyond. Heights grow with the square root of the count.",
    );
}

fn share_rows(ui: &mut Ui, shares: &Shares) {
    let rows = [
        ("up", shares.up, theme::UP, "Stronger than at the start, same sign"),
        ("down", shares.down, theme::DOWN, "Weaker than at the start, same sign"),
        ("changed sign", shares.flipped, theme::WARNING, "From exciting to inhibiting or back"),
        ("same", shares.same, theme::SAME, "As at the start"),
    ];
    for (name, share, color, tip) in rows {
        let (row, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
        let painter = ui.painter();
        let bar = Rect::from_min_size(row.min + vec2(0.0, 14.0), vec2(row.width() * share, 3.0));
        painter.rect_filled(bar, 1.5, theme::color(color));
        let font = FontId::proportional(12.5);
        painter.text(row.left_top(), Align2::LEFT_TOP, name, font.clone(), dim());
        let percent = format!("{:.0} %", share * 100.0);
        painter.text(row.right_top(), Align2::RIGHT_TOP, percent, font, theme::color(theme::TEXT));
        response.on_hover_text(tip);
    }
}

/// One edge over time: weight, both traces, both neurons' spikes.
fn edge(ui: &mut Ui, model: &Model, panel: &mut Panel) {
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
         (postsynaptic). Faint curves: their traces x and y, which fall with τ₊ and τ₋.",
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
        let curve = |events: &[Ticks], tau: f32, color: Color32| {
            decay_curve(&painter, area, events, tau, duration, color.gamma_multiply(0.45));
        };
        curve(&arrivals, tau(stdp.spec().tau_plus_ms), amber);
        curve(firings, tau(stdp.spec().tau_minus_ms), teal);
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
    let inner = area.shrink2(vec2(0.0, 14.0));
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

/// The trace that nearest-neighbour events leave: 1 at each, falling with τ.
fn decay_curve(
    painter: &egui::Painter,
    area: Rect,
    events: &[Ticks],
    tau_ticks: f32,
    duration: u32,
    color: Color32,
) {
    let steps = 240;
    let points: Vec<Pos2> = (0..=steps)
        .map(|i| {
            let now = i * duration / steps;
            let last = events[..events.partition_point(|t| t.0 <= now)].last();
            let value = last.map_or(0.0, |t| (-((now - t.0) as f32) / tau_ticks).exp());
            let x = area.left() + area.width() * i as f32 / steps as f32;
            pos2(x, area.bottom() - 10.0 - value * (area.height() - 22.0))
        })
        .collect();
    painter.add(egui::Shape::line(points, Stroke::new(1.0, color)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edge_is_counted_once() {
        let pairs = [(0.1, 0.2), (0.1, 0.05), (0.1, -0.05), (-0.3, 0.1), (0.4, 0.4)];
        let shares = Shares::gather(pairs.into_iter(), 0.1);
        assert_eq!((shares.up, shares.down, shares.flipped, shares.same), (0.2, 0.2, 0.4, 0.2));
        assert_eq!(shares.histogram.iter().sum::<u32>(), 5);
        assert_eq!(shares.histogram[BARS / 2], 1);
        assert_eq!((shares.histogram[0], shares.histogram[BARS - 1]), (1, 2), "ends hold the rest");
    }
}
