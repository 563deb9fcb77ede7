//! Images of one size, and what they show where that is known.

use super::classes::ClassNames;
use super::idx::IdxError;
use super::pixels::Pixels;
use crate::sim::{Sheet, SpecError};
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why there is no data set.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DataError {
    /// No file of any of the usual names.
    #[error("{folder}: expected one of the files {}, found none", tried.join(", "))]
    Missing {
        /// Where it was looked for.
        folder: PathBuf,
        /// The names tried.
        tried: Vec<String>,
    },
    /// The file is there and cannot be read.
    #[error("{path}: cannot be read: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is no array of bytes.
    #[error(transparent)]
    Idx(#[from] IdxError),
    /// The images are not n x height x width, or the labels not a single row.
    #[error("{name}: expected dimensions {expected}, found {found:?}")]
    Shape {
        /// The file.
        name: String,
        /// Dimensions needed.
        expected: &'static str,
        /// Dimensions there are.
        found: Vec<usize>,
    },
    /// Images without pixels, or larger than a sheet may be.
    #[error("{name}: {source}")]
    Size {
        /// The images.
        name: String,
        /// The side that is wrong.
        source: SpecError,
    },
    /// Images of two sizes in one data set.
    #[error("{name}: expected images of {} x {}, as {other} has them, found {} x {}",
        expected.width, expected.height, found.width, found.height)]
    Sizes {
        /// The images.
        name: String,
        /// Those that they go with.
        other: String,
        /// Their size.
        expected: Sheet,
        /// What was found.
        found: Sheet,
    },
    /// A part of an image.
    #[error(
        "{name}: expected grey levels of whole images, a multiple of {expected}, found {found}"
    )]
    Whole {
        /// The images.
        name: String,
        /// Pixels of an image.
        expected: usize,
        /// Grey levels there are.
        found: usize,
    },
    /// Not one label for each image.
    #[error(
        "{labels_name}: expected {images} labels, as many as {images_name} has images, found {labels}"
    )]
    Count {
        /// The images.
        images_name: String,
        /// How many they are.
        images: usize,
        /// The labels.
        labels_name: String,
        /// How many they are.
        labels: usize,
    },
    /// A label of no class.
    #[error("{name}: label {index}: expected 0 to {most}, found {found}")]
    Label {
        /// The labels.
        name: String,
        /// Which label, from 0.
        index: usize,
        /// The last class.
        most: u8,
        /// Its value.
        found: u8,
    },
    /// What the classes are called cannot be used.
    #[error("{name}: {at}: expected {expected}, found {found}")]
    Names {
        /// The file.
        name: String,
        /// Which of the names, or all of them.
        at: String,
        /// What was expected.
        expected: String,
        /// What was found.
        found: String,
    },
    /// Nobody said what the images show, and that is needed.
    #[error("{name}: expected labels, which say what the images show, found none")]
    Unlabelled {
        /// The images.
        name: String,
    },
}

/// Images and what they show: MNIST is one of many. What it holds is checked; its content is known by
/// [`ContentHash`](super::ContentHash).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataSet {
    sheet: Sheet,
    classes: ClassNames,
    /// Grey levels, image by image.
    pixels: Vec<u8>,
    /// One for each image, below the number of classes; none where nobody said what they show.
    labels: Option<Vec<u8>>,
    /// How many at the end are drawings of [`super::handwriting`].
    drawn: usize,
}

