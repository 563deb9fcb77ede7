//! The simulation thread: owns an engine, takes commands, sends batches.
//!
//! ```text
//!   app ── Command (bounded 64, in order, each acknowledged) ──→ thread
//!   app ←── Batch  (bounded 8; full: the thread waits)       ─── thread ──→ emptied batches return
//!   app ←── Report (bounded 256: acknowledgements, the end, failure) ─── thread
//! ```
//!
//! The thread runs ahead of playback as fast as it can and waits when the app has eight batches to
//! read; a new command interrupts the wait. A panic becomes [`Report::Failed`]. Dropping the handle
//! closes the channels and joins the thread.

use super::batch::{Batch, Recorder};
use crate::sim::{Engine, Network, Pixels, Preset, StartWeights, Stimulus, Ticks};
use crossbeam_channel::{Receiver, Sender, TryRecvError, TrySendError, bounded, select};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use thiserror::Error;

/// What the thread is asked to do.
#[derive(Clone, Debug)]
pub enum Command {
    /// Present an image from fresh weights; whatever is running is dropped.
    Present {
        /// Labels the batches.
        presentation: u64,
        /// The image.
        image: Box<Pixels>,
    },
    /// Use another network from now on.
    Load {
        /// What it was built from.
        preset: Arc<Preset>,
        /// The network.
        network: Arc<Network>,
    },
    /// Panic, to see what the application makes of it.
    #[cfg(test)]
    Crash,
}

/// What the thread says besides events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The command of that number has been taken.
    Acknowledged(u64),
    /// The thread panicked with this message and is gone.
    Failed(String),
}

/// Why a command could not be given.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SendError {
    /// Too many are waiting; try again.
    #[error("the simulation is busy: 64 commands are waiting")]
    Busy,
    /// The thread is gone.
    #[error("the simulation has stopped")]
    Stopped,
}

/// Longest stretch of work before a batch is sent and commands are looked at.
const BATCH_TIME: Duration = Duration::from_millis(16);
/// Ticks between looks at the clock.
const TICKS_PER_LOOK: u32 = 32;

/// A handle on the simulation thread.
pub struct Simulation {
    commands: Option<Sender<(u64, Command)>>,
    batches: Receiver<Batch>,
    emptied: Sender<Batch>,
    reports: Receiver<Report>,
    thread: Option<JoinHandle<()>>,
    sent: u64,
}

impl Simulation {
    /// Starts the thread with a network.
    pub fn start(preset: Arc<Preset>, network: Arc<Network>) -> Simulation {
        let (commands, command_rx) = bounded(64);
        let (batch_tx, batches) = bounded(8);
        let (emptied, emptied_rx) = bounded(16);
        let (report_tx, reports) = bounded(256);
        let worker = Worker {
            engine: Engine::new(network),
            preset,
            commands: command_rx,
            batches: batch_tx,
            emptied: emptied_rx,
            reports: report_tx.clone(),
        };
        let thread = std::thread::Builder::new()
            .name("simulation".into())
            .spawn(move || {
                let outcome = catch_unwind(AssertUnwindSafe(|| worker.run()));
                if let Err(panic) = outcome {
                    let _ = report_tx.try_send(Report::Failed(super::panic_message(&*panic)));
                }
            })
            .expect("the system can start a thread");
        Simulation {
            commands: Some(commands),
            batches,
            emptied,
            reports,
            thread: Some(thread),
            sent: 0,
        }
    }

