//! The left panel: the pad and where pictures come in; below it, preset and view.

use super::parts::tip;
use super::{Model, Panel, dim, drag, title};
use crate::app::command::{AppCommand, CloudCommand, ImageCommand, ModelCommand, PanelCommand};
use crate::app::overlays::Dialog;
use crate::app::theme;
use crate::app::views::input::InputView;
use crate::app::views::learning::{LearningView, LessonView};
use crate::app::views::network::NetworkSummaryView;
use crate::app::views::references::ReferencesView;
use crate::app::views::words::network_title;
use bevy_egui::egui::{self, RichText, Slider, Ui, vec2};

/// Draws the panel.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let view = &InputView::gather(model);
    if model.session.is_circuit() {
        circuit(ui, model, view, panel);
        return;
    }
    title(ui, "Input");
    let is_beside = super::pad::leaves_room_beside_it(ui, model);
    if is_beside {
        ui.horizontal_top(|ui| {
            super::pad::show(ui, model, panel);
            ui.vertical(|ui| {
                ui.horizontal(|ui| ink(ui, view, panel));
                ui.horizontal(|ui| pictures(ui, panel));
                ui.horizontal(|ui| pens(ui, model, panel));
                ui.horizontal(|ui| width(ui, model, view, panel));
            });
        });
    } else {
        super::pad::show(ui, model, panel);
    }
    super::strip::show(ui, model, panel);
    ui.label(RichText::new(&view.origin).color(dim()))
        .on_hover_text("Where the image on the pad comes from, and what its label says");
    if !is_beside {
        ui.horizontal(|ui| {
            ink(ui, view, panel);
            pictures(ui, panel);
        });
        ui.horizontal(|ui| {
            pens(ui, model, panel);
            width(ui, model, view, panel);
        });
    }
    ui.add_space(4.0);
    ui.separator();
    if let Some(neuron) = view.neuron {
        super::neuron::show(ui, model, neuron, panel);
        return;
    }
    network(ui, model, panel);
    ui.add_space(4.0);
    ui.separator();
    match view.learns {
        true => lesson(ui, model, panel),
        false => references(ui, model, panel),
    }
}

/// A circuit sees no images: its own numbers take the place of the pad.
fn circuit(ui: &mut Ui, model: &Model, view: &InputView, panel: &mut Panel) {
    network(ui, model, panel);
    ui.horizontal(|ui| undo(ui, view, panel));
    ui.separator();
    if let Some(neuron) = view.neuron {
        super::neuron::show(ui, model, neuron, panel);
        ui.separator();
    }
    super::knobs::show(ui, model, panel);
}

/// A button of the pad.
fn tool(ui: &mut Ui, on: bool, text: &str, tip: &str, panel: &mut Panel, command: AppCommand) {
    let button = egui::Button::new(text).min_size(vec2(26.0, 24.0));
    if ui.add_enabled(on, button).on_hover_text(tip).on_disabled_hover_text(tip).clicked() {
        panel.push(command);
    }
}

/// Takes ink away, or brings it back.
fn ink(ui: &mut Ui, view: &InputView, panel: &mut Panel) {
    ui.spacing_mut().item_spacing.x = 4.0;
    tool(
        ui,
        true,
        "Empty",
        "Takes all ink off the pad (Delete)",
        panel,
        AppCommand::Image(ImageCommand::Clear),
    );
    undo(ui, view, panel);
}

/// Brings back what was there.
fn undo(ui: &mut Ui, view: &InputView, panel: &mut Panel) {
    let [undo, redo] = &view.steps;
    for (step, sign, command) in [(undo, "↶", AppCommand::Undo), (redo, "↷", AppCommand::Redo)]
    {
        tool(ui, step.is_possible, sign, &step.tip, panel, command);
    }
}

