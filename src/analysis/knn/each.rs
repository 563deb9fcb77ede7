//! The nearest neighbours of every reference, each pair multiplied once.
//!
//! Squares of 256 x 256 pairs go through a product of matrices, as in `batch.rs`; what it bounds serves both
//! points of a pair, which halves the work. Every point keeps the k nearest so far. What may be nearer waits until
//! there are a few, and is then measured, by rising bound, until the bound is beyond the k-th. The result does not
//! depend on the order in which pairs come: it is that of [`Knn::classify`], bit for bit.

use super::bounds::Bounds;
use super::distance::{Point, distance, norm2};
use super::{Coordinate, Knn, KnnError, Metric, Neighbour, References};
use ndarray::{Array2, ArrayView2, linalg::general_mat_mul};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Points of a square's side: enough for the product to be efficient, few enough to share out.
const BLOCK: usize = 256;
/// Points that wait to be measured, at most.
const WAITING_MAX: usize = 64;

/// Told how many of how many parts of the work are done, by several threads at once; says whether it goes on. Once it does
/// not, it never does again.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) -> bool + Sync);

/// What one point knows so far.
#[derive(Clone)]
struct Nearest {
    /// Measured ones, at most k, nearest first; equal distances by index.
    found: Vec<(f32, u32)>,
    /// Lower bounds of those that are not measured yet, at most [`WAITING_MAX`].
    waiting: Vec<(f64, u32)>,
    /// The largest lower bound of what may be among the k.
    limit: f64,
}

/// That a point of a block may have a neighbour.
struct Offer {
    row: usize,
    lower: f64,
    index: u32,
}

struct Search<'a, T> {
    refs: References<'a, T>,
    k: usize,
    metric: Metric,
    bounds: Bounds,
    /// Squared norm of each reference.
    norms: Vec<f64>,
}

impl Knn {
    /// The k nearest other references of each, nearest first, as [`classify`](Knn::classify) finds them, in
    /// parallel on rayon's current pool: about n²·dim operations. None once `goes_on` says that it does not, which is
    /// asked before every 256 x 256 pairs.
    ///
    /// Memory, beside the references: about 2 kB each for k = 20, and 512 of them in single precision for each thread.
    ///
    /// # Errors
    /// More neighbours than other references.
    pub fn nearest_of_each<T: Coordinate>(
        &self,
        refs: References<T>,
        goes_on: Progress,
    ) -> Result<Option<Vec<Vec<Neighbour>>>, KnnError> {
        let (n, k, metric) = (refs.len(), self.spec().k, self.spec().metric);
        let available = n.saturating_sub(1);
        if k > available {
            return Err(KnnError::KTooLarge { available, found: k });
        }
        let norms = (0..n).into_par_iter().map(|i| f64::from(norm2(refs.row(i)))).collect();
        let search = Search { refs, k, metric, bounds: Bounds::new(metric, refs.dim()), norms };
        let neighbour = |(distance, index): (f32, u32)| {
            let index = index as usize;
            Neighbour { index, label: refs.labels()[index], distance }
        };
        let named = |point: Nearest| point.found.into_iter().map(neighbour).collect();
        Ok(search.run(goes_on).map(|points| points.into_iter().map(named).collect()))
    }
}

