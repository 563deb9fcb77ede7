//! Experiments in the background: the runs of `signalscape experiment weights`, one at a time, while the
//! window goes on. What is finished is remembered on the shelf, what was stopped beside its images, and both are
//! there again at the next start.

use super::job::{Event, Job};
use crate::app::notice::Notice;
use crate::app::waking::Frames;
use crate::data::{Cache, ContentHash, Source};
use crate::experiments::blocks::{SavedOnStop, Stopped};
use crate::experiments::error::ExperimentError;
use crate::experiments::life::Run;
use crate::experiments::report::Report;
use crate::experiments::shelf::{Damaged, Shelf, ShelvedRun};
use crate::experiments::stopped::{StoppedRun, StoppedRuns};
use crate::experiments::weights::{Config, Prepared, Results, Stage};
use crate::experiments::words::{count, thousands};
use crate::experiments::{paths, stdp};
use crate::runtime::Wake;
use bevy::prelude::*;
use std::collections::VecDeque;
use std::path::Path;
use std::time::SystemTime;

/// Runs that wait, the one that goes on, and what was found.
#[derive(Resource, Default)]
pub struct Experiments {
    waiting: VecDeque<Config>,
    run: Option<Running>,
    /// How far the present run is.
    pub told: Option<Stage>,
    /// How accuracy came on in the present run or the last.
    pub live: Option<Live>,
    /// What became of the last run or of what was asked for, until another run begins.
    pub said: Option<String>,
    /// What is looked at, the oldest first.
    pub results: Vec<Results>,
    /// Results of Section 3.1 that were opened.
    pub paths: Vec<paths::Results>,
    /// Results of Section 3.2 that were opened.
    pub stdp: Vec<stdp::Results>,
    places: Places,
    /// Reads what is remembered.
    listing: Option<Job<(), Listed>>,
    /// Delete what is kept of stopped runs.
    discarding: Vec<Job<(), ()>>,
    /// Finished runs, of earlier starts too, the newest first.
    pub remembered: Vec<ShelvedRun>,
    /// Finished runs that cannot be read, the newest first.
    pub damaged: Vec<Damaged>,
    /// Stopped runs that can be gone on with, of earlier starts too, the last stopped first.
    pub stopped: Vec<StoppedRun>,
}

/// How accuracy came on as images came.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// Of which run.
    pub config: Config,
    /// Images and accuracy until then, percent.
    pub points: Vec<[f64; 2]>,
}

/// Where runs are remembered.
#[derive(Clone, Default)]
struct Places {
    shelf: Option<Shelf>,
    stopped: Option<StoppedRuns>,
}

/// What was remembered, and in words why the finished runs cannot be read.
#[derive(Debug, Default, PartialEq)]
struct Listed {
    runs: Vec<ShelvedRun>,
    damaged: Vec<Damaged>,
    stopped: Vec<StoppedRun>,
    complaint: Option<String>,
}

/// How a run ended.
enum Ended {
    /// With results, which are on the shelf, or in words why not.
    Finished(Box<Results>, Option<Result<Box<ShelvedRun>, String>>),
    /// By the user; what is remembered of it, if it can be gone on with.
    Stopped(Stopped, Option<Box<StoppedRun>>),
    /// At once: it had been finished before, with these results.
    Known(Box<Results>),
}

/// The run that goes on.
struct Running {
    config: Config,
    /// None once it is over.
    job: Option<Job<Stage, Ended>>,
    is_stopping: bool,
}

impl Drop for Running {
    /// The window may be closing: what is done is kept first, which takes as long as a block of images.
    fn drop(&mut self) {
        if let Some(job) = self.job.take() {
            job.end();
        }
    }
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

