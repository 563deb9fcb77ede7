//! The playback clock: simulated time that is shown, apart from simulated time that is computed.

use bevy::prelude::Resource;

/// Slowest playback, simulated ms a second.
pub const SPEED_MIN: f64 = 0.1;
/// Fastest playback, simulated ms a second.
pub const SPEED_MAX: f64 = 1000.0;
/// Speed at the first start: 0.2 ms of simulation a frame.
pub const SPEED_START: f64 = 12.0;

/// Where playback is and how it goes on.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct Playback {
    /// Time shown, ms.
    pub now_ms: f64,
    /// Time goes on by itself.
    pub is_playing: bool,
    /// Simulated ms a second of wall time.
    pub speed: f64,
    /// Starts over at the end.
    pub is_looping: bool,
    /// Length of the presentation, ms.
    pub duration_ms: f64,
}

impl Playback {
    /// At the start of a presentation of that length, playing.
    pub fn new(duration_ms: f64, speed: f64, is_looping: bool) -> Playback {
        Playback { now_ms: 0.0, is_playing: true, speed, is_looping, duration_ms }
    }

    /// Goes on by `dt_s` seconds of wall time, not past what has been simulated.
    pub fn advance(&mut self, dt_s: f64, front_ms: f64) {
        if !self.is_playing {
            return;
        }
        self.now_ms = (self.now_ms + dt_s * self.speed).min(front_ms.max(self.now_ms));
        if self.now_ms >= self.duration_ms {
            if self.is_looping {
                self.now_ms = 0.0;
            } else {
                self.now_ms = self.duration_ms;
                self.is_playing = false;
            }
        }
    }

    /// Plays or pauses; playing from the end starts over.
    pub fn set_playing(&mut self, is_playing: bool) {
        if is_playing && self.now_ms >= self.duration_ms {
            self.now_ms = 0.0;
        }
        self.is_playing = is_playing;
    }

    /// Goes to a time, kept within the presentation.
    pub fn seek(&mut self, ms: f64) {
        self.now_ms = ms.clamp(0.0, self.duration_ms);
    }

    /// Sets the speed within its range.
    pub fn set_speed(&mut self, speed: f64) {
        self.speed = speed.clamp(SPEED_MIN, SPEED_MAX);
    }

    /// Playback stands still at either end of the presentation.
    pub fn rests(&self) -> bool {
        !self.is_playing && (self.now_ms <= 0.0 || self.now_ms >= self.duration_ms)
    }

    /// The sample (0-based) that a prediction uses: the last one passed, none before the first, and
    /// that at `rest_ms` when playback rests.
    pub fn sample(&self, sample_ms: &[f64], rest_ms: f64) -> Option<usize> {
        if self.rests() {
            let at_rest = sample_ms.iter().position(|&t| t >= rest_ms);
            return Some(at_rest.unwrap_or(sample_ms.len() - 1));
        }
        sample_ms.partition_point(|&t| t <= self.now_ms).checked_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn playing_follows_the_wall_clock_and_stops_at_the_end() {
        let mut playback = Playback::new(600.0, 100.0, false);
        playback.advance(1.0, 600.0);
        assert_eq!(playback.now_ms, 100.0);
        playback.advance(1.0, 150.0);
        assert_eq!(playback.now_ms, 150.0, "not past what is simulated");
        playback.advance(1.0, 50.0);
        assert_eq!(playback.now_ms, 150.0, "and never back");
        playback.advance(60.0, 600.0);
        assert_eq!((playback.now_ms, playback.is_playing), (600.0, false));
        playback.set_playing(true);
        assert_eq!(playback.now_ms, 0.0, "playing at the end starts over");
        playback.is_looping = true;
        playback.advance(60.0, 600.0);
        assert_eq!((playback.now_ms, playback.is_playing), (0.0, true));
    }

    #[test]
    fn seeking_and_speed_stay_in_range() {
        let mut playback = Playback::new(600.0, 100.0, false);
        playback.seek(-5.0);
        assert_eq!(playback.now_ms, 0.0);
        playback.seek(1e9);
        assert_eq!(playback.now_ms, 600.0);
        playback.set_speed(1e9);
        assert_eq!(playback.speed, 1000.0);
        playback.set_speed(0.0);
        assert_eq!(playback.speed, 0.1);
    }

    #[test]
    fn the_prediction_uses_the_sample_at_the_cursor() {
        let samples = [100.0, 200.0, 300.0, 400.0, 500.0, 600.0];
        let at = |now_ms: f64, is_playing| {
            let mut playback = Playback::new(600.0, 1.0, false);
            playback.now_ms = now_ms;
            playback.is_playing = is_playing;
            playback.sample(&samples, 300.0)
        };
        assert_eq!((at(50.0, true), at(99.9, false)), (None, None), "nothing looks ahead");
        assert_eq!(
            (at(100.0, true), at(299.9, true), at(450.0, false)),
            (Some(0), Some(1), Some(3))
        );
        assert_eq!((at(600.0, true), at(600.0, false)), (Some(5), Some(2)), "300 ms at rest");
        assert_eq!(at(0.0, false), Some(2), "at the start too");
    }
}
