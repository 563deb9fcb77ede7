//! Learning in the background: a network sees a set of digits, one after the other, and STDP changes it
//! (G21 Section 3.2). What comes of it stands beside the network as it was.

use super::job::{Event, Job};
use super::outcome::Outcome;
use super::stdp_lesson::StdpLesson;
use crate::app::notice::Notice;
use crate::data::{Cache, Source};
use crate::experiments::stdp::{Config, Prepared};
use crate::runtime::Wake;
use crate::runtime::blocks::Progress;
use bevy::prelude::*;

/// The network that learns, if one does.
#[derive(Resource, Default)]
pub struct Learning {
    job: Option<Job<Progress, StdpLesson>>,
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

    /// Has begun, for tests of what is shown meanwhile.
    #[cfg(test)]
    pub fn begun() -> Learning {
        let job = Job::start("learning", Wake::default(), |_, _| Err("it only began".to_owned()));
        let told = Progress { done: 592, total: 1_000, left: None };
        Learning { job: Some(job), told: Some(told) }
    }

    /// Begins, in place of what went on, with as many images as `config` wants and there are. It has one seed.
    pub fn start(&mut self, config: Config, source: Source, cache: Option<Cache>, wake: Wake) {
        self.told = None;
        self.job = Some(Job::start("learning", wake, move |stop, told| {
            let prepared = Prepared::fitted(config, &source).map_err(|e| e.to_string())?;
            let weights = prepared.learn(cache.as_ref(), stop, told).map_err(|e| e.to_string())?;
            let Config { classes, per_set: images, .. } = prepared.config().clone();
            Ok(StdpLesson { weights, classes, images })
        }));
    }
}

/// Takes in what the thread has said.
pub fn receive(
    mut learning: ResMut<Learning>,
    mut notice: ResMut<Notice>,
    mut outcomes: MessageWriter<Outcome>,
) {
    while let Some(job) = &learning.job {
        let Some(event) = job.next() else { return };
        match event {
            Event::Told(progress) => learning.told = Some(progress),
            Event::Done(lesson) => {
                outcomes.write(Outcome::Learnt(Box::new(lesson)));
                learning.stop();
            }
            Event::Failed(reason) => {
                notice.say(format!("The network did not learn: {reason}"));
                learning.stop();
            }
        }
    }
}
