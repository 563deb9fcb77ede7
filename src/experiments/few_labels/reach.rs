//! One embedding: its graph, the nearest references of every image that is asked about, and what becomes of each draw.

use super::draws::Draws;
use super::{Config, Features, Labelling, Reached, Row};
use crate::analysis::{
    Coordinate, Graph, GraphSpec, Knn, KnnError, KnnSpec, Neighbour, QuestionSpec, Questions,
    References, SpreadRule, Taught,
};
use crate::experiments::error::ExperimentError;
use crate::experiments::protocol::Accuracy;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Images that are asked about between two looks at the stop flag.
const A_LOOK: usize = 1024;

/// What is asked, of any embedding.
pub(super) struct Asking<'a> {
    pub what: Features,
    pub config: &'a Config,
    /// How references are joined.
    pub graph: GraphSpec,
    pub rule: SpreadRule,
    pub draws: &'a Draws,
    /// So many rows, from the first, are references.
    pub references: usize,
    /// What the other rows show.
    pub truth: &'a [u8],
    pub stop: &'a AtomicBool,
}

impl Asking<'_> {
    /// How far labels reach among `rows` (images x `dim`, row-major), references first; none when stopped. `told`
    /// hears how many draws of how many are done.
    pub fn reach<T: Coordinate>(
        &self,
        rows: &[T],
        dim: usize,
        mut told: impl FnMut(usize, usize),
    ) -> Result<Option<Reached>, ExperimentError> {
        let (known, asked) = rows.split_at(self.references * dim);
        // Nobody has said what references are; so that nothing can look, all are called 0.
        let unknown = vec![0; self.references];
        let refs = References::new(known, dim, &unknown)?;
        let of_each_class = self.config.labels.len() * self.draws.len();
        let total = of_each_class + self.config.questions.len() * self.draws.len();
        told(0, total);
        let goes_on = |_: usize, _: usize| !self.is_stopped();
        let Some(graph) = Graph::build(refs, self.graph, &goes_on)? else {
            return Ok(None);
        };
        let graph = Arc::new(graph);
        let Some(near) = self.nearest(refs, asked, self.config.join)? else { return Ok(None) };
        let (mut nearest, mut spread) = (Vec::new(), Vec::new());
        for (number, &labels) in self.config.labels.iter().enumerate() {
            let (mut alone, mut reached) = (Vec::new(), Vec::new());
            for draw in 0..self.draws.len() {
                let taught = self.draws.taught(draw, labels);
                let Some(percent) = self.alone(refs, asked, &taught)? else { return Ok(None) };
                alone.push(percent);
                reached.push(self.spread(&graph, &near, &taught)?);
                told(number * self.draws.len() + draw + 1, total);
            }
            let row = |way, shares| Row { way, labels, accuracy: Accuracy::of(shares) };
            nearest.push(row(Labelling::Nearest, alone));
            spread.push(row(Labelling::Spread, reached));
        }
        let told = |done| told(of_each_class + done, total);
        let Some(asked) = self.questions(&graph, &near, told)? else { return Ok(None) };
        let rows = nearest.into_iter().chain(spread).chain(asked).collect();
        Ok(Some(Reached { what: self.what, numbers: dim, islands: Some(graph.islands()), rows }))
    }

    /// How far answers reach to questions that are asked one after the other; none when stopped. Where a question
    /// would add nothing, no more are asked.
    fn questions(
        &self,
        graph: &Arc<Graph>,
        near: &[Vec<Neighbour>],
        mut told: impl FnMut(usize),
    ) -> Result<Option<Vec<Row>>, ExperimentError> {
        let counts = &self.config.questions;
        if counts.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let mut shares: Vec<Vec<f64>> = vec![Vec::new(); counts.len()];
        for draw in 0..self.draws.len() {
            let spec =
                QuestionSpec { candidates: self.config.candidates, seed: self.draws.seed(draw) };
            let goes_on = |_: usize, _: usize| !self.is_stopped();
            let questions = Questions::prepare(Arc::clone(graph), spec, &goes_on)?;
            let Some(mut questions) = questions else { return Ok(None) };
            let mut taught: Vec<Taught> = Vec::new();
            let mut points: Vec<usize> = Vec::new();
            for (number, (&count, shares)) in counts.iter().zip(&mut shares).enumerate() {
                while points.len() < count {
                    if self.is_stopped() {
                        return Ok(None);
                    }
                    let Some(point) = questions.next(&points, &[])? else { break };
                    points.push(point);
                    taught.push(self.draws.answer(point));
                }
                shares.push(self.spread(graph, near, &taught)?);
                told(draw * counts.len() + number + 1);
            }
        }
        let row = |(&labels, shares)| Row {
            way: Labelling::Asked,
            labels,
            accuracy: Accuracy::of(shares),
        };
        Ok(Some(counts.iter().zip(shares).map(row).collect()))
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// The `k` nearest of `refs` to every row of `asked`, nearest first; none when stopped.
    fn nearest<T: Coordinate>(
        &self,
        refs: References<T>,
        asked: &[T],
        k: usize,
    ) -> Result<Option<Vec<Vec<Neighbour>>>, KnnError> {
        let metric = self.graph.metric;
        let knn = Knn::try_from(KnnSpec { k, metric, ..KnnSpec::default() })?;
        let mut near = Vec::with_capacity(self.truth.len());
        for some in asked.chunks(A_LOOK * refs.dim()) {
            if self.is_stopped() {
                return Ok(None);
            }
            let verdicts = knn.classify_many(refs, some, |_| None)?;
            near.extend(verdicts.into_iter().map(|verdict| verdict.neighbours));
        }
        Ok(Some(near))
    }

    /// Percent right where each image is what its nearest labelled reference is; none when stopped.
    fn alone<T: Coordinate>(
        &self,
        refs: References<T>,
        asked: &[T],
        taught: &[Taught],
    ) -> Result<Option<f64>, KnnError> {
        let rows: Vec<T> = taught.iter().flat_map(|one| refs.row(one.point)).copied().collect();
        let classes: Vec<u8> = taught.iter().map(|one| one.class).collect();
        let labelled = References::new(&rows, refs.dim(), &classes)?;
        let near = self.nearest(labelled, asked, 1)?;
        Ok(near.map(|near| self.percent(near.iter().map(|near| Some(near[0].label)))))
    }

    /// Percent right where labels have spread from `taught` and the nearest references vote. An image whose neighbours
    /// no label has reached is wrong.
    fn spread(
        &self,
        graph: &Arc<Graph>,
        near: &[Vec<Neighbour>],
        taught: &[Taught],
    ) -> Result<f64, ExperimentError> {
        let spread = graph.spread(self.rule, taught)?;
        Ok(self.percent(near.iter().map(|near| Some(spread.join(near)?.label))))
    }

    fn percent(&self, labels: impl Iterator<Item = Option<u8>>) -> f64 {
        let right = labels.zip(self.truth).filter(|(label, truth)| *label == Some(**truth)).count();
        100.0 * right as f64 / self.truth.len() as f64
    }
}
