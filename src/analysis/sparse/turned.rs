//! Other axes within the span of fitted ones.

use super::axes::SparseAxes;
use super::linear::{eigen, on_grid, product};
use ndarray::{Array1, Array2, ArrayView2, Axis, Slice};

/// What is added to every variance within, as a share of their mean: keeps rare directions in bounds.
const RIDGE: f64 = 0.1;
/// Coordinates are multiplied by their ratio of variances to the power of −¼.
const DAMPING: f64 = -0.25;
/// The largest coordinate of what was fitted: others fit into the fixed point too.
const LARGEST: f64 = 0.8;

impl SparseAxes {
    /// These axes with coordinates divided by the `power`-th power of their spread, up to a common factor:
    /// 0 leaves them as they are, 1 makes all spreads equal. Directions stay.
    #[must_use]
    pub fn whitened(&self, power: f64) -> SparseAxes {
        let scale = self.scales(power);
        let axes = self.axes.chunks_exact(self.len);
        let axes = axes.flat_map(|row| row.iter().zip(&scale).map(|(x, by)| on_grid(x * by)));
        SparseAxes {
            axes: axes.collect(),
            origin: self.origin.iter().zip(&scale).map(|(x, by)| on_grid(x * by)).collect(),
            ..self.clone()
        }
    }

    /// The last axis keeps its scale, those before it shrink.
    pub fn scales(&self, power: f64) -> Vec<f32> {
        let variance = |share: &f32| f64::from(share.max(f32::MIN_POSITIVE));
        let last = self.explained_variance_ratio.last().map_or(1.0, variance);
        let shares = self.explained_variance_ratio.iter();
        shares.map(|share| libm::pow(last / variance(share), power / 2.0) as f32).collect()
    }
}

/// Finds axes on which images differ, but distorted copies of one image do not: linear discriminants (Fisher
/// 1936) whose classes are single images with their copies, so that no label is needed.
pub struct Tolerance {
    wide: SparseAxes,
    /// Scatter of copies around their images.
    within: Array2<f64>,
}

impl Tolerance {
    /// Chooses among the axes of `wide`.
    pub fn new(wide: SparseAxes) -> Tolerance {
        let len = wide.len();
        Tolerance { wide, within: Array2::zeros((len, len)) }
    }

    /// The axes that are chosen among.
    pub fn wide(&self) -> &SparseAxes {
        &self.wide
    }

    /// Adds an image's copies: differences from the image on the wide axes, copies × axes, each times the root
    /// of its weight.
    pub fn add(&mut self, differences: &[f32]) {
        let rows = differences.len() / self.wide.len();
        let differences = ArrayView2::from_shape((rows, self.wide.len()), differences);
        let differences = differences.expect("whole rows").mapv(f64::from);
        ndarray::linalg::general_mat_mul(
            1.0,
            &differences.t(),
            &differences,
            1.0,
            &mut self.within,
        );
    }

