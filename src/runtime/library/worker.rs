//! The thread's loop: commands between blocks of embeddings, the cloud as it grows, answers.

use super::cloud::{Cloud, Frame, laid_out};
use super::{LibraryCommand, LibraryEvent, LibrarySpec, Opinion, REFERENCE_SAMPLE_MS};
use crate::analysis::trajectory::{Embedder, UNIT};
use crate::analysis::{Knn, KnnSpec, NoveltyScale, Pca, References};
use crate::data::{LabelledImages, Part};
use crate::sim::Pixels;
use crate::sim::random::{Purpose, Stream};
use crossbeam_channel::{Receiver, Sender, TryRecvError};
use ndarray::Array2;
use rayon::prelude::*;
use std::sync::Arc;

/// The order of the references is drawn from this seed: the same digits first, everywhere.
const ORDER_SEED: u64 = 20_211;
/// Rows that the basis is fitted on: the spread of more changes nothing that can be seen.
const BASIS_ROWS_MAX: usize = 3_000;
/// References whose own neighbourhoods say what is usual.
const NOVELTY_SAMPLE: usize = 300;
/// Fewer references than this are not worth a file before growing pauses.
const KEEP_MIN: usize = 1_000;
/// Fewer references than this are no cloud yet.
const CLOUD_MIN: usize = 24;

/// Why the thread ends early.
pub(super) enum Stop {
    /// Nobody listens any more.
    Closed,
    /// It cannot go on.
    Failed(String),
}

pub(super) struct Worker {
    pub(super) spec: LibrarySpec,
    commands: Receiver<LibraryCommand>,
    events: Sender<LibraryEvent>,
    pub(super) digits: Arc<LabelledImages>,
    pub(super) order: Vec<u32>,
    embedders: Vec<Embedder>,
    pool: rayon::ThreadPool,
    pub(super) dim: usize,
    /// By sample time: references x dim.
    pub(super) samples: Vec<Vec<i16>>,
    pub(super) labels: Vec<u8>,
    target: usize,
    basis: Option<Arc<Pca>>,
    basis_references: usize,
    shown: usize,
    pub(super) stored: usize,
    novelty: Vec<Option<(KnnSpec, usize, NoveltyScale)>>,
}

