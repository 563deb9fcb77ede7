//! The pictures that came together: a strip of them below the pad, to step through; of a picture with several
//! digits, the picture, to choose one.

use super::{Model, Panel, dim};
use crate::app::command::ImageCommand;
use crate::app::theme;
use crate::app::tray::{Content, Entry, OneOf};
use crate::experiments::words::count;
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rect, RichText, ScrollArea, Sense, Stroke, Ui, pos2, vec2,
};

/// Side of a thumbnail, logical pixels.
const THUMBNAIL: f32 = 34.0;
/// Rows of words that say why a picture cannot be read; the tooltip has all of them.
const REASON_ROWS: usize = 3;
/// The highest that a picture to choose from is drawn, logical pixels.
const PAGE_HEIGHT: f32 = 130.0;
/// Around the digits of one, logical pixels.
const MARGIN: f32 = 2.0;

/// Draws the strip, where there is more than what the pad shows.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let entries = model.tray.entries();
    if entries.is_empty() {
        return;
    }
    let at = model.tray.at();
    panel.textures.keep_strip_of(model.tray.revision());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (by, text, tip) in [
            (-1, "◀", "The picture or digit before this one (↑)"),
            (1, "▶", "The next picture or digit (↓)"),
        ] {
            let step = model.tray.step(by);
            let button = egui::Button::new(text).min_size(vec2(22.0, 22.0));
            if ui.add_enabled(step.is_some(), button).on_hover_text(tip).clicked() {
                panel.commands.extend(step.map(|place| ImageCommand::GoTo(place).into()));
            }
        }
        let (words, color) = heading(model.tray.is_chosen(), at, entries);
        let words = RichText::new(words).size(12.0).color(color);
        ui.add(egui::Label::new(words).wrap());
    });
    if let Some(one_of) = &entries[at].one_of {
        page(ui, one_of, at, model.tray.is_chosen(), panel);
    }
    ScrollArea::horizontal().id_salt("strip").show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 3.0;
            for (place, entry) in entries.iter().enumerate() {
                let mark = match model.tray.is_chosen() && place == at {
                    true => Mark::Chosen,
                    false if model.tray.shown() == Some(place) => Mark::OnPad,
                    false => Mark::None,
                };
                if thumbnail(ui, entry, place, mark, panel) {
                    panel.push(ImageCommand::GoTo(place));
                }
            }
        });
    });
    if let (Content::Refused(reason), true) = (&entries[at].content, model.tray.is_chosen()) {
        refused(ui, &entries[at].name, reason);
    }
}

/// Which of them is looked at.
fn heading(is_chosen: bool, at: usize, entries: &[Entry]) -> (String, Color32) {
    let (name, total) = (&entries[at].name, entries.len());
    match &entries[at].content {
        _ if !is_chosen => {
            let none = if total == 1 { "not" } else { "none" };
            (format!("{}, {none} on the pad", count(total, "picture")), dim())
        }
        Content::Waiting => (format!("{} of {total}, being read: {name}", at + 1), dim()),
        Content::Digit(_) => (format!("{} of {total}: {name}", at + 1), dim()),
        Content::Refused(_) => {
            (format!("{} of {total}, unreadable: {name}", at + 1), theme::color(theme::WARNING))
        }
    }
}

/// Why one cannot be read; which one it is, is said above.
fn refused(ui: &mut Ui, name: &str, reason: &str) {
    let short = reason.split_once(&format!("{name}: ")).map_or(reason, |(_, why)| why);
    let font = FontId::proportional(12.0);
    let mut words = egui::text::LayoutJob::simple(
        short.to_owned(),
        font,
        theme::color(theme::WARNING),
        ui.available_width(),
    );
    words.wrap.max_rows = REASON_ROWS;
    ui.label(words).on_hover_text(reason);
}

