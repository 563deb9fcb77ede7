//! The real application without a window, on whatever Vulkan there is: what it draws, and what it
//! makes of commands, clicks, good and bad pictures.
#![cfg(feature = "app")]

mod drawing;
mod hands;
mod lessons;
mod playing;
mod presenting;
mod replay;

use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyboardInput};
use bevy::math::UVec2;
use bevy::prelude::*;
use bevy_egui::input::EguiInputEvent;
use bevy_egui::{PrimaryEguiContext, egui};
use bevy_panorbit_camera::PanOrbitCamera;
use drawing::{assert_same, blocks, border, matches_golden, pixels, turn};
use signalscape::analysis::EdgeChange;
use signalscape::analysis::KnnSpec;
use signalscape::app::capture::{self, Shown};
use signalscape::app::panels::prediction;
use signalscape::app::scene::NetView;
use signalscape::app::scene::cloud_scene::CloudScene;
use signalscape::app::scene::network_scene::NetworkScene;
use signalscape::app::{
    Canvas, Launch, ViewRoom,
    command::{
        AppCommand, ImageCommand, ModelCommand, PanelCommand, SelectCommand, TimeCommand,
        ViewCommand,
    },
    edge_filter::EdgeFilter,
    notice::Notice,
    origin::Origin,
    overlays::{Dialog, Overlays},
    playback::Playback,
    references::References,
    selection::Selection,
    session::Session,
    settings::Settings,
    stdp_training::Learning,
};
use signalscape::data::{Cache, Part, Pixels, Source};
use signalscape::sim::{NeuronId, Preset, Sheet};
use std::path::PathBuf;

fn launch(references: usize) -> Launch {
    Launch {
        seed: 1,
        source: Source::Embedded,
        cache: None,
        gpu: None,
        references: Some(references),
        preset: None,
        settings: None,
        runs: None,
        open: Vec::new(),
        report: None,
        presents: false,
        record: None,
        replay: None,
        lesson: None,
        kiosk: false,
    }
}

fn started(size: UVec2, launch: Launch) -> App {
    let canvas = Canvas { size, scale: 1.0, is_window: false };
    let mut app = capture::windowless(launch, canvas).expect("a Vulkan driver is installed");
    app.world_mut().resource_mut::<Settings>().reduced_motion = true;
    capture::wait(&mut app, |world| world.resource::<Session>().record.is_complete()).unwrap();
    app
}

fn give(app: &mut App, command: impl Into<AppCommand>) {
    app.world_mut().write_message(command.into());
    app.update();
}

/// Shows test digit `index`, paused at the start.
fn show_digit(app: &mut App, index: usize) {
    let before = app.world().resource::<Session>().record.presentation();
    give(app, ImageCommand::Pick(Part::Test, index));
    give(app, TimeCommand::SetPlaying(false));
    capture::wait(app, |world| {
        let record = &world.resource::<Session>().record;
        record.presentation() > before && record.is_complete()
    })
    .unwrap();
}

#[test]
fn known_scenes_look_as_they_did() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(1280, 800), launch(200));
    show_digit(&mut app, 0);
    capture::wait(&mut app, |world| {
        let references = world.resource::<References>();
        let total = references.cloud.as_ref().map_or(0, |cloud| cloud.labels.len());
        let prediction = references.prediction.as_ref();
        total == 200 && prediction.is_some_and(|o| o.references == 200 && o.verdicts.len() == 6)
    })
    .unwrap();
    give(&mut app, TimeCommand::Seek(312.0));
    (0..6).for_each(|_| app.update());
    matches_golden("seven_at_312_ms", &pixels(&mut app));
    give(&mut app, SelectCommand::Neuron(Some(NeuronId(912))));
    (0..3).for_each(|_| app.update());
    let selected = pixels(&mut app);
    matches_golden("neuron_selected", &selected);
    give(&mut app, PanelCommand::Show(Dialog::Help, true));
    (0..3).for_each(|_| app.update());
    assert_ne!(blocks(&pixels(&mut app)), blocks(&selected), "the list of shortcuts is seen");
    give(&mut app, PanelCommand::Show(Dialog::Help, false));
    give(&mut app, SelectCommand::Neuron(None));
    presenting::is_shown_and_left(&mut app);
}

