//! Runs that are remembered between starts: stopped ones to go on with, finished ones to look at, and those that
//! cannot be read.

use super::Model;
use crate::app::origin::KeptRun;
use crate::experiments::blocks;
use crate::experiments::shelf::{Damaged, ShelvedRun};
use crate::experiments::stopped::StoppedRun;
use crate::experiments::weights::Config;
use crate::experiments::words::thousands;
use std::path::Path;

/// Runs that are remembered.
#[derive(Clone, Debug, PartialEq)]
pub struct RunsView<'a> {
    /// How many there are of each kind.
    pub title: String,
    /// Those that can be gone on with, the last stopped first.
    pub stopped: Vec<StoppedRow<'a>>,
    /// Those that can be looked at, the newest first.
    pub finished: Vec<FinishedRow<'a>>,
    /// Those that cannot be read, the newest first.
    pub damaged: Vec<DamagedRow<'a>>,
}

/// A run that can be gone on with.
#[derive(Clone, Debug, PartialEq)]
pub struct StoppedRow<'a> {
    /// What was run.
    pub config: &'a Config,
    /// How many images were presented, of how many, and of which set.
    pub images: String,
    /// Whether it is to be discarded is asked.
    pub is_asked: bool,
}

/// A run that can be looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedRow<'a> {
    /// Its folder.
    pub folder: &'a Path,
    /// What was run.
    pub config: &'a Config,
    /// When it was finished, UTC.
    pub finished: &'a str,
    /// What explains that.
    pub finished_tip: String,
    /// What explains its network.
    pub network_tip: String,
    /// How many images, and of which set.
    pub images: String,
    /// Share labelled right by the weights, percent.
    pub right: String,
    /// What explains that.
    pub right_tip: String,
    /// Whether it is to be deleted is asked.
    pub is_asked: bool,
}

/// A run whose results cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct DamagedRow<'a> {
    /// Its folder.
    pub folder: &'a Path,
    /// When it was finished, UTC.
    pub finished: &'a str,
    /// What explains that: its folder.
    pub finished_tip: String,
    /// Why it cannot be read.
    pub why: &'a str,
    /// Whether it is to be deleted is asked.
    pub is_asked: bool,
}

impl<'a> RunsView<'a> {
    /// Reads it; none where no run is remembered.
    pub fn gather(model: &'a Model) -> Option<RunsView<'a>> {
        let experiments = &*model.experiments;
        let deleting = model.overlays.deleting();
        // One that goes on shows how far it is above.
        let goes_on =
            |config: &Config| experiments.running() == Some(config) || experiments.waits(config);
        let at_rest = experiments.stopped.iter().filter(|run| !goes_on(&run.config));
        let stopped: Vec<_> = at_rest.map(|run| StoppedRow::of(run, deleting)).collect();
        let finished = experiments.remembered.iter().map(|run| FinishedRow::of(run, deleting));
        let finished: Vec<_> = finished.collect();
        let damaged = experiments.damaged.iter().map(|run| DamagedRow::of(run, deleting));
        let damaged: Vec<_> = damaged.collect();
        let title = title([stopped.len(), finished.len(), damaged.len()])?;
        Some(RunsView { title, stopped, finished, damaged })
    }
}

/// How many runs are stopped, finished and damaged; none where there are no runs.
fn title([stopped, finished, damaged]: [usize; 3]) -> Option<String> {
    let counts = [(stopped, "stopped"), (finished, "finished"), (damaged, "damaged")];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(runs, _)| *runs > 0)
        .map(|(runs, what)| format!("{} {what}", thousands(runs)))
        .collect();
    (!counts.is_empty()).then(|| format!("Runs kept on this computer: {}", counts.join(", ")))
}

impl<'a> StoppedRow<'a> {
    fn of(run: &'a StoppedRun, deleting: Option<&KeptRun>) -> StoppedRow<'a> {
        let config = &run.config;
        let noun = format!("{} image", config.images);
        StoppedRow {
            config,
            images: blocks::stopped(run.done, run.total, &noun),
            is_asked: matches!(deleting, Some(KeptRun::Stopped(of)) if **of == *config),
        }
    }
}

impl<'a> FinishedRow<'a> {
    fn of(run: &'a ShelvedRun, deleting: Option<&KeptRun>) -> FinishedRow<'a> {
        let config = &run.results.config;
        FinishedRow {
            folder: &run.folder,
            config,
            finished: &run.finished,
            finished_tip: format!("Look at it again\n{}", run.folder.display()),
            network_tip: format!("Look at it again (preset {})", config.preset.name),
            images: format!("{} {}", thousands(run.results.images), config.images),
            right: format!("{:.2} %", run.results.headline().mean),
            right_tip: format!(
                "Labelled right by the weights at {} ms, the mean of {} splits",
                config.headline_ms(),
                config.splits
            ),
            is_asked: is_asked(&run.folder, deleting),
        }
    }
}

impl<'a> DamagedRow<'a> {
    fn of(run: &'a Damaged, deleting: Option<&KeptRun>) -> DamagedRow<'a> {
        DamagedRow {
            folder: &run.folder,
            finished: &run.finished,
            finished_tip: run.folder.display().to_string(),
            why: &run.why,
            is_asked: is_asked(&run.folder, deleting),
        }
    }
}

/// Whether the run in a folder is to be deleted is asked.
fn is_asked(folder: &Path, deleting: Option<&KeptRun>) -> bool {
    matches!(deleting, Some(KeptRun::Finished(of)) if of == folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_runs_that_there_are_not_are_not_named() {
        assert_eq!(title([0, 0, 0]), None);
        assert_eq!(title([0, 1_200, 0]).unwrap(), "Runs kept on this computer: 1,200 finished");
        assert_eq!(
            title([2, 1, 3]).unwrap(),
            "Runs kept on this computer: 2 stopped, 1 finished, 3 damaged"
        );
    }

    #[test]
    fn only_the_run_that_is_meant_is_asked_about() {
        let deleting = KeptRun::Finished("one".into());
        assert!(is_asked(Path::new("one"), Some(&deleting)));
        assert!(!is_asked(Path::new("other"), Some(&deleting)));
        assert!(!is_asked(Path::new("one"), None));
    }
}
