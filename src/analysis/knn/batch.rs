//! Many queries at once: a matrix product proposes candidates, exact distances decide.
//!
//! |a − b|² = |a|² + |b|² − 2 a·b turns all distances into one product of matrices, many times
//! faster than one by one, but rounds differently. So the product only *bounds* each distance,
//! and the k nearest are chosen among the references that the bounds cannot exclude, by the same
//! function that [`Knn::classify`] uses. The result is equal to it, bit for bit.
//!
//! `bounds.rs` says why no neighbour is lost.

use super::bounds::Bounds;
use super::distance::norm2;
use super::{Coordinate, Knn, KnnError, References, Verdict, references};
use ndarray::{ArrayView2, ArrayViewMut2, linalg::general_mat_mul};
use rayon::prelude::*;

/// Queries of one task: enough for the product to be efficient, few enough to share out.
const QUERY_BLOCK: usize = 64;
/// References converted to single precision at a time; with 588 numbers each, 600 kB: they stay
/// in the second-level cache.
const REFERENCE_BLOCK: usize = 256;

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
        let bounds = Bounds::new(self.spec().metric, query.len());
        let norm = f64::from(norm2(query));
        let found: Vec<(f64, f64)> = norms
            .iter()
            .zip(products)
            .enumerate()
            .map(|(index, (&other, &product))| match Some(index) == exclude {
                true => (f64::INFINITY, f64::INFINITY),
                false => bounds.of(norm, other, product),
            })
            .collect();
        let mut upper: Vec<f64> = found.iter().map(|&(_, upper)| upper).collect();
        let (_, kth, _) = upper.select_nth_unstable_by(self.spec().k - 1, f64::total_cmp);
        let limit = bounds.limit(*kth);
        let possible = |index: &usize| found[*index].0 <= limit && Some(*index) != exclude;
        (0..found.len()).filter(possible).collect()
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
