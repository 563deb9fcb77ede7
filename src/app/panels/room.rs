//! Room that panels of one window share.

use bevy_egui::egui::Vec2;

/// Words to the left of an axis of time.
pub const GUTTER: f32 = 52.0;

/// Height of a window that is too low for the raster and the weights at once, logical pixels.
pub(super) const LOW: f32 = 680.0;

/// Whether raster and weights take turns in a window: network, cloud and label matter more.
pub fn is_low(window: Vec2) -> bool {
    window.y < LOW
}
