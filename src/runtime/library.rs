//! The second thread: embeds reference digits, keeps the cloud, says what an input is most like.
//!
//! ```text
//!   app ── LibraryCommand (bounded 64) ──→ thread ── LibraryEvent (bounded 64, never dropped) ──→ app
//! ```
//!
//! References are training images in one seeded order, embedded in blocks over a small pool of
//! threads; between blocks the thread looks at its commands, so growing can be paused or cancelled
//! and questions are answered while it goes on. The basis of the cloud is fitted again as the set
//! doubles. Embeddings are kept in the cache, and read from it at the next start.

use super::panic_message;
use crate::analysis::trajectory::{Embedder, UNIT};
use crate::analysis::{Familiarity, Knn, KnnSpec, NoveltyScale, Pca, References, Verdict};
use crate::data::{Cache, CacheError, CacheKey, CachedEmbeddings, LabelledImages, Part, Source};
use crate::sim::random::{Purpose, Stream};
use crate::sim::{Network, Pixels, Preset};
use crossbeam_channel::{Receiver, Sender, TryRecvError, TrySendError, bounded};
use ndarray::Array2;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;

/// The cloud is laid out by the embeddings at this time, ms, and a prediction at rest uses it.
pub const REFERENCE_SAMPLE_MS: f64 = 300.0;
/// The order of the references is drawn from this seed: the same digits first, everywhere.
const ORDER_SEED: u64 = 20_211;
/// Rows that the basis is fitted on: the spread of more changes nothing that can be seen.
const BASIS_ROWS_MAX: usize = 3_000;
/// References whose own neighbourhoods say what is usual.
const NOVELTY_SAMPLE: usize = 200;
/// Fewer references than this are not worth a file before growing pauses.
const KEEP_MIN: usize = 1_000;
/// Fewer references than this are no cloud yet.
const CLOUD_MIN: usize = 24;

/// What the library works with.
#[derive(Clone, Debug)]
pub struct LibrarySpec {
    /// What the network was built from.
    pub preset: Arc<Preset>,
    /// The network that embeds.
    pub network: Arc<Network>,
    /// Where the training images are.
    pub source: Source,
    /// Where embeddings are kept between runs, if anywhere.
    pub cache: Option<Cache>,
    /// How many references to embed at first.
    pub target: usize,
    /// At most so many are used, even if more are kept on disk.
    pub limit: usize,
    /// The network's seed, for the cache's key.
    pub seed: u64,
}

/// What the thread is asked to do.
#[derive(Clone, Debug)]
pub enum LibraryCommand {
    /// Embed references until there are this many.
    Grow(usize),
    /// Stop embedding; what is done stays.
    Pause,
    /// What is this embedding most like, at each sample time?
    Ask {
        /// Returned with the answer.
        question: u64,
        /// Fixed-point embedding, samples x dim.
        embedding: Vec<i16>,
        /// The training image that it is, if it is one: a point never votes for itself.
        image: Option<u32>,
        /// How to vote.
        knn: KnnSpec,
    },
    /// Delete what is kept on disk.
    ClearCache,
    /// Panic, to see what the application makes of it.
    #[cfg(test)]
    Crash,
}

/// What the thread says.
#[derive(Clone, Debug)]
pub enum LibraryEvent {
    /// The training images have been read.
    Digits(Arc<LabelledImages>),
    /// References embedded, and wanted.
    Progress {
        /// Embedded so far.
        done: usize,
        /// Wanted.
        target: usize,
    },
    /// The cloud has grown or been laid out again.
    Cloud(Arc<Cloud>),
    /// The answer to a question.
    Opinion(Box<Opinion>),
    /// Bytes kept on disk.
    CacheSize(u64),
    /// Something went wrong that stops nothing; in words for the user.
    Notice(String),
    /// The thread is gone: its last words.
    Failed(String),
}

/// Reference digits in three dimensions, at every sample time.
#[derive(Clone, Debug)]
pub struct Cloud {
    /// Labels of the references.
    pub labels: Vec<u8>,
    /// Their places among the training images.
    pub images: Vec<u32>,
    /// By sample time, by reference: place, scaled so that the cloud's radius is about 1.
    pub positions: Vec<Vec<[f32; 3]>>,
    /// Share of the embeddings' variance along each of the three axes.
    pub explained: [f32; 3],
    frame: Frame,
}

