//! Lessons in windows of many sizes, beside panels and on the stage, in every language.

use super::stage::points;
use super::*;
use crate::app::command::LessonCommand;
use crate::app::language::Language;
use crate::app::lesson::figure::Seen;
use crate::app::lesson::shipped;
use crate::app::session::tests::presented_of;
use crate::app::views::lesson::LessonView;
use crate::sim::Preset;
use egui::Event;

/// A screen at a step of a lesson, with the network that it is about.
fn at_step(name: &str, at: usize) -> Screen {
    let lesson = shipped::lesson(name).unwrap();
    let mut spec: Option<crate::sim::PresetSpec> = None;
    for command in lesson.steps[..=at].iter().flat_map(|step| &step.commands) {
        match command {
            AppCommand::Model(ModelCommand::LoadPreset(name)) => {
                spec = Some(Preset::builtin(name).unwrap().spec().clone());
            }
            AppCommand::Model(ModelCommand::Set(path, value)) => {
                spec = spec.map(|spec| spec.changed(path, &value.to_string()).unwrap());
            }
            _ => {}
        }
    }
    let preset = Preset::try_from(spec.expect("a network is loaded")).unwrap();
    let mut screen = Screen::showing(presented_of(Arc::new(preset)));
    screen.change(|lessons: &mut Lessons| {
        lessons.open(lesson.clone(), at);
        let player = lessons.player_mut().unwrap();
        while player.take_next().is_some() {}
    });
    screen.change(|s: &mut Settings| s.shows_input = false);
    screen.change(|o: &mut Overlays| o.has_acted = true);
    look(&mut screen);
    screen
}

/// The lesson looks at what is shown.
fn look(screen: &mut Screen) {
    screen.world.resource_scope(|world, mut lessons: Mut<Lessons>| {
        let seen = Seen {
            session: world.resource::<Session>(),
            now_ms: world.resource::<Playback>().now_ms,
            neighbours: 5,
            references: world.resource::<References>(),
            teaching: world.resource::<Teaching>(),
        };
        lessons.player_mut().unwrap().look(&seen);
    });
}

fn view(screen: &mut Screen) -> LessonView {
    let mut state = SystemState::<Model>::new(&mut screen.world);
    let model = state.get(&screen.world).expect("all that panels read is there");
    LessonView::gather(&model).expect("a lesson is open")
}

#[test]
fn steps_are_tidy_in_every_window_and_on_the_stage() {
    let mut untidy = Untidy::default();
    let windows = [(800.0, 600.0), (1280.0, 800.0), (1920.0 / 1.25, 1080.0 / 1.25)];
    for lesson in shipped::all() {
        // Networks of digits take a while to be shown: their first step stands for them.
        let is_circuit = format!("{:?}", lesson.steps[0].commands).contains("shows_circuit");
        let steps = if is_circuit { lesson.steps.len() } else { 1 };
        for at in 0..steps {
            let mut screen = at_step(&lesson.name, at);
            for language in Language::ALL {
                screen.change(|s: &mut Settings| s.language = language);
                for presents in [false, true] {
                    screen.change(|c: &mut Choices| c.presents = presents);
                    for size in windows {
                        let size = if presents { points(size, 1.0).0 } else { size };
                        let what = format!("{}, step {at}, {language:?}", lesson.name);
                        let texts = screen.at(size);
                        // Of a long text, the rest is scrolled to.
                        let is_scrolled = |fault: &String| fault.contains("is cut off by [[0.0 ");
                        let found = faults(&screen, &texts);
                        let found = found.into_iter().filter(|fault| !is_scrolled(fault));
                        untidy.0.extend(found.map(|fault| format!("{what}, {size:?}: {fault}")));
                        let words = words_of(&texts);
                        let view = view(&mut screen);
                        let next = match (view.next_lesson, view.is_last, view.may_go_on) {
                            (Some(_), ..) => view.words.next_lesson,
                            (None, true, _) => view.words.finish,
                            (None, false, true) => view.words.next,
                            (None, false, false) => view.words.skip,
                        };
                        for wanted in [next, view.title, view.place] {
                            let is_there = words.contains(&wanted.as_str());
                            untidy.expect(is_there, || format!("{what}, {size:?}: no {wanted:?}"));
                        }
                        let room = screen.free.network.size().min_element();
                        untidy.expect(room > 120.0, || format!("{what}, {size:?}: {room}"));
                    }
                }
            }
        }
    }
    untidy.report();
}

/// Presses a key, and says what was asked for.
fn press(screen: &mut Screen, key: egui::Key) -> Vec<AppCommand> {
    let event = |pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: egui::Modifiers::NONE,
    };
    let mut asked = screen.pass(vec![event(true)]).1;
    asked.extend(screen.pass(vec![event(false)]).1);
    asked
}

