//! Labelled 28 x 28 digits: the MNIST files embedded in the program, or a folder of the user's
//! in the same format.
//!
//! The files are described in `data/mnist/README.md`, their format in [`super::idx`].

use std::path::{Path, PathBuf};
use std::{fmt, io};

use thiserror::Error;

use super::idx::{Idx, IdxError, MAX_FILE_BYTES};
use super::read_whole;
use crate::data::digit::{PIXELS, Pixels, SIDE};

/// The largest label; the smallest is 0.
pub const LABEL_MAX: u8 = 9;

/// Digits and what they show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledImages {
    /// `len() * PIXELS` bytes, image by image.
    pixels: Vec<u8>,
    /// `len()` labels, 0 to [`LABEL_MAX`].
    labels: Vec<u8>,
    /// How many at the end are drawings of [`super::hands`].
    drawn: usize,
}

/// Which of the two sets of MNIST.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// 60,000 images in MNIST.
    Train,
    /// 10,000 images in MNIST, by other writers.
    Test,
}

/// Where the digits come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// MNIST itself, which is part of the program.
    Embedded,
    /// A folder with files named as those of MNIST are, with or without `.gz`.
    Folder(PathBuf),
}

/// Why there are no digits.
#[derive(Debug, Error)]
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
    /// The images are not n x 28 x 28, or the labels not a single row.
    #[error("{name}: expected dimensions {expected}, found {found:?}")]
    Shape {
        /// The file.
        name: String,
        /// Dimensions needed.
        expected: &'static str,
        /// Dimensions there are.
        found: Vec<usize>,
    },
    /// Not one label for each image.
    #[error(
        "{labels_name}: expected {images} labels, as many as {images_name} has images, found {labels}"
    )]
    Count {
        /// The file with the images.
        images_name: String,
        /// Images in it.
        images: usize,
        /// The file with the labels.
        labels_name: String,
        /// Labels in it.
        labels: usize,
    },
    /// A label that is no digit.
    #[error("{name}: label {index}: expected 0 to {LABEL_MAX}, found {found}")]
    Label {
        /// The file with the labels.
        name: String,
        /// Which label, from 0.
        index: usize,
        /// Its value.
        found: u8,
    },
}

impl LabelledImages {
    /// Puts the bytes of an image file and of a label file together; either may be
    /// gzip-compressed, and the names are only for messages.
    ///
    /// # Errors
    /// If a file is no IDX array, the images are not n x 28 x 28, the labels not n, or a label is
    /// not a digit.
    pub fn from_files(images: (&str, &[u8]), labels: (&str, &[u8])) -> Result<Self, DataError> {
        let (images_name, labels_name) = (images.0, labels.0);
        let labels = Idx::parse(labels_name, labels.1)?;
        let [label_count] = labels.dims[..] else {
            return Err(shape(labels_name, "n", labels.dims));
        };
        let images = Idx::parse(images_name, images.1)?;
        let [image_count, SIDE, SIDE] = images.dims[..] else {
            return Err(shape(images_name, "n x 28 x 28", images.dims));
        };
        if image_count != label_count {
            return Err(DataError::Count {
                images_name: images_name.to_owned(),
                images: image_count,
                labels_name: labels_name.to_owned(),
                labels: label_count,
            });
        }
        if let Some(index) = labels.bytes.iter().position(|&label| label > LABEL_MAX) {
            let (name, found) = (labels_name.to_owned(), labels.bytes[index]);
            return Err(DataError::Label { name, index, found });
        }
        Ok(Self { pixels: images.bytes, labels: labels.bytes, drawn: 0 })
    }

    /// How many digits there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Digit `index`.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    pub fn image(&self, index: usize) -> &Pixels {
        &self.pixels.as_chunks::<PIXELS>().0[index]
    }

    /// What digit `index` shows, 0 to [`LABEL_MAX`].
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    pub fn label(&self, index: usize) -> u8 {
        self.labels[index]
    }

    /// What they show, one after the other.
    pub(super) fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// Their ink, image by image.
    pub(super) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The same images, said to show something else.
    #[cfg(test)]
    pub(crate) fn relabelled(self, labels: Vec<u8>) -> Self {
        assert_eq!(labels.len(), self.len());
        Self { labels, ..self }
    }

    /// Some of the digits, in the order of `places`.
    ///
    /// # Panics
    /// If a place is not below [`len`](Self::len).
    #[must_use]
    pub fn pick(&self, places: &[u32]) -> Self {
        Self {
            pixels: places.iter().flat_map(|&place| *self.image(place as usize)).collect(),
            labels: places.iter().map(|&place| self.label(place as usize)).collect(),
            drawn: 0,
        }
    }

    /// These digits, and then those that are drawn in other hands: see [`super::hands`].
    #[must_use]
    pub fn with_drawn(mut self) -> Self {
        for (label, pixels) in super::hands::drawn() {
            self.pixels.extend_from_slice(&*pixels);
            self.labels.push(label);
            self.drawn += 1;
        }
        self
    }

    /// How many are drawings: the last ones.
    pub fn drawn(&self) -> usize {
        self.drawn
    }

    /// Which drawing digit `index` is, if it is one.
    pub fn drawing(&self, index: usize) -> Option<usize> {
        index.checked_sub(self.len() - self.drawn)
    }

    /// These digits, and then the others.
    #[must_use]
    pub fn followed_by(mut self, others: &LabelledImages) -> Self {
        self.drawn = 0;
        self.pixels.extend_from_slice(&others.pixels);
        self.labels.extend_from_slice(&others.labels);
        self
    }

    /// The digits that show `label`, by index, ascending.
    pub fn of_class(&self, label: u8) -> impl Iterator<Item = usize> {
        let labels = self.labels.iter().enumerate();
        labels.filter(move |&(_, &found)| found == label).map(|(index, _)| index)
    }
}

