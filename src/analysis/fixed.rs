//! The fixed point in which embeddings are kept: 16-bit numbers, so that one that was kept and one that was just computed
//! are the same bits, and 60,000 of them fit in memory.

/// One unit of a change of weight: the range is ± 8.
pub const WEIGHT: f32 = 1.0 / 4096.0;

/// One unit of a coordinate on axes, of unit vectors: the range is ± 1.
pub const COORDINATE: f32 = 1.0 / 32768.0;

/// Rounds to so many units; saturates at the range's ends.
pub fn to_fixed(value: f32, unit: f32) -> i16 {
    (value / unit).round() as i16
}

/// What so many units are.
pub fn from_fixed(units: i16, unit: f32) -> f32 {
    f32::from(units) * unit
}

/// Whether a number did not fit: what is kept of it is less than it was.
pub fn is_saturated(units: i16) -> bool {
    matches!(units, i16::MIN | i16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_and_saturate() {
        assert_eq!((to_fixed(0.007, WEIGHT), from_fixed(4096, WEIGHT)), (29, 1.0));
        assert_eq!((to_fixed(9.0, WEIGHT), to_fixed(-9.0, WEIGHT)), (i16::MAX, i16::MIN));
        assert!(is_saturated(to_fixed(8.0, WEIGHT)) && !is_saturated(to_fixed(7.99, WEIGHT)));
        assert_eq!(to_fixed(-0.5, COORDINATE), -16_384);
    }

    #[test]
    fn units_are_what_they_were_made_of() {
        assert_eq!((from_fixed(-8192, WEIGHT), from_fixed(0, WEIGHT)), (-2.0, 0.0));
        assert_eq!(from_fixed(to_fixed(0.75, COORDINATE), COORDINATE), 0.75);
    }
}