/// Brings pictures in.
fn pictures(ui: &mut Ui, panel: &mut Panel) {
    ui.spacing_mut().item_spacing.x = 4.0;
    let tip = "A picture (Ctrl+O), or drop one on the window";
    tool(ui, true, "Open…", tip, panel, AppCommand::Image(ImageCommand::Ask));
    tool(
        ui,
        true,
        "Paste",
        "A picture from the clipboard (Ctrl+V)",
        panel,
        AppCommand::Image(ImageCommand::Paste),
    );
}

/// What the left button does.
fn pens(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    for (erases, text, tip) in [
        (false, "Brush", "The left button inks, the right one erases"),
        (true, "Eraser", "The left button erases"),
    ] {
        let on = model.choices.erases == erases;
        if ui.selectable_label(on, text).on_hover_text(tip).clicked() {
            panel.choose(&model.choices, |c| c.erases = erases);
        }
    }
}

/// How wide it is.
fn width(ui: &mut Ui, model: &Model, view: &InputView, panel: &mut Panel) {
    let mut brush = view.brush_px;
    ui.spacing_mut().slider_width = 56.0;
    ui.add(Slider::new(&mut brush, 0.5..=3.0).max_decimals(1).suffix(" px"))
        .on_hover_text("Radius of brush and eraser, in pixels of the sheet");
    panel.change(&model.settings, |s| s.brush_px = brush);
}

/// A preset in a list: its title, and its name beside it.
pub fn preset_button(ui: &mut Ui, name: &str, is_chosen: bool) -> egui::Response {
    let button = egui::Button::selectable(is_chosen, network_title(name))
        .right_text(RichText::new(name).size(11.5).color(dim()));
    ui.add(button.min_size(vec2(ui.available_width(), 24.0)))
}

fn network(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let view = &NetworkSummaryView::gather(model);
    title(ui, "Network");
    let mut chosen = view.name.as_str();
    egui::ComboBox::from_id_salt("preset")
        .width(ui.available_width() - 8.0)
        .truncate()
        .selected_text(&view.title)
        .show_ui(ui, |ui| {
            ui.set_min_width(340.0);
            for &name in &view.presets {
                if preset_button(ui, name, chosen == name).clicked() {
                    chosen = name;
                }
            }
        })
        .response
        .on_hover_text(&view.title_tip);
    if chosen != view.name {
        panel.push(ModelCommand::LoadPreset(chosen.to_owned()));
    }
    ui.label(RichText::new(&view.name).size(11.5).color(theme::color(theme::ACCENT)))
        .on_hover_text("The preset's name, as the command line takes it (--preset)");
    ui.label(RichText::new(&view.summary).size(12.0).color(dim()))
        .on_hover_text("What the preset's file says of itself");
    let size = ui.label(RichText::new(&view.size).size(12.0).color(dim()));
    tip(size, || view.size_tip(model));
    let mut density = view.signals_percent;
    if !model.session.is_circuit() {
        ui.add(Slider::new(&mut density, 0.0..=100.0).max_decimals(0).suffix(" %").text("signals"))
            .on_hover_text(
                "How many of the signals from the sheet are drawn: the strongest first.",
            );
    }
    let mut reduced = view.reduced_motion;
    ui.checkbox(&mut reduced, "reduced motion")
        .on_hover_text("No drifting camera, no gliding points.");
    panel.change(&model.settings, |s| {
        s.density = density / 100.0;
        s.reduced_motion = reduced;
    });
}

