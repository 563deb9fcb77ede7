//! Pixels of any kind to a greyscale sheet of at most [`WORKING_SIDE`] pixels a side.
//!
//! Brightness is that of ITU-R BT.709, in whole numbers, so that grey stays exactly what it was.
//! Reducing averages square blocks, weighted by opacity: a transparent pixel has no colour.

use image::{DynamicImage, GrayAlphaImage, GrayImage, LumaA};

use super::WORKING_SIDE;

/// Opaque pixels that differ less than this in brightness are all strokes, or all paper.
const ONE_TONE: u8 = 64;

/// Whether no pixel has a colour. Only asked of small pictures; a large one is never verbatim.
pub(super) fn is_grey(image: &DynamicImage) -> bool {
    let small = image.width() <= WORKING_SIDE && image.height() <= WORKING_SIDE;
    small
        && (!image.color().has_color()
            || image.to_rgb8().pixels().all(|p| p[0] == p[1] && p[1] == p[2]))
}

/// By which whole factor a picture is reduced: 1 unless it is too large.
pub(super) fn factor(image: &DynamicImage) -> u32 {
    image.width().max(image.height()).div_ceil(WORKING_SIDE).max(1)
}

/// Greyscale with opacity, reduced by [`factor`].
pub(super) fn reduce(image: &DynamicImage) -> GrayAlphaImage {
    let (width, height) = (image.width(), image.height());
    let factor = factor(image) as usize;
    let size = (width as usize, height as usize);
    match image {
        DynamicImage::ImageLuma8(image) => {
            blocks::<1>(image.as_raw(), size, factor, |p| (p[0], 255))
        }
        DynamicImage::ImageLumaA8(image) => {
            blocks::<2>(image.as_raw(), size, factor, |p| (p[0], p[1]))
        }
        DynamicImage::ImageRgb8(image) => {
            blocks::<3>(image.as_raw(), size, factor, |&[r, g, b]| (luma(r, g, b), 255))
        }
        DynamicImage::ImageRgba8(image) => {
            blocks::<4>(image.as_raw(), size, factor, |&[r, g, b, a]| (luma(r, g, b), a))
        }
        deep => {
            let image = deep.to_luma_alpha8();
            blocks::<2>(image.as_raw(), size, factor, |p| (p[0], p[1]))
        }
    }
}

fn luma(red: u8, green: u8, blue: u8) -> u8 {
    ((2126 * u32::from(red) + 7152 * u32::from(green) + 722 * u32::from(blue)) / 10_000) as u8
}

/// Averages blocks of `factor` x `factor` pixels of `CHANNELS` bytes; `read` gives the brightness
/// and opacity of one.
fn blocks<const CHANNELS: usize>(
    raw: &[u8],
    (width, height): (usize, usize),
    factor: usize,
    read: impl Fn(&[u8; CHANNELS]) -> (u8, u8),
) -> GrayAlphaImage {
    let (pixels, _) = raw.as_chunks::<CHANNELS>();
    let (across, down) = (width.div_ceil(factor), height.div_ceil(factor));
    let mut reduced = GrayAlphaImage::new(across as u32, down as u32);
    // For a row of blocks: brightness times opacity, opacity, pixels. A block has at most
    // 21 x 21 pixels, so the sums fit easily.
    let mut sums = vec![[0_u32; 3]; across];
    for (block_y, rows) in pixels.chunks(width * factor).enumerate() {
        sums.fill([0; 3]);
        for row in rows.chunks(width) {
            for (block, sum) in row.chunks(factor).zip(&mut sums) {
                for pixel in block {
                    let (luma, alpha) = read(pixel);
                    sum[0] += u32::from(luma) * u32::from(alpha);
                    sum[1] += u32::from(alpha);
                }
                sum[2] += block.len() as u32;
            }
        }
        for (block_x, &[luma, alpha, count]) in sums.iter().enumerate() {
            let rounded = |sum: u32, by: u32| ((sum + by / 2) / by.max(1)) as u8;
            let pixel = LumaA([rounded(luma, alpha), rounded(alpha, count)]);
            reduced.put_pixel(block_x as u32, block_y as u32, pixel);
        }
    }
    reduced
}

