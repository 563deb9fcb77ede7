//! Plasticity: how the weights have moved by the time shown, and one edge's traces.

use super::{Model, Panel, dim, title};
use crate::app::command::AppCommand;
use crate::app::edge_filter::EdgeFilter;
use crate::app::state::Session;
use crate::app::theme;
use crate::experiments::stdp::Change;
use crate::sim::{EdgeId, Ticks};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Pos2, Rect, RichText, Sense, Stroke, Ui, pos2, vec2,
};

/// Bars of the histogram: odd, so that one is for "no change".
const BARS: usize = 41;
/// Bars to each side of that one.
const HALF: f32 = (BARS / 2) as f32;
/// Kinds of change: name, colour, what it is.
const KINDS: [(Change, &str, theme::Rgb, &str); 4] = [
    (Change::Up, "up", theme::UP, "Stronger than before"),
    (Change::Down, "down", theme::DOWN, "Weaker than before"),
    (Change::Inhibitory, "turned inhibitory", theme::INHIBITORY, "Excited before, inhibits now"),
    (Change::Same, "same", theme::SAME, "As before, to 1/4096 of a weight"),
];
/// Choices of edges by their kind of change, with their names.
pub fn filters() -> impl Iterator<Item = (&'static str, EdgeFilter)> {
    KINDS.into_iter().map(|(kind, name, ..)| (name, EdgeFilter::Kind(kind)))
}

/// What the weights have done by the time shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// Share of edges of each kind of change, in the order of [`KINDS`].
    pub kinds: [f32; 4],
    /// Edges by their change, from −scale to +scale.
    pub histogram: [u32; BARS],
}

