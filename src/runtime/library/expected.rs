//! What to expect of so many names: how far those of references that are drawn at random reach.

use crate::analysis::{Graph, Label, MeanStd, SpreadRule, SpreadSpec, Taught};
use crate::sim::random::{Purpose, Stream};
use std::sync::Arc;

/// Draws, the same everywhere.
const DRAWS: u64 = 20;
/// Names that are told in each.
pub const TOLD: [usize; 9] = [1, 2, 3, 5, 7, 10, 15, 20, 30];

/// How much of the references is taken for what it is, once so many drawn at random are named.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// By number told: share that is right of the others, and how much that differs from draw to draw.
    pub right: Vec<(usize, MeanStd)>,
    /// Draws so far, of [`Expected::DRAWS`].
    pub draws: usize,
}

impl Expected {
    /// Draws in the end.
    pub const DRAWS: usize = DRAWS as usize;
}

/// Of those of the first points that were not told, how many are taken for what they are, and how many there are.
pub(super) fn right_of(labels: &[Option<Label>], truth: &[u8], told: &[Taught]) -> (usize, usize) {
    let mut is_judged = vec![true; truth.len()];
    for told in told.iter().filter(|told| told.point < truth.len()) {
        is_judged[told.point] = false;
    }
    let judged = labels.iter().zip(truth).zip(&is_judged).filter(|(_, is_judged)| **is_judged);
    let is_right = |((label, class), _): &((&Option<Label>, &u8), &bool)| {
        label.is_some_and(|label| label.class == **class)
    };
    (judged.clone().filter(is_right).count(), judged.count())
}

/// The draws on their way.
pub(super) struct Expecting {
    graph: Arc<Graph>,
    labels: Vec<u8>,
    /// By number told, by draw.
    right: Vec<Vec<f64>>,
}

impl Expecting {
    /// In a graph of references of these labels, or of the first of them.
    pub fn new(graph: Arc<Graph>, labels: &[u8]) -> Expecting {
        let labels = labels[..graph.len()].to_vec();
        Expecting { graph, labels, right: vec![Vec::new(); TOLD.len()] }
    }

    /// Whether this is of that graph.
    pub fn is_in(&self, graph: &Arc<Graph>) -> bool {
        Arc::ptr_eq(&self.graph, graph)
    }

    pub fn is_done(&self) -> bool {
        self.right.last().is_none_or(|draws| draws.len() as u64 == DRAWS)
    }

    /// One number of one draw; what is known then, when a draw is complete.
    pub fn step(&mut self) -> Option<Expected> {
        let at = (0..TOLD.len()).min_by_key(|&at| self.right[at].len())?;
        let draw = self.right[at].len() as u64;
        let order = Stream::new(draw + 1, Purpose::Labels).permutation(self.labels.len());
        let told: Vec<Taught> = order
            .iter()
            .take(TOLD[at])
            .map(|&point| Taught { point: point as usize, class: self.labels[point as usize] })
            .collect();
        let rule = SpreadRule::try_from(SpreadSpec::default()).ok()?;
        let spread = self.graph.spread(rule, &told).ok()?;
        let (right, judged) = right_of(spread.labels(), &self.labels, &told);
        self.right[at].push(right as f64 / judged.max(1) as f64);
        (at + 1 == TOLD.len()).then(|| self.found())
    }

    fn found(&self) -> Expected {
        let right = TOLD.iter().zip(&self.right).filter(|(told, _)| **told < self.labels.len());
        let right = right.filter_map(|(&told, draws)| Some((told, MeanStd::of(draws).ok()?)));
        Expected { right: right.collect(), draws: self.right.last().map_or(0, Vec::len) }
    }
}
