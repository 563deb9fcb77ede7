//! Pictures that came together, in the order in which they came: one is shown, the others wait to be stepped
//! to. Each is read in the background; one that is slow never replaces what was asked for after it. Of a picture
//! with several digits, each digit is one of them.

use super::origin::Named;
use crate::app::origin::{Origin, Request};
use crate::data::Pixels;
use crate::data::{Place, Seen};
use crate::experiments::words::thousands;
use bevy::prelude::Resource;
use image::GrayImage;
use image::imageops::thumbnail;
use std::path::PathBuf;
use std::sync::Arc;

/// What has become of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// It is being read.
    Waiting,
    /// The digit.
    Digit(Pixels),
    /// Why there is none, in words.
    Refused(String),
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file's name.
    pub name: String,
    /// What has become of it.
    pub content: Content,
    /// Which digit of the picture it is, where that has several.
    pub one_of: Option<OneOf>,
    /// The place of the file among those that came.
    file: usize,
}

/// One digit of several in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneOf {
    /// The picture.
    pub page: Arc<Page>,
    /// From 0, in reading order.
    pub index: usize,
}

/// A picture with several digits, as it is shown to choose from.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// The picture, at most [`PAGE_SIDE`] pixels a side.
    pub picture: GrayImage,
    /// Pixels from left to right and from top to bottom of the picture that `places` are told in.
    pub size: [u32; 2],
    /// Where each digit is, in reading order.
    pub places: Vec<Place>,
}

/// Pixels along the longer side of a picture that is shown to choose from.
const PAGE_SIDE: u32 = 480;

impl Page {
    fn of(seen: &Seen) -> Page {
        let (width, height) = seen.sheet.dimensions();
        let longer = width.max(height).max(1);
        let side = |side: u32| (side * PAGE_SIDE.min(longer) / longer).max(1);
        Page {
            picture: thumbnail(&seen.sheet, side(width), side(height)),
            size: [width * seen.reduced_by, height * seen.reduced_by],
            places: seen.digits.iter().map(|digit| digit.place).collect(),
        }
    }
}

/// What is to be stepped to of the picture of that name, which came at that place.
fn entries(name: &str, file: usize, seen: Seen) -> Vec<Entry> {
    let count = seen.digits.len();
    // Of an animation, or of several pages, the first is seen.
    let name = match seen.pictures {
        0 | 1 => name.to_owned(),
        pictures => format!("{name}, the first of {} pictures", thousands(pictures as usize)),
    };
    let page = (count > 1).then(|| Arc::new(Page::of(&seen)));
    let entry = |(index, digit): (usize, crate::data::Found)| {
        let one_of = page.clone().map(|page| OneOf { page, index });
        let name = match one_of {
            Some(_) => format!("{name}, digit {} of {count}", index + 1),
            None => name.clone(),
        };
        Entry { name, content: Content::Digit(digit.pixels), one_of, file }
    };
    seen.digits.into_iter().enumerate().map(entry).collect()
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Show this.
    Show(Pixels, Origin),
    /// Say why this input of that name was refused.
    Refuse(String, String),
}

/// See the module's head.
#[derive(Resource, Default, Debug)]
pub struct Tray {
    came: u64,
    /// Rises when entries come or take other places.
    revision: u64,
    entries: Vec<Entry>,
    /// The one that was chosen last.
    at: usize,
    /// Nothing else was asked for since.
    is_chosen: bool,
    /// The one on the pad.
    shown: Option<usize>,
}

impl Tray {
    /// Other pictures have come; what each is asked for with, and what there is to say at once. The first is wanted.
    pub fn begin(&mut self, files: Vec<Named>) -> (Vec<(PathBuf, Request)>, Option<Next>) {
        let entry = |(file, (name, path)): (usize, &Named)| {
            let content = match path {
                Ok(_) => Content::Waiting,
                Err(reason) => Content::Refused(reason.clone()),
            };
            Entry { name: name.clone(), content, one_of: None, file }
        };
        self.hold(files.iter().enumerate().map(entry).collect());
        let came = self.came;
        let asked = files
            .into_iter()
            .enumerate()
            .filter_map(|(place, (_, path))| Some((path.ok()?, Request::Tray { came, place })));
        (asked.collect(), self.go_to(0))
    }

    /// Another picture has come, and was read already; its first digit is wanted.
    pub fn begin_with(&mut self, name: String, seen: Seen) -> Option<Next> {
        self.hold(entries(&name, 0, seen));
        self.go_to(0)
    }

    fn hold(&mut self, entries: Vec<Entry>) {
        self.entries = entries;
        self.came += 1;
        self.revision += 1;
        (self.at, self.is_chosen, self.shown) = (0, true, None);
    }

