use super::*;
use crate::analysis::trajectory::{Embedder, SampleTimes};
use crate::analysis::{Embedded, Familiarity, KnnSpec, Verdict};
use crate::data::{Cache, Part, Pixels, Source};
use crate::sim::{Network, Preset, Sheet};
use std::time::{Duration, Instant};

/// The default model without a window, with so many references.
fn started(cache: Option<Cache>, references: usize) -> Library {
    started_with("weights-196", cache, references, references)
}

fn started_with(preset: &str, cache: Option<Cache>, target: usize, limit: usize) -> Library {
    let preset = Arc::new(Preset::builtin(preset).unwrap());
    let network = Arc::new(Network::build(&preset, 1));
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
    let of = Embedded::Weights(Arc::new(embedder.steps(digits.image(0))));
    let ask = |question, k| {
        let knn = KnnSpec { k, ..KnnSpec::default() };
        let (of, pixels) = (of.clone(), digits.pixels(0));
        assert!(library.send(LibraryCommand::Ask { question, of, pixels, image: None, knn }));
        wait(&library, |event| match event {
            LibraryEvent::Prediction(prediction) => Some(prediction),
            _ => None,
        })
    };
    for (question, k) in [(1, 5), (2, 9)] {
        let prediction = ask(question, k);
        assert_eq!((prediction.question, prediction.references), (question, 60));
        assert_eq!(prediction.verdicts.len(), 6, "one at each sample time");
        assert!(prediction.verdicts.iter().all(|(verdict, _)| verdict.neighbours.len() == k));
    }
    assert!(
        ask(3, 60).verdicts.len() == 6 && ask(4, 61).verdicts.is_empty(),
        "more than there are"
    );
}

/// The default model as somebody who presents images to it.
struct Asker {
    library: Library,
    embedder: Embedder,
    lesson: u64,
}

impl Asker {
    fn new(cache: Option<Cache>, references: usize) -> (Asker, Arc<Cloud>) {
        Asker::wanting(cache, references, references)
    }

    /// Where so many are embedded at first, and more may be kept.
    fn wanting(cache: Option<Cache>, references: usize, target: usize) -> (Asker, Arc<Cloud>) {
        let library = started_with("weights-196", cache, target, references);
        let cloud = cloud_of(&library, references);
        let preset = Arc::new(Preset::builtin("weights-196").unwrap());
        let network = Arc::new(Network::build(&preset, 1));
        let times = SampleTimes::up_to(&preset, 300.0);
        let embedder = Embedder::at(preset, network, times);
        (Asker { library, embedder, lesson: 0 }, cloud)
    }

    fn ask(&mut self, image: &Pixels) -> Vec<(Verdict, Option<Familiarity>)> {
        let of = Embedded::Weights(Arc::new(self.embedder.steps(image)));
        let (pixels, knn) = (image.clone(), KnnSpec::default());
        let ask = LibraryCommand::Ask { question: 1, of, pixels, image: None, knn };
        assert!(self.library.send(ask));
        wait(&self.library, |event| match event {
            LibraryEvent::Prediction(prediction) => Some(prediction.verdicts),
            _ => None,
        })
    }

    fn label(&mut self, image: &Pixels) -> u8 {
        self.ask(image).last().unwrap().0.label
    }

    fn teach(&mut self, labels_are_away: bool, told: &[Example]) -> Reach {
        self.lesson += 1;
        let lesson = self.lesson;
        let told = Arc::new(Lesson { labels_are_away, told: told.to_vec() });
        assert!(self.library.send(LibraryCommand::Teach { lesson, told }));
        wait(&self.library, |event| match event {
            LibraryEvent::Reach(reach) if reach.lesson == lesson => Some(*reach),
            _ => None,
        })
    }
}

fn of(image: u32, class: u8) -> Example {
    Example { what: Subject::Reference(image), class: Some(class) }
}

fn own(id: u32, pixels: &Pixels, class: Option<u8>) -> Example {
    Example { what: Subject::Own { id, pixels: Arc::new(pixels.clone()) }, class }
}

