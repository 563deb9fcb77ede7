//! Points that come when the graph is built: each is joined by the rule of the others, which keep their own lists.

use super::super::knn::{Coordinate, Knn, KnnSpec, Neighbour, References, Voting};
use super::build::{normalised, weight};
use super::{Graph, GraphError, Near};
use crate::analysis::KnnError;

impl Graph {
    /// This graph with further points at its end, whose `rows` are as those of `refs`: the points that it was built of, in
    /// their order. Takes one search of all points for each new one, and a walk over all edges; the same bits with any
    /// number of threads.
    ///
    /// A new point's neighbours are looked for among all points, the new ones too. It is joined with a point that would
    /// have it among its own `neighbours`, and with its own `own` nearest in any case, as [`build`](Self::build) does it.
    /// What this leaves out: that a new point can take an old neighbour's place in an old point's list, and be among the
    /// `own` nearest of an old point which is none of its own neighbours.
    ///
    /// # Errors
    /// Not one reference for each point; `rows` that are no whole rows, or with a number that is not finite.
    pub fn joined_by<T: Coordinate>(
        &self,
        refs: References<T>,
        rows: &[T],
    ) -> Result<Graph, GraphError> {
        let (old, spec) = (self.len(), self.spec);
        if refs.len() != old {
            let (expected, found) = (old * refs.dim(), refs.rows().len());
            return Err(KnnError::Length { field: "references.rows", expected, found }.into());
        }
        let (k, metric) = (spec.neighbours, spec.metric);
        let knn = Knn::try_from(KnnSpec { k, metric, voting: Voting::default() })?;
        let verdicts = knn.classify_many(refs, rows, |_| None)?;
        let row = |new: usize| &rows[new * refs.dim()..(new + 1) * refs.dim()];
        let nearest: Vec<Vec<Neighbour>> = verdicts
            .into_iter()
            .enumerate()
            .map(|(new, verdict)| {
                let others = (0..rows.len() / refs.dim()).filter(|&other| other != new);
                let distance = |other| metric.between(row(new), row(other));
                let others = others.map(|at| Neighbour {
                    index: old + at,
                    label: 0,
                    distance: distance(at),
                });
                let mut near = verdict.neighbours;
                near.extend(others);
                near.sort_by(|a, b| a.distance.total_cmp(&b.distance).then(a.index.cmp(&b.index)));
                near.truncate(k);
                near
            })
            .collect();
        Ok(self.with(&nearest))
    }

    /// The same by the neighbours of each new point, nearest first.
    fn with(&self, nearest: &[Vec<Neighbour>]) -> Graph {
        let (old, spec) = (self.len(), self.spec);
        let Near { mut scales, mut radii, .. } = self.near.clone();
        scales.extend(nearest.iter().map(|near| near[spec.scale - 1].distance));
        radii.extend(nearest.iter().map(|near| near[spec.neighbours - 1].distance));
        let mut rows: Vec<Vec<(u32, f64)>> =
            (0..old).map(|point| self.unnormalised(point)).collect();
        rows.resize(old + nearest.len(), Vec::new());
        for (new, near) in nearest.iter().enumerate() {
            let point = old + new;
            for (rank, &Neighbour { index, distance, .. }) in near.iter().enumerate() {
                let would_name_it = match index.checked_sub(old) {
                    None => distance <= radii[index],
                    Some(other) => nearest[other].iter().any(|near| near.index == point),
                };
                if rank < spec.own || would_name_it {
                    let [scale, other] = [point, index].map(|i| f64::from(scales[i]));
                    let weight = weight(distance, scale, other);
                    rows[point].push((index as u32, weight));
                    rows[index].push((point as u32, weight));
                }
            }
        }
        let mut sums = self.near.sums.clone();
        sums.resize(rows.len(), 0.0);
        for (point, row) in rows.iter_mut().enumerate() {
            row.sort_unstable_by_key(|&(other, _)| other);
            row.dedup_by_key(|&mut (other, _)| other);
            let is_new = |&&(other, _): &&(u32, f64)| point >= old || other as usize >= old;
            sums[point] += row.iter().filter(is_new).map(|&(_, weight)| weight).sum::<f64>();
        }
        let matrix = normalised(&rows, &sums);
        Graph::of(spec, matrix, Near { scales, radii, sums })
    }

