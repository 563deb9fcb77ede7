//! Experiments in the background: the runs of `signalscape experiment weights`, one at a time, while the
//! window goes on.

use super::job::{Event, Job};
use super::state::Notice;
use crate::data::{Cache, Source};
use crate::experiments::output::Report;
use crate::experiments::weights::{Config, Prepared, Results, Told};
use crate::experiments::{paths, stdp};
use bevy::prelude::*;
use std::collections::VecDeque;

/// Runs that wait, the one that goes on, and what was found.
#[derive(Resource, Default)]
pub struct Experiments {
    waiting: VecDeque<Config>,
    job: Option<(Config, Job<Told, Results>)>,
    /// How far the present run is.
    pub told: Option<Told>,
    /// Images and running accuracy, percent, of the present run.
    pub live: Vec<[f64; 2]>,
    /// What is finished, the oldest first.
    pub results: Vec<Results>,
    /// Results of Section 3.1 that were opened.
    pub paths: Vec<paths::Results>,
    /// Results of Section 3.2 that were opened.
    pub stdp: Vec<stdp::Results>,
}

impl Experiments {
    /// Results that were opened.
    pub fn of(report: &Report) -> Experiments {
        Experiments {
            results: report.runs.clone(),
            paths: report.paths.clone(),
            stdp: report.stdp.clone(),
            ..Experiments::default()
        }
    }

    /// What runs now.
    pub fn running(&self) -> Option<&Config> {
        self.job.as_ref().map(|(config, _)| config)
    }

    /// Runs that wait for the present one.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Runs these, after what runs already.
    pub fn start(&mut self, configs: Vec<Config>) {
        self.waiting.extend(configs);
    }

    /// Stops the present run and forgets those that wait. With a cache, what the present one has done
    /// is kept, and the same run goes on from there; says so.
    pub fn stop(&mut self, has_cache: bool) -> Option<String> {
        self.waiting.clear();
        let name = self.job.take()?.0.preset.name.clone();
        let done = match self.told.take() {
            Some(Told::Presenting { progress, .. }) => {
                format!(" after {} of {} images", progress.done, progress.total)
            }
            _ => String::new(),
        };
        let kept = if has_cache { ". They are kept: the same run goes on from there" } else { "" };
        Some(format!("{name} was stopped{done}{kept}."))
    }
}

/// Takes in what the run has said, and starts the next one.
pub fn receive(
    launch: Res<super::Launch>,
    mut experiments: ResMut<Experiments>,
    mut notice: ResMut<Notice>,
) {
    if experiments.job.is_none() && experiments.waiting.is_empty() {
        return;
    }
    let experiments = &mut *experiments;
    let mut is_over = false;
    if let Some((_, job)) = &experiments.job {
        while let Some(event) = job.next() {
            match event {
                Event::Told(told) => {
                    if let Told::Presenting { progress, live: Some(live) } = told {
                        let point = [progress.done as f64, live];
                        if experiments.live.last().is_none_or(|last| last[1] != live) {
                            experiments.live.push(point);
                        }
                    }
                    experiments.told = Some(told);
                }
                Event::Done(results) => {
                    experiments.results.push(results);
                    is_over = true;
                }
                Event::Failed(reason) => {
                    notice.say(format!("The experiment was not run: {reason}"));
                    is_over = true;
                }
            }
        }
    }
    if is_over {
        experiments.job = None;
        experiments.told = None;
    }
    if experiments.job.is_none()
        && let Some(config) = experiments.waiting.pop_front()
    {
        experiments.live.clear();
        experiments.job = Some(spawn(config, launch.source.clone(), launch.cache.clone()));
    }
}

fn spawn(config: Config, source: Source, cache: Option<Cache>) -> (Config, Job<Told, Results>) {
    let own = config.clone();
    let job = Job::start("experiment", move |stop, told| {
        let prepared = Prepared::new(own, &source).map_err(|e| e.to_string())?;
        // One core stays free for the window.
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().saturating_sub(1));
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.max(1))
            .build()
            .map_err(|e| e.to_string())?;
        let outcome = pool.install(|| prepared.run(cache.as_ref(), stop, told));
        outcome.map(|(results, _)| results).map_err(|e| e.to_string())
    });
    (config, job)
}
