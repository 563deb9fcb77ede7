//! Every command by its name: type a part of it, press Enter.

use super::{Model, Panel, dim};
use crate::app::command::PanelCommand;
use crate::app::overlays::Dialog;
use crate::app::panels::room::is_low;
use crate::app::theme;
use crate::app::views::palette::{Entry, PaletteView};
use bevy_egui::egui::{self, Align2, Key, RichText, Ui, vec2};

/// What was typed, and which row Enter takes; forgotten when the list is closed.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    typed: String,
    chosen: usize,
}

/// Shows the list until something is chosen or Esc is pressed.
pub fn show(ctx: &egui::Context, model: &Model, panel: &mut Panel) {
    let mut palette = std::mem::take(panel.ui_state.of::<Palette>());
    let is_low = is_low(ctx.viewport_rect().size());
    let PaletteView { entries } = PaletteView::gather(model, &palette.typed, is_low);
    let last = entries.len().saturating_sub(1);
    let pressed = |key| ctx.input(|input| input.key_pressed(key));
    // A held key may have been repeated within a frame.
    let presses = |key| ctx.input(|input| input.num_presses(key));
    let (down, up) = (presses(Key::ArrowDown), presses(Key::ArrowUp));
    palette.chosen = (palette.chosen + down).saturating_sub(up).min(last);
    let mut taken = pressed(Key::Enter).then_some(palette.chosen);
    egui::Window::new("palette")
        .id(Dialog::Palette.id())
        .title_bar(false)
        .resizable(false)
        .order(egui::Order::Foreground)
        .anchor(Align2::CENTER_TOP, vec2(0.0, 80.0))
        .show(ctx, |ui| {
            ui.set_width(420.0);
            let field = egui::TextEdit::singleline(&mut palette.typed)
                .hint_text("Type a part of a command")
                .desired_width(f32::INFINITY);
            let response = ui.add(field);
            response.request_focus();
            if response.changed() {
                palette.chosen = 0;
            }
            ui.add_space(4.0);
            if entries.is_empty() {
                ui.label(RichText::new("No such command; shorten what is typed").color(dim()));
            }
            egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for (i, entry) in entries.iter().enumerate() {
                    if row(ui, entry, i == palette.chosen, down + up > 0) {
                        taken = Some(i);
                    }
                }
            });
        });
    let command = taken.and_then(|i| entries.into_iter().nth(i)).map(|entry| entry.command);
    if command.is_some() || pressed(Key::Escape) {
        panel.push(PanelCommand::Show(Dialog::Palette, false));
        panel.commands.extend(command);
    } else {
        *panel.ui_state.of() = palette;
    }
}

/// One line; true when it is clicked.
fn row(ui: &mut Ui, entry: &Entry, is_chosen: bool, scrolls: bool) -> bool {
    let button = egui::Button::selectable(is_chosen, &entry.name)
        .right_text(RichText::new(entry.keys).color(dim()).font(theme::heading(12.0)))
        .min_size(vec2(ui.available_width(), 24.0));
    let response = ui.add(button);
    if is_chosen && scrolls {
        response.scroll_to_me(None);
    }
    response.clicked()
}
