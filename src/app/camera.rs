//! The two orbit cameras: their viewports in the space that the panels leave, moves by keys, framing
//! and focusing, and the slow drift before the first input.

use super::playback::Playback;
use super::pointer::{Deed, Pointer};
use super::scene::cloud_scene::CLOUD_RADIUS;
use super::scene::network_scene::NetworkScene;
use super::scene::{Draws, NetView};
use super::settings::Settings;
use super::state::Overlays;
use super::{Canvas, Free};
use bevy::camera::visibility::RenderLayers;
use bevy::camera::{CameraOutputMode, ImageRenderTarget, RenderTarget, Viewport};
use bevy::core_pipeline::tonemapping::{DebandDither, Tonemapping};
use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;
use bevy_egui::{EguiGlobalSettings, PrimaryEguiContext};
use bevy_panorbit_camera::{ActiveCameraData, PanOrbitCamera};
use std::f32::consts::{FRAC_PI_2, PI, TAU};

/// The cameras sway by so much to each side before the first input.
const DRIFT_RAD: f32 = 0.10;
/// How fast they sway: a turn of the phase takes 2π over this, in seconds.
const DRIFT_PHASE_RAD_S: f32 = 0.18;

/// Where the cameras shall go next.
#[derive(Resource, Default)]
pub struct CameraGoal {
    frame_all: bool,
    focus_network: Option<Vec3>,
    focus_cloud: Option<Vec3>,
}

impl CameraGoal {
    /// Everything in view, in both.
    pub fn frame_all(&mut self) {
        self.frame_all = true;
    }

    /// The network's camera looks at a place, if there is one.
    pub fn focus(&mut self, place: Option<Vec3>) {
        self.focus_network = place;
    }

    /// The cloud's camera looks at a place, if there is one.
    pub fn focus_cloud(&mut self, place: Option<Vec3>) {
        self.focus_cloud = place;
    }
}

/// No mouse has so many.
const NO_BUTTON: MouseButton = MouseButton::Other(u16::MAX);

/// Keys that move a camera while they are held.
pub const KEYS: [KeyCode; 8] = [
    KeyCode::KeyW,
    KeyCode::KeyA,
    KeyCode::KeyS,
    KeyCode::KeyD,
    KeyCode::KeyQ,
    KeyCode::KeyE,
    KeyCode::Minus,
    KeyCode::Equal,
];

/// A camera is on its way to where it shall be, farther than can be seen.
pub fn is_easing(camera: &PanOrbitCamera) -> bool {
    let is_off =
        |now: Option<f32>, then: f32, by: f32| now.is_some_and(|now| (now - then).abs() > by);
    let reach = camera.target_radius.max(1.0) * 1e-3;
    is_off(camera.yaw, camera.target_yaw, 1e-3)
        || is_off(camera.pitch, camera.target_pitch, 1e-3)
        || is_off(camera.radius, camera.target_radius, reach)
        || camera.focus.distance(camera.target_focus) > reach
}

/// The first position of each camera: focus, yaw, pitch, and the radius from which everything fits
/// into a viewport of that aspect (width over height).
fn home(view: NetView, aspect: f32, sides: usize) -> (Vec3, f32, f32, f32) {
    match view {
        // Two networks side by side.
        NetView::Network if sides > 1 => {
            (Vec3::new(0.0, 0.0, 1.0), 0.0, 0.66, (124.0 / aspect).clamp(48.0, 139.0))
        }
        // Low enough to see the neurons stand over the sheet, high enough to read the digit.
        NetView::Network => {
            let radius = (72.0 / aspect).clamp(48.0, 130.0);
            (Vec3::new(0.0, 1.6, 3.0), 0.14, 0.70, radius)
        }
        NetView::Cloud => {
            (Vec3::ZERO, 0.5, 0.30, (CLOUD_RADIUS * 3.5 / aspect.min(1.0)).min(130.0))
        }
    }
}

/// Width over height of a camera's viewport.
fn aspect(camera: &Camera) -> f32 {
    camera.logical_viewport_size().map_or(1.3, |size| (size.x / size.y.max(1.0)).max(0.2))
}

