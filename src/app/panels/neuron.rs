//! The selected neuron: what it is, and the race of signals for it around the time shown.

use super::{Model, Panel, dim};
use crate::app::command::SelectCommand;
use crate::app::session::Session;
use crate::app::theme;
use crate::experiments::words::{count, number, short, signed};
use crate::runtime::{Fate, Runner, race};
use crate::sim::{EdgeId, LengthUnit, NeuronId, Role, Sheet, Ticks};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rect, RichText, Sense, Stroke, Ui, pos2, vec2,
};

/// The race shows so much time before and after the cursor, ms.
const SPAN_MS: f64 = 8.0;
/// A signal in it is pointed at from so far, points.
const REACH: f32 = 8.0;

/// Steps of a path back to the image that are written at each of its ends.
const STEPS_SHOWN: usize = 3;

/// Height of a row of the table of edges, logical pixels.
const ROW_HEIGHT: f32 = 18.0;

/// Draws the selected neuron's part of the left panel.
pub fn show(ui: &mut Ui, model: &Model, neuron: NeuronId, panel: &mut Panel) {
    let session = &*model.session;
    ui.horizontal(|ui| {
        ui.label(RichText::new(name(session, neuron)).font(theme::heading(14.0))).on_hover_text(
            "Neurons are numbered after the pixels. What most of a neuron's outgoing edges do gives its kind.",
        );
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.small_button("✖").on_hover_text("Deselect (Esc)").clicked() {
                panel.push(SelectCommand::Neuron(None));
            }
        });
    });
    ui.spacing_mut().item_spacing.y = 3.0;
    facts(ui, session, model.playback.now_ms, neuron);
    if session.is_path_model() {
        way_back(ui, session, model.playback.now_ms, neuron);
    }
    if session.network.role(neuron) != Role::Input {
        race_chart(ui, session, model.playback.now_ms, neuron);
        recurrent_rows(ui, model, neuron, panel);
    }
}

/// A card over the views.
pub fn card() -> egui::Frame {
    egui::Frame::new()
        .fill(Color32::from_rgb(0x10, 0x14, 0x1C))
        .stroke(Stroke::new(1.0, theme::color(theme::HAIRLINE)))
        .corner_radius(8)
        .inner_margin(12)
}

/// A neuron's name: pixel by row and column, others by number and kind.
pub fn name(session: &Session, neuron: NeuronId) -> String {
    let n = neuron.0;
    match session.network.role(neuron) {
        Role::Input => match session.network.sheet() {
            Some(Sheet { width, .. }) => {
                let pixel = neuron.index();
                format!("Pixel row {}, column {}", pixel / width, pixel % width)
            }
            None => format!("Input {n}"),
        },
        Role::Excitatory => format!("Neuron {n}, excitatory"),
        Role::Inhibitory => format!("Neuron {n}, inhibitory"),
    }
}

/// What a neuron is doing at a time.
pub fn state(session: &Session, now_ms: f64, neuron: NeuronId) -> String {
    let tick = session.network.tick();
    let now = session.tick_at(now_ms);
    let Some(last) = session.record.last_spike(neuron, now) else {
        let record = &session.record;
        let never = record.is_complete() && record.spikes_of(neuron).is_empty();
        return if never { "does not fire" } else { "has not fired yet" }.into();
    };
    let since_ms = number(tick.to_ms(now - last), 1);
    let left = session.network.refractory(neuron).since(now.since(last));
    if left > Ticks(0) {
        let left_ms = number(tick.to_ms(left), 1);
        format!("fired {since_ms} ms ago, refractory for {left_ms} ms more")
    } else {
        format!("ready; fired {since_ms} ms ago")
    }
}

