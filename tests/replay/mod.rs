//! A recorded session, replayed: what was done by hand is there again.

use super::{give, launch, started, turn};
use crate::drawing::{blocks, pixels};
use bevy::input::ButtonState;
use bevy::input::mouse::{MouseButtonInput, MouseScrollUnit, MouseWheel};
use bevy::input::touch::TouchPhase;
use bevy::prelude::*;
use bevy::window::{CursorLeft, CursorMoved, WindowEvent};
use bevy_panorbit_camera::PanOrbitCamera;
use signalscape::app::capture::{wait, windowless};
use signalscape::app::change::Change;
use signalscape::app::choices::Choices;
use signalscape::app::command::{
    ExperimentCommand, ImageCommand, ModelCommand, PanelCommand, SelectCommand, TextStep,
    TimeCommand,
};
use signalscape::app::look::Look;
use signalscape::app::notice::Notice;
use signalscape::app::origin::Origin;
use signalscape::app::overlays::Dialog;
use signalscape::app::playback::Playback;
use signalscape::app::recording::Recording;
use signalscape::app::references::References;
use signalscape::app::selection::Selection;
use signalscape::app::session::{Loading, Session};
use signalscape::app::settings::Settings;
use signalscape::app::{Canvas, Launch};
use signalscape::data::{Part, Pixels};
use signalscape::sim::{EdgeId, NeuronId, Sheet};
use std::sync::Arc;

fn window(app: &mut App, event: impl Into<WindowEvent>) {
    app.world_mut().write_message(event.into());
}

fn looks(app: &mut App) -> Vec<Look> {
    let mut cameras = app.world_mut().query::<&PanOrbitCamera>();
    cameras.iter(app.world()).map(Look::of).collect()
}

/// What a session has come to, in what can be compared.
fn state(app: &mut App) -> (Pixels, Origin, Selection, Playback, Settings, Choices, String) {
    let looks = format!("{:?}", looks(app));
    let world = app.world();
    let session = world.resource::<Session>();
    (
        session.image.clone(),
        session.origin.clone(),
        world.resource::<Selection>().clone(),
        world.resource::<Playback>().clone(),
        world.resource::<Settings>().clone(),
        world.resource::<Choices>().clone(),
        format!("{} {looks}", session.preset.spec().name),
    )
}

#[test]
fn a_recorded_list_of_commands_replays_a_session() {
    let Some(_turn) = turn() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.jsonl");
    let size = UVec2::new(1280, 800);
    let mut app = started(size, Launch { record: Some(path.clone()), seed: 4, ..launch(100) });
    let complete = |app: &mut App| {
        let is_there = |world: &World| {
            let record = &world.resource::<Session>().record;
            let references = world.resource::<References>();
            let is_compared = references.prediction.as_ref().is_some_and(|prediction| {
                prediction.question == record.presentation() && prediction.references == 100
            });
            world.resource::<Loading>().0.is_none() && record.is_complete() && is_compared
        };
        wait(app, is_there).unwrap();
    };
    give(&mut app, ImageCommand::PickRandom(Part::Test, Some(5)));
    give(&mut app, ModelCommand::LoadPreset("weights-196".to_owned()));
    complete(&mut app);
    give(&mut app, SelectCommand::Neuron(Some(NeuronId(912))));
    give(&mut app, SelectCommand::Edge(Some(EdgeId(3))));
    let settings = app.world().resource::<Settings>().clone();
    let denser = Change::of(&settings, |settings| settings.density = 0.9).unwrap();
    give(&mut app, PanelCommand::Change(denser));
    give(&mut app, PanelCommand::ResizeText(TextStep::Larger));
    assert_eq!(app.world().resource::<Settings>().text_size, 1.1);
    let choices = app.world().resource::<Choices>().clone();
    let eraser = Change::of(&choices, |choices| choices.erases = true).unwrap();
    give(&mut app, PanelCommand::Choose(eraser));
    give(&mut app, ImageCommand::BeginStroke);
    let drawing = Pixels::from_fn(Sheet::MNIST, |at| if at % 28 == 14 { 200 } else { 0 });
    give(&mut app, ImageCommand::Draw(drawing));
    complete(&mut app);
    // By hand: the network is turned, panned over and brought nearer, and then the cloud.
    let before = looks(&mut app);
    let id = app.world_mut().spawn_empty().id();
    for (button, from) in [(MouseButton::Left, 500.0), (MouseButton::Right, 500.0)] {
        let press = |state| MouseButtonInput { button, state, window: id };
        let go = |x| CursorMoved { window: id, position: Vec2::new(x, 300.0), delta: None };
        window(&mut app, go(from));
        window(&mut app, press(ButtonState::Pressed));
        window(&mut app, go(from + 70.0));
        app.update();
        window(&mut app, press(ButtonState::Released));
        app.update();
    }
    let (unit, phase) = (MouseScrollUnit::Line, TouchPhase::Moved);
    let wheel = MouseWheel { unit, x: 0.0, y: 1.0, window: id, phase };
    window(&mut app, wheel);
    app.update();
    let place = Vec2::new(1080.0, 180.0);
    window(&mut app, CursorMoved { window: id, position: place, delta: None });
    window(&mut app, wheel);
    (0..3).for_each(|_| app.update());
    let after = looks(&mut app);
    assert!(after.iter().zip(&before).all(|(now, then)| now != then), "{before:?}, {after:?}");
    window(&mut app, CursorLeft { window: id });
    give(&mut app, TimeCommand::Seek(40.0));
    give(&mut app, TimeCommand::Step(10.5));
    (0..6).for_each(|_| app.update());
    let (expected, picture) = (state(&mut app), pixels(&mut app));
    drop(app);

    let recording = Recording::read(&path).unwrap();
    assert!(recording.steps.len() >= 15, "{}", recording.steps.len());
    let launch = Launch { replay: Some(Arc::new(recording)), ..launch(100) };
    let mut app = started(size, launch);
    wait(&mut app, |world| {
        let shown = world.resource::<Notice>().shown();
        shown.is_some_and(|(text, _)| text.starts_with("The replay is over"))
    })
    .unwrap();
    complete(&mut app);
    give(&mut app, PanelCommand::DismissNotice);
    (0..6).for_each(|_| app.update());
    assert_eq!(state(&mut app), expected);
    // Letters may lie otherwise on their texture, and be a shade brighter at an edge.
    let shades = blocks(&pixels(&mut app)).into_iter().zip(blocks(&picture));
    let off =
        shades.flat_map(|(a, b)| (0..3).map(move |c| (a[c] - b[c]).abs())).fold(0.0, f32::max);
    assert!(off < 1.0, "a block is off by {off} of 255");
    // Nothing is written over.
    let again = Launch { record: Some(path.clone()), ..super::launch(100) };
    let canvas = Canvas { size, scale: 1.0, is_window: false };
    let Err(error) = windowless(again, canvas) else { panic!("it was written over") };
    let words = format!("{error:#}");
    assert!(
        words.ends_with("session.jsonl: cannot be written: there is something else of that name")
    );
}

