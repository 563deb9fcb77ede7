//! The simulation thread: builds networks, presents images to them, sends what happens in batches. All
//! that is simulated for the window is simulated here, once.
//!
//! ```text
//!   app ── Command (bounded 64, in order, each acknowledged) ──→ thread
//!   app ←── Batch  (bounded 8; full: the thread waits)       ─── thread ──→ emptied batches return
//!   app ←── Report (bounded 256: acknowledgements, networks, failure) ─── thread
//! ```
//!
//! The thread runs ahead of playback as fast as it can and waits when the app has eight batches to
//! read; a new command interrupts the wait. A panic becomes [`Report::Failed`]. Dropping the handle
//! closes the channels and joins the thread.

mod worker;

use super::Wake;
use super::batch::Batch;
use crate::sim::{Network, Preset};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;
use worker::Worker;
mod messages;
pub use messages::{Command, Report, SendError, network_to_show};

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
    /// Starts the thread with a network; it wakes the reader whenever it has sent something.
    pub fn start(preset: Arc<Preset>, network: Arc<Network>, wake: Wake) -> Simulation {
        let (commands, command_rx) = bounded(64);
        let (batch_tx, batches) = bounded(8);
        let (emptied, emptied_rx) = bounded(16);
        let (report_tx, reports) = bounded(256);
        let last_words = report_tx.clone();
        let thread = std::thread::Builder::new()
            .name("simulation".into())
            .spawn(move || {
                let outcome = catch_unwind(AssertUnwindSafe(|| {
                    let wake = wake.clone();
                    Worker::new(preset, network, command_rx, batch_tx, emptied_rx, report_tx, wake)
                        .run();
                }));
                if let Err(panic) = outcome {
                    let _ = last_words.try_send(Report::Failed(super::panic_message(&*panic)));
                    wake.call();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::paths::{PathEmbedder, moments};
    use crate::analysis::trajectory::Embedder;
    use crate::analysis::{Embedded, WeightSteps};
    use crate::data::Pixels;
    use crate::runtime::{Record, WeightCursor};
    use crate::sim::{Sheet, Ticks};
    use std::time::Duration;

    fn started() -> (Simulation, Arc<Network>) {
        let preset = Arc::new(Preset::builtin("weights-196").unwrap());
        let network = Arc::new(network_to_show(&preset, 1));
        (Simulation::start(preset, network.clone(), Wake::default()), network)
    }

    fn stroke() -> Pixels {
        let mut image = Pixels::blank(Sheet::MNIST);
        (6..22).for_each(|y| image[y * 28 + 12..y * 28 + 15].fill(255));
        image
    }

    fn blot() -> Pixels {
        let mut image = Pixels::blank(Sheet::MNIST);
        (6..22).for_each(|y| image[y * 28 + 6..y * 28 + 22].fill(255));
        image
    }

    fn deadline() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    /// Takes batches until the record is complete; what the image has become, and how far the record was then.
    fn collect(simulation: &Simulation, record: &mut Record) -> Option<(Embedded, Ticks)> {
        let mut embedded = None;
        while !record.is_complete() {
            let mut batch = simulation.wait_batch(deadline()).expect("batches come");
            if record.append(&batch, 0)
                && let Some(read) = batch.embedded.take()
            {
                assert!(embedded.is_none(), "it comes once");
                embedded = Some((read, record.front()));
            }
            simulation.recycle(batch);
        }
        embedded
    }

    fn loaded(simulation: &mut Simulation, name: &str) -> (Arc<Preset>, Arc<Network>) {
        let preset = Arc::new(Preset::builtin(name).unwrap());
        let number = simulation.send(Command::Load { preset: preset.clone(), seed: 2 }).unwrap();
        (preset, report(simulation, number).expect("a network"))
    }

    /// Waits for the report on a command; the network that it hands over.
    fn report(simulation: &Simulation, number: u64) -> Option<Arc<Network>> {
        let until = deadline();
        while Instant::now() < until {
            match simulation.next_report() {
                Some(Report::Acknowledged(found)) if found == number => return None,
                Some(Report::Loaded { number: found, network }) if found == number => {
                    return Some(network);
                }
                Some(Report::Failed(reason)) => panic!("{reason}"),
                _ => std::thread::yield_now(),
            }
        }
        panic!("a report comes");
    }

    #[test]
    fn weights_are_read_while_they_move() {
        let (mut simulation, network) = started();
        let preset = Arc::new(Preset::builtin("weights-196").unwrap());
        simulation.send(Command::Present { presentation: 1, image: stroke() }).unwrap();
        let mut record = Record::new(network.clone(), 1);
        let Some((Embedded::Weights(steps), at)) = collect(&simulation, &mut record) else {
            panic!("an embedding of weights");
        };
        assert_eq!(at, Ticks(4800));
        let samples: Vec<i16> = steps.samples().flatten().copied().collect();
        assert_eq!(samples, Embedder::new(preset, network.clone()).unwrap().embed(&stroke()));
        // And between the samples they are those of the record.
        assert_eq!((steps.per_sample(), steps.all().len()), (8, 48));
        let mut cursor = WeightCursor::new(&record);
        let plastic = network.plastic_edges().indices();
        for (step, row) in (1..).zip(steps.all()) {
            cursor.seek(&record, Ticks(step * 100 - 1), |_| ());
            let pairs =
                network.weights()[plastic.clone()].iter().zip(&cursor.weights()[plastic.clone()]);
            let changes: Vec<f32> = pairs.map(|(w0, w)| w - w0).collect();
            let expected = WeightSteps::of(&changes, changes.len(), 1);
            assert_eq!(Some(row), expected.all().next(), "step {step}");
        }
    }

    #[test]
    fn a_path_is_read_once_and_as_the_library_reads_it() {
        let (mut simulation, _) = started();
        let (preset, network) = loaded(&mut simulation, "paths-sbm");
        simulation.send(Command::Present { presentation: 1, image: stroke() }).unwrap();
        let mut record = Record::new(network.clone(), 1);
        let Some((Embedded::Path(steps), at)) = collect(&simulation, &mut record) else {
            panic!("an embedding of a path");
        };
        let mut reader = PathEmbedder::new(preset, network);
        let expected = reader.steps(&stroke(), moments(reader.duration()));
        assert_eq!(steps.moments, expected.moments);
        let hashes = |steps: &crate::analysis::PathSteps| -> Vec<u64> {
            steps.tokens.iter().map(crate::analysis::Tokens::hash).collect()
        };
        assert_eq!(hashes(&steps), hashes(&expected));
        assert_eq!((steps.cycle, record.cycle()), (expected.cycle, expected.cycle));
        assert!(expected.cycle.is_some_and(|cycle| at >= cycle.found_at) && at < record.front());
    }

    #[test]
    fn two_networks_see_the_same_image_side_by_side() {
        let (mut simulation, _) = started();
        let (preset, network) = loaded(&mut simulation, "paths-stdp");
        assert!(network.stdp().is_none(), "nothing is plastic while an image is shown");
        let mut weights = network.weights().to_vec();
        weights.iter_mut().for_each(|weight| *weight *= 0.8);
        let beside = Arc::new(network.with_weights(weights));
        let number = simulation.send(Command::Compare { network: beside.clone() }).unwrap();
        assert!(report(&simulation, number).is_none());
        simulation.send(Command::Present { presentation: 5, image: blot() }).unwrap();
        let mut records = [Record::new(network, 5), Record::new(beside, 5)];
        while !records[0].is_complete() {
            let batch = simulation.wait_batch(deadline()).expect("batches come");
            assert_eq!(batch.networks.len(), 2);
            for (which, record) in records.iter_mut().enumerate() {
                assert!(record.append(&batch, which));
            }
            assert!(batch.embedded.is_none(), "this preset has no embedding of one image");
        }
        assert!(records[1].is_complete() && records[1].front() == records[0].front());
        let alone = |record: &Record| {
            let network = record.network().clone();
            let mut simulation =
                Simulation::start(preset.clone(), network.clone(), Wake::default());
            simulation.send(Command::Present { presentation: 5, image: blot() }).unwrap();
            let mut alone = Record::new(network, 5);
            collect(&simulation, &mut alone);
            alone
        };
        for record in &records {
            let expected = alone(record);
            assert_eq!(record.spikes(), expected.spikes());
            assert_eq!((record.lost(), record.cycle()), (expected.lost(), expected.cycle()));
        }
        assert_ne!(records[0].spikes(), records[1].spikes());
        let hidden = records[0].spikes().iter().filter(|spike| spike.neuron.index() >= 784);
        assert!(hidden.count() > 100, "neurons fire, not pixels alone");
    }

    #[test]
    fn another_network_ends_what_is_running() {
        let (mut simulation, network) = started();
        simulation.send(Command::Present { presentation: 1, image: stroke() }).unwrap();
        let (_, other) = loaded(&mut simulation, "paths-sbm");
        assert_ne!(other.edge_count(), network.edge_count());
        simulation.send(Command::Present { presentation: 2, image: stroke() }).unwrap();
        let mut record = Record::new(other.clone(), 2);
        collect(&simulation, &mut record);
        assert!(record.spikes().iter().any(|spike| spike.winner.is_some()), "a competition");
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
        assert!(matches!(simulation.next_report(), Some(Report::Acknowledged(0))));
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
        assert!(matches!(&report, Report::Failed(reason) if reason == "asked to"), "{report:?}");
        simulation.thread.take().unwrap().join().unwrap();
        assert_eq!(simulation.send(Command::Crash), Err(SendError::Stopped));
    }
}
