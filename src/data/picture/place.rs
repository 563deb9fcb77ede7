//! Strokes onto the sheet as MNIST has them: size, thickness, place and brightness.
//!
//! | constant | meaning | unit |
//! |---|---|---|
//! | `DIGIT_SIDE` | longer side of a digit, by the definition of MNIST | pixels of MNIST's sheet |
//! | `STROKE_MIN` | thinner strokes are thickened to this; one in ten of MNIST is thinner | pixels of MNIST's sheet |
//! | `STROKE_MAX` | thicker strokes are thinned to this; three in a hundred of MNIST are thicker | pixels of MNIST's sheet |
//! | `FILLED_MIN` | a disc as wide as this fits into a filled shape, and into no stroke | longer side |
//! | `OFF_CENTRE` | where the centre of mass goes, from the middle of the sheet | pixels of the sheet |
//! | `FLOOR`, `CEILING` | ink below and above is paper and core of a stroke | full ink |

use image::Luma;
use imageproc::distance_transform::euclidean_squared_distance_transform;

use super::ink::Ink;
use super::plane::Plane;
use super::shape::Strokes;
use crate::data::Pixels;
use crate::sim::Sheet;

const DIGIT_SIDE: f32 = 20.0;
const STROKE_MIN: f32 = 2.4;
const STROKE_MAX: f32 = 4.2;
/// The centre of mass measured on MNIST: the middle of pixel 14, half a pixel right of and below the geometrical one.
const OFF_CENTRE: f32 = 0.5;
/// Measured on 740 drawings of digits in seventeen kinds of our own: at most 0.34 where the digit was found;
/// hands and blots have 0.4 to 0.7.
const FILLED_MIN: f32 = 0.4;
const FLOOR: f32 = 0.15;
const CEILING: f32 = 0.85;

/// The digit on a sheet, as large on it as those of MNIST are on theirs; `None` if nothing of it is left.
pub(super) fn place(ink: &Ink, strokes: &Strokes, sheet: Sheet) -> Option<Pixels> {
    let of_mnist = sheet.width.min(sheet.height) as f32 / Sheet::MNIST.width as f32;
    let digit_side = DIGIT_SIDE * of_mnist;
    let bounds = strokes.bounds;
    let longer_side = bounds.longer_side() as f32;
    let thickness = thickness(strokes);
    let mut scale = digit_side / longer_side;
    let mut thicken = 0.0;
    let fitting = (thickness * scale).clamp(STROKE_MIN * of_mnist, STROKE_MAX * of_mnist);
    if fitting != thickness * scale && 2.0 * thickness < longer_side {
        // Thickening by a radius makes the digit larger by two, and all of it has to fit:
        // (longer_side + 2 radius) scale = digit_side, (thickness + 2 radius) scale = fitting.
        scale = (digit_side - fitting) / (longer_side - thickness);
        thicken = (fitting / scale - thickness) / 2.0;
    }
    let soft = soft_strokes(ink, strokes, thicken);
    let (left, top) = corner(&soft, scale, sheet);
    let drawn = averaged(&soft, scale, left, top, sheet);
    let peak = drawn.iter().copied().fold(0.0, f32::max);
    let grey = |pixel: usize| (255.0 * drawn[pixel] / peak).round() as u8;
    (peak > 0.0).then(|| Pixels::from_fn(sheet, grey))
}

/// Whether this is no drawing with a pen but a filled shape: a hand, a blot, a shadow.
pub(super) fn are_filled(strokes: &Strokes) -> bool {
    strokes.breadth() > FILLED_MIN
}

/// Mean thickness of the strokes, pixels.
///
/// Across a bar of w pixels, the distances to the nearest pixel outside are 1, 2, … w/2 … 2, 1,
/// with the mean w/4 + 1/2.
fn thickness(strokes: &Strokes) -> f32 {
    let inside = strokes.depths();
    let mean = inside.iter().sum::<f64>() / inside.len().max(1) as f64;
    (4.0 * mean - 2.0).max(1.0) as f32
}

