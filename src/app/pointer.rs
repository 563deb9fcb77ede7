//! Pointer, wheel and fingers over the views, event by event: in a slow frame it presses, moves and lets go within one, and
//! every place counts. Drags follow its places and not the mouse's relative motion, which remote desktops,
//! virtual machines and pens do not send.

use super::ViewRoom;
use super::scene::NetView;
use bevy::input::mouse::{MouseButtonInput, MouseScrollUnit};
use bevy::input::touch::{TouchInput, TouchPhase};
use bevy::prelude::*;
use bevy::window::WindowEvent;
use bevy_egui::input::EguiWantsInput;
use bevy_egui::{EguiContexts, egui};

/// A press that moves less than this is a click.
const CLICK_PX: f32 = 4.0;
/// So near the border of a view, the border is what is taken hold of.
const BORDER_PX: f32 = 5.0;

/// Shares of the distance that a zoom goes: by a click of a wheel, a pixel of a touchpad, all of a pinch on one, and a pixel
/// between two fingers.
const ZOOM_A_LINE: f32 = 0.2;
const ZOOM_A_PIXEL: f32 = 0.001;
const ZOOM_A_PINCH: f32 = 2.0;
const ZOOM_A_FINGER_PX: f32 = 0.003;

fn a_wheel(unit: MouseScrollUnit) -> f32 {
    match unit {
        MouseScrollUnit::Line => ZOOM_A_LINE,
        MouseScrollUnit::Pixel => ZOOM_A_PIXEL,
    }
}

/// What the pointer did to a view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PointerAction {
    /// Pressed there.
    Press,
    /// Dragged by so much with the left button held.
    Orbit(Vec2),
    /// Dragged by so much with the right button held.
    Pan(Vec2),
    /// Went nearer by this share of the distance; away where it is below 0.
    Zoom(f32),
    /// Clicked this place.
    Click(Vec2),
}

/// Where the pointer is, and what it did in this frame; in logical pixels.
#[derive(Resource, Default, Debug)]
pub struct Pointer {
    /// Where it is.
    pub at: Option<Vec2>,
    /// What it did, in order.
    pub actions: Vec<(NetView, PointerAction)>,
    /// The view that was touched last.
    pub touched: NetView,
    held: Option<Held>,
    fingers: Fingers,
}

/// Fingers on a view: one drags as the left button does, two pan and zoom.
#[derive(Default, Debug)]
struct Fingers {
    view: NetView,
    /// By number, and where they are.
    down: Vec<(u64, Vec2)>,
    from: Vec2,
    is_click: bool,
}

impl Fingers {
    fn take(
        &mut self,
        touch: &TouchInput,
        over: &mut dyn FnMut(Vec2) -> Option<NetView>,
        actions: &mut Vec<(NetView, PointerAction)>,
    ) {
        let at = touch.position;
        let known = self.down.iter().position(|(id, _)| *id == touch.id);
        match (touch.phase, known) {
            (TouchPhase::Started, None) if self.down.is_empty() => {
                let Some(view) = over(at) else { return };
                *self = Fingers { view, down: vec![(touch.id, at)], from: at, is_click: true };
                actions.push((view, PointerAction::Press));
            }
            (TouchPhase::Started, None) if self.down.len() == 1 => {
                self.down.push((touch.id, at));
                self.is_click = false;
            }
            (TouchPhase::Moved, Some(finger)) => {
                let last = std::mem::replace(&mut self.down[finger].1, at);
                self.is_click &= self.from.distance(at) <= CLICK_PX;
                let by = at - last;
                match self.down.get(1 - finger) {
                    None => actions.push((self.view, PointerAction::Orbit(by))),
                    Some(&(_, other)) => {
                        let farther = at.distance(other) - last.distance(other);
                        actions.push((self.view, PointerAction::Pan(by / 2.0)));
                        actions.push((self.view, PointerAction::Zoom(farther * ZOOM_A_FINGER_PX)));
                    }
                }
            }
            (TouchPhase::Ended | TouchPhase::Canceled, Some(finger)) => {
                self.down.remove(finger);
                if self.is_click && touch.phase == TouchPhase::Ended {
                    actions.push((self.view, PointerAction::Click(self.from)));
                }
                self.is_click = false;
            }
            _ => {}
        }
    }
}

/// A button that was pressed on a view and not yet let go.
#[derive(Clone, Copy, Debug)]
struct Held {
    view: NetView,
    button: MouseButton,
    from: Vec2,
    last: Vec2,
    is_click: bool,
}

