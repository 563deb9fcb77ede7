//! Pictures as users have them, made from digits whose 28 x 28 pixels are known.

mod kinds;
mod refused;

use std::fs::{self, File};
use std::io::Cursor;
use std::sync::LazyLock;

use image::imageops::{self, FilterType};
use image::{GrayAlphaImage, ImageBuffer, ImageFormat, LumaA, Rgb, RgbImage};

use ::tiff::encoder::TiffEncoder;
use ::tiff::encoder::TiffValue;
use ::tiff::encoder::colortype::{ColorType, Gray16, GrayI8, RGB8, RGB16};

use super::*;
use crate::data::{DataSet, Part, Source};

const SIDE: usize = 28;
const PIXELS: usize = SIDE * SIDE;

fn digit_from_bytes(name: &str, bytes: &[u8]) -> Result<Pixels, PictureError> {
    super::digit_from_bytes(name, bytes, Sheet::MNIST)
}

fn digit_from_file(path: &Path) -> Result<Pixels, PictureError> {
    super::digit_from_file(path, Sheet::MNIST)
}

fn digit_from_luma(image: &GrayImage) -> Result<Pixels, PictureError> {
    super::digit_from_luma(image, Sheet::MNIST)
}

fn seen_in_rgba(name: &str, width: u32, height: u32, rgba: &[u8]) -> Result<Seen, PictureError> {
    super::seen_in_rgba(name, width, height, rgba, Sheet::MNIST)
}

static TRAIN: LazyLock<DataSet> = LazyLock::new(|| Source::Embedded.load(Part::Train).unwrap());
static TEST: LazyLock<DataSet> = LazyLock::new(|| Source::Embedded.load(Part::Test).unwrap());

/// A photo of a digit on paper.
#[derive(Clone, Copy, Debug)]
struct Scene {
    width: u32,
    height: u32,
    /// Upper left corner and side of the 28 x 28 square, pixels.
    square: [u32; 3],
    /// Brightness of the paper in the upper left and the lower right corner, 0 to 1.
    light: [f32; 2],
    /// Brightness of the ink, relative to its paper.
    ink: f32,
    /// Largest deviation of a channel, 0 to 255.
    noise: f32,
    /// Light ink on a dark sheet instead.
    inverted: bool,
}

const PHOTO: Scene = Scene {
    width: 1000,
    height: 800,
    square: [330, 60, 600],
    light: [0.95, 0.45],
    ink: 0.25,
    noise: 14.0,
    inverted: false,
};

const FORMATS: [ImageFormat; 6] = [
    ImageFormat::Png,
    ImageFormat::Jpeg,
    ImageFormat::Bmp,
    ImageFormat::Gif,
    ImageFormat::WebP,
    ImageFormat::Tiff,
];

/// Reproducible numbers from -1 to 1 (splitmix64).
fn noise(seed: u64) -> impl FnMut() -> f32 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}

fn grey(digit: &[u8]) -> GrayImage {
    GrayImage::from_raw(28, 28, digit.to_vec()).unwrap()
}

fn photo(digit: &[u8], scene: Scene) -> RgbImage {
    let [left, top, side] = scene.square;
    let large = imageops::resize(&grey(digit), side, side, FilterType::CatmullRom);
    let mut noise = noise(1);
    ImageBuffer::from_fn(scene.width, scene.height, |x, y| {
        let along = (x as f32 / scene.width as f32 + y as f32 / scene.height as f32) / 2.0;
        let paper = scene.light[0] + (scene.light[1] - scene.light[0]) * along;
        let at = x.checked_sub(left).zip(y.checked_sub(top));
        let ink = at.and_then(|(x, y)| large.get_pixel_checked(x, y)).map_or(0, |p| p[0]);
        let ink = f32::from(ink) / 255.0;
        let brightness = paper * (1.0 - ink * (1.0 - scene.ink));
        // Paper is slightly yellow.
        Rgb([1.0, 0.97, 0.9].map(|tint| {
            let value = 255.0 * brightness * tint + scene.noise * noise();
            (if scene.inverted { 255.0 - value } else { value }) as u8
        }))
    })
}