impl DataSet {
    /// Images of a size, row-major one after the other, with the class of each where that is known. Names are only for
    /// messages.
    ///
    /// # Errors
    /// If the sheet has no pixels or more than 256 along a side, the grey levels are no whole images, there is not one
    /// label for each image, or a label is of no class.
    pub fn new(
        sheet: Sheet,
        classes: ClassNames,
        (images_name, pixels): (&str, Vec<u8>),
        labels: Option<(&str, Vec<u8>)>,
    ) -> Result<DataSet, DataError> {
        let checked = sheet.check("size");
        checked.map_err(|source| DataError::Size { name: images_name.to_owned(), source })?;
        if pixels.len() % sheet.pixels() != 0 {
            let (expected, found) = (sheet.pixels(), pixels.len());
            return Err(DataError::Whole { name: images_name.to_owned(), expected, found });
        }
        if let Some((name, labels)) = &labels {
            let images = pixels.len() / sheet.pixels();
            if labels.len() != images {
                return Err(DataError::Count {
                    images_name: images_name.to_owned(),
                    images,
                    labels_name: (*name).to_owned(),
                    labels: labels.len(),
                });
            }
            let most = (classes.count() - 1) as u8;
            if let Some(index) = labels.iter().position(|&label| label > most) {
                let found = labels[index];
                return Err(DataError::Label { name: (*name).to_owned(), index, most, found });
            }
        }
        let labels = labels.map(|(_, labels)| labels);
        Ok(DataSet { sheet, classes, pixels, labels, drawn: 0 })
    }

    /// Rows and columns of each image.
    pub fn sheet(&self) -> Sheet {
        self.sheet
    }

    /// What the classes are called.
    pub fn classes(&self) -> &ClassNames {
        &self.classes
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.pixels.len() / self.sheet.pixels()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pixels.is_empty()
    }

