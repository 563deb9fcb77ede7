//! What a product of matrices tells of a distance: between which numbers it lies.
//!
//! ## Why no neighbour is lost
//! Let γ bound the relative error of a sum of d products in single precision, in *any* order
//! (`distance.rs`), T be the true value, D the one `classify` computes, and L ≤ T ≤ U.
//! * Euclidean, in squares: D = T (1 ± γ), and the product gives T up to γ (|a|² + |b|²), as
//!   2 |a·b| ≤ |a|² + |b|². Let Uₖ be the k-th smallest U. At least k references have
//!   D ≤ Uₖ (1 + γ), so one that comes before any of them, ties included, has T (1 − γ) ≤ that.
//!   We keep L ≤ Uₖ (1 + 4γ), where 4γ ≥ (1 + γ)/(1 − γ) − 1 with room for the root.
//! * Cosine: dot product and norms are each off by γ of |a| |b|, so D and the proposal are both
//!   within 4γ of T; L and U are 8γ from the proposal and bound D itself, so L ≤ Uₖ suffices.
//! * A D that is known already bounds the others as an upper bound does, once it is squared.
//!
//! γ is taken twice as large as proven. Numbers so small that they underflow break the relative
//! bounds: they get an absolute allowance, or for the cosine are always candidates.

use super::Metric;

/// Squared norms below this are so near underflow that their relative error is not bounded.
const NORM2_MIN: f64 = 1e-30;

/// For points of one dimension and metric. Bounds are in the metric's unit, for [`Metric::Euclidean`] squared.
pub(super) struct Bounds {
    metric: Metric,
    /// Bound of the relative error of a sum.
    gamma: f64,
    /// What underflow can take from a sum of squares.
    underflow: f64,
}

impl Bounds {
    pub(super) fn new(metric: Metric, dim: usize) -> Bounds {
        let terms = dim as f64 + 8.0;
        let gamma = 2.0 * terms / (16_777_216.0 - terms).max(1.0); // 2 · d·2⁻²⁴ / (1 − d·2⁻²⁴)
        Bounds { metric, gamma, underflow: f64::from(f32::MIN_POSITIVE) * terms }
    }

    /// L and U, from the squared norms of two points and their product.
    #[inline]
    pub(super) fn of(&self, norm: f64, other: f64, product: f32) -> (f64, f64) {
        match self.metric {
            Metric::Euclidean => {
                let square = norm + other - 2.0 * f64::from(product);
                let slack = self.gamma * (norm + other) + self.underflow;
                (square - slack, square + slack)
            }
            Metric::Cosine if norm.min(other) < NORM2_MIN => (f64::NEG_INFINITY, 2.0),
            Metric::Cosine => {
                let cosine = 1.0 - f64::from(product) / (norm * other).sqrt();
                (cosine - 8.0 * self.gamma, cosine + 8.0 * self.gamma)
            }
        }
    }

    /// The largest L of a reference that may be among the k nearest, from the k-th smallest U.
    pub(super) fn limit(&self, kth: f64) -> f64 {
        match self.metric {
            Metric::Euclidean => kth * (1.0 + 4.0 * self.gamma),
            Metric::Cosine => kth,
        }
    }

    /// The same from the k-th smallest D.
    pub(super) fn limit_of(&self, distance: f32) -> f64 {
        let distance = f64::from(distance);
        match self.metric {
            Metric::Euclidean => self.limit(distance * distance + self.underflow),
            Metric::Cosine => distance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 24 coordinates: 32 terms, each rounded by 2⁻²⁴ at most.
    #[test]
    fn bounds_are_twice_as_wide_as_rounding_can_be() {
        let unit = f64::from(f32::EPSILON) / 2.0;
        let gamma = 2.0 * 32.0 * unit / (1.0 - 32.0 * unit);
        let is_near = |found: f64, expected: f64| (found / expected - 1.0).abs() < 1e-9;

        // |a|² = 3, |b|² = 5, a · b = 2: |a − b|² = 4.
        let bounds = Bounds::new(Metric::Euclidean, 24);
        let (lower, upper) = bounds.of(3.0, 5.0, 2.0);
        assert!(is_near(4.0 - lower, 8.0 * gamma), "{lower}");
        assert!(is_near(upper - 4.0, 8.0 * gamma), "{upper}");
        assert!(is_near(bounds.limit(3.0) - 3.0, 12.0 * gamma));
        let least = 32.0 * f64::from(f32::MIN_POSITIVE);
        assert_eq!(bounds.of(0.0, 0.0, 0.0), (-least, least));

        // |a|² = 4, |b|² = 9, a · b = 3: the cosine is 3 / √36.
        let bounds = Bounds::new(Metric::Cosine, 24);
        let (lower, upper) = bounds.of(4.0, 9.0, 3.0);
        assert!(is_near(0.5 - lower, 8.0 * gamma), "{lower}");
        assert!(is_near(upper - 0.5, 8.0 * gamma), "{upper}");
        assert_eq!(bounds.limit(0.5), 0.5);
    }
}
