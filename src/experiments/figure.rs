//! Figures as SVG and PNG: lines with spreads over N or time, bars, clouds, and confusion matrices.

mod bars;
mod scatter;

pub use bars::{BarChart, Bars};
pub use scatter::{Labelled, Scatter};

use super::output::{OutputError, write_whole};
use crate::analysis::CLASSES;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use std::io::Cursor;
use std::path::Path;
use std::sync::Once;

/// Width and height, pixels.
const SIZE: (u32, u32) = (960, 600);
/// Side of a confusion matrix, pixels.
const SQUARE: (u32, u32) = (720, 720);
const FONT: &str = "Roboto";
const INK: RGBColor = RGBColor(0x22, 0x26, 0x2E);
const PALE: RGBColor = RGBColor(0xD5, 0xDA, 0xE2);
/// Distinguishable with the common colour-vision deficiencies (Okabe & Ito 2008).
const COLORS: [RGBColor; 8] = [
    RGBColor(0x00, 0x72, 0xB2),
    RGBColor(0xD5, 0x5E, 0x00),
    RGBColor(0x00, 0x9E, 0x73),
    RGBColor(0xCC, 0x79, 0xA7),
    RGBColor(0xE6, 0x9F, 0x00),
    RGBColor(0x56, 0xB4, 0xE9),
    RGBColor(0x77, 0x77, 0x77),
    RGBColor(0x00, 0x00, 0x00),
];

/// x, y and the spread of y, if it has one.
pub type Spread = (f64, f64, Option<f64>);

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// In the legend.
    pub name: String,
    /// In order of x.
    pub points: Vec<Spread>,
    /// Only points: no line joins them.
    pub is_scattered: bool,
}

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Above it.
    pub title: String,
    /// Under the x axis, with unit.
    pub x: String,
    /// Beside the y axis, with unit.
    pub y: String,
    /// The x axis is logarithmic.
    pub is_log: bool,
    /// The lines.
    pub series: Vec<Series>,
}

/// Why a figure was not drawn.
type Drawn = Result<(), Box<dyn std::error::Error>>;

impl Chart {
    /// Writes `stem.svg` and `stem.png` into `folder`.
    ///
    /// # Errors
    /// What the system said.
    pub fn write(&self, folder: &Path, stem: &str) -> Result<(), OutputError> {
        write(self, folder, stem, SIZE)
    }

    /// As SVG.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn svg(&self) -> Result<String, OutputError> {
        svg(self, SIZE)
    }
}

impl Figure for Chart {
    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn
    where
        B::ErrorType: 'static,
    {
        let all = || self.series.iter().flat_map(|s| &s.points);
        let bound = |f: fn(&Spread) -> f64| {
            all().map(f).fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)))
        };
        let (x_low, x_high) = bound(|p| p.0);
        let low = bound(|p| p.1 - p.2.unwrap_or(0.0)).0;
        let high = bound(|p| p.1 + p.2.unwrap_or(0.0)).1;
        let room = ((high - low) * 0.08).max(0.1);
        let y_range = (low - room)..(high + room);
        let mut builder = ChartBuilder::on(area);
        builder
            .caption(&self.title, (FONT, 22).into_font().color(&INK))
            .margin(16)
            .x_label_area_size(48)
            .y_label_area_size(64);
        if self.is_log {
            let x_range = (x_low * 0.9..x_high * 1.1).log_scale();
            let chart = builder.build_cartesian_2d(x_range, y_range)?;
            self.fill(chart)
        } else {
            let side = ((x_high - x_low) * 0.03).max(1e-6);
            let chart = builder.build_cartesian_2d(x_low - side..x_high + side, y_range)?;
            self.fill(chart)
        }
    }
}

