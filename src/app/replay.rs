//! Replays a recorded session: its commands come again, at their times.

use super::command::{
    AppCommand, ExperimentCommand, ImageCommand, ModelCommand, PanelCommand, SelectCommand,
    ViewCommand,
};
use super::experiments::Experiments;
use super::notice::Notice;
use super::origin::Origin;
use super::pictures::Reading;
use super::recording::{Recording, Step};
use super::references::{Digits, References};
use super::scene::NetView;
use super::session::{Loading, Session};
use super::stdp_training::Learning;
use crate::data::Part;
use crate::experiments::words::count;
use bevy::ecs::system::SystemParam;
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

/// What a command waits for: this machine may be slower than the one on which it was given.
#[derive(SystemParam)]
pub struct Awaited<'w> {
    loading: Res<'w, Loading>,
    reading: Res<'w, Reading>,
    learning: Res<'w, Learning>,
    digits: Res<'w, Digits>,
    references: Res<'w, References>,
    session: Res<'w, Session>,
    experiments: Res<'w, Experiments>,
}

impl Awaited<'_> {
    fn is_to_come(&self, next: &AppCommand) -> bool {
        // What stops it came before it had learnt.
        let learns = self.learning.is_running()
            && !matches!(next, AppCommand::Model(ModelCommand::StopLearning));
        self.loading.0.is_some() || self.reading.is_busy() || learns || self.lacks_points(next)
    }

    /// It looks at what a run has found that goes on here, and had ended when it was given.
    fn lacks_results(&self, next: &AppCommand) -> bool {
        use {AppCommand as A, ExperimentCommand as E};
        let looks = matches!(
            next,
            A::Panel(PanelCommand::Choose(_)) | A::Experiment(E::Open(_) | E::Start(_))
        );
        looks && self.experiments.running().is_some()
    }

    /// It speaks of references that are not there yet.
    fn lacks_points(&self, next: &AppCommand) -> bool {
        use {AppCommand as A, SelectCommand as S};
        let needed = match next {
            A::Select(S::Point(Some(point)) | S::AlsoPoint(point))
            | A::View(ViewCommand::FocusPoint(point)) => point.saturating_add(1),
            // One that comes later would be framed anew.
            A::View(ViewCommand::Look(NetView::Cloud, _)) | A::Teach(_) => 1,
            A::Image(
                ImageCommand::Pick(Part::Train, _)
                | ImageCommand::Present(
                    _,
                    Origin::DataSet { part: Part::Train, .. } | Origin::Reference { .. },
                ),
            ) => {
                return self.digits.train.is_none() && !self.is_without_cloud();
            }
            _ => 0,
        };
        let there = self.references.cloud.as_ref().map_or(0, |cloud| cloud.labels.len());
        let grows = self.references.cloud.is_none() || self.references.growing_since.is_some();
        needed > there && grows && !self.is_without_cloud()
    }

    fn is_without_cloud(&self) -> bool {
        !self.session.has_cloud() || self.references.no_cloud.is_some()
    }
}

/// Commands whose time has come; whoever takes the mouse or a key ends it.
pub fn replay(
    mut replay: ResMut<Replay>,
    awaited: Awaited,
    time: Res<Time<Real>>,
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
    if replay.steps.front().is_some_and(is_to_come) {
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

fn is_by_hand(event: &WindowEvent) -> bool {
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