#[test]
fn a_digit_gets_its_label_and_an_empty_pad_none() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(320, 240), launch(1000));
    show_digit(&mut app, 0);
    let answered = |world: &World| {
        let references = world.resource::<References>();
        let presentation = world.resource::<Session>().record.presentation();
        references.done == 1000
            && references
                .prediction
                .as_ref()
                .is_some_and(|o| o.question == presentation && o.references == 1000)
    };
    capture::wait(&mut app, answered).unwrap();
    let session = app.world().resource::<Session>();
    let references = app.world().resource::<References>();
    let (verdict, familiarity) = references.verdict(session.record.presentation(), 2).unwrap();
    assert_eq!(verdict.label, 7);
    let familiarity = familiarity.expect("1,000 references are enough to say");
    assert!(!familiarity.is_novel && verdict.neighbours.len() == KnnSpec::default().k);

    // Noise is unlike any digit.
    let mut noise = Pixels::blank(Sheet::MNIST);
    for (i, ink) in noise.iter_mut().enumerate() {
        *ink = if (i * 7919) % 13 < 5 { 255 } else { 0 };
    }
    give(&mut app, ImageCommand::Present(noise, Origin::Drawing));
    capture::wait(&mut app, answered).unwrap();
    let session = app.world().resource::<Session>();
    let references = app.world().resource::<References>();
    let (_, familiarity) = references.verdict(session.record.presentation(), 2).unwrap();
    let familiarity = familiarity.expect("1,000 references are enough to say");
    assert!(familiarity.is_novel, "noise: ratio {}", familiarity.ratio);

    give(&mut app, ImageCommand::Clear);
    capture::wait(&mut app, |world| world.resource::<Session>().record.is_complete()).unwrap();
    (0..30).for_each(|_| app.update());
    let session = app.world().resource::<Session>();
    assert!(session.record.spikes().is_empty(), "no ink, no spikes");
    let references = app.world().resource::<References>();
    let verdict = references.verdict(session.record.presentation(), 2);
    assert!(verdict.is_none(), "an empty pad is not labelled");
    give(&mut app, AppCommand::Undo);
    assert!(app.world().resource::<Session>().image.iter().any(|&ink| ink > 0), "undo");
}

/// A PNG of 20,000 x 20,000 pixels, as far as its header.
fn header_of_a_huge_png() -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(20_000_u32.to_be_bytes());
    chunk.extend(20_000_u32.to_be_bytes());
    chunk.extend([8, 0, 0, 0, 0]);
    let mut crc = flate2::Crc::new();
    crc.update(&chunk);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(13_u32.to_be_bytes());
    png.extend(chunk);
    png.extend(crc.sum().to_be_bytes());
    png
}

#[test]
fn a_cache_of_another_version_is_said_and_replaced() {
    let Some(_turn) = turn() else { return };
    let folder = tempfile::tempdir().unwrap();
    let with_cache = || {
        let cache = Some(Cache::open(folder.path().to_owned()));
        started(UVec2::new(320, 240), Launch { cache, ..launch(100) })
    };
    let mut app = with_cache();
    capture::wait(&mut app, |world| world.resource::<References>().cache_bytes > Some(1000))
        .unwrap();
    drop(app);
    let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&file).unwrap();
    let version = br#""version":"1""#;
    let place = bytes.windows(version.len()).position(|w| w == version).expect("its version");
    bytes[place + version.len() - 2] = b'9';
    std::fs::write(&file, &bytes).unwrap();
    let mut app = with_cache();
    capture::wait(&mut app, |world| world.resource::<Notice>().shown().is_some()).unwrap();
    let words = app.world().resource::<Notice>().shown().unwrap().0.to_owned();
    assert!(words.contains("version 1, found 9") && words.contains("again"), "{words}");
    capture::wait(&mut app, |world| world.resource::<References>().done == 100).unwrap();
}

