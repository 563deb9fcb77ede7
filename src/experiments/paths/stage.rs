//! How far a run is.

use crate::experiments::life::Staged;
use crate::experiments::paths::embed::Step;
use crate::experiments::words::of;
use crate::runtime::blocks::Progress;

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// Images are being presented, to fit the axes or to be projected.
    Presenting(Step),
    /// Neighbours are being asked.
    Asking {
        /// Which row of the table.
        row: usize,
        /// Rows of the table.
        rows: usize,
        /// Images asked about so far.
        progress: Progress,
    },
}

impl Staged for Stage {
    /// Neighbours are asked when parts are merged.
    fn share(&self) -> f64 {
        match self {
            Stage::Presenting(Step::Presenting(progress)) => progress.share(),
            Stage::Presenting(_) | Stage::Asking { .. } => 0.0,
        }
    }

    fn words(&self) -> String {
        match self {
            Stage::Presenting(step) => {
                let (what, progress) = match step {
                    Step::Fitting(progress) => ("images to fit the axes to", progress),
                    Step::Distorting(progress) => {
                        ("images whose distorted copies are shown", progress)
                    }
                    Step::Presenting(progress) => ("images", progress),
                };
                format!(
                    "{} {what}{}",
                    of(progress.done, progress.total),
                    progress.left_to_present()
                )
            }
            Stage::Asking { row, rows, progress } => format!(
                "neighbours: {} images, row {} of {rows} of the table",
                of(progress.done, progress.total),
                row + 1
            ),
        }
    }
}
