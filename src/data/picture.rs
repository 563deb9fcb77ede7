//! A photo, scan or drawing of digits, each to the pixels of a sheet as MNIST would hold it on one of its size.
//!
//! The networks know digits as MNIST shows them: light on dark, 20 pixels along the longer side,
//! the centre of mass in the middle, strokes two to four pixels thick. The steps to get there:
//!
//! | step | file | what it does |
//! |---|---|---|
//! | decode | `decode.rs` | checks the size before any pixel is read, turns as EXIF says |
//! | grey | `grey.rs` | greyscale, at most [`WORKING_SIDE`] pixels a side, no transparency |
//! | page | `page.rs` | cuts out a sheet of paper that lies on a darker desk |
//! | ink | `ink.rs` | dark or light strokes? Takes uneven light out: 0 is paper |
//! | lines | `lines.rs` | finds what is printed: rules of the paper, frames and cells |
//! | strokes | `strokes.rs` | which ink is a digit: no specks, shadows, edges of the page |
//! | place | `place.rs` | thickens pen lines, scales to 20 pixels, centres |
//!
//! A greyscale picture that was made as those of MNIST were is returned byte for byte.

mod decode;
mod fault;
mod grey;
mod ink;
mod jpeg;
mod lines;
mod page;
mod place;
mod plane;
mod seen;
mod shape;
mod strokes;
use seen::{Decoded, MAX_DECODER_BYTES, check_size};
pub use seen::{Found, MAX_FILE_BYTES, MAX_PIXELS, PictureError, Place, Seen, WORKING_SIDE};
#[cfg(test)]
mod tests;
mod tiff;

pub use decode::ENDINGS;

use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, Luma, RgbaImage};

use crate::data::{Pixels, read_whole};
use crate::sim::Sheet;

/// A disc as wide as this, of the sheet's side, fits into no digit of MNIST: at most one of 0.44 does.
const SOLID_MIN: f32 = 0.5;

/// The digits in the bytes of a PNG, JPEG, TIFF, BMP, GIF or WebP file (told by its content; of an
/// animation, the first picture), in reading order, each on such a `sheet`; at least one. `name` is only for messages.
///
/// # Errors
/// See [`PictureError`]; several digits are none.
pub fn digits_from_bytes(
    name: &str,
    bytes: &[u8],
    sheet: Sheet,
) -> Result<Vec<Found>, PictureError> {
    Ok(seen_in_bytes(name, bytes, sheet)?.digits)
}

fn seen_in_bytes(name: &str, bytes: &[u8], sheet: Sheet) -> Result<Seen, PictureError> {
    let decoded = decode::decode(name, bytes)?;
    let seen = see(name, &decoded.image, decoded.orientation, sheet)?;
    Ok(Seen { pictures: decoded.pictures, ..seen })
}

/// The only digit in the bytes of a picture file, as [`digits_from_bytes`] finds it.
///
/// # Errors
/// See [`PictureError`].
pub fn digit_from_bytes(name: &str, bytes: &[u8], sheet: Sheet) -> Result<Pixels, PictureError> {
    only(name, digits_from_bytes(name, bytes, sheet)?)
}

/// The digits in a picture file, as [`digits_from_bytes`] finds them.
///
/// # Errors
/// See [`PictureError`].
pub fn digits_from_file(path: &Path, sheet: Sheet) -> Result<Vec<Found>, PictureError> {
    Ok(seen_in_file(path, sheet)?.digits)
}

/// The same, with the picture.
///
/// # Errors
/// See [`PictureError`].
pub fn seen_in_file(path: &Path, sheet: Sheet) -> Result<Seen, PictureError> {
    let bytes = read_whole(path, MAX_FILE_BYTES)
        .map_err(|source| PictureError::Io { path: path.to_owned(), source })?;
    seen_in_bytes(&path.display().to_string(), &bytes, sheet)
}

/// The only digit in a picture file.
///
/// # Errors
/// See [`PictureError`].
pub fn digit_from_file(path: &Path, sheet: Sheet) -> Result<Pixels, PictureError> {
    only(&path.display().to_string(), digits_from_file(path, sheet)?)
}

/// The only digit in a greyscale picture, called `picture` in messages.
///
/// # Errors
/// [`PictureError::TooLarge`] or [`PictureError::Empty`].
pub fn digit_from_luma(image: &GrayImage, sheet: Sheet) -> Result<Pixels, PictureError> {
    let name = "picture";
    check_size(name, image.width(), image.height())?;
    let seen = see(name, &image.clone().into(), Orientation::NoTransforms, sheet)?;
    only(name, seen.digits)
}

/// What is in `width * height` pixels of red, green, blue and opacity, row by row, as the
/// clipboard has them. `name` is only for messages.
///
/// # Errors
/// [`PictureError::Buffer`] if `pixels` has another length, [`PictureError::TooLarge`] or
/// [`PictureError::Empty`].
pub fn seen_in_rgba(
    name: &str,
    width: u32,
    height: u32,
    pixels: &[u8],
    sheet: Sheet,
) -> Result<Seen, PictureError> {
    check_size(name, width, height)?;
    let expected = u64::from(width) * u64::from(height) * 4;
    let image = (pixels.len() as u64 == expected)
        .then(|| RgbaImage::from_raw(width, height, pixels.to_vec()))
        .flatten();
    let Some(image) = image else {
        let (name, found) = (name.to_owned(), pixels.len());
        return Err(PictureError::Buffer { name, width, height, expected, found });
    };
    see(name, &image.into(), Orientation::NoTransforms, sheet)
}

