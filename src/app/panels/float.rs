//! What floats over a picture: it is moved by the grip above it, with the pointer or with the arrow keys, and sent away.

use super::{Model, Panel, dim, shade};
use crate::app::settings::{Float, FloatKind};
use crate::app::theme;
use bevy_egui::egui::{
    self, Align2, Area, EventFilter, Id, Key, Order, Pos2, Rect, Sense, Stroke, Vec2, pos2, vec2,
};

/// Height of a grip, points.
const GRIP: f32 = 22.0;
/// An arrow key moves by this share of the free room.
const STEP: f32 = 0.05;

/// What is held by its grip, and where it was taken hold of, from its upper left.
#[derive(Clone, Copy, Debug, Default)]
struct Held(Option<(FloatKind, Vec2)>);

/// Where something so large stands within a room.
pub fn place(float: Float, size: Vec2, room: Rect) -> Rect {
    let free = (room.size() - size).max(Vec2::ZERO);
    Rect::from_min_size(room.min + free * Vec2::from(float.place), size)
}

/// The place of something whose upper left is to be there.
fn shares(corner: Pos2, size: Vec2, room: Rect, before: [f32; 2]) -> [f32; 2] {
    let free = room.size() - size;
    let share = |at: f32, free: f32, before: f32| match free > 1.0 {
        true => (at / free).clamp(0.0, 1.0),
        false => before,
    };
    let at = corner - room.min;
    [share(at.x, free.x, before[0]), share(at.y, free.y, before[1])]
}

/// The grip above what stands at `at` within `room`: seen while the pointer or the focus is there.
pub fn grip(
    ctx: &egui::Context,
    model: &Model,
    kind: FloatKind,
    name: &str,
    [at, room]: [Rect; 2],
    panel: &mut Panel,
) {
    let bar = Rect::from_min_size(at.min - vec2(0.0, GRIP), vec2(at.width(), GRIP));
    let mut floats = model.settings.floats;
    let float = floats.of(kind);
    let area = Area::new(Id::new(("grip", kind))).order(Order::Middle).fixed_pos(bar.min);
    area.constrain(false).show(ctx, |ui| {
        let close = Rect::from_min_max(pos2(bar.right() - GRIP, bar.top()), bar.max);
        let id = ui.id();
        let held = ui.allocate_rect(bar, Sense::click_and_drag());
        let closes = ui.interact(close, id.with("close"), Sense::click());
        let words = format!("{name}: drag, or move it with the arrow keys; Delete sends it away");
        let label = |words: &str| {
            egui::WidgetInfo::labeled(egui::WidgetType::Button, true, words.to_owned())
        };
        held.widget_info(|| label(&words));
        closes.widget_info(|| label(&format!("Send away: {name}")));
        let hold = panel.ui_state.of::<Held>();
        if !held.is_pointer_button_down_on() {
            hold.0 = hold.0.filter(|(held, _)| *held != kind);
        } else if let Some(pointer) = held.interact_pointer_pos() {
            let (_, from) = *hold.0.get_or_insert((kind, pointer - at.min));
            float.place = shares(pointer - from, at.size(), room, float.place);
        }
        if held.has_focus() {
            let arrows = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..Default::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(held.id, arrows));
            let steps = |less, more| {
                ui.input(|i| i.num_presses(more) as f32 - i.num_presses(less) as f32) * STEP
            };
            let by = [steps(Key::ArrowLeft, Key::ArrowRight), steps(Key::ArrowUp, Key::ArrowDown)];
            float.place = [0, 1].map(|i| (float.place[i] + by[i]).clamp(0.0, 1.0));
        }
        let deletes = held.has_focus() && ui.input(|i| i.key_pressed(Key::Delete));
        if closes.clicked() || deletes {
            float.is_shown = false;
        }
        let pointer = ui.ctx().pointer_hover_pos();
        let is_there = pointer.is_some_and(|pointer| at.union(bar).contains(pointer));
        if is_there || held.has_focus() || closes.has_focus() || held.dragged() {
            let held = held.on_hover_cursor(egui::CursorIcon::Grab).on_hover_text(words);
            let closes = closes.on_hover_text("Send it away: Ctrl+K, Floating …, brings it back");
            let painter = ui.painter();
            painter.rect_filled(bar, 4.0, shade());
            let ink = theme::color(theme::TEXT);
            let from = bar.left_center() + vec2(8.0, 0.0);
            painter.text(from, Align2::LEFT_CENTER, name, theme::heading(11.0), dim());
            let color = if closes.hovered() { ink } else { dim() };
            painter.text(close.center(), Align2::CENTER_CENTER, "×", theme::heading(15.0), color);
            for (response, place) in [(held, bar), (closes, close)] {
                if response.has_focus() {
                    let line = Stroke::new(1.5, theme::color(theme::ACCENT));
                    painter.rect_stroke(place, 4.0, line, egui::StrokeKind::Inside);
                }
            }
        }
    });
    panel.change(&model.settings, |s| s.floats = floats);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_somewhere_stands_there_and_stays_inside() {
        let room = Rect::from_min_max(pos2(16.0, 30.0), pos2(816.0, 430.0));
        let size = vec2(200.0, 100.0);
        let put = |corner| {
            let place = shares(corner, size, room, [0.3, 0.3]);
            super::place(Float { is_shown: true, place }, size, room)
        };
        assert!(put(pos2(100.0, 200.0)).min.distance(pos2(100.0, 200.0)) < 0.01);
        assert_eq!(put(pos2(-500.0, 5_000.0)).min, pos2(16.0, 330.0));
        let wide = vec2(900.0, 100.0);
        assert_eq!(shares(pos2(40.0, 130.0), wide, room, [0.3, 0.3])[0], 0.3, "it fits nowhere");
    }
}
