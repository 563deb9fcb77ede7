//! How far a run is.

use crate::experiments::life::Staged;
use crate::experiments::words::of;
use crate::runtime::blocks::Progress;

/// How far a run is.
#[derive(Clone, Debug)]
pub enum Stage {
    /// Images are being presented.
    Presenting {
        /// How far.
        progress: Progress,
        /// Images, and the share of them right, percent: each image by those before it. From the first, of a run that
        /// goes on from what was kept too.
        live: Vec<[f64; 2]>,
        /// Images that are kept so far.
        kept: usize,
    },
    /// Everything has been presented; the splits are being classified.
    Classifying {
        /// Rows of the table so far.
        done: usize,
        /// Rows of the table.
        total: usize,
    },
}

impl Staged for Stage {
    /// What is left once all are presented takes little.
    fn share(&self) -> f64 {
        match self {
            Stage::Presenting { progress, .. } => progress.share(),
            Stage::Classifying { .. } => 1.0,
        }
    }

    fn words(&self) -> String {
        match self {
            Stage::Presenting { progress, live, .. } => {
                let live = live.last();
                let live =
                    live.map_or(String::new(), |[_, live]| format!(", {live:.1} % right so far"));
                format!(
                    "{} images{live}{}",
                    of(progress.done, progress.total),
                    progress.left_to_present()
                )
            }
            Stage::Classifying { done, total } => {
                format!("classifying: {} rows", of(*done, *total))
            }
        }
    }
}
