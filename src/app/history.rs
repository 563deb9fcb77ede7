//! What can be undone: images on the pad, parameters and what was told, in one timeline.

use crate::analysis::KnnSpec;
use crate::app::origin::Origin;
use crate::data::ClassNames;
use crate::data::Pixels;
use crate::runtime::Example;
use crate::sim::PresetSpec;
use bevy::prelude::Resource;

/// Changes that can be undone.
const STEPS_MAX: usize = 100;
/// A hand on a number changes it again within this time, in seconds; a change after a longer rest is another.
const REST_S: f64 = 0.6;

/// What was there before a change.
#[derive(Clone, Debug, PartialEq)]
pub enum UndoStep {
    /// The pad, and where its image came from.
    Image(Pixels, Origin),
    /// The model and its seed.
    Model(Box<PresetSpec>, u64),
    /// The way to vote.
    Knn(KnnSpec),
    /// Share of signals that are drawn.
    Density(f32),
    /// What was told, and what classes were called.
    Told(Vec<Example>, ClassNames),
}

/// Which way through what was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryStep {
    Back,
    Forward,
    /// Back to before something was told, whatever else was done since.
    TakeBack,
}

impl UndoStep {
    /// What is brought back, in words.
    pub fn words(&self) -> &'static str {
        match self {
            UndoStep::Image(..) => "the image",
            UndoStep::Model(..) => "the network",
            UndoStep::Knn(_) => "the way to vote",
            UndoStep::Density(_) => "the share of signals",
            UndoStep::Told(..) => "what was told",
        }
    }

    /// Numbers change many times while a hand is on them; that is one change. `self` was there after the
    /// `earlier` one: nothing but that number has changed since.
    fn continues(&self, earlier: &UndoStep) -> bool {
        match (self, earlier) {
            (UndoStep::Knn(after), UndoStep::Knn(before)) => {
                KnnSpec { k: before.k, ..*after } == *before && after.k != before.k
            }
            (UndoStep::Density(_), UndoStep::Density(_)) => true,
            _ => false,
        }
    }
}

/// See the module's head.
#[derive(Resource, Default)]
pub struct History {
    undo: Vec<UndoStep>,
    redo: Vec<UndoStep>,
    /// When the last change was made, seconds.
    changed_at_s: f64,
    /// The last change was of a number of the network, which a hand may still be on.
    is_turning: bool,
}

impl History {
    /// Keeps what was there before a change that is made at `now_s`; what had been undone is forgotten.
    pub fn remember(&mut self, past: UndoStep, now_s: f64) {
        self.redo.clear();
        let rested_s = now_s - std::mem::replace(&mut self.changed_at_s, now_s);
        self.is_turning = false;
        if rested_s < REST_S && self.undo.last().is_some_and(|last| past.continues(last)) {
            return;
        }
        if self.undo.len() == STEPS_MAX {
            self.undo.remove(0);
        }
        self.undo.push(past);
    }

    /// The same before a number of the network is turned: as long as a hand is on it, that is one change.
    pub fn turn(&mut self, past: UndoStep, now_s: f64) {
        let is_held = self.is_turning && now_s - self.changed_at_s < REST_S;
        match is_held {
            true => (self.changed_at_s, _) = (now_s, self.redo.clear()),
            false => self.remember(past, now_s),
        }
        self.is_turning = true;
    }

    /// Whether something was told that can be taken back.
    pub fn has_told(&self) -> bool {
        self.undo.iter().any(|past| matches!(past, UndoStep::Told(..)))
    }

    /// Takes back what was told last, whatever else was done since; `here` as for [`step`](Self::step).
    pub fn take_back(&mut self, here: impl FnOnce(&UndoStep) -> UndoStep) -> Option<UndoStep> {
        let last = self.undo.iter().rposition(|past| matches!(past, UndoStep::Told(..)))?;
        let told = self.undo.remove(last);
        self.undo.push(told);
        self.step(true, here)
    }

    /// Something was taken back that was there before anything was remembered: the next step forward brings `past`.
    pub fn took_back(&mut self, past: UndoStep) {
        self.redo.push(past);
    }

    /// What a step back (or forward) would bring.
    pub fn next(&self, back: bool) -> Option<&UndoStep> {
        if back { self.undo.last() } else { self.redo.last() }
    }

    /// Takes one step; `here` says what is there now, of the same kind, for the way back.
    pub fn step(
        &mut self,
        back: bool,
        here: impl FnOnce(&UndoStep) -> UndoStep,
    ) -> Option<UndoStep> {
        let (from, to) = match back {
            true => (&mut self.undo, &mut self.redo),
            false => (&mut self.redo, &mut self.undo),
        };
        let past = from.pop()?;
        self.is_turning = false;
        self.changed_at_s = f64::NEG_INFINITY; // what comes next is a change of its own
        to.push(here(&past));
        Some(past)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Metric, Voting};
    use crate::sim::Preset;

    fn model(name: &str) -> UndoStep {
        let spec = Preset::builtin(Preset::DEFAULT).unwrap().spec().clone();
        UndoStep::Model(Box::new(PresetSpec { name: name.to_owned(), ..spec }), 1)
    }

