//! Where a camera stands, and how hands move it.

use bevy::prelude::*;
use bevy_panorbit_camera::PanOrbitCamera;
use serde::{Deserialize, Serialize};
use std::f32::consts::{FRAC_PI_2, PI, TAU};

/// Least radius of an orbit, world units.
pub const RADIUS_MIN: f32 = 1.0;
/// Greatest radius of an orbit, world units.
pub const RADIUS_MAX: f32 = 400.0;

/// A camera orbits a place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The place, world units.
    pub focus: [f32; 3],
    /// Turn around the vertical, radians.
    pub yaw: f32,
    /// Height above the horizon, radians.
    pub pitch: f32,
    /// Distance from the place, world units.
    pub radius: f32,
}

impl Look {
    /// Where a camera stands, or is on its way to.
    pub fn of(camera: &PanOrbitCamera) -> Look {
        Look {
            focus: camera.target_focus.to_array(),
            yaw: camera.target_yaw,
            pitch: camera.target_pitch,
            radius: camera.target_radius,
        }
    }

    /// Sends a camera there.
    pub fn send(self, camera: &mut PanOrbitCamera) {
        let Look { focus, yaw, pitch, radius } = self.within_limits();
        camera.target_focus = focus.into();
        (camera.target_yaw, camera.target_pitch, camera.target_radius) = (yaw, pitch, radius);
        camera.force_update = true;
    }

    /// Turns by shares of a window: a whole width is a turn.
    pub fn orbit(&mut self, share: Vec2) {
        self.yaw -= share.x * TAU;
        self.pitch = (self.pitch + share.y * PI).clamp(-FRAC_PI_2, FRAC_PI_2);
    }

    /// Goes by shares of a viewport, so that what is there stays under the pointer. `rotation` is the camera's.
    pub fn pan(&mut self, share: Vec2, lens: &PerspectiveProjection, rotation: Quat) {
        let height = 2.0 * (lens.fov / 2.0).tan() * self.radius;
        let reach = height * Vec2::new(lens.aspect_ratio, 1.0);
        self.go(rotation * Vec3::new(-share.x * reach.x, share.y * reach.y, 0.0));
    }

    /// Goes by so much, world units.
    pub fn go(&mut self, by: Vec3) {
        self.focus = (Vec3::from(self.focus) + by).to_array();
    }

    /// Goes nearer by this share of the distance; away where it is below 0.
    pub fn zoom(&mut self, share: f32) {
        self.radius = (self.radius * (1.0 - share)).clamp(RADIUS_MIN, RADIUS_MAX);
    }

    /// Somewhere from where there is something to be seen, whatever a file says.
    fn within_limits(self) -> Look {
        let finite = |value: f32| if value.is_finite() { value.clamp(-1e4, 1e4) } else { 0.0 };
        Look {
            focus: self.focus.map(finite),
            yaw: finite(self.yaw),
            pitch: finite(self.pitch).clamp(-FRAC_PI_2, FRAC_PI_2),
            radius: finite(self.radius).clamp(RADIUS_MIN, RADIUS_MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRONT: Look = Look { focus: [0.0; 3], yaw: 0.0, pitch: 0.0, radius: 10.0 };

    #[test]
    fn hands_turn_go_and_zoom_within_limits() {
        let mut look = FRONT;
        look.orbit(Vec2::new(0.25, 2.0));
        assert_eq!((look.yaw, look.pitch), (-FRAC_PI_2, FRAC_PI_2), "no farther than from above");
        look.zoom(0.2);
        assert_eq!(look.radius, 8.0);
        look.zoom(-1e9);
        assert_eq!(look.radius, RADIUS_MAX);
        look.zoom(2.0);
        assert_eq!(look.radius, RADIUS_MIN);
        // Half a viewport of two units by one, at a distance where it is so large.
        let lens = PerspectiveProjection { fov: FRAC_PI_2, aspect_ratio: 2.0, ..default() };
        let mut look = Look { radius: 0.5, ..FRONT };
        look.pan(Vec2::new(0.5, 0.5), &lens, Quat::IDENTITY);
        assert!(Vec3::from(look.focus).distance(Vec3::new(-1.0, 0.5, 0.0)) < 1e-6, "{look:?}");
    }

    #[test]
    fn a_camera_is_sent_within_limits() {
        let mut camera = PanOrbitCamera::default();
        let there = Look { focus: [1.0, 2.0, 3.0], yaw: 4.0, pitch: 0.5, radius: 60.0 };
        there.send(&mut camera);
        assert_eq!(Look::of(&camera), there);
        let nowhere =
            Look { focus: [f32::NAN, 0.0, 1e30], yaw: f32::INFINITY, pitch: 9.0, radius: -1.0 };
        nowhere.send(&mut camera);
        let within = Look { focus: [0.0, 0.0, 1e4], yaw: 0.0, pitch: FRAC_PI_2, radius: 1.0 };
        assert_eq!(Look::of(&camera), within);
    }
}
