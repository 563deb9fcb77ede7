//! The thread's loop: commands between blocks of embeddings.

use super::cloud::{Anchor, Basis};
use super::embedding::Embedding;
use super::expected::Expecting;
use super::order::in_order;
use super::teaching::Teaching;
use super::{LibraryCommand, LibraryEvent, LibrarySpec};
use crate::analysis::paths::{FITTED, places_to_fit};
use crate::analysis::{KnnSpec, NoveltyScale, PiecesByLabel};
use crate::data::{ContentHash, DataSet, Part};
use crate::runtime::Wake;
use crate::sim::Sheet;
use crossbeam_channel::{Receiver, Sender, TryRecvError};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Why the thread ends early.
pub(super) enum Stop {
    /// Nobody listens any more.
    Closed,
    /// It cannot go on.
    Failed(String),
}

pub(super) struct Worker {
    pub(super) spec: LibrarySpec,
    pub(super) commands: Receiver<LibraryCommand>,
    pub(super) events: Sender<LibraryEvent>,
    pub(super) wake: Wake,
    /// The handle is gone: what takes long ends.
    pub(super) is_over: Arc<AtomicBool>,
    pub(super) digits: Arc<DataSet>,
    /// Which digits those are.
    pub(super) content: ContentHash,
    pub(super) order: Arc<[u32]>,
    pub(super) embedding: Embedding,
    pub(super) threads: usize,
    /// Images that axes are fitted to, where there are axes.
    pub(super) to_fit: Vec<u32>,
    pub(super) pool: rayon::ThreadPool,
    pub(super) dim: usize,
    pub(super) times_ms: Vec<f64>,
    /// By sample time: references x dim.
    pub(super) samples: Vec<Vec<i16>>,
    /// What references show; 0 for all where nobody said that, and labels are put away.
    pub(super) labels: Vec<u8>,
    pub(super) target: usize,
    pub(super) basis: Option<Basis>,
    pub(super) basis_references: usize,
    /// By sample time, as last shown.
    pub(super) anchors: Vec<Anchor>,
    pub(super) shown: usize,
    /// References of which it was said that they make no cloud.
    pub(super) cloudless: Option<usize>,
    pub(super) stored: usize,
    pub(super) novelty: Vec<Option<(KnnSpec, usize, NoveltyScale)>>,
    /// Of how many pieces references are, of those that what is usual was learnt from.
    pub(super) pieces: PiecesByLabel,
    pub(super) teaching: Teaching,
    /// What random draws reach in the graph of the references.
    pub(super) expecting: Option<Expecting>,
    /// What is known to be no digit, as `samples`; none until somebody asks.
    pub(super) signs: Option<Arc<Vec<Vec<i16>>>>,
}

