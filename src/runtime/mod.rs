//! Threads between the model and whoever watches it.
//!
//! [`Simulation`] runs presentations and streams their events into a [`Record`]; [`Library`] embeds
//! reference digits, keeps the cloud and answers which of them are nearest.

mod batch;
mod library;
mod race;
mod record;
pub mod signals;
mod simulation;
mod tree;
mod wake;

pub use batch::{Batch, Events, Lost, Spike, WeightChange};
pub use library::{
    Cloud, Curve, Expected, Lesson, Library, LibraryCommand, LibraryEvent, LibrarySpec, Opinion,
    OwnPoint, REFERENCE_SAMPLE_MS, Reach, Told, Way, What, only_class,
};
pub use race::{Fate, Runner, race};
pub use record::{Record, WeightCursor};
pub use simulation::{Command, Report, SendError, Simulation, network_to_show};
pub use tree::{Firing, tree};
pub use wake::Wake;

/// The words of a panic.
pub(crate) fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}
