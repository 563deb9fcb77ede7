//! TIFF, as scanners write it. The crate `image` would read it too, but Bevy is built on the same crate, so
//! another feature there builds all of Bevy anew.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageBuffer, Luma, Pixel, Rgb, Rgba};
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::fault::Fault;
use super::{Decoded, MAX_DECODER_BYTES, PictureError, check_size};

/// So many pages are counted.
const PAGES_MAX: u32 = 10_000;

/// Decodes the first page, its size checked before the first pixel, and counts them.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<Decoded, PictureError> {
    let failed = |error: TiffError| failure(name, &error);
    let mut limits = Limits::default();
    limits.decoding_buffer_size = MAX_DECODER_BYTES as usize;
    limits.intermediate_buffer_size = MAX_DECODER_BYTES as usize;
    let decoder = Decoder::new(Cursor::new(bytes)).map_err(failed)?;
    let mut decoder = decoder.with_limits(limits);
    let (width, height) = decoder.dimensions().map_err(failed)?;
    check_size(name, width, height)?;
    let kind = decoder.colortype().map_err(failed)?;
    let other = || PictureError::Decode {
        name: name.to_owned(),
        reason: format!("expected grey, RGB or RGBA of at most 16 bits, found {}", words(kind)),
    };
    let orientation = decoder.find_tag(Tag::Orientation).ok().flatten();
    let orientation =
        orientation.and_then(|value| Orientation::from_exif(value.into_u16().ok()? as u8));
    // Planes one behind another are not taken apart here.
    let planes = decoder.find_tag_unsigned::<u16>(Tag::PlanarConfiguration).map_err(failed)?;
    if planes == Some(2) && !matches!(kind, ColorType::Gray(_)) {
        let reason =
            "expected the colours of a pixel side by side, found separate planes".to_owned();
        return Err(PictureError::Decode { name: name.to_owned(), reason });
    }
    let size = (width, height);
    let image = match (kind, decoder.read_image().map_err(failed)?) {
        (ColorType::Gray(1), DecodingResult::U8(rows)) => {
            let white = |bit: bool| if bit { u8::MAX } else { 0 };
            filled::<Luma<u8>>(size, unpacked(&rows, width).map(white).collect())
        }
        (ColorType::Gray(8), DecodingResult::U8(values)) => filled::<Luma<u8>>(size, values),
        (ColorType::Gray(16), DecodingResult::U16(values)) => filled::<Luma<u16>>(size, values),
        (ColorType::RGB(8), DecodingResult::U8(values)) => filled::<Rgb<u8>>(size, values),
        (ColorType::RGB(16), DecodingResult::U16(values)) => filled::<Rgb<u16>>(size, values),
        (ColorType::RGBA(8), DecodingResult::U8(values)) => filled::<Rgba<u8>>(size, values),
        (ColorType::RGBA(16), DecodingResult::U16(values)) => filled::<Rgba<u16>>(size, values),
        _ => None,
    };
    let image = image.ok_or_else(other)?;
    let mut pictures = 1;
    while pictures < PAGES_MAX && decoder.more_images() {
        pictures += 1;
        if decoder.next_image().is_err() {
            break; // where the others lie, nobody knows
        }
    }
    let orientation = orientation.unwrap_or(Orientation::NoTransforms);
    Ok(Decoded { image, orientation, pictures })
}

/// Of which kind its pixels are.
fn words(kind: ColorType) -> String {
    let (name, bits) = match kind {
        ColorType::Gray(bits) => ("grey", bits),
        ColorType::GrayA(bits) => ("grey with transparency", bits),
        ColorType::RGB(bits) => ("RGB", bits),
        ColorType::RGBA(bits) => ("RGBA", bits),
        ColorType::Palette(bits) => ("a palette", bits),
        ColorType::CMYK(bits) => ("CMYK", bits),
        ColorType::CMYKA(bits) => ("CMYK with transparency", bits),
        ColorType::YCbCr(bits) => ("YCbCr", bits),
        _ => return "another kind of pixels".to_owned(),
    };
    format!("{name} of {bits} bits")
}

fn filled<P: Pixel>((width, height): (u32, u32), values: Vec<P::Subpixel>) -> Option<DynamicImage>
where
    ImageBuffer<P, Vec<P::Subpixel>>: Into<DynamicImage>,
{
    ImageBuffer::<P, _>::from_raw(width, height, values).map(Into::into)
}

/// The pixels of rows that each begin with a new byte, eight in one.
fn unpacked(rows: &[u8], width: u32) -> impl Iterator<Item = bool> {
    let width = width as usize;
    let row = move |row: &[u8]| {
        (0..width).map(|x| row[x / 8] >> (7 - x % 8) & 1 == 1).collect::<Vec<_>>()
    };
    rows.chunks_exact(width.div_ceil(8)).flat_map(row)
}

/// What the decoder says to programmers, in words for people.
fn failure(name: &str, error: &TiffError) -> PictureError {
    let fault = match error {
        TiffError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Fault::CutOff
        }
        TiffError::UnsupportedError(_) => Fault::NotReadHere,
        TiffError::LimitsExceeded | TiffError::IntSizeError => Fault::NeedsMemory,
        _ => Fault::Damaged,
    };
    fault.of(name, "TIFF", error)
}
