//! Which ink is the digit: connected pieces, without specks, shadows and the edge of the page.
//!
//! | constant | meaning | unit |
//! |---|---|---|
//! | `SIDE_MIN` | the smallest digit: its longer side | longer side of the picture |
//! | `HUG_SHARE` | a piece that touches the border along this much hugs it | shorter side |
//! | `SHARE_MIN` | a piece with less ink is a speck | ink of the largest |
//! | `GAP_MAX` | a part of a digit is at most this far from the rest | longer side of the larger |
//! | `GAP_PART_MAX`, `GAP_ALIKE_MAX` | the same beside a piece that is higher than a part, or as high | the same |
//! | `DOT_MAX`, `GAP_DOT_MAX` | what is at most so large, above or below, is a dot, and may be so far off: a question mark's | longer side of the larger |
//! | `ASIDE_DOT_MAX` | so far aside it may lie: that of a slanted exclamation mark | its width |
//! | `PART_MAX`, `ALIKE_MIN` | what is less high than this is a part; what is higher, a digit of its own | height of the higher |
//! | `ABOVE_MIN` | pieces that share this much of their width lie one above the other | width of the narrower |
//! | `DIGIT_SIDE_MIN`, `DIGIT_INK_MIN` | a further digit is at least as large as this | the largest |

use image::{GrayImage, Luma};
use imageproc::distance_transform::euclidean_squared_distance_transform;
use imageproc::region_labelling::{Connectivity, connected_components};

use super::ink::{Ink, NARROW, Sheet, WIDE};
use super::lines;
use super::shape::{Bounds, Strokes, is_on_border};

const SIDE_MIN: f32 = 0.025;
const HUG_SHARE: f32 = 0.2;
const SHARE_MIN: f32 = 0.05;
const GAP_MAX: f32 = 0.25;
const GAP_PART_MAX: f32 = 0.1;
const GAP_ALIKE_MAX: f32 = 0.03;
const DOT_MAX: f32 = 0.4;
const GAP_DOT_MAX: f32 = 0.5;
const ASIDE_DOT_MAX: f32 = 1.0;
const PART_MAX: f32 = 0.45;
const ALIKE_MIN: f32 = 0.72;
const ABOVE_MIN: f32 = 0.35;
const DIGIT_SIDE_MIN: f32 = 0.5;
const DIGIT_INK_MIN: f32 = 0.12;
/// A piece counts as something else beside one that hugs the border, from this longer side on,
/// in longer sides of the picture.
const ALTERNATIVE_SIDE_MIN: f32 = 0.05;
/// Without printed lines or shadows, at least so much is left, in longer sides of the picture.
const LEFT_MIN: f32 = 0.12;
/// What is found near the strokes is at least so large, of what is found farther away, or where that is broader than
/// this part of its longer side. Where it is no whole stroke, its size says nothing.
const NARROW_SIDE_MIN: f32 = 0.35;
const BROAD_SIDE_MIN: f32 = 0.3;
const BROAD_MIN: f32 = 0.25;
/// Around whole strokes it is lighter by this part of their ink, and at most this part of the ink is found there
/// from farther away, in at least this share of places.
const LIGHTER_MIN: f32 = 0.5;
const OPEN_MAX: f32 = 0.75;
const OPEN_SHARE_MIN: f32 = 0.85;
/// No writing has more pieces; of more, the largest are looked at.
const PIECES_MAX: usize = 200;
/// Ink below this part of the full ink is the soft edge of a stroke.
const EDGE: f32 = 0.4;

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

/// The digits in a picture, in reading order, and the ink that they are of; none if there are only
/// specks.
///
/// Paper is looked for near the strokes of a pen first, where the edge of a shadow does no harm. Where that
/// finds only the ends of thicker strokes, it is looked for farther away. What is found must be whole; if
/// nothing is, a deep shadow may have been taken for the paper, and strokes for what is light on it. What is left
/// then, and is not whole, is the edge of a filled shape.
pub(super) fn on(sheet: &Sheet) -> Option<(Ink, Vec<Strokes>)> {
    let (wide, mut all) = among(sheet.ink(WIDE)?);
    mark_whole(&mut all, &wide, sheet);
    // In a small picture a pen's strokes are not narrow.
    if wide.pixel > 1 {
        return Some((wide, all));
    }
    // Where strokes are soft and thick, only ink that is looked for farther away tells part from whole.
    let is_open = |found: &[Strokes]| found.iter().all(|strokes| are_open(strokes, &wide));
    let are_whole = |found: &[Strokes]| found.iter().all(|strokes| strokes.is_whole);
    let wide_is_whole = are_whole(&all);
    let is_broad = all.iter().any(|strokes| strokes.breadth() > BROAD_MIN);
    let side_min = match (wide_is_whole, is_broad) {
        (false, _) => LEFT_MIN * wide.amount.longer_side() as f32,
        (true, true) => BROAD_SIDE_MIN * side(&all) as f32,
        (true, false) => NARROW_SIDE_MIN * side(&all) as f32,
    };
    let inverted = (!wide_is_whole || is_broad).then(|| sheet.inverted());
    for sheet in std::iter::once(sheet).chain(&inverted) {
        let Some((ink, mut found)) = sheet.ink(NARROW).map(among) else { continue };
        let is_part = wide_is_whole && !is_open(&found);
        if side(&found) as f32 >= side_min && !is_part {
            mark_whole(&mut found, &ink, sheet);
            if are_whole(&found) {
                return Some((ink, found));
            }
        }
    }
    Some((wide, all))
}

