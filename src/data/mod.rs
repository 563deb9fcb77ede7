//! Images and their labels, and what is kept on disk.
//!
//! | module | what it holds |
//! |---|---|
//! | [`handwriting`] | digits in hands that MNIST does not hold, drawn by strokes of our own |
//! | [`idx`] | the array format that MNIST comes in, gzip-compressed or raw |
//! | [`dataset`], [`classes`], [`pixels`] | images of one size and what they show, names of classes, one image |
//! | [`source`] | where a data set comes from: MNIST, embedded in the program, or a folder of the user's |
//! | [`picture`] | a photo, scan or drawing to digits as MNIST would hold them |
//! | [`distort`] | slightly distorted copies of a digit |
//! | [`folder`] | the pictures in a folder and below |
//! | [`split`] | named sets of images: for choosing, for reporting |
//! | [`content`] | which images they are, by what they hold |
//! | [`taught`] | what a person told: names of classes, pictures with their class |
//! | [`cache`] | computed reference embeddings, kept between runs |
//! | [`json`] | results and settings, refused by the field that is wrong |
//! | [`name`] | parts of files' names |
//! | [`read`] | files of others: what they are and how large, before a byte is read |
//! | [`mod@write`] | files that are whole or not there |
//!
//! Everything read here was written by others: nothing in it is trusted, sizes are checked before
//! memory is taken, and every error names the file, what was expected and what was found.

pub(crate) mod cache;
pub(crate) mod classes;
pub(crate) mod content;
pub(crate) mod dataset;
pub(crate) mod distort;
pub(crate) mod folder;
pub(crate) mod handwriting;
pub(crate) mod idx;
pub(crate) mod json;
pub(crate) mod name;
mod pen;
pub(crate) mod picture;
pub(crate) mod pixels;
pub(crate) mod preset_file;
pub(crate) mod read;
pub(crate) mod signs;
pub(crate) mod source;
pub(crate) mod split;
pub mod taught;
pub(crate) mod write;

pub use cache::{Cache, CacheError, CacheKey, CachedEmbeddings};
pub use classes::{CLASSES_MAX, ClassNames, is_class_name};
pub use content::ContentHash;
pub use dataset::{DataError, DataSet};
pub use idx::{Idx, IdxError};
pub use json::from_json;
pub use name::plain_name;
pub use picture::{
    Found, PictureError, Place, Seen, digit_from_bytes, digit_from_file, digit_from_luma,
    digits_from_bytes, digits_from_file, seen_in_file, seen_in_rgba,
};
pub use pixels::Pixels;
pub use read::{plainly, read_stream, read_text, read_whole};
pub use source::{Part, Source};
pub use split::{ImageSet, SetError};
pub use taught::{
    FolderStep, TaughtError, TaughtFolder, TaughtImage, TaughtSet, taught_from_folder,
};
pub use write::{unfinished, write_whole};
