//! A film, checked.

use super::args::{FilmArgs, LanguageName};
use super::common::Common;
use super::error::{Usage, refuse};
use super::out_file::{check_out, found};
use super::presented::Presented;
use anyhow::Result;
use std::path::PathBuf;

/// Endings of films; a folder has none.
const ENDINGS: [&str; 4] = ["mp4", "gif", "png", "apng"];
/// Simulated ms a second, unless told otherwise: as the window plays at its first start.
const SPEED: f64 = 12.0;

/// A film.
#[derive(Clone, Debug)]
pub struct FilmPlan {
    /// What is filmed.
    pub subject: FilmSubject,
    /// Width and height, pixels.
    pub size: [u32; 2],
    /// Frames a second.
    pub fps: u32,
    /// What texts are written in, as ISO 639-1 has it.
    pub language: &'static str,
    /// Where it goes; there only if it is to be overwritten.
    pub out: PathBuf,
}

/// What is filmed.
#[derive(Clone, Debug)]
pub enum FilmSubject {
    /// A lesson: a name or a file.
    Lesson(String),
    /// A run from one time to another, ms, at so many ms a second.
    Run {
        /// What is presented; nothing to a circuit.
        presented: Option<Presented>,
        /// From here, ms.
        from_ms: f64,
        /// To here, ms.
        to_ms: f64,
        /// Simulated ms a second.
        speed: f64,
    },
}

impl FilmPlan {
    pub(super) fn check(args: FilmArgs, common: &Common) -> Result<FilmPlan> {
        let ending = args.out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        if let Some(ending) = &ending
            && !ENDINGS.contains(&ending.as_str())
        {
            let expected =
                "a name that ends in .mp4, .gif or .png (an animated one), or a new folder's";
            return Err(refuse("--out", expected, args.out.display()));
        }
        let is_folder = ending.is_none();
        if is_folder && args.out.symlink_metadata().is_ok() {
            let expected = "a folder that does not exist, or a file's name with its ending";
            return Err(refuse("--out", expected, found(&args.out)));
        }
        check_out(&args.out, args.force)?;
        let subject = match args.lesson {
            Some(lesson) => {
                let network = [("--preset", common.preset.is_some())];
                if let Some((option, _)) = network.iter().find(|(_, is_given)| *is_given) {
                    let message =
                        format!("{option}: a lesson says itself which network it is about");
                    return Err(Usage(message).into());
                }
                FilmSubject::Lesson(lesson)
            }
            None => {
                let preset = common.preset_or_circuit()?;
                let duration_ms = preset.spec().duration_ms;
                let presented = Presented::check(args.digit, args.mnist, &preset, common)?;
                let from_ms = args.from_ms.unwrap_or(0.0);
                let to_ms = args.to_ms.unwrap_or(duration_ms);
                let speed = args.speed.unwrap_or(SPEED);
                if !(0.0..duration_ms).contains(&from_ms) {
                    let expected =
                        format!("0 to less than {duration_ms} ms, the preset's duration");
                    return Err(refuse("--from-ms", expected, from_ms));
                }
                if !(to_ms > from_ms && to_ms <= duration_ms) {
                    let expected = format!(
                        "more than {from_ms} and at most {duration_ms} ms, the preset's duration"
                    );
                    return Err(refuse("--to-ms", expected, to_ms));
                }
                if !(0.1..=1000.0).contains(&speed) {
                    return Err(refuse("--speed", "0.1 to 1000 ms a second", speed));
                }
                let presented = preset.sees_images().then_some(presented);
                FilmSubject::Run { presented, from_ms, to_ms, speed }
            }
        };
        let language = match args.language {
            LanguageName::En => "en",
            LanguageName::De => "de",
        };
        Ok(FilmPlan { subject, size: args.size, fps: args.fps, language, out: args.out })
    }
}