/// Says of each whether it is whole: nearly all around, it is lighter, by much of what makes it ink. Under a shadow it
/// is, too, since ink is darker there. Around a part of a thicker stroke or of a filled shape it is not.
fn mark_whole(found: &mut [Strokes], ink: &Ink, sheet: &Sheet) {
    let brightness = &sheet.brightness;
    // What it falls to nearby: across a soft edge, or from one pixel of a small picture to the next.
    let nearby = (ink.edge_width() as usize + 4).max(ink.pixel);
    let darkest = brightness.darkest_within(nearby);
    for strokes in found {
        strokes.is_whole = around(strokes, ink, |at| {
            let own = brightness.values[at];
            // Nearly black paper is no darker relative to its noise.
            let relative_to = own.max(ink.darkest_paper);
            own - darkest.values[at] >= LIGHTER_MIN * strokes.full_ink * relative_to
        });
    }
}

fn side(found: &[Strokes]) -> u32 {
    found.iter().map(|strokes| strokes.bounds.longer_side()).max().unwrap_or(0)
}

/// Whether around strokes is much less ink, even when paper is looked for farther away.
fn are_open(strokes: &Strokes, wide: &Ink) -> bool {
    let inked = strokes.mask.pixels().zip(&wide.amount.values).filter(|(pixel, _)| pixel[0] > 0);
    let (own, count) = inked.fold((0.0, 0), |(own, count), (_, ink)| (own + ink, count + 1));
    let dark = OPEN_MAX * own / count.max(1) as f32;
    around(strokes, wide, |at| wide.amount.values[at] <= dark)
}

/// Whether nearly all pixels just beyond the soft edge of strokes are so.
fn around(strokes: &Strokes, ink: &Ink, is_so: impl Fn(usize) -> bool) -> bool {
    let edge = ink.edge_width() + 1.0;
    let distances = euclidean_squared_distance_transform(&strokes.mask);
    let is_around = |distance: f64| (edge..edge + 1.5).contains(&(distance.sqrt() as f32));
    let pixels = distances.pixels().enumerate().filter(|(_, distance)| is_around(distance[0]));
    let (mut all, mut so) = (0_usize, 0_usize);
    for (at, _) in pixels {
        all += 1;
        so += usize::from(is_so(at));
    }
    so as f32 >= OPEN_SHARE_MIN * all as f32
}

/// The digits among all ink, in reading order. Printed lines are left out, if that leaves anything.
fn among(ink: Ink) -> (Ink, Vec<Strokes>) {
    let large = LEFT_MIN * ink.amount.longer_side() as f32;
    let is_large = |strokes: &Strokes| strokes.bounds.longer_side() as f32 >= large;
    if let Some(cleaned) = lines::without(&ink) {
        let found = choose(&cleaned);
        if found.iter().any(is_large) {
            return (cleaned, found);
        }
    }
    let found = choose(&ink);
    (ink, found)
}

