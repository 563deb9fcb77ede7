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

mod codec;
mod turned;

pub use turned::Tolerance;

mod linear;
pub use linear::GoesOn;
use linear::gram;
mod axes;
pub use axes::{SparseAxes, SparseError, SparseRows};

#[cfg(test)]
mod tests {
    use super::axes::PASSES;
    use super::*;
    use crate::analysis::Pca;
    use crate::sim::random::{Purpose, Stream};
    use ndarray::Array2;
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
        assert_eq!(found.explained_variance_ratio().len(), 2);
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

    #[test]
    fn small_numbers_differ_as_large_ones_do() {
        let (sparse, _) = rows(60, 12);
        let axes = SparseAxes::fit(&sparse, 3).unwrap();
        for size in [1.0_f32 / 1024.0, 1024.0] {
            let values = sparse.values.iter().map(|x| x * size).collect();
            let found = SparseAxes::fit(&SparseRows { values, ..sparse.clone() }, 3).unwrap();
            assert_eq!(found.axes, axes.axes, "powers of two are exact");
            assert_eq!(found.explained_variance_ratio, axes.explained_variance_ratio);
        }
    }

    #[test]
    fn rows_whose_mean_is_0_have_axes_too() {
        let mut sparse = SparseRows::new(2);
        for number in [(0, 1.0), (0, -1.0), (1, 0.5), (1, -0.5)] {
            sparse.push([number].into_iter());
        }
        let axes = SparseAxes::fit(&sparse, 2).unwrap();
        for (found, expected) in axes.explained_variance_ratio().iter().zip([0.8, 0.2]) {
            assert!((found - expected).abs() < 1e-5, "{found} for {expected}");
        }
        let place = axes.project([(0, 0.5), (1, -0.25)].into_iter());
        assert!((place[0] - 0.5).abs() < 1e-3 && (place[1] + 0.25).abs() < 1e-3, "{place:?}");
    }

    #[test]
    fn rows_and_axes_are_empty_where_there_are_none() {
        let mut sparse = SparseRows::new(2);
        assert!(sparse.is_empty());
        sparse.push([(1, 0.5)].into_iter());
        assert!(!sparse.is_empty());
        sparse.push([(0, 0.5)].into_iter());
        let axes = SparseAxes::fit(&sparse, 1).unwrap();
        assert!(!axes.is_empty());
        let none = SparseAxes {
            len: 0,
            axes: Vec::new(),
            origin: Vec::new(),
            explained_variance_ratio: Vec::new(),
        };
        assert!(none.is_empty());
    }
}
