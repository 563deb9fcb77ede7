//! The two orbit cameras: their viewports in the space that the panels leave, framing and focusing, and the slow drift before the first input.

use super::choices::Choices;
use super::framing::{CLOUD_HEADING, CLOUD_TEACHING, Lens, TEACHING_BESIDE, chips_height};
use super::look::{Look, RADIUS_MAX, RADIUS_MIN};
use super::playback::Playback;
use super::scene::cloud_scene::{CloudScene, world};
use super::scene::network_scene::NetworkScene;
use super::scene::{Draws, NetView};
use super::settings::Settings;
use super::teaching::Teaching;
use super::{Canvas, ViewRoom};
use crate::app::overlays::Overlays;
use crate::app::references::References;
use bevy::camera::visibility::RenderLayers;
use bevy::camera::{CameraOutputMode, ImageRenderTarget, RenderTarget, Viewport};
use bevy::core_pipeline::tonemapping::{DebandDither, Tonemapping};
use bevy::prelude::*;
use bevy_egui::{EguiGlobalSettings, PrimaryEguiContext};
use bevy_panorbit_camera::PanOrbitCamera;

/// The cameras sway by so much to each side before the first input.
const DRIFT_RAD: f32 = 0.10;
/// How fast they sway: a turn of the phase takes 2π over this, in seconds.
const DRIFT_PHASE_RAD_S: f32 = 0.18;

/// Where the cameras stand, or are on their way to: the network's, and the cloud's.
#[derive(Resource, Clone, Copy, Debug)]
pub struct Looks(pub [Look; 2]);

impl Default for Looks {
    fn default() -> Looks {
        Looks([Look::of(&PanOrbitCamera::default()); 2])
    }
}

/// Where the cameras shall go next.
#[derive(Resource, Default)]
pub struct CameraGoal {
    frame_all: bool,
    looks: [Option<Look>; 2],
    focus_network: Option<Vec3>,
    focus_cloud: Option<Vec3>,
}

impl CameraGoal {
    /// Everything in view, in both.
    pub fn frame_all(&mut self) {
        *self = CameraGoal { frame_all: true, ..CameraGoal::default() };
    }

