//! Keys stay inside what is open on top: Tab goes round in a window, arrows go through a list, and neither goes to
//! what lies behind.

use super::{Model, Panel};
use crate::app::overlays::Dialog;
use crate::app::theme;
use bevy_egui::egui::{self, Align2, Event, FocusDirection, Id, Key, LayerId, Order, RichText};

/// Where Tab shall lead.
#[derive(Clone, Copy, Debug, Default)]
pub struct Focus {
    /// Frames since Tab was pressed in which the focus may still be on its way: from the last widget of all,
    /// it comes to the first a frame later.
    frames: u8,
    is_back: bool,
}

const ON_ITS_WAY: u8 = 3;

impl Dialog {
    /// What its window is known by.
    pub(super) fn id(self) -> Id {
        Id::new(("dialog", self as u8))
    }

    /// The layer that its window is drawn in.
    fn layer(self) -> LayerId {
        LayerId::new(Order::Foreground, self.id())
    }
}

/// A dialog in the middle of the window, as large as what is in it.
pub fn window<'open>(dialog: Dialog, title: &str, is_open: &'open mut bool) -> egui::Window<'open> {
    egui::Window::new(RichText::new(title).font(theme::heading(15.0)))
        .id(dialog.id())
        .open(is_open)
        .collapsible(false)
        .order(Order::Foreground)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
}

/// Brings the focus back where Tab has led it out of the topmost window.
pub fn keep_tab_inside(ctx: &egui::Context, model: &Model, panel: &mut Panel) {
    let focus = panel.ui_state.of::<Focus>();
    // With the modifiers of its press: in a slow frame they are let go before the frame ends.
    let pressed = ctx.input(|i| {
        i.events.iter().rev().find_map(|event| match event {
            Event::Key { key: Key::Tab, pressed: true, modifiers, .. } => Some(modifiers.shift),
            _ => None,
        })
    });
    if let Some(is_back) = pressed {
        *focus = Focus { frames: ON_ITS_WAY, is_back };
    }
    let Some(dialog) = model.overlays.topmost().filter(|_| focus.frames > 0) else { return };
    focus.frames -= 1;
    let inside: Vec<Id> = ctx.viewport(|viewport| {
        let widgets = viewport.this_pass.widgets.get_layer(dialog.layer());
        widgets.filter(|w| w.enabled && w.sense.is_focusable()).map(|w| w.id).collect()
    });
    let focused = ctx.memory(|memory| memory.focused());
    if focused.is_some_and(|focused| inside.contains(&focused)) || egui::Popup::is_any_open(ctx) {
        return;
    }
    let to = if focus.is_back { inside.last() } else { inside.first() };
    if let Some(&to) = to {
        ctx.memory_mut(|memory| memory.request_focus(to));
    }
}

/// Arrows go through an open list, wherever the focus was as it opened; Enter takes what they came to.
pub fn keep_arrows_in_list(ctx: &egui::Context) {
    let presses = |key| ctx.input(|input| input.num_presses(key));
    // A held key may have been repeated within a frame.
    let (down, up) = (presses(Key::ArrowDown), presses(Key::ArrowUp));
    let is_taken = presses(Key::Enter) + presses(Key::Space) > 0;
    if down + up == 0 && !is_taken {
        return;
    }
    let layers = ctx.memory(|memory| memory.areas().visible_layer_ids());
    let is_list = |layer: &LayerId| egui::Popup::is_id_open(ctx, layer.id);
    let Some(list) = layers.into_iter().find(is_list) else { return };
    let (items, has_fields) = ctx.viewport(|viewport| {
        let widgets = viewport.this_pass.widgets.get_layer(list);
        let all: Vec<_> = widgets.filter(|w| w.enabled && w.sense.is_focusable()).collect();
        // The list itself can be clicked too: what holds others is no item.
        let items: Vec<_> = all
            .iter()
            .filter(|w| !all.iter().any(|o| o.id != w.id && w.rect.contains_rect(o.rect)))
            .collect();
        let has_fields = items.iter().any(|item| item.sense.senses_drag());
        (items.iter().map(|item| item.id).collect::<Vec<_>>(), has_fields)
    });
    let focused = ctx.memory(|memory| memory.focused());
    let at = items.iter().position(|item| Some(*item) == focused);
    if is_taken {
        if at.is_some() && !has_fields {
            egui::Popup::close_id(ctx, list.id);
        }
        return;
    }
    let last = items.len().saturating_sub(1);
    let to = match at {
        Some(at) => (at + down).saturating_sub(up).min(last),
        None if down > 0 => (down - 1).min(last),
        None => last,
    };
    if let Some(&to) = items.get(to) {
        ctx.memory_mut(|memory| {
            memory.request_focus(to);
            memory.move_focus(FocusDirection::None); // it is there
        });
    }
}
