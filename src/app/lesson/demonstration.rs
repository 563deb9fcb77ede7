//! A lesson that goes through itself, at the pace of somebody who reads: for films, and where nobody is there. It knows no
//! clock but what it is told.

use super::player::Player;
use super::read::text_id;
use crate::app::command::LessonCommand;
use crate::app::language::Language;

/// Words that are read in a second.
const WORDS_A_SECOND: f64 = 2.8;
/// The least time that a text is shown, seconds, and how long a look takes after something was done.
const LEAST_S: f64 = 2.5;
/// What is to be done takes no longer, seconds: then it goes on in any case.
const MOST_S: f64 = 90.0;

/// How far a step is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// Its text is read.
    #[default]
    Reads,
    /// What is to be done has been asked for.
    Does,
    /// What came of it is read.
    Sees,
    /// The question is read.
    Thinks,
    /// The answer is read.
    Answered,
}

/// Where a demonstration is in a step.
#[derive(Clone, Debug, Default)]
pub struct Demonstration {
    phase: Phase,
    since_s: f64,
}

impl Demonstration {
    /// So many seconds have gone by; what is to be done now, if anything.
    pub fn advance(
        &mut self,
        dt_s: f64,
        player: &Player,
        language: Language,
    ) -> Option<LessonCommand> {
        if !player.is_idle() {
            return None; // what was asked for comes first
        }
        self.since_s += dt_s;
        let step = player.step();
        let reads_s = |texts: &[&str]| {
            let words = |what: &&str| {
                let text = player.lesson().text(language, &text_id(step, what), &player.figures());
                text.map_or(0, |text| text.split_whitespace().count())
            };
            let words: usize = texts.iter().map(words).sum();
            (words as f64 / WORDS_A_SECOND).max(LEAST_S)
        };
        match self.phase {
            Phase::Reads if self.since_s < reads_s(&["", "do"]) => None,
            Phase::Reads if step.until.is_empty() => self.after_doing(player),
            Phase::Reads if player.is_met() => {
                self.begin(Phase::Sees);
                None
            }
            Phase::Reads => {
                self.begin(Phase::Does);
                Some(LessonCommand::Solve)
            }
            Phase::Does if player.is_met() || self.since_s > MOST_S => {
                self.begin(Phase::Sees);
                None
            }
            Phase::Does => None,
            Phase::Sees if self.since_s < reads_s(&["done"]) => None,
            Phase::Sees => self.after_doing(player),
            Phase::Thinks if self.since_s < reads_s(&["question"]) => None,
            Phase::Thinks => {
                self.begin(Phase::Answered);
                step.question.map(|question| LessonCommand::Answer(question.right))
            }
            Phase::Answered => {
                let reply = step.question.map_or(0, |question| question.right);
                let is_read = self.since_s >= reads_s(&[&format!("reply-{reply}")]);
                if is_read { self.go_on(player) } else { None }
            }
        }
    }

    fn begin(&mut self, phase: Phase) {
        (self.phase, self.since_s) = (phase, 0.0);
    }

    fn after_doing(&mut self, player: &Player) -> Option<LessonCommand> {
        match player.step().question {
            Some(_) => {
                self.begin(Phase::Thinks);
                None
            }
            None => self.go_on(player),
        }
    }

    fn go_on(&mut self, player: &Player) -> Option<LessonCommand> {
        self.begin(Phase::Reads);
        Some(match player.is_last() {
            true => LessonCommand::Close,
            false => LessonCommand::GoTo(player.at() + 1),
        })
    }
}
