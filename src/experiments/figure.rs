//! Figures as SVG and PNG: lines with spreads over N or time, bars, clouds, and confusion matrices.

mod bars;
mod matrix;
mod scatter;

pub use bars::{BarChart, Bars};
pub use matrix::Matrix;
pub use scatter::{Labelled, Scatter};

use super::output::{OutputError, write_whole};
use plotters::chart::MeshStyle;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use std::io::Cursor;
use std::path::Path;
use std::sync::Once;

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
    /// Spreads are bands behind the lines, rather than a bar at each point.
    pub is_banded: bool,
    /// The lines.
    pub series: Vec<Series>,
}

/// Why a figure was not drawn.
type Drawn = Result<(), Box<dyn std::error::Error>>;

impl Draw for Chart {
    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn
    where
        B::ErrorType: 'static,
    {
        let all = || self.series.iter().flat_map(|s| &s.points);
        if all().next().is_none() {
            return Ok(()); // nothing has no range of numbers for axes
        }
        let bound = |f: fn(&Spread) -> f64| {
            all().map(f).fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)))
        };
        let (x_low, x_high) = bound(|p| p.0);
        let low = bound(|p| p.1 - p.2.unwrap_or(0.0)).0;
        let high = bound(|p| p.1 + p.2.unwrap_or(0.0)).1;
        let room = ((high - low) * 0.08).max(0.1);
        let y_range = (low - room)..(high + room);
        let mut builder = framed(area, &self.title);
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
        plain(&mut chart.configure_mesh())
            .x_desc(&self.x)
            .y_desc(&self.y)
            .x_label_formatter(&|x| if self.is_log { few(*x) } else { format!("{x:.0}") })
            .y_label_formatter(&|y| format!("{y:.1}"))
            .draw()?;
        for (series, &color) in self.series.iter().zip(COLORS.iter().cycle()) {
            if self.is_banded {
                chart.draw_series([Polygon::new(band(&series.points), color.mix(0.15))])?;
            }
        }
        for (series, &color) in self.series.iter().zip(COLORS.iter().cycle()) {
            let places = series.points.iter().map(|&(x, y, _)| (x, y));
            if !series.is_scattered {
                chart.draw_series(LineSeries::new(places.clone(), color.stroke_width(2)))?;
            }
            chart.draw_series(series.points.iter().filter_map(|&(x, y, spread)| {
                let spread = spread.filter(|_| !self.is_banded)?;
                Some(PathElement::new(vec![(x, y - spread), (x, y + spread)], color))
            }))?;
            chart
                .draw_series(places.map(|place| Circle::new(place, 4, color.filled())))?
                .label(&series.name)
                .legend(move |(x, y)| Circle::new((x + 10, y), 4, color.filled()));
        }
        legend(&mut chart, SeriesLabelPosition::LowerRight)
    }
}

/// Once around what lies within the spreads: there on their upper ends, back on the lower ones.
fn band(points: &[Spread]) -> Vec<(f64, f64)> {
    let ends = |sign: f64| points.iter().map(move |&(x, y, s)| (x, y + sign * s.unwrap_or(0.0)));
    ends(1.0).chain(ends(-1.0).rev()).collect()
}

/// Labels of a logarithmic axis that leave each other room: those that begin with 1, 2 or 5.
fn few(x: f64) -> String {
    let label = format!("{x:.0}");
    if label.starts_with(['1', '2', '5']) { label } else { String::new() }
}

/// What stands in a report.
pub trait Figure {
    /// As SVG.
    ///
    /// # Errors
    /// When it cannot be drawn.
    fn svg(&self) -> Result<String, OutputError>;

    /// Writes `stem.svg` and `stem.png` into `folder`.
    ///
    /// # Errors
    /// What the system said.
    fn write(&self, folder: &Path, stem: &str) -> Result<(), OutputError>;
}

/// What can be drawn as vectors and as pixels alike.
trait Draw: Sized {
    /// Width and height, pixels.
    const SIZE: (u32, u32) = (960, 600);

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn
    where
        B::ErrorType: 'static;