impl Part {
    /// The start of the names of its files.
    fn stem(self) -> &'static str {
        match self {
            Part::Train => "train",
            Part::Test => "t10k",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Source::Embedded => f.write_str("the embedded MNIST"),
            Source::Folder(folder) => write!(f, "{}", folder.display()),
        }
    }
}

impl Source {
    /// Whether `train`, all training images of this source, are those of MNIST: by their content, since a
    /// folder may hold any. Takes 0.2 s for as many.
    pub fn is_mnist(&self, train: &LabelledImages) -> bool {
        match self {
            Source::Embedded => true,
            Source::Folder(_) => {
                train.len() == 60_000
                    && Source::Embedded.load(Part::Train).is_ok_and(|mnist| mnist == *train)
            }
        }
    }

    /// Reads one part: 0.2 s for the 60,000 embedded images of [`Part::Train`].
    ///
    /// # Errors
    /// If a file is missing (the error lists the names tried), cannot be read, or does not hold
    /// what [`LabelledImages::from_files`] expects.
    pub fn load(&self, part: Part) -> Result<LabelledImages, DataError> {
        match self {
            Source::Embedded => {
                let [images, labels] = embedded(part);
                LabelledImages::from_files(images, labels)
            }
            Source::Folder(folder) => {
                let (images_path, images) = find(folder, part, "images", "idx3")?;
                let (labels_path, labels) = find(folder, part, "labels", "idx1")?;
                let names = [&images_path, &labels_path].map(|path| path.display().to_string());
                LabelledImages::from_files((&names[0], &images), (&names[1], &labels))
            }
        }
    }
}

/// Name and bytes of the embedded images and labels.
fn embedded(part: Part) -> [(&'static str, &'static [u8]); 2] {
    macro_rules! file {
        ($name:literal) => {
            ($name, include_bytes!(concat!("../../data/mnist/", $name)).as_slice())
        };
    }
    match part {
        Part::Train => [file!("train-images-idx3-ubyte.gz"), file!("train-labels-idx1-ubyte.gz")],
        Part::Test => [file!("t10k-images-idx3-ubyte.gz"), file!("t10k-labels-idx1-ubyte.gz")],
    }
}

