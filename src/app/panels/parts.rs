//! What panels are made of: titles, frames, colours of words, fields, explanations.

use crate::app::theme;
use crate::app::views::words::network_title;
use crate::experiments::words::number;
use bevy::prelude::*;
use bevy_egui::egui::{self, Color32, Response, RichText, Ui};

/// Width of a list of runs that has room for presets' names beside their titles.
const WIDE_LIST: f32 = 800.0;

/// Over whatever is drawn behind it; points are bright, and none may be read as a part of a letter.
pub(super) fn shade() -> Color32 {
    Color32::from_rgba_unmultiplied(8, 10, 15, 236)
}

/// A network in a list: what its preset does, and beside it, where there is room, the preset's name and its seed.
pub(super) fn preset_words(ui: &Ui, name: &str, seed: u64) -> egui::text::LayoutJob {
    let mut words = egui::text::LayoutJob::default();
    let format = |size, color| egui::TextFormat::simple(egui::FontId::proportional(size), color);
    let title = network_title(name);
    words.append(&title, 0.0, format(13.0, theme::color(theme::TEXT)));
    let beside = match ui.clip_rect().width() >= WIDE_LIST && title != name {
        true => format!("{name}, seed {seed}"),
        false => format!("seed {seed}"),
    };
    words.append(&beside, 8.0, format(11.5, dim()));
    words
}

/// The first of some words, from the longest to the shortest, that fits on what is left of a line, or none.
pub(super) fn fitting(ui: &Ui, size: f32, choices: impl IntoIterator<Item = String>) -> RichText {
    let font = egui::FontId::proportional(size);
    let width = |words: &String| {
        ui.painter().layout_no_wrap(words.clone(), font.clone(), Color32::WHITE).size().x
    };
    let fits = |words: &String| width(words) <= ui.available_width();
    let words = choices.into_iter().find(fits).unwrap_or_default();
    RichText::new(words).size(size).color(dim())
}

/// Explains something, in words that are put together only while they are seen.
pub(super) fn tip(response: Response, words: impl FnOnce() -> String) -> Response {
    response.on_hover_ui(|ui| {
        ui.set_max_width(ui.spacing().tooltip_width);
        ui.label(words());
    })
}

/// A panel's title.
pub(super) fn title(ui: &mut Ui, text: &str) {
    ui.label(egui::RichText::new(text.to_uppercase()).font(theme::heading(11.0)).color(dim()));
}

pub(super) fn dim() -> Color32 {
    theme::color(theme::TEXT_DIM)
}

pub(super) fn frame(margin: i8) -> egui::Frame {
    egui::Frame::new()
        .fill(theme::color(theme::SURFACE))
        .inner_margin(egui::Margin::symmetric(margin, margin.min(8)))
}

pub(super) fn rect(r: egui::Rect) -> Rect {
    Rect::new(r.min.x, r.min.y, r.max.x, r.max.y)
}

/// A number that can be dragged or typed, written as all others are: 2,000. It counts once it is typed: on the
/// way to 12, nobody wants to see digit 1.
pub(super) fn drag<'a, N: egui::emath::Numeric>(ui: &Ui, value: &'a mut N) -> egui::DragValue<'a> {
    // Two passes long it takes a field for left, and only in the first it looks for Esc.
    let now = ui.ctx().cumulative_pass_nr();
    let escaped: Option<u64> = ui.data(|data| data.get_temp(escaped()));
    let is_taken_back = escaped.is_some_and(|then| now <= then + 1);
    egui::DragValue::new(value)
        .update_while_editing(false)
        .custom_formatter(|value, decimals| number(value, *decimals.start()))
        .custom_parser(move |text| {
            let plain = text.replace([',', ' '], "").replace('−', "-");
            if is_taken_back { None } else { plain.parse().ok() }
        })
}

/// Where the pass is kept in which Esc was pressed last.
pub(super) fn escaped() -> egui::Id {
    egui::Id::new("escaped")
}

/// Explains what is under the pointer, just above a place that stays free, whatever the panel's size.
pub(super) fn explain_above(
    response: &egui::Response,
    place: egui::Rect,
    text: impl Into<egui::WidgetText>,
) {
    let mut tip = egui::Tooltip::for_enabled(response).width(TIP_WIDTH.min(place.width()));
    let align = egui::RectAlign::TOP_START;
    tip.popup = tip.popup.anchor(place).align(align).align_alternatives(&[]);
    tip.show(|ui| ui.label(text));
}

/// A part of a panel that keeps to its place.
pub(super) fn within<R>(ui: &mut Ui, place: egui::Rect, draw: impl FnOnce(&mut Ui) -> R) -> R {
    let top_down = egui::Layout::top_down(egui::Align::Min);
    ui.scope_builder(egui::UiBuilder::new().max_rect(place).layout(top_down), draw).inner
}

/// Takes the whole room, so that a panel keeps its size whatever is in it.
pub(super) fn fill(ui: &mut Ui) {
    ui.set_min_size(ui.available_size());
}

/// Width of long explanations, logical pixels.
pub(super) const TIP_WIDTH: f32 = 360.0;
