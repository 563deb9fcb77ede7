//! Principal components: the orthonormal axes of greatest variance, x ↦ V (x − mean).
//!
//! | name | meaning | unit | range | source |
//! |---|---|---|---|---|
//! | `mean` | centre of the fitted rows | of the data | d finite numbers | definition |
//! | `components` | rows of V, by falling variance | 1 | k × d, orthonormal | Hotelling 1933 |
//! | `explained_variance_ratio` | variance on an axis / *total* variance | 1 | 0 to 1 | definition |
//!
//! The axes come from `linfa-reduction`, whose solver (LOBPCG, Knyazev 2001) needs three precautions:
//!
//! * It stops at an *absolute* residual of 10⁻¹⁰, which data of a large scale never reach: it then
//!   runs thousands of iterations. We hand it data scaled to a fixed total variance.
//! * It is meant for a few axes of many. Where most are wanted, we ask for all, which it solves in
//!   one dense step.
//! * It drops axes without variance. We complete the basis, so that k axes are always k.
//!
//! Its generator has a fixed seed, so equal input gives equal bits on the same kind of processor.
//! Every fit ends with the residual of the result being checked, so a poor one is an error.

mod basis;
#[cfg(test)]
mod tests;

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2, ArrayView2, Axis, Slice};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Total variance of what the solver sees. With its tolerance, 10⁻¹⁰, this stops it at a residual
/// of 10⁻⁷ of the total: finer than single precision can show, coarse enough to be quick.
const SOLVER_TRACE: f64 = 1e-3;
/// Largest accepted residual |Cv − λv| / total variance.
const RESIDUAL_MAX: f64 = 1e-5;
/// Up to this many dimensions, all axes are found in one dense step.
const DENSE_DIM: usize = 48;
/// Axes asked of the iteration beyond those kept: they speed up the last one kept.
const GUARD_AXES: usize = 2;

/// Why a basis could not be fitted or loaded.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum PcaError {
    /// One row has no spread.
    #[error("pca.rows: expected at least 2, found {found}")]
    TooFewRows {
        /// Rows given.
        found: usize,
    },
    /// There are not that many axes.
    #[error("pca.components: expected 1 to {max}, found {found}")]
    Components {
        /// Components asked for.
        found: usize,
        /// min(rows − 1, columns).
        max: usize,
    },
    /// NaN or an infinity among the data.
    #[error("pca.rows[{row}][{column}]: expected a finite number, found {found}")]
    NonFinite {
        /// Its row.
        row: usize,
        /// Its column.
        column: usize,
        /// The number itself.
        found: f32,
    },
    /// All rows are equal.
    #[error("pca.rows: expected some variance, found all rows equal")]
    NoVariance,
    /// The solver gave up, or gave axes that are not eigenvectors.
    #[error("pca.solver: expected a residual of at most 1e-5 of the variance, found {found}")]
    NotConverged {
        /// What the solver said, or the residual.
        found: String,
    },
    /// Stored parts that do not fit together.
    #[error("pca.{field}: expected {expected} finite numbers, found {found}")]
    Stored {
        /// Which part.
        field: &'static str,
        /// Length it must have.
        expected: usize,
        /// Finite numbers found.
        found: usize,
    },
}

/// A fitted basis. Serializable, and checked again when it is read back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Pca {
    /// d numbers.
    mean: Vec<f32>,
    /// k × d, row-major.
    components: Vec<f32>,
    /// k numbers.
    explained_variance_ratio: Vec<f32>,
}

/// As a file gave it: nothing is promised yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    mean: Vec<f32>,
    components: Vec<f32>,
    explained_variance_ratio: Vec<f32>,
}

impl TryFrom<Stored> for Pca {
    type Error = PcaError;
    fn try_from(stored: Stored) -> Result<Self, PcaError> {
        let Stored { mean, components, explained_variance_ratio } = stored;
        let (dim, count) = (mean.len(), explained_variance_ratio.len());
        let parts = [
            ("mean", &mean, dim.max(1)),
            ("explained_variance_ratio", &explained_variance_ratio, count.max(1)),
            ("components", &components, dim.saturating_mul(count)),
        ];
        for (field, part, expected) in parts {
            let found = part.iter().filter(|x| x.is_finite()).count();
            if part.len() != expected || found != expected {
                return Err(PcaError::Stored { field, expected, found });
            }
        }
        Ok(Self { mean, components, explained_variance_ratio })
    }
}

impl Pca {
    /// Fits `components` axes to `rows` (n × d). All rows are used; their order matters only at
    /// the level of rounding. The coordinate of largest magnitude of each axis is positive.
    ///
    /// # Errors
    /// Fewer than 2 rows; `components` of 0 or above min(n − 1, d); a number that is not finite;
    /// all rows equal; a solver that did not converge.
    pub fn fit(rows: ArrayView2<f32>, components: usize) -> Result<Self, PcaError> {
        let (n, dim) = rows.dim();
        if n < 2 {
            return Err(PcaError::TooFewRows { found: n });
        }
        let max = (n - 1).min(dim);
        if components == 0 || components > max {
            return Err(PcaError::Components { found: components, max });
        }
        if let Some(((row, column), &found)) = rows.indexed_iter().find(|(_, x)| !x.is_finite()) {
            return Err(PcaError::NonFinite { row, column, found });
        }

        let mut data = rows.mapv(f64::from);
        let mean = data.mean_axis(Axis(0)).expect("there are rows");
        data -= &mean;
        // The rounding of the mean alone leaves equal rows a little apart, so compare with them.
        let size = rows.fold(0.0_f64, |size, &x| size.max(f64::from(x).abs()));
        let total: f64 = data.iter().map(|x| x * x).sum();
        if total <= (size * 1e-14).powi(2) * data.len() as f64 {
            return Err(PcaError::NoVariance);
        }
        data *= (SOLVER_TRACE / total).sqrt();

        let axes = solve(&data, components)?;
        let (mut axes, variances) = basis::by_variance(&data, axes, components);
        basis::fix_signs(&mut axes);
        check_residual(basis::residual(&data, &axes, &variances))?;
        Ok(Self {
            mean: mean.iter().map(|&x| x as f32).collect(),
            components: axes.iter().map(|&x| x as f32).collect(),
            explained_variance_ratio: variances.iter().map(|v| (v / SOLVER_TRACE) as f32).collect(),
        })
    }

