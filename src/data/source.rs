//! Where a data set comes from: MNIST, which is embedded in the program, or a folder of the user's in its format.
//!
//! A folder holds images of any size up to 256 x 256, and may hold labels beside them and the names of the classes in
//! `classes.txt`, one in a line. The files of MNIST are described in `data/mnist/README.md`, their format in
//! [`super::idx`].

use super::classes::{CLASSES_MAX, ClassNames, NamesError};
use super::dataset::{DataError, DataSet};
use super::idx::{Idx, MAX_FILE_BYTES};
use super::read::{read_start, read_text, read_whole};
use crate::sim::Sheet;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::{fmt, io};

/// Which of the two sets of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 60,000 images in MNIST.
    Train,
    /// 10,000 images in MNIST, by other writers.
    Test,
}

/// Where the images come from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// MNIST itself, which is part of the program.
    Embedded,
    /// A folder with files named as those of MNIST are, with or without `.gz`.
    Folder(PathBuf),
}

/// File of a folder that names its classes.
const NAMES_FILE: &str = "classes.txt";
/// Largest such file, bytes: longer lines are no names.
const NAMES_BYTES_MAX: u64 = 64 << 10;
/// Classes of a folder that does not name them, at least: the ten digits.
const UNNAMED_MIN: usize = 10;
/// So much of a file holds its header, compressed or not.
const HEADER_BYTES: usize = 4 << 10;

impl DataSet {
    /// Puts the bytes of an IDX file of images, and of one of labels where there is one, together; either may be
    /// gzip-compressed, and the names are only for messages. Without `classes`, they are called by their numbers.
    ///
    /// # Errors
    /// If a file is no IDX array, the images are not n x height x width, the labels not n, or a label is of no class.
    pub fn from_idx(
        images: (&str, &[u8]),
        labels: Option<(&str, &[u8])>,
        classes: Option<ClassNames>,
    ) -> Result<DataSet, DataError> {
        let labels = labels.map(|(name, bytes)| Ok((name, row(name, bytes)?)));
        let labels = labels.transpose().map_err(|error: DataError| error)?;
        let (name, Idx { dims, bytes }) = (images.0, Idx::parse(images.0, images.1)?);
        let sheet = sheet(name, &dims)?;
        let last = || labels.iter().flat_map(|(_, labels)| labels).max().copied();
        let classes = classes.unwrap_or_else(|| {
            let count = last().map_or(0, |label| usize::from(label) + 1);
            ClassNames::numbers(count.clamp(UNNAMED_MIN, CLASSES_MAX))
        });
        DataSet::new(sheet, classes, (name, bytes), labels)
    }
}

/// The labels of an IDX file.
fn row(name: &str, bytes: &[u8]) -> Result<Vec<u8>, DataError> {
    let labels = Idx::parse(name, bytes)?;
    match labels.dims[..] {
        [_] => Ok(labels.bytes),
        _ => Err(shape(name, "n", labels.dims)),
    }
}

