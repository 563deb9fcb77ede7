//! Words over the 3D views: class glyphs, hover cards, the first hint, the drop zone.

use super::input::learning;
use super::neuron::{card, name, place, state};
use super::{Model, Panel, classes, dim, plasticity, shade, teaching};
use crate::analysis::paths::DIMENSIONS;
use crate::app::command::{SelectCommand, Whom};
use crate::app::framing::{CLOUD_CHIPS, CLOUD_HEADING, CLOUD_TEACHING, TEACHING_BESIDE};
use crate::app::scene::{NetView, places};
use crate::app::selection::{clip_from_world, play_point};
use crate::app::views::words::by_turns;
use crate::app::{Free, theme};
use crate::experiments::words::{count, number, with_article};
use crate::runtime::{Cloud, Record};
use crate::sim::Role;
use bevy::math::Vec3;
use bevy::prelude::Rect as WorldRect;
use bevy_egui::egui::{
    self, Align2, Area, Color32, FontId, Id, LayerId, Order, Painter, Rect, RichText, Stroke, Ui,
    pos2, vec2,
};
use std::sync::Arc;

/// Room for all that is said of a point while somebody teaches, so that nothing moves under the pointer from one to the
/// next, logical pixels.
const TOLD_WIDTH: f32 = 262.0;
/// Pictures on a line of it.
const OTHERS_MAX: usize = 8;
/// Points that a class needs to get its glyph.
const GLYPH_MIN: usize = 5;
const GLYPH_RADIUS: f32 = 12.0;
/// Glyphs are moved apart so often: enough for ten.
const GLYPH_PASSES: usize = 24;

/// Draws everything over the views; what is said above must end where the result says, or it covers words.
pub fn show(ctx: &egui::Context, model: &Model, free: &Free, panel: &mut Panel) -> f32 {
    let network = egui_rect(free.network);
    let cloud = egui_rect(free.cloud);
    let is_alone = model.overlays.alone.is_some();
    let mut words_from = network.bottom();
    if cloud.is_positive() {
        let is_beside = network.width() >= TEACHING_BESIDE;
        cloud_names(ctx, model, cloud, is_beside);
        if !is_alone {
            cloud_heading(ctx, model, cloud);
        }
        if model.references.cloud.is_some() && !is_alone {
            classes::chips(ctx, model, cloud, panel);
            teaching::button(ctx, model, cloud, panel);
            teaching::bar(ctx, model, cloud, is_beside, panel);
            kept_card(ctx, model, cloud, is_beside, panel);
        }
    }
    if network.is_positive() {
        let painter = painter(ctx, "network words", network);
        sides(&painter, model, network);
        let mut room = network;
        if model.learning.is_running() {
            // Words stand above it, not behind it.
            room.max.y = lesson(ctx, model, network, panel).top();
        }
        if !is_alone {
            room.max.y = network_words(&painter, model, room);
            legend_button(ctx, model, network, panel);
        }
        words_from = room.bottom();
    }
    hover_card(ctx, model, [network, cloud], panel);
    if model.hovering.0 {
        drop_zone(ctx);
    }
    words_from
}

fn egui_rect(r: WorldRect) -> Rect {
    Rect::from_min_max(pos2(r.min.x, r.min.y), pos2(r.max.x, r.max.y))
}

/// The place on screen of a world point in one of the views, in points.
fn on_screen(ctx: &egui::Context, model: &Model, view: NetView, world: Vec3) -> Option<egui::Pos2> {
    let (camera, transform, _) = model.views.iter().find(|(.., v)| **v == view)?;
    let rect = camera.logical_viewport_rect()?;
    let (at, _) = places::on_screen(world, clip_from_world(camera, transform), rect)?;
    rect.contains(at).then(|| pos2(at.x, at.y) / ctx.zoom_factor())
}

/// Paints behind panels and windows, within a view.
fn painter(ctx: &egui::Context, name: &str, area: Rect) -> Painter {
    ctx.layer_painter(LayerId::new(Order::Background, Id::new(name))).with_clip_rect(area)
}

