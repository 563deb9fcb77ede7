//! What was mistaken for what, and the images that were missed.

use crate::app::choices::Cell;
use crate::data::{ClassNames, ImageSet, Part};
use crate::experiments::words::{count, thousands};
use std::borrow::Cow;

/// What was labelled what.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfusionView<'a> {
    /// How often: `counts[truth][label]`.
    pub counts: Cow<'a, [Vec<u32>]>,
    /// What the classes are called.
    pub names: ClassNames,
    /// How often the commonest mistake was made, at least 1.
    pub most: u32,
    /// The mistake whose images are shown; those of all where there is none.
    pub cell: Option<Cell>,
}

impl<'a> ConfusionView<'a> {
    /// Of counts, by what was shown and by what it was labelled.
    pub fn of(
        counts: impl Into<Cow<'a, [Vec<u32>]>>,
        names: ClassNames,
        cell: Option<Cell>,
    ) -> ConfusionView<'a> {
        let counts = counts.into();
        let classes = counts.len();
        let most = (0..classes)
            .flat_map(|truth| (0..classes).map(move |label| (truth, label)))
            .filter(|(truth, label)| truth != label)
            .map(|(truth, label)| counts[truth][label])
            .max();
        let most = most.unwrap_or(0).max(1);
        ConfusionView { counts, names, most, cell }
    }

    /// How bright a mistake that was made so often is, 0 to 1: its share of the commonest, rare ones lifted.
    pub fn brightness(&self, count: u32) -> f32 {
        (count as f32 / self.most as f32).min(1.0).sqrt()
    }

    /// Whether it is a mistake, and was made.
    pub fn is_mistaken(&self, (truth, label): Cell) -> bool {
        truth != label && self.counts[truth][label] > 0
    }

    /// What explains a mistake, or the whole where there is none.
    pub fn tip(&self, cell: Option<Cell>) -> String {
        match cell {
            Some((truth, label)) => format!(
                "{}: {}. Click to see those {}s.",
                mistaken(&self.names, (truth, label)),
                count(self.counts[truth][label] as usize, "time"),
                self.names.noun()
            ),
            None => format!(
                "The brighter, the more often mistaken; a click on a cell shows its {}s",
                self.names.noun()
            ),
        }
    }
}

/// The mistake that is looked at, where there are so many classes: a recording may say what there is not.
pub fn looked_at(cell: Option<Cell>, classes: usize) -> Option<Cell> {
    cell.filter(|&(truth, label)| truth < classes && label < classes)
}

/// "an 8 labelled 3"
fn mistaken(names: &ClassNames, (truth, label): Cell) -> String {
    format!("{} labelled {}", names.with_article(truth as u8), names.of(label as u8))
}

/// An image that was labelled wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missed {
    /// Its place in its part of the data set.
    pub place: usize,
    /// What it shows.
    pub truth: u8,
    /// What it was labelled.
    pub label: u8,
    /// How often it was labelled wrong, of the times it was tested, where that was more than once.
    pub tested: Option<(u32, u32)>,
}

impl Missed {
    fn cell(&self) -> Cell {
        (usize::from(self.truth), usize::from(self.label))
    }
}

/// How often an image was labelled wrong, of the times it was tested: in the splits in which it was not learnt from.
fn how_often(wrong: u32, tested: u32) -> String {
    match (wrong, tested) {
        (1, 1) => "wrong the one time it was tested".to_owned(),
        _ if wrong == tested => format!("wrong all {tested} times it was tested"),
        _ => format!("wrong {wrong} of the {tested} times it was tested"),
    }
}

/// Images that were missed.
#[derive(Clone, Debug, PartialEq)]
pub struct MissedView {
    /// The part of the data set that they are in.
    pub part: Part,
    /// How many were missed, and which of them are shown.
    pub heading: String,
    /// What the classes are called.
    pub names: ClassNames,
    /// The mistake whose images are shown; those of all where there is none.
    pub cell: Option<Cell>,
    /// Those that are shown; none while they are still being read.
    pub shown: Option<Vec<Missed>>,
}

