//! The room that the panels leave to the views.

use super::scene::NetView;
use super::settings::TEXT_SIZES;
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
    /// How much larger than usual text and controls are at least, and can be, so that all has its place in the window.
    pub text_range: [f32; 2],
    /// The view that lies over the other.
    pub inset: Option<NetView>,
    /// What lies over the borders of the other: at its left, top, right and bottom.
    pub covered: [f32; 4],
    /// The window is so low that raster and weights take turns.
    pub is_low: bool,
}

impl Default for ViewRoom {
    fn default() -> Self {
        let (network, cloud) = (Rect::default(), Rect::default());
        let text_range = [TEXT_SIZES[0], 1.0];
        let (inset, covered) = (None, [0.0; 4]);
        ViewRoom { network, cloud, zoom: 1.0, text_range, inset, covered, is_low: false }
    }
}

impl ViewRoom {
    /// The same, where places were points of an interface that is drawn with that zoom.
    pub(super) fn of_points(self, zoom: f32) -> ViewRoom {
        let zoomed = |r: Rect| Rect { min: r.min * zoom, max: r.max * zoom };
        let covered = self.covered.map(|points| points * zoom);
        ViewRoom { network: zoomed(self.network), cloud: zoomed(self.cloud), covered, zoom, ..self }
    }

    /// The room of one of them.
    pub fn of(&self, view: NetView) -> Rect {
        match view {
            NetView::Network => self.network,
            NetView::Cloud => self.cloud,
        }
    }

    /// The view that is seen at a place, farther than so much from its border.
    pub fn view_at(&self, at: Vec2, border: f32) -> Option<NetView> {
        let upper = self.inset.unwrap_or(NetView::Network);
        if self.inset.is_some() && self.of(upper).contains(at) {
            return self.of(upper).inflate(-border).contains(at).then_some(upper);
        }
        let is_there = |view: &NetView| self.of(*view).inflate(-border).contains(at);
        [upper, upper.other()].into_iter().find(is_there)
    }

    /// Gives a view its room.
    pub(super) fn give(&mut self, view: NetView, room: Rect) {
        match view {
            NetView::Network => self.network = room,
            NetView::Cloud => self.cloud = room,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upper_view_is_the_one_that_is_seen() {
        let whole = Rect::new(0.0, 0.0, 800.0, 600.0);
        let small = Rect::new(500.0, 400.0, 780.0, 580.0);
        let free = ViewRoom {
            network: whole,
            cloud: small,
            inset: Some(NetView::Cloud),
            ..ViewRoom::default()
        };
        let at = |x, y| free.view_at(Vec2::new(x, y), 5.0);
        assert_eq!(
            (at(600.0, 500.0), at(100.0, 100.0)),
            (Some(NetView::Cloud), Some(NetView::Network))
        );
        assert_eq!((at(502.0, 500.0), at(2.0, 300.0)), (None, None), "borders are taken hold of");
        let beside = ViewRoom {
            network: small,
            cloud: Rect::new(0.0, 0.0, 490.0, 600.0),
            inset: None,
            ..free
        };
        let at = |x, y| beside.view_at(Vec2::new(x, y), 5.0);
        assert_eq!(
            (at(600.0, 500.0), at(100.0, 100.0)),
            (Some(NetView::Network), Some(NetView::Cloud))
        );
        assert_eq!(at(790.0, 100.0), None, "a panel");
    }
}
