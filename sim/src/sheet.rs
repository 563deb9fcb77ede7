//! The shape of an input layer whose neurons lie side by side: what an image is shown to.

use crate::check::{SpecError, count};
use serde::{Deserialize, Serialize};

/// Rows and columns of input neurons, row-major from the top left: neuron `row · width + column` is a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Sheet {
    /// Most rows and most columns.
    pub const SIDE_MAX: usize = 256;
    /// The sheet of MNIST's digits: 28 × 28.
    pub const MNIST: Sheet = Sheet { width: 28, height: 28 };

    /// Pixels, and so input neurons.
    pub fn pixels(self) -> usize {
        self.width * self.height
    }

    /// Whether it is that of MNIST, of which the files of our presets say nothing.
    pub fn is_mnist(&self) -> bool {
        *self == Sheet::MNIST
    }

    /// Distances between the outermost pixels, px: across and down.
    pub fn extent_px(self) -> [f64; 2] {
        [self.width, self.height].map(|side| side.saturating_sub(1) as f64)
    }

    /// Where a pixel lies, px from the top left one: column, row, height 0.
    pub fn place_px(self, pixel: usize) -> [f64; 3] {
        [(pixel % self.width) as f64, (pixel / self.width) as f64, 0.0]
    }

    /// Whether both sides are of 1 to [`Sheet::SIDE_MAX`] pixels; `field` is only for messages.
    ///
    /// # Errors
    /// If one is not.
    pub fn check(self, field: &str) -> Result<(), SpecError> {
        count(&format!("{field}.width"), self.width, Self::SIDE_MAX)?;
        count(&format!("{field}.height"), self.height, Self::SIDE_MAX)?;
        Ok(())
    }
}

impl Default for Sheet {
    fn default() -> Sheet {
        Sheet::MNIST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_lie_row_by_row_and_sides_are_bounded() {
        let sheet = Sheet { width: 3, height: 2 };
        assert_eq!((sheet.pixels(), sheet.extent_px()), (6, [2.0, 1.0]));
        assert_eq!(
            [0, 2, 3].map(|p| sheet.place_px(p)),
            [[0.0; 3], [2.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
        );
        assert!(Sheet::default().is_mnist() && !sheet.is_mnist());
        let most = Sheet { width: Sheet::SIDE_MAX, height: 1 };
        assert!(most.check("sheet").is_ok());
        let over = Sheet { height: Sheet::SIDE_MAX + 1, ..most };
        assert_eq!(over.check("sheet").unwrap_err().field, "sheet.height");
    }
}
