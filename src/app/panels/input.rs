//! The pad: a 28 x 28 sheet to draw on, and where pictures come in; below it, preset and view.

use super::{Model, Panel, dim, title};
use crate::app::command::{AppCommand, Origin};
use crate::app::theme;
use crate::data::Part;
use crate::sim::{Pixels, Preset, SIDE};
use bevy_egui::egui::{
    self, Color32, DragValue, PointerButton, Rect, RichText, Sense, Slider, Stroke as Line, Ui,
    pos2, vec2,
};

/// Reference digits that can be chosen.
pub const REFERENCE_COUNTS: [usize; 4] = [2_000, 10_000, 30_000, 60_000];

/// A stroke in progress.
#[derive(Clone, Debug)]
pub struct Stroke {
    image: Box<Pixels>,
    last: [f32; 2],
    erases: bool,
}

/// Draws the panel.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    title(ui, "Input");
    pad(ui, model, panel);
    ui.label(RichText::new(origin(&model.session.origin)).color(dim()));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let tip = |back, verb: &str, keys: &str| match model.history.next(back) {
            Some(past) => format!("{verb} {} ({keys})", past.words()),
            None => format!("{verb} ({keys}): nothing to bring back"),
        };
        let (undo, redo) =
            (model.history.next(true).is_some(), model.history.next(false).is_some());
        let mut button = |ui: &mut Ui, on: bool, text: &str, tip: &str, command: AppCommand| {
            let button = egui::Button::new(text).min_size(vec2(26.0, 24.0));
            if ui.add_enabled(on, button).on_hover_text(tip).on_disabled_hover_text(tip).clicked() {
                panel.commands.push(command);
            }
        };
        button(ui, true, "Clear", "An empty pad (Delete)", AppCommand::ClearPad);
        button(ui, undo, "↶", &tip(true, "Undo", "Ctrl+Z"), AppCommand::Undo);
        button(ui, redo, "↷", &tip(false, "Redo", "Ctrl+Shift+Z"), AppCommand::Redo);
        button(
            ui,
            true,
            "Open…",
            "A picture of a digit (Ctrl+O), or drop one on the window",
            AppCommand::OpenDialog,
        );
        button(ui, true, "Paste", "A picture from the clipboard (Ctrl+V)", AppCommand::Paste);
    });
    let settings = &*model.settings;
    let mut brush = settings.brush_px;
    ui.horizontal(|ui| {
        for (erases, text, tip) in [
            (false, "Brush", "The left button inks, the right one erases"),
            (true, "Eraser", "The left button erases"),
        ] {
            let on = panel.textures.erases == erases;
            if ui.selectable_label(on, text).on_hover_text(tip).clicked() {
                panel.textures.erases = erases;
            }
        }
        ui.spacing_mut().slider_width = 56.0;
        ui.add(Slider::new(&mut brush, 0.5..=3.0).max_decimals(1).suffix(" px"))
            .on_hover_text("Radius of brush and eraser, in pixels of the sheet");
    });
    panel.change(settings, |s| s.brush_px = brush);
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

fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Mnist { part: Part::Test, index, label } => {
            format!("MNIST test #{index}, a {label}")
        }
        Origin::Mnist { part: Part::Train, index, label } => {
            format!("MNIST train #{index}, a {label}")
        }
        Origin::File(name) => name.clone(),
        Origin::Clipboard => "from the clipboard".into(),
        Origin::Drawing => "drawn here".into(),
    }
}

