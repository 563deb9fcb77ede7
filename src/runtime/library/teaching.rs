//! Teach: what somebody said of a few images, and how far that reaches. Labels of the references may be put away; then
//! nothing else counts, and it spreads through the neighbour graph.

use super::expected::{TOLD, right_of};
use super::lesson::{Curve, Example, Lesson, OwnPoint, Reach, Subject};
use crate::analysis::{
    Graph, GraphError, GraphSpec, KnnSpec, Metric, Neighbour, Progress, QuestionSpec, Questions,
    References, Spread, Taught, Verdict,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Points of the cloud that a picture is: itself, and its variants.
pub(super) const ROWS: usize = 1 + VARIANTS;
/// Variants of a picture that are embedded beside it.
pub(super) const VARIANTS: usize = 32;

/// A picture, embedded.
pub(super) struct Own {
    pub id: u32,
    pub class: Option<u8>,
    /// By sample time: [`ROWS`] x dim, the picture itself first.
    pub samples: Vec<Vec<i16>>,
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
    /// The sample time that `rows` are of.
    pub sample: usize,
}

/// What was said, and what came of it.
#[derive(Default)]
pub(super) struct Teaching {
    pub lesson: u64,
    pub told: Arc<Lesson>,
    /// Whether nobody said what the references show: then labels are always put away, and what is right is not counted.
    are_unlabelled: bool,
    /// Pictures that were told, in that order.
    pub own: Vec<Own>,
    /// How many references there were when `own` were placed.
    pub placed_among: usize,
    base: Option<(Arc<Graph>, Questions)>,
    /// The references and one's own pictures of these ids, in one graph.
    joined: Option<(Vec<u32>, Arc<Graph>)>,
    spread: Option<Spread>,
    /// By image, where labels stay: what it is called now.
    renamed: BTreeMap<u32, u8>,
    /// By numbers of images told, falling, those of which it is to be said how far they had reached; and what is known.
    earlier: Option<(Vec<usize>, Curve)>,
}

impl Teaching {
    /// Nothing is told yet of references that have labels, or have none.
    pub(super) fn of(has_labels: bool) -> Teaching {
        Teaching { are_unlabelled: !has_labels, ..Teaching::default() }
    }

    /// Another lesson; the graph that there is stays, and what was embedded of `own`.
    pub(super) fn next(&mut self, lesson: u64, told: Arc<Lesson>) {
        let named = told.told.iter().filter_map(|told| match told {
            Example { what: Subject::Reference(image), class: Some(class) } => {
                Some((*image, *class))
            }
            _ => None,
        });
        self.renamed = named.collect();
        // Who is told one thing after the other has seen how far each reached.
        let is_seen = self.are_labels_away() && told.told.len() < self.told.told.len() + 2;
        if !is_seen && !self.are_unlabelled {
            let named = told.told.iter().filter(|told| told.class.is_some()).count();
            let counts = TOLD.iter().rev().copied().filter(|&count| count < named).collect();
            self.earlier = Some((counts, Vec::new()));
        }
        (self.lesson, self.told, self.spread) = (lesson, told, None);
    }

    /// How far the first images that were told had reached, where nobody has seen it: goes on by one number of images.
    /// Whether there was something to do, and all that was found once nothing is left.
    pub(super) fn look_back(&mut self, known: &Known) -> (bool, Option<Curve>) {
        let Some(((mut counts, mut curve), (base, _))) =
            self.earlier.take().zip(self.base.as_ref())
        else {
            return (false, None);
        };
        let Some(told) = counts.pop().filter(|_| self.spread.is_some()) else {
            return (false, None);
        };
        let graph = self.joined.as_ref().map_or(base, |(_, graph)| graph);
        let (images, labels) = (&known.images[..base.len()], &known.labels[..base.len()]);
        let named = self.told.told.iter().filter(|told| told.class.is_some());
        let first: Vec<&Example> = named.take(told).collect();
        let points = points(first, &self.own, images);
        let rule = self.told.rule();
        if let Some(spread) = rule.ok().and_then(|rule| graph.spread(rule, &points).ok()) {
            let (right, judged) = right_of(spread.labels(), labels, &points);
            curve.push((told, right as f32 / judged.max(1) as f32));
        }
        if counts.is_empty() {
            return (true, Some(curve));
        }
        self.earlier = Some((counts, curve));
        (true, None)
    }

    pub(super) fn are_labels_away(&self) -> bool {
        self.told.labels_are_away || self.are_unlabelled
    }

    /// Whether it is known what the references show.
    pub(super) fn has_labels(&self) -> bool {
        !self.are_unlabelled
    }

    /// The graph of the references, once there is one.
    pub(super) fn graph(&self) -> Option<&Arc<Graph>> {
        self.base.as_ref().map(|(graph, _)| graph)
    }

    /// Whether there are references that it has not seen.
    pub(super) fn is_behind(&self, references: usize) -> bool {
        let is_placed = self.own.is_empty() || self.placed_among == references;
        let is_graph = self.graph().is_some_and(|graph| graph.len() >= references);
        !is_placed || self.are_labels_away() && !is_graph
    }

    /// Whether the graph has to be built for so many references. While they come, one of half of them does.
    pub(super) fn is_due(&self, known: &Known) -> bool {
        let count = known.labels.len();
        self.graph().is_none_or(|graph| {
            let is_enough = known.is_growing && 2 * graph.len() > count;
            graph.len() > count || graph.len() < count && !is_enough
        })
    }

    /// Pictures of somebody's own as neighbours of a row at a sample time, nearest first: they count on after the
    /// `references`. Where labels stay, those without a name say nothing.
    pub(super) fn near(
        &self,
        sample: usize,
        metric: Metric,
        query: &[i16],
        references: usize,
    ) -> Vec<Neighbour> {
        let mut near = Vec::new();
        for (place, own) in self.own.iter().enumerate() {
            let Some(label) = own.class.or(self.are_labels_away().then_some(0)) else { continue };
            for (row, of) in own.samples[sample].chunks_exact(query.len()).enumerate() {
                let index = references + place * ROWS + row;
                near.push(Neighbour { index, label, distance: metric.between(query, of) });
            }
        }
        near.sort_unstable_by(Neighbour::order);
        near
    }

    /// What an input is taken for whose nearest references and pictures of somebody's own these are; none where labels
    /// are put away and none of them is taken for anything.
    pub(super) fn verdict(
        &self,
        spec: KnnSpec,
        mut near: Vec<Neighbour>,
        own: Vec<Neighbour>,
        images: &[u32],
        references: usize,
    ) -> Option<Verdict> {
        near.extend(own);
        near.sort_unstable_by(Neighbour::order);
        near.truncate(spec.k);
        if !self.are_labels_away() {
            for near in near.iter_mut().filter(|near| near.index < references) {
                near.label = self.renamed.get(&images[near.index]).copied().unwrap_or(near.label);
            }
            return Verdict::of(spec.voting, near);
        }
        // In the graph, one's own pictures come right after the references that it was built of.
        let (spread, base) = (self.spread.as_ref()?, self.graph()?.len());
        let is_known = |near: &Neighbour| near.index < base || near.index >= references;
        near.retain(is_known);
        near.iter_mut()
            .filter(|near| near.index >= references)
            .for_each(|near| near.index -= references - base);
        near.retain(|near| near.index < spread.labels().len());
        let mut verdict = spread.join(&near)?;
        let own = verdict.neighbours.iter_mut().filter(|near| near.index >= base);
        own.for_each(|near| near.index += references - base);
        Some(verdict)
    }

    /// Builds the graph of the references and prepares the questions, in parallel on rayon's current pool; false once
    /// `goes_on` says that it does not.
    pub(super) fn build(&mut self, known: &Known, goes_on: Progress) -> Result<bool, GraphError> {
        let references = References::new(known.rows, known.dim, known.labels)?;
        let Some(graph) = Graph::build(references, GraphSpec::default(), goes_on)? else {
            return Ok(false);
        };
        self.ask_in(Arc::new(graph), goes_on)
    }

    /// Prepares the questions in a graph.
    pub(super) fn ask_in(
        &mut self,
        graph: Arc<Graph>,
        goes_on: Progress,
    ) -> Result<bool, GraphError> {
        let questions = Questions::prepare(graph.clone(), QuestionSpec::default(), goes_on)?;
        self.base = questions.map(|questions| (graph, questions));
        self.joined = None;
        Ok(self.base.is_some())
    }

    /// Spreads what was said through the graph of the references and of one's own pictures, in parallel on rayon's current
    /// pool. Where labels stay, nothing spreads.
    pub(super) fn reach(&mut self, known: &Known) -> Result<Reach, GraphError> {
        let mut reach = Reach {
            lesson: self.lesson,
            labels: Vec::new(),
            came_from: Vec::new(),
            dark_islands: 0,
            right: (0, 0),
            question: None,
            own: self.own.iter().map(|own| OwnPoint::of(own.id)).collect(),
        };
        self.placed_among = known.labels.len();
        let rule = self.told.rule()?;
        let (is_away, has_labels) = (self.are_labels_away(), self.has_labels());
        let Some((base, questions)) = self.base.as_mut().filter(|_| is_away) else {
            return Ok(reach);
        };
        let count = base.len();
        let ids: Vec<u32> = self.own.iter().map(|own| own.id).collect();
        self.joined = self.joined.take().filter(|(joined, _)| *joined == ids && !ids.is_empty());
        if self.joined.is_none() && !ids.is_empty() {
            let own = self.own.iter().flat_map(|own| own.samples[known.sample].iter().copied());
            let own: Vec<i16> = own.collect();
            let rows = &known.rows[..count * known.dim];
            let references = References::new(rows, known.dim, &known.labels[..count])?;
            self.joined = Some((ids, Arc::new(base.joined_by(references, &own)?)));
        }
        let graph = self.joined.as_ref().map_or(&*base, |(_, graph)| graph).clone();
        let points = points(&self.told.told, &self.own, &known.images[..count]);
        let asked: Vec<usize> =
            points.iter().map(|taught| taught.point).filter(|&point| point < count).collect();
        let spread = graph.spread(rule, &points)?;
        // One of one's own pictures is one answer, whatever its variants reach.
        let own = (0..self.own.len()).filter(|&at| self.own[at].class.is_some());
        let own = own.map(|at| count + at * ROWS);
        let answered: Vec<usize> = asked.iter().copied().chain(own).collect();
        let images = &known.images[..count];
        let passed = self.told.told.iter().filter_map(|told| match told {
            Example { what: Subject::Reference(image), class: None } => {
                images.iter().position(|of| of == image)
            }
            _ => None,
        });
        let passed: Vec<usize> = passed.collect();
        reach.question = questions.next_in(&graph, &answered, &passed)?;
        reach.labels = spread.labels()[..count].to_vec();
        if has_labels {
            reach.right = right_of(&reach.labels, &known.labels[..count], &points);
        }
        // Each of one's own pictures is several points of the graph, and one of the cloud.
        let in_cloud = |point: usize| match point.checked_sub(count) {
            None => point as u32,
            Some(row) => (count + row / ROWS) as u32,
        };
        let from = |point: usize| in_cloud(*spread.path(point).get(1).unwrap_or(&point));
        reach.came_from = (0..count).map(from).collect();
        for (place, own) in reach.own.iter_mut().enumerate() {
            own.label = spread.labels()[count + place * ROWS];
            reach.came_from.push(from(count + place * ROWS));
        }
        reach.dark_islands = spread.dark_islands();
        self.spread = Some(spread);
        Ok(reach)
    }
}

/// What was said as points of the graph of these images, and of one's own pictures after them.
fn points<'a>(
    told: impl IntoIterator<Item = &'a Example>,
    own: &[Own],
    images: &[u32],
) -> Vec<Taught> {
    let place: BTreeMap<u32, usize> =
        images.iter().enumerate().map(|(place, &image)| (image, place)).collect();
    let mut points = Vec::new();
    for Example { what, class } in told {
        let Some(class) = *class else { continue };
        let of = match what {
            Subject::Reference(image) => place.get(image).map(|&point| point..point + 1),
            Subject::Own { id, .. } => own.iter().position(|own| own.id == *id).map(|at| {
                let first = images.len() + at * ROWS;
                first..first + ROWS
            }),
        };
        points.extend(of.into_iter().flatten().map(|point| Taught { point, class }));
    }
    points
}
