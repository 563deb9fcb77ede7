//! Support vector machines with a radial kernel, one for each pair of digits (G21 Section 3.2).
//!
//! | name | meaning | source |
//! |---|---|---|
//! | C | cost of a point on the wrong side | Cortes & Vapnik 1995 |
//! | γ | exp(−γ |x − y|²), 1 / (dimensions · variance of all coordinates) | scikit-learn's `scale` |

use super::GoesOn;
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_svm::Svm;
use ndarray::{Array2, ArrayView2, Axis};
use thiserror::Error;

/// Why there is no machine.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum SvmError {
    /// Nothing to tell apart.
    #[error("svm.labels: expected at least two digits, found {found}")]
    OneClass {
        /// Digits there are.
        found: usize,
    },
    /// Rows and labels do not fit, or C is no cost.
    #[error("svm.{field}: expected {expected}, found {found}")]
    Input {
        /// `labels` or `c`.
        field: &'static str,
        /// What would do.
        expected: String,
        /// What was given.
        found: String,
    },
    /// The solver gave up.
    #[error("svm: {0}")]
    Solver(String),
}

/// Fitted machines, which vote.
pub struct SvmClassifier {
    pairs: Vec<(u8, u8, Svm<f64, bool>)>,
}

impl SvmClassifier {
    /// Whether a point on the wrong side can cost so much.
    ///
    /// # Errors
    /// A cost that is not a finite number above 0.
    pub fn check_cost(c: f64) -> Result<(), SvmError> {
        if c.is_finite() && c > 0.0 {
            return Ok(());
        }
        let expected = "a finite number > 0".to_owned();
        Err(SvmError::Input { field: "c", expected, found: c.to_string() })
    }

    /// Fits a machine for each pair of digits among `labels`; none when it is not to go on, which is asked
    /// before each: the solver itself cannot be stopped.
    ///
    /// # Errors
    /// Fewer than two digits; another number of labels than rows; a cost that is not above 0; a solver
    /// that fails.
    pub fn fit_while(
        rows: ArrayView2<f64>,
        labels: &[u8],
        c: f64,
        goes_on: GoesOn,
    ) -> Result<Option<SvmClassifier>, SvmError> {
        if rows.nrows() != labels.len() {
            let (expected, found) = (rows.nrows().to_string(), labels.len().to_string());
            return Err(SvmError::Input { field: "labels", expected, found });
        }
        SvmClassifier::check_cost(c)?;
        let digits: Vec<u8> = (0..=u8::MAX).filter(|class| labels.contains(class)).collect();
        if digits.len() < 2 {
            return Err(SvmError::OneClass { found: digits.len() });
        }
        let width = width(rows);
        let mut pairs = Vec::new();
        for (place, &first) in digits.iter().enumerate() {
            for &second in &digits[place + 1..] {
                if !goes_on() {
                    return Ok(None);
                }
                let of_pair: Vec<usize> = (0..labels.len())
                    .filter(|&i| labels[i] == first || labels[i] == second)
                    .collect();
                let is_first = of_pair.iter().map(|&i| labels[i] == first).collect();
                let data = DatasetBase::new(
                    rows.select(Axis(0), &of_pair),
                    ndarray::Array1::from_vec(is_first),
                );
                let machine = Svm::<f64, bool>::params()
                    .gaussian_kernel(width)
                    .pos_neg_weights(c, c)
                    .eps(1e-3)
                    .fit(&data)
                    .map_err(|e| SvmError::Solver(e.to_string()))?;
                pairs.push((first, second, machine));
            }
        }
        Ok(Some(SvmClassifier { pairs }))
    }

    /// The digit with most votes for each row; of equal ones the smaller. None when it is not to go on, which is
    /// asked before each machine.
    pub fn predict_while(&self, rows: &Array2<f64>, goes_on: GoesOn) -> Option<Vec<u8>> {
        let last = self.pairs.iter().map(|(_, second, _)| usize::from(*second)).max().unwrap_or(0);
        let mut votes = vec![vec![0_u32; last + 1]; rows.nrows()];
        for (first, second, machine) in &self.pairs {
            if !goes_on() {
                return None;
            }
            for (votes, is_first) in votes.iter_mut().zip(machine.predict(rows).iter()) {
                votes[usize::from(if *is_first { *first } else { *second })] += 1;
            }
        }
        let winner = |votes: &Vec<u32>| {
            let most = votes.iter().copied().max().unwrap_or(0);
            votes.iter().position(|&n| n == most).unwrap_or(0) as u8
        };
        Some(votes.iter().map(winner).collect())
    }
}

