//! Principal axes of sparse rows: the truncated singular value decomposition of centred token counts.
//!
//! ```text
//! B = A − 1μᵀ (n × d, never formed)       C = BᵀB
//! Q ← orthonormal (B Qᵀ…): Q ← orth(C Q), some times over; then the eigenvectors of QᵀCQ
//! ```
//! Subspace iteration from random axes (Halko, Martinsson, Tropp 2011, algorithm 4.4), a third more of
//! them than are kept. Every sum has its own thread and a fixed order: the same bits with any number of
//! threads, on the same kind of processor (dense products use its vector registers). Fitted axes lie on
//! a grid of 2⁻¹⁵, so that they can be kept in 16 bits and are the same when they come back.

mod kept;
mod turned;

pub use turned::Tolerance;

use crate::sim::random::{Purpose, Stream};
use linfa_linalg::eigh::{EigSort, Eigh};
use ndarray::{Array1, Array2, ArrayView2, Axis, Slice, linalg::general_mat_mul};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Passes of the iteration: more change the last axes alone, and no verdict.
const PASSES: usize = 6;
/// Axes beyond those kept, at least: they speed up the last one kept.
const GUARDS: usize = 10;
/// The grid that axes lie on.
const UNIT: f32 = 1.0 / 32768.0;
/// Rows of one product.
const BLOCK: usize = 512;

/// Whether a fit goes on; once it does not, it never does again.
pub type GoesOn<'a> = &'a (dyn Fn() -> bool + Sync);

/// Why there are no axes.
#[derive(Clone, Debug, PartialEq, Error)]
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
    dim: usize,
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
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

    fn mean(&self) -> Vec<f32> {
        let mut sums = vec![0.0_f64; self.dim];
        for (&column, &value) in self.columns.iter().zip(&self.values) {
            sums[column as usize] += f64::from(value);
        }
        sums.iter().map(|sum| (sum / self.len() as f64) as f32).collect()
    }

    fn transposed(&self) -> SparseRows {
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
    fn times(&self, dense: &Array2<f32>, goes_on: GoesOn) -> Array2<f32> {
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

fn add_scaled(to: &mut [f32], from: &[f32], by: f32) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += by * from);
}

