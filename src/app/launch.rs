//! How the application was started, and on what it draws.

use crate::app::command::LessonCommand;
use crate::app::recording::Recording;
use crate::data::{Cache, Source};
use crate::experiments::report::Report;
use crate::experiments::shelf::Shelf;
use crate::sim::Preset;
use bevy::camera::RenderTarget;
use bevy::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// How the application was started.
#[derive(Resource, Clone, Debug)]
pub struct Launch {
    /// Seed of the network and of random picks.
    pub seed: u64,
    /// Where the images are.
    pub source: Source,
    /// Where embeddings are kept, if anywhere.
    pub cache: Option<Cache>,
    /// Graphics card to use, by a part of its name.
    pub gpu: Option<String>,
    /// Wanted references, instead of the remembered number.
    pub references: Option<usize>,
    /// Preset, instead of the remembered one.
    pub preset: Option<Preset>,
    /// Where settings are remembered, if anywhere.
    pub settings: Option<PathBuf>,
    /// Where finished runs are remembered, if anywhere.
    pub runs: Option<Shelf>,
    /// Pictures to begin with.
    pub open: Vec<PathBuf>,
    /// Results of experiments to look at; the network is that of the first.
    pub report: Option<Report>,
    /// The picture fills the screen from the start.
    pub presents: bool,
    /// A lesson to begin with.
    pub lesson: Option<LessonCommand>,
    /// Lessons go through themselves while nobody is there, presenting or not.
    pub kiosk: bool,
    /// New file that the session is written to.
    pub record: Option<PathBuf>,
    /// A session that is replayed: it begins as that one did.
    pub replay: Option<Arc<Recording>>,
}

/// When the application was asked to start.
#[derive(Resource, Clone, Copy, Debug)]
pub struct Started(pub Instant);

/// What is drawn on.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Canvas {
    /// Physical pixels, without a window.
    pub size: UVec2,
    /// Physical pixels for a logical one, without a window.
    pub scale: f32,
    /// A window, or an image.
    pub is_window: bool,
}

/// Where every camera draws.
#[derive(Resource, Clone)]
pub struct Target(pub RenderTarget);
