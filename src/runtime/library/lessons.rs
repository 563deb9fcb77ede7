//! What the thread does with a lesson: embeds one's own pictures, builds or reads the graph, spreads, and says what twenty
//! random draws would have reached.

use super::expected::Expecting;
use super::lesson::Lesson;
use super::teaching::{Known, Teaching};
use super::worker::{Stop, Worker};
use super::{LibraryEvent, REFERENCE_SAMPLE_MS};
use crate::analysis::GraphError;
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl Worker {
    /// Something else was said.
    pub(super) fn teach(&mut self, lesson: u64, told: Arc<Lesson>) -> Result<(), Stop> {
        self.teaching.next(lesson, told);
        self.spread()
    }

    /// Once more with the references that have come, if they matter.
    pub(super) fn spread_to_new(&mut self) -> Result<(), Stop> {
        match self.teaching.is_behind(self.labels.len()) {
            true => self.spread(),
            false => Ok(()),
        }
    }

    fn spread(&mut self) -> Result<(), Stop> {
        self.embed_own()?;
        let mut teaching = std::mem::take(&mut self.teaching);
        let outcome = self.reach(&mut teaching);
        self.teaching = teaching;
        outcome
    }

    fn known(&self) -> Known<'_> {
        let sample = self.reference_sample();
        Known {
            rows: &self.samples[sample],
            dim: self.dim,
            labels: &self.labels,
            images: &self.order,
            is_growing: self.labels.len() < self.target,
            sample,
        }
    }

    fn reach(&mut self, teaching: &mut Teaching) -> Result<(), Stop> {
        let known = self.known();
        let is_over = &self.is_over;
        let goes_on = |_, _| !is_over.load(Ordering::Relaxed);
        let outcome = self.pool.install(|| {
            if teaching.are_labels_away() && teaching.is_due(&known) {
                let kept = self.kept_graph(known.is_growing);
                let is_there = match kept {
                    Some(graph) => teaching.ask_in(Arc::new(graph), &goes_on)?,
                    None => teaching.build(&known, &goes_on)?,
                };
                if !is_there {
                    return Ok(None);
                }
            }
            teaching.reach(&known).map(Some)
        });
        match outcome {
            Ok(Some(mut reach)) => {
                for (point, own) in reach.own.iter_mut().zip(&teaching.own) {
                    point.places = self.places_at_all_times(&own.samples);
                }
                self.say(LibraryEvent::Reach(Box::new(reach)))?;
                self.keep_graph(teaching.graph())?;
                // More than wanted may have been kept.
                let is_complete = self.labels.len() >= self.target && teaching.are_labels_away();
                if let Some(graph) =
                    teaching.graph().filter(|_| is_complete && teaching.has_labels())
                    && self.expecting.as_ref().is_none_or(|other| !other.is_in(graph))
                {
                    self.expecting = Some(Expecting::new(graph.clone(), &self.labels));
                }
                Ok(())
            }
            // Nobody listens any more; or there are fewer references than neighbours, and more may come.
            Ok(None) | Err(GraphError::TooFew { .. }) => Ok(()),
            Err(error) => self.say(LibraryEvent::Notice(error.to_string())),
        }
    }

    /// Does a little of what is expected, if anything is left of it to do and labels are put away; false if not.
    pub(super) fn expect(&mut self) -> Result<bool, Stop> {
        let is_on = self.teaching.are_labels_away();
        let mut teaching = std::mem::take(&mut self.teaching);
        let (known, lesson) = (self.known(), teaching.lesson);
        let (is_looking, found) = match is_on {
            true => self.pool.install(|| teaching.look_back(&known)),
            false => (false, None),
        };
        self.teaching = teaching;
        if let Some(curve) = found {
            self.say(LibraryEvent::Earlier { lesson, curve })?;
        }
        if is_looking {
            return Ok(true);
        }
        let Some(expecting) = self.expecting.as_mut().filter(|e| is_on && !e.is_done()) else {
            return Ok(false);
        };
        if let Some(found) = self.pool.install(|| expecting.step()) {
            self.say(LibraryEvent::Expected(Box::new(found)))?;
        }
        Ok(true)
    }

    /// Place among the sample times of the one that the cloud is laid out by.
    pub(super) fn reference_sample(&self) -> usize {
        let usual = self.times_ms.iter().position(|&t| t >= REFERENCE_SAMPLE_MS);
        usual.unwrap_or(self.samples.len() - 1)
    }
}