    /// Remembers finished runs on a shelf and stopped ones in the cache, and reads in the background which are there.
    #[must_use]
    pub fn with_places(
        self,
        shelf: Option<Shelf>,
        cache: Option<&Cache>,
        source: &Source,
        wake: Wake,
    ) -> Experiments {
        let stopped = cache.map(|cache| StoppedRuns::of(cache.clone(), source));
        let places = Places { shelf, stopped };
        let Places { shelf, stopped } = places.clone();
        let listing = Job::start("runs", wake, move |_, _| {
            let stopped = stopped.map(|stopped| stopped.list()).unwrap_or_default();
            Ok(match shelf.map(|shelf| shelf.list()) {
                None => Listed { stopped, ..Listed::default() },
                Some(Ok((runs, damaged))) => Listed { runs, damaged, stopped, complaint: None },
                Some(Err(why)) => Listed { stopped, complaint: Some(why), ..Listed::default() },
            })
        });
        Experiments { places, listing: Some(listing), ..self }
    }

    /// What runs now.
    pub fn running(&self) -> Option<&Config> {
        self.run.as_ref().map(|run| &run.config)
    }

    /// Whether it was asked to stop, and is keeping what it has done.
    pub fn is_stopping(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.is_stopping)
    }

    /// Runs that wait for the present one.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Whether this waits for the present one.
    pub fn waits(&self, config: &Config) -> bool {
        self.waiting.contains(config)
    }

    /// Runs these, after what runs already; says so of those that run or wait already, which are not run twice.
    pub fn start(&mut self, configs: Vec<Config>) {
        for config in configs {
            let name = &config.preset.name;
            // One that is being stopped may be gone on with.
            if self.running() == Some(&config) && !self.is_stopping() {
                self.said = Some(format!("{name} runs on these images already."));
            } else if self.waits(&config) {
                self.said = Some(format!("{name} waits for its turn on these images already."));
            } else {
                self.waiting.push_back(config);
            }
        }
    }

    /// Asks the present run to stop and forgets those that wait. It ends when it has kept what it has done,
    /// and then says what that is.
    pub fn stop(&mut self) {
        self.waiting.clear();
        if let Some(run) = &mut self.run {
            run.is_stopping = true;
            run.job.iter().for_each(Job::ask_to_stop);
        }
    }

    /// The curve that stands beside the run that is looked at: that of the run that goes on, or its own.
    pub fn live_beside(&self, shown: Option<&Config>) -> Option<&Live> {
        self.live.as_ref().filter(|live| self.run.is_some() || shown == Some(&live.config))
    }

    /// Looks at a run that is remembered.
    pub fn open(&mut self, folder: &Path) {
        if let Some(run) = self.remembered.iter().find(|run| run.folder == folder) {
            self.look_at(run.results.clone());
        }
    }

    /// Looks at results: once, however often they were found.
    fn look_at(&mut self, results: Results) {
        let is_same = |known: &Results| {
            known.config == results.config
                && known.images_sha256 == results.images_sha256
                && known.weights_sha256 == results.weights_sha256
        };
        self.results.retain(|known| !is_same(known));
        self.results.push(results);
    }

    /// Forgets a run; says what the system has against it.
    pub fn forget(&mut self, folder: &Path) -> Result<(), String> {
        let Some(shelf) = &self.places.shelf else { return Ok(()) };
        shelf.remove(folder).map_err(|error| error.to_string())?;
        self.remembered.retain(|run| run.folder != folder);
        self.damaged.retain(|run| run.folder != folder);
        Ok(())
    }

    /// Forgets a stopped run, and in the background the images that are kept of it.
    pub fn discard(&mut self, config: Config, source: &Source, wake: Wake) {
        self.stopped.retain(|run| run.config != config);
        self.discarding.retain(|job| job.next().is_none());
        let Some(stopped) = self.places.stopped.clone() else { return };
        let source = source.clone();
        let discard = Job::start("discard", wake, move |_, _| stopped.discard(&config, &source));
        self.discarding.push(discard);
    }

    /// What is kept in the cache is being deleted.
    pub fn clear(&mut self) {
        self.stopped.clear();
    }

    /// Results of earlier runs of a configuration, if it had been finished; those of other images are for who
    /// reads the images to tell apart.
    fn known(&self, config: &Config) -> Vec<Results> {
        // Where nothing is remembered, nothing could be deleted to have it run again but the window itself.
        let remembered = self.remembered.iter().map(|run| &run.results);
        let looked_at = self.results.iter().filter(|_| self.places.shelf.is_none());
        remembered.chain(looked_at).filter(|run| run.config == *config).cloned().collect()
    }

    /// Takes in the end of the present run. Says what there is to say.
    fn end(&mut self, ended: Result<Ended, String>) -> Option<String> {
        let name = self.running().map_or_else(String::new, |config| config.preset.name.clone());
        self.told = None;
        if let Some(mut run) = self.run.take() {
            run.job = None; // it is over: nobody has to wait for it
        }
        match ended {
            Ok(Ended::Finished(results, remembered)) => {
                // What was said meanwhile was that it runs, or waits.
                self.said = None;
                if !matches!(remembered, Some(Err(_))) {
                    self.stopped.retain(|run| run.config != results.config);
                }
                self.look_at(*results);
                match remembered {
                    Some(Ok(run)) => self.remembered.insert(0, *run),
                    Some(Err(why)) => return Some(format!("The run is not remembered: {why}")),
                    None => {}
                }
                None
            }
            Ok(Ended::Stopped(stopped, remembered)) => {
                // Where it can be gone on with, the list of runs says so, and nobody else.
                self.said = match remembered {
                    Some(run) => {
                        self.stopped.retain(|known| known.config != run.config);
                        self.stopped.insert(0, *run);
                        None
                    }
                    None => Some(words(&name, &stopped)),
                };
                None
            }
            Ok(Ended::Known(results)) => {
                self.said = Some(known_words(&results, self.places.shelf.is_some()));
                self.look_at(*results);
                None
            }
            Err(reason) => Some(format!("The experiment was not run: {reason}")),
        }
    }
}