fn pad(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    // What is below needs room too, a selected neuron most of it.
    let share = if model.selection.neuron.is_some() { 0.19 } else { 0.32 };
    let most = (ui.clip_rect().height() * share).max(112.0);
    let side = ui.available_width().min(most).floor();
    let (area, response) = ui.allocate_exact_size(vec2(side, side), Sense::click_and_drag());
    let image = panel.textures.stroke.as_ref().map_or(&model.session.image, |s| &s.image).clone();
    let texture = panel.textures.pad(ui.ctx(), &image);
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    let painter = ui.painter_at(area);
    painter.image(texture.id(), area, whole, Color32::WHITE);
    for i in 1..4 {
        let offset = side * i as f32 / 4.0;
        let line = Line::new(1.0, Color32::from_white_alpha(8));
        painter.vline(area.left() + offset, area.y_range(), line);
        painter.hline(area.x_range(), area.top() + offset, line);
    }
    if image.iter().all(|&ink| ink == 0) {
        let at = area.center();
        painter.text(
            at,
            egui::Align2::CENTER_CENTER,
            "draw a digit",
            egui::FontId::proportional(14.0),
            dim(),
        );
    }
    let pressed = |button| {
        response.dragged_by(button)
            || response.drag_started_by(button)
            || response.clicked_by(button)
    };
    let (draws, erases) = (pressed(PointerButton::Primary), pressed(PointerButton::Secondary));
    if let Some(at) = response.interact_pointer_pos().filter(|_| draws || erases) {
        let scale = SIDE as f32 / side;
        let here = [(at.x - area.left()) * scale, (at.y - area.top()) * scale];
        if panel.textures.stroke.is_none() {
            panel.commands.push(AppCommand::BeginStroke);
            let image = model.session.image.clone();
            let erases = erases || panel.textures.erases;
            panel.textures.stroke = Some(Stroke { image, last: here, erases });
        }
        if let Some(stroke) = &mut panel.textures.stroke {
            let before = stroke.image.clone();
            dab(&mut stroke.image, stroke.last, here, model.settings.brush_px, stroke.erases);
            stroke.last = here;
            if before != stroke.image {
                panel.commands.push(AppCommand::Draw(stroke.image.clone()));
            }
        }
    } else if panel.textures.stroke.is_some() && !ui.input(|i| i.pointer.any_down()) {
        panel.textures.stroke = None;
    }
    let hovers = response.hovered();
    if hovers && let Some(at) = response.hover_pos() {
        let radius = model.settings.brush_px * side / SIDE as f32;
        painter.circle_stroke(at, radius, Line::new(1.0, theme::color(theme::ACCENT)));
    }
    painter.rect_stroke(
        area,
        4.0,
        Line::new(
            1.0,
            if hovers { theme::color(theme::ACCENT) } else { theme::color(theme::HAIRLINE) },
        ),
        egui::StrokeKind::Inside,
    );
}

