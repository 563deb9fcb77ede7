//! Lessons in the whole application: every step is done as "Show me" does it, and what was there before comes back.

use super::*;
use bevy_egui::EguiContext;
use signalscape::app::bookmark::Bookmark;
use signalscape::app::command::LessonCommand;
use signalscape::app::film::{self, Film, Subject};
use signalscape::app::language::Language;
use signalscape::app::lesson::shipped;
use signalscape::app::lessons::Lessons;
use signalscape::app::look::Look;

/// A window in which a lesson's panel is so wide, and its last buttons stand below that, points.
const WINDOW: UVec2 = UVec2::new(1000, 640);
const WIDE: f32 = 270.0;
const FOOT: f32 = 590.0;

fn is_met(world: &World) -> bool {
    let player = world.resource::<Lessons>().player();
    player.is_some_and(|player| player.is_idle() && player.is_met())
}

/// Waits until a step has done what it asks for, and was looked at.
fn settle(app: &mut App) {
    capture::wait(app, |world| !world.resource::<Lessons>().is_busy()).unwrap();
    (0..3).for_each(|_| app.update());
}

/// A key as egui hears it, pressed and let go.
fn tap(app: &mut App, key: egui::Key) {
    for pressed in [true, false] {
        let modifiers = egui::Modifiers::NONE;
        let event = egui::Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        let context = context(app).0;
        app.world_mut().write_message(EguiInputEvent { context, event });
        app.update();
    }
    app.update();
}

fn context(app: &mut App) -> (Entity, egui::Context) {
    let mut found =
        app.world_mut().query_filtered::<(Entity, &mut EguiContext), With<PrimaryEguiContext>>();
    let (entity, mut context) = found.single_mut(app.world_mut()).unwrap();
    (entity, context.get_mut().clone())
}

/// Tab, from the beginning, until the focus is on the so-manieth (from 1) widget that is wanted.
fn tab_to(app: &mut App, which: usize, is_wanted: impl Fn(egui::Rect) -> bool) -> bool {
    tap(app, egui::Key::Escape);
    let mut found = 0;
    for _ in 0..120 {
        tap(app, egui::Key::Tab);
        let (_, ctx) = context(app);
        let focused = ctx.memory(|memory| memory.focused());
        let place = focused.and_then(|id| ctx.read_response(id)).map(|response| response.rect);
        found += usize::from(place.is_some_and(&is_wanted));
        if found == which {
            return true;
        }
    }
    false
}

/// By keys alone: the list of commands opens it, Tab and Enter reach *Show me* and the answers, Page Down goes on.
fn go_through(app: &mut App, name: &str) {
    let lesson = shipped::lesson(name).unwrap();
    let ctrl_k =
        [(KeyCode::ControlLeft, Key::Control), (KeyCode::KeyK, Key::Character("k".into()))];
    press(app, &ctrl_k);
    (0..2).for_each(|_| app.update());
    let title = format!("Lesson: {}", lesson.title(Language::English));
    let context = context(app).0;
    app.world_mut().write_message(EguiInputEvent { context, event: egui::Event::Text(title) });
    (0..2).for_each(|_| app.update());
    tap(app, egui::Key::Enter);
    let shown = |app: &App| {
        let lessons = app.world().resource::<Lessons>();
        lessons.player().map(|player| (player.lesson().name.clone(), player.at()))
    };
    let steps = lesson.steps.len();
    for (at, step) in lesson.steps.iter().enumerate() {
        settle(app);
        let what = format!("{name}, {}", step.id);
        assert_eq!(shown(app), Some((name.to_owned(), at)), "{what}");
        if !is_met(app.world()) {
            // At the right of what is to be done.
            let is_there = tab_to(app, 1, |place| {
                (0.6 * WIDE..WIDE).contains(&place.center().x)
                    && (110.0..FOOT).contains(&place.center().y)
                    && place.width() < 110.0
            });
            // Time goes on meanwhile.
            assert!(is_there || is_met(app.world()), "{what}: Show me");
            if is_there {
                tap(app, egui::Key::Enter);
            }
        }
        capture::wait(app, is_met).unwrap_or_else(|error| panic!("{what}: {error}"));
        if let Some(question) = step.question {
            assert!(!app.world().resource::<Lessons>().player().unwrap().may_go_on(), "{what}");
            let is_there = tab_to(app, question.right, |place| {
                place.left() < 40.0
                    && place.width() > 0.75 * WIDE
                    && (100.0..FOOT).contains(&place.center().y)
            });
            assert!(is_there, "{what}: the answer");
            tap(app, egui::Key::Space);
        }
        let player = app.world().resource::<Lessons>().player().unwrap();
        assert!(player.may_go_on(), "{what}: {:?}", player.answered());
        let figures = format!("{:?}", player.figures());
        assert!(!figures.contains('…'), "{what}: {figures}");
        if at + 1 < steps {
            press(app, &[(KeyCode::PageDown, Key::PageDown)]);
            (0..2).for_each(|_| app.update());
        }
    }
    // Its last button leads on to the next one.
    let is_there = tab_to(app, 1, |place| {
        (0.6 * WIDE..WIDE).contains(&place.center().x) && place.center().y > FOOT
    });
    assert!(is_there, "{name}: Finish");
    tap(app, egui::Key::Enter);
    (0..2).for_each(|_| app.update());
    let next = shipped::names().skip_while(|known| *known != name).nth(1);
    assert_eq!(shown(app), next.map(|next| (next.to_owned(), 0)), "after {name}");
}