/// Tab until a key does what is wanted; none where it does not, all the way round.
fn by_tab(
    screen: &mut Screen,
    key: egui::Key,
    is_wanted: impl Fn(&AppCommand) -> bool,
) -> Option<AppCommand> {
    for _ in 0..60 {
        press(screen, egui::Key::Tab);
        screen.pass(Vec::new());
        let asked = press(screen, key);
        if let Some(found) = asked.into_iter().find(|command| is_wanted(command)) {
            return Some(found);
        }
    }
    None
}

#[test]
fn a_lesson_can_be_gone_through_by_keys_alone() {
    // A number is turned by the arrows of its slider.
    let mut screen = at_step("one-signal", 2);
    let label = screen.find((1280.0, 800.0), "A to B: speed");
    let is_slider = |screen: &Screen| {
        let focused = screen.ctx.memory(|memory| memory.focused());
        let place = focused.and_then(|id| screen.ctx.read_response(id)).map(|found| found.rect);
        place.is_some_and(|place| {
            place.left() < label.left() + 20.0
                && (label.bottom()..label.bottom() + 40.0).contains(&place.center().y)
        })
    };
    let tabs = (0..60).position(|_| {
        press(&mut screen, egui::Key::Tab);
        screen.pass(Vec::new());
        is_slider(&screen)
    });
    assert!(tabs.is_some(), "the slider can be reached");
    let asked = press(&mut screen, egui::Key::ArrowRight);
    let turned = asked.iter().find_map(|command| match command {
        AppCommand::Model(ModelCommand::Set(path, value)) => Some((path.as_str(), *value)),
        _ => None,
    });
    let (path, value) = turned.unwrap_or_else(|| panic!("{asked:?}"));
    assert!(path == "wiring.edges.0.speed" && value > 1.0, "{value}");
    // Enter ends the typing of a number, and with it the way of Tab.
    let goes = |to: usize| move |command: &AppCommand| *command == LessonCommand::GoTo(to).into();
    assert!(by_tab(&mut screen, egui::Key::Space, goes(3)).is_some(), "it can be skipped");
    assert!(by_tab(&mut screen, egui::Key::Space, goes(1)).is_some(), "and gone back");
    let solves = |command: &AppCommand| *command == LessonCommand::Solve.into();
    assert!(by_tab(&mut screen, egui::Key::Space, solves).is_some());
    // A question is answered.
    let mut screen = at_step("one-signal", 1);
    screen.at((1280.0, 800.0));
    let answers = |command: &AppCommand| *command == LessonCommand::Answer(2).into();
    assert!(by_tab(&mut screen, egui::Key::Space, answers).is_some());
    screen.change(|lessons: &mut Lessons| lessons.player_mut().unwrap().answer(1));
    let words = words_of(&screen.at((1280.0, 800.0))).join("\n");
    assert!(words.contains("It would have to travel twice as fast"), "{words}");
    let closes = |command: &AppCommand| *command == LessonCommand::Close.into();
    assert!(by_tab(&mut screen, egui::Key::Space, closes).is_some());
}

#[test]
fn the_list_opens_lessons_and_says_which_were_done() {
    let mut screen = Screen::of("race-of-two");
    screen.change(|o: &mut Overlays| o.set(crate::app::overlays::Dialog::Lessons, true));
    screen.change(|s: &mut Settings| {
        let done = crate::app::settings::Progress { step: 4, is_done: true };
        s.lessons.insert("race".to_owned(), done);
        let begun = crate::app::settings::Progress { step: 1, is_done: false };
        s.lessons.insert("stdp".to_owned(), begun);
    });
    let texts = screen.at((1280.0, 800.0));
    let words = words_of(&texts);
    for wanted in ["✔ done", "Step 2 of 5", "about 3 minutes", "Deutsch"] {
        assert!(words.iter().any(|words| words.contains(wanted)), "{wanted}: {words:?}");
    }
    let opens = |command: &AppCommand| *command == LessonCommand::Open("race".to_owned()).into();
    assert!(by_tab(&mut screen, egui::Key::Enter, opens).is_some());
    screen.change(|s: &mut Settings| s.language = Language::German);
    let texts = screen.at((1280.0, 800.0));
    let words = words_of(&texts);
    assert!(words.iter().any(|words| words.contains("Ein Wettlauf")), "{words:?}");
}

#[test]
fn neurons_that_a_step_points_at_are_told() {
    let mut screen = at_step("race", 0);
    let mut state = SystemState::<Model>::new(&mut screen.world);
    let model = state.get(&screen.world).expect("all that panels read is there");
    let view = crate::app::views::network_words::NetworkWordsView::gather(&model);
    assert_eq!(view.highlit, [NeuronId(2)]);
}
