//! Which ink is the digit: connected pieces, without specks, shadows and the edge of the page.
//!
//! | constant | meaning | unit |
//! |---|---|---|
//! | `SIDE_MIN` | the smallest digit: its longer side | longer side of the picture |
//! | `HUG_SHARE` | a piece that touches the border along this much hugs it | shorter side |
//! | `SHARE_MIN` | a further piece has at least this much ink | ink of the first |
//! | `GAP_MAX` | and is at most this far from what was chosen | longer side of that |

use image::{GrayImage, Luma};
use imageproc::region_labelling::{Connectivity, connected_components};

use super::ink::Ink;

const SIDE_MIN: f32 = 0.025;
const HUG_SHARE: f32 = 0.2;
const SHARE_MIN: f32 = 0.05;
const GAP_MAX: f32 = 0.25;
/// A piece counts as something else beside one that hugs the border, from this longer side on,
/// in longer sides of the picture.
const ALTERNATIVE_SIDE_MIN: f32 = 0.05;
/// Ink below this part of the full ink is the soft edge of a stroke.
const EDGE: f32 = 0.4;

/// The digit.
pub(super) struct Strokes {
    /// 255 on the strokes, 0 elsewhere.
    pub mask: GrayImage,
    /// Pixels that the strokes lie in.
    pub bounds: Bounds,
    /// Ink of a stroke's core.
    pub full_ink: f32,
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

