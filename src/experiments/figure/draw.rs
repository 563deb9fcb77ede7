//! How any figure is drawn: colours, axes, a legend, and the two formats.

use crate::experiments::files::{OutputError, write_whole};
use plotters::chart::MeshStyle;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use std::io::Cursor;
use std::path::Path;
use std::sync::Once;

pub(super) const FONT: &str = "Roboto";

pub(super) const INK: RGBColor = RGBColor(0x22, 0x26, 0x2E);

const PALE: RGBColor = RGBColor(0xD5, 0xDA, 0xE2);

/// Distinguishable with the common colour-vision deficiencies (Okabe & Ito 2008).
pub(super) const COLORS: [RGBColor; 8] = [
    RGBColor(0x00, 0x72, 0xB2),
    RGBColor(0xD5, 0x5E, 0x00),
    RGBColor(0x00, 0x9E, 0x73),
    RGBColor(0xCC, 0x79, 0xA7),
    RGBColor(0xE6, 0x9F, 0x00),
    RGBColor(0x56, 0xB4, 0xE9),
    RGBColor(0x77, 0x77, 0x77),
    RGBColor(0x00, 0x00, 0x00),
];

/// Why a figure was not drawn.
pub(super) type Drawn = Result<(), Box<dyn std::error::Error>>;

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
pub(super) trait Draw: Sized {
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
pub(super) fn framed<'a, 'b, B: DrawingBackend>(
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
pub(super) fn plain<'m, 'a, 'b, X: Ranged, Y: Ranged, B: DrawingBackend>(
    mesh: &'m mut MeshStyle<'a, 'b, X, Y, B>,
) -> &'m mut MeshStyle<'a, 'b, X, Y, B> {
    mesh.axis_desc_style((FONT, 16).into_font().color(&INK))
        .label_style((FONT, 14).into_font().color(&INK))
        .axis_style(INK)
        .bold_line_style(PALE)
        .light_line_style(TRANSPARENT)
}

/// The names of what was drawn.
pub(super) fn legend<'a, B, C>(chart: &mut ChartContext<'a, B, C>, at: SeriesLabelPosition) -> Drawn
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
        let roboto = include_bytes!("../../../assets/fonts/Roboto-Regular.ttf");
        // The file is ours and a test draws with it.
        let _ = register_font(FONT, FontStyle::Normal, roboto);
    });
}

pub(super) fn failed(reason: impl ToString) -> OutputError {
    OutputError::Figure { found: reason.to_string() }
}

pub(super) fn svg(figure: &impl Draw) -> Result<String, OutputError> {
    let mut svg = String::new();
    finished(figure, SVGBackend::with_string(&mut svg, size(figure)))?;
    Ok(svg)
}

pub(super) fn png(figure: &impl Draw) -> Result<Vec<u8>, OutputError> {
    let (width, height) = size(figure);
    let mut pixels = vec![0; 3 * (width * height) as usize];
    finished(figure, BitMapBackend::with_buffer(&mut pixels, (width, height)))?;
    let picture = image::RgbImage::from_raw(width, height, pixels).expect("three bytes a pixel");
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).map_err(failed)?;
    Ok(png.into_inner())
}

pub(super) fn size<F: Draw>(_: &F) -> (u32, u32) {
    F::SIZE
}

pub(super) fn finished<B: DrawingBackend>(figure: &impl Draw, backend: B) -> Result<(), OutputError>
where
    B::ErrorType: 'static,
{
    with_font();
    let area = backend.into_drawing_area();
    area.fill(&WHITE).map_err(failed)?;
    figure.draw(&area).map_err(failed)?;
    area.present().map_err(failed)
}
