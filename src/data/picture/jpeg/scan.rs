//! The coded pixels of a JPEG picture, followed block by block without computing one (ITU-T T.81, annexes A, F
//! and G).

use super::Fault;
use super::bits::{Bits, Huffman};
use crate::data::picture::MAX_PIXELS;

/// For the mean of a block, and for the rest of it, by their numbers.
pub(super) type Tables = [[Option<Huffman>; 4]; 2];

/// One colour or grey.
struct Plane {
    id: u8,
    /// Blocks beside and above one another in each unit of an interleaved scan.
    unit: [usize; 2],
    /// Blocks that hold pixels, across and down.
    blocks: [usize; 2],
    /// Blocks in a row, with those that fill the last unit.
    row: usize,
    /// Of each block, which values are not zero, in progressive pictures.
    nonzero: Vec<u64>,
    has_means: bool,
}

/// How large a picture is, and of what it is made.
pub(super) struct Frame {
    is_progressive: bool,
    /// Units of an interleaved scan, across and down.
    units: [usize; 2],
    planes: Vec<Plane>,
}

/// What a scan holds of each block.
struct Band {
    first: usize,
    last: usize,
    /// Whether earlier scans said the higher bits, and this one says one more.
    refines: bool,
}

/// What is read of one plane in a scan.
struct Part<'a> {
    plane: usize,
    means: Option<&'a Huffman>,
    rest: Option<&'a Huffman>,
}

impl Frame {
    /// From a frame's header; `None` for what the decoder refuses.
    pub fn read(is_progressive: bool, segment: &[u8]) -> Option<Self> {
        let (&[_, y1, y0, x1, x0, count], components) = segment.split_first_chunk()?;
        let size = [[x1, x0], [y1, y0]].map(|two| usize::from(u16::from_be_bytes(two)));
        let components = components.as_chunks::<3>().0.get(..count.into())?;
        let sampling = |&[_, both, _]: &[u8; 3]| [both >> 4, both & 15].map(usize::from);
        let is_known = |each| sampling(each).iter().all(|factor| (1..=4).contains(factor));
        let is_bounded = (size[0] * size[1]) as u64 <= MAX_PIXELS && components.len() <= 4;
        if size.contains(&0) || !is_bounded || !components.iter().all(is_known) {
            return None;
        }
        let most = |axis: usize| components.iter().map(|each| sampling(each)[axis]).max();
        let most = [most(0)?, most(1)?];
        let units = [0, 1].map(|axis| size[axis].div_ceil(8 * most[axis]));
        let planes = components.iter().map(|each| {
            let unit = sampling(each);
            let row = units[0] * unit[0];
            let kept = if is_progressive { row * units[1] * unit[1] } else { 0 };
            let pixels = |axis: usize| (size[axis] * unit[axis]).div_ceil(most[axis]);
            let blocks = [0, 1].map(|axis| pixels(axis).div_ceil(8));
            Plane { id: each[0], unit, blocks, row, nonzero: vec![0; kept], has_means: false }
        });
        Some(Self { is_progressive, units, planes: planes.collect() })
    }

    /// Whether each plane has come.
    pub fn is_whole(&self) -> Result<(), Fault> {
        match self.planes.iter().find(|plane| !plane.has_means) {
            None => Ok(()),
            Some(plane) => Err(Fault::Damaged(format!(
                "expected coded pixels of component {}, found none",
                plane.id
            ))),
        }
    }

    /// Follows a scan with `header`, `coded` between restarts, of which there is one after every `restart`
    /// units (0: none). `Ok(None)` for what the decoder refuses.
    pub fn scan(
        &mut self,
        header: &[u8],
        tables: &Tables,
        restart: usize,
        coded: &[&[u8]],
    ) -> Result<Option<()>, Fault> {
        let Some((band, parts)) = self.read_scan(header, tables) else { return Ok(None) };
        // A plane alone has no units: its blocks follow each other.
        let alone = (parts.len() == 1).then(|| self.planes[parts[0].plane].blocks);
        let [across, down] = alone.unwrap_or(self.units);
        let between = if restart == 0 { across * down } else { restart };
        let wanted = (across * down).div_ceil(between);
        if coded.len() != wanted {
            let found = coded.len();
            let reason = format!("expected {wanted} stretches of coded pixels, found {found}");
            return Err(Fault::Damaged(reason));
        }
        for (stretch, data) in coded.iter().enumerate() {
            let mut bits = Bits::new(data);
            let mut empty_run = 0;
            for unit in stretch * between..((stretch + 1) * between).min(across * down) {
                for part in &parts {
                    let plane = &mut self.planes[part.plane];
                    let [wide, high] = if alone.is_some() { [1, 1] } else { plane.unit };
                    let corner = unit / across * high * plane.row + unit % across * wide;
                    for block in 0..wide * high {
                        let at = corner + block / wide * plane.row + block % wide;
                        let mut unknown = 0;
                        let nonzero = plane.nonzero.get_mut(at).unwrap_or(&mut unknown);
                        let read = if self.is_progressive {
                            progressive(&mut bits, &band, part, nonzero, &mut empty_run)
                        } else {
                            sequential(&mut bits, part)
                        };
                        if read.is_none() || bits.is_past_the_end() {
                            let found = if read.is_none() { "no code" } else { "their end" };
                            let share = 100 * unit / (across * down);
                            return Err(Fault::Damaged(format!(
                                "expected more coded pixels after {share} % of them, found {found}"
                            )));
                        }
                    }
                }
            }
            let left = bits.left_over();
            if left > 0 {
                return Err(Fault::Damaged(format!(
                    "expected the end of the coded pixels, found {left} bytes more"
                )));
            }
        }
        for part in parts.iter().filter(|_| band.first == 0) {
            self.planes[part.plane].has_means = true;
        }
        Ok(Some(()))
    }

