//! What is said and asked while labels are put away.

use super::*;
use crate::analysis::{Label, MeanStd};
use crate::app::history::{History, UndoStep};
use crate::data::{ClassNames, Pixels};
use crate::runtime::{Expected, OwnPoint, Reach, Subject};
use crate::sim::Sheet;

/// Labels put away, and so many of the references told; each of the others has what its label comes to.
pub(super) fn taught(told: usize) -> Screen {
    let mut screen = Screen::of("weights-196");
    let cloud = screen.world.resource::<References>().cloud.clone().unwrap();
    let label = |point: usize| {
        let (class, confidence) = (cloud.labels[point], if point < told { 1.0 } else { 0.62 });
        let arrived = if point < told { 0 } else { 1 + point % 12 };
        (told > 0).then_some(Label { class, confidence, origin: 0, arrived })
    };
    screen.change(|teaching: &mut Teaching| {
        teaching.put_away(true);
        for point in 0..told {
            let what = vec![Subject::Reference(cloud.images[point])];
            teaching.tell(what, Some(cloud.labels[point]));
        }
        if told > 0 {
            let class = teaching.class_called("a heart of mine").unwrap();
            let own = teaching.own(&Pixels::from_fn(Sheet::MNIST, |_| 90));
            teaching.tell(vec![own], Some(class));
        }
        let (lesson, _) = teaching.to_send().unwrap();
        let count = cloud.labels.len();
        teaching.take(Reach {
            lesson,
            labels: (0..count).map(label).collect(),
            came_from: vec![0; count],
            dark_islands: 0,
            right: (count - told - 3, count - told),
            question: Some(told),
            own: (0..usize::from(told > 0))
                .map(|_| OwnPoint { id: 1, places: vec![[0.1; 3]; 6], label: None })
                .collect(),
        });
        teaching.advance(0.0, 6.0, true);
        let right = [(1, 0.2, 0.1), (10, 0.8, 0.1), (30, 0.95, 0.02)];
        let right =
            right.map(|(told, mean, std)| (told, MeanStd { mean, std: Some(std), count: 20 }));
        teaching.take_expected(Expected { right: right.to_vec(), draws: 20 });
    });
    screen
}

#[test]
fn teaching_is_tidy_in_every_window() {
    let mut untidy = Untidy::default();
    for told in [0, 5] {
        let mut screen = taught(told);
        for size in SIZES {
            untidy.look(&mut screen, &format!("{told} told"), size);
            screen.change(|s: &mut Selection| s.point = Some(3));
            untidy.look(&mut screen, &format!("{told} told, a point selected"), size);
            screen.change(|s: &mut Selection| s.point = None);
        }
    }
    untidy.report();
}

#[test]
fn what_was_told_and_what_came_of_it_is_said() {
    let said = |told: usize, words: &str| {
        let mut screen = taught(told);
        let all = screen.at((1280.0, 800.0));
        let found = all.iter().any(|text| text.words.contains(words));
        assert!(found, "{words:?} is not among {:?}", words_of(&all));
    };
    said(0, "Nobody has told me anything yet");
    said(5, "Told 6: 94.5 % of the other 55 are right.");
    said(5, "1 picture of your own.");
}

#[test]
fn the_buttons_ask_take_back_and_give_the_labels_back() {
    let mut screen = taught(5);
    let nothing = UndoStep::Told(Vec::new(), ClassNames::default());
    screen.change(|history: &mut History| history.remember(nothing, 0.0));
    let mut pressed = |words: &str| {
        let place = screen.find((1280.0, 800.0), words);
        format!("{:?}", click(&mut screen, place.center()))
    };
    assert_eq!(pressed("Ask me"), "[Teach(AskMe)]");
    assert_eq!(pressed("Take back"), "[Teach(TakeBack)]");
    assert_eq!(pressed("Labels back"), "[Teach(PutLabelsAway(false))]");
    assert_eq!(pressed("Told 6 …"), "[Panel(Show(Told, true))]");
    let mut screen = Screen::of("weights-196");
    let place = screen.find((1280.0, 800.0), "Teach");
    assert_eq!(format!("{:?}", click(&mut screen, place.center())), "[Teach(PutLabelsAway(true))]");
}
