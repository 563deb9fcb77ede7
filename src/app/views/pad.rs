//! The pad: the sheet to draw on, and what is said of it.

use super::Model;
use crate::experiments::words::with_article;
use crate::sim::Sheet;

/// What is said of the sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct PadView {
    /// Its rows and columns.
    pub sheet: Sheet,
    /// Radius of the brush, pixels of the sheet.
    pub brush_px: f32,
    /// The left button erases.
    pub erases: bool,
    /// A neuron is selected: what is said of it needs the room below.
    pub has_neuron: bool,
    /// What is written on it while it is empty.
    pub invitation: String,
    /// What it is, and how it is drawn on.
    pub explanation: String,
}

impl PadView {
    /// Reads it.
    pub fn gather(model: &Model) -> PadView {
        let sheet = model.session.image.sheet();
        let Sheet { width, height } = sheet;
        PadView {
            sheet,
            brush_px: model.settings.brush_px,
            erases: model.choices.erases,
            has_neuron: model.selection.neuron.is_some(),
            invitation: format!("draw {}", with_article(model.digits.noun())),
            explanation: format!(
                "{width} × {height} pixels, as the network sees them. The left button inks (or erases), the right one erases."
            ),
        }
    }
}
