//! One distance, in one fixed order of operations.
//!
//! Coordinate i is added to lane i mod 16, and the lanes are added as a tree. Independent lanes
//! let the compiler use vector registers of any width without reordering a sum, so the bits do not
//! depend on the processor. With u = 2⁻²⁴, any such sum of d products is within
//! γ = (d + 2) u / (1 − (d + 2) u) of Σ|aᵢbᵢ| from the true one (Higham 2002, §3.1), which
//! `batch.rs` builds on.

use super::{Coordinate, Metric};

/// Lanes of a sum: one AVX-512 register, two AVX2 or four SSE2 ones.
const LANES: usize = 16;

/// Sum over i of `term(a[i], b[i])`, lane by lane. Both are equally long.
#[inline(always)]
fn lanes<T: Coordinate>(a: &[f32], b: &[T], term: impl Fn(f32, f32) -> f32) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let (a_blocks, b_blocks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let (a_rest, b_rest) = (a_blocks.remainder(), b_blocks.remainder());
    for (a, b) in a_blocks.zip(b_blocks) {
        for i in 0..LANES {
            sums[i] += term(a[i], b[i].into());
        }
    }
    for ((sum, &a), &b) in sums.iter_mut().zip(a_rest).zip(b_rest) {
        *sum += term(a, b.into());
    }
    tree_sum(sums)
}

/// The lanes, added pairwise: 0 + 8, 1 + 9, … and so on down to one.
#[inline(always)]
fn tree_sum(mut sums: [f32; LANES]) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            sums[i] += sums[i + width];
        }
        width /= 2;
    }
    sums[0]
}

/// a · b.
pub(super) fn dot<T: Coordinate>(a: &[f32], b: &[T]) -> f32 {
    lanes(a, b, |a, b| a * b)
}

/// b · b, with the bits of `dot(b, b)`.
pub(super) fn norm2<T: Coordinate>(b: &[T]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let blocks = b.chunks_exact(LANES);
    let rest = blocks.remainder();
    for block in blocks {
        for i in 0..LANES {
            let x: f32 = block[i].into();
            sums[i] += x * x;
        }
    }
    for (sum, &x) in sums.iter_mut().zip(rest) {
        let x: f32 = x.into();
        *sum += x * x;
    }
    tree_sum(sums)
}

/// A query, with what all its distances need.
pub(super) struct Point<'a> {
    row: &'a [f32],
    norm2: f32,
}

impl<'a> Point<'a> {
    /// Of the coordinates `row`.
    pub(super) fn new(row: &'a [f32]) -> Self {
        Self { row, norm2: dot(row, row) }
    }
}

/// Distance of `query` from `reference`: ≥ 0, never NaN for checked coordinates.
pub(super) fn distance<T: Coordinate>(metric: Metric, query: &Point, reference: &[T]) -> f32 {
    match metric {
        Metric::Euclidean => lanes(query.row, reference, |a, b| (a - b) * (a - b)).sqrt(),
        Metric::Cosine => cosine(query.norm2, norm2(reference), || dot(query.row, reference)),
    }
}

/// 1 − a·b / √(|a|² |b|²), clamped to 0 to 2. The product of the norms is exact in double
/// precision and so is the root of a square: equal vectors are at exactly 0.
fn cosine(a2: f32, b2: f32, ab: impl Fn() -> f32) -> f32 {
    match (a2 == 0.0, b2 == 0.0) {
        (true, true) => 0.0,
        (true, false) | (false, true) => 1.0,
        (false, false) => {
            let norms = (f64::from(a2) * f64::from(b2)).sqrt();
            (1.0 - f64::from(ab()) / norms).clamp(0.0, 2.0) as f32
        }
    }
}

impl Metric {
    /// Distance between two points of equally many coordinates, with the bits of a search.
    pub fn between<T: Coordinate>(self, a: &[T], b: &[T]) -> f32 {
        let a: Vec<f32> = a.iter().map(|&x| x.into()).collect();
        distance(self, &Point::new(&a), b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_equal_the_plain_sum_for_every_length() {
        for n in 0..70_usize {
            let a: Vec<f32> = (0..n).map(|i| ((i * 7) % 11) as f32 - 5.0).collect();
            let b: Vec<i16> = (0..n).map(|i| ((i * 5) % 13) as i16 - 6).collect();
            // Small integers, so that every order of addition is exact.
            let plain: f32 = a.iter().zip(&b).map(|(a, &b)| a * f32::from(b)).sum();
            assert_eq!(dot(&a, &b), plain, "length {n}");
            let squares: f32 = b.iter().map(|&b| f32::from(b).powi(2)).sum();
            assert_eq!(norm2(&b), squares, "length {n}");
        }
    }

    #[test]
    fn norm_and_dot_with_itself_agree_to_the_bit() {
        let a: Vec<f32> = (0..61).map(|i| libm::sinf(i as f32) * 0.37).collect();
        assert_eq!(norm2(&a).to_bits(), dot(&a, &a).to_bits());
        assert_eq!(distance(Metric::Cosine, &Point::new(&a), &a), 0.0);
    }

    #[test]
    fn known_distances() {
        let q = Point::new(&[3.0, 0.0]);
        assert_eq!(distance(Metric::Euclidean, &q, &[0_i16, 4]), 5.0);
        assert_eq!(distance(Metric::Cosine, &q, &[0_i16, 4]), 1.0);
        assert_eq!(distance(Metric::Cosine, &q, &[9_i16, 0]), 0.0);
        assert_eq!(distance(Metric::Cosine, &q, &[-9_i16, 0]), 2.0);
        assert_eq!(distance(Metric::Cosine, &q, &[0_i16, 0]), 1.0);
        assert_eq!(distance(Metric::Cosine, &Point::new(&[0.0; 2]), &[0_i16, 0]), 0.0);
    }

    #[test]
    fn the_largest_coordinates_stay_finite() {
        let (a, b) =
            (vec![crate::analysis::knn::references::COORDINATE_MAX; 9000], vec![-1e15_f32; 9000]);
        assert!(distance(Metric::Euclidean, &Point::new(&a), &b).is_finite());
        assert_eq!(distance(Metric::Cosine, &Point::new(&a), &b), 2.0);
    }

    #[test]
    fn between_two_points_is_as_far_as_a_search_finds() {
        assert_eq!(Metric::Euclidean.between(&[3_i16, 0], &[0, 4]), 5.0);
        assert_eq!(Metric::Cosine.between(&[3.0_f32, 0.0], &[-9.0, 0.0]), 2.0);
    }
}
