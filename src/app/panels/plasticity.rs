//! Weights: how they have moved by the time shown, and one [`edge`]'s traces.

use super::{Model, Panel, dim, explain_above, title, within};
use crate::app::command::SelectCommand;
use crate::app::panels::room::GUTTER;
use crate::app::theme;
use crate::app::views::plasticity::{BARS, KindView, WeightsView, bar_color};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rect, Response, RichText, Sense, Stroke, Ui, Vec2, WidgetText,
    pos2, vec2,
};

mod edge;

/// Height of a row of shares, logical pixels.
const ROW: f32 = 17.0;

/// Draws the panel: what became of all weights below the left panel, one edge below the raster.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let view = WeightsView::gather(model);
    if let Some(words) = view.fixed {
        title(ui, "Weights");
        ui.label(RichText::new(words).color(dim()));
        return;
    }
    let [left, right] = columns(ui, panel);
    within(ui, left, |ui| weights(ui, &view, panel));
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
    weights(ui, &WeightsView::gather(model), panel);
}

fn weights(ui: &mut Ui, view: &WeightsView, panel: &mut Panel) {
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.spacing_mut().interact_size.y = ROW;
    ui.horizontal(|ui| {
        title(ui, "Weights");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(&view.edges).size(11.5).color(dim()))
                .on_hover_text(view.edges_tip);
        });
    });
    let rows = view.kinds.len().div_ceil(2) as f32 * (ROW + ui.spacing().item_spacing.y);
    let size = vec2(ui.available_width(), (ui.available_height() - rows).max(32.0));
    histogram(ui, view, panel, size);
    share_rows(ui, view, panel);
}

fn histogram(ui: &mut Ui, view: &WeightsView, panel: &mut Panel, size: Vec2) {
    let column = ui.max_rect();
    let (outer, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let painter = ui.painter_at(outer);
    let area = Rect::from_min_max(outer.min, outer.max - vec2(0.0, 15.0));
    painter.rect_filled(area, 4.0, theme::color(theme::WELL));
    let most = view.histogram.iter().copied().max().unwrap_or(1).max(1) as f32;
    let width = area.width() / BARS as f32;
    let chosen = view.chosen_bars;
    for (i, &count) in view.histogram.iter().enumerate() {
        if count == 0 {
            continue;
        }
        // The root keeps the few that moved visible beside the many that did not.
        let height = (count as f32 / most).sqrt() * (area.height() - 6.0);
        let min = pos2(area.left() + i as f32 * width + 1.0, area.bottom() - height.max(1.5));
        let bar = Rect::from_min_max(min, pos2(min.x + width - 1.5, area.bottom()));
        let color = theme::color(bar_color(i));
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
    let tick = |x: f32, align: Align2, text: &str| {
        painter.text(pos2(x, outer.bottom()), align, text, font.clone(), dim());
    };
    let [least, none, greatest] = &view.marks;
    tick(area.left(), Align2::LEFT_BOTTOM, least);
    tick(area.center().x, Align2::CENTER_BOTTOM, none);
    tick(area.right(), Align2::RIGHT_BOTTOM, greatest);
    let bar_at = |x: f32| (((x - area.left()) / width) as usize).min(BARS - 1);
    if let Some(at) =
        response.interact_pointer_pos().filter(|_| response.dragged() || response.clicked())
    {
        let began = ui.input(|input| input.pointer.press_origin()).unwrap_or(at);
        let (from, to) = (bar_at(began.x.min(at.x)), bar_at(began.x.max(at.x)));
        let is_off = response.clicked() && chosen == Some((from, to));
        let filter = (!is_off).then(|| view.range(from, to));
        panel.push(SelectCommand::Edges(filter));
    }
    if !response.dragged() {
        above_column(
            &response,
            column,
            panel,
            "Change of each plastic weight, now minus before, in units of weight; the ends hold all that \
             lies beyond. Heights grow with the square root of the count. Drag over bars, or click one, to \
             light those edges alone; click it again for all.",
        );
    }
}

/// Two rows of two: the longer names need the wider column.
fn share_rows(ui: &mut Ui, view: &WeightsView, panel: &mut Panel) {
    let [up, down, flipped, same] = &view.kinds;
    let width = ui.available_width() - 12.0;
    let columns = [(width * 0.6).floor(), (width * 0.4).floor()];
    let whole = ui.max_rect();
    for row in [[flipped, same], [up, down]] {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            for (kind, width) in row.into_iter().zip(columns) {
                let response = share(ui, kind, width);
                if response.clicked() {
                    panel.push(SelectCommand::Edges(kind.after_click));
                }
                above_column(&response, whole, panel, kind.tip.as_str());
            }
        });
    }
}

fn share(ui: &mut Ui, kind: &KindView, width: f32) -> Response {
    let (area, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::click());
    let painter = ui.painter();
    if kind.is_chosen || response.hovered() {
        let shade = Color32::from_white_alpha(if kind.is_chosen { 22 } else { 10 });
        painter.rect_filled(area.expand2(vec2(3.0, 1.0)), 3.0, shade);
    }
    let bar = vec2(area.width() * kind.share, 2.0);
    let bar = Rect::from_min_size(area.left_bottom() - vec2(0.0, 2.0), bar);
    painter.rect_filled(bar, 1.0, theme::color(kind.color));
    let font = FontId::proportional(11.5);
    let ink = if kind.is_chosen { theme::color(theme::ACCENT) } else { dim() };
    painter.text(area.left_top(), Align2::LEFT_TOP, kind.name, font.clone(), ink);
    let ink = theme::color(theme::TEXT);
    painter.text(area.right_top(), Align2::RIGHT_TOP, &kind.percent, font, ink);
    response
}
