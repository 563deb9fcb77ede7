//! Opened results of Section 3: temporal paths, and the same before and after STDP. Their networks, what was
//! mistaken for what, and the digits that were missed.

use super::experiments::mistakes::Chosen as Mistakes;
use super::{Model, Panel, dim, preset_words, title};
use crate::analysis::{EdgeShares, MeanStd};
use crate::app::command::{ModelCommand, PanelCommand};
use crate::app::overlays::Dialog;
use crate::app::panels::experiments::mistakes::{Missed, confusion, heading, missed_digits};
use crate::data::ImageSet;
use crate::experiments::paths::{Results, Row};
use crate::experiments::stdp::{self, Classifier, Graph};
use crate::experiments::words::{count, number, signed, thousands};
use crate::sim::PresetSpec;
use bevy_egui::egui::{self, RichText, Ui};

/// Which mistakes of the temporal paths are looked at.
#[derive(Clone, Copy, Default)]
struct MistakenPaths(Mistakes);

/// Draws what was opened.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let experiments = &*model.experiments;
    if !experiments.paths.is_empty() {
        title(ui, "Temporal paths");
        let rows: Vec<(&Results, &Row)> = experiments
            .paths
            .iter()
            .flat_map(|run| run.rows.iter().map(move |row| (run, row)))
            .collect();
        let shown = panel.textures.shown_paths.min(rows.len().saturating_sub(1));
        table(ui, &rows, shown, panel);
        if let Some((run, row)) =
            rows.get(shown).filter(|(run, row)| run.truth.len() == row.answers.len())
        {
            mistakes(ui, model, run, row, panel);
        }
        ui.separator();
    }
    for run in &experiments.stdp {
        before_and_after(ui, run, panel);
        ui.separator();
    }
}

/// What the letters mean.
const TOKENS: &str = "What of a temporal path is compared. N: hidden neurons and times; E: edges between them \
                      that won; P: two such edges in a row; I: edges from the image that won";

/// Names of columns, each with what its tooltip says.
fn headings(ui: &mut Ui, columns: &[(&str, &str)]) {
    for (name, tip) in columns {
        let label = ui.label(RichText::new(*name).size(11.5).color(dim()));
        if !tip.is_empty() {
            label.on_hover_text(*tip);
        }
    }
    ui.end_row();
}

fn open(ui: &mut Ui, preset: &PresetSpec, seed: u64, panel: &mut Panel) {
    if ui.button("Open").on_hover_text("Show this network in the window").clicked() {
        panel.push(ModelCommand::Load(Box::new(preset.clone()), seed));
        panel.push(PanelCommand::Show(Dialog::Experiments, false));
    }
}

fn table(ui: &mut Ui, rows: &[(&Results, &Row)], shown: usize, panel: &mut Panel) {
    egui::Grid::new("paths").num_columns(6).striped(true).spacing([16.0, 4.0]).show(ui, |ui| {
        let columns = [
            ("network", "Preset and seed of the network"),
            ("tokens", TOKENS),
            ("leave one out", "Share of images labelled right, each by all others"),
            ("worst class", "The digit that is labelled right least often, and how often"),
            ("asked", "Share labelled right of images that are no references themselves"),
            ("", ""),
        ];
        headings(ui, &columns);
        for (i, (run, row)) in rows.iter().enumerate() {
            let words = preset_words(ui, &run.config.preset.name, run.config.seed);
            let tip = format!("{}: look at what it mistook for what", run.config.preset.name);
            if ui.selectable_label(i == shown, words).on_hover_text(tip).clicked() {
                let textures = &mut *panel.textures;
                textures.shown_paths = i;
                *textures.of::<MistakenPaths>() = MistakenPaths::default();
            }
            ui.label(row.what.to_string()).on_hover_text(run.config.axes.to_string());
            let tip = format!(
                "Each of {} {} images by all others",
                thousands(run.references),
                run.config.images
            );
            ui.label(format!("{} %", number(row.leave_one_out.percent, 2))).on_hover_text(tip);
            let worst = row.leave_one_out.worst();
            ui.label(
                worst.map_or(String::new(), |(class, percent)| format!("{class}: {percent:.1} %")),
            );
            let asked = row.asked.as_ref();
            let set = run.config.asked.as_deref().unwrap_or("no other");
            ui.label(asked.map_or(String::new(), |share| format!("{:.2} %", share.percent)))
                .on_hover_text(format!("{} {set} images by the references", thousands(run.asked)));
            open(ui, &run.config.preset, run.config.seed, panel);
            ui.end_row();
        }
    });
}

