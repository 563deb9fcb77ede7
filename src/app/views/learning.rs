//! Learning: what a network learns from, how far it is, and what it has learnt from.

use super::Model;
use super::words::by_turns;
use crate::experiments::words::{count, number, thousands};

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
    /// Digits that it learns from, by turns.
    pub classes: Vec<u8>,
    /// How many images.
    pub images: usize,
    /// How far it is, while it learns.
    pub learning: Option<LearningView>,
    /// What it has learnt from, unless it learns again.
    pub learnt: Option<String>,
}

impl LessonView {
    /// Reads it.
    pub fn gather(model: &Model) -> LessonView {
        let learning = model.learning.is_running().then(|| LearningView::gather(model));
        let learnt = model.session.learnt.as_ref().filter(|_| learning.is_none());
        LessonView {
            classes: model.settings.classes.clone(),
            images: model.settings.lesson_images,
            learnt: learnt.map(|learnt| {
                let images = count(learnt.images, model.digits.noun());
                format!("Learnt from {images}, {}.", by_turns(&learnt.classes))
            }),
            learning,
        }
    }

    /// Whether a network can learn from these digits: it takes two to come by turns.
    pub fn can_begin(classes: &[u8]) -> bool {
        classes.len() >= 2
    }
}
