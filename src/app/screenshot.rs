//! A picture of the window as it is, as a file.

use super::launch::Target;
use super::outcome::Outcome;
use anyhow::Context;
use bevy::prelude::*;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use std::path::{Path, PathBuf};

/// What is to be written of the window.
#[derive(Resource, Default)]
pub struct PictureWanted {
    /// Where the next picture of it goes.
    pub picture: Option<PathBuf>,
    /// Where the curves at its bottom go.
    pub curves: Option<PathBuf>,
}

/// Takes the picture that is wanted, in the next frame; says what became of it.
pub fn take(mut wanted: ResMut<PictureWanted>, target: Res<Target>, mut commands: Commands) {
    let Some(path) = wanted.picture.take() else { return };
    commands.spawn(Screenshot(target.0.clone())).observe(
        move |shot: On<ScreenshotCaptured>, mut outcomes: MessageWriter<Outcome>| {
            outcomes.write(Outcome::Saved(match save(&shot.image, &path) {
                Ok(()) => format!("The picture is in {}.", path.display()),
                Err(error) => format!("The picture was not saved: {error:#}."),
            }));
        },
    );
}

/// Writes a PNG as a whole or not at all.
///
/// # Errors
/// When the folder cannot be written.
pub fn save(picture: &Image, out: &Path) -> anyhow::Result<()> {
    let opaque = picture.clone().try_into_dynamic().context("the picture's format")?.to_rgb8();
    let mut png = std::io::Cursor::new(Vec::new());
    opaque.write_to(&mut png, image::ImageFormat::Png).context("the picture's format")?;
    crate::data::write_whole(out, png.get_ref())
        .with_context(|| format!("{}: cannot be written", out.display()))
}
