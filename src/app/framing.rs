//! Where a camera must stand to see everything there is: no nearer and no farther than the viewport, less what
//! lies over its borders, allows.

use bevy::math::{Quat, Vec2, Vec3};

/// Height of the words over the cloud, and of a line of chips below it, points.
pub const CLOUD_HEADING: f32 = 40.0;
pub const CLOUD_CHIPS: f32 = 46.0;
/// From one chip to the next; so many lines of them are shown, more are scrolled to: the cloud is behind.
pub const CHIP_PITCH: f32 = 23.0;
pub const CHIP_LINES: f32 = 3.0;
/// And what is said and asked below the heading while labels are put away.
pub const CLOUD_TEACHING: f32 = 144.0;
/// Least height of the cloud: its words, its chips and a name between them.
pub const CLOUD_LEAST: f32 = CLOUD_HEADING + CLOUD_CHIPS + 26.0;
/// A view of the network as wide as this has room for what is said while somebody teaches; then nothing lies over the
/// cloud.
pub const TEACHING_BESIDE: f32 = 400.0;

/// Height of what the chips of so many classes take of a cloud of that width, points.
pub fn chips_height(classes: usize, width: f32) -> f32 {
    let a_line = ((width - 20.0) / CHIP_PITCH).floor().max(1.0);
    let lines = (classes as f32 / a_line).ceil().clamp(1.0, CHIP_LINES);
    CLOUD_CHIPS + (lines - 1.0) * CHIP_PITCH
}

/// What a camera looks with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lens {
    /// Angle of the view from bottom to top, radians.
    pub fov_rad: f32,
    /// Width and height of the viewport, logical pixels.
    pub viewport: Vec2,
    /// Covered at its left, top, right and bottom, logical pixels.
    pub covered: [f32; 4],
}

impl Lens {
    /// Tangents of the angles to the borders of what is not covered: left, top, right, bottom.
    fn tangents(&self) -> [f32; 4] {
        let tall = (self.fov_rad / 2.0).tan();
        let half = (self.viewport / 2.0).max(Vec2::ONE);
        let covered = self.covered;
        let [across, up] = [half.x / half.y * tall, tall];
        // Some of each half stays, however small the viewport is.
        let free = |covered: f32, half: f32| (1.0 - covered / half).max(0.2);
        [
            across * free(covered[0], half.x),
            up * free(covered[1], half.y),
            across * free(covered[2], half.x),
            up * free(covered[3], half.y),
        ]
    }