/// Where a neuron is, in words: over the sheet by column and row, elsewhere by its coordinates.
pub fn place(session: &Session, neuron: NeuronId) -> String {
    let network = &session.network;
    let [x, y, z] = network.position(neuron).map(f64::from);
    let unit = network.length_unit().symbol();
    if network.role(neuron) == Role::Input && network.length_unit() == LengthUnit::Pixel {
        return "a pixel of the sheet".into();
    }
    let Some(footprint) = network.footprint(neuron) else {
        let [x, y, z] = [x, y, z].map(|value| number(value, 1));
        return format!("{x} {unit} to the right, {y} {unit} to the front, {z} {unit} up");
    };
    let [cx, cy] = footprint.centre.map(f64::from);
    let aside = |by: f64, less: &str, more: &str| {
        let way = if by < 0.0 { less } else { more };
        format!("{} {unit} {way}", number(by.abs(), 1))
    };
    format!(
        "looks at column {}, row {} of the sheet\nfrom {}, {} and {} {unit} above it",
        number(cx, 1),
        number(cy, 1),
        aside(x - cx, "to the left", "to the right"),
        aside(y - cy, "up", "down"),
        number(z, 1)
    )
}

fn facts(ui: &mut Ui, session: &Session, now_ms: f64, neuron: NeuronId) {
    ui.label(RichText::new(place(session, neuron)).size(12.0).color(dim())).on_hover_text(
        "Columns and rows are counted from the sheet's upper left, from 0. A neuron stands to one side of \
         what it looks at, so that strokes along that direction reach it at once.",
    );
    let spikes = count(session.record.spikes_of(neuron).len(), "spike");
    let text = format!("{spikes} in all; {}", state(session, now_ms, neuron));
    ui.label(RichText::new(text).size(12.0))
        .on_hover_text("While this image is shown; then what it is doing at the time shown");
}

/// Who won whom, from the neuron's last firing back to the image; the middle of a long way is left out.
fn way_back(ui: &mut Ui, session: &Session, now_ms: f64, neuron: NeuronId) {
    let (network, record) = match &session.learnt {
        Some(learnt) => (&learnt.network, &learnt.record),
        None => (&session.network, &session.record),
    };
    let path = record.ancestry(neuron, session.tick_at(now_ms));
    let Some((first, _)) = path.last() else { return };
    let tick = network.tick();
    let step = |(edge, at): &(EdgeId, Ticks)| {
        format!("{} at {} ms", network.target(*edge).0, number(tick.to_ms(*at), 1))
    };
    let mut steps: Vec<String> = path.iter().map(step).collect();
    if steps.len() > 2 * STEPS_SHOWN {
        let left_out = format!("… {} …", count(steps.len() - 2 * STEPS_SHOWN, "step"));
        steps.splice(STEPS_SHOWN..steps.len() - STEPS_SHOWN, [left_out]);
    }
    let whose = if session.learnt.is_some() { ", after learning" } else { "" };
    let tip = "The temporal path from this neuron's last firing back to the image: neurons, and when they fired";
    ui.label(RichText::new(format!("Who won whom{whose}")).font(theme::heading(12.0)))
        .on_hover_text(tip);
    let pixel = name(session, network.source(*first));
    let text = format!("{} ← {pixel}", steps.join(" ← "));
    ui.label(RichText::new(text).size(12.0).color(dim())).on_hover_text(tip);
}

