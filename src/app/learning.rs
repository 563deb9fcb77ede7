//! Learning in the background: a network sees a set of digits, one after the other, and STDP changes it
//! (G21 Section 3.2). What comes of it stands beside the network as it was.

use super::command::AppCommand;
use super::state::Notice;
use crate::data::{Cache, Source};
use crate::experiments::blocks::Progress;
use crate::experiments::stdp::{Config, Prepared};
use bevy::prelude::*;
use crossbeam_channel::{Receiver, TrySendError, bounded};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the thread says.
enum Event {
    Told(Progress),
    Done(Vec<f32>),
    Failed(String),
}

/// One network that learns.
struct Job {
    config: Config,
    stop: Arc<AtomicBool>,
    events: Receiver<Event>,
}

impl Drop for Job {
    fn drop(&mut self) {
        // The thread looks at it every few images and ends; nobody waits.
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Weights after learning.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Of all edges.
    pub weights: Vec<f32>,
    /// The digits that were shown, by turns.
    pub classes: Vec<u8>,
    /// How many.
    pub images: usize,
}

/// The network that learns, if one does.
#[derive(Resource, Default)]
pub struct Learning {
    job: Option<Job>,
    told: Option<Progress>,
}

impl Learning {
    /// How far it is, while it goes on.
    pub fn progress(&self) -> Option<Progress> {
        self.told.filter(|_| self.job.is_some())
    }

    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        self.job.is_some()
    }

    /// Ends it; what was learnt is lost.
    pub fn stop(&mut self) {
        self.job = None;
        self.told = None;
    }

    /// Begins, in place of what went on. `config` has one seed.
    pub fn start(&mut self, config: Config, source: Source, cache: Option<Cache>) {
        let (sender, events) = bounded(64);
        let stop = Arc::new(AtomicBool::new(false));
        self.told = None;
        self.job = Some(Job { config: config.clone(), stop: stop.clone(), events });
        std::thread::Builder::new()
            .name("learning".into())
            .spawn(move || {
                let told = |progress| match sender.try_send(Event::Told(progress)) {
                    // Nobody looks just now: the next word says more.
                    Ok(()) | Err(TrySendError::Full(_)) => {}
                    // Nobody looks any more.
                    Err(TrySendError::Disconnected(_)) => stop.store(true, Ordering::Relaxed),
                };
                let learnt = Prepared::new(config, &source)
                    .and_then(|prepared| prepared.learn(cache.as_ref(), &stop, told));
                let last = match learnt {
                    Ok(weights) => Event::Done(weights),
                    Err(error) => Event::Failed(error.to_string()),
                };
                let _ = sender.send(last);
            })
            .expect("the system can start a thread");
    }
}

/// Takes in what the thread has said.
pub fn receive(
    mut learning: ResMut<Learning>,
    mut notice: ResMut<Notice>,
    mut commands: MessageWriter<AppCommand>,
) {
    while let Some(job) = &learning.job {
        let Ok(event) = job.events.try_recv() else { return };
        let (classes, images) = (job.config.classes.clone(), job.config.per_set);
        match event {
            Event::Told(progress) => learning.told = Some(progress),
            Event::Done(weights) => {
                commands.write(AppCommand::Learnt(Box::new(Lesson { weights, classes, images })));
                learning.stop();
            }
            Event::Failed(reason) => {
                notice.say(format!("The network did not learn: {reason}"));
                learning.stop();
            }
        }
    }
}
