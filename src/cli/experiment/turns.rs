//! Runs one after the other: with progress, until Ctrl-C, and those that are finished not again.

use super::out::{Out, Part};
pub(super) use super::stop::{STOP, catch_interrupts};
use crate::data::Cache;
use crate::experiments::kept::Finished;
use crate::experiments::shard::{Job, Shard};
use anyhow::{Context, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Between two looks at progress on a terminal.
const LOOK: Duration = Duration::from_millis(200);
/// Between two lines of progress elsewhere.
const LOG: Duration = Duration::from_secs(30);

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

/// The results of runs, one after the other. Those that were finished before the command was stopped are taken
/// as they are, if `is_enough` says that no more is needed of them than results.
pub(super) fn results_of<R, F: Clone + Serialize + DeserializeOwned>(
    runs: &[R],
    cache: Option<&Cache>,
    place: impl Fn(&R) -> Finished,
    is_enough: impl Fn(usize) -> bool,
    mut run: impl FnMut(usize, &R, &mut Line) -> Result<F>,
) -> Result<Vec<F>> {
    let places: Vec<Finished> = runs.iter().map(place).collect();
    let mut all = Vec::new();
    in_turn(runs, |number, one, line| {
        let place = &places[number];
        let known = cache.filter(|_| is_enough(number)).and_then(|cache| place.load(cache));
        let results = match known {
            Some(results) => results,
            None => {
                let results = run(number, one, line)?;
                keep(cache, place, &results, runs.len());
                results
            }
        };
        all.push(results);
        Ok(())
    })?;
    if let Some(cache) = cache {
        places.iter().for_each(|place| place.forget(cache));
    }
    Ok(all)
}

/// Keeps a finished run of several; a cache that cannot be written costs time, not results.
fn keep(cache: Option<&Cache>, place: &Finished, results: &impl serde::Serialize, runs: usize) {
    if let Some(cache) = cache.filter(|_| runs > 1)
        && let Err(error) = place.store(cache, results)
    {
        tracing::warn!("{error}");
    }
}

/// Runs the part that was asked for, and keeps it in its folder; false where the whole was asked for.
pub(super) fn has_run_part<R>(
    out: &Out,
    job: &Job,
    runs: &[R],
    run: impl Fn(&R, Shard, &Cache, &mut Line) -> Result<()>,
) -> Result<bool> {
    match out.part(job)? {
        Part::Whole => return Ok(false),
        Part::Done => {}
        Part::Run(part) => {
            let kept = Cache::open(part.folder.clone());
            in_turn(runs, |_, one, line| run(one, part.shard, &kept, line))?;
            out.finish(&part, job)?;
        }
    }
    Ok(true)
}

/// One line of progress on a terminal; elsewhere a line now and then, for the log of a batch.
pub(super) struct Line {
    what: String,
    is_terminal: bool,
    shown: Instant,
}

impl Line {
    pub fn new(what: String) -> Line {
        Line { what, is_terminal: std::io::stderr().is_terminal(), shown: Instant::now() }
    }

    /// Says something, unless it just did.
    pub fn look(&mut self, words: impl FnOnce() -> String) {
        let every = if self.is_terminal { LOOK } else { LOG };
        if self.shown.elapsed() >= every {
            self.shown = Instant::now();
            self.say(&words());
        }
    }

    pub fn say(&self, words: &str) {
        if self.is_terminal {
            eprint!("\r\x1b[K{}: {words}", self.what);
            let _ = std::io::stderr().flush();
        } else {
            eprintln!("{}: {words}", self.what);
        }
    }

    pub fn clear(&self) {
        if self.is_terminal {
            eprint!("\r\x1b[K");
            let _ = std::io::stderr().flush();
        }
    }
}
