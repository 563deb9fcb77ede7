//! How good a set of predictions is: share right, confusion counts, mean and spread over runs.
//!
//! Labels are numbers of classes from 0. The spread is the sample standard deviation (divisor n − 1), as the
//! tables of the paper that average several runs need it.

use serde::Serialize;
use thiserror::Error;

/// Why predictions could not be scored.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MetricsError {
    /// One prediction for each truth.
    #[error("metrics.predicted: expected {expected} labels, found {found}")]
    Length {
        /// Number of true labels.
        expected: usize,
        /// Number of predicted ones.
        found: usize,
    },
    /// Nothing to average.
    #[error("metrics.{field}: expected at least one value, found none")]
    Empty {
        /// What was empty.
        field: &'static str,
    },
    /// Not of a class.
    #[error("metrics.{field}[{index}]: expected a label of 0 to {most}, found {found}")]
    Label {
        /// `truth` or `predicted`.
        field: &'static str,
        /// Where.
        index: usize,
        /// The last class.
        most: usize,
        /// What was there.
        found: u8,
    },
    /// NaN or an infinity.
    #[error("metrics.values[{index}]: expected a finite number, found {found}")]
    NonFinite {
        /// Where.
        index: usize,
        /// What was there, in words: NaN is not equal to itself.
        found: String,
    },
}

/// Share of `predicted` that equals `truth`, 0 to 1.
///
/// # Errors
/// Lengths that differ, no labels.
pub fn accuracy(truth: &[u8], predicted: &[u8]) -> Result<f64, MetricsError> {
    let classes = truth.iter().chain(predicted).max().map_or(0, |&last| usize::from(last) + 1);
    Confusion::count(truth, predicted, classes).map(|confusion| confusion.accuracy())
}

/// How often each class was taken for each: at least one case in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// `counts[truth][predicted]`.
    counts: Vec<Vec<u32>>,
}

impl Confusion {
    /// Counts the pairs of so many classes.
    ///
    /// # Errors
    /// Lengths that differ, no labels, a label of no class.
    pub fn count(truth: &[u8], predicted: &[u8], classes: usize) -> Result<Self, MetricsError> {
        if truth.len() != predicted.len() {
            return Err(MetricsError::Length { expected: truth.len(), found: predicted.len() });
        }
        if truth.is_empty() {
            return Err(MetricsError::Empty { field: "truth" });
        }
        for (field, labels) in [("truth", truth), ("predicted", predicted)] {
            if let Some(index) = labels.iter().position(|&l| usize::from(l) >= classes) {
                let (most, found) = (classes.saturating_sub(1), labels[index]);
                return Err(MetricsError::Label { field, index, most, found });
            }
        }
        let mut counts = vec![vec![0; classes]; classes];
        for (&t, &p) in truth.iter().zip(predicted) {
            counts[usize::from(t)][usize::from(p)] += 1;
        }
        Ok(Self { counts })
    }

    /// `counts()[truth][predicted]`: classes x classes.
    pub fn counts(&self) -> &[Vec<u32>] {
        &self.counts
    }

    /// Cases counted, at least 1.
    pub fn total(&self) -> u64 {
        self.counts.iter().flatten().map(|&n| u64::from(n)).sum()
    }

    /// Share on the diagonal, 0 to 1.
    pub fn accuracy(&self) -> f64 {
        let right: u64 = (0..self.counts.len()).map(|i| u64::from(self.counts[i][i])).sum();
        right as f64 / self.total() as f64
    }

    /// By class, the share that was recognised, 0 to 1; none where the class never occurred.
    pub fn recall(&self) -> Vec<Option<f64>> {
        let of = |(class, row): (usize, &Vec<u32>)| {
            let all: u64 = row.iter().map(|&n| u64::from(n)).sum();
            (all > 0).then(|| f64::from(row[class]) / all as f64)
        };
        self.counts.iter().enumerate().map(of).collect()
    }
}

