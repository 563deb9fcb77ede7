//! Playback: buttons, speed and clock, with the [`raster`] below or beside them.

use super::raster::raster;
use super::{Model, Panel, within};
use crate::app::command::{AppCommand, TimeCommand};
use crate::app::panels::room::GUTTER;
use crate::app::playback::{SPEED_MAX, SPEED_MIN};
use crate::app::theme;
use crate::experiments::words::{number, short};
use bevy_egui::egui::{self, Rect, RichText, Slider, Ui, pos2, vec2};

/// Room that the controls need to stand beside the raster, logical pixels.
const CONTROLS_MIN: f32 = 236.0;

/// Draws the panel: the controls over the raster, or beside it where its axis begins far to the right; or the
/// controls alone.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel, shows_raster: bool) {
    if !shows_raster {
        buttons_and_clock(ui, model, panel);
        return;
    }
    let whole = ui.max_rect();
    let outer_left = panel.time.min - GUTTER;
    let beside = outer_left - 12.0 - whole.left();
    if beside >= CONTROLS_MIN {
        let controls = Rect::from_min_size(whole.min, vec2(beside, whole.height()));
        within(ui, controls, |ui| {
            buttons(ui, model, panel);
            ui.horizontal(|ui| speed(ui, model, panel));
            clock(ui, model);
        });
        let place = Rect::from_min_max(pos2(outer_left, whole.top()), whole.max);
        within(ui, place, |ui| raster(ui, model, panel));
        return;
    }
    buttons_and_clock(ui, model, panel);
    ui.add_space(2.0);
    raster(ui, model, panel);
}

fn buttons_and_clock(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    ui.horizontal(|ui| {
        if ui.available_width() < 600.0 {
            ui.spacing_mut().slider_width = 52.0;
        }
        buttons(ui, model, panel);
        speed(ui, model, panel);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| clock(ui, model));
    });
}

fn buttons(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let playback = &*model.playback;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let mut button = |ui: &mut Ui, text: &str, tip: &str, command: AppCommand| {
            if ui
                .add(egui::Button::new(text).min_size(vec2(30.0, 26.0)))
                .on_hover_text(tip)
                .clicked()
            {
                panel.push(command);
            }
        };
        button(ui, "⏮", "To the start (Home)", AppCommand::Time(TimeCommand::Seek(0.0)));
        let tick_ms = short(model.session.network.tick().ms());
        let back = format!("1 ms back (←; with Ctrl one tick of {tick_ms} ms, with Shift 10 ms)");
        button(ui, "◀", &back, AppCommand::Time(TimeCommand::Step(-1.0)));
        let (icon, tip) =
            if playback.is_playing { ("⏸", "Pause (Space)") } else { ("▶", "Play (Space)") };
        button(ui, icon, tip, AppCommand::Time(TimeCommand::SetPlaying(!playback.is_playing)));
        let forward =
            format!("1 ms forward (→; with Ctrl one tick of {tick_ms} ms, with Shift 10 ms)");
        button(ui, "▶|", &forward, AppCommand::Time(TimeCommand::Step(1.0)));
        button(
            ui,
            "⏭",
            "To the end (End)",
            AppCommand::Time(TimeCommand::Seek(playback.duration_ms)),
        );
        if ui
            .selectable_label(playback.is_looping, "loop")
            .on_hover_text("Start over at the end (L)")
            .clicked()
        {
            panel.push(TimeCommand::SetLooping(!playback.is_looping));
        }
    });
}

fn speed(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let mut speed = model.playback.speed;
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

fn clock(ui: &mut Ui, model: &Model) {
    let playback = &*model.playback;
    let text = format!("{} / {} ms", number(playback.now_ms, 1), number(playback.duration_ms, 0));
    ui.label(RichText::new(text).font(theme::heading(14.0))).on_hover_text(
        "Simulated time that is shown, of the time that an image is shown to the network",
    );
}
