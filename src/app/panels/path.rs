//! The temporal path: how far it has grown, which windows its wins fall in, and the tree that leads to
//! what goes on: who won whom.

use super::plasticity::above_column;
use super::{Model, Panel, dim, fitting, plasticity, title, within};
use crate::app::command::SelectCommand;
use crate::app::theme;
use crate::app::views::path::{Branch, Grown, PathView, TreeView, WindowView};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Painter, Pos2, Rect, RichText, Sense, Stroke, Ui, pos2, vec2,
};

/// Within this distance of a firing the cursor is on it, logical pixels.
const REACH_PX: f32 = 7.0;

/// Draws the panel: growth below the left panel, the tree beside it.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let view = PathView::gather(model);
    let [left, mut right] = plasticity::columns(ui, panel);
    within(ui, left, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        title(ui, "Path");
        growth(ui, &view, panel);
    });
    if view.has_learnt {
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

/// Wins in each window, before and after learning, and the cycle.
fn growth(ui: &mut Ui, view: &PathView, panel: &Panel) {
    for window in &view.windows {
        wins(ui, window, panel);
    }
    ui.add_space(2.0);
    for end in &view.ends {
        let label = ui.label(RichText::new(&end.words).size(12.0).color(theme::color(end.color)));
        let tip = "Without noise and plasticity the network comes back to a state it was in, and from there on \
                   repeats itself exactly.";
        above_column(&label, ui.max_rect(), panel, tip);
    }
}

/// A window's name and its wins, with a bar for each network below.
fn wins(ui: &mut Ui, window: &WindowView, panel: &Panel) {
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
    let painter = ui.painter();
    let bar = |y: f32, wins: usize, color: Color32| {
        let base = Rect::from_min_size(row.min + vec2(0.0, y), vec2(row.width(), 2.0));
        painter.rect_filled(base, 1.0, theme::color(theme::HAIRLINE));
        let size = vec2(row.width() * wins as f32 / window.most as f32, 2.0);
        painter.rect_filled(Rect::from_min_size(base.min, size), 1.0, color);
    };
    bar(14.0, window.before.so_far, theme::color(theme::EXCITATORY));
    if let Some(after) = window.after {
        bar(16.5, after.so_far, theme::color(theme::ACCENT));
    }
    let font = FontId::proportional(12.0);
    painter.text(row.left_top(), Align2::LEFT_TOP, &window.name, font.clone(), dim());
    let ink = theme::color(theme::TEXT);
    painter.text(row.right_top(), Align2::RIGHT_TOP, &window.words, font, ink);
    above_column(&response, ui.max_rect(), panel, window.tip.as_str());
}

fn growing_tree(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let kept = panel.ui_state.of::<Option<Grown>>().take();
    let grown = Grown::gather(model, kept);
    let view = TreeView::gather(model, &grown);
    ui.horizontal(|ui| tree_heading(ui, model, &view, panel));
    let size = ui.available_size().max(vec2(80.0, 40.0));
    let (area, response) = ui.allocate_exact_size(size, Sense::click());
    let painter = ui.painter_at(area);
    painter.rect_filled(area, 4.0, theme::color(theme::WELL));
    let small = FontId::proportional(10.5);
    if view.branches.is_empty() {
        let font = FontId::proportional(12.5);
        painter.text(area.center(), Align2::CENTER_CENTER, view.nothing, font, dim());
    }
    let inner = area.shrink2(vec2(10.0, 6.0)) - egui::Margin { bottom: 12, ..Default::default() };
    let place = |branch: &Branch| {
        let x = inner.right() - inner.width() * branch.ago;
        pos2(x, inner.top() + inner.height() * branch.row)
    };
    // Branches that stand close together share the light.
    let room = (inner.height() / view.last.max(1) as f32 / 3.0).clamp(0.5, 1.0);
    for branch in &view.branches {
        let there = place(branch);
        let from = match branch.cause {
            Some(cause) => place(&view.branches[cause]),
            None => pos2(inner.left(), there.y),
        };
        draw(&painter, branch, [from, there], room);
    }
    painter.text(
        area.left_bottom() + vec2(6.0, 0.0),
        Align2::LEFT_BOTTOM,
        "image, 0 ms",
        small.clone(),
        dim(),
    );
    let end = area.right_bottom() - vec2(6.0, 0.0);
    painter.text(end, Align2::RIGHT_BOTTOM, &view.until, small, dim());
    let mut tip =
        "Lines lead from the image on the left to what neurons did last, on the right".to_owned();
    if let Some(cursor) = response.hover_pos() {
        let off = |branch: &Branch| place(branch).distance(cursor);
        let all = view.branches.iter().enumerate();
        let nearest = all.min_by(|(_, a), (_, b)| off(a).total_cmp(&off(b)));
        if let Some((i, branch)) = nearest.filter(|(_, branch)| off(branch) <= REACH_PX) {
            painter.circle_stroke(place(branch), 5.0, Stroke::new(1.5, Color32::WHITE));
            if response.clicked() {
                panel.push(SelectCommand::Neuron(Some(grown.tree[i].neuron)));
            }
            tip = grown.words(model, i);
        }
    }
    panel.explain(&response, tip);
    *panel.ui_state.of() = Some(grown);
}

/// Whose tree it is, and how large.
fn tree_heading(ui: &mut Ui, model: &Model, view: &TreeView, panel: &mut Panel) {
    title(ui, "Tree");
    if view.has_learnt {
        for (before, text, tip) in [
            (true, "as built", "Of the network before it learnt, G"),
            (false, "learnt", "Of the network after it learnt, G_STDP"),
        ] {
            let on = view.is_before == before;
            if ui.selectable_label(on, text).on_hover_text(tip).clicked() {
                panel.choose(&model.choices, |c| c.tree_before = before);
            }
        }
    }
    if let Some(size) = &view.size {
        let words = fitting(ui, 12.0, size.choices.clone());
        panel.explain(&ui.label(words), size.tip.as_str());
    }
}

/// Draws the way to a firing from its cause, and its neuron where it is the last.
fn draw(painter: &Painter, branch: &Branch, [from, there]: [Pos2; 2], room: f32) {
    let fresh = branch.freshness;
    let color = match branch.excites {
        _ if branch.is_lit => theme::color(theme::ACCENT),
        true => theme::color(theme::EXCITATORY),
        false => theme::color(theme::INHIBITORY),
    };
    let light = if branch.is_lit { 1.0 } else { (0.45 + 0.5 * fresh) * room };
    let width = if branch.is_lit { 1.8 } else { 0.7 + 0.6 * fresh * room };
    let stroke = Stroke::new(width, color.gamma_multiply(light));
    let corner = pos2(from.x, there.y);
    painter.line_segment([from, corner], stroke);
    painter.line_segment([corner, there], stroke);
    if branch.is_last {
        let dot = if fresh > 0.4 { Color32::WHITE } else { color.gamma_multiply(light) };
        painter.circle_filled(there, 1.5 + 1.2 * fresh + f32::from(u8::from(branch.is_lit)), dot);
    }
}
