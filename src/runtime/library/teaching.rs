//! Teach: labels of the references are put away, a few are told, and those spread through the neighbour graph.

use crate::analysis::{
    Graph, GraphError, GraphSpec, Label, Neighbour, Progress, QuestionSpec, Questions, References,
    Spread, SpreadRule, SpreadSpec, Taught, Verdict,
};
use std::sync::Arc;

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

/// The references that there are, as the worker has them.
pub(super) struct Known<'a> {
    /// Embeddings at the time that the cloud is laid out by, references x dim.
    pub rows: &'a [i16],
    pub dim: usize,
    pub labels: &'a [u8],
    /// Which image each reference is of.
    pub images: &'a [u32],
    /// Whether more are to come.
    pub is_growing: bool,
}

/// What was told, where labels are put away, and what came of it.
pub(super) struct Teaching {
    lesson: u64,
    told: Arc<[Told]>,
    graph: Option<(Arc<Graph>, Questions)>,
    spread: Option<Spread>,
}

impl Teaching {
    /// Another lesson; the graph that there is stays.
    pub(super) fn of(lesson: u64, told: Arc<[Told]>, before: Option<Teaching>) -> Teaching {
        let graph = before.and_then(|before| before.graph);
        Teaching { lesson, told, graph, spread: None }
    }

    /// Whether the graph is of fewer references than there are.
    pub(super) fn is_behind(&self, references: usize) -> bool {
        self.graph.as_ref().is_none_or(|(graph, _)| graph.len() < references)
    }

    /// What an input is taken for whose neighbours are these; none where none of them is taken for anything.
    pub(super) fn verdict(&self, near: &[Neighbour]) -> Option<Verdict> {
        let spread = self.spread.as_ref()?;
        let is_known = |near: &&Neighbour| near.index < spread.labels().len();
        let near: Vec<Neighbour> = near.iter().filter(is_known).copied().collect();
        spread.join(&near)
    }

    /// Spreads what was told, in parallel on rayon's current pool; none once `goes_on` says that it does not.
    pub(super) fn reach(
        &mut self,
        known: &Known,
        goes_on: Progress,
    ) -> Result<Option<Reach>, GraphError> {
        let count = known.labels.len();
        let rule = SpreadRule::try_from(SpreadSpec::default())?;
        // While references come, a graph of half of them does.
        let is_due = |graph: &Graph| {
            graph.len() < count && (!known.is_growing || 2 * graph.len() <= count)
                || graph.len() > count
        };
        if self.graph.as_ref().is_none_or(|(graph, _)| is_due(graph)) {
            let references = References::new(known.rows, known.dim, known.labels)?;
            let Some(graph) = Graph::build(references, GraphSpec::default(), goes_on)? else {
                return Ok(None);
            };
            let graph = Arc::new(graph);
            let spec = QuestionSpec::default();
            let questions = Questions::prepare(graph.clone(), rule, spec, goes_on)?;
            let Some(questions) = questions else { return Ok(None) };
            self.graph = Some((graph, questions));
        }
        let Some((graph, questions)) = &mut self.graph else { return Ok(None) };
        let place = |told: &Told| {
            let mut images = known.images[..graph.len()].iter();
            Some(Taught {
                point: images.position(|&image| image == told.image)?,
                class: told.class,
            })
        };
        let taught: Vec<Taught> = self.told.iter().filter_map(place).collect();
        let points: Vec<usize> = taught.iter().map(|taught| taught.point).collect();
        let (spread, question) = (graph.spread(rule, &taught)?, questions.next(&points)?);
        let labels = spread.labels().to_vec();
        let judged = (0..labels.len()).filter(|point| !points.contains(point));
        let right = judged
            .clone()
            .filter(|&point| labels[point].is_some_and(|label| label.class == known.labels[point]));
        let right = (right.count(), judged.count());
        let came_from = (0..labels.len())
            .map(|point| *spread.path(point).get(1).unwrap_or(&point) as u32)
            .collect();
        let (lesson, dark_islands) = (self.lesson, spread.dark_islands());
        self.spread = Some(spread);
        Ok(Some(Reach { lesson, labels, came_from, dark_islands, right, question }))
    }
}