    /// Grey levels of image `index`.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    pub fn image(&self, index: usize) -> &[u8] {
        let size = self.sheet.pixels();
        &self.pixels[index * size..][..size]
    }

    /// Image `index`, by itself.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    pub fn pixels(&self, index: usize) -> Pixels {
        Pixels::new(self.sheet, self.image(index))
    }

    /// Whether it is known what the images show.
    pub fn has_labels(&self) -> bool {
        self.labels.is_some()
    }

    /// The class of image `index`, where that is known.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    pub fn known_label(&self, index: usize) -> Option<u8> {
        self.labels.as_ref().map(|labels| labels[index])
    }

    /// The class of image `index` of a set that has [labels](Self::has_labels).
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len), or there are no labels: [`labelled`](Self::labelled) is asked first.
    pub fn label(&self, index: usize) -> u8 {
        self.known_label(index).expect("a set that has labels")
    }

    /// The same set, if it is known what the images show. `name` is only for messages.
    ///
    /// # Errors
    /// If it is not.
    pub fn labelled(self, name: &str) -> Result<DataSet, DataError> {
        match self.has_labels() {
            true => Ok(self),
            false => Err(DataError::Unlabelled { name: name.to_owned() }),
        }
    }

    /// What they show, one after the other, where that is known.
    pub fn labels(&self) -> Option<&[u8]> {
        self.labels.as_deref()
    }

    /// Their grey levels, image by image.
    pub fn all_pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The same images, said to show something else.
    #[cfg(test)]
    pub(crate) fn relabelled(self, labels: Vec<u8>) -> Self {
        assert_eq!(labels.len(), self.len());
        Self { labels: Some(labels), ..self }
    }

    /// The same images, of which nobody says what they show.
    #[must_use]
    pub fn without_labels(self) -> Self {
        Self { labels: None, ..self }
    }

    /// Some of the images, in the order of `places`.
    ///
    /// # Panics
    /// If a place is not below [`len`](Self::len).
    #[must_use]
    pub fn pick(&self, places: &[u32]) -> Self {
        let image = |&place: &u32| self.image(place as usize).iter().copied();
        let labels = self.labels.as_ref();
        Self {
            sheet: self.sheet,
            classes: self.classes.clone(),
            pixels: places.iter().flat_map(image).collect(),
            labels: labels.map(|all| places.iter().map(|&place| all[place as usize]).collect()),
            drawn: 0,
        }
    }

    /// These digits, and then those that are drawn in other hands: see [`super::handwriting`].
    ///
    /// # Panics
    /// If these are no labelled digits of MNIST's size.
    #[must_use]
    pub fn with_drawn(mut self) -> Self {
        assert_eq!(self.sheet, Sheet::MNIST, "drawings are of MNIST's size");
        let labels = self.labels.as_mut().expect("digits that have labels");
        for (label, pixels) in super::handwriting::drawn() {
            self.pixels.extend_from_slice(&pixels);
            labels.push(label);
            self.drawn += 1;
        }
        self
    }

    /// How many are drawings: the last ones.
    pub fn drawn(&self) -> usize {
        self.drawn
    }

    /// Which drawing image `index` is, if it is one.
    pub fn drawing(&self, index: usize) -> Option<usize> {
        index.checked_sub(self.len() - self.drawn)
    }

    /// These images, and then others of the same data set.
    ///
    /// # Panics
    /// If they are of another size, or only one of both has labels.
    #[must_use]
    pub fn followed_by(mut self, others: &DataSet) -> Self {
        assert_eq!(self.sheet, others.sheet, "images of one size");
        assert_eq!(self.has_labels(), others.has_labels(), "labels for all or none");
        self.drawn = 0;
        self.pixels.extend_from_slice(&others.pixels);
        if let (Some(own), Some(more)) = (&mut self.labels, &others.labels) {
            own.extend_from_slice(more);
        }
        self
    }

    /// The images of a class, by index, ascending; none where nobody said what they show.
    pub fn of_class(&self, label: u8) -> impl Iterator<Item = usize> {
        let labels = self.labels.iter().flatten().enumerate();
        labels.filter(move |&(_, &found)| found == label).map(|(index, _)| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Sheet = Sheet { width: 3, height: 2 };

    fn set(pixels: usize, labels: Option<&[u8]>) -> Result<DataSet, String> {
        let pixels = (0..pixels).map(|grey| grey as u8).collect();
        let names = ClassNames::new(vec!["boot".to_owned(), "coat".to_owned()]).unwrap();
        let labels = labels.map(|labels| ("names", labels.to_vec()));
        DataSet::new(SMALL, names, ("mine", pixels), labels).map_err(|error| error.to_string())
    }

    #[test]
    fn any_size_and_names_of_classes_are_values() {
        let all = set(18, Some(&[1, 0, 1])).unwrap();
        assert_eq!((all.len(), all.sheet(), all.classes().of(1)), (3, SMALL, "coat"));
        assert_eq!((all.image(1), all.label(1)), (&[6, 7, 8, 9, 10, 11][..], 0));
        assert_eq!(all.pixels(2).sheet(), SMALL);
        assert_eq!(all.of_class(1).collect::<Vec<_>>(), [0, 2]);
        let some = all.pick(&[2, 0]);
        assert_eq!((some.image(0), some.labels()), (all.image(2), Some(&[1, 1][..])));
        assert_eq!(some.followed_by(&all).len(), 5);
    }

    #[test]
    fn labels_need_not_exist() {
        let bare = set(12, None).unwrap();
        assert_eq!((bare.len(), bare.known_label(1), bare.has_labels()), (2, None, false));
        assert_eq!(bare.of_class(0).count() + bare.pick(&[1]).of_class(1).count(), 0);
        let error = bare.labelled("mine").unwrap_err().to_string();
        assert_eq!(error, "mine: expected labels, which say what the images show, found none");
        assert!(!set(6, Some(&[0])).unwrap().without_labels().has_labels());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let refused = |pixels, labels| set(pixels, labels).unwrap_err();
        assert_eq!(
            refused(13, None),
            "mine: expected grey levels of whole images, a multiple of 6, found 13"
        );
        assert_eq!(
            refused(12, Some(&[0])),
            "names: expected 2 labels, as many as mine has images, found 1"
        );
        assert_eq!(refused(6, Some(&[2])), "names: label 0: expected 0 to 1, found 2");
        let wide = Sheet { width: 257, height: 1 };
        let error = DataSet::new(wide, ClassNames::digits(), ("mine", Vec::new()), None);
        let error = error.unwrap_err().to_string();
        assert_eq!(error, "mine: size.width: expected a whole number from 1 to 256, found 257");
    }
}
