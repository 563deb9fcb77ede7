//! The temporal path: how far it has grown, which windows its wins fall in, and the tree that leads to
//! what goes on: who won whom.

use super::axis::TimeAxis;
use super::neuron::name;
use super::plasticity::above_column;
use super::{Model, Panel, dim, fitting, plasticity, title, within};
use crate::analysis::paths::WINDOWS;
use crate::app::command::SelectCommand;
use crate::app::session::Session;
use crate::app::theme;
use crate::experiments::words::{count, number, short, thousands};
use crate::runtime::{Firing, Record, tree};
use crate::sim::{NeuronId, Ticks};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rect, RichText, Sense, Stroke, Ui, pos2, vec2,
};

/// Within this distance of a firing the cursor is on it, logical pixels.
const REACH_PX: f32 = 7.0;

/// The tree of a presentation at a time.
pub struct Grown {
    presentation: u64,
    at: Ticks,
    before: bool,
    tree: Vec<Firing>,
}

/// Draws the panel: growth below the left panel, the tree beside it.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let session = &*model.session;
    let [left, mut right] = plasticity::columns(ui, panel);
    within(ui, left, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        title(ui, "Path");
        growth(ui, session, panel, model.playback.now_ms);
    });
    if session.learnt.is_some() {
        let width = (right.width() * 0.36).clamp(226.0, 260.0);
        let changes = Rect::from_min_size(right.min, vec2(width, right.height()));
        within(ui, changes, |ui| plasticity::changes(ui, model, panel));
        right.min.x += width + 12.0;
        let line = Stroke::new(1.0, theme::color(theme::HAIRLINE));
        ui.painter().vline(right.min.x, right.expand(8.0).y_range(), line);
        right.min.x += 12.0;
    }
    within(ui, right, |ui| growing_tree(ui, model, panel));
}

/// Wins between hidden neurons by a time, and by the end, in each window.
fn wins(record: &Record, now: Ticks) -> [[usize; WINDOWS.len()]; 2] {
    let hidden = record.network().recurrent_edges().start;
    let mut counts = [[0; WINDOWS.len()]; 2];
    for spike in record.spikes() {
        if spike.winner.is_none_or(|edge| edge.index() < hidden) {
            continue;
        }
        let window = WINDOWS.iter().position(|&(end, _)| spike.at.0 < end);
        let window = window.unwrap_or(WINDOWS.len() - 1);
        counts[0][window] += usize::from(spike.at <= now);
        counts[1][window] += 1;
    }
    counts
}