/// What the network learns from, and how far it is.
fn lesson(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let view = LessonView::gather(model);
    let (mut classes, mut images) = (view.classes.clone(), view.images);
    title(ui, "Learning (STDP)");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding.x = 5.0;
        for (class, name) in (0_u8..).zip(&view.all) {
            let on = classes.contains(&class);
            let button = egui::Button::new(name).min_size(vec2(18.0, 22.0)).selected(on);
            let tip = "A class that the network learns from; at least two, by turns";
            if ui.add(button).on_hover_text(tip).clicked() {
                match on {
                    true => classes.retain(|&c| c != class),
                    false => classes.push(class),
                }
            }
        }
    });
    classes.sort_unstable();
    ui.horizontal(|ui| {
        let drag = drag(ui, &mut images).range(view.range.clone()).speed(10).suffix(" images");
        let tip = "How many, drawn from the training set by the network's seed";
        ui.add_enabled(view.has_no_images.is_none(), drag)
            .on_hover_text(tip)
            .on_disabled_hover_text(view.has_no_images.as_deref().unwrap_or(tip));
        let tip = "Show them one after the other; STDP changes every edge. Then see the network as it was \
                   and as it became, side by side.";
        let button = egui::Button::new("Learn");
        let why_not = view.why_not(&classes);
        let response = ui.add_enabled(why_not.is_none(), button).on_hover_text(tip);
        if response.on_disabled_hover_text(why_not.as_deref().unwrap_or(tip)).clicked() {
            panel.push(ModelCommand::Learn);
        }
    });
    panel.change(&model.settings, |s| {
        // Only what was clicked: what there is not of other images stays chosen for those.
        if classes != view.classes {
            s.classes = classes;
        }
        if images != view.images {
            s.lesson_images = images;
        }
    });
    if let Some(learning) = view.learning {
        progress(ui, &learning, panel);
    } else if let Some(learnt) = view.learnt {
        ui.label(RichText::new(learnt).size(12.0).color(dim()))
            .on_hover_text("What the network on the right has seen, one after the other");
    }
}

/// How far learning is, and a way to stop it.
pub fn learning(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    progress(ui, &LearningView::gather(model), panel);
}

fn progress(ui: &mut Ui, view: &LearningView, panel: &mut Panel) {
    let bar = egui::ProgressBar::new(view.share).text(&view.words);
    if is_stopped(ui, bar, &view.time_left, "What was learnt is lost") {
        panel.push(ModelCommand::StopLearning);
    }
}

/// A bar with a button that stops what goes on; whether it was clicked.
fn is_stopped(ui: &mut Ui, bar: egui::ProgressBar, tip: &str, stop_tip: &str) -> bool {
    ui.horizontal(|ui| {
        ui.add(bar.desired_width(ui.available_width() - 64.0)).on_hover_text(tip);
        ui.button("Stop").on_hover_text(stop_tip).clicked()
    })
    .inner
}

fn references(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let view = ReferencesView::gather(model);
    title(ui, &view.title);
    let Some(cloud) = &view.cloud else {
        let text = "This network has no embedding that a cloud could hold: more than 4,096 of its edges \
                    can learn.";
        ui.label(RichText::new(text).size(12.0).color(dim()));
        return;
    };
    if let Some(axes) = &cloud.axes {
        let bar = egui::ProgressBar::new(axes.share).text(&axes.words);
        ui.add(bar).on_hover_text(&axes.tip);
    }
    let mut wanted = cloud.references;
    let sizes = egui::ComboBox::from_id_salt("references")
        .width(ui.available_width() - 8.0)
        .selected_text(&cloud.words)
        .show_ui(ui, |ui| {
            for (number, words) in cloud.choices() {
                ui.selectable_value(&mut wanted, number, words);
            }
        });
    tip(sizes.response, || cloud.tip(model));
    if wanted != cloud.references {
        panel.push(CloudCommand::Grow(wanted));
    }
    if let Some(growth) = &cloud.growth {
        let bar = egui::ProgressBar::new(growth.share).text(&growth.words);
        if is_stopped(ui, bar, &growth.tip, "Keep what is done") {
            panel.push(CloudCommand::Pause);
        }
    }
    if let Some(kept) = &cloud.kept {
        ui.horizontal(|ui| {
            ui.label(RichText::new(&kept.words).size(12.0).color(dim())).on_hover_text(
                "Kept on disk, so that the next start shows the whole cloud at once.",
            );
            let delete = "Delete what is kept on disk; asks first";
            if kept.can_be_deleted && ui.small_button("Delete…").on_hover_text(delete).clicked() {
                panel.push(PanelCommand::Show(Dialog::Clearing, true));
            }
        });
    }
}
