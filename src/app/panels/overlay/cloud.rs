//! Words in the cloud: its heading, names of classes at their middles, and where this digit is.

use super::labels::{GLYPH_RADIUS, label_place, leader, part};
use super::place::{on_screen, painter};
use crate::app::framing::{CLOUD_HEADING, CLOUD_TEACHING, chips_height};
use crate::app::panels::{Model, dim, shade, teaching};
use crate::app::scene::NetView;
use crate::app::theme;
use crate::app::views::cloud_words::{ClassView, CloudHeading, CloudWordsView, HereView};
use bevy_egui::egui::{
    self, Align2, Area, Color32, FontId, Id, Order, Painter, Pos2, Rect, Stroke, vec2,
};
use std::sync::Arc;

/// Names of classes cover no more of the cloud than this, unless they are few.
const NAMED_SHARE: f32 = 0.08;

/// Draws them.
pub(super) fn words(ctx: &egui::Context, model: &Model, area: Rect, is_beside: bool) {
    let view = CloudWordsView::gather(model);
    names(ctx, model, &view, area, is_beside);
    if let Some(words) = &view.heading {
        heading(ctx, model, words, area);
    }
}

fn heading(ctx: &egui::Context, model: &Model, view: &CloudHeading, area: Rect) {
    Area::new(Id::new("cloud heading"))
        .order(Order::Middle)
        .fixed_pos(area.left_top() + vec2(8.0, 8.0))
        .constrain(false)
        .show(ctx, |ui| {
            let for_button = teaching::buttons_width(model);
            let room = area.width() - 24.0 - for_button;
            ui.set_max_width(room);
            let margin = egui::Margin::symmetric(4, 2);
            egui::Frame::new().fill(shade()).corner_radius(3).inner_margin(margin).show(ui, |ui| {
                let format = |font| egui::TextFormat::simple(font, dim());
                let layout = |words: &str| {
                    let mut text = egui::text::LayoutJob::default();
                    text.append("CLOUD", 0.0, format(theme::heading(11.0)));
                    text.append(words, 12.0, format(FontId::proportional(11.5)));
                    text.wrap.max_width = f32::INFINITY;
                    ui.painter().layout_job(text)
                };
                // On a line: what does not fit into it is in the tooltip.
                let fits = |words: &Arc<egui::Galley>| words.size().x <= room;
                let fitting = view.choices.iter().map(|words| layout(words)).find(fits);
                let words = fitting.unwrap_or_else(|| layout(""));
                ui.label(words).on_hover_text(&view.tip);
            });
        });
}

fn names(ctx: &egui::Context, model: &Model, view: &CloudWordsView, area: Rect, is_beside: bool) {
    let painter = painter(ctx, "cloud words", area);
    if let Some(words) = &view.waiting {
        let font = FontId::proportional(13.0);
        painter.text(area.center(), Align2::CENTER_CENTER, words, font, dim());
        return;
    }
    let chips = match model.is_picture() {
        true => 0.0,
        false => chips_height(model.teaching.names().count(), area.width()),
    };
    let room = named(area, view.is_teaching && !is_beside, chips);
    let glyph = std::f32::consts::PI * GLYPH_RADIUS * GLYPH_RADIUS;
    let classes = view.named((room.area() * NAMED_SHARE / glyph) as usize);
    let badges = badges(ctx, model, classes, room.shrink(GLYPH_RADIUS));
    badges.iter().for_each(|&(class, at)| badge(&painter, class, at));
    if let Some(view) = &view.here {
        let badges: Vec<Pos2> = badges.into_iter().map(|(_, at)| at).collect();
        here(&painter, model, view, &badges, room);
    }
}

/// Where names may stand in the cloud: between its heading, and what is said below that of teaching, and its chips.
fn named(area: Rect, is_taught_below: bool, chips: f32) -> Rect {
    let room = area.height() / 2.0 - GLYPH_RADIUS - 1.0;
    let teaching = if is_taught_below { CLOUD_TEACHING } else { 0.0 };
    let heading = CLOUD_HEADING - 8.0 + teaching;
    Rect::from_x_y_ranges(
        area.x_range(),
        area.top() + heading.min(room)..=area.bottom() - (chips - 8.0).min(room),
    )
}

/// Where the names of classes stand, within a place: those that would overlap part.
fn badges<'a>(
    ctx: &egui::Context,
    model: &Model,
    classes: Vec<&'a ClassView>,
    within: Rect,
) -> Vec<(&'a ClassView, Pos2)> {
    let seen = classes
        .into_iter()
        .filter_map(|class| Some((class, on_screen(ctx, model, NetView::Cloud, class.middle)?)));
    let (classes, mut at): (Vec<&ClassView>, Vec<Pos2>) = seen.unzip();
    part(&mut at, 2.0 * GLYPH_RADIUS + 2.0, within);
    classes.into_iter().zip(at).collect()
}

fn badge(painter: &Painter, view: &ClassView, at: Pos2) {
    let class = usize::from(view.class);
    let color = theme::color(theme::class(class));
    let alpha = if view.is_lit { 1.0 } else { 0.35 };
    painter.circle_filled(at, GLYPH_RADIUS, Color32::from_rgba_unmultiplied(8, 10, 15, 240));
    painter.circle_stroke(at, GLYPH_RADIUS, Stroke::new(1.6, color.gamma_multiply(alpha)));
    painter.text(
        at,
        Align2::CENTER_CENTER,
        &view.short,
        theme::heading(if view.short.chars().count() == 1 { 14.0 } else { 10.5 }),
        theme::class_text(class).gamma_multiply(alpha),
    );
}

/// This digit, its label beside it where it covers few badges.
fn here(painter: &Painter, model: &Model, view: &HereView, badges: &[Pos2], room: Rect) {
    let Some(at) = on_screen(painter.ctx(), model, NetView::Cloud, view.at) else { return };
    painter.circle_filled(at, 5.0, Color32::WHITE);
    painter.circle_stroke(at, 10.0, Stroke::new(1.8, Color32::WHITE));
    let words = painter.layout_no_wrap(view.words.clone(), theme::heading(12.0), Color32::WHITE);
    let back = label_place(at, words.size() + vec2(8.0, 2.0), badges, room);
    if let Some(line) = leader(at, back) {
        painter.line_segment(line, Stroke::new(1.2, Color32::WHITE.gamma_multiply(0.7)));
    }
    painter.rect_filled(back, 3.0, shade());
    painter.galley(back.min + vec2(4.0, 1.0), words, Color32::WHITE);
}