impl MissedView {
    /// Of images of a set, of which so many have been read, if any.
    pub fn of(
        set: &ImageSet,
        images: Option<usize>,
        mut missed: Vec<Missed>,
        names: ClassNames,
        cell: Option<Cell>,
    ) -> MissedView {
        let all = count(missed.len(), &format!("{set} {}", names.noun()));
        let heading = match cell {
            Some(cell) => {
                missed.retain(|missed| missed.cell() == cell);
                let shown = thousands(missed.len());
                format!("Missed: {shown} of {all}, {}", mistaken(&names, cell))
            }
            None => format!("Missed: {all}"),
        };
        let shown = images.map(|images| {
            // Results may be of another folder of images.
            missed.retain(|missed| missed.place < images);
            missed
        });
        MissedView { part: set.part(), heading, names, cell, shown }
    }

    /// What explains one of them.
    pub fn tip(&self, missed: &Missed) -> String {
        let name = match self.part {
            Part::Test => "test",
            Part::Train => "train",
        };
        let often = missed
            .tested
            .map_or(String::new(), |(wrong, tested)| format!(": {}", how_often(wrong, tested)));
        format!(
            "{name} {}, {}{often}. Click to see the network on it; Ctrl+E comes back.",
            thousands(missed.place),
            mistaken(&self.names, missed.cell())
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_often_is_said_in_plain_words() {
        assert_eq!(how_often(1, 1), "wrong the one time it was tested");
        assert_eq!(how_often(3, 3), "wrong all 3 times it was tested");
        assert_eq!(how_often(1, 3), "wrong 1 of the 3 times it was tested");
    }

    #[test]
    fn the_commonest_mistake_is_the_brightest() {
        let names = ClassNames::new(vec!["Coat".to_owned(), "Shirt".to_owned()]).unwrap();
        let view = ConfusionView::of(vec![vec![90, 1], vec![4, 80]], names, None);
        assert_eq!((view.most, view.brightness(4), view.brightness(1)), (4, 1.0, 0.5));
        assert!(view.is_mistaken((0, 1)) && !view.is_mistaken((0, 0)));
        let tip = view.tip(Some((1, 0)));
        assert_eq!(tip, "Shirt labelled Coat: 4 times. Click to see those images.");
        let digits = ConfusionView::of(vec![vec![1; 10]; 10], ClassNames::digits(), None);
        let tip = digits.tip(Some((8, 0)));
        assert_eq!(tip, "an 8 labelled 0: 1 time. Click to see those digits.");
        let alone = ConfusionView::of(vec![vec![90]], ClassNames::numbers(1), None);
        assert_eq!(alone.most, 1, "there is none");
    }

    #[test]
    fn digits_of_one_mistake_are_shown_as_far_as_there_are_images() {
        let missed = |place, label| Missed { place, truth: 8, label, tested: Some((1, 2)) };
        let all = vec![missed(3, 1), missed(7, 2), missed(2_000, 1)];
        let view = |images, cell| {
            MissedView::of(&ImageSet::Test, images, all.clone(), ClassNames::digits(), cell)
        };
        let whole = view(Some(10_000), None);
        assert_eq!(
            (whole.heading.as_str(), whole.shown.as_ref()),
            ("Missed: 3 test digits", Some(&all))
        );
        assert_eq!(
            whole.tip(&all[2]),
            "test 2,000, an 8 labelled 1: wrong 1 of the 2 times it was tested. \
             Click to see the network on it; Ctrl+E comes back."
        );
        let some = view(Some(100), Some((8, 1)));
        assert_eq!(some.heading, "Missed: 2 of 3 test digits, an 8 labelled 1");
        assert_eq!(some.shown, Some(vec![all[0]]));
        assert_eq!(view(None, None).shown, None, "they are being read");
    }
}