    #[test]
    fn a_number_that_is_turned_is_one_change_and_what_comes_after_it_another() {
        let mut history = History::default();
        history.turn(model("race"), 0.0);
        history.turn(model("race 1"), 0.2);
        history.turn(model("race 2"), 0.4);
        history.remember(model("race 3"), 0.6); // another network
        history.turn(model("other"), 0.7);
        let mut back = || history.step(true, Clone::clone);
        assert_eq!(back(), Some(model("other")));
        assert_eq!((back(), back()), (Some(model("race 3")), Some(model("race"))));
        assert_eq!(back(), None);
    }

    #[test]
    fn steps_go_back_and_forth_and_a_drag_is_one() {
        let mut history = History::default();
        history.remember(model("a"), 0.0);
        for (density, now_s) in [(0.5, 0.1), (0.4, 0.5), (0.3, 1.0)] {
            history.remember(UndoStep::Density(density), now_s);
        }
        let undone = history.step(true, |_| UndoStep::Density(0.2));
        assert_eq!(undone, Some(UndoStep::Density(0.5)));
        assert_eq!(history.next(true), Some(&model("a")));
        assert_eq!(history.step(false, |_| UndoStep::Density(0.5)), Some(UndoStep::Density(0.2)));
        assert_eq!(history.next(false), None);
        history.step(true, |_| UndoStep::Density(0.2));
        history.remember(model("b"), 1.1);
        assert_eq!(history.next(false), None, "a new change forgets what was undone");
    }

    #[test]
    fn what_was_told_is_taken_back_over_what_was_done_since() {
        let mut history = History::default();
        let told = |names: &[&str]| {
            let mut known = ClassNames::digits();
            names.iter().for_each(|name| _ = known.found_or_added(name).unwrap());
            UndoStep::Told(Vec::new(), known)
        };
        assert!(history.take_back(UndoStep::clone).is_none() && !history.has_told());
        history.remember(told(&["a"]), 0.0);
        history.remember(told(&["a", "b"]), 1.0);
        history.remember(model("c"), 2.0);
        let here = |_: &UndoStep| told(&["a", "b", "c"]);
        assert_eq!(history.take_back(here), Some(told(&["a", "b"])));
        assert_eq!(history.next(true), Some(&model("c")), "it is undone by a step of its own");
        assert_eq!(history.next(false), Some(&told(&["a", "b", "c"])), "and is told again");
        assert_eq!(history.step(false, |_| told(&["a", "b"])), Some(told(&["a", "b", "c"])));
        assert_eq!(history.take_back(here), Some(told(&["a", "b"])));
        assert!(history.has_told());
        // What was told before the start can be told again as well.
        let mut history = History::default();
        history.took_back(told(&["old"]));
        assert_eq!(history.step(false, |_| told(&[])), Some(told(&["old"])));
        assert_eq!(history.take_back(|_| told(&["old"])), Some(told(&[])));
    }

    #[test]
    fn two_changes_of_the_vote_are_two_steps() {
        let spec = |k, metric, voting| KnnSpec { k, metric, voting };
        let (first, second, third) = (
            spec(5, Metric::Euclidean, Voting::DistanceWeighted),
            spec(5, Metric::Cosine, Voting::DistanceWeighted),
            spec(5, Metric::Cosine, Voting::Majority),
        );
        let steps = |changes: &[(KnnSpec, f64)]| -> Vec<UndoStep> {
            let mut history = History::default();
            for &(before, now_s) in changes {
                history.remember(UndoStep::Knn(before), now_s);
            }
            std::iter::from_fn(|| history.step(true, UndoStep::clone)).collect()
        };
        let [one, two, three] = [first, second, third].map(UndoStep::Knn);
        // Metric, votes, then k, as fast as a script can: three steps.
        let expected = [three.clone(), two.clone(), one.clone()];
        assert_eq!(steps(&[(first, 0.0), (second, 0.01), (third, 0.02)]), expected);
        // A hand draws k from 5 to 8 without a rest: one step. It comes back later: another.
        let k = |k| KnnSpec { k, ..first };
        let drawn = [(k(5), 3.0), (k(6), 3.2), (k(7), 3.7)];
        assert_eq!(steps(&drawn), std::slice::from_ref(&one));
        let again = [drawn.as_slice(), &[(k(8), 9.0), (k(9), 9.1)]].concat();
        assert_eq!(steps(&again), [UndoStep::Knn(k(8)), one]);
        // What is changed after a step back is a step of its own, however soon.
        let mut history = History::default();
        history.remember(UndoStep::Density(0.5), 0.0);
        history.remember(UndoStep::Knn(first), 0.1);
        history.step(true, UndoStep::clone);
        history.remember(UndoStep::Density(0.4), 0.2);
        assert_eq!(history.step(true, UndoStep::clone), Some(UndoStep::Density(0.4)));
    }

    #[test]
    fn the_oldest_steps_are_forgotten() {
        let mut history = History::default();
        (0..=STEPS_MAX).for_each(|i| history.remember(model(&i.to_string()), 0.0));
        let mut steps = 0;
        while let Some(past) = history.step(true, UndoStep::clone) {
            assert_ne!(past, model("0"));
            steps += 1;
        }
        assert_eq!(steps, STEPS_MAX);
    }
}
