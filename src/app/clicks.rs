//! What is under the cursor, and what a click on it does.

use super::ViewRoom;
use super::command::{AppCommand, ImageCommand, SelectCommand, ViewCommand};
use super::pointer::{Pointer, PointerAction};
use super::scene::cloud_scene::CloudScene;
use super::scene::network_scene::NetworkScene;
use super::scene::{NetView, places};
use crate::app::origin::Origin;
use crate::app::references::{Digits, References};
use crate::app::selection::Selection;
use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;

/// Within this many logical pixels a thing is under the cursor.
const REACH_PX: f32 = 9.0;
/// Two clicks within this time are a double click.
const DOUBLE_S: f64 = 0.40;
/// And within so many logical pixels: a finger is less steady than a mouse.
const DOUBLE_PX: f32 = 12.0;

type Views<'w, 's> = Query<'w, 's, (&'static Camera, &'static GlobalTransform, &'static NetView)>;

/// Finds what is under the cursor.
pub fn hover(
    pointer: Res<Pointer>,
    egui: Res<EguiWantsInput>,
    views: Views,
    free: Res<ViewRoom>,
    network: Res<NetworkScene>,
    cloud: Res<CloudScene>,
    mut selection: ResMut<Selection>,
) {
    let (mut neuron, mut point) = (None, None);
    if let Some(cursor) = pointer.at.filter(|_| !egui.wants_any_pointer_input())
        && let Some(view) = free.view_at(cursor, 0.0)
    {
        let found = under(view, cursor, &views, &network, &cloud);
        match view {
            NetView::Network => neuron = found,
            NetView::Cloud => point = found,
        }
    }
    let node = neuron.map(|n| n as u32);
    if (selection.hovered_node, selection.hovered_point) != (node, point) {
        selection.hovered_node = node;
        selection.hovered_neuron = node.map(|node| network.neuron(node));
        selection.hovered_point = point;
    }
}

/// The node or point of a view under a place.
fn under(
    view: NetView,
    at: Vec2,
    views: &Views,
    network: &NetworkScene,
    cloud: &CloudScene,
) -> Option<usize> {
    let (camera, transform, _) = views.iter().find(|(.., kind)| **kind == view)?;
    let rect = camera.logical_viewport_rect().filter(|r| camera.is_active && r.contains(at))?;
    let clip = clip_from_world(camera, transform);
    match view {
        NetView::Network => places::pick(network.places.iter().copied(), clip, rect, at, REACH_PX),
        NetView::Cloud => {
            let places = (0..cloud.places.len()).map(|i| cloud.place(i));
            places::pick(places, clip, rect, at, REACH_PX)
        }
    }
}

/// The matrix that takes world places to a view's clip space.
pub fn clip_from_world(camera: &Camera, transform: &GlobalTransform) -> Mat4 {
    camera.clip_from_view() * transform.to_matrix().inverse()
}

/// A click on a view.
#[derive(Clone, Copy, Debug)]
pub struct Click {
    at_s: f64,
    view: NetView,
    /// Where, logical pixels.
    at: Vec2,
}

impl Click {
    /// Whether both are one double click: soon after each other, and at one place, as far as a hand can hold it.
    fn doubles(self, last: Click) -> bool {
        self.view == last.view
            && self.at_s - last.at_s < DOUBLE_S
            && self.at.distance(last.at) < DOUBLE_PX
    }
}

/// Clicks select; double clicks focus a neuron, play a cloud point, or frame everything.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub fn click(
    pointer: Res<Pointer>,
    time: Res<Time<Real>>,
    views: Views,
    references: Res<References>,
    digits: Res<Digits>,
    network: Res<NetworkScene>,
    cloud: Res<CloudScene>,
    keys: Res<ButtonInput<KeyCode>>,
    mut last: Local<Option<Click>>,
    mut commands: MessageWriter<AppCommand>,
) {
    for &(view, action) in &pointer.actions {
        let PointerAction::Click(at) = action else { continue };
        let click = Click { at_s: time.elapsed_secs_f64(), view, at };
        let is_double = last.is_some_and(|last| click.doubles(last));
        *last = (!is_double).then_some(click);
        let found = under(view, at, &views, &network, &cloud);
        match view {
            NetView::Network => {
                let neuron = found.map(|node| network.neuron(node as u32));
                commands.write(AppCommand::Select(SelectCommand::Neuron(neuron)));
                match neuron {
                    Some(neuron) if is_double => {
                        commands.write(ViewCommand::FocusNeuron(neuron).into());
                    }
                    None if is_double => {
                        commands.write(ViewCommand::FrameAll.into());
                    }
                    _ => {}
                }
            }
            NetView::Cloud => {
                let is_more = keys.any_pressed([KeyCode::ShiftLeft, KeyCode::ShiftRight]);
                let select = match found.filter(|_| is_more) {
                    Some(point) => SelectCommand::AlsoPoint(point),
                    None => SelectCommand::Point(found),
                };
                commands.write(select.into());
                match found {
                    Some(point) if is_double => {
                        commands.write(ViewCommand::FocusPoint(point).into());
                        commands.write_batch(play_point(point, &references, &digits));
                    }
                    None if is_double => {
                        commands.write(ViewCommand::FrameAll.into());
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The command that presents the digit of a cloud point.
pub fn play_point(point: usize, references: &References, digits: &Digits) -> Option<AppCommand> {
    let index = *references.cloud.as_ref()?.images.get(point)? as usize;
    let set = digits.train.as_ref()?;
    let origin = match set.drawing(index) {
        Some(drawing) => Origin::Reference { index, drawing, label: set.label(index) },
        None => {
            let label = set.known_label(index);
            Origin::DataSet { part: crate::data::Part::Train, index, label }
        }
    };
    Some(AppCommand::Image(ImageCommand::Present(set.pixels(index), origin)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_clicks_are_one_double_click_soon_after_each_other_at_one_place() {
        let click = |at_s, view, x| Click { at_s, view, at: Vec2::new(x, 50.0) };
        let first = click(1.0, NetView::Cloud, 100.0);
        let doubles = |at_s, view, x| click(at_s, view, x).doubles(first);
        assert!(doubles(1.3, NetView::Cloud, 104.0), "a hand is not still");
        assert!(!doubles(1.3, NetView::Cloud, 140.0), "two points, one after the other");
        assert!(!doubles(1.5, NetView::Cloud, 100.0), "later");
        assert!(!doubles(1.3, NetView::Network, 100.0), "in the other view");
    }
}