/// A fitted projection: x ↦ V (x − μ).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SparseAxes {
    /// Axes, k.
    len: usize,
    /// d × k: by token, its share of every axis.
    axes: Vec<f32>,
    /// Vμ.
    origin: Vec<f32>,
    explained_variance_ratio: Vec<f32>,
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
        kept.mapv_inplace(turned::on_grid);
        Ok(Some(SparseAxes {
            len,
            origin: mean.dot(&kept).mapv(turned::on_grid).to_vec(),
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

/// AᵀA, in double precision from blocks that are each summed in single; blocks are left out once it does not go on.
fn gram(a: ArrayView2<f32>, goes_on: GoesOn) -> Array2<f64> {
    let parts: Vec<Array2<f32>> = a
        .axis_chunks_iter(Axis(0), BLOCK)
        .collect::<Vec<_>>()
        .into_par_iter()
        .filter(|_| goes_on())
        .map(|block| block.t().dot(&block))
        .collect();
    let mut sum = Array2::zeros((a.ncols(), a.ncols()));
    parts.iter().for_each(|part| sum += &part.mapv(f64::from));
    sum
}

/// Eigenvalues, falling, and their vectors in columns.
fn eigen(symmetric: &Array2<f64>) -> (Array1<f64>, Array2<f64>) {
    symmetric.eigh().expect("a symmetric matrix of finite numbers").sort_eig_desc()
}

/// A B, in blocks of rows; they are left out once it does not go on.
fn product(a: ArrayView2<f32>, b: ArrayView2<f32>, goes_on: GoesOn) -> Array2<f32> {
    let mut out = Array2::zeros((a.nrows(), b.ncols()));
    let blocks = a.axis_chunks_iter(Axis(0), BLOCK).zip(out.axis_chunks_iter_mut(Axis(0), BLOCK));
    let blocks = blocks.collect::<Vec<_>>().into_par_iter().filter(|_| goes_on());
    blocks.for_each(|(a, mut out)| {
        general_mat_mul(1.0, &a, &b, 0.0, &mut out);
    });
    out
}

/// Orthonormal columns of the same span; those that depend on others become 0. None once it does not go on.
fn orthonormal(columns: &Array2<f32>, goes_on: GoesOn) -> Option<Array2<f32>> {
    let sums = gram(columns.view(), goes_on);
    if !goes_on() {
        return None;
    }
    let (values, vectors) = eigen(&sums);
    let least = values[0] * 1e-12;
    let scale = values.mapv(|v| if v > least { 1.0 / v.sqrt() } else { 0.0 });
    let turn = (vectors * &scale).mapv(|x| x as f32);
    let turned = product(columns.view(), turn.view(), goes_on);
    goes_on().then_some(turned)
}

/// The number of largest magnitude of each axis is positive.
fn fix_signs(axes: &mut Array2<f32>) {
    for mut axis in axes.columns_mut() {
        let largest = axis.iter().fold(0.0_f32, |m, &x| if x.abs() > m.abs() { x } else { m });
        if largest < 0.0 {
            axis.mapv_inplace(|x| -x);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Pca;
    use std::sync::atomic::{AtomicUsize, Ordering};

    pub(super) fn rows(n: usize, dim: usize) -> (SparseRows, Array2<f32>) {
        let mut random = Stream::new(7, Purpose::Images);
        let mut dense = Array2::zeros((n, dim));
        let mut sparse = SparseRows::new(dim);
        for i in 0..n {
            // Three kinds of row, with noise.
            for j in 0..dim {
                let of_kind = if j % 3 == i % 3 { 2.0 + (i % 3) as f64 } else { 0.3 };
                if random.unit() < 0.4 {
                    dense[(i, j)] = (of_kind * random.unit()) as f32;
                }
            }
            let row = (0..dim as u32).map(|j| (j, dense[(i, j as usize)]));
            sparse.push(row.filter(|&(_, x)| x != 0.0));
        }
        (sparse, dense)
    }

    #[test]
    fn axes_are_those_of_the_dense_solver() {
        let (sparse, dense) = rows(300, 40);
        let found = SparseAxes::fit(&sparse, 2).unwrap();
        let known = Pca::fit(dense.view(), 2).unwrap();
        for (a, b) in found.explained_variance_ratio().iter().zip(known.explained_variance_ratio())
        {
            assert!((a - b).abs() < 1e-4, "{a} for {b}");
        }
        for i in [0, 7, 299] {
            let got = found.project(sparse.row(i).map(|(c, x)| (c as u32, x)));
            let mut expected = [0.0; 2];
            known.project(dense.row(i).as_slice().unwrap(), &mut expected);
            for (a, b) in got.iter().zip(expected) {
                assert!((a - b).abs() < 0.02, "{got:?} for {expected:?}");
            }
        }
    }

    #[test]
    fn a_fit_is_ended_at_any_look() {
        let (sparse, _) = rows(300, 40);
        let looks = AtomicUsize::new(0);
        let until = |most: usize| {
            looks.store(0, Ordering::Relaxed);
            let goes_on = || looks.fetch_add(1, Ordering::Relaxed) < most;
            SparseAxes::fit_while(&sparse, 2, &goes_on).unwrap()
        };
        assert_eq!(until(usize::MAX), Some(SparseAxes::fit(&sparse, 2).unwrap()));
        let all = looks.load(Ordering::Relaxed);
        assert!(all >= 340 * PASSES, "one for each row and column: {all}");
        for most in (0..all).step_by(97).chain([all - 1]) {
            assert_eq!(until(most), None, "{most}");
            let more = looks.load(Ordering::Relaxed) - most;
            assert!(more <= 400, "nothing is begun any more: {more}");
        }
    }

    #[test]
    fn the_same_bits_with_any_number_of_threads() {
        let (sparse, _) = rows(1500, 60);
        let fit = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| SparseAxes::fit(&sparse, 10).unwrap())
        };
        assert_eq!(fit(1), fit(4));
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() {
        let (sparse, _) = rows(10, 40);
        assert_eq!(
            SparseAxes::fit(&sparse, 10).unwrap_err(),
            SparseError::Dimensions { found: 10, max: 9 }
        );
        assert!(SparseAxes::fit(&sparse, 0).is_err());
        let mut alike = SparseRows::new(5);
        (0..6).for_each(|_| alike.push([(1, 0.5), (3, 0.25)].into_iter()));
        assert_eq!(SparseAxes::fit(&alike, 2), Err(SparseError::Alike { rows: 6 }));
    }
}
