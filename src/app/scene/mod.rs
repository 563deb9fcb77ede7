//! What is drawn in three dimensions: the network and the cloud.
//!
//! | module | |
//! |---|---|
//! | [`places`] | the model's places to world coordinates, picking in screen space |
//! | [`network_scene`], `network_view` | records and playback time to buffers of the network view |
//! | [`cloud_scene`] | cloud, trajectory and neighbours to buffers of the cloud view |
//! | [`layout`], [`uploads`] | bytes on their way to the graphics card |
//! | [`gpu`] | pipelines and the draw system |

pub mod cloud_scene;
mod gpu;
pub(crate) mod layout;
pub mod network_scene;
mod network_view;
pub(crate) mod places;
pub(crate) mod uploads;

use bevy::prelude::*;
use bevy::render::extract_component::ExtractComponentPlugin;
mod draws;
pub use draws::{Draws, NetView};

/// The renderer and its buffers.
pub struct ScenePlugin;

impl Plugin for ScenePlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<uploads::Uploads>()
            .init_resource::<Draws>()
            .init_resource::<network_scene::NetworkScene>()
            .init_resource::<cloud_scene::CloudScene>()
            .add_plugins(ExtractComponentPlugin::<NetView>::default())
            .add_plugins(gpu::plugin);
    }
}
