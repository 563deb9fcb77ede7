//! Many queries at once: a matrix product proposes candidates, exact distances decide.
//!
//! |a − b|² = |a|² + |b|² − 2 a·b turns all distances into one product of matrices, many times
//! faster than one by one, but rounds differently. So the product only *bounds* each distance,
//! and the k nearest are chosen among the references that the bounds cannot exclude, by the same
//! function that [`Knn::classify`] uses. The result is equal to it, bit for bit.
//!
//! ## Why no neighbour is lost
//! Let γ bound the relative error of a sum of d products in single precision, in *any* order
//! (`distance.rs`), T be the true value, D the one `classify` computes, and L ≤ T ≤ U.
//! * Euclidean, in squares: D = T (1 ± γ), and the product gives T up to γ (|a|² + |b|²), as
//!   2 |a·b| ≤ |a|² + |b|². Let Uₖ be the k-th smallest U. At least k references have
//!   D ≤ Uₖ (1 + γ), so one that comes before any of them, ties included, has T (1 − γ) ≤ that.
//!   We keep L ≤ Uₖ (1 + 4γ), where 4γ ≥ (1 + γ)/(1 − γ) − 1 with room for the root.
//! * Cosine: dot product and norms are each off by γ of |a| |b|, so D and the proposal are both
//!   within 4γ of T; L and U are 8γ from the proposal and bound D itself, so L ≤ Uₖ suffices.
//!
//! γ is taken twice as large as proven. Numbers so small that they underflow break the relative
//! bounds: they get an absolute allowance, or for the cosine are always candidates.

use super::distance::norm2;
use super::{Coordinate, Knn, KnnError, Metric, References, Verdict, references};
use ndarray::{ArrayView2, ArrayViewMut2, linalg::general_mat_mul};
use rayon::prelude::*;

/// Queries of one task: enough for the product to be efficient, few enough to share out.
const QUERY_BLOCK: usize = 64;
/// References converted to single precision at a time; with 588 numbers each, 600 kB: they stay
/// in the second-level cache.
const REFERENCE_BLOCK: usize = 256;
/// Squared norms below this are so near underflow that their relative error is not bounded.
const NORM2_MIN: f64 = 1e-30;

impl Knn {
    /// As [`classify`](Self::classify) for each row of `queries` (m × dim, row-major), with the
    /// same bits, in parallel on rayon's current pool. `exclude(i)` names the reference that may
    /// not vote on query i; `|i| Some(i)` classifies the references by each other.
    ///
    /// Each task holds 64 × n single-precision numbers.
    ///
    /// # Errors
    /// As `classify`, for the first query with a fault; `queries` that are not whole rows.
    pub fn classify_many<T: Coordinate>(
        &self,
        refs: References<T>,
        queries: &[T],
        exclude: impl Fn(usize) -> Option<usize> + Sync,
    ) -> Result<Vec<Verdict>, KnnError> {
        let (dim, n) = (refs.dim(), refs.len());
        if !queries.len().is_multiple_of(dim) {
            let expected = queries.len().next_multiple_of(dim);
            return Err(KnnError::Length { field: "queries", expected, found: queries.len() });
        }
        references::check_coordinates("queries", queries)?;
        (0..queries.len() / dim).try_for_each(|i| self.check_voters(n, exclude(i)))?;

        let norms: Vec<f64> =
            (0..n).into_par_iter().map(|i| f64::from(norm2(refs.row(i)))).collect();
        let blocks: Vec<Vec<Verdict>> = queries
            .par_chunks(QUERY_BLOCK * dim)
            .enumerate()
            .map(|(block, queries)| {
                let queries: Vec<f32> = queries.iter().map(|&x| x.into()).collect();
                let products = products(refs, &queries);
                let verdict = |(i, query): (usize, &[f32])| {
                    let products = &products[i * n..(i + 1) * n];
                    let exclude = exclude(block * QUERY_BLOCK + i);
                    let candidates = self.candidates(query, &norms, products, exclude);
                    self.among(refs, query, candidates.into_iter())
                };
                queries.chunks_exact(dim).enumerate().map(verdict).collect()
            })
            .collect();
        Ok(blocks.into_iter().flatten().collect())
    }

    /// References that may be among the k nearest, by rising index: at least k, and all that are.
    pub(super) fn candidates(
        &self,
        query: &[f32],
        norms: &[f64],
        products: &[f32],
        exclude: Option<usize>,
    ) -> Vec<usize> {
        let terms = query.len() as f64 + 8.0;
        let gamma = 2.0 * terms / (16_777_216.0 - terms).max(1.0); // 2 · d·2⁻²⁴ / (1 − d·2⁻²⁴)
        let norm = f64::from(norm2(query));
        let bounds: Vec<(f64, f64)> = norms
            .iter()
            .zip(products)
            .enumerate()
            .map(|(index, (&other, &product))| match self.spec().metric {
                _ if Some(index) == exclude => (f64::INFINITY, f64::INFINITY),
                Metric::Euclidean => {
                    let square = norm + other - 2.0 * f64::from(product);
                    let slack = gamma * (norm + other) + f64::from(f32::MIN_POSITIVE) * terms;
                    (square - slack, square + slack)
                }
                Metric::Cosine if norm.min(other) < NORM2_MIN => (f64::NEG_INFINITY, 2.0),
                Metric::Cosine => {
                    let cosine = 1.0 - f64::from(product) / (norm * other).sqrt();
                    (cosine - 8.0 * gamma, cosine + 8.0 * gamma)
                }
            })
            .collect();
        let mut upper: Vec<f64> = bounds.iter().map(|&(_, upper)| upper).collect();
        let (_, kth, _) = upper.select_nth_unstable_by(self.spec().k - 1, f64::total_cmp);
        let limit = match self.spec().metric {
            Metric::Euclidean => *kth * (1.0 + 4.0 * gamma),
            Metric::Cosine => *kth,
        };
        let possible = |index: &usize| bounds[*index].0 <= limit && Some(*index) != exclude;
        (0..bounds.len()).filter(possible).collect()
    }
}

/// Dot product of each query with each reference, queries × n, row-major.
pub(super) fn products<T: Coordinate>(refs: References<T>, queries: &[f32]) -> Vec<f32> {
    let (dim, n) = (refs.dim(), refs.len());
    let count = queries.len() / dim;
    let mut products = vec![0.0; count * n];
    let queries = ArrayView2::from_shape((count, dim), queries).expect("whole rows");
    let mut out = ArrayViewMut2::from_shape((count, n), &mut products).expect("allocated so");
    let mut block = Vec::with_capacity(REFERENCE_BLOCK * dim);
    for (rows, mut out) in refs
        .rows()
        .chunks(REFERENCE_BLOCK * dim)
        .zip(out.axis_chunks_iter_mut(ndarray::Axis(1), REFERENCE_BLOCK))
    {
        block.clear();
        block.extend(rows.iter().map(|&x| -> f32 { x.into() }));
        let rows = ArrayView2::from_shape((rows.len() / dim, dim), &block).expect("whole rows");
        general_mat_mul(1.0, &queries, &rows.t(), 0.0, &mut out);
    }
    products
}
