//! The lesson that is open, and the list of lessons.

use super::Model;
use super::knobs::{Knob, KnobsView};
use crate::app::language::Language;
use crate::app::lesson::player::Player;
use crate::app::lesson::read::text_id;
use crate::app::lesson::shipped;
use crate::app::lesson::spec::Lesson;
use crate::app::texts::{self, Value, Values};

/// A step of the lesson that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct LessonView {
    /// What the lesson is called.
    pub title: String,
    /// "Step 2 of 5".
    pub place: String,
    /// The step, from 0, and how many there are.
    pub at: usize,
    /// See [`at`](Self::at).
    pub steps: usize,
    /// Its paragraphs.
    pub text: Vec<String>,
    /// What the learner does, and whether it was done.
    pub to_do: Option<(String, bool)>,
    /// What is seen once it was done.
    pub done: Vec<String>,
    /// Numbers to turn.
    pub knobs: Vec<Knob>,
    /// What is asked.
    pub question: Option<QuestionView>,
    /// The formula, for those who want it.
    pub formula: Option<String>,
    /// Where all this is from, at the end.
    pub source: Option<String>,
    /// It goes on.
    pub may_go_on: bool,
    /// It can be shown what is to be done.
    pub has_solution: bool,
    /// It is the last step.
    pub is_last: bool,
    /// The lesson after it, by its name.
    pub next_lesson: Option<&'static str>,
    /// Words of the buttons.
    pub words: LessonWords,
}

/// Words of a lesson's buttons.
#[derive(Clone, Debug, PartialEq)]
pub struct LessonWords {
    /// Goes to the step before.
    pub back: String,
    /// Goes on.
    pub next: String,
    /// Goes on although something is still to be done.
    pub skip: String,
    /// Closes the lesson at its end.
    pub finish: String,
    /// Opens the one after it.
    pub next_lesson: String,
    /// Does what is to be done.
    pub show: String,
    /// Before what is to be done.
    pub your_turn: String,
    /// Closes the lesson.
    pub close: String,
    /// Opens the formula.
    pub formula: String,
    /// Opens the list of lessons.
    pub all: String,
}

/// A question, and what was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionView {
    /// What is asked.
    pub words: String,
    /// Answers to choose from.
    pub answers: Vec<String>,
    /// What was chosen, from 1, whether it is right, and what is said of it.
    pub chosen: Option<(usize, bool, String)>,
}

impl LessonView {
    /// Reads it; none where no lesson is open.
    pub fn gather(model: &Model) -> Option<LessonView> {
        model.lessons.player().map(|player| LessonView::of(player, model))
    }

    fn of(player: &Player, model: &Model) -> LessonView {
        let language = model.settings.language;
        let (lesson, step) = (player.lesson(), player.step());
        let figures = player.figures();
        let text = |what: &str| {
            let id = text_id(step, what);
            let words = lesson.text(language, &id, &figures);
            words.map(|words| words.split("\n\n").map(joined).collect::<Vec<String>>())
        };
        let one = |what: &str| text(what).map(|paragraphs| paragraphs.join("\n\n"));
        let steps = lesson.steps.len();
        let own = texts::own(language);
        let place = [("step", (player.at() + 1).into()), ("steps", steps.into())];
        let to_do = one("do").filter(|_| !step.until.is_empty());
        let all = KnobsView::gather(model).map_or_else(Vec::new, |view| view.knobs);
        let knobs = step.knobs.iter().filter_map(|path| all.iter().find(|knob| knob.path == *path));
        LessonView {
            title: lesson.title(language),
            place: own.of("lesson-place", &place),
            at: player.at(),
            steps,
            text: text("").unwrap_or_default(),
            to_do: to_do.map(|words| (words, player.is_met())),
            done: text("done").filter(|_| player.is_met()).unwrap_or_default(),
            knobs: knobs.cloned().collect(),
            // First what is to be done, then what it means.
            question: step.question.filter(|_| player.is_met()).map(|asked| QuestionView {
                words: one("question").unwrap_or_default(),
                answers: (1..=asked.answers)
                    .map(|answer| one(&format!("answer-{answer}")).unwrap_or_default())
                    .collect(),
                chosen: player.answered().map(|answer| {
                    let reply = one(&format!("reply-{answer}")).unwrap_or_default();
                    (answer, answer == asked.right, reply)
                }),
            }),
            formula: one("formula"),
            source: lesson.text(language, "source", &[]).filter(|_| player.is_last()),
            may_go_on: player.may_go_on(),
            has_solution: !step.solution.is_empty() && !player.is_met(),
            is_last: player.is_last(),
            next_lesson: shipped::names()
                .skip_while(|name| *name != lesson.name)
                .nth(1)
                .filter(|_| player.is_last()),
            words: LessonWords::of(language),
        }
    }
}

/// Lines of a paragraph as one.
fn joined(paragraph: &str) -> String {
    paragraph.split('\n').map(str::trim).collect::<Vec<_>>().join(" ")
}

impl LessonWords {
    fn of(language: Language) -> LessonWords {
        let of = |id: &str| texts::own(language).of(id, &[]);
        LessonWords {
            back: of("lesson-back"),
            next: of("lesson-next"),
            skip: of("lesson-skip"),
            finish: of("lesson-finish"),
            next_lesson: of("lesson-next-lesson"),
            show: of("lesson-show"),
            your_turn: of("lesson-your-turn"),
            close: of("lesson-close"),
            formula: of("lesson-formula"),
            all: of("lesson-all"),
        }
    }
}

/// The list of lessons.
#[derive(Clone, Debug, PartialEq)]
pub struct LessonsView {
    /// What it is called.
    pub title: String,
    /// What lessons are, and how one of one's own is opened.
    pub intro: String,
    /// What stands before the languages.
    pub language: String,
    /// One after the other.
    pub rows: Vec<LessonRow>,
}

/// A lesson in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct LessonRow {
    /// What it is known by.
    pub name: String,
    /// "3 Refractoriness".
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// How long it takes, or how far somebody is.
    pub standing: String,
    /// It was gone through.
    pub is_done: bool,
}

impl LessonsView {
    /// Reads it.
    pub fn gather(model: &Model) -> LessonsView {
        let language = model.settings.language;
        let own = |id: &str, values: &Values| texts::own(language).of(id, values);
        let row = |(number, lesson): (usize, &std::sync::Arc<Lesson>)| {
            let progress = model.settings.lessons.get(&lesson.name).copied().unwrap_or_default();
            let minutes = [("minutes", Value::Number(lesson.minutes.into(), 0))];
            let place =
                [("step", (progress.step + 1).into()), ("steps", lesson.steps.len().into())];
            LessonRow {
                name: lesson.name.clone(),
                title: format!("{number}  {}", lesson.title(language)),
                summary: lesson.text(language, "summary", &[]).unwrap_or_default(),
                standing: match progress {
                    one if one.is_done => own("lesson-done", &[]),
                    one if one.step > 0 => own("lesson-place", &place),
                    _ => own("lesson-minutes", &minutes),
                },
                is_done: progress.is_done,
            }
        };
        LessonsView {
            title: own("lessons", &[]),
            intro: own("lessons-intro", &[]),
            language: own("lessons-language", &[]),
            rows: (1..).zip(shipped::all()).map(row).collect(),
        }
    }
}
