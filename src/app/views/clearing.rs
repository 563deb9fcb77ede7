//! The question whether kept embeddings are to be deleted.

use super::Model;
use crate::experiments::words::{count, number};

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct ClearingView {
    /// The question.
    pub title: String,
    /// What would be deleted, and what would stay.
    pub text: String,
}

impl ClearingView {
    /// Reads it.
    pub fn gather(model: &Model) -> ClearingView {
        let noun = model.digits.noun();
        let megabytes = model.references.cache_bytes.unwrap_or(0) as f64 / 1e6;
        ClearingView {
            title: format!("Delete the kept reference {noun}s?"),
            text: format!(
                "All {} MB that are kept on disk between starts are deleted: references of this network \
                 and of others, and what experiments have kept to go on from after a stop. Finished runs stay. \
                 The {} of the cloud stay until the next start, which then computes them again.",
                number(megabytes, 1),
                count(model.references.done, noun)
            ),
        }
    }
}
