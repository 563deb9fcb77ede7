//! The shape of a digit on the sheet: where it is inked, and how broad its strokes are.

use image::{GrayImage, Luma};
use imageproc::distance_transform::euclidean_squared_distance_transform;

use super::Place;

/// What may be a digit.
pub(super) struct Strokes {
    /// 255 on the strokes, 0 elsewhere.
    pub mask: GrayImage,
    /// Pixels that the strokes lie in.
    pub bounds: Bounds,
    /// Ink of a stroke's core.
    pub full_ink: f32,
    /// Whether they are no edge of something larger, as far as that was looked at.
    pub is_whole: bool,
}

impl Strokes {
    /// The largest disc that fits in, in longer sides.
    pub fn breadth(&self) -> f32 {
        let most = self.depths().into_iter().fold(0.0, f64::max) as f32;
        (2.0 * most - 1.0) / self.bounds.longer_side() as f32
    }

    /// How far each inked pixel is from the nearest that is not, pixels.
    pub fn depths(&self) -> Vec<f64> {
        let outside = self.cut(1, |inside| !inside);
        let distances = euclidean_squared_distance_transform(&outside);
        distances.pixels().map(|distance| distance[0].sqrt()).filter(|&d| d > 0.0).collect()
    }

    /// The mask within the bounds and a margin, 255 where `pick` says so.
    pub fn cut(&self, margin: u32, pick: fn(bool) -> bool) -> GrayImage {
        let Bounds { left, top, .. } = self.bounds;
        let (width, height) = (self.bounds.width() + 2 * margin, self.bounds.height() + 2 * margin);
        GrayImage::from_fn(width, height, |x, y| {
            let at = (left + x).checked_sub(margin).zip((top + y).checked_sub(margin));
            let pixel = at.and_then(|(x, y)| self.mask.get_pixel_checked(x, y));
            Luma([if pick(pixel.is_some_and(|pixel| pixel[0] > 0)) { 255 } else { 0 }])
        })
    }
}

/// Whether a pixel is one of the outermost of a picture of this width and height.
pub(super) fn is_on_border((x, y): (u32, u32), (width, height): (u32, u32)) -> bool {
    x == 0 || y == 0 || x + 1 == width || y + 1 == height
}

/// A rectangle of pixels, its ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub left: u32,
    pub top: u32,
    pub right: u32,
    pub bottom: u32,
}

impl Bounds {
    pub fn width(&self) -> u32 {
        self.right - self.left + 1
    }

    pub fn height(&self) -> u32 {
        self.bottom - self.top + 1
    }

    pub fn longer_side(&self) -> u32 {
        self.width().max(self.height())
    }

    /// The same in pixels of the picture, which was `reduced` and then `enlarged` by these factors.
    pub fn on_picture(&self, reduced: u32, enlarged: u32) -> Place {
        let from = |at: u32| at * reduced / enlarged;
        let length = |from: u32, to: u32| ((to + 1) * reduced).div_ceil(enlarged) - from;
        let (left, top) = (from(self.left), from(self.top));
        Place { left, top, width: length(left, self.right), height: length(top, self.bottom) }
    }

    pub fn joined(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Pixels between two rectangles, along the axis where they are farther apart.
    pub fn gap(&self, other: &Self) -> u32 {
        let between = |low: u32, high: u32, from: u32, to: u32| {
            from.saturating_sub(high).max(low.saturating_sub(to))
        };
        between(self.left, self.right, other.left, other.right).max(between(
            self.top,
            self.bottom,
            other.top,
            other.bottom,
        ))
    }
}
