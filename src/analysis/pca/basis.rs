//! Small algebra on a basis: order, sign, residual and matching. The solving is in `pca.rs`.

use ndarray::{Array1, Array2, ArrayView2, Axis};

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

/// For each place of the new order: which axis of `ours` goes there, and whether it is flipped.
/// Greedy by falling |cosine|, equal ones by index; axes without a partner keep their order.
pub(super) fn matching(ours: ArrayView2<f32>, previous: ArrayView2<f32>) -> Vec<(usize, bool)> {
    let cosines = ours.dot(&previous.t());
    let mut pairs: Vec<((usize, usize), f32)> =
        cosines.indexed_iter().map(|(at, &c)| (at, c)).collect();
    pairs.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));

    let count = ours.nrows();
    let mut places = vec![None; count];
    let mut used = vec![false; count];
    for ((from, place), cosine) in pairs {
        if place < count && !used[from] && places[place].is_none() {
            places[place] = Some((from, cosine < 0.0));
            used[from] = true;
        }
    }
    let mut left = (0..count).filter(|&from| !used[from]);
    places
        .into_iter()
        .map(|p| p.unwrap_or_else(|| (left.next().expect("one each"), false)))
        .collect()
}
