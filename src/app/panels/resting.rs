//! A pointer that rests while a window opens: it points at nothing until it moves, so that no explanation of what
//! lies behind stays over the window.

use bevy_egui::egui::{Context, Event, Plugin, Pos2, RawInput};

/// Keeps from the interface where the pointer rests.
#[derive(Default)]
struct Resting {
    /// A window has opened in the last pass.
    is_new: bool,
    /// Where it rests, while nobody is to know.
    at: Option<Pos2>,
}

/// A window has opened.
pub fn begin(ctx: &Context) {
    let (at, is_down) = ctx.input(|i| (i.pointer.latest_pos(), i.pointer.any_down()));
    if at.is_none() || is_down {
        return;
    }
    let resting = ctx.plugin_or_default::<Resting>();
    let mut resting = resting.lock();
    (resting.is_new, resting.at) = (true, at);
    drop(resting);
    ctx.request_repaint();
}

impl Plugin for Resting {
    fn debug_name(&self) -> &'static str {
        "resting pointer"
    }

    fn input_hook(&mut self, _: &Context, input: &mut RawInput) {
        if std::mem::take(&mut self.is_new) {
            input.events.push(Event::PointerGone);
            return;
        }
        let Some(at) = self.at else { return };
        let is_use = |event: &Event| match event {
            Event::PointerMoved(to) => *to != at,
            Event::PointerButton { .. } | Event::MouseWheel { .. } => true,
            _ => false,
        };
        if let Some(first) = input.events.iter().position(is_use) {
            // It is where it was before it does anything.
            input.events.insert(first, Event::PointerMoved(at));
            self.at = None;
        }
    }
}
