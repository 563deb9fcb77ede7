//! The pictures that came together: a strip of them below the pad, to step through.

use super::{Model, Panel, dim};
use crate::app::command::AppCommand;
use crate::app::theme;
use crate::app::tray::{Content, Entry};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rect, RichText, ScrollArea, Sense, Stroke, Ui, pos2, vec2,
};

const THUMBNAIL: f32 = 34.0;

/// Draws the strip, where there is more than what the pad shows.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let entries = model.tray.entries();
    if entries.is_empty() {
        return;
    }
    let at = model.tray.at();
    panel.textures.keep_strip_of(model.tray.came());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (by, text, tip) in
            [(-1, "◀", "The picture before this one (↑)"), (1, "▶", "The next picture (↓)")]
        {
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
