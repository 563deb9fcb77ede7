//! Where there is ink, and how much: 0 is paper, 1 the blackest ink there could be.
//!
//! Light falls unevenly on paper, so a pixel means nothing by itself. The paper's brightness is
//! estimated by closing: strokes, which are narrower than the window, are filled with what
//! surrounds them, while gradients and the edges of broad shadows stay. Ink is how much darker a
//! pixel is, relative to its paper.
//!
//! | constant | meaning | unit |
//! |---|---|---|
//! | `NARROW`, `WIDE` | half the closing window; wider strokes count as background | longer side |
//! | `CONTRAST_MIN` | the least ink that is no texture | ink |
//! | `NOISE_FACTOR` | the same, in standard deviations of the noise | 1 |

use image::{GrayImage, Luma};
use imageproc::region_labelling::{Connectivity, connected_components};

use super::plane::Plane;
use super::shape::{Bounds, is_on_border};

/// Half the window in which the paper is looked for: strokes of a pen, and those that fill the picture.
pub(super) const NARROW: f32 = 0.05;
pub(super) const WIDE: f32 = 0.15;
const CONTRAST_MIN: f32 = 0.08;
const NOISE_FACTOR: f32 = 6.0;
/// A cell stands out from the background by at least so much brightness, of 255.
const STANDS_OUT_MIN: f32 = 12.0;
/// What touches the border along more than this share of the shorter side hugs it.
const HUG_SHARE: f32 = 0.1;
/// Half the window in which the median of the surroundings is taken, longer sides.
const MEDIAN_WINDOWS: [f32; 2] = [0.27, 0.1];
/// A picture has two tones if they explain at least this much of its spread, and each covers at least this much.
const TWO_TONES_MIN: f64 = 0.85;
const TWO_TONES_SMALL_MIN: f64 = 0.7;
const TONE_SHARE_MIN: f32 = 0.15;
/// Something else stands out, too, if it covers at least one part in this many.
const OTHER_SHARE: usize = 400;
/// Cells along the longer side on which the background is fitted.
const CELLS: usize = 80;
/// Those on which the paper is estimated: fine enough to follow the edge of a shadow.
const PAPER_CELLS: usize = 320;
/// Pixels beside each other are alike whatever the noise; so these are compared.
const GRAIN_PIXELS: usize = 4;
/// The smallest digit on a page, longer sides of it.
const HELD_MIN: f32 = 0.08;
/// Smaller pictures are enlarged to about this, pixels, so that all filters have room.
const SIDE_MIN: usize = 128;

/// Ink, pixel by pixel.
#[derive(Clone, Debug)]
pub(super) struct Ink {
    /// 0 and about: paper; up to 1.
    pub amount: Plane,
    /// What is below this may be texture or noise.
    pub faintest: f32,
    /// Darker paper counts as this bright; of 255.
    pub darkest_paper: f32,
    /// Side of a pixel of the sheet, which may have been enlarged: nothing is thinner.
    pub pixel: usize,
}

impl Ink {
    /// Whether these lie within, and are large enough not to be specks of the paper.
    pub fn holds(&self, bounds: &Bounds) -> bool {
        let margin = self.edge_width() as u32;
        bounds.left > margin
            && bounds.top > margin
            && bounds.right + margin + 1 < self.amount.width as u32
            && bounds.bottom + margin + 1 < self.amount.height as u32
            && bounds.longer_side() as f32 >= HELD_MIN * self.amount.longer_side() as f32
    }

    /// How far from the core of a stroke its soft edge reaches, pixels.
    pub fn edge_width(&self) -> f32 {
        (self.amount.longer_side() as f32 / 100.0).clamp(1.5, 8.0)
    }
}

/// A picture with dark strokes on lighter paper, of a size that all filters have room on.
pub(super) struct Sheet {
    pub brightness: Plane,
    pixel: usize,
}

