//! Experiments in the background: the runs of `signalscape experiment weights`, one at a time, while the
//! window goes on. What is finished is remembered on the shelf, and there again at the next start.

use super::frames::Frames;
use super::job::{Event, Job};
use super::state::Notice;
use crate::data::{Cache, Source};
use crate::experiments::blocks::{Kept, Stopped};
use crate::experiments::gather::GatherError;
use crate::experiments::output::Report;
use crate::experiments::shelf::{Remembered, Shelf};
use crate::experiments::weights::{Config, ExperimentError, Prepared, Results, Told};
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
    pub told: Option<Told>,
    /// Images and running accuracy, percent, of the present run.
    pub live: Vec<[f64; 2]>,
    /// What became of the last run, if it was stopped and nothing was started since.
    pub stopped: Option<String>,
    /// What is looked at, the oldest first.
    pub results: Vec<Results>,
    /// Results of Section 3.1 that were opened.
    pub paths: Vec<paths::Results>,
    /// Results of Section 3.2 that were opened.
    pub stdp: Vec<stdp::Results>,
    shelf: Option<Shelf>,
    /// Reads what is on the shelf.
    listing: Option<Job<(), Listed>>,
    /// Finished runs, of earlier starts too, the newest first.
    pub remembered: Vec<Remembered>,
}

type Listed = (Vec<Remembered>, Vec<String>);

/// How a run ended.
enum Ended {
    /// With results, which are on the shelf, or in words why not.
    Finished(Box<Results>, Option<Result<Box<Remembered>, String>>),
    /// By the user.
    Stopped(Stopped),
}

/// The run that goes on.
struct Running {
    config: Config,
    /// None once it is over.
    job: Option<Job<Told, Ended>>,
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

    /// Remembers runs on a shelf, and reads in the background which are there.
    #[must_use]
    pub fn with_shelf(self, shelf: Option<Shelf>, wake: Wake) -> Experiments {
        let own = shelf.clone();
        let list = own.map(|shelf| Job::start("runs", wake, move |_, _| Ok(shelf.list())));
        Experiments { shelf, listing: list, ..self }
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

    /// Runs these, after what runs already.
    pub fn start(&mut self, configs: Vec<Config>) {
        self.waiting.extend(configs);
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

    /// Looks at a run that is remembered.
    pub fn open(&mut self, folder: &Path) {
        if let Some(run) = self.remembered.iter().find(|run| run.folder == folder) {
            let results = run.results.clone();
            self.results.retain(|known| *known != results);
            self.results.push(results);
        }
    }

    /// Forgets a run; says what the system has against it.
    pub fn forget(&mut self, folder: &Path) -> Result<(), String> {
        let Some(shelf) = &self.shelf else { return Ok(()) };
        shelf.remove(folder).map_err(|error| error.to_string())?;
        self.remembered.retain(|run| run.folder != folder);
        Ok(())
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
                self.results.push(*results);
                match remembered {
                    Some(Ok(run)) => self.remembered.insert(0, *run),
                    Some(Err(why)) => return Some(format!("The run is not remembered: {why}")),
                    None => {}
                }
                None
            }
            Ok(Ended::Stopped(stopped)) => {
                self.stopped = Some(words(&name, &stopped));
                self.stopped.clone()
            }
            Err(reason) => Some(format!("The experiment was not run: {reason}")),
        }
    }
}

/// What became of a run that was stopped.
fn words(name: &str, Stopped { done, total, kept }: &Stopped) -> String {
    let after = match done < total {
        true => format!("after {} of {}", thousands(*done), count(*total, "image")),
        false => format!("while {} were classified", count(*total, "image")),
    };
    let kept = match kept {
        Kept::Images | Kept::Axes => "They are kept: the same run goes on from there.",
        Kept::NothingYet => "Nothing was done yet.",
        Kept::Nowhere => "Nothing is kept, since there is no cache.",
        Kept::Refused => "Nothing is kept, since the cache cannot be written.",
    };
    format!("{name} was stopped {after}. {kept}")
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
    if experiments.run.is_none() && experiments.waiting.is_empty() {
        return;
    }
    let experiments = &mut *experiments;
    let mut ended = None;
    if let Some(job) = experiments.run.as_ref().and_then(|run| run.job.as_ref()) {
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
        experiments.live.clear();
        experiments.stopped = None;
        let (source, cache) = (launch.source.clone(), launch.cache.clone());
        let shelf = experiments.shelf.clone();
        experiments.run = Some(spawn(config, source, cache, shelf, frames.wake()));
    }
}

/// Takes in the runs that are remembered.
fn take_list(experiments: &mut Experiments, notice: &mut Notice) {
    let Some(event) = experiments.listing.as_ref().and_then(Job::next) else { return };
    experiments.listing = None;
    let (runs, complaints) = match event {
        Event::Told(()) => return,
        Event::Done(listed) => listed,
        Event::Failed(reason) => (Vec::new(), vec![reason]),
    };
    // A run that was finished meanwhile may have been listed, too.
    let known = &experiments.remembered;
    let earlier: Vec<Remembered> = runs
        .into_iter()
        .filter(|run| known.iter().all(|known| known.folder != run.folder))
        .collect();
    experiments.remembered.extend(earlier);
    if let Some(first) = complaints.first() {
        let more = match complaints.len() {
            1 => String::new(),
            all => format!(" (and {} more)", all - 1),
        };
        notice.say(format!("A finished run cannot be read: {first}{more}"));
    }
}

