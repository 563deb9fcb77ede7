//! Acts on the network: presets, models, what it learns, and the threads that run it.

use super::CommandContext;
use crate::app::command::ModelCommand;
use crate::app::history::UndoStep;
use crate::app::lesson::read;
use crate::app::references::References;
use crate::app::selection::Selection;
use crate::app::session::{Session, Wanted};
use crate::app::stdp_lesson::StdpLesson;
use crate::app::workers::start_library;
use crate::data::preset_file::{self, fitted};
use crate::experiments::lesion::Lesion;
use crate::experiments::stdp::Config;
use crate::runtime::{Command, Record, Simulation, WeightCursor};
use crate::sim::{Network, Preset, PresetSpec, SpecError};
use std::path::Path;
use std::sync::Arc;

impl CommandContext<'_> {
    pub(super) fn model(&mut self, command: ModelCommand) {
        match command {
            ModelCommand::LoadPreset(name) => match self.preset(&name) {
                Ok(preset) => {
                    self.remember_model();
                    // A circuit is looked at, not begun with.
                    if preset.sees_images() {
                        self.settings.preset = name;
                    }
                    let (_, seed) = self.shown_model();
                    self.load(preset, seed);
                }
                Err(error) => self.notice.say(error.to_string()),
            },
            ModelCommand::Load(spec, seed) => {
                self.remember_model();
                self.load_spec(*spec, seed);
            }
            ModelCommand::Set(path, value) => self.set(&path, value),
            ModelCommand::Lesion(lesion) => self.lesion(lesion),
            ModelCommand::Learn => self.learn(),
            ModelCommand::StopLearning => {
                if self.learning.is_running() {
                    self.learning.stop();
                    self.notice.say("Learning was stopped: what was learnt until then is lost.");
                }
            }
        }
    }

    /// A preset of ours, for the images that there are.
    pub(super) fn preset(&self, name: &str) -> Result<Preset, SpecError> {
        fitted(&Preset::builtin(name)?, self.digits.test.sheet())
    }

    /// The model that is shown, or will be as soon as it is built.
    pub(super) fn shown_model(&self) -> (Arc<Preset>, u64) {
        match &self.loading.0 {
            Some(wanted) => (wanted.preset.clone(), wanted.seed),
            None => (self.session.preset.clone(), self.session.seed),
        }
    }

    pub(super) fn remember_model(&mut self) {
        let (preset, seed) = self.shown_model();
        self.remember(UndoStep::Model(Box::new(preset.spec().clone()), seed));
    }

    pub(super) fn load_spec(&mut self, spec: PresetSpec, seed: u64) {
        let preset = Preset::try_from(spec);
        match preset.and_then(|preset| fitted(&preset, self.digits.test.sheet())) {
            Ok(preset) => {
                let name = &preset.spec().name;
                if Preset::names().any(|known| known == name) {
                    self.settings.preset.clone_from(name);
                }
                // What is brought back of a circuit whose numbers were turned is that circuit.
                let (shown, _) = self.shown_model();
                let is_change = !preset.sees_images() && shown.spec().name == *name;
                self.build(preset, seed, is_change);
            }
            Err(error) => self.notice.say(error.to_string()),
        }
    }

    /// A preset, a circuit or a lesson that a file says.
    pub(super) fn open_preset(&mut self, path: &Path) {
        if read::file_is_lesson(path) {
            self.open_lesson_file(path);
            return;
        }
        let sheet = self.digits.test.sheet();
        let read = preset_file::preset(&path.to_string_lossy()).map_err(|error| error.to_string());
        let fitted = read.and_then(|preset| {
            fitted(&preset, sheet).map_err(|error| format!("{}: {error}", path.display()))
        });
        match fitted {
            Ok(preset) => {
                self.remember_model();
                let (_, seed) = self.shown_model();
                self.load(preset, seed);
            }
            Err(error) => self.notice.say(error),
        }
    }

    /// The same network with another number.
    fn set(&mut self, path: &str, value: f64) {
        let (shown, seed) = self.shown_model();
        if shown.sees_images() {
            self.notice.say("Numbers are turned of circuits alone.");
            return;
        }
        let changed = shown.spec().changed(path, &value.to_string()).and_then(Preset::try_from);
        match changed.and_then(|preset| fitted(&preset, self.digits.test.sheet())) {
            Ok(preset) => {
                let before = UndoStep::Model(Box::new(shown.spec().clone()), seed);
                self.history.turn(before, self.time.elapsed_secs_f64());
                self.build(preset, seed, true);
            }
            Err(error) => self.notice.say(error.to_string()),
        }
    }

    /// The same network without something.
    fn lesion(&mut self, lesion: Lesion) {
        let (shown, seed) = self.shown_model();
        match lesion.apply(&shown) {
            Ok(preset) => {
                self.remember_model();
                self.load(preset, seed);
            }
            Err(error) => self.notice.say(error.to_string()),
        }
    }

    /// Has the simulation build a network; until it is there, the one before is shown.
    pub(super) fn load(&mut self, preset: Preset, seed: u64) {
        self.build(preset, seed, false);
    }

    fn build(&mut self, preset: Preset, seed: u64, is_change: bool) {
        // Of a network that is not there yet, nothing can stay.
        let is_change = is_change && self.loading.0.as_ref().is_none_or(|wanted| wanted.is_change);
        let preset = Arc::new(preset);
        let command = Command::Load { preset: preset.clone(), seed };
        let sent = self.workers.simulation.send(command.clone()).or_else(|_| {
            self.restart_simulation(); // it has failed: another one can go on
            self.workers.simulation.send(command)
        });
        match sent {
            Ok(number) => {
                self.loading.0 = Some(Wanted { number, preset, seed, is_change });
            }
            Err(error) => self.notice.say(format!("The network was not built: {error}.")),
        }
        self.learning.stop();
    }

    /// The network that was asked for takes the place of the one that is shown.
    pub(super) fn take_network(&mut self, number: u64, network: Arc<Network>) {
        let Some(wanted) = self.loading.0.take_if(|wanted| wanted.number == number) else { return };
        let (image, origin) = (self.session.image.clone(), self.session.origin.clone());
        // Another presentation: what is still on its way is of the network before.
        let next = self.session.record.presentation() + 1;
        let were_images_seen = !self.session.is_circuit();
        let neurons = self.session.network.neuron_count();
        let (now_ms, is_playing) = (self.playback.now_ms, self.playback.is_playing);
        let told = self.session.told.clone();
        *self.session = Session::new(wanted.preset, network.clone(), wanted.seed);
        self.session.record = Record::new(network.clone(), next);
        self.session.weights = WeightCursor::new(&self.session.record);
        let stays = wanted.is_change && network.neuron_count() == neurons;
        if wanted.is_change {
            self.session.told = told;
        }
        match stays {
            // Edges are numbered by their delays.
            true => self.selection.edge = None,
            false => *self.selection = Selection::default(),
        }
        self.scene.load(&[&network], &mut self.uploads);
        if !stays {
            self.goal.frame_all();
        }
        // Of a circuit after another, it has nothing to embed.
        if were_images_seen || !self.session.is_circuit() {
            self.restart_library();
        }
        self.present(image, origin);
        if wanted.is_change {
            self.playback.seek(now_ms);
            self.playback.is_playing = is_playing;
        }
        if self.session.learns() {
            self.learn();
        }
    }

    pub(super) fn learn(&mut self) {
        if self.loading.0.is_some() {
            return; // it learns as soon as it is there
        }
        let session = &self.session;
        let classes = self.settings.lesson_classes(self.digits.known_classes());
        if classes.is_empty() {
            return; // nobody said what images show: the panel says so
        }
        let config = Config {
            seeds: vec![session.seed],
            classes,
            per_set: self.settings.lesson_images,
            ..Config::of(&session.preset)
        };
        let (source, cache) = (self.launch.source.clone(), self.launch.cache.clone());
        self.learning.start(config, source, cache, self.frames.wake());
    }

    /// The network stands beside itself as it was.
    pub(super) fn take_lesson(&mut self, lesson: StdpLesson) {
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
    pub(super) fn restart(&mut self) {
        self.restart_simulation();
        self.restart_library();
        let (image, origin) = (self.session.image.clone(), self.session.origin.clone());
        self.present(image, origin);
    }

    pub(super) fn restart_simulation(&mut self) {
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

    pub(super) fn restart_library(&mut self) {
        let wake = self.frames.wake();
        let library = start_library(&self.launch, &self.session, &self.settings, wake);
        let old = std::mem::replace(&mut self.workers.library, library);
        // Joining may take as long as a block of embeddings; the frame does not wait for it.
        std::thread::spawn(move || drop(old));
        *self.references = References::default();
        self.teaching.anew();
    }
}
