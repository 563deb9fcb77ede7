//! Printed lines, which are not the digit: the rules of lined and squared paper, frames and cells.
//!
//! A line is straight, nearly level or upright, thin and long. It is told from a stroke of the digit by
//! what else there is: it goes from border to border, or has parallels, or is the side of a frame. Only
//! what is as thin as the line itself is taken out, so that strokes which cross it stay whole.
//!
//! | constant | meaning | unit |
//! |---|---|---|
//! | `TILT_MAX` | steepest line that is looked for | rise / run |
//! | `LENGTH_MIN` | shortest line | the side along it |
//! | `GAP_MAX` | longest hole in a line | the side along it |
//! | `THICKNESS_MAX` | thickest line | longer side |
//! | `BORDER` | what ends this near the border goes on beyond it | the side along it |
//! | `FRAME_BAND` | a frame's side is this near the border | the side across it |
//! | `CORNER` | sides of a frame meet within this | the side along |
//! | `SIDE_BEYOND` | a rule, or the side of a cell, goes on beyond what is written by this | the side along |

use super::ink::Ink;
use super::plane::Plane;

const TILT_MAX: f32 = 0.09;
const LENGTH_MIN: f32 = 0.45;
const GAP_MAX: f32 = 0.03;
const THICKNESS_MAX: f32 = 0.04;
const BORDER: f32 = 0.03;
const FRAME_BAND: f32 = 0.3;
const CORNER: f32 = 0.04;
const SIDE_BEYOND: f32 = 0.07;
/// A run of ink across a line belongs to the line up to this many thicknesses.
const OWN_RUN: f32 = 1.6;
/// A run of ink across a line as long as so many thicknesses is a stroke's.
const TOUCHING: usize = 4;
/// Lines in one direction, of equal kind, that make a ruled sheet.
const PARALLELS: usize = 3;
/// No more lines than a finely squared sheet has in one direction.
const LINES_MAX: usize = 120;

/// A straight line: along the rows of a plane if level, along its columns if not.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Line {
    is_level: bool,
    /// Where it is across its direction in the middle of the picture, pixels.
    offset: f32,
    /// Rise over run.
    tilt: f32,
    /// First and last pixel along its direction.
    from: usize,
    to: usize,
    /// Run of ink across it, pixels: a quarter are shorter.
    thickness: usize,
}

/// Which pixels have ink, read along the rows or along the columns.
struct Mask {
    is_level: bool,
    /// Pixels along the lines that are looked for.
    along: usize,
    /// And across them.
    across: usize,
    /// One line along after the other.
    is_ink: Vec<bool>,
    /// First and last pixel of the run of ink across, where there is ink.
    runs: Vec<(u16, u16)>,
}

impl Mask {
    /// Of a plane of this width with ink where it is said.
    fn new(is_inked: &[bool], width: usize, is_level: bool) -> Mask {
        let height = is_inked.len() / width;
        let (along, across) = if is_level { (width, height) } else { (height, width) };
        let mut mask = Mask { is_level, along, across, is_ink: Vec::new(), runs: Vec::new() };
        let places = (0..across).flat_map(|at| (0..along).map(move |along| (along, at)));
        mask.is_ink = places.map(|(along, at)| is_inked[mask.on_plane(along, at)]).collect();
        mask.runs = vec![(0, 0); mask.is_ink.len()];
        // The first of a run is handed down from line to line, then the last of it up.
        for at in 0..mask.is_ink.len() {
            let across = (at / along) as u16;
            let before = at.checked_sub(along).filter(|&before| mask.is_ink[before]);
            let first = before.map_or(across, |before| mask.runs[before].0);
            mask.runs[at] = (first, across);
        }
        for at in (along..mask.is_ink.len()).rev() {
            if mask.is_ink[at] && mask.is_ink[at - along] {
                mask.runs[at - along].1 = mask.runs[at].1;
            }
        }
        mask
    }

    /// Where a pixel is on the plane.
    fn on_plane(&self, along: usize, across: usize) -> usize {
        if self.is_level { across * self.along + along } else { along * self.across + across }
    }

    /// First and last pixel of the run of ink across the line at `along`, if there is ink at or beside
    /// `place`.
    fn run(&self, along: usize, place: f32) -> Option<(usize, usize)> {
        let middle = place.round().clamp(0.0, (self.across - 1) as f32) as usize;
        let near = [middle, middle.saturating_sub(1), (middle + 1).min(self.across - 1)];
        let at = near.map(|across| across * self.along + along);
        let (first, last) = self.runs[at.into_iter().find(|&at| self.is_ink[at])?];
        Some((usize::from(first), usize::from(last)))
    }

    /// How far a line with this tilt is across from its middle, at each pixel along it.
    fn shifts(&self, tilt: f32) -> Vec<isize> {
        (0..self.along).map(|along| self.place(0.0, tilt, along).round() as isize).collect()
    }

    /// Where a line is across its direction.
    fn place(&self, offset: f32, tilt: f32, along: usize) -> f32 {
        offset + tilt * (along as f32 - self.along as f32 / 2.0)
    }
}