/// What became of a run that was stopped.
fn words(name: &str, Stopped { done, total, kept, .. }: &Stopped) -> String {
    let after = match done < total {
        true => format!("after {} of {}", thousands(*done), count(*total, "image")),
        false => format!("while {} were classified", count(*total, "image")),
    };
    let kept = match kept {
        SavedOnStop::Images | SavedOnStop::Axes => {
            "They are kept: the same run goes on from there."
        }
        SavedOnStop::NothingYet => "Nothing was done yet.",
        SavedOnStop::Nowhere => "Nothing is kept, since there is no cache.",
        SavedOnStop::Refused => "Nothing is kept, since the cache cannot be written.",
    };
    format!("{name} was stopped {after}. {kept}")
}

/// A run that had been finished before it was asked for.
fn known_words(results: &Results, is_remembered: bool) -> String {
    let (name, images) = (&results.config.preset.name, count(results.images, "image"));
    let again = if is_remembered { " To run it again, delete it first." } else { "" };
    format!("{name} has run on these {images} already: below is what it gave.{again}")
}

/// Takes in what the run has said, and starts the next one.
pub fn receive(
    launch: Res<super::Launch>,
    frames: Res<Frames>,
    mut experiments: ResMut<Experiments>,
    mut notice: ResMut<Notice>,
) {
    if experiments.listing.is_some() {
        take_list(&mut experiments, &mut notice);
    }
    let is_idle = experiments.run.is_none() && experiments.waiting.is_empty();
    // What was asked for before the list is there may be on it.
    if is_idle || experiments.listing.is_some() {
        return;
    }
    let experiments = &mut *experiments;
    let mut ended = None;
    if let Some((config, job)) =
        experiments.run.as_ref().and_then(|run| Some((&run.config, run.job.as_ref()?)))
    {
        while let Some(event) = job.next() {
            match event {
                Event::Told(told) => {
                    if let Stage::Presenting { live, .. } = &told {
                        let (config, points) = (config.clone(), live.clone());
                        experiments.live = (!points.is_empty()).then_some(Live { config, points });
                    }
                    experiments.told = Some(told);
                }
                Event::Done(done) => ended = Some(Ok(done)),
                Event::Failed(reason) => ended = Some(Err(reason)),
            }
        }
    }
    if let Some(said) = ended.and_then(|ended| experiments.end(ended)) {
        notice.say(said);
    }
    if experiments.run.is_none()
        && let Some(config) = experiments.waiting.pop_front()
    {
        experiments.live = None;
        // What became of an earlier run is no news any more.
        experiments.said = None;
        let (source, cache) = (launch.source.clone(), launch.cache.clone());
        let (known, places) = (experiments.known(&config), experiments.places.clone());
        experiments.run = Some(spawn(config, known, source, cache, places, frames.wake()));
    }
}

