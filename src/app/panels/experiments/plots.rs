//! Accuracy in plots: of the run that goes on, as images come, and of all runs over the number of neurons.

use super::mistakes::MATRIX;
use crate::app::panels::{Model, dim, title};
use crate::app::theme::{self, Rgb};
use crate::app::views::plots::{
    LiveView, MARKS_APART, NEURONS_SHOWN, PlotsView, decimals, images_mark, marks, neurons_mark,
};
use crate::experiments::weights::Config;
use crate::experiments::words::number;
use bevy_egui::egui::{Rangef, Response, RichText, Sense, Ui, vec2};
use egui_plot::{AxisHints, GridMark, Line, Plot, PlotPoints, Points};

/// Room for a heading, logical pixels.
pub(super) const HEADING: f32 = 20.0;

/// Accuracy as images come, if they do, and over the number of neurons; together as high as a matrix of mistakes.
pub(super) fn show(ui: &mut Ui, model: &Model, shown: Option<&Config>) {
    let view = &PlotsView::gather(model, shown);
    let height = MATRIX + HEADING;
    let Some(curve) = &view.live else {
        fig3(ui, view, height - HEADING);
        return;
    };
    live(ui, curve, height / 2.0 - HEADING);
    fig3(ui, view, height / 2.0 - HEADING);
}

fn plot<'a>(name: &'a str, x: &'a str, height: f32) -> Plot<'a> {
    Plot::new(name.to_owned())
        .height(height)
        .allow_scroll(false)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_boxed_zoom(false)
        .x_axis_label(x)
        .y_grid_spacer(|input| {
            let mark = |(value, step_size)| GridMark { value, step_size };
            marks(input.bounds, MARKS_APART * input.base_step_size).map(mark).collect()
        })
        .custom_y_axes(vec![
            AxisHints::new_y()
                .label("right, %")
                .label_spacing(Rangef::new(8.0, 16.0))
                .formatter(|mark, _| number(mark.value, decimals(mark.step_size))),
        ])
}

/// A plot's heading, and beside it what each colour stands for: inside, it would cover what is drawn.
fn heading(ui: &mut Ui, text: &str, colors: &[(&str, Rgb)]) -> Response {
    let shown = ui.horizontal(|ui| {
        title(ui, text);
        ui.spacing_mut().item_spacing.x = 4.0;
        for &(name, color) in colors {
            ui.add_space(6.0);
            let (dot, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
            ui.painter().circle_filled(dot.center(), 3.5, theme::color(color));
            ui.label(RichText::new(name).size(11.5).color(dim()));
        }
    });
    shown.response
}

/// Accuracy while images come.
fn live(ui: &mut Ui, view: &LiveView, height: f32) {
    heading(ui, "As images come", &[(&view.label, theme::ACCENT)]).on_hover_text(&view.tip);
    plot("live", "images", height).x_axis_formatter(|mark, _| images_mark(mark.value)).show(
        ui,
        |plot| {
            let (name, color) = ("right so far", theme::color(theme::ACCENT));
            let points = || PlotPoints::from(view.points.to_vec());
            plot.line(Line::new(name, points()).color(color).width(2.0));
            // A first point has no line yet.
            plot.points(Points::new(name, points()).color(color).radius(2.5));
        },
    );
}

/// Accuracy over the number of neurons, as far as runs have come.
fn fig3(ui: &mut Ui, view: &PlotsView, height: f32) {
    let all = view.by_neurons.iter().chain(&view.paper);
    let colors: Vec<(&str, Rgb)> = all.map(|series| (series.label, series.color)).collect();
    heading(ui, "By neurons (Fig. 3)", &colors);
    let mut plot =
        plot("fig3", "neurons", height).x_axis_formatter(|mark, _| neurons_mark(mark.value));
    if view.paper.is_none() {
        for (neurons, percent) in NEURONS_SHOWN.into_iter().zip(view.percent) {
            plot = plot.include_x(neurons).include_y(percent);
        }
    }
    plot.show(ui, |plot| {
        for series in &view.by_neurons {
            let color = theme::color(series.color);
            let points = || PlotPoints::from(series.points.clone());
            plot.line(Line::new(series.name, points()).color(color));
            plot.points(Points::new(series.name, points()).color(color).radius(3.5));
        }
        if let Some(paper) = &view.paper {
            let points = Points::new(paper.name, PlotPoints::from(paper.points.clone()));
            plot.points(points.color(theme::color(paper.color)).radius(4.0));
        }
    });
}
