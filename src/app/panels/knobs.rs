//! The numbers of a circuit, to be turned.

use super::{Model, Panel, dim, title};
use crate::app::command::ModelCommand;
use crate::app::views::knobs::KnobsView;
use bevy_egui::egui::{Button, RichText, Slider, Ui};

/// Room for a number with its unit beside its slider, points.
const VALUE: f32 = 104.0;

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
            panel.push(ModelCommand::LoadPreset(view.name.clone()));
        }
    });
    ui.spacing_mut().slider_width = (ui.available_width() - VALUE).clamp(60.0, 220.0);
    for knob in &view.knobs {
        let label = ui.label(RichText::new(&knob.label).size(12.0).color(dim()));
        let mut value = knob.value;
        let unit = if knob.unit.is_empty() { String::new() } else { format!(" {}", knob.unit) };
        let slider = Slider::new(&mut value, knob.range.clone()).max_decimals(2).suffix(unit);
        let response = ui.add(slider).labelled_by(label.id).on_hover_text(knob.tip);
        if response.changed() && value != knob.value {
            panel.push(ModelCommand::Set(knob.path.clone(), value));
        }
    }
}
