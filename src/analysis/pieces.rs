//! How many pieces an image is of: what distances between embeddings overlook, and the eye sees first. A 7 with a
//! dot below it is a question mark, and a 1 with one an exclamation mark.
//!
//! | constant | meaning | unit | source |
//! |---|---|---|---|
//! | `INK_MIN` | faintest pixel that is ink | grey level | strokes of MNIST stay whole |
//! | `CORE_MIN` | faintest pixel of a stroke's core: what is a pixel apart on the sheet touches in its edges | grey level | below |
//! | `PIECE_MIN_PX` | smallest piece | pixels | a dot; specks of MNIST are smaller |
//! | `RARE` | share of the images of a label below which a number of pieces is rare | 1 | below |
//!
//! Of 20,000 training digits 0.2 to 1.2 % of each label are of several pieces, and 6.6 % of the 5s, whose bar stands
//! apart. 0.8 % of all digits are of a rare number at `INK_MIN`, 1.4 % at `CORE_MIN`.

use crate::sim::Sheet;
use image::{GrayImage, Luma};
use imageproc::region_labelling::{Connectivity, connected_components};
use std::collections::BTreeMap;

const INK_MIN: u8 = 96;
const CORE_MIN: u8 = 160;
const PIECE_MIN_PX: u32 = 4;
const RARE: f64 = 0.02;
/// Fewer images of a label say nothing about what is rare among them.
const IMAGES_MIN: u32 = 50;

/// How many pieces an image is of, each hanging together by sides or corners of its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pieces {
    /// Of ink.
    pub ink: u8,
    /// Of cores of strokes.
    pub core: u8,
}

/// Counts the pieces of an image of that size.
///
/// # Panics
/// If `pixels` are fewer than those of the sheet.
pub fn pieces(pixels: &[u8], sheet: Sheet) -> Pieces {
    Pieces { ink: above(INK_MIN, pixels, sheet), core: above(CORE_MIN, pixels, sheet) }
}

fn above(level: u8, pixels: &[u8], Sheet { width, height }: Sheet) -> u8 {
    let ink = GrayImage::from_fn(width as u32, height as u32, |x, y| {
        Luma([u8::from(pixels[y as usize * width + x as usize] >= level)])
    });
    let mut sizes: BTreeMap<u32, u32> = BTreeMap::new();
    for piece in connected_components(&ink, Connectivity::Eight, Luma([0])).pixels() {
        *sizes.entry(piece[0]).or_default() += 1;
    }
    let pieces = sizes.iter().filter(|&(&piece, &size)| piece > 0 && size >= PIECE_MIN_PX).count();
    u8::try_from(pieces).unwrap_or(u8::MAX)
}

/// How many images of each label are of how many pieces.
#[derive(Clone, Debug, Default)]
pub struct PiecesByLabel {
    /// By label and number.
    inks: BTreeMap<(u8, u8), u32>,
    cores: BTreeMap<(u8, u8), u32>,
    images: BTreeMap<u8, u32>,
}

impl PiecesByLabel {
    /// One more image of this label.
    pub fn add(&mut self, label: u8, pieces: Pieces) {
        *self.inks.entry((label, pieces.ink)).or_default() += 1;
        *self.cores.entry((label, pieces.core)).or_default() += 1;
        *self.images.entry(label).or_default() += 1;
    }

    /// How many images were added.
    pub fn images(&self) -> usize {
        self.images.values().map(|&images| images as usize).sum()
    }

    /// Whether hardly any image of this label is of so many pieces. Never, where there are too few to say.
    pub fn is_rare(&self, label: u8, pieces: Pieces) -> bool {
        let images = self.images.get(&label).copied().unwrap_or_default();
        let rare = |met: &BTreeMap<(u8, u8), u32>, pieces| {
            let met = met.get(&(label, pieces)).copied().unwrap_or_default();
            f64::from(met) < RARE * f64::from(images)
        };
        images >= IMAGES_MIN && (rare(&self.inks, pieces.ink) || rare(&self.cores, pieces.core))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Part, Source};
    use crate::sim::Sheet;

