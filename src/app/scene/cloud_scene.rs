//! The cloud view's data: reference digits, this digit's way through them, lines to its neighbours.

use super::Draws;
use super::layout::{Line, Marker, NONE, Point};
use super::uploads::{Buf, Uploads};
use crate::app::references::Classes;
use crate::app::teaching::Teaching;
use crate::app::theme;
use crate::runtime::{Cloud, Subject};
use bevy::prelude::*;
use std::sync::Arc;

/// World radius of the cloud.
pub const CLOUD_RADIUS: f32 = 6.0;
/// Lines of a wave that are drawn at a time.
const WAVE_LINES_MAX: usize = 4_000;
/// Seconds in which points glide to a new place.
const GLIDE_S: f32 = 0.6;

/// See the module's head.
#[derive(Resource, Default)]
pub struct CloudScene {
    /// Where the points are, or are gliding to.
    pub places: Vec<Vec3>,
    from: Vec<Vec3>,
    glided: f32,
    shown: Option<(usize, usize)>,
    /// What of the labels was drawn last: as they are, or what was seen of Teach.
    labelled: Option<u64>,
    generation: usize,
    lines: Vec<Line>,
    markers: Vec<Marker>,
}

/// What the view shall show.
pub struct Shown<'a> {
    /// The references.
    pub cloud: Option<&'a Arc<Cloud>>,
    /// Sample time whose layout is shown.
    pub sample: usize,
    /// This digit's place so far, oldest first; the last is where it is now.
    pub trajectory: &'a [Vec3],
    /// Its nearest neighbours, as places in the cloud.
    pub neighbours: &'a [usize],
    /// Classes that are lit, others dimmed.
    pub lit: Classes,
    /// What was told.
    pub teaching: &'a Teaching,
    /// Point under the cursor.
    pub hovered: Option<usize>,
    /// Point that was clicked.
    pub selected: Option<usize>,
    /// Others that were clicked with it.
    pub also: &'a [usize],
    /// Seconds since the last frame; everything arrives at once when motion is reduced.
    pub dt_s: f32,
    /// No gliding.
    pub reduced_motion: bool,
}

/// A place of the cloud (radius about 1) in the world.
pub fn world(place: [f32; 3]) -> Vec3 {
    Vec3::from(place) * CLOUD_RADIUS * 0.5
}

impl CloudScene {
    /// Says that the cloud itself is another one (grown, or laid out again).
    pub fn cloud_changed(&mut self) {
        self.generation += 1;
    }

    /// Points are on their way to new places.
    pub fn is_gliding(&self) -> bool {
        self.glided < 1.0 && !self.places.is_empty()
    }

    /// Where point `i` is on its way.
    pub fn place(&self, i: usize) -> Vec3 {
        self.from[i].lerp(self.places[i], ease(self.glided))
    }

    /// Brings buffers and draws to what is shown.
    pub fn show(&mut self, shown: &Shown, uploads: &mut Uploads, draws: &mut Draws) {
        let step = if shown.reduced_motion { 1.0 } else { shown.dt_s / GLIDE_S };
        self.glided = (self.glided + step).min(1.0);
        match shown.cloud {
            Some(cloud) if self.shown != Some((self.generation, shown.sample)) => {
                self.shown = Some((self.generation, shown.sample));
                self.labelled = seen(shown.teaching);
                self.glide_to(cloud, shown, uploads);
            }
            Some(cloud) if self.labelled != seen(shown.teaching) => {
                self.labelled = seen(shown.teaching);
                let codes = codes(cloud, shown.teaching);
                uploads.write(Buf::After, 0, &points(&self.places, &codes));
            }
            Some(_) => {}
            None => {
                self.places.clear();
                self.from.clear();
                self.shown = None;
            }
        }
        draws.points = self.places.len() as u32;
        let globals = &mut draws.cloud;
        globals.mix = ease(self.glided);
        globals.point_px = point_px(self.places.len());
        globals.lit = shown.lit.bits();
        globals.hovered = shown.hovered.map_or(NONE, |i| i as u32);
        globals.selected = shown.selected.map_or(NONE, |i| i as u32);
        globals.palette = std::array::from_fn(|class| theme::linear(theme::class(class)));
        self.draw_lines(shown, uploads, draws);
    }

    fn glide_to(&mut self, cloud: &Cloud, shown: &Shown, uploads: &mut Uploads) {
        let next: Vec<Vec3> = cloud.positions[shown.sample].iter().map(|&p| world(p)).collect();
        // New points grow out of the middle; known ones glide from where they are.
        let known = self.places.len().min(next.len());
        let from: Vec<Vec3> = (0..next.len())
            .map(|i| if i < known { self.place(i) } else { next[i] * 0.2 })
            .collect();
        let codes = codes(cloud, shown.teaching);
        uploads.write(Buf::Before, 0, &points(&from, &codes));
        uploads.write(Buf::After, 0, &points(&next, &codes));
        self.from = from;
        self.places = next;
        self.glided = 0.0;
    }

