//! The neurons of a circuit over time, one under the other: spikes, refractory periods, arrivals, potentials against their
//! thresholds. A click or a drag goes to a time.

use super::axis::Scale;
use super::{Model, Panel, dim, title};
use crate::app::command::{SelectCommand, TimeCommand};
use crate::app::session::nice;
use crate::app::theme;
use crate::app::views::circuit::{ArrivalView, CircuitView, TraceRow, WeightRow, row_count};
use crate::experiments::words::{number, short};
use crate::runtime::Fate;
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Painter, Rangef, Rect, Sense, Shape, Stroke, Ui, pos2, vec2,
};
use std::sync::Arc;

/// Height of a row that has room, and the least, points.
const ROW: f32 = 48.0;
const ROW_MIN: f32 = 18.0;
/// Room below, for times.
const TIMES: f32 = 18.0;
/// What stands around the traces in their panel.
const AROUND: f32 = 40.0;
/// Room for names.
pub const NAMES: f32 = 76.0;
/// Room above the threshold, as a share of a row.
const OVER: f32 = 0.3;
/// A potential so far below its rest is drawn, in thresholds.
const LOWEST: f32 = 2.0;
/// So near the pointer, an arrival is explained, points.
const NEAR: f32 = 7.0;

/// The traces of a presentation, as far as it is known.
#[derive(Default)]
struct Kept(Option<Arc<CircuitView>>);

/// Height that the traces of a circuit want, within a share of a window.
pub fn height(model: &Model, most: f32) -> f32 {
    let rows = row_count(&model.session) as f32;
    let least = (rows * ROW_MIN + TIMES).min(most);
    (rows * ROW + TIMES).clamp(least, most.max(least))
}

/// Height of the panel below the views.
pub fn panel_height(model: &Model) -> f32 {
    height(model, f32::INFINITY) + AROUND
}

/// Draws the panel below the views.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    title(ui, "Circuit");
    let area = ui.available_rect_before_wrap();
    let time = Rangef::new(area.left() + NAMES, area.right() - 14.0);
    traces(ui, model, area, time, panel);
}

/// Draws the traces, the presentation from the left to the right of `time`.
pub fn traces(ui: &mut Ui, model: &Model, area: Rect, time: Rangef, panel: &mut Panel) {
    // Put together once for each presentation: of a long one there is much.
    let kept = panel.ui_state.of::<Kept>();
    if kept.0.as_ref().is_none_or(|view| view.of != CircuitView::key(model)) {
        kept.0 = Some(Arc::new(CircuitView::gather(model)));
    }
    let Some(view) = kept.0.clone() else { return };
    let now_ms = model.playback.now_ms;
    let response = ui.allocate_rect(area, Sense::click_and_drag());
    let painter = ui.painter_at(area);
    painter.rect_filled(area, 4.0, theme::color(theme::WELL));
    let rows = Rect::from_x_y_ranges(time, area.top() + 2.0..=area.bottom() - TIMES);
    let scale = Scale::of(&model.session, time);
    let height = rows.height() / (view.rows.len() + view.weights.len()).max(1) as f32;
    let mut near: Option<(f32, &ArrivalView)> = None;
    let mut weight_tip = None;
    for (i, row) in view.rows.iter().enumerate() {
        let top = rows.top() + i as f32 * height;
        let place = Rect::from_x_y_ranges(time, top + 1.0..=top + height - 1.0);
        let is_selected = model.selection.neuron == Some(row.neuron);
        draw_row(&painter, row, place, area.left(), is_selected, &scale);
        if let Some(pointer) = response.hover_pos().filter(|at| place.y_range().contains(at.y)) {
            for arrival in &row.arrivals {
                let off = (scale.x(arrival.at_ms) - pointer.x).abs();
                if off < near.map_or(NEAR, |(least, _)| least) {
                    near = Some((off, arrival));
                }
            }
        }
    }
    for (i, row) in (view.rows.len()..).zip(&view.weights) {
        let top = rows.top() + i as f32 * height;
        let place = Rect::from_x_y_ranges(time, top + 1.0..=top + height - 1.0);
        let shown = draw_weight(&painter, row, place, area.left(), now_ms, &scale);
        if response.hover_pos().is_some_and(|at| place.y_range().contains(at.y)) {
            weight_tip = Some(shown);
        }
    }
    times(&painter, &view, area, &scale);
    scale.ahead(&painter, now_ms, rows);
    scale.cursor(&painter, now_ms, rows);
    let knob = pos2(scale.x(now_ms), rows.top());
    painter.circle_filled(knob, 3.5, theme::color(theme::ACCENT));
    let tip = weight_tip.or(near.map(|(_, arrival)| arrival.tip.clone()));
    act(&response, &view, rows, &scale, tip, panel);
}