fn encode(image: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    if format == ImageFormat::Tiff {
        return encode_tiff::<RGB8>(image.dimensions(), image);
    }
    DynamicImage::from(image.clone()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn encode_tiff<C: ColorType>((width, height): (u32, u32), values: &[C::Inner]) -> Vec<u8>
where
    [C::Inner]: TiffValue,
{
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut bytes).unwrap();
    encoder.write_image::<C>(width, height, values).unwrap();
    bytes.into_inner()
}

fn correlation(one: &[u8], other: &[u8]) -> f64 {
    let mean = |p: &[u8]| p.iter().map(|&v| f64::from(v)).sum::<f64>() / PIXELS as f64;
    let (mean_one, mean_other) = (mean(one), mean(other));
    let (mut both, mut of_one, mut of_other) = (0.0, 0.0, 0.0);
    for (&a, &b) in one.iter().zip(other) {
        let (a, b) = (f64::from(a) - mean_one, f64::from(b) - mean_other);
        both += a * b;
        of_one += a * a;
        of_other += b * b;
    }
    both / (of_one * of_other).sqrt()
}

/// Label of the nearest of the first 2,000 reference images, by raw pixels.
fn nearest_label(digit: &[u8]) -> u8 {
    let distance = |&index: &usize| -> u64 {
        let pairs = digit.iter().zip(TRAIN.image(index));
        pairs.map(|(&a, &b)| u64::from(a.abs_diff(b)).pow(2)).sum()
    };
    TRAIN.label((0..2000).min_by_key(distance).unwrap())
}

/// Takes a picture of each digit and asserts that what comes out is like what went in.
fn assert_recovered(digits: std::ops::Range<usize>, scene: Scene, format: ImageFormat) {
    let mut neighbours = 0;
    let mut total = 0.0;
    for index in digits.clone() {
        let truth = TEST.image(index);
        let found = digit_from_bytes("photo", &encode(&photo(truth, scene), format)).unwrap();
        let alike = correlation(truth, &found);
        assert!(alike > 0.5, "{format:?}, {scene:?}, digit {index}: correlation {alike}");
        assert_eq!(found.iter().max(), Some(&255));
        total += alike;
        neighbours += usize::from(nearest_label(&found) == TEST.label(index));
    }
    let (mean, least) = (total / digits.len() as f64, digits.len() * 8 / 10);
    assert!(mean > 0.88, "{format:?}, {scene:?}: mean correlation {mean}");
    assert!(neighbours >= least, "{format:?}, {scene:?}: {neighbours} neighbours");
}

#[test]
fn a_dozen_photos_are_recovered_closely() {
    for index in 0..12 {
        let truth = TEST.image(index);
        let bytes = encode(&photo(truth, PHOTO), ImageFormat::Jpeg);
        let alike = correlation(truth, &digit_from_bytes("photo.jpg", &bytes).unwrap());
        assert!(alike > 0.85, "digit {index}: {alike}");
    }
}

#[test]
fn photos_of_every_format_are_recovered() {
    for format in FORMATS {
        assert_recovered(12..17, PHOTO, format);
    }
}

#[test]
fn scenes_of_every_kind_are_recovered() {
    let square = |width, square| Scene { square, width, height: width, ..PHOTO };
    let scenes = [
        Scene { inverted: true, ..PHOTO },
        Scene { ink: 0.6, ..PHOTO },
        Scene { light: [0.4, 0.9], ..PHOTO },
        Scene { light: [1.0, 1.0], ink: 0.0, noise: 0.0, ..PHOTO },
        Scene { square: [700, 500, 200], ..PHOTO },
        Scene { square: [100, 640, 90], ..PHOTO },
        square(280, [0, 0, 280]),
        square(28, [0, 0, 28]),
        square(56, [0, 0, 56]),
    ];
    for scene in scenes {
        assert_recovered(20..30, scene, ImageFormat::Jpeg);
    }
}

#[test]
fn the_edge_of_the_page_and_specks_are_not_the_digit() {
    let mut image = photo(TEST.image(0), Scene { square: [400, 200, 400], ..PHOTO });
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let table = x < 90 || y > 760;
        let speck = (150..156).contains(&x) && (100..106).contains(&y);
        if table || speck {
            *pixel = Rgb([40, 30, 20]);
        }
    }
    let found = digit_from_bytes("page.png", &encode(&image, ImageFormat::Png)).unwrap();
    let alike = correlation(TEST.image(0), &found);
    assert!(alike > 0.85, "{alike}");
}