/// The size of the images of an IDX file of these dimensions.
fn sheet(name: &str, dims: &[usize]) -> Result<Sheet, DataError> {
    match *dims {
        [_, height, width] => Ok(Sheet { width, height }),
        _ => Err(shape(name, "n x height x width", dims.to_vec())),
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
    pub fn is_mnist(&self, train: &DataSet) -> bool {
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
    /// If the images are missing (the error lists the names tried), a file cannot be read, or does not hold
    /// what [`DataSet::from_idx`] expects.
    pub fn load(&self, part: Part) -> Result<DataSet, DataError> {
        match self {
            Source::Embedded => {
                let [images, labels] = embedded(part);
                DataSet::from_idx(images, Some(labels), Some(ClassNames::digits()))
            }
            Source::Folder(folder) => {
                let read = |path: &Path| read_whole(path, MAX_FILE_BYTES);
                let (images_path, images) = find(folder, part, "images", "idx3", read)?;
                let labels = match self.has_labels(part)? {
                    true => Some(find(folder, part, "labels", "idx1", read)?),
                    false => None,
                };
                let labels = labels.map(|(path, bytes)| (path.display().to_string(), bytes));
                let labels = labels.as_ref().map(|(name, bytes)| (&**name, &**bytes));
                let name = images_path.display().to_string();
                DataSet::from_idx((&name, &images), labels, names(folder)?)
            }
        }
    }

    /// Whether there are labels beside the images of a part, which are not read.
    ///
    /// # Errors
    /// If there are no such images, or it cannot be said whether there is such a file.
    pub fn has_labels(&self, part: Part) -> Result<bool, DataError> {
        let Source::Folder(folder) = self else { return Ok(true) };
        find(folder, part, "images", "idx3", Path::metadata)?;
        match find(folder, part, "labels", "idx1", Path::metadata) {
            Ok(_) => Ok(true),
            Err(DataError::Missing { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// What the data set is called: as its folder is.
    pub fn name(&self) -> String {
        match self {
            Source::Embedded => "MNIST".to_owned(),
            Source::Folder(folder) => {
                let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
                name.unwrap_or_else(|| folder.display().to_string())
            }
        }
    }

    /// The size of the images, of which only the beginning is read.
    ///
    /// # Errors
    /// If there are none, their beginning cannot be read, they are no images, larger than a sheet may be, or those of the
    /// two parts differ.
    pub fn sheet(&self) -> Result<Sheet, DataError> {
        let Source::Folder(folder) = self else { return Ok(Sheet::MNIST) };
        let of = |part| -> Result<(String, Sheet), DataError> {
            let start = |path: &Path| read_start(path, HEADER_BYTES);
            let (path, start) = find(folder, part, "images", "idx3", start)?;
            let name = path.display().to_string();
            let sheet = sheet(&name, &Idx::dims(&name, &start)?)?;
            let checked = sheet.check("size");
            checked.map_err(|source| DataError::Size { name: name.clone(), source })?;
            Ok((name, sheet))
        };
        match (of(Part::Train), of(Part::Test)) {
            (Ok((other, expected)), Ok((name, found))) if expected != found => {
                Err(DataError::Sizes { name, other, expected, found })
            }
            (Ok((_, sheet)), Ok(_) | Err(DataError::Missing { .. }))
            | (Err(DataError::Missing { .. }), Ok((_, sheet))) => Ok(sheet),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }
}

/// What a folder says that its classes are called, if it does.
fn names(folder: &Path) -> Result<Option<ClassNames>, DataError> {
    let path = folder.join(NAMES_FILE);
    let text = match read_text(&path, NAMES_BYTES_MAX) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(DataError::Read { path, source }),
    };
    let names = text.trim_end().lines().map(|line| line.trim().to_owned()).collect();
    let refused = |NamesError { place, expected, found }| DataError::Names {
        name: path.display().to_string(),
        at: place.map_or("names".to_owned(), |place| format!("line {}", place + 1)),
        expected,
        found,
    };
    ClassNames::new(names).map(Some).map_err(refused)
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

/// The first of the usual names that `folder` has, and what is read of it.
fn find<T>(
    folder: &Path,
    part: Part,
    what: &str,
    rank: &str,
    read: impl Fn(&Path) -> io::Result<T>,
) -> Result<(PathBuf, T), DataError> {
    let stem = part.stem();
    let mut tried = Vec::new();
    for separator in ["-", "."] {
        for suffix in ["", ".gz"] {
            let name = format!("{stem}-{what}{separator}{rank}-ubyte{suffix}");
            let path = folder.join(&name);
            match read(&path) {
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
    use super::*;
    use crate::data::IdxError;
    use sha2::{Digest, Sha256};
    use std::fs;

    const SIDE: usize = 28;

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

    fn put_together(images: &[u8], labels: &[u8]) -> Result<DataSet, DataError> {
        DataSet::from_idx(("images", images), Some(("labels", labels)), None)
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
        assert_eq!(train.image(59_999).len(), 784);
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
        fs::write(folder.path().join("t10k-images-idx3-ubyte"), images([1, 28, 28])).unwrap();
        let source = Source::Folder(folder.path().into());
        let message = source.load(Part::Train).unwrap_err().to_string();
        let expected = format!(
            "{}: expected one of the files train-images-idx3-ubyte, train-images-idx3-ubyte.gz, \
             train-images.idx3-ubyte, train-images.idx3-ubyte.gz, found none",
            folder.path().display()
        );
        assert_eq!(message, expected);
    }

    #[test]
    fn size_labels_and_names_are_those_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        let source = Source::Folder(folder.path().into());
        let message = |part| source.load(part).unwrap_err().to_string();
        assert!(matches!(source.has_labels(Part::Train), Err(DataError::Missing { .. })));
        write("train-images-idx3-ubyte", &images([2, 3, 5]));
        let bare = source.load(Part::Train).unwrap();
        assert_eq!(source.has_labels(Part::Train).ok(), Some(false));
        let sheet = Sheet { width: 5, height: 3 };
        assert_eq!((bare.sheet(), bare.has_labels(), bare.classes().count()), (sheet, false, 10));
        assert_eq!(source.sheet().unwrap(), sheet, "of the part that is there");
        write("train-labels-idx1-ubyte", &labels(&[0, 26]));
        assert_eq!(source.has_labels(Part::Train).ok(), Some(true));
        let numbered = source.load(Part::Train).unwrap();
        assert_eq!((numbered.classes().count(), numbered.classes().of(26)), (27, "26"));
        write("classes.txt", b"shirt\nankle boot\r\n\n");
        let path = |name: &str| folder.path().join(name).display().to_string();
        let labels_path = path("train-labels-idx1-ubyte");
        assert_eq!(
            message(Part::Train),
            format!("{labels_path}: label 1: expected 0 to 1, found 26")
        );
        write("train-labels-idx1-ubyte", &labels(&[0, 1]));
        assert_eq!(source.load(Part::Train).unwrap().classes().of(1), "ankle boot");
        write("classes.txt", b"shirt\nshirt");
        let twice = "line 2: expected another name than that of names[0], found \"shirt\"";
        assert_eq!(message(Part::Train), format!("{}: {twice}", path("classes.txt")));
        write("t10k-images-idx3-ubyte", &images([1, 5, 3]));
        let differ = source.sheet().unwrap_err().to_string();
        let (test, train) = (path("t10k-images-idx3-ubyte"), path("train-images-idx3-ubyte"));
        assert_eq!(
            differ,
            format!("{test}: expected images of 5 x 3, as {train} has them, found 3 x 5")
        );
        assert_eq!(Source::Embedded.sheet().unwrap(), Sheet::MNIST);
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
            message(&images([2, 28, 28]), &labels(&[1, 64])),
            "labels: label 1: expected 0 to 63, found 64"
        );
        assert_eq!(
            message(&images([2, 28, 28]), &labels(&[1, 2, 3])),
            "labels: expected 2 labels, as many as images has images, found 3"
        );
        assert_eq!(
            message(&labels(&[7, 7]), &labels(&[1, 2])),
            "images: expected dimensions n x height x width, found [2]"
        );
        assert_eq!(
            message(&images([1, 2, 300]), &labels(&[1])),
            "images: size.width: expected a whole number from 1 to 256, found 300"
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
