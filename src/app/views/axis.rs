//! The axis of time: even, or bent where a temporal path does most in its first moments. What is drawn over
//! time (raster, an edge's weight) shares it, mark for mark.

use crate::analysis::paths::WINDOWS;
use crate::app::session::Session;

/// Bend of an axis that looks back: about the time from one firing to the next.
const BACK_MS: f64 = 5.0;

/// Where a time lies between the start (0) and the end (1) of a presentation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeAxis {
    duration_ms: f64,
    /// Times much later than this are as far apart as their logarithms.
    bend_ms: Option<f64>,
}

impl TimeAxis {
    /// The axis of a session.
    pub fn of(session: &Session) -> TimeAxis {
        let duration_ms = session.preset.spec().duration_ms.max(1e-9);
        let first_ms = session.network.tick().ms() * f64::from(WINDOWS[0].0);
        TimeAxis { duration_ms, bend_ms: session.is_path_model().then_some(first_ms) }
    }

    /// An axis of what has passed until `now_ms`, the last moments widest.
    pub fn back_from(now_ms: f64) -> TimeAxis {
        TimeAxis { duration_ms: now_ms.max(1e-9), bend_ms: Some(BACK_MS) }
    }

    /// Place of a time, 0 to 1.
    pub fn share(&self, ms: f64) -> f64 {
        match self.bend_ms {
            None => ms / self.duration_ms,
            Some(bend_ms) => (ms / bend_ms).ln_1p() / (self.duration_ms / bend_ms).ln_1p(),
        }
    }

    /// The time at a place.
    pub fn ms(&self, share: f64) -> f64 {
        match self.bend_ms {
            None => share * self.duration_ms,
            Some(bend_ms) => (share * (self.duration_ms / bend_ms).ln_1p()).exp_m1() * bend_ms,
        }
    }
}

/// Times that are marked, ms: of the samples, or the borders of the windows of a path and its end.
pub fn marks_ms(session: &Session) -> Vec<f64> {
    if !session.is_path_model() {
        return session.sample_ms();
    }
    let (tick, duration_ms) = (session.network.tick(), session.preset.spec().duration_ms);
    let ends = WINDOWS.iter().map(|&(end, _)| f64::from(end) * tick.ms());
    ends.filter(|&ms| ms < duration_ms).chain([duration_ms]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_times_are_each_others_inverse() {
        for bend_ms in [None, Some(10.0)] {
            let axis = TimeAxis { duration_ms: 1000.0, bend_ms };
            assert_eq!((axis.share(0.0), axis.share(1000.0)), (0.0, 1.0));
            for ms in [1.0, 32.0, 200.0, 999.0] {
                assert!((axis.ms(axis.share(ms)) - ms).abs() < 1e-9);
            }
        }
        let bent = TimeAxis { duration_ms: 1000.0, bend_ms: Some(10.0) };
        assert!(bent.share(32.0) > 0.3, "the first windows are wide enough to see");
    }
}