    /// Coordinates of one row on the axes, written to `out`.
    ///
    /// # Panics
    /// If `row` is not [`dim`](Self::dim) long or `out` not [`len`](Self::len).
    pub fn project(&self, row: &[f32], out: &mut [f32]) {
        assert_eq!(row.len(), self.dim(), "one number for each dimension");
        assert_eq!(out.len(), self.len(), "one number for each component");
        for (out, axis) in out.iter_mut().zip(self.components.chunks_exact(self.dim())) {
            let mut sum = 0.0;
            for ((x, mean), weight) in row.iter().zip(&self.mean).zip(axis) {
                sum += f64::from(x - mean) * f64::from(*weight);
            }
            *out = sum as f32;
        }
    }

    /// The first three coordinates, for rows that exist only as an iterator; bit for bit those of
    /// [`project`](Self::project). Axes that were not fitted read 0.
    ///
    /// # Panics
    /// If `row` does not yield exactly [`dim`](Self::dim) numbers.
    pub fn project3(&self, row: impl Iterator<Item = f32>) -> [f32; 3] {
        let (dim, shown) = (self.dim(), self.len().min(3));
        let mut sums = [0.0_f64; 3];
        let mut seen = 0;
        for x in row {
            assert!(seen < dim, "more numbers than dimensions, {dim}");
            let centred = f64::from(x - self.mean[seen]);
            for (axis, sum) in sums[..shown].iter_mut().enumerate() {
                *sum += centred * f64::from(self.components[axis * dim + seen]);
            }
            seen += 1;
        }
        assert_eq!(seen, dim, "one number for each dimension");
        sums.map(|sum| sum as f32)
    }

    /// Turns the axes, within the space that they span, so that they lie as near to those of `previous` as
    /// they can: the orthogonal match of least squares (Schönemann 1966), flips and swaps included. A
    /// refitted cloud then glides rather than jumps, even where two axes of almost the same variance have
    /// turned into each other. The variances are those along the turned axes, so they may no longer fall.
    /// A basis of another shape has nothing to match, and leaves this one as it is.
    #[must_use]
    pub fn aligned_to(mut self, previous: &Self) -> Self {
        if (self.dim(), self.len()) != (previous.dim(), previous.len()) {
            return self;
        }
        let ours = self.components().mapv(f64::from);
        let Some(turn) = basis::best_turn(&ours, &previous.components().mapv(f64::from)) else {
            return self;
        };
        self.components = turn.dot(&ours).iter().map(|&x| x as f32).collect();
        // Coordinates on principal axes do not vary together.
        let variances: Array1<f64> =
            self.explained_variance_ratio.iter().map(|&v| f64::from(v)).collect();
        let turned = turn.mapv(|x| x * x).dot(&variances);
        self.explained_variance_ratio = turned.iter().map(|&v| v as f32).collect();
        self
    }

    /// Share of the total variance of the fitted data on each axis: k numbers of 0 to 1 whose sum
    /// is at most 1. (`linfa` divides by the variance of the kept axes instead.)
    pub fn explained_variance_ratio(&self) -> &[f32] {
        &self.explained_variance_ratio
    }

    /// Mean of the fitted rows: d numbers, in the unit of the data.
    pub fn mean(&self) -> &[f32] {
        &self.mean
    }

    /// The axes, k × d; rows are orthonormal.
    pub fn components(&self) -> ArrayView2<'_, f32> {
        ArrayView2::from_shape((self.len(), self.dim()), &self.components).expect("k × d")
    }

    /// Dimensions of a row, d.
    pub fn dim(&self) -> usize {
        self.mean.len()
    }

    /// Axes, k; at least 1.
    #[allow(clippy::len_without_is_empty)] // never empty
    pub fn len(&self) -> usize {
        self.explained_variance_ratio.len()
    }
}

/// Refuses axes that are no eigenvectors of what the solver saw.
fn check_residual(found: f64) -> Result<(), PcaError> {
    let residual = found / SOLVER_TRACE;
    if residual.is_nan() || residual > RESIDUAL_MAX {
        return Err(PcaError::NotConverged { found: format!("{residual:e}") });
    }
    Ok(())
}

/// At least `components` axes if the data have so many with variance, m × d, in any order.
fn solve(data: &Array2<f64>, components: usize) -> Result<Array2<f64>, PcaError> {
    let rank_max = data.nrows().min(data.ncols());
    let wanted =
        if rank_max <= DENSE_DIM.max(6 * components) { rank_max } else { components + GUARD_AXES };
    let fitted = linfa_reduction::Pca::params(wanted)
        .fit(&DatasetBase::from(data.view()))
        .map_err(|e| PcaError::NotConverged { found: e.to_string() })?;
    let axes = fitted.components();
    Ok(axes.slice_axis(Axis(0), Slice::from(..axes.nrows().min(wanted))).to_owned())
}
