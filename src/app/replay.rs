//! Replays a recorded session: its commands come again, at their times.

use super::awaited::Awaited;
use super::command::{AppCommand, ExperimentCommand, ImageCommand};
use super::lessons::Lessons;
use super::notice::Notice;
use super::recording::{Recording, Step};
use crate::experiments::words::count;
use bevy::prelude::*;
use bevy::window::{FileDragAndDrop, WindowEvent};
use std::collections::VecDeque;
use std::time::Duration;

/// A frame that takes longer does not hurry what comes.
const FRAME_MAX: Duration = Duration::from_millis(100);

/// What is still to come.
#[derive(Resource, Default, Debug)]
pub struct Replay {
    steps: VecDeque<Step>,
    total: usize,
    now_s: f64,
}

impl Replay {
    /// All of it is to come.
    pub fn of(recording: &Recording) -> Replay {
        let steps: VecDeque<Step> = recording.steps.iter().cloned().collect();
        Replay { total: steps.len(), steps, now_s: 0.0 }
    }

    /// Something is to come.
    pub fn is_running(&self) -> bool {
        !self.steps.is_empty()
    }

    /// The next command, if its time has come.
    fn due(&mut self) -> Option<AppCommand> {
        let step = self.steps.pop_front_if(|step| step.at_s <= self.now_s)?;
        Some(step.command)
    }
}

/// Commands whose time has come; whoever takes the mouse or a key ends it.
pub fn replay(
    mut replay: ResMut<Replay>,
    awaited: Awaited,
    time: Res<Time<Real>>,
    lessons: Res<Lessons>,
    mut events: MessageReader<WindowEvent>,
    mut notice: ResMut<Notice>,
    mut commands: MessageWriter<AppCommand>,
) {
    if !replay.is_running() {
        return;
    }
    let total = replay.total;
    if events.read().any(is_by_hand) {
        let done = total - replay.steps.len();
        replay.steps.clear();
        notice.say(format!("The replay ended after {done} of {total} steps: you took over."));
        return;
    }
    // What is stopped had not ended: how far it comes depends on the machine.
    let stops = |step: &Step| step.command == ExperimentCommand::Stop.into();
    let will_stop = replay.steps.iter().any(stops);
    let is_to_come = |next: &Step| {
        awaited.is_to_come(&next.command) || !will_stop && awaited.lacks_results(&next.command)
    };
    if lessons.is_busy() || replay.steps.front().is_some_and(is_to_come) {
        return;
    }
    replay.now_s += time.delta().min(FRAME_MAX).as_secs_f64();
    while let Some(command) = replay.due() {
        // What comes next waits for what this one asks for.
        let asks = matches!(
            command,
            AppCommand::Model(_)
                | AppCommand::Experiment(ExperimentCommand::Start(_))
                | AppCommand::Image(ImageCommand::Open(_))
                | AppCommand::Lesson(_)
                | AppCommand::Undo
                | AppCommand::Redo
        );
        commands.write(command);
        let waits = |next: &Step| awaited.lacks_points(&next.command);
        if asks || replay.steps.front().is_some_and(waits) {
            break;
        }
    }
    if !replay.is_running() {
        notice.say(format!("The replay is over: {}.", count(total, "step")));
    }
}

/// Somebody has taken the mouse, a key or a finger.
pub fn is_by_hand(event: &WindowEvent) -> bool {
    match event {
        WindowEvent::KeyboardInput(key) => key.state.is_pressed(),
        WindowEvent::MouseButtonInput(button) => button.state.is_pressed(),
        WindowEvent::MouseWheel(_) | WindowEvent::TouchInput(_) | WindowEvent::PinchGesture(_) => {
            true
        }
        WindowEvent::FileDragAndDrop(FileDragAndDrop::DroppedFile { .. }) => true,
        _ => false,
    }
}
