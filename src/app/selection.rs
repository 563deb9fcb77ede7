//! What is under the cursor, and what a click on it does.

use super::camera::CameraGoal;
use super::command::{AppCommand, Origin};
use super::scene::cloud_scene::CloudScene;
use super::scene::network_scene::NetworkScene;
use super::scene::{NetView, places};
use super::state::{Digits, Overlays, References, Selection};
use bevy::input::mouse::MouseButtonInput;
use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;
use bevy_egui::{EguiContexts, egui};

/// Within this many logical pixels a thing is under the cursor.
const REACH_PX: f32 = 9.0;
/// A press that moves less than this is a click.
const CLICK_PX: f32 = 4.0;
/// Two clicks within this time are a double click.
const DOUBLE_S: f64 = 0.40;

/// The pointer over the views, in logical pixels; set from the window, or by a test.
#[derive(Resource, Default, Debug)]
pub struct Pointer {
    /// Where it is.
    pub at: Option<Vec2>,
    pressed_at: Option<Vec2>,
    last_click: Option<(f64, NetView)>,
}

/// Follows the window's cursor.
pub fn follow(window: Option<Single<&Window>>, mut pointer: ResMut<Pointer>) {
    if let Some(window) = window {
        pointer.at = window.cursor_position();
    }
}

type Views<'w, 's> = Query<'w, 's, (&'static Camera, &'static GlobalTransform, &'static NetView)>;

/// Finds what is under the cursor.
pub fn hover(
    pointer: Res<Pointer>,
    egui: Res<EguiWantsInput>,
    views: Views,
    network: Res<NetworkScene>,
    cloud: Res<CloudScene>,
    mut selection: ResMut<Selection>,
) {
    let (mut neuron, mut point) = (None, None);
    if let Some(cursor) = pointer.at.filter(|_| !egui.wants_any_pointer_input()) {
        for (camera, transform, view) in views.iter().filter(|(camera, ..)| camera.is_active) {
            let Some(rect) = camera.logical_viewport_rect().filter(|r| r.contains(cursor)) else {
                continue;
            };
            let clip = clip_from_world(camera, transform);
            match view {
                NetView::Network => {
                    let places = network.places.iter().copied();
                    neuron = places::pick(places, clip, rect, cursor, REACH_PX);
                }
                NetView::Cloud => {
                    let places = (0..cloud.places.len()).map(|i| cloud.place(i));
                    point = places::pick(places, clip, rect, cursor, REACH_PX);
                }
            }
        }
    }
    let node = neuron.map(|n| n as u32);
    if (selection.hovered_node, selection.hovered_point) != (node, point) {
        selection.hovered_node = node;
        selection.hovered_neuron = node.map(|node| network.neuron(node));
        selection.hovered_point = point;
    }
}

/// The matrix that takes world places to a view's clip space.
pub fn clip_from_world(camera: &Camera, transform: &GlobalTransform) -> Mat4 {
    camera.clip_from_view() * transform.to_matrix().inverse()
}

/// Clicks select; double clicks focus a neuron, play a cloud point, or frame everything.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub fn click(
    mut buttons: MessageReader<MouseButtonInput>,
    time: Res<Time<Real>>,
    egui: Res<EguiWantsInput>,
    mut contexts: EguiContexts,
    views: Views,
    selection: Res<Selection>,
    references: Res<References>,
    digits: Res<Digits>,
    network: Res<NetworkScene>,
    cloud: Res<CloudScene>,
    mut pointer: ResMut<Pointer>,
    mut goal: ResMut<CameraGoal>,
    mut overlays: ResMut<Overlays>,
    mut commands: MessageWriter<AppCommand>,
) {
    // One by one: in a slow frame a double click comes whole.
    for button in buttons.read().filter(|button| button.button == MouseButton::Left) {
        if button.state.is_pressed() {
            let mut is_taken =
                |at: &Vec2| egui.wants_any_pointer_input() || is_covered(&mut contexts, *at);
            pointer.pressed_at = pointer.at.filter(|at| !is_taken(at));
            continue;
        }
        let (Some(from), Some(at)) = (pointer.pressed_at.take(), pointer.at) else { continue };
        let under = views.iter().find(|(camera, ..)| {
            camera.is_active && camera.logical_viewport_rect().is_some_and(|r| r.contains(from))
        });
        let Some((_, _, &view)) = under else { continue };
        overlays.has_acted = true;
        if from.distance(at) > CLICK_PX {
            continue;
        }
        let now = time.elapsed_secs_f64();
        let is_double = pointer.last_click.is_some_and(|(t, v)| now - t < DOUBLE_S && v == view);
        pointer.last_click = (!is_double).then_some((now, view));
        match view {
            NetView::Network => {
                commands.write(AppCommand::SelectNeuron(selection.hovered_neuron));
                match selection.hovered_neuron {
                    Some(neuron) if is_double => goal.focus(network.place(neuron)),
                    None if is_double => goal.frame_all(),
                    _ => {}
                }
            }
            NetView::Cloud => {
                commands.write(AppCommand::SelectPoint(selection.hovered_point));
                match selection.hovered_point {
                    Some(point) if is_double => {
                        goal.focus_cloud(Some(cloud.place(point)));
                        if let Some(play) = play_point(point, &references, &digits) {
                            commands.write(play);
                        }
                    }
                    None if is_double => goal.frame_all(),
                    _ => {}
                }
            }
        }
    }
}

/// A window of the interface is over the place. What egui wants is a frame old: the pointer may have come
/// there since.
fn is_covered(contexts: &mut EguiContexts, at: Vec2) -> bool {
    contexts.ctx_mut().is_ok_and(|ctx| {
        let layer = ctx.layer_id_at(egui::pos2(at.x, at.y));
        layer.is_some_and(|layer| layer.order != egui::Order::Background)
    })
}

/// The command that presents the digit of a cloud point.
pub fn play_point(point: usize, references: &References, digits: &Digits) -> Option<AppCommand> {
    let index = *references.cloud.as_ref()?.images.get(point)? as usize;
    let set = digits.train.as_ref()?;
    let origin = Origin::Mnist { part: crate::data::Part::Train, index, label: set.label(index) };
    Some(AppCommand::Present(Box::new(*set.image(index)), origin))
}
