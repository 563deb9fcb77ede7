//! Long work on a thread of its own: it tells how far it is, can be stopped, and ends with a result or a
//! reason.

use crate::runtime::{Wake, panic_message};
use crossbeam_channel::{Receiver, TrySendError, bounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// What the thread says.
pub enum Event<T, D> {
    /// How far it is.
    Told(T),
    /// Its result.
    Done(D),
    /// Why there is none, in words.
    Failed(String),
}

/// Work in progress; dropping the handle stops it.
pub struct Job<T, D> {
    stop: Arc<AtomicBool>,
    events: Receiver<Event<T, D>>,
    thread: Option<JoinHandle<()>>,
}

impl<T, D> Drop for Job<T, D> {
    fn drop(&mut self) {
        // The thread looks at it between blocks and ends; nobody waits.
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl<T: Send + 'static, D: Send + 'static> Job<T, D> {
    /// Begins `work`, which looks at the flag now and then, and tells how far it is; `wake` is called then.
    pub fn start(
        name: &str,
        wake: Wake,
        work: impl FnOnce(&AtomicBool, &mut (dyn FnMut(T) + Send)) -> Result<D, String> + Send + 'static,
    ) -> Job<T, D> {
        let (sender, events) = bounded(64);
        let stop = Arc::new(AtomicBool::new(false));
        let of_thread = stop.clone();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let stop = of_thread;
                let mut tell = |told| match sender.try_send(Event::Told(told)) {
                    Ok(()) => wake.call(),
                    // Nobody looks just now: the next word says more.
                    Err(TrySendError::Full(_)) => {}
                    // Nobody looks any more.
                    Err(TrySendError::Disconnected(_)) => stop.store(true, Ordering::Relaxed),
                };
                let last = match catch_unwind(AssertUnwindSafe(|| work(&stop, &mut tell))) {
                    Ok(Ok(done)) => Event::Done(done),
                    Ok(Err(reason)) => Event::Failed(reason),
                    Err(panic) => Event::Failed(panic_message(&*panic)),
                };
                let _ = sender.send(last);
                wake.call();
            })
            .expect("the system can start a thread");
        Job { stop, events, thread: Some(thread) }
    }

    /// Asks it to end; what it says until then still comes.
    pub fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Ends it, and waits until it has kept what it wants to keep.
    pub fn end(mut self) {
        self.ask_to_stop();
        // A thread that waits for room to say something must not wait for ever.
        self.events = bounded(0).1;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    /// The next thing that is said.
    #[cfg(test)]
    pub fn wait(&self) -> Event<T, D> {
        self.events.recv().expect("it says how it ended")
    }

    /// The next thing that was said.
    pub fn next(&self) -> Option<Event<T, D>> {
        self.events.try_recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_reason() {
        let job: Job<(), ()> =
            Job::start("test", Wake::default(), |_, _| panic!("something was wrong"));
        let Event::Failed(reason) = job.wait() else { panic!("expected a failure") };
        assert!(reason.contains("something was wrong"), "{reason}");
    }

    #[test]
    fn who_ends_a_job_waits_for_what_it_keeps() {
        let kept = Arc::new(AtomicBool::new(false));
        let keeps = kept.clone();
        let job: Job<(), ()> = Job::start("test", Wake::default(), move |stop, _| {
            while !stop.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            keeps.store(true, Ordering::Relaxed);
            Ok(())
        });
        job.end();
        assert!(kept.load(Ordering::Relaxed));
    }
}
