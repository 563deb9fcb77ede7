//! Teach, over the cloud: what was told and how far it reaches, the next question, and what a point is.

use super::neuron::card;
use super::{Model, Panel, dim};
use crate::app::command::AppCommand;
use crate::app::theme;
use crate::experiments::words::{count, number, thousands};
use bevy_egui::egui::{self, Align2, Area, Id, Order, Rect, RichText, Ui, vec2};

/// Room that its button takes of the cloud's heading, logical pixels.
pub(super) const BUTTON_WIDTH: f32 = 62.0;

/// Puts the labels away.
pub(super) fn button(ctx: &egui::Context, model: &Model, area: Rect, panel: &mut Panel) {
    if model.references.cloud.is_none() || model.teaching.is_on() {
        return;
    }
    Area::new(Id::new("teach button"))
        .order(Order::Middle)
        .fixed_pos(area.right_top() + vec2(-8.0, 8.0))
        .pivot(Align2::RIGHT_TOP)
        .show(ctx, |ui| {
            let tip = "Put all labels away, and tell it yourself what a few of these digits are: their names \
                       spread through the cloud. Nothing is trained.";
            if ui.small_button("Teach").on_hover_text(tip).clicked() {
                panel.commands.push(AppCommand::PutLabelsAway(true));
            }
        });
}

/// How it stands, and what can be done.
pub(super) fn bar(ctx: &egui::Context, model: &Model, area: Rect, panel: &mut Panel) {
    if !model.teaching.is_on() {
        return;
    }
    Area::new(Id::new("teach"))
        .order(Order::Middle)
        .fixed_pos(area.left_top() + vec2(8.0, 34.0))
        .constrain(false)
        .show(ctx, |ui| {
            card().inner_margin(6).show(ui, |ui| {
                ui.set_max_width((area.width() - 30.0).min(330.0));
                // Buttons first: they stay where they are, whatever is said.
                ui.horizontal_wrapped(|ui| buttons(ui, model, panel));
                state(ui, model);
                wave(ui, model, panel);
            });
        });
}

fn state(ui: &mut Ui, model: &Model) {
    let teaching = &*model.teaching;
    let told = teaching.told().len();
    let Some(reach) = teaching.reach() else {
        let words = match model.references.grows() {
            true => "Looking for neighbours among the digits that have come …",
            false => "Looking for neighbours …",
        };
        ui.label(RichText::new(words).color(dim()));
        return;
    };
    if told == 0 {
        ui.label("Nobody has told me anything yet: click a point and say what it is.");
        return;
    }
    let (right, judged) = reach.right;
    let percent = number(100.0 * right as f32 / judged.max(1) as f32, 1);
    let untold = reach.labels.iter().filter(|label| label.is_none()).count();
    let dark = match untold {
        0 => String::new(),
        _ => format!(" Nobody told me about {}.", count(untold, "other")),
    };
    let answer = ui.label(format!(
        "Told {told}: {percent} % of the other {} are right.{dark}",
        thousands(judged)
    ));
    answer.on_hover_text(
        "How many of the digits that nobody named are taken for what they are. The labels that were put away are \
         looked at for this number alone; what spreads knows nothing of them.",
    );
}

fn buttons(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let teaching = &*model.teaching;
    let question = teaching.reach().and_then(|reach| reach.question);
    let ask = ui.add_enabled(question.is_some(), egui::Button::new("Ask me"));
    let tip = "Select the digit whose name would reach most of what no name reaches yet. It looks at no label.";
    if ask.on_hover_text(tip).clicked() {
        panel.commands.push(AppCommand::AskMe);
    }
    let back = ui.add_enabled(teaching.has_past(), egui::Button::new("Take back"));
    if back.on_hover_text("Undo what was told last").clicked() {
        panel.commands.push(AppCommand::TakeBack);
    }
    let tip = "Show the labels that the digits came with. What was told is there again when you teach again.";
    if ui.button("Labels back").on_hover_text(tip).clicked() {
        panel.commands.push(AppCommand::PutLabelsAway(false));
    }
}

/// The wave, to be stepped through.
fn wave(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let teaching = &*model.teaching;
    let last = teaching.last_step();
    if last == 0 {
        return;
    }
    ui.horizontal(|ui| {
        let mut step = (teaching.front().floor() as usize).min(last);
        let slider = egui::Slider::new(&mut step, 0..=last).show_value(false);
        let moved = ui.add(slider).on_hover_text(
            "How many edges the names have come from the points that were told; drag to look at the wave",
        );
        if moved.changed() {
            panel.commands.push(AppCommand::SeekWave(step as f32));
        }
        ui.label(RichText::new(format!("{step} of {}", count(last, "edge"))).color(dim()));
    });
}

/// What a point is taken for, where labels are put away.
pub(super) fn guess(ui: &mut Ui, model: &Model, point: usize) {
    match model.teaching.label(point) {
        None => {
            ui.label(RichText::new("?").font(theme::heading(24.0)).color(dim()));
        }
        Some(label) => {
            let color = theme::class_text(usize::from(label.class));
            let name =
                RichText::new(label.class.to_string()).font(theme::heading(24.0)).color(color);
            ui.label(name);
            let words = match label.arrived {
                0 => "as it was told".to_owned(),
                edges => {
                    let percent = number(100.0 * label.confidence, 0);
                    format!("{percent} %, {} from what was told", count(edges, "edge"))
                }
            };
            ui.label(RichText::new(words).color(dim()));
        }
    }
}

/// Ten names for the selected point.
pub(super) fn names(ui: &mut Ui, panel: &mut Panel) {
    ui.label("It is a");
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for class in 0..10_u8 {
            let text =
                RichText::new(class.to_string()).color(theme::class_text(usize::from(class)));
            let button = ui.add(egui::Button::new(text).min_size(vec2(20.0, 22.0)));
            if button.on_hover_text(format!("Say that it is a {class} (key {class})")).clicked() {
                panel.commands.push(AppCommand::Tell(class));
            }
        }
    });
}
