//! Digits in hands that MNIST does not hold: a 1 with an upstroke or a foot, a 9 with a hooked tail, a 6 with a
//! small bow, a closed 4, a crossed 7. They are drawn by strokes of our own, and never called MNIST.
//!
//! MNIST was written by people in the United States; elsewhere a 1 begins with an upstroke, which its
//! neighbours in MNIST, if it has any, call a 7 or a 4. A handful of such hands among the references
//! let the vote know them.
//!
//! Each hand is drawn once more for each of its copies, see [`super::pen`].

use super::pen::{self, Point, Stroke};
use crate::data::Pixels;
use crate::sim::random::{Purpose, Stream};

/// Drawings of each hand.
const COPIES: usize = 28;
/// The drawings are the same everywhere.
const SEED: u64 = 1;

/// A digit as somebody writes it.
struct Hand {
    label: u8,
    strokes: &'static [&'static [Point]],
    /// Whether the strokes are curves through their points.
    is_curved: bool,
}

/// The hands, each once.
const HANDS: &[Hand] = &[
    // A 1 with an upstroke: short, middling, long; steep or flat; upright or leaning.
    Hand { label: 1, is_curved: false, strokes: &[&[(0.3, 0.28), (0.5, 0.0), (0.5, 1.0)]] },
    Hand { label: 1, is_curved: false, strokes: &[&[(0.22, 0.36), (0.52, 0.0), (0.52, 1.0)]] },
    Hand { label: 1, is_curved: false, strokes: &[&[(0.12, 0.45), (0.55, 0.0), (0.55, 1.0)]] },
    Hand { label: 1, is_curved: false, strokes: &[&[(0.08, 0.58), (0.58, 0.0), (0.58, 1.0)]] },
    Hand { label: 1, is_curved: false, strokes: &[&[(0.18, 0.22), (0.56, 0.0), (0.56, 1.0)]] },
    Hand { label: 1, is_curved: false, strokes: &[&[(0.2, 0.4), (0.66, 0.0), (0.46, 1.0)]] },
    Hand { label: 1, is_curved: false, strokes: &[&[(0.28, 0.3), (0.6, 0.0), (0.5, 1.0)]] },
    Hand { label: 1, is_curved: false, strokes: &[&[(0.25, 0.5), (0.6, 0.0), (0.52, 1.0)]] },
    // The same with a foot.
    Hand {
        label: 1,
        is_curved: false,
        strokes: &[&[(0.3, 0.25), (0.52, 0.0), (0.52, 1.0)], &[(0.28, 1.0), (0.76, 1.0)]],
    },
    Hand {
        label: 1,
        is_curved: false,
        strokes: &[&[(0.22, 0.36), (0.5, 0.0), (0.5, 1.0)], &[(0.25, 1.0), (0.75, 1.0)]],
    },
    Hand {
        label: 1,
        is_curved: false,
        strokes: &[&[(0.5, 0.0), (0.5, 1.0)], &[(0.28, 1.0), (0.72, 1.0)]],
    },
    // A closed 4, with a short or a long bar.
    Hand {
        label: 4,
        is_curved: false,
        strokes: &[&[(0.66, 1.0), (0.66, 0.0), (0.1, 0.66), (0.92, 0.66)]],
    },
    Hand {
        label: 4,
        is_curved: false,
        strokes: &[&[(0.7, 1.0), (0.68, 0.0), (0.16, 0.58), (0.8, 0.6)]],
    },
    // A 7 with a cross stroke, with and without a serif.
    Hand {
        label: 7,
        is_curved: false,
        strokes: &[&[(0.12, 0.04), (0.88, 0.04), (0.42, 1.0)], &[(0.3, 0.52), (0.8, 0.5)]],
    },
    Hand {
        label: 7,
        is_curved: false,
        strokes: &[
            &[(0.12, 0.16), (0.14, 0.03), (0.86, 0.03), (0.45, 1.0)],
            &[(0.34, 0.54), (0.82, 0.5)],
        ],
    },
    // A 9 with a hooked tail, and with a long one.
    Hand {
        label: 9,
        is_curved: true,
        strokes: &[&[
            (0.78, 0.18),
            (0.5, 0.02),
            (0.22, 0.18),
            (0.26, 0.42),
            (0.54, 0.48),
            (0.77, 0.3),
            (0.79, 0.2),
            (0.78, 0.72),
            (0.56, 0.98),
            (0.24, 0.86),
        ]],
    },
    Hand {
        label: 9,
        is_curved: true,
        strokes: &[&[
            (0.74, 0.2),
            (0.48, 0.02),
            (0.24, 0.2),
            (0.34, 0.44),
            (0.62, 0.42),
            (0.75, 0.18),
            (0.76, 0.7),
            (0.6, 0.95),
            (0.36, 0.96),
        ]],
    },
    // A 6 with a small bow.
    Hand {
        label: 6,
        is_curved: true,
        strokes: &[&[
            (0.7, 0.04),
            (0.42, 0.18),
            (0.22, 0.48),
            (0.16, 0.78),
            (0.38, 0.98),
            (0.68, 0.93),
            (0.76, 0.74),
            (0.56, 0.6),
            (0.3, 0.66),
            (0.18, 0.8),
        ]],
    },
];

/// Every drawing, and its label. The same on every machine.
pub fn drawn() -> Vec<(u8, Pixels)> {
    let mut random = Stream::new(SEED, Purpose::Distortion);
    // Every hand once, then every hand again: the first few are of all kinds.
    let copies = (0..COPIES).flat_map(|_| HANDS);
    let stroke = |hand: &Hand| {
        let is_curved = hand.is_curved;
        move |points: &&'static [Point]| Stroke { points: points.to_vec(), is_curved }
    };
    let strokes = |hand: &Hand| hand.strokes.iter().map(stroke(hand)).collect::<Vec<_>>();
    copies.map(|hand| (hand.label, pen::draw(&strokes(hand), &mut random))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 28;

    #[test]
    fn drawings_are_put_onto_the_sheet_as_those_of_mnist() {
        let all = drawn();
        assert_eq!(all.len(), HANDS.len() * COPIES);
        for (label, pixels) in &all {
            let inked = || (0..SIDE * SIDE).filter(|&at| pixels[at] > 0);
            for coordinate in [|at: usize| at % SIDE, |at: usize| at / SIDE] {
                let ink: f64 = inked().map(|at| f64::from(pixels[at])).sum();
                let moment: f64 =
                    inked().map(|at| f64::from(pixels[at]) * coordinate(at) as f64).sum();
                assert!((moment / ink - 14.0).abs() < 1.0, "a {label}: {}", moment / ink);
            }
            let rows = || inked().map(|at| at / SIDE);
            let height = rows().max().unwrap() - rows().min().unwrap() + 1;
            assert!((19..=22).contains(&height), "a {label}: {height} rows");
            assert_eq!(pixels.iter().max(), Some(&255));
        }
        assert_ne!(all[0].1, all[HANDS.len()].1, "copies of a hand differ");
        assert_eq!(drawn(), all, "the same every time");
    }
}