/// Where an embedding lies in the cloud at any time.
#[derive(Clone, Debug)]
struct Frame {
    basis: Arc<Pca>,
    /// By sample time: centre and radius of the references' projections.
    anchors: Vec<([f32; 3], f32)>,
}

impl Cloud {
    /// Place of a weight change `row` at `sample` sample intervals into the run (0 is the start, 1
    /// the first sample time, 1.5 halfway to the second).
    pub fn place(&self, row: impl Iterator<Item = f32>, sample: f32) -> [f32; 3] {
        let anchors = &self.frame.anchors;
        let start = (
            self.frame.basis.project3(std::iter::repeat_n(0.0, self.frame.basis.dim())),
            anchors[0].1,
        );
        let at = |i: usize| if i == 0 { start } else { anchors[(i - 1).min(anchors.len() - 1)] };
        let (before, after, mix) = (at(sample as usize), at(sample as usize + 1), sample.fract());
        let lerp = |a: f32, b: f32| a + (b - a) * mix;
        let point = self.frame.basis.project3(row);
        std::array::from_fn(|i| {
            (point[i] - lerp(before.0[i], after.0[i])) / lerp(before.1, after.1)
        })
    }
}

/// What an input is most like, at every sample time.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// The question that this answers.
    pub question: u64,
    /// By sample time: the vote and how familiar the input is. Neighbours are places in the cloud.
    pub verdicts: Vec<(Verdict, Familiarity)>,
    /// How many references there were.
    pub references: usize,
}

/// A handle on the library thread.
pub struct Library {
    commands: Option<Sender<LibraryCommand>>,
    events: Receiver<LibraryEvent>,
    thread: Option<JoinHandle<()>>,
}

impl Library {
    /// Starts the thread.
    pub fn start(spec: LibrarySpec) -> Library {
        let (commands, command_rx) = bounded(64);
        let (event_tx, events) = bounded(64);
        let thread = std::thread::Builder::new()
            .name("library".into())
            .spawn(move || {
                let last_words = event_tx.clone();
                let outcome = catch_unwind(AssertUnwindSafe(|| {
                    Worker::new(spec, command_rx, event_tx)?.run()
                }));
                let reason = match outcome {
                    Ok(Ok(())) | Ok(Err(Stop::Closed)) => return,
                    Ok(Err(Stop::Failed(reason))) => reason,
                    Err(panic) => panic_message(&*panic),
                };
                let _ = last_words.send(LibraryEvent::Failed(reason));
            })
            .expect("the system can start a thread");
        Library { commands: Some(commands), events, thread: Some(thread) }
    }

    /// Gives a command; false when the thread is busy with 64 others, or gone.
    pub fn send(&self, command: LibraryCommand) -> bool {
        match self.commands.as_ref().map(|commands| commands.try_send(command)) {
            Some(Ok(())) => true,
            Some(Err(TrySendError::Full(_) | TrySendError::Disconnected(_))) | None => false,
        }
    }

    /// The next event, if one has come.
    pub fn next_event(&self) -> Option<LibraryEvent> {
        self.events.try_recv().ok()
    }

    /// The next event, waiting for it until the deadline.
    pub fn wait_event(&self, deadline: std::time::Instant) -> Option<LibraryEvent> {
        self.events.recv_deadline(deadline).ok()
    }

