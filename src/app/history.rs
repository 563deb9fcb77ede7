//! What can be undone: images on the pad and parameters, in one timeline.

use super::command::Origin;
use crate::analysis::KnnSpec;
use crate::sim::{Pixels, PresetSpec};
use bevy::prelude::Resource;

/// Changes that can be undone.
const STEPS_MAX: usize = 100;

/// What was there before a change.
#[derive(Clone, Debug, PartialEq)]
pub enum Past {
    /// The pad, and where its image came from.
    Image(Box<Pixels>, Origin),
    /// The model and its seed.
    Model(Box<PresetSpec>, u64),
    /// The way to vote.
    Knn(KnnSpec),
    /// Share of signals that are drawn.
    Density(f32),
}

impl Past {
    /// What is brought back, in words.
    pub fn words(&self) -> &'static str {
        match self {
            Past::Image(..) => "the image",
            Past::Model(..) => "the network",
            Past::Knn(_) => "the way to vote",
            Past::Density(_) => "the share of signals",
        }
    }

    /// Numbers change many times while a hand is on them; that is one change.
    fn continues(&self, earlier: &Past) -> bool {
        matches!(
            (self, earlier),
            (Past::Knn(_), Past::Knn(_)) | (Past::Density(_), Past::Density(_))
        )
    }
}

/// See the module's head.
#[derive(Resource, Default)]
pub struct History {
    undo: Vec<Past>,
    redo: Vec<Past>,
}

impl History {
    /// Keeps what was there before a change; what had been undone is forgotten.
    pub fn remember(&mut self, past: Past) {
        self.redo.clear();
        if self.undo.last().is_some_and(|last| past.continues(last)) {
            return;
        }
        if self.undo.len() == STEPS_MAX {
            self.undo.remove(0);
        }
        self.undo.push(past);
    }

    /// What a step back (or forward) would bring.
    pub fn next(&self, back: bool) -> Option<&Past> {
        if back { self.undo.last() } else { self.redo.last() }
    }

    /// Takes one step; `here` says what is there now, of the same kind, for the way back.
    pub fn step(&mut self, back: bool, here: impl FnOnce(&Past) -> Past) -> Option<Past> {
        let (from, to) = match back {
            true => (&mut self.undo, &mut self.redo),
            false => (&mut self.redo, &mut self.undo),
        };
        let past = from.pop()?;
        to.push(here(&past));
        Some(past)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Preset;

    fn model(name: &str) -> Past {
        let spec = Preset::builtin(Preset::DEFAULT).unwrap().spec().clone();
        Past::Model(Box::new(PresetSpec { name: name.to_owned(), ..spec }), 1)
    }

    #[test]
    fn steps_go_back_and_forth_and_a_drag_is_one() {
        let mut history = History::default();
        history.remember(model("a"));
        for density in [0.5, 0.4, 0.3] {
            history.remember(Past::Density(density));
        }
        let undone = history.step(true, |_| Past::Density(0.2));
        assert_eq!(undone, Some(Past::Density(0.5)));
        assert_eq!(history.next(true), Some(&model("a")));
        assert_eq!(history.step(false, |_| Past::Density(0.5)), Some(Past::Density(0.2)));
        assert_eq!(history.next(false), None);
        history.step(true, |_| Past::Density(0.2));
        history.remember(model("b"));
        assert_eq!(history.next(false), None, "a new change forgets what was undone");
    }

    #[test]
    fn the_oldest_steps_are_forgotten() {
        let mut history = History::default();
        (0..=STEPS_MAX).for_each(|i| history.remember(model(&i.to_string())));
        let mut steps = 0;
        while let Some(past) = history.step(true, Past::clone) {
            assert_ne!(past, model("0"));
            steps += 1;
        }
        assert_eq!(steps, STEPS_MAX);
    }
}
