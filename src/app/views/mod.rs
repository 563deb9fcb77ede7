//! What each panel says, as plain data: counted, chosen and put into words here, drawn in [`panels`](super::panels).
//!
//! Every file is one panel's: its `gather` reads [`Model`] and gives a value that names no widget, no place on the
//! screen and no colour of the screen's. So what is said can be tested without a window, and the pictures are backed by
//! snapshots of it.

pub mod axis;
pub mod caption;
pub mod cards;
pub mod circuit;
pub mod classes;
pub mod clearing;
pub mod cloud_words;
pub mod curve;
pub mod edge;
pub mod experiments;
pub mod found;
pub mod found_paths;
pub mod input;
pub mod knobs;
pub mod learning;
pub mod legend;
pub mod lesson;
pub mod mistakes;
mod model;
pub mod network;
pub mod network_words;
pub mod neuron;
pub mod notice;
pub mod overlay;
pub mod pad;
pub mod palette;
pub mod path;
pub mod plasticity;
pub mod plots;
pub mod point;
pub mod prediction;
pub mod race;
pub mod raster;
pub mod references;
pub mod runs;
pub mod stage;
pub mod strip;
pub mod teaching;
pub mod told;
pub mod top;
pub mod transport;
pub mod words;

pub use model::Model;
