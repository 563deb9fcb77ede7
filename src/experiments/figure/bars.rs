//! Bars in groups, with spreads: what became of edges, how often graphs were wrong.

use super::{COLORS, Draw, Drawn, FONT, INK, framed, legend, plain};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Share of a group's width that its bars take.
const FILLED: f64 = 0.8;

/// Bars of one colour: one in each group, with its spread, if it has one.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// In the legend.
    pub name: String,
    /// By group; none leaves a gap.
    pub heights: Vec<Option<(f64, Option<f64>)>>,
}

/// A chart of bars.
#[derive(Clone, Debug, PartialEq)]
pub struct BarChart {
    /// Above it.
    pub title: String,
    /// Beside the y axis, with unit.
    pub y: String,
    /// Under the groups.
    pub groups: Vec<String>,
    /// The bars.
    pub bars: Vec<Bars>,
}

impl Draw for BarChart {
    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn
    where
        B::ErrorType: 'static,
    {
        let heights = self.bars.iter().flat_map(|bars| bars.heights.iter().flatten());
        let high = heights.fold(0.0_f64, |high, (y, spread)| high.max(y + spread.unwrap_or(0.0)));
        let room = high.max(1e-6) * 0.16; // for the numbers, and for the legend
        let mut chart = framed(area, &self.title)
            .x_label_area_size(36)
            .build_cartesian_2d(0.0..self.groups.len() as f64, 0.0..high + room)?;
        plain(&mut chart.configure_mesh())
            .disable_x_mesh()
            .disable_x_axis()
            .y_desc(&self.y)
            .y_label_formatter(&|y| format!("{y:.0}"))
            .draw()?;
        let width = FILLED / self.bars.len().max(1) as f64;
        for (i, (bars, &color)) in self.bars.iter().zip(COLORS.iter().cycle()).enumerate() {
            let placed = (0..).zip(&bars.heights).filter_map(|(group, height)| {
                let left = f64::from(group) + (1.0 - FILLED) / 2.0 + i as f64 * width;
                height.map(|(y, spread)| (left, y, spread))
            });
            let places: Vec<(f64, f64, Option<f64>)> = placed.collect();
            let bar = |&(left, y, _): &(f64, f64, Option<f64>)| {
                let corners = [(left, 0.0), (left + width * 0.92, y)];
                Rectangle::new(corners, color.mix(0.85).filled())
            };
            chart.draw_series(places.iter().map(bar))?.label(&bars.name).legend(move |(x, y)| {
                Rectangle::new([(x, y - 5), (x + 14, y + 5)], color.filled())
            });
            let middle = width * 0.46;
            chart.draw_series(places.iter().filter_map(|&(left, y, spread)| {
                let spread = spread?;
                let ends = vec![(left + middle, y - spread), (left + middle, y + spread)];
                Some(PathElement::new(ends, INK.stroke_width(1)))
            }))?;
            let style =
                (FONT, 13).into_font().color(&INK).pos(Pos::new(HPos::Center, VPos::Bottom));
            chart.draw_series(places.iter().map(|&(left, y, spread)| {
                let top = y + spread.unwrap_or(0.0) + room * 0.04;
                Text::new(format!("{y:.1}"), (left + middle, top), style.clone())
            }))?;
        }
        let style = (FONT, 15).into_font().color(&INK).pos(Pos::new(HPos::Center, VPos::Top));
        let under = |group: usize| {
            let (x, y) = chart.backend_coord(&(group as f64 + 0.5, 0.0));
            (x, y + 8)
        };
        let corner = area.get_base_pixel();
        for (i, group) in self.groups.iter().enumerate() {
            let (x, y) = under(i);
            area.draw(&Text::new(group.clone(), (x - corner.0, y - corner.1), style.clone()))?;
        }
        legend(&mut chart, SeriesLabelPosition::UpperRight)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Figure;
    use super::*;

    #[test]
    fn every_bar_has_its_number_and_every_group_its_name() {
        let chart = BarChart {
            title: "Edges".into(),
            y: "%".into(),
            groups: vec!["up".into(), "down".into()],
            bars: vec![
                Bars {
                    name: "ours".into(),
                    heights: vec![Some((27.3, Some(1.0))), Some((31.6, None))],
                },
                Bars { name: "paper".into(), heights: vec![Some((29.0, None)), None] },
            ],
        };
        let svg = chart.svg().unwrap();
        for text in ["Edges", "up", "down", "27.3", "31.6", "29.0", "ours", "paper"] {
            assert!(svg.contains(text), "{text}");
        }
    }
}