/// What the cloud is, and how much of it three axes show.
fn cloud_heading(ctx: &egui::Context, model: &Model, area: Rect) {
    let references = &*model.references;
    let mut choices = Vec::new();
    let noun = model.digits.noun();
    let drawn = model.digits.train.as_ref().is_some_and(|train| train.drawn() > 0);
    let ours = if drawn { ", or one of a few drawings of ours beside those" } else { "" };
    let mut tip =
        format!("Every point is a training {noun}{ours}, placed by what it did to the network");
    if let Some(cloud) = &references.cloud {
        let digits = count(cloud.labels.len(), noun);
        let so_far = if references.grows() { " so far" } else { "" };
        let axes = match model.session.has_paths() {
            true => format!("3 of {DIMENSIONS} axes"),
            false => "3 axes".to_owned(),
        };
        let percent = number(cloud.explained.iter().sum::<f32>() * 100.0, 0);
        choices = vec![
            format!("{digits}{so_far} · {axes} show {percent} % of the variance"),
            format!("{digits}{so_far} · {percent} % in {axes}"),
            format!("{digits}{so_far}"),
        ];
        tip += &format!(
            ". The three directions in which the digits differ most (principal axes) hold {percent} % of the \
             variance; the rest is not seen here, but counts when neighbours are looked for."
        );
    }
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
                let fitting = choices.iter().map(|words| layout(words)).find(fits);
                let words = fitting.unwrap_or_else(|| layout(""));
                ui.label(words).on_hover_text(tip);
            });
        });
}

/// Names of classes at their middles, and where this digit is.
fn cloud_names(ctx: &egui::Context, model: &Model, area: Rect, is_beside: bool) {
    let painter = painter(ctx, "cloud words", area);
    let Some(cloud) = &model.references.cloud else {
        let text = match model.references.fitting {
            Some((done, target)) => {
                format!("Finding the axes: {} %", number(100.0 * done as f32 / target as f32, 0))
            }
            None if model.session.has_cloud() => {
                format!("Getting the reference {}s ready …", model.digits.noun())
            }
            None => "No cloud for this preset".to_owned(),
        };
        painter.text(area.center(), Align2::CENTER_CENTER, text, FontId::proportional(13.0), dim());
        return;
    };
    let badges = glyphs(ctx, model, cloud, named(area, model, is_beside).shrink(GLYPH_RADIUS));
    for &(class, at) in &badges {
        let short = model.teaching.names().short(class as u8);
        let lit = model.selection.classes.light(class as u8);
        let color = theme::color(theme::class(class));
        let alpha = if lit { 1.0 } else { 0.35 };
        painter.circle_filled(at, GLYPH_RADIUS, Color32::from_rgba_unmultiplied(8, 10, 15, 240));
        painter.circle_stroke(at, GLYPH_RADIUS, Stroke::new(1.6, color.gamma_multiply(alpha)));
        painter.text(
            at,
            Align2::CENTER_CENTER,
            &short,
            theme::heading(if short.chars().count() == 1 { 14.0 } else { 10.5 }),
            theme::class_text(class).gamma_multiply(alpha),
        );
    }
    let here = model.trajectory.places.last();
    let here = here.and_then(|&p| on_screen(ctx, model, NetView::Cloud, p));
    if let Some(at) = here {
        painter.circle_filled(at, 5.0, Color32::WHITE);
        painter.circle_stroke(at, 10.0, Stroke::new(1.8, Color32::WHITE));
        let words = painter.layout_no_wrap(
            format!("this {}", model.digits.noun()),
            theme::heading(12.0),
            Color32::WHITE,
        );
        let badges: Vec<egui::Pos2> = badges.into_iter().map(|(_, at)| at).collect();
        let back =
            label_place(at, words.size() + vec2(8.0, 2.0), &badges, named(area, model, is_beside));
        if let Some(line) = leader(at, back) {
            painter.line_segment(line, Stroke::new(1.2, Color32::WHITE.gamma_multiply(0.7)));
        }
        painter.rect_filled(back, 3.0, shade());
        painter.galley(back.min + vec2(4.0, 1.0), words, Color32::WHITE);
    }
}

