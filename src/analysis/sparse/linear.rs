//! Sums and products of matrices, in an order that does not depend on threads.

use crate::analysis::fixed::{COORDINATE, from_fixed, to_fixed};
use linfa_linalg::eigh::{EigSort, Eigh};
use ndarray::{Array1, Array2, ArrayView2, Axis, linalg::general_mat_mul};
use rayon::prelude::*;

/// Rows of one product.
pub(super) const BLOCK: usize = 512;

/// Whether a fit goes on; once it does not, it never does again.
pub type GoesOn<'a> = &'a (dyn Fn() -> bool + Sync);

pub(super) fn add_scaled(to: &mut [f32], from: &[f32], by: f32) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += by * from);
}

/// AᵀA, in double precision from blocks that are each summed in single; blocks are left out once it does not go on.
pub(super) fn gram(a: ArrayView2<f32>, goes_on: GoesOn) -> Array2<f64> {
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
pub(super) fn eigen(symmetric: &Array2<f64>) -> (Array1<f64>, Array2<f64>) {
    symmetric.eigh().expect("a symmetric matrix of finite numbers").sort_eig_desc()
}

/// A B, in blocks of rows; they are left out once it does not go on.
pub(super) fn product(a: ArrayView2<f32>, b: ArrayView2<f32>, goes_on: GoesOn) -> Array2<f32> {
    let mut out = Array2::zeros((a.nrows(), b.ncols()));
    let blocks = a.axis_chunks_iter(Axis(0), BLOCK).zip(out.axis_chunks_iter_mut(Axis(0), BLOCK));
    let blocks = blocks.collect::<Vec<_>>().into_par_iter().filter(|_| goes_on());
    blocks.for_each(|(a, mut out)| {
        general_mat_mul(1.0, &a, &b, 0.0, &mut out);
    });
    out
}

/// Orthonormal columns of the same span; those that depend on others become 0. None once it does not go on.
pub(super) fn orthonormal(columns: &Array2<f32>, goes_on: GoesOn) -> Option<Array2<f32>> {
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
pub(super) fn fix_signs(axes: &mut Array2<f32>) {
    for mut axis in axes.columns_mut() {
        let largest = axis.iter().fold(0.0_f32, |m, &x| if x.abs() > m.abs() { x } else { m });
        if largest < 0.0 {
            axis.mapv_inplace(|x| -x);
        }
    }
}

/// Rounds to what can be kept in 16 bits: the grid that axes lie on.
pub(super) fn on_grid(x: f32) -> f32 {
    from_fixed(to_fixed(x, COORDINATE), COORDINATE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn columns_that_depend_on_others_and_those_of_nothing_become_0() {
        let nothing = Array2::zeros((4, 1));
        assert_eq!(orthonormal(&nothing, &|| true), Some(nothing));
        let alike = array![[1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [-1.0, -1.0]];
        let found = orthonormal(&alike, &|| true).unwrap();
        let squares: f32 = found.column(0).iter().map(|x| x * x).sum();
        assert!((squares - 1.0).abs() < 1e-6);
        assert!(found.column(1).iter().all(|&x| x == 0.0));
    }

    #[test]
    fn the_first_of_the_largest_numbers_of_an_axis_becomes_positive() {
        let mut axes = array![[-0.5, 0.5, 0.3], [0.1, 0.1, -0.8], [0.5, -0.5, 0.1]];
        fix_signs(&mut axes);
        let expected: Array2<f32> = array![[0.5, 0.5, -0.3], [-0.1, 0.1, 0.8], [-0.5, -0.5, -0.1]];
        assert_eq!(axes, expected);
    }
}
