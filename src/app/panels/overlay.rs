//! Words over the 3D views: class glyphs, hover cards, the first hint, the drop zone.

mod cards;
mod cloud;
mod labels;
mod network;
mod place;

use super::{Model, Panel, classes, teaching};
use crate::app::framing::{CLOUD_LEAST, TEACHING_BESIDE};
use crate::app::scene::NetView;
use crate::app::views::overlay::OverlayView;
use crate::app::{ViewRoom, theme};
use bevy::prelude::Rect as WorldRect;
use bevy_egui::egui::{self, Align2, Color32, Id, LayerId, Order, Rect, Stroke, pos2};

/// Draws everything over the views; what is said above must end where the result says, or it covers words.
pub fn show(ctx: &egui::Context, model: &Model, free: &ViewRoom, panel: &mut Panel) -> f32 {
    let view = OverlayView::gather(model);
    let network = egui_rect(free.network);
    let cloud = egui_rect(free.cloud);
    let mut words_from = network.bottom();
    // A picture, or a window that was forced, may be smaller than any window: nothing is written over a cloud without room.
    if cloud.is_positive() && cloud.height() >= CLOUD_LEAST {
        let is_beside = network.width() >= TEACHING_BESIDE && free.inset.is_none();
        cloud::words(ctx, model, cloud, is_beside);
        if view.can_be_taught {
            classes::chips(ctx, model, cloud, panel);
            teaching::button(ctx, model, cloud, panel);
            teaching::bar(ctx, model, cloud, is_beside, panel);
        }
        if view.can_be_taught || model.choices.presents {
            cards::clicked(ctx, model, cloud, is_beside, panel);
        }
    }
    if network.is_positive() {
        words_from = network::words(ctx, model, network, panel);
    }
    // The one that lies over the other comes first.
    let mut views = [network, cloud];
    if free.inset == Some(NetView::Cloud) {
        views.reverse();
    }
    cards::hover(ctx, model, views, panel);
    if view.is_dropping {
        drop_zone(ctx, view.drop_words);
    }
    words_from
}

/// The same as the interface has it.
pub fn egui_rect(r: WorldRect) -> Rect {
    Rect::from_min_max(pos2(r.min.x, r.min.y), pos2(r.max.x, r.max.y))
}

fn drop_zone(ctx: &egui::Context, words: &str) {
    let painter = ctx.layer_painter(LayerId::new(Order::Foreground, Id::new("drop zone")));
    let area = ctx.viewport_rect();
    painter.rect_filled(area, 0.0, Color32::from_rgba_unmultiplied(8, 12, 18, 200));
    let stroke = Stroke::new(2.0, theme::color(theme::ACCENT));
    painter.rect_stroke(area.shrink(16.0), 12.0, stroke, egui::StrokeKind::Inside);
    painter.text(
        area.center(),
        Align2::CENTER_CENTER,
        words,
        theme::heading(22.0),
        theme::color(theme::TEXT),
    );
}
