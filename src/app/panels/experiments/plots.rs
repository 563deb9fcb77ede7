//! Accuracy in plots: of the run that goes on, as images come, and of all runs over the number of neurons.

use super::MATRIX;
use crate::app::panels::{Model, dim, title};
use crate::app::theme;
use crate::experiments::weights::{Features, Results};
use crate::experiments::words::number;
use bevy_egui::egui::{Response, RichText, Sense, Ui, vec2};
use egui_plot::{Line, Plot, PlotPoints, Points};

/// Room for a heading, logical pixels.
pub(super) const HEADING: f32 = 20.0;

/// Accuracy as images come, if they do, and over the number of neurons; together as high as a matrix of mistakes.
pub(super) fn show(ui: &mut Ui, model: &Model) {
    let height = MATRIX + HEADING;
    if model.experiments.live.is_empty() {
        fig3(ui, model, height - HEADING);
        return;
    }
    live(ui, model, height / 2.0 - HEADING);
    fig3(ui, model, height / 2.0 - HEADING);
}

fn plot<'a>(name: &'a str, x: &'a str, height: f32) -> Plot<'a> {
    Plot::new(name.to_owned())
        .height(height)
        .allow_scroll(false)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_boxed_zoom(false)
        .x_axis_label(x)
        .y_axis_label("right, %")
}

/// A plot's heading, and beside it what each colour stands for: inside, it would cover what is drawn.
fn heading(ui: &mut Ui, text: &str, colors: &[(&str, [u8; 3])]) -> Response {
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
fn live(ui: &mut Ui, model: &Model, height: f32) {
    let tip = "Each image is labelled by those that came before it";
    heading(ui, "As images come", &[("right so far", theme::ACCENT)]).on_hover_text(tip);
    let points = model.experiments.live.clone();
    let of_images = |mark: egui_plot::GridMark, _: &std::ops::RangeInclusive<f64>| {
        // Between images there is none.
        if mark.value.fract() == 0.0 { number(mark.value, 0) } else { String::new() }
    };
    plot("live", "images", height).x_axis_formatter(of_images).show(ui, |plot| {
        let (name, color) = ("right so far", theme::color(theme::ACCENT));
        plot.line(Line::new(name, PlotPoints::from(points.clone())).color(color).width(2.0));
        // A first point has no line yet.
        plot.points(Points::new(name, PlotPoints::from(points)).color(color).radius(2.5));
    });
}

/// Accuracy over the number of neurons, as far as runs have come.
fn fig3(ui: &mut Ui, model: &Model, height: f32) {
    let colors = [("weights", theme::ACCENT), ("counts", theme::SAME), ("paper", theme::WARNING)];
    heading(ui, "By neurons (Fig. 3)", &colors);
    let mut runs: Vec<&Results> = model.experiments.results.iter().collect();
    runs.sort_by_key(|run| run.neurons);
    let of = |features: Features| -> Vec<[f64; 2]> {
        let point = |run: &&Results| {
            let accuracy = run.accuracy(features, Some(run.config.headline_ms()))?;
            Some([(run.neurons as f64).log10(), accuracy.mean])
        };
        runs.iter().filter_map(point).collect()
    };
    let of_neurons = |mark: egui_plot::GridMark, _: &std::ops::RangeInclusive<f64>| {
        let n = 10_f64.powf(mark.value);
        if n < 1.0 { String::new() } else { number(n, 0) }
    };
    plot("fig3", "neurons", height).x_axis_formatter(of_neurons).show(ui, |plot| {
        for (features, color) in
            [(Features::Weights, theme::ACCENT), (Features::Counts, theme::SAME)]
        {
            let color = theme::color(color);
            let points = of(features);
            plot.line(Line::new(features.words(), PlotPoints::from(points.clone())).color(color));
            plot.points(
                Points::new(features.words(), PlotPoints::from(points)).color(color).radius(3.5),
            );
        }
        let paper = [[5.0_f64, 71.66], [200.0, 96.49]].map(|[n, percent]| [n.log10(), percent]);
        let paper = Points::new("paper", PlotPoints::from(paper.to_vec()));
        plot.points(paper.color(theme::color(theme::WARNING)).radius(4.0));
    });
}
