//! The paper's protocol (G21 Section 4): some images set up the neighbours, the rest are classified,
//! over several random splits of one set.
//!
//! Ten splits are the ten tenths of one random order: each is a random split as the paper's are, and
//! together they ask about every image once. Independent splits would ask about a third of the images
//! never and about others several times, which moved the mean of ten by 0.2 points from seed to seed.

use super::blocks::in_questions;
use crate::analysis::{Confusion, Coordinate, Knn, KnnError, MeanStd, References};
use crate::sim::random::{Purpose, Stream};
use serde::{Deserialize, Serialize};
use std::sync::atomic::AtomicBool;

/// More splits than this say nothing that fewer do not.
pub const SPLITS_MAX: u64 = 1_000;
/// Nine of ten images set up, one is asked about.
const QUERIES_OF: usize = 10;

/// How to split and vote.
#[derive(Clone, Copy, Debug)]
pub struct Protocol {
    /// Random splits, at least 1.
    pub splits: u64,
    /// Splits 10 i to 10 i + 9 are of the order drawn from this plus i.
    pub seed: u64,
    /// How neighbours vote.
    pub knn: Knn,
    /// Classes that labels are of.
    pub classes: usize,
}

/// How often the vote was right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// Mean over the splits, percent.
    pub mean: f64,
    /// Sample standard deviation over the splits, percentage points; none for a single split.
    pub std: Option<f64>,
    /// Each split's share of right answers, percent.
    pub splits: Vec<f64>,
}

impl Accuracy {
    /// Mean and spread of some percentages, at least one.
    pub fn of(splits: Vec<f64>) -> Accuracy {
        let summary = MeanStd::of(&splits).expect("at least one finite share");
        Accuracy { mean: summary.mean, std: summary.std, splits }
    }
}

/// An image that was labelled wrong in at least one split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// Its place among the images that were split.
    pub image: u32,
    /// What it shows.
    pub truth: u8,
    /// What it was taken for, the last time.
    pub label: u8,
    /// Splits in which it was asked about.
    pub asked: u32,
    /// Those in which it was labelled wrong.
    pub wrong: u32,
}

/// What the splits gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Share right.
    pub accuracy: Accuracy,
    /// `confusion[truth][label]`, all splits together.
    pub confusion: Vec<Vec<u32>>,
    /// Images labelled wrong, the most often wrong first.
    pub missed: Vec<Missed>,
}

impl Protocol {
    /// Images that set up the neighbours, of `count`.
    pub fn references_of(count: usize) -> usize {
        count - count / QUERIES_OF
    }

