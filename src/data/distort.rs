//! Slightly distorted copies of a digit: what a person would still read as the same one. Known of images
//! in general, and of no label.

use crate::sim::random::{Purpose, Stream};
use crate::sim::{PIXELS, Pixels, SIDE};

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
/// the three kinds weighs as much, and all of them 1. `which` decides what is drawn at random.
pub fn copies(image: &Pixels, which: u64) -> Vec<(f32, Box<Pixels>)> {
    let shifts = [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)]
        .map(|(dx, dy)| warp(image, |x, y| [x - dx, y - dy], 0.0));
    let turns = [TURN_DEG, -TURN_DEG].map(|degrees| {
        let (sin, cos) = (libm::sin(degrees.to_radians()), libm::cos(degrees.to_radians()));
        warp(image, |x, y| [cos * x - sin * y, sin * x + cos * y], 0.0)
    });
    let mut random = Stream::new(which, Purpose::Distortion);
    let affine: Vec<Box<Pixels>> = (0..AFFINE).map(|_| affine(image, &mut random)).collect();
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

fn affine(image: &Pixels, random: &mut Stream) -> Box<Pixels> {
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
fn warp(image: &Pixels, from: impl Fn(f64, f64) -> [f64; 2], threshold: f64) -> Box<Pixels> {
    let middle = (SIDE as f64 - 1.0) / 2.0;
    let ink = |x: i64, y: i64| {
        let is_inside = (0..SIDE as i64).contains(&x) && (0..SIDE as i64).contains(&y);
        if is_inside { f64::from(image[y as usize * SIDE + x as usize]) } else { 0.0 }
    };
    let mut copy = Box::new([0; PIXELS]);
    for (i, pixel) in copy.iter_mut().enumerate() {
        let [x, y] = from((i % SIDE) as f64 - middle, (i / SIDE) as f64 - middle);
        let (x, y) = (x + middle, y + middle);
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let (left, top) = (left as i64, top as i64);
        let upper = ink(left, top) * (1.0 - fx) + ink(left + 1, top) * fx;
        let lower = ink(left, top + 1) * (1.0 - fx) + ink(left + 1, top + 1) * fx;
        *pixel = if upper * (1.0 - fy) + lower * fy > threshold { 255 } else { 0 };
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_near_the_image_and_always_the_same() {
        let mut image = [0; PIXELS];
        (6..22).for_each(|y| image[y * SIDE + 13..y * SIDE + 16].fill(200));
        let all = copies(&image, 7);
        assert_eq!(all.len(), 10);
        assert!((all.iter().map(|(weight, _)| weight).sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(all[0].1[6 * SIDE + 14] == 255 && all[0].1[6 * SIDE + 13] == 0, "one to the right");
        let inked = |pixels: &Pixels| pixels.iter().filter(|&&ink| ink > 0).count();
        for (_, copy) in &all {
            let both = (0..PIXELS).filter(|&p| image[p] > 0 && copy[p] > 0).count();
            assert!(both > 20 && inked(copy) < 3 * inked(&image), "{both} of {}", inked(copy));
        }
        assert!(all.iter().skip(1).all(|(_, copy)| *copy != all[0].1));
        let again = copies(&image, 7);
        assert!(all.iter().zip(&again).all(|(a, b)| a.1 == b.1));
        assert!(copies(&image, 8).iter().zip(&all).any(|(a, b)| a.1 != b.1));
        assert!(copies(&[0; PIXELS], 1).iter().all(|(_, copy)| inked(copy) == 0));
    }
}
