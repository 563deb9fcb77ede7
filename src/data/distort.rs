//! Slightly distorted copies of a digit: what a person would still read as the same one. Known of images
//! in general, and of no label.

use crate::data::Pixels;
use crate::sim::Sheet;
use crate::sim::random::{Purpose, Stream};

/// Turns to either side, degrees.
const TURN_DEG: f64 = 8.0;
/// Affine copies, and how far they go: turn in degrees, logarithm of the scale of each axis, shear, shift in
/// pixels.
const AFFINE: usize = 4;
const AFFINE_TURN_DEG: f64 = 10.0;
const AFFINE_LOG_SCALE: f64 = 0.1;
const AFFINE_SHEAR: f64 = 0.15;
const AFFINE_SHIFT_PX: f64 = 1.0;
/// Their ink counts from a threshold drawn between these.
const AFFINE_INK: [f64; 2] = [1.0, 100.0];

/// Copies of an image, each with its weight: four shifts by a pixel, two turns, four random affine maps. Each of
/// the three kinds weighs as much, and all of them 1. `seed` decides what is drawn at random.
pub fn copies(image: &Pixels, seed: u64) -> Vec<(f32, Pixels)> {
    let shifts = [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)]
        .map(|(dx, dy)| warp(image, |x, y| [x - dx, y - dy], 0.0));
    let turns = [TURN_DEG, -TURN_DEG].map(|degrees| {
        let (sin, cos) = (libm::sin(degrees.to_radians()), libm::cos(degrees.to_radians()));
        warp(image, |x, y| [cos * x - sin * y, sin * x + cos * y], 0.0)
    });
    let mut random = Stream::new(seed, Purpose::Distortion);
    let affine: Vec<Pixels> = (0..AFFINE).map(|_| affine(image, &mut random)).collect();
    let kinds = [shifts.to_vec(), turns.to_vec(), affine];
    let share = |kind: &Vec<_>| 1.0 / (3 * kind.len()) as f32;
    kinds
        .into_iter()
        .flat_map(|kind| {
            let weight = share(&kind);
            kind.into_iter().map(move |copy| (weight, copy))
        })
        .collect()
}

/// Turn, shear and logarithm of the stretch of variants, at most.
const VARIANT_TURN_DEG: f64 = 10.0;
const VARIANT_SHEAR: f64 = 0.25;
const VARIANT_STRETCH: f64 = 0.15;
/// Longer side of what is drawn, of a sheet of 28 pixels as MNIST has it. Its centre of mass goes into the middle.
const DRAWN_SIDE: f64 = 20.0;
/// Grey level from which a pixel is of what is drawn.
const INK_MIN: u8 = 64;

/// An image as the same hand might have drawn it again, so many times: turned, slanted and stretched a little, and put on
/// the sheet as MNIST would. Grey levels stay. `seed` decides what is drawn at random; an empty image has empty variants.
pub fn variants(image: &Pixels, count: usize, seed: u64) -> Vec<Pixels> {
    let mut random = Stream::new(seed, Purpose::Distortion);
    (0..count).map(|_| variant(image, &mut random)).collect()
}

fn variant(image: &Pixels, random: &mut Stream) -> Pixels {
    let Sheet { width, height } = image.sheet();
    let mut about = |most: f64| random.uniform(-most, most);
    let turn = about(VARIANT_TURN_DEG).to_radians();
    let (sin, cos) = (libm::sin(turn), libm::cos(turn));
    let (shear, stretch) = (about(VARIANT_SHEAR), libm::exp(about(VARIANT_STRETCH)));
    // Where a place goes, x and y of a place; its determinant is 1.
    let [a, b, c, d] = [
        cos * stretch,
        (cos * shear - sin) / stretch,
        sin * stretch,
        (sin * shear + cos) / stretch,
    ];
    let inked = (0..image.len()).filter(|&at| image[at] >= INK_MIN);
    let placed = inked.map(|at| {
        let (x, y) = ((at % width) as f64, (at / width) as f64);
        (a * x + b * y, c * x + d * y, f64::from(image[at]))
    });
    let placed: Vec<(f64, f64, f64)> = placed.collect();
    let ink: f64 = placed.iter().map(|place| place.2).sum();
    if ink == 0.0 {
        return Pixels::blank(image.sheet());
    }
    let side = |of: fn(&(f64, f64, f64)) -> f64| {
        let (low, high) = placed
            .iter()
            .map(of)
            .fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
        high - low + 1.0
    };
    let drawn_side = DRAWN_SIDE * width.min(height) as f64 / 28.0;
    let scale = drawn_side / side(|place| place.0).max(side(|place| place.1));
    let mean = |of: fn(&(f64, f64, f64)) -> f64| {
        placed.iter().map(|place| of(place) * place.2).sum::<f64>() / ink
    };
    let (x, y) = (mean(|place| place.0), mean(|place| place.1));
    let centre = [width, height].map(|side| side as f64 / 2.0);
    Pixels::from_fn(image.sheet(), |at| {
        let u = ((at % width) as f64 - centre[0]) / scale + x;
        let v = ((at / width) as f64 - centre[1]) / scale + y;
        grey(image, d * u - b * v, a * v - c * u).round() as u8
    })
}

