//! Stopping, going on, being killed.

use super::*;
use crate::data::write::killing;
use crate::data::{ContentHash, ImageSet, Source};
use crate::experiments::error::ExperimentError;
use crate::sim::{Network, Preset};
use std::sync::Arc;
use std::sync::atomic::Ordering;

fn presentation(times_ms: &[f64]) -> Presentation {
    let preset = Arc::new(Preset::builtin("weights-196").unwrap());
    let network = Arc::new(Network::build(&preset, 1));
    let images = ContentHash::of(&[]);
    Presentation { preset, network, seed: 1, times_ms: times_ms.to_vec(), images }
}

/// A block is then of 32 images, on any machine.
fn on_two_threads(test: impl FnOnce() + Send) {
    rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap().install(test);
}

fn images(count: u32) -> DataSet {
    let (all, _) = ImageSet::Test.load(&Source::Embedded).unwrap();
    all.pick(&(0..count).collect::<Vec<_>>())
}

#[test]
fn stopping_and_going_on_gives_what_one_run_gives() {
    on_two_threads(|| {
        let (presentation, images) = (presentation(&[25.0, 50.0]), images(150));
        let never = AtomicBool::new(false);
        let whole = gather(&presentation, &images, None, &never, |_, _| ()).unwrap();
        assert_eq!((whole.images(), whole.simulated), (150, 150));
        let same = |on: &Gathered| {
            assert_eq!(
                (&on.weights, &on.counts, on.traffic),
                (&whole.weights, &whole.counts, whole.traffic)
            );
        };

        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned());
        let stopped = stopped_after_a_block(&presentation, &images, &cache);
        assert!(0 < stopped.done && stopped.done < 150 && cache.size_bytes().unwrap() > 0);
        assert_eq!(stopped.kept, blocks::SavedOnStop::Images);
        let files = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, 1, "one file: no half of it can be of another moment");

        let on = gather(&presentation, &images, Some(&cache), &never, |_, _| ()).unwrap();
        assert_eq!(on.simulated, 150 - stopped.done);
        same(&on);
        let again = gather(&presentation, &images, Some(&cache), &never, |_, _| ()).unwrap();
        assert_eq!(again.simulated, 0, "kept until what comes of it is safe");
        same(&again);
        forget(&presentation, &images, &cache);
        assert_eq!(cache.size_bytes().unwrap(), 0, "what was kept for going on is gone");
    });
}

fn stopped_after_a_block(presentation: &Presentation, images: &DataSet, cache: &Cache) -> Stopped {
    let stop = AtomicBool::new(false);
    let after_one_block = |_: Progress, _: &Gathered| stop.store(true, Ordering::Relaxed);
    match gather(presentation, images, Some(cache), &stop, after_one_block) {
        Err(ExperimentError::Stopped(stopped)) => stopped,
        _ => panic!("expected to be stopped"),
    }
}

/// A stop that goes on from a stop, killed before each rename there is: whatever is on the disk then,
/// going on gives what one run gives.
#[test]
fn killed_at_any_rename_it_goes_on_to_the_same_numbers() {
    on_two_threads(|| {
        let (presentation, images) = (presentation(&[25.0]), images(120));
        let never = AtomicBool::new(false);
        let on = |cache: Option<&Cache>| {
            gather(&presentation, &images, cache, &never, |_, _| ()).unwrap()
        };
        let whole = on(None);
        let mut renames = 0;
        loop {
            let folder = tempfile::tempdir().unwrap();
            let cache = Cache::open(folder.path().to_owned());
            let lived = killing::after(renames, || {
                stopped_after_a_block(&presentation, &images, &cache);
                stopped_after_a_block(&presentation, &images, &cache);
                on(Some(&cache))
            });
            let found = on(Some(&cache));
            assert_eq!(
                (&found.weights, &found.counts, found.traffic),
                (&whole.weights, &whole.counts, whole.traffic),
                "killed after {renames} renames"
            );
            if lived.is_some() {
                break;
            }
            renames += 1;
        }
        assert_eq!(renames, 3, "two stops and the end, one file each");
    });
}

#[test]
fn a_damaged_stop_is_not_believed_and_a_part_of_it_is_refused() {
    let (presentation, images) = (presentation(&[25.0]), images(40));
    let never = AtomicBool::new(false);
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path().to_owned());
    let shard = Shard { index: 0, of: 1 };
    let part = || gather_part(&presentation, &images, shard, &cache, &never, |_, _| ());
    part().unwrap();
    let whole = from_parts(&presentation, &images, std::slice::from_ref(&cache)).unwrap();
    assert_eq!(whole.images(), 40);
    let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let error = from_parts(&presentation, &images, std::slice::from_ref(&cache)).unwrap_err();
    assert!(matches!(error, ExperimentError::Cache(CacheError::Corrupt { .. })), "{error}");
    part().unwrap();
    let again = from_parts(&presentation, &images, std::slice::from_ref(&cache)).unwrap();
    assert_eq!((again.weights, again.traffic), (whole.weights, whole.traffic));
}

#[test]
fn a_part_that_is_started_again_presents_only_what_is_missing() {
    on_two_threads(|| {
        let (presentation, images) = (presentation(&[25.0]), images(90));
        let folder = tempfile::tempdir().unwrap();
        let part = Cache::open(folder.path().to_owned());
        let shard = Shard { index: 1, of: 2 };
        let run = |stop: &AtomicBool, told: &mut dyn FnMut(Progress, &Gathered)| {
            gather_part(&presentation, &images, shard, &part, stop, told)
        };
        let stop = AtomicBool::new(false);
        let stopped = run(&stop, &mut |progress, _| {
            assert_eq!(progress.total, 45, "of its own images");
            stop.store(true, Ordering::Relaxed);
        });
        let Err(ExperimentError::Stopped(Stopped { done, total: 45, .. })) = stopped else {
            panic!("expected to be stopped")
        };
        let never = AtomicBool::new(false);
        let mut simulated = 0;
        run(&never, &mut |_, gathered| simulated = gathered.simulated).unwrap();
        assert_eq!(simulated, 45 - done);
        run(&never, &mut |_, _| panic!("nothing is left to present")).unwrap();
    });
}

#[test]
fn any_rising_times_are_sampled() {
    let images = images(3);
    let never = AtomicBool::new(false);
    let at = |times: &[f64]| gather(&presentation(times), &images, None, &never, |_, _| ());
    let (all, last) = (at(&[25.0, 50.0, 75.0]).unwrap(), at(&[75.0]).unwrap());
    assert_eq!(all.weights[2], last.weights[0]);
    assert_ne!(all.weights[0], all.weights[2]);
    for bad in [0.0, 0.06, -5.0, 1e6, f64::NAN] {
        assert!(matches!(at(&[bad]), Err(ExperimentError::Time { .. })), "{bad}");
    }
}