/// Where a label of a point stands: near it, inside, and over as few badges as can be.
fn label_place(at: egui::Pos2, size: egui::Vec2, badges: &[egui::Pos2], inside: Rect) -> Rect {
    /// From the point's ring.
    const OFF: f32 = 12.0;
    let far = vec2(size.x / 2.0 + OFF, size.y / 2.0 + OFF);
    let near = vec2(far.x + 4.0, size.y / 2.0);
    // Over it to the right first, then the other sides, then the same farther off.
    let sides = [
        vec2(near.x, -near.y - 4.0),
        vec2(-near.x, -near.y - 4.0),
        vec2(near.x, near.y + 4.0),
        vec2(-near.x, near.y + 4.0),
        vec2(near.x, 0.0),
        vec2(-near.x, 0.0),
        vec2(0.0, -far.y),
        vec2(0.0, far.y),
    ];
    let farther = [1.0, 1.5, 2.0, 2.6].into_iter();
    let offsets = farther.flat_map(|by| sides.map(|side| side * by));
    let covered = |place: &Rect| {
        badges.iter().filter(|badge| place.distance_to_pos(**badge) < GLYPH_RADIUS + 1.0).count()
    };
    let room = inside.shrink2(vec2(4.0, 0.0));
    let places = offsets.map(|by| Rect::from_center_size(at + by, size));
    let free = places.filter(|place| room.contains_rect(*place)).min_by_key(covered);
    free.unwrap_or_else(|| {
        let right = Rect::from_center_size(at + sides[0], size);
        right.translate((room.left_top() - right.min).max(egui::Vec2::ZERO))
    })
}

/// From the ring of a point to its label, where that stands so far off that it could be of another.
fn leader(at: egui::Pos2, label: Rect) -> Option<[egui::Pos2; 2]> {
    const RING: f32 = 10.0;
    let near = label.clamp(at);
    let way = near - at;
    (way.length() > RING + 8.0).then(|| [at + way.normalized() * RING, near])
}

/// Where names may stand in the cloud: between its heading and its chips.
fn named(area: Rect, model: &Model, is_beside: bool) -> Rect {
    let room = (area.height() / 2.0 - GLYPH_RADIUS - 1.0).max(0.0);
    let teaching = if model.teaching.is_on() && !is_beside { CLOUD_TEACHING } else { 0.0 };
    let heading = CLOUD_HEADING - 8.0 + teaching;
    Rect::from_x_y_ranges(
        area.x_range(),
        area.top() + heading.min(room)..=area.bottom() - (CLOUD_CHIPS - 8.0).min(room),
    )
}

/// The middle of each class on its way, on screen and within a place; glyphs that would overlap part.
fn glyphs(
    ctx: &egui::Context,
    model: &Model,
    cloud: &Cloud,
    within: Rect,
) -> Vec<(usize, egui::Pos2)> {
    let count = model.cloud_scene.places.len().min(cloud.labels.len());
    let teaching = &*model.teaching;
    let class = |point: usize| match teaching.is_on() {
        true => teaching.label(point).map(|label| label.class),
        false => Some(cloud.labels[point]),
    };
    let mut sums = vec![(Vec3::ZERO, 0_usize); teaching.names().count()];
    for i in 0..count {
        let Some(class) = class(i) else { continue };
        let Some(sum) = sums.get_mut(usize::from(class)) else { continue };
        *sum = (sum.0 + model.cloud_scene.place(i), sum.1 + 1);
    }
    let middles = (0..sums.len()).filter(|&class| sums[class].1 >= GLYPH_MIN).filter_map(|class| {
        let middle = sums[class].0 / sums[class].1 as f32;
        Some((class, on_screen(ctx, model, NetView::Cloud, middle)?))
    });
    let (classes, mut at): (Vec<usize>, Vec<egui::Pos2>) = middles.unzip();
    part(&mut at, 2.0 * GLYPH_RADIUS + 2.0, within);
    classes.into_iter().zip(at).collect()
}

/// Moves places that are nearer to each other than `least` away from each other, some times over; they stay
/// inside.
fn part(at: &mut [egui::Pos2], least: f32, within: Rect) {
    for _ in 0..GLYPH_PASSES {
        at.iter_mut().for_each(|at| *at = within.clamp(*at));
        for i in 1..at.len() {
            for j in 0..i {
                let between = at[i] - at[j];
                let distance = between.length();
                if distance < least {
                    let away = if distance > 1e-3 { between / distance } else { vec2(1.0, 0.0) };
                    let step = away * ((least - distance) / 2.0);
                    (at[i], at[j]) = (at[i] + step, at[j] - step);
                }
            }
        }
    }
}

