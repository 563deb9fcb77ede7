//! The sample time that a moment is judged by.

use super::playback::Playback;
use super::session::Session;
use crate::runtime::REFERENCE_SAMPLE_MS;

/// The sample time that the prediction uses; none before the first. A path is known as a whole, however far
/// it has been played.
pub(super) fn shown_sample(session: &Session, playback: &Playback) -> Option<usize> {
    if session.has_paths() {
        return Some(0);
    }
    playback.sample(&session.sample_ms(), REFERENCE_SAMPLE_MS)
}