    /// The best `len` axes, for images at these places on the wide ones (rows × axes, centred).
    pub fn finish(self, images: ArrayView2<f32>, len: usize) -> SparseAxes {
        let count = images.nrows().max(1) as f64;
        let mut within = self.within / count;
        let width = self.wide.len();
        let ridge = RIDGE * within.diag().sum() / width as f64;
        within.diag_mut().mapv_inplace(|x| x + ridge.max(f64::MIN_POSITIVE));
        let between = super::gram(images, &|| true) / count;
        // S_t v = e S_w v: whiten what is within, then look for the greatest spread.
        let (spread, turn) = eigen(&within);
        let whiten = turn * &spread.mapv(|x| 1.0 / x.max(f64::MIN_POSITIVE).sqrt());
        let (ratio, best) = eigen(&whiten.t().dot(&between).dot(&whiten));
        let len = len.min(width);
        let damping: Array1<f64> =
            ratio.iter().take(len).map(|e| libm::pow(e.max(1e-12), DAMPING)).collect();
        let turn = whiten.dot(&best.slice_axis(Axis(1), Slice::from(..len))) * &damping;
        let farthest = images.dot(&turn.mapv(|x| x as f32));
        let largest = farthest.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        let scale = LARGEST / f64::from(largest.max(f32::MIN_POSITIVE));
        let turn = turn.mapv(|x| (x * scale) as f32);
        let dim = self.wide.axes.len() / width;
        let axes = ArrayView2::from_shape((dim, width), &self.wide.axes).expect("d × width");
        SparseAxes {
            len,
            axes: product(axes, turn.view(), &|| true).iter().map(|&x| on_grid(x)).collect(),
            origin: Array1::from(self.wide.origin).dot(&turn).iter().map(|&x| on_grid(x)).collect(),
            explained_variance_ratio: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::SparseRows;
    use super::super::tests::rows;
    use super::*;
    use crate::sim::random::{Purpose, Stream};

    #[test]
    fn whitened_axes_have_the_same_directions_and_nearer_spreads() {
        let (sparse, _) = rows(300, 40);
        let axes = SparseAxes::fit(&sparse, 4).unwrap();
        let half = axes.whitened(0.5);
        let scales = axes.scales(0.5);
        assert!(scales[0] < 1.0 && scales[3] == 1.0 && scales.is_sorted());
        let place = |axes: &SparseAxes| axes.project(sparse.row(3).map(|(c, x)| (c as u32, x)));
        for ((a, b), by) in place(&axes).iter().zip(place(&half)).zip(&scales) {
            assert!((a * by - b).abs() < 1e-3);
        }
        let same = axes.whitened(0.0);
        assert_eq!(place(&same), place(&axes));
    }

    #[test]
    fn what_copies_differ_in_is_left_out() {
        // Column 0 tells two kinds apart; column 1 varies more, but by distortion alone.
        let mut random = Stream::new(1, Purpose::Images);
        let mut sparse = SparseRows::new(2);
        let images: Vec<[f32; 2]> = (0..200)
            .map(|i| [if i % 2 == 0 { 1.0 } else { 2.0 }, 4.0 * random.unit() as f32])
            .collect();
        images.iter().for_each(|&[a, b]| sparse.push([(0, a), (1, b)].into_iter()));
        let wide = SparseAxes::fit(&sparse, 2).unwrap();
        let place =
            |axes: &SparseAxes, [a, b]: [f32; 2]| axes.project([(0, a), (1, b)].into_iter());
        let mut tolerance = Tolerance::new(wide.clone());
        let mut at = Vec::new();
        for &image in &images {
            let here = place(&wide, image);
            let copy = place(&wide, [image[0], 4.0 * random.unit() as f32]);
            let difference: Vec<f32> = copy.iter().zip(&here).map(|(a, b)| a - b).collect();
            tolerance.add(&difference);
            at.extend(here);
        }
        let at = ArrayView2::from_shape((200, 2), &at).unwrap();
        let axes = tolerance.finish(at, 1);
        let [near, far] = [
            (place(&axes, [1.0, 0.0])[0] - place(&axes, [1.0, 4.0])[0]).abs(),
            (place(&axes, [1.0, 2.0])[0] - place(&axes, [2.0, 2.0])[0]).abs(),
        ];
        assert!(far > 4.0 * near, "kinds are {far} apart, copies {near}");
    }

    /// The columns themselves as axes.
    fn columns(explained_variance_ratio: Vec<f32>) -> SparseAxes {
        let len = explained_variance_ratio.len();
        let axes = Array2::<f32>::eye(len).into_raw_vec_and_offset().0;
        SparseAxes { len, axes, origin: vec![0.0; len], explained_variance_ratio }
    }

    #[test]
    fn scales_are_powers_of_spreads() {
        let axes = columns(vec![0.25, 0.0625, 0.015_625]);
        assert_eq!(axes.scales(0.0), [1.0, 1.0, 1.0]);
        assert_eq!(axes.scales(1.0), [0.25, 0.5, 1.0], "spreads are 1/2, 1/4 and 1/8");
        assert_eq!(axes.scales(2.0), [0.0625, 0.25, 1.0]);
    }

    /// Variances among the images are 2 and 1/2; those of the copies 5 and 1/2, and a tenth of their mean, 0.275, more.
    #[test]
    fn tolerant_axes_are_those_worked_out_by_hand() {
        let mut tolerance = Tolerance::new(columns(vec![0.8, 0.2]));
        tolerance.add(&[4.0, 0.0, 2.0, 0.0]);
        tolerance.add(&[0.0, 1.0, 0.0, 1.0]);
        let images = ndarray::array![[2.0, 0.0], [-2.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
        let axes = tolerance.finish(images.view(), 2);
        let place = |row: [(u32, f32); 1]| axes.project(row.into_iter());
        // By x / √within · (among / within)^−¼, the second column comes to 1.267 and the first to 1.110.
        let [first, second] = [place([(0, 2.0)]), place([(1, 1.0)])];
        assert!(first[0].abs() < 1e-4 && (first[1].abs() - 0.700_446).abs() < 1e-4, "{first:?}");
        assert!((second[0].abs() - 0.8).abs() < 1e-4 && second[1].abs() < 1e-4, "{second:?}");
    }
}