#[test]
fn bad_pictures_are_named_and_harm_nothing() {
    let Some(_turn) = turn() else { return };
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.png");
    std::fs::write(&text, "not a picture").unwrap();
    let white = folder.path().join("white.png");
    image::GrayImage::from_pixel(50, 50, image::Luma([255])).save(&white).unwrap();
    let missing = folder.path().join("missing.png");
    let huge = folder.path().join("huge.png");
    std::fs::write(&huge, header_of_a_huge_png()).unwrap();
    let mut app = started(UVec2::new(320, 240), launch(100));
    for (path, words) in [
        (&text, "notes.png"),
        (&white, "white.png"),
        (&missing, "missing.png"),
        (&huge, "huge.png"),
    ] {
        let window = app.world_mut().spawn_empty().id();
        let drop = FileDragAndDrop::DroppedFile { window, path_buf: path.clone() };
        app.world_mut().write_message(drop);
        let before = app.world().resource::<Session>().record.presentation();
        capture::wait(&mut app, |world| world.resource::<Notice>().refused_input().is_some())
            .unwrap();
        let notice = app.world().resource::<Notice>().clone();
        assert!(notice.shown().unwrap().0.contains(words), "{notice:?}");
        assert_eq!(notice.refused_input(), Some(words));
        assert_eq!(app.world().resource::<Session>().record.presentation(), before);
        give(&mut app, PanelCommand::DismissNotice);
        assert_eq!(*app.world().resource::<Notice>(), Notice::default());
    }
    // And a good one still works.
    let good = folder.path().join("seven.png");
    let digit = Source::Embedded.load(Part::Test).unwrap();
    let picture = image::GrayImage::from_fn(280, 280, |x, y| {
        image::Luma([255 - digit.image(0)[(y / 10 * 28 + x / 10) as usize]])
    });
    picture.save(&good).unwrap();
    give(&mut app, ImageCommand::Open(vec![good]));
    capture::wait(&mut app, |world| {
        world.resource::<Session>().origin == Origin::File("seven.png".into())
    })
    .unwrap();
}

#[test]
fn a_cache_that_cannot_be_written_is_said_once() {
    let Some(_turn) = turn() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "in the way").unwrap();
    let cache = Some(Cache::open(file.join("cache")));
    let mut app = started(UVec2::new(320, 240), Launch { cache, ..launch(100) });
    capture::wait(&mut app, |world| world.resource::<Notice>().shown().is_some()).unwrap();
    let notice = app.world().resource::<Notice>().clone();
    assert!(notice.shown().unwrap().0.contains("cannot be kept"));
    give(&mut app, PanelCommand::DismissNotice);
    capture::wait(&mut app, |world| world.resource::<References>().done == 100).unwrap();
    (0..20).for_each(|_| app.update());
    assert_eq!(app.world().resource::<Notice>().shown(), None, "one cause, one message");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "in the way");
}

#[test]
fn a_view_alone_has_nothing_beside_it() {
    let Some(_turn) = turn() else { return };
    let image = Source::Embedded.load(Part::Test).unwrap().pixels(0);
    let shot = |shown| {
        let canvas = Canvas { size: UVec2::new(640, 400), scale: 1.0, is_window: false };
        let mut app = capture::windowless(launch(100), canvas).unwrap();
        let shot = capture::Shot {
            image: image.clone(),
            origin: Origin::Drawing,
            at_ms: 180.0,
            size: canvas.size,
            shown,
            out: PathBuf::new(),
            scale: 1.0,
            camera: None,
            bookmark: None,
        };
        capture::present(&mut app, &shot).unwrap();
        let picture = pixels(&mut app);
        let free = *app.world().resource::<ViewRoom>();
        (picture, free)
    };
    let whole = Rect::new(0.0, 0.0, 640.0, 400.0);
    let (network, free) = shot(Shown::Network);
    assert_eq!((free.network, free.cloud), (whole, Rect::default()));
    let (cloud, free) = shot(Shown::Cloud);
    assert_eq!((free.network, free.cloud), (Rect::default(), whole));
    for picture in [&network, &cloud] {
        let [low, high] = border(picture);
        assert!(low >= 8 && high <= 40, "a dark border without panels: {low} to {high}");
        let lit = picture.pixels().filter(|p| p.0.iter().any(|c| *c > 90)).count();
        assert!(lit > 1_000, "{lit} bright pixels");
    }
    let (all, _) = shot(Shown::Everything);
    assert!(border(&all)[1] > 40, "panels reach the border");
}

