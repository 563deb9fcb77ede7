//! Playback: what its buttons do now, its speed and its clock.

use super::Model;
use crate::experiments::words::{number, short};

/// What playback says.
#[derive(Clone, Debug, PartialEq)]
pub struct TransportView {
    /// Time passes.
    pub is_playing: bool,
    /// It starts over at the end.
    pub is_looping: bool,
    /// Simulated milliseconds in a second.
    pub speed: f64,
    /// Where the end is, ms.
    pub duration_ms: f64,
    /// What the buttons for a step back and forward do.
    pub step_tips: [String; 2],
    /// The time that is shown, of all.
    pub clock: String,
}

impl TransportView {
    /// Reads it.
    pub fn gather(model: &Model) -> TransportView {
        let playback = &*model.playback;
        let tick_ms = short(model.session.network.tick().ms());
        let step = |way: &str, key: &str| {
            format!("1 ms {way} ({key}; with Ctrl one tick of {tick_ms} ms, with Shift 10 ms)")
        };
        TransportView {
            is_playing: playback.is_playing,
            is_looping: playback.is_looping,
            speed: playback.speed,
            duration_ms: playback.duration_ms,
            step_tips: [step("back", "←"), step("forward", "→")],
            clock: format!(
                "{} / {} ms",
                number(playback.now_ms, 1),
                number(playback.duration_ms, 0)
            ),
        }
    }
}
