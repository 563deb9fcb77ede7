//! What the interface is told beside, or instead of, what bevy_egui tells it.

use bevy::prelude::*;
use bevy::window::WindowEvent;
use bevy_egui::{EguiContext, EguiInput, EguiPreUpdateSet, egui};

/// The interface hears of everything in time, and of nothing twice.
pub fn plugin(app: &mut App) {
    let between = (EguiPreUpdateSet::ProcessInput, EguiPreUpdateSet::BeginPass);
    app.add_systems(
        PreUpdate,
        (leave_out_known_modifiers, tell_that_the_pointer_left).after(between.0).before(between.1),
    );
}

/// The interface is told in every frame which modifier keys are held, and wants another frame after all that
/// it is told: what it knows already is left out, or there would be no rest.
fn leave_out_known_modifiers(mut contexts: Query<(&mut EguiInput, &mut EguiContext)>) {
    for (mut input, mut context) in &mut contexts {
        let known = context.get_mut().input(|input| input.modifiers);
        let is_known = |event: &egui::Event| matches!(event, egui::Event::ModifiersChanged(told) if *told == known);
        input.events.retain(|event| !is_known(event));
    }
}

/// Nothing is under a pointer that has left the window: no tooltip stays. One that drags has not left yet.
fn tell_that_the_pointer_left(
    mut events: MessageReader<WindowEvent>,
    buttons: Res<ButtonInput<MouseButton>>,
    mut contexts: Query<&mut EguiInput>,
    mut is_outside: Local<bool>,
) {
    for event in events.read() {
        match event {
            WindowEvent::CursorLeft(_) => *is_outside = true,
            WindowEvent::CursorEntered(_) | WindowEvent::CursorMoved(_) => *is_outside = false,
            _ => {}
        }
    }
    if *is_outside && buttons.get_pressed().next().is_none() {
        *is_outside = false; // it is told once
        for mut input in &mut contexts {
            input.events.push(egui::Event::PointerGone);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bevy::window::{CursorLeft, CursorMoved};

    #[test]
    fn a_pointer_that_leaves_and_drags_nothing_is_gone() {
        let mut app = App::new();
        app.add_message::<WindowEvent>()
            .init_resource::<ButtonInput<MouseButton>>()
            .add_systems(Update, tell_that_the_pointer_left);
        let context = app.world_mut().spawn(EguiInput::default()).id();
        let window = Entity::PLACEHOLDER;
        let moved = || WindowEvent::from(CursorMoved { window, position: Vec2::ONE, delta: None });
        let left = || WindowEvent::from(CursorLeft { window });
        let mut told = |held: bool, events: &[WindowEvent]| {
            let mut buttons = app.world_mut().resource_mut::<ButtonInput<MouseButton>>();
            match held {
                true => buttons.press(MouseButton::Left),
                false => buttons.release(MouseButton::Left),
            }
            app.world_mut().write_message_batch(events.to_vec());
            app.update();
            let mut input = app.world_mut().get_mut::<EguiInput>(context).unwrap();
            let events = std::mem::take(&mut input.events);
            assert!(events.iter().all(|event| *event == egui::Event::PointerGone));
            events.len()
        };
        assert_eq!(told(false, &[moved()]), 0);
        assert_eq!(told(false, &[moved(), left()]), 1);
        assert_eq!(told(false, &[]), 0, "once");
        assert_eq!(told(false, &[left(), moved()]), 0, "it is back already");
        assert_eq!(told(true, &[moved(), left()]), 0, "it drags");
        assert_eq!(told(true, &[moved()]), 0, "on, outside");
        assert_eq!(told(true, &[left()]), 0);
        assert_eq!(told(false, &[]), 1, "and lets go there");
    }
}
