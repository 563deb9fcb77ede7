//! What every command has, checked.

use crate::cli::args::{CommonArgs, REFERENCES_MAX, REFERENCES_MIN, whole};
use crate::cli::error::Usage;
use crate::cli::out_file::found;
use crate::data::preset_file::{self, PresetFileError};
use crate::data::{Cache, Source};
use crate::sim::{Preset, Sheet};
use anyhow::{Result, anyhow, bail};

/// Variable of the environment that stands for `--references`.
pub(super) const REFERENCES: &str = "SIGNALSCAPE_REFERENCES";

/// Seed of networks and picks, unless told otherwise.
pub(super) const SEED: u64 = 1;

/// What every command has, checked.
#[derive(Clone, Debug)]
pub struct Common {
    /// Where the images are.
    pub source: Source,
    /// Seed of the network and of random picks.
    pub seed: u64,
    /// The preset, if one was asked for.
    pub preset: Option<Preset>,
    /// As what it was asked for: its name or its file.
    pub preset_as_given: Option<String>,
    /// Part of a graphics device's name.
    pub gpu: Option<String>,
    /// References wanted, 100 to 60,000.
    pub references: Option<usize>,
    /// Where embeddings are kept, if anywhere.
    pub cache: Option<Cache>,
}

impl Common {
    pub(super) fn check(args: CommonArgs) -> Result<Common> {
        let source = match args.data {
            None => Source::Embedded,
            Some(folder) if folder.is_dir() => Source::Folder(folder),
            Some(path) => {
                bail!("--data: expected a folder of IDX files, found {}", found(&path));
            }
        };
        let cache = match (args.cache, args.no_cache) {
            (Some(_), true) => {
                return Err(Usage("--cache and --no-cache exclude each other".into()).into());
            }
            (_, true) => None,
            (Some(folder), _) => Some(folder),
            (None, _) => Cache::default_folder(),
        };
        Ok(Common {
            source,
            seed: args.seed.unwrap_or(SEED),
            preset: args.preset.as_deref().map(preset).transpose()?,
            preset_as_given: args.preset,
            gpu: args.gpu,
            references: match args.references {
                None => references_of_environment()?,
                asked => asked,
            },
            cache: cache.map(Cache::open),
        })
    }

    /// The preset asked for, or the default one, for the images that there are.
    pub(super) fn preset(&self) -> Result<Preset> {
        let preset = self.preset_or_circuit()?;
        if !preset.sees_images() {
            let name = self.preset_as_given.as_ref().unwrap_or(&preset.spec().name);
            let message = format!(
                "--preset {name}: expected a network that images are shown to, found a circuit, whose neurons fire as \
                 it says; the window shows it, and shot"
            );
            return Err(Usage(message).into());
        }
        Ok(preset)
    }

    /// The same, where no image has to be seen.
    pub(super) fn preset_or_circuit(&self) -> Result<Preset> {
        self.fitted(self.preset.clone().map_or_else(|| preset(Preset::DEFAULT), Ok)?)
    }

    /// The size of the images.
    pub(super) fn sheet(&self) -> Result<Sheet> {
        Ok(self.source.sheet()?)
    }

    /// The same for the images that there are: a preset that says no size takes theirs.
    pub(super) fn fitted(&self, preset: Preset) -> Result<Preset> {
        let is_given = self.preset.as_ref() == Some(&preset);
        let given = self.preset_as_given.as_ref().filter(|_| is_given);
        let name = given.unwrap_or(&preset.spec().name);
        preset_file::fitted(&preset, self.sheet()?)
            .map_err(|error| anyhow!("--preset {name}: {error}"))
    }
}

/// References that the environment asks for; one that is empty asks for nothing.
fn references_of_environment() -> Result<Option<usize>> {
    let asked = std::env::var_os(REFERENCES).filter(|text| !text.is_empty());
    let Some(asked) = asked else { return Ok(None) };
    let asked = asked.to_string_lossy();
    match whole(REFERENCES_MIN, REFERENCES_MAX)(&asked) {
        Ok(number) => Ok(Some(number)),
        Err(expected) => Err(Usage(format!("{REFERENCES}: {expected}, found {asked:?}")).into()),
    }
}

/// A preset by its name or file. What a file says is no fault of the command line.
pub(super) fn preset(name_or_path: &str) -> Result<Preset> {
    preset_file::preset(name_or_path).map_err(|error| match error {
        PresetFileError::Unknown(_) => Usage(format!("--preset: {error}")).into(),
        _ => anyhow!("--preset: {error}"),
    })
}
