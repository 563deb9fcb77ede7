//! The one place that acts on commands.

mod teach;

use super::camera::CameraGoal;
use super::command::AppCommand;
use super::experiments::Experiments;
use super::history::{History, UndoStep};
use super::learning::Learning;
use super::pictures::{PICTURES_MAX, Reading, is_told};
use super::playback::Playback;
use super::scene::cloud_scene::CloudScene;
use super::scene::network_scene::NetworkScene;
use super::scene::uploads::Uploads;
use super::settings::Settings;
use super::teaching::Teaching;
use super::teaching::kept::KeptTaught;
use super::tray::{Next, Tray};
use super::{Launch, start_library};
use crate::app::lesson::Lesson;
use crate::app::notice::Notice;
use crate::app::origin::{Found, Origin, Picture, Request};
use crate::app::overlays::{Dialog, Overlays};
use crate::app::references::{Classes, Digits, References, Trajectory};
use crate::app::selected::Selection;
use crate::app::session::{Loading, Session, Wanted};
use crate::app::waking::Frames;
use crate::app::workers::Workers;
use crate::data::preset_file::fitted;
use crate::data::{Part, Pixels};
use crate::experiments::stdp::Config;
use crate::runtime::{Command, LibraryCommand, Record, Simulation, WeightCursor};
use crate::sim::random::{Purpose, Stream};
use crate::sim::{Network, Preset, PresetSpec, SpecError};
use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use std::sync::Arc;

/// Everything that commands may change.
#[derive(SystemParam)]
pub struct CommandContext<'w> {
    session: ResMut<'w, Session>,
    workers: ResMut<'w, Workers>,
    loading: ResMut<'w, Loading>,
    playback: ResMut<'w, Playback>,
    settings: ResMut<'w, Settings>,
    selection: ResMut<'w, Selection>,
    references: ResMut<'w, References>,
    digits: Res<'w, Digits>,
    history: ResMut<'w, History>,
    notice: ResMut<'w, Notice>,
    overlays: ResMut<'w, Overlays>,
    trajectory: ResMut<'w, Trajectory>,
    scene: ResMut<'w, NetworkScene>,
    cloud: Res<'w, CloudScene>,
    uploads: ResMut<'w, Uploads>,
    reading: ResMut<'w, Reading>,
    tray: ResMut<'w, Tray>,
    goal: ResMut<'w, CameraGoal>,
    launch: Res<'w, Launch>,
    picks: ResMut<'w, RandomDigits>,
    experiments: ResMut<'w, Experiments>,
    learning: ResMut<'w, Learning>,
    teaching: ResMut<'w, Teaching>,
    kept_taught: ResMut<'w, KeptTaught>,
    time: Res<'w, Time<Real>>,
    frames: Res<'w, Frames>,
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

/// Acts on the frame's commands, in order.
pub fn apply(mut commands: MessageReader<AppCommand>, mut world: CommandContext) {
    for command in commands.read() {
        world.act(command.clone());
    }
}

/// Through what was done.
#[derive(Clone, Copy)]
enum PathTrajectory {
    Back,
    Forward,
    /// Back to before something was told, whatever else was done since.
    TakeBack,
}

