//! This digit in the cloud: its way so far and its neighbours.

use super::playback::Playback;
use super::scene::Draws;
use super::scene::cloud_scene::{CloudScene, Shown, world};
use super::scene::uploads::Uploads;
use super::settings::Settings;
use super::shown_sample;
use super::teaching::Teaching;
use crate::analysis::fixed::{self, from_fixed};
use crate::app::references::{References, Trajectory};
use crate::app::selection::Selection;
use crate::app::session::Session;
use crate::runtime::PathTrajectory;
use crate::sim::Ticks;
use bevy::prelude::*;

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
    let (Some(cloud), Some(steps)) = (&references.cloud, session.weight_steps()) else {
        *laid_out = None;
        return;
    };
    let every_ms = session.preset.spec().sample_every_ms;
    let per_sample = steps.per_sample() as f32;
    let key = (session.record.presentation(), cloud.labels.len());
    if *laid_out != Some(key) {
        *laid_out = Some(key);
        let start = vec![0; session.network.plastic_edges().len()];
        let rows = std::iter::once(start.as_slice()).chain(steps.all());
        let place = |(step, row): (usize, &[i16])| {
            let changes = row.iter().map(|&change| from_fixed(change, fixed::WEIGHT));
            world(cloud.place(changes, step as f32 / per_sample))
        };
        *way = rows.enumerate().map(place).collect();
    }
    let passed = (playback.now_ms / every_ms * f64::from(per_sample)) as usize;
    trajectory.places.extend_from_slice(&way[..=passed.min(way.len() - 1)]);
    let here = cloud.place(session.changes(), (playback.now_ms / every_ms) as f32);
    trajectory.places.push(world(here));
}

/// Labels that are on their way go on.
pub fn flow(time: Res<Time<Virtual>>, settings: Res<Settings>, mut teaching: ResMut<Teaching>) {
    if teaching.flows() {
        teaching.advance(time.delta_secs(), settings.wave_speed, settings.reduced_motion);
    }
}

/// The part of a way that lies before a moment, and where it is then.
fn passed(way: &PathTrajectory, now: Ticks) -> Vec<Vec3> {
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
    time: Res<Time<Virtual>>,
    teaching: Res<Teaching>,
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
        teaching: &teaching,
        hovered: selection.hovered_point,
        selected: selection.point,
        also: &selection.also,
        dt_s: time.delta_secs(),
        reduced_motion: settings.reduced_motion,
    };
    scene.show(&shown, &mut uploads, &mut draws);
}
