//! What a decoder says to programmers, in words for people.

use super::{MAX_DECODER_BYTES, PictureError};
use std::fmt::Display;

/// Why a decoder gave no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The file ends before the picture does.
    CutOff,
    /// Its data are other than they were written.
    Damaged,
    /// Of a kind of its format that is seldom met.
    NotReadHere,
    /// More than [`MAX_DECODER_BYTES`].
    NeedsMemory,
}

impl Fault {
    /// Of the picture `name`; what the decoder `said` is logged. `format` is what people call it: "PNG".
    pub fn of(self, name: &str, format: &'static str, said: impl Display) -> PictureError {
        tracing::debug!("{name}: {said}");
        let name = name.to_owned();
        let reason = match self {
            Fault::CutOff => return PictureError::Truncated { name, format },
            Fault::Damaged => format!("its {format} data are damaged"),
            Fault::NotReadHere => format!(
                "it is a kind of {format} that is not read here; save it as an ordinary PNG or JPEG"
            ),
            Fault::NeedsMemory => {
                let most = MAX_DECODER_BYTES / 1_000_000;
                format!(
                    "expected one that takes at most {most} MB, found {format} data that take more"
                )
            }
        };
        PictureError::Decode { name, reason }
    }
}