    /// The one that came at `file` has been read.
    pub fn take(&mut self, came: u64, file: usize, seen: Result<Seen, String>) -> Option<Next> {
        let is_it = |entry: &Entry| entry.file == file && came == self.came;
        let place = self.entries.iter().position(is_it)?;
        match seen {
            Err(reason) => self.entries[place].content = Content::Refused(reason),
            Ok(seen) => {
                let name = std::mem::take(&mut self.entries[place].name);
                let digits = entries(&name, file, seen);
                for at in self.shown.iter_mut().chain([&mut self.at]) {
                    if *at > place {
                        *at += digits.len() - 1;
                    }
                }
                self.revision += 1;
                self.entries.splice(place..=place, digits);
            }
        }
        if !(self.is_chosen && place == self.at) {
            return None;
        }
        self.go_to(place)
    }

    /// What is to be said of the picture that is shown, where it has several digits.
    pub fn told(&self) -> Option<String> {
        let entry = self.entries.get(self.shown?)?;
        let OneOf { page, index } = entry.one_of.as_ref()?;
        let count = page.places.len();
        Some(format!(
            "The picture holds {count} digits. Digit {} is shown; choose another on the picture below the pad, or with \
             ↑ and ↓.",
            index + 1
        ))
    }

    /// Shows one, now or as soon as it has been read.
    pub fn go_to(&mut self, place: usize) -> Option<Next> {
        let entry = self.entries.get(place)?;
        (self.at, self.is_chosen) = (place, true);
        match &entry.content {
            Content::Waiting => None,
            Content::Digit(image) => {
                self.shown = Some(place);
                Some(Next::Show(image.clone(), Origin::File(entry.name.clone())))
            }
            Content::Refused(reason) => Some(Next::Refuse(entry.name.clone(), reason.clone())),
        }
    }

    /// The place that many steps further, if there is one.
    pub fn step(&self, by: isize) -> Option<usize> {
        let place = self.at.checked_add_signed(by)?;
        (place < self.entries.len()).then_some(place)
    }

    /// Another input has come: nothing of the tray is wanted or shown any more.
    pub fn give_way(&mut self) {
        (self.is_chosen, self.shown) = (false, None);
    }

    /// What there is to choose from: nothing where the only picture is on the pad already, or was refused.
    pub fn entries(&self) -> &[Entry] {
        match self.entries.as_slice() {
            [Entry { content: Content::Digit(_), .. }] if self.shown.is_none() => &self.entries,
            [] | [_] => &[],
            several => several,
        }
    }

    /// The one that was chosen last.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Whether it is what was asked for last: the pad holds it, or will, or would if it could be read.
    pub fn is_chosen(&self) -> bool {
        self.is_chosen
    }

    /// The one on the pad.
    pub fn shown(&self) -> Option<usize> {
        self.shown
    }

    /// What was asked for last is not on the pad: it is still being read, or cannot be.
    pub fn is_behind(&self) -> bool {
        self.is_chosen && self.shown != Some(self.at)
    }

    /// Rises when entries come or take other places.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Found;
    use crate::sim::Sheet;

    fn paths(count: usize) -> Vec<Named> {
        let named = |name: String| (name.clone(), Ok(PathBuf::from("folder").join(name)));
        (0..count).map(|i| named(format!("{i}.png"))).collect()
    }

    fn digit(ink: u8) -> Result<Seen, String> {
        Ok(digits(&[ink]))
    }

    /// A picture with digits of so much ink side by side.
    fn digits(inks: &[u8]) -> Seen {
        let found = |(i, &ink): (usize, &u8)| {
            let place = Place { left: 100 * i as u32, top: 10, width: 80, height: 90 };
            Found { pixels: Pixels::from_fn(Sheet::MNIST, |_| ink), place }
        };
        let digits: Vec<Found> = inks.iter().enumerate().map(found).collect();
        Seen {
            sheet: GrayImage::new(50 * inks.len() as u32, 60),
            digits,
            reduced_by: 2,
            pictures: 1,
        }
    }