impl Sheet {
    /// Turns light strokes on dark paper into dark ones on light paper, and enlarges small pictures.
    pub fn new(picture: &GrayImage) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let values = picture.as_raw().iter().map(|&value| f32::from(value)).collect();
        let mut brightness = Plane::new(width, height, values);
        let mut pixel = 1;
        if brightness.longer_side() < SIDE_MIN {
            pixel = SIDE_MIN.div_ceil(brightness.longer_side());
            brightness = brightness.enlarged(pixel, width * pixel, height * pixel);
        }
        if is_light_on_dark(&brightness, pixel > 1) {
            brightness = brightness.map(|value| 255.0 - value);
        }
        let brightness = brightness.blurred(brightness.longer_side() / 400);
        Self { brightness, pixel }
    }

    /// The same with light strokes taken for dark ones, and the other way round.
    pub fn inverted(&self) -> Self {
        Self { brightness: self.brightness.map(|value| 255.0 - value), pixel: self.pixel }
    }

    /// The ink of strokes narrower than twice `window` longer sides; `None` if there is too little
    /// contrast for any.
    pub fn ink(&self, window: f32) -> Option<Ink> {
        let sheet = &self.brightness;
        let paper = paper_under(sheet, window);
        // Where the paper is nearly black, as a table beside the page, texture is large relative to
        // it; there, ink is relative to a moderately dark paper instead.
        let darkest = (0.4 * paper.quantile(0.95)).max(1.0);
        let relative = |(&sheet, &paper): (&f32, &f32)| (paper - sheet) / paper.max(darkest);
        let amount = sheet.values.iter().zip(&paper.values).map(relative).collect();
        let amount = Plane::new(sheet.width, sheet.height, amount);
        let (bare, spread) = level_and_spread(&amount);
        // Little paper between thick strokes is of several levels, which are no noise.
        let noise = spread.min(2.0 * grain(&amount));
        let amount = amount.map(|ink| (ink - bare).clamp(-1.0, 1.0));
        let faintest = CONTRAST_MIN.max(NOISE_FACTOR * noise);
        let has_ink = amount.values.iter().any(|&ink| ink >= faintest);
        has_ink.then_some(Ink { amount, faintest, darkest_paper: darkest, pixel: self.pixel })
    }
}

/// What is bare paper, and the standard deviation around it.
///
/// The shortest interval that holds a quarter of all pixels lies around the paper, of which there is
/// more than that even where ink fills half of the picture; of a normal distribution it is 0.64
/// standard deviations wide. Only the lower part is searched: ink is at the upper end.
fn level_and_spread(amount: &Plane) -> (f32, f32) {
    let mut sorted = amount.values.clone();
    sorted.sort_unstable_by(f32::total_cmp);
    let quarter = (sorted.len() / 4).max(1);
    let lower = &sorted[..(sorted.len() * 6 / 10).max(quarter)];
    let intervals = lower.windows(quarter).map(|all| (all[0], all[quarter - 1]));
    let shortest = intervals.min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    let (low, high) = shortest.unwrap_or((lower[0], lower[0]));
    (f32::midpoint(low, high), (high - low) / 0.637)
}

/// Standard deviation of the noise from one pixel to those a few beside it: of those pairs that differ least, since
/// the others lie across the edge of a stroke.
fn grain(amount: &Plane) -> f32 {
    let beside = GRAIN_PIXELS.min(amount.width - 1);
    let row = |row: &[f32]| -> Vec<f32> {
        row.iter().zip(&row[beside..]).map(|(one, other)| (one - other).abs()).collect()
    };
    let mut differences: Vec<f32> = amount.values.chunks(amount.width).flat_map(row).collect();
    let quarter = differences.len() / 4;
    *differences.select_nth_unstable_by(quarter, f32::total_cmp).1 / 0.45
}

/// Brightness of the paper at each pixel, as if nothing were written on it.
fn paper_under(sheet: &Plane, window: f32) -> Plane {
    let cell = sheet.longer_side().div_ceil(PAPER_CELLS);
    let coarse = sheet.coarse(cell).blurred(1);
    let radius = (window * coarse.longer_side() as f32).ceil() as usize;
    // Along a slope, the closing's windows reach too high at the border; so the slope is taken out first. A
    // narrow window does not reach far enough for that to matter, and a shadow's edge is no slope.
    let surface = (window > NARROW).then(|| Surface::through_background(&coarse));
    let slope = |at: usize| {
        let (x, y) = (at % coarse.width, at / coarse.width);
        let along = |at: usize, of: usize| (at as f64 + 0.5) / of as f64;
        let at = |s: &Surface| s.at(along(x, coarse.width), along(y, coarse.height)) as f32;
        surface.as_ref().map_or(0.0, at)
    };
    let level = coarse.values.iter().enumerate().map(|(at, &value)| value - slope(at)).collect();
    let closed = Plane::new(coarse.width, coarse.height, level).closed(radius);
    let paper = closed.values.iter().enumerate().map(|(at, &value)| value + slope(at)).collect();
    Plane::new(coarse.width, coarse.height, paper).enlarged(cell, sheet.width, sheet.height)
}

