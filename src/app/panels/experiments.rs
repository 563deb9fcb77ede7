//! Experiments: start one, watch its accuracy as images come, look at what was mistaken for what, and
//! replay the digits that were missed.

use super::input::preset_button;
use super::{Model, Panel, dim, drag, found_paths, runs, title};
use crate::analysis::CLASSES;
use crate::app::command::AppCommand;
use crate::app::state::Dialog;
use crate::app::theme;
use crate::data::{ImageSet, Part};
use crate::experiments::sweep;
use crate::experiments::weights::{Config, Features, Results, Told};
use crate::experiments::words::{a, count, number, thousands};
use crate::sim::Preset;
use bevy_egui::egui::{
    self, Align2, Color32, ComboBox, FontId, Rect, RichText, Sense, Stroke, Ui, pos2, vec2,
};
use egui_plot::{Line, Plot, PlotPoints, Points};

/// Side of a cell of the confusion matrix, logical pixels.
const CELL: f32 = 24.0;
/// Of the matrix, with a row and a column of digits.
const MATRIX: f32 = CELL * 11.0;
/// Room for a heading, logical pixels.
const HEADING: f32 = 20.0;
/// Height of the rows of finished runs; more of them are scrolled to.
const ROWS_HEIGHT: f32 = 96.0;
/// The window's size, where there is room.
const SIZE: egui::Vec2 = vec2(860.0, 680.0);
/// Thumbnails of missed digits.
const MISSED_MAX: usize = 40;
const THUMBNAIL: f32 = 36.0;

/// What is chosen for the next run.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// A preset's name, or none for a number of neurons.
    preset: Option<String>,
    neurons: usize,
    images: ImageSet,
    limit: usize,
    /// The result that is looked at; the last one if it does not exist.
    shown: usize,
}

impl Chosen {
    /// Looks at the result that comes last.
    pub(super) fn show_last(&mut self) {
        self.shown = usize::MAX;
    }
}

impl Default for Chosen {
    fn default() -> Self {
        Chosen {
            preset: Some(Preset::DEFAULT.to_owned()),
            neurons: 50,
            images: ImageSet::Test,
            limit: 2_000,
            shown: usize::MAX,
        }
    }
}

/// Shows the window until it is closed.
pub fn show(ctx: &egui::Context, model: &Model, panel: &mut Panel) {
    let mut is_open = true;
    let room = ctx.viewport_rect().size();
    let size = SIZE.min(room - vec2(48.0, 112.0));
    egui::Window::new(RichText::new("Experiments").font(theme::heading(15.0)))
        .id(Dialog::Experiments.id())
        .open(&mut is_open)
        .collapsible(false)
        .order(egui::Order::Foreground)
        .default_size(size)
        .default_pos(pos2((room.x - size.x - 32.0) / 2.0, 52.0))
        .show(ctx, |ui| {
            choose(ui, model, panel);
            ui.separator();
            progress(ui, model);
            egui::ScrollArea::vertical().show(ui, |ui| {
                if runs::show(ui, model, panel) {
                    panel.textures.experiment.show_last(); // the one that was opened
                }
                found_paths::show(ui, model, panel);
                if model.experiments.running().is_none() && model.experiments.results.is_empty() {
                    return;
                }
                found(ui, model, panel);
            });
        });
    if !is_open {
        panel.commands.push(AppCommand::ShowExperiments(false));
    }
}

