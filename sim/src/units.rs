//! Integral time. A network has one `tick_ms`; everything inside the simulator counts its ticks.
//!
//! | name | meaning | unit | range |
//! |---|---|---|---|
//! | [`Ticks`] | a time since the start of a run, or a span | ticks | 0 ..= 2³¹ − 1 |
//! | [`TickLength`] | the length of one tick | ms | finite, > 0 |
//!
//! Times are rounded to ticks here and nowhere else, so rounding happens once. Time constants are not rounded.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// A point or span of simulated time in whole ticks.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Ticks(pub u32);

impl Ticks {
    /// No time at all: the start of a run.
    pub const ZERO: Ticks = Ticks(0);

    /// The span from `earlier` to `self`, or zero when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Ticks) -> Ticks {
        Ticks(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Ticks {
    type Output = Ticks;
    fn add(self, span: Ticks) -> Ticks {
        Ticks(self.0 + span.0)
    }
}

impl Sub for Ticks {
    type Output = Ticks;
    fn sub(self, span: Ticks) -> Ticks {
        Ticks(self.0 - span.0)
    }
}

/// The length of one tick in milliseconds: the border between the two clocks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TickLength {
    ms: f64,
}

impl TickLength {
    /// A tick of `ms` milliseconds, which the caller has checked to be finite and positive.
    pub(super) fn from_ms(ms: f64) -> TickLength {
        debug_assert!(ms.is_finite() && ms > 0.0);
        TickLength { ms }
    }

    /// Milliseconds in one tick.
    pub fn ms(self) -> f64 {
        self.ms
    }

    /// The nearest whole number of ticks (halves away from zero), saturating at the range's ends.
    pub fn ticks(self, ms: f64) -> Ticks {
        Ticks((ms / self.ms).round().clamp(0.0, f64::from(i32::MAX)) as u32)
    }

    /// As [`ticks`](Self::ticks), but at least one: for delays and refractory periods.
    pub fn ticks_at_least_one(self, ms: f64) -> Ticks {
        self.ticks(ms).max(Ticks(1))
    }

    /// Milliseconds from the start of the run to `ticks`.
    pub fn to_ms(self, ticks: Ticks) -> f64 {
        f64::from(ticks.0) * self.ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_never_less_than_none() {
        assert_eq!(Ticks(7).since(Ticks(3)), Ticks(4));
        assert_eq!(Ticks(3).since(Ticks(7)), Ticks::ZERO);
    }

    #[test]
    fn milliseconds_round_to_the_nearest_tick_once() {
        let tick = TickLength::from_ms(0.125);
        assert_eq!(tick.ticks(600.0), Ticks(4800));
        assert_eq!(tick.ticks(0.06), Ticks(0));
        assert_eq!(tick.ticks_at_least_one(0.06), Ticks(1));
        assert_eq!(tick.ticks(0.1875), Ticks(2), "halves round away from zero");
        assert_eq!(tick.ticks(f64::INFINITY), Ticks(i32::MAX as u32));
        assert_eq!(tick.to_ms(tick.ticks(37.5)), 37.5);
    }
}
