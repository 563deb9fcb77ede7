//! What a network has learnt from a digit, as it is shown.

use bevy::prelude::*;

/// Weights after learning.
#[derive(Clone, Debug)]
pub struct StdpLesson {
    /// Of all edges.
    pub weights: Vec<f32>,
    /// The digits that were shown, by turns.
    pub classes: Vec<u8>,
    /// How many.
    pub images: usize,
}
