//! What is drawn, in numbers.

use crate::app::scene::layout::{CloudGlobals, NetworkGlobals};
use bevy::prelude::*;
use bevy::render::extract_component::ExtractComponent;
use bytemuck::Zeroable;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Which of the two views a camera shows.
#[derive(
    Component,
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    ExtractComponent,
    Serialize,
    Deserialize,
)]
#[repr(usize)]
#[serde(rename_all = "snake_case")]
pub enum NetView {
    /// Sheet, neurons, edges and signals.
    #[default]
    Network,
    /// Reference digits and this one.
    Cloud,
}

impl NetView {
    /// The other one.
    pub fn other(self) -> NetView {
        match self {
            NetView::Network => NetView::Cloud,
            NetView::Cloud => NetView::Network,
        }
    }
}

/// How much of each buffer is drawn this frame, and the shaders' globals.
#[derive(Resource, Clone, Debug)]
pub struct Draws {
    pub(crate) network: NetworkGlobals,
    pub(crate) cloud: CloudGlobals,
    /// The view that lies over the other, on a ground of its own.
    pub inset: Option<NetView>,
    /// Neurons, inputs included.
    pub nodes: u32,
    /// Inputs, which come first.
    pub inputs: u32,
    /// Edges that get a line.
    pub listed: u32,
    /// Signals on their way, in the order of their departure.
    pub pulses: Range<u32>,
    /// Signals that were lost just now.
    pub sparks: Range<u32>,
    /// Points of the cloud.
    pub points: u32,
    /// Lines over the cloud: the digit's way, and to its neighbours.
    pub lines: u32,
    /// Rings and dots over the cloud.
    pub markers: u32,
}

impl Default for Draws {
    fn default() -> Self {
        Draws {
            network: NetworkGlobals::zeroed(),
            cloud: CloudGlobals::zeroed(),
            inset: None,
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