/// Takes in the runs that are remembered.
fn take_list(experiments: &mut Experiments, notice: &mut Notice) {
    let Some(event) = experiments.listing.as_ref().and_then(Job::next) else { return };
    experiments.listing = None;
    let Listed { runs, damaged, stopped, complaint } = match event {
        Event::Told(()) => return,
        Event::Done(listed) => listed,
        Event::Failed(reason) => Listed { complaint: Some(reason), ..Listed::default() },
    };
    (experiments.remembered, experiments.stopped) = (runs, stopped);
    experiments.damaged = damaged;
    if let Some(why) = complaint {
        notice.say(format!("Finished runs cannot be read: {why}"));
    }
}

fn spawn(
    config: Config,
    known: Vec<Results>,
    source: Source,
    cache: Option<Cache>,
    places: Places,
    wake: Wake,
) -> Running {
    let own = config.clone();
    let job = Job::start("experiment", wake, move |stop, told| {
        let prepared = Prepared::new(own, &source).map_err(|e| e.to_string())?;
        let content: Option<ContentHash> = Some(prepared.content());
        if let Some(mut known) = known.into_iter().find(|run| run.images_sha256 == content) {
            prepared.rename(&mut known);
            return Ok(Ended::Known(Box::new(known)));
        }
        // One core stays free for the window.
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().saturating_sub(1));
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.max(1))
            .build()
            .map_err(|e| e.to_string())?;
        let listed = listing(&prepared, places.stopped.as_ref(), told);
        let results = match pool.install(|| prepared.run(cache.as_ref(), stop, listed)) {
            Ok((results, _)) => results,
            Err(ExperimentError::Stopped(stopped)) => {
                // Here and not in the window, which may be closing.
                let Stopped { done, total, kept, .. } = stopped;
                let runs = places.stopped.filter(|_| kept == SavedOnStop::Images);
                let run = runs.map(|runs| Box::new(runs.put(prepared.config(), done, total)));
                return Ok(Ended::Stopped(stopped, run));
            }
            Err(error) => return Err(error.to_string()),
        };
        let put = |shelf: Shelf| match shelf.put(&results, SystemTime::now()) {
            Ok(run) => Ok(Box::new(run)),
            Err(error) => Err(error.to_string()),
        };
        let remembered = places.shelf.map(put);
        // What is on the shelf is safe, and without a shelf there is nothing safer than the window.
        if !matches!(remembered, Some(Err(_))) {
            cache.iter().for_each(|cache| prepared.forget(cache));
            places.stopped.iter().for_each(|runs| runs.remove(prepared.config()));
        }
        Ok(Ended::Finished(Box::new(results), remembered))
    });
    Running { config, job: Some(job), is_stopping: false }
}

/// Puts a run on the list of those that can be gone on with as soon as some of it is kept: who kills the window
/// finds it there.
fn listing(
    prepared: &Prepared,
    runs: Option<&StoppedRuns>,
    mut tell: impl FnMut(Stage) + Send,
) -> impl FnMut(Stage) + Send {
    let total = prepared.labels().len();
    let mut listed = 0;
    move |told| {
        let kept = match &told {
            Stage::Presenting { kept, .. } => *kept,
            // All were kept before.
            Stage::Classifying { .. } => total,
        };
        if let Some(runs) = runs.filter(|_| kept > listed) {
            runs.put(prepared.config(), kept, total);
            listed = kept;
        }
        tell(told);
    }
}

#[cfg(test)]
mod tests;
