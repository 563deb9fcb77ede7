//! What is wrong with a JPEG file.

/// What is wrong with a JPEG picture.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::data::picture) enum Fault {
    /// It ends before its end marker.
    CutOff,
    /// Its coded pixels are other than they were written.
    Damaged(String),
}
