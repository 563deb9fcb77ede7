//! Words in the cloud: what it is, where its classes are, where this digit is.

use super::Model;
use crate::analysis::paths::DIMENSIONS;
use crate::experiments::words::{count, number};
use crate::runtime::Cloud;
use bevy::math::Vec3;

/// Points that a class needs to be named in the cloud.
const POINTS_MIN: usize = 5;
/// So many names are written in the smallest cloud.
const NAMED_MIN: usize = 10;

/// What is written in the cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct CloudWordsView {
    /// What it is; none where it stands alone in a picture.
    pub heading: Option<CloudHeading>,
    /// Why there is no cloud, or not yet, where that is so.
    pub waiting: Option<String>,
    /// The classes that can be named in it, in their order.
    pub classes: Vec<ClassView>,
    /// This digit, where it has a place in the cloud.
    pub here: Option<HereView>,
    /// Labels are put away: what is said of that takes room.
    pub is_teaching: bool,
}

/// What the cloud is, and how much of it three axes show.
#[derive(Clone, Debug, PartialEq)]
pub struct CloudHeading {
    /// The same in more words and in fewer, longest first; none without a cloud.
    pub choices: Vec<String>,
    /// What it is, at length.
    pub tip: String,
}

/// The name of a class in the cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassView {
    /// Its number, which gives its colour.
    pub class: u8,
    /// Its name, of at most three characters.
    pub short: String,
    /// It is not dimmed.
    pub is_lit: bool,
    /// The middle of its points, on their way, in the world.
    pub middle: Vec3,
}

/// This digit in the cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct HereView {
    /// Where it is, in the world.
    pub at: Vec3,
    /// What it is called.
    pub words: String,
}

impl CloudWordsView {
    /// Reads it.
    pub fn gather(model: &Model) -> CloudWordsView {
        let cloud = model.references.cloud.as_ref();
        let here = |at: &Vec3| HereView { at: *at, words: format!("this {}", model.digits.noun()) };
        CloudWordsView {
            heading: (!model.is_picture()).then(|| CloudHeading::gather(model)),
            waiting: cloud.is_none().then(|| waiting(model)),
            classes: cloud.map_or_else(Vec::new, |cloud| classes(model, cloud)),
            here: cloud.and_then(|_| model.trajectory.places.last()).map(here),
            is_teaching: model.teaching.is_on(),
        }
    }
}

impl CloudWordsView {
    /// The classes whose names are written where there is room for so many: those that were lit first, then those nearest
    /// to this digit. A few have room always.
    pub fn named(&self, most: usize) -> Vec<&ClassView> {
        let most = most.max(NAMED_MIN);
        let mut named: Vec<&ClassView> = self.classes.iter().collect();
        if named.len() > most {
            let here = self.here.as_ref().map_or(Vec3::ZERO, |here| here.at);
            let off = |class: &ClassView| class.middle.distance_squared(here);
            named.sort_by(|a, b| b.is_lit.cmp(&a.is_lit).then(off(a).total_cmp(&off(b))));
            named.truncate(most);
            named.sort_by_key(|class| class.class);
        }
        named
    }
}

impl CloudHeading {
    /// Reads it.
    pub fn gather(model: &Model) -> CloudHeading {
        let references = &*model.references;
        let mut choices = Vec::new();
        let noun = model.digits.noun();
        let drawn = model.digits.train.as_ref().is_some_and(|train| train.drawn() > 0);
        let ours = if drawn { ", or one of a few drawings of ours beside those" } else { "" };
        let mut tip =
            format!("Every point is a training {noun}{ours}, placed by what it did to the network");
        if let Some(cloud) = &references.cloud {
            let digits = count(cloud.labels.len(), noun);
            let so_far = if references.grows() { " so far" } else { "" };
            let axes = match model.session.has_paths() {
                true => format!("3 of {DIMENSIONS} axes"),
                false => "3 axes".to_owned(),
            };
            let percent = number(cloud.explained.iter().sum::<f32>() * 100.0, 0);
            choices = vec![
                format!("{digits}{so_far} · {axes} show {percent} % of the variance"),
                format!("{digits}{so_far} · {percent} % in {axes}"),
                format!("{digits}{so_far}"),
            ];
            tip += &format!(
                ". The three directions in which the {noun}s differ most (principal axes) hold {percent} % of the \
                 variance; the rest is not seen here, but counts when neighbours are looked for."
            );
        }
        CloudHeading { choices, tip }
    }
}