fn is_shown(world: &World, preset: &str) -> bool {
    world.resource::<Session>().preset.spec().name == preset
}

/// Asks for a preset, and waits until its network is built.
fn load(app: &mut App, preset: &str) {
    give(app, ModelCommand::LoadPreset(preset.into()));
    capture::wait(app, |world| is_shown(world, preset)).unwrap();
}

#[test]
fn every_preset_can_be_loaded_and_runs() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(640, 400), launch(100));
    for name in signalscape::sim::Preset::names() {
        load(&mut app, name);
        capture::wait(&mut app, |world| world.resource::<Session>().record.is_complete()).unwrap();
        let session = app.world().resource::<Session>();
        let recurrent = session.record.spikes().iter().filter(|s| s.neuron.0 >= 784).count();
        assert!(recurrent > 50, "{name}: {recurrent} spikes");
        give(&mut app, TimeCommand::Seek(100.0));
        (0..3).for_each(|_| app.update());
        let lit = pixels(&mut app).pixels().filter(|p| p.0.iter().any(|c| *c > 90)).count();
        assert!(lit > 2_000, "{name}: {lit} bright pixels");
        assert_framed(&mut app, name);
    }
}

/// Every neuron is inside the view of the network, and they fill it from side to side or from top to bottom.
fn assert_framed(app: &mut App, what: &str) {
    let places = app.world().resource::<NetworkScene>().places.clone();
    let mut cameras = app.world_mut().query::<(&Camera, &GlobalTransform, &NetView)>();
    let network = cameras.iter(app.world()).find(|(.., view)| **view == NetView::Network);
    let (camera, transform, _) = network.expect("a camera for the network");
    let size = camera.logical_viewport_size().expect("a viewport");
    let (mut low, mut high) = (size, Vec2::ZERO);
    for place in places {
        let at = camera.world_to_viewport(transform, place).expect("in front of the camera");
        let at = at - camera.logical_viewport_rect().expect("a viewport").min;
        (low, high) = (low.min(at), high.max(at));
    }
    let is_inside = low.cmpge(Vec2::ZERO).all() && high.cmple(size).all();
    assert!(is_inside, "{what}: from {low} to {high} of {size}");
    let filled = ((high - low) / size).max_element();
    assert!(filled > 0.4, "{what}: {filled} of the view are filled");
}

#[test]
fn what_is_framed_stays_framed_in_a_view_of_another_shape() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(1280, 800), launch(100));
    show_digit(&mut app, 0);
    assert_framed(&mut app, "at the start");
    for change in
        [|s: &mut Settings| s.shows_cloud = false, |s: &mut Settings| s.shows_input = false]
    {
        change(&mut app.world_mut().resource_mut::<Settings>());
        (0..6).for_each(|_| app.update());
        assert_framed(&mut app, "with one panel less");
    }
    give(&mut app, PanelCommand::ResetLayout);
    load(&mut app, "paths-stdp");
    (0..6).for_each(|_| app.update());
    assert_framed(&mut app, "another preset, without a cloud");
}

/// A preset of temporal paths, small enough for a test.
fn of_paths(preset: &str, seed: u64, cache: Option<Cache>) -> App {
    let launch =
        Launch { preset: Some(Preset::builtin(preset).unwrap()), seed, cache, ..launch(300) };
    let canvas = Canvas { size: UVec2::new(1280, 800), scale: 1.0, is_window: false };
    let mut app = capture::windowless(launch, canvas).expect("a Vulkan driver is installed");
    let mut settings = app.world_mut().resource_mut::<Settings>();
    settings.reduced_motion = true;
    settings.lesson_images = 200;
    app
}

