//! Words in the view of the network: what is lit, the first hint, what stands side by side, that it learns.

use super::place::{on_screen, painter};
use crate::app::panels::input::learning;
use crate::app::panels::neuron::card;
use crate::app::panels::{Model, Panel, dim, shade};
use crate::app::scene::{NetView, places};
use crate::app::theme;
use crate::app::views::caption::CaptionView;
use crate::app::views::network_words::{BeforeOrAfterView, NetworkHeading, NetworkWordsView};
use bevy::math::Vec3;
use bevy_egui::egui::{
    self, Align2, Area, FontId, Id, Label, Order, Painter, Rect, Stroke, pos2, vec2,
};

/// Draws them; where those at its bottom begin.
pub(super) fn words(ctx: &egui::Context, model: &Model, area: Rect, panel: &mut Panel) -> f32 {
    let view = NetworkWordsView::gather(model);
    let painter = painter(ctx, "network words", area);
    if let Some(views) = &view.sides {
        sides(&painter, model, views, area);
    }
    let radius = model.network_scene.circuit_radius().unwrap_or_default();
    for (neuron, name) in &view.neurons {
        // Beside it, over its upper right: edges come and go at its sides.
        let place = model.network_scene.place(*neuron);
        let above = place.map(|place| place + Vec3::new(0.0, 1.35 * radius, 0.0));
        let Some(at) = above.and_then(|at| on_screen(ctx, model, NetView::Network, at)) else {
            continue;
        };
        let is_highlit = view.highlit.contains(neuron);
        let ink = theme::color(if is_highlit { theme::ACCENT } else { theme::TEXT });
        if let Some(middle) = place.and_then(|at| on_screen(ctx, model, NetView::Network, at))
            && is_highlit
        {
            let radius = (middle.y - at.y).abs().max(8.0);
            painter.circle_stroke(middle, radius, Stroke::new(2.0, theme::color(theme::ACCENT)));
        }
        let words = painter.layout_no_wrap(name.clone(), theme::heading(16.0), ink);
        let place =
            Rect::from_min_size(at - vec2(words.size().x / 2.0, words.size().y), words.size());
        // Edges and their light may lie behind it.
        painter.rect_filled(place.expand2(vec2(4.0, 0.0)), 4.0, shade());
        painter.galley(place.min, words, ink);
    }
    let mut room = area;
    if let Some(words) = &view.lesson {
        // Words stand above it, not behind it.
        room.max.y = lesson(ctx, model, words, area, panel).top();
    }
    if let Some(words) = &view.heading {
        room.max.y = heading(&painter, words, room);
        if let Some(view) = &words.caption {
            room.max.y = caption(ctx, &painter, view, room);
        }
    }
    if view.has_legend_button {
        legend_button(ctx, model, area, panel);
    }
    room.bottom()
}

/// Its heading, what is lit, and the first hint; where that begins.
fn heading(painter: &Painter, view: &NetworkHeading, area: Rect) -> f32 {
    let at = area.left_top() + vec2(12.0, 10.0);
    painter.text(at, Align2::LEFT_TOP, "NETWORK", theme::heading(11.0), dim());
    if let Some(words) = &view.lit {
        let at = area.left_top() + vec2(90.0, 9.0);
        let accent = theme::color(theme::ACCENT);
        let room = area.width() - 102.0;
        let words = painter.layout(words.clone(), FontId::proportional(12.0), accent, room);
        painter.galley(at, words, accent);
    }
    let Some(words) = &view.hint else { return area.bottom() };
    let ink = theme::color(theme::TEXT);
    let room = area.width() - 32.0;
    let hint = painter.layout(words.clone(), FontId::proportional(14.0), ink, room);
    let corner = area.left_bottom() + vec2(16.0, -12.0 - hint.size().y);
    painter.galley(corner, hint, ink);
    corner.y
}

/// What happens just now, at its bottom; where that begins.
fn caption(ctx: &egui::Context, painter: &Painter, view: &CaptionView, area: Rect) -> f32 {
    let (font, ink) = (FontId::proportional(14.0), theme::color(theme::TEXT));
    let words = painter.layout(view.words.clone(), font, ink, area.width() - 32.0);
    let corner = area.left_bottom() + vec2(16.0, -12.0 - words.size().y);
    Area::new(Id::new("caption")).order(Order::Middle).fixed_pos(corner).show(ctx, |ui| {
        ui.add(Label::new(words).selectable(false)).on_hover_text(&view.tip);
    });
    corner.y
}

/// Brings the legend back.
fn legend_button(ctx: &egui::Context, model: &Model, area: Rect, panel: &mut Panel) {
    Area::new(Id::new("legend button"))
        .order(Order::Middle)
        .fixed_pos(area.right_top() + vec2(-8.0, 8.0))
        .pivot(Align2::RIGHT_TOP)
        .show(ctx, |ui| {
            let button = ui.small_button("Legend");
            if button.on_hover_text("What stands for what in this picture").clicked() {
                panel.change(&model.settings, |s| s.shows_legend = true);
            }
        });
}

/// A network that learns, over the view; where that is said.
fn lesson(ctx: &egui::Context, model: &Model, words: &str, area: Rect, panel: &mut Panel) -> Rect {
    let shown = Area::new(Id::new("lesson"))
        .order(Order::Middle)
        .fixed_pos(area.center_bottom() - vec2(0.0, 12.0))
        .pivot(Align2::CENTER_BOTTOM)
        .show(ctx, |ui| {
            card().inner_margin(8).show(ui, |ui| {
                ui.set_width(300.0_f32.min(area.width() - 32.0));
                ui.label(words);
                learning(ui, model, panel);
            });
        });
    shown.response.rect
}

/// Names two networks that stand side by side.
fn sides(painter: &Painter, model: &Model, views: &[BeforeOrAfterView; 2], area: Rect) {
    for (side, view) in views.iter().enumerate() {
        let world = Vec3::new(places::offset_x(side, views.len()), 0.0, -17.0);
        let Some(at) = on_screen(painter.ctx(), model, NetView::Network, world) else { continue };
        let ink = theme::color(theme::TEXT);
        let name = painter.layout_no_wrap(view.name.into(), theme::heading(15.0), ink);
        let room = area.width() / 2.0 - 24.0;
        let words = painter.layout(view.words.clone(), FontId::proportional(12.0), dim(), room);
        let height = name.size().y + words.size().y;
        let top = (at.y - 44.0 - height).max(area.top() + 28.0);
        painter.galley(pos2(at.x - name.size().x / 2.0, top), name, ink);
        let top = top + height - words.size().y;
        painter.galley(pos2(at.x - words.size().x / 2.0, top), words, dim());
    }
}
