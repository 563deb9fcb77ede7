//! The kinds of pictures that people bring, each with digits whose 28 x 28 pixels are known.

use super::*;

/// A test digit on paper of 210, drawn `side` pixels large at `left`, `top`, a tenth as bright where its ink is full.
fn drawing(width: u32, height: u32, digits: &[(usize, [u32; 3])]) -> GrayImage {
    let mut sheet = GrayImage::from_pixel(width, height, Luma([210]));
    for &(index, [left, top, side]) in digits {
        let large = imageops::resize(&grey(TEST.image(index)), side, side, FilterType::CatmullRom);
        for (x, y, ink) in large.enumerate_pixels() {
            if let Some(pixel) = sheet.get_pixel_mut_checked(left + x, top + y) {
                let paper = f32::from(pixel[0]);
                *pixel = Luma([(paper * (1.0 - 0.9 * f32::from(ink[0]) / 255.0)) as u8]);
            }
        }
    }
    sheet
}

/// Asserts that one digit is found in what becomes of a drawing of each of ten, and that it is like the digit.
fn assert_found(what: &str, size: [u32; 2], square: [u32; 3], spoil: impl Fn(&mut GrayImage)) {
    let mut total = 0.0;
    for index in 20..30 {
        let mut sheet = drawing(size[0], size[1], &[(index, square)]);
        spoil(&mut sheet);
        let found = digit_from_luma(&sheet).unwrap_or_else(|e| panic!("{what}, {index}: {e}"));
        let alike = correlation(TEST.image(index), &found);
        assert!(alike > 0.6, "{what}, digit {index}: {alike}");
        total += alike;
    }
    assert!(total > 8.5, "{what}: {} in the mean", total / 10.0);
}

fn darken(sheet: &mut GrayImage, is_line: impl Fn(u32, u32) -> bool, to: f32) {
    for (x, y, pixel) in sheet.enumerate_pixels_mut() {
        if is_line(x, y) {
            *pixel = Luma([(f32::from(pixel[0]) * to) as u8]);
        }
    }
}

#[test]
fn rules_squares_frames_and_sides_of_cells_are_left_out() {
    let (size, square) = ([220, 260], [30, 50, 160]);
    assert_found("lined", size, square, |s| darken(s, |_, y| y % 32 < 2, 0.7));
    assert_found("squared", size, square, |s| darken(s, |x, y| x % 32 < 2 || y % 32 < 2, 0.7));
    let frame = |x: u32, y: u32| {
        let inside = (12..208).contains(&x) && (12..248).contains(&y);
        inside && !((15..205).contains(&x) && (15..245).contains(&y))
    };
    assert_found("framed", size, square, |s| darken(s, frame, 0.3));
    let side = |x: u32, y: u32| (200..203).contains(&x) && (10..250).contains(&y);
    assert_found("cell", size, square, |s| darken(s, side, 0.3));
}

#[test]
fn the_edge_of_a_shadow_is_no_stroke() {
    type Shade = fn(f32, f32) -> bool;
    let shadows: [(_, _, _, Shade, _); 3] = [
        ("across a digit", [260, 220], [60, 30, 150], |x, y| y + 0.3 * x < 130.0, 0.5),
        ("over most of the sheet", [400, 260], [150, 40, 120], |x, y| y - 0.2 * x > 70.0, 0.45),
        ("in a corner, deeper", [320, 240], [120, 60, 100], |x, y| x + 0.7 * y < 170.0, 0.35),
    ];
    for (what, size, square, is_shaded, to) in shadows {
        assert_found(&format!("shadow {what}"), size, square, |s| {
            darken(s, |x, y| is_shaded(x as f32, y as f32), to);
            *s = imageproc::filter::gaussian_blur_f32(s, 1.5);
        });
    }
}

#[test]
fn cut_tightly_off_centre_small_and_negative() {
    assert_found("tight", [112, 118], [0, 0, 112], |s| {
        // MNIST leaves four pixels around its digits: here they are cut off.
        *s = imageops::crop_imm(s, 14, 14, 84, 84).to_image();
    });
    assert_found("off centre", [200, 200], [95, 5, 90], |_| ());
    assert_found("small", [34, 34], [1, 4, 28], |_| ());
    assert_found("negative", [34, 40], [3, 5, 28], imageops::invert);
}