    /// Labels on their way along the edges of the graph, and the points that were told.
    fn draw_teaching(
        &self,
        teaching: &Teaching,
        cloud: &Cloud,
        sample: usize,
        lines: &mut Vec<Line>,
        markers: &mut Vec<Marker>,
    ) {
        let count = self.places.len();
        let color = |class: u8, alpha: f32| {
            let [r, g, b, _] = theme::linear(theme::class(usize::from(class)));
            [r, g, b, alpha]
        };
        // Points of the cloud, and after those that labels were spread to, one's own pictures.
        let (own, base) = (teaching.own_points(), teaching.reach().map_or(0, |r| r.labels.len()));
        let own_place = |at: usize| own.get(at).and_then(|own| own.places.get(sample)).copied();
        let place = |point: usize| match point.checked_sub(base) {
            None => (point < count).then(|| self.place(point)),
            Some(at) => own_place(at).map(world),
        };
        let moving = teaching
            .on_the_way()
            .filter_map(|(from, to, class, way)| Some((place(from)?, place(to)?, class, way)));
        for (from, to, class, way) in moving.take(WAVE_LINES_MAX) {
            lines.push(Line {
                a: from.into(),
                half_px: 1.1,
                b: from.lerp(to, way).into(),
                reserved: 0.0,
                color: color(class, 0.7),
            });
        }
        let mark = |place: Vec3, class: Option<u8>, radius_px: f32| {
            let unnamed = [0.6, 0.6, 0.6, 1.0];
            let color = class.map_or(unnamed, |class| color(class, 1.0));
            Marker { place: place.into(), radius_px, color }
        };
        for told in teaching.told() {
            // What was passed over looks like what nobody spoke of.
            let (Subject::Reference(image), Some(class)) = (&told.what, told.class) else {
                continue;
            };
            // It may be embedded no more, or not yet.
            let point = cloud.images.iter().position(|of| of == image);
            if let Some(point) = point.filter(|&point| point < count) {
                let place = self.place(point);
                // Dark around it: it is seen among points of its own colour.
                let color = [0.0, 0.0, 0.0, 1.0];
                markers.push(Marker { place: place.into(), radius_px: 13.5, color });
                markers.push(mark(place, Some(class), 11.0));
            }
        }
        for (at, own) in own.iter().enumerate() {
            let Some(place) = own_place(at) else { continue };
            let told = teaching.told_own(own.id).and_then(|(_, class)| class);
            let class = told.or(own.label.map(|label| label.class));
            // A ring around a dot: it is no reference.
            markers.push(mark(world(place), class, 9.0));
            markers.push(mark(world(place), class, 4.0));
        }
    }

    fn draw_lines(&mut self, shown: &Shown, uploads: &mut Uploads, draws: &mut Draws) {
        let mut lines = Vec::new();
        let mut markers = Vec::new();
        let line = |a: Vec3, b: Vec3, half_px: f32, color: [f32; 4]| Line {
            a: a.into(),
            half_px,
            b: b.into(),
            reserved: 0.0,
            color,
        };
        let count = shown.trajectory.len();
        for (i, pair) in shown.trajectory.windows(2).enumerate() {
            let fresh = (i + 1) as f32 / count as f32;
            lines.push(line(pair[0], pair[1], 1.6, [0.9, 0.95, 1.0, 0.2 + 0.75 * fresh * fresh]));
        }
        if let Some(&now) = shown.trajectory.last() {
            for &i in shown.neighbours.iter().filter(|&&i| i < self.places.len()) {
                let there = self.place(i);
                lines.push(line(now, there, 1.8, [0.9, 0.95, 1.0, 0.95]));
                markers.push(Marker {
                    place: there.into(),
                    radius_px: 8.0,
                    color: [1.0, 1.0, 1.0, 0.9],
                });
            }
            markers.push(Marker {
                place: now.into(),
                radius_px: 13.0,
                color: [1.0, 1.0, 1.0, 1.0],
            });
        }
        let spoken_of = shown.selected.iter().chain(shown.also);
        for &point in spoken_of.filter(|&&point| point < self.places.len()) {
            let (place, color) = (self.place(point).into(), [1.0, 1.0, 1.0, 1.0]);
            markers.push(Marker { place, radius_px: 16.0, color });
        }
        if let Some(cloud) = shown.cloud {
            self.draw_teaching(shown.teaching, cloud, shown.sample, &mut lines, &mut markers);
        }
        draws.lines = lines.len() as u32;
        draws.markers = markers.len() as u32;
        if lines != self.lines {
            uploads.write(Buf::Lines, 0, &lines);
            self.lines = lines;
        }
        if markers != self.markers {
            uploads.write(Buf::Markers, 0, &markers);
            self.markers = markers;
        }
    }
}

/// What of the labels is drawn: as they are, or what is seen of Teach.
fn seen(teaching: &Teaching) -> Option<u64> {
    teaching.is_on().then(|| teaching.seen())
}

/// What is drawn of each point's label: see [`Teaching::codes`].
fn codes(cloud: &Cloud, teaching: &Teaching) -> Vec<u32> {
    let sure = |&label: &u8| u32::from(label) | 255 << 8;
    match teaching.is_on() {
        true => teaching.codes(cloud.labels.len()),
        false => cloud.labels.iter().map(sure).collect(),
    }
}

fn points(places: &[Vec3], codes: &[u32]) -> Vec<Point> {
    let point = |(place, &label): (&Vec3, &u32)| Point { place: (*place).into(), label };
    places.iter().zip(codes).map(point).collect()
}

/// Starts and ends gently.
fn ease(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

/// Points shrink as they become many, so that the cloud stays a cloud.
fn point_px(count: usize) -> f32 {
    (3.4 - 0.55 * (count.max(300) as f32 / 300.0).log10() * 1.6).max(1.3)
}
