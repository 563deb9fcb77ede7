//! What panels may read.

use crate::app::bridge::DropHover;
use crate::app::choices::Choices;
use crate::app::experiments::Experiments;
use crate::app::history::History;
use crate::app::lessons::Lessons;
use crate::app::notice::Notice;
use crate::app::overlays::Overlays;
use crate::app::pictures::Reading;
use crate::app::playback::Playback;
use crate::app::references::{Digits, References, Trajectory};
use crate::app::scene::NetView;
use crate::app::scene::cloud_scene::CloudScene;
use crate::app::scene::network_scene::NetworkScene;
use crate::app::selection::Selection;
use crate::app::session::Session;
use crate::app::settings::Settings;
use crate::app::stdp_training::Learning;
use crate::app::teaching::Teaching;
use crate::app::tray::Tray;
use bevy::ecs::system::SystemParam;
use bevy::prelude::*;

/// What panels may read.
#[derive(SystemParam)]
pub struct Model<'w, 's> {
    pub session: Res<'w, Session>,
    pub playback: Res<'w, Playback>,
    pub settings: Res<'w, Settings>,
    pub choices: Res<'w, Choices>,
    pub selection: Res<'w, Selection>,
    pub references: Res<'w, References>,
    pub digits: Res<'w, Digits>,
    pub history: Res<'w, History>,
    pub experiments: Res<'w, Experiments>,
    pub learning: Res<'w, Learning>,
    pub teaching: Res<'w, Teaching>,
    pub lessons: Res<'w, Lessons>,
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
    /// Whether the views are a picture, with nothing beside them and no controls over them.
    pub fn is_picture(&self) -> bool {
        self.overlays.alone.is_some() || self.choices.presents
    }

    /// Whether something was told that can be taken back, in this window or before.
    pub fn can_take_back(&self) -> bool {
        self.history.has_told() || !self.teaching.told().is_empty()
    }
}
