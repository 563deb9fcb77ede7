//! The thread's loop: commands between blocks of embeddings, the cloud as it grows, answers.

use super::cloud::{Anchor, Basis, Cloud, First, Frame, laid_out};
use super::embedding::Embedding;
use super::expected::Expecting;
use super::teaching::Teaching;
use super::{LibraryCommand, LibraryEvent, LibrarySpec, REFERENCE_SAMPLE_MS};
use crate::analysis::paths::{FITTED, are_embedding, places_to_fit};
use crate::analysis::{KnnSpec, NoveltyScale, Pca, PiecesByLabel};
use crate::data::{ContentHash, DataSet, Part, Source};
use crate::runtime::Wake;
use crate::sim::Sheet;
use crate::sim::random::{Purpose, Stream};
use crossbeam_channel::{Receiver, Sender, TryRecvError};
use ndarray::Array2;
use rayon::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The order of the references is drawn from this seed: the same digits first, everywhere.
const ORDER_SEED: u64 = 20_211;
/// One reference in so many is a drawing. Against 10,000 references, 10,000 training digits that are not among them
/// are labelled right 97.88 % of the time, and 97.91 % without drawings.
const DRAWN_EVERY: usize = 60;
/// Rows that the basis is fitted on at last: the spread of more changes nothing that can be seen.
const BASIS_ROWS_MAX: usize = CLOUD_MIN << 7;
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
    wake: Wake,
    /// The handle is gone: what takes long ends.
    pub(super) is_over: Arc<AtomicBool>,
    pub(super) digits: Arc<DataSet>,
    /// Which digits those are.
    pub(super) content: ContentHash,
    pub(super) order: Arc<[u32]>,
    pub(super) embedding: Embedding,
    threads: usize,
    /// Images that axes are fitted to, where there are axes.
    to_fit: Vec<u32>,
    pub(super) pool: rayon::ThreadPool,
    pub(super) dim: usize,
    pub(super) times_ms: Vec<f64>,
    /// By sample time: references x dim.
    pub(super) samples: Vec<Vec<i16>>,
    /// What references show; 0 for all where nobody said that, and labels are put away.
    pub(super) labels: Vec<u8>,
    pub(super) target: usize,
    pub(super) basis: Option<Basis>,
    basis_references: usize,
    /// By sample time, as last shown.
    anchors: Vec<Anchor>,
    shown: usize,
    /// References of which it was said that they make no cloud.
    cloudless: Option<usize>,
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

/// Whether drawings of ours stand beside the references: beside MNIST, and not where it is not known what the
/// images show. Temporal paths, for which nobody has measured whether that helps, have MNIST alone.
pub(super) fn has_drawings(spec: &LibrarySpec) -> bool {
    spec.source == Source::Embedded && !are_embedding(&spec.preset)
}

