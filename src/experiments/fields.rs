//! What a run may be: each field by itself, and what all of them take. The same rules hold for what is asked for and for what is read.

use crate::analysis::{Families, Knn, KnnSpec};
use crate::data::idx::MAX_ELEMENTS;
use crate::data::{CLASSES_MAX, ClassNames, DataSet, ImageSet};
use crate::experiments::protocol::SPLITS_MAX;
use crate::experiments::words::{self, thousands};
use crate::sim::check::{SpecError, refuse, shown};
use crate::sim::params::limits;
use crate::sim::{Preset, PresetSpec, Sheet};
use serde::Serialize;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Most numbers of an embedding.
pub const DIMENSIONS_MAX: usize = 1_000;
/// Most runs of one command, and of one file.
pub const RUNS_MAX: usize = 10_000;
/// Most trained networks beside them.
pub const SIZES_MAX: usize = 100;
/// Most sample times of a run.
pub const TIMES_MAX: usize = 1_000;

/// Most edges of all networks of a command together: each is built before the first runs.
const EDGES_IN_ALL_MAX: f64 = 100e6;

/// Most numbers that describe all images of a run together, 2 bytes each.
const NUMBERS_MAX: u128 = 1 << 31;

/// Most images of a run: as many bytes are read at most.
pub(super) const IMAGES_MAX: usize = MAX_ELEMENTS;

/// Most neurons of a network.
pub(super) const NEURONS_MAX: usize = 10_000;

/// Percentages; the mean of several 100s may be a little more.
pub(super) const PERCENT: RangeInclusive<f64> = 0.0..=100.0 + 1e-9;

/// Shares, with the same room.
pub(super) const SHARE: RangeInclusive<f64> = -1e-6..=1.0 + 1e-6;

/// Counts of events and times of processors, which are shown and no more.
pub(super) const AMOUNT: RangeInclusive<f64> = 0.0..=1e12;

pub(super) type Checked = Result<(), SpecError>;

/// Whether no run is there twice: by what was run, whatever came of it.
pub(super) fn once(at: &str, all: impl Iterator<Item = impl Serialize>) -> Checked {
    let mut seen = HashMap::new();
    for (i, config) in all.enumerate() {
        let config = serde_json::to_string(&config).unwrap_or_default();
        if let Some(first) = seen.insert(config, i) {
            let found = format!("what {at}[{first}] ran");
            return Err(refuse(&format!("{at}[{i}]"), "what no other ran", found));
        }
    }
    Ok(())
}

/// Whether so many splits can be asked for.
pub(super) fn splits(found: u64) -> Checked {
    if (1..=SPLITS_MAX).contains(&found) {
        return Ok(());
    }
    Err(refuse("splits", format!("1 to {SPLITS_MAX}"), found))
}

/// Whether so many neighbours can vote, of so many references.
pub(super) fn neighbours(found: usize, references: usize) -> Checked {
    if (1..=references).contains(&found) {
        return Ok(());
    }
    let expected = format!("1 to {references}, the number of references that can vote");
    Err(refuse("k", expected, found))
}

/// Whether an embedding can have so many numbers.
pub(super) fn dimensions(found: usize) -> Checked {
    count("dimensions", found, 1..=DIMENSIONS_MAX)
}

/// Whether the numbers that describe all images can be kept: images, numbers of each, and how many times.
pub(super) fn numbers(images: usize, each: usize, times: usize) -> Checked {
    let found = [images, each, times].iter().map(|&n| n as u128).product::<u128>();
    if found <= NUMBERS_MAX {
        return Ok(());
    }
    let expected = format!("at most {NUMBERS_MAX} numbers that describe all of them");
    Err(refuse("images", expected, format!("{images} images x {each} numbers x {times}")))
}

/// Whether so many networks can be built, one beside the other.
pub(super) fn networks<'a>(presets: impl Iterator<Item = &'a PresetSpec>) -> Checked {
    let found: f64 = presets.map(limits::edges).sum();
    if found <= EDGES_IN_ALL_MAX {
        return Ok(());
    }
    let expected = format!("at most {EDGES_IN_ALL_MAX} edges in all networks together");
    Err(refuse("runs", expected, shown(found.round())))
}

/// Prepares runs in turn, once it is checked that their networks can be there. The images that one has read are handed to
/// the next, which may be of the same.
///
/// # Errors
/// Too many networks, and those of `prepare`.
pub(super) fn prepared<Config, Images, Prepared, Error: From<SpecError>>(
    configs: impl IntoIterator<Item = Config>,
    preset: impl Fn(&Config) -> &PresetSpec,
    prepare: impl Fn(Config, Option<Arc<Images>>) -> Result<Prepared, Error>,
    images: impl Fn(&Prepared) -> &Arc<Images>,
) -> Result<Vec<Prepared>, Error> {
    let configs: Vec<Config> = configs.into_iter().collect();
    networks(configs.iter().map(preset))?;
    let mut read: Option<Arc<Images>> = None;
    let prepare = |config| {
        let one = prepare(config, read.take())?;
        read = Some(images(&one).clone());
        Ok(one)
    };
    configs.into_iter().map(prepare).collect()
}

