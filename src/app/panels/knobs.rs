//! The numbers of a circuit, to be turned.

use super::{Model, Panel, dim, title};
use crate::app::command::ModelCommand;
use crate::app::views::knobs::{Knob, KnobsView};
use bevy_egui::egui::{Button, RichText, Slider, SliderClamping, Ui};
use std::ops::RangeInclusive;

/// Room for a number with its unit beside its slider, points.
const VALUE: f32 = 104.0;

/// A number that a hand is on, and what it can be.
#[derive(Default)]
struct Held(Option<(String, RangeInclusive<f64>)>);

/// Draws the panel.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let Some(view) = KnobsView::gather(model) else { return };
    ui.horizontal(|ui| {
        // In one line: nothing below moves under a hand that turns one.
        title(ui, if view.is_changed { "Its numbers, changed" } else { "Its numbers" });
        let reset = ui.add_enabled(view.is_changed, Button::new("As it was"));
        let tip = "All numbers as the circuit's file says them";
        let why_not = "Nothing has been changed";
        if reset.on_hover_text(tip).on_disabled_hover_text(why_not).clicked() {
            let told = Box::new(model.session.told.spec().clone());
            panel.push(ModelCommand::Load(told, model.session.seed));
        }
    });
    for knob in &view.knobs {
        slider(ui, knob, 12.0, panel);
    }
    if view.more > 0 {
        let words = format!("and {} more in its file", view.more);
        ui.label(RichText::new(words).size(12.0).color(dim()));
    }
}

/// A number with what it is of, in words of a size, to be turned.
pub fn slider(ui: &mut Ui, knob: &Knob, words: f32, panel: &mut Panel) {
    ui.spacing_mut().slider_width = (ui.available_width() - VALUE).clamp(60.0, 220.0);
    let label = ui.label(RichText::new(&knob.label).size(words).color(dim()));
    let mut value = knob.value;
    // While a hand is on it, what it can be stays as it was.
    let held = panel.ui_state.of::<Held>();
    let range = match &held.0 {
        Some((path, range)) if *path == knob.path => range.clone(),
        _ => knob.range.clone(),
    };
    let unit = if knob.unit.is_empty() { String::new() } else { format!(" {}", knob.unit) };
    let slider = Slider::new(&mut value, range.clone())
        .clamping(SliderClamping::Edits)
        // On the way to 7.5, nobody wants 7.
        .update_while_editing(false)
        .max_decimals(2)
        .suffix(unit);
    let response = ui.add(slider).labelled_by(label.id).on_hover_text(knob.tip);
    let is_held = response.is_pointer_button_down_on();
    if is_held {
        held.0 = Some((knob.path.clone(), range));
    } else if held.0.as_ref().is_some_and(|(path, _)| *path == knob.path) {
        held.0 = None;
    }
    let is_possible = value > 0.0 || *knob.range.start() < 0.0;
    if response.changed() && value != knob.value && is_possible {
        panel.push(ModelCommand::Set(knob.path.clone(), value));
    }
}