#[test]
fn thick_and_thin_drawings_of_28_pixels_become_as_those_of_mnist() {
    // A 1 as a bar of 1 and of 6 pixels, light on dark, off the middle: neither goes in as it is.
    for (width, left) in [(1, 6), (6, 18)] {
        let bar = GrayImage::from_fn(28, 28, |x, y| {
            let inked = (left..left + width).contains(&x) && (4..22).contains(&y);
            Luma([if inked { 255 } else { 0 }])
        });
        let found = digit_from_luma(&bar).unwrap();
        let row: f32 = found[14 * SIDE..15 * SIDE].iter().map(|&v| f32::from(v) / 255.0).sum();
        assert!((1.8..5.5).contains(&row), "{width} px became {row}");
        let centre: f32 =
            (0..SIDE).map(|x| x as f32 * f32::from(found[14 * SIDE + x])).sum::<f32>()
                / (row * 255.0);
        assert!((centre - 14.0).abs() < 1.0, "{width} px: {centre}");
    }
}

#[test]
fn digits_side_by_side_are_each_found() {
    let places = [[10, 30, 112], [130, 36, 112], [250, 28, 112]];
    let digits: Vec<(usize, [u32; 3])> = [0, 1, 3].into_iter().zip(places).collect();
    let sheet = drawing(380, 180, &digits);
    let found = all(&sheet);
    assert_eq!(found.len(), 3);
    for (found, (index, [left, ..])) in found.iter().zip(&digits) {
        assert!(correlation(TEST.image(*index), &found.pixels) > 0.7, "{index}");
        assert!((*left..left + 112).contains(&found.place.left), "{index}: {:?}", found.place);
    }
    let error = digit_from_luma(&sheet).unwrap_err().to_string();
    assert_eq!(error, "picture: expected one digit, found 3 side by side");
}

fn all(sheet: &GrayImage) -> Vec<Found> {
    super::super::see(
        "three",
        &sheet.clone().into(),
        image::metadata::Orientation::NoTransforms,
        Sheet::MNIST,
    )
    .unwrap()
    .digits
}

#[test]
fn stems_of_digits_in_a_row_are_no_rules() {
    let is_bar = |x: u32, y: u32| (30..120).contains(&y) && [60, 180, 300].contains(&(x / 6 * 6));
    let ones = |x, y| Luma([if is_bar(x, y) { 40 } else { 215 }]);
    let found = all(&GrayImage::from_fn(400, 160, ones));
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|one| one.place.height >= 85), "{found:?}");
}

#[test]
fn a_filled_shape_is_no_digit() {
    // A hand: a palm, and fingers.
    let hand = GrayImage::from_fn(160, 160, |x, y| {
        let (x, y) = (x as f32 - 80.0, y as f32 - 100.0);
        let is_palm = x.hypot(y) < 32.0;
        let is_finger = (-70.0..0.0).contains(&y) && x.abs() < 32.0 && (x.abs() % 16.0) < 9.0;
        Luma([if is_palm || is_finger { 40 } else { 215 }])
    });
    let error = digit_from_luma(&hand).unwrap_err().to_string();
    assert!(
        error.starts_with("picture: expected a digit drawn with a pen, found a filled shape"),
        "{error}"
    );
    // Beside a digit it is left out.
    let mut both = drawing(380, 180, &[(0, [230, 30, 112])]);
    imageops::overlay(&mut both, &hand, 10, 10);
    let found = all(&both);
    assert_eq!(found.len(), 1);
    assert!(found[0].place.left >= 230, "{:?}", found[0].place);
}

/// Solid shapes with a plain edge have no strokes either: their edges are none, neither of the shape nor of the paper
/// around it.
#[test]
fn the_edge_of_a_filled_shape_is_no_stroke() {
    type Inside = fn(f32, f32) -> bool;
    let shapes: [(&str, Inside); 4] = [
        ("disc", |x, y| x.hypot(y) < 0.6),
        ("upright ellipse", |x, y| (1.5 * x).hypot(y) < 0.65),
        ("square", |x, y| x.abs().max(y.abs()) < 0.55),
        ("triangle", |x, y| y < 0.6 && x.abs() < (y + 0.6) / 2.0),
    ];
    for (name, inside) in shapes {
        for (width, height, paper, ink) in [
            (200, 200, 255_u8, 0_u8),
            (231, 253, 245, 75),
            (90, 90, 250, 40),
            (24, 24, 250, 40),
            (300, 240, 20, 210),
        ] {
            let along = |at: u32, of: u32| (at as f32 + 0.5) * 2.0 / of as f32 - 1.0;
            // A camera's noise, which matters most where it is darkest.
            let noise = |x: u32, y: u32| (x * 7_919 + y * 104_729) * 2_654_435 % 97 % 9;
            let sheet = GrayImage::from_fn(width, height, |x, y| {
                let value = if inside(along(x, width), along(y, height)) { ink } else { paper };
                Luma([value.saturating_add(noise(x, y) as u8)])
            });
            let error = digit_from_luma(&sheet).unwrap_err();
            let is_filled = matches!(error, PictureError::Filled { .. });
            assert!(is_filled, "{name} of {ink} on {paper}, {width} x {height}: {error}");
        }
    }
}

