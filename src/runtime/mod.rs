//! Threads between the model and whoever watches it.
//!
//! [`Simulation`] runs presentations and streams their events into a [`Record`]; [`Library`] embeds
//! reference digits, keeps the cloud and answers which of them are nearest.

mod batch;
pub(crate) mod blocks;
mod library;
pub(crate) mod panicked;
mod race;
mod record;
pub(crate) mod signals;
mod simulation;
mod tree;
mod wake;

pub use batch::{Batch, Events, Lost, Spike, WeightChange};
pub use library::{
    Answers, Cloud, Curve, Example, Expected, Lesson, Library, LibraryCommand, LibraryEvent,
    LibrarySpec, OwnPoint, PathTrajectory, Prediction, REFERENCE_SAMPLE_MS, Reach, Subject,
    only_class,
};
pub(crate) use panicked::panic_message;
pub use race::{Fate, RacingSignal, race};
pub use record::{Record, WeightCursor};
pub use simulation::{Command, Report, SendError, Simulation, network_to_show};
pub use tree::{Firing, tree};
pub use wake::Wake;
