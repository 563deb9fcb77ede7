//! Accuracy in plots: of the run that goes on, as images come, and of all runs over the number of neurons.

use super::MATRIX;
use crate::app::experiments::Live;
use crate::app::panels::{Model, dim, title};
use crate::app::theme;
use crate::app::views::words::network_title;
use crate::experiments::weights::{Config, Features, Results};
use crate::experiments::words::number;
use bevy_egui::egui::{Rangef, Response, RichText, Sense, Ui, vec2};
use egui_plot::{AxisHints, GridMark, Line, Plot, PlotPoints, Points};

/// Room for a heading, logical pixels.
pub(super) const HEADING: f32 = 20.0;

/// Accuracy as images come, if they do, and over the number of neurons; together as high as a matrix of mistakes.
pub(super) fn show(ui: &mut Ui, model: &Model, shown: Option<&Config>) {
    let height = MATRIX + HEADING;
    let Some(curve) = model.experiments.live_beside(shown) else {
        fig3(ui, model, height - HEADING);
        return;
    };
    live(ui, curve, shown != Some(&curve.config), height / 2.0 - HEADING);
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

/// The least distance of two numbers beside a plot, in the least distances of two lines of its grid (8 points).
const MARKS_APART: f64 = 2.25;

/// Round values within bounds, at least so far apart and less than twice as far, each with how far.
fn marks((from, to): (f64, f64), least: f64) -> impl Iterator<Item = (f64, f64)> {
    let power = 10_f64.powf(least.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|step| step * power);
    let step = steps.into_iter().find(|step| *step >= least).unwrap_or(10.0 * power);
    ((from / step).ceil() as i64..=(to / step).floor() as i64).map(move |i| (i as f64 * step, step))
}

/// Decimals that tell values so far apart from each other.
fn decimals(step: f64) -> usize {
    let is_whole = |&decimals: &usize| {
        let scaled = step * 10_f64.powi(decimals as i32);
        (scaled - scaled.round()).abs() < 1e-6 && scaled > 0.5
    };
    (0..6).find(is_whole).unwrap_or(6)
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

/// Accuracy while images come; of another run than the one that is looked at, its name.
fn live(ui: &mut Ui, curve: &Live, is_other: bool, height: f32) {
    let (config, name) = (&curve.config, &curve.config.preset.name);
    let tip = format!(
        "Each image is labelled by those that came before it. The run of {name}, seed {}, on {} images",
        config.seed, config.images
    );
    let label = match is_other {
        true => format!("right so far: {}", network_title(name)),
        false => "right so far".to_owned(),
    };
    heading(ui, "As images come", &[(&label, theme::ACCENT)]).on_hover_text(tip);
    let points = curve.points.clone();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plots_of_all_heights_have_numbers_beside_them() {
        for height in 76..400 {
            for (from, to) in
                [(0.0, 100.0), (71.2, 97.6), (20.0, 95.0), (96.31, 96.34), (87.0, 87.0001)]
            {
                let point = (to - from) / f64::from(height);
                let least = MARKS_APART * 8.0 * point;
                let marks: Vec<(f64, f64)> = marks((from, to), least).collect();
                assert!(marks.len() >= 2, "{height} points, {from} to {to}: {marks:?}");
                let mut said: Vec<String> =
                    marks.iter().map(|&(value, step)| number(value, decimals(step))).collect();
                assert!(
                    marks.iter().all(|(value, step)| (from - least / 1e6..=to + least / 1e6)
                        .contains(value)
                        && *step >= least)
                );
                said.dedup();
                assert_eq!(said.len(), marks.len(), "each is another number");
            }
        }
        assert_eq!([0.1, 0.25, 1.0, 2.5, 20.0].map(decimals), [1, 2, 0, 1, 0]);
    }
}
