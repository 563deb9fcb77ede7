//! A point of the cloud: which picture it is, and what it is taken for.

use super::Model;
use crate::analysis::Label;
use crate::experiments::words::{count, number};

/// What is said of a point.
#[derive(Clone, Debug, PartialEq)]
pub struct PointView {
    /// The place of its picture among the training images.
    pub image: u32,
    /// What the picture is called.
    pub reference: String,
    /// What it shows, or is taken for where labels are put away; a question mark where nobody knows.
    pub name: String,
    /// The class that this is, which gives its colour.
    pub class: Option<u8>,
    /// Where labels are put away, how it came to its name.
    pub came: Option<String>,
}

impl PointView {
    /// Reads it; none where the cloud has no such point.
    pub fn gather(model: &Model, point: usize) -> Option<PointView> {
        let cloud = model.references.cloud.as_ref()?;
        let (&image, &known) = (cloud.images.get(point)?, cloud.labels.get(point)?);
        let teaching = &*model.teaching;
        let (name, class, came) = match (teaching.is_on(), teaching.label(point)) {
            (false, _) => (teaching.names().of(known).to_owned(), Some(known), None),
            (true, None) => ("?".to_owned(), None, Some("nobody told me".to_owned())),
            (true, Some(label)) => {
                let name = teaching.names().of(label.class);
                (name.to_owned(), Some(label.class), Some(way_of(label)))
            }
        };
        Some(PointView { image, reference: model.digits.reference_name(image), name, class, came })
    }
}

/// How a label came to a point.
fn way_of(label: Label) -> String {
    match label.arrived {
        0 => "as it was told".to_owned(),
        edges => {
            let percent = number(100.0 * label.confidence, 0);
            format!("{percent} %, {} from what was told", count(edges, "step"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_how_it_came() {
        let of = |confidence, arrived| way_of(Label { class: 3, confidence, origin: 0, arrived });
        assert_eq!(of(1.0, 0), "as it was told");
        assert_eq!(of(0.62, 1), "62 %, 1 step from what was told");
        assert_eq!(of(0.4, 12), "40 %, 12 steps from what was told");
    }
}
