//! The thread's loop: commands between blocks of embeddings, the cloud as it grows, answers.

use super::cloud::{Anchor, Basis, Cloud, First, Frame, laid_out};
use super::embedding::Embedding;
use super::teaching::{Known, Teaching, Told};
use super::{LibraryCommand, LibraryEvent, LibrarySpec, Opinion, REFERENCE_SAMPLE_MS, Way};
use crate::analysis::novelty::to_none;
use crate::analysis::paths::{FITTED, are_embedding, places_to_fit};
use crate::analysis::{
    Embedded, Familiarity, GraphError, Knn, KnnSpec, NoveltyScale, Pca, Pieces, PiecesByLabel,
    References, Verdict, pieces,
};
use crate::data::{ContentHash, LabelledImages, Part, Source};
use crate::runtime::Wake;
use crate::sim::Pixels;
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
    wake: Wake,
    /// The handle is gone: what takes long ends.
    is_over: Arc<AtomicBool>,
    pub(super) digits: Arc<LabelledImages>,
    /// Which digits those are.
    pub(super) content: ContentHash,
    pub(super) order: Arc<[u32]>,
    pub(super) embedding: Embedding,
    threads: usize,
    /// Images that axes are fitted to, where there are axes.
    to_fit: Vec<u32>,
    pool: rayon::ThreadPool,
    pub(super) dim: usize,
    pub(super) times_ms: Vec<f64>,
    /// By sample time: references x dim.
    pub(super) samples: Vec<Vec<i16>>,
    pub(super) labels: Vec<u8>,
    target: usize,
    basis: Option<Basis>,
    basis_references: usize,
    /// Of the last sample time, as last shown.
    anchor: Option<Anchor>,
    shown: usize,
    /// References of which it was said that they make no cloud.
    cloudless: Option<usize>,
    pub(super) stored: usize,
    novelty: Vec<Option<(KnnSpec, usize, NoveltyScale)>>,
    /// Of how many pieces references are, of those that what is usual was learnt from.
    pieces: PiecesByLabel,
    /// What was told, where labels are put away.
    teaching: Option<Teaching>,
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
fn in_order(digits: LabelledImages, spec: &LibrarySpec) -> (Vec<u32>, LabelledImages) {
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
            digits,
            embedding,
            threads,
            pool,
            times_ms,
            dim,
            samples: vec![Vec::new(); samples],
            labels: Vec::new(),
            basis: None,
            basis_references: 0,
            anchor: None,
            shown: 0,
            cloudless: None,
            stored: 0,
            novelty: vec![None; samples],
            pieces: PiecesByLabel::default(),
            teaching: None,
            signs: None,
            spec,
            commands,
            events,
            wake,
            is_over,
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
                match self.commands.recv() {
                    Ok(command) => Some(command),
                    Err(_) => return Ok(()),
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
        let images: Vec<&Pixels> =
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
        let images: Vec<&Pixels> = block.iter().map(|&i| digits.image(i as usize)).collect();
        for (sample, rows) in self.embed(&images).into_iter().enumerate() {
            self.samples[sample].extend(rows);
        }
        self.labels.extend(block.iter().map(|&i| digits.label(i as usize)));
    }

    /// The rows of some images, by sample time.
    pub(super) fn embed(&mut self, images: &[&Pixels]) -> Vec<Vec<i16>> {
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
        self.anchor = anchors.last().copied();
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

    /// Where rows lie in the cloud.
    fn places(&self, basis: &Basis, rows: &[Vec<i16>]) -> Vec<[f32; 3]> {
        let unit = self.embedding.unit();
        let Some(anchor) = self.anchor else { return Vec::new() };
        let place =
            |row: &Vec<i16>| anchor.scale(basis.project(row.iter().map(|&v| f32::from(v) * unit)));
        rows.iter().map(place).collect()
    }

    fn answer(
        &mut self,
        question: u64,
        of: &Embedded,
        pixels: &Pixels,
        image: Option<u32>,
        spec: KnnSpec,
    ) -> Result<(), Stop> {
        let knn = match Knn::try_from(spec) {
            Ok(knn) => knn,
            Err(error) => return self.say(LibraryEvent::Notice(error.to_string())),
        };
        let exclude = image
            .and_then(|image| self.order[..self.labels.len()].iter().position(|&i| i == image));
        let (rows, way) = self.embedding.place(of);
        let way = match (of, &self.basis) {
            (Embedded::Path(steps), Some(basis)) if !way.is_empty() => {
                let moments = steps.moments.clone();
                Some(Way { moments, places: self.places(basis, &way) })
            }
            _ => None,
        };
        let of_pieces = pieces(pixels);
        let mut verdicts = Vec::new();
        for (sample, query) in rows.iter().take(self.samples.len()).enumerate() {
            let Ok(references) = References::new(&self.samples[sample], self.dim, &self.labels)
            else {
                break;
            };
            // Too few references for k is the only error left, and means: no opinion yet.
            let Ok(verdict) = knn.classify(references, query, exclude) else { break };
            let familiarity = self.familiarity(sample, query, &knn, &verdict)?;
            let familiarity = familiarity.map(|found| Familiarity {
                is_unusual: found.is_unusual || self.is_rare(&verdict, of_pieces),
                ..found
            });
            let verdict = match &self.teaching {
                Some(teaching) => teaching.verdict(&verdict.neighbours),
                None => Some(verdict),
            };
            let Some(verdict) = verdict else {
                verdicts.clear();
                break;
            };
            verdicts.push((verdict, familiarity));
        }
        let are_alike = verdicts.len().checked_sub(1).is_some_and(|last| self.are_alike(last));
        self.say(LibraryEvent::Opinion(Box::new(Opinion {
            question,
            verdicts,
            way,
            references: self.labels.len(),
            images: self.order.clone(),
            are_alike,
        })))
    }

    /// Takes the labels away, but for those that are told; or gives all back.
    fn teach(&mut self, lesson: u64, told: Option<Arc<[Told]>>) -> Result<(), Stop> {
        let before = self.teaching.take();
        self.teaching = told.map(|told| Teaching::of(lesson, told, before));
        self.spread()
    }

    /// Once more with the references that have come, if labels are put away and some have.
    fn spread_to_new(&mut self) -> Result<(), Stop> {
        let count = self.labels.len();
        match self.teaching.as_ref().is_some_and(|teaching| teaching.is_behind(count)) {
            true => self.spread(),
            false => Ok(()),
        }
    }

    fn spread(&mut self) -> Result<(), Stop> {
        let sample = self.times_ms.iter().position(|&t| t >= REFERENCE_SAMPLE_MS);
        let Some(teaching) = &mut self.teaching else { return Ok(()) };
        let known = Known {
            rows: &self.samples[sample.unwrap_or(self.samples.len() - 1)],
            dim: self.dim,
            labels: &self.labels,
            images: &self.order,
            is_growing: self.labels.len() < self.target,
        };
        let is_over = &self.is_over;
        let goes_on = |_, _| !is_over.load(Ordering::Relaxed);
        match self.pool.install(|| teaching.reach(&known, &goes_on)) {
            Ok(Some(reach)) => self.say(LibraryEvent::Reach(Box::new(reach))),
            // Nobody listens any more; or there are fewer references than neighbours, and more may come.
            Ok(None) | Err(GraphError::TooFew { .. }) => Ok(()),
            Err(error) => self.say(LibraryEvent::Notice(error.to_string())),
        }
    }

    /// Whether all references are the same at a sample time: whatever is asked is as near to each.
    fn are_alike(&self, sample: usize) -> bool {
        let mut rows = self.samples[sample].chunks_exact(self.dim);
        rows.next().is_some_and(|first| rows.len() > 0 && rows.all(|row| row == first))
    }

    /// How ordinary an input is; none while there are too few references to say.
    fn familiarity(
        &mut self,
        sample: usize,
        query: &[i16],
        knn: &Knn,
        verdict: &Verdict,
    ) -> Result<Option<Familiarity>, Stop> {
        let learnt_from = self.learnt_from();
        if learnt_from < NoveltyScale::REFERENCES_MIN {
            return Ok(None);
        }
        let signs = self.signs()?;
        Ok(self.judge(sample, query, knn, verdict, learnt_from, &signs))
    }

    /// What is usual is learnt from the largest power of two of references: it then depends on how many there are, not
    /// on when they came.
    fn learnt_from(&self) -> usize {
        self.labels.len().checked_ilog2().map_or(0, |log| 1 << log)
    }

    /// Whether hardly any reference of the label is of so many pieces.
    fn is_rare(&mut self, verdict: &Verdict, of_pieces: Pieces) -> bool {
        for reference in self.pieces.images()..self.learnt_from() {
            let pixels = self.digits.image(self.order[reference] as usize);
            self.pieces.add(self.labels[reference], pieces(pixels));
        }
        self.pieces.is_rare(verdict.label, of_pieces)
    }

    /// The same by the scale of so many references; none where they make no scale.
    fn judge(
        &mut self,
        sample: usize,
        query: &[i16],
        knn: &Knn,
        verdict: &Verdict,
        learnt_from: usize,
        signs: &[Vec<i16>],
    ) -> Option<Familiarity> {
        let references = |count: usize| {
            let rows = &self.samples[sample][..count * self.dim];
            References::new(rows, self.dim, &self.labels[..count]).ok()
        };
        let none = signs.get(sample).map_or(&[][..], Vec::as_slice);
        let known = self.novelty[sample].as_ref();
        if !known.is_some_and(|(with, of, _)| *with == knn.spec() && *of == learnt_from) {
            let scale =
                NoveltyScale::fit(references(learnt_from)?, knn, NOVELTY_SAMPLE, none).ok()?;
            self.novelty[sample] = Some((knn.spec(), learnt_from, scale));
        }
        let to_none = to_none(knn.spec().metric, query, none, self.dim);
        let (_, _, scale) = self.novelty[sample].as_ref()?;
        scale.assess(references(self.labels.len())?, verdict, to_none).ok()
    }
}
