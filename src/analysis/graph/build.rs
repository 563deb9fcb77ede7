//! Edges and their weights from the nearest neighbours of each point.

use super::super::knn::{Coordinate, Knn, KnnSpec, Neighbour, Progress, References, Voting};
use super::{Graph, GraphError, GraphSpec, Matrix, Near};

/// The least weight of an edge. One that is longer than 5½ times what its points call near still is an edge: it may be
/// the only one, and no sum of weights becomes 0.
const WEIGHT_MIN: f64 = 1e-13;

impl Graph {
    /// The graph of all references, whose labels are not looked at: about n²·dim operations, in parallel on rayon's
    /// current pool, the same bits with any number of threads. None once `goes_on` says that it does not.
    ///
    /// # Errors
    /// A parameter beyond its range; fewer other references than neighbours.
    pub fn build<T: Coordinate>(
        refs: References<T>,
        spec: GraphSpec,
        goes_on: Progress,
    ) -> Result<Option<Graph>, GraphError> {
        spec.check()?;
        let GraphSpec { neighbours: k, metric, .. } = spec;
        let available = refs.len().saturating_sub(1);
        if k > available {
            return Err(GraphError::TooFew { available, found: k });
        }
        // How neighbours would vote does not matter here.
        let knn = Knn::try_from(KnnSpec { k, metric, voting: Voting::default() })?;
        let nearest = knn.nearest_of_each(refs, goes_on)?;
        Ok(nearest.map(|nearest| {
            let rows = weights(&nearest, spec);
            let at = |rank: usize| nearest.iter().map(|near| near[rank].distance).collect();
            let near = Near { scales: at(spec.scale - 1), radii: at(k - 1), sums: sums(&rows) };
            Graph::of(spec, normalised(&rows, &near.sums), near)
        }))
    }
}

/// W by rows, each by rising point.
fn weights(nearest: &[Vec<Neighbour>], spec: GraphSpec) -> Vec<Vec<(u32, f64)>> {
    let scales: Vec<f64> =
        nearest.iter().map(|near| f64::from(near[spec.scale - 1].distance)).collect();
    let mut by_index: Vec<Vec<usize>> =
        nearest.iter().map(|near| near.iter().map(|near| near.index).collect()).collect();
    by_index.iter_mut().for_each(|near| near.sort_unstable());
    let mut rows = vec![Vec::new(); nearest.len()];
    for (point, near) in nearest.iter().enumerate() {
        for (rank, other) in near.iter().enumerate() {
            if rank < spec.own || by_index[other.index].binary_search(&point).is_ok() {
                let weight = weight(other.distance, scales[point], scales[other.index]);
                rows[point].push((other.index as u32, weight));
                rows[other.index].push((point as u32, weight));
            }
        }
    }
    for row in &mut rows {
        // Most edges came from both ends, with the same bits: distances are symmetric, products too.
        row.sort_unstable_by_key(|&(other, _)| other);
        row.dedup_by_key(|&mut (other, _)| other);
    }
    rows
}

/// exp(−d² / (s s')), at least [`WEIGHT_MIN`], and 1 between equal points, which may have no scale.
pub(super) fn weight(distance: f32, scale: f64, other: f64) -> f64 {
    let square = f64::from(distance) * f64::from(distance);
    if square == 0.0 { 1.0 } else { libm::exp(-square / (scale * other)).max(WEIGHT_MIN) }
}

/// D: the sum of each row.
pub(super) fn sums(rows: &[Vec<(u32, f64)>]) -> Vec<f64> {
    rows.iter().map(|row| row.iter().map(|&(_, weight)| weight).sum()).collect()
}

/// S: each weight over the roots of the sums of both its rows.
pub(super) fn normalised(rows: &[Vec<(u32, f64)>], sums: &[f64]) -> Matrix {
    let roots: Vec<f64> = sums.iter().map(|sum| sum.sqrt()).collect();
    let edges = rows.iter().map(Vec::len).sum();
    let (mut starts, mut points) = (vec![0], Vec::with_capacity(edges));
    let mut values = Vec::with_capacity(edges);
    for (point, row) in rows.iter().enumerate() {
        for &(other, weight) in row {
            points.push(other);
            values.push((weight / (roots[point] * roots[other as usize])) as f32);
        }
        starts.push(points.len() as u32);
    }
    Matrix::new((rows.len(), rows.len()), starts, points, values)
}
