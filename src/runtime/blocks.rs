//! Work on many things: step by step with progress and looks at a stop flag, and within a step on several threads. The same
//! results for any number of threads.

use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Images of one worker between two looks at the stop flag.
const IMAGES_A_LOOK: usize = 16;

/// How far it is, said a few times a second.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// How many are done.
    pub done: usize,
    /// How many are wanted.
    pub total: usize,
    /// Time until the end, as far as can be said.
    pub left: Option<Duration>,
}

impl Progress {
    /// How much is done, from 0 to 1.
    pub fn share(&self) -> f64 {
        self.done as f64 / self.total.max(1) as f64
    }

    /// Of so many that were done when it began, so many now, and so many that are wanted.
    pub fn since(started: Instant, begun: usize, done: usize, total: usize) -> Progress {
        let left = |new: u32| started.elapsed() / new * total.saturating_sub(done) as u32;
        let new = done.checked_sub(begun).filter(|&new| new > 0);
        Progress { done, total, left: new.map(|new| left(new as u32)) }
    }

    /// In words, how long it still takes; nothing while that cannot be said.
    pub fn time_left(&self) -> String {
        self.left.map_or(String::new(), |left| format!(", about {:.0} s left", left.as_secs_f64()))
    }

    /// The same of images that are presented, after which more is to be done.
    pub fn left_to_present(&self) -> String {
        self.left.map_or(String::new(), |_| self.time_left() + " to present")
    }
}

/// Goes through places in steps of so many, and says after each how far it is. Returns the first place that was not gone
/// through: the end, unless `stop` became true or a step failed.
///
/// # Errors
/// That of the step that failed, the last one.
pub fn in_steps<E>(
    places: Range<usize>,
    a_step: usize,
    stop: &AtomicBool,
    mut step: impl FnMut(Range<usize>, &mut dyn FnMut() -> Progress) -> Result<(), E>,
) -> Result<usize, E> {
    let started = Instant::now();
    let mut done = places.start;
    while done < places.end && !stop.load(Ordering::Relaxed) {
        let next = (done + a_step.max(1)).min(places.end);
        let mut progress = || Progress::since(started, places.start, next, places.end);
        step(done..next, &mut progress)?;
        done = next;
    }
    Ok(done)
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
    let a_step = workers.len() * IMAGES_A_LOOK;
    let done = in_steps::<std::convert::Infallible>(places, a_step, stop, |step, progress| {
        let parts = shared_out(workers, step, IMAGES_A_LOOK, &work);
        take(progress(), parts);
        Ok(())
    });
    done.unwrap_or_else(|never| match never {})
}

/// Gives each worker a stretch of so many places, as far as they go, at the same time; what they made of them, in order.
///
/// # Panics
/// If the workers are too few for the places.
pub fn shared_out<W: Send, R: Send>(
    workers: &mut [W],
    places: Range<usize>,
    each: usize,
    work: impl Fn(&mut W, Range<usize>) -> R + Sync,
) -> Vec<R> {
    assert!(places.len() <= workers.len() * each, "{places:?} for {}", workers.len());
    let part = |worker: usize| {
        let at = |worker: usize| (places.start + worker * each).min(places.end);
        at(worker)..at(worker + 1)
    };
    workers
        .par_iter_mut()
        .enumerate()
        .filter(|(worker, _)| !part(*worker).is_empty())
        .map(|(worker, state)| work(state, part(worker)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_is_what_the_rest_takes_at_the_rate_so_far() {
        let started = Instant::now() - Duration::from_secs(20);
        let left_s = |begun, done| {
            Progress::since(started, begun, done, 100).left.map(|left| left.as_secs_f64().round())
        };
        assert_eq!(left_s(0, 20), Some(80.0));
        assert_eq!(left_s(60, 80), Some(20.0), "those that were there took no time");
        assert_eq!((left_s(60, 60), left_s(0, 100), left_s(0, 120)), (None, Some(0.0), Some(0.0)));
        let progress = Progress { done: 20, total: 100, left: Some(Duration::from_secs(80)) };
        assert_eq!(progress.left_to_present(), ", about 80 s left to present");
        assert_eq!(Progress { left: None, ..progress }.left_to_present(), "");
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

    #[test]
    fn a_step_that_fails_is_the_last() {
        let never = AtomicBool::new(false);
        let mut steps = Vec::new();
        let failed = in_steps(0..10, 4, &never, |step, progress| {
            steps.push((step, progress().done));
            if steps.len() == 2 { Err("no") } else { Ok(()) }
        });
        assert_eq!((failed, steps), (Err("no"), vec![(0..4, 4), (4..8, 8)]));
    }
}
