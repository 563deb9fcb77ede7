//! IDX arrays of unsigned bytes, gzip-compressed or raw: the format of the MNIST files.
//!
//! | bytes | meaning |
//! |---|---|
//! | 0, 1 | zero |
//! | 2 | element type; only `08`, unsigned byte, is read |
//! | 3 | number of dimensions, r |
//! | 4 .. 4 + 4r | the dimensions, big-endian u32 |
//! | the rest | the elements, last dimension fastest |
//!
//! A header can claim any size, and a small gzip stream can unpack to a huge one. Memory follows
//! the data that is really there: what is unpacked is bounded by the header, and the header by
//! [`MAX_ELEMENTS`]. Images with labels are put together in [`super::source`].

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use thiserror::Error;

/// The most elements an array may have: 1 GiB, which is over a million 28 x 28 images.
pub const MAX_ELEMENTS: usize = 1 << 30;

/// The largest file that is read, bytes: such an array without compression, and its header.
pub const MAX_FILE_BYTES: u64 = MAX_ELEMENTS as u64 + 1024;

/// The most dimensions an array may have; MNIST has three.
pub const MAX_RANK: usize = 8;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const UNSIGNED_BYTE: u8 = 0x08;
/// Deflate cannot pack tighter than this, so neither can an honest header claim more.
const MAX_DEFLATE_RATIO: usize = 1032;

/// An array of unsigned bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idx {
    /// Length of each dimension, slowest first.
    pub dims: Vec<usize>,
    /// The elements, last dimension fastest: as many as the product of `dims`.
    pub bytes: Vec<u8>,
}

/// Why a file is no IDX array of unsigned bytes.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IdxError {
    /// The gzip stream is damaged: its structure or its checksum is wrong.
    #[error("{name}: corrupt gzip stream: {source}")]
    Corrupt {
        /// The file.
        name: String,
        /// What the decoder said.
        source: io::Error,
    },
    /// The file ends too early.
    #[error("{name}: truncated: expected {expected} bytes of {part}, found {found}")]
    Truncated {
        /// The file.
        name: String,
        /// `header` or `elements`.
        part: &'static str,
        /// Bytes needed.
        expected: usize,
        /// Bytes there are.
        found: usize,
    },
    /// The file goes on after the last element.
    #[error("{name}: expected the file to end after {expected} elements, found more bytes")]
    Trailing {
        /// The file.
        name: String,
        /// Elements that the header announces.
        expected: usize,
    },
    /// The first four bytes are not those of an array of unsigned bytes.
    #[error(
        "{name}: expected an IDX file of unsigned bytes (00 00 08 and the number of dimensions, \
         1 to {MAX_RANK}), found {:02x} {:02x} {:02x} {:02x}",
        found[0], found[1], found[2], found[3]
    )]
    Magic {
        /// The file.
        name: String,
        /// The first four bytes.
        found: [u8; 4],
    },
    /// The dimensions multiply to more than any file read here holds.
    #[error("{name}: expected at most {MAX_ELEMENTS} elements, found dimensions {dims:?}")]
    TooLarge {
        /// The file.
        name: String,
        /// Dimensions that the header announces.
        dims: Vec<usize>,
    },
}

impl Idx {
    /// Reads an array from the bytes of a file, gzip-compressed (told by its first two bytes,
    /// `1f 8b`) or raw. `name` is only for messages.
    ///
    /// # Errors
    /// See [`IdxError`]; trailing bytes are an error too, since they mean that header and content
    /// disagree.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, IdxError> {
        if bytes.starts_with(&GZIP_MAGIC) {
            let plausible = bytes.len().saturating_mul(MAX_DEFLATE_RATIO);
            read(name, MultiGzDecoder::new(bytes), plausible)
        } else {
            read(name, bytes, bytes.len())
        }
    }
}

impl Idx {
    /// The dimensions that the first bytes of a file say, gzip-compressed or raw. `name` is only for messages.
    ///
    /// # Errors
    /// As [`Idx::parse`], as far as the header is concerned.
    pub fn dims(name: &str, start: &[u8]) -> Result<Vec<usize>, IdxError> {
        match start.starts_with(&GZIP_MAGIC) {
            true => read_header(name, &mut MultiGzDecoder::new(start)),
            false => read_header(name, &mut &start[..]),
        }
    }
}