    /// Stops the thread and waits for it.
    pub fn stop(&mut self) {
        self.commands = None;
        // Disconnect the other lane too: a thread that waits for room must not wait for ever.
        let (_, closed) = bounded(0);
        self.events = closed;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Why the thread ends early.
enum Stop {
    /// Nobody listens any more.
    Closed,
    /// It cannot go on.
    Failed(String),
}

struct Worker {
    spec: LibrarySpec,
    commands: Receiver<LibraryCommand>,
    events: Sender<LibraryEvent>,
    digits: Arc<LabelledImages>,
    order: Vec<u32>,
    embedders: Vec<Embedder>,
    pool: rayon::ThreadPool,
    dim: usize,
    /// By sample time: references x dim.
    samples: Vec<Vec<i16>>,
    labels: Vec<u8>,
    target: usize,
    basis: Option<Arc<Pca>>,
    basis_references: usize,
    shown: usize,
    stored: usize,
    novelty: Vec<Option<(KnnSpec, usize, NoveltyScale)>>,
}

impl Worker {
    fn new(
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

    fn say(&self, event: LibraryEvent) -> Result<(), Stop> {
        self.events.send(event).map_err(|_| Stop::Closed)
    }

    fn run(mut self) -> Result<(), Stop> {
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

    fn say_cache_size(&self) -> Result<(), Stop> {
        match self.spec.cache.as_ref().map(Cache::size_bytes) {
            Some(Ok(bytes)) => self.say(LibraryEvent::CacheSize(bytes)),
            Some(Err(_)) | None => Ok(()),
        }
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
            let Ok(familiarity) = scale.assess(&verdict, query) else { break };
            verdicts.push((verdict, familiarity));
        }
        self.say(LibraryEvent::Opinion(Box::new(Opinion {
            question,
            verdicts,
            references: self.labels.len(),
        })))
    }

    fn cache_key(&self) -> CacheKey {
        CacheKey {
            preset: self.spec.preset.spec().name.clone(),
            network_hash: self.spec.network.hash(),
            set: self.set_name(),
            seed: self.spec.seed,
        }
    }

    /// Names the images: a folder's are known by their bytes, since it may hold any digits.
    fn set_name(&self) -> String {
        match &self.spec.source {
            Source::Embedded => "mnist-train".to_owned(),
            Source::Folder(_) => {
                let mut sha = Sha256::new();
                for i in 0..self.digits.len() {
                    sha.update([self.digits.label(i)]);
                    sha.update(self.digits.image(i));
                }
                format!("folder-{:x}", sha.finalize())
            }
        }
    }

    fn read_cache(&mut self) -> Result<(), Stop> {
        let Some(cache) = &self.spec.cache else { return Ok(()) };
        match cache.load(&self.cache_key()) {
            Ok(Some(kept)) => self.take(kept),
            Ok(None) => {}
            // A folder that cannot be used says so when it is written to.
            Err(CacheError::Io { .. }) => {}
            Err(error) => self.say(LibraryEvent::Notice(format!("{error}; computing it again")))?,
        }
        self.say_cache_size()
    }

    /// Uses what was kept, as far as it is what this network would compute.
    fn take(&mut self, kept: CachedEmbeddings) {
        let count = kept.image_index.len();
        let is_ours = kept.dim == self.dim
            && kept.sample_ms == self.spec.preset.sample_times_ms()
            && kept.scale == UNIT
            && count <= self.order.len()
            && kept.image_index == self.order[..count];
        if is_ours {
            let used = count.min(self.spec.limit);
            self.samples = kept.samples;
            for rows in &mut self.samples {
                rows.truncate(used * self.dim);
            }
            self.labels =
                self.order[..used].iter().map(|&i| self.digits.label(i as usize)).collect();
            self.stored = count;
        }
    }

    fn write_cache(&mut self) -> Result<(), Stop> {
        let count = self.labels.len();
        let Some(cache) = self.spec.cache.clone().filter(|_| count > self.stored) else {
            return Ok(());
        };
        let embeddings = CachedEmbeddings {
            dim: self.dim,
            sample_ms: self.spec.preset.sample_times_ms(),
            scale: UNIT,
            image_index: self.order[..count].to_vec(),
            samples: std::mem::take(&mut self.samples),
        };
        let outcome = cache.store(&self.cache_key(), &embeddings);
        self.samples = embeddings.samples;
        self.stored = count;
        if let Err(error) = outcome {
            self.spec.cache = None; // one cause, one message
            return self.say(LibraryEvent::Notice(format!(
                "the cloud cannot be kept for the next start: {error}"
            )));
        }
        self.say_cache_size()
    }
}

/// Projects the rows of one sample time, centred and scaled to a radius of about 1.
fn laid_out(basis: &Pca, rows: &[i16], dim: usize) -> (Vec<[f32; 3]>, ([f32; 3], f32)) {
    let mut points: Vec<[f32; 3]> = rows
        .chunks_exact(dim)
        .map(|row| basis.project3(row.iter().map(|&v| f32::from(v) * UNIT)))
        .collect();
    let count = points.len().max(1) as f32;
    let centre: [f32; 3] =
        std::array::from_fn(|i| points.iter().map(|p| p[i]).sum::<f32>() / count);
    let off = |p: &[f32; 3]| (0..3).map(|i| (p[i] - centre[i]).powi(2)).sum::<f32>();
    let radius = (points.iter().map(off).sum::<f32>() / count).sqrt().max(f32::MIN_POSITIVE);
    for point in &mut points {
        *point = std::array::from_fn(|i| (point[i] - centre[i]) / radius);
    }
    (points, (centre, radius))
}