impl Chart {
    fn fill<'a, B, X>(
        &self,
        mut chart: ChartContext<'a, B, Cartesian2d<X, plotters::coord::types::RangedCoordf64>>,
    ) -> Drawn
    where
        B: DrawingBackend + 'a,
        B::ErrorType: 'static,
        X: Ranged<ValueType = f64> + plotters::coord::ranged1d::ValueFormatter<f64>,
    {
        chart
            .configure_mesh()
            .x_desc(&self.x)
            .y_desc(&self.y)
            .axis_desc_style((FONT, 16).into_font().color(&INK))
            .label_style((FONT, 14).into_font().color(&INK))
            .axis_style(INK)
            .bold_line_style(PALE)
            .light_line_style(TRANSPARENT)
            .x_label_formatter(&|x| if self.is_log { few(*x) } else { format!("{x:.0}") })
            .y_label_formatter(&|y| format!("{y:.1}"))
            .draw()?;
        for (series, &color) in self.series.iter().zip(COLORS.iter().cycle()) {
            let places = series.points.iter().map(|&(x, y, _)| (x, y));
            if !series.is_scattered {
                chart.draw_series(LineSeries::new(places.clone(), color.stroke_width(2)))?;
            }
            chart.draw_series(series.points.iter().filter_map(|&(x, y, spread)| {
                let spread = spread?;
                Some(PathElement::new(vec![(x, y - spread), (x, y + spread)], color))
            }))?;
            chart
                .draw_series(places.map(|place| Circle::new(place, 4, color.filled())))?
                .label(&series.name)
                .legend(move |(x, y)| Circle::new((x + 10, y), 4, color.filled()));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .background_style(WHITE.mix(0.9))
            .border_style(PALE)
            .label_font((FONT, 14).into_font().color(&INK))
            .draw()?;
        Ok(())
    }
}

/// Writes a confusion matrix as `stem.svg` and `stem.png`: rows are what is shown, columns the label
/// given, and the darker a mistake the more often it is made.
///
/// # Errors
/// What the system said.
pub fn confusion(
    counts: &[[u32; CLASSES]; CLASSES],
    title: &str,
    folder: &Path,
    stem: &str,
) -> Result<(), OutputError> {
    write(&Matrix { counts, title }, folder, stem, SQUARE)
}

/// [`confusion`] as SVG.
///
/// # Errors
/// When it cannot be drawn.
pub fn confusion_svg(
    counts: &[[u32; CLASSES]; CLASSES],
    title: &str,
) -> Result<String, OutputError> {
    svg(&Matrix { counts, title }, SQUARE)
}

struct Matrix<'a> {
    counts: &'a [[u32; CLASSES]; CLASSES],
    title: &'a str,
}

impl Figure for Matrix<'_> {
    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn
    where
        B::ErrorType: 'static,
    {
        let counts = self.counts;
        let area = area.titled(self.title, (FONT, 17).into_font().color(&INK))?;
        let (width, height) = area.dim_in_pixel();
        let side = (width.min(height) as i32 - 60) / CLASSES as i32;
        let corner = (44, 30);
        let mistakes = (0..CLASSES)
            .flat_map(|t| (0..CLASSES).filter(move |&l| l != t).map(move |l| counts[t][l]))
            .max()
            .unwrap_or(0)
            .max(1);
        let text = |color: RGBColor, size: i32| {
            use plotters::style::text_anchor::{HPos, Pos, VPos};
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
                area.draw(&Text::new(count.to_string(), middle, text(ink, 15)))?;
            }
            let place = truth as i32 * side + side / 2;
            area.draw(&Text::new(truth.to_string(), (24, corner.1 + place), text(INK, 16)))?;
            area.draw(&Text::new(truth.to_string(), (corner.0 + place, 16), text(INK, 16)))?;
        }
        Ok(())
    }
}

/// Labels of a logarithmic axis that leave each other room: those that begin with 1, 2 or 5.
fn few(x: f64) -> String {
    let label = format!("{x:.0}");
    if label.starts_with(['1', '2', '5']) { label } else { String::new() }
}