#[test]
fn a_digit_lands_in_the_cloud_of_paths_where_its_reference_is() {
    let Some(_turn) = turn() else { return };
    let folder = tempfile::tempdir().unwrap();
    let cache = || Some(Cache::open(folder.path().to_owned()));
    let mut clouds = Vec::new();
    // Seed 1 comes with its axes.
    for (seed, kept) in [(2, false), (2, true), (1, true)] {
        let mut app = of_paths("paths-sbm", seed, cache());
        let mut has_fitted = false;
        capture::wait(&mut app, |world| {
            let references = world.resource::<References>();
            references.cloud.as_ref().is_some_and(|cloud| cloud.labels.len() == 300)
                || references.fitting.is_some()
        })
        .unwrap();
        has_fitted |= app.world().resource::<References>().fitting.is_some();
        assert_eq!(has_fitted, !kept, "axes are shipped, or fitted once and kept");
        capture::wait(&mut app, |world| {
            let cloud = world.resource::<References>().cloud.as_ref();
            cloud.is_some_and(|cloud| cloud.labels.len() == 300)
        })
        .unwrap();
        let cloud = app.world().resource::<References>().cloud.clone().unwrap();
        give(&mut app, ImageCommand::Pick(Part::Train, cloud.images[7] as usize));
        give(&mut app, TimeCommand::SetPlaying(false));
        capture::wait(&mut app, |world| {
            let session = world.resource::<Session>();
            let way = world.resource::<References>().way(session.record.presentation());
            session.record.is_complete() && way.is_some()
        })
        .unwrap();
        let session = app.world().resource::<Session>();
        let references = app.world().resource::<References>();
        let presentation = session.record.presentation();
        let way = references.way(presentation).unwrap();
        assert_eq!(way.places.last(), Some(&cloud.positions[0][7]), "the same bits");
        assert!(session.record.cycle().is_some(), "this digit ends in a cycle");
        let (verdict, _) = references.verdict(presentation, 0).expect("known at once");
        assert!(verdict.neighbours.iter().all(|n| n.index != 7), "nobody votes for himself");
        give(&mut app, TimeCommand::Seek(12.0));
        (0..20).for_each(|_| app.update());
        if seed == 1 {
            matches_golden("path", &pixels(&mut app));
        }
        clouds.push(cloud.positions[0].clone());
    }
    assert_eq!(clouds[0], clouds[1]);
}

#[test]
fn a_network_that_learnt_stands_beside_itself_and_its_edges_can_be_chosen() {
    let Some(_turn) = turn() else { return };
    let mut app = of_paths("paths-stdp", 1, None);
    capture::wait(&mut app, |world| {
        let session = world.resource::<Session>();
        session.learnt.is_some() && session.record.is_complete()
    })
    .unwrap();
    show_digit(&mut app, 2);
    let session = app.world().resource::<Session>();
    let learnt = session.learnt.as_ref().unwrap();
    assert_eq!(app.world().resource::<Notice>().shown(), None, "no cloud is missed");
    assert_eq!((learnt.classes.as_slice(), learnt.images), ([1, 5].as_slice(), 200));
    let (before, after) = (session.record.spikes().len(), learnt.record.spikes().len());
    assert!(after > 0 && after < before, "{before} spikes, {after} after learning");
    let look = |app: &mut App, filter: Option<EdgeFilter>| {
        give(app, SelectCommand::Edges(filter));
        give(app, TimeCommand::Seek(20.0));
        (0..20).for_each(|_| app.update());
        pixels(app)
    };
    let all = look(&mut app, None);
    let turned = look(&mut app, Some(EdgeFilter::Kind(EdgeChange::Flipped)));
    matches_golden("learnt", &turned);
    assert!(all != turned);
    let raised = look(&mut app, Some(EdgeFilter::Range(0.5, f32::INFINITY)));
    assert!(raised != turned && raised != all);
    assert_same("all edges again", &look(&mut app, None), &all);
    // Another digit and another preset take it along, or leave it behind.
    show_digit(&mut app, 5);
    assert!(app.world().resource::<Session>().learnt.is_some());
    load(&mut app, "paths-sbm");
    let session = app.world().resource::<Session>();
    assert!(session.learnt.is_none() && !app.world().resource::<Learning>().is_running());
    assert_eq!(app.world().resource::<Selection>().filter, None);
}