/// Whether what stands out from the background is lighter than it.
///
/// Cubes of the differences from the background add up: noise cancels, and strokes outweigh the misfit. What
/// hugs the border (a table beside the page, the corners of a picture that was turned) has no say. The
/// background is looked for in two ways, since each fails somewhere: a quadratic surface at the edge of a
/// shadow, the median of the surroundings where strokes are thick. The one that leaves the differences more
/// one-sided is believed. Where strokes fill so much of the picture that either may be taken for the background,
/// its corners are that.
fn is_light_on_dark(sheet: &Plane, is_small: bool) -> bool {
    let coarse = sheet.coarse(sheet.longer_side().div_ceil(CELLS));
    // Soft edges take up much of a small picture.
    let two_tones_min = if is_small { TWO_TONES_SMALL_MIN } else { TWO_TONES_MIN };
    if let Some(is_light) = is_lighter_than_corners(&coarse, two_tones_min) {
        return is_light;
    }
    let (width, height) = (coarse.width, coarse.height);
    let surface = Surface::through_background(&coarse);
    let on_surface = |x: usize, y: usize| {
        let along = |at: usize, of: usize| (at as f64 + 0.5) / of as f64;
        surface.at(along(x, width), along(y, height)) as f32
    };
    let median =
        |window: f32| coarse.local_medians((window * coarse.longer_side() as f32) as usize);
    let [near, nearer] = MEDIAN_WINDOWS.map(median);
    let backgrounds: [&dyn Fn(usize, usize) -> f32; 3] =
        [&on_surface, &|x, y| near.at(x, y), &|x, y| nearer.at(x, y)];
    let skews = backgrounds.map(|background| {
        let difference = |at: usize| coarse.values[at] - background(at % width, at / width);
        let all = Plane::new(width, height, (0..width * height).map(difference).collect());
        let hugs = border_huggers(&all);
        let has_say = all.values.iter().zip(&hugs).filter(|(_, hugs)| !**hugs);
        let (sum, total) = has_say.fold((0.0, 0.0), |(sum, total), (&difference, _)| {
            let cube = f64::from(difference).powi(3);
            (sum + cube, total + cube.abs())
        });
        sum / f64::max(total, f64::MIN_POSITIVE)
    });
    let surest = skews.into_iter().max_by(|a, b| a.abs().total_cmp(&b.abs()));
    surest.is_some_and(|skew| skew > 0.0)
}

/// Whether the picture has two tones, both of which cover much of it, and all its corners the darker one; `None`
/// unless it is so, or the other way round.
fn is_lighter_than_corners(coarse: &Plane, two_tones_min: f64) -> Option<bool> {
    let mut sorted = coarse.values.clone();
    sorted.sort_unstable_by(f32::total_cmp);
    let sum = |values: &[f32]| values.iter().map(|&value| f64::from(value)).sum::<f64>();
    let (count, total) = (sorted.len() as f64, sum(&sorted));
    let mean = total / count;
    let spread: f64 = sorted.iter().map(|&value| (f64::from(value) - mean).powi(2)).sum();
    // Otsu: the threshold that explains most of the spread.
    let (mut below, mut best) = (0.0, (0.0, 0));
    for (at, &value) in sorted.iter().enumerate().take(sorted.len() - 1) {
        below += f64::from(value);
        let (low, high) = ((at + 1) as f64, count - (at + 1) as f64);
        let apart = below / low - (total - below) / high;
        let explained = low * high / count * apart * apart;
        if explained > best.0 {
            best = (explained, at);
        }
    }
    let (explained, at) = best;
    let share = (at + 1) as f32 / sorted.len() as f32;
    let has_two_tones = explained >= two_tones_min * spread && spread > 0.0;
    if !has_two_tones || !(TONE_SHARE_MIN..=1.0 - TONE_SHARE_MIN).contains(&share) {
        return None;
    }
    let side = (coarse.longer_side() / 16).clamp(1, coarse.width.min(coarse.height));
    let is_dark_corner = |left: usize, top: usize| {
        let cells = (0..side * side).map(|at| coarse.at(left + at % side, top + at / side));
        cells.sum::<f32>() / (side * side) as f32 <= sorted[at]
    };
    let (right, bottom) = (coarse.width - side, coarse.height - side);
    let corners =
        [(0, 0), (right, 0), (0, bottom), (right, bottom)].map(|(x, y)| is_dark_corner(x, y));
    corners.iter().all(|&corner| corner == corners[0]).then_some(corners[0])
}