fn choose(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let mut chosen = panel.textures.experiment.clone();
    ui.horizontal(|ui| {
        let name = chosen.preset.clone().unwrap_or_else(|| "N neurons".into());
        ComboBox::from_id_salt("experiment model").width(150.0).selected_text(name).show_ui(ui, |ui| {
            ui.set_min_width(340.0);
            for name in Preset::names().filter(|name| name.starts_with("weights")) {
                if preset_button(ui, name, chosen.preset.as_deref() == Some(name)).clicked() {
                    chosen.preset = Some(name.to_owned());
                }
            }
            ui.selectable_value(&mut chosen.preset, None, "N neurons")
                .on_hover_text("By the construction rule of the sweep");
        });
        if chosen.preset.is_none() {
            ui.add(drag(ui, &mut chosen.neurons).range(1..=400).prefix("N "));
        }
        ComboBox::from_id_salt("experiment images")
            .width(70.0)
            .selected_text(chosen.images.to_string())
            .show_ui(ui, |ui| {
                for set in [ImageSet::Test, ImageSet::Tune, ImageSet::Held] {
                    let name = set.to_string();
                    ui.selectable_value(&mut chosen.images, set, name);
                }
            })
            .response
            .on_hover_text(
                "The test set; tune: training images on which parameters may be chosen; held: others, \
                 used for nothing else",
            );
        ui.add(drag(ui, &mut chosen.limit).range(100..=10_000).speed(50).suffix(" images"))
            .on_hover_text("From the first; the paper uses 10,000");
        let start = ui.button("Start").on_hover_text(
            "Present the images, take the weights every 100 ms, and classify each tenth by the rest, \
             ten times",
        );
        if start.clicked() {
            let preset = match &chosen.preset {
                Some(name) => Preset::builtin(name),
                None => sweep::preset(chosen.neurons),
            };
            start_with(panel, &mut chosen, preset.ok().as_slice());
        }
        let all = ui.button("All sizes").on_hover_text("The paper's Fig. 3: networks of N = 5, 10, 25, 50, 100, 200, 300, 400");
        if all.clicked() {
            let presets: Vec<Preset> =
                sweep::NEURONS.iter().filter_map(|&n| sweep::preset(n).ok()).collect();
            start_with(panel, &mut chosen, &presets);
        }
        if model.experiments.running().is_some() {
            let is_stopping = model.experiments.is_stopping();
            let stop = ui.add_enabled(!is_stopping, egui::Button::new("Stop"));
            let tip = "Keep what is done, for the same run to go on from (not with --no-cache)";
            if stop.on_hover_text(tip).clicked() {
                panel.commands.push(AppCommand::StopExperiments);
            }
        }
    });
    panel.textures.experiment = chosen;
}

fn start_with(panel: &mut Panel, chosen: &mut Chosen, presets: &[Preset]) {
    chosen.show_last();
    let config = |preset: &Preset| Config {
        images: chosen.images.to_string(),
        limit: Some(chosen.limit),
        ..Config::of(preset)
    };
    panel.commands.push(AppCommand::StartExperiments(presets.iter().map(config).collect()));
}

fn progress(ui: &mut Ui, model: &Model) {
    let experiments = &*model.experiments;
    let Some(config) = experiments.running() else {
        said(ui, model);
        let is_empty = experiments.said.is_none()
            && experiments.results.is_empty()
            && experiments.paths.is_empty()
            && experiments.stdp.is_empty()
            && experiments.remembered.is_empty()
            && experiments.stopped.is_empty();
        if is_empty {
            // Not in numbers: computers differ, and a run soon says how long it still takes.
            let text = "Nothing has run yet. Choose a network and press Start: how long it takes is said \
                        as soon as the first images are done.";
            ui.label(RichText::new(text).color(dim()));
        }
        return;
    };
    let waiting = match experiments.waiting() {
        0 => String::new(),
        more => format!(", {more} more after it"),
    };
    let (share, words) = match experiments.told {
        _ if experiments.is_stopping() => (0.0, "stopping: what is done is being kept".to_owned()),
        None => (0.0, "reading the images".to_owned()),
        Some(Told::Presenting { progress, live }) => {
            let live =
                live.map_or(String::new(), |live| format!(", {} % right so far", number(live, 1)));
            let left = progress.left.map_or(String::new(), |left| {
                format!(", about {} s left", number(left.as_secs_f64(), 0))
            });
            let (done, total) = (progress.done, progress.total);
            let words = format!("{} of {}{live}{left}", thousands(done), count(total, "image"));
            (done as f32 / total as f32, words)
        }
        Some(Told::Classifying { done, total }) => {
            (done as f32 / total as f32, format!("classifying, {done} of {total} rows"))
        }
    };
    ui.horizontal(|ui| {
        ui.label(format!("{}{waiting}", config.preset.name));
        ui.add(egui::ProgressBar::new(share).text(words).desired_width(ui.available_width()));
    });
    said(ui, model);
}

/// What became of the last run, or of what was asked for.
fn said(ui: &mut Ui, model: &Model) {
    if let Some(said) = &model.experiments.said {
        ui.label(RichText::new(said).color(dim()));
    }
}

