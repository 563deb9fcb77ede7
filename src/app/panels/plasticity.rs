//! Weights: how they have moved by the time shown, and one [`edge`]'s traces.

use super::{Model, Panel, dim, explain_above, title, within};
use crate::analysis::EdgeChange;
use crate::app::command::SelectCommand;
use crate::app::edge_filter::EdgeFilter;
use crate::app::panels::room::GUTTER;
use crate::app::theme;
use crate::experiments::words::{count, number, short};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rect, Response, RichText, Sense, Stroke, Ui, Vec2, WidgetText,
    pos2, vec2,
};

mod edge;

/// Bars of the histogram: odd, so that one is for "no change".
const BARS: usize = 41;
/// Bars to each side of that one.
const HALF: f32 = (BARS / 2) as f32;
/// Height of a row of shares, logical pixels.
const ROW: f32 = 17.0;
/// Kinds of change: name, colour, what it is.
const KINDS: [(EdgeChange, &str, theme::Rgb, &str); 4] = [
    (EdgeChange::Up, "up", theme::UP, "Stronger than before"),
    (EdgeChange::Down, "down", theme::DOWN, "Weaker than before"),
    (EdgeChange::Flipped, "changed sign", theme::INHIBITORY, FLIPPED),
    (EdgeChange::Same, "same", theme::SAME, "As before, to 1/4096 of a weight"),
];
/// Of edges whose weight changed its sign.
const FLIPPED: &str = "Excited before and inhibits now, or the other way round";

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
            let kind = EdgeChange::of(initial, now);
            let place = KINDS.iter().position(|(known, ..)| *known == kind);
            counts[place.expect("every kind is there")] += 1;
            let bar = ((now - initial) / scale.max(f32::MIN_POSITIVE) * HALF).round();
            histogram[(bar.clamp(-HALF, HALF) + HALF) as usize] += 1;
        }
        let total = counts.iter().sum::<u32>().max(1) as f32;
        Shares { kinds: counts.map(|c| c as f32 / total), histogram }
    }
}

/// Draws the panel: what became of all weights below the left panel, one edge below the raster.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let session = &*model.session;
    if session.network.plastic_edges().is_empty() {
        title(ui, "Weights");
        ui.label(
            RichText::new(
                "The weights of this preset do not change: only the order of arrivals counts.",
            )
            .color(dim()),
        );
        return;
    }
    let [left, right] = columns(ui, panel);
    within(ui, left, |ui| changes(ui, model, panel));
    within(ui, right, |ui| edge::show(ui, model, panel));
}

/// The place below the left panel, and that below what is drawn over time, with a line between them.
pub fn columns(ui: &Ui, panel: &Panel) -> [Rect; 2] {
    let whole = ui.max_rect();
    let border = panel.time.min - GUTTER - 12.0;
    let line = Stroke::new(1.0, theme::color(theme::HAIRLINE));
    ui.painter().vline(border, whole.expand(8.0).y_range(), line);
    [
        Rect::from_min_max(whole.min, pos2(border - 12.0, whole.bottom())),
        Rect::from_min_max(pos2(border + 12.0, whole.top()), whole.max),
    ]
}

/// Explains something in a column of the panel, above the column: what belongs to it stays free, and so does
/// the raster above.
pub fn above_column(response: &Response, column: Rect, panel: &Panel, text: impl Into<WidgetText>) {
    if column.left() > panel.time.min - GUTTER - 1.0 {
        panel.explain(response, text);
        return;
    }
    let place = Rect::from_x_y_ranges(column.x_range(), column.top()..=response.rect.bottom());
    explain_above(response, place, text);
}

