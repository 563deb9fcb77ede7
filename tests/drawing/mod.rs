//! What tests that draw share: whose turn it is, and how pictures are compared.

use bevy::prelude::App;
use signalscape::app::capture::{self, Captured};
use signalscape::app::gpu_check;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One renderer at a time: the software driver takes every core as it is.
static ONE: Mutex<()> = Mutex::new(());

/// The turn to draw; `None` on a machine without a graphics driver, where there is nothing to test.
/// SIGNALSCAPE_REQUIRE_GRAPHICS (set in continuous integration) makes that a failure.
pub fn turn() -> Option<MutexGuard<'static, ()>> {
    let turn = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    if gpu_check::devices().iter().any(|device| device.lacks.is_none()) {
        return Some(turn);
    }
    let is_required = std::env::var_os("SIGNALSCAPE_REQUIRE_GRAPHICS").is_some();
    assert!(!is_required, "{}", gpu_check::advice());
    eprintln!("skipped, nothing can draw here. {}", gpu_check::advice());
    None
}

/// Mean colours of blocks of 16 x 16: what a person sees, and drivers agree on.
pub fn blocks(picture: &image::RgbImage) -> Vec<[f32; 3]> {
    let (width, height) = picture.dimensions();
    let mut means = Vec::new();
    for y in (0..height).step_by(16) {
        for x in (0..width).step_by(16) {
            let block = image::imageops::crop_imm(picture, x, y, 16, 16).to_image();
            let mut sum = [0.0; 3];
            for pixel in block.pixels() {
                (0..3).for_each(|c| sum[c] += f32::from(pixel[c]));
            }
            means.push(sum.map(|s| s / (block.width() * block.height()) as f32));
        }
    }
    means
}

/// Compares with `tests/golden/NAME.png`, or writes it when SIGNALSCAPE_BLESS is set.
pub fn matches_golden(name: &str, picture: &image::RgbImage) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.png"));
    if std::env::var_os("SIGNALSCAPE_BLESS").is_some() {
        picture.save(&path).unwrap();
        return;
    }
    let golden = image::open(&path).expect("a golden picture").to_rgb8();
    assert_eq!(golden.dimensions(), picture.dimensions());
    let (found, expected) = (blocks(picture), blocks(&golden));
    let off: Vec<f32> = found
        .iter()
        .zip(&expected)
        .map(|(a, b)| (0..3).map(|c| (a[c] - b[c]).abs()).fold(0.0, f32::max))
        .collect();
    let mean = off.iter().sum::<f32>() / off.len() as f32;
    let most = off.iter().copied().fold(0.0, f32::max);
    let seen = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
    picture.save(&seen).unwrap();
    assert!(
        mean < 2.0 && most < 40.0,
        "{name}: blocks differ by {mean:.2} in the mean, {most:.1} at most; see {}, and run with \
         SIGNALSCAPE_BLESS=1 if the change is meant",
        seen.display()
    );
}

/// Leaves both pictures behind where they differ.
pub fn assert_same(what: &str, found: &image::RgbImage, expected: &image::RgbImage) {
    if found != expected {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        found.save(folder.join("found.png")).unwrap();
        expected.save(folder.join("expected.png")).unwrap();
        panic!("{what} shows another picture than jumping; see {}", folder.display());
    }
}

/// What the application has drawn.
pub fn pixels(app: &mut App) -> image::RgbImage {
    let picture = capture::read_back(app).unwrap();
    assert!(app.world().resource::<Captured>().0.is_none());
    picture.try_into_dynamic().unwrap().to_rgb8()
}

/// The least and the greatest light of the rows and columns at a picture's border.
pub fn border(picture: &image::RgbImage) -> [u8; 2] {
    let (width, height) = picture.dimensions();
    let is_border = |x: u32, y: u32| x < 3 || y < 3 || x + 3 >= width || y + 3 >= height;
    let pixels = picture.enumerate_pixels().filter(|(x, y, _)| is_border(*x, *y));
    pixels.fold([255, 0], |[low, high], (_, _, pixel)| {
        let [r, g, b] = pixel.0;
        [low.min(r).min(g).min(b), high.max(r).max(g).max(b)]
    })
}