/// The one digit that there is.
fn only(name: &str, mut found: Vec<Found>) -> Result<Pixels, PictureError> {
    match found.len() {
        1 => Ok(found.remove(0).pixels),
        count => Err(PictureError::Several { name: name.to_owned(), count }),
    }
}

/// All steps after decoding.
fn see(
    name: &str,
    image: &DynamicImage,
    orientation: Orientation,
    size: Sheet,
) -> Result<Seen, PictureError> {
    let empty = || PictureError::Empty { name: name.to_owned() };
    if image.width() == 0 || image.height() == 0 {
        return Err(empty());
    }
    let was_grey = grey::is_grey(image);
    let reduced_by = grey::factor(image);
    let mut reduced = DynamicImage::ImageLumaA8(grey::reduce(image));
    reduced.apply_orientation(orientation);
    let sheet = grey::composite(&reduced.into_luma_alpha8()).ok_or_else(empty)?;
    if let Some(pixels) = verbatim(&sheet, size).filter(|_| was_grey) {
        let (width, height) = sheet.dimensions();
        let place = Place { left: 0, top: 0, width, height };
        return Ok(Seen { digits: vec![Found { pixels, place }], sheet, reduced_by, pictures: 1 });
    }
    let on_page = page::on_a_desk(&sheet).and_then(|page| {
        let written = Written::on(&page.sheet)?;
        let digits = &written.digits;
        let are_inside = digits.iter().all(|strokes| written.ink.holds(&strokes.bounds));
        (!digits.is_empty() && are_inside).then_some((written, page.left, page.top))
    });
    let (written, left, top) = match on_page {
        Some(found) => found,
        None => (Written::on(&sheet).ok_or_else(empty)?, 0, 0),
    };
    let Written { ink, digits, has_others } = written;
    if digits.is_empty() && has_others {
        return Err(PictureError::Filled { name: name.to_owned() });
    }
    let one = |strokes: &shape::Strokes| {
        let mut place = strokes.bounds.on_picture(reduced_by, ink.pixel as u32);
        place.left += left * reduced_by;
        place.top += top * reduced_by;
        place::place(&ink, strokes, size).map(|pixels| Found { pixels, place })
    };
    let digits: Vec<Found> = digits.iter().filter_map(one).collect();
    match digits.is_empty() {
        true => Err(empty()),
        false => Ok(Seen { digits, sheet, reduced_by, pictures: 1 }),
    }
}

/// What is written on a sheet.
struct Written {
    ink: ink::Ink,
    /// What a pen drew, in reading order.
    digits: Vec<shape::Strokes>,
    /// Whether there is what no pen drew.
    has_others: bool,
}

impl Written {
    /// None if there is no ink but specks.
    fn on(sheet: &GrayImage) -> Option<Written> {
        let (ink, all) = strokes::on(&ink::Sheet::new(sheet))?;
        let (digits, others): (Vec<_>, Vec<_>) = all.into_iter().partition(is_digit);
        Some(Written { ink, digits, has_others: !others.is_empty() })
    }
}

/// Whether these are strokes of a pen: no filled shape, nor its edge.
fn is_digit(strokes: &shape::Strokes) -> bool {
    strokes.is_whole && !place::are_filled(strokes)
}

/// The picture itself, if it has the size wanted and, where that is MNIST's, is one of MNIST or was made as these were:
/// paper of 0, the digit fitted into 20 x 20 pixels, its centre of mass at pixel 14. All 70,000 images of MNIST are so, to
/// a thirtieth of a pixel.
fn verbatim(sheet: &GrayImage, size: Sheet) -> Option<Pixels> {
    if (sheet.width() as usize, sheet.height() as usize) != (size.width, size.height) {
        return None;
    }
    let pixels = Pixels::new(size, sheet.as_raw().as_slice());
    if !size.is_mnist() {
        return (!pixels.is_blank()).then_some(pixels);
    }
    let side = size.width;
    let inked = || (0..pixels.len()).filter(|&at| pixels[at] > 0);
    let along = |coordinate: &dyn Fn(usize) -> usize| {
        let (from, to) = (inked().map(coordinate).min()?, inked().map(coordinate).max()?);
        let ink: f64 = inked().map(|at| f64::from(pixels[at])).sum();
        let moment: f64 = inked().map(|at| f64::from(pixels[at]) * coordinate(at) as f64).sum();
        Some((to - from + 1, moment / ink))
    };
    let (width, x) = along(&|at| at % side)?;
    let (height, y) = along(&|at| at / side)?;
    let is_fitted = matches!(width.max(height), 19 | 20);
    let is_centred = [x, y].iter().all(|centre| (13.47..14.52).contains(centre));
    (is_fitted && is_centred && !is_solid(sheet)).then_some(pixels)
}

/// Whether what fills 20 x 20 pixels is a solid shape, as no digit of MNIST is.
fn is_solid(sheet: &GrayImage) -> bool {
    let mask = GrayImage::from_fn(sheet.width(), sheet.height(), |x, y| {
        Luma([if sheet.get_pixel(x, y)[0] >= 128 { 255 } else { 0 }])
    });
    let (right, bottom) = (sheet.width() - 1, sheet.height() - 1);
    let bounds = shape::Bounds { left: 0, top: 0, right, bottom };
    let strokes = shape::Strokes { mask, bounds, full_ink: 1.0, is_whole: true };
    strokes.breadth() > SOLID_MIN
}
