//! Panels: they read state, draw, and push commands; nothing else.
//!
//! | module | panel |
//! |---|---|
//! | [`top`] | classes to pick from, status, panels on and off |
//! | [`input`] | pictures, preset and view |
//! | [`pad`] | the sheet to draw on |
//! | [`strip`] | pictures that came together |
//! | [`transport`] | playback |
//! | [`raster`] | every spike over time |
//! | [`plasticity`] | weights: histogram, shares, an edge's traces |
//! | [`prediction`] | what the digit is most like |
//! | [`teaching`] | labels put away, what was told, the wave |
//! | [`circuit`] | the neurons of a circuit over time |
//! | [`classes`] | the classes of the cloud, to be lit |
//! | [`path`] | the temporal path: how far it has grown, who won whom, its cycle |
//! | [`arrange`] | where each of them stands |
//! | [`stage`] | when presenting: the picture, and what floats over it |
//! | [`float`] | what floats over a picture, is moved and sent away |
//! | [`axis`] | where a time lies on a raster |
//! | [`neuron`] | the selected neuron and its race |
//! | [`knobs`] | the numbers of a circuit, to be turned |
//! | [`legend`] | what stands for what in the network |
//! | [`overlay`] | labels, hover cards, hints over the 3D views |
//! | [`lesson`] | the lesson that is open, and the list of lessons |
//! | [`notice`] | messages, above everything |
//! | [`help`] | shortcuts |
//! | [`experiments`] | runs in the background, what they found |
//! | [`runs`] | finished runs of earlier starts |
//! | [`found_paths`] | opened results of temporal paths |
//! | [`palette`] | every command by its name |
//! | [`clearing`] | whether kept embeddings are to be deleted |
//! | [`resting`] | no explanation stays over an opened window |
//! | [`svg`] | what a panel has drawn, as a file |
//! | [`shown_keys`] | keys as they are pressed, for recordings |
//! | [`dialog`] | keys stay inside an open window or list |

mod arrange;
pub(crate) mod axis;
mod circuit;
mod classes;
mod clearing;
mod dialog;
pub(crate) mod experiments;
mod float;
pub(crate) mod found_paths;
pub(crate) mod help;
pub(crate) mod input;
mod knobs;
mod legend;
mod lesson;
pub(crate) mod neuron;
mod notice;
pub(crate) mod overlay;
pub(crate) mod pad;
pub(crate) mod palette;
mod panel;
mod parts;
pub(crate) mod path;
pub(crate) mod plasticity;
pub mod prediction;
pub(crate) mod raster;
mod resting;
mod room;
pub(crate) mod runs;
mod shown_keys;
mod stage;
mod strip;
mod svg;
mod teaching;
pub(crate) mod top;
pub(crate) mod transport;
pub mod ui_state;

use super::command::AppCommand;
use super::{ViewRoom, theme};
use crate::app::outcome::Outcome;
use crate::app::overlays::Dialog;
use crate::app::screenshot::PictureWanted;
use crate::app::settings::WINDOW_MIN;
pub(crate) use crate::app::views::Model;
use crate::app::waking::Frames;
use bevy::prelude::*;
use bevy_egui::EguiContexts;
use bevy_egui::egui::{self, Rangef, Ui};
pub(crate) use panel::Panel;
use parts::{
    dim, drag, escaped, explain_above, fill, fitting, frame, preset_words, rect, shade, title,
    within,
};
use std::path::Path;
pub use ui_state::UiState;