/// The picture that the digit at `at` is one of, each of its digits outlined.
fn page(ui: &mut Ui, one_of: &OneOf, at: usize, is_current: bool, panel: &mut Panel) {
    let OneOf { page, index } = one_of;
    let [width, height] = page.size.map(|side| side as f32);
    let scale = (ui.available_width() / width).min(PAGE_HEIGHT / height);
    let (area, _) = ui.allocate_exact_size(scale * vec2(width, height), Sense::hover());
    let texture = panel.textures.page(ui.ctx(), page);
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter().image(texture.id(), area, whole, Color32::WHITE);
    for (i, place) in page.places.iter().enumerate() {
        let corner = area.min + scale * vec2(place.left as f32, place.top as f32);
        let size = scale * vec2(place.width as f32, place.height as f32);
        let outline = Rect::from_min_size(corner, size).expand(MARGIN).intersect(area);
        let words = format!("digit {} of {}", i + 1, page.places.len());
        let response = ui.interact(outline, ui.id().with(("digit of a page", i)), Sense::click());
        let (color, line) = match (i == *index && is_current, response.hovered()) {
            (true, _) => (theme::ACCENT, 2.5),
            (_, true) => (theme::WARNING, 2.0),
            _ => (theme::SAME, 1.5),
        };
        let line = Stroke::new(line, theme::color(color));
        ui.painter().rect_stroke(outline, 2.0, line, egui::StrokeKind::Outside);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::WidgetType::Button, true, words.clone())
        });
        let tip = format!("{words}, from left to right (↑ and ↓ step through them)");
        if response.on_hover_text(tip).clicked() {
            panel.push(ImageCommand::GoTo(at - index + i));
        }
    }
}

/// How a picture of the strip is outlined.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    None,
    /// It is on the pad, while another one that is not was asked for.
    OnPad,
    /// It was asked for last.
    Chosen,
}

/// One picture; true when it is clicked.
fn thumbnail(ui: &mut Ui, entry: &Entry, place: usize, mark: Mark, panel: &mut Panel) -> bool {
    let (area, response) = ui.allocate_exact_size(vec2(THUMBNAIL, THUMBNAIL), Sense::click());
    if mark == Mark::Chosen && panel.textures.strip_at != Some(place) {
        panel.textures.strip_at = Some(place);
        // A part of its neighbour says that there is one.
        ui.scroll_to_rect(area.expand2(vec2(THUMBNAIL / 2.0, 0.0)), None);
    }
    if !ui.is_rect_visible(area) {
        return false;
    }
    let painter = ui.painter();
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    let write = |text: &str, color| {
        painter.rect_filled(area, 2.0, theme::color(theme::WELL));
        let font = FontId::proportional(16.0);
        painter.text(area.center(), Align2::CENTER_CENTER, text, font, color);
    };
    let tip = match &entry.content {
        Content::Waiting => {
            write("…", dim());
            format!("{}: being read", entry.name)
        }
        Content::Digit(image) => {
            let texture = panel.textures.strip_picture(ui.ctx(), place, image);
            painter.image(texture.id(), area, whole, Color32::WHITE);
            entry.name.clone()
        }
        Content::Refused(reason) => {
            write("✖", if mark == Mark::Chosen { theme::color(theme::WARNING) } else { dim() });
            reason.clone()
        }
    };
    let (color, width) = match (mark, &entry.content) {
        (Mark::Chosen, Content::Refused(_)) => (theme::WARNING, 2.0),
        (Mark::Chosen, _) => (theme::ACCENT, 2.0),
        (Mark::OnPad, _) => (theme::ACCENT, 1.0),
        _ if response.hovered() => (theme::TEXT_DIM, 1.0),
        _ => (theme::HAIRLINE, 1.0),
    };
    let line = Stroke::new(width, theme::color(color));
    painter.rect_stroke(area, 2.0, line, egui::StrokeKind::Inside);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::WidgetType::Button, true, format!("picture {}", entry.name))
    });
    response.on_hover_text(tip).clicked()
}
