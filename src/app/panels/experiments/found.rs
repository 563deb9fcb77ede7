//! Runs that are looked at: a row for each, and of one of them what it mistook for what.

use super::chosen::Chosen;
use super::mistakes::{self, Missed, confusion, missed_digits};
use super::plots;
use crate::app::command::{ModelCommand, PanelCommand};
use crate::app::overlays::Dialog;
use crate::app::panels::{Model, Panel, dim, preset_words};
use crate::data::ImageSet;
use crate::experiments::weights::{Features, Results};
use crate::experiments::words::{count, number, thousands};
use bevy_egui::egui::{self, RichText, Ui};

/// Height of the headings and of two runs below them; more are scrolled to.
pub(super) const ROWS_HEIGHT: f32 = 82.0;

/// What is finished: a row for each run, and of the one that is looked at what was mistaken for what, beside
/// all of them in plots.
pub(super) fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let results = &model.experiments.results;
    let Some(last) = results.len().checked_sub(1) else {
        plots::show(ui, model, None);
        return;
    };
    let shown = panel.textures.of::<Chosen>().shown.min(last);
    // Rows scroll by themselves, so that the matrix below them stays in sight.
    let rows = egui::ScrollArea::vertical().id_salt("results").max_height(ROWS_HEIGHT);
    let top = ui.cursor().top();
    panel.explaining_above(ui, top, |ui, panel| {
        rows.show(ui, |ui| rows_of(ui, results, shown, panel));
    });
    ui.separator();
    let run = &results[shown];
    ui.horizontal_top(|ui| {
        confusion(ui, &run.confusion, &mut panel.textures.of::<Chosen>().mistakes);
        ui.add_space(12.0);
        ui.vertical(|ui| plots::show(ui, model, Some(&run.config)));
    });
    ui.separator();
    let Ok(set) = run.config.images.parse::<ImageSet>() else { return };
    let missed = run.missed.iter().map(|missed| Missed {
        place: missed.image as usize,
        truth: missed.truth,
        label: missed.label,
        tested: Some((missed.wrong, missed.asked)),
    });
    let missed: Vec<Missed> = missed.collect();
    let mut chosen = panel.textures.of::<Chosen>().mistakes;
    mistakes::heading(ui, &missed, "digit", &mut chosen);
    missed_digits(ui, model, set.part(), &missed, &mut chosen, panel);
    panel.textures.of::<Chosen>().mistakes = chosen;
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
            let heading = ui.label(RichText::new(heading).size(11.5).color(dim()));
            panel.explain(&heading, tip);
        }
        ui.end_row();
        for (i, run) in results.iter().enumerate().rev() {
            row(ui, run, i == shown, i, panel);
            ui.end_row();
        }
    });
}

fn row(ui: &mut Ui, run: &Results, is_shown: bool, i: usize, panel: &mut Panel) {
    let words = preset_words(ui, &run.config.preset.name, run.config.seed);
    let tip = format!("{}: look at what it mistook for what", run.config.preset.name);
    let named = ui.selectable_label(is_shown, words);
    panel.explain(&named, tip);
    if named.clicked() {
        let experiment = panel.textures.of::<Chosen>();
        (experiment.shown, experiment.mistakes) = (i, mistakes::Chosen::default());
    }
    let images = ui.label(format!("{} {}", thousands(run.images), run.config.images));
    panel.explain(&images, "How many images, and of which set");
    let ms = Some(run.config.headline_ms());
    for (features, ms) in
        [(Features::Weights, ms), (Features::Counts, ms), (Features::PixelsEuclidean, None)]
    {
        let accuracy = run.accuracy(features, ms);
        let words = accuracy.map_or(String::new(), |accuracy| match accuracy.std {
            Some(std) => format!("{} ± {} %", number(accuracy.mean, 2), number(std, 2)),
            None => format!("{} %", number(accuracy.mean, 2)),
        });
        let splits = count(run.config.splits as usize, "split");
        let right = ui.label(words);
        panel.explain(&right, format!("{}, mean and spread over {splits}", features.words()));
    }
    if ui.button("Open").on_hover_text("Show this network in the window").clicked() {
        let preset = Box::new(run.config.preset.clone());
        panel.push(ModelCommand::Load(preset, run.config.seed));
        panel.push(PanelCommand::Show(Dialog::Experiments, false));
    }
}