    fn read_scan<'a>(&self, header: &[u8], tables: &'a Tables) -> Option<(Band, Vec<Part<'a>>)> {
        let (&count, rest) = header.split_first()?;
        let (components, rest) = rest.split_at_checked(2 * usize::from(count))?;
        let &[first, last, bits] = rest.first_chunk()?;
        let band = if self.is_progressive {
            Band { first: first.into(), last: last.into(), refines: bits >> 4 != 0 }
        } else {
            Band { first: 0, last: 63, refines: false }
        };
        if band.first > band.last || band.last > 63 {
            return None;
        }
        let part = |&[id, chosen]: &[u8; 2]| {
            let plane = self.planes.iter().position(|plane| plane.id == id)?;
            let [means, rest] = [chosen >> 4, chosen & 15].map(usize::from);
            let part = Part {
                plane,
                means: tables[0].get(means)?.as_ref(),
                rest: tables[1].get(rest)?.as_ref(),
            };
            let has_means = part.means.is_some() || band.first > 0 || band.refines;
            let has_rest = part.rest.is_some() || band.last == 0;
            (has_means && has_rest).then_some(part)
        };
        let parts = components.as_chunks::<2>().0.iter().map(part).collect::<Option<Vec<_>>>()?;
        // The rest of a block comes from one plane at a time.
        let is_one = parts.len() == 1 || !self.is_progressive || band.last == 0;
        (is_one && !parts.is_empty()).then_some((band, parts))
    }
}

/// A block with all its values. `None` where the bits are no code.
fn sequential(bits: &mut Bits, part: &Part) -> Option<()> {
    mean(bits, part)?;
    let mut at = 1;
    while at < 64 {
        let code = bits.decode(part.rest?)?;
        let (zeros, length) = (usize::from(code >> 4), u32::from(code & 15));
        match (zeros, length) {
            (15, 0) => at += 16,
            (_, 0) => break,
            _ => {
                at += zeros + 1;
                bits.take(length);
            }
        }
        if at > 64 {
            return None;
        }
    }
    Some(())
}

fn mean(bits: &mut Bits, part: &Part) -> Option<()> {
    let length = bits.decode(part.means?)?;
    (length <= 16).then(|| bits.take(length.into()))?;
    Some(())
}

/// What a scan of a progressive picture says of a block. `empty_run`: of how many blocks more it says nothing.
fn progressive(
    bits: &mut Bits,
    band: &Band,
    part: &Part,
    nonzero: &mut u64,
    empty_run: &mut u32,
) -> Option<()> {
    if band.first == 0 && band.refines {
        bits.take(1);
        return Some(());
    } else if band.first == 0 {
        return mean(bits, part);
    }
    let mut at = band.first;
    while *empty_run == 0 && at <= band.last {
        let code = bits.decode(part.rest?)?;
        let (zeros, length) = (u32::from(code >> 4), u32::from(code & 15));
        if length == 0 && zeros < 15 {
            *empty_run = (1 << zeros) + bits.take(zeros);
            break;
        }
        bits.take(length);
        // Values that are there already are refined on the way, and do not count as zeros.
        let mut zeros = zeros;
        while at <= band.last {
            if band.refines && *nonzero >> at & 1 == 1 {
                bits.take(1);
            } else if zeros == 0 {
                break;
            } else {
                zeros -= 1;
            }
            at += 1;
        }
        if length > 0 {
            if at > band.last {
                return None;
            }
            *nonzero |= 1 << at;
        }
        at += 1;
    }
    if *empty_run > 0 {
        *empty_run -= 1;
        let refined = (at..=band.last).filter(|at| band.refines && *nonzero >> at & 1 == 1);
        for _ in refined {
            bits.take(1);
        }
    }
    Some(())
}