#[test]
fn labels_that_are_put_away_come_back_from_what_is_told() {
    const REFERENCES: usize = 400;
    let (mut asker, cloud) = Asker::new(None, REFERENCES);
    let digits = Source::Embedded.load(Part::Test).unwrap();
    let seven = &digits.pixels(0);
    let nothing = asker.teach(true, &[]);
    assert_eq!((nothing.lesson, nothing.right), (1, (0, REFERENCES)));
    assert!(nothing.labels.len() == REFERENCES && nothing.labels.iter().all(Option::is_none));
    assert!(asker.ask(seven).is_empty(), "nobody has told it anything");

    // It asks, somebody answers: thirty times.
    let mut told: Vec<Example> = Vec::new();
    let mut reach = nothing;
    for _ in 2..32 {
        let point = reach.question.expect("there is more to ask about");
        let (image, class) = (cloud.images[point], cloud.labels[point]);
        assert!(told.iter().all(|told| told.what != Subject::Reference(image)), "never twice");
        told.push(of(image, class));
        reach = asker.teach(true, &told);
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
    assert_eq!(asker.label(seven), 7);

    // Whoever calls every reference a 3 gets threes.
    let threes: Vec<Example> =
        told.iter().map(|told| Example { class: Some(3), ..told.clone() }).collect();
    asker.teach(true, &threes);
    assert_eq!(asker.label(seven), 3);
    // And all labels come back.
    asker.teach(false, &[]);
    assert_eq!(asker.label(seven), 7);
}

#[test]
fn one_correction_is_enough_and_other_digits_stay() {
    let (mut asker, cloud) = Asker::new(None, 2_000);
    let hands = crate::data::handwriting::drawn();
    // A digit in a hand that is read as another, and others in the same hand.
    let wrong = (0..hands.len()).find(|&at| asker.label(&hands[at].1) != hands[at].0);
    let Some(at) = wrong else { panic!("every hand is read") };
    let (class, drawn) = &hands[at];
    let digits = Source::Embedded.load(Part::Test).unwrap();
    let labels = |asker: &mut Asker| -> Vec<u8> {
        (0..60).map(|image| asker.label(&digits.pixels(image))).collect()
    };
    let before = labels(&mut asker);
    let reach = asker.teach(false, &[own(1, drawn, Some(*class))]);
    assert!(reach.labels.is_empty() && reach.own[0].places.len() == 6, "it has a place");
    assert_eq!(asker.label(drawn), *class, "what was told is kept");
    // Drawn again, a little otherwise.
    let again = crate::data::distort::variants(drawn, 10, 99);
    let right = again.iter().filter(|again| asker.label(again) == *class).count();
    assert!(right >= 9, "{right} of 10");
    assert_eq!(labels(&mut asker), before, "other digits are what they were");
    // A reference can be called something else, too, and an unnamed picture says nothing.
    let point = cloud.labels.iter().position(|&label| label == 7).unwrap();
    let image = cloud.images[point];
    let pixels = Source::Embedded.load(Part::Train).unwrap().pixels(image as usize);
    asker.teach(false, &[of(image, 4), own(1, drawn, None)]);
    assert_ne!(asker.label(drawn), *class);
    assert_eq!(asker.label(&pixels), 4, "the nearest is itself");
}

#[test]
fn a_class_that_nobody_foresaw_is_learnt_from_one_drawing() {
    const NAMED: u8 = 10;
    let (mut asker, cloud) = Asker::new(None, 2_000);
    // Four drawings of each sign, in turns: letters first.
    let signs = crate::data::signs::drawn();
    let signs_count = signs.len() / 4;
    let (sign, others) = (&signs[0], [1, 2, 3].map(|copy| &signs[copy * signs_count]));
    let ten: Vec<Example> = (0..10)
        .map(|class| {
            let point = cloud.labels.iter().position(|&label| label == class).unwrap();
            of(cloud.images[point], class)
        })
        .collect();
    let unlike = asker.ask(others[0]).last().unwrap().1.unwrap();
    assert!(unlike.is_novel, "a sign is like no digit: {unlike:?}");
    let (alone, _) = asker.teach(true, &ten).right;
    for labels_are_away in [false, true] {
        // Some that nobody named come with it.
        let mut told = ten.clone();
        told.push(own(5, sign, Some(NAMED)));
        told.extend(others[1..].iter().zip(6..).map(|(pixels, id)| own(id, pixels, None)));
        let reach = asker.teach(labels_are_away, &told);
        let (verdict, familiarity) = asker.ask(others[0]).pop().unwrap();
        assert_eq!(verdict.label, NAMED, "labels are away: {labels_are_away}");
        assert!(!familiarity.unwrap().is_novel, "somebody has named it: {familiarity:?}");
        if labels_are_away {
            let labels = reach.own.iter().map(|own| own.label.map(|label| label.class));
            assert_eq!(labels.collect::<Vec<_>>(), [Some(NAMED); 3]);
            assert_eq!(reach.came_from.len(), reach.labels.len() + 3);
            // What is new takes nothing of the digits, of 1,990.
            assert!(reach.right.0 + 60 > alone, "{:?} with it, {alone} without", reach.right);
        }
    }
}

/// Measured: one of twelve signs takes 17 of 1,984 digits from what sixteen answers have reached; 100, where a class of one
/// picture is taken to be as common as others.
#[test]
fn one_drawing_of_a_new_class_takes_little_of_what_is_told() {
    let (mut asker, cloud) = Asker::new(None, 2_000);
    let mut told: Vec<Example> = Vec::new();
    for _ in 0..16 {
        let point = asker.teach(true, &told).question.unwrap();
        told.push(of(cloud.images[point], cloud.labels[point]));
    }
    let before = asker.teach(true, &told).right.0;
    let signs = crate::data::signs::drawn();
    let mut taken = 0;
    for (id, sign) in (0..).zip(&signs[..12]) {
        let with = [&told[..], &[own(id, sign, Some(10))]].concat();
        taken += before.saturating_sub(asker.teach(true, &with).right.0);
    }
    assert!(taken < 12 * 40, "{taken} by 12 signs of {before}");
}

#[test]
fn a_question_that_nobody_can_answer_is_passed_over() {
    let (mut asker, cloud) = Asker::new(None, 300);
    let first = asker.teach(true, &[]).question.unwrap();
    let passed = Example { what: Subject::Reference(cloud.images[first]), class: None };
    let reach = asker.teach(true, std::slice::from_ref(&passed));
    assert_ne!(reach.question.unwrap(), first);
    assert!(reach.labels.iter().all(Option::is_none) && reach.own.is_empty(), "nothing is named");
    let named = of(cloud.images[reach.question.unwrap()], 3);
    assert_ne!(asker.teach(true, &[passed, named]).question.unwrap(), first);
}

#[test]
fn how_far_the_first_of_many_had_reached_is_found_out() {
    let (mut asker, cloud) = Asker::new(None, 300);
    let told: Vec<Example> = (0..6).map(|at| of(cloud.images[at], cloud.labels[at])).collect();
    let all = [&told[..], &[own(5, &Pixels::from_fn(Sheet::MNIST, |_| 90), None)]].concat();
    let reach = asker.teach(true, &all);
    let earlier = |asker: &Asker| {
        wait(&asker.library, |event| match event {
            LibraryEvent::Earlier { lesson, curve } => Some((lesson, curve)),
            _ => None,
        })
    };
    let (lesson, curve) = earlier(&asker);
    assert_eq!(lesson, reach.lesson);
    assert_eq!(curve.iter().map(|&(told, _)| told).collect::<Vec<_>>(), [1, 2, 3, 5]);
    // As it would have been seen, but for the picture of one's own.
    let (mut other, _) = Asker::new(None, 300);
    for &(count, share) in &curve {
        let (right, judged) = other.teach(true, &told[..count]).right;
        assert_eq!(judged, 300 - count);
        let seen = right as f32 / judged as f32;
        assert!((seen - share).abs() < 0.05, "{count} told: {seen} and {share}");
    }
}

#[test]
fn what_is_expected_is_told_and_the_graph_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path().to_owned());
    let (mut asker, _) = Asker::new(Some(cache.clone()), 300);
    let first = asker.teach(true, &[]);
    let expected = wait(&asker.library, |event| match event {
        LibraryEvent::Expected(expected) if expected.draws == Expected::DRAWS => Some(expected),
        _ => None,
    });
    let means: Vec<f64> = expected.right.iter().map(|(_, right)| right.mean).collect();
    assert!(means[0] < 0.25 && means[8] > 0.6, "{means:?}");
    assert!(means.is_sorted(), "more names say more: {means:?}");
    let kept = |set: &str| {
        cache.files().unwrap().iter().any(|file| {
            std::fs::read(file).unwrap().windows(set.len()).any(|at| at == set.as_bytes())
        })
    };
    assert!(kept("graph of 300 references"));
    drop(asker);
    // At the next start fewer are wanted than were kept.
    let (mut again, _) = Asker::wanting(Some(cache.clone()), 300, 200);
    let second = again.teach(true, &[]);
    wait(&again.library, |event| matches!(event, LibraryEvent::Expected(_)).then_some(()));
    assert_eq!((second.question, second.dark_islands), (first.question, first.dark_islands));
}

#[test]
fn no_cloud_is_missed_where_there_is_no_embedding() {
    let library = started_with("paths-stdp", None, 60, 60);
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
