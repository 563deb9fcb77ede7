//! The left panel: the pad and where pictures come in; below it, preset and view.

use super::{Model, Panel, dim, drag, title};
use crate::app::command::{AppCommand, CloudCommand, ImageCommand, ModelCommand, PanelCommand};
use crate::app::origin::Origin;
use crate::app::overlays::Dialog;
use crate::app::theme;
use crate::app::views::words::{by_turns, network_title};
use crate::data::{ClassNames, Part};
use crate::experiments::words::{count, number, short, thousands};
use crate::sim::Preset;
use bevy_egui::egui::{self, RichText, Slider, Ui, vec2};

/// Reference digits that can be chosen.
pub const REFERENCE_COUNTS: [usize; 4] = [2_000, 10_000, 30_000, 60_000];

/// Draws the panel.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    title(ui, "Input");
    let is_beside = super::pad::leaves_room_beside_it(ui, model);
    if is_beside {
        ui.horizontal_top(|ui| {
            super::pad::show(ui, model, panel);
            ui.vertical(|ui| {
                ui.horizontal(|ui| ink(ui, model, panel));
                ui.horizontal(|ui| pictures(ui, panel));
                ui.horizontal(|ui| pens(ui, panel));
                ui.horizontal(|ui| width(ui, model, panel));
            });
        });
    } else {
        super::pad::show(ui, model, panel);
    }
    super::strip::show(ui, model, panel);
    // Where labels are put away, this digit's is, too.
    let mut origin = origin(
        &model.session.origin,
        &model.digits.name,
        model.teaching.names(),
        !model.teaching.is_on(),
    );
    if model.tray.is_behind() && !model.tray.entries().is_empty() {
        origin = format!("still on the pad: {origin}");
    }
    ui.label(RichText::new(origin).color(dim()))
        .on_hover_text("Where the image on the pad comes from, and what its label says");
    if !is_beside {
        ui.horizontal(|ui| {
            ink(ui, model, panel);
            pictures(ui, panel);
        });
        ui.horizontal(|ui| {
            pens(ui, panel);
            width(ui, model, panel);
        });
    }
    ui.add_space(4.0);
    ui.separator();
    if let Some(neuron) = model.selection.neuron {
        super::neuron::show(ui, model, neuron, panel);
        return;
    }
    network(ui, model, panel);
    ui.add_space(4.0);
    ui.separator();
    references(ui, model, panel);
}

/// A button of the pad.
fn tool(ui: &mut Ui, on: bool, text: &str, tip: &str, panel: &mut Panel, command: AppCommand) {
    let button = egui::Button::new(text).min_size(vec2(26.0, 24.0));
    if ui.add_enabled(on, button).on_hover_text(tip).on_disabled_hover_text(tip).clicked() {
        panel.push(command);
    }
}

