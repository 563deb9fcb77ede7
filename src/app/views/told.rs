//! The list of what was told.

use super::Model;
use crate::app::teaching::Teaching;
use crate::runtime::{Example, Subject};

/// The list.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldView<'a> {
    /// What the set is called; may be empty.
    pub title: &'a str,
    /// Pictures of somebody's own that are brought into the cloud, while they are.
    pub bringing: Option<BringingView>,
    /// What was told last can be taken back.
    pub can_take_back: bool,
    /// What was told, the last first.
    pub rows: Vec<ToldRow<'a>>,
}

/// How many pictures are in the cloud, of those that shall be.
#[derive(Clone, Debug, PartialEq)]
pub struct BringingView {
    /// Share of them, 0 to 1.
    pub share: f32,
    /// The same in words.
    pub words: String,
}

/// One thing that was told.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldRow<'a> {
    /// Its place among all, in the order in which they were told.
    pub place: usize,
    /// What it was told of, which gives its picture.
    pub what: &'a Subject,
    /// What the picture is called.
    pub picture: String,
    /// What was said that it is, or that nothing was.
    pub called: String,
    /// The class that this is, which gives its colour.
    pub class: Option<u8>,
}

impl<'a> ToldView<'a> {
    /// Reads it.
    pub fn gather(model: &'a Model) -> ToldView<'a> {
        let teaching = &*model.teaching;
        let told = teaching.told().iter().enumerate().rev();
        let reference = |image| model.digits.reference_name(image);
        ToldView {
            title: teaching.title(),
            bringing: teaching.bringing().map(|(done, target)| BringingView::of(done, target)),
            can_take_back: model.can_take_back(),
            rows: told
                .map(|(place, told)| ToldRow::of(place, told, teaching, &reference))
                .collect(),
        }
    }
}

impl BringingView {
    fn of(done: usize, target: usize) -> BringingView {
        BringingView {
            share: done as f32 / target.max(1) as f32,
            words: format!("{done} of {target} pictures are in the cloud"),
        }
    }
}

impl<'a> ToldRow<'a> {
    /// Of what was told; `reference` says what a training image is called.
    fn of(
        place: usize,
        told: &'a Example,
        teaching: &Teaching,
        reference: &impl Fn(u32) -> String,
    ) -> ToldRow<'a> {
        let (picture, unnamed) = match told.what {
            Subject::Reference(image) => (reference(image), "passed over"),
            Subject::Own { .. } => ("a picture that was given".to_owned(), "no name"),
        };
        let called = told.class.map_or(unnamed, |class| teaching.names().of(class));
        let (what, called) = (&told.what, called.to_owned());
        ToldRow { place, what, picture, called, class: told.class }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Pixels;
    use crate::sim::Sheet;

    #[test]
    fn a_row_says_what_it_is_of_and_what_it_was_called() {
        let mut teaching = Teaching::default();
        let heart = teaching.class_called("heart").unwrap();
        teaching.tell(vec![Subject::Reference(7)], Some(3));
        teaching.tell(vec![Subject::Reference(8)], None);
        for (ink, class) in [(9, Some(heart)), (10, None)] {
            let own = teaching.own(&Pixels::from_fn(Sheet::MNIST, |_| ink));
            teaching.tell(vec![own], class);
        }
        let reference = |image: u32| format!("№ {image}");
        let told = teaching.told().iter().enumerate();
        let rows: Vec<ToldRow> =
            told.map(|(place, told)| ToldRow::of(place, told, &teaching, &reference)).collect();
        let said: Vec<(&str, &str, Option<u8>)> =
            rows.iter().map(|row| (row.picture.as_str(), row.called.as_str(), row.class)).collect();
        let given = "a picture that was given";
        assert_eq!(said[..2], [("№ 7", "3", Some(3)), ("№ 8", "passed over", None)]);
        assert_eq!(said[2..], [(given, "heart", Some(heart)), (given, "no name", None)]);
    }

    #[test]
    fn pictures_on_their_way_are_counted() {
        let view = BringingView::of(3, 12);
        assert_eq!((view.share, view.words.as_str()), (0.25, "3 of 12 pictures are in the cloud"));
        assert_eq!(BringingView::of(0, 0).share, 0.0);
    }
}
