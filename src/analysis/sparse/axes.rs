//! Sparse rows, and the principal axes that are fitted to them.

use super::linear::{GoesOn, add_scaled, eigen, fix_signs, gram, on_grid, orthonormal, product};
use crate::sim::random::{Purpose, Stream};
use ndarray::{Array1, Array2, Axis, Slice};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Passes of the iteration: more change the last axes alone, and no verdict.
pub(super) const PASSES: usize = 6;

/// Axes beyond those kept, at least: they speed up the last one kept.
const GUARDS: usize = 10;

/// Why there are no axes.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum SparseError {
    /// Fewer rows than axes.
    #[error(
        "dimensions: expected 1 to {max}, fewer than the images that are fitted, found {found}"
    )]
    Dimensions {
        /// Asked for.
        found: usize,
        /// Rows − 1, or tokens.
        max: usize,
    },
    /// All rows are alike.
    #[error("tokens: expected images that differ, found {rows} alike")]
    Alike {
        /// Rows.
        rows: usize,
    },
}

/// Rows of few numbers among many zeros: compressed.
#[derive(Clone, Debug)]
pub struct SparseRows {
    pub(super) dim: usize,
    pub(super) starts: Vec<usize>,
    pub(super) columns: Vec<u32>,
    pub(super) values: Vec<f32>,
}

impl SparseRows {
    /// No rows yet, of `dim` numbers.
    pub fn new(dim: usize) -> SparseRows {
        SparseRows { dim, starts: vec![0], columns: Vec::new(), values: Vec::new() }
    }

    /// Appends a row.
    ///
    /// # Panics
    /// If a column is not below the dimension.
    pub fn push(&mut self, row: impl Iterator<Item = (u32, f32)>) {
        for (column, value) in row {
            assert!((column as usize) < self.dim, "column {column} of {}", self.dim);
            self.columns.push(column);
            self.values.push(value);
        }
        self.starts.push(self.columns.len());
    }

    /// Rows so far.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The numbers of a row that are not 0.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        let range = self.starts[row]..self.starts[row + 1];
        self.columns[range.clone()]
            .iter()
            .map(|&c| c as usize)
            .zip(self.values[range].iter().copied())
    }

    pub(super) fn mean(&self) -> Vec<f32> {
        let mut sums = vec![0.0_f64; self.dim];
        for (&column, &value) in self.columns.iter().zip(&self.values) {
            sums[column as usize] += f64::from(value);
        }
        sums.iter().map(|sum| (sum / self.len() as f64) as f32).collect()
    }

    pub(super) fn transposed(&self) -> SparseRows {
        let mut starts = vec![0; self.dim + 1];
        self.columns.iter().for_each(|&column| starts[column as usize + 1] += 1);
        for column in 0..self.dim {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut columns = vec![0; self.columns.len()];
        let mut values = vec![0.0; self.values.len()];
        for row in 0..self.len() {
            for (column, value) in self.row(row) {
                let place = &mut next[column];
                (columns[*place], values[*place]) = (row as u32, value);
                *place += 1;
            }
        }
        SparseRows { dim: self.len(), starts, columns, values }
    }

    /// This times a dense matrix; rows are left out once it does not go on.
    pub(super) fn times(&self, dense: &Array2<f32>, goes_on: GoesOn) -> Array2<f32> {
        let width = dense.ncols();
        let from = dense.as_slice().expect("row-major");
        let mut product = vec![0.0; self.len() * width];
        product.par_chunks_mut(width).enumerate().filter(|_| goes_on()).for_each(|(row, out)| {
            for (column, value) in self.row(row) {
                add_scaled(out, &from[column * width..(column + 1) * width], value);
            }
        });
        Array2::from_shape_vec((self.len(), width), product).expect("allocated so")
    }
}

/// A fitted projection: x ↦ V (x − μ).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SparseAxes {
    /// Axes, k.
    pub(super) len: usize,
    /// d × k: by token, its share of every axis.
    pub(super) axes: Vec<f32>,
    /// Vμ.
    pub(super) origin: Vec<f32>,
    pub(super) explained_variance_ratio: Vec<f32>,
}

