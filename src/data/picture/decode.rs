//! Bytes of a picture file to pixels, without trusting a word of the header.

mod count;

use std::error::Error;
use std::io::{self, Cursor};
use std::iter;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::fault::Fault;
use super::{Decoded, MAX_DECODER_BYTES, PictureError, check_size, jpeg, tiff};

/// What the names of pictures that are read end with; no other format is.
pub const ENDINGS: [&str; 8] = ["png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif", "webp"];

/// Decodes a picture, its size checked before the first pixel, and counts those in its file.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<Decoded, PictureError> {
    let format = image::guess_format(bytes).ok();
    let known = |format: &ImageFormat| {
        ENDINGS.iter().any(|ending| ImageFormat::from_extension(ending) == Some(*format))
    };
    let Some(format) = format.filter(known) else {
        let found = describe(format, bytes);
        return Err(PictureError::NotAnImage { name: name.to_owned(), found });
    };
    let decoded = match format {
        ImageFormat::Tiff => tiff::decode(name, bytes)?,
        _ => decode_as(format, name, bytes)?,
    };
    let pictures = decoded.pictures;
    if pictures > 1 {
        let what = if format == ImageFormat::Tiff { "page" } else { "picture" };
        tracing::warn!("{name}: expected one {what}, found {pictures}; the first is read");
    }
    Ok(decoded)
}

/// Decodes all but TIFF.
fn decode_as(format: ImageFormat, name: &str, bytes: &[u8]) -> Result<Decoded, PictureError> {
    let failed = |error: ImageError| failure(name, bytes, format, &error);

    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(failed)?;
    let (width, height) = decoder.dimensions();
    check_size(name, width, height)?;
    if format == ImageFormat::Jpeg {
        // The decoder fills what is missing or damaged with grey and says nothing.
        match jpeg::fault(bytes) {
            None => {}
            Some(jpeg::Fault::CutOff) => {
                return Err(Fault::CutOff.of(name, called(format), "no end-of-image marker"));
            }
            Some(jpeg::Fault::Damaged(reason)) => {
                return Err(PictureError::Decode { name: name.to_owned(), reason });
            }
        }
    }
    // Damaged EXIF data is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    limits.reserve(decoder.total_bytes()).map_err(failed)?;
    decoder.set_limits(limits).map_err(failed)?;
    let image = DynamicImage::from_decoder(decoder).map_err(failed)?;
    Ok(Decoded { image, orientation, pictures: count::pictures(format, bytes) })
}

/// What a decoder says to programmers, in words for people; its own are logged.
fn failure(name: &str, bytes: &[u8], format: ImageFormat, error: &ImageError) -> PictureError {
    // What ends too soon is an error of input and output, or the cause of one of decoding.
    let input = match error {
        ImageError::IoError(error) => Some(error),
        _ => iter::successors(error.source(), |&error| error.source())
            .find_map(<dyn Error>::downcast_ref),
    };
    let ends = |error: &io::Error| error.kind() == io::ErrorKind::UnexpectedEof;
    let is_cut = input.is_some_and(ends) || format == ImageFormat::Jpeg && !jpeg::has_end(bytes);
    let fault = match error {
        _ if is_cut => Fault::CutOff,
        ImageError::Unsupported(_) => Fault::NotReadHere,
        ImageError::Limits(_) => Fault::NeedsMemory,
        _ => Fault::Damaged,
    };
    fault.of(name, called(format), error)
}

/// A format that is read, as people call it.
fn called(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::Bmp => "BMP",
        ImageFormat::Gif => "GIF",
        ImageFormat::WebP => "WebP",
        _ => "picture",
    }
}

/// What the first bytes look like, for the message.
fn describe(format: Option<ImageFormat>, bytes: &[u8]) -> String {
    if let Some(format) = format {
        return format!("{} data", format.extensions_str().first().unwrap_or(&"other"));
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return "HEIC, AVIF or video data".to_owned();
    }
    if bytes.get(4..8) == Some(b"jP  ") {
        return "JPEG 2000 data".to_owned();
    }
    let start = bytes.split(|&byte| byte == b'\n' || byte == b'\r').next().unwrap_or_default();
    let start = if start.is_empty() { bytes } else { start };
    let start = &start[..start.len().min(16)];
    match str::from_utf8(start) {
        _ if start.is_empty() => "an empty file".to_owned(),
        Ok(text) => format!("text that begins {text:?}"),
        Err(_) => format!("bytes {start:02x?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_a_picture_can_be_read() {
        for ending in ENDINGS {
            let format = ImageFormat::from_extension(ending).expect(ending);
            assert!(format.reading_enabled() || format == ImageFormat::Tiff, "{ending}");
        }
    }

    #[test]
    fn what_is_no_picture_is_described() {
        let message = |bytes: &[u8]| match decode("notes", bytes) {
            Err(PictureError::NotAnImage { found, .. }) => found,
            _ => panic!("expected NotAnImage"),
        };
        assert_eq!(message(b""), "an empty file");
        assert_eq!(message(b"Dear diary, today"), "text that begins \"Dear diary, toda\"");
        assert_eq!(message(b"hello\nworld"), "text that begins \"hello\"");
        assert_eq!(message(b"\0\0\0\x0cjP  \r\n"), "JPEG 2000 data");
        assert_eq!(message(b"qoif and so on"), "qoi data");
        assert_eq!(message(b"\0\0\0\x18ftypheic"), "HEIC, AVIF or video data");
        assert_eq!(message(&[0xfe, 0xff]), "bytes [fe, ff]");
    }
}
