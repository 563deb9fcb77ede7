//! The strip of pictures that came together.

use super::*;
use crate::app::origin::Origin;
use crate::app::tray::Tray;
use crate::data::{Found, Pixels, Place, Seen};
use crate::sim::Sheet;
use std::path::PathBuf;

/// Eight pictures, of which these cannot be read.
pub(super) fn tray(refused: &[usize]) -> Tray {
    let mut tray = Tray::default();
    let name = |i: usize| format!("{i}.png");
    tray.begin((0..8).map(|i| (name(i), Ok(PathBuf::from(name(i))))).collect());
    for file in 0..8 {
        let place = Place { left: 0, top: 0, width: 9, height: 9 };
        let digits = vec![Found { pixels: Pixels::from_fn(Sheet::MNIST, |_| 200), place }];
        let seen = Seen { sheet: image::GrayImage::new(9, 9), digits, reduced_by: 1, pictures: 1 };
        let read = match refused.contains(&file) {
            true => Err(format!(
                "/far/away/{file}.png: no ink found: expected a digit, clearly darker or lighter"
            )),
            false => Ok(seen),
        };
        tray.take(1, file, read);
    }
    tray
}

/// Outlines of pictures of the strip in a colour.
fn outlined(shapes: &[ClippedShape], color: theme::Rgb) -> Vec<egui::Rect> {
    let of = |shape: &ClippedShape| match &shape.shape {
        Shape::Rect(rect)
            if rect.rect.size() == vec2(34.0, 34.0) && rect.stroke.color == theme::color(color) =>
        {
            Some(rect.rect)
        }
        _ => None,
    };
    shapes.iter().filter_map(of).collect()
}

#[test]
fn a_picture_that_cannot_be_read_is_outlined_and_the_pad_names_what_it_still_shows() {
    let (mut screen, mut untidy) = (Screen::of("weights-196"), Untidy::default());
    for size in SIZES {
        for at in [2, 0, 7] {
            let mut tray = tray(&[at]);
            if at == 2 {
                tray.go_to(1);
            }
            tray.go_to(at);
            let shown = tray.shown();
            let name = shown.map_or("before.png".to_owned(), |at: usize| format!("{at}.png"));
            screen.change(|s: &mut Session| s.origin = Origin::File(name.clone()));
            screen.change(|t: &mut Tray| *t = tray);
            screen.at(size);
            (0..9).for_each(|_| _ = screen.pass(Vec::new())); // it glides there
            let texts = untidy.look(&mut screen, &format!("strip, {at} refused"), size);
            let words = words_of(&texts);
            let heading = format!("{} of 8, unreadable: {at}.png", at + 1);
            let still = format!("still on the pad: {name}");
            for said in [heading, still, "no ink found".to_owned()] {
                let is_said = words.iter().any(|words| words.starts_with(&said));
                assert!(is_said, "{size:?}: no {said:?} in {words:?}");
            }
            let shapes = screen.pass(Vec::new()).0;
            let cross = texts.iter().find(|text| text.words == "✖").expect("a cross");
            assert!(cross.clip.contains_rect(cross.place), "{size:?}, {at}: {cross:?}");
            let refused = outlined(&shapes, theme::WARNING);
            assert!(refused.len() == 1 && refused[0].contains_rect(cross.place), "{refused:?}");
            let on_pad = outlined(&shapes, theme::ACCENT);
            // The first is scrolled out of sight where the last one is looked at.
            let expected = if at == 2 { 1..=1 } else { 0..=shown.map_or(0, |_| 1) };
            assert!(expected.contains(&on_pad.len()), "{size:?}, {at}: {on_pad:?}");
            // Nothing lies over their feet.
            assert!(cross.clip.bottom() >= refused[0].bottom(), "{cross:?}");
            let bars: Vec<_> =
                bars(&shapes).into_iter().filter(|bar| bar.width() > bar.height()).collect();
            assert!(!bars.is_empty() || size.0 > 1600.0, "{size:?}: there are more than fit");
            assert!(bars.iter().all(|bar| bar.top() >= refused[0].bottom()), "{size:?}: {bars:?}");
        }
    }
    untidy.report();
}

#[test]
fn words_of_the_strip_are_not_cut() {
    let (mut screen, mut untidy) = (Screen::of("weights-196"), Untidy::default());
    for size in SIZES {
        for count in [1, 7] {
            let name = |i: usize| format!("IMG_20240312_1530{i:02} (copy of the first sheet).jpeg");
            let mut tray = Tray::default();
            tray.begin((0..count).map(|i| (name(i), Ok(PathBuf::from(name(i))))).collect());
            for gave_way in [false, true] {
                if gave_way {
                    let place = Place { left: 0, top: 0, width: 9, height: 9 };
                    let digits =
                        vec![Found { pixels: Pixels::from_fn(Sheet::MNIST, |_| 200), place }];
                    let seen = Seen {
                        sheet: image::GrayImage::new(9, 9),
                        digits,
                        reduced_by: 1,
                        pictures: 1,
                    };
                    tray.take(1, 0, Ok(seen));
                    tray.give_way();
                }
                let mut given = Tray::default();
                std::mem::swap(&mut given, &mut tray);
                screen.change(|t: &mut Tray| std::mem::swap(t, &mut given));
                let texts =
                    untidy.look(&mut screen, &format!("strip of {count}, {gave_way}"), size);
                let said = match (count, gave_way) {
                    (1, false) => None, // it is on its way to the pad
                    (1, true) => Some("1 picture, not on the pad"),
                    (_, true) => Some("7 pictures, none on the pad"),
                    (_, false) => Some("1 of 7, being read: IMG_20240312_153000"),
                };
                let is_said = |said: &str| texts.iter().any(|text| text.words.starts_with(said));
                untidy.expect(said.is_none_or(is_said), || format!("{size:?}: no {said:?}"));
                screen.change(|t: &mut Tray| std::mem::swap(t, &mut tray));
            }
        }
    }
    untidy.report();
}

#[test]
fn a_strip_that_gave_way_does_not_speak_of_the_pad() {
    let mut screen = Screen::of("weights-196");
    let mut tray = tray(&[]);
    tray.go_to(3);
    screen.change(|t: &mut Tray| *t = tray);
    let shown = screen.at((1280.0, 800.0));
    assert!(words_of(&shown).contains(&"4 of 8: 3.png"), "{:?}", words_of(&shown));
    screen.change(|t: &mut Tray| t.give_way());
    let shown = screen.at((1280.0, 800.0));
    assert!(words_of(&shown).contains(&"8 pictures, none on the pad"));
    assert!(!words_of(&shown).iter().any(|words| words.starts_with("still on the pad")));
}
