//! Named sets of images: the test set, ranges of the training set, and the two lists in `data/splits`
//! that keep images for choosing apart from images for reporting.

use super::mnist::{DataError, LabelledImages, Part, Source};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use thiserror::Error;

/// Which images an experiment runs on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ImageSet {
    /// The whole test set.
    Test,
    /// The training images on which parameters may be chosen.
    Tune,
    /// Training images that were never used to choose anything.
    Held,
    /// Training images from the first index up to, not including, the last.
    Train(Range<usize>),
}

/// Why there is no such set.
#[derive(Debug, Error)]
pub enum SetError {
    /// Not the name of a set.
    #[error("expected test, tune, held, train or train:FROM..TO, found \"{found}\"")]
    Name {
        /// What was given.
        found: String,
    },
    /// The source has fewer images.
    #[error(
        "{set}: expected an index below {available}, the training images there are, found {found}"
    )]
    Range {
        /// The set asked for.
        set: String,
        /// Images there are.
        available: usize,
        /// An index that is not there.
        found: usize,
    },
    /// The images cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
}

impl FromStr for ImageSet {
    type Err = SetError;

    fn from_str(text: &str) -> Result<Self, SetError> {
        let name = || SetError::Name { found: text.to_owned() };
        match text {
            "test" => Ok(ImageSet::Test),
            "tune" => Ok(ImageSet::Tune),
            "held" => Ok(ImageSet::Held),
            "train" => Ok(ImageSet::Train(0..60_000)),
            _ => {
                let range = text.strip_prefix("train:").ok_or_else(name)?;
                let (from, to) = range.split_once("..").ok_or_else(name)?;
                match (from.parse(), to.parse()) {
                    (Ok(from), Ok(to)) if from < to => Ok(ImageSet::Train(from..to)),
                    _ => Err(name()),
                }
            }
        }
    }
}

impl fmt::Display for ImageSet {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ImageSet::Test => write!(f, "test"),
            ImageSet::Tune => write!(f, "tune"),
            ImageSet::Held => write!(f, "held"),
            ImageSet::Train(range) => write!(f, "train:{}..{}", range.start, range.end),
        }
    }
}

impl ImageSet {
    /// The part of MNIST that the images are in.
    pub fn part(&self) -> Part {
        match self {
            ImageSet::Test => Part::Test,
            ImageSet::Tune | ImageSet::Held | ImageSet::Train(_) => Part::Train,
        }
    }

    /// The place in its part of the image that is number `i` of this set; none beyond its end.
    pub fn place(&self, i: usize) -> Option<usize> {
        match self {
            ImageSet::Test => Some(i),
            ImageSet::Train(range) => range.clone().nth(i),
            ImageSet::Tune => tuned_on().get(i).map(|&place| place as usize),
            ImageSet::Held => {
                let places = list(include_str!("../../data/splits/held.txt"));
                places.get(i).map(|&place| place as usize)
            }
        }
    }

    /// The images themselves, and the place of each in its part.
    ///
    /// # Errors
    /// If the images cannot be read, or there are too few of them.
    pub fn load(&self, source: &Source) -> Result<(LabelledImages, Vec<u32>), SetError> {
        let all = source.load(self.part())?;
        let available = all.len();
        let beyond = |found| SetError::Range { set: self.to_string(), available, found };
        if let ImageSet::Train(range) = self
            && range.end > available
        {
            return Err(beyond(range.end - 1));
        }
        let places: Vec<u32> = match self {
            ImageSet::Test => (0..all.len() as u32).collect(),
            ImageSet::Tune => tuned_on(),
            ImageSet::Held => list(include_str!("../../data/splits/held.txt")),
            ImageSet::Train(range) => (range.start as u32..range.end as u32).collect(),
        };
        if let Some(&found) = places.iter().find(|&&place| place as usize >= available) {
            return Err(beyond(found as usize));
        }
        Ok((all.pick(&places), places))
    }
}

/// Places in the training set of the images on which parameters may be chosen, rising or not.
pub fn tuned_on() -> Vec<u32> {
    list(include_str!("../../data/splits/tune.txt"))
}

fn list(text: &str) -> Vec<u32> {
    text.lines().map(|line| line.parse().expect("lists hold numbers: a test says so")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn what_is_chosen_on_and_what_is_reported_share_no_image() {
        let load = |set: ImageSet| set.load(&Source::Embedded).unwrap();
        let ((tune, tune_places), (held, held_places)) =
            (load(ImageSet::Tune), load(ImageSet::Held));
        assert_eq!((tune.len(), held.len()), (10_000, 10_000));
        let all: HashSet<u32> = tune_places.iter().chain(&held_places).copied().collect();
        assert_eq!(all.len(), 20_000);
        let train = Source::Embedded.load(Part::Train).unwrap();
        let place = held_places[7] as usize;
        assert_eq!((held.image(7), held.label(7)), (train.image(place), train.label(place)));
    }

    #[test]
    fn names_are_read_and_written_alike() {
        for name in ["test", "tune", "held", "train:0..60000", "train:10..20"] {
            assert_eq!(name.parse::<ImageSet>().unwrap().to_string(), name);
        }
        for bad in ["", "Test", "train:", "train:3", "train:5..5", "train:9..3", "train:-1..4"] {
            assert!(bad.parse::<ImageSet>().is_err(), "{bad}");
        }
        let error = ImageSet::Train(59_999..60_001).load(&Source::Embedded).unwrap_err();
        assert!(error.to_string().contains("below 60000"), "{error}");
    }
}
