//! Names of neurons and edges: indices that cannot be mixed up.

use serde::{Deserialize, Serialize};
use std::ops::Range;

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

/// Edges that follow each other in number: of a neuron, between hidden neurons, or those that can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EdgeRange {
    start: u32,
    end: u32,
}

impl EdgeRange {
    pub(crate) fn new(start: usize, end: usize) -> EdgeRange {
        EdgeRange { start: start as u32, end: end as u32 }
    }

    /// How many they are.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The first, if there is one; it has all their numbers after it.
    pub fn first(self) -> Option<EdgeId> {
        self.iter().next()
    }

    /// How many edges come before these.
    pub fn before(self) -> usize {
        self.start as usize
    }

    /// Whether an edge is one of them.
    pub fn contains(self, edge: EdgeId) -> bool {
        (self.start..self.end).contains(&edge.0)
    }

    /// Which of them an edge is, from 0.
    pub fn place_of(self, edge: EdgeId) -> Option<usize> {
        self.contains(edge).then(|| (edge.0 - self.start) as usize)
    }

    /// Each of them, in order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = EdgeId> + DoubleEndedIterator + Clone {
        (self.start..self.end).map(EdgeId)
    }

    /// Their places in per-edge arrays, such as [`Network::weights`](crate::Network::weights).
    pub fn indices(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}
