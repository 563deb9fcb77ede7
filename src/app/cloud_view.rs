//! This digit in the cloud: its way so far and its neighbours.

use super::playback::Playback;
use super::scene::Draws;
use super::scene::cloud_scene::{CloudScene, Shown, world};
use super::scene::uploads::Uploads;
use super::settings::Settings;
use super::shown_sample;
use super::state::{References, Selection, Session, Trajectory};
use crate::analysis::trajectory::{UNIT, to_fixed};
use crate::runtime::{Way, WeightCursor};
use crate::sim::Ticks;
use bevy::prelude::*;

/// Simulated time between the corners of a trajectory, ms.
const STEP_MS: f64 = 12.5;

/// Lays the digit's whole way out once for each presentation and cloud, and cuts it at the time shown.
pub fn follow_trajectory(
    session: Res<Session>,
    playback: Res<Playback>,
    references: Res<References>,
    mut trajectory: ResMut<Trajectory>,
    mut laid_out: Local<Option<(u64, usize)>>,
    mut way: Local<Vec<Vec3>>,
) {
    trajectory.places.clear();
    if let Some(way) = references.way(session.record.presentation()) {
        trajectory.places.extend(passed(way, session.tick_at(playback.now_ms)));
        return;
    }
    let Some(cloud) = references.cloud.as_ref().filter(|_| !session.embedding.is_empty()) else {
        *laid_out = None;
        return;
    };
    let every_ms = session.preset.spec().sample_every_ms;
    let key = (session.record.presentation(), cloud.labels.len());
    if *laid_out != Some(key) {
        *laid_out = Some(key);
        let plastic = session.network.plastic_edges();
        let initial = &session.network.weights()[plastic.clone()];
        let mut cursor = WeightCursor::new(&session.record);
        let corners = (session.preset.spec().duration_ms / STEP_MS) as usize;
        *way = (0..=corners)
            .map(|i| {
                let ms = i as f64 * STEP_MS;
                cursor.seek(&session.record, session.tick_at(ms), |_| ());
                let now = &cursor.weights()[plastic.clone()];
                let row = now.iter().zip(initial).map(|(w, w0)| f32::from(to_fixed(w - w0)) * UNIT);
                world(cloud.place(row, (ms / every_ms) as f32))
            })
            .collect();
    }
    let passed = (playback.now_ms / STEP_MS) as usize;
    trajectory.places.extend_from_slice(&way[..=passed.min(way.len() - 1)]);
    let here = cloud.place(session.changes(), (playback.now_ms / every_ms) as f32);
    trajectory.places.push(world(here));
}

/// The part of a way that lies before a moment, and where it is then.
fn passed(way: &Way, now: Ticks) -> Vec<Vec3> {
    let places = || way.places.iter().map(|&place| world(place));
    let count = way.moments.partition_point(|&moment| moment <= now);
    let mut passed: Vec<Vec3> = places().take(count).collect();
    if let (Some(next), Some(&last)) = (places().nth(count), passed.last()) {
        let (from, to) = (way.moments[count - 1].0 as f32, way.moments[count].0 as f32);
        passed.push(last.lerp(next, (now.0 as f32 - from) / (to - from)));
    }
    passed
}

/// Brings the cloud view to the time shown.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub fn show_cloud(
    session: Res<Session>,
    playback: Res<Playback>,
    references: Res<References>,
    selection: Res<Selection>,
    settings: Res<Settings>,
    trajectory: Res<Trajectory>,
    time: Res<Time<Real>>,
    mut scene: ResMut<CloudScene>,
    mut uploads: ResMut<Uploads>,
    mut draws: ResMut<Draws>,
) {
    let sample = shown_sample(&session, &playback);
    let presentation = session.record.presentation();
    let verdict = sample.and_then(|sample| references.verdict(presentation, sample));
    let neighbours: Vec<usize> = verdict
        .iter()
        .flat_map(|(verdict, _)| verdict.neighbours.iter().map(|n| n.index))
        .collect();
    let shown = Shown {
        cloud: references.cloud.as_ref(),
        sample: sample.unwrap_or(0),
        trajectory: &trajectory.places,
        neighbours: &neighbours,
        lit: selection.classes,
        hovered: selection.hovered_point,
        selected: selection.point,
        dt_s: time.delta_secs(),
        reduced_motion: settings.reduced_motion,
    };
    scene.show(&shown, &mut uploads, &mut draws);
}
