//! What lies over the 3D views beside their words.

use super::Model;

/// What lies over them.
#[derive(Clone, Debug, PartialEq)]
pub struct OverlayView {
    /// Over the cloud, classes can be lit, points be looked at and names be told.
    pub can_be_taught: bool,
    /// A file is held over the window.
    pub is_dropping: bool,
    /// What comes of it.
    pub drop_words: &'static str,
}

impl OverlayView {
    /// Reads it.
    pub fn gather(model: &Model) -> OverlayView {
        OverlayView {
            can_be_taught: model.references.cloud.is_some() && !model.is_picture(),
            is_dropping: model.hovering.0,
            drop_words: match model.session.is_circuit() {
                true => "Drop the file of a circuit: it opens at once",
                false => "Drop the picture: the network will see it at once",
            },
        }
    }
}
