//! Experiments: start one, watch its accuracy as images come, look at what was mistaken for what, and
//! replay the digits that were missed.

mod found;
pub(super) mod mistakes;
mod plots;

use mistakes::MATRIX;
pub use mistakes::{Chosen as Mistakes, Missed, confusion, heading, missed_digits};

use super::input::preset_button;
use super::{Model, Panel, dim, drag, found_paths, runs};
use crate::app::command::{ExperimentCommand, PanelCommand};
use crate::app::overlays::Dialog;
use crate::app::theme;
use crate::app::views::words::network_title;
use crate::data::ImageSet;
use crate::experiments::sweep;
use crate::experiments::weights::{Config, Stage};
use crate::experiments::words::{count, number, thousands};
use crate::sim::Preset;
use bevy_egui::egui::{self, ComboBox, RichText, Ui, pos2, vec2};
pub(super) mod chosen;
pub use chosen::Chosen;

/// Height of what is looked at, with its rows and the first row of the digits that were missed, logical pixels.
const LOOKED_AT: f32 = found::ROWS_HEIGHT + MATRIX + 3.0 * plots::HEADING + 30.0 + mistakes::PITCH;
/// The window's size, where there is room.
const SIZE: egui::Vec2 = vec2(880.0, 860.0);

/// Shows the window until it is closed.
pub fn show(ctx: &egui::Context, model: &Model, panel: &mut Panel) {
    let mut is_open = true;
    let room = ctx.viewport_rect().size();
    let size = SIZE.min(room - vec2(48.0, 60.0));
    egui::Window::new(RichText::new("Experiments").font(theme::heading(15.0)))
        .id(Dialog::Experiments.id())
        .open(&mut is_open)
        .collapsible(false)
        .order(egui::Order::Foreground)
        .default_size(size)
        .default_pos(pos2((room.x - size.x - 32.0) / 2.0, 48.0))
        .show(ctx, |ui| {
            choose(ui, model, panel);
            ui.separator();
            progress(ui, model);
            // The list of runs takes what the rest leaves.
            let experiments = &*model.experiments;
            let is_looking = experiments.running().is_some() || !experiments.results.is_empty();
            let height = ui.available_height() - if is_looking { LOOKED_AT } else { 0.0 };
            egui::ScrollArea::vertical().show(ui, |ui| {
                if runs::show(ui, model, height, panel) {
                    panel.textures.of::<Chosen>().show_last(); // the one that was opened
                }
                found_paths::show(ui, model, panel);
                if is_looking {
                    found::show(ui, model, panel);
                }
            });
        });
    if !is_open {
        panel.push(PanelCommand::Show(Dialog::Experiments, false));
    }
}

fn choose(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let mut chosen = panel.textures.of::<Chosen>().clone();
    ui.horizontal(|ui| {
        let title = match &chosen.preset {
            Some(name) => network_title(name).into_owned(),
            None => "N neurons".to_owned(),
        };
        let networks = ComboBox::from_id_salt("experiment model").width(190.0);
        let shown = networks.selected_text(&title).show_ui(ui, |ui| {
            ui.set_min_width(340.0);
            for name in Preset::names().filter(|name| name.starts_with("weights")) {
                if preset_button(ui, name, chosen.preset.as_deref() == Some(name)).clicked() {
                    chosen.preset = Some(name.to_owned());
                }
            }
            ui.selectable_value(&mut chosen.preset, None, "N neurons")
                .on_hover_text("By the construction rule of the sweep");
        });
        shown.response.on_hover_text(match &chosen.preset {
            Some(name) => format!("Which network: {title} (preset {name})"),
            None => "A network of as many neurons, by the construction rule of the sweep".to_owned(),
        });
        if chosen.preset.is_none() {
            ui.add(drag(ui, &mut chosen.neurons).range(1..=400).prefix("N "))
                .on_hover_text("How many neurons, 1 to 400");
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
                panel.push(ExperimentCommand::Stop);
            }
        }
    });
    *panel.textures.of() = chosen;
}

fn start_with(panel: &mut Panel, chosen: &mut Chosen, presets: &[Preset]) {
    chosen.show_last();
    let config = |preset: &Preset| Config {
        images: chosen.images.to_string(),
        limit: Some(chosen.limit),
        ..Config::of(preset)
    };
    panel.push(ExperimentCommand::Start(presets.iter().map(config).collect()));
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
            && experiments.damaged.is_empty()
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
    let (share, words) = match &experiments.told {
        _ if experiments.is_stopping() => (0.0, "stopping: what is done is being kept".to_owned()),
        None => (0.0, "reading the images".to_owned()),
        Some(Stage::Presenting { progress, live, .. }) => {
            let live = live.last().map_or(String::new(), |&[_, live]| {
                format!(", {} % right so far", number(live, 1))
            });
            let left = progress.left.map_or(String::new(), |left| {
                format!(", about {} s left", number(left.as_secs_f64(), 0))
            });
            let (done, total) = (progress.done, progress.total);
            let words = format!("{} of {}{live}{left}", thousands(done), count(total, "image"));
            (done as f32 / total as f32, words)
        }
        Some(Stage::Classifying { done, total }) => {
            (*done as f32 / *total as f32, format!("classifying, {done} of {total} rows"))
        }
    };
    ui.horizontal(|ui| {
        let name = &config.preset.name;
        ui.label(format!("{}{waiting}", network_title(name))).on_hover_text(name);
        ui.add(egui::ProgressBar::new(share).text(words).desired_width(ui.available_width()))
            .on_hover_text(
                "Images that have been presented; each is labelled by those that came before it. Then all are \
                 classified by each other",
            );
    });
    said(ui, model);
}

/// What became of the last run, or of what was asked for.
fn said(ui: &mut Ui, model: &Model) {
    if let Some(said) = &model.experiments.said {
        ui.label(RichText::new(said).color(dim()));
    }
}
