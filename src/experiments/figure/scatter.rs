//! A cloud of labelled points, seen along two of its axes (G21 Fig. 1).

use super::{COLORS, Draw, Drawn, INK, framed, legend, plain};
use crate::experiments::words::number;
use plotters::coord::Shift;
use plotters::prelude::*;

/// Points of the SVG, which holds each by itself; the PNG has all.
const SVG_POINTS: usize = 6_000;
/// Two more colours than lines have.
const MORE: [RGBColor; 2] = [RGBColor(0x8B, 0x5A, 0x2B), RGBColor(0x66, 0x33, 0x99)];

/// A point and its digit.
pub type Labelled = ([f32; 2], u8);

/// A cloud of labelled points.
#[derive(Clone, Debug, PartialEq)]
pub struct Scatter {
    /// Above it.
    pub title: String,
    /// Under the x axis.
    pub x: String,
    /// Beside the y axis.
    pub y: String,
    /// The points; later ones lie over earlier ones.
    pub points: Vec<Labelled>,
}

impl Draw for Scatter {
    const SIZE: (u32, u32) = (960, 800);

    fn thinned(&self) -> Option<Scatter> {
        let step = self.points.len().div_ceil(SVG_POINTS).max(1);
        let points = self.points.iter().copied().step_by(step).collect();
        Some(Scatter { points, ..self.clone() })
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn
    where
        B::ErrorType: 'static,
    {
        let bound = |axis: usize| {
            let (low, high) = self
                .points
                .iter()
                .fold((f32::MAX, f32::MIN), |(l, h), (p, _)| (l.min(p[axis]), h.max(p[axis])));
            let room = (high - low).max(1e-6) * 0.04;
            f64::from(low - room)..f64::from(high + room)
        };
        let mut chart = framed(area, &self.title).build_cartesian_2d(bound(0), bound(1))?;
        plain(&mut chart.configure_mesh())
            .x_desc(&self.x)
            .y_desc(&self.y)
            .x_label_formatter(&tenths)
            .y_label_formatter(&tenths)
            .draw()?;
        let colors = COLORS.iter().chain(&MORE);
        let color = |label: u8| colors.clone().nth(usize::from(label)).copied().unwrap_or(INK);
        let is_dense = self.points.len() > SVG_POINTS;
        chart.draw_series(self.points.iter().map(|&([x, y], label)| {
            let style = color(label).mix(if is_dense { 0.55 } else { 0.8 }).filled();
            Circle::new((f64::from(x), f64::from(y)), if is_dense { 1 } else { 2 }, style)
        }))?;
        let shown = (0..=u8::MAX).filter(|class| self.points.iter().any(|p| p.1 == *class));
        for class in shown {
            let color = color(class);
            chart
                .draw_series(std::iter::empty::<Circle<(f64, f64), i32>>())?
                .label(class.to_string())
                .legend(move |(x, y)| Circle::new((x + 10, y), 5, color.filled()));
        }
        legend(&mut chart, SeriesLabelPosition::UpperRight)
    }
}

fn tenths(x: &f64) -> String {
    number(*x, 1)
}

#[cfg(test)]
mod tests {
    use super::super::Figure;
    use super::*;

    #[test]
    fn every_digit_shown_is_in_the_legend() {
        let folder = tempfile::tempdir().unwrap();
        let points = (0..200_u8).map(|i| {
            let label = if i % 2 == 0 { 1 } else { 9 };
            ([f32::from(i % 17) * f32::from(label), f32::from(i % 23)], label)
        });
        let scatter = Scatter {
            title: "Paths".into(),
            x: "first axis".into(),
            y: "second axis".into(),
            points: points.collect(),
        };
        scatter.write(folder.path(), "cloud").unwrap();
        let svg = std::fs::read_to_string(folder.path().join("cloud.svg")).unwrap();
        assert!(
            ["Paths", "first axis", "second axis", "\n1\n", "\n9\n"]
                .iter()
                .all(|w| svg.contains(w))
        );
        assert!(!svg.contains("\n8\n"));
        assert!(folder.path().join("cloud.png").metadata().unwrap().len() > 2_000);
    }
}
