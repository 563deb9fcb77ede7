//! Digits in hands that MNIST does not hold: a 1 with an upstroke or a foot, a 9 with a hooked tail, a 6 with a
//! small bow, a closed 4, a crossed 7. They are drawn by strokes of our own, and never called MNIST.
//!
//! MNIST was written by people in the United States; elsewhere a 1 begins with an upstroke, which its
//! neighbours in MNIST, if it has any, call a 7 or a 4. A handful of such hands among the references
//! let the vote know them.
//!
//! A hand is a list of strokes in a box of 1 x 1, y down. Each of its copies is drawn once more: corners
//! moved a little, slanted, turned and stretched, with a pen of another width, and put onto the sheet as MNIST
//! puts digits: 20 pixels along the longer side, the centre of mass in the middle.
//!
//! | constant | meaning | unit |
//! |---|---|---|
//! | `COPIES` | drawings of each hand | |
//! | `CORNER` | standard deviation of the place of a corner | box |
//! | `SLANT`, `TURN`, `STRETCH` | largest | rise / run, radians, logarithm |
//! | `PEN_PX` | thinnest and thickest pen, as most of MNIST | pixels of the sheet |

use crate::sim::random::{Purpose, Stream};
use crate::sim::stimulus::{PIXELS, Pixels, SIDE};

/// Drawings of each hand.
const COPIES: usize = 28;
const CORNER: f64 = 0.025;
const SLANT: f64 = 0.3;
const TURN: f64 = 0.12;
const STRETCH: f64 = 0.18;
const PEN_PX: [f64; 2] = [1.6, 3.6];
/// Longer side of a digit on the sheet, pixels.
const DIGIT_SIDE: f64 = 20.0;
/// The drawings are the same everywhere.
const SEED: u64 = 1;

type Point = (f64, f64);

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
pub fn drawn() -> Vec<(u8, Box<Pixels>)> {
    let mut random = Stream::new(SEED, Purpose::Distortion);
    // Every hand once, then every hand again: the first few are of all kinds.
    let copies = (0..COPIES).flat_map(|_| HANDS);
    copies.map(|hand| (hand.label, draw(hand, &mut random))).collect()
}

fn draw(hand: &Hand, random: &mut Stream) -> Box<Pixels> {
    let mut about = |most: f64| random.uniform(-most, most);
    let (slant, turn) = (about(SLANT), about(TURN));
    let (wide, high) = (libm::exp(about(STRETCH)), libm::exp(about(STRETCH)));
    let (sin, cos) = (libm::sin(turn), libm::cos(turn));
    let bent = |(x, y): Point| {
        let (x, y) = ((x - 0.5) * wide - slant * (y - 0.5), (y - 0.5) * high);
        (cos * x - sin * y, sin * x + cos * y)
    };
    // The sum of two draws from a box is about as good as one from a bell here.
    let mut corner = |(x, y): Point| {
        let spread = CORNER * 3.0_f64.sqrt() / std::f64::consts::SQRT_2;
        let mut off = || random.uniform(-spread, spread) + random.uniform(-spread, spread);
        (x + off(), y + off())
    };
    let strokes: Vec<Vec<Point>> = hand
        .strokes
        .iter()
        .map(|stroke| {
            let moved: Vec<Point> = stroke.iter().map(|&point| corner(point)).collect();
            let line = if hand.is_curved { curve(&moved) } else { moved };
            line.into_iter().map(bent).collect()
        })
        .collect();
    let pen = random.uniform(PEN_PX[0], PEN_PX[1]);
    on_sheet(&strokes, pen)
}