/// The picture without the ink of printed lines; `None` if there are none.
pub(super) fn without(ink: &Ink) -> Option<Ink> {
    let plane = &ink.amount;
    let is_ink: Vec<bool> = plane.values.iter().map(|&amount| amount >= ink.faintest).collect();
    let masks = [true, false].map(|is_level| Mask::new(&is_ink, plane.width, is_level));
    let thickest = (THICKNESS_MAX * plane.longer_side() as f32).max(1.3 * ink.pixel as f32);
    let found: Vec<Line> = masks.iter().flat_map(|mask| lines(mask, thickest)).collect();
    let touched: Vec<bool> =
        found.iter().map(|line| is_touched(&masks[usize::from(!line.is_level)], line)).collect();
    let printed = printed(&found, &touched, plane, ink.faintest);
    if printed.is_empty() {
        return None;
    }
    let mut cleaned = plane.clone();
    for line in &printed {
        let mask = &masks[usize::from(!line.is_level)];
        for (along, first, last) in own_runs(mask, line) {
            // The soft edge of the line goes, too.
            let soft = line.thickness.div_ceil(2).max(1);
            for across in first.saturating_sub(soft)..(last + soft + 1).min(mask.across) {
                cleaned.values[mask.on_plane(along, across)] = 0.0;
            }
        }
    }
    Some(Ink { amount: cleaned, ..*ink })
}

/// Whether a stroke begins at it or crosses it.
fn is_touched(mask: &Mask, line: &Line) -> bool {
    let long = TOUCHING * line.thickness;
    (line.from..=line.to).any(|along| {
        let run = mask.run(along, mask.place(line.offset, line.tilt, along));
        run.is_some_and(|(first, last)| last - first >= long)
    })
}

/// The runs of ink across a line that are hardly thicker than it is: where along it, from and to where.
fn own_runs<'a>(
    mask: &'a Mask,
    line: &'a Line,
) -> impl Iterator<Item = (usize, usize, usize)> + 'a {
    let longest = (OWN_RUN * line.thickness as f32) as usize + 1;
    (line.from..=line.to).filter_map(move |along| {
        let (first, last) = mask.run(along, mask.place(line.offset, line.tilt, along))?;
        (last - first < longest).then_some((along, first, last))
    })
}

/// Long, thin and straight ink in one direction, longest first; no two at the same place.
fn lines(mask: &Mask, thickest: f32) -> Vec<Line> {
    let length = mask.along;
    let steps = (TILT_MAX * length as f32 / 2.0).ceil().min(24.0) as i32;
    let mut candidates: Vec<(usize, i32, usize, usize, usize)> = Vec::new();
    for step in -steps..=steps {
        let shifts = mask.shifts(tilt(step, steps));
        for offset in 0..mask.across {
            if let Some((from, to, inked)) = longest_run(mask, offset, &shifts) {
                candidates.push((inked, step, offset, from, to));
            }
        }
    }
    // Longest first; of equals the most level, then the first: no order of a search decides.
    candidates.sort_unstable_by_key(|&(inked, step, offset, ..)| {
        (std::cmp::Reverse(inked), step.abs(), step, offset)
    });
    let mut lines: Vec<Line> = Vec::new();
    for (_, step, offset, from, to) in candidates {
        if lines.len() == LINES_MAX {
            break;
        }
        let (offset, tilt) = (offset as f32, tilt(step, steps));
        let is_taken = lines.iter().any(|line| {
            let distance = |along| {
                let place = mask.place(line.offset, line.tilt, along);
                (mask.place(offset, tilt, along) - place).abs()
            };
            let nearest = distance(from).min(distance(to)).min(distance(usize::midpoint(from, to)));
            nearest <= line.thickness as f32 + 2.0
        });
        if is_taken {
            continue;
        }
        let mut runs: Vec<usize> = (from..=to)
            .filter_map(|along| mask.run(along, mask.place(offset, tilt, along)))
            .map(|(first, last)| last - first + 1)
            .collect();
        // Where a stroke lies along it, the line seems thicker.
        let quarter = runs.len() / 4;
        let thickness = match runs.is_empty() {
            true => usize::MAX,
            false => *runs.select_nth_unstable(quarter).1,
        };
        if thickness as f32 <= thickest {
            let is_level = mask.is_level;
            lines.push(Line { is_level, offset, tilt, from, to, thickness });
        }
    }
    lines
}

fn tilt(step: i32, steps: i32) -> f32 {
    TILT_MAX * step as f32 / steps.max(1) as f32
}

/// The longest stretch of ink with small gaps only: from, to and pixels of ink. `None` if that is too
/// short, or has too many gaps, to be a line.
fn longest_run(mask: &Mask, offset: usize, shifts: &[isize]) -> Option<(usize, usize, usize)> {
    let length = mask.along;
    let gap_max = (GAP_MAX * length as f32).ceil() as usize;
    let mut best = (0, 0, 0);
    let (mut start, mut inked, mut last) = (0, 0, None::<usize>);
    for (along, &shift) in shifts.iter().enumerate() {
        let across = offset.checked_add_signed(shift).filter(|&across| across < mask.across);
        if !across.is_some_and(|across| mask.is_ink[across * length + along]) {
            continue;
        }
        if last.is_none_or(|last| along - last > gap_max + 1) {
            (start, inked) = (along, 0);
        }
        last = Some(along);
        inked += 1;
        if inked > best.2 {
            best = (start, along, inked);
        }
    }
    let (from, to, inked) = best;
    let is_line =
        (to - from + 1) as f32 >= LENGTH_MIN * length as f32 && 10 * inked >= 8 * (to - from + 1);
    is_line.then_some(best)
}

