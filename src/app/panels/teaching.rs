//! Teach, over the cloud: what was told and how far it reaches, the next question, and what a point is.

mod curve;
mod told;

pub(super) use told::show as show_told;

use super::neuron::card;
use super::{Model, Panel, dim};
use crate::app::command::{PanelCommand, TeachCommand, Whom};
use crate::app::overlays::Dialog;
use crate::app::theme;
use crate::data::classes::{NAME_LEN_MAX, is_class_name};
use crate::experiments::words::{count, number, thousands};
use crate::runtime::only_class;
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
    match (&model.references.cloud, model.teaching.told().is_empty()) {
        (None, _) => 0.0,
        (Some(_), true) => 62.0,
        (Some(_), false) => 148.0,
    }
}

/// Puts the labels away; lists what was told.
pub(super) fn button(ctx: &egui::Context, model: &Model, area: Rect, panel: &mut Panel) {
    if model.references.cloud.is_none() {
        return;
    }
    Area::new(Id::new("teach button"))
        .order(Order::Middle)
        .fixed_pos(area.right_top() + vec2(-8.0, 8.0))
        .pivot(Align2::RIGHT_TOP)
        .show(ctx, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let told = model.teaching.named();
                if !model.teaching.told().is_empty() {
                    let tip = "What was told: to look at, name, save, open";
                    let shown = model.overlays.is_open(Dialog::Told);
                    if ui.small_button(format!("Told {told} …")).on_hover_text(tip).clicked() {
                        panel.push(PanelCommand::Show(Dialog::Told, !shown));
                    }
                }
                let tip = "Put all labels away, and tell it yourself what a few of these digits are: their names \
                           spread through the cloud. Nothing is trained. (T)";
                let is_on = model.teaching.is_on();
                if !is_on && ui.small_button("Teach").on_hover_text(tip).clicked() {
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
    if !model.teaching.is_on() {
        return;
    }
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
                ui.horizontal_wrapped(|ui| buttons(ui, model, panel));
                state(ui, model);
                let is_high = ctx.viewport_rect().height() > CURVE_BESIDE;
                if is_beside && is_high || area.height() > CURVE_OVER {
                    curve::show(ui, &model.teaching);
                }
                wave(ui, model, panel);
            });
        });
}

fn state(ui: &mut Ui, model: &Model) {
    let teaching = &*model.teaching;
    let told = teaching.named();
    if let Some((done, target)) = teaching.bringing() {
        ui.label(
            RichText::new(format!("Looking at your pictures: {done} of {target} …")).color(dim()),
        );
        return;
    }
    let Some(reach) = teaching.reach() else {
        let words = match model.references.grows() {
            true => "Looking for neighbours among those that have come …",
            false => "Looking for neighbours …",
        };
        ui.label(RichText::new(words).color(dim()));
        return;
    };
    if told == 0 {
        ui.label(
            "Nobody has told me anything yet: click a point and say what it is, or let me ask.",
        );
        return;
    }
    if let Some(class) = only_class(teaching.told()) {
        let name = teaching.names().of(class);
        ui.label(format!(
            "Told {told}: nothing but {name}, so everything is taken for it. Name others, too."
        ));
        return;
    }
    let untold = reach.labels.iter().filter(|label| label.is_none()).count();
    let named = reach.own.len();
    let own = match named {
        0 => String::new(),
        _ => format!(" {} of your own.", count(named, "picture")),
    };
    let dark = match untold {
        0 => String::new(),
        _ => format!(" Nobody told me about {}.", count(untold, "other")),
    };
    let passed = match teaching.passed() {
        0 => String::new(),
        passed => format!(" {} passed over.", count(passed, "question")),
    };
    let cloud = model.references.cloud.as_ref().map_or(0, |cloud| cloud.labels.len());
    let later = match cloud.saturating_sub(reach.labels.len()) {
        0 => String::new(),
        later => {
            format!(" {} came later and are not reached yet.", count(later, model.digits.noun()))
        }
    };
    let (right, judged) = reach.right;
    if judged == 0 {
        // Nobody said what the images show: what is right is not known.
        let named = reach.labels.iter().flatten().count();
        ui.label(format!(
            "Told {told}: {} named by that.{dark}{own}{passed}{later}",
            count(named, "image")
        ));
        return;
    }
    let percent = number(100.0 * right as f32 / judged as f32, 1);
    let answer = ui.label(format!(
        "Told {told}: {percent} % of the other {} are right.{dark}{own}{passed}{later}",
        thousands(judged)
    ));
    answer.on_hover_text(
        "How many of the digits that nobody named are taken for what they are. The labels that were put away are \
         looked at for this number alone; what spreads knows nothing of them.",
    );
}

