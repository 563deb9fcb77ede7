//! Long work on a thread of its own: it tells how far it is, can be stopped, and ends with a result or a
//! reason.

use crossbeam_channel::{Receiver, TrySendError, bounded};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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
}

impl<T, D> Drop for Job<T, D> {
    fn drop(&mut self) {
        // The thread looks at it between blocks and ends; nobody waits.
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl<T: Send + 'static, D: Send + 'static> Job<T, D> {
    /// Begins `work`, which looks at the flag now and then, and tells how far it is.
    pub fn start(
        name: &str,
        work: impl FnOnce(&AtomicBool, &mut (dyn FnMut(T) + Send)) -> Result<D, String> + Send + 'static,
    ) -> Job<T, D> {
        let (sender, events) = bounded(64);
        let stop = Arc::new(AtomicBool::new(false));
        let job = Job { stop: stop.clone(), events };
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let mut tell = |told| match sender.try_send(Event::Told(told)) {
                    // Nobody looks just now: the next word says more.
                    Ok(()) | Err(TrySendError::Full(_)) => {}
                    // Nobody looks any more.
                    Err(TrySendError::Disconnected(_)) => stop.store(true, Ordering::Relaxed),
                };
                let last = match work(&stop, &mut tell) {
                    Ok(done) => Event::Done(done),
                    Err(reason) => Event::Failed(reason),
                };
                let _ = sender.send(last);
            })
            .expect("the system can start a thread");
        job
    }

    /// The next thing that was said.
    pub fn next(&self) -> Option<Event<T, D>> {
        self.events.try_recv().ok()
    }
}
