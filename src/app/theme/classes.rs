//! Colours of classes, told apart under the common colour-vision deficiencies as far as can be.

use super::{BACKGROUND, Rgb, contrast, linear};
use crate::data::CLASSES_MAX;
use std::sync::LazyLock;

/// The ten digits' colours, 0 to 9: found by a search for the largest least distance under normal
/// vision and three deficiencies, near hues that have names.
const DIGITS: [Rgb; 10] = [
    [0xF2, 0xF2, 0xF2],
    [0x69, 0x57, 0xC2],
    [0xEF, 0xD1, 0x0D],
    [0x14, 0x96, 0x82],
    [0xD5, 0x10, 0x50],
    [0x44, 0xBF, 0xFF],
    [0xAC, 0x1E, 0xFF],
    [0x8E, 0xF9, 0x77],
    [0xF7, 0x60, 0xCA],
    [0xA0, 0x59, 0x1C],
];

/// What counts of a difference as each kind of eye sees it, and how it sees: Viénot, Brettel and Mollon 1999 (protan,
/// deutan) and a tritan projection, on linear RGB. To whoever sees all colours, classes are twice as far apart.
const EYES: [(&str, f32, [[f32; 3]; 3]); 4] = [
    ("normal", 0.5, [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("protanopia", 1.0, [[0.1124, 0.8876, 0.0], [0.1124, 0.8876, 0.0], [0.0040, -0.0040, 1.0]]),
    ("deuteranopia", 1.0, [[0.2928, 0.7072, 0.0], [0.2928, 0.7072, 0.0], [-0.0223, 0.0223, 1.0]]),
    ("tritanopia", 1.0, [[1.0, 0.1446, -0.1446], [0.0, 0.8592, 0.1408], [0.0, 0.8592, 0.1408]]),
];

/// Least contrast with what is behind the cloud.
const CONTRAST: f32 = 3.6;

/// A class's colour, 0 to 63: the digits', and each of the others as unlike all before it as can be. Whatever has a
/// class's colour has its name, too.
pub fn class(class: usize) -> Rgb {
    static ALL: LazyLock<Vec<Rgb>> = LazyLock::new(all);
    ALL[class.min(ALL.len() - 1)]
}

fn all() -> Vec<Rgb> {
    let levels = || (0..=255_u8).step_by(17);
    let grid = levels().flat_map(|r| levels().flat_map(move |g| levels().map(move |b| [r, g, b])));
    // With the least distance from all that are taken.
    let mut free: Vec<(Rgb, [[f32; 3]; 4], f32)> = grid
        .filter(|&rgb| contrast(rgb, BACKGROUND) >= CONTRAST)
        .map(|rgb| (rgb, seen(rgb), f32::INFINITY))
        .collect();
    let mut taken: Vec<Rgb> = Vec::with_capacity(CLASSES_MAX);
    while taken.len() < CLASSES_MAX {
        let farthest = free.iter().max_by(|(.., one), (.., other)| one.total_cmp(other));
        let next = match (DIGITS.get(taken.len()), farthest) {
            (Some(&digit), _) => digit,
            (None, Some(&(rgb, ..))) => rgb,
            (None, None) => break,
        };
        taken.push(next);
        let next = seen(next);
        for (_, seen, least) in &mut free {
            *least = least.min(distance(seen, &next));
        }
    }
    taken
}

/// As each kind of eye sees it, CIE L*a*b*.
fn seen(rgb: Rgb) -> [[f32; 3]; 4] {
    let light = linear(rgb);
    EYES.map(|(_, _, matrix)| {
        lab(matrix.map(|row| (0..3).map(|i| row[i] * light[i]).sum::<f32>().clamp(0.0, 1.0)))
    })
}

/// How unlike two colours are to the eyes that they are most alike to.
fn distance(one: &[[f32; 3]; 4], other: &[[f32; 3]; 4]) -> f32 {
    let by_eye = EYES.iter().zip(one.iter().zip(other));
    by_eye.map(|((_, weight, _), (one, other))| weight * apart(one, other)).fold(f32::MAX, f32::min)
}

fn apart(one: &[f32; 3], other: &[f32; 3]) -> f32 {
    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
}

/// CIE L*a*b* under D65, of linear RGB.
fn lab([r, g, b]: [f32; 3]) -> [f32; 3] {
    let f = |t: f32| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
    let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
    let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Least distance between two of the first so many classes, as each kind of eye sees them.
    fn least(classes: usize) -> [f32; 4] {
        let seen: Vec<_> = (0..classes).map(|class| seen(super::class(class))).collect();
        std::array::from_fn(|eye| {
            let pairs = (0..classes).flat_map(|a| (0..a).map(move |b| (a, b)));
            pairs.map(|(a, b)| apart(&seen[a][eye], &seen[b][eye])).fold(f32::MAX, f32::min)
        })
    }

    #[test]
    fn classes_can_be_told_apart_by_everyone() {
        for (classes, expected) in [(10, 18.0), (11, 18.0), (16, 13.0), (64, 5.5)] {
            for ((name, ..), least) in EYES.iter().zip(least(classes)) {
                assert!(least > expected, "{name}: of {classes}, two are {least:.1} apart");
            }
        }
        // To who sees all colours they are twice as far apart.
        assert!(least(11)[0] > 36.0 && least(16)[0] > 26.0, "{:?} {:?}", least(11), least(16));
        let digits: Vec<Rgb> = (0..10).map(class).collect();
        assert_eq!(digits, DIGITS);
        assert_eq!(class(99), class(63), "there are no more");
    }
}