/// What a file says that was written by hand, or of another network, does no harm.
#[test]
fn what_there_is_not_is_refused_in_words() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(640, 480), launch(100));
    let other = Pixels::blank(Sheet { width: 14, height: 14 });
    let before = app.world().resource::<Session>().record.presentation();
    for (command, words) in [
        (SelectCommand::Neuron(Some(NeuronId(1 << 30))).into(), "There is no neuron 1073741824"),
        (SelectCommand::Edge(Some(EdgeId(u32::MAX))).into(), "There is no edge 4294967295"),
        (SelectCommand::Point(Some(99_999_999)).into(), "There is no point of the cloud 99999999"),
        (SelectCommand::ToggleClass(200).into(), "There is no class 200: there are 10."),
        (
            signalscape::app::command::AppCommand::from(ImageCommand::Draw(other)),
            "The image was not shown: expected 28 x 28 pixels, found 14 x 14.",
        ),
    ] {
        give(&mut app, command);
        let notice = app.world().resource::<Notice>();
        let told = notice.shown().map(|(text, _)| text).unwrap_or_default();
        assert!(told.contains(words), "{told}");
        give(&mut app, PanelCommand::DismissNotice);
    }
    assert_eq!(*app.world().resource::<Selection>(), Selection::default());
    give(&mut app, PanelCommand::ResizeText(TextStep::Larger));
    let told = app.world().resource::<Notice>().shown().map(|(text, _)| text.to_owned());
    let expected = "Text and controls are as large as this window has room for: a larger window has room for \
                    larger ones (100 %).";
    assert_eq!(told.as_deref(), Some(expected));
    assert_eq!(app.world().resource::<Settings>().text_size, 1.0);
    // A run that is started or opened is the one that is looked at.
    let choices = app.world().resource::<Choices>().clone();
    let other =
        |choices: &mut Choices| (choices.run, choices.run_cell) = (Some(7), Some((1 << 40, 3)));
    give(&mut app, PanelCommand::Choose(Change::of(&choices, other).unwrap()));
    give(&mut app, PanelCommand::Show(Dialog::Experiments, true));
    (0..3).for_each(|_| app.update());
    assert_eq!(app.world().resource::<Choices>().run, Some(7));
    give(&mut app, ExperimentCommand::Start(Vec::new()));
    assert_eq!(*app.world().resource::<Choices>(), choices);
    assert_eq!(app.world().resource::<Session>().record.presentation(), before);
}