    fn counted(pixels: &[u8]) -> Pieces {
        pieces(pixels, Sheet::MNIST)
    }

    /// Ink where a row of the drawing has `#`.
    fn drawn(rows: &[&str]) -> Vec<u8> {
        let mut pixels = vec![0; 784];
        for (y, row) in rows.iter().enumerate() {
            for (x, _) in row.bytes().enumerate().filter(|&(_, mark)| mark == b'#') {
                pixels[(y + 4) * 28 + x + 4] = 255;
            }
        }
        pixels
    }

    #[test]
    fn counts_what_lies_apart() {
        let both = |count| Pieces { ink: count, core: count };
        assert_eq!(counted(&drawn(&["#####", "#...#", "#...#", "#####"])), both(1));
        let dotted = [".###", "...#", "..#.", "..#.", "....", "....", ".###", ".###"];
        assert_eq!(counted(&drawn(&dotted)), both(2));
        assert_eq!(counted(&drawn(&["######", "......", "......", "##...."])), both(1), "a speck");
        assert_eq!(counted(&drawn(&["##....", "..##..", "....##"])), both(1), "joined by corners");
        assert_eq!((counted(&[0; 784]), counted(&[255; 784])), (both(0), both(1)));
        let mut edges = drawn(&dotted);
        (0..4).for_each(|x| edges[8 * 28 + 4 + x] = 120);
        (0..4).for_each(|x| edges[9 * 28 + 4 + x] = 120);
        assert_eq!(counted(&edges), Pieces { ink: 1, core: 2 }, "they touch in their edges");
    }

    #[test]
    fn hardly_any_digit_is_of_a_rare_number_and_a_dotted_one_is() {
        let digits = Source::Embedded.load(Part::Train).unwrap();
        let of = |i: usize| (digits.label(i), counted(digits.image(i)));
        let mut known = PiecesByLabel::default();
        (0..5_000).map(of).for_each(|(label, pieces)| known.add(label, pieces));
        assert_eq!(known.images(), 5_000);
        let rare = (5_000..10_000).map(of).filter(|&(label, pieces)| known.is_rare(label, pieces));
        let share = rare.count() as f64 / 5_000.0;
        assert!((0.005..0.025).contains(&share), "{share}");
        let both = |count| Pieces { ink: count, core: count };
        assert!(known.is_rare(7, both(2)), "a question mark");
        assert!(known.is_rare(1, both(2)), "an exclamation mark");
        assert!(!known.is_rare(5, both(2)), "its bar stands apart");
        assert!((0..10).all(|label| !known.is_rare(label, both(1))));
    }

    #[test]
    fn few_images_say_nothing() {
        let mut known = PiecesByLabel::default();
        let [one, two] = [1, 2].map(|count| Pieces { ink: count, core: count });
        (0..49).for_each(|_| known.add(3, one));
        assert!(!known.is_rare(3, two) && !known.is_rare(4, two));
        known.add(3, one);
        assert!(known.is_rare(3, two) && !known.is_rare(3, one));
        assert!(known.is_rare(3, Pieces { core: 2, ..one }));
    }

    #[test]
    fn a_fiftieth_of_the_images_is_not_rare() {
        let mut known = PiecesByLabel::default();
        let one = Pieces { ink: 1, core: 1 };
        let of_ink = Pieces { ink: 2, ..one };
        let of_cores = Pieces { core: 2, ..one };
        (0..96).for_each(|_| known.add(3, one));
        [of_ink, of_cores].iter().for_each(|&pieces| known.add(3, pieces));
        assert!(known.is_rare(3, of_ink) && known.is_rare(3, of_cores), "one of 98");
        [of_ink, of_cores].iter().for_each(|&pieces| known.add(3, pieces));
        assert!(!known.is_rare(3, of_ink) && !known.is_rare(3, of_cores), "two of 100");
    }
}
