//! What a person told of pictures: names, and which picture is one of which.

use crate::data::classes::{ClassNames, is_plain, shown};
use crate::data::{ContentHash, DataSet, Pixels};
use crate::sim::Sheet;
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Most pictures.
pub const TOLD_MAX: usize = 2_000;

/// Most letters of what the person calls the set, and of the preset's name.
const TITLE_LEN_MAX: usize = 100;

/// What a person told the program. What is read is valid; what was changed since is checked before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaughtSet {
    /// What the person calls it: at most 100 characters, no control characters; may be empty.
    pub name: String,
    /// Names of the classes, by class number.
    pub names: ClassNames,
    /// Whether only what was told counts, and the labels of the references are put away; else it stands beside them.
    pub labels_are_away: bool,
    /// Name of the preset that it was made with, for information: at most 100 characters, no control characters.
    pub preset: String,
    /// Seed of that network, for information.
    pub seed: u64,
    /// Size of the pictures.
    pub sheet: Sheet,
    /// The training images that numbers are of, see [`TaughtSet::images_of`].
    pub images: ContentHash,
    /// At most [`TOLD_MAX`]; the same picture never told two classes.
    pub told: Vec<TaughtImage>,
}

/// A picture, and what it was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaughtImage {
    /// Below the number of names; none for a picture that came without a name.
    pub class: Option<u8>,
    /// Number among the training images and the drawings after them, where it is one of those; none for a picture of
    /// one's own.
    pub image: Option<u32>,
    /// The picture, as a network sees it.
    pub pixels: Pixels,
}

/// Why there is no taught set, or none was written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TaughtError {
    /// The file or folder cannot be read.
    #[error("{path}: cannot be read: {source}")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("{path}: cannot be written: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No JSON, or a field that is missing, unknown or of another kind.
    #[error("{file}: {reason}")]
    Json {
        /// The file.
        file: String,
        /// The field, what was expected and what was found.
        reason: String,
    },
    /// A field beyond its range.
    #[error("{file}: {field}: expected {expected}, found {found}")]
    Field {
        /// The file.
        file: String,
        /// Such as `told[3].class`.
        field: String,
        /// What was expected.
        expected: String,
        /// What was found.
        found: String,
    },
    /// A picture was told two classes.
    #[error(
        "{file}: contradiction: told[{first}] and told[{second}] are the same picture, told {called_first} and \
         {called_second}"
    )]
    Contradiction {
        /// The file.
        file: String,
        /// Which of the list.
        first: usize,
        /// The other.
        second: usize,
        /// What it was called first.
        called_first: String,
        /// What it was called then.
        called_second: String,
    },
    /// A folder without folders in it.
    #[error(
        "{folder}: expected folders that are named after what the pictures in them show, such as 7 or A, found \
         {found}"
    )]
    NoFolders {
        /// The folder.
        folder: PathBuf,
        /// What was found instead, in words.
        found: &'static str,
    },
}

/// In words, what a set was to be called that none may be.
pub fn no_title(name: &str) -> String {
    match name.chars().count() {
        0..=TITLE_LEN_MAX => "a control character".to_owned(),
        count => format!("{count} characters"),
    }
}

/// Whether a set may be called so: at most 100 characters, no control characters.
pub fn is_title(name: &str) -> bool {
    is_plain(name, TITLE_LEN_MAX)
}

impl TaughtSet {
    /// Nothing is told yet; the classes are those of the training images, whose labels stand where they have some.
    /// `preset` and `seed` made the network that it is made with.
    pub fn new(preset: &str, seed: u64, train: &DataSet) -> TaughtSet {
        TaughtSet {
            name: String::new(),
            names: train.classes().clone(),
            labels_are_away: !train.has_labels(),
            sheet: train.sheet(),
            images: TaughtSet::images_of(train),
            preset: preset.to_owned(),
            seed,
            told: Vec::new(),
        }
    }

    /// Which images the numbers of a set are of: training images, whether drawings stand after them or not. 60,000 take
    /// up to 0.2 s.
    pub fn images_of(train: &DataSet) -> ContentHash {
        let without_drawn: Vec<u32> = (0..(train.len() - train.drawn()) as u32).collect();
        match train.drawn() {
            0 => ContentHash::of(&[train]),
            _ => ContentHash::of(&[&train.pick(&without_drawn)]),
        }
    }