impl Shares {
    /// Counts pairs of (initial, present) weights.
    pub fn gather(pairs: impl Iterator<Item = (f32, f32)>, scale: f32) -> Shares {
        let mut counts = [0_u32; 4];
        let mut histogram = [0; BARS];
        for (initial, now) in pairs {
            let kind = Change::of(initial, now);
            let place = KINDS.iter().position(|(known, ..)| *known == kind);
            counts[place.expect("every kind is there")] += 1;
            let bar = ((now - initial) / scale.max(f32::MIN_POSITIVE) * HALF).round();
            histogram[(bar.clamp(-HALF, HALF) + HALF) as usize] += 1;
        }
        let total = counts.iter().sum::<u32>().max(1) as f32;
        Shares { kinds: counts.map(|c| c as f32 / total), histogram }
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
    ui.horizontal_top(|ui| {
        changes(ui, model, panel);
        ui.separator();
        ui.vertical(|ui| edge(ui, model, panel));
    });
}

/// Histogram and shares of what became of the weights; both choose which edges are lit.
pub fn changes(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let session = &*model.session;
    let shares = Shares::gather(session.weight_pairs(), session.change_scale);
    let count = session.weight_pairs().count();
    let height = ui.available_height();
    ui.allocate_ui(vec2(300.0, height), |ui| {
        ui.vertical(|ui| {
            title(ui, "Weight changes");
            histogram(ui, model, panel, &shares);
        });
    });
    ui.separator();
    ui.allocate_ui(vec2(190.0, height), |ui| {
        ui.vertical(|ui| {
            title(ui, &format!("{} plastic edges", super::input::thousands(count)));
            share_rows(ui, model, panel, &shares);
        });
    });
}

fn histogram(ui: &mut Ui, model: &Model, panel: &mut Panel, shares: &Shares) {
    let scale = model.session.change_scale;
    let size = vec2(ui.available_width(), ui.available_height().max(40.0));
    let (outer, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let painter = ui.painter_at(outer);
    let area = Rect::from_min_max(outer.min, outer.max - vec2(0.0, 15.0));
    painter.rect_filled(area, 4.0, theme::color(theme::WELL));
    let most = shares.histogram.iter().copied().max().unwrap_or(1).max(1) as f32;
    let width = area.width() / BARS as f32;
    let chosen = match model.selection.filter {
        Some(EdgeFilter::Range(from, to)) => {
            let inset = scale / HALF / 4.0; // borders of bars belong to two
            Some((bar_of(from + inset, scale), bar_of(to - inset, scale)))
        }
        _ => None,
    };
    for (i, &count) in shares.histogram.iter().enumerate() {
        if count == 0 {
            continue;
        }
        // The root keeps the few that moved visible beside the many that did not.
        let height = (count as f32 / most).sqrt() * (area.height() - 6.0);
        let min = pos2(area.left() + i as f32 * width + 1.0, area.bottom() - height.max(1.5));
        let bar = Rect::from_min_max(min, pos2(min.x + width - 1.5, area.bottom()));
        let color = theme::color(match i.cmp(&(BARS / 2)) {
            std::cmp::Ordering::Less => theme::DOWN,
            std::cmp::Ordering::Equal => theme::SAME,
            std::cmp::Ordering::Greater => theme::UP,
        });
        let is_lit = chosen.is_none_or(|(from, to)| (from..=to).contains(&i));
        painter.rect_filled(bar, 1.0, color.gamma_multiply(if is_lit { 1.0 } else { 0.3 }));
    }
    if let Some((from, to)) = chosen {
        let x = |bar: usize| area.left() + bar as f32 * width;
        let band = Rect::from_x_y_ranges(x(from)..=x(to + 1), area.y_range());
        let stroke = Stroke::new(1.2, theme::color(theme::ACCENT));
        painter.rect_stroke(band, 2.0, stroke, egui::StrokeKind::Inside);
    }
    let font = FontId::proportional(10.5);
    let tick = |x: f32, align: Align2, text: String| {
        painter.text(pos2(x, outer.bottom()), align, text, font.clone(), dim());
    };
    tick(area.left(), Align2::LEFT_BOTTOM, format!("−{scale}"));
    tick(area.center().x, Align2::CENTER_BOTTOM, "0".into());
    tick(area.right(), Align2::RIGHT_BOTTOM, format!("+{scale}"));
    let bar_at = |x: f32| (((x - area.left()) / width) as usize).min(BARS - 1);
    if let Some(at) =
        response.interact_pointer_pos().filter(|_| response.dragged() || response.clicked())
    {
        let began = ui.input(|input| input.pointer.press_origin()).unwrap_or(at);
        let (from, to) = (bar_at(began.x.min(at.x)), bar_at(began.x.max(at.x)));
        let is_off = response.clicked() && chosen == Some((from, to));
        let filter = (!is_off).then(|| range(from, to, scale));
        panel.commands.push(AppCommand::FilterEdges(filter));
    }
    if !response.dragged() {
        response.on_hover_text_at_pointer(
            "Change of each plastic weight, now minus before, in units of weight; the ends hold all that \
             lies beyond. Heights grow with the square root of the count. Drag over bars, or click one, to \
             light those edges alone; click it again for all.",
        );
    }
}

/// The bar that a change falls in.
fn bar_of(change: f32, scale: f32) -> usize {
    let bar = (change / scale.max(f32::MIN_POSITIVE) * HALF).round();
    (bar.clamp(-HALF, HALF) + HALF) as usize
}

/// The changes of bars `from` to `to`; the outermost bars have no end.
fn range(from: usize, to: usize, scale: f32) -> EdgeFilter {
    let edge = |bar: f32| (bar - HALF) / HALF * scale;
    EdgeFilter::Range(
        if from == 0 { f32::NEG_INFINITY } else { edge(from as f32 - 0.5) },
        if to == BARS - 1 { f32::INFINITY } else { edge(to as f32 + 0.5) },
    )
}

fn share_rows(ui: &mut Ui, model: &Model, panel: &mut Panel, shares: &Shares) {
    for ((kind, name, color, tip), share) in KINDS.into_iter().zip(shares.kinds) {
        let (row, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::click());
        let filter = EdgeFilter::Kind(kind);
        let is_chosen = model.selection.filter == Some(filter);
        let painter = ui.painter();
        if is_chosen || response.hovered() {
            let shade = Color32::from_white_alpha(if is_chosen { 22 } else { 10 });
            painter.rect_filled(row.expand2(vec2(4.0, 1.0)), 3.0, shade);
        }
        let bar = Rect::from_min_size(row.min + vec2(0.0, 14.0), vec2(row.width() * share, 3.0));
        painter.rect_filled(bar, 1.5, theme::color(color));
        let font = FontId::proportional(12.5);
        let ink = if is_chosen { theme::color(theme::ACCENT) } else { dim() };
        painter.text(row.left_top(), Align2::LEFT_TOP, name, font.clone(), ink);
        let percent = format!("{:.1} %", share * 100.0);
        painter.text(row.right_top(), Align2::RIGHT_TOP, percent, font, theme::color(theme::TEXT));
        if response.clicked() {
            panel.commands.push(AppCommand::FilterEdges((!is_chosen).then_some(filter)));
        }
        response
            .on_hover_text(format!("{tip}. Click to light these edges alone, and again for all."));
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
        let pairs = [(0.1, 0.2), (0.1, 0.05), (0.1, -0.05), (0.3, -0.1), (0.4, 0.4)];
        let shares = Shares::gather(pairs.into_iter(), 0.1);
        assert_eq!(shares.kinds, [0.2, 0.2, 0.4, 0.2], "up, down, turned inhibitory, same");
        assert_eq!(shares.histogram.iter().sum::<u32>(), 5);
        assert_eq!(shares.histogram[BARS / 2], 1);
        assert_eq!((shares.histogram[0], shares.histogram[BARS - 1]), (2, 1), "ends hold the rest");
    }

    #[test]
    fn bars_and_ranges_agree() {
        let scale = 0.2;
        for bar in 0..BARS {
            let filter = range(bar, bar, scale);
            let change = (bar as f32 - HALF) / HALF * scale;
            assert!(filter.keeps(1.0, 1.0 + change), "bar {bar}");
            assert_eq!(bar_of(change, scale), bar);
            let EdgeFilter::Range(from, to) = filter else { panic!("a range") };
            assert_eq!((bar_of(from + 1e-5, scale), bar_of(to - 1e-5, scale)), (bar, bar));
        }
        assert!(range(0, 2, scale).keeps(5.0, -5.0), "the ends hold all that lies beyond");
    }
}