fn affine(image: &Pixels, random: &mut Stream) -> Pixels {
    let turn = random.uniform(-AFFINE_TURN_DEG, AFFINE_TURN_DEG).to_radians();
    let (sin, cos) = (libm::sin(turn), libm::cos(turn));
    let mut scale = || libm::exp(random.uniform(-AFFINE_LOG_SCALE, AFFINE_LOG_SCALE));
    let (wide, high) = (scale(), scale());
    let shear = random.uniform(-AFFINE_SHEAR, AFFINE_SHEAR);
    let mut shift = || random.uniform(-AFFINE_SHIFT_PX, AFFINE_SHIFT_PX);
    let (right, down) = (shift(), shift());
    let threshold = random.uniform(AFFINE_INK[0], AFFINE_INK[1]);
    let from = |x: f64, y: f64| {
        let x = x + shear * y;
        [(cos * x - sin * y) * wide + right, (sin * x + cos * y) * high + down]
    };
    warp(image, from, threshold)
}

/// Full ink wherever the image, interpolated at the place that a pixel comes `from`, has more than
/// `threshold`. Places are in pixels from the middle.
fn warp(image: &Pixels, from: impl Fn(f64, f64) -> [f64; 2], threshold: f64) -> Pixels {
    let Sheet { width, height } = image.sheet();
    let middle = [width, height].map(|side| (side as f64 - 1.0) / 2.0);
    Pixels::from_fn(image.sheet(), |i| {
        let [x, y] = from((i % width) as f64 - middle[0], (i / width) as f64 - middle[1]);
        if grey(image, x + middle[0], y + middle[1]) > threshold { 255 } else { 0 }
    })
}

/// Grey level at a place, between the four pixels around it; nothing is beyond the sheet.
fn grey(image: &Pixels, x: f64, y: f64) -> f64 {
    let Sheet { width, height } = image.sheet();
    let ink = |x: i64, y: i64| {
        let is_inside = (0..width as i64).contains(&x) && (0..height as i64).contains(&y);
        if is_inside { f64::from(image[y as usize * width + x as usize]) } else { 0.0 }
    };
    let (left, top) = (x.floor(), y.floor());
    let (fx, fy) = (x - left, y - top);
    let (left, top) = (left as i64, top as i64);
    let upper = ink(left, top) * (1.0 - fx) + ink(left + 1, top) * fx;
    let lower = ink(left, top + 1) * (1.0 - fx) + ink(left + 1, top + 1) * fx;
    upper * (1.0 - fy) + lower * fy
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 28;
    const PIXELS: usize = SIDE * SIDE;
    const CENTRE: f64 = 14.0;

    #[test]
    fn copies_are_near_the_image_and_always_the_same() {
        let mut image = Pixels::blank(Sheet::MNIST);
        (6..22).for_each(|y| image[y * SIDE + 13..y * SIDE + 16].fill(200));
        let all = copies(&image, 7);
        assert_eq!(all.len(), 10);
        assert!((all.iter().map(|(weight, _)| weight).sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(all[0].1[6 * SIDE + 14] == 255 && all[0].1[6 * SIDE + 13] == 0, "one to the right");
        let inked = |pixels: &[u8]| pixels.iter().filter(|&&ink| ink > 0).count();
        for (_, copy) in &all {
            let both = (0..PIXELS).filter(|&p| image[p] > 0 && copy[p] > 0).count();
            assert!(both > 20 && inked(copy) < 3 * inked(&image), "{both} of {}", inked(copy));
        }
        assert!(all.iter().skip(1).all(|(_, copy)| *copy != all[0].1));
        let again = copies(&image, 7);
        assert!(all.iter().zip(&again).all(|(a, b)| a.1 == b.1));
        assert!(copies(&image, 8).iter().zip(&all).any(|(a, b)| a.1 != b.1));
        assert!(copies(&Pixels::blank(Sheet::MNIST), 1).iter().all(|(_, copy)| inked(copy) == 0));
    }

    #[test]
    fn variants_are_whole_and_lie_where_mnist_would_have_them() {
        let mut image = Pixels::blank(Sheet::MNIST);
        (4..24).for_each(|y| image[y * SIDE + 12..y * SIDE + 15].fill(255));
        image[23 * SIDE + 12..23 * SIDE + 22].fill(255);
        let all = variants(&image, 24, 7);
        assert_eq!(all.len(), 24);
        for drawn in &all {
            let inked: Vec<usize> = (0..PIXELS).filter(|&at| drawn[at] >= 96).collect();
            let rows = inked.iter().map(|at| at / SIDE);
            let height = rows.clone().max().unwrap() - rows.min().unwrap() + 1;
            assert!((17..=21).contains(&height), "{height}");
            let ink: f64 = drawn.iter().map(|&ink| f64::from(ink)).sum();
            let x: f64 = (0..PIXELS).map(|at| f64::from(drawn[at]) * (at % SIDE) as f64).sum();
            assert!((x / ink - CENTRE).abs() < 0.3, "{}", x / ink);
        }
        assert!(all.iter().skip(1).all(|drawn| *drawn != all[0]));
        assert_eq!(variants(&image, 24, 7), all);
        assert!(
            variants(&Pixels::blank(Sheet::MNIST), 2, 1)
                .iter()
                .all(|drawn| drawn.iter().all(|&ink| ink == 0))
        );
    }

    #[test]
    fn a_sheet_of_any_size_keeps_its_size() {
        let sheet = Sheet { width: 40, height: 24 };
        let mut image = Pixels::blank(sheet);
        (6..18).for_each(|y| image[y * 40 + 18..y * 40 + 22].fill(255));
        let variants = variants(&image, 3, 1);
        let all = copies(&image, 1).into_iter().map(|(_, copy)| copy).chain(variants);
        for drawn in all {
            assert_eq!(drawn.sheet(), sheet);
            let inked = (0..drawn.len()).filter(|&at| drawn[at] >= 128);
            let columns: Vec<usize> = inked.map(|at| at % 40).collect();
            let middle = columns.iter().sum::<usize>() as f64 / columns.len() as f64;
            assert!((middle - 20.0).abs() < 2.5, "{middle}");
        }
    }
}