impl CommandContext<'_> {
    fn act(&mut self, command: AppCommand) {
        if command.is_input() {
            self.reading.input();
            // Its own pictures follow each other, and the one before stays where one cannot be read.
            if !matches!(command, AppCommand::ShowPicture(_)) {
                self.tray.give_way();
            }
        }
        match command {
            AppCommand::Present(image, origin) => {
                self.remember_pad();
                self.present(image, origin);
            }
            AppCommand::OpenFiles(paths) => {
                let is_lesson = |path: &std::path::Path| match self.teaching.is_on() {
                    true => is_told(path),
                    false => is_told(path) && path.is_file(),
                };
                match &paths[..] {
                    [path] if is_lesson(path) => self.tell_by(path.clone()),
                    _ => self.reading.find(paths),
                }
            }
            AppCommand::FilesFound(found) => self.open(found),
            AppCommand::ShowPicture(place) => {
                let next = self.tray.go_to(place);
                self.show(next);
            }
            // From where the last command has led: several keys may go down in one slow frame.
            AppCommand::StepPicture(by) => {
                if let Some(place) = self.tray.step(by) {
                    self.act(AppCommand::ShowPicture(place));
                }
            }
            AppCommand::OpenDialog => self.reading.ask(),
            AppCommand::Paste => self.reading.paste(),
            AppCommand::PictureRead(picture) => self.take_picture(picture),
            AppCommand::PickMnist(part, index) => self.pick(part, index),
            AppCommand::PickRandom(part, class) => self.pick_random(part, class),
            AppCommand::BeginStroke => self.remember_pad(),
            AppCommand::Draw(image) => self.present(image, Origin::Drawing),
            AppCommand::ClearPad => {
                self.remember_pad();
                self.present(Pixels::blank(self.digits.test.sheet()), Origin::Drawing);
            }
            AppCommand::Undo => self.travel(PathTrajectory::Back),
            AppCommand::Redo => self.travel(PathTrajectory::Forward),
            AppCommand::SetPlaying(is_playing) => self.playback.set_playing(is_playing),
            AppCommand::Seek(ms) => self.playback.seek(ms),
            AppCommand::Step(ms) => {
                self.playback.is_playing = false;
                let target = self.playback.now_ms + ms;
                self.playback.seek(target);
            }
            AppCommand::ScaleSpeed(by) => {
                self.act(AppCommand::SetSpeed(self.playback.speed * by));
            }
            AppCommand::SetSpeed(speed) => {
                self.playback.set_speed(speed);
                self.settings.speed = self.playback.speed;
            }
            AppCommand::SetLooping(is_looping) => {
                self.playback.is_looping = is_looping;
                self.settings.is_looping = is_looping;
            }
            AppCommand::SelectNeuron(neuron) => {
                self.selection.neuron = neuron;
                self.selection.edge = None;
                self.overlays.has_acted = true;
            }
            AppCommand::SelectEdge(edge) => self.selection.edge = edge,
            AppCommand::SelectPoint(point) => {
                self.selection.point = point;
                self.selection.also.clear();
            }
            AppCommand::Teach(what) => self.teach(what),
            AppCommand::ShowTold(shown) => self.overlays.set(Dialog::Told, shown),
            AppCommand::ToggleClass(class) => self.selection.classes.toggle(class),
            AppCommand::LightAllClasses => self.selection.classes = Classes::default(),
            AppCommand::Grow(target) => {
                self.settings.references = target;
                self.references.is_stopping = false;
                self.ask_library(LibraryCommand::Grow(target));
            }
            AppCommand::PauseGrowing => {
                // A block may be on its way: how many there are is told once it is done.
                self.references.is_stopping = true;
                self.ask_library(LibraryCommand::Pause);
            }
            AppCommand::ClearCache => {
                self.ask_library(LibraryCommand::ClearCache);
                self.experiments.clear();
            }
            AppCommand::SetKnn(knn) => {
                self.remember(UndoStep::Knn(self.settings.knn));
                self.settings.knn = knn;
            }
            AppCommand::LoadPreset(name) => match self.preset(&name) {
                Ok(preset) => {
                    self.remember_model();
                    self.settings.preset = name;
                    let (_, seed) = self.model();
                    self.load(preset, seed);
                }
                Err(error) => self.notice.say(error.to_string()),
            },
            AppCommand::LoadModel(spec, seed) => {
                self.remember_model();
                self.load_spec(*spec, seed);
            }
            AppCommand::Loaded(number, network) => self.take_network(number, network),
            AppCommand::Learn => self.learn(),
            AppCommand::StopLearning => {
                if self.learning.is_running() {
                    self.learning.stop();
                    self.notice.say("Learning was stopped: what was learnt until then is lost.");
                }
            }
            AppCommand::Learnt(lesson) => self.take_lesson(*lesson),
            AppCommand::FilterEdges(filter) => self.selection.filter = filter,
            AppCommand::StartExperiments(configs) => self.experiments.start(configs),
            AppCommand::StopExperiments => self.experiments.stop(),
            AppCommand::OpenRun(folder) => self.experiments.open(&folder),
            AppCommand::AskToDelete(run) => self.overlays.ask_to_delete(run),
            AppCommand::DeleteRun(folder) => {
                if let Err(reason) = self.experiments.forget(&folder) {
                    self.notice.say(format!("The run was not deleted: {reason}"));
                }
            }
            AppCommand::DiscardRun(config) => {
                self.experiments.discard(*config, &self.launch.source, self.frames.wake());
            }
            AppCommand::ShowExperiments(shown) => self.overlays.set(Dialog::Experiments, shown),
            AppCommand::Change(change) => {
                let density = self.settings.density;
                change.make(&mut self.settings);
                if density != self.settings.density {
                    self.remember(UndoStep::Density(density));
                }
            }
            AppCommand::ResetLayout => self.settings.reset_layout(),
            AppCommand::ShowHelp(help) => self.overlays.set(Dialog::Help, help),
            AppCommand::ShowPalette(palette) => self.overlays.set(Dialog::Palette, palette),
            AppCommand::AskToClear(asks) => {
                self.overlays.set(Dialog::Clearing, asks);
                if asks {
                    // Experiments keep things, too, and other windows.
                    self.ask_library(LibraryCommand::MeasureCache);
                }
            }
            AppCommand::DismissNotice => self.notice.dismiss(),
            AppCommand::Restart => {
                *self.notice = Notice::default();
                self.restart();
            }
            AppCommand::FrameAll => self.goal.frame_all(),
            AppCommand::FocusSelection => {
                self.goal.focus(self.selection.neuron.and_then(|n| self.scene.place(n)));
                let point = self.selection.point.filter(|&i| i < self.cloud.places.len());
                self.goal.focus_cloud(point.map(|i| self.cloud.place(i)));
            }
            AppCommand::Quit => {
                self.exit.write(AppExit::Success);
            }
        }
    }

    fn ask_library(&mut self, command: LibraryCommand) {
        if !self.workers.library.send(command) {
            self.notice.say("The cloud is busy; try again in a moment.");
        }
    }

    fn remember_pad(&mut self) {
        if self.session.record.presentation() == 0 {
            return; // nobody made the empty pad of the start
        }
        let before = UndoStep::Image(self.session.image.clone(), self.session.origin.clone());
        self.remember(before);
    }

    fn remember(&mut self, past: UndoStep) {
        self.history.remember(past, self.time.elapsed_secs_f64());
    }

    fn travel(&mut self, way: PathTrajectory) {
        let (session, settings, teaching) = (&*self.session, &*self.settings, &*self.teaching);
        let (preset, seed) = self.model();
        let here = |past: &UndoStep| match past {
            UndoStep::Image(..) => UndoStep::Image(session.image.clone(), session.origin.clone()),
            UndoStep::Model(..) => UndoStep::Model(Box::new(preset.spec().clone()), seed),
            UndoStep::Knn(_) => UndoStep::Knn(settings.knn),
            UndoStep::Density(_) => UndoStep::Density(settings.density),
            UndoStep::Told(..) => {
                let (told, names) = teaching.said();
                UndoStep::Told(told, names)
            }
        };
        let past = match way {
            PathTrajectory::Back => self.history.step(true, here),
            PathTrajectory::Forward => self.history.step(false, here),
            PathTrajectory::TakeBack => self.history.take_back(here),
        };
        match past {
            None => {}
            Some(UndoStep::Told(told, names)) => self.teaching.restore(told, names),
            Some(UndoStep::Image(image, origin)) => self.present(image, origin),
            Some(UndoStep::Model(spec, seed)) => self.load_spec(*spec, seed),
            Some(UndoStep::Knn(knn)) => self.settings.knn = knn,
            Some(UndoStep::Density(density)) => self.settings.density = density,
        }
    }

    /// Restarts the simulation with an image.
    fn present(&mut self, image: Pixels, origin: Origin) {
        if self.loading.0.is_some() {
            // The network that is being built will see it.
            (self.session.image, self.session.origin) = (image, origin);
            return;
        }
        let presentation = self.session.record.presentation() + 1;
        let command = Command::Present { presentation, image: image.clone() };
        if let Err(error) = self.workers.simulation.send(command) {
            self.notice.say(format!("The image was not shown to the network: {error}."));
            self.notice.can_restart = true;
            return;
        }
        let session = &mut *self.session;
        session.begin(image, origin, presentation);
        self.scene.restart();
        self.trajectory.places.clear();
        self.selection.point = None;
        self.selection.also.clear();
        let spec_ms = self.session.preset.spec().duration_ms;
        *self.playback = Playback::new(spec_ms, self.playback.speed, self.playback.is_looping);
        self.notice.forget_refusals();
        // The digit at the start is ours; what comes after is the user's.
        self.overlays.has_acted |= presentation > 1;
    }

    fn open(&mut self, Found { files, are_more, input }: Found) {
        if are_more {
            self.notice.say(format!("The first {PICTURES_MAX} pictures are read; there are more."));
        }
        let (asked, next) = self.tray.begin(files);
        for (path, request) in asked {
            self.reading.open(path, request);
        }
        match input == self.reading.latest() {
            true => self.show(next),
            // Something else was asked for while folders were looked through.
            false => self.tray.give_way(),
        }
    }

    fn take_picture(&mut self, picture: Picture) {
        let Picture { origin, seen, request } = picture;
        const CLIPBOARD: &str = "the clipboard";
        let next = match (request, seen) {
            (Request::Tray { came, place }, seen) => self.tray.take(came, place, seen),
            (Request::Paste(_), Err(reason)) => Some(Next::Refuse(CLIPBOARD.to_owned(), reason)),
            // It never replaces what came later.
            (Request::Paste(input), Ok(_)) if input != self.reading.latest() => None,
            (Request::Paste(_), Ok(seen)) => match seen.digits.as_slice() {
                [only] => Some(Next::Show(only.pixels.clone(), origin)),
                _ => self.tray.begin_with(CLIPBOARD.to_owned(), seen),
            },
        };
        if let (Some(Next::Show(..)), Some(words)) = (&next, self.tray.told()) {
            self.notice.say(words);
        }
        self.show(next);
    }

    fn show(&mut self, next: Option<Next>) {
        match next {
            None => {}
            Some(Next::Show(image, origin)) => {
                self.remember_pad();
                self.present(image, origin);
            }
            Some(Next::Refuse(name, reason)) => self.notice.refuse(name, reason),
        }
    }

    fn pick(&mut self, part: Part, index: usize) {
        let Some(set) = self.digits.part(part).cloned() else {
            self.notice.say("The training images are still being read; try again in a second.");
            return;
        };
        let index = index.min(set.len() - set.drawn() - 1);
        let origin = Origin::Mnist { part, index, label: set.known_label(index) };
        self.remember_pad();
        self.present(set.pixels(index), origin);
    }

    fn pick_random(&mut self, part: Part, class: Option<u8>) {
        let Some(set) = self.digits.part(part).cloned() else { return };
        let own = set.len() - set.drawn();
        let index = match class {
            None => self.picks.below(own),
            Some(class) => {
                let of_class: Vec<usize> = set.of_class(class).filter(|&at| at < own).collect();
                match of_class.is_empty() {
                    true => return,
                    false => of_class[self.picks.below(of_class.len())],
                }
            }
        };
        self.pick(part, index);
    }

    /// A preset of ours, for the images that there are.
    fn preset(&self, name: &str) -> Result<Preset, SpecError> {
        fitted(&Preset::builtin(name)?, self.digits.test.sheet())
    }

    /// The model that is shown, or will be as soon as it is built.
    fn model(&self) -> (Arc<Preset>, u64) {
        match &self.loading.0 {
            Some(wanted) => (wanted.preset.clone(), wanted.seed),
            None => (self.session.preset.clone(), self.session.seed),
        }
    }

    fn remember_model(&mut self) {
        let (preset, seed) = self.model();
        self.remember(UndoStep::Model(Box::new(preset.spec().clone()), seed));
    }

    fn load_spec(&mut self, spec: PresetSpec, seed: u64) {
        let preset = Preset::try_from(spec);
        match preset.and_then(|preset| fitted(&preset, self.digits.test.sheet())) {
            Ok(preset) => {
                let name = &preset.spec().name;
                if Preset::names().any(|known| known == name) {
                    self.settings.preset.clone_from(name);
                }
                self.load(preset, seed);
            }
            Err(error) => self.notice.say(error.to_string()),
        }
    }

    /// Has the simulation build a network; until it is there, the one before is shown.
    fn load(&mut self, preset: Preset, seed: u64) {
        let preset = Arc::new(preset);
        let command = Command::Load { preset: preset.clone(), seed };
        let sent = self.workers.simulation.send(command.clone()).or_else(|_| {
            self.restart_simulation(); // it has failed: another one can go on
            self.workers.simulation.send(command)
        });
        match sent {
            Ok(number) => self.loading.0 = Some(Wanted { number, preset, seed }),
            Err(error) => self.notice.say(format!("The network was not built: {error}.")),
        }
        self.learning.stop();
    }

    /// The network that was asked for takes the place of the one that is shown.
    fn take_network(&mut self, number: u64, network: Arc<Network>) {
        let Some(wanted) = self.loading.0.take_if(|wanted| wanted.number == number) else { return };
        let (image, origin) = (self.session.image.clone(), self.session.origin.clone());
        // Another presentation: what is still on its way is of the network before.
        let next = self.session.record.presentation() + 1;
        *self.session = Session::new(wanted.preset, network.clone(), wanted.seed);
        self.session.record = Record::new(network.clone(), next);
        self.session.weights = WeightCursor::new(&self.session.record);
        *self.selection = Selection::default();
        self.scene.load(&[&network], &mut self.uploads);
        self.goal.frame_all();
        self.restart_library();
        self.present(image, origin);
        if self.session.learns() {
            self.learn();
        }
    }

    fn learn(&mut self) {
        if self.loading.0.is_some() {
            return; // it learns as soon as it is there
        }
        let session = &self.session;
        let config = Config {
            seeds: vec![session.seed],
            classes: self.settings.classes.clone(),
            per_set: self.settings.lesson_images,
            ..Config::of(&session.preset)
        };
        let (source, cache) = (self.launch.source.clone(), self.launch.cache.clone());
        self.learning.start(config, source, cache, self.frames.wake());
    }

    /// The network stands beside itself as it was.
    fn take_lesson(&mut self, lesson: Lesson) {
        let session = &mut *self.session;
        let is_of_it = lesson.weights.len() == session.network.edge_count();
        if !session.learns() || !is_of_it || self.loading.0.is_some() {
            return; // another network was chosen meanwhile
        }
        session.learn(lesson);
        let Some(after) = session.learnt.as_ref().map(|learnt| learnt.network.clone()) else {
            return;
        };
        if let Err(error) =
            self.workers.simulation.send(Command::Compare { network: after.clone() })
        {
            session.learnt = None;
            self.notice.say(format!("The network that learnt is not shown: {error}."));
            return;
        }
        let before = session.network.clone();
        self.scene.load(&[&before, &after], &mut self.uploads);
        self.goal.frame_all();
        let (now_ms, is_playing) = (self.playback.now_ms, self.playback.is_playing);
        let (image, origin) = (self.session.image.clone(), self.session.origin.clone());
        self.present(image, origin);
        self.playback.seek(now_ms);
        self.playback.is_playing = is_playing;
    }

    /// New threads for the session's network, which is shown its image again.
    fn restart(&mut self) {
        self.restart_simulation();
        self.restart_library();
        let (image, origin) = (self.session.image.clone(), self.session.origin.clone());
        self.present(image, origin);
    }

    fn restart_simulation(&mut self) {
        let session = &*self.session;
        let (preset, network) = (session.preset.clone(), session.network.clone());
        let mut simulation = Simulation::start(preset, network, self.frames.wake());
        if let Some(learnt) = &session.learnt {
            let compare = Command::Compare { network: learnt.network.clone() };
            simulation.send(compare).expect("a new thread takes commands");
        }
        self.loading.0 = None;
        let old = std::mem::replace(&mut self.workers.simulation, simulation);
        std::thread::spawn(move || drop(old));
    }

    fn restart_library(&mut self) {
        let wake = self.frames.wake();
        let library = start_library(&self.launch, &self.session, &self.settings, wake);
        let old = std::mem::replace(&mut self.workers.library, library);
        // Joining may take as long as a block of embeddings; the frame does not wait for it.
        std::thread::spawn(move || drop(old));
        *self.references = References::default();
        self.teaching.anew();
    }
}