/// Spawns the two views and, on top of them, the interface's camera.
pub fn spawn(
    mut commands: Commands,
    canvas: Res<Canvas>,
    mut images: ResMut<Assets<Image>>,
    mut egui: ResMut<EguiGlobalSettings>,
) {
    egui.auto_create_primary_context = false;
    let target = canvas.target(&mut images);
    commands.insert_resource(super::Target(target.clone()));
    // All three share one target and format, hence one texture: the first clears it, the last alone
    // writes it out.
    for (order, view) in [(0, NetView::Network), (1, NetView::Cloud)] {
        let (focus, yaw, pitch, radius) = home(view, 1.3, 1);
        let clear = if order == 0 { ClearColorConfig::Default } else { ClearColorConfig::None };
        commands.spawn((
            Camera3d::default(),
            Camera { order, clear_color: clear, output_mode: CameraOutputMode::Skip, ..default() },
            Projection::Perspective(PerspectiveProjection { fov: 0.60, ..default() }),
            target.clone(),
            Msaa::Off,
            Tonemapping::None,
            DebandDither::Disabled,
            PanOrbitCamera {
                focus,
                target_focus: focus,
                yaw: Some(yaw),
                pitch: Some(pitch),
                radius: Some(radius),
                // Its own drags follow relative motion; `drag` follows places.
                button_orbit: NO_BUTTON,
                button_pan: NO_BUTTON,
                zoom_lower_limit: 1.0,
                zoom_upper_limit: Some(140.0),
                ..default()
            },
            view,
        ));
    }
    commands.spawn((
        Camera2d,
        Camera {
            order: 10,
            clear_color: ClearColorConfig::None,
            output_mode: CameraOutputMode::Write {
                blend_state: None,
                clear_color: ClearColorConfig::None,
            },
            ..default()
        },
        target,
        Msaa::Off,
        RenderLayers::none(),
        PrimaryEguiContext,
    ));
}

/// Cuts the viewports from what the panels left free; hides a view that has no room.
pub fn lay_out(
    canvas: Res<Canvas>,
    free: Res<Free>,
    window: Option<Single<&Window>>,
    mut cameras: Query<(&mut Camera, &NetView)>,
    mut draws: ResMut<Draws>,
) {
    let (size, ratio) = match window {
        Some(window) => (window.physical_size(), window.scale_factor()),
        None => (canvas.size, canvas.scale),
    };
    draws.network.pixel_ratio = ratio;
    draws.cloud.pixel_ratio = ratio;
    for (mut camera, view) in &mut cameras {
        let rect = match view {
            NetView::Network => free.network,
            NetView::Cloud => free.cloud,
        };
        let min = (rect.min.max(Vec2::ZERO) * ratio).as_uvec2();
        let max = (rect.max.max(Vec2::ZERO) * ratio).as_uvec2().min(size);
        let room = max.saturating_sub(min);
        let is_shown = room.x >= 16 && room.y >= 16;
        if camera.is_active != is_shown {
            camera.is_active = is_shown;
        }
        // The first that draws clears what the last frame left.
        let is_first = *view == NetView::Network || free.network.width() * ratio < 16.0;
        if is_first != matches!(camera.clear_color, ClearColorConfig::Default) {
            camera.clear_color =
                if is_first { ClearColorConfig::Default } else { ClearColorConfig::None };
        }
        let viewport =
            Viewport { physical_position: min, physical_size: room.max(UVec2::ONE), ..default() };
        let is_same = camera.viewport.as_ref().is_some_and(|v| {
            v.physical_position == viewport.physical_position
                && v.physical_size == viewport.physical_size
        });
        if !is_same && is_shown {
            camera.viewport = Some(viewport);
        }
    }
}

/// A press that belongs to the interface does not move a camera.
pub fn guard(egui: Res<EguiWantsInput>, mut cameras: Query<&mut PanOrbitCamera>) {
    for mut camera in &mut cameras {
        let enabled = !egui.wants_any_pointer_input();
        if camera.enabled != enabled {
            camera.enabled = enabled;
        }
    }
}

/// What the pointer drags, a camera follows: a whole window's width is a turn, and what is panned stays under
/// the pointer.
pub fn drag(
    pointer: Res<Pointer>,
    mut active: ResMut<ActiveCameraData>,
    mut cameras: Query<(Entity, &mut PanOrbitCamera, &Camera, &Projection, &Transform, &NetView)>,
) {
    for &(view, deed) in &pointer.deeds {
        let found = cameras.iter_mut().find(|(.., kind)| **kind == view);
        let Some((entity, mut camera, bevy_camera, projection, transform, _)) = found else {
            continue;
        };
        let size = |size: Option<Vec2>| size.unwrap_or(Vec2::ONE).max(Vec2::ONE);
        match deed {
            Deed::Press => active.entity = Some(entity),
            Deed::Orbit(by) => {
                let share = by / size(bevy_camera.logical_target_size());
                camera.target_yaw -= share.x * TAU;
                camera.target_pitch =
                    (camera.target_pitch + share.y * PI).clamp(-FRAC_PI_2, FRAC_PI_2);
            }
            Deed::Pan(by) => {
                let Projection::Perspective(lens) = projection else { continue };
                let share = by / size(bevy_camera.logical_viewport_size());
                let height = 2.0 * (lens.fov / 2.0).tan() * camera.target_radius;
                let reach = height * Vec2::new(lens.aspect_ratio, 1.0);
                let by = Vec3::new(-share.x * reach.x, share.y * reach.y, 0.0);
                camera.target_focus += transform.rotation * by;
            }
            Deed::Click(_) => {}
        }
    }
}

