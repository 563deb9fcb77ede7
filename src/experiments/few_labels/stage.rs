//! How far a run is.

use crate::experiments::few_labels::results::Features;
use crate::experiments::life::Staged;
use crate::experiments::words::of;
use crate::runtime::blocks::Progress;

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// Images are being presented, to fit the axes of temporal paths to them.
    Fitting(Progress),
    /// Images are being presented.
    Presenting(Progress),
    /// Labels are drawn and spread.
    Labelling {
        /// What images are compared by.
        what: Features,
        /// Draws that are done.
        done: usize,
        /// Draws of this embedding, over all numbers of labels.
        total: usize,
    },
}

impl Staged for Stage {
    /// Labels are drawn when parts are merged.
    fn share(&self) -> f64 {
        match self {
            Stage::Fitting(_) => 0.0,
            Stage::Presenting(progress) => progress.share(),
            Stage::Labelling { .. } => 1.0,
        }
    }

    fn words(&self) -> String {
        match self {
            Stage::Fitting(progress) => {
                format!("{} images to fit the axes to", of(progress.done, progress.total))
            }
            Stage::Presenting(progress) => {
                format!(
                    "{} images{}",
                    of(progress.done, progress.total),
                    progress.left_to_present()
                )
            }
            Stage::Labelling { what, done, total } => {
                format!("{}: {} draws of labelled examples", what.words(), of(*done, *total))
            }
        }
    }
}
