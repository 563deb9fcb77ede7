//! Many images over some workers: in blocks, with progress, until it is done or stopped.

use super::words::{count, thousands};
use crate::analysis::{Coordinate, Knn, KnnError, References};
use crate::data::CacheError;
use rayon::prelude::*;
use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use thiserror::Error;

/// Images of one worker between two looks at the stop flag.
const IMAGES_A_LOOK: usize = 16;
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
    pub kept: Kept,
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
pub enum Kept {
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

impl Kept {
    /// Of a finished run: says so where it could not be kept, which costs time at most.
    pub(super) fn of(written: Result<(), CacheError>) -> Kept {
        match written {
            Ok(()) => Kept::Images,
            Err(error) => {
                tracing::warn!("{error}; nothing is kept, should the run be interrupted");
                Kept::Refused
            }
        }
    }
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Kept::Images => "they are kept, and the same command goes on from there",
            Kept::Axes => "the axes are kept, and the same command goes on from there",
            Kept::NothingYet => "nothing is kept, since none is done",
            Kept::Nowhere => "nothing is kept, since there is no cache",
            Kept::Refused => "nothing is kept, since the cache cannot be written",
        })
    }
}

/// How far it is, said a few times a second.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Images done.
    pub done: usize,
    /// Images wanted.
    pub total: usize,
    /// Time until the end, as far as can be said.
    pub left: Option<Duration>,
}

impl Progress {
    /// In words, how long it takes until all are presented; nothing while that cannot be said.
    pub(super) fn left_to_present(&self) -> String {
        self.left.map_or(String::new(), |left| {
            format!(", about {:.0} s left to present", left.as_secs_f64())
        })
    }

    /// How much is done, from 0 to 1.
    pub fn share(&self) -> f64 {
        self.done as f64 / self.total.max(1) as f64
    }
}

/// Keeps what is done every few seconds, or every minute where that takes long: a power cut costs little, and
/// so does keeping.
pub struct NowAndThen {
    /// When it was kept last.
    since: Instant,
    pause: Duration,
}

impl Default for NowAndThen {
    fn default() -> NowAndThen {
        NowAndThen { since: Instant::now(), pause: pause_after(Duration::ZERO) }
    }
}

impl NowAndThen {
    /// Does so, if it is time again.
    pub fn keep(&mut self, keep: impl FnOnce()) {
        if self.since.elapsed() < self.pause {
            return;
        }
        let started = Instant::now();
        keep();
        *self = NowAndThen { since: Instant::now(), pause: pause_after(started.elapsed()) };
    }
}

/// How long it is not kept again, if that took as long as this.
fn pause_after(keeping: Duration) -> Duration {
    keeping.saturating_mul(KEEPING_SHARE).clamp(KEEP_AFTER, KEEP_BEFORE)
}

/// Gives every place to one of the workers, and what they made of it to `take`, in order. Returns the
/// first place that was not given out: the end, unless `stop` became true.
pub fn in_blocks<W: Send, R: Send>(
    workers: &mut [W],
    places: Range<usize>,
    stop: &AtomicBool,
    work: impl Fn(&mut W, Range<usize>) -> R + Sync,
    mut take: impl FnMut(Progress, Vec<R>),
) -> usize {
    let started = Instant::now();
    let mut done = places.start;
    while done < places.end && !stop.load(Ordering::Relaxed) {
        let part = |worker: usize| {
            let at = |places_on: usize| (done + places_on * IMAGES_A_LOOK).min(places.end);
            at(worker)..at(worker + 1)
        };
        let parts: Vec<R> = workers
            .par_iter_mut()
            .enumerate()
            .filter(|(worker, _)| !part(*worker).is_empty())
            .map(|(worker, state)| work(state, part(worker)))
            .collect();
        done = (done + workers.len() * IMAGES_A_LOOK).min(places.end);
        let rate = started.elapsed() / (done - places.start) as u32;
        let left = Some(rate * (places.end - done) as u32);
        take(Progress { done, total: places.end, left }, parts);
    }
    done
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
    let mut labels = Vec::with_capacity(questions.len() / dim);
    for some in questions.chunks(a_look * dim) {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let first = labels.len();
        let verdicts = knn.classify_many(references, some, |i| exclude(first + i))?;
        labels.extend(verdicts.iter().map(|verdict| verdict.label));
        told(labels.len());
    }
    Ok(Some(labels))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::KnnSpec;

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
    fn every_place_once_and_in_order() {
        let never = AtomicBool::new(false);
        for workers in [1, 3] {
            let mut seen = Vec::new();
            let mut last = 0;
            let mut workers = vec![0; workers];
            let end = in_blocks(
                &mut workers,
                7..120,
                &never,
                |_, places| places.collect::<Vec<_>>(),
                |progress, parts| {
                    seen.extend(parts.into_iter().flatten());
                    last = progress.done;
                },
            );
            assert_eq!((end, last), (120, 120));
            assert!(seen.into_iter().eq(7..120));
        }
    }

    #[test]
    fn keeping_costs_little_and_so_does_being_killed() {
        let pause = |keeping_ms| pause_after(Duration::from_millis(keeping_ms)).as_secs_f64();
        assert_eq!([0, 100, 1_000, 60_000].map(pause), [5.0, 5.0, 30.0, 60.0]);
        let mut keeping = NowAndThen::default();
        keeping.keep(|| panic!("nothing is due at once"));
        keeping.since -= KEEP_AFTER;
        let mut kept = 0;
        keeping.keep(|| kept += 1);
        keeping.keep(|| kept += 1);
        assert_eq!(kept, 1, "and not again at once");
    }

    #[test]
    fn stopping_says_where() {
        let stop = AtomicBool::new(false);
        let mut taken = 0;
        let end = in_blocks(
            &mut [(), ()],
            0..1000,
            &stop,
            |_, places| places.len(),
            |_, parts| {
                taken += parts.iter().sum::<usize>();
                stop.store(true, Ordering::Relaxed);
            },
        );
        assert_eq!(end, taken);
        assert!(0 < end && end < 1000);
    }
}