    /// The row of W that a row of S was made of.
    fn unnormalised(&self, point: usize) -> Vec<(u32, f64)> {
        let sums = &self.near.sums;
        let weight = |(other, s): (usize, f32)| {
            (other as u32, f64::from(s) * (sums[point] * sums[other]).sqrt())
        };
        self.joined(point).map(weight).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{built, clusters, full, pool, rule, spec};
    use super::super::{SpreadSpec, Taught};
    use super::*;
    use std::sync::Arc;

    const DIM: usize = 2;

    /// A graph of all but the last few points, and these joined.
    fn joined(rows: &[f32], new: usize) -> Graph {
        let (known, later) = rows.split_at(rows.len() - new * DIM);
        let labels = vec![0; known.len() / DIM];
        let refs = References::new(known, DIM, &labels).unwrap();
        built(known, DIM, spec()).joined_by(refs, later).unwrap()
    }

    #[test]
    fn a_later_point_is_joined_as_if_it_had_always_been_there() {
        let rows = clusters(400, 2.0);
        let (whole, later) = (built(&rows, DIM, spec()), joined(&rows, 1));
        let edges = |graph: &Graph| graph.joined(399).map(|(other, _)| other).collect::<Vec<_>>();
        let (expected, found) = (edges(&whole), edges(&later));
        assert!(!found.is_empty());
        // Where it takes the last place in an old list, both say so; only the two nearest of an old point are no rule here.
        assert!(found.iter().all(|other| expected.contains(other)), "{found:?}, {expected:?}");
        assert!(expected.len() - found.len() <= 1, "{found:?}, {expected:?}");
        let [expected, found] = [&whole, &later].map(full);
        for &other in &edges(&later) {
            let (expected, found) = (expected[399][other], found[399][other]);
            assert!((expected - found).abs() < 0.05, "{other}: {found} for {expected}");
        }
        // Edges that it has no part in stay as they were, but for what is divided by.
        let before = built(&rows[..rows.len() - DIM], DIM, spec());
        for point in 0..399 {
            let old: Vec<usize> = before.joined(point).map(|(other, _)| other).collect();
            let now = later.joined(point).map(|(other, _)| other).filter(|&other| other < 399);
            assert_eq!(now.collect::<Vec<_>>(), old, "{point}");
        }
    }

    #[test]
    fn weights_are_divided_anew_and_nothing_new_changes_nothing() {
        let rows = clusters(300, 2.0);
        let graph = joined(&rows, 3);
        // D is an eigenvector's square of a normalised matrix: S √D = √D.
        let full = full(&graph);
        for (point, row) in full.iter().enumerate() {
            let sums = &graph.near.sums;
            let sum: f64 = row.iter().zip(sums).map(|(s, d)| s * d.sqrt()).sum();
            assert!((sum - sums[point].sqrt()).abs() < 1e-5 * sums[point].sqrt(), "{point}");
            row.iter().enumerate().for_each(|(other, &s)| assert_eq!(s, full[other][point]));
        }
        let labels = vec![0; 300];
        let refs = References::new(&rows, DIM, &labels).unwrap();
        let whole = built(&rows, DIM, spec());
        let same = whole.joined_by(refs, &[]).unwrap();
        let changed: f64 = super::super::tests::full(&same)
            .iter()
            .flatten()
            .zip(super::super::tests::full(&whole).iter().flatten())
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        assert!(changed < 1e-6, "{changed}");
    }

    #[test]
    fn a_new_class_reaches_what_came_with_it_and_the_same_with_any_threads() {
        let mut rows = clusters(200, 3.0);
        // Six of a kind that nobody foresaw, far from all others, and one of them is named.
        rows.extend([0.0, 0.1, 0.3, 0.2, 0.4, 0.15].iter().flat_map(|&x| [9.0 + x, 9.0 - x]));
        let graph = Arc::new(joined(&rows, 6));
        let taught = [(0, 0), (1, 1), (2, 2), (3, 3), (200, 42)]
            .map(|(point, class)| Taught { point, class });
        let spread = graph.spread(rule(SpreadSpec::default()), &taught).unwrap();
        for point in 200..206 {
            let label = spread.labels()[point].unwrap();
            assert_eq!((label.class, label.origin), (42, 200), "{point}");
            assert_eq!(spread.path(point).last(), Some(&200));
        }
        let others = spread.labels()[..200].iter().flatten();
        assert!(others.clone().count() > 190 && others.into_iter().all(|l| l.class < 4));
        let [one, four] = [1, 4].map(|threads| pool(threads, || joined(&rows, 6)));
        assert_eq!(one, four);
        assert_eq!(one, *graph);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let rows = clusters(60, 2.0);
        let graph = built(&rows, DIM, spec());
        let labels = vec![0; 60];
        let refs = References::new(&rows, DIM, &labels).unwrap();
        let said = |rows: &[f32]| graph.joined_by(refs, rows).unwrap_err().to_string();
        assert_eq!(said(&[1.0]), "knn.queries: expected 2 numbers, found 1");
        assert!(said(&[1.0, f32::NAN]).starts_with("knn.queries[1]: expected a number"));
        let few = References::new(&rows[..40], DIM, &labels[..20]).unwrap();
        let error = graph.joined_by(few, &[1.0, 1.0]).unwrap_err().to_string();
        assert_eq!(error, "knn.references.rows: expected 120 numbers, found 40");
    }
}
