//! Support vector machines with a radial kernel, one for each pair of digits (G21 Section 3.2).
//!
//! | name | meaning | source |
//! |---|---|---|
//! | C | cost of a point on the wrong side | Cortes & Vapnik 1995 |
//! | γ | exp(−γ |x − y|²), 1 / (dimensions · variance of all coordinates) | scikit-learn's `scale` |

use super::metrics::CLASSES;
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_svm::Svm;
use ndarray::{Array2, ArrayView2, Axis};
use thiserror::Error;

/// Why there is no machine.
#[derive(Clone, Debug, PartialEq, Error)]
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

    /// Fits a machine for each pair of digits among `labels`.
    ///
    /// # Errors
    /// Fewer than two digits; another number of labels than rows; a cost that is not above 0; a solver
    /// that fails.
    pub fn fit(rows: ArrayView2<f64>, labels: &[u8], c: f64) -> Result<SvmClassifier, SvmError> {
        if rows.nrows() != labels.len() {
            let (expected, found) = (rows.nrows().to_string(), labels.len().to_string());
            return Err(SvmError::Input { field: "labels", expected, found });
        }
        SvmClassifier::check_cost(c)?;
        let digits: Vec<u8> = (0..CLASSES as u8).filter(|d| labels.contains(d)).collect();
        if digits.len() < 2 {
            return Err(SvmError::OneClass { found: digits.len() });
        }
        let mean = rows.mean().unwrap_or(0.0);
        let variance = rows.fold(0.0, |sum, x| sum + (x - mean).powi(2)) / rows.len() as f64;
        let width = (rows.ncols() as f64 * variance).max(f64::MIN_POSITIVE);
        let mut pairs = Vec::new();
        for (place, &first) in digits.iter().enumerate() {
            for &second in &digits[place + 1..] {
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
        Ok(SvmClassifier { pairs })
    }

    /// The digit with most votes for each row; of equal ones the smaller.
    pub fn predict(&self, rows: &Array2<f64>) -> Vec<u8> {
        let mut votes = vec![[0_u32; CLASSES]; rows.nrows()];
        for (first, second, machine) in &self.pairs {
            for (votes, is_first) in votes.iter_mut().zip(machine.predict(rows).iter()) {
                votes[usize::from(if *is_first { *first } else { *second })] += 1;
            }
        }
        let winner = |votes: &[u32; CLASSES]| {
            let most = votes.iter().copied().max().unwrap_or(0);
            votes.iter().position(|&n| n == most).unwrap_or(0) as u8
        };
        votes.iter().map(winner).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::random::{Purpose, Stream};

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
            let machine = SvmClassifier::fit(rows.view(), &labels, 10.0).unwrap();
            let found = machine.predict(&rows);
            let right = found.iter().zip(&labels).filter(|(a, b)| a == b).count();
            assert!(right as f64 >= 0.98 * labels.len() as f64, "{right} of {}", labels.len());
        }
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() {
        let (rows, labels) = rings(&[0.5, 1.5], 5);
        let refused = |labels: &[u8], c| SvmClassifier::fit(rows.view(), labels, c).err();
        assert_eq!(refused(&[1; 10], 1.0), Some(SvmError::OneClass { found: 1 }));
        assert!(matches!(
            refused(&labels[..4], 1.0),
            Some(SvmError::Input { field: "labels", .. })
        ));
        assert!(matches!(refused(&labels, f64::NAN), Some(SvmError::Input { field: "c", .. })));
    }
}
