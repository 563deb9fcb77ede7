//! The pictures that came together: which one is looked at, what has become of each, and the digits of one that has
//! several.

use super::Model;
use crate::app::tray::{Content, Entry, OneOf, Tray};
use crate::data::Place;
use crate::experiments::words::count;
use std::borrow::Cow;

/// The strip.
#[derive(Clone, Debug, PartialEq)]
pub struct StripView<'a> {
    /// Rises when pictures come or take other places.
    pub revision: u64,
    /// The places of the one before and the one after, where there are such.
    pub steps: [Option<usize>; 2],
    /// Which of them is looked at.
    pub heading: String,
    /// The place of that one.
    pub at: usize,
    /// The digits to choose from, where it is one of several in a picture.
    pub page: Option<PageView>,
    /// All of them, in the order in which they came.
    pub pictures: Vec<PictureView<'a>>,
    /// Why it cannot be read, where it was asked for last and cannot.
    pub refused: Option<Refused<'a>>,
}

/// One picture of the strip.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureView<'a> {
    /// The file's name.
    pub name: &'a str,
    /// What has become of it.
    pub state: State<'a>,
    /// How it is outlined.
    pub mark: Mark,
}

/// What has become of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State<'a> {
    /// It is being read.
    Waiting,
    /// There is a digit to show.
    Digit,
    /// Why there is none, in words.
    Refused(&'a str),
}

/// How a picture of the strip is outlined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// Like most.
    None,
    /// It is on the pad, while another one that is not was asked for.
    OnPad,
    /// It was asked for last.
    Chosen,
}

/// Why a picture cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused<'a> {
    /// Without its name, which is said above.
    pub short: &'a str,
    /// All of it.
    pub reason: &'a str,
}

/// A picture with several digits.
#[derive(Clone, Debug, PartialEq)]
pub struct PageView {
    /// Width and height, pixels of the picture.
    pub size: [u32; 2],
    /// Its digits, in reading order.
    pub digits: Vec<PageDigit>,
}

/// One of the digits of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct PageDigit {
    /// Where it is, pixels of the picture.
    pub place: Place,
    /// Which of them it is.
    pub words: String,
    /// The same, and how to come to the others.
    pub tip: String,
    /// It was asked for last.
    pub is_chosen: bool,
    /// Its place in the strip.
    pub goes_to: usize,
}

impl<'a> StripView<'a> {
    /// Reads it; none where there is nothing more than what the pad shows.
    pub fn gather(model: &'a Model) -> Option<StripView<'a>> {
        StripView::of(&model.tray)
    }

    fn of(tray: &'a Tray) -> Option<StripView<'a>> {
        let (entries, at, is_chosen) = (tray.entries(), tray.at(), tray.is_chosen());
        if entries.is_empty() {
            return None;
        }
        let current = &entries[at];
        let refused = match &current.content {
            Content::Refused(reason) if is_chosen => Some(Refused::of(&current.name, reason)),
            _ => None,
        };
        let picture = |(place, entry): (usize, &'a Entry)| {
            let mark = match is_chosen && place == at {
                true => Mark::Chosen,
                false if tray.shown() == Some(place) => Mark::OnPad,
                false => Mark::None,
            };
            PictureView { name: &entry.name, state: State::of(&entry.content), mark }
        };
        Some(StripView {
            revision: tray.revision(),
            steps: [tray.step(-1), tray.step(1)],
            heading: heading(is_chosen, at, entries),
            at,
            page: current.one_of.as_ref().map(|one_of| PageView::of(one_of, at, is_chosen)),
            pictures: entries.iter().enumerate().map(picture).collect(),
            refused,
        })
    }
}

impl PictureView<'_> {
    /// What is said of it under the pointer; there may be thousands, of which one is asked about.
    pub fn tip(&self) -> Cow<'_, str> {
        match self.state {
            State::Waiting => format!("{}: being read", self.name).into(),
            State::Digit => self.name.into(),
            State::Refused(reason) => reason.into(),
        }
    }

    /// What it is called as a button.
    pub fn label(&self) -> String {
        format!("picture {}", self.name)
    }
}

impl State<'_> {
    fn of(content: &Content) -> State<'_> {
        match content {
            Content::Waiting => State::Waiting,
            Content::Digit(_) => State::Digit,
            Content::Refused(reason) => State::Refused(reason),
        }
    }
}

impl<'a> Refused<'a> {
    fn of(name: &str, reason: &'a str) -> Refused<'a> {
        let short = reason.split_once(&format!("{name}: ")).map_or(reason, |(_, why)| why);
        Refused { short, reason }
    }
}

impl PageView {
    /// The picture that the digit at `at` is one of.
    fn of(one_of: &OneOf, at: usize, is_chosen: bool) -> PageView {
        let OneOf { page, index } = one_of;
        let digit = |(i, &place): (usize, &Place)| {
            let words = format!("digit {} of {}", i + 1, page.places.len());
            let tip = format!("{words}, from left to right (↑ and ↓ step through them)");
            let is_chosen = i == *index && is_chosen;
            PageDigit { place, words, tip, is_chosen, goes_to: at - index + i }
        };
        PageView { size: page.size, digits: page.places.iter().enumerate().map(digit).collect() }
    }
}

/// Which of them is looked at.
fn heading(is_chosen: bool, at: usize, entries: &[Entry]) -> String {
    let (name, total) = (&entries[at].name, entries.len());
    match &entries[at].content {
        _ if !is_chosen => {
            let none = if total == 1 { "not" } else { "none" };
            format!("{}, {none} on the pad", count(total, "picture"))
        }
        Content::Waiting => format!("{} of {total}, being read: {name}", at + 1),
        Content::Digit(_) => format!("{} of {total}: {name}", at + 1),
        Content::Refused(_) => format!("{} of {total}, unreadable: {name}", at + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_cannot_be_read_says_why_while_it_is_asked_for() {
        let mut tray = Tray::default();
        assert_eq!(StripView::of(&tray), None);
        let reason = "/far/away/a.png: no ink";
        tray.begin(vec![
            ("a.png".to_owned(), Err(reason.to_owned())),
            ("b.png".to_owned(), Ok("b.png".into())),
        ]);
        let view = StripView::of(&tray).unwrap();
        assert_eq!(view.heading, "1 of 2, unreadable: a.png");
        assert_eq!(view.refused, Some(Refused { short: "no ink", reason }));
        assert_eq!((view.steps, view.page.is_none()), ([None, Some(1)], true));
        let marks: Vec<Mark> = view.pictures.iter().map(|picture| picture.mark).collect();
        assert_eq!(marks, [Mark::Chosen, Mark::None]);
        let tips: Vec<_> = view.pictures.iter().map(PictureView::tip).collect();
        assert_eq!(tips, [reason, "b.png: being read"]);
        tray.give_way();
        let view = StripView::of(&tray).unwrap();
        assert_eq!((view.heading.as_str(), view.refused), ("2 pictures, none on the pad", None));
    }
}
