//! Playback: buttons, speed and clock, with the [`raster`] below or beside them.

use super::raster::raster;
use super::{Model, Panel, within};
use crate::app::command::TimeCommand;
use crate::app::panels::room::GUTTER;
use crate::app::playback::{SPEED_MAX, SPEED_MIN};
use crate::app::theme;
use crate::app::views::transport::TransportView;
use crate::experiments::words::number;
use bevy_egui::egui::{self, Rect, RichText, Slider, Ui, pos2, vec2};

/// Room that the controls need to stand beside the raster, logical pixels.
const CONTROLS_MIN: f32 = 236.0;

/// Draws the panel: the controls over the raster, or beside it where its axis begins far to the right; or the
/// controls alone.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel, shows_raster: bool) {
    let view = &TransportView::gather(model);
    if !shows_raster {
        buttons_and_clock(ui, view, panel);
        return;
    }
    let whole = ui.max_rect();
    let outer_left = panel.time.min - GUTTER;
    let beside = outer_left - 12.0 - whole.left();
    if beside >= CONTROLS_MIN {
        let controls = Rect::from_min_size(whole.min, vec2(beside, whole.height()));
        within(ui, controls, |ui| {
            buttons(ui, view, panel);
            ui.horizontal(|ui| speed(ui, view, panel));
            clock(ui, view);
        });
        let place = Rect::from_min_max(pos2(outer_left, whole.top()), whole.max);
        within(ui, place, |ui| raster(ui, model, panel));
        return;
    }
    buttons_and_clock(ui, view, panel);
    ui.add_space(2.0);
    raster(ui, model, panel);
}

fn buttons_and_clock(ui: &mut Ui, view: &TransportView, panel: &mut Panel) {
    ui.horizontal(|ui| {
        if ui.available_width() < 600.0 {
            ui.spacing_mut().slider_width = 52.0;
        }
        buttons(ui, view, panel);
        speed(ui, view, panel);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| clock(ui, view));
    });
}

pub(super) fn buttons(ui: &mut Ui, view: &TransportView, panel: &mut Panel) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let mut button = |ui: &mut Ui, text: &str, tip: &str, command: TimeCommand| {
            if ui
                .add(egui::Button::new(text).min_size(vec2(30.0, 26.0)))
                .on_hover_text(tip)
                .clicked()
            {
                panel.push(command);
            }
        };
        let [back, forward] = &view.step_tips;
        button(ui, "⏮", "To the start (Home)", TimeCommand::Seek(0.0));
        button(ui, "◀", back, TimeCommand::Step(-1.0));
        let (icon, tip) =
            if view.is_playing { ("⏸", "Pause (Space)") } else { ("▶", "Play (Space)") };
        button(ui, icon, tip, TimeCommand::SetPlaying(!view.is_playing));
        button(ui, "▶|", forward, TimeCommand::Step(1.0));
        button(ui, "⏭", "To the end (End)", TimeCommand::Seek(view.duration_ms));
        if ui
            .selectable_label(view.is_looping, "loop")
            .on_hover_text("Start over at the end (L)")
            .clicked()
        {
            panel.push(TimeCommand::SetLooping(!view.is_looping));
        }
    });
}

pub(super) fn speed(ui: &mut Ui, view: &TransportView, panel: &mut Panel) {
    let mut speed = view.speed;
    let slider = Slider::new(&mut speed, SPEED_MIN..=SPEED_MAX)
        .logarithmic(true)
        .max_decimals(1)
        .custom_formatter(|speed, _| match speed < 10.0 {
            true => number(speed, 1),
            false => number(speed, 0),
        })
        .suffix(" ms/s");
    if ui
        .add(slider)
        .on_hover_text("Speed: simulated milliseconds in a second of your time ([ and ])")
        .changed()
    {
        panel.push(TimeCommand::SetSpeed(speed));
    }
}

pub(super) fn clock(ui: &mut Ui, view: &TransportView) {
    ui.label(RichText::new(&view.clock).font(theme::heading(14.0))).on_hover_text(
        "Simulated time that is shown, of the time that an image is shown to the network",
    );
}