/// Puts the picture on a background, which is chosen so that the digit can be seen; `None` if
/// there is nothing but transparency.
///
/// If what is opaque is of one tone, or covers little of the rectangle it lies in, it is the
/// strokes: they get the opposite background. Otherwise it is a sheet of paper with holes or
/// round corners: these get the colour of the paper.
pub(super) fn composite(image: &GrayAlphaImage) -> Option<GrayImage> {
    let opaque = |pixel: &LumaA<u8>| pixel[1] >= 128;
    let background = if image.pixels().all(|pixel| pixel[1] == 255) {
        0.0
    } else {
        let mut tones: Vec<u8> = image.pixels().filter(|p| opaque(p)).map(|p| p[0]).collect();
        if tones.is_empty() {
            // Very faint: all that can be seen is nearly transparent strokes.
            tones = image.pixels().filter(|p| p[1] > 0).map(|p| p[0]).collect();
        }
        tones.sort_unstable();
        let tone = |percent: usize| {
            tones.get((tones.len() * percent / 100).min(tones.len().saturating_sub(1)))
        };
        let (low, middle, high) = (*tone(2)?, *tone(50)?, *tone(98)?);
        let seen = image.enumerate_pixels().filter(|(_, _, p)| opaque(p)).map(|(x, y, _)| (x, y));
        let (left, right) = ends(seen.clone().map(|(x, _)| x));
        let (top, bottom) = ends(seen.map(|(_, y)| y));
        let rectangle = (right - left + 1) as usize * (bottom - top + 1) as usize;
        let covered = 10 * tones.len() >= 6 * rectangle;
        if high - low >= ONE_TONE && covered {
            f32::from(middle)
        } else if middle < 128 {
            255.0
        } else {
            0.0
        }
    };
    let mix = |pixel: &LumaA<u8>| {
        let (luma, alpha) = (f32::from(pixel[0]), f32::from(pixel[1]) / 255.0);
        (luma * alpha + background * (1.0 - alpha)).round() as u8
    };
    GrayImage::from_raw(image.width(), image.height(), image.pixels().map(mix).collect())
}

/// Smallest and largest; 0 and 0 of nothing.
fn ends(values: impl Iterator<Item = u32>) -> (u32, u32) {
    let found = values.fold(None, |ends: Option<(u32, u32)>, value| {
        Some(ends.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
    });
    found.unwrap_or((0, 0))
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    #[test]
    fn grey_stays_what_it_was() {
        for value in 0..=255 {
            assert_eq!(luma(value, value, value), value);
        }
    }

    #[test]
    fn blocks_are_averaged_and_the_last_may_be_smaller() {
        let image = GrayImage::from_fn(1601, 3, |x, y| image::Luma([((x + y) % 3 * 60) as u8]));
        let reduced = reduce(&image.into());
        assert_eq!(reduced.dimensions(), (534, 1));
        assert_eq!(*reduced.get_pixel(0, 0), LumaA([60, 255]));
        assert_eq!(*reduced.get_pixel(533, 0), LumaA([60, 255]));
    }

    #[test]
    fn transparent_pixels_have_no_colour() {
        let image = RgbaImage::from_fn(1000, 2, |x, _| {
            if x % 2 == 0 { Rgba([200, 200, 200, 255]) } else { Rgba([0, 0, 0, 0]) }
        });
        assert!(reduce(&image.into()).pixels().all(|p| *p == LumaA([200, 128])));
    }

    #[test]
    fn strokes_without_paper_get_the_opposite_background() {
        for (ink, paper) in [(20, 255), (230, 0)] {
            let image = GrayAlphaImage::from_fn(20, 20, |x, _| {
                LumaA([ink, if (9..12).contains(&x) { 255 } else { 0 }])
            });
            let sheet = composite(&image).unwrap();
            assert_eq!((sheet.get_pixel(10, 5)[0], sheet.get_pixel(0, 5)[0]), (ink, paper));
        }
    }

    #[test]
    fn round_corners_get_the_colour_of_the_paper() {
        let image = GrayAlphaImage::from_fn(20, 20, |x, y| match (x, y) {
            (0, 0) => LumaA([0, 0]),
            (9..12, _) => LumaA([30, 255]),
            _ => LumaA([220, 255]),
        });
        assert_eq!(composite(&image).unwrap().get_pixel(0, 0)[0], 220);
    }

    #[test]
    fn nothing_but_transparency_is_nothing() {
        assert_eq!(composite(&GrayAlphaImage::new(5, 5)), None);
    }
}