impl Worker {
    pub(super) fn new(
        spec: LibrarySpec,
        commands: Receiver<LibraryCommand>,
        events: Sender<LibraryEvent>,
        wake: Wake,
        is_over: Arc<AtomicBool>,
    ) -> Result<Worker, Stop> {
        let digits = spec.source.load(Part::Train).map_err(|e| Stop::Failed(e.to_string()))?;
        let (wanted, found) = (spec.preset.spec().sheet, digits.sheet());
        if wanted != found {
            let size = |of: Sheet| format!("{} x {}", of.width, of.height);
            return Err(Stop::Failed(format!(
                "{}: expected images of {}, as the network has inputs for, found {}",
                spec.source,
                size(wanted),
                size(found)
            )));
        }
        let (order, digits) = in_order(digits, &spec);
        let digits = Arc::new(digits);
        // One core stays free for the window.
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().saturating_sub(1));
        let threads = threads.clamp(1, 16);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|i| format!("embedding-{i}"))
            .build()
            .map_err(|e| Stop::Failed(e.to_string()))?;
        let embedding = Embedding::of(&spec.preset, &spec.network, threads);
        let dim = embedding.dim();
        let times_ms = embedding.times_ms(&spec.preset);
        let samples = times_ms.len();
        Ok(Worker {
            order: order.into(),
            target: if dim > 0 { spec.target.min(digits.len()) } else { 0 },
            to_fit: places_to_fit(digits.len(), FITTED),
            content: ContentHash::of(&[&digits]),
            embedding,
            threads,
            pool,
            times_ms,
            dim,
            samples: vec![Vec::new(); samples],
            labels: Vec::new(),
            basis: None,
            basis_references: 0,
            anchors: Vec::new(),
            shown: 0,
            cloudless: None,
            stored: 0,
            novelty: vec![None; samples],
            pieces: PiecesByLabel::default(),
            teaching: Teaching::of(digits.has_labels()),
            expecting: None,
            signs: None,
            spec,
            commands,
            events,
            wake,
            is_over,
            digits,
        })
    }

    pub(super) fn say(&self, event: LibraryEvent) -> Result<(), Stop> {
        self.events.send(event).map_err(|_| Stop::Closed)?;
        self.wake.call();
        Ok(())
    }

    /// Until nobody listens any more; what was embedded until then is kept.
    pub(super) fn run(mut self) -> Result<(), Stop> {
        let ended = self.serve();
        if matches!(ended, Err(Stop::Closed)) {
            // Nobody is there to be told, should that fail.
            let _ = self.write_cache();
        }
        ended
    }

    fn serve(&mut self) -> Result<(), Stop> {
        self.say(LibraryEvent::Digits(self.digits.clone()))?;
        if self.dim > 0 {
            self.read_axes()?;
            self.read_cache()?;
            self.show(true)?;
        }
        loop {
            let is_growing = self.labels.len() < self.target;
            let command = if is_growing {
                match self.commands.try_recv() {
                    Ok(command) => Some(command),
                    Err(TryRecvError::Empty) => None,
                    Err(TryRecvError::Disconnected) => return Err(Stop::Closed),
                }
            } else {
                self.show(true)?;
                self.write_cache()?;
                self.spread_to_new()?;
                let command = match self.commands.try_recv() {
                    Err(TryRecvError::Empty) if self.expect()? => continue,
                    Err(TryRecvError::Empty) => self.commands.recv().ok(),
                    command => command.ok(),
                };
                match command {
                    Some(command) => Some(command),
                    None => return Ok(()),
                }
            };
            match command {
                Some(command) => self.obey(command)?,
                None => match self.embedding.is_fitting() {
                    Some(read) => self.fit(read)?,
                    None => {
                        self.grow();
                        self.show(false)?;
                    }
                },
            }
        }
    }

    fn obey(&mut self, command: LibraryCommand) -> Result<(), Stop> {
        match command {
            LibraryCommand::Grow(target) if self.dim > 0 => {
                self.target = target.min(self.digits.len());
                self.spec.limit = target;
                if self.stored > self.labels.len() {
                    self.read_cache()?; // it holds more than was wanted until now
                }
                self.say_progress()
            }
            LibraryCommand::Grow(_) => Ok(()),
            LibraryCommand::Pause => {
                self.target = self.labels.len();
                self.say_progress()
            }
            LibraryCommand::Ask { question, of, pixels, image, knn } => {
                self.answer(question, &of, &pixels, image, knn)
            }
            LibraryCommand::AskMany { of, knn } => self.answer_many(&of, knn),
            LibraryCommand::Teach { lesson, told } => self.teach(lesson, told),
            LibraryCommand::MeasureCache => self.say_cache_size(),
            LibraryCommand::ClearCache => {
                if let Some(cache) = &self.spec.cache
                    && let Err(error) = cache.clear()
                {
                    self.say(LibraryEvent::Notice(error.to_string()))?;
                }
                self.stored = self.labels.len();
                self.say_cache_size()
            }
            #[cfg(test)]
            LibraryCommand::Crash => panic!("asked to"),
        }
    }
}
