//! Letters, signs and sketches that are no digits: what is more like one of them than like any reference is not
//! familiar. Most of what people bring that is no digit lies nearer to the digits than one digit in a hundred does, so
//! distance alone does not tell; see [`crate::analysis::novelty`].
//!
//! They are strokes of our own (`data/signs.txt`), drawn by [`super::pen`] as the references in other hands are.

use super::pen::{self, Point, Stroke};
use crate::data::Pixels;
use crate::sim::random::{Purpose, Stream};

/// Drawings of each sign.
const COPIES: usize = 4;
/// The drawings are the same everywhere, and others than those of the hands.
const SEED: u64 = 2;
const SIGNS: &str = include_str!("../../data/signs.txt");

/// Every drawing of every sign. The same on every machine.
pub fn drawn() -> Vec<Pixels> {
    let mut random = Stream::new(SEED, Purpose::Distortion);
    let signs: Vec<Vec<Stroke>> = signs().map(|(_, strokes)| strokes).collect();
    let copies = (0..COPIES).flat_map(|_| &signs);
    copies.map(|strokes| pen::draw(strokes, &mut random)).collect()
}

/// The signs of the file, by name.
fn signs() -> impl Iterator<Item = (&'static str, Vec<Stroke>)> {
    let lines = SIGNS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let (name, strokes) = line.split_once(' ').expect("a name and strokes");
        (name, read(strokes))
    })
}

fn read(strokes: &str) -> Vec<Stroke> {
    let mut read: Vec<Stroke> = Vec::new();
    for word in strokes.split_whitespace() {
        let point = || -> Option<Point> {
            let (x, y) = word.split_once(',')?;
            Some((x.parse().ok()?, y.parse().ok()?))
        };
        match (word, read.last_mut()) {
            ("L" | "C", _) => read.push(Stroke { points: Vec::new(), is_curved: word == "C" }),
            (_, Some(stroke)) => stroke.points.push(point().expect("x,y")),
            (_, None) => panic!("{word}: expected L or C first"),
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_sign_has_a_name_of_its_own_and_lies_in_its_box() {
        let names: BTreeSet<&str> = signs().map(|(name, _)| name).collect();
        assert_eq!(names.len(), signs().count());
        assert!(names.len() > 60);
        for (name, strokes) in signs() {
            assert!(!strokes.is_empty(), "{name}");
            for stroke in strokes {
                assert!(stroke.points.len() > 1, "{name}");
                let is_inside =
                    |&(x, y): &Point| (0.0..=1.0).contains(&x) && (0.0..=1.1).contains(&y);
                assert!(stroke.points.iter().all(is_inside), "{name}");
            }
        }
    }

    #[test]
    fn drawings_fill_the_sheet_and_are_the_same_every_time() {
        let all = drawn();
        assert_eq!(all.len(), signs().count() * COPIES);
        assert!(all.iter().all(|pixels| pixels.contains(&255)));
        assert_eq!(drawn(), all);
    }
}
