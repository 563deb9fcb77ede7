//! A pen that draws strokes onto the sheet as MNIST puts digits: 20 pixels along the longer side, the centre of
//! mass in the middle. Each drawing of the same strokes is another: corners moved a little, slanted, turned and
//! stretched, with a pen of another width.
//!
//! | constant | meaning | unit |
//! |---|---|---|
//! | `CORNER` | standard deviation of the place of a corner | box |
//! | `SLANT`, `TURN`, `STRETCH` | largest | rise / run, radians, logarithm |
//! | `PEN_PX` | thinnest and thickest pen, as most of MNIST | pixels of the sheet |

use crate::data::Pixels;
use crate::sim::Sheet;
use crate::sim::random::Stream;

const CORNER: f64 = 0.025;
const SLANT: f64 = 0.3;
const TURN: f64 = 0.12;
const STRETCH: f64 = 0.18;
const PEN_PX: [f64; 2] = [1.6, 3.6];
/// Longer side of a digit on the sheet, pixels.
const DIGIT_SIDE: f64 = 20.0;
/// Side of MNIST's sheet, pixels.
const SIDE: usize = Sheet::MNIST.width;

/// In a box of 1 x 1, y down.
pub(super) type Point = (f64, f64);

/// From where the pen comes down to where it is lifted.
pub(super) struct Stroke {
    pub points: Vec<Point>,
    /// Whether it is a curve through its points.
    pub is_curved: bool,
}

/// Draws strokes as somebody would draw them this time, as MNIST would hold them.
pub(super) fn draw(strokes: &[Stroke], random: &mut Stream) -> Pixels {
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
    let strokes: Vec<Vec<Point>> = strokes
        .iter()
        .map(|stroke| {
            let moved: Vec<Point> = stroke.points.iter().map(|&point| corner(point)).collect();
            let line = if stroke.is_curved { curve(&moved) } else { moved };
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
fn on_sheet(strokes: &[Vec<Point>], pen: f64) -> Pixels {
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
        (0..SIDE * SIDE).map(pixel).collect::<Vec<f64>>()
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
    Pixels::from_fn(Sheet::MNIST, |at| libm::round(255.0 * placed[at]) as u8)
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