fn spawn(
    config: Config,
    source: Source,
    cache: Option<Cache>,
    shelf: Option<Shelf>,
    wake: Wake,
) -> Running {
    let own = config.clone();
    let job = Job::start("experiment", wake, move |stop, told| {
        let prepared = Prepared::new(own, &source).map_err(|e| e.to_string())?;
        // One core stays free for the window.
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().saturating_sub(1));
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.max(1))
            .build()
            .map_err(|e| e.to_string())?;
        let results = match pool.install(|| prepared.run(cache.as_ref(), stop, told)) {
            Ok((results, _)) => results,
            Err(ExperimentError::Gather(GatherError::Stopped(stopped))) => {
                return Ok(Ended::Stopped(stopped));
            }
            Err(error) => return Err(error.to_string()),
        };
        let put = |shelf: Shelf| match shelf.put(&results, SystemTime::now()) {
            Ok(run) => Ok(Box::new(run)),
            Err(error) => Err(error.to_string()),
        };
        let remembered = shelf.map(put);
        // What is on the shelf is safe, and without a shelf there is nothing safer than the window.
        if !matches!(remembered, Some(Err(_))) {
            cache.iter().for_each(|cache| prepared.forget(cache));
        }
        Ok(Ended::Finished(Box::new(results), remembered))
    });
    Running { config, job: Some(job), is_stopping: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Preset;

    fn config(images: usize) -> Config {
        let preset = Preset::builtin("weights-196").unwrap();
        Config { limit: Some(images), times_ms: vec![100.0], ..Config::of(&preset) }
    }

    /// What a run says last.
    fn end(run: &Running) -> Result<Ended, String> {
        let job = run.job.as_ref().unwrap();
        loop {
            match job.wait() {
                Event::Told(_) => {}
                Event::Done(ended) => return Ok(ended),
                Event::Failed(reason) => return Err(reason),
            }
        }
    }

    #[test]
    fn what_is_said_to_be_kept_is_gone_on_from() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().join("cache"));
        let shelf = Shelf::open(folder.path().join("runs"));
        let run = || {
            let (cache, shelf) = (Some(cache.clone()), Some(shelf.clone()));
            spawn(config(10_000), Source::Embedded, cache, shelf, Wake::default())
        };
        let mut experiments = Experiments { run: Some(run()), ..Experiments::default() };
        let first = experiments.run.as_ref().unwrap();
        assert!(matches!(first.job.as_ref().unwrap().wait(), Event::Told(Told::Presenting { .. })));
        experiments.stop();
        assert!(experiments.is_stopping() && experiments.running().is_some());
        let ended = end(experiments.run.as_ref().unwrap());
        let Ok(Ended::Stopped(stopped)) = &ended else { panic!("expected to be stopped") };
        let before = stopped.done;
        assert!(0 < before && before < 10_000);
        let said = experiments.end(ended).unwrap();
        let before_words = thousands(before);
        let expected =
            format!("weights-196 was stopped after {before_words} of 10,000 images. They are kept");
        assert!(said.starts_with(&expected), "{said}");
        assert_eq!(experiments.stopped, Some(said), "the window goes on saying so");

        let second = run();
        let Event::Told(Told::Presenting { progress, .. }) = second.job.as_ref().unwrap().wait()
        else {
            panic!("expected images to be presented")
        };
        assert!(progress.done > before, "{} of those {before}", progress.done);
        drop(second);
    }

    #[test]
    fn a_finished_run_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().join("cache"));
        let shelf = Shelf::open(folder.path().join("runs"));
        let (kept, found) = (Some(cache.clone()), Some(shelf.clone()));
        let run = spawn(config(20), Source::Embedded, kept, found, Wake::default());
        let mut experiments = Experiments { shelf: Some(shelf.clone()), ..Experiments::default() };
        let ended = end(&run);
        experiments.run = Some(run);
        assert_eq!(experiments.end(ended), None);
        assert_eq!((experiments.results.len(), experiments.remembered.len()), (1, 1));
        assert_eq!(cache.size_bytes().unwrap(), 0, "it is safe on the shelf");

        let mut next = Experiments::default().with_shelf(Some(shelf), Wake::default());
        let Event::Done(listed) = next.listing.as_ref().unwrap().wait() else {
            panic!("expected a list")
        };
        assert_eq!(listed, (experiments.remembered.clone(), Vec::new()));
        next.remembered = listed.0;
        let known = next.remembered[0].folder.clone();
        next.open(&known);
        next.open(&known);
        assert_eq!(next.results, experiments.results, "once");
        next.forget(&known).unwrap();
        assert!(next.remembered.is_empty() && !known.exists());
    }
}