/// Cells of what stands out from the background and lies along the border; none where nothing else
/// stands out, because then the digit itself was cut out tightly.
fn border_huggers(all: &Plane) -> Vec<bool> {
    let (width, height) = (all.width, all.height);
    let stands_out = STANDS_OUT_MIN.max(NOISE_FACTOR * all.map(f32::abs).quantile(0.5));
    let kinds = GrayImage::from_fn(width as u32, height as u32, |x, y| {
        let d = all.at(x as usize, y as usize);
        Luma([if d.abs() < stands_out { 0 } else { 1 + u8::from(d > 0.0) }])
    });
    let labels = connected_components(&kinds, Connectivity::Eight, Luma([0]));
    let count = labels.pixels().map(|p| p[0]).max().unwrap_or(0) as usize + 1;
    let (mut on_border, mut size) = (vec![0_usize; count], vec![0_usize; count]);
    for (x, y, label) in labels.enumerate_pixels() {
        size[label[0] as usize] += 1;
        on_border[label[0] as usize] += usize::from(is_on_border((x, y), labels.dimensions()));
    }
    let along = (HUG_SHARE * width.min(height) as f32) as usize;
    let hugs = |label: usize| label > 0 && on_border[label] > along.max(1);
    let smallest = width * height / OTHER_SHARE;
    let has_other = (1..count).any(|label| !hugs(label) && size[label] >= smallest.max(1));
    labels.pixels().map(|label| has_other && hugs(label[0] as usize)).collect()
}

/// c0 + c1·x + c2·y + c3·x² + c4·xy + c5·y², with x and y from 0 to 1 over the sheet.
struct Surface([f64; TERMS]);

const TERMS: usize = 6;

impl Surface {
    fn terms(x: f64, y: f64) -> [f64; TERMS] {
        [1.0, x, y, x * x, x * y, y * y]
    }

    fn at(&self, x: f64, y: f64) -> f64 {
        Self::terms(x, y).iter().zip(self.0).map(|(term, factor)| term * factor).sum()
    }

    /// Least squares without the cells that fit worst: they may be ink. Those on the border
    /// count twice, since a digit cut out tightly leaves little background elsewhere; not more
    /// than that, since half of the border may be the table that the paper lies on.
    fn through_background(sheet: &Plane) -> Self {
        let margin = (sheet.longer_side() / 16).max(1);
        let mut cells = Vec::new();
        for y in 0..sheet.height {
            for x in 0..sheet.width {
                let inside = (margin..sheet.width.saturating_sub(margin)).contains(&x)
                    && (margin..sheet.height.saturating_sub(margin)).contains(&y);
                let at_x = (x as f64 + 0.5) / sheet.width as f64;
                let at_y = (y as f64 + 0.5) / sheet.height as f64;
                let cell = (at_x, at_y, f64::from(sheet.at(x, y)));
                cells.extend(std::iter::repeat_n(cell, if inside { 1 } else { 2 }));
            }
        }
        // The median to begin with: it is a brightness of the background, of which there is more
        // than of ink.
        let mut values: Vec<f64> = cells.iter().map(|cell| cell.2).collect();
        values.sort_by(f64::total_cmp);
        let mut surface = Self([values[values.len() / 2], 0.0, 0.0, 0.0, 0.0, 0.0]);
        for _ in 0..6 {
            let misfit = |&(x, y, value): &(f64, f64, f64)| (value - surface.at(x, y)).abs();
            let mut misfits: Vec<f64> = cells.iter().map(misfit).collect();
            misfits.sort_by(f64::total_cmp);
            let worst = misfits[misfits.len() * 7 / 10].max(1.0);
            let fitting = cells.iter().copied().filter(|cell| misfit(cell) <= worst);
            surface = Self(least_squares(fitting));
        }
        surface
    }
}

