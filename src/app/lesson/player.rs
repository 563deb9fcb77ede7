//! Where somebody is in a lesson: what it still has to do, and whether it goes on. It knows no window and no clock.

use super::figure::{Figure, Seen};
use super::spec::{Lesson, Step};
use crate::app::command::{AppCommand, ModelCommand, TimeCommand};
use crate::app::texts::Value;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// Somebody in a lesson.
#[derive(Clone, Debug)]
pub struct Player {
    lesson: Arc<Lesson>,
    at: usize,
    /// What was asked for, and is still to be done.
    to_do: VecDeque<AppCommand>,
    /// What had to be so has been so.
    is_met: bool,
    answered: Option<usize>,
    /// Figures as they are just now, for the texts of the step.
    figures: Vec<(String, Value)>,
    /// Steps that were done, and what was answered in each.
    done: HashSet<usize>,
    answers: HashMap<usize, Option<usize>>,
    /// By step and name: what figures were when their step was left.
    earlier: HashMap<(String, String), Value>,
}

impl Player {
    /// At a step of a lesson, or the last where there are fewer.
    pub fn new(lesson: Arc<Lesson>, at: usize) -> Player {
        let mut player = Player {
            lesson,
            at: 0,
            to_do: VecDeque::new(),
            is_met: false,
            answered: None,
            figures: Vec::new(),
            done: HashSet::new(),
            answers: HashMap::new(),
            earlier: HashMap::new(),
        };
        player.go_to(at);
        player
    }

    /// The lesson.
    pub fn lesson(&self) -> &Arc<Lesson> {
        &self.lesson
    }

    /// The place of the step, from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The step.
    pub fn step(&self) -> &Step {
        &self.lesson.steps[self.at]
    }

    /// Whether it is the last one.
    pub fn is_last(&self) -> bool {
        self.at + 1 == self.lesson.steps.len()
    }

    /// Goes to a step. What the steps before it have done since a network was loaded is done again where it is not the next one: what
    /// is shown then does not depend on the way there.
    pub fn go_to(&mut self, at: usize) {
        let at = at.min(self.lesson.steps.len() - 1);
        let is_next = at == self.at + 1 && self.to_do.is_empty();
        let loads = |step: &Step| {
            let is_load = |command: &AppCommand| {
                matches!(
                    command,
                    AppCommand::Model(ModelCommand::LoadPreset(_) | ModelCommand::Load(..))
                )
            };
            step.commands.iter().any(is_load)
        };
        let steps = &self.lesson.steps;
        // Back over steps that have done nothing, all is as it was.
        let is_as_it_was = at < self.at
            && self.to_do.is_empty()
            && steps[at + 1..=self.at].iter().all(|step| step.commands.is_empty());
        let from = match is_next {
            true => at,
            false => steps[..=at].iter().rposition(loads).unwrap_or(0),
        };
        // Panels, and how time goes on, are no part of a network.
        let lasts = |command: &&AppCommand| {
            use TimeCommand::{SetLooping, SetSpeed};
            matches!(command, AppCommand::Panel(_) | AppCommand::Time(SetLooping(_) | SetSpeed(_)))
        };
        let earlier = if is_next { 0 } else { from };
        let earlier = steps[..earlier].iter().flat_map(|step| step.commands.iter().filter(lasts));
        let commands = steps[from..=at].iter().flat_map(|step| &step.commands);
        let commands = earlier.chain(commands).cloned().collect();
        self.to_do = if is_as_it_was { VecDeque::new() } else { commands };
        if self.may_go_on() {
            self.done.insert(self.at);
        }
        self.answers.insert(self.at, self.answered);
        let id = self.step().id.clone();
        let left = std::mem::take(&mut self.figures);
        self.earlier.extend(left.into_iter().map(|(name, value)| ((id.clone(), name), value)));
        self.at = at;
        (self.is_met, self.answered) = (false, self.answers.get(&at).copied().flatten());
    }

    /// Does what the step asks for.
    pub fn solve(&mut self) {
        self.to_do.extend(self.lesson.steps[self.at].solution.iter().cloned());
    }

    /// Chooses an answer, from 1.
    pub fn answer(&mut self, answer: usize) {
        let question = self.step().question;
        self.answered =
            question.filter(|asked| (1..=asked.answers).contains(&answer)).map(|_| answer);
    }

    /// The answer that was chosen, from 1.
    pub fn answered(&self) -> Option<usize> {
        self.answered
    }

    /// What is to be done next.
    pub fn next(&self) -> Option<&AppCommand> {
        self.to_do.front()
    }

    /// It is done.
    pub fn take_next(&mut self) -> Option<AppCommand> {
        self.to_do.pop_front()
    }

    /// Nothing is to be done.
    pub fn is_idle(&self) -> bool {
        self.to_do.is_empty()
    }

    /// Looks at what is shown, once all is done; whether something of it is new.
    pub fn look(&mut self, seen: &Seen) -> bool {
        if !self.is_idle() {
            return false;
        }
        let step = &self.lesson.steps[self.at];
        let value = |figure: &Figure| match figure {
            Figure::Earlier(step, name) => self.earlier.get(&(step.clone(), name.clone())).cloned(),
            figure => figure.value(seen),
        };
        let known = step.figures.iter();
        let figures: Vec<(String, Value)> =
            known.filter_map(|(name, figure)| Some((name.clone(), value(figure)?))).collect();
        let is_met = self.is_met || step.until.iter().all(|goal| goal.is_met(seen));
        let is_new = figures != self.figures || is_met != self.is_met;
        (self.figures, self.is_met) = (figures, is_met);
        is_new
    }

    /// What had to be so has been so.
    pub fn is_met(&self) -> bool {
        self.is_met
    }

    /// What had to be done is done, and the question is answered right.
    pub fn may_go_on(&self) -> bool {
        let is_right = |right: usize| self.answered == Some(right);
        let is_answered = self.step().question.is_none_or(|question| is_right(question.right));
        self.done.contains(&self.at) || self.is_met && is_answered
    }

    /// Figures of the step, as they were when it was last looked at; what is not known yet is "…".
    pub fn figures(&self) -> Vec<(&str, Value)> {
        let known = |name: &String| self.figures.iter().find(|(known, _)| known == name);
        let value =
            |name: &String| known(name).map_or_else(|| "…".into(), |(_, value)| value.clone());
        self.step().figures.iter().map(|(name, _)| (name.as_str(), value(name))).collect()
    }
}