/// Takes ink away, or brings it back.
fn ink(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    ui.spacing_mut().item_spacing.x = 4.0;
    tool(
        ui,
        true,
        "Empty",
        "Takes all ink off the pad (Delete)",
        panel,
        AppCommand::Image(ImageCommand::Clear),
    );
    for (back, sign, verb, keys, command) in [
        (true, "↶", "Undo", "Ctrl+Z", AppCommand::Undo),
        (false, "↷", "Redo", "Ctrl+Shift+Z", AppCommand::Redo),
    ] {
        let past = model.history.next(back);
        let tip = match past {
            Some(past) => format!("{verb} {} ({keys})", past.words()),
            None => format!("{verb} ({keys}): nothing to bring back"),
        };
        tool(ui, past.is_some(), sign, &tip, panel, command);
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
fn pens(ui: &mut Ui, panel: &mut Panel) {
    for (erases, text, tip) in [
        (false, "Brush", "The left button inks, the right one erases"),
        (true, "Eraser", "The left button erases"),
    ] {
        let on = panel.textures.erases == erases;
        if ui.selectable_label(on, text).on_hover_text(tip).clicked() {
            panel.textures.erases = erases;
        }
    }
}

/// How wide it is.
fn width(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let mut brush = model.settings.brush_px;
    ui.spacing_mut().slider_width = 56.0;
    ui.add(Slider::new(&mut brush, 0.5..=3.0).max_decimals(1).suffix(" px"))
        .on_hover_text("Radius of brush and eraser, in pixels of the sheet");
    panel.change(&model.settings, |s| s.brush_px = brush);
}

fn origin(origin: &Origin, set: &str, names: &ClassNames, is_labelled: bool) -> String {
    let labelled = |name: String, label: Option<u8>| match label.filter(|_| is_labelled) {
        Some(label) => format!("{name}, {}", names.with_article(label)),
        None => name,
    };
    match origin {
        Origin::DataSet { part: Part::Test, index, label } => {
            labelled(format!("{set} test {}", thousands(*index)), *label)
        }
        Origin::DataSet { part: Part::Train, index, label } => {
            labelled(format!("{set} train {}", thousands(*index)), *label)
        }
        Origin::Reference { drawing, label, .. } => {
            labelled(format!("drawing {} of ours", thousands(*drawing)), Some(*label))
        }
        Origin::File(name) => name.clone(),
        Origin::Clipboard => "from the clipboard".into(),
        Origin::Drawing => "drawn here".into(),
    }
}

/// A preset in a list: its title, and its name beside it.
pub fn preset_button(ui: &mut Ui, name: &str, is_chosen: bool) -> egui::Response {
    let button = egui::Button::selectable(is_chosen, network_title(name))
        .right_text(RichText::new(name).size(11.5).color(dim()));
    ui.add(button.min_size(vec2(ui.available_width(), 24.0)))
}

fn network(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    title(ui, "Network");
    let session = &*model.session;
    let spec = session.preset.spec();
    let mut chosen = spec.name.clone();
    let title = network_title(&spec.name);
    egui::ComboBox::from_id_salt("preset")
        .width(ui.available_width() - 8.0)
        .truncate()
        .selected_text(title.as_ref())
        .show_ui(ui, |ui| {
            ui.set_min_width(340.0);
            for name in Preset::names() {
                if preset_button(ui, name, chosen == name).clicked() {
                    name.clone_into(&mut chosen);
                }
            }
        })
        .response
        .on_hover_text(format!("Which network: {title} (preset {})", spec.name));
    if chosen != spec.name {
        panel.push(ModelCommand::LoadPreset(chosen));
    }
    ui.label(RichText::new(&spec.name).size(11.5).color(theme::color(theme::ACCENT)))
        .on_hover_text("The preset's name, as the command line takes it (--preset)");
    ui.label(RichText::new(&spec.summary).size(12.0).color(dim()))
        .on_hover_text("What the preset's file says of itself");
    let network = &session.network;
    let recurrent = network.neuron_count() - network.input_count();
    ui.label(
        RichText::new(format!(
            "{}, {}, {}",
            count(network.input_count(), "pixel"),
            count(recurrent, "neuron"),
            count(network.edge_count(), "edge")
        ))
        .size(12.0)
        .color(dim()),
    )
    .on_hover_text(format!(
        "{} from neuron to neuron; {} can learn. Seed {}. Tick {} ms.",
        count(network.recurrent_edges().len(), "edge"),
        thousands(network.plastic_edges().len()),
        session.seed,
        short(network.tick().ms())
    ));
    let settings = &*model.settings;
    let mut density = settings.density * 100.0;
    ui.add(Slider::new(&mut density, 0.0..=100.0).max_decimals(0).suffix(" %").text("signals"))
        .on_hover_text("How many of the signals from the sheet are drawn: the strongest first.");
    let mut reduced = settings.reduced_motion;
    ui.checkbox(&mut reduced, "reduced motion")
        .on_hover_text("No drifting camera, no gliding points.");
    panel.change(settings, |s| {
        s.density = density / 100.0;
        s.reduced_motion = reduced;
    });
}

/// What the network learns from, and how far it is.
fn lesson(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    title(ui, "Learning (STDP)");
    let settings = &*model.settings;
    let mut classes = settings.classes.clone();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding.x = 5.0;
        for class in 0..10_u8 {
            let on = classes.contains(&class);
            let button =
                egui::Button::new(class.to_string()).min_size(vec2(18.0, 22.0)).selected(on);
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
    let mut images = settings.lesson_images;
    ui.horizontal(|ui| {
        ui.add(drag(ui, &mut images).range(200..=4_000).speed(10).suffix(" images"))
            .on_hover_text("How many, drawn from the training set by the network's seed");
        let tip = "Show them one after the other; STDP changes every edge. Then see the network as it was \
                   and as it became, side by side.";
        let button = egui::Button::new("Learn");
        let response = ui.add_enabled(classes.len() >= 2, button).on_hover_text(tip);
        if response.on_disabled_hover_text("Choose two classes or more").clicked() {
            panel.push(ModelCommand::Learn);
        }
    });
    panel.change(settings, |s| {
        s.classes = classes;
        s.lesson_images = images;
    });
    if model.learning.is_running() {
        learning(ui, model, panel);
    } else if let Some(learnt) = &model.session.learnt {
        let text = format!(
            "Learnt from {}, {}.",
            count(learnt.images, model.digits.noun()),
            by_turns(&learnt.classes)
        );
        ui.label(RichText::new(text).size(12.0).color(dim()))
            .on_hover_text("What the network on the right has seen, one after the other");
    }
}

/// How far learning is, and a way to stop it.
pub fn learning(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    ui.horizontal(|ui| {
        let progress = model.learning.progress();
        let (done, total) = progress.map_or((0, 1), |p| (p.done, p.total));
        let text = match progress {
            Some(p) => format!("{} of {}", thousands(p.done), count(p.total, model.digits.noun())),
            None => "reading the images".to_owned(),
        };
        let bar = egui::ProgressBar::new(done as f32 / total as f32)
            .desired_width(ui.available_width() - 64.0)
            .text(text);
        let left = progress.and_then(|p| p.left).map_or(String::new(), |left| {
            format!("About {} s left", number(left.as_secs_f64(), 0))
        });
        ui.add(bar).on_hover_text(left);
        if ui.button("Stop").on_hover_text("What was learnt is lost").clicked() {
            panel.push(ModelCommand::StopLearning);
        }
    });
}

fn references(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    if model.session.learns() {
        return lesson(ui, model, panel);
    }
    title(ui, &format!("Reference {}s", model.digits.noun()));
    let references = &*model.references;
    if !model.session.has_cloud() {
        let text = "This network has no embedding that a cloud could hold: more than 4,096 of its edges \
                    can learn.";
        ui.label(RichText::new(text).size(12.0).color(dim()));
        return;
    }
    if let Some((done, target)) = references.fitting {
        let bar = egui::ProgressBar::new(done as f32 / target as f32).text(format!(
            "axes: {} of {}",
            thousands(done),
            thousands(target)
        ));
        ui.add(bar).on_hover_text(
            "The axes of the cloud are found once, from images without their labels, and kept.",
        );
    }
    let noun = format!("reference {}", model.digits.noun());
    let (done, target) = (references.done, references.target);
    // Growing may have been stopped: at rest, those that there are count, and any other number can be chosen.
    let is_at_rest = done > 0 && !references.grows();
    let shown = if is_at_rest { done } else { model.settings.references };
    let mut wanted = shown;
    egui::ComboBox::from_id_salt("references")
        .width(ui.available_width() - 8.0)
        .selected_text(count(shown, &noun))
        .show_ui(ui, |ui| {
            for number in REFERENCE_COUNTS {
                let text = count(number, &noun);
                ui.selectable_value(&mut wanted, number, text);
            }
        })
        .response
        .on_hover_text(format!(
            "How many images the cloud holds{}; they are embedded without labels.",
            drawings(model)
        ));
    if wanted != shown {
        panel.push(CloudCommand::Grow(wanted));
    }
    if done < target {
        let share = done as f32 / target.max(1) as f32;
        ui.horizontal(|ui| {
            let bar = egui::ProgressBar::new(share)
                .desired_width(ui.available_width() - 64.0)
                .text(format!("{} of {}", thousands(done), thousands(target)));
            ui.add(bar).on_hover_text(time_left(model));
            if ui.button("Stop").on_hover_text("Keep what is done").clicked() {
                panel.push(CloudCommand::Pause);
            }
        });
    }
    if let Some(bytes) = references.cache_bytes.filter(|_| done >= target) {
        ui.horizontal(|ui| {
            let megabytes = number(bytes as f64 / 1e6, 1);
            let text = format!("{} embedded, {megabytes} MB kept", thousands(done));
            ui.label(RichText::new(text).size(12.0).color(dim())).on_hover_text(
                "Kept on disk, so that the next start shows the whole cloud at once.",
            );
            let delete = "Delete what is kept on disk; asks first";
            if bytes > 0 && ui.small_button("Delete…").on_hover_text(delete).clicked() {
                panel.push(PanelCommand::Show(Dialog::Clearing, true));
            }
        });
    }
}

/// How many of them are drawings, if any are.
fn drawings(model: &Model) -> String {
    let (Some(cloud), Some(train)) = (&model.references.cloud, &model.digits.train) else {
        return String::new();
    };
    let drawn = cloud.images.iter().filter(|&&i| train.drawing(i as usize).is_some()).count();
    match drawn {
        0 => String::new(),
        drawn => {
            format!(", training images and, counted with them, {} of ours", count(drawn, "drawing"))
        }
    }
}

fn time_left(model: &Model) -> String {
    let references = &*model.references;
    let left = references.target - references.done;
    match references.growing_since {
        Some((since_s, from)) if references.done > from => {
            let rate = (references.done - from) as f64
                / (model.time.elapsed_secs_f64() - since_s).max(0.1);
            let (rate_text, left_s) = (number(rate, 0), number(left as f64 / rate, 0));
            format!("{rate_text} a second, about {left_s} s left")
        }
        _ => "Just begun".into(),
    }
}