/// Its heading, what is lit, and the first hint; where that begins.
fn network_words(painter: &Painter, model: &Model, area: Rect) -> f32 {
    let at = area.left_top() + vec2(12.0, 10.0);
    painter.text(at, Align2::LEFT_TOP, "NETWORK", theme::heading(11.0), dim());
    if let Some(filter) = model.selection.filter {
        let session = &*model.session;
        let kept = session.weight_pairs().filter(|(w0, w)| filter.keeps(*w0, *w)).count();
        let named = plasticity::filters().find(|(_, known)| *known == filter);
        let which = named.map_or("that changed so".to_owned(), |(name, _)| name.to_owned());
        let text = format!("lit: {} {which} (Esc for all)", count(kept, "edge"));
        let at = area.left_top() + vec2(90.0, 9.0);
        let accent = theme::color(theme::ACCENT);
        let room = area.width() - 102.0;
        painter.galley(at, painter.layout(text, FontId::proportional(12.0), accent, room), accent);
    }
    if model.overlays.has_acted {
        return area.bottom();
    }
    let hint = painter.layout(
        format!(
            "Drop a picture of {} anywhere, or draw one on the left",
            with_article(model.digits.noun())
        ),
        FontId::proportional(14.0),
        theme::color(theme::TEXT),
        area.width() - 32.0,
    );
    let corner = area.left_bottom() + vec2(16.0, -12.0 - hint.size().y);
    painter.galley(corner, hint, theme::color(theme::TEXT));
    corner.y
}

/// Brings the legend back.
fn legend_button(ctx: &egui::Context, model: &Model, area: Rect, panel: &mut Panel) {
    if model.settings.shows_legend {
        return;
    }
    Area::new(Id::new("legend button"))
        .order(Order::Middle)
        .fixed_pos(area.right_top() + vec2(-8.0, 8.0))
        .pivot(Align2::RIGHT_TOP)
        .show(ctx, |ui| {
            let button = ui.small_button("Legend");
            if button.on_hover_text("What stands for what in this picture").clicked() {
                panel.change(&model.settings, |s| s.shows_legend = true);
            }
        });
}

/// A network that learns, over the view; where that is said.
fn lesson(ctx: &egui::Context, model: &Model, area: Rect, panel: &mut Panel) -> Rect {
    let shown = Area::new(Id::new("lesson"))
        .order(Order::Middle)
        .fixed_pos(area.center_bottom() - vec2(0.0, 12.0))
        .pivot(Align2::CENTER_BOTTOM)
        .show(ctx, |ui| {
            card().inner_margin(8).show(ui, |ui| {
                ui.set_width(300.0_f32.min(area.width() - 32.0));
                let turns = by_turns(&model.settings.classes);
                ui.label(format!("The network learns: {turns}"));
                learning(ui, model, panel);
            });
        });
    shown.response.rect
}

/// Names two networks that stand side by side.
fn sides(painter: &Painter, model: &Model, area: Rect) {
    let session = &*model.session;
    let Some(learnt) = &session.learnt else { return };
    let spikes = |record: &Record| {
        let hidden = session.network.input_count();
        let of_hidden = record.spikes().iter().filter(|spike| spike.neuron.index() >= hidden);
        count(of_hidden.count(), "spike")
    };
    let after = format!(
        "{} after {}, {}",
        spikes(&learnt.record),
        count(learnt.images, model.digits.noun()),
        by_turns(&learnt.classes)
    );
    for (side, name, words) in
        [(0, "As built (G)", spikes(&session.record)), (1, "Learnt (G_STDP)", after)]
    {
        let world = Vec3::new(places::offset_x(side, 2), 0.0, -17.0);
        let Some(at) = on_screen(painter.ctx(), model, NetView::Network, world) else { continue };
        let ink = theme::color(theme::TEXT);
        let name = painter.layout_no_wrap(name.into(), theme::heading(15.0), ink);
        let room = area.width() / 2.0 - 24.0;
        let words = painter.layout(words, FontId::proportional(12.0), dim(), room);
        let height = name.size().y + words.size().y;
        let top = (at.y - 44.0 - height).max(area.top() + 28.0);
        painter.galley(pos2(at.x - name.size().x / 2.0, top), name, ink);
        let top = top + height - words.size().y;
        painter.galley(pos2(at.x - words.size().x / 2.0, top), words, dim());
    }
}

