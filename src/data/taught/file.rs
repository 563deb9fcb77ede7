//! The file of a taught set: JSON, whose pictures are hexadecimal digits, two for each pixel, row by row. Where
//! they are not of 28 x 28 pixels, `"sheet": { "width": …, "height": … }` says of how many.
//!
//! ```json
//! { "format": "signalscape taught set", "version": 1, "name": "", "names": ["0", "1"], "labels_are_away": true,
//!   "preset": "weights-196", "seed": 1, "images": "…", "told": [{ "class": 1, "image": 8, "pixels": "0000…" }] }
//! ```

use super::{TOLD_MAX, TaughtError, TaughtImage, TaughtSet};
use crate::data::classes::{ClassNames, shown};
use crate::data::{ContentHash, Pixels, from_json, read_whole, write_whole};
use crate::sim::Sheet;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The largest file that is read, bytes: that of the most and largest pictures.
pub const MAX_FILE_BYTES: u64 =
    (2 * Sheet::SIDE_MAX * Sheet::SIDE_MAX * TOLD_MAX + (1 << 20)) as u64;

const FORMAT: &str = "signalscape taught set";
const VERSION: u64 = 1;

/// What says whether the rest is to be understood.
#[derive(Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    version: u64,
    name: String,
    names: Vec<String>,
    labels_are_away: bool,
    preset: String,
    seed: u64,
    images: ContentHash,
    /// That of MNIST, where nothing is said.
    #[serde(default, skip_serializing_if = "Sheet::is_mnist")]
    sheet: Sheet,
    told: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Null for a picture without a name. Larger than a class can be, so that any number is refused by what it is.
    #[serde(deserialize_with = "Option::deserialize")]
    class: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image: Option<u32>,
    pixels: String,
}

/// What the bytes say, each field by itself.
pub(super) fn parsed(file: &str, bytes: &[u8]) -> Result<TaughtSet, TaughtError> {
    let json = |reason| TaughtError::Json { file: file.to_owned(), reason };
    let field = |field: &str, expected: String, found: String| TaughtError::Field {
        file: file.to_owned(),
        field: field.to_owned(),
        expected,
        found,
    };
    let other = |found: &str| {
        let expected =
            "expected a taught set, as Teach in the window or `signalscape teach` writes it";
        json(format!("{expected}, found {found}"))
    };
    match bytes.trim_ascii_start().first() {
        None => return Err(other("an empty file")),
        Some(b'{') => {}
        Some(_) => return Err(other("a file of another kind")),
    }
    let head: Head = from_json(bytes).map_err(json)?;
    match head.format {
        None => return Err(other("a file of another kind, which has no field format")),
        Some(format) if format != FORMAT => {
            return Err(field("format", format!("{FORMAT:?}"), shown(&format)));
        }
        Some(_) => {}
    }
    if head.version != Some(VERSION) {
        let found = head.version.map_or("none".to_owned(), |version| version.to_string());
        return Err(field("version", VERSION.to_string(), found));
    }
    let read: File = from_json(bytes).map_err(json)?;
    let sheet = read.sheet;
    let size = sheet.check("sheet");
    size.map_err(|error| field(&error.field, error.expected.into_owned(), error.found))?;
    let names = ClassNames::new(read.names).map_err(|error| {
        let at = error.place.map_or("names".to_owned(), |place| format!("names[{place}]"));
        field(&at, error.expected, error.found)
    })?;
    let classes = names.count();
    let told = |(place, entry): (usize, Entry)| {
        let Entry { class, image, pixels: text } = entry;
        let checked = |class: u64| {
            u8::try_from(class).map_err(|_| {
                let expected = format!("below {classes}, the names there are");
                field(&format!("told[{place}].class"), expected, class.to_string())
            })
        };
        let class = class.map(checked).transpose()?;
        let pixels = Pixels::from_hexadecimal(sheet, &text).map_err(|found| {
            let Sheet { width, height } = sheet;
            let digits = 2 * sheet.pixels();
            let expected =
                format!("{digits} hexadecimal digits, two for each of {width} x {height} pixels");
            field(&format!("told[{place}].pixels"), expected, found)
        })?;
        Ok(TaughtImage { class, image, pixels })
    };
    Ok(TaughtSet {
        name: read.name,
        names,
        labels_are_away: read.labels_are_away,
        preset: read.preset,
        seed: read.seed,
        images: read.images,
        sheet,
        told: read.told.into_iter().enumerate().map(told).collect::<Result<_, _>>()?,
    })
}

/// The bytes of `set`, in which `told` was told.
pub(super) fn written(set: &TaughtSet, told: &[TaughtImage]) -> Vec<u8> {
    let entry = |told: &TaughtImage| Entry {
        class: told.class.map(u64::from),
        image: told.image,
        pixels: told.pixels.to_hexadecimal(),
    };
    let file = File {
        format: FORMAT.to_owned(),
        version: VERSION,
        name: set.name.clone(),
        names: set.names.all().to_vec(),
        labels_are_away: set.labels_are_away,
        preset: set.preset.clone(),
        seed: set.seed,
        images: set.images,
        sheet: set.sheet,
        told: told.iter().map(entry).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&file).expect("text and numbers are JSON");
    bytes.push(b'\n');
    bytes
}

impl TaughtSet {
    /// Reads a file of at most [`MAX_FILE_BYTES`].
    ///
    /// # Errors
    /// [`TaughtError::Read`], or as [`from_bytes`](Self::from_bytes).
    pub fn read(path: &Path) -> Result<TaughtSet, TaughtError> {
        let bytes = read_whole(path, MAX_FILE_BYTES)
            .map_err(|source| TaughtError::Read { path: path.to_owned(), source })?;
        TaughtSet::from_bytes(&path.display().to_string(), &bytes)
    }

    /// Writes a file, as a whole or not at all.
    ///
    /// # Errors
    /// [`TaughtError::Write`], or as [`to_bytes`](Self::to_bytes).
    pub fn write(&self, path: &Path) -> Result<(), TaughtError> {
        let bytes = self.to_bytes(&path.display().to_string())?;
        write_whole(path, &bytes)
            .map_err(|source| TaughtError::Write { path: path.to_owned(), source })
    }

    /// What the bytes of a file say; what was told twice alike counts once. `file` is only for messages.
    ///
    /// # Errors
    /// [`TaughtError::Json`], [`TaughtError::Field`] or [`TaughtError::Contradiction`].
    pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<TaughtSet, TaughtError> {
        let mut set = parsed(file, bytes)?;
        set.told = set.checked(file)?;
        Ok(set)
    }

    /// The bytes of a file, in which what was told twice alike stands once. `file` is only for messages.
    ///
    /// # Errors
    /// [`TaughtError::Field`] or [`TaughtError::Contradiction`].
    pub fn to_bytes(&self, file: &str) -> Result<Vec<u8>, TaughtError> {
        Ok(written(self, &self.checked(file)?))
    }
}