/// Reads header and elements; `plausible` bounds what is set aside before the data is seen.
fn read(name: &str, mut from: impl Read, plausible: usize) -> Result<Idx, IdxError> {
    let dims = read_header(name, &mut from)?;
    let expected = dims
        .iter()
        .try_fold(1_usize, |product, &dim| product.checked_mul(dim))
        .filter(|&product| product <= MAX_ELEMENTS)
        .ok_or_else(|| IdxError::TooLarge { name: name.to_owned(), dims: dims.clone() })?;
    let mut bytes = Vec::with_capacity(expected.min(plausible).saturating_add(1));
    // One byte more than announced: it tells trailing bytes, and reaching the end is what makes
    // the gzip decoder compare its checksum.
    match from.take(expected as u64 + 1).read_to_end(&mut bytes) {
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
            Err(IdxError::Corrupt { name: name.to_owned(), source: error })
        }
        Ok(_) if bytes.len() > expected => {
            Err(IdxError::Trailing { name: name.to_owned(), expected })
        }
        Ok(_) if bytes.len() == expected => Ok(Idx { dims, bytes }),
        // A stream cut off inside its checksum has all its elements and still is not whole.
        Err(error) if bytes.len() >= expected => {
            Err(IdxError::Corrupt { name: name.to_owned(), source: error })
        }
        _ => Err(IdxError::Truncated {
            name: name.to_owned(),
            part: "elements",
            expected,
            found: bytes.len(),
        }),
    }
}

fn read_header(name: &str, from: &mut impl Read) -> Result<Vec<usize>, IdxError> {
    let mut magic = [0; 4];
    read_part(name, from, &mut magic)?;
    let [0, 0, UNSIGNED_BYTE, rank] = magic else {
        return Err(IdxError::Magic { name: name.to_owned(), found: magic });
    };
    let rank = usize::from(rank);
    if !(1..=MAX_RANK).contains(&rank) {
        return Err(IdxError::Magic { name: name.to_owned(), found: magic });
    }
    let mut dims = [0; 4 * MAX_RANK];
    read_part(name, from, &mut dims[..4 * rank])?;
    let (dims, _) = dims[..4 * rank].as_chunks::<4>();
    Ok(dims.iter().map(|&dim| u32::from_be_bytes(dim) as usize).collect())
}