impl SparseAxes {
    /// The `len` axes of greatest variance of `rows`, by falling variance. Random first axes come from
    /// a fixed seed.
    ///
    /// # Errors
    /// More axes than rows or columns; rows that do not differ.
    pub fn fit(rows: &SparseRows, len: usize) -> Result<SparseAxes, SparseError> {
        Ok(SparseAxes::fit_while(rows, len, &|| true)?.expect("nobody ends it"))
    }

    /// As [`fit`](Self::fit), as long as `goes_on` says so, which is asked many times a second and by all threads: many
    /// rows take minutes. None once it said that it does not.
    ///
    /// # Errors
    /// As `fit`.
    pub fn fit_while(
        rows: &SparseRows,
        len: usize,
        goes_on: GoesOn,
    ) -> Result<Option<SparseAxes>, SparseError> {
        let max = rows.dim.min(rows.len().saturating_sub(1));
        if !(1..=max).contains(&len) {
            return Err(SparseError::Dimensions { found: len, max });
        }
        let mean = rows.mean();
        let squares: f64 = rows.values.iter().map(|&x| f64::from(x).powi(2)).sum();
        let of_mean: f64 = mean.iter().map(|&x| f64::from(x).powi(2)).sum();
        let total = squares - rows.len() as f64 * of_mean;
        if total <= 1e-6 * squares.max(f64::MIN_POSITIVE) {
            return Err(SparseError::Alike { rows: rows.len() });
        }
        let columns = rows.transposed();
        let mean = Array1::from(mean);
        let width = (len + GUARDS.max(len / 3)).min(max);
        let mut random = Stream::new(0, Purpose::Wiring);
        let mut axes =
            Array2::from_shape_simple_fn((rows.dim, width), || random.uniform(-1.0, 1.0) as f32);
        let mut variances = Vec::new();
        for _ in 0..PASSES {
            // B Q, and then Bᵀ of that.
            let mut seen = rows.times(&axes, goes_on);
            seen -= &mean.dot(&axes);
            let mut next = columns.times(&seen, goes_on);
            if !goes_on() {
                return Ok(None); // what was skipped is no number to go on with
            }
            let sums = seen.sum_axis(Axis(0));
            for (mut row, &mean) in next.rows_mut().into_iter().zip(&mean) {
                row.scaled_add(-mean, &sums);
            }
            axes = match orthonormal(&next, goes_on) {
                Some(axes) => axes,
                None => return Ok(None),
            };
        }
        let mut seen = rows.times(&axes, goes_on);
        seen -= &mean.dot(&axes);
        let sums = gram(seen.view(), goes_on);
        if !goes_on() {
            return Ok(None);
        }
        let (values, turn) = eigen(&sums);
        variances.extend(values.iter().take(len).map(|v| (v.max(0.0) / total) as f32));
        let turn = turn.slice_axis(Axis(1), Slice::from(..len)).mapv(|x| x as f32);
        let mut kept = product(axes.view(), turn.view(), goes_on);
        if !goes_on() {
            return Ok(None);
        }
        fix_signs(&mut kept);
        kept.mapv_inplace(on_grid);
        Ok(Some(SparseAxes {
            len,
            origin: mean.dot(&kept).mapv(on_grid).to_vec(),
            axes: kept.into_raw_vec_and_offset().0,
            explained_variance_ratio: variances,
        }))
    }

    /// Axes.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none: never, once fitted.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Share of the variance of the fitted rows on each axis.
    pub fn explained_variance_ratio(&self) -> &[f32] {
        &self.explained_variance_ratio
    }

    /// Coordinates of a row on the axes.
    ///
    /// # Panics
    /// If a column is beyond the fitted ones.
    pub fn project(&self, row: impl Iterator<Item = (u32, f32)>) -> Vec<f32> {
        let mut out: Vec<f32> = self.origin.iter().map(|x| -x).collect();
        for (column, value) in row {
            add_scaled(&mut out, &self.axes[column as usize * self.len..][..self.len], value);
        }
        out
    }
}