/// Accuracy as images come, if they do, and over the number of neurons; so high together.
fn plots(ui: &mut Ui, model: &Model, height: f32) {
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
fn heading(ui: &mut Ui, text: &str, colors: &[(&str, [u8; 3])]) {
    ui.horizontal(|ui| {
        title(ui, text);
        ui.spacing_mut().item_spacing.x = 4.0;
        for &(name, color) in colors {
            ui.add_space(6.0);
            let (dot, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
            ui.painter().circle_filled(dot.center(), 3.5, theme::color(color));
            ui.label(RichText::new(name).size(11.5).color(dim()));
        }
    });
}

/// Accuracy while images come.
fn live(ui: &mut Ui, model: &Model, height: f32) {
    heading(ui, "As images come", &[("each by those before it", theme::ACCENT)]);
    let points = model.experiments.live.clone();
    let of_images = |mark: egui_plot::GridMark, _: &std::ops::RangeInclusive<f64>| {
        // Between images there is none.
        if mark.value.fract() == 0.0 { number(mark.value, 0) } else { String::new() }
    };
    plot("live", "images", height).x_axis_formatter(of_images).show(ui, |plot| {
        let line = Line::new("each by the images before it", PlotPoints::from(points));
        plot.line(line.color(theme::color(theme::ACCENT)).width(2.0));
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

/// What is finished: a row for each run, and of the one that is looked at what was mistaken for what, beside
/// all of them in plots.
fn found(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let results = &model.experiments.results;
    let Some(last) = results.len().checked_sub(1) else {
        plots(ui, model, MATRIX + HEADING);
        return;
    };
    let shown = panel.textures.experiment.shown.min(last);
    // Rows scroll by themselves, so that the matrix below them stays in sight.
    let rows = egui::ScrollArea::vertical().id_salt("results").max_height(ROWS_HEIGHT);
    rows.show(ui, |ui| rows_of(ui, results, shown, panel));
    ui.separator();
    ui.horizontal_top(|ui| {
        confusion(ui, &results[shown].confusion);
        ui.add_space(12.0);
        ui.vertical(|ui| plots(ui, model, MATRIX + HEADING));
    });
    ui.separator();
    missed(ui, model, &results[shown], panel);
}

fn rows_of(ui: &mut Ui, results: &[Results], shown: usize, panel: &mut Panel) {
    egui::Grid::new("results").num_columns(6).striped(true).spacing([16.0, 4.0]).show(ui, |ui| {
        for (heading, tip) in [
            ("network", "Preset and seed of the network"),
            ("images", "How many, and of which set"),
            ("weights", "Share labelled right by changes of the edge weights"),
            ("counts", "Share labelled right by how often each neuron fired"),
            ("pixels", "Share labelled right by the images themselves: the baseline"),
        ] {
            ui.label(RichText::new(heading).size(11.5).color(dim())).on_hover_text(tip);
        }
        ui.end_row();
        for (i, run) in results.iter().enumerate().rev() {
            row(ui, run, i == shown, i, panel);
            ui.end_row();
        }
    });
}

fn row(ui: &mut Ui, run: &Results, is_shown: bool, i: usize, panel: &mut Panel) {
    let name = format!("{}, seed {}", run.config.preset.name, run.config.seed);
    let tip = "Look at what it mistook for what";
    if ui.selectable_label(is_shown, name).on_hover_text(tip).clicked() {
        panel.textures.experiment.shown = i;
    }
    ui.label(format!("{} {}", thousands(run.images), run.config.images));
    let ms = Some(run.config.headline_ms());
    for (features, ms) in
        [(Features::Weights, ms), (Features::Counts, ms), (Features::PixelsEuclidean, None)]
    {
        let accuracy = run.accuracy(features, ms);
        let words = accuracy.map_or(String::new(), |accuracy| match accuracy.std {
            Some(std) => format!("{} ± {} %", number(accuracy.mean, 2), number(std, 2)),
            None => format!("{} %", number(accuracy.mean, 2)),
        });
        ui.label(words).on_hover_text(format!(
            "{}, mean and spread over {}",
            features.words(),
            count(run.config.splits as usize, "split")
        ));
    }
    if ui.button("Open").on_hover_text("Show this network in the window").clicked() {
        let preset = Box::new(run.config.preset.clone());
        panel.commands.push(AppCommand::LoadModel(preset, run.config.seed));
        panel.commands.push(AppCommand::ShowExperiments(false));
    }
}

/// What was labelled what.
pub fn confusion(ui: &mut Ui, counts: &[[u32; CLASSES]; CLASSES]) {
    ui.vertical(|ui| {
        title(ui, "Shown (rows), labelled (columns)");
        let (area, response) = ui.allocate_exact_size(vec2(MATRIX, MATRIX), Sense::hover());
        let painter = ui.painter_at(area);
        let most = (0..10)
            .flat_map(|t| (0..10).filter(move |&l| l != t).map(move |l| counts[t][l]))
            .max()
            .unwrap_or(0)
            .max(1);
        let cell = |truth: usize, label: usize| {
            let corner = area.min + vec2(CELL * (label + 1) as f32, CELL * (truth + 1) as f32);
            Rect::from_min_size(corner, vec2(CELL, CELL)).shrink(1.0)
        };
        for digit in 0..10 {
            let font = theme::heading(12.0);
            let (row, column) = (cell(digit, 0).left_center(), cell(0, digit).center_top());
            let color = theme::class_text(digit);
            painter.text(row - vec2(8.0, 0.0), Align2::RIGHT_CENTER, digit, font.clone(), color);
            painter.text(column - vec2(0.0, 4.0), Align2::CENTER_BOTTOM, digit, font, color);
        }
        for (truth, row) in counts.iter().enumerate() {
            for (label, &count) in row.iter().enumerate() {
                let share = (count as f32 / most as f32).min(1.0).sqrt();
                let color = match truth == label {
                    true => theme::color(theme::RAISED),
                    false => theme::color(theme::UP).gamma_multiply(share),
                };
                painter.rect_filled(cell(truth, label), 2.0, color);
                if count > 0 {
                    let at = cell(truth, label).center();
                    let font = FontId::proportional(10.0);
                    let ink = if truth == label { dim() } else { Color32::WHITE };
                    painter.text(at, Align2::CENTER_CENTER, count, font, ink);
                }
            }
        }
        response.on_hover_text("The brighter, the more often mistaken");
    });
}

/// Digits that were labelled wrong: a click replays one.
fn missed(ui: &mut Ui, model: &Model, run: &Results, panel: &mut Panel) {
    title(ui, &format!("Missed: {}", count(run.missed.len(), "digit")));
    let Ok(set) = run.config.images.parse::<ImageSet>() else { return };
    let missed = run.missed.iter().map(|missed| Missed {
        place: missed.image as usize,
        label: missed.label,
        words: format!(
            "{} labelled {}: {}",
            a(missed.truth),
            missed.label,
            how_often(missed.wrong, missed.asked)
        ),
    });
    missed_digits(ui, model, set.part(), missed, panel);
}

/// How often a digit was labelled wrong, of the times it was tested: in the splits in which it was not learnt from.
fn how_often(wrong: u32, tested: u32) -> String {
    match (wrong, tested) {
        (1, 1) => "wrong the one time it was tested".to_owned(),
        _ if wrong == tested => format!("wrong all {tested} times it was tested"),
        _ => format!("wrong {wrong} of the {tested} times it was tested"),
    }
}

/// A digit that was labelled wrong.
pub struct Missed {
    /// Its place in its part of MNIST.
    pub place: usize,
    /// What it was labelled.
    pub label: u8,
    /// What went wrong.
    pub words: String,
}

/// Pictures of digits that were missed, as many as there is room for.
pub fn missed_digits(
    ui: &mut Ui,
    model: &Model,
    part: Part,
    missed: impl Iterator<Item = Missed>,
    panel: &mut Panel,
) {
    let Some(digits) = model.digits.part(part).cloned() else {
        ui.label(RichText::new("The training images are still being read").color(dim()));
        return;
    };
    ui.horizontal_wrapped(|ui| {
        for Missed { place, label, words } in missed.take(MISSED_MAX) {
            if place >= digits.len() {
                continue; // results of another folder of images
            }
            let (area, response) =
                ui.allocate_exact_size(vec2(THUMBNAIL, THUMBNAIL), Sense::click());
            let image = digits.image(place);
            let texture = panel.textures.picture(ui.ctx(), part, place as u32, image);
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            ui.painter().image(texture.id(), area, whole, Color32::WHITE);
            let color = theme::color(theme::CLASSES[usize::from(label)]);
            ui.painter().rect_stroke(area, 2.0, Stroke::new(1.0, color), egui::StrokeKind::Inside);
            let corner = area.right_bottom() - vec2(3.0, 1.0);
            let ink = theme::class_text(usize::from(label));
            ui.painter().text(corner, Align2::RIGHT_BOTTOM, label, theme::heading(11.0), ink);
            let name = match part {
                Part::Test => "test",
                Part::Train => "train",
            };
            let response = response.on_hover_text(format!(
                "{name} {}, {words}. Click to see the network on it; Ctrl+E comes back.",
                thousands(place)
            ));
            if response.clicked() {
                panel.commands.push(AppCommand::PickMnist(part, place));
                panel.commands.push(AppCommand::ShowExperiments(false));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_often_is_said_in_plain_words() {
        assert_eq!(how_often(1, 1), "wrong the one time it was tested");
        assert_eq!(how_often(3, 3), "wrong all 3 times it was tested");
        assert_eq!(how_often(1, 3), "wrong 1 of the 3 times it was tested");
    }
}
