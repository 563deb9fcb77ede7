//! Runs that end, are stopped, and are there again.

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

/// Folders that a window remembers runs in.
struct Kept {
    cache: Cache,
    shelf: Shelf,
    _folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Kept {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().join("cache"));
        Kept { cache, shelf: Shelf::open(folder.path().join("runs")), _folder: folder }
    }

    /// The experiments of a window that was just started, and has read what is remembered.
    fn start(&self) -> Experiments {
        let (shelf, source) = (Some(self.shelf.clone()), Source::Embedded);
        let new = Experiments::default();
        let mut new = new.with_places(shelf, Some(&self.cache), &source, Wake::default());
        let Event::Done(listed) = new.listing.take().unwrap().wait() else {
            panic!("expected a list")
        };
        assert_eq!(listed.complaints, [""; 0]);
        (new.remembered, new.stopped) = (listed.runs, listed.stopped);
        new
    }

    fn run(&self, config: Config, of: &Experiments) -> Running {
        let (known, places) = (of.known(&config), of.places.clone());
        spawn(config, known, Source::Embedded, Some(self.cache.clone()), places, Wake::default())
    }
}

#[test]
fn what_is_said_to_be_kept_is_listed_at_the_next_start_and_gone_on_from() {
    let kept = Kept::new();
    let mut experiments = kept.start();
    experiments.run = Some(kept.run(config(10_000), &experiments));
    let first = experiments.run.as_ref().unwrap();
    assert!(matches!(first.job.as_ref().unwrap().wait(), Event::Told(Told::Presenting { .. })));
    experiments.stop();
    assert!(experiments.is_stopping() && experiments.running().is_some());
    experiments.start(vec![config(10_000)]);
    assert_eq!(experiments.waiting(), 1, "what is being stopped can be gone on with at once");
    let ended = end(experiments.run.as_ref().unwrap());
    let Ok(Ended::Stopped(stopped, _)) = &ended else { panic!("expected to be stopped") };
    let before = stopped.done;
    assert!(0 < before && before < 10_000);
    let said = experiments.end(ended).unwrap();
    let before_words = thousands(before);
    let expected =
        format!("weights-196 was stopped after {before_words} of 10,000 images. They are kept");
    assert!(said.starts_with(&expected), "{said}");
    assert_eq!(experiments.said, Some(said), "the window goes on saying so");

    let mut next = kept.start();
    assert_eq!(next.stopped, experiments.stopped);
    let listed = &next.stopped[0];
    assert_eq!((next.stopped.len(), listed.done, listed.total), (1, before, 10_000));
    let second = kept.run(listed.config.clone(), &next);
    let Event::Told(Told::Presenting { progress, .. }) = second.job.as_ref().unwrap().wait() else {
        panic!("expected images to be presented")
    };
    assert!(progress.done > before, "{} of those {before}", progress.done);
    // The window is closed while it runs.
    drop(second);
    let next_done = kept.start().stopped[0].done;
    assert!(next_done >= progress.done, "{next_done} of those {}", progress.done);

    next.discard(config(10_000), &Source::Embedded, Wake::default());
    assert!(matches!(next.discarding[0].wait(), Event::Done(())));
    assert_eq!((next.stopped, kept.start().stopped), (Vec::new(), Vec::new()));
    assert_eq!(kept.cache.size_bytes().unwrap(), 0, "and its images are gone");
}

#[test]
fn a_finished_run_is_there_at_the_next_start_and_not_run_twice() {
    let kept = Kept::new();
    let mut experiments = kept.start();
    let stopped = experiments.places.stopped.clone().unwrap();
    experiments.stopped = vec![stopped.put(&config(20), 16, 20)];
    let run = kept.run(config(20), &experiments);
    let ended = end(&run);
    experiments.run = Some(run);
    experiments.start(vec![config(20), config(30), config(30)]);
    assert_eq!(experiments.waiting(), 1, "that of 30 images, once");
    let said = experiments.said.clone();
    assert_eq!(said.unwrap(), "weights-196 waits for its turn on these images already.");
    assert_eq!(experiments.end(ended), None);
    assert_eq!((experiments.results.len(), experiments.remembered.len()), (1, 1));
    assert_eq!(experiments.stopped, [], "it is no longer to be gone on with");
    assert_eq!(kept.cache.size_bytes().unwrap(), 0, "it is safe on the shelf");

    let mut next = kept.start();
    assert_eq!(next.remembered, experiments.remembered);
    let known = next.remembered[0].folder.clone();
    next.open(&known);
    next.open(&known);
    assert_eq!(next.results, experiments.results, "once");
    let again = end(&kept.run(config(20), &next));
    assert!(matches!(&again, Ok(Ended::Known(results)) if **results == next.results[0]));
    assert_eq!(next.end(again), None);
    assert_eq!((next.results.len(), next.remembered.len()), (1, 1), "no second entry");
    let said = next.said.clone().unwrap();
    assert!(said.starts_with("weights-196 has run on these 20 images already"), "{said}");

    next.forget(&known).unwrap();
    assert!(next.remembered.is_empty() && !known.exists());
    let again = end(&kept.run(config(20), &next));
    assert!(matches!(again, Ok(Ended::Finished(..))), "what was deleted is run again");
    next.end(again);
    assert_eq!(next.results.len(), 1, "and gave the same");
}
