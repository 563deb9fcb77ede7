//! What each panel says, as plain data: counted, chosen and put into words here, drawn in [`panels`](super::panels).
//!
//! Every file is one panel's: its `gather` reads [`Model`] and gives a value that names no widget, no place on the
//! screen and no colour of the screen's. So what is said can be tested without a window, and the pictures are backed by
//! snapshots of it.

mod model;
pub mod transport;
pub mod words;

pub use model::Model;