/// The first of the usual names that `folder` has, and its content.
fn find(
    folder: &Path,
    part: Part,
    what: &str,
    rank: &str,
) -> Result<(PathBuf, Vec<u8>), DataError> {
    let stem = part.stem();
    let mut tried = Vec::new();
    for separator in ["-", "."] {
        for suffix in ["", ".gz"] {
            let name = format!("{stem}-{what}{separator}{rank}-ubyte{suffix}");
            let path = folder.join(&name);
            match read_whole(&path, MAX_FILE_BYTES) {
                Ok(bytes) => return Ok((path, bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => tried.push(name),
                Err(source) => return Err(DataError::Read { path, source }),
            }
        }
    }
    Err(DataError::Missing { folder: folder.to_owned(), tried })
}

fn shape(name: &str, expected: &'static str, found: Vec<usize>) -> DataError {
    DataError::Shape { name: name.to_owned(), expected, found }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use sha2::{Digest, Sha256};

    use super::*;

    fn images(dims: [u32; 3]) -> Vec<u8> {
        let mut bytes = vec![0, 0, 8, 3];
        bytes.extend(dims.iter().flat_map(|dim| dim.to_be_bytes()));
        bytes.extend((0..dims.iter().product()).map(|index: u32| index as u8));
        bytes
    }

    fn labels(labels: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0, 0, 8, 1];
        bytes.extend((labels.len() as u32).to_be_bytes());
        bytes.extend(labels);
        bytes
    }

    fn put_together(images: &[u8], labels: &[u8]) -> Result<LabelledImages, DataError> {
        LabelledImages::from_files(("images", images), ("labels", labels))
    }

    #[test]
    fn embedded_files_match_their_checksums() {
        let sums = include_str!("../../data/mnist/SHA256SUMS");
        let mut checked = 0;
        for (name, bytes) in [Part::Train, Part::Test].into_iter().flat_map(embedded) {
            let sum: String =
                Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(sums.lines().any(|line| line == format!("{sum}  {name}")), "{name}: {sum}");
            checked += 1;
        }
        assert_eq!(checked, sums.lines().count());
    }

    #[test]
    fn embedded_sets_have_the_known_sizes_and_classes() {
        let test = Source::Embedded.load(Part::Test).unwrap();
        assert_eq!(test.len(), 10_000);
        let histogram: Vec<usize> = (0..=9).map(|label| test.of_class(label).count()).collect();
        assert_eq!(histogram, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
        // The first test image is a 7: a bar on top, and its corner pixels are paper.
        assert_eq!((test.label(0), test.image(0)[0]), (7, 0));
        assert_eq!(test.image(0)[7 * SIDE + 7], 185);
        assert_eq!(test.of_class(7).next(), Some(0));

        let train = Source::Embedded.load(Part::Train).unwrap();
        assert_eq!((train.len(), train.is_empty()), (60_000, false));
        assert_eq!(train.label(0), 5);
        assert_eq!(train.image(59_999).len(), PIXELS);
    }

    #[test]
    fn a_folder_is_read_under_any_of_the_usual_names() {
        for (images_name, labels_name) in [
            ("t10k-images-idx3-ubyte", "t10k-labels.idx1-ubyte"),
            ("t10k-images.idx3-ubyte.gz", "t10k-labels-idx1-ubyte"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join(images_name), images([2, 28, 28])).unwrap();
            fs::write(folder.path().join(labels_name), labels(&[3, 9])).unwrap();
            let set = Source::Folder(folder.path().into()).load(Part::Test).unwrap();
            assert_eq!((set.len(), set.label(1), set.image(1)[0]), (2, 9, (784 % 256) as u8));
        }
    }

    #[test]
    fn a_missing_file_names_folder_and_names_tried() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("train-images-idx3-ubyte"), images([1, 28, 28])).unwrap();
        let source = Source::Folder(folder.path().into());
        let message = source.load(Part::Train).unwrap_err().to_string();
        let expected = format!(
            "{}: expected one of the files train-labels-idx1-ubyte, train-labels-idx1-ubyte.gz, \
             train-labels.idx1-ubyte, train-labels.idx1-ubyte.gz, found none",
            folder.path().display()
        );
        assert_eq!(message, expected);
    }

    #[test]
    fn what_cannot_be_read_names_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("train-images-idx3-ubyte");
        fs::create_dir(&path).unwrap();
        let error = Source::Folder(folder.path().into()).load(Part::Train).unwrap_err();
        assert!(matches!(&error, DataError::Read { path: named, .. } if *named == path), "{error}");
    }

    #[test]
    fn damaged_files_are_told_apart() {
        let [whole, (_, whole_labels)] = embedded(Part::Test);
        let cut = put_together(&whole.1[..100_000], whole_labels).unwrap_err();
        assert!(matches!(cut, DataError::Idx(IdxError::Truncated { .. })), "{cut}");
        let mut damaged = whole.1.to_vec();
        damaged[800_000] ^= 0x10;
        let corrupt = put_together(&damaged, whole_labels).unwrap_err();
        assert!(matches!(corrupt, DataError::Idx(_)), "{corrupt}");
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let message =
            |images: &[u8], labels: &[u8]| put_together(images, labels).unwrap_err().to_string();
        assert_eq!(
            message(&images([2, 28, 28]), &labels(&[1, 10])),
            "labels: label 1: expected 0 to 9, found 10"
        );
        assert_eq!(
            message(&images([2, 28, 28]), &labels(&[1, 2, 3])),
            "labels: expected 2 labels, as many as images has images, found 3"
        );
        assert_eq!(
            message(&images([2, 14, 28]), &labels(&[1, 2])),
            "images: expected dimensions n x 28 x 28, found [2, 14, 28]"
        );
        assert_eq!(
            message(&labels(&[1]), &images([2, 28, 28])),
            "labels: expected dimensions n, found [2, 28, 28]"
        );
    }

    #[test]
    fn no_digits_are_fine() {
        let set = put_together(&images([0, 28, 28]), &labels(&[])).unwrap();
        assert!(set.is_empty());
        assert_eq!(set.of_class(0).count(), 0);
    }
}
