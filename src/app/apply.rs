//! The one place that acts on commands, and on what came of them.

mod cloud;
mod image;
mod keep;
mod lesson;
mod model;
mod outcome;
mod refuse;
mod teach;
mod undo;

use super::camera::{CameraGoal, Looks};
use super::change::Change;
use super::choices::Choices;
use super::command::{
    AppCommand, ExperimentCommand, PanelCommand, SelectCommand, TextStep, TimeCommand, ViewCommand,
};
use super::experiments::Experiments;
use super::history::{History, HistoryStep, UndoStep};
use super::lessons::{Directed, Lessons};
use super::outcome::Outcome;
use super::pictures::Reading;
use super::playback::Playback;
use super::recorder::Recorder;
use super::scene::cloud_scene::CloudScene;
use super::scene::network_scene::NetworkScene;
use super::scene::uploads::Uploads;
use super::screenshot::PictureWanted;
use super::settings::{Bottom, Settings, TEXT_SIZES};
use super::stdp_training::Learning;
use super::teaching::Teaching;
use super::teaching::autosave::TaughtStore;
use super::tray::Tray;
use super::{Launch, ViewRoom};
use crate::app::notice::Notice;
use crate::app::overlays::{Dialog, Overlays};
use crate::app::references::{Classes, Digits, References, Trajectory};
use crate::app::selection::Selection;
use crate::app::session::{Loading, Session};
use crate::app::waking::Frames;
use crate::app::workers::Workers;
use crate::experiments::words::number;
use crate::runtime::LibraryCommand;
use crate::sim::random::{Purpose, Stream};
use bevy::ecs::system::SystemParam;
use bevy::prelude::*;

/// Everything that commands may change.
#[derive(SystemParam)]
pub struct CommandContext<'w> {
    session: ResMut<'w, Session>,
    workers: ResMut<'w, Workers>,
    loading: ResMut<'w, Loading>,
    playback: ResMut<'w, Playback>,
    settings: ResMut<'w, Settings>,
    choices: ResMut<'w, Choices>,
    selection: ResMut<'w, Selection>,
    references: ResMut<'w, References>,
    digits: Res<'w, Digits>,
    history: ResMut<'w, History>,
    notice: ResMut<'w, Notice>,
    overlays: ResMut<'w, Overlays>,
    trajectory: ResMut<'w, Trajectory>,
    scene: ResMut<'w, NetworkScene>,
    cloud_scene: Res<'w, CloudScene>,
    uploads: ResMut<'w, Uploads>,
    reading: ResMut<'w, Reading>,
    tray: ResMut<'w, Tray>,
    goal: ResMut<'w, CameraGoal>,
    looks: Res<'w, Looks>,
    picture: ResMut<'w, PictureWanted>,
    launch: Res<'w, Launch>,
    picks: ResMut<'w, RandomDigits>,
    experiments: ResMut<'w, Experiments>,
    learning: ResMut<'w, Learning>,
    teaching: ResMut<'w, Teaching>,
    kept_taught: ResMut<'w, TaughtStore>,
    lessons: ResMut<'w, Lessons>,
    time: Res<'w, Time<Real>>,
    frames: Res<'w, Frames>,
    free: Res<'w, ViewRoom>,
    recorder: ResMut<'w, Recorder>,
    exit: MessageWriter<'w, AppExit>,
}

/// Random picks, in an order that the seed decides.
#[derive(Resource)]
pub struct RandomDigits(Stream);

impl RandomDigits {
    /// The order for a seed.
    pub fn new(seed: u64) -> RandomDigits {
        RandomDigits(Stream::new(seed, Purpose::Images))
    }

    /// A place below `count`.
    fn below(&mut self, count: usize) -> usize {
        (self.0.unit() * count as f64) as usize
    }
}

/// Acts on what has come and on the frame's commands, in order.
pub fn apply(
    mut outcomes: MessageReader<Outcome>,
    mut commands: MessageReader<AppCommand>,
    mut directed: MessageReader<Directed>,
    mut context: CommandContext,
) {
    for outcome in outcomes.read() {
        context.take(outcome.clone());
    }
    for Directed(command) in directed.read() {
        context.follow(command.clone());
    }
    for command in commands.read() {
        context.act(command.clone());
    }
}

