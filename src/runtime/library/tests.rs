use super::*;
use crate::analysis::trajectory::Embedder;
use crate::data::Part;
use std::time::{Duration, Instant};

/// The default model without a window, with so many references.
fn started(cache: Option<Cache>, references: usize) -> Library {
    started_with("weights-196", cache, references)
}

fn started_with(preset: &str, cache: Option<Cache>, references: usize) -> Library {
    let preset = Arc::new(Preset::builtin(preset).unwrap());
    let network = Arc::new(Network::build(&preset, 1));
    let (target, limit) = (references, references);
    let source = Source::Embedded;
    let spec = LibrarySpec { preset, network, source, cache, target, limit, seed: 1 };
    Library::start(spec, Wake::default())
}

/// Waits for something that the library says.
fn wait<T>(library: &Library, mut wanted: impl FnMut(LibraryEvent) -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(300);
    loop {
        let event = library.wait_event(deadline).expect("the library goes on");
        if let LibraryEvent::Failed(reason) = &event {
            panic!("{reason}");
        }
        if let Some(found) = wanted(event) {
            return found;
        }
    }
}

fn cloud_of(library: &Library, references: usize) -> Arc<Cloud> {
    wait(library, |event| match event {
        LibraryEvent::Cloud(cloud) if cloud.labels.len() == references => Some(cloud),
        _ => None,
    })
}

/// How two clouds' first references lie along the same axis, −1 to 1, at 300 ms.
fn correlations(a: &Cloud, b: &Cloud) -> [f32; 3] {
    let [a, b] = [a, b].map(|cloud| cloud.positions[2].as_slice());
    let count = a.len().min(b.len());
    std::array::from_fn(|axis| {
        let values = |points: &[[f32; 3]]| -> Vec<f32> {
            let values = points[..count].iter().map(|point| point[axis]);
            let mean = values.clone().sum::<f32>() / count as f32;
            values.map(|value| value - mean).collect()
        };
        let (a, b) = (values(a), values(b));
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
    })
}

#[test]
fn a_cloud_is_the_same_way_round_however_it_came() {
    let folder = tempfile::tempdir().unwrap();
    let cache = || Some(Cache::open(folder.path().to_owned()));
    let cold = {
        let library = started(cache(), 130);
        let cloud = cloud_of(&library, 130);
        wait(&library, |event| matches!(event, LibraryEvent::CacheSize(1..)).then_some(()));
        cloud
    };
    let warm = cloud_of(&started(cache(), 130), 130);
    // In steps that no doubling meets, read from the cache as far as that goes.
    let steps = started(None, 30);
    cloud_of(&steps, 30);
    assert!(steps.send(LibraryCommand::Grow(70)));
    let middle = cloud_of(&steps, 70);
    assert!(steps.send(LibraryCommand::Grow(130)));
    let regrown = cloud_of(&steps, 130);
    assert!(cold.positions == warm.positions, "a warm start");
    assert!(cold.positions == regrown.positions, "a cloud that grew by and by");
    assert_eq!((cold.explained, cold.images.clone()), (warm.explained, warm.images.clone()));
    // And a cloud that grows keeps its directions: axes of 96 references lie where those of 48 did.
    let found = correlations(&middle, &cold);
    assert!(found.iter().all(|&c| c > 0.5), "{found:?}");
}

#[test]
fn what_was_embedded_until_the_window_closes_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let cache = || Some(Cache::open(folder.path().to_owned()));
    let done = |library: &Library, at_least: usize| {
        wait(library, |event| match event {
            LibraryEvent::Progress { done, .. } if done >= at_least => Some(done),
            _ => None,
        })
    };
    let library = started(cache(), 10_000);
    let before = done(&library, 20);
    drop(library);
    let again = started(cache(), 10_000);
    let after = done(&again, 0);
    assert!(after >= before, "{before} were embedded, {after} are there at the next start");
}

#[test]
fn what_is_kept_is_measured_when_that_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path().to_owned());
    let library = started(Some(cache.clone()), 30);
    let measured = || {
        wait(&library, |event| match event {
            LibraryEvent::CacheSize(bytes) => Some(bytes),
            _ => None,
        })
    };
    assert_eq!(measured(), 0, "at first");
    assert!(measured() > 0, "30 references");
    cache.clear().unwrap(); // by somebody else
    assert!(library.send(LibraryCommand::MeasureCache));
    assert_eq!(measured(), 0);
}

