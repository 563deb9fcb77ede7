//! How far a run is.

use crate::experiments::life::Staged;
use crate::experiments::stdp::graph::Graph;
use crate::experiments::words::of;
use crate::runtime::blocks::Progress;

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// All networks learn from the first set.
    Training(Progress),
    /// A network's graphs are read.
    Reading {
        /// Which network, from 0.
        network: usize,
        /// Of how many.
        networks: usize,
        /// Which of its graphs.
        graph: Graph,
        /// Images of both sets.
        progress: Progress,
    },
}

impl Staged for Stage {
    /// While networks learn, how many of them do is not known.
    fn share(&self) -> f64 {
        match self {
            Stage::Training(_) => 0.0,
            Stage::Reading { network, networks, graph, progress } => {
                let graphs = Graph::ALL.len() as f64;
                let of_network = (f64::from(*graph as u8) + progress.share()) / graphs;
                (*network as f64 + of_network) / *networks as f64
            }
        }
    }

    fn words(&self) -> String {
        let (what, progress) = match self {
            Stage::Training(progress) => ("learning: images".to_owned(), progress),
            Stage::Reading { network, networks, graph, progress } => {
                (format!("network {} of {networks}, {graph}: images", network + 1), progress)
            }
        };
        let left = progress.left.map_or(String::new(), |left| {
            format!(", about {:.0} s left of this step", left.as_secs_f64())
        });
        format!("{what} {}{left}", of(progress.done, progress.total))
    }
}