/// Lines through points.
type Lines<'a> = &'a [&'a [(f32, f32)]];

/// Draws lines of `thickness` pixels through points given in thousandths of a 3000 x 2000 photo.
fn pen(lines: Lines, thickness: f32) -> GrayImage {
    GrayImage::from_fn(3000, 2000, |x, y| {
        let at = (x as f32, y as f32);
        let segments = lines.iter().flat_map(|line| line.array_windows());
        let hit = segments.into_iter().any(|&[a, b]| {
            let (a, b) = ((a.0 * 2.0, a.1 * 2.0), (b.0 * 2.0, b.1 * 2.0));
            let along = (b.0 - a.0, b.1 - a.1);
            let part = ((at.0 - a.0) * along.0 + (at.1 - a.1) * along.1)
                / (along.0 * along.0 + along.1 * along.1);
            let part = part.clamp(0.0, 1.0);
            let (dx, dy) = (at.0 - a.0 - part * along.0, at.1 - a.1 - part * along.1);
            dx * dx + dy * dy <= thickness * thickness / 4.0
        });
        Luma([if hit { 40 } else { 225 - (x / 40) as u8 }])
    })
}

#[test]
fn pen_lines_come_out_as_thick_as_those_of_mnist() {
    let ring: Vec<(f32, f32)> = (0..=40)
        .map(|step| step as f32 * std::f32::consts::TAU / 40.0)
        .map(|turn| (700.0 + 150.0 * turn.sin(), 500.0 + 250.0 * turn.cos()))
        .collect();
    let one: Lines = &[&[(700.0, 300.0), (690.0, 700.0)]];
    let seven: Lines = &[&[(550.0, 300.0), (800.0, 300.0), (650.0, 750.0)]];
    let drawings: [(u8, Lines); 3] = [(0, &[&ring]), (1, one), (7, seven)];
    for (label, lines) in drawings {
        for thickness in [14.0, 40.0] {
            let digit = digit_from_luma(&pen(lines, thickness)).unwrap();
            assert_eq!(nearest_label(&digit), label, "a {label} drawn {thickness} px thick");
            // Across row 14, the strokes of these digits are nearly upright.
            let ink: f32 = digit[14 * SIDE..15 * SIDE].iter().map(|&v| f32::from(v) / 255.0).sum();
            let strokes = if label == 0 { 2.0 } else { 1.0 };
            let stroke = ink / strokes;
            assert!((1.8..3.6).contains(&stroke), "a {label} drawn {thickness}: {stroke} px");
        }
    }
}

#[test]
fn digits_of_mnist_are_returned_byte_for_byte() {
    for index in 0..TEST.len() {
        assert_eq!(&*digit_from_luma(&grey(TEST.image(index))).unwrap(), TEST.image(index));
    }
    for format in [ImageFormat::Png, ImageFormat::Bmp, ImageFormat::WebP, ImageFormat::Tiff] {
        let image = DynamicImage::from(grey(TEST.image(3))).to_rgb8();
        assert_eq!(&*digit_from_bytes("digit", &encode(&image, format)).unwrap(), TEST.image(3));
    }
}

#[test]
fn the_clipboard_and_transparent_drawings_are_read() {
    let truth = TEST.image(0);
    let large = imageops::resize(&grey(truth), 280, 280, FilterType::CatmullRom);
    for ink in [0, 255] {
        let drawing: GrayAlphaImage =
            ImageBuffer::from_fn(280, 280, |x, y| LumaA([ink, large.get_pixel(x, y)[0]]));
        let rgba = DynamicImage::from(drawing).to_rgba8();
        let found =
            seen_in_rgba("clipboard", 280, 280, rgba.as_raw()).unwrap().digits[0].pixels.clone();
        let alike = correlation(truth, &found);
        assert!(alike > 0.85, "ink {ink}: {alike}");
    }
    let error = seen_in_rgba("clipboard", 2, 2, &[0; 15]).unwrap_err();
    assert_eq!(error.to_string(), "clipboard: expected 16 bytes for 2 x 2 RGBA pixels, found 15");
}

/// Black and white as fax machines code it, grey and colours of 16 bits.
#[test]
fn tiff_is_read_as_scanners_write_it() {
    let scanned = include_bytes!("tests/scanned.tif");
    assert_eq!(nearest_label(&digit_from_bytes("scanned", scanned).unwrap()), 7);
    let wide =
        |values: &[u8]| values.iter().map(|&value| u16::from(value) << 8).collect::<Vec<_>>();
    let truth = TEST.image(0);
    let photo = photo(truth, PHOTO);
    let luma = DynamicImage::from(photo.clone()).to_luma8();
    let grey = encode_tiff::<Gray16>(photo.dimensions(), &wide(&luma));
    let color = encode_tiff::<RGB16>(photo.dimensions(), &wide(&photo));
    for bytes in [grey, color] {
        let digit = digit_from_bytes("photo.tif", &bytes).unwrap();
        assert!(correlation(truth, &digit) > 0.85);
    }
    let bytes = encode_tiff::<GrayI8>((28, 28), &[0; PIXELS]);
    let error = digit_from_bytes("signed.tif", &bytes).unwrap_err();
    assert!(error.to_string().contains("expected grey, RGB or RGBA of at most 16 bits"), "{error}");
}

#[test]
fn the_picture_is_turned_as_exif_says() {
    // Orientation 6: what is stored is to be turned by 90 degrees to the right.
    let exif =
        b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let truth = TEST.image(0);
    let stored = imageops::rotate270(&photo(truth, PHOTO));
    let plain = encode(&stored, ImageFormat::Jpeg);
    let tagged = [&plain[..2], exif, &plain[2..]].concat();
    let alike = |bytes: &[u8]| correlation(truth, &digit_from_bytes("x", bytes).unwrap());
    assert!(alike(&tagged) > 0.85, "{}", alike(&tagged));
    assert!(alike(&plain) < 0.6, "{}", alike(&plain));
}

#[test]
fn on_a_sheet_of_another_size_a_digit_is_as_large_as_on_that_of_mnist() {
    let scene = Scene { width: 400, height: 300, square: [90, 40, 220], ..PHOTO };
    let photo = DynamicImage::from(photo(TEST.image(3), scene)).to_luma8();
    let side = |digit: &Pixels, of: fn(usize, usize) -> usize| {
        let inked = (0..digit.len()).filter(|&at| digit[at] >= 64);
        let along: Vec<usize> = inked.map(|at| of(at, digit.sheet().width)).collect();
        along.iter().max().unwrap() - along.iter().min().unwrap() + 1
    };
    for (width, height) in [(28, 28), (56, 56), (40, 56), (14, 20)] {
        let sheet = Sheet { width, height };
        let digit = super::digit_from_luma(&photo, sheet).unwrap();
        assert_eq!(digit.sheet(), sheet);
        let longer = side(&digit, |at, width| at % width).max(side(&digit, |at, width| at / width));
        let expected = 20.0 * width.min(height) as f64 / 28.0;
        assert!((longer as f64 - expected).abs() <= 2.0, "{longer} of {expected}");
    }
    let small = GrayImage::from_fn(14, 20, |x, y| Luma([(10 * x + y) as u8]));
    let kept = super::digit_from_luma(&small, Sheet { width: 14, height: 20 }).unwrap();
    assert_eq!(&*kept, small.as_raw().as_slice(), "a picture of that size is what it is");
}