#[test]
fn changing_the_vote_asks_again_about_the_same_embedding() {
    let library = started(None, 60);
    cloud_of(&library, 60);
    let preset = Arc::new(Preset::builtin("weights-196").unwrap());
    let network = Arc::new(Network::build(&preset, 1));
    let mut embedder = Embedder::new(preset, network).unwrap();
    let digits = Source::Embedded.load(Part::Test).unwrap();
    let of = Embedded::Weights(Arc::new(embedder.steps(digits.image(0), 600.0)));
    let ask = |question, k| {
        let knn = KnnSpec { k, ..KnnSpec::default() };
        let (of, pixels) = (of.clone(), Box::new(*digits.image(0)));
        assert!(library.send(LibraryCommand::Ask { question, of, pixels, image: None, knn }));
        wait(&library, |event| match event {
            LibraryEvent::Opinion(opinion) => Some(opinion),
            _ => None,
        })
    };
    for (question, k) in [(1, 5), (2, 9)] {
        let opinion = ask(question, k);
        assert_eq!((opinion.question, opinion.references), (question, 60));
        assert_eq!(opinion.verdicts.len(), 6, "one at each sample time");
        assert!(opinion.verdicts.iter().all(|(verdict, _)| verdict.neighbours.len() == k));
    }
    assert!(
        ask(3, 60).verdicts.len() == 6 && ask(4, 61).verdicts.is_empty(),
        "more than there are"
    );
}

#[test]
fn labels_that_are_put_away_come_back_from_what_is_told() {
    const REFERENCES: usize = 400;
    let library = started(None, REFERENCES);
    let cloud = cloud_of(&library, REFERENCES);
    let preset = Arc::new(Preset::builtin("weights-196").unwrap());
    let mut embedder = Embedder::new(preset.clone(), Arc::new(Network::build(&preset, 1))).unwrap();
    let digits = Source::Embedded.load(Part::Test).unwrap();
    let seven = Embedded::Weights(Arc::new(embedder.steps(digits.image(0), 600.0)));
    let ask = || {
        let (of, pixels, knn) = (seven.clone(), Box::new(*digits.image(0)), KnnSpec::default());
        assert!(library.send(LibraryCommand::Ask { question: 1, of, pixels, image: None, knn }));
        wait(&library, |event| match event {
            LibraryEvent::Opinion(opinion) => Some(opinion.verdicts),
            _ => None,
        })
    };
    let teach = |lesson: u64, told: &[Told]| {
        let told = Some(Arc::from(told));
        assert!(library.send(LibraryCommand::Teach { lesson, told }));
        wait(&library, |event| match event {
            LibraryEvent::Reach(reach) => Some(*reach),
            _ => None,
        })
    };

    let nothing = teach(1, &[]);
    assert_eq!((nothing.lesson, nothing.right), (1, (0, REFERENCES)));
    assert!(nothing.labels.len() == REFERENCES && nothing.labels.iter().all(Option::is_none));
    assert!(ask().is_empty(), "nobody has told it anything");

    // It asks, somebody answers: thirty times.
    let mut told: Vec<Told> = Vec::new();
    let mut reach = nothing;
    for lesson in 2..32 {
        let point = reach.question.expect("there is more to ask about");
        let (image, class) = (cloud.images[point], cloud.labels[point]);
        assert!(told.iter().all(|told| told.image != image), "never twice");
        told.push(Told { image, class });
        reach = teach(lesson, &told);
        let label = reach.labels[point].unwrap();
        assert_eq!((label.class, label.confidence, label.arrived), (class, 1.0, 0));
    }
    let (right, judged) = reach.right;
    assert_eq!(judged, REFERENCES - 30);
    assert!(right * 100 > judged * 70, "{right} of {judged}");
    // Each label came along an edge from a point that it reached a step before.
    for (point, label) in reach.labels.iter().enumerate() {
        let Some(label) = label.filter(|label| label.arrived > 0) else { continue };
        assert_ne!(reach.came_from[point] as usize, point, "{label:?}");
    }
    assert_eq!(ask().last().unwrap().0.label, 7);

    // Whoever calls every reference a 3 gets threes.
    let threes: Vec<Told> = told.iter().map(|told| Told { class: 3, ..*told }).collect();
    teach(50, &threes);
    assert_eq!(ask().last().unwrap().0.label, 3);
    // And all labels come back.
    assert!(library.send(LibraryCommand::Teach { lesson: 51, told: None }));
    assert_eq!(ask().last().unwrap().0.label, 7);
}

#[test]
fn no_cloud_is_missed_where_there_is_no_embedding() {
    let library = started_with("paths-stdp", None, 60);
    let is_said = |event| match event {
        LibraryEvent::NoCloud(reason) => panic!("{reason}"),
        LibraryEvent::Progress { done: 0, target: 0 } => Some(()),
        _ => None,
    };
    wait(&library, is_said);
    // Nor where more is asked for: what it is told to do last is done with all before it.
    for command in [LibraryCommand::Grow(100), LibraryCommand::Pause] {
        assert!(library.send(command));
    }
    (0..2).for_each(|_| wait(&library, is_said));
}