    fn joined(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Pixels between two rectangles, along the axis where they are farther apart.
    fn gap(&self, other: &Self) -> u32 {
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

/// A connected piece of ink.
struct Piece {
    label: u32,
    bounds: Bounds,
    /// Sum over its pixels.
    ink: f32,
    /// Sum of the squares.
    ink_squared: f32,
    /// Pixels on the border of the picture.
    on_border: u32,
}

/// The digit among all ink; `None` if there are only specks.
pub(super) fn choose(ink: &Ink) -> Option<Strokes> {
    // Twice: what is ink at all tells how dark the ink is, which tells where strokes end.
    let (pieces, _) = pieces(ink, ink.faintest);
    let candidates = without_huggers(ink, pieces);
    let ink_sum: f32 = candidates.iter().map(|piece| piece.ink).sum();
    let full_ink = candidates.iter().map(|piece| piece.ink_squared).sum::<f32>() / ink_sum;

    let (pieces, labels) = self::pieces(ink, ink.faintest.max(EDGE * full_ink));
    let mut pieces = without_huggers(ink, pieces);
    let first = (0..pieces.len()).max_by(|&a, &b| pieces[a].ink.total_cmp(&pieces[b].ink))?;
    let first = pieces.swap_remove(first);
    let longer_side = ink.amount.longer_side() as f32;
    if (first.bounds.longer_side() as f32) < SIDE_MIN * longer_side {
        return None;
    }
    let mut chosen = vec![first.label];
    let mut bounds = first.bounds;
    // A piece may be near only because of one that was added before it.
    while let Some(next) = pieces.iter().position(|piece| {
        piece.ink >= SHARE_MIN * first.ink
            && bounds.gap(&piece.bounds) as f32 <= GAP_MAX * bounds.longer_side() as f32
    }) {
        let next = pieces.swap_remove(next);
        chosen.push(next.label);
        bounds = bounds.joined(&next.bounds);
    }
    let mut is_chosen = vec![false; labels.pixels().map(|p| p[0]).max().unwrap_or(0) as usize + 1];
    chosen.iter().for_each(|&label| is_chosen[label as usize] = true);
    let mask = GrayImage::from_fn(labels.width(), labels.height(), |x, y| {
        Luma([if is_chosen[labels.get_pixel(x, y)[0] as usize] { 255 } else { 0 }])
    });
    Some(Strokes { mask, bounds, full_ink })
}

/// Connected pieces of at least this much ink, and the label of each pixel.
fn pieces(ink: &Ink, threshold: f32) -> (Vec<Piece>, image::ImageBuffer<Luma<u32>, Vec<u32>>) {
    let plane = &ink.amount;
    let (width, height) = (plane.width as u32, plane.height as u32);
    let is_ink = GrayImage::from_fn(width, height, |x, y| {
        Luma([u8::from(plane.at(x as usize, y as usize) >= threshold)])
    });
    let labels = connected_components(&is_ink, Connectivity::Eight, Luma([0]));
    let mut pieces: Vec<Piece> = Vec::new();
    for (x, y, &Luma([label])) in labels.enumerate_pixels().filter(|(_, _, label)| label[0] > 0) {
        let bounds = Bounds { left: x, top: y, right: x, bottom: y };
        // Labels count from 1 without gaps, in the order of their first pixels.
        if label as usize > pieces.len() {
            pieces.push(Piece { label, bounds, ink: 0.0, ink_squared: 0.0, on_border: 0 });
        }
        let piece = &mut pieces[label as usize - 1];
        let amount = plane.at(x as usize, y as usize);
        piece.bounds = piece.bounds.joined(&bounds);
        piece.ink += amount;
        piece.ink_squared += amount * amount;
        let on_border = x == 0 || y == 0 || x + 1 == width || y + 1 == height;
        piece.on_border += u32::from(on_border);
    }
    (pieces, labels)
}

/// Leaves out pieces that hug the border of the picture, if there is something else. Where there
/// is not, the picture was cut tightly around the digit.
fn without_huggers(ink: &Ink, pieces: Vec<Piece>) -> Vec<Piece> {
    let (width, height) = (ink.amount.width as u32, ink.amount.height as u32);
    let hugs = |piece: &Piece| {
        let bounds = piece.bounds;
        let along = piece.on_border as f32 >= HUG_SHARE * width.min(height) as f32;
        // A ruled line crosses the whole picture and touches the border only with its ends.
        let is_line = |length: u32, whole: u32, across: u32| length == whole && 10 * across < whole;
        along
            || is_line(bounds.width(), width, bounds.height())
            || is_line(bounds.height(), height, bounds.width())
    };
    let side_min = ALTERNATIVE_SIDE_MIN * ink.amount.longer_side() as f32;
    let is_alternative =
        |piece: &Piece| !hugs(piece) && piece.bounds.longer_side() as f32 >= side_min;
    let keep_all = !pieces.iter().any(is_alternative);
    pieces.into_iter().filter(|piece| keep_all || !hugs(piece)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::plane::Plane;
    use super::*;

    const FAINTEST: f32 = 0.1;

    /// Ink 0.8 in each of the rectangles left, top, right, bottom of a 200 x 160 picture.
    fn ink(rectangles: &[[u32; 4]]) -> Ink {
        let mut amount = Plane::new(200, 160, vec![0.0; 200 * 160]);
        for &[left, top, right, bottom] in rectangles {
            for y in top..=bottom {
                for x in left..=right {
                    amount.values[y as usize * 200 + x as usize] = 0.8;
                }
            }
        }
        Ink { amount, faintest: FAINTEST }
    }

    fn bounds(rectangles: &[[u32; 4]]) -> Option<[u32; 4]> {
        let strokes = choose(&ink(rectangles))?;
        assert!((strokes.full_ink - 0.8).abs() < 0.01);
        let Bounds { left, top, right, bottom } = strokes.bounds;
        Some([left, top, right, bottom])
    }

    const DIGIT: [u32; 4] = [80, 50, 90, 110];

    #[test]
    fn a_digit_alone_is_found() {
        assert_eq!(bounds(&[DIGIT]), Some(DIGIT));
    }

    #[test]
    fn specks_and_far_pieces_are_left_out() {
        let (speck, far) = ([85, 30, 86, 31], [180, 20, 190, 40]);
        assert_eq!(bounds(&[speck, DIGIT, far]), Some(DIGIT));
        assert_eq!(bounds(&[speck]), None, "a speck alone is no digit");
    }

    #[test]
    fn near_pieces_belong_to_the_digit() {
        assert_eq!(bounds(&[DIGIT, [95, 50, 120, 55]]), Some([80, 50, 120, 110]));
    }

    #[test]
    fn a_near_piece_can_bring_in_the_next() {
        let chain = [DIGIT, [100, 60, 130, 66], [144, 60, 160, 66]];
        assert_eq!(bounds(&chain), Some([80, 50, 160, 110]));
    }

    #[test]
    fn shadows_and_ruled_lines_at_the_border_are_left_out() {
        let (edge, line) = ([0, 0, 30, 159], [0, 130, 199, 131]);
        assert_eq!(bounds(&[edge, DIGIT]), Some(DIGIT));
        assert_eq!(bounds(&[line, DIGIT]), Some(DIGIT));
    }

    #[test]
    fn a_tightly_cut_digit_may_touch_the_border() {
        let seven = [[0, 0, 199, 20], [150, 0, 170, 159]];
        assert_eq!(bounds(&seven), Some([0, 0, 199, 159]));
    }
}
