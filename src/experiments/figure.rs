//! Figures as SVG and PNG: lines with spreads over N or time, bars, clouds, and confusion matrices.

mod bars;
mod matrix;
mod scatter;

pub use bars::{BarChart, Bars};
pub use matrix::Matrix;
pub use scatter::{Labelled, Scatter};

use plotters::coord::Shift;
use plotters::prelude::*;
mod draw;
pub use draw::Figure;
use draw::{COLORS, Draw, Drawn, FONT, INK, framed, legend, plain};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ClassNames;
    use std::path::Path;

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
        let mut counts = vec![vec![0; 10]; 10];
        (0..10).for_each(|i| counts[i][i] = 90);
        counts[4][9] = 7;
        let names = (0..10).map(|class| format!("n{class}")).collect();
        let matrix =
            Matrix { counts, names: ClassNames::new(names).unwrap(), title: "Confusion".into() };
        matrix.write(folder.path(), "confusion").unwrap();
        let svg = std::fs::read_to_string(folder.path().join("confusion.svg")).unwrap();
        assert!(svg.contains("n4"), "classes by their names");
        assert!((0.003..0.3).contains(&inked(folder.path(), "confusion")));
    }
}
