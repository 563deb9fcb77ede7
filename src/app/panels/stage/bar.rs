//! The controls when presenting: there while the pointer moves or the keyboard is on them, gone while nobody needs them.

use super::super::transport::{buttons, clock, speed};
use super::super::{Model, Panel, shade};
use crate::app::command::{PanelCommand, TimeCommand};
use crate::app::overlays::Dialog;
use crate::app::settings::Settings;
use crate::app::views::stage::StageView;
use crate::app::views::transport::TransportView;
use crate::experiments::words::number;
use bevy_egui::egui::{self, Align2, Area, Id, LayerId, Order, Rect, Slider, Ui, vec2};
use std::time::Duration;

/// Seconds that it stays after the pointer has come to rest, and that it takes to fade.
const STAYS_S: f32 = 2.5;
const FADES_S: f32 = 0.3;
/// A screen as wide as this has room for all on a line, points.
const WIDE: f32 = 1_000.0;
/// What time may lack of its usual width, points, before its speed has no room.
const SPEED: f32 = -50.0;

/// Draws it at the bottom of a room, and hides the pointer with it.
pub fn show(ctx: &egui::Context, model: &Model, stage: &StageView, room: Rect, panel: &mut Panel) {
    let id = Id::new("stage bar");
    let layer = LayerId::new(Order::Middle, id);
    let is_wanted = is_wanted(ctx, layer);
    let fades_s = if model.settings.reduced_motion { 0.0 } else { FADES_S };
    let opacity = ctx.animate_bool_with_time(id, is_wanted, fades_s);
    if !is_wanted && ctx.pointer_hover_pos().is_some() {
        ctx.set_cursor_icon(egui::CursorIcon::None);
    }
    Area::new(id)
        .order(Order::Middle)
        .fixed_pos(room.center_bottom() - vec2(0.0, 8.0))
        .pivot(Align2::CENTER_BOTTOM)
        .show(ctx, |ui| {
            ui.set_opacity(opacity);
            egui::Frame::new().fill(shade()).corner_radius(8).inner_margin(8).show(ui, |ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let view = &TransportView::gather(model);
                match room.width() >= WIDE {
                    true => {
                        ui.horizontal(|ui| {
                            time(ui, model, view, room.width() - 820.0, panel);
                            ui.separator();
                            things(ui, model, stage, panel);
                        });
                    }
                    false => {
                        ui.vertical(|ui| {
                            ui.horizontal(|ui| {
                                time(ui, model, view, room.width().min(800.0) - 600.0, panel);
                            });
                            ui.horizontal(|ui| things(ui, model, stage, panel));
                        });
                    }
                }
            });
        });
}

/// Whether somebody needs it: the pointer moved a moment ago or is on it, or the keyboard is.
fn is_wanted(ctx: &egui::Context, layer: LayerId) -> bool {
    let Some(pointer) = ctx.pointer_hover_pos() else { return has_focus(ctx, layer) };
    let rested_s = ctx.input(|input| input.pointer.time_since_last_movement());
    if rested_s < STAYS_S {
        ctx.request_repaint_after(Duration::from_secs_f32(STAYS_S - rested_s));
        return true;
    }
    let is_on_it = ctx.layer_id_at(pointer) == Some(layer);
    is_on_it || has_focus(ctx, layer) || egui::Popup::is_any_open(ctx)
}

fn has_focus(ctx: &egui::Context, layer: LayerId) -> bool {
    let Some(focused) = ctx.memory(|memory| memory.focused()) else { return false };
    ctx.viewport(|viewport| {
        viewport.prev_pass.widgets.get_layer(layer).any(|widget| widget.id == focused)
    })
}

/// Playback and the time that is shown.
fn time(ui: &mut Ui, model: &Model, view: &TransportView, room: f32, panel: &mut Panel) {
    buttons(ui, view, panel);
    if room >= 60.0 {
        ui.spacing_mut().slider_width = room.min(320.0);
        let mut now_ms = model.playback.now_ms;
        let slider = Slider::new(&mut now_ms, 0.0..=view.duration_ms)
            .show_value(false)
            .custom_formatter(|ms, _| number(ms, 1))
            .suffix(" ms");
        let tip = "The time that is shown: drag, or ← and → where it has the focus";
        if ui.add(slider).on_hover_text(tip).changed() {
            panel.push(TimeCommand::Seek(now_ms));
        }
    }
    clock(ui, view);
    // Keys and commands change it, too.
    if room >= SPEED {
        ui.spacing_mut().slider_width = 72.0;
        speed(ui, view, panel);
    }
}

/// What floats, what fills the screen, and the way back.
fn things(ui: &mut Ui, model: &Model, stage: &StageView, panel: &mut Panel) {
    let settings = &*model.settings;
    let mut toggle = |ui: &mut Ui, on: bool, text: &str, tip: &str, change: fn(&mut Settings)| {
        if ui.selectable_label(on, text).on_hover_text(tip).clicked() {
            panel.change(settings, change);
        }
    };
    let floats = &settings.floats;
    if stage.has_other {
        toggle(ui, floats.label.is_shown, "Label", "The label floats over the picture", |s| {
            s.floats.label.is_shown ^= true;
        });
    }
    if !model.session.is_circuit() {
        toggle(
            ui,
            floats.image.is_shown,
            "Image",
            "The image floats over it, to be drawn on",
            |s| {
                s.floats.image.is_shown ^= true;
            },
        );
    }
    if stage.has_other {
        let (name, tip) = match settings.is_swapped {
            true => ("Network", "The network floats over the cloud"),
            false => ("Cloud", "The cloud floats over the network"),
        };
        toggle(ui, floats.inset.is_shown, name, tip, |s| s.floats.inset.is_shown ^= true);
        let tip = "Network and cloud take each other's place (X)";
        toggle(ui, settings.is_swapped, "Swap", tip, |s| s.is_swapped ^= true);
    }
    if ui.button("Lessons").on_hover_text("Understand the model in short lessons (F2)").clicked() {
        panel.push(PanelCommand::Show(Dialog::Lessons, true));
    }
    if ui.button("Commands").on_hover_text("Every command by its name (Ctrl+K)").clicked() {
        panel.push(PanelCommand::Show(Dialog::Palette, true));
    }
    if ui.button("?").on_hover_text("Keys and mouse (?)").clicked() {
        panel.push(PanelCommand::Show(Dialog::Help, true));
    }
    if ui.button("Leave").on_hover_text("Ends presenting (F11 or Esc)").clicked() {
        panel.choose(&model.choices, |c| c.presents = false);
    }
}