impl Pointer {
    /// Takes in one event; `over` says which view is under a place, and nothing of the interface over it.
    pub fn take(&mut self, event: &WindowEvent, over: &mut dyn FnMut(Vec2) -> Option<NetView>) {
        match event {
            WindowEvent::CursorMoved(moved) => self.go_to(moved.position),
            // While a button is held, the system goes on to tell where it is.
            WindowEvent::CursorLeft(_) if self.held.is_none() => self.at = None,
            // Nobody tells that it was let go.
            WindowEvent::WindowFocused(told) if !told.focused => {
                (self.held, self.fingers) = (None, Fingers::default());
            }
            WindowEvent::MouseButtonInput(input) => self.press(input, over),
            WindowEvent::MouseWheel(wheel) => self.zoom(wheel.y * a_wheel(wheel.unit), over),
            WindowEvent::PinchGesture(pinch) => self.zoom(pinch.0 * ZOOM_A_PINCH, over),
            WindowEvent::TouchInput(touch) => self.fingers.take(touch, over, &mut self.actions),
            _ => {}
        }
        if let Some(&(view, _)) = self.actions.last() {
            self.touched = view;
        }
    }

    fn zoom(&mut self, share: f32, over: &mut dyn FnMut(Vec2) -> Option<NetView>) {
        let view = self.at.and_then(over);
        self.actions.extend(view.map(|view| (view, PointerAction::Zoom(share))));
    }

    fn go_to(&mut self, at: Vec2) {
        self.at = Some(at);
        let Some(held) = &mut self.held else { return };
        let by = at - held.last;
        held.last = at;
        held.is_click &= held.from.distance(at) <= CLICK_PX;
        let action = if held.button == MouseButton::Left {
            PointerAction::Orbit(by)
        } else {
            PointerAction::Pan(by)
        };
        self.actions.push((held.view, action));
    }

    fn press(&mut self, input: &MouseButtonInput, over: &mut dyn FnMut(Vec2) -> Option<NetView>) {
        let is_ours = matches!(input.button, MouseButton::Left | MouseButton::Right);
        match self.held {
            None if is_ours && input.state.is_pressed() => {
                let Some((from, view)) = self.at.and_then(|at| Some((at, over(at)?))) else {
                    return;
                };
                let button = input.button;
                self.held = Some(Held { view, button, from, last: from, is_click: true });
                self.actions.push((view, PointerAction::Press));
            }
            Some(held) if held.button == input.button && !input.state.is_pressed() => {
                self.held = None;
                if held.is_click && held.button == MouseButton::Left {
                    self.actions.push((held.view, PointerAction::Click(held.from)));
                }
            }
            _ => {}
        }
    }
}

/// Follows the pointer through what happened since the last frame.
pub fn follow(
    mut events: MessageReader<WindowEvent>,
    free: Res<ViewRoom>,
    egui: Res<EguiWantsInput>,
    mut contexts: EguiContexts,
    mut pointer: ResMut<Pointer>,
) {
    pointer.actions.clear();
    let is_taken = egui.is_using_pointer() || egui.is_popup_open();
    let mut over = |at: Vec2| {
        let view = free.view_at(at, BORDER_PX)?;
        (!is_taken && !is_covered(&mut contexts, at)).then_some(view)
    };
    for event in events.read() {
        pointer.take(event, &mut over);
    }
}