fn buttons(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let teaching = &*model.teaching;
    let question = teaching.question();
    let asks = question.is_some() && question == model.selection.point;
    // As wide whatever it says.
    let text = if asks { "Another one" } else { "Ask me" };
    let can_ask = question.is_some() || teaching.is_behind();
    let ask = ui.add_enabled(can_ask, egui::Button::new(text).min_size(vec2(82.0, 0.0)));
    let tip = match asks {
        true => {
            "You cannot tell what this is: it is passed over, and the next best one is asked about. (N)"
        }
        false => {
            "Select the digit whose name would reach most of what no name reaches yet, then press its digit or choose \
             its name. It looks at no label. (N)"
        }
    };
    if ask.on_hover_text(tip).clicked() {
        panel.push(TeachCommand::AskMe);
    }
    let back = ui.add_enabled(model.can_take_back(), egui::Button::new("Take back"));
    if back
        .on_hover_text("Undo what was told last (Ctrl+Z, where that was the last thing done)")
        .clicked()
    {
        panel.push(TeachCommand::TakeBack);
    }
    let tip = "Show the labels that the images came with. What was told is there again when you teach again.";
    if teaching.has_labels() && ui.button("Labels back").on_hover_text(tip).clicked() {
        panel.push(TeachCommand::PutLabelsAway(false));
    }
}

/// The wave, to be stepped through, run again and made faster.
fn wave(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let teaching = &*model.teaching;
    let last = teaching.last_step();
    if last == 0 {
        return;
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().slider_width = 84.0;
        let again = ui.add_enabled(!teaching.flows(), egui::Button::new("▶").small());
        if again.on_hover_text("Let the names flow from where the slider is").clicked() {
            panel.push(TeachCommand::RunWave);
        }
        let mut step = (teaching.front().floor() as usize).min(last);
        let slider = egui::Slider::new(&mut step, 0..=last).show_value(false);
        let moved = ui.add(slider).on_hover_text(
            "Each step, a name passes on from the digits that have it to the digits most like them: along one edge of \
             the graph of neighbours. Drag to look at the wave.",
        );
        if moved.changed() {
            panel.push(TeachCommand::SeekWave(step as f32));
        }
        ui.label(RichText::new(format!("{step} of {}", count(last, "step"))).color(dim()));
        if ui.available_width() < SPEED_WIDTH {
            return;
        }
        let mut speed = model.settings.wave_speed;
        let drag = egui::DragValue::new(&mut speed).range(1.0..=60.0).speed(0.2).suffix(" steps/s");
        ui.add(drag.max_decimals(0))
            .on_hover_text("Steps that names take in a second; drag, or click and type");
        panel.change(&model.settings, |settings| settings.wave_speed = speed);
    });
}

/// What a point is taken for, where labels are put away.
pub(super) fn guess(ui: &mut Ui, model: &Model, point: usize) {
    match model.teaching.label(point) {
        None => {
            ui.label(RichText::new("?").font(theme::heading(24.0)).color(dim()));
            ui.label(RichText::new("nobody told me").color(dim()));
        }
        Some(label) => {
            let color = theme::class_text(usize::from(label.class));
            let name = model.teaching.names().of(label.class);
            let name = RichText::new(name).font(theme::heading(24.0)).color(color);
            ui.label(name);
            let words = match label.arrived {
                0 => "as it was told".to_owned(),
                edges => {
                    let percent = number(100.0 * label.confidence, 0);
                    format!("{percent} %, {} from what was told", count(edges, "step"))
                }
            };
            ui.label(RichText::new(words).color(dim()));
        }
    }
}

/// Names for what is spoken of, and room for another.
pub(super) fn names(ui: &mut Ui, model: &Model, panel: &mut Panel, whom: Whom) {
    ui.label(match whom {
        Whom::Point => "It is a … (or press its digit)",
        Whom::Pad => "It is a …",
    });
    let all = model.teaching.names().all();
    for (row, names) in all.chunks(IN_A_ROW).enumerate() {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (at, name) in names.iter().enumerate() {
                let class = (row * IN_A_ROW + at) as u8;
                let text = RichText::new(name).color(theme::class_text(usize::from(class)));
                let button = ui.add(egui::Button::new(text).min_size(vec2(34.0, 24.0)));
                let key = match (whom, class) {
                    (Whom::Point, 0..10) => format!(" (key {class})"),
                    _ => String::new(),
                };
                let tip =
                    format!("Say that it is {}{key}", model.teaching.names().with_article(class));
                if button.on_hover_text(tip).clicked() {
                    panel.push(TeachCommand::Tell(whom, Some(class)));
                    ui.close();
                }
            }
        });
    }
    ui.horizontal(|ui| {
        let field = &mut panel.textures.new_name;
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

/// Under the digit on the pad: it is told what that is.
pub(super) fn it_is(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    if model.session.is_blank() || !model.session.has_cloud() {
        return;
    }
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (menu, _) = MenuButton::new("It is a …").config(config).ui(ui, |ui| {
        names(ui, model, panel, Whom::Pad);
        ui.separator();
        let tip =
            "It lies in the cloud beside the references, and is taken for what is told of others";
        if ui.button("Keep it without a name").on_hover_text(tip).clicked() {
            panel.push(TeachCommand::Tell(Whom::Pad, None));
            ui.close();
        }
        let back = ui.add_enabled(model.can_take_back(), egui::Button::new("Take back"));
        if back
            .on_hover_text("Undo what was told last (Ctrl+Z, where that was the last thing done)")
            .clicked()
        {
            panel.push(TeachCommand::TakeBack);
            ui.close();
        }
    });
    panel.explain(
        &menu,
        "Tell it what this is: a digit that it should have known, or anything by a new name. It is compared with the \
         next ones as the references are, with 32 variants of it, and kept for the next start.",
    );
}