/// Draws everything that is not in three dimensions.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub(crate) fn draw(
    mut contexts: EguiContexts,
    model: Model,
    mut ui_state: ResMut<UiState>,
    mut free: ResMut<ViewRoom>,
    frames: Res<Frames>,
    mut wanted: ResMut<PictureWanted>,
    mut outcomes: MessageWriter<Outcome>,
    mut writer: MessageWriter<AppCommand>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    if !std::mem::replace(&mut ui_state.is_themed, true) {
        theme::install(&ctx);
        frames.follow(&ctx);
        return Ok(()); // fonts are there from the next pass on
    }
    // The next pass has it.
    // In whole pixels: what is rounded in points would depend on the size that it decides.
    let system = ctx.native_pixels_per_point();
    let pixels = (ctx.viewport_rect().size() * ctx.pixels_per_point()).round();
    let window = pixels / system.unwrap_or(1.0);
    let text_range = match model.choices.presents {
        true => theme::stage_text_range(window, system),
        false => theme::text_range(window, system, WINDOW_MIN),
    };
    let text_size = model.settings.text_size_within(text_range, model.choices.presents);
    let zoom = theme::zoom(window, system) * text_size;
    if ctx.zoom_factor() != zoom {
        // Where the pointer rests is known in points of the size before.
        resting::begin(&ctx);
        ctx.set_zoom_factor(zoom);
    }
    let mut commands = Vec::new();
    let now_free = show(&ctx, &model, &mut ui_state, &mut commands).of_points(ctx.zoom_factor());
    let now_free = ViewRoom { text_range, ..now_free };
    if wanted.curves.is_some()
        && let Some(path) = wanted.curves.take()
    {
        outcomes.write(Outcome::Saved(save_curves(&ctx, &path)));
    }
    if *free != now_free {
        *free = now_free;
    }
    writer.write_batch(commands);
    Ok(())
}

/// Writes what is drawn at the bottom of the window; what became of it, in words.
fn save_curves(ctx: &egui::Context, path: &Path) -> String {
    let Some(area) = arrange::curves(ctx) else {
        return "There are no curves at the bottom of the window: Ctrl+2 shows them.".to_owned();
    };
    match crate::data::write_whole(path, svg::of_area(ctx, area).as_bytes()) {
        Ok(()) => format!("The curves are in {}.", path.display()),
        Err(error) => format!("The curves were not saved: {}: {error}.", path.display()),
    }
}

/// Draws panels, what lies over the views, and windows; says what is free for the views, in points.
fn show(
    ctx: &egui::Context,
    model: &Model,
    ui_state: &mut UiState,
    commands: &mut Vec<AppCommand>,
) -> ViewRoom {
    if theme::set_high_contrast(model.settings.high_contrast) {
        theme::style(ctx);
    }
    if ctx.input(|input| input.key_pressed(egui::Key::Escape)) {
        let now = ctx.cumulative_pass_nr();
        ctx.data_mut(|data| data.insert_temp(escaped(), now));
    }
    let topmost = model.overlays.topmost();
    if std::mem::replace(&mut ui_state.topmost, topmost) != topmost && topmost.is_some() {
        resting::begin(ctx);
    }
    let mut panel = Panel { commands, ui_state, time: Rangef::NOTHING, explained_over: None };
    // bevy_egui gives a context, panels want a Ui over all of it.
    let mut root = Ui::new(
        ctx.clone(),
        egui::Id::new("root"),
        egui::UiBuilder::new().layer_id(egui::LayerId::background()).max_rect(ctx.viewport_rect()),
    );
    let free = arrange::lay_out(&mut root, model, &mut panel);
    let words_from = overlay::show(ctx, model, &free, &mut panel);
    // What was typed or asked for in a window is forgotten as it closes.
    if model.overlays.is_open(Dialog::Help) {
        help::show(ctx, &mut panel);
    }
    if model.overlays.is_open(Dialog::Experiments) {
        experiments::show(ctx, model, &mut panel);
    }
    if model.overlays.is_open(Dialog::Lessons) {
        lesson::show_list(ctx, model, &mut panel);
    }
    if model.overlays.is_open(Dialog::Told) {
        teaching::show_told(ctx, model, &mut panel);
    }
    if model.overlays.is_open(Dialog::Clearing) {
        clearing::show(ctx, model, &mut panel);
    }
    if model.overlays.is_open(Dialog::Palette) {
        palette::show(ctx, model, &mut panel);
    } else {
        *panel.ui_state.of() = palette::Palette::default();
    }
    let window = ctx.viewport_rect();
    let (place, bottom) = match model.choices.presents {
        true => (window, free.network.max.y.max(free.cloud.max.y) - free.covered[3]),
        false => (overlay::egui_rect(free.network), words_from),
    };
    notice::show(ctx, model, place, bottom, &mut panel);
    dialog::keep_tab_inside(ctx, model, &mut panel);
    dialog::keep_arrows_in_list(ctx);
    shown_keys::show(ctx, model, &mut panel);
    free
}

#[cfg(test)]
mod tests;