#[test]
fn all_lessons_can_be_gone_through_by_keys_alone() {
    let Some(_turn) = turn() else { return };
    let mut app = started(WINDOW, launch(100));
    let before = app.world().resource::<Settings>().clone();
    for name in shipped::names() {
        go_through(&mut app, name);
    }
    capture::wait(&mut app, |world| {
        let session = world.resource::<Session>();
        session.preset.spec().name == Preset::DEFAULT && session.record.is_complete()
    })
    .unwrap();
    let after = app.world().resource::<Settings>();
    assert!(after.lessons.values().all(|progress| progress.is_done), "{:?}", after.lessons);
    let after = Settings { lessons: before.lessons.clone(), ..after.clone() };
    assert_eq!(after, before, "what was there before is there again");
}

#[test]
fn a_bookmark_leads_back_to_its_moment() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(800, 600), launch(100));
    show_digit(&mut app, 3);
    give(&mut app, TimeCommand::PauseAt(123.0));
    give(&mut app, SelectCommand::Neuron(Some(NeuronId(900))));
    let look = Look { focus: [1.0, 2.0, 3.0], yaw: 0.5, pitch: 0.25, radius: 70.0 };
    let world = app.world();
    let (session, playback) = (world.resource::<Session>(), world.resource::<Playback>());
    let selection = world.resource::<Selection>();
    let bookmark = Bookmark::of(session, playback, selection, [look, look]);
    let image = session.image.clone();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("moment.signalscape");
    bookmark.write(&path).unwrap();
    // Somewhere else, where nothing of it is there.
    give(&mut app, ModelCommand::LoadPreset("race-of-two".into()));
    capture::wait(&mut app, |world| {
        let session = world.resource::<Session>();
        session.preset.spec().name == "race-of-two" && session.record.is_complete()
    })
    .unwrap();
    give(&mut app, ImageCommand::Open(vec![path]));
    capture::wait(&mut app, |world| {
        !world.resource::<Lessons>().is_busy() && world.resource::<Session>().record.is_complete()
    })
    .unwrap();
    (0..6).for_each(|_| app.update());
    let session = app.world().resource::<Session>();
    assert_eq!((session.preset.spec().name.as_str(), &session.image), (Preset::DEFAULT, &image));
    let playback = app.world().resource::<Playback>();
    assert_eq!((playback.now_ms, playback.is_playing), (123.0, false));
    assert_eq!(app.world().resource::<Selection>().neuron, Some(NeuronId(900)));
    let mut cameras = app.world_mut().query::<(&PanOrbitCamera, &NetView)>();
    for (camera, view) in cameras.iter(app.world()) {
        assert_eq!(Look::of(camera), look, "{view:?}");
    }
    // What leads elsewhere is refused, and nothing changes.
    let path = folder.path().join("none.signalscape");
    std::fs::write(&path, "{}").unwrap();
    give(&mut app, ImageCommand::Open(vec![path]));
    let notice = app.world().resource::<Notice>().shown().map(|(words, _)| words.to_owned());
    assert!(notice.is_some_and(|words| words.contains("none.signalscape: expected a bookmark")));
}

/// Memory that this process has, bytes.
#[cfg(target_os = "linux")]
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let kilobytes = line.split_whitespace().nth(1).unwrap();
    kilobytes.parse::<usize>().unwrap() * 1024
}

