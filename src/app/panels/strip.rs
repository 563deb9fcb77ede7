//! The pictures that came together: a strip of them below the pad, to step through; of a picture with several
//! digits, the picture, to choose one.

use super::{Model, Panel, dim};
use crate::app::command::ImageCommand;
use crate::app::theme;
use crate::app::tray::{Content, Page};
use crate::app::views::strip::{Mark, PageView, PictureView, Refused, State, StripView};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rect, RichText, ScrollArea, Sense, Stroke, Ui, pos2, vec2,
};
use std::sync::Arc;

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
    let Some(view) = StripView::gather(model) else { return };
    panel.ui_state.keep_strip_of(view.revision);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let buttons = [("◀", "The picture before this one (↑)"), ("▶", "The next picture (↓)")];
        for ((text, tip), step) in buttons.into_iter().zip(view.steps) {
            let button = egui::Button::new(text).min_size(vec2(22.0, 22.0));
            if ui.add_enabled(step.is_some(), button).on_hover_text(tip).clicked() {
                panel.commands.extend(step.map(|place| ImageCommand::GoTo(place).into()));
            }
        }
        let color = if view.refused.is_some() { theme::color(theme::WARNING) } else { dim() };
        let words = RichText::new(&view.heading).size(12.0).color(color);
        ui.add(egui::Label::new(words).wrap());
    });
    let entries = model.tray.entries();
    if let (Some(view), Some(one_of)) = (&view.page, &entries[view.at].one_of) {
        page(ui, view, &one_of.page, panel);
    }
    ScrollArea::horizontal().id_salt("strip").show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 3.0;
            for (place, picture) in view.pictures.iter().enumerate() {
                if thumbnail(ui, picture, place, &entries[place].content, panel) {
                    panel.push(ImageCommand::GoTo(place));
                }
            }
        });
    });
    if let Some(why) = &view.refused {
        refused(ui, why);
    }
}

/// Why one cannot be read; which one it is, is said above.
fn refused(ui: &mut Ui, why: &Refused) {
    let font = FontId::proportional(12.0);
    let mut words = egui::text::LayoutJob::simple(
        why.short.to_owned(),
        font,
        theme::color(theme::WARNING),
        ui.available_width(),
    );
    words.wrap.max_rows = REASON_ROWS;
    ui.label(words).on_hover_text(why.reason);
}

/// The picture that has several digits, each of them outlined.
fn page(ui: &mut Ui, view: &PageView, page: &Arc<Page>, panel: &mut Panel) {
    let [width, height] = view.size.map(|side| side as f32);
    let scale = (ui.available_width() / width).min(PAGE_HEIGHT / height);
    let (area, _) = ui.allocate_exact_size(scale * vec2(width, height), Sense::hover());
    let texture = panel.ui_state.page(ui.ctx(), page);
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter().image(texture.id(), area, whole, Color32::WHITE);
    for (i, digit) in view.digits.iter().enumerate() {
        let place = &digit.place;
        let corner = area.min + scale * vec2(place.left as f32, place.top as f32);
        let size = scale * vec2(place.width as f32, place.height as f32);
        let outline = Rect::from_min_size(corner, size).expand(MARGIN).intersect(area);
        let response = ui.interact(outline, ui.id().with(("digit of a page", i)), Sense::click());
        let (color, line) = match (digit.is_chosen, response.hovered()) {
            (true, _) => (theme::ACCENT, 2.5),
            (_, true) => (theme::WARNING, 2.0),
            _ => (theme::SAME, 1.5),
        };
        let line = Stroke::new(line, theme::color(color));
        ui.painter().rect_stroke(outline, 2.0, line, egui::StrokeKind::Outside);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &digit.words)
        });
        if response.on_hover_text(&digit.tip).clicked() {
            panel.push(ImageCommand::GoTo(digit.goes_to));
        }
    }
}

/// One picture; true when it is clicked.
fn thumbnail(
    ui: &mut Ui,
    view: &PictureView,
    place: usize,
    content: &Content,
    panel: &mut Panel,
) -> bool {
    let (area, response) = ui.allocate_exact_size(vec2(THUMBNAIL, THUMBNAIL), Sense::click());
    let mark = view.mark;
    if mark == Mark::Chosen && panel.ui_state.strip_at != Some(place) {
        panel.ui_state.strip_at = Some(place);
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
    match (view.state, content) {
        (State::Digit, Content::Digit(image)) => {
            let texture = panel.ui_state.strip_picture(ui.ctx(), place, image);
            painter.image(texture.id(), area, whole, Color32::WHITE);
        }
        (State::Refused(_), _) => {
            write("✖", if mark == Mark::Chosen { theme::color(theme::WARNING) } else { dim() });
        }
        _ => write("…", dim()),
    }
    let (color, width) = match (mark, view.state) {
        (Mark::Chosen, State::Refused(_)) => (theme::WARNING, 2.0),
        (Mark::Chosen, _) => (theme::ACCENT, 2.0),
        (Mark::OnPad, _) => (theme::ACCENT, 1.0),
        _ if response.hovered() => (theme::TEXT_DIM, 1.0),
        _ => (theme::HAIRLINE, 1.0),
    };
    let line = Stroke::new(width, theme::color(color));
    painter.rect_stroke(area, 2.0, line, egui::StrokeKind::Inside);
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, view.label()));
    response.on_hover_text(view.tip()).clicked()
}
