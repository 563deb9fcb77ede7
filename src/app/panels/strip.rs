//! The pictures that came together: a strip of them below the pad, to step through; of a picture with several
//! digits, the picture, to choose one.

use super::{Model, Panel, dim};
use crate::app::command::AppCommand;
use crate::app::theme;
use crate::app::tray::{Content, Entry, OneOf};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rect, RichText, ScrollArea, Sense, Stroke, Ui, pos2, vec2,
};

const THUMBNAIL: f32 = 34.0;
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
                panel.commands.extend(step.map(AppCommand::ShowPicture));
            }
        }
        let words = format!("{} of {}: {}", at + 1, entries.len(), entries[at].name);
        let words = RichText::new(words).size(12.0).color(dim());
        ui.add(egui::Label::new(words).truncate());
    });
    if let Some(one_of) = &entries[at].one_of {
        page(ui, one_of, at, model.tray.is_current(), panel);
    }
    ScrollArea::horizontal().id_salt("strip").show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 3.0;
            for (place, entry) in entries.iter().enumerate() {
                let is_current = place == at && model.tray.is_current();
                if thumbnail(ui, entry, place, is_current, panel) {
                    panel.commands.push(AppCommand::ShowPicture(place));
                }
            }
        });
    });
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
            panel.commands.push(AppCommand::ShowPicture(at - index + i));
        }
    }
}

/// One picture; true when it is clicked.
fn thumbnail(
    ui: &mut Ui,
    entry: &Entry,
    place: usize,
    is_current: bool,
    panel: &mut Panel,
) -> bool {
    let (area, response) = ui.allocate_exact_size(vec2(THUMBNAIL, THUMBNAIL), Sense::click());
    let was_current = panel.textures.strip_at == Some(place);
    if is_current && !was_current {
        panel.textures.strip_at = Some(place);
        response.scroll_to_me(None);
    }
    if !ui.is_rect_visible(area) {
        return false;
    }
    let painter = ui.painter();
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    let write = |text: &str| {
        painter.rect_filled(area, 2.0, theme::color(theme::WELL));
        let font = FontId::proportional(16.0);
        painter.text(area.center(), Align2::CENTER_CENTER, text, font, dim());
    };
    let tip = match &entry.content {
        Content::Waiting => {
            write("…");
            format!("{}: being read", entry.name)
        }
        Content::Digit(image) => {
            let texture = panel.textures.strip_picture(ui.ctx(), place, image);
            painter.image(texture.id(), area, whole, Color32::WHITE);
            entry.name.clone()
        }
        Content::Refused(reason) => {
            write("✖");
            reason.clone()
        }
    };
    let color = match (is_current, response.hovered()) {
        (true, _) => theme::ACCENT,
        (_, true) => theme::TEXT_DIM,
        _ => theme::HAIRLINE,
    };
    let line = Stroke::new(if is_current { 2.0 } else { 1.0 }, theme::color(color));
    painter.rect_stroke(area, 2.0, line, egui::StrokeKind::Inside);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::WidgetType::Button, true, format!("picture {}", entry.name))
    });
    response.on_hover_text(tip).clicked()
}
