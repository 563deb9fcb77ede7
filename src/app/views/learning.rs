//! Learning: what a network learns from, how far it is, and what it has learnt from.

use super::Model;
use super::words::{UNSAID, by_turns};
use crate::app::settings::LESSON_IMAGES;
use crate::data::{CLASSES_MAX, Part};
use crate::experiments::stdp::{Config, set_sizes};
use crate::experiments::words::{count, number, thousands};
use std::ops::RangeInclusive;

/// How far learning is.
#[derive(Clone, Debug, PartialEq)]
pub struct LearningView {
    /// Images that were shown, of all: 0 to 1.
    pub share: f32,
    /// The same in words.
    pub words: String,
    /// How long it takes yet; empty while that cannot be said.
    pub time_left: String,
}

impl LearningView {
    /// Reads it.
    pub fn gather(model: &Model) -> LearningView {
        let Some(progress) = model.learning.progress() else {
            return LearningView {
                share: 0.0,
                words: "reading the images".to_owned(),
                time_left: String::new(),
            };
        };
        let all = count(progress.total, model.digits.noun());
        LearningView {
            share: progress.share() as f32,
            words: format!("{} of {all}", thousands(progress.done)),
            time_left: progress.left.map_or(String::new(), |left| {
                format!("About {} s left", number(left.as_secs_f64(), 0))
            }),
        }
    }
}

/// What the network learns from, and what has come of it.
#[derive(Clone, Debug, PartialEq)]
pub struct LessonView {
    /// Classes that it learns from, by turns.
    pub classes: Vec<u8>,
    /// All classes that there are, in three characters at most; none where nobody said what images show.
    pub all: Vec<String>,
    /// How many images, of as many as there can be.
    pub images: usize,
    /// How many there can be.
    pub range: RangeInclusive<usize>,
    /// Why it cannot learn from images of these classes, if so.
    pub has_no_images: Option<String>,
    /// How far it is, while it learns.
    pub learning: Option<LearningView>,
    /// What it has learnt from, unless it learns again.
    pub learnt: Option<String>,
}

impl LessonView {
    /// Reads it.
    pub fn gather(model: &Model) -> LessonView {
        let classes = model.settings.lesson_classes(model.digits.known_classes());
        let sizes = lesson_sizes(model, &classes);
        let has_no_images = sizes.as_ref().err().cloned();
        let range = sizes.unwrap_or(LESSON_IMAGES);
        let learning = model.learning.is_running().then(|| LearningView::gather(model));
        let learnt = model.session.learnt.as_ref().filter(|_| learning.is_none());
        let names = model.digits.test.classes();
        let known = model.digits.known_classes();
        LessonView {
            all: (0..known as u8).map(|class| names.short(class).to_owned()).collect(),
            images: model.settings.lesson_images.max(*range.start()).min(*range.end()),
            classes,
            range,
            has_no_images,
            learnt: learnt.map(|learnt| {
                let images = count(learnt.images, model.digits.noun());
                format!("Learnt from {images}, {}.", by_turns(&learnt.classes, names))
            }),
            learning,
        }
    }

    /// Why a network cannot learn from these classes, if so: it takes two to come by turns.
    pub fn why_not(&self, classes: &[u8]) -> Option<String> {
        match (self.all.is_empty(), classes.len()) {
            (true, _) => Some(format!("{UNSAID}: there are no classes to learn from")),
            (false, 0 | 1) => Some("Choose two classes or more".to_owned()),
            _ => self.has_no_images.clone(),
        }
    }
}

/// How many images a network can learn from: those that are offered, as far as there are so many. In words why from none.
fn lesson_sizes(model: &Model, classes: &[u8]) -> Result<RangeInclusive<usize>, String> {
    let train = match model.digits.part(Part::Train) {
        Some(train) if classes.len() > 1 => train,
        _ => return Ok(LESSON_IMAGES), // they are being read, or more classes are to be chosen
    };
    let Some(labels) = train.labels() else {
        return Err(format!("{UNSAID}: the training images have no labels"));
    };
    let mut of_class = [0; CLASSES_MAX];
    for &label in &labels[..labels.len().saturating_sub(train.drawn())] {
        of_class[usize::from(label)] += 1;
    }
    let sizes = set_sizes(Config::DIMENSIONS, classes, |class| of_class[usize::from(class)]);
    if sizes.is_empty() {
        let least = thousands(*sizes.start());
        let images = "There are too few images of these classes";
        return Err(format!("{images}: learning takes {least}, and as many others beside them"));
    }
    // Few are offered where there are few.
    let (least, most) = (*LESSON_IMAGES.start(), *LESSON_IMAGES.end());
    Ok(least.clamp(*sizes.start(), *sizes.end())..=most.min(*sizes.end()))
}