fn race_chart(ui: &mut Ui, session: &Session, now_ms: f64, neuron: NeuronId) {
    let network = &session.network;
    let tick = network.tick();
    let from = tick.ticks((now_ms - SPAN_MS).max(0.0));
    // What would arrive after the end does not.
    let until = tick.ticks((now_ms + SPAN_MS).min(session.preset.spec().duration_ms));
    let runners = race(&session.record, neuron, from, until);
    ui.label(RichText::new("Race of the signals around now").font(theme::heading(12.0)))
        .on_hover_text(
            "Signals that reach this neuron around the time shown. The first that comes when its refractory \
             time is over can win. In the paper's words (S19): with R̄ the refractory time left and τ̄ the \
             time until a signal arrives, the winner has the smallest τ̄ − R̄ ≥ 0.",
        );
    let (area, response) = ui.allocate_exact_size(vec2(ui.available_width(), 92.0), Sense::hover());
    let painter = ui.painter_at(area);
    painter.rect_filled(area, 4.0, theme::color(theme::WELL));
    let x = |ms: f64| area.center().x + ((ms - now_ms) / SPAN_MS) as f32 * area.width() / 2.0;
    let refractory_ms = tick.to_ms(network.refractory(neuron));
    for &fired in session.record.spikes_of(neuron) {
        let ms = tick.to_ms(fired);
        if (ms - now_ms).abs() > SPAN_MS + refractory_ms {
            continue;
        }
        let shade = Rect::from_x_y_ranges(x(ms)..=x(ms + refractory_ms), area.y_range());
        painter.rect_filled(shade, 0.0, Color32::from_white_alpha(18));
        painter.vline(x(ms), area.y_range(), Stroke::new(1.5, Color32::WHITE));
    }
    let base = area.center().y;
    let scale = runners.iter().map(|r| size(session, r)).fold(1e-6_f32, f32::max);
    for runner in &runners {
        let at = x(tick.to_ms(runner.arrives));
        let weight = session.record.weight_at(runner.edge, runner.arrives);
        let reach = (size(session, runner) / scale).sqrt() * (area.height() / 2.0 - 6.0);
        let (tip, color) = if weight > 0.0 {
            (base - reach, theme::EXCITATORY)
        } else {
            (base + reach, theme::INHIBITORY)
        };
        let (color, width) = match runner.fate {
            Fate::Won => (Color32::WHITE, 2.0),
            Fate::Added => (theme::color(color).gamma_multiply(0.8), 1.0),
            Fate::TooEarly(_) => (theme::color(theme::SAME).gamma_multiply(0.7), 1.0),
        };
        painter.vline(at, base.min(tip)..=base.max(tip), Stroke::new(width, color));
        match runner.fate {
            Fate::Won => {
                painter.circle_filled(pos2(at, tip), 3.0, color);
            }
            Fate::TooEarly(_) => {
                let stroke = Stroke::new(1.0, color);
                painter
                    .line_segment([pos2(at - 2.0, tip - 2.0), pos2(at + 2.0, tip + 2.0)], stroke);
                painter
                    .line_segment([pos2(at - 2.0, tip + 2.0), pos2(at + 2.0, tip - 2.0)], stroke);
            }
            Fate::Added => {}
        }
    }
    painter.vline(area.center().x, area.y_range(), Stroke::new(1.0, theme::color(theme::ACCENT)));
    let font = FontId::proportional(10.5);
    for (place, align, text) in [
        (area.left_bottom(), Align2::LEFT_BOTTOM, format!(" −{} ms", short(SPAN_MS))),
        (area.right_bottom(), Align2::RIGHT_BOTTOM, format!("+{} ms ", short(SPAN_MS))),
        (area.left_top(), Align2::LEFT_TOP, " excites ↑  inhibits ↓".to_owned()),
    ] {
        painter.text(place, align, text, font.clone(), dim());
    }
    let too_early = runners.iter().filter(|r| matches!(r.fate, Fate::TooEarly(_))).count();
    ui.label(
        RichText::new(format!(
            "{} in view, {too_early} too early. White: it fires; shade: refractory, {} ms.",
            count(runners.len(), "signal"),
            short(refractory_ms)
        ))
        .size(11.5)
        .color(dim()),
    )
    .on_hover_text("Signals that arrive in the time above, and the neuron's refractory time R");
    if let Some(at) = response.hover_pos() {
        let off = |r: &Runner| (x(tick.to_ms(r.arrives)) - at.x).abs();
        let near = runners.iter().filter(|runner| off(runner) <= REACH);
        response.on_hover_text(match near.min_by(|a, b| off(a).total_cmp(&off(b))) {
            Some(runner) => words(session, runner),
            None => "No signal arrives here".to_owned(),
        });
    }
}