/// Goals, keys and drift move the cameras; fog follows their distance.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub fn steer(
    keys: Option<Res<ButtonInput<KeyCode>>>,
    egui: Res<EguiWantsInput>,
    active: Option<Res<ActiveCameraData>>,
    time: Res<Time<Virtual>>,
    settings: Res<Settings>,
    overlays: Res<Overlays>,
    playback: Res<Playback>,
    mut goal: ResMut<CameraGoal>,
    mut draws: ResMut<Draws>,
    scene: Res<NetworkScene>,
    mut cameras: Query<(Entity, &mut PanOrbitCamera, &Camera, &NetView)>,
    mut fitted: Local<[f32; 2]>,
) {
    let smoothness = if settings.reduced_motion { 0.0 } else { 0.6 };
    let step = time.delta_secs();
    let active = active.and_then(|data| data.entity);
    for (entity, mut camera, bevy_camera, view) in &mut cameras {
        if camera.orbit_smoothness != smoothness {
            camera.orbit_smoothness = smoothness;
            camera.zoom_smoothness = smoothness;
            camera.pan_smoothness = smoothness;
        }
        let (home_focus, yaw, pitch, radius) = home(*view, aspect(bevy_camera), scene.sides());
        let fitted = &mut fitted[*view as usize];
        if *fitted != radius {
            // A viewport of another shape: what filled it before fills it again.
            if *fitted > 0.0 {
                camera.target_radius *= radius / *fitted;
                camera.force_update = true;
            }
            *fitted = radius;
        }
        if goal.frame_all {
            camera.target_focus = home_focus;
            camera.target_yaw = yaw;
            camera.target_pitch = pitch;
            camera.target_radius = radius;
            camera.force_update = true;
        }
        let focus = match view {
            NetView::Network => goal.focus_network,
            NetView::Cloud => goal.focus_cloud,
        };
        if let Some(place) = focus {
            camera.target_focus = place;
            camera.target_radius = radius * 0.42;
            camera.force_update = true;
        }
        if !overlays.has_acted && playback.is_playing && !settings.reduced_motion {
            let phase = time.elapsed_secs() * DRIFT_PHASE_RAD_S;
            camera.target_yaw += DRIFT_RAD * DRIFT_PHASE_RAD_S * phase.cos() * step;
        }
        let is_mine = active.map_or(*view == NetView::Network, |active| active == entity);
        if let Some(keys) = keys.as_deref().filter(|_| is_mine && !egui.wants_any_keyboard_input())
        {
            by_keys(&mut camera, keys, step);
        }
        let distance = camera.radius.unwrap_or(radius);
        let (near, far) = (distance * 0.85, distance * 1.9);
        match view {
            NetView::Network => {
                (draws.network.fog_near, draws.network.fog_far) = (near, far);
            }
            NetView::Cloud => (draws.cloud.fog_near, draws.cloud.fog_far) = (near, far),
        }
    }
    *goal = CameraGoal::default();
}

/// W A S D orbit, with Shift pan; Q and E, or + and −, zoom.
fn by_keys(camera: &mut PanOrbitCamera, keys: &ButtonInput<KeyCode>, step: f32) {
    if keys.any_pressed([KeyCode::ControlLeft, KeyCode::ControlRight]) {
        return;
    }
    let axis = |plus: KeyCode, minus: KeyCode| {
        f32::from(i8::from(keys.pressed(plus)) - i8::from(keys.pressed(minus)))
    };
    let (x, y) = (axis(KeyCode::KeyD, KeyCode::KeyA), axis(KeyCode::KeyW, KeyCode::KeyS));
    let zoom = axis(KeyCode::KeyQ, KeyCode::KeyE) + axis(KeyCode::Minus, KeyCode::Equal);
    if x == 0.0 && y == 0.0 && zoom == 0.0 {
        return;
    }
    if keys.any_pressed([KeyCode::ShiftLeft, KeyCode::ShiftRight]) {
        let yaw = Quat::from_rotation_y(camera.target_yaw);
        let reach = camera.target_radius * 0.7 * step;
        camera.target_focus += yaw * Vec3::new(x, 0.0, -y) * reach;
    } else {
        camera.target_yaw += x * 1.6 * step;
        camera.target_pitch = (camera.target_pitch + y * 1.2 * step).clamp(-1.5, 1.5);
    }
    camera.target_radius = (camera.target_radius * (1.0 + zoom * 1.4 * step)).clamp(1.0, 140.0);
    camera.force_update = true;
}

impl Canvas {
    /// Where the cameras draw: the window, or an image of the canvas's size.
    fn target(&self, images: &mut Assets<Image>) -> RenderTarget {
        use bevy::render::render_resource::{TextureFormat, TextureUsages};
        if self.is_window {
            return RenderTarget::default();
        }
        let format = TextureFormat::Rgba8UnormSrgb;
        let mut image = Image::new_target_texture(self.size.x, self.size.y, format, None);
        image.texture_descriptor.usage |= TextureUsages::COPY_SRC;
        RenderTarget::Image(ImageRenderTarget {
            handle: images.add(image),
            scale_factor: self.scale,
        })
    }
}
