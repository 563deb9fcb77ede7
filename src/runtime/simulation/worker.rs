//! The thread's loop: one presentation at a time, to the network that is shown and to one beside it.

use super::{Command, Report, network_to_show};
use crate::analysis::paths::{PathSteps, moments};
use crate::analysis::trajectory::{self, WeightSteps};
use crate::analysis::{Embedded, Tokenizer, paths};
use crate::runtime::Wake;
use crate::runtime::batch::{Batch, Events, Recorder};
use crate::sim::params::NeuronSpec;
use crate::sim::{Engine, Network, Preset, StartWeights, Stimulus, Ticks, Tracer, WeightSamples};
use crossbeam_channel::{Receiver, Sender, TryRecvError, TrySendError, select};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longest stretch of work before a batch is sent and commands are looked at.
const BATCH_TIME: Duration = Duration::from_millis(16);
/// Most potentials of a presentation that are sent: 16 MB.
const POTENTIALS_MAX: u64 = 4_000_000;
/// Ticks between looks at the clock.
const TICKS_PER_LOOK: u32 = 32;
/// Simulated time between the steps at which weights are read, ms: or a little more, so that a number of
/// them is a sample's time.
const STEP_MS: f64 = 12.5;

pub(super) struct Worker {
    shown: Shown,
    beside: Option<LoadedNetwork>,
    commands: Receiver<(u64, Command)>,
    batches: Sender<Batch>,
    emptied: Receiver<Batch>,
    reports: Sender<Report>,
    wake: Wake,
}

/// The network that is shown, and what is read from its presentations.
struct Shown {
    preset: Arc<Preset>,
    runner: LoadedNetwork,
    embedding: Reading,
}

/// An image's embedding while it is being read.
enum Reading {
    /// There is none.
    Nothing,
    /// Of weights, at steps.
    Weights { samples: WeightSamples, per_sample: usize },
    /// Of the path, once that is known.
    Path(Tokenizer),
}

/// A network and its state.
struct LoadedNetwork {
    model: Model,
    /// Weights as last sent.
    weights: Vec<f32>,
    /// Potentials are sent, too.
    keeps_potentials: bool,
    /// Its cycle has been sent, if it has one, or is known not to come.
    has_told: bool,
}

enum Model {
    Sums(Box<Engine>),
    /// Activation has a path.
    Follows(Box<Tracer>),
}

/// One presentation in progress.
struct Run {
    presentation: u64,
    stimulus: Stimulus,
    /// Simulated so far.
    front: Ticks,
    has_embedded: bool,
}

impl LoadedNetwork {
    /// A network whose neurons images make fire, or one that is told when they do.
    fn new(network: Arc<Network>, sees_images: bool) -> LoadedNetwork {
        let weights = network.weights().to_vec();
        let model = match network.model() {
            NeuronSpec::Clocked(_) => Model::Sums(Box::new(Engine::new(network))),
            // Nothing of a circuit is copied: its weights may move, and its potentials are looked at.
            _ if !sees_images => Model::Sums(Box::new(Engine::new(network))),
            // One signal alone makes a neuron fire.
            _ => Model::Follows(Box::new(Tracer::new(network))),
        };
        LoadedNetwork { model, weights, has_told: false, keeps_potentials: false }
    }

    fn network(&self) -> &Arc<Network> {
        match &self.model {
            Model::Sums(engine) => engine.network(),
            Model::Follows(tracer) => tracer.network(),
        }
    }

    fn begin(&mut self, stimulus: &Stimulus) {
        match &mut self.model {
            Model::Sums(engine) => engine.reset(StartWeights::Initial),
            Model::Follows(tracer) => tracer.begin(stimulus),
        }
        let network = self.network().clone();
        self.weights.copy_from_slice(network.weights());
        self.has_told = false;
    }

    /// Goes on until a tick; weights are also sampled where that is wanted.
    fn run_until(
        &mut self,
        stimulus: &Stimulus,
        until: Ticks,
        events: &mut Events,
        reading: Option<&mut Reading>,
    ) {
        let keeps_potentials = self.keeps_potentials;
        let mut recorder = Recorder { events, weights: &mut self.weights, keeps_potentials };
        match (&mut self.model, reading) {
            (Model::Follows(tracer), _) => {
                tracer.run_until(stimulus, until, &mut recorder);
                if let Some(path) = tracer.known().filter(|_| !self.has_told) {
                    recorder.events.cycle = path.cycle;
                    self.has_told = true;
                }
            }
            (Model::Sums(engine), Some(Reading::Weights { samples, .. })) => {
                engine.run_until(stimulus, until, &mut (recorder, samples));
            }
            (Model::Sums(engine), _) => engine.run_until(stimulus, until, &mut recorder),
        }
    }
}

impl Shown {
    fn new(preset: Arc<Preset>, network: Arc<Network>) -> Shown {
        let plastic = network.plastic_edges().len();
        let embedding = if paths::are_embedding(&preset) {
            Reading::Path(Tokenizer::new(&network))
        } else if preset.sees_images() && trajectory::are_embedding(plastic) {
            let sample = preset.tick().ticks(preset.spec().sample_every_ms);
            let wanted = (preset.spec().sample_every_ms / STEP_MS).max(1.0) as u32;
            let divides = |parts: &u32| sample.0.is_multiple_of(*parts);
            let per_sample = (1..=wanted).rev().find(divides).unwrap_or(1);
            let samples = WeightSamples::new(&network, Ticks(sample.0 / per_sample));
            Reading::Weights { samples, per_sample: per_sample as usize }
        } else {
            Reading::Nothing
        };
        let runner = LoadedNetwork::new(network, preset.sees_images());
        Shown { runner, preset, embedding }
    }