/// How much a signal delivers.
fn size(session: &Session, runner: &Runner) -> f32 {
    let network = &session.network;
    let weight = session.record.weight_at(runner.edge, runner.arrives);
    let is_input = network.role(network.source(runner.edge)) == Role::Input;
    let efficacy = network.efficacy();
    match () {
        () if is_input => weight.abs(),
        () if weight > 0.0 => weight * efficacy.excitatory,
        () => -weight * efficacy.inhibitory,
    }
}

/// A signal's fate in words.
fn words(session: &Session, runner: &Runner) -> String {
    let network = &session.network;
    let tick = network.tick();
    let source = name(session, network.source(runner.edge));
    let fate = match runner.fate {
        Fate::Won => "Won: it made the neuron fire".to_owned(),
        Fate::Added => "Arrived and counted".to_owned(),
        Fate::TooEarly(by) => {
            format!("Arrived {} ms too early: still refractory", number(tick.to_ms(by), 1))
        }
    };
    format!(
        "{source}\n{fate}.\nDeparted at {} ms, arrived at {} ms; refraction ratio Δ = R / τ = {}",
        number(tick.to_ms(runner.departed), 1),
        number(tick.to_ms(runner.arrives), 1),
        number(runner.refraction_ratio, 2)
    )
}

/// The plastic edges that reach the neuron: last arrival, Δ, fate; a click on a row shows the traces.
fn recurrent_rows(ui: &mut Ui, model: &Model, neuron: NeuronId, panel: &mut Panel) {
    let session = &*model.session;
    let network = &session.network;
    let tick = network.tick();
    let now = session.tick_at(model.playback.now_ms);
    let plastic = network.plastic_edges();
    let edges: Vec<EdgeId> =
        network.incoming(neuron).filter(|e| plastic.contains(&e.index())).take(6).collect();
    if edges.is_empty() {
        return;
    }
    let past = race(&session.record, neuron, Ticks(0), now);
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
        for edge in edges {
            let on = model.selection.edge == Some(edge);
            // The target lies under the words, so that it is the whole row.
            let row = ui.available_rect_before_wrap().with_max_x(right);
            let row = row.with_max_y(row.top() + ROW_HEIGHT).expand2(vec2(2.0, 1.0));
            let target = ui.interact(row, ui.id().with(edge), Sense::click());
            if on || target.hovered() {
                let visuals = ui.visuals();
                let fill = match on {
                    true => visuals.selection.bg_fill,
                    false => visuals.widgets.hovered.weak_bg_fill,
                };
                ui.painter().rect_filled(row, 3.0, fill);
            }
            let source = network.source(edge).0;
            let weight = session.weights.weights()[edge.index()];
            let delay = f64::from(network.delay(edge).0);
            let last = past.iter().rev().find(|r| r.edge == edge);
            let last = last.map_or("none yet".to_owned(), |r| {
                let ago_ms = number(tick.to_ms(now - r.arrives), 1);
                match r.fate {
                    Fate::Won => format!("{ago_ms} ms ago, won"),
                    Fate::Added => format!("{ago_ms} ms ago"),
                    Fate::TooEarly(_) => format!("{ago_ms} ms ago, lost"),
                }
            });
            let ratio = f64::from(network.refractory(neuron).0) / delay;
            for words in [source.to_string(), signed(weight, 3), number(ratio, 2), last] {
                ui.label(RichText::new(words).size(12.0));
            }
            ui.end_row();
            target.widget_info(|| {
                let name = format!("edge from neuron {source}");
                egui::WidgetInfo::selected(egui::WidgetType::SelectableLabel, true, on, name)
            });
            if target.on_hover_text("Show this edge's traces").clicked() {
                panel.push(SelectCommand::Edge((!on).then_some(edge)));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::session::tests::presented;
    use bevy_egui::egui::Shape;

    /// What is drawn of the race, and where.
    fn drawn(session: &Session, now_ms: f64, neuron: NeuronId) -> (Rect, Vec<[egui::Pos2; 2]>) {
        let ctx = egui::Context::default();
        theme::install(&ctx);
        let output = ctx.run_ui(egui::RawInput::default(), |ui| {
            ui.set_max_width(240.0);
            race_chart(ui, session, now_ms, neuron);
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
