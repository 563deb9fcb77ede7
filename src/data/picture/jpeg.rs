//! Whether the data of a JPEG picture are whole. Its decoder is made for browsers, which show what there is:
//! what is missing or damaged is filled with grey, without a word, and here a grey half would become a label.
//!
//! JPEG has no checksum. But its coded pixels say how many they are: when each code is followed to its end
//! (without computing a pixel), damage leads to a code that is none, to too few data, or to some that are
//! left over. That is what libjpeg warns of, and the decoder here has no word for.

mod bits;
mod scan;

use bits::Huffman;
use scan::{Frame, Tables};
mod fault;
pub(super) use fault::Fault;

/// What is wrong with `bytes`, if anything is. Headers that are wrong are passed over, since the decoder
/// itself tells of them, and so are kinds of JPEG that it does not read. Takes eight bytes for each block of
/// 64 values in progressive pictures, so their size is to be checked before.
pub(super) fn fault(bytes: &[u8]) -> Option<Fault> {
    Walk { bytes, at: 2, ..Walk::default() }.follow().err()
}

/// Whether `bytes` have an end marker, whatever is before it.
pub(super) fn has_end(bytes: &[u8]) -> bool {
    Walk { bytes, at: 2, ..Walk::default() }.find_the_end().is_ok()
}

/// As many as the decoder reads. Cameras write one, progressive pictures some ten.
const MAX_SCANS: usize = 100;

#[derive(Default)]
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    /// For the mean of a block, and for the rest of it.
    tables: Tables,
    /// Units between two restart markers, or 0.
    restart: usize,
    frame: Option<Frame>,
    scans: usize,
}

impl<'a> Walk<'a> {
    fn follow(mut self) -> Result<(), Fault> {
        loop {
            let marker = self.marker()?;
            if marker == 0xd9 {
                break;
            }
            let segment = self.segment()?;
            let is_known = match marker {
                0xc0..=0xc2 if self.frame.is_none() => {
                    self.frame = Frame::read(marker == 0xc2, segment);
                    self.frame.as_ref().map(|_| ())
                }
                0xc4 => self.read_tables(segment),
                0xdd => {
                    segment.first_chunk().map(|&two| self.restart = u16::from_be_bytes(two).into())
                }
                0xda => {
                    let coded = self.coded()?;
                    self.scans += 1;
                    match &mut self.frame {
                        Some(frame) if self.scans <= MAX_SCANS => {
                            frame.scan(segment, &self.tables, self.restart, &coded)?
                        }
                        _ => None,
                    }
                }
                // Other frames and arithmetic coding.
                0xc0..=0xcf => None,
                _ => Some(()),
            };
            if is_known.is_none() {
                // The decoder says why, or reads what this does not: then it must at least have an end.
                return self.find_the_end();
            }
        }
        self.frame.map_or(Ok(()), |frame| frame.is_whole())
    }

    fn find_the_end(mut self) -> Result<(), Fault> {
        while self.marker()? != 0xd9 {
            self.segment()?;
        }
        Ok(())
    }

    /// The next marker. Between segments may be filling; and behind a scan's header the coded pixels, in which
    /// ff is always followed by 00 or by a restart marker.
    fn marker(&mut self) -> Result<u8, Fault> {
        let rest = self.bytes.get(self.at..).ok_or(Fault::CutOff)?;
        let ends = |&[first, second]: &[u8; 2]| {
            first == 0xff && !matches!(second, 0x00 | 0x01 | 0xd0..=0xd8 | 0xff)
        };
        let found = rest.array_windows().position(ends).ok_or(Fault::CutOff)?;
        self.at += found + 2;
        Ok(rest[found + 1])
    }

