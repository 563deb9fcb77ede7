//! Points that come when the graph is built: each is joined by the rule of the others, which keep their own lists.
//!
//! ```text
//! i — x  where x is new and i among the `neighbours` nearest of x, and x is among those of i: d_ix < r_i for an old i;
//!        or where i is among the `own` nearest of x
//! w_ix   as of all edges, s_x from the `scale`-th nearest of x
//! ```
//! r_i is the distance of i from its last neighbour when it came; x, which has the last index, would come after what is
//! as far. The sums D are those of a build with these edges; what S was made of is found again from S and D, to single
//! precision.
//!
//! ## What a build of all points would do otherwise
//! * An old point that has a new one among its `own` nearest, and is not among the `neighbours` nearest of that one, is not
//!   joined with it.
//! * Old points keep their neighbours and scales, though new ones may be nearer: none loses an edge.
//!
//! With a single new point, its scale is that of a build, and its edges are but for the first of these; W of an edge is,
//! too, where the new point is no nearer to the old one than that one's own scale.

use super::super::knn::{Coordinate, Knn, KnnSpec, Neighbour, References, Voting};
use super::build::{normalised, weight};
use super::{Graph, GraphError, Near};
use crate::analysis::KnnError;

impl Graph {
    /// This graph with further points at its end, whose `rows` (new × dim, row-major) are as those of `refs`: the points
    /// that it has, in their order, whose labels are not looked at. See the module's head for how they are joined.
    ///
    /// Takes about new · (points + new)·dim operations and a walk over all edges, in parallel on rayon's current pool, the
    /// same bits with any number of threads. Memory: 16 bytes for each edge and end, 2 kB for each new point, and what
    /// [`Knn::classify_many`] says.
    ///
    /// # Errors
    /// Not one reference for each point; `rows` that are no whole rows, or with a number that is not finite or above
    /// the `COORDINATE_MAX` of neighbours.
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
        let knn = |k| Knn::try_from(KnnSpec { k, metric, voting: Voting::default() });
        let verdicts = knn(k)?.classify_many(refs, rows, |_| None)?;
        let mut nearest: Vec<Vec<Neighbour>> =
            verdicts.into_iter().map(|verdict| verdict.neighbours).collect();
        if nearest.len() > 1 {
            let nameless = vec![0; nearest.len()];
            let new = References::new(rows, refs.dim(), &nameless)?;
            let others = knn(k.min(new.len() - 1))?.nearest_of_each(new, &|_, _| true)?;
            for (near, others) in nearest.iter_mut().zip(others.expect("nobody ends it")) {
                let index = |other: &Neighbour| old + other.index;
                near.extend(others.iter().map(|other| Neighbour { index: index(other), ..*other }));
                near.sort_unstable_by(Neighbour::order);
                near.truncate(k);
            }
        }
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
                    None => distance < radii[index],
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
            // New ones are last in a row, so that this adds in the order of a build.
            let is_new = |&&(other, _): &&(u32, f64)| point >= old || other as usize >= old;
            sums[point] = row.iter().filter(is_new).fold(sums[point], |sum, edge| sum + edge.1);
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
    use super::super::tests::{built, clusters, full, pool, rule, scattered, spec};
    use super::super::{GraphSpec, SpreadSpec, Taught};
    use super::*;
    use crate::analysis::knn::Metric;
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::Arc;

    const DIM: usize = 2;

    /// A graph of all but the last few points, and these joined.
    fn joined(rows: &[f32], new: usize) -> Graph {
        let (known, later) = rows.split_at(rows.len() - new * DIM);
        let labels = vec![0; known.len() / DIM];
        let refs = References::new(known, DIM, &labels).unwrap();
        built(known, DIM, spec()).joined_by(refs, later).unwrap()
    }

    /// The row of W of the last point.
    fn last(graph: &Graph) -> BTreeMap<usize, f64> {
        let row = graph.unnormalised(graph.len() - 1);
        row.into_iter().map(|(other, weight)| (other as usize, weight)).collect()
    }