/// A name selects its neuron, the rest goes to a time.
fn act(
    response: &egui::Response,
    view: &CircuitView,
    rows: Rect,
    scale: &Scale,
    tip: Option<String>,
    panel: &mut Panel,
) {
    if let Some(at) = response.interact_pointer_pos() {
        let all = view.rows.len() + view.weights.len();
        let row = (at.y - rows.top()) / rows.height() * all as f32;
        if at.x < rows.left() {
            let row = (row.max(0.0) as usize, response.clicked());
            let neuron = view.rows.get(row.0).filter(|_| row.1);
            let edge = row.0.checked_sub(view.rows.len()).and_then(|at| view.weights.get(at));
            let edge = edge.filter(|_| row.1);
            let neuron = neuron.map(|row| SelectCommand::Neuron(Some(row.neuron)).into());
            let edge = edge.map(|row| SelectCommand::Edge(Some(row.edge)).into());
            panel.commands.extend(neuron.or(edge));
        } else if response.dragged() || response.clicked() {
            panel.push(TimeCommand::Seek(scale.ms(at.x)));
        }
    }
    if !response.dragged() {
        let general = "A bar is a spike, the band behind it the refractory period. Marks below are arrivals: amber ones \
                       excite, blue ones inhibit, crosses came too early and are lost. A line is the potential, dashes its \
                       threshold. Drag to go to a time, click a name to select its neuron.";
        panel.explain(response, tip.unwrap_or_else(|| general.to_owned()));
    }
}

fn draw_row(
    painter: &Painter,
    row: &TraceRow,
    place: Rect,
    left: f32,
    is_selected: bool,
    scale: &Scale,
) {
    let x = |ms| scale.x(ms);
    let ink = theme::color(theme::TEXT);
    painter.hline(place.x_range(), place.bottom(), Stroke::new(1.0, theme::color(theme::HAIRLINE)));
    let band = theme::color(theme::RAISED);
    for &fired in &row.fired_ms {
        let until = x(fired + row.refractory_ms).min(place.right());
        painter.rect_filled(Rect::from_x_y_ranges(x(fired)..=until, place.y_range()), 0.0, band);
    }
    // One that nothing reaches has no potential to speak of.
    if !row.potential.is_empty() && !row.arrivals.is_empty() {
        // Inhibition takes a potential below its rest: so far, all of it is seen.
        let lowest = row.potential.iter().map(|point| point[1] as f32).fold(0.0, f32::min);
        let (low, high) = (lowest.max(-LOWEST), 1.0 / (1.0 - OVER));
        let y = |share: f64| {
            let share = (share as f32).clamp(low, high);
            place.bottom() - (share - low) / (high - low) * place.height()
        };
        let threshold = [pos2(place.left(), y(1.0)), pos2(place.right(), y(1.0))];
        painter.extend(Shape::dashed_line(&threshold, Stroke::new(1.0, dim()), 4.0, 4.0));
        let points = row.potential.iter().map(|&[ms, share]| pos2(x(ms), y(share))).collect();
        painter.add(Shape::line(points, Stroke::new(1.5, ink)));
    }
    let mut last: Option<egui::Pos2> = None;
    for arrival in &row.arrivals {
        let at = pos2(x(arrival.at_ms), place.bottom() - 5.0);
        // What arrives at once stands one above the other.
        let at = match last {
            Some(last) if (last.x - at.x).abs() < 0.5 => last - vec2(0.0, 9.0),
            _ => at,
        };
        last = Some(at);
        draw_arrival(painter, arrival, at);
    }
    for &fired in &row.fired_ms {
        painter.vline(x(fired), place.y_range(), Stroke::new(2.0, Color32::WHITE));
    }
    let color = if is_selected { theme::color(theme::ACCENT) } else { ink };
    draw_name(painter, &row.name, 13.0, color, [left, place.left()], place.center().y);
}

/// A name before a row, cut where there is no room.
fn draw_name(
    painter: &Painter,
    name: &str,
    size: f32,
    color: Color32,
    [left, right]: [f32; 2],
    middle: f32,
) {
    let room = right - left - 14.0;
    let font = theme::heading(size);
    let mut job = egui::text::LayoutJob::simple_singleline(name.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.max(8.0));
    let words = painter.layout_job(job);
    let at = pos2(right - 8.0 - words.size().x, middle - words.size().y / 2.0);
    painter.galley(at, words, color);
}