    /// What the image has become, if that is known by now.
    fn embedded(&mut self, stimulus: &Stimulus, is_over: bool) -> Option<Embedded> {
        match (&mut self.embedding, &self.runner.model) {
            (Reading::Nothing, _) => None,
            (Reading::Weights { samples, per_sample }, _) => is_over.then(|| {
                let steps = WeightSteps::of(samples.rows(), samples.dim(), *per_sample);
                Embedded::Weights(Arc::new(steps))
            }),
            (Reading::Path(tokenizer), Model::Follows(tracer)) => tracer.known().map(|path| {
                let steps = PathSteps::of(path, tokenizer, moments(stimulus.duration()));
                Embedded::Path(Arc::new(steps))
            }),
            (Reading::Path(_), Model::Sums(_)) => None,
        }
    }
}

impl Worker {
    pub fn new(
        preset: Arc<Preset>,
        network: Arc<Network>,
        commands: Receiver<(u64, Command)>,
        batches: Sender<Batch>,
        emptied: Receiver<Batch>,
        reports: Sender<Report>,
        wake: Wake,
    ) -> Worker {
        let shown = Shown::new(preset, network);
        Worker { shown, beside: None, commands, batches, emptied, reports, wake }
    }

    pub fn run(mut self) {
        let mut run: Option<Run> = None;
        loop {
            let command = match run {
                None => self.commands.recv().ok(),
                Some(_) => match self.commands.try_recv() {
                    Ok(command) => Some(command),
                    Err(TryRecvError::Disconnected) => None,
                    Err(TryRecvError::Empty) => {
                        run = self.advance(run.take());
                        continue;
                    }
                },
            };
            let Some((number, command)) = command else { return };
            let mut report = Report::Acknowledged(number);
            match command {
                Command::Present { presentation, image } => {
                    run = Some(self.begin(presentation, &image));
                }
                Command::Load { preset, seed } => {
                    let network = Arc::new(network_to_show(&preset, seed));
                    self.shown = Shown::new(preset, network.clone());
                    self.beside = None;
                    run = None;
                    report = Report::Loaded { number, network };
                }
                Command::Compare { network } => {
                    self.beside = Some(LoadedNetwork::new(network, true));
                    run = None;
                }
                #[cfg(test)]
                Command::Crash => panic!("asked to"),
            }
            if self.reports.send(report).is_err() {
                return;
            }
            self.wake.call();
        }
    }

    fn begin(&mut self, presentation: u64, image: &[u8]) -> Run {
        let stimulus = self.shown.preset.encode(image).expect("an image of the preset's sheet");
        if let Reading::Weights { samples, .. } = &mut self.shown.embedding {
            samples.clear();
        }
        let sees_images = self.shown.preset.sees_images();
        for runner in [&mut self.shown.runner].into_iter().chain(&mut self.beside) {
            runner.begin(&stimulus);
            // Of few neurons for a short time: those of others are not worth their memory.
            let all = runner.network().neuron_count() as u64 * u64::from(stimulus.duration().0);
            runner.keeps_potentials = !sees_images && all <= POTENTIALS_MAX;
        }
        Run { presentation, stimulus, front: Ticks::ZERO, has_embedded: false }
    }

    /// Simulates one batch and sends it; `None` when the run is over or has been interrupted.
    fn advance(&mut self, run: Option<Run>) -> Option<Run> {
        let mut run = run?;
        let mut batch = self.emptied.try_recv().unwrap_or_default();
        batch.restart(run.presentation, 1 + usize::from(self.beside.is_some()));
        self.simulate(&mut run, &mut batch);
        let is_last = batch.is_last;
        // Wait for room, but not past the next command: it makes this batch stale.
        let mut waiting = Some(batch);
        while let Some(batch) = waiting.take() {
            match self.batches.try_send(batch) {
                Ok(()) => self.wake.call(),
                Err(TrySendError::Disconnected(_)) => return None,
                Err(TrySendError::Full(batch)) => {
                    if !self.commands.is_empty() {
                        return None;
                    }
                    self.wait_for_room();
                    waiting = Some(batch);
                }
            }
        }
        (!is_last).then_some(run)
    }

    /// Fills a batch: all networks go through the same stretches of time.
    fn simulate(&mut self, run: &mut Run, batch: &mut Batch) {
        let Shown { runner, embedding, .. } = &mut self.shown;
        let (until, started) = (run.stimulus.duration(), Instant::now());
        while run.front < until && batch.len() < Batch::EVENTS && started.elapsed() < BATCH_TIME {
            run.front = (run.front + Ticks(TICKS_PER_LOOK)).min(until);
            let [first, rest @ ..] = batch.networks.as_mut_slice() else { break };
            runner.run_until(&run.stimulus, run.front, first, Some(embedding));
            for (runner, events) in self.beside.iter_mut().zip(rest) {
                runner.run_until(&run.stimulus, run.front, events, None);
            }
        }
        batch.front = run.front;
        batch.is_last = run.front >= until;
        if !run.has_embedded {
            batch.embedded = self.shown.embedded(&run.stimulus, batch.is_last);
            run.has_embedded = batch.embedded.is_some();
        }
    }

    /// Sleeps until a batch has been returned or a millisecond has passed.
    fn wait_for_room(&self) {
        select! {
            recv(self.emptied) -> _ => {}
            default(Duration::from_millis(1)) => {}
        }
    }
}