impl Worker {
    pub(super) fn new(
        spec: LibrarySpec,
        commands: Receiver<LibraryCommand>,
        events: Sender<LibraryEvent>,
    ) -> Result<Worker, Stop> {
        let digits = spec.source.load(Part::Train).map_err(|e| Stop::Failed(e.to_string()))?;
        let digits = Arc::new(digits);
        // One core stays free for the window.
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().saturating_sub(1));
        let threads = threads.clamp(1, 16);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|i| format!("embedding-{i}"))
            .build()
            .map_err(|e| Stop::Failed(e.to_string()))?;
        let embedders: Vec<Embedder> = (0..threads)
            .filter_map(|_| Embedder::new(spec.preset.clone(), spec.network.clone()))
            .collect();
        let dim = embedders.first().map_or(0, Embedder::dim);
        let samples = spec.preset.sample_times_ms().len();
        Ok(Worker {
            order: Stream::new(ORDER_SEED, Purpose::Images).permutation(digits.len()),
            target: if dim > 0 { spec.target.min(digits.len()) } else { 0 },
            digits,
            embedders,
            pool,
            dim,
            samples: vec![Vec::new(); samples],
            labels: Vec::new(),
            basis: None,
            basis_references: 0,
            shown: 0,
            stored: 0,
            novelty: vec![None; samples],
            spec,
            commands,
            events,
        })
    }

    pub(super) fn say(&self, event: LibraryEvent) -> Result<(), Stop> {
        self.events.send(event).map_err(|_| Stop::Closed)
    }

    pub(super) fn run(mut self) -> Result<(), Stop> {
        self.say(LibraryEvent::Digits(self.digits.clone()))?;
        if self.dim > 0 {
            self.read_cache()?;
            self.show(true)?;
        }
        loop {
            let is_growing = self.labels.len() < self.target;
            let command = if is_growing {
                match self.commands.try_recv() {
                    Ok(command) => Some(command),
                    Err(TryRecvError::Empty) => None,
                    Err(TryRecvError::Disconnected) => return self.write_cache(),
                }
            } else {
                self.show(true)?;
                self.write_cache()?;
                match self.commands.recv() {
                    Ok(command) => Some(command),
                    Err(_) => return Ok(()),
                }
            };
            match command {
                Some(command) => self.obey(command)?,
                None => {
                    self.grow();
                    self.show(false)?;
                }
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
            LibraryCommand::Ask { question, embedding, image, knn } => {
                self.answer(question, &embedding, image, knn)
            }
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

    fn say_progress(&self) -> Result<(), Stop> {
        self.say(LibraryEvent::Progress { done: self.labels.len(), target: self.target })
    }

    /// Embeds one block: a few digits for each thread, so that commands wait some tens of ms at most.
    fn grow(&mut self) {
        let from = self.labels.len();
        let until = (from + 4 * self.embedders.len()).min(self.target);
        let images: Vec<(u8, &Pixels)> = self.order[from..until]
            .iter()
            .map(|&i| (self.digits.label(i as usize), self.digits.image(i as usize)))
            .collect();
        let per_thread = images.len().div_ceil(self.embedders.len());
        let blocks: Vec<Vec<Vec<i16>>> = self.pool.install(|| {
            self.embedders
                .par_iter_mut()
                .zip(images.par_chunks(per_thread))
                .map(|(embedder, part)| {
                    part.iter().map(|(_, image)| embedder.embed(image)).collect()
                })
                .collect()
        });
        for embedding in blocks.iter().flatten() {
            for (sample, row) in self.samples.iter_mut().zip(embedding.chunks_exact(self.dim)) {
                sample.extend_from_slice(row);
            }
        }
        self.labels.extend(images.iter().map(|(label, _)| *label));
    }

    /// Shows progress, and the cloud when it has grown by a sixteenth, or in any case if `all`.
    fn show(&mut self, all: bool) -> Result<(), Stop> {
        self.say_progress()?;
        let count = self.labels.len();
        let is_due = count >= self.shown + (self.shown / 16).max(CLOUD_MIN);
        if count < CLOUD_MIN || count == self.shown || !(is_due || all) {
            return Ok(());
        }
        if self.basis.is_none() || count >= 2 * self.basis_references {
            self.fit_basis();
            if count >= 2 * self.stored.max(KEEP_MIN) {
                self.write_cache()?; // what has taken a while is not lost with the power
            }
        }
        let Some(basis) = self.basis.clone() else { return Ok(()) };
        let dim = self.dim;
        let (positions, anchors): (Vec<_>, Vec<_>) = self
            .pool
            .install(|| self.samples.par_iter().map(|rows| laid_out(&basis, rows, dim)).unzip());
        let ratio = basis.explained_variance_ratio();
        self.shown = count;
        self.say(LibraryEvent::Cloud(Arc::new(Cloud {
            labels: self.labels.clone(),
            images: self.order[..count].to_vec(),
            positions,
            explained: std::array::from_fn(|i| ratio[i]),
            frame: Frame { basis, anchors },
        })))
    }

    fn fit_basis(&mut self) {
        let times = self.spec.preset.sample_times_ms();
        let sample = times.iter().position(|&t| t >= REFERENCE_SAMPLE_MS).unwrap_or(0);
        let count = self.labels.len();
        let rows = count.min(BASIS_ROWS_MAX);
        let values = self.samples[sample][..rows * self.dim].iter().map(|&v| f32::from(v) * UNIT);
        let matrix = Array2::from_shape_vec((rows, self.dim), values.collect())
            .expect("rows x dim values were taken");
        // Digits that do not differ at all have no axes; the next doubling tries again.
        if let Ok(fitted) = Pca::fit(matrix.view(), 3) {
            let fitted = match &self.basis {
                Some(previous) => fitted.aligned_to(previous),
                None => fitted,
            };
            self.basis = Some(Arc::new(fitted));
        }
        self.basis_references = count;
    }

    fn answer(
        &mut self,
        question: u64,
        embedding: &[i16],
        image: Option<u32>,
        spec: KnnSpec,
    ) -> Result<(), Stop> {
        let knn = match Knn::try_from(spec) {
            Ok(knn) => knn,
            Err(error) => return self.say(LibraryEvent::Notice(error.to_string())),
        };
        let exclude = image
            .and_then(|image| self.order[..self.labels.len()].iter().position(|&i| i == image));
        let mut verdicts = Vec::new();
        for (sample, query) in embedding.chunks_exact(self.dim.max(1)).enumerate() {
            let Ok(references) = References::new(&self.samples[sample], self.dim, &self.labels)
            else {
                break;
            };
            // Too few references for k is the only error left, and means: no opinion yet.
            let Ok(verdict) = knn.classify(references, query, exclude) else { break };
            // What is usual is learnt from the largest power of two of references: it then depends
            // on how many there are, not on when they came.
            let learnt_from = 1 << self.labels.len().ilog2();
            let fitted = &mut self.novelty[sample];
            let is_fresh =
                fitted.as_ref().is_some_and(|(with, of, _)| *with == spec && *of == learnt_from);
            if !is_fresh {
                let rows = &self.samples[sample][..learnt_from * self.dim];
                let usual = References::new(rows, self.dim, &self.labels[..learnt_from])
                    .ok()
                    .and_then(|some| NoveltyScale::fit(some, &knn, NOVELTY_SAMPLE).ok());
                *fitted = usual.map(|scale| (spec, learnt_from, scale));
            }
            let Some((_, _, scale)) = fitted else { break };
            let Ok(familiarity) = scale.assess(references, &verdict) else { break };
            verdicts.push((verdict, familiarity));
        }
        self.say(LibraryEvent::Opinion(Box::new(Opinion {
            question,
            verdicts,
            references: self.labels.len(),
        })))
    }
}