    /// The focus and the radius of an orbit from which all places are seen with `margin` around each; none
    /// where there is nothing to see.
    pub fn fit(
        &self,
        places: impl Iterator<Item = Vec3>,
        yaw: f32,
        pitch: f32,
        margin: f32,
    ) -> Option<(Vec3, f32)> {
        let turn = Quat::from_rotation_y(yaw) * Quat::from_rotation_x(-pitch);
        let back = turn.inverse();
        let [left, top, right, bottom] = self.tangents();
        // A place (x, y, z), z towards the eye at (cx, cy, d), is inside where x − cx ≤ (d − z) · right and so
        // on: each border asks for the largest of a sum.
        let (mut most, mut depth) = ([f32::NEG_INFINITY; 4], [f32::INFINITY, f32::NEG_INFINITY]);
        for place in places {
            let Vec3 { x, y, z } = back * place;
            let asked = [left * z - x, top * z + y, right * z + x, bottom * z - y];
            for (most, asked) in most.iter_mut().zip(asked) {
                *most = most.max(asked + margin);
            }
            depth = [depth[0].min(z), depth[1].max(z)];
        }
        if most[0] == f32::NEG_INFINITY {
            return None;
        }
        let distance =
            ((most[0] + most[2]) / (left + right)).max((most[1] + most[3]) / (top + bottom));
        // What is not needed is shared by both sides.
        let x = (most[2] - distance * right + distance * left - most[0]) / 2.0;
        let y = (most[1] - distance * top + distance * bottom - most[3]) / 2.0;
        let middle = (depth[0] + depth[1]) / 2.0;
        Some((turn * Vec3::new(x, y, middle), distance - middle))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bevy::math::Mat4;

    /// Where places are in the viewport, logical pixels from its upper left.
    fn seen(lens: &Lens, places: &[Vec3], yaw: f32, pitch: f32) -> Vec<Vec2> {
        let (focus, radius) = lens.fit(places.iter().copied(), yaw, pitch, 0.0).unwrap();
        let turn = Quat::from_rotation_y(yaw) * Quat::from_rotation_x(-pitch);
        let eye = focus + turn * Vec3::Z * radius;
        let aspect = lens.viewport.x / lens.viewport.y;
        let clip = Mat4::perspective_infinite_reverse_rh(lens.fov_rad, aspect, 0.1)
            * Mat4::from_rotation_translation(turn, eye).inverse();
        let on_screen = |&place: &Vec3| {
            let at = clip.project_point3(place);
            (Vec2::new(at.x, -at.y) + 1.0) / 2.0 * lens.viewport
        };
        places.iter().map(on_screen).collect()
    }

    #[test]
    fn chips_take_the_lines_that_they_need_and_three_at_most() {
        let lines =
            |classes, width| (chips_height(classes, width) - CLOUD_CHIPS) / CHIP_PITCH + 1.0;
        assert_eq!([lines(0, 397.0), lines(10, 397.0), lines(16, 397.0)], [1.0; 3]);
        assert_eq!([lines(17, 397.0), lines(40, 397.0), lines(64, 397.0)], [2.0, 3.0, 3.0]);
        assert_eq!([lines(64, 1_600.0), lines(3, 0.0)], [1.0, 3.0]);
    }

    #[test]
    fn everything_is_inside_and_nothing_could_be_nearer() {
        // A slab that is not around the origin.
        let corners: Vec<Vec3> = (0..8)
            .map(|i| {
                Vec3::new((i & 1) as f32 * 30.0 - 4.0, (i & 2) as f32 * 3.0, (i & 4) as f32 * 7.0)
            })
            .collect();
        for viewport in [Vec2::new(1600.0, 300.0), Vec2::new(310.0, 320.0), Vec2::new(240.0, 900.0)]
        {
            for covered in [[0.0; 4], [6.0, 30.0, 6.0, 40.0]] {
                let lens = Lens { fov_rad: 0.6, viewport, covered };
                for (yaw, pitch) in [(0.14, 0.7), (2.0, 0.3), (-1.0, 1.5)] {
                    let at = seen(&lens, &corners, yaw, pitch);
                    let (low, high) = at.iter().fold((viewport, Vec2::ZERO), |(low, high), at| {
                        (low.min(*at), high.max(*at))
                    });
                    let [left, top, right, bottom] = covered;
                    let room = [low.x - left, low.y - top]
                        .into_iter()
                        .chain([viewport.x - right - high.x, viewport.y - bottom - high.y]);
                    let room: Vec<f32> = room.collect();
                    assert!(room.iter().all(|free| *free > -0.5), "{viewport}: {room:?}");
                    let is_full = |a: usize, b: usize| room[a].max(room[b]) < 0.5;
                    assert!(is_full(0, 2) || is_full(1, 3), "{viewport}: {room:?} to spare");
                }
            }
        }
    }

    #[test]
    fn nothing_is_not_framed() {
        let lens = Lens { fov_rad: 0.6, viewport: Vec2::new(640.0, 480.0), covered: [0.0; 4] };
        assert_eq!(lens.fit(std::iter::empty(), 0.0, 0.0, 1.0), None);
        let (focus, radius) = lens.fit(std::iter::once(Vec3::X), 0.0, 0.0, 1.0).unwrap();
        assert!(focus.distance(Vec3::X) < 1e-4 && radius > 1.0, "{focus} {radius}");
    }
}
