//! Keys as they are pressed, and a ring around the pointer: for recordings, and for whoever sits in the last row.

use super::{Model, Panel, shade};
use crate::app::theme;
use bevy_egui::egui::{
    self, Color32, Event, Id, Key, LayerId, Modifiers, Order, Rect, Stroke, pos2, vec2,
};
use std::time::Duration;

/// A key stays so long, seconds.
const STAYS_S: f64 = 1.8;
/// Keys that are shown at once.
const KEYS_MAX: usize = 4;
/// Around the pointer, points.
const RING: f32 = 16.0;

/// The last keys, and when each was pressed.
#[derive(Default)]
struct Pressed(Vec<(String, f64)>);

/// Draws them over everything.
pub fn show(ctx: &egui::Context, model: &Model, panel: &mut Panel) {
    if !model.settings.shows_keys {
        return;
    }
    let (now, new, pointer, is_down) = ctx.input(|input| {
        let new: Vec<String> = input.events.iter().filter_map(name).collect();
        (input.time, new, input.pointer.latest_pos(), input.pointer.any_down())
    });
    let pressed = panel.ui_state.of::<Pressed>();
    pressed.0.extend(new.into_iter().map(|name| (name, now)));
    pressed.0.retain(|(_, at)| now - at < STAYS_S);
    let first = pressed.0.len().saturating_sub(KEYS_MAX);
    pressed.0.drain(..first);
    if let Some((_, oldest)) = pressed.0.first() {
        ctx.request_repaint_after(Duration::from_secs_f64((oldest + STAYS_S - now).max(0.0)));
    }
    let painter = ctx.layer_painter(LayerId::new(Order::Debug, Id::new("shown keys")));
    if let Some(at) = pointer {
        let accent = theme::color(theme::ACCENT);
        let radius = if is_down { 0.6 * RING } else { RING };
        painter.circle_stroke(at, radius, Stroke::new(if is_down { 4.0 } else { 2.0 }, accent));
    }
    let screen = ctx.viewport_rect();
    let mut left = screen.left() + 24.0;
    for (name, _) in &pressed.0 {
        let words = painter.layout_no_wrap(name.clone(), theme::heading(22.0), Color32::WHITE);
        let size = words.size() + vec2(24.0, 14.0);
        let place = Rect::from_min_size(pos2(left, screen.bottom() - 24.0 - size.y), size);
        painter.rect_filled(place, 8.0, shade());
        let line = Stroke::new(1.0, theme::color(theme::TEXT_DIM));
        painter.rect_stroke(place, 8.0, line, egui::StrokeKind::Inside);
        painter.galley(place.min + vec2(12.0, 7.0), words, Color32::WHITE);
        left = place.right() + 8.0;
    }
}

/// What a key that goes down is called, with what is held.
fn name(event: &Event) -> Option<String> {
    let Event::Key { key, pressed: true, repeat: false, modifiers, .. } = event else {
        return None;
    };
    let Modifiers { ctrl, shift, alt, .. } = *modifiers;
    let held = [(ctrl, "Ctrl "), (alt, "Alt "), (shift, "Shift ")];
    let held: String = held.iter().filter(|(is_held, _)| *is_held).map(|(_, name)| *name).collect();
    Some(held + symbol(*key))
}

fn symbol(key: Key) -> &'static str {
    match key {
        Key::PageDown => "Page Down",
        Key::PageUp => "Page Up",
        other => other.symbol_or_name(),
    }
}
