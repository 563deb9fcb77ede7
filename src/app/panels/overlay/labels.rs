//! Where names in the cloud stand, so that none lies over another.

use bevy_egui::egui::{Pos2, Rect, Vec2, vec2};

/// Radius of the glyph of a class, logical pixels.
pub(super) const GLYPH_RADIUS: f32 = 12.0;
/// Glyphs are moved apart so often: enough for ten; more take twice as many passes as they are.
const GLYPH_PASSES: usize = 24;

/// Where a label of a point stands: near it, inside, and over as few badges as can be.
pub(super) fn label_place(at: Pos2, size: Vec2, badges: &[Pos2], inside: Rect) -> Rect {
    /// From the point's ring.
    const OFF: f32 = 12.0;
    let far = vec2(size.x / 2.0 + OFF, size.y / 2.0 + OFF);
    let near = vec2(far.x + 4.0, size.y / 2.0);
    // Over it to the right first, then the other sides, then the same farther off.
    let sides = [
        vec2(near.x, -near.y - 4.0),
        vec2(-near.x, -near.y - 4.0),
        vec2(near.x, near.y + 4.0),
        vec2(-near.x, near.y + 4.0),
        vec2(near.x, 0.0),
        vec2(-near.x, 0.0),
        vec2(0.0, -far.y),
        vec2(0.0, far.y),
    ];
    let farther = [1.0, 1.5, 2.0, 2.6].into_iter();
    let offsets = farther.flat_map(|by| sides.map(|side| side * by));
    let covered = |place: &Rect| {
        badges.iter().filter(|badge| place.distance_to_pos(**badge) < GLYPH_RADIUS + 1.0).count()
    };
    let room = inside.shrink2(vec2(4.0, 0.0));
    let places = offsets.map(|by| Rect::from_center_size(at + by, size));
    let free = places.filter(|place| room.contains_rect(*place)).min_by_key(covered);
    free.unwrap_or_else(|| {
        let right = Rect::from_center_size(at + sides[0], size);
        right.translate((room.left_top() - right.min).max(Vec2::ZERO))
    })
}

/// From the ring of a point to its label, where that stands so far off that it could be of another.
pub(super) fn leader(at: Pos2, label: Rect) -> Option<[Pos2; 2]> {
    const RING: f32 = 10.0;
    let near = label.clamp(at);
    let way = near - at;
    (way.length() > RING + 8.0).then(|| [at + way.normalized() * RING, near])
}

/// Moves places that are nearer to each other than `least` away from each other, some times over; they stay
/// inside.
pub(super) fn part(at: &mut [Pos2], least: f32, within: Rect) {
    for _ in 0..GLYPH_PASSES.max(2 * at.len()) {
        at.iter_mut().for_each(|at| *at = within.clamp(*at));
        let mut has_moved = false;
        for i in 1..at.len() {
            for j in 0..i {
                let between = at[i] - at[j];
                // What rounding leaves is no overlap.
                if between.length_sq() < (least - 0.01) * (least - 0.01) {
                    let distance = between.length();
                    // In one place: each its own way.
                    let apart = distance > 1e-3;
                    let away = if apart { between / distance } else { Vec2::angled(i as f32) };
                    let step = away * ((least - distance) / 2.0);
                    (at[i], at[j]) = (at[i] + step, at[j] - step);
                    has_moved = true;
                }
            }
        }
        if !has_moved {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bevy_egui::egui::pos2;

    #[test]
    fn the_label_of_this_digit_lies_over_no_badge() {
        let inside = Rect::from_min_max(pos2(0.0, 20.0), pos2(300.0, 200.0));
        let size = vec2(66.0, 17.0);
        let is_free = |place: Rect, badges: &[Pos2]| {
            badges.iter().all(|badge| place.distance_to_pos(*badge) > GLYPH_RADIUS)
        };
        for at in [pos2(150.0, 100.0), pos2(290.0, 30.0), pos2(5.0, 195.0)] {
            let alone = label_place(at, size, &[], inside);
            assert!(inside.contains_rect(alone) && !alone.contains(at), "{at:?}: {alone:?}");
            // Badges where it would stand, and beside that.
            let center = alone.center();
            let badges = [center - vec2(20.0, 0.0), center + vec2(20.0, 0.0), at];
            let place = label_place(at, size, &badges, inside);
            assert!(is_free(place, &badges), "{at:?}: {place:?}");
            assert!(inside.contains_rect(place), "{at:?}: {place:?}");
        }
    }

    #[test]
    fn a_label_far_from_its_point_is_tied_to_it() {
        let at = pos2(100.0, 100.0);
        let label = |x: f32| Rect::from_min_size(pos2(x, 92.0), vec2(66.0, 17.0));
        assert_eq!(leader(at, label(112.0)), None, "beside its ring");
        let line = leader(at, label(140.0)).unwrap();
        assert_eq!(line, [pos2(110.0, 100.0), pos2(140.0, 100.0)]);
    }

    #[test]
    fn glyphs_that_overlap_part_and_others_stay() {
        let mut at = [pos2(0.0, 0.0), pos2(0.0, 0.0), pos2(5.0, 0.0), pos2(300.0, 0.0)];
        let area = Rect::from_min_max(pos2(-40.0, -20.0), pos2(400.0, 90.0));
        part(&mut at, 26.0, area);
        for i in 1..4 {
            (0..i).for_each(|j| assert!((at[i] - at[j]).length() > 25.0, "{at:?}"));
        }
        assert_eq!(at[3], pos2(300.0, 0.0));
        let mut many = [pos2(180.0, 40.0); 30];
        let room = Rect::from_min_max(pos2(0.0, 0.0), pos2(360.0, 300.0));
        part(&mut many, 26.0, room);
        for i in 1..many.len() {
            (0..i).for_each(|j| assert!((many[i] - many[j]).length() > 22.0, "{many:?}"));
        }
        let mut outside = [pos2(0.0, -60.0), pos2(0.0, -50.0)];
        part(&mut outside, 26.0, area);
        assert!(outside.iter().all(|at| area.expand(14.0).contains(*at)), "{outside:?}");
    }
}