/// Mistakes among the images that only ask, or where there are none, among the references.
fn mistakes(ui: &mut Ui, model: &Model, run: &Results, row: &Row, panel: &mut Panel) {
    let (from, set) = match &run.config.asked {
        Some(asked) if run.asked > 0 => (run.references, asked),
        _ => (0, &run.config.images),
    };
    let Ok(set) = set.parse::<ImageSet>() else { return };
    let shown = if from == 0 { run.references } else { run.asked };
    let digits = |text: &str| -> Vec<u8> {
        text.bytes().skip(from).take(shown).map(|letter| letter.saturating_sub(b'0')).collect()
    };
    let (truth, answers) = (digits(&run.truth), digits(&row.answers));
    let classes = row.leave_one_out.per_class.len();
    let mut counts = vec![vec![0_u32; classes]; classes];
    for (&truth, &label) in truth.iter().zip(&answers) {
        if let Some(count) =
            counts.get_mut(usize::from(truth)).and_then(|row| row.get_mut(usize::from(label)))
        {
            *count += 1;
        }
    }
    let wrong = truth.iter().zip(&answers).enumerate().filter(|(_, (truth, label))| truth != label);
    let missed = wrong.filter_map(|(i, (&truth, &label))| {
        Some(Missed { place: set.place(i)?, truth, label, tested: None })
    });
    let missed: Vec<Missed> = missed.collect();
    let MistakenPaths(mut chosen) = *panel.textures.of();
    ui.horizontal_top(|ui| {
        confusion(ui, &counts, &mut chosen);
        ui.add_space(12.0);
        ui.vertical(|ui| {
            heading(ui, &missed, &format!("{set} digit"), &mut chosen);
            missed_digits(ui, model, set.part(), &missed, &mut chosen, panel);
        });
    });
    *panel.textures.of() = MistakenPaths(chosen);
}

fn before_and_after(ui: &mut Ui, run: &stdp::Results, panel: &mut Panel) {
    let digits: Vec<String> = run.config.classes.iter().map(ToString::to_string).collect();
    title(ui, &format!("Before and after STDP: digits {}", digits.join(", ")));
    let mean = |graph, tokens, classifier| {
        let numbers = run.percents(graph, tokens, classifier);
        MeanStd::of(&numbers).map_or(String::new(), |MeanStd { mean, std, .. }| match std {
            Some(std) => format!("{} ± {} %", number(mean, 2), number(std, 2)),
            None => format!("{} %", number(mean, 2)),
        })
    };
    egui::Grid::new(("stdp", &run.config.classes))
        .num_columns(7)
        .striped(true)
        .spacing([16.0, 4.0])
        .show(ui, |ui| {
            let columns = [
                ("tokens", TOKENS),
                ("classifier", "Nearest neighbours (kNN), or support vectors (SVM)"),
                ("as built", "Share labelled right by G, the network before it learnt"),
                ("learnt", "Share labelled right by G_STDP, the network after it learnt"),
                ("shuffled", "The same changes of weight, on other edges: a control"),
                ("gain over built", "Of the learnt network over the one before"),
                ("gain over shuffled", "Of the learnt network over the control"),
            ];
            headings(ui, &columns);
            for tokens in &run.config.tokens {
                for classifier in Classifier::ALL {
                    ui.label(tokens.to_string());
                    ui.label(classifier.to_string());
                    for graph in Graph::ALL {
                        ui.label(mean(graph, tokens, classifier))
                            .on_hover_text(format!("Mean over {}", count(run.of_seeds.len(), "network")));
                    }
                    for over in [Graph::Bare, Graph::Shuffled] {
                        let Some(gain) = run.gain(over, tokens, classifier) else { continue };
                        ui.label(format!("{} ± {}", signed(gain.mean, 2), number(gain.half_width, 2)))
                            .on_hover_text(format!(
                                "Of G_STDP, percentage points, paired by network, with the 95 % confidence \
                                 interval; chance gives as much with p = {:.4}",
                                gain.p
                            ));
                    }
                    ui.end_row();
                }
            }
        });
    let shares = run.of_seeds.iter().map(|of_seed| of_seed.all);
    let mean = |of: fn(&EdgeShares) -> f64| {
        100.0 * shares.clone().map(|edges| of(&edges)).sum::<f64>() / shares.len().max(1) as f64
    };
    ui.label(format!(
        "Edges: {:.1} % up, {:.1} % down, {:.1} % changed sign, {:.1} % the same",
        mean(|edges| edges.up),
        mean(|edges| edges.down),
        mean(|edges| edges.flipped),
        mean(|edges| edges.same)
    ));
    if let Some(&seed) = run.config.seeds.first() {
        ui.horizontal(|ui| {
            ui.label(preset_words(ui, &run.config.preset.name, seed));
            open(ui, &run.config.preset, seed, panel);
        });
    }
}
