//! Runs one after the other: with progress, until Ctrl-C, and those that are finished not again.

use super::out::{Out, Part, PartOut};
use crate::cli::line::Line;
pub(super) use crate::cli::stop::{STOP, catch_interrupts};
use crate::data::{Cache, CacheError};
use crate::experiments::blocks::Kept;
use crate::experiments::kept::Finished;
use crate::experiments::shard::Whole;
use crate::experiments::{few_labels, paths, weights};
use anyhow::{Context, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// So many, or one for each core.
pub(super) fn use_threads(threads: Option<usize>) -> Result<()> {
    let Some(threads) = threads else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global().context("the threads cannot be started")
}

/// One run after the other, each with a line of progress of its own.
pub(super) fn in_turn<R>(
    runs: &[R],
    mut each: impl FnMut(usize, &R, &mut Line) -> Result<()>,
) -> Result<()> {
    for (number, run) in runs.iter().enumerate() {
        let mut line = Line::new(format!("run {} of {}", number + 1, runs.len()));
        let outcome = each(number, run, &mut line);
        line.clear();
        outcome?;
    }
    Ok(())
}

/// A run that keeps what it has done until what came of it is safe.
pub(super) trait Keeps {
    /// Where its results are kept.
    fn finished(&self) -> Finished;
    /// Removes what it presented.
    fn forget(&self, cache: &Cache);
}

impl Keeps for weights::Prepared {
    fn finished(&self) -> Finished {
        self.finished()
    }
    fn forget(&self, cache: &Cache) {
        self.forget(cache);
    }
}

impl Keeps for few_labels::Prepared {
    fn finished(&self) -> Finished {
        self.finished()
    }
    fn forget(&self, cache: &Cache) {
        self.forget(cache);
    }
}

impl Keeps for paths::Prepared {
    fn finished(&self) -> Finished {
        self.finished()
    }
    fn forget(&self, cache: &Cache) {
        self.forget(cache);
    }
}

/// The results of runs, one after the other. Those that were finished before the command was interrupted are
/// taken as they are, if `is_enough` says that no more is needed of them than results. All are kept until
/// [`forget`]; with them comes what is kept of what they come from: images, if it is of every run. `run` says the
/// same of its images.
pub(super) fn results_of<R: Keeps, F: Serialize + DeserializeOwned>(
    runs: &[R],
    cache: Option<&Cache>,
    is_enough: impl Fn(usize) -> bool,
    mut run: impl FnMut(usize, &R, &mut Line) -> Result<(F, Kept)>,
) -> Result<(Vec<F>, Kept)> {
    let (mut all, mut all_kept) = (Vec::new(), Kept::Images);
    in_turn(runs, |number, one, line| {
        let mut kept = Kept::Images;
        let mut run = || {
            let (results, of_images) = run(number, one, line)?;
            kept = of_images;
            Ok(results)
        };
        let results = match cache.filter(|_| is_enough(number)) {
            None => run()?,
            Some(cache) => {
                let (results, stored) = once(&one.finished(), cache, run)?;
                match stored {
                    // Its results say all: what it presented may be large.
                    Ok(()) => {
                        one.forget(cache);
                        kept = Kept::Images;
                    }
                    // Costs time, not results.
                    Err(error) => tracing::warn!("{error}"),
                }
                results
            }
        };
        if kept != Kept::Images {
            all_kept = kept;
        }
        all.push(results);
        Ok(())
    })?;
    Ok((all, all_kept))
}

/// What was kept, or what `run` gives, and whether that could be kept.
pub(super) fn once<F: Serialize + DeserializeOwned>(
    place: &Finished,
    cache: &Cache,
    run: impl FnOnce() -> Result<F>,
) -> Result<(F, Result<(), CacheError>)> {
    if let Some(results) = place.load(cache) {
        return Ok((results, Ok(())));
    }
    let results = run()?;
    let kept = place.store(cache, &results);
    Ok((results, kept))
}

/// What came of the runs is safe.
pub(super) fn forget<R: Keeps>(runs: &[R], cache: Option<&Cache>) {
    let Some(cache) = cache else { return };
    for run in runs {
        run.finished().forget(cache);
        run.forget(cache);
    }
}

/// Runs the part that was asked for, and keeps it in its folder; false where the whole was asked for.
pub(super) fn has_run_part<R>(
    out: &Out,
    whole: &Whole,
    runs: &[R],
    run: impl Fn(&R, &PartOut, &mut PartLine) -> Result<()>,
) -> Result<bool> {
    match out.part(whole)? {
        Part::Whole => return Ok(false),
        Part::Done => {}
        Part::Run(part) => {
            in_turn(runs, |number, one, line| {
                let mut line = PartLine { line, part: &part, number, runs: runs.len() };
                run(one, &part, &mut line)
            })?;
            out.finish(&part, whole)?;
        }
    }
    Ok(true)
}

/// Progress of a run of a part: on its line, and in the part's folder.
pub(super) struct PartLine<'a> {
    line: &'a mut Line,
    part: &'a PartOut,
    number: usize,
    runs: usize,
}

impl PartLine<'_> {
    /// Says something, and how much of the run is done, from 0 to 1.
    pub fn look(&mut self, share: f64, words: impl FnOnce() -> String) {
        self.part.at((self.number as f64 + share) / self.runs as f64);
        self.line.look(words);
    }
}