/// What is under the pointer, inside the view that it is in: neither legend nor panels are covered.
fn hover_card(ctx: &egui::Context, model: &Model, views: [Rect; 2], panel: &mut Panel) {
    let Some(cursor) = ctx.pointer_hover_pos() else { return };
    let selection = &*model.selection;
    // One that was clicked has its card already.
    let point = selection.hovered_point.filter(|&point| selection.point != Some(point));
    // Nor does one lie over names on their way, right after it was told.
    let point = point.filter(|_| !model.teaching.flows());
    if selection.hovered_neuron.is_none() && point.is_none() {
        return;
    }
    // Away from the nearer border, so that it never comes over what it is about.
    let Some(view) = views.into_iter().find(|view| view.contains(cursor)) else { return };
    let middle = view.center();
    let (is_right, is_low) = (cursor.x > middle.x, cursor.y > middle.y);
    let pivot = match (is_right, is_low) {
        (false, false) => Align2::LEFT_TOP,
        (true, false) => Align2::RIGHT_TOP,
        (false, true) => Align2::LEFT_BOTTOM,
        (true, true) => Align2::RIGHT_BOTTOM,
    };
    let off = |is_far: bool| if is_far { -16.0 } else { 16.0 };
    Area::new(Id::new("hover"))
        .order(Order::Tooltip)
        .interactable(false)
        .fixed_pos(cursor + vec2(off(is_right), off(is_low)))
        .pivot(pivot)
        .constrain_to(view)
        .show(ctx, |ui| {
            card().inner_margin(8).show(ui, |ui| {
                ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
                if let Some(neuron) = selection.hovered_neuron {
                    let session = &*model.session;
                    ui.label(RichText::new(name(session, neuron)).font(theme::heading(13.0)));
                    ui.label(RichText::new(place(session, neuron)).color(dim()));
                    ui.label(state(session, model.playback.now_ms, neuron));
                    if session.network.role(neuron) == Role::Input {
                        let ink = session.image.get(neuron.index()).copied().unwrap_or(0);
                        ui.label(format!("ink {ink} of 255"));
                    }
                } else if let Some(point) = point {
                    cloud_card(ui, model, panel, point);
                }
            });
        });
}

fn cloud_card(ui: &mut Ui, model: &Model, panel: &mut Panel, point: usize) {
    let Some(cloud) = &model.references.cloud else { return };
    let (Some(&image), Some(&label)) = (cloud.images.get(point), cloud.labels.get(point)) else {
        return;
    };
    ui.horizontal(|ui| {
        if let Some(texture) = panel.textures.digit(ui.ctx(), &model.digits, image) {
            ui.image((texture.id(), vec2(56.0, 56.0)));
        }
        ui.vertical(|ui| {
            match model.teaching.is_on() {
                true => teaching::guess(ui, model, point),
                false => {
                    let color = theme::class_text(usize::from(label));
                    let name = RichText::new(label.to_string()).font(theme::heading(24.0));
                    ui.label(name.color(color));
                }
            }
            ui.label(RichText::new(model.digits.reference_name(image)).color(dim()));
        });
    });
}

fn drop_zone(ctx: &egui::Context) {
    let painter = ctx.layer_painter(LayerId::new(Order::Foreground, Id::new("drop zone")));
    let area = ctx.viewport_rect();
    painter.rect_filled(area, 0.0, Color32::from_rgba_unmultiplied(8, 12, 18, 200));
    let stroke = Stroke::new(2.0, theme::color(theme::ACCENT));
    painter.rect_stroke(area.shrink(16.0), 12.0, stroke, egui::StrokeKind::Inside);
    painter.text(
        area.center(),
        Align2::CENTER_CENTER,
        "Drop the picture: the network will see it at once",
        theme::heading(22.0),
        theme::color(theme::TEXT),
    );
}