/// In which order references are embedded, and the digits that they are of. To MNIST, drawings in hands that it does
/// not hold are added, a few among as many as there are.
fn in_order(digits: DataSet, spec: &LibrarySpec) -> (Vec<u32>, DataSet) {
    let order = Stream::new(ORDER_SEED, Purpose::Images).permutation(digits.len());
    if !has_drawings(spec) {
        return (order, digits);
    }
    let first = digits.len() as u32;
    let digits = digits.with_drawn();
    let mut drawings = first..digits.len() as u32;
    let mut mixed = Vec::with_capacity(digits.len());
    for stretch in order.chunks(DRAWN_EVERY - 1) {
        mixed.extend_from_slice(stretch);
        mixed.extend(drawings.next());
    }
    mixed.extend(drawings);
    (mixed, digits)
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

    fn say_progress(&self) -> Result<(), Stop> {
        self.say(LibraryEvent::Progress { done: self.labels.len(), target: self.target })
    }

    /// Reads a block of the images that the axes are fitted to, and fits them to the last.
    fn fit(&mut self, read: usize) -> Result<(), Stop> {
        let until = (read + 4 * self.threads).min(self.to_fit.len());
        let digits = self.digits.clone();
        let images: Vec<&[u8]> =
            self.to_fit[read..until].iter().map(|&i| digits.image(i as usize)).collect();
        let embedding = &mut self.embedding;
        self.pool.install(|| embedding.read(&images));
        self.say(LibraryEvent::Fitting { done: until, target: self.to_fit.len() })?;
        if until == self.to_fit.len() {
            let (embedding, is_over) = (&mut self.embedding, &self.is_over);
            self.pool
                .install(|| embedding.fit(&|| !is_over.load(Ordering::Relaxed)))
                .map_err(|error| Stop::Failed(format!("the axes of the cloud: {error}")))?;
            if self.is_over.load(Ordering::Relaxed) {
                return Err(Stop::Closed);
            }
            self.write_axes()?;
            self.read_cache()?;
        }
        Ok(())
    }

    /// Embeds one block: a few digits for each thread, so that commands wait some tens of ms at most.
    fn grow(&mut self) {
        let from = self.labels.len();
        let until = (from + 4 * self.threads).min(self.target);
        let digits = self.digits.clone();
        let block = self.order[from..until].to_vec();
        let images: Vec<&[u8]> = block.iter().map(|&i| digits.image(i as usize)).collect();
        for (sample, rows) in self.embed(&images).into_iter().enumerate() {
            self.samples[sample].extend(rows);
        }
        let labels = self.labels_of(&block);
        self.labels.extend(labels);
    }

    /// What images show, see [`Worker::labels`].
    pub(super) fn labels_of(&self, images: &[u32]) -> Vec<u8> {
        let label = |&image: &u32| self.digits.known_label(image as usize).unwrap_or(0);
        images.iter().map(label).collect()
    }

    /// The rows of some images, by sample time.
    pub(super) fn embed(&mut self, images: &[&[u8]]) -> Vec<Vec<i16>> {
        let embedding = &mut self.embedding;
        let mut samples = vec![Vec::new(); self.samples.len()];
        for row in self.pool.install(|| embedding.embed(images)) {
            for (sample, row) in samples.iter_mut().zip(row.chunks_exact(self.dim)) {
                sample.extend_from_slice(row);
            }
        }
        samples
    }

    /// Shows progress, and the cloud when it has grown by a sixteenth, or in any case if `all`.
    fn show(&mut self, all: bool) -> Result<(), Stop> {
        self.say_progress()?;
        if self.dim == 0 {
            return Ok(()); // there is nothing to be missed
        }
        let count = self.labels.len();
        let is_due = count >= self.shown + (self.shown / 16).max(CLOUD_MIN);
        if count < CLOUD_MIN {
            let found = format!("expected at least {CLOUD_MIN} reference digits, found {count}");
            return self.say_no_cloud(found);
        }
        if count == self.shown || !(is_due || all) {
            return Ok(());
        }
        self.fit_basis();
        if count >= 2 * self.stored.max(KEEP_MIN) {
            self.write_cache()?; // what has taken a while is not lost with the power
        }
        let Some(basis) = self.basis.clone() else {
            let found = format!("expected reference digits that differ, found {count} all alike");
            return self.say_no_cloud(found);
        };
        let dim = self.dim;
        let unit = self.embedding.unit();
        let (positions, anchors): (Vec<_>, Vec<_>) = self.pool.install(|| {
            self.samples.par_iter().map(|rows| laid_out(&basis, rows, dim, unit)).unzip()
        });
        self.shown = count;
        self.anchors = anchors.clone();
        self.say(LibraryEvent::Cloud(Arc::new(Cloud {
            labels: self.labels.clone(),
            images: self.order[..count].to_vec(),
            positions,
            explained: basis.explained(),
            frame: Frame { basis, anchors },
        })))
    }

    /// Says why there is no cloud, once, when no more references are to come.
    fn say_no_cloud(&mut self, reason: String) -> Result<(), Stop> {
        let count = self.labels.len();
        let can_come = count < self.target || self.embedding.is_fitting().is_some();
        if can_come || self.cloudless == Some(count) {
            return Ok(());
        }
        self.cloudless = Some(count);
        self.say(LibraryEvent::NoCloud(reason))
    }

    /// Fits the axes that are shown, to the first references, again whenever those are twice as many; each
    /// fit keeps the directions of the one before. So they depend on how many references there are, and not
    /// on when and how they came: a cloud that has grown and one that was read from the cache are the same
    /// way round.
    fn fit_basis(&mut self) {
        if let Some(axes) = self.embedding.axes() {
            self.basis = Some(Basis::First(First::of(axes)));
            return;
        }
        let sample = self.times_ms.iter().position(|&t| t >= REFERENCE_SAMPLE_MS).unwrap_or(0);
        let unit = self.embedding.unit();
        let next = |rows: usize| if rows == 0 { CLOUD_MIN } else { 2 * rows };
        while next(self.basis_references) <= self.labels.len().min(BASIS_ROWS_MAX) {
            let rows = next(self.basis_references);
            self.basis_references = rows;
            let values =
                self.samples[sample][..rows * self.dim].iter().map(|&v| f32::from(v) * unit);
            let matrix = Array2::from_shape_vec((rows, self.dim), values.collect())
                .expect("rows x dim values were taken");
            // Digits that do not differ at all have no axes; the next doubling tries again.
            if let Ok(fitted) = Pca::fit(matrix.view(), 3) {
                let fitted = match &self.basis {
                    Some(Basis::Fitted(previous)) => fitted.aligned_to(previous),
                    Some(Basis::First(_)) | None => fitted,
                };
                self.basis = Some(Basis::Fitted(Arc::new(fitted)));
            }
        }
    }

    /// Where an image lies in the cloud at every sample time, by the first row of each; nothing while there is no cloud.
    pub(super) fn places_at_all_times(&self, samples: &[Vec<i16>]) -> Vec<[f32; 3]> {
        let Some(basis) = &self.basis else { return Vec::new() };
        let unit = self.embedding.unit();
        let place = |(rows, anchor): (&Vec<i16>, &Anchor)| {
            let row = rows.iter().take(self.dim).map(|&v| f32::from(v) * unit);
            anchor.scale(basis.project(row))
        };
        samples.iter().zip(&self.anchors).map(place).collect()
    }

    /// Where rows lie in the cloud.
    pub(super) fn places(&self, basis: &Basis, rows: &[Vec<i16>]) -> Vec<[f32; 3]> {
        let unit = self.embedding.unit();
        let Some(anchor) = self.anchors.last().copied() else { return Vec::new() };
        let place =
            |row: &Vec<i16>| anchor.scale(basis.project(row.iter().map(|&v| f32::from(v) * unit)));
        rows.iter().map(place).collect()
    }
}
