//! When a frame is drawn: only when something moves.
//!
//! The event loop sleeps until the window hears of input, a thread has sent something ([`Frames::wake`]) or a
//! moment has come ([`Frames::after`]). At the end of a frame [`request`] asks for the next one while the
//! picture moves by itself, and for a few more after anything has stirred: what panels ask for is applied
//! a frame later, and labels follow the cameras by one. Nobody sees a hidden window, so nothing moves in it.

use super::Free;
use super::camera;
use super::command::AppCommand;
use super::playback::Playback;
use super::scene::cloud_scene::CloudScene;
use super::steering::Steering;
use super::teaching::Teaching;
use crate::runtime::Wake;
use bevy::ecs::system::NonSendMarker;
use bevy::prelude::*;
use bevy::render::render_resource::PipelineCache;
use bevy::render::{Render, RenderApp, RenderSystems};
use bevy::window::{PrimaryWindow, RequestRedraw, WindowEvent};
use bevy::winit::{
    EventLoopProxyWrapper, UpdateMode, WINIT_WINDOWS, WinitSettings, WinitUserEvent,
};
use bevy_egui::egui;
use bevy_panorbit_camera::PanOrbitCamera;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Frames after the last thing that stirred.
const SETTLE: u8 = 2;
/// A frame comes at least this often; nothing depends on it.
const HEARTBEAT: Duration = Duration::from_secs(60);
/// Most that time goes on in a frame: after a long one, motion goes on where it was.
pub const STEP_MAX: Duration = Duration::from_millis(100);
/// Most that it goes on in the first frame after a rest, whose length is nobody's.
const STEP_AT_REST: Duration = Duration::from_millis(16);

/// See the module's head. Without a window, frames are asked for by whoever runs the application.
#[derive(Resource, Default)]
pub struct Frames {
    /// Something has come.
    wake: Wake,
    is_woken: Arc<AtomicBool>,
    /// A frame alone is wanted.
    draw: Wake,
    is_asked: Arc<AtomicBool>,
    alarm: Option<Alarm>,
    rest: Rest,
    is_occluded: bool,
}

/// How many frames are still to come after something has stirred.
#[derive(Clone, Copy, Debug, Default)]
struct Rest(u8);

impl Rest {
    /// Something has stirred.
    fn stir(&mut self) {
        self.0 = SETTLE + 1;
    }

    /// At the end of a frame: whether another one shall come, where something moves by itself or not.
    fn wants_another(&mut self, is_moving: bool) -> bool {
        self.0 = self.0.saturating_sub(1);
        is_moving || self.0 > 0
    }
}

impl Frames {
    fn of(event_loop: &EventLoopProxyWrapper) -> Frames {
        // Told once a frame is enough.
        let waking = |told: &Arc<AtomicBool>| {
            let (event_loop, told) = ((**event_loop).clone(), told.clone());
            Wake::new(move || {
                if !told.swap(true, Ordering::AcqRel) {
                    // It fails once the loop has ended: nobody is left to look.
                    let _ = event_loop.send_event(WinitUserEvent::WakeUp);
                }
            })
        };
        let (is_woken, is_asked) = (Arc::default(), Arc::default());
        let (wake, draw) = (waking(&is_woken), waking(&is_asked));
        let alarm = Some(Alarm::start(draw.clone()));
        Frames { wake, is_woken, draw, is_asked, alarm, rest: Rest(SETTLE), is_occluded: false }
    }

    /// What a thread calls after it has sent something, so that a frame takes it in.
    pub fn wake(&self) -> Wake {
        self.wake.clone()
    }

    /// Draws a frame that much later, if none comes before.
    pub fn after(&self, delay: Duration) {
        if let Some(alarm) = &self.alarm {
            alarm.set(Instant::now() + delay);
        }
    }

    /// Draws what the interface wants to be drawn again, now or later.
    pub fn follow(&self, ctx: &egui::Context) {
        let Some(alarm) = self.alarm.clone() else { return };
        let draw = self.draw.clone();
        ctx.set_request_repaint_callback(move |info| {
            match Instant::now().checked_add(info.delay) {
                _ if info.delay.is_zero() => draw.call(),
                Some(at) => alarm.set(at),
                None => {} // for ever
            }
        });
    }
}

/// A thread that wakes the event loop at a moment.
#[derive(Clone)]
struct Alarm(Arc<Clock>);

#[derive(Default)]
struct Clock {
    next: Mutex<Option<Instant>>,
    changed: Condvar,
}

impl Clock {
    fn next(&self) -> MutexGuard<'_, Option<Instant>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Alarm {
    fn start(wake: Wake) -> Alarm {
        let alarm = Alarm(Arc::default());
        let clock = alarm.0.clone();
        // It ends with the process.
        std::thread::Builder::new()
            .name("alarm".into())
            .spawn(move || {
                let mut next = clock.next();
                loop {
                    let left = next.map(|at| at.saturating_duration_since(Instant::now()));
                    next = match left {
                        None => clock.changed.wait(next).unwrap_or_else(PoisonError::into_inner),
                        Some(Duration::ZERO) => {
                            *next = None;
                            drop(next);
                            wake.call();
                            clock.next()
                        }
                        Some(left) => {
                            let waited = clock.changed.wait_timeout(next, left);
                            waited.unwrap_or_else(PoisonError::into_inner).0
                        }
                    };
                }
            })
            .expect("the system can start a thread");
        alarm
    }

    /// Rings at this moment, and not only at a later one that was set before.
    fn set(&self, at: Instant) {
        let mut next = self.0.next();
        if next.is_none_or(|before| at < before) {
            *next = Some(at);
            self.0.changed.notify_one();
        }
    }
}

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
    mut time: ResMut<Time<Virtual>>,
    free: Res<Free>,
    playback: Res<Playback>,
    cloud: Res<CloudScene>,
    teaching: Res<Teaching>,
    steering: Res<Steering>,
    cameras: Query<&PanOrbitCamera>,
    window: Option<Single<Entity, With<PrimaryWindow>>>,
    _windows_belong_to_the_main_thread: NonSendMarker,
) {
    let mut has_stirred = commands.read().count() > 0 || free.is_changed();
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
        || steering.is_held();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crossbeam_channel::bounded;

    #[test]
    fn after_something_has_stirred_some_frames_come_and_then_none() {
        let mut rest = Rest::default();
        assert!(!rest.wants_another(false), "nothing has happened");
        rest.stir();
        let more: Vec<bool> = (0..4).map(|_| rest.wants_another(false)).collect();
        assert_eq!(more, [true, true, false, false]);
        assert!((0..100).all(|_| rest.wants_another(true)), "what moves is drawn");
        assert!(!rest.wants_another(false), "until it rests");
    }

    #[test]
    fn the_alarm_rings_at_the_earliest_moment_and_once() {
        let (rings, rung) = bounded(8);
        let alarm = Alarm::start(Wake::new(move || rings.send(Instant::now()).unwrap()));
        let now = Instant::now();
        let (soon, late) = (now + Duration::from_millis(20), now + Duration::from_secs(3600));
        alarm.set(late);
        alarm.set(soon);
        alarm.set(late);
        let patience = Duration::from_secs(60);
        assert!(rung.recv_timeout(patience).expect("it rings") >= soon, "not before");
        // It can be set again, and what was set before is not rung for.
        alarm.set(now);
        rung.recv_timeout(patience).expect("again");
        assert!(rung.is_empty());
    }
}