/// Those of the lines that are no strokes of a digit; of each it is known whether a stroke touches it.
fn printed(lines: &[Line], touched: &[bool], plane: &Plane, faintest: f32) -> Vec<Line> {
    let sides = |line: &Line| match line.is_level {
        true => (plane.width as f32, plane.height as f32),
        false => (plane.height as f32, plane.width as f32),
    };
    let length = |line: &Line| (line.to - line.from + 1) as f32;
    let crosses = |line: &Line| {
        let (along, _) = sides(line);
        (line.from as f32) <= BORDER * along && line.to as f32 >= (1.0 - BORDER) * along - 1.0
    };
    // Rules are as long and as thick as each other.
    let has_parallels = |line: &Line| {
        let is_like = |other: &&Line| {
            let (thin, thick) =
                (other.thickness.min(line.thickness), other.thickness.max(line.thickness));
            other.is_level == line.is_level
                && length(other).min(length(line)) >= 0.85 * length(other).max(length(line))
                && 2 * thick <= 3 * thin + 2
        };
        lines.iter().filter(is_like).count() >= PARALLELS
    };
    // Printed lines go on beyond what is written, at both ends; the stems of digits in a row do not.
    let extents = [true, false].map(|level| {
        lines
            .iter()
            .any(|line| line.is_level == level)
            .then(|| extent(plane, faintest, lines, level))
    });
    let goes_beyond = |line: &Line| {
        let beyond = SIDE_BEYOND * sides(line).0;
        match extents[usize::from(!line.is_level)].flatten() {
            Some((from, to)) => line.from as f32 + beyond <= from && line.to as f32 >= to + beyond,
            None => line.is_level, // alone, upright lines are digits
        }
    };
    let reaches_border = |line: &Line| {
        let (along, _) = sides(line);
        line.from as f32 <= BORDER * along || line.to as f32 >= (1.0 - BORDER) * along - 1.0
    };
    let is_rule = |line: &Line| has_parallels(line) && (reaches_border(line) || goes_beyond(line));
    let is_in_band = |line: &Line| {
        let (_, across) = sides(line);
        line.offset <= FRAME_BAND * across || line.offset >= (1.0 - FRAME_BAND) * across
    };
    let meets = |one: &Line, other: &Line| {
        // An end of one lies where the other is.
        let (along, _) = sides(one);
        let distance = |end: usize| (end as f32 - other.offset).abs();
        distance(one.from).min(distance(one.to)) <= CORNER * along + other.thickness as f32
    };
    let is_corner = |one: &Line, other: &Line| {
        one.is_level != other.is_level && meets(one, other) && meets(other, one)
    };
    let is_frame = |line: &Line| {
        is_in_band(line) && lines.iter().any(|other| is_in_band(other) && is_corner(line, other))
    };
    // What ends within the picture, and has a stroke that hangs from it, is the bar of a T.
    let is_side = |line: &Line, is_touched: bool| {
        is_in_band(line)
            && (reaches_border(line) || !is_touched)
            && extents[usize::from(!line.is_level)].flatten().is_some()
            && goes_beyond(line)
    };
    let is_printed = |&(line, &is_touched): &(&Line, &bool)| {
        crosses(line) || is_rule(line) || is_frame(line) || is_side(line, is_touched)
    };
    lines.iter().zip(touched).filter(is_printed).map(|(line, _)| *line).collect()
}

/// Where the ink beside all lines begins and ends, along one direction: all but a fiftieth of it at each end.
fn extent(plane: &Plane, faintest: f32, lines: &[Line], is_level: bool) -> Option<(f32, f32)> {
    let is_on_line = |x: usize, y: usize| {
        lines.iter().any(|line| {
            let (along, across, middle) = match line.is_level {
                true => (x as f32, y as f32, plane.width as f32 / 2.0),
                false => (y as f32, x as f32, plane.height as f32 / 2.0),
            };
            let place = line.offset + line.tilt * (along - middle);
            (across - place).abs() <= line.thickness as f32 + 1.0
        })
    };
    let mut profile = vec![0.0_f32; if is_level { plane.width } else { plane.height }];
    for y in 0..plane.height {
        for x in 0..plane.width {
            let amount = plane.at(x, y);
            if amount >= faintest && !is_on_line(x, y) {
                profile[if is_level { x } else { y }] += amount;
            }
        }
    }
    let total: f32 = profile.iter().sum();
    let reaches = |share: f32| {
        let mut sum = 0.0;
        profile.iter().position(|&ink| {
            sum += ink;
            sum >= share * total
        })
    };
    (total > 0.0).then(|| Some((reaches(0.02)? as f32, reaches(0.98)? as f32))).flatten()
}
