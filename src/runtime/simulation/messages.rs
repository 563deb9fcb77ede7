//! What the simulation is told, and what it reports.

use crate::data::Pixels;
use crate::sim::params::NeuronSpec;
use crate::sim::{Network, Preset, PresetSpec};
use std::sync::Arc;
use thiserror::Error;

/// What the thread is asked to do.
#[derive(Clone, Debug)]
pub enum Command {
    /// Present an image from fresh weights; whatever is running is dropped.
    Present {
        /// Labels the batches.
        presentation: u64,
        /// The image.
        image: Pixels,
    },
    /// Build another network, and use it alone from now on; [`Report::Loaded`] hands it over.
    Load {
        /// What it is built from.
        preset: Arc<Preset>,
        /// Its seed.
        seed: u64,
    },
    /// Present images to this network too, from now on: the same edges with other weights.
    Compare {
        /// The network.
        network: Arc<Network>,
    },
    /// Panic, to see what the application makes of it.
    #[cfg(test)]
    Crash,
}

/// What the thread says besides events.
#[derive(Clone, Debug)]
pub enum Report {
    /// The command of that number has been taken.
    Acknowledged(u64),
    /// So has that one, and this is the network that it asked for.
    Loaded {
        /// The command's number.
        number: u64,
        /// The network.
        network: Arc<Network>,
    },
    /// The thread panicked with this message and is gone.
    Failed(String),
}

/// Why a command could not be given.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendError {
    /// Too many are waiting; try again.
    #[error("the simulation is busy: 64 commands are waiting")]
    Busy,
    /// The thread is gone.
    #[error("the simulation has stopped")]
    Stopped,
}

/// The network of a preset as it is shown. One whose activation has a path learns from sets of images and
/// not from one: while one is shown, nothing is plastic. A circuit sees none, and is plastic as it says.
pub fn network_to_show(preset: &Preset, seed: u64) -> Network {
    let is_clocked = matches!(preset.spec().neuron, NeuronSpec::Clocked(_));
    let learns = !is_clocked && preset.sees_images();
    match Preset::try_from(PresetSpec { plasticity: None, ..preset.spec().clone() }) {
        Ok(fixed) if learns => Network::build(&fixed, seed),
        _ => Network::build(preset, seed),
    }
}
