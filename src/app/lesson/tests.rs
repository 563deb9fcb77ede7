//! The lessons of ours, gone through without a window: each step is there to be done, can be done, and says what is so.

use super::figure::Seen;
use super::player::Player;
use super::read::{lesson as read, text_id};
use super::shipped;
use super::spec::Lesson;
use crate::app::command::{AppCommand, ModelCommand, TimeCommand};
use crate::app::language::Language;
use crate::app::references::References;
use crate::app::session::Session;
use crate::app::session::tests::presented_of;
use crate::app::teaching::Teaching;
use crate::sim::{Preset, PresetSpec};
use std::fmt::Write;
use std::sync::Arc;

/// Whoever goes through a lesson of circuits, without a window.
struct Learner {
    player: Player,
    session: Option<Session>,
    now_ms: f64,
    references: References,
    teaching: Teaching,
}

impl Learner {
    fn of(lesson: &Arc<Lesson>) -> Learner {
        Learner {
            player: Player::new(lesson.clone(), 0),
            session: None,
            now_ms: 0.0,
            references: References::default(),
            teaching: Teaching::default(),
        }
    }

    fn spec(&self) -> PresetSpec {
        self.session.as_ref().expect("a network is loaded").preset.spec().clone()
    }

    /// Does all that the lesson asks for, then looks.
    fn follow(&mut self) {
        while let Some(command) = self.player.take_next() {
            match command {
                AppCommand::Model(ModelCommand::LoadPreset(name)) => {
                    self.load(Preset::builtin(&name).unwrap());
                }
                AppCommand::Model(ModelCommand::Set(path, value)) => {
                    let changed = self.spec().changed(&path, &value.to_string()).unwrap();
                    self.load(Preset::try_from(changed).unwrap());
                }
                AppCommand::Time(TimeCommand::Seek(ms) | TimeCommand::PauseAt(ms)) => {
                    self.now_ms = ms;
                }
                _ => {}
            }
        }
        let session = self.session.as_ref().expect("a network is loaded");
        self.player.look(&Seen {
            session,
            now_ms: self.now_ms,
            neighbours: 5,
            references: &self.references,
            teaching: &self.teaching,
        });
    }

    fn load(&mut self, preset: Preset) {
        self.session = Some(presented_of(Arc::new(preset)));
    }
}

/// Lessons that need circuits alone.
fn of_circuits() -> impl Iterator<Item = &'static Arc<Lesson>> {
    shipped::all().iter().take(6)
}

#[test]
fn every_step_is_there_to_be_done_and_can_be_done() {
    for lesson in of_circuits() {
        let mut learner = Learner::of(lesson);
        for at in 0..lesson.steps.len() {
            if at > 0 {
                learner.player.go_to(at);
            }
            // As somebody comes to it who has just begun to watch.
            learner.follow();
            let step = learner.player.step().clone();
            let what = format!("{}, {}", lesson.name, step.id);
            assert_eq!(step.until.is_empty(), step.solution.is_empty(), "{what}");
            assert_eq!(learner.player.answered(), None, "{what}");
            if let Some(question) = step.question {
                assert!(!learner.player.may_go_on(), "{what}: nothing was answered");
                learner.player.answer(question.right % question.answers + 1);
                assert!(!learner.player.may_go_on(), "{what}: that is wrong");
                learner.player.answer(question.right);
            }
            if !step.until.is_empty() {
                let watches = step.until.iter().all(|goal| format!("{goal:?}").contains("TimeMs"));
                // Times that are shown go on from step to step.
                assert!(watches || !learner.player.is_met(), "{what}: there is nothing to be done");
                learner.player.solve();
                learner.follow();
            }
            assert!(learner.player.may_go_on(), "{what}: {:?}", step.until);
        }
        assert!(learner.player.is_last());
    }
}

#[test]
fn whoever_comes_back_to_a_step_sees_what_was_there() {
    for lesson in of_circuits() {
        let mut learner = Learner::of(lesson);
        let mut seen = Vec::new();
        for at in 0..lesson.steps.len() {
            if at > 0 {
                learner.player.go_to(at);
            }
            learner.follow();
            seen.push(learner.spec());
        }
        for at in (0..lesson.steps.len()).rev() {
            learner.player.go_to(at);
            learner.follow();
            assert_eq!(learner.spec(), seen[at], "{}: step {at}", lesson.name);
        }
    }
}

/// All that lessons say, with the figures that they compute, once each step was done.
#[test]
fn what_lessons_say_is_what_was_computed() {
    for language in Language::ALL {
        let mut all = String::new();
        for lesson in of_circuits() {
            let mut learner = Learner::of(lesson);
            let _ = writeln!(all, "\n## {}\n", lesson.title(language));
            for (at, step) in lesson.steps.iter().enumerate() {
                if at > 0 {
                    learner.player.go_to(at);
                }
                learner.follow();
                let mut say = |what: &str, learner: &Learner| {
                    let id = text_id(step, what);
                    if let Some(text) = lesson.text(language, &id, &learner.player.figures()) {
                        assert!(!text.contains('…') && !text.contains('{'), "{id}: {text}");
                        let _ = writeln!(all, "{id}: {text}");
                    }
                };
                say("", &learner);
                say("do", &learner);
                if !step.until.is_empty() {
                    learner.player.solve();
                    learner.follow();
                }
                say("done", &learner);
                for answer in 1..=step.question.map_or(0, |question| question.answers) {
                    say(&format!("reply-{answer}"), &learner);
                }
            }
        }
        insta::assert_snapshot!(format!("lessons_{}", language.code()), all);
    }
}

