//! The life of a run, the same for every experiment: prepared from its configuration; run as a whole, or in parts that are
//! merged; stopped and gone on with from what is kept; forgotten once what came of it is safe.

use super::blocks::SavedOnStop;
use super::error::ExperimentError;
use super::finished::Finished;
use super::part::Shard;
use crate::data::{Cache, ContentHash, Source};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::atomic::AtomicBool;

/// What a run is at.
pub trait Staged {
    /// How much of the run is done, from 0 to 1.
    fn share(&self) -> f64;

    /// In words, for a line of progress.
    fn words(&self) -> String;
}

/// A run of an experiment: checked, its images read.
pub trait Run: Sized {
    /// What is run.
    type Config;
    /// What it gives, to be kept and shown.
    type Results: Serialize + DeserializeOwned;
    /// What results were made of, for figures and exports: not kept with them.
    type RawData;
    /// What it is at.
    type Stage: Staged;

    /// Checks configurations and reads their images; those of the same images, one after the other, read them once.
    ///
    /// # Errors
    /// Names what cannot be run.
    fn prepare(
        configs: impl IntoIterator<Item = Self::Config>,
        source: &Source,
    ) -> Result<Vec<Self>, ExperimentError>;

    /// Which images it is of.
    fn content(&self) -> ContentHash;

    /// Where its results are kept until what came of them is safe.
    fn finished(&self) -> Finished;

    /// Runs it. With a `cache`, what is done is kept there until [`forget`](Self::forget), and gone on from.
    ///
    /// # Errors
    /// [`ExperimentError::Stopped`] when `stop` became true, and whatever cannot be presented, kept or compared.
    fn run(
        &self,
        cache: Option<&Cache>,
        stop: &AtomicBool,
        told: impl FnMut(Self::Stage),
    ) -> Result<(Self::Results, Self::RawData), ExperimentError>;

    /// What is kept of what results were made of.
    fn kept(beside: &Self::RawData) -> SavedOnStop;

    /// Runs its share of the work of one part, and keeps what that leaves in `part`; what is there already is not done
    /// again.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    fn run_part(
        &self,
        shard: Shard,
        part: &Cache,
        stop: &AtomicBool,
        told: impl FnMut(Self::Stage),
    ) -> Result<(), ExperimentError>;

    /// What all parts left: the results that one run would have had, but for its time.
    ///
    /// # Errors
    /// A part that is not there, and as [`run`](Self::run).
    fn merge(
        &self,
        parts: &[Cache],
        stop: &AtomicBool,
        told: impl FnMut(Self::Stage),
    ) -> Result<(Self::Results, Self::RawData), ExperimentError>;

    /// Removes what it kept on the way.
    fn forget(&self, cache: &Cache);

    /// Calls the classes of results that were kept what the data set calls them now: their names decide no number, so
    /// nothing is run again for them.
    fn rename(&self, _results: &mut Self::Results) {}
}

/// Runs one after the other; `told` gets the number of each. Those that were finished before the command was interrupted
/// are taken as they are, if `is_enough` says that no more is needed of them than results; of others, `each` gets what they
/// were made of. All are kept until [`forget_all`]; with them comes what is kept of what they come from: everything, if it
/// is of every run.
///
/// # Errors
/// Those of the first that fails.
pub fn run_all<R: Run>(
    runs: &[R],
    cache: Option<&Cache>,
    is_enough: impl Fn(usize) -> bool,
    stop: &AtomicBool,
    mut told: impl FnMut(usize, R::Stage),
    mut each: impl FnMut(usize, &R, &R::Results, &R::RawData),
) -> Result<(Vec<R::Results>, SavedOnStop), ExperimentError> {
    let (mut all, mut all_kept) = (Vec::new(), SavedOnStop::Images);
    for (number, one) in runs.iter().enumerate() {
        let mut kept = SavedOnStop::Images;
        let mut run = || {
            let (results, beside) = one.run(cache, stop, |stage| told(number, stage))?;
            each(number, one, &results, &beside);
            kept = R::kept(&beside);
            Ok::<_, ExperimentError>(results)
        };
        let place = one.finished();
        let results = match cache.filter(|_| is_enough(number)) {
            None => run()?,
            Some(cache) => match place.load(cache) {
                Some(mut results) => {
                    one.rename(&mut results);
                    results
                }
                None => {
                    let results = run()?;
                    match place.store(cache, &results) {
                        // Its results say all: what it kept on the way may be large.
                        Ok(()) => {
                            one.forget(cache);
                            kept = SavedOnStop::Images;
                        }
                        // Costs time, not results.
                        Err(error) => tracing::warn!("{error}"),
                    }
                    results
                }
            },
        };
        if kept != SavedOnStop::Images {
            all_kept = kept;
        }
        all.push(results);
    }
    Ok((all, all_kept))
}

/// What came of the runs is safe.
pub fn forget_all<R: Run>(runs: &[R], cache: &Cache) {
    for run in runs {
        run.finished().forget(cache);
        run.forget(cache);
    }
}
