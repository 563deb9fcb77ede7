//! Pictures that have no digit, are too large, damaged or not pictures at all.

use proptest::prelude::*;

use super::*;

#[test]
fn paper_without_a_digit_is_empty() {
    let blank = grey(&[0; PIXELS]);
    let papers = [
        GrayImage::from_pixel(300, 200, Luma([255])),
        GrayImage::from_pixel(1, 1, Luma([0])),
        GrayImage::new(0, 0),
        DynamicImage::from(photo(&[0; PIXELS], PHOTO)).to_luma8(),
        DynamicImage::from(photo(&[0; PIXELS], Scene { inverted: true, ..PHOTO })).to_luma8(),
        blank,
    ];
    for paper in papers {
        let error = digit_from_luma(&paper).unwrap_err();
        assert!(matches!(error, PictureError::Empty { .. }), "{:?}: {error}", paper.dimensions());
        assert!(error.to_string().contains("try a thicker pen"));
    }
}

#[test]
fn huge_pictures_are_refused_by_their_header() {
    let small = photo(TEST.image(0), Scene { width: 30, height: 30, ..PHOTO });
    let mut png = encode(&small, ImageFormat::Png);
    png[16..20].copy_from_slice(&20_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&20_000_u32.to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&png[12..29]);
    png[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    let mut bmp = encode(&small, ImageFormat::Bmp);
    bmp[18..22].copy_from_slice(&20_000_u32.to_le_bytes());
    bmp[22..26].copy_from_slice(&20_000_u32.to_le_bytes());
    let mut gif = encode(&small, ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0x20, 0x4e, 0x20, 0x4e]);
    for bytes in [png, bmp, gif] {
        let error = digit_from_bytes("huge", &bytes).unwrap_err();
        assert_eq!(
            error.to_string(),
            "huge: expected at most 64 megapixels and 16384 pixels a side, found 20000 x 20000"
        );
    }
    // 81 megapixels, though neither side is too long.
    let error = seen_in_rgba("huge", 9000, 9000, &[]).unwrap_err();
    assert!(matches!(error, PictureError::TooLarge { width: 9000, .. }), "{error}");
}

#[test]
fn files_are_read_and_errors_name_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seven.webp");
    let error = digit_from_file(&path).unwrap_err();
    assert!(matches!(&error, PictureError::Io { path: named, .. } if *named == path), "{error}");
    assert!(matches!(digit_from_file(folder.path()), Err(PictureError::Io { .. })));
    let truth = TEST.image(0);
    fs::write(&path, encode(&photo(truth, PHOTO), ImageFormat::WebP)).unwrap();
    assert!(correlation(truth, &digit_from_file(&path).unwrap()) > 0.85);
    fs::write(&path, b"just some text, no picture").unwrap();
    let error = digit_from_file(&path).unwrap_err();
    assert!(matches!(error, PictureError::NotAnImage { .. }), "{error}");
    File::create(&path).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap();
    let error = digit_from_file(&path).unwrap_err();
    assert!(error.to_string().contains("at most 257.0 MB, found 257.1 MB"), "{error}");
}

#[test]
fn cut_files_of_every_format_are_errors_in_plain_words() {
    let image = photo(TEST.image(0), Scene { width: 200, height: 160, ..PHOTO });
    for format in FORMATS {
        let whole = encode(&image, format);
        for part in [1, 2, 10, 25, 50, 75, 95] {
            let cut = &whole[..whole.len() * part / 100];
            let error = digit_from_bytes("cut", cut).expect_err("expected an error");
            let message = error.to_string();
            let is_told = match &error {
                PictureError::Truncated { .. } => message.ends_with("found the end of the file"),
                // Two decoders do not always tell one from the other.
                PictureError::Decode { .. } => {
                    matches!(format, ImageFormat::Gif | ImageFormat::WebP)
                        && message.ends_with("data are damaged")
                }
                PictureError::NotAnImage { .. } => part <= 2,
                _ => false,
            };
            assert!(is_told, "{format:?} at {part}%: {message}");
        }
    }
}

/// Small files of every format, to be damaged.
static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let scene = Scene { width: 40, height: 30, square: [5, 1, 28], ..PHOTO };
    FORMATS.iter().map(|&format| encode(&photo(TEST.image(0), scene), format)).collect()
});

proptest! {
    #[test]
    fn random_bytes_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        file in 0..FORMATS.len(),
        kept in 3_usize..60,
    ) {
        let _ = digit_from_bytes("random", &bytes);
        let _ = digit_from_bytes("random", &[&FILES[file][..kept], &bytes].concat());
    }

    #[test]
    fn damaged_files_never_panic(
        file in 0..FORMATS.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = FILES[file].clone();
        for (at, value) in damage {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let _ = digit_from_bytes("damaged", &bytes);
    }

    #[test]
    fn pictures_of_any_shape_and_content_never_panic(
        width in 1_u32..70,
        height in 1_u32..70,
        stretch in 1_u32..30,
        seed in any::<u64>(),
        levels in 2_u32..5,
    ) {
        let mut noise = noise(seed);
        let image = ImageBuffer::from_fn(width * stretch, height, |_, _| {
            let level = ((noise() + 1.0) / 2.0 * levels as f32) as u32;
            Luma([(255 * level / levels) as u8])
        });
        if let Ok(digit) = digit_from_luma(&image) {
            prop_assert!(digit.contains(&255) || (width * stretch, height) == (28, 28));
        }
    }
}