/// A curve through points (Catmull-Rom), eight steps between two.
fn curve(points: &[Point]) -> Vec<Point> {
    const STEPS: usize = 8;
    let at = |i: isize| points[i.clamp(0, points.len() as isize - 1) as usize];
    let mut line = Vec::new();
    for i in 0..points.len() as isize - 1 {
        let [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
        for step in 0..STEPS {
            let t = step as f64 / STEPS as f64;
            let mix = |a: f64, b: f64, c: f64, d: f64| {
                0.5 * (2.0 * b
                    + (c - a) * t
                    + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                    + (3.0 * b - a - 3.0 * c + d) * t * t * t)
            };
            line.push((mix(a.0, b.0, c.0, d.0), mix(a.1, b.1, c.1, d.1)));
        }
    }
    line.push(at(points.len() as isize - 1));
    line
}

/// Draws lines with a round pen, the whole 20 pixels along its longer side, its centre of mass at pixel 14.
fn on_sheet(strokes: &[Vec<Point>], pen: f64) -> Box<Pixels> {
    let points = || strokes.iter().flatten();
    let ends = |of: fn(&Point) -> f64| {
        let low = points().map(of).fold(f64::INFINITY, f64::min);
        (low, points().map(of).fold(f64::NEG_INFINITY, f64::max))
    };
    let ((left, right), (top, bottom)) = (ends(|p| p.0), ends(|p| p.1));
    let scale = (DIGIT_SIDE - pen) / (right - left).max(bottom - top);
    let ink = |x: f64, y: f64| {
        let distance = |stroke: &Vec<Point>| {
            let segments = stroke.array_windows();
            segments.map(|&[a, b]| to_segment((x, y), a, b, scale)).fold(f64::INFINITY, f64::min)
        };
        let nearest = strokes.iter().map(distance).fold(f64::INFINITY, f64::min);
        // A pixel is inked as far as the pen covers it.
        (pen / 2.0 + 0.5 - nearest).clamp(0.0, 1.0)
    };
    // Where the centre of mass is, on a sheet on which the box's middle is that of the sheet.
    let (middle_x, middle_y) = (scale * (left + right) / 2.0, scale * (top + bottom) / 2.0);
    let sheet = |shift: (f64, f64)| {
        let pixel = move |at: usize| {
            let (x, y) = ((at % SIDE) as f64 - 14.0, (at / SIDE) as f64 - 14.0);
            ink(x + middle_x + shift.0, y + middle_y + shift.1)
        };
        (0..PIXELS).map(pixel).collect::<Vec<f64>>()
    };
    let first = sheet((0.0, 0.0));
    let total: f64 = first.iter().sum();
    let moment = |of: fn(usize) -> usize| -> f64 {
        first.iter().enumerate().map(|(at, ink)| ink * (of(at) as f64 - 14.0)).sum::<f64>() / total
    };
    // Whole pixels, as in MNIST, and no ink off the sheet.
    let room = (SIDE as f64 - DIGIT_SIDE) / 2.0;
    let shift = |moment: f64| libm::round(moment).clamp(-room, room);
    let placed = sheet((shift(moment(|at| at % SIDE)), shift(moment(|at| at / SIDE))));
    let mut pixels = Box::new([0; PIXELS]);
    for (pixel, ink) in pixels.iter_mut().zip(placed) {
        *pixel = libm::round(255.0 * ink) as u8;
    }
    pixels
}

/// Distance of a pixel from the segment between two points of the box, pixels.
fn to_segment(at: Point, a: Point, b: Point, scale: f64) -> f64 {
    let (a, b) = ((a.0 * scale, a.1 * scale), (b.0 * scale, b.1 * scale));
    let (along, from) = ((b.0 - a.0, b.1 - a.1), (at.0 - a.0, at.1 - a.1));
    let length = along.0 * along.0 + along.1 * along.1;
    let part = if length > 0.0 { (from.0 * along.0 + from.1 * along.1) / length } else { 0.0 };
    let part = part.clamp(0.0, 1.0);
    libm::sqrt((from.0 - part * along.0).powi(2) + (from.1 - part * along.1).powi(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_are_put_onto_the_sheet_as_those_of_mnist() {
        let all = drawn();
        assert_eq!(all.len(), HANDS.len() * COPIES);
        for (label, pixels) in &all {
            let inked = || (0..PIXELS).filter(|&at| pixels[at] > 0);
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
