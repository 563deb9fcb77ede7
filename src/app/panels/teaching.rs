//! Teach, over the cloud: what was told and how far it reaches, the next question, and what a point is.

mod curve;
mod told;

pub(super) use told::show as show_told;

use super::neuron::card;
use super::{Model, Panel, dim};
use crate::app::command::{PanelCommand, TeachCommand, TeachTarget};
use crate::app::overlays::Dialog;
use crate::app::theme;
use crate::app::views::teaching::{
    ItIsView, NameView, NamesView, StandingView, TeachButtonsView, TeachingView, WaveView,
};
use crate::data::classes::{NAME_LEN_MAX, is_class_name};
use bevy_egui::egui::containers::menu::{MenuButton, MenuConfig};
use bevy_egui::egui::{
    self, Align2, Area, Id, Order, PopupCloseBehavior, Rect, RichText, Ui, vec2,
};

/// A cloud as high as this has room for the curve over it.
const CURVE_OVER: f32 = 340.0;
/// And a window as high for the curve beside it.
const CURVE_BESIDE: f32 = 740.0;
/// Width of what is said, logical pixels.
const WIDTH: f32 = 318.0;
/// Room that the wave's speed takes.
const SPEED_WIDTH: f32 = 78.0;
/// Names in a row of the choice.
const IN_A_ROW: usize = 5;

/// Room that its buttons take of the cloud's heading, logical pixels.
pub(super) fn buttons_width(model: &Model) -> f32 {
    match TeachButtonsView::gather(model) {
        None => 0.0,
        Some(view) if view.told.is_none() => 62.0,
        Some(_) => 148.0,
    }
}

/// Puts the labels away; lists what was told.
pub(super) fn button(ctx: &egui::Context, model: &Model, area: Rect, panel: &mut Panel) {
    let Some(view) = TeachButtonsView::gather(model) else { return };
    Area::new(Id::new("teach button"))
        .order(Order::Middle)
        .fixed_pos(area.right_top() + vec2(-8.0, 8.0))
        .pivot(Align2::RIGHT_TOP)
        .show(ctx, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                if let Some(told) = &view.told {
                    let tip = "What was told: to look at, name, save, open";
                    if ui.small_button(told).on_hover_text(tip).clicked() {
                        panel.push(PanelCommand::Show(Dialog::Told, !view.is_list_open));
                    }
                }
                let tip = "Put all labels away, and tell it yourself what a few of these images are: their names \
                           spread through the cloud. Nothing is trained. (T)";
                if !view.is_on && ui.small_button("Teach").on_hover_text(tip).clicked() {
                    panel.push(TeachCommand::PutLabelsAway(true));
                }
            });
        });
}

/// The corner below what the bar says, beside the cloud.
pub(super) fn below_bar(ctx: &egui::Context, area: Rect) -> egui::Pos2 {
    let bar = ctx.memory(|memory| memory.area_rect(Id::new("teach")));
    let bottom = bar.map_or(area.top(), |bar| bar.bottom());
    egui::pos2(area.left() - 10.0, bottom + 6.0)
}

/// How it stands, and what can be done.
pub(super) fn bar(
    ctx: &egui::Context,
    model: &Model,
    area: Rect,
    is_beside: bool,
    panel: &mut Panel,
) {
    let Some(view) = TeachingView::gather(model) else { return };
    // Beside the cloud, so that the names can be seen to flow; over it, where there is no room.
    let (corner, pivot) = match is_beside {
        true => (area.left_top() + vec2(-10.0, 10.0), Align2::RIGHT_TOP),
        false => (area.left_top() + vec2(8.0, 34.0), Align2::LEFT_TOP),
    };
    Area::new(Id::new("teach"))
        .order(Order::Middle)
        .fixed_pos(corner)
        .pivot(pivot)
        .constrain(false)
        .show(ctx, |ui| {
            card().inner_margin(8).show(ui, |ui| {
                // As wide whatever is said, so that nothing moves under the pointer.
                ui.set_width((area.width() - 30.0).min(WIDTH));
                // Buttons first: they stay where they are, whatever is said.
                ui.horizontal_wrapped(|ui| buttons(ui, &view, panel));
                standing(ui, &view.standing);
                let is_high = ctx.viewport_rect().height() > CURVE_BESIDE;
                if is_beside && is_high || area.height() > CURVE_OVER {
                    curve::show(ui, model);
                }
                if let Some(view) = &view.wave {
                    wave(ui, model, view, panel);
                }
            });
        });
}

fn standing(ui: &mut Ui, view: &StandingView) {
    let said = match view.is_waiting {
        true => ui.label(RichText::new(&view.words).color(dim())),
        false => ui.label(&view.words),
    };
    if let Some(tip) = view.tip {
        said.on_hover_text(tip);
    }
}

