//! What a panel asks for, and what it keeps between frames.

use super::parts::{TIP_WIDTH, explain_above};
use super::ui_state::UiState;
use crate::app::change::Change;
use crate::app::choices::Choices;
use crate::app::command::{AppCommand, PanelCommand};
use crate::app::settings::Settings;
use bevy_egui::egui::{self, Rangef, Ui, vec2};

/// What a panel asks for, and what it keeps between frames.
pub struct Panel<'a> {
    /// Commands, applied in the next frame.
    pub commands: &'a mut Vec<AppCommand>,
    /// Pictures on the graphics card.
    pub ui_state: &'a mut UiState,
    /// Where a presentation's start and end lie, from left to right, wherever time is drawn.
    pub time: Rangef,
    /// What lies above the place that explanations end at, if that is not the view of the network.
    pub(super) explained_over: Option<egui::Rect>,
}

impl Panel<'_> {
    /// Asks for something.
    pub fn push(&mut self, command: impl Into<AppCommand>) {
        self.commands.push(command.into());
    }

    /// Explains what is drawn over time: in the view of the network, so that nothing below it is covered, or
    /// [above what is drawn](Self::explaining_above).
    pub(super) fn explain(&self, response: &egui::Response, text: impl Into<egui::WidgetText>) {
        let Some(room) = self.explained_over.or(self.ui_state.network) else { return };
        let room = room.shrink2(vec2(8.0, 0.0));
        let width = TIP_WIDTH.min(room.width());
        let pointer = response.hover_pos().map_or(room.left(), |at| at.x - width / 2.0);
        let left = pointer.clamp(room.left(), room.right() - width);
        let place = egui::Rect::from_x_y_ranges(left..=left + width, room.bottom()..=room.bottom());
        explain_above(response, place, text);
    }

    /// Draws what is explained just above it: above `y`, as wide as `ui`.
    pub(super) fn explaining_above(
        &mut self,
        ui: &mut Ui,
        y: f32,
        draw: impl FnOnce(&mut Ui, &mut Self),
    ) {
        let (x, top) = (ui.max_rect().x_range(), ui.ctx().viewport_rect().top());
        self.explained_over = Some(egui::Rect::from_x_y_ranges(x, top..=y));
        draw(ui, self);
        self.explained_over = None;
    }

    /// Changes what is remembered.
    pub fn change(&mut self, settings: &Settings, change: impl FnOnce(&mut Settings)) {
        if let Some(change) = Change::of(settings, change) {
            self.push(PanelCommand::Change(change));
        }
    }

    /// Looks at something else, or chooses something else to start.
    pub fn choose(&mut self, choices: &Choices, change: impl FnOnce(&mut Choices)) {
        if let Some(change) = Change::of(choices, change) {
            self.push(PanelCommand::Choose(change));
        }
    }
}