    /// What stands in a segment behind its length. A thumbnail in it has markers of its own.
    fn segment(&mut self) -> Result<&'a [u8], Fault> {
        let rest = &self.bytes[self.at..];
        let length = rest.first_chunk().map(|&two| usize::from(u16::from_be_bytes(two)));
        let length = length.ok_or(Fault::CutOff)?.max(2);
        self.at += length;
        rest.get(2..length).ok_or(Fault::CutOff)
    }

    /// Coded pixels up to the marker that ends them, apart at each restart.
    fn coded(&self) -> Result<Vec<&'a [u8]>, Fault> {
        let mut rest = self.bytes.get(self.at..).ok_or(Fault::CutOff)?;
        let mut parts = Vec::new();
        loop {
            let is_marker = |pair: &[u8; 2]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff);
            let end = rest.array_windows().position(is_marker).ok_or(Fault::CutOff)?;
            // A marker may have any number of ff before it.
            let coded = &rest[..end];
            let filling = coded.iter().rev().take_while(|&&byte| byte == 0xff).count();
            parts.push(&coded[..end - filling]);
            if !matches!(rest[end + 1], 0xd0..=0xd7) {
                return Ok(parts);
            }
            rest = &rest[end + 2..];
        }
    }

    fn read_tables(&mut self, mut segment: &[u8]) -> Option<()> {
        while let Some((&[head, ref counts @ ..], rest)) = segment.split_first_chunk::<17>() {
            let total = counts.iter().map(|&count| usize::from(count)).sum();
            let values = rest.get(..total)?;
            let table =
                self.tables.get_mut(usize::from(head >> 4))?.get_mut(usize::from(head & 15))?;
            *table = Some(Huffman::new(counts, values)?);
            segment = &rest[total..];
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, GrayImage, ImageFormat, Luma, RgbImage};

    /// 75 x 53 pixels in colours of half the size, with restarts; of our own making.
    const PROGRESSIVE: &[u8] = include_bytes!("tests/progressive.jpg");

    fn jpeg(picture: impl Into<DynamicImage>) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.into().write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        bytes.into_inner()
    }

    /// One of each kind: grey, colours, progressive.
    fn whole() -> [Vec<u8>; 3] {
        let mut seed = 7_u32;
        let grey = GrayImage::from_fn(203, 161, |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Luma([(x + y) as u8 ^ (seed >> 29) as u8])
        });
        let color: RgbImage = DynamicImage::from(grey.clone()).to_rgb8();
        [jpeg(grey), jpeg(color), PROGRESSIVE.to_vec()]
    }

    #[test]
    fn whole_pictures_are_whole() {
        for mut bytes in whole() {
            assert_eq!(fault(&bytes), None);
            // Cameras and telephones write more behind the end, and zeros before it.
            bytes.extend(b"appended");
            assert_eq!(fault(&bytes), None);
            let end = bytes.len() - 10;
            bytes.splice(end..end, [0; 3]);
            assert_eq!(fault(&bytes), None);
        }
    }

    #[test]
    fn the_end_is_not_that_of_a_thumbnail() {
        for bytes in whole() {
            let thumbnail = [0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9];
            let with = [&bytes[..2], &thumbnail, &bytes[2..]].concat();
            assert_eq!(fault(&with), None);
            for length in [0, 1, 2, 9, bytes.len() / 2, bytes.len() - 1] {
                assert_eq!(fault(&with[..length]), Some(Fault::CutOff), "{length} bytes");
            }
        }
    }

    /// Valid codes all the same, but others, or fewer.
    #[test]
    fn codes_that_were_overwritten_are_damage() {
        for bytes in whole() {
            let coded = bytes.len() / 3;
            let zeros = [&bytes[..coded], &[0; 100], &bytes[coded + 100..]].concat();
            assert!(matches!(fault(&zeros), Some(Fault::Damaged(_))), "{:?}", fault(&zeros));
            let half = bytes.len() * 2 / 3;
            let shorter = [&bytes[..half], &[0xff, 0xd9]].concat();
            assert!(matches!(fault(&shorter), Some(Fault::Damaged(_))), "{:?}", fault(&shorter));
            let less = [&bytes[..half], &bytes[half + 20..]].concat();
            assert!(matches!(fault(&less), Some(Fault::Damaged(_))), "{:?}", fault(&less));
        }
    }
}