/// The digits among all ink, in reading order.
fn choose(ink: &Ink) -> Vec<Strokes> {
    // Twice: what is ink at all tells how dark the ink is, which tells where strokes end.
    let (pieces, _) = pieces(ink, ink.faintest);
    let candidates = without_huggers(ink, pieces);
    let ink_sum: f32 = candidates.iter().map(|piece| piece.ink).sum();
    let full_ink = candidates.iter().map(|piece| piece.ink_squared).sum::<f32>() / ink_sum;

    let (pieces, labels) = self::pieces(ink, ink.faintest.max(EDGE * full_ink));
    let pieces = without_huggers(ink, pieces);
    let Some(most) = pieces.iter().map(|piece| piece.ink).max_by(f32::total_cmp) else {
        return Vec::new();
    };
    let mut pieces: Vec<Piece> =
        pieces.into_iter().filter(|piece| piece.ink >= SHARE_MIN * most).collect();
    if pieces.len() > PIECES_MAX {
        // Texture: each is compared with each, for as long as two belong together.
        pieces.sort_by(|a, b| b.ink.total_cmp(&a.ink));
        pieces.truncate(PIECES_MAX);
        pieces.sort_by_key(|piece| piece.label);
    }
    let groups = digits(grouped(pieces), ink.amount.longer_side() as f32);
    let label_count = labels.pixels().map(|p| p[0]).max().unwrap_or(0) as usize + 1;
    let strokes = |group: Group| {
        let mut is_own = vec![false; label_count];
        group.labels.iter().for_each(|&label| is_own[label as usize] = true);
        let mask = GrayImage::from_fn(labels.width(), labels.height(), |x, y| {
            Luma([if is_own[labels.get_pixel(x, y)[0] as usize] { 255 } else { 0 }])
        });
        Strokes { mask, bounds: group.bounds, full_ink, is_whole: true }
    };
    groups.into_iter().map(strokes).collect()
}

/// Pieces that belong together.
struct Group {
    labels: Vec<u32>,
    bounds: Bounds,
    ink: f32,
}

/// Joins pieces into what may be digits: nearest first, until no two belong together any more.
fn grouped(pieces: Vec<Piece>) -> Vec<Group> {
    let group =
        |piece: Piece| Group { labels: vec![piece.label], bounds: piece.bounds, ink: piece.ink };
    let mut groups: Vec<Group> = pieces.into_iter().map(group).collect();
    loop {
        let mut nearest: Option<(u32, usize, usize)> = None;
        for one in 0..groups.len() {
            for other in one + 1..groups.len() {
                let (a, b) = (&groups[one].bounds, &groups[other].bounds);
                let gap = a.gap(b);
                if belong_together(a, b) && nearest.is_none_or(|(least, ..)| gap < least) {
                    nearest = Some((gap, one, other));
                }
            }
        }
        let Some((_, one, other)) = nearest else { return groups };
        let joined = groups.swap_remove(other);
        groups[one].bounds = groups[one].bounds.joined(&joined.bounds);
        groups[one].ink += joined.ink;
        groups[one].labels.extend(joined.labels);
    }
}

/// Whether two pieces of ink are parts of one digit, rather than digits side by side: a part is much
/// smaller than the whole, or lies above or below the rest.
fn belong_together(one: &Bounds, other: &Bounds) -> bool {
    let larger = one.longer_side().max(other.longer_side()) as f32;
    let gap = one.gap(other) as f32;
    let (low, high) = (one.height().min(other.height()), one.height().max(other.height()));
    let narrower = one.width().min(other.width()) as f32;
    let from = one.left.max(other.left) as f32;
    let overlap = (one.right.min(other.right) + 1) as f32 - from;
    let is_above = overlap >= ABOVE_MIN * narrower;
    let smaller = one.longer_side().min(other.longer_side()) as f32;
    let apart = one.top > other.bottom || other.top > one.bottom;
    let is_dot = smaller <= DOT_MAX * larger && apart && overlap >= -ASIDE_DOT_MAX * narrower;
    let gap_max = match (is_above, low as f32 / high as f32) {
        _ if is_dot => GAP_DOT_MAX,
        (true, _) => GAP_MAX,
        (false, height) if height >= ALIKE_MIN => GAP_ALIKE_MAX,
        (false, height) if height >= PART_MAX => GAP_PART_MAX,
        (false, _) => GAP_MAX,
    };
    gap <= gap_max * larger
}

