//! What is presented: the stage, and circuits.

use super::*;

/// F11 fills the screen, X swaps the views, Esc ends it; on the scene of `known_scenes_look_as_they_did`.
pub fn is_shown_and_left(app: &mut App) {
    press(app, &[(KeyCode::F11, Key::F11)]);
    // Neurons are framed anew, and the cloud on its own ground.
    (0..6).for_each(|_| app.update());
    matches_golden("presented", &pixels(app));
    let free = *app.world().resource::<ViewRoom>();
    assert_eq!((free.inset, free.network.width().round()), (Some(NetView::Cloud), 1280.0));
    press(app, &[(KeyCode::KeyX, Key::Character("x".into()))]);
    (0..6).for_each(|_| app.update());
    let swapped = *app.world().resource::<ViewRoom>();
    assert_eq!((swapped.inset, swapped.cloud), (Some(NetView::Network), free.network));
    assert_eq!(swapped.network, free.cloud);
    press(app, &[(KeyCode::Escape, Key::Escape)]);
    (0..3).for_each(|_| app.update());
    assert_eq!(app.world().resource::<ViewRoom>().inset, None, "Esc ends it");
}

#[test]
fn a_circuit_is_shown_turned_and_left_again() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(1280, 800), launch(100));
    let loaded = |name: &str| {
        let name = name.to_owned();
        move |world: &World| {
            let session = world.resource::<Session>();
            session.preset.spec().name == name && session.record.is_complete()
        }
    };
    give(&mut app, ModelCommand::LoadPreset("race-of-two".into()));
    capture::wait(&mut app, loaded("race-of-two")).unwrap();
    give(&mut app, TimeCommand::PauseAt(9.2));
    (0..6).for_each(|_| app.update());
    matches_golden("circuit", &pixels(&mut app));
    // A number is turned: time and camera stay, and it runs again.
    let look = |app: &mut App| {
        let mut cameras = app.world_mut().query::<(&PanOrbitCamera, &NetView)>();
        let of_network = cameras.iter(app.world()).find(|(_, view)| **view == NetView::Network);
        of_network.map(|(camera, _)| (camera.target_focus, camera.target_radius)).unwrap()
    };
    let before = look(&mut app);
    let presentation = app.world().resource::<Session>().record.presentation();
    give(&mut app, ModelCommand::Set("wiring.neurons.C.refractory_ms".into(), 1.0));
    capture::wait(&mut app, |world| {
        let record = &world.resource::<Session>().record;
        record.presentation() > presentation && record.is_complete()
    })
    .unwrap();
    app.update();
    let session = app.world().resource::<Session>();
    assert!(session.record.lost().is_empty(), "C hears both");
    assert_eq!(app.world().resource::<Playback>().now_ms, 9.2);
    assert_eq!(look(&mut app), before);
    give(&mut app, ModelCommand::Set("wiring.neurons.C.refractory_ms".into(), -1.0));
    let notice =
        |app: &App| app.world().resource::<Notice>().shown().map(|(words, _)| words.to_owned());
    let refused = notice(&app).unwrap_or_default();
    assert!(refused.starts_with("wiring.neurons.2.refractory_ms: expected"), "{refused}");
    give(&mut app, PanelCommand::DismissNotice);
    // It sees no images, and says so.
    give(&mut app, ImageCommand::Pick(Part::Test, 0));
    assert!(notice(&app).is_some_and(|words| words.starts_with("A circuit sees no images")));
    give(&mut app, PanelCommand::DismissNotice);
    give(&mut app, AppCommand::Undo);
    capture::wait(&mut app, |world| world.resource::<Session>().record.lost().len() == 1).unwrap();
    // A file of somebody's own, dropped; and one that is none.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let text = Preset::text("one-signal").unwrap();
    std::fs::write(&path, text.replace("\"one-signal\"", "\"mine\"")).unwrap();
    give(&mut app, ImageCommand::Open(vec![path.clone()]));
    capture::wait(&mut app, loaded("mine")).unwrap();
    std::fs::write(&path, text.replace("to = \"B\"", "to = \"D\"")).unwrap();
    give(&mut app, ImageCommand::Open(vec![path]));
    let refused = notice(&app).unwrap_or_default();
    assert!(refused.contains("mine.toml: wiring.edges.0.to: expected one of A, B"), "{refused}");
    give(&mut app, PanelCommand::DismissNotice);
    // Back to images.
    give(&mut app, ModelCommand::LoadPreset("weights-196".into()));
    capture::wait(&mut app, loaded("weights-196")).unwrap();
    show_digit(&mut app, 0);
    assert!(app.world().resource::<Session>().has_cloud());
}
