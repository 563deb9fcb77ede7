//! What is said and asked while labels are put away.

use super::*;
use crate::analysis::Label;
use crate::runtime::Reach;

/// Labels put away, and so many of the references told; each of the others has what its label comes to.
fn taught(told: usize) -> Screen {
    let mut screen = Screen::of("weights-196");
    let cloud = screen.world.resource::<References>().cloud.clone().unwrap();
    let label = |point: usize| {
        let (class, confidence) = (cloud.labels[point], if point < told { 1.0 } else { 0.62 });
        let arrived = if point < told { 0 } else { 1 + point % 12 };
        (told > 0).then_some(Label { class, confidence, origin: 0, arrived })
    };
    screen.change(|teaching: &mut Teaching| {
        teaching.put_away(true);
        (0..told).for_each(|point| teaching.tell(cloud.images[point], cloud.labels[point]));
        let (lesson, _) = teaching.to_send().unwrap();
        let count = cloud.labels.len();
        teaching.take(Reach {
            lesson,
            labels: (0..count).map(label).collect(),
            came_from: vec![0; count],
            dark_islands: 0,
            right: (count - told - 3, count - told),
            question: Some(told),
        });
        teaching.advance(0.0, true);
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
    said(5, "Told 5: 94.5 % of the other 55 are right.");
}

#[test]
fn the_buttons_ask_take_back_and_give_the_labels_back() {
    let mut screen = taught(5);
    let mut pressed = |words: &str| {
        let place = screen.find((1280.0, 800.0), words);
        format!("{:?}", click(&mut screen, place.center()))
    };
    assert_eq!(pressed("Ask me"), "[AskMe]");
    assert_eq!(pressed("Take back"), "[TakeBack]");
    assert_eq!(pressed("Labels back"), "[PutLabelsAway(false)]");
    let mut screen = Screen::of("weights-196");
    let place = screen.find((1280.0, 800.0), "Teach");
    assert_eq!(format!("{:?}", click(&mut screen, place.center())), "[PutLabelsAway(true)]");
}