fn buttons(ui: &mut Ui, view: &TeachingView, panel: &mut Panel) {
    let ask = &view.ask;
    // As wide whatever it says.
    let button = egui::Button::new(ask.text).min_size(vec2(82.0, 0.0));
    if ui.add_enabled(ask.is_enabled, button).on_hover_text(ask.tip).clicked() {
        panel.push(TeachCommand::AskMe);
    }
    take_back(ui, view.can_take_back, panel);
    let tip = "Show the labels that the images came with. What was told is there again when you teach again.";
    if view.has_labels && ui.button("Labels back").on_hover_text(tip).clicked() {
        panel.push(TeachCommand::PutLabelsAway(false));
    }
}

/// Whether it was pressed.
fn take_back(ui: &mut Ui, can_take_back: bool, panel: &mut Panel) -> bool {
    let tip = "Undo what was told last (Ctrl+Z, where that was the last thing done)";
    let button = ui.add_enabled(can_take_back, egui::Button::new("Take back"));
    let is_pressed = button.on_hover_text(tip).clicked();
    if is_pressed {
        panel.push(TeachCommand::TakeBack);
    }
    is_pressed
}

/// The wave, to be stepped through, run again and made faster.
fn wave(ui: &mut Ui, model: &Model, view: &WaveView, panel: &mut Panel) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().slider_width = 84.0;
        let again = ui.add_enabled(!view.flows, egui::Button::new("▶").small());
        if again.on_hover_text("Let the names flow from where the slider is").clicked() {
            panel.push(TeachCommand::RunWave);
        }
        let mut step = view.step;
        let slider = egui::Slider::new(&mut step, 0..=view.last).show_value(false);
        let moved = ui.add(slider).on_hover_text(
            "Each step, a name passes on from the images that have it to the images most like them: along one edge of \
             the graph of neighbours. Drag to look at the wave.",
        );
        if moved.changed() {
            panel.push(TeachCommand::SeekWave(step as f32));
        }
        ui.label(RichText::new(view.words(step)).color(dim()));
        if ui.available_width() < SPEED_WIDTH {
            return;
        }
        let mut speed = view.speed;
        let drag = egui::DragValue::new(&mut speed).range(1.0..=60.0).speed(0.2).suffix(" steps/s");
        ui.add(drag.max_decimals(0))
            .on_hover_text("Steps that names take in a second; drag, or click and type");
        panel.change(&model.settings, |settings| settings.wave_speed = speed);
    });
}

/// Names for what is spoken of, and room for another.
pub(super) fn names(ui: &mut Ui, model: &Model, panel: &mut Panel, whom: TeachTarget) {
    let view = NamesView::gather(model, whom);
    ui.label(view.heading);
    for names in view.names.chunks(IN_A_ROW) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            names.iter().for_each(|view| name(ui, view, panel, whom));
        });
    }
    ui.horizontal(|ui| {
        let field = &mut panel.ui_state.new_name;
        let edit =
            egui::TextEdit::singleline(field).hint_text("another name").char_limit(NAME_LEN_MAX);
        let edit = ui.add(edit.desired_width(112.0));
        let is_entered = edit.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let is_name = is_class_name(field.trim());
        let say = ui.add_enabled(is_name, egui::Button::new("Say"));
        let tip = "A class of its own, by any name: A, ♥, a crossed 7";
        if (say.on_hover_text(tip).clicked() || is_entered) && is_name {
            let name = std::mem::take(field).trim().to_owned();
            panel.push(TeachCommand::TellName(whom, name));
            ui.close();
        }
    });
}

fn name(ui: &mut Ui, view: &NameView, panel: &mut Panel, whom: TeachTarget) {
    let text = RichText::new(&view.name).color(theme::class_text(usize::from(view.class)));
    let button = ui.add(egui::Button::new(text).min_size(vec2(34.0, 24.0)));
    if button.on_hover_text(&view.tip).clicked() {
        panel.push(TeachCommand::Tell(whom, Some(view.class)));
        ui.close();
    }
}

/// Under the digit on the pad: it is told what that is.
pub(super) fn it_is(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let Some(view) = ItIsView::gather(model) else { return };
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (menu, _) = MenuButton::new("It is a …").config(config).ui(ui, |ui| {
        names(ui, model, panel, TeachTarget::Pad);
        ui.separator();
        let tip =
            "It lies in the cloud beside the references, and is taken for what is told of others";
        if ui.button("Keep it without a name").on_hover_text(tip).clicked() {
            panel.push(TeachCommand::Tell(TeachTarget::Pad, None));
            ui.close();
        }
        if take_back(ui, view.can_take_back, panel) {
            ui.close();
        }
    });
    panel.explain(
        &menu,
        "Tell it what this is: something that it should have known, or anything by a new name. It is compared with the \
         next ones as the references are, with 32 variants of it, and kept for the next start.",
    );
}
