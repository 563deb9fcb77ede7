//! The temporal path: how far it has grown, which windows its wins fall in, and the tree that leads to
//! what goes on: who won whom.

use super::axis::TimeAxis;
use super::input::thousands;
use super::neuron::name;
use super::{Model, Panel, dim, title};
use crate::analysis::paths::WINDOWS;
use crate::app::command::AppCommand;
use crate::app::state::Session;
use crate::app::theme;
use crate::runtime::{Firing, tree};
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
    tree: Vec<Firing>,
}

/// Draws the panel.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let session = &*model.session;
    ui.horizontal_top(|ui| {
        let height = ui.available_height();
        ui.allocate_ui(vec2(250.0, height), |ui| {
            ui.vertical(|ui| {
                title(ui, "Temporal path");
                growth(ui, session, model.playback.now_ms);
            });
        });
        ui.separator();
        ui.vertical(|ui| growing_tree(ui, model, panel));
    });
}

/// Wins between hidden neurons by the time shown, in each window, and the cycle.
fn growth(ui: &mut Ui, session: &Session, now_ms: f64) {
    let network = &session.network;
    let (tick, now) = (network.tick(), session.tick_at(now_ms));
    let hidden = network.recurrent_edges().start;
    let mut wins = [0_usize; WINDOWS.len()];
    let mut all = [0_usize; WINDOWS.len()];
    for spike in session.record.spikes() {
        if spike.winner.is_none_or(|edge| edge.index() < hidden) {
            continue;
        }
        let window =
            WINDOWS.iter().position(|&(end, _)| spike.at.0 < end).unwrap_or(WINDOWS.len() - 1);
        all[window] += 1;
        wins[window] += usize::from(spike.at <= now);
    }
    for (i, (wins, all)) in wins.into_iter().zip(all).enumerate() {
        let (row, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
        let painter = ui.painter();
        let share = wins as f32 / all.max(1) as f32;
        let base = Rect::from_min_size(row.min + vec2(0.0, 14.0), vec2(row.width(), 3.0));
        painter.rect_filled(base, 1.5, theme::color(theme::HAIRLINE));
        let bar = Rect::from_min_size(base.min, vec2(row.width() * share, 3.0));
        painter.rect_filled(bar, 1.5, theme::color(theme::EXCITATORY));
        let font = FontId::proportional(12.0);
        let from_ms = if i == 0 { 0.0 } else { tick.ms() * f64::from(WINDOWS[i - 1].0) };
        let name = match WINDOWS[i].0 {
            u32::MAX => format!("from {from_ms:.0} ms"),
            end => format!("{from_ms:.0} to {:.0} ms", tick.ms() * f64::from(end)),
        };
        painter.text(row.left_top(), Align2::LEFT_TOP, name, font.clone(), dim());
        let text = format!("{} wins", thousands(wins));
        painter.text(row.right_top(), Align2::RIGHT_TOP, text, font, theme::color(theme::TEXT));
        response.on_hover_text(format!(
            "Firings of hidden neurons in this window that a signal from another hidden neuron won; {} by \
             the end. They are counted by edge, and count × {} in the embedding.",
            thousands(all),
            WINDOWS[i].1
        ));
    }
    let (text, color) = match session.cycle {
        Some(cycle) if now >= cycle.found_at => (
            format!("In its cycle: repeats every {:.1} ms", tick.to_ms(cycle.period)),
            theme::color(theme::ACCENT),
        ),
        Some(cycle) => (format!("Its cycle closes at {:.1} ms", tick.to_ms(cycle.found_at)), dim()),
        None if session.is_blank() => ("No ink, no path".to_owned(), dim()),
        None => ("No cycle closes before the end".to_owned(), dim()),
    };
    ui.add_space(2.0);
    ui.label(RichText::new(text).size(12.5).color(color)).on_hover_text(
        "Without noise and plasticity the network comes back to a state it was in, and from there on \
         repeats itself exactly.",
    );
}

fn growing_tree(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let session = &*model.session;
    let (record, tick) = (&session.record, session.network.tick());
    let now = session.tick_at(model.playback.now_ms);
    let (presentation, at) = (record.presentation(), now.min(record.front()));
    let kept = panel.textures.tree.take();
    let grown = kept.filter(|grown| (grown.presentation, grown.at) == (presentation, at));
    let grown = grown.unwrap_or_else(|| Grown { presentation, at, tree: tree(record, at) });
    let firings = &grown.tree;
    ui.horizontal(|ui| {
        title(ui, "Tree");
        let last = firings.iter().filter(|firing| firing.is_last).count();
        let roots = firings.iter().filter(|firing| firing.cause.is_none()).count();
        let deepest = firings.iter().map(|firing| firing.depth).max().unwrap_or(0);
        let text = format!(
            "what {last} neurons did last goes back to {roots} signals of the image, by up to {deepest} steps"
        );
        ui.label(RichText::new(text).size(12.0).color(dim())).on_hover_text(
            "Every firing has one cause: the neuron whose signal won. Followed back from each neuron's \
             last firing, causes meet, and end at pixels. What led to nothing that goes on is left out.",
        );
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
    let axis = TimeAxis::of(session);
    let reach = axis.share(tick.to_ms(at)).max(1e-6);
    let x = |at: Ticks| inner.left() + inner.width() * (axis.share(tick.to_ms(at)) / reach) as f32;
    let place = |firing: &Firing| pos2(x(firing.at), inner.top() + inner.height() * firing.row);
    let lit = lit(firings, model.selection.neuron);
    // Branches that stand close together share the light.
    let ends = firings.iter().filter(|firing| firing.is_last).count().max(1);
    let room = (inner.height() / ends as f32 / 3.0).clamp(0.22, 1.0);
    for (i, firing) in firings.iter().enumerate() {
        let there = place(firing);
        let from = match firing.cause {
            Some(cause) => place(&firings[cause]),
            None => pos2(inner.left(), there.y),
        };
        let is_lit = lit.contains(&i);
        let fresh = (-tick.to_ms(at - firing.at) as f32 / 3.0).exp();
        let excites = session.network.weights()[firing.won.index()] > 0.0;
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
    let text = format!("{:.1} ms", tick.to_ms(at));
    painter.text(
        area.left_bottom() + vec2(6.0, 0.0),
        Align2::LEFT_BOTTOM,
        "image, 0 ms",
        small.clone(),
        dim(),
    );
    painter.text(area.right_bottom() - vec2(6.0, 0.0), Align2::RIGHT_BOTTOM, text, small, dim());
    if let Some(cursor) = response.hover_pos() {
        let off = |firing: &&Firing| place(firing).distance(cursor);
        let nearest = firings.iter().min_by(|a, b| off(a).total_cmp(&off(b)));
        if let Some(firing) = nearest.filter(|firing| off(firing) <= REACH_PX) {
            painter.circle_stroke(place(firing), 5.0, Stroke::new(1.5, Color32::WHITE));
            if response.clicked() {
                panel.commands.push(AppCommand::SelectNeuron(Some(firing.neuron)));
            }
            response.on_hover_text_at_pointer(format!(
                "{}\nfired at {:.1} ms, {} steps from the image, by a signal that left\n{}\nat {:.1} ms. \
                 Click to select it.",
                name(session, firing.neuron),
                tick.to_ms(firing.at),
                firing.depth,
                name(session, session.network.source(firing.won)),
                tick.to_ms(firing.at - session.network.delay(firing.won)),
            ));
        }
    }
    panel.textures.tree = Some(grown);
}

/// The firings that led to a neuron's last one, itself included.
fn lit(firings: &[Firing], neuron: Option<NeuronId>) -> Vec<usize> {
    let last = |neuron| firings.iter().position(|f| f.is_last && f.neuron == neuron);
    std::iter::successors(neuron.and_then(last), |&place| firings[place].cause).collect()
}