/// What is said where there is no cloud.
fn waiting(model: &Model) -> String {
    match model.references.fitting {
        Some((done, target)) => {
            format!("Finding the axes: {} %", number(100.0 * done as f32 / target as f32, 0))
        }
        None if model.session.has_cloud() => {
            format!("Getting the reference {}s ready …", model.digits.noun())
        }
        None => "No cloud for this preset".to_owned(),
    }
}

fn classes(model: &Model, cloud: &Cloud) -> Vec<ClassView> {
    let scene = &*model.cloud_scene;
    let teaching = &*model.teaching;
    let names = teaching.names();
    let class = |point: usize| match teaching.is_on() {
        true => teaching.label(point).map(|label| label.class),
        false => Some(cloud.labels[point]),
    };
    let points = 0..scene.places.len().min(cloud.labels.len());
    let placed = points.filter_map(|point| Some((class(point)?, scene.place(point))));
    let named = middles(placed, names.count()).map(|(class, middle)| ClassView {
        class,
        short: names.short(class).to_owned(),
        is_lit: model.selection.classes.light(class),
        middle,
    });
    named.collect()
}

/// The classes that have enough points, with the middle of those.
fn middles(
    points: impl Iterator<Item = (u8, Vec3)>,
    classes: usize,
) -> impl Iterator<Item = (u8, Vec3)> {
    let mut sums = vec![(Vec3::ZERO, 0_usize); classes];
    for (class, place) in points {
        let Some(sum) = sums.get_mut(usize::from(class)) else { continue };
        *sum = (sum.0 + place, sum.1 + 1);
    }
    let enough = (0..).zip(sums).filter(|(_, (_, count))| *count >= POINTS_MIN);
    enough.map(|(class, (sum, count))| (class, sum / count as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_many_have_no_room_those_are_named_that_are_lit_or_near() {
        let class = |class: u8| ClassView {
            class,
            short: class.to_string(),
            is_lit: class == 63 || class == 40,
            middle: Vec3::X * f32::from(class),
        };
        let view = |count: u8| CloudWordsView {
            heading: None,
            waiting: None,
            classes: (0..count).map(class).collect(),
            here: Some(HereView { at: Vec3::X * 20.2, words: String::new() }),
            is_teaching: false,
        };
        let named = |count, most| -> Vec<u8> {
            view(count).named(most).into_iter().map(|class| class.class).collect()
        };
        assert_eq!(named(64, 3), [17, 18, 19, 20, 21, 22, 23, 24, 40, 63]);
        assert_eq!(named(64, 12).len(), 12);
        assert_eq!(named(10, 3).len(), 10, "a few always");
    }

    #[test]
    fn a_class_of_enough_points_is_named_at_their_middle() {
        let row = |class: u8, count: usize| {
            (0..count).map(move |i| (class, Vec3::new(i as f32, f32::from(class), 0.0)))
        };
        let points = row(1, POINTS_MIN).chain(row(0, POINTS_MIN - 1)).chain(row(2, 7));
        // Of one that there is no name for, nothing is said.
        let points = points.chain(row(3, 9));
        let found: Vec<(u8, Vec3)> = middles(points, 3).collect();
        assert_eq!(found, [(1, Vec3::new(2.0, 1.0, 0.0)), (2, Vec3::new(3.0, 2.0, 0.0))]);
    }
}
