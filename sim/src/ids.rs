//! Names of neurons and edges: indices that cannot be mixed up.

use serde::{Deserialize, Serialize};

/// A neuron's index. Input neurons come first; of a sheet, one for each pixel, row-major.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NeuronId(pub u32);

/// An edge's index. Edges are sorted by source, then delay, then target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EdgeId(pub u32);

/// The number of a spike within a run, counted from 0 in order of emission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SpikeId(pub u32);

impl NeuronId {
    /// As an index into per-neuron arrays.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl EdgeId {
    /// As an index into per-edge arrays.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}
