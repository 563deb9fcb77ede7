//! Named sets of images: the test set, the training set and ranges of it, and the two lists in `data/splits`
//! that keep images for choosing apart from images for reporting. Those are of MNIST's images and no others.

use super::dataset::{DataError, DataSet};
use super::source::{Part, Source};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use thiserror::Error;

/// Which images an experiment runs on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[non_exhaustive]
pub enum ImageSet {
    /// The whole test set.
    Test,
    /// The training images on which parameters may be chosen.
    Tune,
    /// Training images that were never used to choose anything.
    Held,
    /// All training images there are.
    AllTrain,
    /// Training images from the first index up to, not including, the last.
    Train(Range<usize>),
}

/// Why there is no such set.
#[derive(Debug, Error)]
#[non_exhaustive]
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
    /// A list of MNIST's images says nothing about others.
    #[error(
        "{set}: expected the training images of MNIST, which it lists, found others in {data}; \
         train:FROM..TO takes any"
    )]
    NotMnist {
        /// The set asked for.
        set: String,
        /// Where the images are from.
        data: Source,
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
            "train" => Ok(ImageSet::AllTrain),
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

impl TryFrom<String> for ImageSet {
    type Error = SetError;

    fn try_from(text: String) -> Result<Self, SetError> {
        text.parse()
    }
}

impl From<ImageSet> for String {
    fn from(set: ImageSet) -> String {
        set.to_string()
    }
}

impl fmt::Display for ImageSet {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ImageSet::Test => write!(f, "test"),
            ImageSet::Tune => write!(f, "tune"),
            ImageSet::Held => write!(f, "held"),
            ImageSet::AllTrain => write!(f, "train"),
            ImageSet::Train(range) => write!(f, "train:{}..{}", range.start, range.end),
        }
    }
}

impl ImageSet {
    /// The part of the data set that the images are in.
    pub fn part(&self) -> Part {
        match self {
            ImageSet::Test => Part::Test,
            ImageSet::Tune | ImageSet::Held | ImageSet::AllTrain | ImageSet::Train(_) => {
                Part::Train
            }
        }
    }

    /// The place in its part of the image that is number `i` of this set; none beyond its end.
    pub fn place(&self, i: usize) -> Option<usize> {
        match self {
            ImageSet::Test | ImageSet::AllTrain => Some(i),
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
    /// If the images cannot be read or nobody said what they show, there are too few of them, or the set is a list of MNIST's images and these
    /// are others.
    pub fn load(&self, source: &Source) -> Result<(DataSet, Vec<u32>), SetError> {
        let all = source.load(self.part())?.labelled(&self.to_string())?;
        if matches!(self, ImageSet::Tune | ImageSet::Held) && !source.is_mnist(&all) {
            return Err(SetError::NotMnist { set: self.to_string(), data: source.clone() });
        }
        let available = all.len();
        let beyond = |found| SetError::Range { set: self.to_string(), available, found };
        if let ImageSet::Train(range) = self
            && range.end > available
        {
            return Err(beyond(range.end - 1));
        }
        let places: Vec<u32> = match self {
            ImageSet::Test | ImageSet::AllTrain => (0..all.len() as u32).collect(),
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
        for name in ["test", "tune", "held", "train", "train:0..60000", "train:10..20"] {
            assert_eq!(name.parse::<ImageSet>().unwrap().to_string(), name);
        }
        for bad in ["", "Test", "train:", "train:3", "train:5..5", "train:9..3", "train:-1..4"] {
            assert!(bad.parse::<ImageSet>().is_err(), "{bad}");
        }
        let error = ImageSet::Train(59_999..60_001).load(&Source::Embedded).unwrap_err();
        assert!(error.to_string().contains("below 60000"), "{error}");
    }

    /// A folder with the first training digits of MNIST, `count` of them.
    fn folder(count: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let train = Source::Embedded.load(Part::Train).unwrap();
        let header = |dims: &[usize]| -> Vec<u8> {
            let dims = dims.iter().flat_map(|&dim| (dim as u32).to_be_bytes());
            dims.collect()
        };
        let pixels = (0..count).flat_map(|i| train.image(i)).copied();
        let labels = (0..count).map(|i| train.label(i));
        let images = [vec![0, 0, 8, 3], header(&[count, 28, 28]), pixels.collect()].concat();
        let labels = [vec![0, 0, 8, 1], header(&[count]), labels.collect()].concat();
        std::fs::write(folder.path().join("train-images-idx3-ubyte"), images).unwrap();
        std::fs::write(folder.path().join("train-labels-idx1-ubyte"), labels).unwrap();
        folder
    }

    #[test]
    fn train_is_all_there_is_and_mnists_lists_are_of_mnist() {
        let few = folder(70);
        let few = Source::Folder(few.path().to_owned());
        let load = |name: &str, source: &Source| name.parse::<ImageSet>().unwrap().load(source);
        let (images, places) = load("train", &few).unwrap();
        assert_eq!((images.len(), places.len(), places[69]), (70, 70, 69));
        for name in ["tune", "held"] {
            let words = load(name, &few).unwrap_err().to_string();
            let expected =
                format!("{name}: expected the training images of MNIST, which it lists, found ");
            assert!(words.starts_with(&expected), "{words}");
        }
        // As many images are not the same images; the same ones are MNIST wherever they lie.
        let all = folder(60_000);
        let path = all.path().join("train-labels-idx1-ubyte");
        let source = Source::Folder(all.path().to_owned());
        assert_eq!(load("held", &source).unwrap(), load("held", &Source::Embedded).unwrap());
        let mut labels = std::fs::read(&path).unwrap();
        labels[8 + 123] ^= 1;
        std::fs::write(&path, labels).unwrap();
        assert!(matches!(load("held", &source), Err(SetError::NotMnist { .. })));
        assert_eq!(load("train", &source).unwrap().0.len(), 60_000);
    }
}
