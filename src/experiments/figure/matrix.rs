//! Confusion matrices: rows are what is shown, columns the label given.

use super::{Draw, Drawn, FONT, INK};
use crate::data::ClassNames;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Longer names are written short, letters.
const NAME_MAX: i32 = 14;
/// Width of a letter, pixels.
const LETTER: i32 = 9;

/// A confusion matrix; the darker a mistake the more often it is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// Above it.
    pub title: String,
    /// What the classes are called.
    pub names: ClassNames,
    /// `counts[shown][labelled]`.
    pub counts: Vec<Vec<u32>>,
}

impl Draw for Matrix {
    const SIZE: (u32, u32) = (720, 720);

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn
    where
        B::ErrorType: 'static,
    {
        let counts = &self.counts;
        let area = area.titled(&self.title, (FONT, 17).into_font().color(&INK))?;
        let (width, height) = area.dim_in_pixel();
        let classes = counts.len();
        // Room for the longest name on the left, as far as it is one of a few letters.
        let letters = |class: usize| self.names.of(class as u8).chars().count() as i32;
        let longest = (0..classes).map(letters).filter(|&letters| letters <= NAME_MAX).max();
        let left = (LETTER * longest.unwrap_or(0) + 20).max(44);
        let room = (width as i32 - left - 16).min(height as i32 - 60);
        let side = room / classes.max(1) as i32;
        // As large as ten classes leave room for, and smaller where there are more.
        let font = |of_ten: i32| (of_ten * side / 66).clamp(6, of_ten);
        let corner = (left, 30);
        let mistakes = (0..classes)
            .flat_map(|t| (0..classes).filter(move |&l| l != t).map(move |l| counts[t][l]))
            .max()
            .unwrap_or(0)
            .max(1);
        let text = |color: RGBColor, size: i32| {
            let centred = Pos::new(HPos::Center, VPos::Center);
            (FONT, size).into_font().color(&color).pos(centred)
        };
        for (truth, row) in counts.iter().enumerate() {
            for (label, &count) in row.iter().enumerate() {
                let (x, y) = (corner.0 + label as i32 * side, corner.1 + truth as i32 * side);
                let color = match truth == label {
                    true => RGBColor(0xE3, 0xEE, 0xF6),
                    false => blend(count as f64 / f64::from(mistakes)),
                };
                area.draw(&Rectangle::new([(x, y), (x + side - 2, y + side - 2)], color.filled()))?;
                let is_dark = truth != label && f64::from(count) > 0.55 * f64::from(mistakes);
                let ink = if is_dark { WHITE } else { INK };
                let middle = (x + side / 2, y + side / 2);
                area.draw(&Text::new(count.to_string(), middle, text(ink, font(15))))?;
            }
            let place = truth as i32 * side + side / 2;
            let name = |most: i32| match letters(truth) <= most {
                true => self.names.of(truth as u8),
                false => self.names.short(truth as u8),
            };
            let row = (name(NAME_MAX), (left / 2, corner.1 + place));
            let column = (name(side / LETTER), (corner.0 + place, 16));
            for (name, at) in [row, column] {
                area.draw(&Text::new(name, at, text(INK, font(16))))?;
            }
        }
        Ok(())
    }
}

/// White to orange.
fn blend(share: f64) -> RGBColor {
    let mix = |from: f64, to: f64| (from + (to - from) * share.sqrt()) as u8;
    RGBColor(mix(255.0, 200.0), mix(255.0, 80.0), mix(255.0, 0.0))
}
