//! What was told of pictures, and what the library makes of it.

use crate::analysis::{Balance, Label, SpreadRule, SpreadSpec};
use crate::data::Pixels;
use crate::sim::SpecError;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What somebody spoke of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A reference, by its place among the training images and drawings, which stays the same while the cloud grows.
    Reference(u32),
    /// A picture of their own, as the network sees it.
    Own {
        /// Another for each picture.
        id: u32,
        /// Grey levels.
        pixels: Arc<Pixels>,
    },
}

/// What somebody said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Of what.
    pub what: Subject,
    /// 0 to 63. None for a picture that came without a name, which lies in the cloud and is taken for something, and for
    /// a reference that was asked about and passed over.
    pub class: Option<u8>,
}

/// All that was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Whether the references' own labels are put away.
    pub labels_are_away: bool,
    /// Each image once.
    pub told: Vec<Example>,
}

impl Lesson {
    /// How it spreads. A class of pictures of somebody's own alone is not as common as those of references are.
    pub(super) fn rule(&self) -> Result<SpreadRule, SpecError> {
        let of_references = |told: &&Example| matches!(told.what, Subject::Reference(_));
        let classes = |told: &mut dyn Iterator<Item = &Example>| -> BTreeSet<u8> {
            told.filter_map(|told| told.class).collect()
        };
        let common = classes(&mut self.told.iter().filter(of_references));
        let balance = match classes(&mut self.told.iter()).is_subset(&common) {
            true => Balance::Borders,
            false => Balance::Mass,
        };
        SpreadRule::try_from(SpreadSpec { balance, ..SpreadSpec::default() })
    }

    /// The class of all that has one, where labels are put away and that is one alone: everything is taken for it.
    pub fn only_class(&self) -> Option<u8> {
        only_class(&self.told).filter(|_| self.labels_are_away)
    }
}

/// The class of all that has one, where that is one alone.
pub fn only_class(told: &[Example]) -> Option<u8> {
    let mut classes = told.iter().filter_map(|told| told.class);
    let first = classes.next()?;
    classes.all(|class| class == first).then_some(first)
}

/// By number of images told: share of the other references that was right then.
pub type Curve = Vec<(usize, f32)>;

/// How far that reaches.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The lesson that it answers.
    pub lesson: u64,
    /// By place in the cloud, where labels are put away: what each reference is taken for, none where no label came.
    /// References that were embedded since the graph was built are missing at the end. Points beyond the last of these
    /// are `own`, in their order.
    pub labels: Vec<Option<Label>>,
    /// From which point each label came; itself where it was told or has none.
    pub came_from: Vec<u32>,
    /// Sets of points with no way to any that was told.
    pub dark_islands: usize,
    /// Of the references that were not told, how many are taken for what they are, and how many there are.
    pub right: (usize, usize),
    /// The reference to ask about next: whose name would reach most that no name reaches yet. No label was looked at.
    pub question: Option<usize>,
    /// Pictures of their own, in the order in which they were told.
    pub own: Vec<OwnPoint>,
}

/// A picture of somebody's own in the cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnPoint {
    /// Of [`Subject::Own`].
    pub id: u32,
    /// By sample time; empty while there is no cloud.
    pub places: Vec<[f32; 3]>,
    /// What it is taken for.
    pub label: Option<Label>,
}

impl OwnPoint {
    pub(super) fn of(id: u32) -> OwnPoint {
        OwnPoint { id, places: Vec::new(), label: None }
    }
}
