//! Runs of any experiment, from the command line: whole, in parts and merged, with progress, until Ctrl-C.

use super::out::{Out, Part};
use crate::cli::error::{Usage, is_stopped};
use crate::cli::line::Line;
use crate::cli::stop::{STOP, catch_interrupts};
use crate::data::SetError;
use crate::data::{Cache, Source};
use crate::experiments::blocks::SavedOnStop;
use crate::experiments::catalogue::Catalogued;
use crate::experiments::error::ExperimentError;
use crate::experiments::life::{Staged, forget_all, run_all};
use crate::experiments::shard::{Parts, ShardError, Whole};
use anyhow::{Context, Result, anyhow};
use std::io::Write;

/// Runs that are all checked.
pub struct ExperimentPlan<R> {
    runs: Vec<R>,
    cache: Option<Cache>,
    threads: Option<usize>,
    out: Out,
}

/// What is written of a run beside the tables.
pub trait Drawn: Catalogued {
    /// Whether of the run of that number results suffice, so that it need not be run again where they are kept.
    fn is_enough(_number: usize, _out: &Out) -> bool {
        true
    }

    /// Writes figures and embeddings of the run of that number, if they are wanted.
    fn draw(
        &self,
        _number: usize,
        _results: &Self::Results,
        _beside: &Self::RawData,
        _out: &Out,
    ) -> Result<()> {
        Ok(())
    }
}

/// Runs of some experiment that are all checked, and can be run.
pub trait Planned {
    /// Runs the whole, or the part that was asked for.
    ///
    /// # Errors
    /// What failed; [`Stopped`](crate::experiments::blocks::Stopped) if it was asked to stop.
    fn run(&self, out: &mut dyn Write) -> Result<()>;
}

impl<R: Drawn> ExperimentPlan<R> {
    /// Reads the images of every run, and refuses what cannot be run.
    pub(super) fn new(
        configs: impl IntoIterator<Item = R::Config>,
        source: &Source,
        cache: &Option<Cache>,
        threads: Option<usize>,
        out: Out,
    ) -> Result<ExperimentPlan<R>> {
        let runs = R::prepare(configs, source).map_err(|error| {
            let words = error.to_string();
            refused(error, words)
        })?;
        Ok(ExperimentPlan { runs, cache: cache.clone(), threads, out })
    }

    /// What is run.
    pub(super) fn runs(&self) -> &[R] {
        &self.runs
    }
}

impl<R: Drawn> Planned for ExperimentPlan<R> {
    fn run(&self, out: &mut dyn Write) -> Result<()> {
        catch_interrupts()?;
        use_threads(self.threads)?;
        self.out.probe()?;
        let whole = Whole { job: R::job(&self.runs), images: self.runs[0].content() };
        match self.out.part(&whole)? {
            Part::Done => return Ok(()),
            Part::Run(part) => {
                let mut lines = Lines::new(self.runs.len());
                for (number, run) in self.runs.iter().enumerate() {
                    let told = |stage: R::Stage| {
                        part.at((number as f64 + stage.share()) / self.runs.len() as f64);
                        lines.look(number, &stage);
                    };
                    run.run_part(part.shard, &part.kept, &STOP, told)?;
                }
                drop(lines);
                return self.out.finish(&part, &whole);
            }
            Part::Whole => {}
        }
        // Figures and embeddings that cannot be written are no reason to lose the table.
        let mut drawn = Ok(());
        let mut lines = Lines::new(self.runs.len());
        let cache = self.cache.as_ref();
        let ran = run_all(
            &self.runs,
            cache,
            |number| R::is_enough(number, &self.out),
            &STOP,
            |number, stage| lines.look(number, &stage),
            |number, run, results, beside| {
                let written = run.draw(number, results, beside, &self.out);
                if drawn.is_ok() {
                    drawn = written;
                }
            },
        );
        drop(lines);
        let (results, kept) = ran?;
        let mut report = self.out.report(R::EXPERIMENT);
        R::report(results, &mut report);
        self.out.write(&report, kept, out)?;
        drawn.map_err(|error| self.out.unsaved(error, kept))?;
        cache.into_iter().for_each(|cache| forget_all(&self.runs, cache));
        Ok(())
    }
}

/// What is refused was typed; images that are not there or not as they have to be are a failure like any other.
fn refused(error: ExperimentError, words: String) -> anyhow::Error {
    match error {
        ExperimentError::Data(_) | ExperimentError::Set { source: SetError::Data(_), .. } => {
            anyhow!(words)
        }
        _ => Usage(words).into(),
    }
}

/// Puts the parts of an experiment together.
pub(super) fn merge<R: Drawn>(
    configs: impl IntoIterator<Item = R::Config>,
    parts: &Parts,
    source: &Source,
    plan: &Out,
    out: &mut dyn Write,
) -> Result<()> {
    let folders: Vec<Cache> = parts.folders.iter().map(|f| Cache::open(f.clone())).collect();
    // What the parts were run on was prepared there: what cannot be here is of other images.
    let other = |error: ExperimentError| {
        let words = format!("--data: expected the images that the parts are of: {error}");
        refused(error, words)
    };
    let runs = R::prepare(configs, source).map_err(other)?;
    let mut results = Vec::new();
    // What cannot be drawn is no reason to lose the table.
    let mut drawn = Ok(());
    let mut lines = Lines::new(runs.len());
    for (number, run) in runs.iter().enumerate() {
        let (expected, found) = (parts.whole.images, run.content());
        if found != expected {
            return Err(Usage(ShardError::OtherData { expected, found }.to_string()).into());
        }
        let merged = run.merge(&folders, &STOP, |stage| lines.look(number, &stage));
        let (of_run, beside) = merged.map_err(|error| unfit(error.into()))?;
        let written = run.draw(number, &of_run, &beside, plan);
        if drawn.is_ok() {
            drawn = written;
        }
        results.push(of_run);
    }
    drop(lines);
    let mut report = plan.report(R::EXPERIMENT);
    R::report(results, &mut report);
    // Nothing is written into the folders of parts.
    plan.write(&report, SavedOnStop::Images, out)?;
    drawn.map_err(|error| plan.unsaved(error, SavedOnStop::Images))
}

/// A part that is not as it should be: the way on.
fn unfit(error: anyhow::Error) -> anyhow::Error {
    match is_stopped(&error) {
        true => error,
        false => anyhow!("{error}; `signalscape parts` says which parts are to be run again"),
    }
}

/// So many, or one for each core.
fn use_threads(threads: Option<usize>) -> Result<()> {
    let Some(threads) = threads else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global().context("the threads cannot be started")
}

/// A line of progress for each run, one after the other.
struct Lines {
    runs: usize,
    now: Option<(usize, Line)>,
}

impl Lines {
    fn new(runs: usize) -> Lines {
        Lines { runs, now: None }
    }

    fn look(&mut self, number: usize, stage: &impl Staged) {
        if self.now.as_ref().is_none_or(|(of, _)| *of != number) {
            self.clear();
            self.now = Some((number, Line::new(format!("run {} of {}", number + 1, self.runs))));
        }
        if let Some((_, line)) = &mut self.now {
            line.look(|| stage.words());
        }
    }

    fn clear(&mut self) {
        if let Some((_, line)) = self.now.take() {
            line.clear();
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.clear();
    }
}
