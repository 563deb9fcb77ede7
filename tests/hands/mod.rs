//! What hands do: strokes and drags that come whole within a slow frame, keys in open windows.

use super::{give, interface, launch, press, started, turn};
use bevy::input::ButtonState;
use bevy::input::keyboard::Key;
use bevy::input::mouse::MouseButtonInput;
use bevy::prelude::*;
use bevy::window::{CursorMoved, WindowEvent};
use bevy_egui::input::EguiInputEvent;
use bevy_egui::{EguiContext, egui};
use bevy_panorbit_camera::PanOrbitCamera;
use signalscape::app::command::{AppCommand, ImageCommand, PanelCommand};
use signalscape::app::overlays::{Dialog, Overlays};
use signalscape::app::session::Session;
use std::collections::BTreeSet;

/// The middle of the pad, logical pixels of 1280 x 800.
const PAD: egui::Pos2 = egui::pos2(105.0, 165.0);

fn tell(app: &mut App, context: Entity, event: egui::Event) {
    app.world_mut().write_message(EguiInputEvent { context, event });
}

#[test]
fn a_whole_stroke_within_a_frame_is_inked() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(1280, 800), launch(100));
    give(&mut app, ImageCommand::Clear);
    (0..3).for_each(|_| app.update());
    let context = interface(&mut app);
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::default(),
    };
    // A corner, told by three places; the pointer comes from elsewhere and goes on.
    let corner = [[-50.0, -50.0], [50.0, -50.0], [50.0, 50.0]].map(|by| PAD + by.into());
    tell(&mut app, context, egui::Event::PointerMoved(egui::pos2(600.0, 300.0)));
    tell(&mut app, context, egui::Event::PointerMoved(corner[0]));
    tell(&mut app, context, button(corner[0], true));
    for at in &corner[1..] {
        tell(&mut app, context, egui::Event::PointerMoved(*at));
    }
    tell(&mut app, context, button(corner[2], false));
    tell(&mut app, context, egui::Event::PointerMoved(egui::pos2(600.0, 300.0)));
    (0..3).for_each(|_| app.update());
    let image = &app.world().resource::<Session>().image;
    let inked: Vec<usize> = (0..784).filter(|&i| image[i] > 200).collect();
    let (left, right) = (inked.iter().map(|i| i % 28).min(), inked.iter().map(|i| i % 28).max());
    let (top, bottom) = (inked.first().map(|i| i / 28), inked.last().map(|i| i / 28));
    let span = |a: Option<usize>, b: Option<usize>| b.zip(a).map_or(0, |(b, a)| b - a);
    assert!(span(left, right) >= 10 && span(top, bottom) >= 10, "{inked:?}");
    // The lower left of the square was not passed.
    let (left, bottom) = (left.unwrap(), bottom.unwrap());
    assert!(image[bottom * 28 + left] == 0 && inked.len() < 150, "{inked:?}");
    give(&mut app, AppCommand::Undo);
    app.update();
    assert!(app.world().resource::<Session>().image.iter().all(|&ink| ink == 0), "one stroke");
}

#[test]
fn a_drag_follows_places_without_any_motion_of_a_mouse() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(1280, 800), launch(100));
    app.world_mut().resource_mut::<Overlays>().has_acted = true; // no drift
    (0..20).for_each(|_| app.update());
    let mut cameras = app.world_mut().query::<(&PanOrbitCamera, &Camera)>();
    let mut network = |app: &App| {
        let first = cameras.iter(app.world()).find(|(_, camera)| camera.order == 0);
        let (camera, _) = first.expect("the network's camera");
        (camera.target_yaw, camera.target_pitch, camera.target_focus)
    };
    let window = Entity::PLACEHOLDER;
    let moved = |x: f32| {
        WindowEvent::from(CursorMoved { window, position: Vec2::new(x, 300.0), delta: None })
    };
    let button = |button, state| WindowEvent::from(MouseButtonInput { button, state, window });
    for which in [MouseButton::Left, MouseButton::Right] {
        let before = network(&app);
        for event in [
            moved(500.0),
            button(which, ButtonState::Pressed),
            moved(628.0),
            button(which, ButtonState::Released),
        ] {
            app.world_mut().write_message(event);
        }
        app.update();
        let after = network(&app);
        match which {
            // A tenth of the window's width is a tenth of a turn.
            MouseButton::Left => {
                let turned = before.0 - after.0;
                assert!((turned - std::f32::consts::TAU / 10.0).abs() < 1e-3, "{turned}");
                assert_eq!((before.1, before.2), (after.1, after.2));
            }
            _ => {
                assert!(before.2.distance(after.2) > 1.0, "{:?}, {:?}", before.2, after.2);
                assert_eq!((before.0, before.1), (after.0, after.1));
            }
        }
    }
}

fn egui_context(app: &mut App) -> egui::Context {
    let mut contexts = app.world_mut().query::<&mut EguiContext>();
    contexts.single_mut(app.world_mut()).unwrap().get_mut().clone()
}

/// The layer of the widget that has the keys, and which one it is.
fn focus(app: &mut App) -> Option<(egui::Order, egui::Id)> {
    let ctx = egui_context(app);
    let id = ctx.memory(|memory| memory.focused())?;
    ctx.read_response(id).map(|response| (response.layer_id.order, id))
}

#[test]
fn tab_stays_inside_an_open_window_and_escape_closes_it() {
    let Some(_turn) = turn() else { return };
    let mut app = started(UVec2::new(1280, 800), launch(100));
    give(&mut app, PanelCommand::Show(Dialog::Experiments, true));
    (0..3).for_each(|_| app.update());
    let context = interface(&mut app);
    let key = |key, modifiers| egui::Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    };
    for modifiers in [egui::Modifiers::NONE, egui::Modifiers::SHIFT] {
        let mut passed = BTreeSet::new();
        for _ in 0..16 {
            tell(&mut app, context, key(egui::Key::Tab, modifiers));
            (0..4).for_each(|_| app.update());
            let (order, id) = focus(&mut app).expect("something has the keys");
            assert_eq!(order, egui::Order::Foreground, "outside the window");
            passed.insert(id.value());
        }
        assert!((3..16).contains(&passed.len()), "round and round: {} widgets", passed.len());
    }
    let is_open = |app: &App| app.world().resource::<Overlays>().is_open(Dialog::Experiments);
    assert!(is_open(&app));
    // A number that is being typed has Esc to itself: on to a button.
    while egui_context(&mut app).text_edit_focused() {
        tell(&mut app, context, key(egui::Key::Tab, egui::Modifiers::NONE));
        (0..4).for_each(|_| app.update());
    }
    press(&mut app, &[(KeyCode::Escape, Key::Escape)]);
    assert!(!is_open(&app), "closed at once, though a button had the keys");
}