/// 1 / γ.
fn width(rows: ArrayView2<f64>) -> f64 {
    let mean = rows.mean().unwrap_or(0.0);
    let variance = rows.fold(0.0, |sum, x| sum + (x - mean).powi(2)) / rows.len() as f64;
    (rows.ncols() as f64 * variance).max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::random::{Purpose, Stream};
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Rings around each other, which no line parts.
    fn rings(radii: &[f64], each: usize) -> (Array2<f64>, Vec<u8>) {
        let mut random = Stream::new(3, Purpose::Images);
        let (mut rows, mut labels) = (Vec::new(), Vec::new());
        for i in 0..radii.len() * each {
            let class = i % radii.len();
            let (angle, noise) =
                (random.uniform(0.0, std::f64::consts::TAU), random.uniform(-0.1, 0.1));
            let radius = radii[class] + noise;
            rows.extend([radius * libm::cos(angle), radius * libm::sin(angle)]);
            labels.push(class as u8 * 4 + 1);
        }
        (Array2::from_shape_vec((labels.len(), 2), rows).unwrap(), labels)
    }

    #[test]
    fn rings_are_told_apart() {
        for radii in [&[0.5, 1.5][..], &[0.3, 1.0, 2.0]] {
            let (rows, labels) = rings(radii, 80);
            let machine = SvmClassifier::fit_while(rows.view(), &labels, 10.0, &|| true);
            let machine = machine.unwrap().expect("nobody stopped it");
            let found = machine.predict_while(&rows, &|| true).unwrap();
            let right = found.iter().zip(&labels).filter(|(a, b)| a == b).count();
            assert!(right as f64 >= 0.98 * labels.len() as f64, "{right} of {}", labels.len());
        }
    }

    #[test]
    fn it_can_be_stopped_before_each_pair() {
        let (rows, labels) = rings(&[0.3, 1.0, 2.0], 20);
        let asked = AtomicUsize::new(0);
        let twice = || asked.fetch_add(1, Ordering::Relaxed) < 2;
        let fit = |goes_on: GoesOn| {
            SvmClassifier::fit_while(rows.view(), &labels, 10.0, goes_on).unwrap()
        };
        assert!(fit(&twice).is_none(), "two of three pairs");
        assert_eq!(asked.swap(0, Ordering::Relaxed), 3);
        let machine = fit(&|| true).unwrap();
        assert_eq!(machine.predict_while(&rows, &twice), None);
        assert_eq!(asked.into_inner(), 3);
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() {
        let (rows, labels) = rings(&[0.5, 1.5], 5);
        let refused =
            |labels: &[u8], c| SvmClassifier::fit_while(rows.view(), labels, c, &|| true).err();
        assert_eq!(refused(&[1; 10], 1.0), Some(SvmError::OneClass { found: 1 }));
        assert!(matches!(
            refused(&labels[..4], 1.0),
            Some(SvmError::Input { field: "labels", .. })
        ));
        assert!(matches!(refused(&labels, f64::NAN), Some(SvmError::Input { field: "c", .. })));
    }

    #[test]
    fn a_cost_is_finite_and_above_0() {
        let is_cost = |c| SvmClassifier::check_cost(c).is_ok();
        assert!([f64::MIN_POSITIVE, 1.0, f64::MAX].into_iter().all(is_cost));
        let none = [0.0, -1.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
        assert!(!none.into_iter().any(is_cost));
    }

    #[test]
    fn a_kernel_is_as_wide_as_the_numbers_are_spread() {
        // Mean 4, variance (9 + 1 + 1 + 9) / 4, in two dimensions.
        assert_eq!(width(ndarray::array![[1.0, 3.0], [5.0, 7.0]].view()), 10.0);
        assert_eq!(width(ndarray::array![[2.0, 2.0]].view()), f64::MIN_POSITIVE);
    }

    #[test]
    fn each_two_digits_have_a_machine() {
        let (rows, labels) = rings(&[0.3, 1.0, 2.0], 10);
        let machine = SvmClassifier::fit_while(rows.view(), &labels, 10.0, &|| true);
        let pairs = machine.unwrap().expect("nobody stopped it").pairs;
        let digits: Vec<(u8, u8)> =
            pairs.iter().map(|&(first, second, _)| (first, second)).collect();
        assert_eq!(digits, [(1, 5), (1, 9), (5, 9)]);
    }
}