/// Of the size that MNIST gives its digits, too.
#[test]
fn a_filled_shape_of_28_pixels_is_no_digit_of_mnist() {
    for is_disc in [true, false] {
        let shape = GrayImage::from_fn(28, 28, |x, y| {
            let (x, y) = (f32::from(x as u8) - 13.5, f32::from(y as u8) - 13.5);
            let inside = if is_disc { x.hypot(y) < 10.2 } else { x.abs().max(y.abs()) < 10.0 };
            Luma([if inside { 255 } else { 0 }])
        });
        let error = digit_from_luma(&shape).unwrap_err();
        assert!(matches!(error, PictureError::Filled { .. }), "a disc {is_disc}: {error}");
    }
}

/// As pixel artists draw them: one pixel wide, and nothing between ink and paper.
#[test]
fn a_digit_of_ten_pixels_is_no_filled_shape() {
    let digits = [
        (
            7,
            [
                ".#######..",
                "......##..",
                ".....#....",
                "....#.....",
                "...##.....",
                "...#......",
                "..#.......",
            ],
        ),
        (
            1,
            [
                "....#.....",
                "....#.....",
                "....#.....",
                "....#.....",
                "....#.....",
                "....#.....",
                "....#.....",
            ],
        ),
        (
            0,
            [
                "...###....",
                "..#...#...",
                ".#.....#..",
                ".#.....#..",
                ".#.....#..",
                "..#...#...",
                "...###....",
            ],
        ),
    ];
    for (label, rows) in digits {
        for side in [9, 10, 12] {
            for is_dark in [true, false] {
                let sheet = GrayImage::from_fn(side, side, |x, y| {
                    let row = rows.get((y as usize).wrapping_sub(1)).copied().unwrap_or_default();
                    let is_inked = row.as_bytes().get(x as usize) == Some(&b'#');
                    Luma([if is_inked == is_dark { 0 } else { 255 }])
                });
                let digit = digit_from_luma(&sheet);
                let digit = digit.unwrap_or_else(|error| panic!("a {label} of {side} px: {error}"));
                assert_eq!(nearest_label(&digit), label, "of {side} px, dark {is_dark}");
            }
        }
    }
}

/// As it is photographed from above: a darker desk on all four sides, the sheet straight or not.
#[test]
fn a_sheet_on_a_darker_desk_is_cut_out() {
    let (index, side) = (0, 112);
    let page = drawing(300, 240, &[(index, [100, 60, side])]);
    for desk in [40.0, 90.0, 140.0] {
        for turned in [0.0_f32, 0.12, -0.1] {
            let (sin, cos) = turned.sin_cos();
            let photo = GrayImage::from_fn(520, 400, |x, y| {
                let (x, y) = (x as f32 - 260.0, y as f32 - 200.0);
                let (x, y) = (cos * x + sin * y + 150.0, cos * y - sin * x + 120.0);
                let grain = ((37.0 * x).sin() * (91.0 * y).cos() * 9.0).round();
                let is_page = x >= 0.0 && y >= 0.0;
                let pixel = page.get_pixel_checked(x as u32, y as u32).filter(|_| is_page);
                Luma([pixel.map_or((desk + grain) as u8, |pixel| pixel[0])])
            });
            let found = all(&photo);
            assert_eq!(found.len(), 1, "desk of {desk}, turned by {turned}");
            assert_eq!(nearest_label(&found[0].pixels), TEST.label(index), "{desk}, {turned}");
            let Place { left, top, width, height } = found[0].place;
            let middle = (left + width / 2, top + height / 2);
            assert!(middle.0.abs_diff(266) < 20 && middle.1.abs_diff(196) < 20, "{middle:?}");
        }
    }
}
