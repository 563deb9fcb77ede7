//! Where a run was stopped and what is kept of it, when that is kept, and questions in steps.

use super::words::{count, thousands};
use crate::analysis::{Coordinate, Knn, KnnError, References};
use crate::data::CacheError;
use crate::runtime::blocks::in_steps;
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};
use thiserror::Error;

/// Numbers that one thread compares between two looks at the stop flag: some tenths of a second.
const COMPARED_A_LOOK: usize = 1 << 30;
/// Questions that a search takes at a time.
const QUESTIONS: usize = 64;
/// Between two times at which what is done is kept: at least this, should it be killed,
const KEEP_AFTER: Duration = Duration::from_secs(5);
/// at most this, should it be much,
const KEEP_BEFORE: Duration = Duration::from_secs(60);
/// and between them so many times what keeping took.
const KEEPING_SHARE: u32 = 30;

/// Stopped by the user.
#[derive(Clone, Debug, Error)]
#[error("{}; {kept}", stopped(*done, *total, noun))]
pub struct Stopped {
    /// How many are done.
    pub done: usize,
    /// How many are wanted.
    pub total: usize,
    /// What they are: `image` or `network`.
    pub noun: &'static str,
    /// What becomes of them.
    pub kept: SavedOnStop,
}

impl Stopped {
    /// Some of the networks are done; each is kept as soon as it is, if any `is_kept`.
    pub fn of_networks(done: usize, total: usize, is_kept: bool) -> Stopped {
        let kept = match is_kept {
            true if done > 0 => SavedOnStop::Images,
            true => SavedOnStop::NothingYet,
            false => SavedOnStop::Nowhere,
        };
        Stopped { done, total, noun: "network", kept }
    }
}

/// Where it was stopped, in words; `noun` is what there are so many of.
pub fn stopped(done: usize, total: usize, noun: &str) -> String {
    let all = count(total, noun);
    match done < total {
        true => format!("stopped after {} of {all}", thousands(done)),
        false => format!("stopped while {all} were classified"),
    }
}

/// What is kept of a run, should it be stopped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SavedOnStop {
    /// What was done.
    Images,
    /// No image yet, but the axes.
    Axes,
    /// Nothing: none is done.
    NothingYet,
    /// Nothing: there is no cache.
    #[default]
    Nowhere,
    /// Nothing: the cache cannot be written.
    Refused,
}

impl SavedOnStop {
    /// Of a finished run: says so where it could not be kept, which costs time at most.
    pub(super) fn of(written: Result<(), CacheError>) -> SavedOnStop {
        match written {
            Ok(()) => SavedOnStop::Images,
            Err(error) => {
                tracing::warn!("{error}; nothing is kept, should the run be interrupted");
                SavedOnStop::Refused
            }
        }
    }
}

impl fmt::Display for SavedOnStop {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            SavedOnStop::Images => "they are kept, and the same command goes on from there",
            SavedOnStop::Axes => "the axes are kept, and the same command goes on from there",
            SavedOnStop::NothingYet => "nothing is kept, since none is done",
            SavedOnStop::Nowhere => "nothing is kept, since there is no cache",
            SavedOnStop::Refused => "nothing is kept, since the cache cannot be written",
        })
    }
}

/// Keeps what is done every few seconds, or every minute where that takes long: a power cut costs little, and
/// so does keeping.
pub struct CheckpointTimer {
    /// When it was kept last.
    since: Instant,
    pause: Duration,
}

impl Default for CheckpointTimer {
    fn default() -> CheckpointTimer {
        CheckpointTimer { since: Instant::now(), pause: pause_after(Duration::ZERO) }
    }
}

impl CheckpointTimer {
    /// Does so, if it is time again.
    pub fn keep(&mut self, keep: impl FnOnce()) {
        if self.since.elapsed() < self.pause {
            return;
        }
        let started = Instant::now();
        keep();
        *self = CheckpointTimer { since: Instant::now(), pause: pause_after(started.elapsed()) };
    }
}

/// How long it is not kept again, if that took as long as this.
fn pause_after(keeping: Duration) -> Duration {
    keeping.saturating_mul(KEEPING_SHARE).clamp(KEEP_AFTER, KEEP_BEFORE)
}

/// The labels of many questions, each a row of numbers, and to `told` how many there are so far; none when `stop`
/// became true. `exclude(i)` names the reference that may not vote on question i.
///
/// # Errors
/// As [`Knn::classify_many`].
pub fn in_questions<T: Coordinate>(
    knn: &Knn,
    references: References<T>,
    questions: &[T],
    exclude: impl Fn(usize) -> Option<usize> + Sync,
    stop: &AtomicBool,
    mut told: impl FnMut(usize),
) -> Result<Option<Vec<u8>>, KnnError> {
    let dim = references.dim();
    let each = (references.len() * dim).max(1);
    let a_thread = (COMPARED_A_LOOK / each / QUESTIONS).max(1) * QUESTIONS;
    let a_look = a_thread * rayon::current_num_threads();
    let total = questions.len() / dim;
    let mut labels = Vec::with_capacity(total);
    let done = in_steps(0..total, a_look, stop, |step, _| {
        let some = &questions[step.start * dim..step.end * dim];
        let verdicts = knn.classify_many(references, some, |i| exclude(step.start + i))?;
        labels.extend(verdicts.iter().map(|verdict| verdict.label));
        told(labels.len());
        Ok::<_, KnnError>(())
    })?;
    Ok((done == total).then_some(labels))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::KnnSpec;
    use std::sync::atomic::Ordering;

    #[test]
    fn questions_are_asked_a_few_at_a_time_until_it_is_stopped() {
        let (dim, count) = (1 << 10, 1 << 10);
        let rows: Vec<u8> = (0..count * dim).map(|at| (at / dim * 7 % 251) as u8).collect();
        let labels: Vec<u8> = (0..count).map(|i| (i % 10) as u8).collect();
        let references = References::new(&rows, dim, &labels).unwrap();
        let knn = Knn::try_from(KnnSpec { k: 1, ..KnnSpec::default() }).unwrap();
        // A thousand questions are as much as one thread takes between two looks, so three of them are more.
        let questions = rows.repeat(3);
        let ask = |until: usize| {
            let (stop, mut last) = (AtomicBool::new(false), 0);
            let found = in_questions(
                &knn,
                references,
                &questions,
                |_| None,
                &stop,
                |asked| {
                    last = asked;
                    stop.store(asked >= until, Ordering::Relaxed);
                },
            );
            (found.unwrap(), last)
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        pool.install(|| {
            assert_eq!(ask(1), (None, 1 << 10), "stopped after the first look");
            let (found, last) = ask(usize::MAX);
            let all = knn.classify_many(references, &questions, |_| None).unwrap();
            let all: Vec<u8> = all.iter().map(|verdict| verdict.label).collect();
            assert_eq!((found, last), (Some(all), 3 << 10));
        });
    }

    #[test]
    fn keeping_costs_little_and_so_does_being_killed() {
        let pause = |keeping_ms| pause_after(Duration::from_millis(keeping_ms)).as_secs_f64();
        assert_eq!([0, 100, 1_000, 60_000].map(pause), [5.0, 5.0, 30.0, 60.0]);
        let mut keeping = CheckpointTimer::default();
        keeping.keep(|| panic!("nothing is due at once"));
        keeping.since -= KEEP_AFTER;
        let mut kept = 0;
        keeping.keep(|| kept += 1);
        keeping.keep(|| kept += 1);
        assert_eq!(kept, 1, "and not again at once");
    }
}