/// The groups that are digits, in reading order: rows from the top, each from the left.
fn digits(mut groups: Vec<Group>, picture_side: f32) -> Vec<Group> {
    let side = groups.iter().map(|group| group.bounds.longer_side()).max().unwrap_or(0) as f32;
    let ink = groups.iter().map(|group| group.ink).fold(0.0, f32::max);
    groups.retain(|group| {
        let own = group.bounds.longer_side() as f32;
        own >= SIDE_MIN * picture_side
            && own >= DIGIT_SIDE_MIN * side
            && group.ink >= DIGIT_INK_MIN * ink
    });
    groups.sort_by_key(|group| group.bounds.top);
    let mut rows: Vec<Vec<Group>> = Vec::new();
    for group in groups {
        let middle = u32::midpoint(group.bounds.top, group.bounds.bottom);
        match rows.last_mut() {
            Some(row) if middle <= row[0].bounds.bottom => row.push(group),
            _ => rows.push(vec![group]),
        }
    }
    for row in &mut rows {
        row.sort_by_key(|group| group.bounds.left);
    }
    rows.into_iter().flatten().collect()
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
        piece.on_border += u32::from(is_on_border((x, y), (width, height)));
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
    // What is left of the paper in a corner of a tightly cut picture is none.
    let is_alternative =
        |piece: &Piece| piece.on_border == 0 && piece.bounds.longer_side() as f32 >= side_min;
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
        Ink { amount, faintest: FAINTEST, darkest_paper: 1.0, pixel: 1 }
    }

    /// Bounds of every digit that is found.
    fn all(rectangles: &[[u32; 4]]) -> Vec<[u32; 4]> {
        let (_, found) = among(ink(rectangles));
        let bounds = |strokes: &Strokes| {
            assert!((strokes.full_ink - 0.8).abs() < 0.01);
            let Bounds { left, top, right, bottom } = strokes.bounds;
            [left, top, right, bottom]
        };
        found.iter().map(bounds).collect()
    }

    const DIGIT: [u32; 4] = [80, 50, 90, 110];

    #[test]
    fn a_digit_alone_is_found() {
        assert_eq!(all(&[DIGIT]), [DIGIT]);
    }

    #[test]
    fn specks_and_far_pieces_are_left_out() {
        let (speck, far) = ([85, 30, 86, 31], [180, 20, 190, 40]);
        assert_eq!(all(&[speck, DIGIT, far]), [DIGIT]);
        assert!(all(&[speck]).is_empty(), "a speck alone is no digit");
    }

    #[test]
    fn near_pieces_belong_to_the_digit() {
        assert_eq!(all(&[DIGIT, [95, 50, 120, 55]]), [[80, 50, 120, 110]]);
    }

    #[test]
    fn a_dot_belongs_to_its_sign_and_one_beside_a_digit_does_not() {
        assert_eq!(all(&[DIGIT, [80, 130, 90, 140]]), [[80, 50, 90, 140]], "an exclamation mark");
        assert_eq!(all(&[DIGIT, [81, 25, 90, 34]]), [[80, 25, 90, 110]], "an i");
        assert_eq!(all(&[DIGIT, [70, 125, 78, 133]]), [[70, 50, 90, 133]], "a slanted one");
        assert_eq!(all(&[DIGIT, [140, 100, 150, 110]]), [DIGIT]);
        assert_eq!(all(&[DIGIT, [54, 128, 62, 136]]), [DIGIT], "too far aside");
    }

    #[test]
    fn a_near_piece_can_bring_in_the_next() {
        let chain = [DIGIT, [100, 60, 130, 66], [144, 60, 160, 66]];
        assert_eq!(all(&chain), [[80, 50, 160, 110]]);
    }

    #[test]
    fn digits_side_by_side_are_several_from_left_to_right() {
        let (one, two, three) = ([120, 48, 150, 108], DIGIT, [20, 54, 50, 112]);
        assert_eq!(all(&[one, two, three]), [three, two, one]);
        // Rows are read from the top.
        let below = [20, 130, 50, 158];
        assert_eq!(all(&[below, [20, 40, 50, 70], [90, 42, 120, 72]]).last(), Some(&below));
    }

    #[test]
    fn the_bar_of_a_five_and_a_broken_stroke_belong_to_their_digit() {
        let (body, bar) = ([60, 60, 100, 120], [64, 40, 110, 46]);
        assert_eq!(all(&[body, bar]), [[60, 40, 110, 120]]);
        let (upper, lower) = ([80, 30, 90, 70], [79, 76, 89, 120]);
        assert_eq!(all(&[upper, lower]), [[79, 30, 90, 120]]);
    }

    #[test]
    fn shadows_and_ruled_lines_at_the_border_are_left_out() {
        let (edge, line) = ([0, 0, 30, 159], [0, 130, 199, 131]);
        assert_eq!(all(&[edge, DIGIT]), [DIGIT]);
        assert_eq!(all(&[line, DIGIT]), [DIGIT]);
    }

    #[test]
    fn the_bar_of_a_t_is_no_printed_line_and_the_side_of_a_cell_is() {
        let (bar, stem) = ([20, 30, 180, 34], [97, 30, 103, 140]);
        assert_eq!(all(&[bar, stem]), [[20, 30, 180, 140]]);
        assert_eq!(all(&[bar, DIGIT]), [DIGIT]);
        assert_eq!(all(&[[0, 30, 180, 34], DIGIT]), [DIGIT]);
    }

    #[test]
    fn a_tightly_cut_digit_may_touch_the_border() {
        let seven = [[0, 0, 199, 20], [150, 0, 170, 159]];
        assert_eq!(all(&seven), [[0, 0, 199, 159]]);
    }
}
