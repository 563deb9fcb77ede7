//! What panels may read, and what they ask for.

use super::parts::{TIP_WIDTH, explain_above};
use super::ui_state::UiState;
use crate::app::bridge::DropHover;
use crate::app::command::{AppCommand, PanelCommand};
use crate::app::experiments::Experiments;
use crate::app::history::History;
use crate::app::learning::Learning;
use crate::app::notice::Notice;
use crate::app::overlays::Overlays;
use crate::app::pictures::Reading;
use crate::app::playback::Playback;
use crate::app::references::{Digits, References, Trajectory};
use crate::app::scene::NetView;
use crate::app::scene::cloud_scene::CloudScene;
use crate::app::scene::network_scene::NetworkScene;
use crate::app::selected::Selection;
use crate::app::session::Session;
use crate::app::settings::{Change, Settings};
use crate::app::teaching::Teaching;
use crate::app::tray::Tray;
use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use bevy_egui::egui::{self, Rangef, Ui, vec2};

/// What panels may read.
#[derive(SystemParam)]
pub struct Model<'w, 's> {
    pub session: Res<'w, Session>,
    pub playback: Res<'w, Playback>,
    pub settings: Res<'w, Settings>,
    pub selection: Res<'w, Selection>,
    pub references: Res<'w, References>,
    pub digits: Res<'w, Digits>,
    pub history: Res<'w, History>,
    pub experiments: Res<'w, Experiments>,
    pub learning: Res<'w, Learning>,
    pub teaching: Res<'w, Teaching>,
    pub notice: Res<'w, Notice>,
    pub overlays: Res<'w, Overlays>,
    pub trajectory: Res<'w, Trajectory>,
    pub network_scene: Res<'w, NetworkScene>,
    pub cloud_scene: Res<'w, CloudScene>,
    pub hovering: Res<'w, DropHover>,
    pub reading: Res<'w, Reading>,
    pub tray: Res<'w, Tray>,
    pub time: Res<'w, Time<Real>>,
    pub views: Query<'w, 's, (&'static Camera, &'static GlobalTransform, &'static NetView)>,
}

impl Model<'_, '_> {
    /// Whether something was told that can be taken back, in this window or before.
    pub(super) fn can_take_back(&self) -> bool {
        self.history.has_told() || !self.teaching.told().is_empty()
    }
}

/// What a panel asks for, and what it keeps between frames.
pub struct Panel<'a> {
    /// Commands, applied in the next frame.
    pub commands: &'a mut Vec<AppCommand>,
    /// Pictures on the graphics card.
    pub textures: &'a mut UiState,
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
        let Some(room) = self.explained_over.or(self.textures.network) else { return };
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
}
