//! What a JPEG decoder passes over without a word: it is made for browsers, which show what there is. Here a
//! grey half would become a label.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// What is wrong with the coded pixels, if anything is: they are decoded once more, strictly. Headers are
/// read as leniently as by the decoder, since cameras write them in many ways. Its size has been checked.
/// JPEG has no checksum: what decodes to other pixels, or to fewer, cannot be seen.
pub(super) fn damage(bytes: &[u8]) -> Option<String> {
    let lenient = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), lenient);
    decoder.decode_headers().ok()?; // the decoder itself says so
    let colors = match decoder.input_colorspace()? {
        ColorSpace::YCbCr | ColorSpace::Luma => ColorSpace::Luma,
        _ => ColorSpace::RGB,
    };
    decoder.set_options(lenient.set_strict_mode(true).jpeg_set_out_colorspace(colors));
    decoder.decode().err().map(|error| error.to_string())
}

/// Whether the end marker comes where the last scan ends. Walks the segments, since a thumbnail
/// inside one of them has an end marker too.
pub(super) fn ends(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(rest) = bytes.get(at..) {
        // Between segments may be filling; behind a scan header, the coded pixels, in which
        // ff is always followed by 00 or by a restart marker.
        let marker = rest.array_windows().position(|&[first, second]| {
            first == 0xff && !matches!(second, 0x00 | 0x01 | 0xd0..=0xd8 | 0xff)
        });
        let Some(marker) = marker else { return false };
        if rest[marker + 1] == 0xd9 {
            return true;
        }
        let Some(&[high, low]) = rest.get(marker + 2..).and_then(|rest| rest.first_chunk()) else {
            return false;
        };
        at += marker + 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, ImageFormat, Luma, RgbImage};

    #[test]
    fn the_end_of_a_jpeg_is_not_that_of_its_thumbnail() {
        let start = [0xff, 0xd8];
        let thumbnail = [0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9];
        let scan = [0xff, 0xda, 0, 3, 1, 7, 0xff, 0x00, 8, 0xff, 0xd0, 9];
        let end = [0xff, 0xd9];
        assert!(ends(&[&start[..], &thumbnail, &scan, &end].concat()));
        assert!(ends(&[&start[..], &scan, &scan, &[0xff], &end, b"appended"].concat()));
        assert!(!ends(&[&start[..], &thumbnail, &scan].concat()));
        assert!(!ends(&[&start[..], &thumbnail[..6]].concat()));
        assert!(!ends(&[0xff]));
    }

    #[test]
    fn whole_pictures_are_whole_and_overwritten_ones_are_damaged() {
        let mut seed = 7_u32;
        let grey = GrayImage::from_fn(200, 160, |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Luma([(x + y) as u8 ^ (seed >> 29) as u8])
        });
        let color: RgbImage = image::DynamicImage::from(grey.clone()).to_rgb8();
        let encoded = |picture: image::DynamicImage| {
            let mut bytes = std::io::Cursor::new(Vec::new());
            picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
            bytes.into_inner()
        };
        for whole in [encoded(grey.into()), encoded(color.into())] {
            assert_eq!(damage(&whole), None);
            // Zeros would be other pixels, and be decoded; so long a run of ones is no code.
            let coded = whole.len() / 2;
            let mut ones = whole.clone();
            ones[coded..coded + 400].fill(0xff);
            assert!(!ends(&ones) || damage(&ones).is_some());
        }
    }
}