/// Fills `into`, and says how far it came where it cannot.
fn read_part(name: &str, from: &mut impl Read, into: &mut [u8]) -> Result<(), IdxError> {
    let mut found = 0;
    while found < into.len() {
        match from.read(&mut into[found..]) {
            Ok(0) => break,
            Ok(read) => found += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(error) => {
                return Err(IdxError::Corrupt { name: name.to_owned(), source: error });
            }
        }
    }
    if found == into.len() {
        return Ok(());
    }
    let (name, expected) = (name.to_owned(), into.len());
    Err(IdxError::Truncated { name, part: "header", expected, found })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;

    use super::*;

    fn raw(dims: &[u32], elements: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0, 0, 8, dims.len() as u8];
        bytes.extend(dims.iter().flat_map(|dim| dim.to_be_bytes()));
        bytes.extend(elements);
        bytes
    }

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn raw_and_gzip_are_the_same_array() {
        let file = raw(&[2, 3], &[1, 2, 3, 4, 5, 6]);
        let array = Idx::parse("a", &file).unwrap();
        assert_eq!(array, Idx { dims: vec![2, 3], bytes: vec![1, 2, 3, 4, 5, 6] });
        assert_eq!(Idx::parse("a.gz", &gz(&file)).unwrap(), array);
    }

    #[test]
    fn the_dimensions_stand_at_the_start() {
        let mixed: Vec<u8> = (0..600_u32).map(|i| (i * i % 251) as u8).collect();
        let file = raw(&[20, 30], &mixed);
        assert_eq!(Idx::dims("a", &file[..12]).unwrap(), [20, 30]);
        assert_eq!(Idx::dims("a.gz", &gz(&file)[..300]).unwrap(), [20, 30]);
        assert!(matches!(Idx::dims("a", &file[..11]), Err(IdxError::Truncated { .. })));
        assert!(matches!(Idx::dims("a", b"hello"), Err(IdxError::Magic { .. })));
    }

    #[test]
    fn an_empty_dimension_is_an_empty_array() {
        let array = Idx::parse("none", &raw(&[0, 28], &[])).unwrap();
        assert_eq!((array.dims, array.bytes.len()), (vec![0, 28], 0));
    }

    #[test]
    fn truncation_names_file_expected_and_found() {
        let file = raw(&[5], &[1, 2, 3]);
        for bytes in [file.clone(), gz(&file)] {
            let message = Idx::parse("labels", &bytes).unwrap_err().to_string();
            assert_eq!(message, "labels: truncated: expected 5 bytes of elements, found 3");
        }
        let message = Idx::parse("labels", &file[..6]).unwrap_err().to_string();
        assert_eq!(message, "labels: truncated: expected 4 bytes of header, found 2");
        let message = Idx::parse("labels", &[]).unwrap_err().to_string();
        assert_eq!(message, "labels: truncated: expected 4 bytes of header, found 0");
    }

    #[test]
    fn a_gzip_stream_cut_anywhere_is_an_error() {
        let whole = gz(&raw(&[300], &[7; 300]));
        for end in 0..whole.len() {
            assert!(Idx::parse("cut", &whole[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn a_wrong_checksum_or_rubbish_behind_the_stream_is_corrupt() {
        let mut file = gz(&raw(&[300], &[7; 300]));
        let checksum = file.len() - 8;
        file[checksum] ^= 1;
        assert!(matches!(Idx::parse("x", &file), Err(IdxError::Corrupt { .. })));
        file[checksum] ^= 1;
        file.extend(b"rubbish behind it");
        assert!(matches!(Idx::parse("x", &file), Err(IdxError::Corrupt { .. })));
    }

    #[test]
    fn trailing_elements_are_an_error() {
        let file = raw(&[2], &[1, 2, 3]);
        for bytes in [file.clone(), gz(&file)] {
            let error = Idx::parse("x", &bytes).unwrap_err();
            assert!(matches!(error, IdxError::Trailing { expected: 2, .. }), "{error}");
        }
    }

    #[test]
    fn other_types_and_files_are_refused() {
        for start in [[0, 0, 0x0d, 1], [0, 0, 8, 0], [0, 0, 8, 9], *b"hell"] {
            let mut file = start.to_vec();
            file.extend([0; 64]);
            let error = Idx::parse("x", &file).unwrap_err();
            assert!(matches!(error, IdxError::Magic { found, .. } if found == start), "{error}");
        }
    }

    #[test]
    fn a_lying_header_takes_no_memory() {
        // 2^31 elements, a product that overflows, and one that wraps around to a small number.
        let lies: [&[u32]; 3] = [&[1 << 31], &[u32::MAX; 8], &[1 << 31, 1 << 31, 4, 1]];
        for dims in lies {
            for bytes in [raw(dims, &[1]), gz(&raw(dims, &[1]))] {
                let error = Idx::parse("x", &bytes).unwrap_err();
                assert!(matches!(error, IdxError::TooLarge { .. }), "{error}");
            }
        }
        let error = Idx::parse("x", &raw(&[1 << 30], &[1])).unwrap_err();
        assert!(matches!(error, IdxError::Truncated { found: 1, .. }), "{error}");
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            dims in prop::collection::vec(any::<u32>(), 1..9),
        ) {
            let _ = Idx::parse("x", &bytes);
            let _ = Idx::parse("x", &gz(&bytes));
            let _ = Idx::parse("x", &[&GZIP_MAGIC[..], &bytes].concat());
            let _ = Idx::parse("x", &raw(&dims, &bytes));
        }

        #[test]
        fn what_is_written_is_read(
            elements in prop::collection::vec(any::<u8>(), 0..500),
        ) {
            let file = raw(&[elements.len() as u32, 1], &elements);
            prop_assert_eq!(Idx::parse("x", &gz(&file)).unwrap().bytes, elements);
        }
    }
}