/// What the interface's events are sent to.
fn interface(app: &mut App) -> Entity {
    let mut contexts = app.world_mut().query_filtered::<Entity, With<PrimaryEguiContext>>();
    contexts.single(app.world()).unwrap()
}

/// All keys of a shortcut go down and up within one frame, as they do where frames are slow.
fn press(app: &mut App, keys: &[(KeyCode, Key)]) {
    let input = |&(key_code, ref key): &(KeyCode, Key), state| KeyboardInput {
        key_code,
        logical_key: key.clone(),
        state,
        text: None,
        repeat: false,
        window: Entity::PLACEHOLDER,
    };
    for key in keys {
        app.world_mut().write_message(input(key, ButtonState::Pressed));
    }
    for key in keys.iter().rev() {
        app.world_mut().write_message(input(key, ButtonState::Released));
    }
    (0..3).for_each(|_| app.update());
}

#[test]
fn a_command_by_its_name_and_undone() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(1280, 800), launch(100));
    (0..3).for_each(|_| app.update());
    let context = interface(&mut app);
    let letter = |key_code, text: &str| (key_code, Key::Character(text.into()));
    let ctrl = (KeyCode::ControlLeft, Key::Control);
    press(&mut app, &[ctrl.clone(), letter(KeyCode::KeyK, "k")]);
    assert!(
        app.world().resource::<Overlays>().is_open(Dialog::Palette),
        "the list of commands is open"
    );
    let enter = egui::Event::Key {
        key: egui::Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: egui::Modifiers::default(),
    };
    for event in [egui::Event::Text("dense".into()), enter] {
        app.world_mut().write_message(EguiInputEvent { context, event });
        (0..2).for_each(|_| app.update());
    }
    assert!(!app.world().resource::<Overlays>().is_open(Dialog::Palette), "and closed");
    capture::wait(&mut app, |world| is_shown(world, "weights-196-dense")).unwrap();
    press(&mut app, &[ctrl, letter(KeyCode::KeyZ, "z")]);
    capture::wait(&mut app, |world| is_shown(world, "weights-196")).expect("undone");
}

#[test]
fn focus_goes_to_what_is_selected_in_each_view() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(640, 480), launch(100));
    capture::wait(&mut app, |world| world.resource::<CloudScene>().places.len() == 100).unwrap();
    let looks_at = |app: &mut App, wanted: NetView| {
        give(app, ViewCommand::FocusSelection);
        app.update();
        let mut cameras = app.world_mut().query::<(&NetView, &PanOrbitCamera)>();
        let found = cameras.iter(app.world()).find(|(view, _)| **view == wanted);
        found.unwrap().1.target_focus
    };
    let before = looks_at(&mut app, NetView::Cloud);
    give(&mut app, SelectCommand::Point(Some(7)));
    let point = app.world().resource::<CloudScene>().place(7);
    assert!(point != before && looks_at(&mut app, NetView::Cloud) == point);
    give(&mut app, SelectCommand::Neuron(Some(NeuronId(912))));
    let neuron = app.world().resource::<NetworkScene>().place(NeuronId(912));
    assert_eq!(Some(looks_at(&mut app, NetView::Network)), neuron);
    // A point that is no more: nothing to look at.
    give(&mut app, SelectCommand::Point(Some(100)));
    assert_eq!(looks_at(&mut app, NetView::Cloud), point);
}

#[test]
fn a_click_on_a_button_is_a_command() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(1280, 800), launch(100));
    (0..3).for_each(|_| app.update());
    let context = interface(&mut app);
    assert!(app.world().resource::<Playback>().is_playing);
    // The play button is the third of those below the views.
    let free = app.world().resource::<ViewRoom>();
    let y = free.cloud.max.y + prediction::HEIGHT + 22.0;
    let pos = egui::pos2(free.network.min.x + 99.0, y);
    let button = |pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::default(),
    };
    for event in [egui::Event::PointerMoved(pos), button(true), button(false)] {
        app.world_mut().write_message(EguiInputEvent { context, event });
        app.update();
    }
    app.update();
    assert!(!app.world().resource::<Playback>().is_playing, "paused by the click");
    assert_eq!(*app.world().resource::<Selection>(), Selection::default());
}
