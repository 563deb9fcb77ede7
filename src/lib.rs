//! Signalscape: a neurobiological model of computation, made visible.
//!
//! Neurons have places in space, signals take time to travel, a neuron that has just fired hears
//! nothing for a while, and edges change as spikes pass: that alone, without gradient, labels or
//! training, turns a handwritten digit into an embedding that its neighbours classify (George et
//! al. 2021; Silva 2019).
//!
//! ```
//! use signalscape::sim::{Engine, Fingerprint, Network, Preset};
//! use std::sync::Arc;
//!
//! let preset = Preset::builtin("weights-196")?;
//! let network = Arc::new(Network::build(&preset, 1));
//! let mut image = [0; 784];
//! (6..22).for_each(|row| image[row * 28 + 14] = 255); // a stroke
//! let stimulus = preset.encode(&image)?;
//! let mut events = Fingerprint::default();
//! Engine::new(network).present(&stimulus, &mut events);
//! assert!(events.spikes > 100 && events.weight_changes > 0);
//! # Ok::<(), signalscape::sim::SpecError>(())
//! ```
//!
//! | module | |
//! |---|---|
//! | [`sim`] | the model: networks, competition, perceptrons, plasticity, two engines |
//! | [`data`] | MNIST, pictures to digits, what is kept on disk |
//! | [`analysis`] | embeddings, principal components, nearest neighbours, novelty |
//! | [`runtime`] | background threads, and the record of a presentation |
//! | `experiments` | the paper's tables and figures (feature `experiments`) |
//! | `cli` | the commands without a window (feature `cli`, which has `experiments`) |
//! | `app` | the window (feature `app`, which has `experiments`) |
//!
//! Each uses only those above it; `app` and `cli` do not know each other.
#![deny(missing_docs)]
// What a feature alone uses is not dead without it: the whole is looked at.
#![cfg_attr(not(all(feature = "app", feature = "cli")), allow(dead_code, unused_imports))]
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod analysis;
#[cfg(feature = "app")]
pub mod app;
#[cfg(feature = "cli")]
pub mod cli;
pub mod data;
#[cfg(feature = "experiments")]
pub mod experiments;
pub mod runtime;

/// The version of ndarray whose arrays [`analysis`] takes and gives.
pub use ndarray;
/// The model: a crate of its own.
pub use signalscape_sim as sim;
