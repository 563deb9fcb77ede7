//! The axis of time: even, or bent where a temporal path does most in its first moments. What is drawn over
//! time (raster, an edge's weight) shares it, mark for mark.

use crate::analysis::paths::WINDOWS;
use crate::app::session::Session;
use crate::app::theme;
use bevy_egui::egui::{Painter, Rangef, Rect, Stroke};

/// How much of what has not happened yet is covered, of 255.
const AHEAD_ALPHA: u8 = 168;

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

/// The axis on the screen.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    axis: TimeAxis,
    x: Rangef,
}

impl Scale {
    /// The axis of a session from the left to the right.
    pub fn of(session: &Session, x: Rangef) -> Scale {
        Scale { axis: TimeAxis::of(session), x }
    }

    /// Where a time is.
    pub fn x(&self, ms: f64) -> f32 {
        self.x.min + self.x.span() * self.axis.share(ms) as f32
    }

    /// The time at a place, within the presentation.
    pub fn ms(&self, x: f32) -> f64 {
        self.axis.ms(f64::from((x - self.x.min) / self.x.span()).clamp(0.0, 1.0))
    }

    /// Lines at the marks.
    pub fn marks(&self, painter: &Painter, session: &Session, area: Rect) {
        for ms in marks_ms(session) {
            let stroke = Stroke::new(1.0, theme::color([0x2C, 0x35, 0x44]));
            painter.vline(self.x(ms), area.y_range(), stroke);
        }
    }

    /// Dims what is known but has not happened yet.
    pub fn ahead(&self, painter: &Painter, now_ms: f64, area: Rect) {
        let ahead =
            Rect::from_x_y_ranges(self.x(now_ms).min(area.right())..=area.right(), area.y_range());
        let [r, g, b] = theme::WELL;
        let shade = bevy_egui::egui::Color32::from_rgba_unmultiplied(r, g, b, AHEAD_ALPHA);
        painter.rect_filled(ahead, 0.0, shade);
    }

    /// The time shown.
    pub fn cursor(&self, painter: &Painter, now_ms: f64, area: Rect) {
        let stroke = Stroke::new(1.5, theme::color(theme::ACCENT));
        painter.vline(self.x(now_ms), area.y_range(), stroke);
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