    /// Whether the pictures have that size.
    ///
    /// # Errors
    /// In words, if they do not.
    pub fn expect_sheet(&self, wanted: Sheet) -> Result<(), String> {
        let size = |of: Sheet| format!("{} x {}", of.width, of.height);
        match self.sheet == wanted {
            true => Ok(()),
            false => Err(format!(
                "sheet: expected {}, the size of the images, found {}",
                size(wanted),
                size(self.sheet)
            )),
        }
    }

    /// The classes of a data set and those of this set beside them, by name; and which of these each of this set's is.
    ///
    /// # Errors
    /// In words, if they are too many.
    pub fn classes_among(&self, known: &ClassNames) -> Result<(ClassNames, Vec<u8>), String> {
        let mut all = known.clone();
        let is_told: Vec<bool> = self.counts().iter().map(|&pictures| pictures > 0).collect();
        let class = |(name, is_told): (&String, bool)| match is_told || known.are_numbers() {
            true => all.found_or_added(name),
            // Nothing was told of it, and the data set does not know it.
            false => Ok(all.find(name).unwrap_or(0)),
        };
        let of_each = self.names.all().iter().zip(is_told).map(class).collect::<Result<_, _>>()?;
        Ok((all, of_each))
    }

    /// By class number, how many pictures were told of each.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.names.count()];
        for class in self.told.iter().filter_map(|told| told.class) {
            if let Some(count) = counts.get_mut(usize::from(class)) {
                *count += 1;
            }
        }
        counts
    }

    /// What was told, each picture once, where it was told first.
    pub(super) fn checked(&self, file: &str) -> Result<Vec<TaughtImage>, TaughtError> {
        let refuse = |field: String, expected: String, found: String| {
            Err(TaughtError::Field { file: file.to_owned(), field, expected, found })
        };
        let title = format!("at most {TITLE_LEN_MAX} characters, no control characters");
        for (field, text) in [("name", &self.name), ("preset", &self.preset)] {
            if !is_title(text) {
                return refuse(field.to_owned(), title, shown(text));
            }
        }
        if self.told.len() > TOLD_MAX {
            let found = self.told.len().to_string();
            return refuse("told".to_owned(), format!("at most {TOLD_MAX} pictures"), found);
        }
        let mut by_pixels: HashMap<&Pixels, (usize, usize)> = HashMap::new();
        let mut by_number: HashMap<u32, usize> = HashMap::new();
        let mut once: Vec<TaughtImage> = Vec::new();
        for (place, told) in self.told.iter().enumerate() {
            let names = self.names.count();
            if told.pixels.sheet() != self.sheet {
                let size = |of: Sheet| format!("{} x {}", of.width, of.height);
                let (expected, found) = (size(self.sheet), size(told.pixels.sheet()));
                return refuse(format!("told[{place}].pixels"), expected, found);
            }
            if let Some(class) = told.class.filter(|&class| usize::from(class) >= names) {
                let expected = format!("below {names}, the names there are");
                return refuse(format!("told[{place}].class"), expected, class.to_string());
            }
            if let Some(number) = told.image {
                let first = *by_number.entry(number).or_insert(place);
                if self.told[first].pixels != told.pixels {
                    let expected = format!("a number of its own, or the pixels of told[{first}]");
                    return refuse(format!("told[{place}].image"), expected, number.to_string());
                }
            }
            let (first, kept) = by_pixels.entry(&told.pixels).or_insert((place, once.len()));
            let Some(known) = once.get_mut(*kept) else {
                once.push(told.clone());
                continue;
            };
            // A name and a number are worth knowing, whoever of them has it.
            match (known.class, told.class) {
                (Some(one), Some(other)) if one != other => {
                    let called = |class: u8| self.names.of(class).to_owned();
                    return Err(TaughtError::Contradiction {
                        file: file.to_owned(),
                        first: *first,
                        second: place,
                        called_first: called(one),
                        called_second: called(other),
                    });
                }
                (None, Some(_)) => (known.class, *first) = (told.class, place),
                _ => {}
            }
            known.image = known.image.or(told.image);
        }
        Ok(once)
    }
}