/// Inks (or erases) a line of the brush from `a` to `b`, in pixels of the sheet; edges are soft.
fn dab(image: &mut Pixels, a: [f32; 2], b: [f32; 2], radius: f32, erases: bool) {
    for (i, ink) in image.iter_mut().enumerate() {
        let p = [(i % SIDE) as f32 + 0.5, (i / SIDE) as f32 + 0.5];
        let d = [b[0] - a[0], b[1] - a[1]];
        let length_squared = d[0] * d[0] + d[1] * d[1];
        let along = if length_squared > 0.0 {
            (((p[0] - a[0]) * d[0] + (p[1] - a[1]) * d[1]) / length_squared).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let off =
            ((p[0] - a[0] - d[0] * along).powi(2) + (p[1] - a[1] - d[1] * along).powi(2)).sqrt();
        let cover = ((radius + 0.5 - off).clamp(0.0, 1.0) * 255.0) as u8;
        *ink = if erases { (*ink).min(255 - cover) } else { (*ink).max(cover) };
    }
}

fn network(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    title(ui, "Network");
    let session = &*model.session;
    let spec = session.preset.spec();
    let mut chosen = spec.name.clone();
    egui::ComboBox::from_id_salt("preset")
        .width(ui.available_width() - 8.0)
        .selected_text(&chosen)
        .show_ui(ui, |ui| {
            for name in Preset::names() {
                ui.selectable_value(&mut chosen, name.to_owned(), name);
            }
        });
    if chosen != spec.name {
        panel.commands.push(AppCommand::LoadPreset(chosen));
    }
    ui.label(RichText::new(&spec.summary).size(12.0).color(dim()));
    let network = &session.network;
    let recurrent = network.neuron_count() - network.input_count();
    ui.label(
        RichText::new(format!(
            "{} pixels, {} neurons, {} edges",
            network.input_count(),
            thousands(recurrent),
            thousands(network.edge_count())
        ))
        .size(12.0)
        .color(dim()),
    )
    .on_hover_text(format!(
        "{} edges join neurons to neurons; {} can learn. Seed {}. Tick {} ms.",
        thousands(network.recurrent_edges().len()),
        thousands(network.plastic_edges().len()),
        session.seed,
        network.tick().ms()
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
            let tip = "A digit that the network learns from; at least two, by turns";
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
        ui.add(DragValue::new(&mut images).range(200..=4_000).speed(10).suffix(" images"))
            .on_hover_text("How many, drawn from the training set by the network's seed");
        let tip = "Show them one after the other; STDP changes every edge. Then see the network as it was \
                   and as it became, side by side.";
        let button = egui::Button::new("Learn");
        let response = ui.add_enabled(classes.len() >= 2, button).on_hover_text(tip);
        if response.on_disabled_hover_text("Choose two digits or more").clicked() {
            panel.commands.push(AppCommand::Learn);
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
            "Learnt from {} digits, {}.",
            thousands(learnt.images),
            by_turns(&learnt.classes)
        );
        ui.label(RichText::new(text).size(12.0).color(dim()));
    }
}

/// How far learning is, and a way to stop it.
pub fn learning(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    ui.horizontal(|ui| {
        let progress = model.learning.progress();
        let (done, total) = progress.map_or((0, 1), |p| (p.done, p.total));
        let text = match progress {
            Some(p) => format!("{} of {} digits", thousands(p.done), thousands(p.total)),
            None => "reading the images".to_owned(),
        };
        let bar = egui::ProgressBar::new(done as f32 / total as f32)
            .desired_width(ui.available_width() - 64.0)
            .text(text);
        let left = progress
            .and_then(|p| p.left)
            .map_or(String::new(), |left| format!("About {:.0} s left", left.as_secs_f64()));
        ui.add(bar).on_hover_text(left);
        if ui.button("Stop").on_hover_text("What was learnt is lost").clicked() {
            panel.commands.push(AppCommand::StopLearning);
        }
    });
}

/// Digits that were shown by turns, in words.
pub fn by_turns(classes: &[u8]) -> String {
    let names: Vec<String> = classes.iter().map(ToString::to_string).collect();
    match names.as_slice() {
        [one, other] => format!("{one} and {other} by turns"),
        _ => format!("{} by turns", names.join(", ")),
    }
}

fn references(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    if model.session.learns() {
        return lesson(ui, model, panel);
    }
    title(ui, "Reference digits");
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
            "The axes of the cloud are found once, from digits without their labels, and kept.",
        );
    }
    let (done, target) = (references.done, references.target);
    let mut wanted = model.settings.references;
    egui::ComboBox::from_id_salt("references")
        .width(ui.available_width() - 8.0)
        .selected_text(format!("{} training digits", thousands(wanted)))
        .show_ui(ui, |ui| {
            for count in REFERENCE_COUNTS {
                let text = format!("{} training digits", thousands(count));
                ui.selectable_value(&mut wanted, count, text);
            }
        })
        .response
        .on_hover_text(
            "How many training digits the cloud holds; they are embedded without labels.",
        );
    if wanted != model.settings.references {
        panel.commands.push(AppCommand::Grow(wanted));
    }
    if done < target {
        let share = done as f32 / target.max(1) as f32;
        ui.horizontal(|ui| {
            let bar = egui::ProgressBar::new(share)
                .desired_width(ui.available_width() - 64.0)
                .text(format!("{} of {}", thousands(done), thousands(target)));
            ui.add(bar).on_hover_text(time_left(model));
            if ui.button("Stop").on_hover_text("Keep what is done").clicked() {
                panel.commands.push(AppCommand::PauseGrowing);
            }
        });
    }
    if let Some(bytes) = references.cache_bytes.filter(|_| done >= target) {
        ui.horizontal(|ui| {
            let megabytes = bytes as f64 / 1e6;
            let text = format!("{} embedded, {megabytes:.1} MB kept", thousands(done));
            ui.label(RichText::new(text).size(12.0).color(dim())).on_hover_text(
                "Kept on disk, so that the next start shows the whole cloud at once.",
            );
            if bytes > 0 && ui.small_button("Clear").on_hover_text("Delete it").clicked() {
                panel.commands.push(AppCommand::ClearCache);
            }
        });
    }
}

fn time_left(model: &Model) -> String {
    let references = &*model.references;
    let left = references.target - references.done;
    match references.growing_since {
        Some((since_s, from)) if references.done > from => {
            let rate = (references.done - from) as f64
                / (model.time.elapsed_secs_f64() - since_s).max(0.1);
            format!("{rate:.0} digits a second, about {:.0} s left", left as f64 / rate)
        }
        _ => "Just begun".into(),
    }
}

/// With a comma every three digits.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let parts: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|part| std::str::from_utf8(part).unwrap_or_default())
        .collect();
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::PIXELS;

    #[test]
    fn the_brush_inks_and_erases_along_its_way() {
        let mut image = [0; PIXELS];
        dab(&mut image, [4.5, 10.5], [20.5, 10.5], 1.0, false);
        assert_eq!(
            (image[10 * SIDE + 4], image[10 * SIDE + 12], image[10 * SIDE + 20]),
            (255, 255, 255)
        );
        assert_eq!((image[10 * SIDE + 2], image[13 * SIDE + 12]), (0, 0), "not beyond its radius");
        let inked = image;
        dab(&mut image, [4.5, 10.5], [20.5, 10.5], 1.0, false);
        assert_eq!(image, inked, "twice is once");
        dab(&mut image, [12.5, 10.5], [12.5, 10.5], 1.5, true);
        assert_eq!((image[10 * SIDE + 12], image[10 * SIDE + 4]), (0, 255));
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([7, 1_000, 60_000].map(thousands), ["7", "1,000", "60,000"]);
    }
}