    /// What vectors show, where all of it would be too much.
    fn thinned(&self) -> Option<Self> {
        None
    }
}

impl<F: Draw> Figure for F {
    fn svg(&self) -> Result<String, OutputError> {
        let thinned = self.thinned();
        svg(thinned.as_ref().unwrap_or(self))
    }

    fn write(&self, folder: &Path, stem: &str) -> Result<(), OutputError> {
        write_whole(&folder.join(format!("{stem}.svg")), self.svg()?.as_bytes())?;
        write_whole(&folder.join(format!("{stem}.png")), &png(self)?)
    }
}

/// A chart with room for its title and the numbers and words beside its axes.
fn framed<'a, 'b, B: DrawingBackend>(
    area: &'a DrawingArea<B, Shift>,
    title: &str,
) -> ChartBuilder<'a, 'b, B> {
    let mut builder = ChartBuilder::on(area);
    builder
        .caption(title, (FONT, 22).into_font().color(&INK))
        .margin(16)
        .x_label_area_size(48)
        .y_label_area_size(64);
    builder
}

/// Axes in ink over few pale lines.
fn plain<'m, 'a, 'b, X: Ranged, Y: Ranged, B: DrawingBackend>(
    mesh: &'m mut MeshStyle<'a, 'b, X, Y, B>,
) -> &'m mut MeshStyle<'a, 'b, X, Y, B> {
    mesh.axis_desc_style((FONT, 16).into_font().color(&INK))
        .label_style((FONT, 14).into_font().color(&INK))
        .axis_style(INK)
        .bold_line_style(PALE)
        .light_line_style(TRANSPARENT)
}

/// The names of what was drawn.
fn legend<'a, B, C>(chart: &mut ChartContext<'a, B, C>, at: SeriesLabelPosition) -> Drawn
where
    B: DrawingBackend + 'a,
    B::ErrorType: 'static,
    C: CoordTranslate,
{
    chart
        .configure_series_labels()
        .position(at)
        .background_style(WHITE.mix(0.9))
        .border_style(PALE)
        .label_font((FONT, 14).into_font().color(&INK))
        .draw()?;
    Ok(())
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

fn svg(figure: &impl Draw) -> Result<String, OutputError> {
    let mut svg = String::new();
    finished(figure, SVGBackend::with_string(&mut svg, size(figure)))?;
    Ok(svg)
}

fn png(figure: &impl Draw) -> Result<Vec<u8>, OutputError> {
    let (width, height) = size(figure);
    let mut pixels = vec![0; 3 * (width * height) as usize];
    finished(figure, BitMapBackend::with_buffer(&mut pixels, (width, height)))?;
    let picture = image::RgbImage::from_raw(width, height, pixels).expect("three bytes a pixel");
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).map_err(failed)?;
    Ok(png.into_inner())
}

fn size<F: Draw>(_: &F) -> (u32, u32) {
    F::SIZE
}

fn finished<B: DrawingBackend>(figure: &impl Draw, backend: B) -> Result<(), OutputError>
where
    B::ErrorType: 'static,
{
    with_font();
    let area = backend.into_drawing_area();
    area.fill(&WHITE).map_err(failed)?;
    figure.draw(&area).map_err(failed)?;
    area.present().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::CLASSES;

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
                is_banded: is_log,
                series: vec![lines.clone(), dots.clone()],
            };
            chart.write(folder.path(), "chart").unwrap();
            let svg = std::fs::read_to_string(folder.path().join("chart.svg")).unwrap();
            assert!(["Accuracy", "neurons", "ours", "paper"].iter().all(|w| svg.contains(w)));
            assert_eq!(svg.contains("<polygon"), is_log, "bands, or bars");
            assert!((0.003..0.2).contains(&inked(folder.path(), "chart")));
        }
        let mut counts = [[0; CLASSES]; CLASSES];
        (0..CLASSES).for_each(|i| counts[i][i] = 90);
        counts[4][9] = 7;
        Matrix { counts, title: "Confusion".into() }.write(folder.path(), "confusion").unwrap();
        assert!((0.003..0.3).contains(&inked(folder.path(), "confusion")));
    }
}
