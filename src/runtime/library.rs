//! The second thread: embeds reference digits, keeps the cloud, says what an input is most like.
//!
//! ```text
//!   app ── LibraryCommand (bounded 64) ──→ thread ── LibraryEvent (bounded 64, never dropped) ──→ app
//! ```
//!
//! References are training images in one seeded order, embedded in blocks over a small pool of
//! threads; between blocks the thread looks at its commands, so growing can be paused or cancelled
//! and questions are answered while it goes on. The basis of the cloud is fitted again as the set
//! doubles. Embeddings are kept in the cache, and read from it at the next start.

mod answers;
mod cloud;
mod embedding;
mod expected;
mod growing;
mod lesson;
mod lessons;
mod messages;
mod order;
mod own;
mod showing;
mod storage;
mod teaching;
pub use messages::{
    Answers, LibraryCommand, LibraryEvent, LibrarySpec, PathTrajectory, Prediction,
    REFERENCE_SAMPLE_MS,
};
#[cfg(test)]
mod tests;
mod worker;

pub use cloud::Cloud;
pub use expected::Expected;
pub use lesson::{Curve, Example, Lesson, OwnPoint, Reach, Subject, only_class};

use super::{Wake, panic_message};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use worker::{Stop, Worker};

/// A handle on the library thread.
pub struct Library {
    commands: Option<Sender<LibraryCommand>>,
    events: Receiver<LibraryEvent>,
    thread: Option<JoinHandle<()>>,
    is_over: Arc<AtomicBool>,
}

impl Library {
    /// Starts the thread; it wakes the reader whenever it has said something.
    pub fn start(spec: LibrarySpec, wake: Wake) -> Library {
        let (commands, command_rx) = bounded(64);
        let (event_tx, events) = bounded(64);
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = is_over.clone();
        let thread = std::thread::Builder::new()
            .name("library".into())
            .spawn(move || {
                let last_words = event_tx.clone();
                let outcome = catch_unwind(AssertUnwindSafe(|| {
                    Worker::new(spec, command_rx, event_tx, wake.clone(), ends)?.run()
                }));
                let reason = match outcome {
                    Ok(Ok(())) | Ok(Err(Stop::Closed)) => return,
                    Ok(Err(Stop::Failed(reason))) => reason,
                    Err(panic) => panic_message(&*panic),
                };
                let _ = last_words.send(LibraryEvent::Failed(reason));
                wake.call();
            })
            .expect("the system can start a thread");
        Library { commands: Some(commands), events, thread: Some(thread), is_over }
    }

    /// Gives a command; false when the thread is busy with 64 others, or gone.
    pub fn send(&self, command: LibraryCommand) -> bool {
        match self.commands.as_ref().map(|commands| commands.try_send(command)) {
            Some(Ok(())) => true,
            Some(Err(TrySendError::Full(_) | TrySendError::Disconnected(_))) | None => false,
        }
    }

    /// The next event, if one has come.
    pub fn next_event(&self) -> Option<LibraryEvent> {
        self.events.try_recv().ok()
    }

    /// The next event, waiting for it until the deadline.
    pub fn wait_event(&self, deadline: std::time::Instant) -> Option<LibraryEvent> {
        self.events.recv_deadline(deadline).ok()
    }

    /// Stops the thread and waits for it.
    pub fn stop(&mut self) {
        self.commands = None;
        self.is_over.store(true, Ordering::Relaxed);
        // Disconnect the other lane too: a thread that waits for room must not wait for ever.
        let (_, closed) = bounded(0);
        self.events = closed;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        self.stop();
    }
}