/// Histogram and shares of what became of the weights; both choose which edges are lit.
pub fn changes(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let session = &*model.session;
    let shares = Shares::gather(session.weight_pairs(), session.change_scale);
    let edges = session.weight_pairs().count();
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.spacing_mut().interact_size.y = ROW;
    ui.horizontal(|ui| {
        title(ui, "Weights");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(count(edges, "edge")).size(11.5).color(dim())).on_hover_text(
                match session.learnt.is_some() {
                    true => "Edges of the network: all of them learnt",
                    false => "Edges that can change while an image is shown (plastic edges)",
                },
            );
        });
    });
    let rows = KINDS.len().div_ceil(2) as f32 * (ROW + ui.spacing().item_spacing.y);
    let size = vec2(ui.available_width(), (ui.available_height() - rows).max(32.0));
    histogram(ui, model, panel, &shares, size);
    share_rows(ui, model, panel, &shares);
}

fn histogram(ui: &mut Ui, model: &Model, panel: &mut Panel, shares: &Shares, size: Vec2) {
    let scale = model.session.change_scale;
    let column = ui.max_rect();
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
    tick(area.left(), Align2::LEFT_BOTTOM, format!("−{}", short(scale)));
    tick(area.center().x, Align2::CENTER_BOTTOM, "0".into());
    tick(area.right(), Align2::RIGHT_BOTTOM, format!("+{}", short(scale)));
    let bar_at = |x: f32| (((x - area.left()) / width) as usize).min(BARS - 1);
    if let Some(at) =
        response.interact_pointer_pos().filter(|_| response.dragged() || response.clicked())
    {
        let began = ui.input(|input| input.pointer.press_origin()).unwrap_or(at);
        let (from, to) = (bar_at(began.x.min(at.x)), bar_at(began.x.max(at.x)));
        let is_off = response.clicked() && chosen == Some((from, to));
        let filter = (!is_off).then(|| range(from, to, scale));
        panel.push(SelectCommand::Edges(filter));
    }
    if !response.dragged() {
        above_column(
            &response,
            column,
            panel,
            "EdgeChange of each plastic weight, now minus before, in units of weight; the ends hold all that \
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

/// Two rows of two: the longer names need the wider column.
fn share_rows(ui: &mut Ui, model: &Model, panel: &mut Panel, shares: &Shares) {
    let all: Vec<_> = KINDS.into_iter().zip(shares.kinds).collect();
    let width = ui.available_width() - 12.0;
    let columns = [(width * 0.6).floor(), (width * 0.4).floor()];
    let whole = ui.max_rect();
    for row in [[all[2], all[3]], [all[0], all[1]]] {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            for (((kind, name, color, tip), share), width) in row.into_iter().zip(columns) {
                let (area, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::click());
                let filter = EdgeFilter::Kind(kind);
                let is_chosen = model.selection.filter == Some(filter);
                let painter = ui.painter();
                if is_chosen || response.hovered() {
                    let shade = Color32::from_white_alpha(if is_chosen { 22 } else { 10 });
                    painter.rect_filled(area.expand2(vec2(3.0, 1.0)), 3.0, shade);
                }
                let bar = vec2(area.width() * share, 2.0);
                let bar = Rect::from_min_size(area.left_bottom() - vec2(0.0, 2.0), bar);
                painter.rect_filled(bar, 1.0, theme::color(color));
                let font = FontId::proportional(11.5);
                let ink = if is_chosen { theme::color(theme::ACCENT) } else { dim() };
                painter.text(area.left_top(), Align2::LEFT_TOP, name, font.clone(), ink);
                let percent = format!("{} %", number(share * 100.0, 1));
                let ink = theme::color(theme::TEXT);
                painter.text(area.right_top(), Align2::RIGHT_TOP, percent, font, ink);
                if response.clicked() {
                    let filter = (!is_chosen).then_some(filter);
                    panel.push(SelectCommand::Edges(filter));
                }
                let text = format!(
                    "{tip}. Share of all edges that can change. Click to light these edges alone, and again \
                     for all."
                );
                above_column(&response, whole, panel, text);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edge_is_counted_once() {
        let pairs = [(0.1, 0.2), (0.1, 0.05), (0.1, -0.05), (0.3, -0.1), (0.4, 0.4)];
        let shares = Shares::gather(pairs.into_iter(), 0.1);
        assert_eq!(shares.kinds, [0.2, 0.2, 0.4, 0.2], "up, down, changed sign, same");
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
