//! A handwritten digit as MNIST has it: 28 × 28 pixels.

/// Rows and columns.
pub const SIDE: usize = 28;
/// Pixels.
pub const PIXELS: usize = SIDE * SIDE;
/// A digit, row-major from the top left: 0 is background, 255 is full ink.
pub type Pixels = [u8; PIXELS];
