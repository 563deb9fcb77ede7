//! The axis of time on the screen.

use crate::app::session::Session;
use crate::app::theme;
use crate::app::views::axis::{TimeAxis, marks_ms};
use bevy_egui::egui::{Painter, Rangef, Rect, Stroke};

/// How much of what has not happened yet is covered, of 255.
const AHEAD_ALPHA: u8 = 168;

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