/// A window of the interface is over the place. What egui wants is a frame old: the pointer may have come
/// there since.
fn is_covered(contexts: &mut EguiContexts, at: Vec2) -> bool {
    contexts.ctx_mut().is_ok_and(|ctx| {
        let at = at / ctx.zoom_factor();
        let layer = ctx.layer_id_at(egui::pos2(at.x, at.y));
        layer.is_some_and(|layer| layer.order != egui::Order::Background)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bevy::input::ButtonState;
    use bevy::input::mouse::MouseWheel;
    use bevy::window::{CursorLeft, CursorMoved};

    const WINDOW: Entity = Entity::PLACEHOLDER;

    fn moved(x: f32, y: f32) -> WindowEvent {
        // As absolute devices are told: places, and no motion.
        CursorMoved { window: WINDOW, position: Vec2::new(x, y), delta: None }.into()
    }

    fn button(button: MouseButton, state: ButtonState) -> WindowEvent {
        MouseButtonInput { button, state, window: WINDOW }.into()
    }

    /// The network is left of 100, the cloud right of it.
    fn actions(events: &[WindowEvent]) -> Vec<(NetView, PointerAction)> {
        let mut pointer = Pointer::default();
        let mut over = |at: Vec2| {
            let view = if at.x < 100.0 { NetView::Network } else { NetView::Cloud };
            (at.y < 100.0).then_some(view)
        };
        for event in events {
            pointer.take(event, &mut over);
        }
        pointer.actions
    }

    #[test]
    fn a_whole_drag_within_a_frame_is_followed_from_where_it_was_pressed() {
        use ButtonState::{Pressed, Released};
        let told = actions(&[
            moved(90.0, 20.0),
            moved(10.0, 20.0),
            button(MouseButton::Left, Pressed),
            moved(30.0, 25.0),
            CursorLeft { window: WINDOW }.into(),
            moved(150.0, 25.0), // over the other view, and still the same drag
            button(MouseButton::Left, Released),
            moved(20.0, 20.0),
        ]);
        let network = NetView::Network;
        let expected = [
            (network, PointerAction::Press),
            (network, PointerAction::Orbit(Vec2::new(20.0, 5.0))),
            (network, PointerAction::Orbit(Vec2::new(120.0, 0.0))),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn the_right_button_pans_and_a_still_left_one_clicks_where_it_was_pressed() {
        use ButtonState::{Pressed, Released};
        let told = actions(&[
            moved(150.0, 50.0),
            button(MouseButton::Right, Pressed),
            button(MouseButton::Left, Pressed), // one button at a time
            moved(152.0, 50.0),
            button(MouseButton::Right, Released),
            button(MouseButton::Left, Pressed),
            moved(153.0, 50.0),
            button(MouseButton::Left, Released),
            moved(150.0, 150.0),
            button(MouseButton::Left, Pressed), // on a panel
        ]);
        let cloud = NetView::Cloud;
        let expected = [
            (cloud, PointerAction::Press),
            (cloud, PointerAction::Pan(Vec2::new(2.0, 0.0))),
            (cloud, PointerAction::Press),
            (cloud, PointerAction::Orbit(Vec2::new(1.0, 0.0))),
            (cloud, PointerAction::Click(Vec2::new(152.0, 50.0))),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn there_and_back_is_no_click() {
        use ButtonState::{Pressed, Released};
        let told = actions(&[
            moved(50.0, 50.0),
            button(MouseButton::Left, Pressed),
            moved(70.0, 50.0),
            moved(50.0, 50.0),
            button(MouseButton::Left, Released),
        ]);
        assert!(
            !told.iter().any(|(_, action)| matches!(action, PointerAction::Click(_))),
            "{told:?}"
        );
    }

    fn touch(id: u64, phase: TouchPhase, x: f32, y: f32) -> WindowEvent {
        TouchInput { phase, position: Vec2::new(x, y), window: WINDOW, force: None, id }.into()
    }

    #[test]
    fn a_finger_orbits_or_taps_and_two_pan_and_zoom() {
        use TouchPhase::{Ended, Moved, Started};
        let tap = actions(&[touch(7, Started, 50.0, 50.0), touch(7, Ended, 51.0, 50.0)]);
        let network = NetView::Network;
        let at = Vec2::new(50.0, 50.0);
        assert_eq!(tap, [(network, PointerAction::Press), (network, PointerAction::Click(at))]);
        let told = actions(&[
            touch(1, Started, 50.0, 50.0),
            touch(1, Moved, 60.0, 50.0),
            touch(2, Started, 80.0, 50.0),
            touch(2, Moved, 90.0, 50.0),
            touch(2, Ended, 90.0, 50.0),
            touch(1, Ended, 60.0, 50.0),
        ]);
        let expected = [
            (network, PointerAction::Press),
            (network, PointerAction::Orbit(Vec2::new(10.0, 0.0))),
            (network, PointerAction::Pan(Vec2::new(5.0, 0.0))),
            (network, PointerAction::Zoom(10.0 * ZOOM_A_FINGER_PX)),
        ];
        assert_eq!(told, expected);
        assert!(actions(&[touch(1, Started, 50.0, 150.0)]).is_empty(), "on a panel");
    }

    #[test]
    fn a_wheel_zooms_the_view_that_it_is_over() {
        let (unit, phase) = (MouseScrollUnit::Line, TouchPhase::Moved);
        let wheel = MouseWheel { unit, x: 0.0, y: -2.0, window: WINDOW, phase };
        let told = actions(&[moved(150.0, 50.0), wheel.into()]);
        assert_eq!(told, [(NetView::Cloud, PointerAction::Zoom(-2.0 * ZOOM_A_LINE))]);
        assert!(actions(&[moved(150.0, 150.0), wheel.into()]).is_empty(), "on a panel");
    }
}