/// White to orange.
fn blend(share: f64) -> RGBColor {
    let mix = |from: f64, to: f64| (from + (to - from) * share.sqrt()) as u8;
    RGBColor(mix(255.0, 200.0), mix(255.0, 80.0), mix(255.0, 0.0))
}

/// What can be drawn as vectors and as pixels alike.
trait Figure {
    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn
    where
        B::ErrorType: 'static;
}

/// The font, for whoever draws first.
fn with_font() {
    static FONTS: Once = Once::new();
    FONTS.call_once(|| {
        let roboto = include_bytes!("../../assets/fonts/Roboto-Regular.ttf");
        // The file is ours and a test draws with it.
        let _ = register_font(FONT, FontStyle::Normal, roboto);
    });
}

fn failed(reason: impl ToString) -> OutputError {
    OutputError::Figure { found: reason.to_string() }
}

fn svg(figure: &impl Figure, size: (u32, u32)) -> Result<String, OutputError> {
    with_font();
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        area.fill(&WHITE).map_err(failed)?;
        figure.draw(&area).map_err(failed)?;
        area.present().map_err(failed)?;
    }
    Ok(svg)
}

fn png(figure: &impl Figure, size: (u32, u32)) -> Result<Vec<u8>, OutputError> {
    with_font();
    let mut pixels = vec![0; 3 * (size.0 * size.1) as usize];
    {
        let area = BitMapBackend::with_buffer(&mut pixels, size).into_drawing_area();
        area.fill(&WHITE).map_err(failed)?;
        figure.draw(&area).map_err(failed)?;
        area.present().map_err(failed)?;
    }
    let picture = image::RgbImage::from_raw(size.0, size.1, pixels).expect("three bytes a pixel");
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).map_err(failed)?;
    Ok(png.into_inner())
}

fn write(
    figure: &impl Figure,
    folder: &Path,
    stem: &str,
    size: (u32, u32),
) -> Result<(), OutputError> {
    write_whole(&folder.join(format!("{stem}.svg")), svg(figure, size)?.as_bytes())?;
    write_whole(&folder.join(format!("{stem}.png")), &png(figure, size)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Share of the picture's pixels that are not white.
    fn inked(folder: &Path, stem: &str) -> f64 {
        let picture = image::open(folder.join(format!("{stem}.png"))).unwrap().to_rgb8();
        let dark = picture.pixels().filter(|p| p.0.iter().any(|&c| c < 160)).count();
        dark as f64 / f64::from(picture.width() * picture.height())
    }

    #[test]
    fn figures_are_drawn_twice_with_their_words() {
        let folder = tempfile::tempdir().unwrap();
        let points = vec![(5.0, 78.0, Some(1.0)), (50.0, 93.0, None), (400.0, 98.0, Some(0.3))];
        let lines = Series { name: "ours".into(), points: points.clone(), is_scattered: false };
        let dots = Series { name: "paper".into(), points, is_scattered: true };
        for is_log in [false, true] {
            let chart = Chart {
                title: "Accuracy".into(),
                x: "neurons".into(),
                y: "percent".into(),
                is_log,
                series: vec![lines.clone(), dots.clone()],
            };
            chart.write(folder.path(), "chart").unwrap();
            let svg = std::fs::read_to_string(folder.path().join("chart.svg")).unwrap();
            assert!(["Accuracy", "neurons", "ours", "paper"].iter().all(|w| svg.contains(w)));
            assert!((0.003..0.2).contains(&inked(folder.path(), "chart")));
        }
        let mut counts = [[0; CLASSES]; CLASSES];
        (0..CLASSES).for_each(|i| counts[i][i] = 90);
        counts[4][9] = 7;
        confusion(&counts, "Confusion", folder.path(), "confusion").unwrap();
        assert!((0.003..0.3).contains(&inked(folder.path(), "confusion")));
    }
}
