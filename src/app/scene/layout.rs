//! Data as the shaders see it; the twins of the structs in `assets/shaders/*.wgsl`.

use crate::data::CLASSES_MAX;
use bytemuck::{Pod, Zeroable};

/// "Nothing" in the shaders' indices.
pub const NONE: u32 = u32::MAX;
/// Marks a listed edge as part of the selection.
pub const SELECTED: u32 = 0x8000_0000;
/// Marks a listed edge as one that the filter keeps.
pub const KEPT: u32 = 0x4000_0000;

/// `Globals` of `network.wgsl`; see there for each field.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub struct NetworkGlobals {
    pub now_ms: f32,
    pub flash_ms: f32,
    pub tail_ms: f32,
    pub spark_ms: f32,
    pub inputs: u32,
    pub segments: u32,
    pub selected: u32,
    pub hovered: u32,
    pub selected_edge: u32,
    pub pulse_cut: f32,
    pub input_scale: f32,
    pub recurrent_scale: f32,
    pub change_scale: f32,
    pub pixel_half: f32,
    pub light: f32,
    pub fog_near: f32,
    pub fog_far: f32,
    pub pixel_ratio: f32,
    pub twin: u32,
    pub filters: u32,
    pub tree_light: f32,
    pub kept_light: f32,
    pub wires: f32,
    pub reserved: u32,
}

/// `Globals` of `cloud.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub struct CloudGlobals {
    pub mix: f32,
    pub point_px: f32,
    pub lit: [u32; 2],
    pub hovered: u32,
    pub selected: u32,
    pub fog_near: f32,
    pub fog_far: f32,
    pub pixel_ratio: f32,
    pub reserved: [u32; 3],
    pub palette: [[f32; 4]; CLASSES_MAX],
}

/// A neuron: place, kind (0 input, 1 excitatory, 2 inhibitory), direction of its needle, radius, refractory period.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub struct Node {
    pub place: [f32; 3],
    pub kind: u32,
    pub toward: [f32; 2],
    pub radius: f32,
    pub refractory_ms: f32,
}

/// What changes of a neuron: last firing, ink of its pixel, strength in the selected receptive field.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct NodeState {
    pub last_spike_ms: f32,
    pub ink: f32,
    pub field: f32,
    pub reserved: f32,
}

/// An edge's ends, delay and initial weight.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub struct Edge {
    pub source: u32,
    pub target_node: u32,
    pub delay_ms: f32,
    pub initial: f32,
}

/// An edge's weight, when it last changed, when a signal along it last made its target fire, and
/// whether it is of the tree that leads to what goes on (1 or 0).
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub struct Weight {
    pub now: f32,
    pub changed_ms: f32,
    pub won_ms: f32,
    pub in_tree: f32,
}

/// Something on an edge at a time: a pulse's departure or a lost signal's arrival.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub struct Timed {
    pub edge: u32,
    pub at_ms: f32,
}

/// A point of the cloud.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub struct Point {
    pub place: [f32; 3],
    pub label: u32,
}

/// A line in the cloud.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct Line {
    pub a: [f32; 3],
    pub half_px: f32,
    pub b: [f32; 3],
    pub reserved: f32,
    pub color: [f32; 4],
}

/// A mark in the cloud that is always in front.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct Marker {
    pub place: [f32; 3],
    pub radius_px: f32,
    pub color: [f32; 4],
}