impl<T: Coordinate> Search<'_, T> {
    fn run(&self, goes_on: Progress) -> Option<Vec<Nearest>> {
        let n = self.refs.len();
        let empty = Nearest { found: Vec::new(), waiting: Vec::new(), limit: f64::INFINITY };
        let mut points = vec![empty; n];
        let blocks = n.div_ceil(BLOCK);
        let all = blocks * (blocks + 1) / 2;
        let done = AtomicUsize::new(0);
        let goes_on_with_next = || goes_on(done.fetch_add(1, Ordering::Relaxed), all);
        // Every block by itself first: then each point has some near ones, and few others are offered to it.
        points.par_chunks_mut(BLOCK).enumerate().for_each(|(block, points)| {
            if goes_on_with_next() {
                self.within(block * BLOCK, points);
            }
        });
        for first in (0..n).step_by(BLOCK) {
            if !goes_on(done.load(Ordering::Relaxed).min(all), all) {
                return None;
            }
            let (before, after) = points.split_at_mut((first + BLOCK).min(n));
            let own = &mut before[first..];
            let limits: Vec<f64> = own.iter().map(|point| point.limit).collect();
            let rows = self.block(first, own.len());
            let others = after.par_chunks_mut(BLOCK).enumerate();
            let offers: Vec<Vec<Offer>> = others
                .map(|(block, others)| match goes_on_with_next() {
                    true => {
                        self.between(first, &rows, &limits, first + (block + 1) * BLOCK, others)
                    }
                    false => Vec::new(),
                })
                .collect();
            own.par_iter_mut().enumerate().for_each(|(row, point)| {
                for offers in &offers {
                    let start = offers.partition_point(|offer| offer.row < row);
                    for offer in offers[start..].iter().take_while(|offer| offer.row == row) {
                        self.offer(first + row, point, offer.lower, offer.index);
                    }
                }
            });
        }
        if !goes_on(all, all) {
            return None; // what was skipped is no neighbour
        }
        points.par_iter_mut().enumerate().for_each(|(index, point)| self.settle(index, point));
        Some(points)
    }

    /// Coordinates of `count` points from `first` on.
    fn block(&self, first: usize, count: usize) -> Array2<f32> {
        let dim = self.refs.dim();
        let numbers = &self.refs.rows()[first * dim..(first + count) * dim];
        let numbers = numbers.iter().map(|&x| x.into()).collect();
        Array2::from_shape_vec((count, dim), numbers).expect("whole rows")
    }

    /// Offers the points of a block to one another.
    fn within(&self, first: usize, points: &mut [Nearest]) {
        let rows = self.block(first, points.len());
        let products = product(rows.view(), rows.view());
        let norms = &self.norms[first..];
        for (row, point) in points.iter_mut().enumerate() {
            for (column, &product) in products.row(row).iter().enumerate() {
                let (lower, _) = self.bounds.of(norms[row], norms[column], product);
                if row != column && lower <= point.limit {
                    self.offer(first + row, point, lower, (first + column) as u32);
                }
            }
        }
    }

    /// Offers the points of a block from `first` on to `others`, those of a block from `start` on, and returns what is
    /// to be offered the other way, by rising row.
    fn between(
        &self,
        first: usize,
        rows: &Array2<f32>,
        limits: &[f64],
        start: usize,
        others: &mut [Nearest],
    ) -> Vec<Offer> {
        let products = product(rows.view(), self.block(start, others.len()).view());
        let norms = &self.norms[start..start + others.len()];
        let mut offers = Vec::new();
        for (row, (&limit, products)) in limits.iter().zip(products.outer_iter()).enumerate() {
            let norm = self.norms[first + row];
            let columns = others.iter_mut().zip(norms).zip(&products).enumerate();
            for (column, ((other, &of_other), &product)) in columns {
                let (lower, _) = self.bounds.of(norm, of_other, product);
                if lower <= limit {
                    offers.push(Offer { row, lower, index: (start + column) as u32 });
                }
                if lower <= other.limit {
                    self.offer(start + column, other, lower, (first + row) as u32);
                }
            }
        }
        offers
    }

    fn offer(&self, index: usize, point: &mut Nearest, lower: f64, other: u32) {
        if lower <= point.limit {
            point.waiting.push((lower, other));
            if point.waiting.len() >= WAITING_MAX {
                self.settle(index, point);
            }
        }
    }

    /// Measures those that wait, the likeliest first, as long as they may be among the k.
    fn settle(&self, index: usize, point: &mut Nearest) {
        let row: Vec<f32> = self.refs.row(index).iter().map(|&x| x.into()).collect();
        let query = Point::new(&row);
        point.waiting.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        for (lower, other) in point.waiting.drain(..) {
            if lower > point.limit {
                break;
            }
            let distance = distance(self.metric, &query, self.refs.row(other as usize));
            let place = point.found.partition_point(|&(near, index)| {
                near.total_cmp(&distance).then(index.cmp(&other)).is_lt()
            });
            point.found.insert(place, (distance, other));
            point.found.truncate(self.k);
            if let Some(&(kth, _)) = point.found.get(self.k - 1) {
                point.limit = self.bounds.limit_of(kth);
            }
        }
    }
}

/// Dot products of the rows of two blocks.
fn product(rows: ArrayView2<f32>, columns: ArrayView2<f32>) -> Array2<f32> {
    let mut products = Array2::zeros((rows.nrows(), columns.nrows()));
    general_mat_mul(1.0, &rows, &columns.t(), 0.0, &mut products);
    products
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_measured_once_there_are_some_up_to_the_kth() {
        // Each at its index; all but 1 are offered to 0, the farthest first.
        let rows: Vec<f32> = (0..2 + WAITING_MAX).map(|i| i as f32).collect();
        let labels = vec![0; rows.len()];
        let refs = References::new(&rows, 1, &labels).unwrap();
        let metric = Metric::Euclidean;
        let norms = rows.iter().map(|&x| f64::from(x * x)).collect();
        let search = Search { refs, k: 2, metric, bounds: Bounds::new(metric, 1), norms };
        let mut point = Nearest { found: Vec::new(), waiting: Vec::new(), limit: f64::INFINITY };
        for other in (2..refs.len() as u32).rev() {
            assert!(point.found.is_empty(), "measured before {other} came: {:?}", point.found);
            search.offer(0, &mut point, f64::from(other * other), other);
        }
        assert_eq!((&point.found[..], point.waiting.len()), (&[(2.0, 2), (3.0, 3)][..], 0));
        assert_eq!(point.limit, search.bounds.limit_of(3.0));

        // Were 1 beyond the limit by its bound, it would not be looked at; at the limit it is.
        point.waiting = vec![(1.001 * point.limit, 1)];
        search.settle(0, &mut point);
        assert_eq!((&point.found[..], point.waiting.len()), (&[(2.0, 2), (3.0, 3)][..], 0));
        point.waiting = vec![(point.limit, 1)];
        search.settle(0, &mut point);
        assert_eq!(point.found, [(1.0, 1), (2.0, 2)]);
    }
}
