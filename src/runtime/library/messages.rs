//! What the library is asked, and what it says.

use crate::analysis::{Embedded, Familiarity, KnnSpec, Verdict};
use crate::data::Pixels;
use crate::data::{Cache, DataSet, Source};
use crate::runtime::library::cloud::Cloud;
use crate::runtime::library::expected::Expected;
use crate::runtime::library::lesson::{Curve, Lesson, Reach};
use crate::sim::{Network, Preset, Ticks};
use std::sync::Arc;

/// The cloud is laid out by the embeddings at this time, ms, and a prediction at rest uses it.
pub const REFERENCE_SAMPLE_MS: f64 = 300.0;

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
        /// What it is about.
        of: Embedded,
        /// The image that it is of.
        pixels: Pixels,
        /// The training image that it is, if it is one: a point never votes for itself.
        image: Option<u32>,
        /// How to vote.
        knn: KnnSpec,
    },
    /// What are these embeddings most like, each at its last sample time? Many at once take a fraction of the time that
    /// they take one by one.
    AskMany {
        /// What they are about, and the image that each is of: all of the same sample times.
        of: Vec<(Embedded, Pixels)>,
        /// How to vote.
        knn: KnnSpec,
    },
    /// This is what somebody says of some images, whatever was said before.
    Teach {
        /// Returned with the answer.
        lesson: u64,
        /// What is told.
        told: Arc<Lesson>,
    },
    /// How much is kept on disk by now?
    MeasureCache,
    /// Delete what is kept on disk.
    ClearCache,
    /// Panic, to see what the application makes of it.
    #[cfg(test)]
    Crash,
}

/// What the thread says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum LibraryEvent {
    /// The training images have been read.
    Digits(Arc<DataSet>),
    /// Images read that the axes of temporal paths are fitted to.
    Fitting {
        /// Read so far.
        done: usize,
        /// Wanted.
        target: usize,
    },
    /// Pictures of somebody's own that are embedded, of those that were told.
    Bringing {
        /// Embedded so far.
        done: usize,
        /// Wanted.
        target: usize,
    },
    /// References embedded, and wanted.
    Progress {
        /// Embedded so far.
        done: usize,
        /// Wanted.
        target: usize,
    },
    /// The cloud has grown or been laid out again.
    Cloud(Arc<Cloud>),
    /// All references are embedded, and there can be no cloud of them: why, in words.
    NoCloud(String),
    /// The answer to a question.
    Prediction(Box<Prediction>),
    /// The answers to many questions, in their order.
    Answers(Box<Answers>),
    /// How far labels reach that were told.
    Reach(Box<Reach>),
    /// What the first of the images that a lesson tells had reached, where it tells several that were not told one after
    /// the other.
    Earlier {
        /// Which.
        lesson: u64,
        /// A few numbers of images.
        curve: Curve,
    },
    /// What random draws reach, where labels are put away; more exactly by and by.
    Expected(Box<Expected>),
    /// Bytes kept on disk.
    CacheSize(u64),
    /// Something went wrong that stops nothing; in words for the user.
    Notice(String),
    /// The thread is gone: its last words.
    Failed(String),
}

/// What an input is most like, at every sample time.
#[derive(Clone, Debug)]
pub struct Prediction {
    /// The question that this answers.
    pub question: u64,
    /// By sample time: the vote and how familiar the input is, once there are enough references to say. Where labels are
    /// put away, by what the neighbours are taken for; empty if none of them for anything.
    /// Neighbours are places in the cloud.
    pub verdicts: Vec<(Verdict, Option<Familiarity>)>,
    /// Its way through the cloud, where its temporal path is the embedding.
    pub way: Option<PathTrajectory>,
    /// How many references there were.
    pub references: usize,
    /// The training images, or drawings, that they are of: the first so many are in use.
    pub images: Arc<[u32]>,
    /// Neighbours beyond the references: of which picture of somebody's own each is, by id.
    pub own: Vec<u32>,
    /// Whether all of them are alike, and so tell nothing: at the last sample time that was asked about.
    pub are_alike: bool,
}

/// What many inputs are most like, each at its last sample time.
#[derive(Clone, Debug)]
pub struct Answers {
    /// As [`Prediction::verdicts`], one for each question; none where there is no answer.
    pub verdicts: Vec<Option<(Verdict, Option<Familiarity>)>>,
    /// How many references there were.
    pub references: usize,
    /// Whether all of them are alike, and so tell nothing.
    pub are_alike: bool,
}

/// An image's way through a cloud of temporal paths.
#[derive(Clone, Debug, PartialEq)]
pub struct PathTrajectory {
    /// Rising, from the start to the end of the presentation.
    pub moments: Vec<Ticks>,
    /// Where the path up to each lies.
    pub places: Vec<[f32; 3]>,
}