/// Wins in each window, before and after learning, and the cycle.
fn growth(ui: &mut Ui, session: &Session, panel: &Panel, now_ms: f64) {
    let (tick, now) = (session.network.tick(), session.tick_at(now_ms));
    let [so_far, all] = wins(&session.record, now);
    let after = session.learnt.as_ref().map(|learnt| wins(&learnt.record, now));
    for (i, &(end, weight)) in WINDOWS.iter().enumerate() {
        let (row, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
        let painter = ui.painter();
        let bar = |y: f32, wins: usize, color: Color32| {
            let most = all[i].max(after.map_or(0, |[_, all]| all[i])).max(1);
            let base = Rect::from_min_size(row.min + vec2(0.0, y), vec2(row.width(), 2.0));
            painter.rect_filled(base, 1.0, theme::color(theme::HAIRLINE));
            let size = vec2(row.width() * wins as f32 / most as f32, 2.0);
            painter.rect_filled(Rect::from_min_size(base.min, size), 1.0, color);
        };
        bar(14.0, so_far[i], theme::color(theme::EXCITATORY));
        if let Some([after, _]) = after {
            bar(16.5, after[i], theme::color(theme::ACCENT));
        }
        let font = FontId::proportional(12.0);
        let from_ms = if i == 0 { 0.0 } else { tick.ms() * f64::from(WINDOWS[i - 1].0) };
        let name = match end {
            u32::MAX => format!("from {} ms", number(from_ms, 0)),
            end => {
                let to_ms = tick.ms() * f64::from(end);
                format!("{} to {} ms", number(from_ms, 0), number(to_ms, 0))
            }
        };
        painter.text(row.left_top(), Align2::LEFT_TOP, name, font.clone(), dim());
        let text = match after {
            Some([after, _]) => format!("{} → {}", thousands(so_far[i]), thousands(after[i])),
            None => count(so_far[i], "win"),
        };
        painter.text(row.right_top(), Align2::RIGHT_TOP, text, font, theme::color(theme::TEXT));
        let both = match after {
            Some([_, after]) => {
                format!("{} before learning, {} after", thousands(all[i]), thousands(after[i]))
            }
            None => thousands(all[i]),
        };
        let tip = format!(
            "Firings of hidden neurons in this window that a signal from another hidden neuron won; {both} \
             by the end. They are counted by edge; the window's weight in the embedding is {}.",
            short(weight)
        );
        above_column(&response, ui.max_rect(), panel, tip);
    }
    ui.add_space(2.0);
    let learnt = session.learnt.as_ref();
    let both = [
        Some((if learnt.is_some() { "as built: " } else { "" }, &session.record)),
        learnt.map(|learnt| ("learnt: ", &learnt.record)),
    ];
    for (whose, record) in both.into_iter().flatten() {
        let last = record.spikes().last().map(|spike| spike.at);
        let (text, color) = match record.cycle() {
            _ if session.is_blank() => ("no ink, and no path".to_owned(), dim()),
            _ if !record.is_complete() => ("on its way …".to_owned(), dim()),
            Some(cycle) if cycle.is_silent(last) => {
                let last_ms = last.map_or(0.0, |at| tick.to_ms(at));
                (format!("falls silent at {} ms", number(last_ms, 1)), dim())
            }
            Some(cycle) if now >= cycle.begins_at => (
                format!("repeats every {} ms", number(tick.to_ms(cycle.period), 1)),
                theme::color(theme::ACCENT),
            ),
            Some(cycle) => {
                let begins_ms = number(tick.to_ms(cycle.begins_at), 1);
                (format!("enters its cycle at {begins_ms} ms"), dim())
            }
            None => ("comes to no cycle".to_owned(), dim()),
        };
        let text = format!("{whose}{text}");
        let label = ui.label(RichText::new(text).size(12.0).color(color));
        let tip = "Without noise and plasticity the network comes back to a state it was in, and from there on \
                   repeats itself exactly.";
        above_column(&label, ui.max_rect(), panel, tip);
    }
}

fn growing_tree(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let session = &*model.session;
    let shows_before = session.learnt.is_none() || panel.textures.tree_before;
    let (record, network) = match &session.learnt {
        Some(learnt) if !shows_before => (&learnt.record, &learnt.network),
        _ => (&session.record, &session.network),
    };
    let tick = network.tick();
    let now = session.tick_at(model.playback.now_ms);
    // What has fallen silent stays as it was.
    let fired = record.spikes().partition_point(|spike| spike.at <= now);
    let last = record.spikes()[..fired].last().map_or(Ticks(0), |spike| spike.at);
    let (presentation, at) = (record.presentation(), last);
    let kept = panel.textures.of::<Option<Grown>>().take();
    let is_it = |grown: &Grown| {
        (grown.presentation, grown.at, grown.before) == (presentation, at, shows_before)
    };
    let grown = kept.filter(is_it).unwrap_or_else(|| Grown {
        presentation,
        at,
        before: shows_before,
        tree: tree(record, at),
    });
    let firings = &grown.tree;
    ui.horizontal(|ui| {
        title(ui, "Tree");
        if session.learnt.is_some() {
            for (before, text, tip) in [
                (true, "as built", "Of the network before it learnt, G"),
                (false, "learnt", "Of the network after it learnt, G_STDP"),
            ] {
                let on = shows_before == before;
                if ui.selectable_label(on, text).on_hover_text(tip).clicked() {
                    panel.textures.tree_before = before;
                }
            }
        }
        let last = firings.iter().filter(|firing| firing.is_last).count();
        let roots = firings.iter().filter(|firing| firing.cause.is_none()).count();
        let deepest = firings.iter().map(|firing| firing.depth).max().unwrap_or(0);
        if firings.is_empty() {
            return;
        }
        let last = count(last, "last firing");
        let (roots, deepest) = (count(roots, "signal"), count(deepest, "step"));
        let whole = format!("{last} from {roots} of the image, in at most {deepest}");
        let shorter = format!("{last}, {roots}, {deepest}");
        let words = fitting(ui, 12.0, [whole.clone(), shorter, last]);
        let tip = format!(
            "{whole}. Every firing has one cause: the neuron whose signal won. Followed back from each neuron's \
             last firing, causes meet, and end at pixels. What led to nothing that goes on is left out. The \
             last moments are drawn widest."
        );
        panel.explain(&ui.label(words), tip);
    });
    let size = ui.available_size().max(vec2(80.0, 40.0));
    let (area, response) = ui.allocate_exact_size(size, Sense::click());
    let painter = ui.painter_at(area);
    painter.rect_filled(area, 4.0, theme::color(theme::WELL));
    let small = FontId::proportional(10.5);
    if firings.is_empty() {
        let text = if session.is_blank() { "No ink, no path." } else { "Grows as neurons fire." };
        painter.text(area.center(), Align2::CENTER_CENTER, text, FontId::proportional(12.5), dim());
    }
    let inner = area.shrink2(vec2(10.0, 6.0)) - egui::Margin { bottom: 12, ..Default::default() };
    // Branches part in the last moments: those are the widest.
    let axis = TimeAxis::back_from(tick.to_ms(at));
    let x = |then: Ticks| {
        let ago = axis.share(tick.to_ms(at.since(then)));
        inner.right() - inner.width() * ago as f32
    };
    let place = |firing: &Firing| pos2(x(firing.at), inner.top() + inner.height() * firing.row);
    let lit = lit(firings, model.selection.neuron);
    // Branches that stand close together share the light.
    let ends = firings.iter().filter(|firing| firing.is_last).count().max(1);
    let room = (inner.height() / ends as f32 / 3.0).clamp(0.5, 1.0);
    for (i, firing) in firings.iter().enumerate() {
        let there = place(firing);
        let from = match firing.cause {
            Some(cause) => place(&firings[cause]),
            None => pos2(inner.left(), there.y),
        };
        let is_lit = lit.contains(&i);
        let fresh = (-tick.to_ms(at - firing.at) as f32 / 3.0).exp();
        let excites = network.weights()[firing.won.index()] > 0.0;
        let color = match excites {
            _ if is_lit => theme::color(theme::ACCENT),
            true => theme::color(theme::EXCITATORY),
            false => theme::color(theme::INHIBITORY),
        };
        let light = if is_lit { 1.0 } else { (0.45 + 0.5 * fresh) * room };
        let width = if is_lit { 1.8 } else { 0.7 + 0.6 * fresh * room };
        let stroke = Stroke::new(width, color.gamma_multiply(light));
        let corner = pos2(from.x, there.y);
        painter.line_segment([from, corner], stroke);
        painter.line_segment([corner, there], stroke);
        if firing.is_last {
            let dot = if fresh > 0.4 { Color32::WHITE } else { color.gamma_multiply(light) };
            painter.circle_filled(there, 1.5 + 1.2 * fresh + f32::from(u8::from(is_lit)), dot);
        }
    }
    let text = format!("{} ms", number(tick.to_ms(at), 1));
    painter.text(
        area.left_bottom() + vec2(6.0, 0.0),
        Align2::LEFT_BOTTOM,
        "image, 0 ms",
        small.clone(),
        dim(),
    );
    painter.text(area.right_bottom() - vec2(6.0, 0.0), Align2::RIGHT_BOTTOM, text, small, dim());
    let mut tip =
        "Lines lead from the image on the left to what neurons did last, on the right".to_owned();
    if let Some(cursor) = response.hover_pos() {
        let off = |firing: &&Firing| place(firing).distance(cursor);
        let nearest = firings.iter().min_by(|a, b| off(a).total_cmp(&off(b)));
        if let Some(firing) = nearest.filter(|firing| off(firing) <= REACH_PX) {
            painter.circle_stroke(place(firing), 5.0, Stroke::new(1.5, Color32::WHITE));
            if response.clicked() {
                panel.push(SelectCommand::Neuron(Some(firing.neuron)));
            }
            tip = format!(
                "{}\nfired at {} ms, {} from the image, by a signal that left\n{}\nat {} ms. Click to select it.",
                name(session, firing.neuron),
                number(tick.to_ms(firing.at), 1),
                count(firing.depth, "step"),
                name(session, network.source(firing.won)),
                number(tick.to_ms(firing.at - network.delay(firing.won)), 1),
            );
        }
    }
    panel.explain(&response, tip);
    *panel.textures.of() = Some(grown);
}

/// The firings that led to a neuron's last one, itself included.
fn lit(firings: &[Firing], neuron: Option<NeuronId>) -> Vec<usize> {
    let last = |neuron| firings.iter().position(|f| f.is_last && f.neuron == neuron);
    std::iter::successors(neuron.and_then(last), |&place| firings[place].cause).collect()
}