    fn shown(next: Option<Next>) -> String {
        match next {
            Some(Next::Show(_, Origin::File(name))) => name,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_first_is_shown_whichever_is_read_first() {
        let mut tray = Tray::default();
        let asked = tray.begin(paths(3));
        let request = |place| Request::Tray { came: 1, place };
        let paths = paths(3).into_iter().map(|(_, path)| path.unwrap());
        let expected: Vec<_> = paths.zip((0..3).map(request)).collect();
        assert_eq!(asked, (expected, None), "in the order in which they came");
        assert_eq!(tray.take(1, 2, digit(3)), None);
        assert_eq!(shown(tray.take(1, 0, digit(1))), "0.png");
        assert_eq!(tray.take(1, 1, Err("no ink".into())), None, "said when it is stepped to");
        let next = tray.go_to(tray.step(1).unwrap());
        assert_eq!(next, Some(Next::Refuse("1.png".into(), "no ink".into())));
        assert!(tray.is_chosen() && tray.is_behind(), "it is the one that is outlined");
        assert_eq!((tray.at(), tray.shown()), (1, Some(0)), "and the one before is on the pad");
        assert_eq!(shown(tray.go_to(tray.step(1).unwrap())), "2.png");
        assert_eq!((tray.step(1), tray.step(-1), tray.at()), (None, Some(1), 2));
    }

    #[test]
    fn a_slow_one_does_not_replace_what_came_later() {
        let mut tray = Tray::default();
        tray.begin(paths(2));
        tray.give_way(); // a digit was picked meanwhile
        assert_eq!(tray.take(1, 0, digit(1)), None);
        assert_eq!(shown(tray.go_to(0)), "0.png", "but it is there");
        // Stepped to while it is read: shown when it is there, unless one goes on.
        assert_eq!(tray.go_to(1), None);
        assert!(tray.is_chosen() && tray.is_behind());
        assert_eq!(shown(tray.take(1, 1, digit(2))), "1.png");
        // Of pictures that came before these, nothing is left.
        tray.begin(paths(2));
        assert_eq!(tray.take(1, 0, digit(9)), None);
        assert_eq!(tray.entries()[0].content, Content::Waiting);
    }

    #[test]
    fn where_the_first_cannot_be_read_nothing_of_them_is_shown() {
        let mut tray = Tray::default();
        let mut files = paths(3);
        files[0].1 = Err("no such folder".into());
        let (asked, next) = tray.begin(files);
        assert_eq!(asked.len(), 2, "there is nothing to read of the first");
        assert_eq!(next, Some(Next::Refuse("0.png".into(), "no such folder".into())));
        assert!(tray.is_chosen() && tray.is_behind());
        assert_eq!((tray.at(), tray.shown()), (0, None));
        // A picture of several digits takes more places, before the one on the pad too.
        tray.take(1, 2, digit(2));
        assert_eq!(shown(tray.go_to(2)), "2.png");
        tray.take(1, 1, Ok(digits(&[4, 5])));
        assert_eq!((tray.at(), tray.shown(), tray.is_behind()), (3, Some(3), false));
        tray.give_way();
        assert_eq!((tray.shown(), tray.is_chosen(), tray.is_behind()), (None, false, false));
    }

    #[test]
    fn one_picture_is_a_strip_only_where_it_came_too_late() {
        let mut tray = Tray::default();
        tray.begin(paths(1));
        assert!(tray.entries().is_empty());
        tray.take(1, 0, digit(1));
        assert!(tray.entries().is_empty(), "it is on the pad");
        tray.give_way();
        assert_eq!(tray.entries().len(), 1, "it can be brought back");
        tray.begin(paths(1));
        tray.take(2, 0, Err("no".into()));
        assert!(tray.entries().is_empty(), "and a refused one was said");
    }

    #[test]
    fn each_digit_of_a_picture_is_one_to_step_to() {
        let mut tray = Tray::default();
        tray.begin(paths(3));
        assert_eq!(tray.go_to(2), None, "not read yet");
        let before = tray.revision();
        assert_eq!(tray.take(1, 1, Ok(digits(&[4, 5]))), None);
        assert_ne!(tray.revision(), before, "places have changed");
        assert_eq!(tray.at(), 3, "still the one that is waited for");
        assert_eq!(shown(tray.take(1, 2, digit(6))), "2.png");
        assert_eq!(tray.told(), None);
        assert_eq!(shown(tray.go_to(2)), "1.png, digit 2 of 2");
        assert!(tray.told().unwrap().starts_with("The picture holds 2 digits. Digit 2 is shown"));
        let one_of = tray.entries()[2].one_of.as_ref().unwrap();
        let Page { picture, size, places } = &*one_of.page;
        assert_eq!((one_of.index, picture.dimensions(), *size), (1, (100, 60), [200, 120]));
        assert_eq!(places[1].left, 100);
        // From the clipboard, likewise.
        let Some(Next::Show(pixels, Origin::File(name))) =
            tray.begin_with("the clipboard".into(), digits(&[7, 8, 9]))
        else {
            panic!("the first is shown");
        };
        assert_eq!(
            (pixels[0], name.as_str(), tray.entries().len()),
            (7, "the clipboard, digit 1 of 3", 3)
        );
    }

    #[test]
    fn of_an_animation_or_several_pages_it_is_said_that_the_first_is_shown() {
        let mut tray = Tray::default();
        tray.begin(paths(2));
        let seen = Seen { pictures: 3, ..digits(&[1]) };
        assert_eq!(shown(tray.take(1, 0, Ok(seen))), "0.png, the first of 3 pictures");
        let seen = Seen { pictures: 1_200, ..digits(&[1, 2]) };
        assert_eq!(tray.take(1, 1, Ok(seen)), None);
        let second = tray.go_to(2);
        assert_eq!(shown(second), "1.png, the first of 1,200 pictures, digit 2 of 2");
    }

    #[test]
    fn a_page_is_small_enough_to_be_shown() {
        let page = Page::of(&Seen { sheet: GrayImage::new(800, 3), ..digits(&[1, 2]) });
        assert_eq!((page.picture.dimensions(), page.size), ((PAGE_SIDE, 1), [1600, 6]));
    }
}