/// Mean and spread of some runs, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MeanStd {
    /// Arithmetic mean.
    pub mean: f64,
    /// Sample standard deviation (divisor n − 1); none for a single value.
    pub std: Option<f64>,
    /// Values averaged, at least 1.
    pub count: usize,
}

impl MeanStd {
    /// Averages `values`, in two passes so that a large mean does not swallow a small spread.
    ///
    /// # Errors
    /// No values, or one that is not finite.
    pub fn of(values: &[f64]) -> Result<Self, MetricsError> {
        if values.is_empty() {
            return Err(MetricsError::Empty { field: "values" });
        }
        if let Some(index) = values.iter().position(|x| !x.is_finite()) {
            return Err(MetricsError::NonFinite { index, found: values[index].to_string() });
        }
        let count = values.len();
        let mean = values.iter().sum::<f64>() / count as f64;
        let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
        let std = (count > 1).then(|| (squares / (count - 1) as f64).sqrt());
        Ok(Self { mean, std, count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_go_to_row_truth_and_column_predicted() {
        let truth = [0, 1, 1, 9, 9, 9, 9, 3];
        let predicted = [0, 1, 7, 9, 9, 4, 9, 3];
        let confusion = Confusion::count(&truth, &predicted, 10).unwrap();
        assert_eq!(confusion.counts()[1][7], 1);
        assert_eq!(confusion.counts()[7][1], 0);
        assert_eq!(confusion.counts()[9][9], 3);
        assert_eq!(confusion.total(), 8);
        assert_eq!(confusion.accuracy(), 0.75);
        assert_eq!(accuracy(&truth, &predicted), Ok(0.75));
        assert_eq!(confusion.recall()[9], Some(0.75));
        assert_eq!(confusion.recall()[1], Some(0.5));
        assert_eq!(confusion.recall()[7], None);
    }

    #[test]
    fn refuses_unequal_empty_and_unknown_labels() {
        assert_eq!(accuracy(&[1, 2], &[1]), Err(MetricsError::Length { expected: 2, found: 1 }));
        assert_eq!(accuracy(&[], &[]), Err(MetricsError::Empty { field: "truth" }));
        let error = Confusion::count(&[1, 2], &[1, 10], 10).unwrap_err();
        let expected = MetricsError::Label { field: "predicted", index: 1, most: 9, found: 10 };
        assert_eq!(error, expected);
        assert_eq!(error.to_string(), "metrics.predicted[1]: expected a label of 0 to 9, found 10");
    }

    #[test]
    fn spread_is_the_sample_one_and_keeps_its_digits() {
        let found = MeanStd::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert_eq!(found.mean, 5.0);
        assert!((found.std.unwrap() - (32.0_f64 / 7.0).sqrt()).abs() < 1e-15);
        let far = MeanStd::of(&[1e9, 1e9 + 1.0, 1e9 + 2.0]).unwrap();
        assert_eq!((far.std, far.count), (Some(1.0), 3));
        assert_eq!(MeanStd::of(&[0.5]).unwrap(), MeanStd { mean: 0.5, std: None, count: 1 });
        assert_eq!(MeanStd::of(&[]), Err(MetricsError::Empty { field: "values" }));
        for bad in [f64::NAN, f64::INFINITY] {
            assert!(matches!(
                MeanStd::of(&[1.0, bad]),
                Err(MetricsError::NonFinite { index: 1, .. })
            ));
        }
    }

    /// Squares of numbers so large hold no unit: their difference would not do.
    #[test]
    fn a_large_mean_swallows_no_spread() {
        let mean = 2.0_f64.powi(51);
        let found = MeanStd::of(&[-3.0, -1.0, 1.0, 3.0].map(|off| mean + off)).unwrap();
        let expected = MeanStd { mean, std: Some((20.0_f64 / 3.0).sqrt()), count: 4 };
        assert_eq!(found, expected);
    }
}
