//! What hands do to the views, as commands: drags, the wheel, fingers and held keys move a camera.

use super::camera_keys::CameraKeys;
use super::command::{AppCommand, ViewCommand};
use super::look::Look;
use super::pointer::{Pointer, PointerAction};
use super::scene::NetView;
use bevy::prelude::*;
use bevy_panorbit_camera::PanOrbitCamera;

/// What is panned stays under the pointer; keys move the view that was touched last.
pub fn look_around(
    pointer: Res<Pointer>,
    steering: Res<CameraKeys>,
    time: Res<Time<Virtual>>,
    cameras: Query<(&PanOrbitCamera, &Camera, &Projection, &Transform, &NetView)>,
    mut commands: MessageWriter<AppCommand>,
) {
    for (camera, bevy_camera, projection, transform, view) in &cameras {
        if !camera.initialized {
            continue; // it forgets where it was to go
        }
        let before = Look::of(camera);
        let mut look = before;
        let share = |by: Vec2, of: Option<Vec2>| by / of.unwrap_or(Vec2::ONE).max(Vec2::ONE);
        for (_, action) in pointer.actions.iter().filter(|(of, _)| of == view) {
            match *action {
                PointerAction::Orbit(by) => {
                    look.orbit(share(by, bevy_camera.logical_target_size()))
                }
                PointerAction::Pan(by) => {
                    let Projection::Perspective(lens) = projection else { continue };
                    let share = share(by, bevy_camera.logical_viewport_size());
                    look.pan(share, lens, transform.rotation);
                }
                PointerAction::Zoom(share) => look.zoom(share),
                PointerAction::Press | PointerAction::Click(_) => {}
            }
        }
        if pointer.touched == *view {
            steering.push(&mut look, time.delta_secs());
        }
        if look != before {
            commands.write(ViewCommand::Look(*view, look).into());
        }
    }
}
