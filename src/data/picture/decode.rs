//! Bytes of a picture file to pixels, without trusting a word of the header.

use std::io::{Cursor, ErrorKind};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::jpeg::{self, Fault};
use super::{Decoded, MAX_DECODER_BYTES, PictureError, check_size, tiff};

/// What the names of pictures that are read end with; no other format is.
pub const ENDINGS: [&str; 8] = ["png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif", "webp"];

/// Decodes a picture; its size is checked before the first pixel.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<Decoded, PictureError> {
    let format = image::guess_format(bytes).ok();
    let known = |format: &ImageFormat| {
        ENDINGS.iter().any(|ending| ImageFormat::from_extension(ending) == Some(*format))
    };
    let Some(format) = format.filter(known) else {
        let found = describe(format, bytes);
        return Err(PictureError::NotAnImage { name: name.to_owned(), found });
    };
    if format == ImageFormat::Tiff {
        return tiff::decode(name, bytes);
    }
    let failed = |error: ImageError| failure(name, &error);

    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(failed)?;
    let (width, height) = decoder.dimensions();
    check_size(name, width, height)?;
    if format == ImageFormat::Jpeg {
        // The decoder fills what is missing or damaged with grey and says nothing.
        let name = || name.to_owned();
        match jpeg::fault(bytes) {
            None => {}
            Some(Fault::CutOff) => {
                let reason = "expected an end-of-image marker, found none".to_owned();
                return Err(PictureError::Truncated { name: name(), reason });
            }
            Some(Fault::Damaged(reason)) => {
                return Err(PictureError::Decode { name: name(), reason });
            }
        }
    }
    // Damaged EXIF data is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    limits.reserve(decoder.total_bytes()).map_err(failed)?;
    decoder.set_limits(limits).map_err(failed)?;
    let image = DynamicImage::from_decoder(decoder).map_err(failed)?;
    Ok(Decoded { image, orientation })
}

fn failure(name: &str, error: &ImageError) -> PictureError {
    let (name, reason) = (name.to_owned(), error.to_string());
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        let io = error.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == ErrorKind::UnexpectedEof) {
            return PictureError::Truncated { name, reason };
        }
        cause = error.source();
    }
    PictureError::Decode { name, reason }
}

/// What the first bytes look like, for the message.
fn describe(format: Option<ImageFormat>, bytes: &[u8]) -> String {
    if let Some(format) = format {
        return format!("{} data", format.extensions_str().first().unwrap_or(&"other"));
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return "HEIC, AVIF or video data".to_owned();
    }
    let start = &bytes[..bytes.len().min(16)];
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
        assert_eq!(message(b"qoif and so on"), "qoi data");
        assert_eq!(message(b"\0\0\0\x18ftypheic"), "HEIC, AVIF or video data");
        assert_eq!(message(&[0xfe, 0xff]), "bytes [fe, ff]");
    }
}
