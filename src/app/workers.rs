//! The threads behind the window.

use super::launch::Launch;
use super::references::REFERENCES_FIRST;
use super::session::Session;
use super::settings::Settings;
use crate::runtime::{Library, LibrarySpec, Simulation, Wake};
use bevy::prelude::*;

/// The two threads; absent after one has failed, until it is started again.
#[derive(Resource)]
pub struct Workers {
    /// Runs presentations.
    pub simulation: Simulation,
    /// Embeds references and answers questions.
    pub library: Library,
}

pub(super) fn start_library(
    launch: &Launch,
    session: &Session,
    settings: &Settings,
    wake: Wake,
) -> Library {
    let spec = LibrarySpec {
        preset: session.preset.clone(),
        network: session.network.clone(),
        source: launch.source.clone(),
        cache: launch.cache.clone(),
        target: settings.references.min(REFERENCES_FIRST),
        limit: settings.references,
        seed: session.seed,
    };
    Library::start(spec, wake)
}
