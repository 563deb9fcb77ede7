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
struct Places {
    cache: Cache,
    shelf: Shelf,
    _folder: tempfile::TempDir,
}

impl Places {
    fn new() -> Places {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().join("cache"));
        Places { cache, shelf: Shelf::open(folder.path().join("runs")), _folder: folder }
    }

    /// The experiments of a window that was just started, and has read what is remembered.
    fn start(&self) -> Experiments {
        let (shelf, source) = (Some(self.shelf.clone()), Source::Embedded);
        let new = Experiments::default();
        let mut new = new.with_places(shelf, Some(&self.cache), &source, Wake::default());
        let Event::Done(listed) = new.listing.take().unwrap().wait() else {
            panic!("expected a list")
        };
        assert_eq!(listed.complaint, None);
        (new.remembered, new.damaged, new.stopped) = (listed.runs, listed.damaged, listed.stopped);
        new
    }

    fn run(&self, config: Config, of: &Experiments) -> Running {
        let (known, places) = (of.known(&config), of.places.clone());
        spawn(config, known, Source::Embedded, Some(self.cache.clone()), places, Wake::default())
    }
}

#[test]
fn what_is_said_to_be_kept_is_listed_at_the_next_start_and_gone_on_from() {
    let kept = Places::new();
    let mut experiments = kept.start();
    experiments.run = Some(kept.run(config(10_000), &experiments));
    let first = experiments.run.as_ref().unwrap();
    assert!(matches!(first.job.as_ref().unwrap().wait(), Event::Told(Stage::Presenting { .. })));
    experiments.stop();
    assert!(experiments.is_stopping() && experiments.running().is_some());
    experiments.start(vec![config(10_000)]);
    assert_eq!(experiments.waiting(), 1, "what is being stopped can be gone on with at once");
    let ended = end(experiments.run.as_ref().unwrap());
    let Ok(Ended::Stopped(stopped, _)) = &ended else { panic!("expected to be stopped") };
    let before = stopped.done;
    assert!(0 < before && before < 10_000);
    assert_eq!(
        (experiments.end(ended), &experiments.said),
        (None, &None),
        "the list says it, once"
    );

    let mut next = kept.start();
    assert_eq!(next.stopped, experiments.stopped);
    let listed = &next.stopped[0];
    assert_eq!((next.stopped.len(), listed.done, listed.total), (1, before, 10_000));
    let second = kept.run(listed.config.clone(), &next);
    let Event::Told(Stage::Presenting { progress, .. }) = second.job.as_ref().unwrap().wait()
    else {
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
    let kept = Places::new();
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
    let live = |images| Live { config: config(images), points: vec![[100.0, 90.0]] };
    let beside = |next: &Experiments| next.live_beside(Some(&config(20))).cloned();
    next.live = Some(live(30));
    next.open(&known);
    assert_eq!(beside(&next), None, "it is of another run");
    next.live = Some(live(20));
    assert_eq!(beside(&next), next.live);
    assert_eq!(next.live_beside(None), None, "and beside nothing, it is nobody's");
    next.run = Some(Running { config: config(30), job: None, is_stopping: false });
    next.live = Some(live(30));
    assert_eq!(beside(&next), next.live, "what goes on is shown, with its name");
    next.run = None;
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

#[test]
fn a_stop_that_nothing_is_kept_of_is_said() {
    let mut experiments = Places::new().start();
    let stopped =
        Stopped { done: 96, total: 2_000, noun: "image", kept: super::SavedOnStop::Refused };
    assert_eq!(experiments.end(Ok(Ended::Stopped(stopped, None))), None);
    let said = experiments.said.unwrap();
    assert!(said.ends_with("Nothing is kept, since the cache cannot be written."), "{said}");
    assert_eq!(experiments.stopped, []);
}

#[test]
fn a_run_that_is_killed_is_listed_with_what_was_kept_of_it() {
    let kept = Places::new();
    let experiments = kept.start();
    let prepared = Prepared::new(config(20), &Source::Embedded).unwrap();
    let runs = experiments.places.stopped.as_ref();
    let mut told_on = 0;
    let mut tell = listing(&prepared, runs, |_| told_on += 1);
    let presenting = |done, kept| {
        let progress = crate::runtime::blocks::Progress { done, total: 20, left: None };
        Stage::Presenting { progress, live: Vec::new(), kept }
    };
    let listed = || kept.start().stopped.iter().map(|run| run.done).collect::<Vec<_>>();
    tell(presenting(4, 0));
    assert_eq!(listed(), [0; 0], "nothing of it is kept yet");
    tell(presenting(12, 8));
    tell(presenting(16, 8));
    assert_eq!(listed(), [8]);
    tell(Stage::Classifying { done: 0, total: 9 });
    assert_eq!(listed(), [20], "it was killed while they were classified");
    drop(tell);
    assert_eq!(told_on, 4, "and the window hears of it");
}

#[test]
fn a_damaged_run_is_listed_and_can_be_deleted() {
    let kept = Places::new();
    let mut experiments = kept.start();
    let run = kept.run(config(20), &experiments);
    let ended = end(&run);
    experiments.run = Some(run);
    experiments.end(ended);
    let folder = experiments.remembered[0].folder.clone();
    std::fs::write(folder.join("results.json"), "{").unwrap();
    let mut next = kept.start();
    assert_eq!((next.remembered.len(), next.damaged.len()), (0, 1));
    assert!(next.damaged[0].why.contains("results.json"), "{:?}", next.damaged);
    next.forget(&folder).unwrap();
    assert!(next.damaged.is_empty() && !folder.exists());
}
