//! Images to input spikes.

/// Rows and columns of the input sheet.
pub const SIDE: usize = 28;
/// Pixels of the input sheet, and so input neurons of every preset.
pub const PIXELS: usize = SIDE * SIDE;
/// A digit on the sheet, row-major from the top left: 0 is background, 255 is full ink.
pub type Pixels = [u8; PIXELS];
