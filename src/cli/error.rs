//! Errors as a person reads them, one line each.
//!
//! A [`Usage`] error is about what was typed and would be wrong on any machine, or about a place for results that
//! is taken. What is named and not there, or cannot be used, is a failure like any other: a picture of `label`, a
//! folder of `--data`, `report`, `merge` or `parts`.

use crate::experiments::blocks::Stopped;
use thiserror::Error;

/// Something is wrong with the arguments; nothing was done. Ends in exit code 2.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// A failure that was reported when it happened. Ends in exit code 1 without more words.
#[derive(Debug, Error)]
#[error("some of the work failed")]
pub struct AlreadyReported;

/// The program was asked to stop before it had answered.
#[derive(Debug, Error)]
pub(super) enum Interrupted {
    /// There is a cache.
    #[error(
        "stopped; the references that were embedded are kept, and the same command goes on from there"
    )]
    Kept,
    /// There is none.
    #[error("stopped; nothing is kept without a cache")]
    Uncached,
    /// Nothing had to be embedded.
    #[error("stopped; nothing was written, and the same command starts anew")]
    Unwritten,
}

/// Labels are put away, and what was told reaches no neighbour of a picture.
#[derive(Debug, Error)]
#[error(
    "expected a picture like one that was told, found none near it that what was told reaches: tell more"
)]
pub(super) struct Unreached;

/// Results could not be written where they were to be.
#[derive(Debug, Error)]
#[error("{why}; {kept}")]
pub(super) struct Unsaved {
    /// What the system said of which file.
    pub why: String,
    /// What is kept of them, and how to go on.
    pub kept: String,
}

/// Whether the command was asked to stop before it was done. Ends in exit code 75, which systems for batches
/// and `sysexits.h` take for "try again": the same command goes on from what is kept.
pub fn is_stopped(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.is::<Stopped>() || cause.is::<Interrupted>())
}

/// `--flag: expected …, found …`.
pub(super) fn refuse(
    flag: &str,
    expected: impl std::fmt::Display,
    found: impl std::fmt::Display,
) -> anyhow::Error {
    Usage(format!("{flag}: expected {expected}, found {found}")).into()
}

/// An error and its causes. A cause that the error quotes already is not said twice.
pub fn words(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if words.is_empty() {
            words = cause;
        } else if !words.contains(&cause) {
            words = format!("{words}: {cause}");
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn a_quoted_cause_is_said_once() {
        #[derive(Debug, Error)]
        #[error("a.png: cannot be read: {source}")]
        struct Quoting {
            source: std::io::Error,
        }
        let quoting = Quoting { source: std::io::Error::other("disk on fire") };
        let error = Err::<(), _>(quoting).context("the picture").unwrap_err();
        assert_eq!(words(&error), "the picture: a.png: cannot be read: disk on fire");
    }
}
