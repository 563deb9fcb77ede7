//! Pictures that came together, in the order in which they came: one is shown, the others wait to be stepped
//! to. Each is read in the background; one that is slow never replaces what was asked for after it.

use super::command::{Origin, Request};
use super::pictures;
use crate::sim::Pixels;
use bevy::prelude::Resource;
use std::path::PathBuf;

/// So many are taken at once.
pub const PICTURES_MAX: usize = 500;

/// What has become of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// It is being read.
    Waiting,
    /// The digit.
    Digit(Box<Pixels>),
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
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Show this.
    Show(Box<Pixels>, Origin),
    /// Say why this input of that name was refused.
    Refuse(String, String),
}

/// See the module's head.
#[derive(Resource, Default, Debug)]
pub struct Tray {
    came: u64,
    entries: Vec<Entry>,
    at: usize,
    /// The one at `at` is to be shown as soon as it has been read.
    is_wanted: bool,
    /// The one at `at` is on the pad.
    is_shown: bool,
}

impl Tray {
    /// Other pictures have come; says what each is asked for with. The first is wanted.
    pub fn begin(&mut self, paths: Vec<PathBuf>) -> Vec<(PathBuf, Request)> {
        self.came += 1;
        let entry =
            |path: &PathBuf| Entry { name: pictures::name(path), content: Content::Waiting };
        self.entries = paths.iter().map(entry).collect();
        (self.at, self.is_wanted, self.is_shown) = (0, true, false);
        let request = |place| Request::Tray { came: self.came, place };
        paths.into_iter().enumerate().map(|(place, path)| (path, request(place))).collect()
    }

    /// One has been read.
    pub fn take(
        &mut self,
        came: u64,
        place: usize,
        image: Result<Box<Pixels>, String>,
    ) -> Option<Next> {
        let entry = self.entries.get_mut(place).filter(|_| came == self.came)?;
        entry.content = match image {
            Ok(image) => Content::Digit(image),
            Err(reason) => Content::Refused(reason),
        };
        if !(self.is_wanted && place == self.at) {
            return None;
        }
        self.go_to(place)
    }

    /// Shows one, now or as soon as it has been read.
    pub fn go_to(&mut self, place: usize) -> Option<Next> {
        let entry = self.entries.get(place)?;
        self.at = place;
        self.is_wanted = entry.content == Content::Waiting;
        self.is_shown = matches!(entry.content, Content::Digit(_));
        match &entry.content {
            Content::Waiting => None,
            Content::Digit(image) => {
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
        (self.is_wanted, self.is_shown) = (false, false);
    }

    /// What there is to choose from: nothing where the only picture is on the pad already, or was refused.
    pub fn entries(&self) -> &[Entry] {
        match self.entries.as_slice() {
            [Entry { content: Content::Digit(_), .. }] if !self.is_shown => &self.entries,
            [] | [_] => &[],
            several => several,
        }
    }

    /// The one that was chosen last.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Whether that one is what the pad holds, or will.
    pub fn is_current(&self) -> bool {
        self.is_wanted || self.is_shown
    }

    /// Rises when other pictures have come.
    pub fn came(&self) -> u64 {
        self.came
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::PIXELS;

    fn paths(count: usize) -> Vec<PathBuf> {
        (0..count).map(|i| PathBuf::from(format!("folder/{i}.png"))).collect()
    }

    fn digit(ink: u8) -> Result<Box<Pixels>, String> {
        Ok(Box::new([ink; PIXELS]))
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
        let expected: Vec<_> = paths(3).into_iter().zip((0..3).map(request)).collect();
        assert_eq!(asked, expected, "in the order in which they came");
        assert_eq!(tray.take(1, 2, digit(3)), None);
        assert_eq!(shown(tray.take(1, 0, digit(1))), "0.png");
        assert_eq!(tray.take(1, 1, Err("no ink".into())), None, "said when it is stepped to");
        let next = tray.go_to(tray.step(1).unwrap());
        assert_eq!(next, Some(Next::Refuse("1.png".into(), "no ink".into())));
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
        assert!(tray.is_current());
        assert_eq!(shown(tray.take(1, 1, digit(2))), "1.png");
        // Of pictures that came before these, nothing is left.
        tray.begin(paths(2));
        assert_eq!(tray.take(1, 0, digit(9)), None);
        assert_eq!(tray.entries()[0].content, Content::Waiting);
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
}
