//! What a preset file says, before and after it is checked.
//!
//! [`PresetSpec`] is what was typed: nothing is promised. [`Preset`] has passed every check, and
//! [`Network::build`](crate::Network::build) accepts no other. The proven presets live in
//! `sim/presets/*.toml` and are embedded; [`Preset::builtin`] finds them by name, and
//! [`Preset::from_toml`] reads a file of somebody's own.

pub(crate) mod bounds;
mod change;
mod circuit;
pub mod limits;
mod misread;
pub(crate) mod neuron;
mod preset;
mod preset_spec;
mod wiring;

pub use circuit::{CircuitEdge, CircuitNeuron, CircuitSpec};
pub use neuron::{ClockedSpec, NeuronSpec, Overrides};
pub use preset::Preset;
pub use preset_spec::{PresetSpec, StimulusSpec};
pub use wiring::{BlockSpec, FootprintSpec, RecurrentSpec, ScatteredSpec, WiringSpec};
