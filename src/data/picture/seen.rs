//! What a picture is found to hold, why nothing is, and how large it may be.

use crate::data::Pixels;
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage};
use serde::Serialize;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// The most pixels a picture may have: 64 megapixels.
pub const MAX_PIXELS: u64 = 64_000_000;

/// The most pixels along one side.
pub const MAX_SIDE: u32 = 16_384;

/// The largest file that is read, bytes: a picture of [`MAX_PIXELS`] without compression.
pub const MAX_FILE_BYTES: u64 = 4 * MAX_PIXELS + (1 << 20);

/// Larger pictures are reduced to at most this many pixels a side before they are looked at.
pub const WORKING_SIDE: u32 = 800;

/// The most a decoder may take: the largest picture at 16 bits a channel, and half again for
/// what it needs on the way.
pub(super) const MAX_DECODER_BYTES: u64 = 12 * MAX_PIXELS;

/// A picture, and how it is to be turned.
pub(super) struct Decoded {
    pub(super) image: DynamicImage,
    pub(super) orientation: Orientation,
    /// How many its file holds; this is the first.
    pub(super) pictures: u32,
}

/// Why a picture gave no digit.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PictureError {
    /// The file cannot be read.
    #[error("{path}: cannot be read: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Not a picture, or of a kind that is not read here.
    #[error("{name}: expected a PNG, JPEG, TIFF, BMP, GIF or WebP picture, found {found}")]
    NotAnImage {
        /// The picture.
        name: String,
        /// What its first bytes look like.
        found: String,
    },
    /// More pixels than is sensible for one digit. Nothing was decoded.
    #[error(
        "{name}: expected at most {} megapixels and {MAX_SIDE} pixels a side, \
         found {width} x {height}",
        MAX_PIXELS / 1_000_000
    )]
    TooLarge {
        /// The picture.
        name: String,
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
    },
    /// The file ends before the picture does.
    #[error(
        "{name}: the picture is cut off: expected more {format} data, found the end of the file"
    )]
    Truncated {
        /// The picture.
        name: String,
        /// Its format, as people call it.
        format: &'static str,
    },
    /// The picture is damaged, or uses a feature of its format that is not read here.
    #[error("{name}: the picture cannot be decoded: {reason}")]
    Decode {
        /// The picture.
        name: String,
        /// What is wrong with it, in words for people.
        reason: String,
    },
    /// The pixels handed over are not as many as the size says.
    #[error("{name}: expected {expected} bytes for {width} x {height} RGBA pixels, found {found}")]
    Buffer {
        /// The picture.
        name: String,
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
        /// Bytes needed.
        expected: u64,
        /// Bytes there are.
        found: usize,
    },
    /// More than one digit where one is wanted.
    #[error("{name}: expected one digit, found {count} side by side")]
    Several {
        /// The picture.
        name: String,
        /// How many there are.
        count: usize,
    },
    /// Something as wide as no pen draws.
    #[error(
        "{name}: expected a digit drawn with a pen, found a filled shape (a hand, a blot or a shadow); \
         try more even light, a thinner pen, or some empty paper around it"
    )]
    Filled {
        /// The picture.
        name: String,
    },
    /// Nothing that could be a digit.
    #[error(
        "{name}: no ink found: expected a digit, clearly darker or lighter than its background; \
         try a thicker pen, more light, or some empty paper around it"
    )]
    Empty {
        /// The picture.
        name: String,
    },
}

/// One digit of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// As MNIST would hold it.
    pub pixels: Pixels,
    /// Where it is in the picture.
    pub place: Place,
}

/// A rectangle in a picture, pixels of the picture as it is shown: turned as EXIF says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// From the left edge.
    pub left: u32,
    /// From the upper edge.
    pub top: u32,
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// What is in a picture, and the picture itself, to be shown beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its digits in reading order, at least one.
    pub digits: Vec<Found>,
    /// The picture, greyscale, turned as EXIF says, at most [`WORKING_SIDE`] pixels a side.
    pub sheet: GrayImage,
    /// Pixels of the picture along a side of one of `sheet`.
    pub reduced_by: u32,
    /// How many pictures its file holds, frames of an animation or pages; this is the first.
    pub pictures: u32,
}

/// Whether a picture of this size may be decoded.
pub(super) fn check_size(name: &str, width: u32, height: u32) -> Result<(), PictureError> {
    let pixels = u64::from(width) * u64::from(height);
    if width > MAX_SIDE || height > MAX_SIDE || pixels > MAX_PIXELS {
        return Err(PictureError::TooLarge { name: name.to_owned(), width, height });
    }
    Ok(())
}
