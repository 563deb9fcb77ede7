//! What inputs are compared with, as far as the window knows.

use crate::analysis::{Familiarity, KnnSpec, Verdict};
use crate::data::{DataSet, Part};
use crate::experiments::words::thousands;
use crate::runtime::{Cloud, PathTrajectory, Prediction};
use bevy::prelude::*;
use std::sync::Arc;

/// References of the first cloud, embedded before anything else.
pub const REFERENCES_FIRST: usize = 2_000;

/// References wanted, unless the user says otherwise.
pub const REFERENCES_GOAL: usize = 10_000;

/// Images that can be picked.
#[derive(Resource)]
pub struct Digits {
    /// What the data set is called.
    pub name: String,
    /// Its test images are those of MNIST.
    pub is_mnist: bool,
    /// The test images.
    pub test: Arc<DataSet>,
    /// The training images, once they have been read.
    pub train: Option<Arc<DataSet>>,
}

impl Digits {
    /// What a reference is called, by its place among the training images.
    pub fn reference_name(&self, place: u32) -> String {
        let set = self.train.as_ref();
        match set.and_then(|set| set.drawing(place as usize)) {
            Some(drawing) => format!("drawing {} of ours", thousands(drawing)),
            None => format!("training {} {}", self.noun(), thousands(place as usize)),
        }
    }

    /// What one of them is called; what nobody labelled may be anything.
    pub fn noun(&self) -> &'static str {
        if !self.test.has_labels() {
            return "image";
        }
        self.test.classes().noun()
    }

    /// How many classes there are; none where nobody said what images show.
    pub fn known_classes(&self) -> usize {
        if self.test.has_labels() { self.test.classes().count() } else { 0 }
    }

    /// A set, if it has been read.
    pub fn part(&self, part: Part) -> Option<&Arc<DataSet>> {
        match part {
            Part::Test => Some(&self.test),
            Part::Train => self.train.as_ref(),
        }
    }
}

/// What the library has said.
#[derive(Resource, Default)]
pub struct References {
    /// The cloud as last laid out.
    pub cloud: Option<Arc<Cloud>>,
    /// Why there can be none.
    pub no_cloud: Option<String>,
    /// Images read, and wanted, to fit the axes of temporal paths.
    pub fitting: Option<(usize, usize)>,
    /// References embedded.
    pub done: usize,
    /// References wanted.
    pub target: usize,
    /// No more were asked for; those that come were on their way.
    pub is_stopping: bool,
    /// Seconds of growing so far, and how many there were when it began: the rate.
    pub growing_since: Option<(f64, usize)>,
    /// Bytes kept on disk.
    pub cache_bytes: Option<u64>,
    /// The last answer.
    pub prediction: Option<Prediction>,
    /// The last question: presentation, references, way to vote.
    pub asked: Option<(u64, usize, KnnSpec)>,
}

impl References {
    /// So many are there, of so many that are wanted; how many there are where growing was stopped, once all
    /// have come that were on their way.
    pub fn progress(&mut self, done: usize, target: usize) -> Option<usize> {
        (self.done, self.target) = (done, target);
        let is_stopped = self.is_stopping && !self.grows();
        self.is_stopping &= !is_stopped;
        is_stopped.then_some(done)
    }

    /// More are to come.
    pub fn grows(&self) -> bool {
        self.done < self.target
    }

    /// The verdict on a presentation at a sample time, if there is one.
    pub fn verdict(
        &self,
        presentation: u64,
        sample: usize,
    ) -> Option<&(Verdict, Option<Familiarity>)> {
        self.prediction_on(presentation)?.verdicts.get(sample)
    }

    /// The way of a presentation's temporal path through the cloud, once it is known.
    pub fn way(&self, presentation: u64) -> Option<&PathTrajectory> {
        self.prediction_on(presentation)?.way.as_ref()
    }

    fn prediction_on(&self, presentation: u64) -> Option<&Prediction> {
        self.prediction.as_ref().filter(|prediction| prediction.question == presentation)
    }
}

/// Some of the classes.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Classes(pub(super) u64);

impl Classes {
    /// Puts a class in, or takes it out.
    pub fn toggle(&mut self, class: u8) {
        self.0 ^= 1_u64 << class;
    }

    /// Whether a class is lit: it is among them, or there are none.
    pub fn light(self, class: u8) -> bool {
        self.0 == 0 || self.0 & 1_u64 << class != 0
    }

    /// A bit for each class, the lower half first.
    pub fn bits(self) -> [u32; 2] {
        [self.0 as u32, (self.0 >> 32) as u32]
    }
}

/// This digit's way through the cloud, in the world; the last place is where it is now.
#[derive(Resource, Default)]
pub struct Trajectory {
    /// Places at steps of the presentation so far.
    pub places: Vec<Vec3>,
}
