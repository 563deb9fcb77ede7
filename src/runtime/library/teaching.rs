//! Teach: labels of the references are put away, a few are told, and those spread through the neighbour graph.

use super::worker::{Stop, Worker};
use super::{LibraryEvent, REFERENCE_SAMPLE_MS};
use crate::analysis::{
    Graph, GraphError, GraphSpec, Label, Neighbour, QuestionSpec, Questions, References, Spread,
    SpreadRule, SpreadSpec, Taught, Verdict,
};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What somebody said of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its place among the training images and drawings, which stays the same while the cloud grows.
    pub image: u32,
    /// 0 to 9.
    pub class: u8,
}

/// How far that reaches.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The lesson that it answers.
    pub lesson: u64,
    /// By place in the cloud: what each reference is taken for, none where no label came. References that were embedded
    /// since the graph was built are missing at the end.
    pub labels: Vec<Option<Label>>,
    /// From which point each label came; itself where it was told or has none.
    pub came_from: Vec<u32>,
    /// Sets of references with no way to any that was told.
    pub dark_islands: usize,
    /// Of the references that were not told, how many are taken for what they are, and how many there are.
    pub right: (usize, usize),
    /// The reference to ask about next: whose name would reach most that no name reaches yet. No label was looked at.
    pub question: Option<usize>,
}

/// What the worker remembers of it.
pub(super) struct Teaching {
    lesson: u64,
    told: Arc<[Told]>,
    graph: Option<(Arc<Graph>, Questions)>,
    spread: Option<Spread>,
}

impl Worker {
    /// Takes the labels away, but for those that are told; or gives all back.
    pub(super) fn teach(&mut self, lesson: u64, told: Option<Arc<[Told]>>) -> Result<(), Stop> {
        let Some(told) = told else {
            self.teaching = None;
            return Ok(());
        };
        let graph = self.teaching.take().and_then(|teaching| teaching.graph);
        self.teaching = Some(Teaching { lesson, told, graph, spread: None });
        self.spread()
    }

    /// Once more with the references that have come, if labels are put away and some have.
    pub(super) fn spread_to_new(&mut self) -> Result<(), Stop> {
        let count = self.labels.len();
        let is_behind = |teaching: &Teaching| {
            teaching.graph.as_ref().is_none_or(|(graph, _)| graph.len() < count)
        };
        match self.teaching.as_ref().is_some_and(is_behind) {
            true => self.spread(),
            false => Ok(()),
        }
    }

    /// What an input is taken for whose neighbours are these, where labels are put away.
    pub(super) fn told(&self, verdict: Verdict) -> Option<Verdict> {
        match &self.teaching {
            None => Some(verdict),
            Some(teaching) => {
                let spread = teaching.spread.as_ref()?;
                let is_known = |near: &&Neighbour| near.index < spread.labels().len();
                let near: Vec<_> = verdict.neighbours.iter().filter(is_known).copied().collect();
                spread.join(&near)
            }
        }
    }

    fn spread(&mut self) -> Result<(), Stop> {
        match self.reach() {
            Ok(Some(reach)) => self.say(LibraryEvent::Reach(Box::new(reach))),
            Ok(None) => Ok(()),
            // Fewer references than neighbours: more may come.
            Err(GraphError::TooFew { .. }) => Ok(()),
            Err(error) => self.say(LibraryEvent::Notice(error.to_string())),
        }
    }

    fn reach(&mut self) -> Result<Option<Reach>, GraphError> {
        let Some(mut teaching) = self.teaching.take() else { return Ok(None) };
        let reach = self.reach_of(&mut teaching);
        self.teaching = Some(teaching);
        reach
    }

    fn reach_of(&mut self, teaching: &mut Teaching) -> Result<Option<Reach>, GraphError> {
        let count = self.labels.len();
        let rule = SpreadRule::try_from(SpreadSpec::default())?;
        // While references come, a graph of half of them does.
        let is_growing = count < self.target;
        let is_due = |graph: &Graph| {
            graph.len() < count && (!is_growing || 2 * graph.len() <= count) || graph.len() > count
        };
        if teaching.graph.as_ref().is_none_or(|(graph, _)| is_due(graph)) {
            let sample = self.times_ms.iter().position(|&t| t >= REFERENCE_SAMPLE_MS);
            let rows = &self.samples[sample.unwrap_or(self.samples.len() - 1)];
            let references = References::new(rows, self.dim, &self.labels)?;
            let goes_on = |_, _| !self.is_over.load(Ordering::Relaxed);
            let built = self.pool.install(|| {
                let Some(graph) = Graph::build(references, GraphSpec::default(), &goes_on)? else {
                    return Ok(None);
                };
                let graph = Arc::new(graph);
                let spec = QuestionSpec::default();
                let questions = Questions::prepare(graph.clone(), rule, spec, &goes_on)?;
                Ok::<_, GraphError>(questions.map(|questions| (graph, questions)))
            })?;
            // Nobody listens any more.
            let Some(built) = built else { return Ok(None) };
            teaching.graph = Some(built);
        }
        let Some((graph, questions)) = &mut teaching.graph else { return Ok(None) };
        let place = |told: &Told| {
            let point = self.order[..graph.len()].iter().position(|&image| image == told.image)?;
            Some(Taught { point, class: told.class })
        };
        let taught: Vec<Taught> = teaching.told.iter().filter_map(place).collect();
        let points: Vec<usize> = taught.iter().map(|taught| taught.point).collect();
        let (spread, question) = self.pool.install(|| {
            Ok::<_, GraphError>((graph.spread(rule, &taught)?, questions.next(&points)?))
        })?;
        let labels = spread.labels().to_vec();
        let judged = (0..labels.len()).filter(|point| !points.contains(point));
        let right = judged
            .clone()
            .filter(|&point| labels[point].is_some_and(|label| label.class == self.labels[point]));
        let right = (right.count(), judged.count());
        let came_from = (0..labels.len())
            .map(|point| *spread.path(point).get(1).unwrap_or(&point) as u32)
            .collect();
        let dark_islands = spread.dark_islands();
        teaching.spread = Some(spread);
        let lesson = teaching.lesson;
        Ok(Some(Reach { lesson, labels, came_from, dark_islands, right, question }))
    }
}
