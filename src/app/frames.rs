//! When a frame is drawn: only when something moves.
//!
//! The event loop sleeps until the window hears of input, a thread has sent something ([`Frames::wake`]) or a
//! moment has come ([`Frames::after`]). At the end of a frame [`request`] asks for the next one while the
//! picture moves by itself, and for a few more after anything has stirred: what panels ask for is applied
//! a frame later, and labels follow the cameras by one. Nobody sees a hidden window, so nothing moves in it.

use super::camera_keys::CameraKeys;
use super::command::AppCommand;
use super::outcome::Outcome;
use super::playback::Playback;
use super::replay::Replay;
use super::scene::cloud_scene::CloudScene;
use super::teaching::Teaching;
use super::waking::Frames;
use super::{ViewRoom, camera};
use crate::runtime::Wake;
use bevy::ecs::system::NonSendMarker;
use bevy::prelude::*;
use bevy::render::render_resource::PipelineCache;
use bevy::render::{Render, RenderApp, RenderSystems};
use bevy::window::{PrimaryWindow, RequestRedraw, WindowEvent};
use bevy::winit::{EventLoopProxyWrapper, UpdateMode, WINIT_WINDOWS, WinitSettings};
use bevy_panorbit_camera::PanOrbitCamera;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// A frame comes at least this often; nothing depends on it.
const HEARTBEAT: Duration = Duration::from_secs(60);
/// Most that time goes on in a frame: after a long one, motion goes on where it was.
pub const STEP_MAX: Duration = Duration::from_millis(100);
/// Most that it goes on in the first frame after a rest, whose length is nobody's.
const STEP_AT_REST: Duration = Duration::from_millis(16);

/// The window draws when something moves, from now on.
pub fn plugin(app: &mut App) {
    app.world_mut().resource_mut::<Time<Virtual>>().set_max_delta(STEP_MAX);
    let Some(event_loop) = app.world().get_resource::<EventLoopProxyWrapper>() else {
        app.init_resource::<Frames>();
        return;
    };
    let frames = Frames::of(event_loop);
    if let Some(render) = app.get_sub_app_mut(RenderApp) {
        let compiling = Compiling(frames.draw.clone());
        render
            .insert_resource(compiling)
            .add_systems(Render, draw_when_compiled.in_set(RenderSystems::Cleanup));
    }
    // Moves of a mouse elsewhere on the screen are nothing to this window.
    let mode = UpdateMode::reactive_low_power(HEARTBEAT);
    app.insert_resource(WinitSettings { focused_mode: mode, unfocused_mode: mode })
        .insert_resource(frames)
        .add_systems(Last, request);
}

#[derive(Resource)]
struct Compiling(Wake);

/// A shader that is still being compiled leaves its layer out of the frame: draw again.
fn draw_when_compiled(cache: Res<PipelineCache>, compiling: Res<Compiling>) {
    if cache.waiting_pipelines().next().is_some() {
        compiling.0.call();
    }
}

/// The first thing in a frame: whoever sends something from now on wakes the next one.
pub fn begin(mut frames: ResMut<Frames>) {
    frames.is_asked.store(false, Ordering::Release);
    if frames.is_woken.swap(false, Ordering::AcqRel) {
        frames.rest.stir();
    }
}

/// Asks for the next frame, if there is to be one.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
fn request(
    mut frames: ResMut<Frames>,
    mut redraws: ResMut<Messages<RequestRedraw>>,
    mut inputs: MessageReader<WindowEvent>,
    mut commands: MessageReader<AppCommand>,
    mut outcomes: MessageReader<Outcome>,
    mut time: ResMut<Time<Virtual>>,
    free: Res<ViewRoom>,
    playback: Res<Playback>,
    cloud: Res<CloudScene>,
    teaching: Res<Teaching>,
    steering: Res<CameraKeys>,
    replay: Res<Replay>,
    cameras: Query<&PanOrbitCamera>,
    window: Option<Single<Entity, With<PrimaryWindow>>>,
    _windows_belong_to_the_main_thread: NonSendMarker,
) {
    let has_come = commands.read().count() + outcomes.read().count() > 0;
    let mut has_stirred = has_come || free.is_changed();
    for input in inputs.read() {
        match input {
            WindowEvent::MouseMotion(_) => {} // wherever on the screen
            WindowEvent::WindowOccluded(told) => {
                frames.is_occluded = told.occluded;
                has_stirred = true;
            }
            _ => has_stirred = true,
        }
    }
    let moves = playback.is_playing
        || cloud.is_gliding()
        || teaching.flows()
        || cameras.iter().any(camera::is_easing)
        || steering.is_held()
        || replay.is_running();
    let is_hidden = frames.is_occluded || window.is_some_and(|window| is_minimized(*window));
    if has_stirred {
        frames.rest.stir();
    }
    let is_moving = moves && !is_hidden;
    let step = if is_moving { STEP_MAX } else { STEP_AT_REST };
    if time.max_delta() != step {
        time.set_max_delta(step);
    }
    // The interface asks at once for what it wants later; it is drawn then (`Frames::follow`).
    redraws.clear();
    if frames.rest.wants_another(is_moving) {
        redraws.write(RequestRedraw);
    }
}

fn is_minimized(window: Entity) -> bool {
    WINIT_WINDOWS.with_borrow(|windows| {
        windows.get_window(window).and_then(|window| window.is_minimized()).unwrap_or(false)
    })
}