impl CommandContext<'_> {
    fn act(&mut self, command: AppCommand) {
        if let Some(refusal) = self.refusal(&command) {
            self.notice.say(refusal);
            return;
        }
        let Some(command) = self.absolute(command) else { return };
        self.record(&command);
        self.perform(command);
    }

    /// A command of a lesson: it is no part of a recording, which has the step that asks for it.
    fn follow(&mut self, command: AppCommand) {
        if let Some(refusal) = self.refusal(&command) {
            self.notice.say(refusal);
        } else if let Some(command) = self.absolute(command) {
            // Nobody did it, so nobody can undo it.
            let history = std::mem::take(&mut *self.history);
            self.perform(command);
            *self.history = history;
        }
    }

    fn perform(&mut self, command: AppCommand) {
        if command.is_input() {
            self.give_way_to(&command);
        }
        match command {
            AppCommand::Image(command) => self.image(command),
            AppCommand::Time(command) => self.time(command),
            AppCommand::Select(command) => self.select(command),
            AppCommand::View(command) => self.view(command),
            AppCommand::Cloud(command) => self.cloud(command),
            AppCommand::Teach(command) => self.teach(command),
            AppCommand::Model(command) => self.model(command),
            AppCommand::Experiment(command) => self.experiment(command),
            AppCommand::Panel(command) => self.panel(command),
            AppCommand::Lesson(command) => self.lesson(command),
            AppCommand::Keep(command) => self.keep(command),
            AppCommand::Undo => self.travel(HistoryStep::Back),
            AppCommand::Redo => self.travel(HistoryStep::Forward),
            AppCommand::Restart => {
                *self.notice = Notice::default();
                self.restart();
            }
            AppCommand::Quit => {
                self.exit.write(AppExit::Success);
            }
        }
    }

    /// What a command means that depends on chance or on what is shown just now, in a command that does not; none where it
    /// means nothing.
    fn absolute(&mut self, command: AppCommand) -> Option<AppCommand> {
        Some(match command {
            AppCommand::Image(command) => self.absolute_image(command)?.into(),
            AppCommand::Time(TimeCommand::Step(ms)) => {
                TimeCommand::PauseAt(self.playback.now_ms + ms).into()
            }
            AppCommand::Time(TimeCommand::SetPlaying(false)) => {
                TimeCommand::PauseAt(self.playback.now_ms).into()
            }
            AppCommand::Time(TimeCommand::ScaleSpeed(by)) => {
                TimeCommand::SetSpeed(self.playback.speed * by).into()
            }
            AppCommand::Panel(PanelCommand::ResizeText(step)) => self.resized(step)?.into(),
            other => other,
        })
    }

    /// The change to another size of text; none where there is no such size, which is said.
    fn resized(&mut self, step: TextStep) -> Option<PanelCommand> {
        let range @ [least, most] = self.free.text_range;
        let now = self.settings.text_size_within(range, self.choices.presents);
        let next = match step {
            TextStep::Larger => TEXT_SIZES.into_iter().find(|size| *size > now + 1e-3),
            TextStep::Smaller => TEXT_SIZES.into_iter().rev().find(|size| *size < now - 1e-3),
            TextStep::Usual => Some(1.0),
        };
        let is_possible = |next: &f32| step == TextStep::Usual || (least..=most).contains(next);
        let Some(next) = next.filter(is_possible) else {
            let percent = number(f64::from(now * 100.0), 0);
            let word = if step == TextStep::Larger { "large" } else { "small" };
            let why = match step {
                TextStep::Larger if now < TEXT_SIZES[TEXT_SIZES.len() - 1] => {
                    "this window has room for: a larger window has room for larger ones"
                }
                TextStep::Smaller if self.choices.presents => {
                    "the last row can read: F11 ends presenting"
                }
                _ => "they can be",
            };
            self.notice.say(format!("Text and controls are as {word} as {why} ({percent} %)."));
            return None;
        };
        let presents = self.choices.presents;
        Change::of(&*self.settings, |s| match presents {
            true => s.stage_text_size = next,
            false => s.text_size = next,
        })
        .map(PanelCommand::Change)
    }

    fn record(&mut self, command: &AppCommand) {
        if let Err(error) = self.recorder.take(command, self.time.elapsed_secs_f64()) {
            self.notice.say(error);
        }
    }

    fn time(&mut self, command: TimeCommand) {
        match command {
            TimeCommand::SetPlaying(is_playing) => self.playback.set_playing(is_playing),
            TimeCommand::Seek(ms) => self.playback.seek(ms),
            TimeCommand::PauseAt(ms) => {
                self.playback.is_playing = false;
                self.playback.seek(ms);
            }
            TimeCommand::SetSpeed(speed) => {
                self.playback.set_speed(speed);
                self.settings.speed = self.playback.speed;
            }
            TimeCommand::SetLooping(is_looping) => {
                self.playback.is_looping = is_looping;
                self.settings.is_looping = is_looping;
            }
            TimeCommand::Step(_) | TimeCommand::ScaleSpeed(_) => {} // they are made absolute
        }
    }

    fn select(&mut self, command: SelectCommand) {
        self.overlays.has_acted = true;
        let selection = &mut *self.selection;
        match command {
            SelectCommand::Neuron(neuron) => {
                selection.neuron = neuron;
                selection.edge = None;
            }
            SelectCommand::Edge(edge) => {
                selection.edge = edge;
                if edge.is_some() {
                    let bottom = Bottom::of(self.session.is_circuit(), self.free.is_low);
                    self.settings.open_weights_once(bottom);
                }
            }
            SelectCommand::Point(point) => {
                selection.point = point;
                selection.also.clear();
            }
            SelectCommand::AlsoPoint(point) => self.select_also(point),
            SelectCommand::ToggleClass(class) => selection.classes.toggle(class),
            SelectCommand::AllClasses => selection.classes = Classes::default(),
            SelectCommand::Edges(filter) => selection.filter = filter,
        }
    }

    fn view(&mut self, command: ViewCommand) {
        self.overlays.has_acted = true;
        let of_point = |cloud: &CloudScene, point: usize| {
            (point < cloud.places.len()).then(|| cloud.place(point))
        };
        match command {
            ViewCommand::Look(view, look) => self.goal.look(view, look),
            ViewCommand::FrameAll => self.goal.frame_all(),
            ViewCommand::FocusSelection => {
                self.goal.focus(self.selection.neuron.and_then(|n| self.scene.place(n)));
                let point = self.selection.point;
                self.goal.focus_cloud(point.and_then(|point| of_point(&self.cloud_scene, point)));
            }
            ViewCommand::FocusNeuron(neuron) => self.goal.focus(self.scene.place(neuron)),
            ViewCommand::FocusPoint(point) => {
                self.goal.focus_cloud(of_point(&self.cloud_scene, point));
            }
        }
    }

    fn experiment(&mut self, command: ExperimentCommand) {
        match command {
            ExperimentCommand::Start(configs) => {
                self.choices.look_at_last_run();
                self.experiments.start(configs);
            }
            ExperimentCommand::Stop => self.experiments.stop(),
            ExperimentCommand::Open(folder) => {
                self.choices.look_at_last_run(); // the one that is opened
                self.experiments.open(&folder);
            }
            ExperimentCommand::AskToDelete(run) => self.overlays.ask_to_delete(run),
            ExperimentCommand::Delete(folder) => {
                if let Err(reason) = self.experiments.forget(&folder) {
                    self.notice.say(format!("The run was not deleted: {reason}"));
                }
            }
            ExperimentCommand::Discard(config) => {
                self.experiments.discard(*config, &self.launch.source, self.frames.wake());
            }
        }
    }

    fn panel(&mut self, command: PanelCommand) {
        match command {
            PanelCommand::Show(dialog, is_shown) => {
                self.overlays.set(dialog, is_shown);
                if dialog == Dialog::Clearing && is_shown {
                    // Experiments keep things, too, and other windows.
                    self.ask_library(LibraryCommand::MeasureCache);
                }
            }
            PanelCommand::Change(change) => {
                let density = self.settings.density;
                self.settings.make(&change);
                if density != self.settings.density {
                    self.remember(UndoStep::Density(density));
                }
            }
            PanelCommand::Choose(change) => self.choices.make(&change),
            PanelCommand::ResizeText(_) => {} // it is made absolute
            PanelCommand::ResetLayout => self.settings.reset_layout(),
            PanelCommand::DismissNotice => self.notice.dismiss(),
        }
    }
}
