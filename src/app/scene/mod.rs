//! What is drawn in three dimensions: the network and the cloud.
//!
//! | module | |
//! |---|---|
//! | [`places`] | the model's places to world coordinates, picking in screen space |
//! | [`network_scene`], `side` | records and playback time to buffers of the network view |
//! | [`cloud_scene`] | cloud, trajectory and neighbours to buffers of the cloud view |
//! | [`layout`], [`uploads`] | bytes on their way to the graphics card |
//! | [`gpu`] | pipelines and the draw system |

pub mod cloud_scene;
mod gpu;
pub mod layout;
pub mod network_scene;
pub mod places;
mod side;
pub mod uploads;

use bevy::prelude::*;
use bevy::render::extract_component::{ExtractComponent, ExtractComponentPlugin};
use bytemuck::Zeroable;
use layout::{CloudGlobals, NetworkGlobals};
use std::ops::Range;

/// Which of the two views a camera shows.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq, Hash, ExtractComponent)]
#[repr(usize)]
pub enum NetView {
    /// Sheet, neurons, edges and signals.
    Network,
    /// Reference digits and this one.
    Cloud,
}

/// How much of each buffer is drawn this frame, and the shaders' globals.
#[derive(Resource, Clone, Debug)]
pub struct Draws {
    pub network: NetworkGlobals,
    pub cloud: CloudGlobals,
    pub nodes: u32,
    pub inputs: u32,
    pub listed: u32,
    pub pulses: Range<u32>,
    pub sparks: Range<u32>,
    pub points: u32,
    pub lines: u32,
    pub markers: u32,
}

impl Default for Draws {
    fn default() -> Self {
        Draws {
            network: NetworkGlobals::zeroed(),
            cloud: CloudGlobals::zeroed(),
            nodes: 0,
            inputs: 0,
            listed: 0,
            pulses: 0..0,
            sparks: 0..0,
            points: 0,
            lines: 0,
            markers: 0,
        }
    }
}

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