/// A model that can be built, and the images that it saw.
pub(super) fn model(at: &str, spec: &PresetSpec, seen: Option<&str>) -> Checked {
    let preset = Preset::try_from(spec.clone());
    preset.map_err(|error| within(&format!("{at}.preset"), error))?;
    seen.map_or(Ok(()), |seen| images(&format!("{at}.images"), seen))
}

pub(super) fn images(field: &str, name: &str) -> Checked {
    match name.parse::<ImageSet>() {
        Ok(_) => Ok(()),
        Err(_) => Err(refuse(field, "the name of a set of images", short(name))),
    }
}

pub(super) fn knn(at: &str, spec: KnnSpec) -> Checked {
    match Knn::try_from(spec) {
        Ok(_) => Ok(()),
        Err(_) => Err(refuse(&format!("{at}.k"), "at least 1", spec.k)),
    }
}

pub(super) fn tokens(field: &str, all: &[Families]) -> Checked {
    // Four letters have 15 combinations.
    count(field, all.len(), 1..=15)?;
    match super::hash::twice(all) {
        None => Ok(()),
        Some(twice) => Err(refuse(field, "each kind once", format!("{twice} twice"))),
    }
}

pub(super) fn number(field: &str, value: f64, range: RangeInclusive<f64>) -> Checked {
    if range.contains(&value) {
        return Ok(());
    }
    let [least, most] =
        [range.start(), range.end()].map(|end| shown((end * 1e3).round() / 1e3 + 0.0));
    Err(refuse(field, format!("a number from {least} to {most}"), shown(value)))
}

pub(super) fn count(field: &str, found: usize, range: RangeInclusive<usize>) -> Checked {
    if range.contains(&found) {
        return Ok(());
    }
    let expected = match range.start() == range.end() {
        true => range.start().to_string(),
        false => format!("{} to {}", range.start(), range.end()),
    };
    Err(refuse(field, expected, found))
}

/// A class, of so many.
pub(super) fn class(field: &str, found: u8, classes: usize) -> Checked {
    count(field, usize::from(found), 0..=classes - 1)
}

/// Counts of so many classes: one row for each, one number in each for each.
pub(super) fn square(field: &str, counts: &[Vec<u32>]) -> Checked {
    let classes = counts.len();
    count(field, classes, 1..=CLASSES_MAX)?;
    let other = counts.iter().position(|row| row.len() != classes);
    other.map_or(Ok(()), |row| {
        count(&format!("{field}[{row}]"), counts[row].len(), classes..=classes)
    })
}

/// Names of so many classes, or none.
pub(super) fn names(field: &str, names: Option<&ClassNames>, classes: usize) -> Checked {
    names.map_or(Ok(()), |names| count(field, names.count(), classes..=classes))
}

/// A class of so many for each image, as [`paths`](super::paths) writes them, or none at all.
pub(super) fn labels(field: &str, text: &str, images: usize, classes: usize) -> Checked {
    let last = b'0' + (classes - 1) as u8;
    if !text.bytes().all(|letter| (b'0'..=last).contains(&letter)) {
        let expected = match classes {
            10 => "digits".to_owned(),
            _ => format!("letters from 0 to {}", char::from(last)),
        };
        return Err(refuse(field, expected, short(text)));
    }
    if text.is_empty() || text.len() == images {
        return Ok(());
    }
    Err(refuse(field, format!("{images} labels, or none"), text.len()))
}

/// Whether a network can be shown these images.
pub(super) fn sheet(spec: &PresetSpec, images: &DataSet) -> Checked {
    if spec.sheet == images.sheet() {
        return Ok(());
    }
    let size = |sheet: Sheet| format!("{} x {}", sheet.width, sheet.height);
    Err(refuse(
        "preset.sheet",
        format!("{}, the size of the images", size(images.sheet())),
        size(spec.sheet),
    ))
}

pub(super) fn hash(field: &str, text: &str) -> Checked {
    if text.len() == 64 && text.bytes().all(|letter| letter.is_ascii_hexdigit()) {
        return Ok(());
    }
    Err(refuse(field, "a SHA-256 in hexadecimal", short(text)))
}

pub(super) fn printable(field: &str, text: &str) -> Checked {
    if text.chars().any(char::is_control) {
        return Err(refuse(field, "characters that can be printed", short(text)));
    }
    Ok(())
}

pub(super) fn within(at: &str, error: SpecError) -> SpecError {
    SpecError { field: format!("{at}.{}", error.field), ..error }
}

/// The beginning of what was found, quoted.
pub(super) fn short(text: &str) -> String {
    let start: String = text.chars().take(40).collect();
    if start.len() < text.len() { format!("{start:?}…") } else { format!("{start:?}") }
}

/// Times, or the first of many.
pub(super) fn some(times: &[f64]) -> String {
    match times.len() {
        more if more > 20 => format!("{} of them, from {}", thousands(more), in_ms(&times[..3])),
        0 => "none".to_owned(),
        _ => in_ms(times),
    }
}

fn in_ms(times: &[f64]) -> String {
    let times: Vec<String> = times.iter().map(|&ms| words::short(ms)).collect();
    format!("{} ms", times.join(", "))
}