/// The clicked cloud point, until it is put away.
fn kept_card(ctx: &egui::Context, model: &Model, area: Rect, is_beside: bool, panel: &mut Panel) {
    // While a smaller cloud takes the place of another, what was selected may be no more.
    let is_there = |point: &usize| *point < model.cloud_scene.places.len();
    let Some(point) = model.selection.point.filter(is_there) else { return };
    // On the other side than its point, which may be clicked again.
    let at = on_screen(ctx, model, NetView::Cloud, model.cloud_scene.place(point));
    let (corner, pivot) = match at.is_some_and(|at| at.x < area.center().x) {
        _ if model.teaching.is_on() && is_beside => {
            (teaching::below_bar(ctx, area), Align2::RIGHT_TOP)
        }
        true => (area.right_bottom() + vec2(-10.0, -36.0), Align2::RIGHT_BOTTOM),
        false => (area.left_bottom() + vec2(10.0, -36.0), Align2::LEFT_BOTTOM),
    };
    Area::new(Id::new("kept")).order(Order::Middle).fixed_pos(corner).pivot(pivot).show(
        ctx,
        |ui| {
            card().inner_margin(8).show(ui, |ui| {
                ui.set_min_width(if model.teaching.is_on() { TOLD_WIDTH } else { 172.0 });
                // Its name stays on a line: "training digit 51,879".
                ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
                cloud_card(ui, model, panel, point);
                if model.teaching.is_on() {
                    let also = model.selection.also.len();
                    if also > 0 {
                        let tip = "Clicked with Shift: they are told together";
                        let words = RichText::new(format!("and {}", count(also, "other")));
                        ui.label(words.color(dim())).on_hover_text(tip);
                        ui.horizontal(|ui| others(ui, model, panel));
                    }
                    teaching::names(ui, model, panel, Whom::Point);
                }
                ui.horizontal(|ui| {
                    if ui.button("Play").on_hover_text("Show it to the network").clicked()
                        && let Some(play) = play_point(point, &model.references, &model.digits)
                    {
                        panel.push(play);
                    }
                    if ui.button("Close").on_hover_text("Deselect it (Esc)").clicked() {
                        panel.push(SelectCommand::Point(None));
                    }
                });
            });
        },
    );
}

/// What was clicked with Shift.
fn others(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let Some(cloud) = &model.references.cloud else { return };
    ui.spacing_mut().item_spacing.x = 2.0;
    let images = model.selection.also.iter().filter_map(|&point| cloud.images.get(point));
    for &image in images.take(OTHERS_MAX) {
        if let Some(texture) = panel.textures.digit(ui.ctx(), &model.digits, image) {
            ui.image((texture.id(), vec2(28.0, 28.0)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_of_this_digit_lies_over_no_badge() {
        let inside = Rect::from_min_max(pos2(0.0, 20.0), pos2(300.0, 200.0));
        let size = vec2(66.0, 17.0);
        let is_free = |place: Rect, badges: &[egui::Pos2]| {
            badges.iter().all(|badge| place.distance_to_pos(*badge) > GLYPH_RADIUS)
        };
        for at in [pos2(150.0, 100.0), pos2(290.0, 30.0), pos2(5.0, 195.0)] {
            let alone = label_place(at, size, &[], inside);
            assert!(inside.contains_rect(alone) && !alone.contains(at), "{at:?}: {alone:?}");
            // Badges where it would stand, and beside that.
            let center = alone.center();
            let badges = [center - vec2(20.0, 0.0), center + vec2(20.0, 0.0), at];
            let place = label_place(at, size, &badges, inside);
            assert!(is_free(place, &badges), "{at:?}: {place:?}");
            assert!(inside.contains_rect(place), "{at:?}: {place:?}");
        }
    }

    #[test]
    fn a_label_far_from_its_point_is_tied_to_it() {
        let at = pos2(100.0, 100.0);
        let label = |x: f32| Rect::from_min_size(pos2(x, 92.0), vec2(66.0, 17.0));
        assert_eq!(leader(at, label(112.0)), None, "beside its ring");
        let line = leader(at, label(140.0)).unwrap();
        assert_eq!(line, [pos2(110.0, 100.0), pos2(140.0, 100.0)]);
    }

    #[test]
    fn glyphs_that_overlap_part_and_others_stay() {
        let mut at = [pos2(0.0, 0.0), pos2(0.0, 0.0), pos2(5.0, 0.0), pos2(300.0, 0.0)];
        let area = Rect::from_min_max(pos2(-40.0, -20.0), pos2(400.0, 90.0));
        part(&mut at, 26.0, area);
        for i in 1..4 {
            (0..i).for_each(|j| assert!((at[i] - at[j]).length() > 25.0, "{at:?}"));
        }
        assert_eq!(at[3], pos2(300.0, 0.0));
        let mut outside = [pos2(0.0, -60.0), pos2(0.0, -50.0)];
        part(&mut outside, 26.0, area);
        assert!(outside.iter().all(|at| area.expand(14.0).contains(*at)), "{outside:?}");
    }
}
