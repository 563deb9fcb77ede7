//! Stopping, going on, being killed.

use super::*;
use crate::data::write::killing;
use crate::data::{ImageSet, Source};
use crate::experiments::blocks::Stopped;
use crate::experiments::error::ExperimentError;
use std::sync::atomic::Ordering;

/// A block is then of 32 images, on any machine.
fn on_two_threads(test: impl FnOnce() + Send) {
    rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap().install(test);
}

fn images() -> DataSet {
    let (all, _) = ImageSet::Test.load(&Source::Embedded).unwrap();
    all.pick(&(0..100).collect::<Vec<_>>())
}

fn tokens() -> [Families; 2] {
    ["E".parse().unwrap(), "N+P".parse().unwrap()]
}

fn embedding<'a>(tokens: &'a [Families], images: &'a DataSet, axes: AxesKind) -> Embedding<'a> {
    let preset = Arc::new(Preset::builtin("paths-sbm").unwrap());
    Embedding {
        network: Arc::new(Network::build(&preset, 1)),
        preset,
        seed: 1,
        tokens,
        dimensions: 8,
        axes,
        images,
        content: ContentHash::of(&[images]),
        places: 0..100,
        references: 90,
        fitted: 40,
    }
}

fn stopped_after_a_block(embedding: &Embedding, cache: &Cache) -> Stopped {
    let stop = AtomicBool::new(false);
    let after_one_block = |step: Step, _: &Embedded| {
        stop.store(matches!(step, Step::Presenting(_)), Ordering::Relaxed);
    };
    match embedding.run(Some(cache), &stop, after_one_block) {
        Err(ExperimentError::Stopped(stopped)) => stopped,
        _ => panic!("expected to be stopped"),
    }
}

#[test]
fn stopping_and_going_on_gives_what_one_run_gives() {
    on_two_threads(|| {
        let (tokens, images) = (tokens(), images());
        let embedding = embedding(&tokens, &images, AxesKind::Tolerant);
        let never = AtomicBool::new(false);
        let whole = embedding.run(None, &never, |_, _| ()).unwrap();
        assert_eq!((whole.facts.len(), whole.simulated), (100, 100));
        assert_eq!(whole.rows[0].len(), 100 * 8);
        assert_ne!(whole.rows[0], whole.rows[1]);

        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned());
        let Stopped { done, total: 100, kept: SavedOnStop::Images, .. } =
            stopped_after_a_block(&embedding, &cache)
        else {
            panic!("expected images to be kept")
        };
        assert!(0 < done && done < 100);
        let on = embedding.run(Some(&cache), &never, |_, _| ()).unwrap();
        assert_eq!(on.simulated, 100 - done);
        assert_eq!((&on.rows, &on.facts), (&whole.rows, &whole.facts));
        let again = embedding.run(Some(&cache), &never, |_, _| ()).unwrap();
        assert_eq!(again.simulated, 0, "kept until what comes of it is safe");
        assert_eq!((&again.rows, &again.facts), (&whole.rows, &whole.facts));
        embedding.forget(&cache);
        assert_eq!(cache.size_bytes().unwrap(), 0, "what was kept for going on is gone");

        // Whoever stops before the first image is presented does not wait for the axes again.
        let stop = AtomicBool::new(false);
        let last_copies = |step: Step, _: &Embedded| {
            let Step::Distorting(progress) = step else { return };
            stop.store(progress.done == progress.total, Ordering::Relaxed);
        };
        let stopped = embedding.run(Some(&cache), &stop, last_copies).unwrap_err();
        assert!(stopped.to_string().contains("0 of 100 images; the axes are kept"), "{stopped}");
        let mut has_fitted = false;
        let on = embedding.run(Some(&cache), &never, |step, _| {
            has_fitted |= !matches!(step, Step::Presenting(_));
        });
        assert_eq!((on.unwrap().rows, has_fitted), (whole.rows, false));
    });
}

/// As for edge weights: killed before each rename there is.
#[test]
fn killed_at_any_rename_it_goes_on_to_the_same_numbers() {
    on_two_threads(|| {
        let (tokens, images) = (tokens(), images());
        let embedding = embedding(&tokens[..1], &images, AxesKind::Whitened);
        let never = AtomicBool::new(false);
        let on = |cache: Option<&Cache>| embedding.run(cache, &never, |_, _| ()).unwrap();
        let whole = on(None);
        let mut renames = 0;
        loop {
            let folder = tempfile::tempdir().unwrap();
            let cache = Cache::open(folder.path().to_owned());
            let lived = killing::after(renames, || {
                stopped_after_a_block(&embedding, &cache);
                stopped_after_a_block(&embedding, &cache);
                on(Some(&cache))
            });
            let found = on(Some(&cache));
            let numbers = |of: &Embedded| (of.rows.clone(), of.facts.clone(), of.axes.clone());
            assert_eq!(numbers(&found), numbers(&whole), "killed after {renames} renames");
            if lived.is_some() {
                break;
            }
            renames += 1;
        }
        assert_eq!(renames, 3, "two stops and the end, one file each");
    });
}

#[test]
fn a_part_presents_only_what_is_missing_and_counts_its_own_images() {
    on_two_threads(|| {
        let (tokens, images) = (tokens(), images());
        let part_of = |places: Range<usize>| Embedding {
            places,
            ..embedding(&tokens[..1], &images, AxesKind::Whitened)
        };
        let folder = tempfile::tempdir().unwrap();
        let part = Cache::open(folder.path().to_owned());
        let stop = AtomicBool::new(false);
        let stopped = part_of(50..100).run_part(&part, &stop, |step, _| {
            let Step::Presenting(progress) = step else { return };
            assert_eq!((progress.done, progress.total), (32, 50));
            stop.store(true, Ordering::Relaxed);
        });
        assert!(matches!(
            stopped,
            Err(ExperimentError::Stopped(Stopped { done: 32, total: 50, .. }))
        ));
        let never = AtomicBool::new(false);
        let mut simulated = 0;
        let told = |step: Step, embedded: &Embedded| {
            assert!(matches!(step, Step::Presenting(_)), "the axes are there");
            simulated = embedded.simulated;
        };
        part_of(50..100).run_part(&part, &never, told).unwrap();
        assert_eq!(simulated, 18);
        let done = |_: Step, _: &Embedded| panic!("nothing is left to present");
        part_of(50..100).run_part(&part, &never, done).unwrap();

        part_of(0..50).run_part(&part, &never, |_, _| ()).unwrap();
        let mut joined = part_of(0..50).nothing();
        for places in [0..50, 50..100] {
            part_of(places).take_part(&part, &mut joined).unwrap();
        }
        let whole = part_of(0..100).run(None, &never, |_, _| ()).unwrap();
        assert_eq!((joined.rows, joined.facts), (whole.rows, whole.facts));
    });
}