/// Nobody touches anything for two minutes, then lessons go by themselves, again and again, until somebody does.
#[cfg(target_os = "linux")]
#[test]
fn a_kiosk_goes_on_by_itself_in_the_same_memory_until_it_is_touched() {
    let Some(_turn) = turn() else { return };
    let before = |app: &App| app.world().resource::<Settings>().clone();
    let mut app = started(UVec2::new(320, 240), Launch { kiosk: true, ..launch(100) });
    let settings = before(&app);
    // A second a frame.
    let second = std::time::Duration::from_secs(1);
    app.insert_resource(bevy::time::TimeUpdateStrategy::ManualDuration(second));
    let shown = |app: &App| {
        let lessons = app.world().resource::<Lessons>();
        lessons.player().map(|player| (player.lesson().name.clone(), player.at()))
    };
    (0..115).for_each(|_| app.update());
    assert_eq!(shown(&app), None, "somebody may still be there");
    (0..20).for_each(|_| app.update());
    assert_eq!(shown(&app).unwrap().0, "one-signal");
    // Through all of it, twice; what is computed in a thread takes its own time.
    let (mut names, mut grown) = (Vec::new(), Vec::new());
    let started = std::time::Instant::now();
    while grown.len() < 3 {
        app.update();
        std::thread::sleep(std::time::Duration::from_millis(1));
        let (name, _) = shown(&app).expect("it goes on");
        if names.last() != Some(&name) {
            if name == "one-signal" {
                grown.push(resident());
            }
            names.push(name);
        }
        assert!(started.elapsed().as_secs() < 1_500, "{names:?}");
    }
    assert!(
        names.iter().any(|name| name == "worth") && !names.iter().any(|name| name == "ten-names")
    );
    let [_, first, second] = grown[..] else { panic!("{grown:?}") };
    assert!(second < first + (64 << 20), "{} MB more after a round", (second - first) >> 20);
    // A touch: what was there before is there again.
    let key = KeyboardInput {
        key_code: KeyCode::KeyB,
        logical_key: Key::Character("b".into()),
        state: ButtonState::Pressed,
        text: None,
        repeat: false,
        window: Entity::PLACEHOLDER,
    };
    app.world_mut().write_message(bevy::window::WindowEvent::from(key));
    (0..3).for_each(|_| app.update());
    assert_eq!(shown(&app), None);
    let after = before(&app);
    assert!(after.lessons.is_empty(), "nobody has gone through them");
    assert_eq!(after, settings);
}

#[test]
fn films_of_the_same_have_the_same_frames() {
    let Some(_turn) = turn() else { return };
    let folder = tempfile::tempdir().unwrap();
    let film = |name: &str| {
        let film = Film {
            subject: Subject::Run { image: None, from_ms: 6.0, to_ms: 9.5, speed: 10.0 },
            size: UVec2::new(320, 240),
            fps: 10,
            language: Language::English,
            out: folder.path().join(name),
        };
        let preset = Some(Preset::builtin("race-of-two").unwrap());
        let mut frames = 0;
        film::film(Launch { preset, ..launch(100) }, &film, &mut |done| frames = done).unwrap();
        (film.out, frames)
    };
    let (one, frames) = film("one");
    let (two, _) = film("two");
    assert_eq!(frames, 5, "at 6, 7, 8, 9 and 9.5 ms");
    let read = |folder: &PathBuf, frame: usize| {
        std::fs::read(folder.join(format!("{frame:06}.png"))).unwrap()
    };
    for frame in 1..=frames {
        assert!(read(&one, frame) == read(&two, frame), "frame {frame}");
    }
    assert!(read(&one, 1) != read(&one, 3), "something happens");
    let (gif, _) = film("film.gif");
    let decoder = image::codecs::gif::GifDecoder::new(std::io::BufReader::new(
        std::fs::File::open(gif).unwrap(),
    ));
    let frames = image::AnimationDecoder::into_frames(decoder.unwrap()).collect_frames().unwrap();
    assert_eq!((frames.len(), frames[0].buffer().dimensions()), (5, (320, 240)));
    let (png, _) = film("film.png");
    let decoder = image::codecs::png::PngDecoder::new(std::io::BufReader::new(
        std::fs::File::open(png).unwrap(),
    ));
    let decoder = decoder.unwrap();
    assert!(decoder.is_apng().unwrap());
    let frames = image::AnimationDecoder::into_frames(decoder.apng().unwrap()).collect_frames();
    assert_eq!(frames.unwrap().len(), 5);
}

#[test]
fn a_lesson_is_filmed_to_its_end() {
    let Some(_turn) = turn() else { return };
    let folder = tempfile::tempdir().unwrap();
    let film = Film {
        subject: Subject::Lesson(LessonCommand::Open("one-signal".to_owned())),
        size: UVec2::new(320, 240),
        fps: 1,
        language: Language::German,
        out: folder.path().join("film"),
    };
    let mut frames = 0;
    film::film(launch(100), &film, &mut |done| frames = done).unwrap();
    let written = std::fs::read_dir(&film.out).unwrap().count();
    assert_eq!(written, frames);
    assert!((60..240).contains(&frames), "{frames} seconds, of a lesson of three minutes");
}
