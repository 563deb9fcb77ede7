//! How many pictures a file holds: animations have more than the one that is read. Told by its blocks, of which
//! nothing is decoded.

use image::ImageFormat;

/// Pictures in a file that can be read; what is damaged behind the first counts no more.
pub(super) fn pictures(format: ImageFormat, bytes: &[u8]) -> u32 {
    let count = match format {
        ImageFormat::Gif => gif(bytes),
        ImageFormat::WebP => webp(bytes),
        ImageFormat::Png => png(bytes).unwrap_or(1),
        _ => 1,
    };
    count.max(1)
}

fn gif(bytes: &[u8]) -> u32 {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    // The end of data in small blocks, the last of which is empty.
    let end_of_data = |mut at: usize| loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    };
    let Some(&flags) = bytes.get(10) else { return 0 };
    let (mut at, mut count) = (13 + table(flags), 0);
    loop {
        let after = match bytes.get(at) {
            Some(0x21) => end_of_data(at + 2),
            // Its place and size, its colours, the size of its codes.
            Some(0x2c) => bytes.get(at + 9).and_then(|&flags| end_of_data(at + 11 + table(flags))),
            _ => None,
        };
        let Some(after) = after else { return count };
        count += u32::from(bytes[at] == 0x2c);
        at = after;
    }
}

fn webp(bytes: &[u8]) -> u32 {
    let (mut rest, mut count) = (bytes.get(12..).unwrap_or_default(), 0);
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        count += u32::from(head.starts_with(b"ANMF"));
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        rest = after.get(length.saturating_add(length % 2)..).unwrap_or_default();
    }
    count
}

/// As the header of the animation says.
fn png(bytes: &[u8]) -> Option<u32> {
    let mut rest = bytes.get(8..)?;
    loop {
        let (head, after) = rest.split_first_chunk::<8>()?;
        let [a, b, c, d, kind @ ..] = *head;
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        match &kind {
            b"acTL" if length == 8 => return Some(u32::from_be_bytes(*after.first_chunk()?)),
            b"IDAT" => return None,
            _ => {}
        }
        rest = after.get(length.checked_add(4)?..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::picture::digit_from_bytes;
    use crate::data::{Part, Source};
    use image::codecs::gif::GifEncoder;
    use image::{Frame, RgbaImage};

    #[test]
    fn pictures_of_animations_are_counted() {
        for frames in [1, 3, 40] {
            let mut bytes = Vec::new();
            let mut encoder = GifEncoder::new(&mut bytes);
            let frame = |i: u32| Frame::new(RgbaImage::from_pixel(30 + i, 20, image::Rgba([9; 4])));
            (0..frames).for_each(|i| encoder.encode_frame(frame(i)).unwrap());
            drop(encoder);
            assert_eq!(pictures(ImageFormat::Gif, &bytes), frames);
            // Wherever it is cut, it has an end.
            let counts: Vec<u32> =
                (0..bytes.len()).map(|end| pictures(ImageFormat::Gif, &bytes[..end])).collect();
            assert!(counts.is_sorted() && counts.iter().all(|count| (1..=frames).contains(count)));
        }
    }

    #[test]
    fn of_an_animation_the_first_picture_is_seen_and_the_others_are_counted() {
        let test = Source::Embedded.load(Part::Test).unwrap();
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for digit in [0, 1, 2] {
            let ink = |x, y| test.image(digit)[(y * 28 + x) as usize];
            let sheet = RgbaImage::from_fn(28, 28, |x, y| {
                let ink = ink(x, y);
                image::Rgba([ink, ink, ink, 255])
            });
            encoder.encode_frame(Frame::new(sheet)).unwrap();
        }
        drop(encoder);
        let digit = digit_from_bytes("moves.gif", &bytes, crate::sim::Sheet::MNIST).unwrap();
        assert_eq!((digit, pictures(ImageFormat::Gif, &bytes)), (test.pixels(0), 3));
    }

    #[test]
    fn chunks_of_webp_and_png_are_gone_through() {
        let chunk = |kind: &[u8], data: &[u8]| {
            [kind, &(data.len() as u32).to_le_bytes(), data, &[0][..data.len() % 2]].concat()
        };
        let webp = |chunks: &[Vec<u8>]| [b"RIFF0000WEBP", &chunks.concat()[..]].concat();
        let (frame, still) = (chunk(b"ANMF", b"abc"), chunk(b"VP8L", b"abcd"));
        let count = |bytes: &[u8]| pictures(ImageFormat::WebP, bytes);
        assert_eq!(count(&webp(std::slice::from_ref(&still))), 1);
        assert_eq!(count(&webp(&[chunk(b"VP8X", b"x"), frame.clone(), frame.clone()])), 2);
        assert_eq!(count(b"RIFF0000WEBPANMF\xff\xff\xff\xff"), 1);
        let chunk = |kind: &[u8], data: &[u8]| {
            [&(data.len() as u32).to_be_bytes(), kind, data, b"csum"].concat()
        };
        let png = |chunks: &[Vec<u8>]| [b"12345678", &chunks.concat()[..]].concat();
        let (head, still) = (chunk(b"IHDR", b"size"), chunk(b"IDAT", b"abcd"));
        let moves = chunk(b"acTL", &[0, 0, 0, 7, 0, 0, 0, 0]);
        let count = |bytes: &[u8]| pictures(ImageFormat::Png, bytes);
        assert_eq!(count(&png(&[head.clone(), still.clone()])), 1);
        assert_eq!(count(&png(&[head.clone(), moves, still])), 7);
        assert_eq!(count(&png(&[head, chunk(b"acTL", b"")])), 1, "it says no number");
    }
}