/// Normal equations, slightly damped, so that even a single row of cells has a solution.
fn least_squares(cells: impl Iterator<Item = (f64, f64, f64)>) -> [f64; TERMS] {
    let mut matrix = [[0.0; TERMS + 1]; TERMS];
    for (x, y, value) in cells {
        let terms = Surface::terms(x, y);
        for (row, term) in matrix.iter_mut().zip(terms) {
            for (sum, other) in row.iter_mut().zip(terms.into_iter().chain([value])) {
                *sum += term * other;
            }
        }
    }
    for (at, row) in matrix.iter_mut().enumerate() {
        row[at] += 1e-6;
    }
    // Gauss-Jordan; the matrix is positive definite, so no pivoting is needed.
    for pivot in 0..TERMS {
        let scaled = matrix[pivot].map(|value| value / matrix[pivot][pivot]);
        for (at, row) in matrix.iter_mut().enumerate() {
            let factor = row[pivot];
            if at != pivot {
                row.iter_mut().zip(scaled).for_each(|(value, pivot)| *value -= factor * pivot);
            }
        }
        matrix[pivot] = scaled;
    }
    matrix.map(|row| row[TERMS])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(picture: &GrayImage) -> Option<Ink> {
        Sheet::new(picture).ink(WIDE)
    }

    /// A cross on a sheet whose brightness falls from left to right.
    fn cross(ink: f32, left: f32, right: f32) -> GrayImage {
        GrayImage::from_fn(300, 240, |x, y| {
            let paper = left + (right - left) * x as f32 / 300.0;
            let on_cross = (100..200).contains(&x)
                && (70..170).contains(&y)
                && ((145..155).contains(&x) || (115..125).contains(&y));
            Luma([if on_cross { paper * ink } else { paper } as u8])
        })
    }

    #[test]
    fn the_bright_corners_of_a_turned_picture_have_no_say() {
        // Paper of 190 with white wedges in the corners, and a dark stroke.
        let turned = GrayImage::from_fn(240, 320, |x, y| {
            let is_wedge = x + y < 45 || (240 - x) + (320 - y) < 45 || x * 12 < 320 - y;
            let is_stroke = (110..122).contains(&x) && (120..220).contains(&y);
            Luma([if is_wedge {
                255
            } else if is_stroke {
                40
            } else {
                190
            }])
        });
        let plane = |image: &GrayImage| {
            let values = image.as_raw().iter().map(|&v| f32::from(v)).collect();
            Plane::new(240, 320, values)
        };
        assert!(!is_light_on_dark(&plane(&turned), false));
        let negative = GrayImage::from_fn(240, 320, |x, y| Luma([255 - turned.get_pixel(x, y)[0]]));
        assert!(is_light_on_dark(&plane(&negative), false));
    }

    #[test]
    fn polarity_is_told_in_uneven_light() {
        for (left, right) in [(240.0, 90.0), (120.0, 250.0), (200.0, 200.0)] {
            let sheet = cross(0.4, left, right);
            let values = sheet.as_raw().iter().map(|&value| f32::from(value)).collect();
            let plane = Plane::new(300, 240, values);
            assert!(!is_light_on_dark(&plane, false), "{left} {right}");
            assert!(is_light_on_dark(&plane.map(|value| 255.0 - value), false), "{left} {right}");
        }
    }

    #[test]
    fn ink_is_relative_to_its_paper() {
        let ink = find(&cross(0.4, 240.0, 90.0)).unwrap();
        for (x, y, amount) in [(150, 80, 0.6), (105, 120, 0.6), (195, 120, 0.6), (20, 20, 0.0)] {
            let found = ink.amount.at(x, y);
            assert!((found - amount).abs() < 0.08, "at {x}, {y}: {found}");
        }
        assert!(ink.faintest < 0.3);
    }

    #[test]
    fn paper_alone_has_no_ink() {
        assert!(find(&cross(1.0, 240.0, 90.0)).is_none());
        assert!(find(&GrayImage::new(1, 1)).is_none());
        assert!(find(&GrayImage::new(800, 1)).is_none());
    }

    #[test]
    fn the_surface_is_exact_on_a_quadratic() {
        let value = |x: f64, y: f64| 50.0 + 20.0 * x - 7.0 * y + 30.0 * x * x - x * y + y * y;
        let cell =
            |at: usize| value((at % 40) as f64 / 40.0 + 0.0125, (at / 40) as f64 / 40.0 + 0.0125);
        let plane = Plane::new(40, 40, (0..1600).map(|at| cell(at) as f32).collect());
        let surface = Surface::through_background(&plane);
        assert!((surface.at(0.5, 0.4) - value(0.5, 0.4)).abs() < 0.05);
    }
}