    /// From there.
    pub fn look(&mut self, view: NetView, look: Look) {
        self.looks[view as usize] = Some(look);
        match view {
            NetView::Network => self.focus_network = None,
            NetView::Cloud => self.focus_cloud = None,
        }
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

/// Angle of the view from bottom to top, radians.
const FOV_RAD: f32 = 0.60;
/// Radius before anything is there to be framed.
const FIRST_RADIUS: f32 = 60.0;

/// The first direction of each camera: yaw and pitch.
fn home(view: NetView, scene: &NetworkScene) -> (f32, f32) {
    match view {
        // A circuit stands upright.
        NetView::Network if scene.circuit_radius().is_some() => (0.1, 0.12),
        // Two networks side by side.
        NetView::Network if scene.sides() > 1 => (0.0, 0.66),
        // Low enough to see the neurons stand over the sheet, high enough to read the digit.
        NetView::Network => (0.14, 0.70),
        NetView::Cloud => (0.5, 0.30),
    }
}

/// What lies over a view's borders, points of the interface at the left, top, right and bottom, and room around places,
/// world units.
fn covered(
    view: NetView,
    presents: bool,
    overlays: &Overlays,
    scene: &NetworkScene,
    teaching: &Teaching,
    free: &ViewRoom,
) -> ([f32; 4], f32) {
    let [network_width, cloud_width] = [free.network, free.cloud].map(|r| r.width() / free.zoom);
    // The names of a circuit's neurons stand above them.
    let around = scene.circuit_radius().map_or(0.5, |radius| 2.6 * radius);
    let chips = chips_height(teaching.names().count(), cloud_width);
    match view {
        _ if overlays.alone.is_some() => ([8.0; 4], around),
        // When presenting: what floats, and names of classes over the cloud's border.
        _ if presents => {
            let room = if free.inset == Some(view) { [8.0 * free.zoom; 4] } else { free.covered };
            let margin = if view == NetView::Cloud { 0.1 } else { around };
            (room.map(|covered| covered / free.zoom), margin)
        }
        // Two networks have their names above them.
        NetView::Network if scene.sides() > 1 => ([8.0, 78.0, 8.0, 8.0], around),
        NetView::Network => ([8.0, 30.0, 8.0, 8.0], around),
        NetView::Cloud if teaching.is_on() && network_width < TEACHING_BESIDE => {
            ([16.0, CLOUD_HEADING + CLOUD_TEACHING, 16.0, chips], 0.1)
        }
        NetView::Cloud => ([16.0, CLOUD_HEADING, 16.0, chips], 0.1),
    }
}

/// How a view was framed last.
#[derive(Default)]
pub struct Framed {
    /// Viewport, covered borders and number of places that it was framed for.
    of: (Vec2, [f32; 4], usize),
    focus: Vec3,
    radius: f32,
}

impl Framed {
    /// Whether the camera still stands where it was put, and only turned.
    fn is_kept(&self, camera: &PanOrbitCamera) -> bool {
        let (focus, radius) = (camera.target_focus, camera.target_radius);
        focus.distance(self.focus) < 1e-3 && (radius - self.radius).abs() < 1e-3
    }
}

/// Spawns the two views and, on top of them, the interface's camera.
pub fn spawn(
    mut commands: Commands,
    canvas: Res<Canvas>,
    scene: Res<NetworkScene>,
    mut images: ResMut<Assets<Image>>,
    mut egui: ResMut<EguiGlobalSettings>,
) {
    egui.auto_create_primary_context = false;
    let target = canvas.target(&mut images);
    commands.insert_resource(super::Target(target.clone()));
    // All three share one target and format, hence one texture: the first clears it, the last alone
    // writes it out.
    for (order, view) in [(0, NetView::Network), (1, NetView::Cloud)] {
        let (yaw, pitch) = home(view, &scene);
        let clear = if order == 0 { ClearColorConfig::Default } else { ClearColorConfig::None };
        commands.spawn((
            Camera3d::default(),
            Camera { order, clear_color: clear, output_mode: CameraOutputMode::Skip, ..default() },
            Projection::Perspective(PerspectiveProjection { fov: FOV_RAD, ..default() }),
            target.clone(),
            Msaa::Off,
            Tonemapping::None,
            DebandDither::Disabled,
            PanOrbitCamera {
                yaw: Some(yaw),
                pitch: Some(pitch),
                radius: Some(FIRST_RADIUS),
                // Hands move it by commands, see `camera_input`.
                enabled: false,
                zoom_lower_limit: RADIUS_MIN,
                zoom_upper_limit: Some(RADIUS_MAX),
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
    free: Res<ViewRoom>,
    window: Option<Single<&Window>>,
    mut cameras: Query<(&mut Camera, &NetView)>,
    mut draws: ResMut<Draws>,
) {
    let (size, ratio) = match window {
        Some(window) => (window.physical_size(), window.scale_factor()),
        None => (canvas.size, canvas.scale),
    };
    draws.network.pixel_ratio = ratio * free.zoom;
    draws.cloud.pixel_ratio = ratio * free.zoom;
    draws.inset = free.inset;
    for (mut camera, view) in &mut cameras {
        let rect = free.of(*view);
        let min = (rect.min.max(Vec2::ZERO) * ratio).as_uvec2();
        let max = (rect.max.max(Vec2::ZERO) * ratio).as_uvec2().min(size);
        let room = max.saturating_sub(min);
        let is_shown = room.x >= 16 && room.y >= 16;
        if camera.is_active != is_shown {
            camera.is_active = is_shown;
        }
        // The first that draws clears what the last frame left; one that lies over the other comes after it.
        let is_first = match free.inset {
            Some(inset) => *view != inset,
            None => *view == NetView::Network || free.network.width() * ratio < 16.0,
        };
        let order = isize::from(!is_first);
        if camera.order != order {
            camera.order = order;
        }
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

/// Goals and drift move the cameras; fog follows their distance.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub fn steer(
    time: Res<Time<Virtual>>,
    settings: Res<Settings>,
    choices: Res<Choices>,
    overlays: Res<Overlays>,
    free: Res<ViewRoom>,
    playback: Res<Playback>,
    mut goal: ResMut<CameraGoal>,
    mut looks: ResMut<Looks>,
    mut draws: ResMut<Draws>,
    scene: Res<NetworkScene>,
    cloud: Res<CloudScene>,
    references: Res<References>,
    teaching: Res<Teaching>,
    mut cameras: Query<(&mut PanOrbitCamera, &Camera, &NetView)>,
    mut framed: Local<[Framed; 2]>,
) {
    let smoothness = if settings.reduced_motion { 0.0 } else { 0.6 };
    let step = time.delta_secs();
    for (mut camera, bevy_camera, view) in &mut cameras {
        if camera.orbit_smoothness != smoothness {
            camera.orbit_smoothness = smoothness;
            camera.zoom_smoothness = smoothness;
            camera.pan_smoothness = smoothness;
        }
        let framed = &mut framed[*view as usize];
        let (covered, margin) =
            covered(*view, choices.presents, &overlays, &scene, &teaching, &free);
        let covered = covered.map(|points| points * free.zoom);
        let viewport = bevy_camera.logical_viewport_size().unwrap_or(Vec2::new(640.0, 480.0));
        let count = match view {
            NetView::Network => scene.places.len(),
            NetView::Cloud => cloud.places.len(),
        };
        let of = (viewport, covered, count);
        // Before its first frame a camera would forget it.
        if camera.initialized && (goal.frame_all || framed.of != of) {
            let is_first = framed.radius == 0.0;
            let is_kept = goal.frame_all || is_first || framed.is_kept(&camera);
            let (yaw, pitch) = match goal.frame_all || is_first {
                true => home(*view, &scene),
                false => (camera.target_yaw, camera.target_pitch),
            };
            let fit = |viewport, covered| {
                let lens = Lens { fov_rad: FOV_RAD, viewport, covered };
                match (view, &references.cloud) {
                    (NetView::Network, _) => {
                        lens.fit(scene.places.iter().copied(), yaw, pitch, margin)
                    }
                    // All sample times, so that nothing jumps as they pass.
                    (NetView::Cloud, Some(shown)) => {
                        let places = shown.positions.iter().flatten().map(|&place| world(place));
                        lens.fit(places, yaw, pitch, margin)
                    }
                    (NetView::Cloud, None) => None,
                }
            };
            let before = framed.of;
            framed.of = of;
            if let Some((focus, radius)) = fit(viewport, covered) {
                let radius = radius.clamp(RADIUS_MIN, RADIUS_MAX);
                if is_kept {
                    (camera.target_focus, camera.target_radius) = (focus, radius);
                    (camera.target_yaw, camera.target_pitch) = (yaw, pitch);
                } else if let Some((_, fitted)) = fit(before.0, before.1) {
                    // What filled a viewport of another shape fills this one.
                    camera.target_radius *= radius / fitted;
                }
                camera.force_update = true;
                (framed.focus, framed.radius) = (focus, radius);
            }
        }
        let radius = if framed.radius > 0.0 { framed.radius } else { FIRST_RADIUS };
        let focus = match view {
            NetView::Network => goal.focus_network,
            NetView::Cloud => goal.focus_cloud,
        };
        if let Some(look) = goal.looks[*view as usize] {
            look.send(&mut camera);
        }
        if let Some(place) = focus {
            camera.target_focus = place;
            camera.target_radius = radius * 0.42;
            camera.force_update = true;
        }
        if !overlays.has_acted && playback.is_playing && !settings.reduced_motion {
            let phase = time.elapsed_secs() * DRIFT_PHASE_RAD_S;
            camera.target_yaw += DRIFT_RAD * DRIFT_PHASE_RAD_S * phase.cos() * step;
        }
        looks.0[*view as usize] = Look::of(&camera);
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
