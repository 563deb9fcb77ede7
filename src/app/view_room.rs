//! The room that the panels leave to the views.

use bevy::prelude::*;

/// What the panels leave to the views, in logical pixels.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct ViewRoom {
    /// To the network.
    pub network: Rect,
    /// To the cloud.
    pub cloud: Rect,
    /// Logical pixels of a point of the interface, which is drawn larger in a large window.
    pub zoom: f32,
    /// How much larger than usual text and controls can be, so that all has its place in the window.
    pub text_most: f32,
    /// The window is so low that raster and weights take turns.
    pub is_low: bool,
}

impl Default for ViewRoom {
    fn default() -> Self {
        let (network, cloud) = (Rect::default(), Rect::default());
        ViewRoom { network, cloud, zoom: 1.0, text_most: 1.0, is_low: false }
    }
}

impl ViewRoom {
    /// The same, where places were points of an interface that is drawn with that zoom.
    pub(super) fn of_points(self, zoom: f32) -> ViewRoom {
        let zoomed = |r: Rect| Rect { min: r.min * zoom, max: r.max * zoom };
        ViewRoom { network: zoomed(self.network), cloud: zoomed(self.cloud), zoom, ..self }
    }
}
