//! What is presented in a picture or a film.

use super::common::Common;
use super::error::{Usage, refuse};
use crate::data::{Part, Pixels, digit_from_file};
use crate::sim::Preset;
use anyhow::Result;
use std::path::PathBuf;

/// An image, and where it is from.
#[derive(Clone, Debug)]
pub struct Presented {
    /// The digit that is presented; an empty sheet to a circuit.
    pub image: Pixels,
    /// What to call it.
    pub origin_name: String,
    /// Set, index and label, if it is from MNIST.
    pub mnist: Option<(Part, usize, Option<u8>)>,
}

impl Presented {
    /// An empty sheet.
    pub(super) fn nothing(common: &Common) -> Result<Presented> {
        let (image, origin_name) = (Pixels::blank(common.sheet()?), String::new());
        Ok(Presented { image, origin_name, mnist: None })
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`Usage`] where there is none, or one too many; others where it cannot be read.
    pub(super) fn check(
        digit: Option<PathBuf>,
        mnist: Option<(Part, usize)>,
        preset: &Preset,
        common: &Common,
    ) -> Result<Presented> {
        let given = digit.is_some() || mnist.is_some();
        if given && !preset.sees_images() {
            let message =
                "--digit and --mnist: a circuit sees no images, its neurons fire as it says";
            return Err(Usage(message.to_owned()).into());
        }
        let (image, origin_name, mnist) = match (digit, mnist) {
            (Some(path), _) => {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                (digit_from_file(&path, common.sheet()?)?, name.into_owned(), None)
            }
            (None, Some((part, index))) => {
                let digits = common.source.load(part)?;
                if index >= digits.len() {
                    let expected = format!("an index below {}, the digits there are", digits.len());
                    return Err(refuse("--mnist", expected, index));
                }
                let name = match part {
                    Part::Test => "test",
                    Part::Train => "train",
                };
                let mnist = Some((part, index, digits.known_label(index)));
                (digits.pixels(index), format!("{name}:{index}"), mnist)
            }
            (None, None) if !preset.sees_images() => {
                (Pixels::blank(common.sheet()?), String::new(), None)
            }
            (None, None) => {
                return Err(Usage("expected --digit or --mnist, found neither".into()).into());
            }
        };
        Ok(Presented { image, origin_name, mnist })
    }
}
