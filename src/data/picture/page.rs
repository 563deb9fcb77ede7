//! The sheet of paper, where all around it is a darker desk.
//!
//! | constant | meaning | unit |
//! |---|---|---|
//! | `CELLS` | the sheet is looked for on as many cells | longer side |
//! | `AROUND_MIN` | so much of the picture's border is desk | border |
//! | `SHARE_MIN` | the smallest sheet, with what is drawn on it | picture |
//! | `PAPER_MIN` | so much of it is bare paper: strokes of chalk that enclose something have more in them | sheet |
//! | `SOLID_MIN` | a sheet has no bays: so much of the box that is turned with it is its own | box |
//! | `EDGE` | its edge is soft, and casts a shadow | cells |

use image::imageops::thumbnail;
use image::{GrayImage, Luma};
use imageproc::contrast::otsu_level;
use imageproc::distance_transform::euclidean_squared_distance_transform;
use imageproc::geometry::{contour_area, min_area_rect};
use imageproc::point::Point;
use imageproc::region_labelling::{Connectivity, connected_components};

use super::shape::is_on_border;

const CELLS: u32 = 200;
const AROUND_MIN: f32 = 0.95;
const SHARE_MIN: f32 = 0.12;
const PAPER_MIN: f32 = 0.7;
const SOLID_MIN: f64 = 0.85;
const EDGE: f64 = 3.0;
/// Smaller pictures show no desk, pixels along the longer side.
const SIDE_MIN: u32 = 64;

/// A sheet of paper, cut out.
pub(super) struct Page {
    /// The sheet; in its corners, if it lay askew, goes on what is beside them.
    pub sheet: GrayImage,
    /// Where it was, pixels from the left.
    pub left: u32,
    /// From the top.
    pub top: u32,
}

/// The sheet in a picture, if there is one with a darker desk all around.
pub(super) fn on_a_desk(picture: &GrayImage) -> Option<Page> {
    let longer_side = picture.width().max(picture.height());
    if longer_side < SIDE_MIN {
        return None;
    }
    let cell = longer_side.div_ceil(CELLS);
    let (width, height) = (picture.width() / cell, picture.height() / cell);
    if width.min(height) < 2 {
        return None;
    }
    let coarse = thumbnail(picture, width, height);
    let own = largest_light(&coarse)?;
    let filled = without_holes(&own);
    let count = |mask: &GrayImage| mask.pixels().filter(|pixel| pixel[0] > 0).count() as f32;
    let area = count(&filled);
    let is_page = area >= SHARE_MIN * (width * height) as f32
        && count(&own) >= PAPER_MIN * area
        && f64::from(area) >= SOLID_MIN * box_around(&filled);
    if !is_page {
        return None;
    }
    let outside = GrayImage::from_fn(width, height, |x, y| Luma([255 - filled.get_pixel(x, y)[0]]));
    let to_edge = euclidean_squared_distance_transform(&outside);
    let is_kept = |x: u32, y: u32| to_edge.get_pixel(x, y)[0].sqrt() > EDGE;
    let spans: Vec<Option<(u32, u32)>> = (0..height)
        .map(|y| {
            let first = (0..width).find(|&x| is_kept(x, y))?;
            let last = (0..width).rfind(|&x| is_kept(x, y))?;
            Some((first, last))
        })
        .collect();
    let top = spans.iter().position(Option::is_some)? as u32;
    let rows: Vec<(u32, u32)> = spans[top as usize..].iter().map_while(|&span| span).collect();
    let left = rows.iter().map(|&(first, _)| first).min()?;
    let right = rows.iter().map(|&(_, last)| last).max()?;
    let size = ((right - left + 1) * cell, rows.len() as u32 * cell);
    let sheet = GrayImage::from_fn(size.0, size.1, |x, y| {
        let (at_x, at_y) = (left + x / cell, top + y / cell);
        let (first, last) = rows[(y / cell) as usize];
        let nearest = at_x.clamp(first, last);
        match nearest == at_x {
            true => *picture.get_pixel(left * cell + x, top * cell + y),
            false => *coarse.get_pixel(nearest, at_y),
        }
    });
    Some(Page { sheet, left: left * cell, top: top * cell })
}

/// The largest piece of what is light, 255, where nearly all of the border is dark.
fn largest_light(coarse: &GrayImage) -> Option<GrayImage> {
    let level = otsu_level(coarse);
    let (width, height) = coarse.dimensions();
    let light = GrayImage::from_fn(width, height, |x, y| {
        Luma([if coarse.get_pixel(x, y)[0] > level { 255 } else { 0 }])
    });
    let border =
        light.enumerate_pixels().filter(|&(x, y, _)| is_on_border((x, y), light.dimensions()));
    let (all, dark) = border
        .fold((0, 0), |(all, dark), (_, _, pixel)| (all + 1, dark + u32::from(pixel[0] == 0)));
    if (dark as f32) < AROUND_MIN * all as f32 {
        return None;
    }
    let labels = connected_components(&light, Connectivity::Four, Luma([0]));
    let mut sizes = vec![0_usize; labels.pixels().map(|label| label[0]).max()? as usize + 1];
    labels.pixels().filter(|label| label[0] > 0).for_each(|label| sizes[label[0] as usize] += 1);
    let largest = (1..sizes.len()).max_by_key(|&label| sizes[label])? as u32;
    Some(GrayImage::from_fn(width, height, |x, y| {
        Luma([if labels.get_pixel(x, y)[0] == largest { 255 } else { 0 }])
    }))
}

/// The same with what it encloses.
fn without_holes(own: &GrayImage) -> GrayImage {
    let (width, height) = own.dimensions();
    let others = GrayImage::from_fn(width, height, |x, y| Luma([255 - own.get_pixel(x, y)[0]]));
    let labels = connected_components(&others, Connectivity::Eight, Luma([0]));
    let mut is_outside = vec![false; (width * height) as usize + 1];
    for (x, y, label) in labels.enumerate_pixels() {
        if is_on_border((x, y), own.dimensions()) && label[0] > 0 {
            is_outside[label[0] as usize] = true;
        }
    }
    GrayImage::from_fn(width, height, |x, y| {
        Luma([if is_outside[labels.get_pixel(x, y)[0] as usize] { 0 } else { 255 }])
    })
}

/// Area of the smallest rectangle around a mask, however it is turned.
fn box_around(mask: &GrayImage) -> f64 {
    let mut corners = Vec::new();
    for y in 0..mask.height() {
        let row = |x: &u32| mask.get_pixel(*x, y)[0] > 0;
        if let (Some(first), Some(last)) =
            ((0..mask.width()).find(row), (0..mask.width()).rfind(row))
        {
            for (x, y) in [(first, y), (last + 1, y), (first, y + 1), (last + 1, y + 1)] {
                corners.push(Point::new(f64::from(x), f64::from(y)));
            }
        }
    }
    contour_area(&min_area_rect(&corners))
}
