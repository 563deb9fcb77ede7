//! Presets by name, or as a file of somebody's own.

use crate::data::read::read_text;
use crate::sim::check::refuse;
use crate::sim::{Preset, Sheet, SpecError};
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Largest file of a preset, bytes.
const FILE_MAX: u64 = 1_000_000;

/// Why there is no such preset.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PresetFileError {
    /// It is neither the name of one of ours nor a file.
    #[error(
        "expected one of {}, or a file as docs/presets.md describes it, found {_0:?}",
        Preset::all_names().collect::<Vec<_>>().join(", ")
    )]
    Unknown(String),
    /// The file cannot be read.
    #[error("{}: {_1}", _0.display())]
    Read(PathBuf, io::Error),
    /// The file says no preset.
    #[error("{}: {_1}", _0.display())]
    Spec(PathBuf, SpecError),
}

/// The preset of that name, or what the file at that path says. Names of ours come first: a file beside us that is
/// called like one is `./NAME`. The ending `.toml` may be left out.
///
/// # Errors
/// When there is neither, or the file is no preset: the message names the file, and its line or field.
pub fn preset(name_or_path: &str) -> Result<Preset, PresetFileError> {
    if let Ok(preset) = Preset::builtin(name_or_path) {
        return Ok(preset);
    }
    if !is_path(name_or_path) {
        return Err(PresetFileError::Unknown(name_or_path.to_owned()));
    }
    let ended = format!("{name_or_path}.toml");
    let path = match Path::new(name_or_path) {
        path if !path.exists() && Path::new(&ended).is_file() => Path::new(&ended),
        path => path,
    };
    let text =
        read_text(path, FILE_MAX).map_err(|error| PresetFileError::Read(path.into(), error))?;
    of_text(&text).map_err(|error| PresetFileError::Spec(path.into(), error))
}

/// Whether a text that is no preset's name can be meant as a file.
pub fn is_path(text: &str) -> bool {
    let path = Path::new(text);
    let is_ended = Path::new(&format!("{text}.toml")).is_file();
    is_ended || path.extension().is_some() || path.components().count() > 1 || path.exists()
}

/// The preset for images of that size: one that says no size of its own takes theirs.
///
/// # Errors
/// When it says another, or what it says does not fit a sheet of that size.
pub fn fitted(preset: &Preset, sheet: Sheet) -> Result<Preset, SpecError> {
    let own = preset.spec().sheet;
    if preset.has_own_sheet() && own != sheet {
        let size = |of: Sheet| format!("{} x {}", of.width, of.height);
        let expected = format!("{}, the size of the images", size(sheet));
        return Err(refuse("sheet", expected, size(own)));
    }
    if own == sheet { Ok(preset.clone()) } else { preset.for_sheet(sheet) }
}

fn of_text(text: &str) -> Result<Preset, SpecError> {
    let preset = Preset::from_toml(text)?;
    let spec = preset.spec();
    let known = Preset::builtin(&spec.name).ok();
    if known.is_some_and(|known| known != preset) {
        let found = format!("{:?}, a preset of ours that says something else", spec.name);
        return Err(refuse("name", "a name of its own", found));
    }
    Ok(preset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_preset_and_a_name_of_ours_stays_ours() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        let found = |text: &str| {
            std::fs::write(&path, text).unwrap();
            preset(path.to_str().unwrap()).map_err(|error| error.to_string())
        };
        let text = Preset::text("paths-sbm").unwrap();
        assert_eq!(found(text).unwrap(), Preset::builtin("paths-sbm").unwrap());
        let mine = text.replace("\"paths-sbm\"", "\"mine\"").replace("hidden = 200", "hidden = 50");
        assert_eq!(found(&mine).unwrap().spec().name, "mine");
        let says = |text: &str, expected: &str| {
            let error = found(text).unwrap_err();
            assert_eq!(error, format!("{}: {expected}", path.display()));
        };
        says(
            &text.replace("hidden = 200", "hidden = 50"),
            "name: expected a name of its own, found \"paths-sbm\", a preset of ours that says something else",
        );
        says(
            &mine.replace("hidden = 50", "hidden = -1"),
            "line 7, wiring.hidden: expected a preset as docs/presets.md describes it, found invalid value: \
             integer -1, expected a whole number",
        );
        let small = mine.replace("[wiring]", "[sheet]\nwidth = 14\nheight = 14\n\n[wiring]");
        let small = found(&small).unwrap();
        let sheet = Sheet { width: 14, height: 14 };
        assert_eq!(fitted(&small, sheet).unwrap(), small);
        let error = fitted(&small, Sheet::MNIST).unwrap_err().to_string();
        assert_eq!(error, "sheet: expected 28 x 28, the size of the images, found 14 x 14");
        let said = mine.replace("[wiring]", "[sheet]\nwidth = 28\nheight = 28\n\n[wiring]");
        let said = found(&said.replace("hidden = 200", "hidden = 50")).unwrap();
        assert_eq!(fitted(&said, Sheet::MNIST).unwrap(), said);
        let error = fitted(&said, sheet).unwrap_err().to_string();
        assert_eq!(error, "sheet: expected 14 x 14, the size of the images, found 28 x 28");
        let other = fitted(&Preset::builtin("weights-196").unwrap(), sheet).unwrap();
        assert_eq!(other.spec().sheet, sheet, "one that says none takes that of the images");
        std::fs::write(&path, &mine).unwrap();
        let without_ending = path.with_extension("");
        assert_eq!(preset(without_ending.to_str().unwrap()).unwrap().spec().name, "mine");
        let gone = preset(folder.path().join("gone.toml").to_str().unwrap()).unwrap_err();
        assert!(gone.to_string().ends_with("gone.toml: there is no such file"), "{gone}");
        let unknown = preset("weights-195").unwrap_err().to_string();
        assert!(unknown.starts_with("expected one of weights-196, "), "{unknown}");
        assert!(unknown.ends_with(", found \"weights-195\""), "{unknown}");
    }
}