/// The weight of an edge from its start on, and what it is at the time that is shown; the same in words.
fn draw_weight(
    painter: &Painter,
    row: &WeightRow,
    place: Rect,
    left: f32,
    now_ms: f64,
    scale: &Scale,
) -> String {
    painter.hline(place.x_range(), place.bottom(), Stroke::new(1.0, theme::color(theme::HAIRLINE)));
    let weights = || row.steps.iter().map(|step| step[1]);
    let low = weights().fold(0.0, f64::min);
    let high = weights().fold(low + 0.1, f64::max) * 1.2;
    let y = |weight: f64| {
        place.bottom() - 2.0 - ((weight - low) / (high - low)) as f32 * (place.height() - 4.0)
    };
    let first = row.steps[0][1];
    let now =
        row.steps.iter().take_while(|step| step[0] <= now_ms).last().map_or(first, |step| step[1]);
    let color = theme::color(if now >= first { theme::UP } else { theme::DOWN });
    let mut line: Vec<egui::Pos2> = Vec::with_capacity(2 * row.steps.len());
    for &[ms, weight] in &row.steps {
        let before = line.last().map(|last| pos2(scale.x(ms), last.y));
        line.extend(before);
        line.push(pos2(scale.x(ms), y(weight)));
    }
    line.extend(line.last().map(|last| pos2(place.right(), last.y)));
    painter.add(Shape::line(line, Stroke::new(1.5, color)));
    draw_name(painter, &row.name, 11.0, dim(), [left, place.left()], place.center().y);
    let number = |weight: f64| number(weight, 2);
    let font = FontId::proportional(11.0);
    let words = painter.layout_no_wrap(number(now), font, color);
    let beside = scale.x(now_ms) + 5.0;
    let left = beside.min(place.right() - words.size().x - 2.0);
    let top = (y(now) - words.size().y - 1.0).max(place.top());
    painter.galley(pos2(left, top), words, color);
    format!(
        "The weight of {}: {} at the start, {} at the time that is shown. STDP moves it at each pair of spikes.",
        row.name,
        number(first),
        number(now)
    )
}

/// A mark where a signal arrives: what came too early is crossed out, what won is ringed.
fn draw_arrival(painter: &Painter, arrival: &ArrivalView, at: egui::Pos2) {
    let color = match arrival.excites {
        true => theme::color(theme::EXCITATORY),
        false => theme::color(theme::INHIBITORY),
    };
    match arrival.fate {
        Fate::TooEarly(_) => {
            let stroke = Stroke::new(1.5, dim());
            let (a, b) = (vec2(3.5, 3.5), vec2(3.5, -3.5));
            painter.line_segment([at - a, at + a], stroke);
            painter.line_segment([at - b, at + b], stroke);
        }
        Fate::Won => {
            painter.circle_filled(at, 4.0, color);
            painter.circle_stroke(at, 5.5, Stroke::new(1.5, Color32::WHITE));
        }
        Fate::Added => drop(painter.circle_filled(at, 3.5, color)),
    }
}

/// Times below the rows.
fn times(painter: &Painter, view: &CircuitView, area: Rect, scale: &Scale) {
    let each = f64::from(nice(view.duration_ms as f32 / 6.0));
    let marks = (0..).map(|i| f64::from(i) * each).take_while(|ms| *ms <= view.duration_ms * 1.001);
    let mut until = f32::NEG_INFINITY;
    for ms in marks {
        let text = format!("{} ms", short(ms));
        let words = painter.layout_no_wrap(text, FontId::proportional(11.0), dim());
        let left = (scale.x(ms) - words.size().x / 2.0).min(area.right() - words.size().x - 2.0);
        if left > until {
            until = left + words.size().x + 8.0;
            painter.galley(pos2(left, area.bottom() - words.size().y - 2.0), words, dim());
        }
    }
    let more = (view.more > 0).then(|| format!("and {} more", view.more));
    let cut = view.cut_ms.map(|ms| format!("marks end at {} ms: too many", short(ms)));
    if let Some(text) = cut.or(more) {
        let at = area.left_bottom() + vec2(6.0, -3.0);
        painter.text(at, Align2::LEFT_BOTTOM, text, FontId::proportional(11.0), dim());
    }
}