    #[test]
    fn a_later_point_is_joined_as_a_build_joins_it() {
        const N: usize = 2000;
        const DIM: usize = 6;
        let mut rows = scattered(N, DIM);
        let knn = Knn::try_from(KnnSpec { k: spec().neighbours, ..KnnSpec::default() }).unwrap();
        let (mut kept, mut left_out, mut same_weights) = (0, 0, 0);
        for _ in 0..8 {
            // Another one comes last.
            rows.rotate_right(DIM);
            let labels = vec![0; N];
            let whole = built(&rows, DIM, spec());
            let known = &rows[..(N - 1) * DIM];
            let before = built(known, DIM, spec());
            let refs = References::new(known, DIM, &labels[..N - 1]).unwrap();
            let later = before.joined_by(refs, &rows[(N - 1) * DIM..]).unwrap();
            let of = |near: &Near| (near.scales[N - 1].to_bits(), near.radii[N - 1].to_bits());
            assert_eq!(of(&later.near), of(&whole.near));
            // Its edges are those of a build, but for old points that alone have it among their `own` nearest.
            let refs = References::new(&rows, DIM, &labels).unwrap();
            let near = knn.nearest_of_each(refs, &|_, _| true).unwrap().unwrap();
            let names = |i: usize, other: usize, rank: usize| {
                near[i][..rank].iter().any(|near| near.index == other)
            };
            let (expected, found) = (last(&whole), last(&later));
            let alone = |&i: &usize| names(i, N - 1, spec().own) && !names(N - 1, i, 6);
            let alone: BTreeSet<usize> = expected.keys().copied().filter(alone).collect();
            let joined: BTreeSet<usize> = found.keys().copied().collect();
            assert!(alone.is_disjoint(&joined));
            assert!(
                alone.union(&joined).eq(expected.keys()),
                "{alone:?}, {joined:?}, {expected:?}"
            );
            (kept, left_out) = (kept + joined.len(), left_out + alone.len());
            // So is what they weigh, where it takes no place that an old point's scale is read from.
            for &i in joined.iter().filter(|&&i| !names(i, N - 1, spec().scale)) {
                assert!((found[&i] / expected[&i] - 1.0).abs() < 1e-6, "{i}");
                same_weights += 1;
            }
            // Other edges stay, and to the bit where no end of them got a new one.
            for point in 0..N - 1 {
                let old = later.joined(point).filter(|&(other, _)| other < N - 1);
                let old: Vec<(usize, f32)> = old.collect();
                let untouched = |i: usize| !joined.contains(&i);
                for ((other, s), (before, of)) in old.iter().copied().zip(before.joined(point)) {
                    assert_eq!(other, before);
                    assert!(s <= of * (1.0 + f32::EPSILON), "a sum cannot have become less");
                    assert!(s == of || !untouched(point) || !untouched(other));
                }
                assert_eq!(old.len(), before.joined(point).count());
            }
        }
        assert!(kept > 8 && left_out > 0 && same_weights > 0, "{kept}, {left_out}, {same_weights}");
    }

    #[test]
    fn what_is_as_far_as_the_last_neighbour_comes_after_it() {
        // A chain with steps of 1: in every old list, the later point is as far as the last that is there.
        let rows: Vec<f32> = [0, 1, 3, 4, 2].map(|x| x as f32).into();
        let spec = GraphSpec { neighbours: 1, own: 0, scale: 1, ..spec() };
        let refs = References::new(&rows[..4], 1, &[0; 4]).unwrap();
        let later = built(&rows[..4], 1, spec).joined_by(refs, &rows[4..]).unwrap();
        assert_eq!(full(&later), full(&built(&rows, 1, spec)));
        assert_eq!(later.joined(4).count(), 0);
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
        assert_eq!(whole.joined_by(refs, &[]).unwrap(), whole);
    }

    /// What comes together is joined as the equations say, among itself too.
    #[test]
    fn several_points_are_each_others_neighbours() {
        let mut rows = clusters(80, 2.0);
        // A drawing twice, one near it, and more new points than a list has neighbours.
        rows.extend([0.4, 0.4, 0.4, 0.4, 0.41, 0.4]);
        rows.extend(clusters(9, 2.0).iter().map(|x| x + 0.01));
        let (n, old) = (92, 80);
        let graph = joined(&rows, n - old);
        let at = |i: usize| &rows[i * DIM..(i + 1) * DIM];
        let near = |i: usize| {
            let all = if i < old { 0..old } else { 0..n };
            let mut others: Vec<usize> = all.filter(|&other| other != i).collect();
            let distance = |other: usize| Metric::Euclidean.between(at(i), at(other));
            others.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)).then(a.cmp(&b)));
            others.truncate(spec().neighbours);
            (distance(others[spec().neighbours - 1]), others)
        };
        for new in old..n {
            let (_, mine) = near(new);
            let expected = (0..n).filter(|&other| {
                let (radius, theirs) = near(other);
                let names = |list: &[usize], point| list.contains(&point);
                let would = match other < old {
                    true => Metric::Euclidean.between(at(new), at(other)) < radius,
                    false => names(&theirs, new),
                };
                let is_own = names(&mine[..2], other);
                is_own || names(&mine, other) && would || other >= old && names(&theirs[..2], new)
            });
            let found = graph.joined(new).map(|(other, _)| other);
            assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{new}");
        }
        assert!(graph.joined(old).any(|(other, _)| other == old + 1), "the same drawing");
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
        // What is drawn like them is called so by their vote, among references that are digits or not.
        let mut labels = vec![63; 206];
        labels[200..].fill(10);
        let refs = References::new(&rows, DIM, &labels).unwrap();
        let near = Knn::try_from(KnnSpec::default()).unwrap();
        let near = near.classify(refs, &[9.2, 8.8], None).unwrap();
        assert_eq!((near.label, near.shares.len(), near.shares[10]), (10, 11, 1.0));
        let verdict = spread.join(&near.neighbours).unwrap();
        assert_eq!((verdict.label, verdict.shares[42]), (42, 1.0));
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
