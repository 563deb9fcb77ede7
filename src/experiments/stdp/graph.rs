//! Which weights a graph has: before, after, and its controls.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Which weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Graph {
    /// G: as it was built.
    Bare,
    /// G_STDP: as the first set left it.
    Stdp,
    /// G with the changes of G_STDP on other edges of the same block.
    Shuffled,
}

impl Graph {
    /// In the order of tables.
    pub const ALL: [Graph; 3] = [Graph::Bare, Graph::Stdp, Graph::Shuffled];
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Graph::Bare => "G",
            Graph::Stdp => "G_STDP",
            Graph::Shuffled => "shuffled",
        })
    }
}
