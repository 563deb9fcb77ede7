//! Small algebra on a basis: order, sign, residual and turning. The solving is in `pca.rs`.

use linfa_linalg::svd::SVD;
use ndarray::{Array1, Array2, Axis};

/// Below this squared length, what is left of an axis after the earlier ones are taken out of it
/// is rounding.
const LENGTH2_MIN: f64 = 1e-8;

/// Orthonormalizes `axes` (m × d), sorts them by the sum of squares of `data` (n × d, centred)
/// along each, and keeps `count`. Where there are fewer, directions without variance fill up.
pub(super) fn by_variance(
    data: &Array2<f64>,
    axes: Array2<f64>,
    count: usize,
) -> (Array2<f64>, Array1<f64>) {
    let dim = data.ncols();
    let mut kept: Vec<Array1<f64>> = Vec::new();
    for axis in axes.rows() {
        push_orthonormal(&mut kept, axis.to_owned());
    }
    let mut unit = 0;
    while kept.len() < count {
        let mut axis = Array1::zeros(dim);
        axis[unit] = 1.0;
        push_orthonormal(&mut kept, axis);
        unit += 1; // at most d: the unit vectors span everything
    }
    let mut basis = Array2::zeros((kept.len(), dim));
    for (mut row, axis) in basis.rows_mut().into_iter().zip(&kept) {
        row.assign(axis);
    }
    let variances = data.dot(&basis.t()).mapv(|x| x * x).sum_axis(Axis(0));
    let mut order: Vec<usize> = (0..kept.len()).collect();
    order.sort_by(|&a, &b| variances[b].total_cmp(&variances[a]));
    order.truncate(count);
    (basis.select(Axis(0), &order), variances.select(Axis(0), &order))
}

/// Takes the kept axes out of `axis` (twice: once loses digits) and keeps what is left, if it is
/// more than rounding.
fn push_orthonormal(kept: &mut Vec<Array1<f64>>, mut axis: Array1<f64>) {
    for _ in 0..2 {
        for other in kept.iter() {
            let shadow = axis.dot(other);
            axis.scaled_add(-shadow, other);
        }
        let length2 = axis.dot(&axis);
        if length2.is_nan() || length2 < LENGTH2_MIN {
            return;
        }
        axis /= length2.sqrt();
    }
    kept.push(axis);
}

/// Makes the coordinate of largest magnitude of each axis positive; the first of equals decides.
pub(super) fn fix_signs(axes: &mut Array2<f64>) {
    for mut axis in axes.rows_mut() {
        let largest = axis.iter().fold(0.0_f64, |a, &x| if x.abs() > a.abs() { x } else { a });
        if largest < 0.0 {
            axis.mapv_inplace(|x| -x);
        }
    }
}

/// Largest |Cv − λv| over the axes, with C = dataᵀ data: 0 for exact eigenvectors.
pub(super) fn residual(data: &Array2<f64>, axes: &Array2<f64>, variances: &Array1<f64>) -> f64 {
    let images = data.t().dot(&data.dot(&axes.t()));
    let norms = images.columns().into_iter().zip(axes.rows()).zip(variances).map(
        |((image, axis), &variance)| {
            let left = &image - &(&axis * variance);
            left.dot(&left).sqrt()
        },
    );
    norms.fold(0.0, |worst, x| if x.is_nan() || x > worst { x } else { worst })
}

/// The orthogonal matrix R that takes R `ours` nearest to `previous`, both k × d; none where that cannot be
/// told. R = U Vᵀ, from the singular values U S Vᵀ of previous oursᵀ.
pub(super) fn best_turn(ours: &Array2<f64>, previous: &Array2<f64>) -> Option<Array2<f64>> {
    let (u, _, vt) = previous.dot(&ours.t()).svd(true, true).ok()?;
    let turn = u?.dot(&vt?);
    turn.iter().all(|x| x.is_finite()).then_some(turn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn what_the_kept_axes_span_is_not_kept_again() {
        let mut kept = vec![array![1.0, 0.0, 0.0]];
        for axis in [array![2.0, 0.0, 0.0], array![0.0, 0.0, 0.0], array![0.0, f64::NAN, 0.0]] {
            push_orthonormal(&mut kept, axis);
            assert_eq!(kept.len(), 1);
        }
        push_orthonormal(&mut kept, array![3.0, 4.0, 0.0]);
        assert_eq!(kept, [array![1.0, 0.0, 0.0], array![0.0, 1.0, 0.0]]);
    }

    #[test]
    fn the_first_of_the_largest_coordinates_becomes_positive() {
        let mut axes = array![[-0.5, 0.1, 0.5], [0.5, 0.1, -0.5], [0.3, -0.8, 0.1]];
        fix_signs(&mut axes);
        assert_eq!(axes, array![[0.5, -0.1, -0.5], [0.5, 0.1, -0.5], [-0.3, 0.8, -0.1]]);
    }

    #[test]
    fn the_residual_is_that_of_the_worst_axis() {
        // Their sums of squares along the axes are 2 and 8.
        let data = array![[1.0, 0.0], [-1.0, 0.0], [0.0, 2.0], [0.0, -2.0]];
        let axes = Array2::eye(2);
        let of = |variances: [f64; 2]| residual(&data, &axes, &Array1::from(variances.to_vec()));
        assert_eq!(of([2.0, 8.0]), 0.0);
        assert_eq!([of([5.0, 9.0]), of([3.0, 12.0])], [3.0, 4.0]);
        assert!(of([f64::NAN, 9.0]).is_nan() && of([3.0, f64::NAN]).is_nan());
    }
}
