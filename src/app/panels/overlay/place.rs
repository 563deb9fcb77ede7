//! Where a view is drawn on, and where in it a place of the world lies.

use crate::app::clicks::clip_from_world;
use crate::app::panels::Model;
use crate::app::scene::{NetView, places};
use bevy::math::Vec3;
use bevy_egui::egui::{self, Id, LayerId, Order, Painter, Rect, pos2};

/// The place on screen of a world point in one of the views, in points.
pub(super) fn on_screen(
    ctx: &egui::Context,
    model: &Model,
    view: NetView,
    world: Vec3,
) -> Option<egui::Pos2> {
    let (camera, transform, _) = model.views.iter().find(|(.., v)| **v == view)?;
    let rect = camera.logical_viewport_rect()?;
    let (at, _) = places::on_screen(world, clip_from_world(camera, transform), rect)?;
    rect.contains(at).then(|| pos2(at.x, at.y) / ctx.zoom_factor())
}

/// Paints behind panels and windows, within a view.
pub(super) fn painter(ctx: &egui::Context, name: &str, area: Rect) -> Painter {
    ctx.layer_painter(LayerId::new(Order::Background, Id::new(name))).with_clip_rect(area)
}
