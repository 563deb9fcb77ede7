//! The model: networks in space, competition and perceptrons, refractoriness, plasticity.
//!
//! ```text
//! params ─→ builder ─→ network ─→ engine ─→ event
//!   (preset)  (geometry)  (immutable)  (fast; held equal to reference)  (what can be seen)
//! ```
//!
//! Read [`mod@reference`] against the equations of G21 and S19; [`engine`] is the one that runs.
//! Imports nothing of ours.
#![deny(missing_docs)]

mod builder;
pub mod check;
mod decay;
pub mod engine;
pub mod event;
pub mod ids;
pub mod network;
mod neuron;
pub mod params;
pub mod path;
mod queue;
pub mod random;
pub mod reference;
pub mod samples;
mod sheet;
pub mod stdp;
pub mod stimulus;
pub mod units;

pub use check::SpecError;
pub use engine::{Engine, StartWeights};
pub use event::{Cause, Fingerprint, Observer, Outcome, View};
pub use ids::{EdgeId, EdgeRange, NeuronId, SpikeId};
pub use network::{Footprint, LengthUnit, Network, NetworkSpec, Role};
pub use params::{Preset, PresetSpec};
pub use path::{Cycle, TemporalPath, Tracer};
pub use samples::{CountSamples, Traffic, WeightSamples};
pub use sheet::Sheet;
pub use stimulus::{InputSpike, Stimulus, train::SpikeTrain};
pub use units::{TickLength, Ticks};