    /// Classifies `rows` (images x dim, row-major) by each other; none when `stop` became true.
    ///
    /// # Errors
    /// More neighbours than references, no image to ask about, or rows that are no numbers.
    pub fn run<T: Coordinate>(
        &self,
        rows: &[T],
        dim: usize,
        labels: &[u8],
        stop: &AtomicBool,
    ) -> Result<Option<Outcome>, KnnError> {
        let count = labels.len();
        let known_count = Self::references_of(count);
        let mut shares = Vec::new();
        let mut confusion = vec![vec![0; self.classes]; self.classes];
        let mut asked_wrong = vec![(0_u32, 0_u32, 0_u8); count];
        for split in 0..self.splits {
            let (round, tenth) = (split / QUERIES_OF as u64, split as usize % QUERIES_OF);
            let mut order =
                Stream::new(self.seed.wrapping_add(round), Purpose::Images).permutation(count);
            order.rotate_left(tenth * (count - known_count));
            let (asked, known) = order.split_at(count - known_count);
            let gather = |places: &[u32]| -> (Vec<T>, Vec<u8>) {
                let row = |&place: &u32| &rows[place as usize * dim..][..dim];
                let values = places.iter().flat_map(row).copied().collect();
                (values, places.iter().map(|&place| labels[place as usize]).collect())
            };
            let (known_rows, known_labels) = gather(known);
            let (asked_rows, truth) = gather(asked);
            let references = References::new(&known_rows, dim, &known_labels)?;
            let asked_about =
                in_questions(&self.knn, references, &asked_rows, |_| None, stop, |_| ())?;
            let Some(predicted) = asked_about else { return Ok(None) };
            let Ok(counted) = Confusion::count(&truth, &predicted, self.classes) else {
                let expected = QUERIES_OF;
                return Err(KnnError::Length { field: "images", expected, found: count });
            };
            shares.push(100.0 * counted.accuracy());
            for (all, split) in
                confusion.iter_mut().flatten().zip(counted.counts().iter().flatten())
            {
                *all += split;
            }
            for ((&place, &truth), &label) in asked.iter().zip(&truth).zip(&predicted) {
                let (times, wrong, last) = &mut asked_wrong[place as usize];
                *times += 1;
                if label != truth {
                    (*wrong, *last) = (*wrong + 1, label);
                }
            }
        }
        let mut missed: Vec<Missed> = (0..)
            .zip(asked_wrong)
            .filter(|(_, (_, wrong, _))| *wrong > 0)
            .map(|(image, (asked, wrong, label))| {
                let truth = labels[image as usize];
                Missed { image, truth, label, asked, wrong }
            })
            .collect();
        missed.sort_by_key(|missed| (std::cmp::Reverse(missed.wrong), missed.image));
        Ok(Some(Outcome { accuracy: Accuracy::of(shares), confusion, missed }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::KnnSpec;

    fn protocol(k: usize) -> Protocol {
        let knn = Knn::try_from(KnnSpec { k, ..KnnSpec::default() }).unwrap();
        Protocol { splits: 5, seed: 0, knn, classes: 4 }
    }

    fn run(k: usize, rows: &[f32], dim: usize, labels: &[u8]) -> Result<Outcome, KnnError> {
        let never = AtomicBool::new(false);
        let outcome = protocol(k).run(rows, dim, labels, &never)?;
        Ok(outcome.expect("nobody stopped it"))
    }

    #[test]
    fn clusters_are_told_apart_and_a_stranger_is_missed() {
        let labels: Vec<u8> = (0..200).map(|i| (i % 4) as u8).collect();
        let mut rows: Vec<f32> = (0..200_u32)
            .flat_map(|i| [(i % 4) as f32 * 10.0, (i * 7919 % 97) as f32 / 97.0])
            .collect();
        let all_right = run(5, &rows, 2, &labels).unwrap();
        assert_eq!((all_right.accuracy.mean, all_right.accuracy.std), (100.0, Some(0.0)));
        assert!(all_right.missed.is_empty());
        assert_eq!(all_right.confusion.iter().flatten().sum::<u32>(), 5 * 20);
        // Every image of class 0 moves to class 3's place: it is missed whenever it is asked about.
        (0..200).step_by(4).take(10).for_each(|i| rows[2 * i] = 30.0);
        let some_wrong = run(5, &rows, 2, &labels).unwrap();
        assert!(some_wrong.accuracy.mean < 100.0);
        assert!(
            some_wrong.missed.iter().all(|m| (m.truth, m.label) == (0, 3) && m.wrong == m.asked)
        );
        assert_eq!(some_wrong, run(5, &rows, 2, &labels).unwrap(), "and again");
    }

    #[test]
    fn it_can_be_stopped() {
        let labels: Vec<u8> = (0..40).map(|i| i % 4).collect();
        let rows: Vec<f32> = labels.iter().map(|&label| f32::from(label)).collect();
        let stopped = AtomicBool::new(true);
        assert_eq!(protocol(5).run(&rows, 1, &labels, &stopped), Ok(None));
    }

    #[test]
    fn too_few_images_are_refused() {
        let few = run(5, &[0.0; 9], 1, &[1; 9]);
        assert!(few.is_err(), "nothing is left to ask about");
        let k = run(50, &[0.0; 40], 1, &[1; 40]);
        assert_eq!(k, Err(KnnError::KTooLarge { available: 36, found: 50 }));
    }
}