    /// Gives a command; returns the number that its acknowledgement will carry.
    ///
    /// # Errors
    /// [`SendError::Busy`] when 64 are waiting, [`SendError::Stopped`] when the thread is gone.
    pub fn send(&mut self, command: Command) -> Result<u64, SendError> {
        let commands = self.commands.as_ref().ok_or(SendError::Stopped)?;
        match commands.try_send((self.sent, command)) {
            Ok(()) => {
                self.sent += 1;
                Ok(self.sent - 1)
            }
            Err(TrySendError::Full(_)) => Err(SendError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(SendError::Stopped),
        }
    }

    /// The next batch, if one has come.
    pub fn next_batch(&self) -> Option<Batch> {
        self.batches.try_recv().ok()
    }

    /// The next batch, waiting for it until the deadline.
    pub fn wait_batch(&self, deadline: Instant) -> Option<Batch> {
        self.batches.recv_deadline(deadline).ok()
    }

    /// Returns a batch that has been read, so that its memory is used again.
    pub fn recycle(&self, batch: Batch) {
        let _ = self.emptied.try_send(batch);
    }

    /// The next report, if one has come.
    pub fn next_report(&self) -> Option<Report> {
        self.reports.try_recv().ok()
    }

    /// Stops the thread and waits for it.
    pub fn stop(&mut self) {
        self.commands = None;
        while self.batches.try_recv().is_ok() {}
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Simulation {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Worker {
    engine: Engine,
    preset: Arc<Preset>,
    commands: Receiver<(u64, Command)>,
    batches: Sender<Batch>,
    emptied: Receiver<Batch>,
    reports: Sender<Report>,
}

/// One presentation in progress.
struct Run {
    presentation: u64,
    stimulus: Stimulus,
    weights: Vec<f32>,
}

impl Worker {
    fn run(mut self) {
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
            match command {
                Command::Present { presentation, image } => {
                    run = Some(self.begin(presentation, &image));
                }
                Command::Load { preset, network } => {
                    self.engine = Engine::new(network);
                    self.preset = preset;
                    run = None;
                }
                #[cfg(test)]
                Command::Crash => panic!("asked to"),
            }
            if self.reports.send(Report::Acknowledged(number)).is_err() {
                return;
            }
        }
    }

    fn begin(&mut self, presentation: u64, image: &Pixels) -> Run {
        let spec = self.preset.spec();
        let tick = self.preset.tick();
        self.engine.reset(StartWeights::Initial);
        Run {
            presentation,
            stimulus: Stimulus::encode(spec.stimulus, image, tick, tick.ticks(spec.duration_ms)),
            weights: self.engine.weights().to_vec(),
        }
    }

    /// Simulates one batch and sends it; `None` when the run is over or has been interrupted.
    fn advance(&mut self, run: Option<Run>) -> Option<Run> {
        let mut run = run?;
        let mut batch = self.emptied.try_recv().unwrap_or_default();
        batch.restart(run.presentation);
        let until = run.stimulus.duration();
        let started = Instant::now();
        while self.engine.now() < until
            && batch.len() < Batch::EVENTS
            && started.elapsed() < BATCH_TIME
        {
            let stretch = (self.engine.now() + Ticks(TICKS_PER_LOOK)).min(until);
            let mut recorder = Recorder { batch: &mut batch, weights: &mut run.weights };
            self.engine.run_until(&run.stimulus, stretch, &mut recorder);
        }
        batch.front = self.engine.now();
        batch.is_last = self.engine.now() >= until;
        let is_last = batch.is_last;
        // Wait for room, but not past the next command: it makes this batch stale.
        let mut waiting = Some(batch);
        while let Some(batch) = waiting.take() {
            match self.batches.try_send(batch) {
                Ok(()) => {}
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

    /// Sleeps until a batch has been returned or a millisecond has passed.
    fn wait_for_room(&self) {
        select! {
            recv(self.emptied) -> _ => {}
            default(Duration::from_millis(1)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::Record;
    use crate::sim::PIXELS;

    fn started() -> (Simulation, Arc<Network>) {
        let preset = Arc::new(Preset::builtin("weights-196").unwrap());
        let network = Arc::new(Network::build(&preset, 1));
        (Simulation::start(preset, network.clone()), network)
    }

    fn stroke() -> Box<Pixels> {
        let mut image = Box::new([0; PIXELS]);
        (6..22).for_each(|y| image[y * 28 + 12..y * 28 + 15].fill(255));
        image
    }

    fn deadline() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    fn collect(simulation: &Simulation, record: &mut Record) {
        while !record.is_complete() {
            let batch = simulation.wait_batch(deadline()).expect("batches come");
            record.append(&batch);
            simulation.recycle(batch);
        }
    }

    #[test]
    fn a_presentation_arrives_whole_and_in_order() {
        let (mut simulation, network) = started();
        let present = || Command::Present { presentation: 7, image: stroke() };
        assert_eq!(simulation.send(present()), Ok(0));
        let mut first = Record::new(network.clone(), 7);
        collect(&simulation, &mut first);
        assert_eq!(first.front(), Ticks(4800));
        assert!(
            first.spikes().is_sorted_by_key(|s| s.at) && first.lost().is_sorted_by_key(|l| l.at)
        );
        assert!(first.spikes().len() > 500);
        assert_eq!(simulation.next_report(), Some(Report::Acknowledged(0)));
        simulation.send(present()).unwrap();
        let mut second = Record::new(network, 7);
        collect(&simulation, &mut second);
        assert_eq!(second.spikes(), first.spikes());
        assert_eq!(second.weight_changes(), first.weight_changes());
    }

    #[test]
    fn a_new_command_interrupts_a_reader_who_does_not_read() {
        let (mut simulation, network) = started();
        for presentation in 0..5 {
            simulation.send(Command::Present { presentation, image: stroke() }).unwrap();
        }
        let mut last = Record::new(network, 4);
        collect(&simulation, &mut last);
        assert_eq!(last.front(), Ticks(4800));
    }

    #[test]
    fn stopping_does_not_wait_for_a_reader() {
        let (mut simulation, _) = started();
        simulation.send(Command::Present { presentation: 0, image: stroke() }).unwrap();
        let asked = Instant::now();
        simulation.stop();
        assert!(asked.elapsed() < Duration::from_secs(10), "joined at all");
        assert_eq!(
            simulation.send(Command::Present { presentation: 1, image: stroke() }),
            Err(SendError::Stopped)
        );
    }

    #[test]
    fn a_panic_is_reported_and_commands_are_refused_afterwards() {
        let (mut simulation, _) = started();
        simulation.send(Command::Crash).unwrap();
        let until = deadline();
        let report = loop {
            if let Some(report) = simulation.next_report() {
                break report;
            }
            assert!(Instant::now() < until, "a report comes");
            std::thread::yield_now();
        };
        assert_eq!(report, Report::Failed("asked to".into()));
        simulation.thread.take().unwrap().join().unwrap();
        assert_eq!(simulation.send(Command::Crash), Err(SendError::Stopped));
    }
}