/// The strokes from 0 to 1 with their soft edges, within their bounds and a margin that is wide
/// enough for both the edges and the thickening.
fn soft_strokes(ink: &Ink, strokes: &Strokes, thicken: f32) -> Plane {
    let bounds = strokes.bounds;
    let soft_edge = ink.edge_width();
    let margin = (thicken.max(0.0).ceil() as u32).max(soft_edge as u32) + 1;
    let inside = strokes.cut(margin, |inside| inside);
    let to_inside = euclidean_squared_distance_transform(&inside);
    let outside = strokes.cut(margin, |inside| !inside);
    let to_outside = euclidean_squared_distance_transform(&outside);
    let value = |(x, y, distance): (u32, u32, &Luma<f64>)| {
        let distance = distance[0].sqrt() as f32;
        if thicken < 0.0 {
            // The edge moves into the stroke.
            let depth = to_outside.get_pixel(x, y)[0].sqrt() as f32;
            return (depth + thicken).clamp(0.0, 1.0);
        }
        let at = (bounds.left + x).checked_sub(margin).zip((bounds.top + y).checked_sub(margin));
        let on_picture = |&(x, y): &(u32, u32)| {
            (x as usize) < ink.amount.width && (y as usize) < ink.amount.height
        };
        // Beyond the edge of a stroke may be a speck that was left out.
        let own = match at.filter(on_picture) {
            Some((x, y)) if distance <= soft_edge => {
                let share = ink.amount.at(x as usize, y as usize) / strokes.full_ink;
                ((share - FLOOR) / (CEILING - FLOOR)).clamp(0.0, 1.0)
            }
            _ => 0.0,
        };
        let thickened =
            if thicken > 0.0 { (thicken + 1.0 - distance).clamp(0.0, 1.0) } else { 0.0 };
        own.max(thickened)
    };
    let (width, height) = inside.dimensions();
    let values = to_inside.enumerate_pixels().map(value).collect();
    Plane::new(width as usize, height as usize, values)
}

/// Where on the sheet the upper left corner of `soft` goes: the centre of mass into the middle,
/// but no ink off the sheet. Moved to whole pixels for the edge of the ink, as MNIST did, which
/// keeps straight edges sharp.
fn corner(soft: &Plane, scale: f32, sheet: Sheet) -> (f32, f32) {
    let along = |profile: Vec<f32>, side: usize| {
        let sum: f32 = profile.iter().sum();
        let moment: f32 = profile.iter().enumerate().map(|(at, ink)| (at as f32 + 0.5) * ink).sum();
        let most = profile.iter().copied().fold(0.0, f32::max);
        let first = profile.iter().position(|&ink| ink > 0.02 * most).unwrap_or(0) as f32;
        let last = profile.iter().rposition(|&ink| ink > 0.02 * most).unwrap_or(0) as f32 + 1.0;
        let centre = scale * moment / sum.max(f32::MIN_POSITIVE);
        let (first, last) = (scale * first, scale * last);
        let edge = side as f32 / 2.0 + OFF_CENTRE - centre + first;
        let edge = edge.min((side as f32 - (last - first)).floor()).max(0.0);
        edge - first
    };
    let columns = |x: usize| (0..soft.height).map(|y| soft.at(x, y)).sum();
    let rows = |y: usize| (0..soft.width).map(|x| soft.at(x, y)).sum();
    (
        along((0..soft.width).map(columns).collect(), sheet.width),
        along((0..soft.height).map(rows).collect(), sheet.height),
    )
}

/// Scales `soft` by area: each pixel of the sheet is the mean over the part it covers.
fn averaged(soft: &Plane, scale: f32, left: f32, top: f32, sheet: Sheet) -> Vec<f32> {
    let columns = shares(soft.width, scale, left, sheet.width);
    let rows = shares(soft.height, scale, top, sheet.height);
    let mut drawn = vec![0.0; sheet.pixels()];
    for (y, row_shares) in rows.iter().enumerate() {
        let line = &soft.values[y * soft.width..][..soft.width];
        for &(row, row_share) in row_shares {
            for (value, column_shares) in line.iter().zip(&columns) {
                for &(column, column_share) in column_shares {
                    drawn[row * sheet.width + column] += value * row_share * column_share;
                }
            }
        }
    }
    drawn
}

/// For each pixel along one axis of the source: which pixels of the sheet, of so many along that axis, it covers, and
/// which part of each.
fn shares(length: usize, scale: f32, offset: f32, side: usize) -> Vec<Vec<(usize, f32)>> {
    let share = |at: usize| {
        let (from, to) = (offset + scale * at as f32, offset + scale * (at + 1) as f32);
        let first = from.floor().max(0.0) as usize;
        let last = to.ceil().clamp(0.0, side as f32) as usize;
        (first..last)
            .map(|pixel| {
                let (low, high) = (pixel as f32, (pixel + 1) as f32);
                (pixel, (to.min(high) - from.max(low)).max(0.0))
            })
            .collect()
    };
    (0..length).map(share).collect()
}