#[test]
fn the_lesson_to_begin_with_is_one() {
    let lesson = Arc::new(read(super::draft::NEW, &[]).unwrap());
    let mut learner = Learner::of(&lesson);
    learner.follow();
    assert!(!learner.player.may_go_on());
    learner.player.solve();
    learner.follow();
    assert!(learner.player.may_go_on());
}

#[test]
fn what_is_no_lesson_is_refused_by_its_line() {
    let refused = |from: &str, to: &str| {
        assert!(super::draft::NEW.contains(from), "{from}");
        read(&super::draft::NEW.replacen(from, to, 1), &[]).unwrap_err().to_string()
    };
    for (from, to, expected) in [
        (
            "minutes = 2",
            "minutes = \"two\"",
            "line 4: expected a lesson as docs/lessons.md describes it, found invalid type: string",
        ),
        (
            "id = \"watch\"",
            "id = \"watch\"\nspeed = 3",
            "line 8: expected a lesson as docs/lessons.md describes it, found unknown field speed",
        ),
        (
            "load_preset = \"race-of-two\"",
            "load_preset = \"race\"",
            "line 6: step \"watch\": preset: expected one of",
        ),
        (
            "set_speed = 3.0",
            "set_sped = 3.0",
            "line 13: step \"watch\": command.time: expected one as docs/lessons.md describes it, found unknown variant set_sped",
        ),
        (
            "{ time = { set_speed = 3.0 } }",
            "\"quit\"",
            "line 13: step \"watch\": command: expected one that can be repeated",
        ),
        (
            "highlight = [\"C\"]",
            "highlight = [\"D\"]",
            "line 6: step \"watch\": expected one of the neurons A, B, C, found \"D\"",
        ),
        (
            "delay_ms = [\"A\", \"C\"]",
            "delay_ms = [\"C\", \"A\"]",
            "line 6: step \"watch\": expected an edge of the circuit, found one from C to A",
        ),
        (
            "delay_ms = [\"A\"",
            "dely_ms = [\"A\"",
            "found unknown variant dely_ms, expected one of setting",
        ),
        (
            "knobs = [\"wiring.neurons.C",
            "knobs = [\"wiring.neurons.E",
            "line 24: step \"change\": expected a number of the network that is loaded, found wiring.neurons.E.refractory_ms",
        ),
        (
            ", at_least = 1 }",
            " }",
            "line 6: step \"watch\": until: expected at_least, at_most or both",
        ),
        (
            "answers = 2, right = 1",
            "answers = 2, right = 3",
            "question: expected 2 to 9 answers and the right one among them, found 2 and 3",
        ),
        (
            "change-answer-2",
            "change-answer-4",
            "texts.en: expected a text \"change-answer-2\", found none",
        ),
        ("{ $delay }", "{ $dely }", "texts.en: watch: expected figures that the step has, found"),
        (
            "title = My lesson",
            "titel = My lesson",
            "texts.en: expected a text \"title\", found none",
        ),
        ("\nen = '''", "\nxx = '''", "line 34: texts: expected one of en, de, found \"xx\""),
        ("id = \"change\"", "id = \"watch\"", "line 24: step \"watch\": expected an id of its own"),
    ] {
        let found = refused(from, to);
        assert!(found.contains(expected), "{to}: {found}");
    }
}

#[test]
fn a_recorded_session_becomes_a_lesson() {
    use crate::app::command::{ImageCommand, SelectCommand, ViewCommand};
    use crate::app::look::Look;
    use crate::app::recording::{Recording, Start, Step};
    use crate::app::scene::NetView;
    use crate::app::settings::Settings;
    use crate::data::{Part, Source};
    use crate::sim::NeuronId;
    let test = Source::Embedded.load(Part::Test).unwrap();
    let spec = Preset::builtin("weights-196").unwrap().spec().clone();
    let look = |yaw| {
        let look = Look { focus: [0.0, 1.5, 0.0], yaw, pitch: 0.5, radius: 40.0 };
        ViewCommand::Look(NetView::Network, look).into()
    };
    let commands: [(f64, AppCommand); 7] = [
        (0.0, ImageCommand::Pick(Part::Test, 7).into()),
        (0.5, look(0.1)),
        (0.6, look(0.2)),
        (1.0, SelectCommand::Neuron(Some(NeuronId(900))).into()),
        (9.0, SelectCommand::Neuron(None).into()),
        (9.1, TimeCommand::Seek(20.0).into()),
        (9.2, TimeCommand::PauseAt(30.5).into()),
    ];
    let steps = commands.map(|(at_s, command)| Step { at_s, command });
    let start = Start::new(5, &test, spec.clone(), Settings::default());
    let recording = Recording { start, steps: steps.to_vec() };
    let text = super::draft::of_session(&recording).unwrap();
    let lesson = read(&text, &[]).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(lesson.steps.len(), 2, "a rest parts them");
    assert_eq!(
        lesson.steps[0].commands,
        [
            ModelCommand::Load(Box::new(spec), 5).into(),
            ImageCommand::Pick(Part::Test, 7).into(),
            look(0.2),
            SelectCommand::Neuron(Some(NeuronId(900))).into(),
        ],
        "of what follows each other, the last"
    );
    assert_eq!(
        lesson.steps[1].commands,
        [SelectCommand::Neuron(None).into(), TimeCommand::PauseAt(30.5).into()]
    );
}
