//! Labels on their way: step by step, with the way that each one came.
//!
//! A label takes one edge a step. When a class first reaches a point, it comes from those neighbours that it reached a step
//! before; the one that gave most of it then is remembered. From neighbour to neighbour that leads back to a point
//! that was named so, in as many edges as steps: a path that can be drawn, and a wave that can be shown at any step.

use super::super::knn::{Neighbour, Verdict, Voting};
use super::balance::{Factors, by_mass, factors};
use super::columns::{Column, LANES, Lanes, gathered, start, told};
use super::rule::{Balance, SpreadRule};
use super::{Graph, GraphError};
use crate::data::CLASSES_MAX;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Points of one task.
const ROWS: usize = 512;
/// A step that has not come.
const NEVER: u32 = u32::MAX;

/// Somebody said what a point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taught {
    /// Its place among the graph's points.
    pub point: usize,
    /// 0 to 63.
    pub class: u8,
}

/// What a point is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Label {
    /// 0 to 63; of equal ones the smaller. A point that was named is what it was named.
    pub class: u8,
    /// Share of the class among all that reached the point, above 0 to 1; 1 where it was named.
    pub confidence: f32,
    /// The named point that the class came from first, by the way that gave most.
    pub origin: usize,
    /// Step at which it came, 0 where it was named: so many edges away is the nearest point that was named so.
    pub arrived: usize,
}

/// When a class first reached a point, and from which neighbour.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Arrival {
    step: u32,
    from: u32,
}

/// By column of a block.
type Arrivals = [Arrival; LANES];

/// Sixteen classes on their way.
#[derive(Clone, Debug)]
struct Block {
    /// What was named one of them, by rising point.
    taught: Vec<Column>,
    /// F, a column for each class.
    now: Vec<Lanes>,
    /// Room for the next.
    next: Vec<Lanes>,
    arrivals: Vec<Arrivals>,
    /// Whether in the last step a class came to a point for the first time; where none did, none will.
    still_arrives: bool,
}

impl Block {
    fn new(points: usize, taught: Vec<Column>) -> Block {
        let mut arrivals = vec![[Arrival { step: NEVER, from: NEVER }; LANES]; points];
        for &(point, lane) in &taught {
            arrivals[point as usize][usize::from(lane)] = Arrival { step: 0, from: point };
        }
        let now = start(points, &taught);
        Block { taught, now, next: vec![Lanes::ZERO; points], arrivals, still_arrives: true }
    }

    fn step(&mut self, graph: &Graph, alpha: f32, step: u32) {
        let (now, taught, still_arrives) = (&self.now, &self.taught, self.still_arrives);
        let rows = self.next.par_chunks_mut(ROWS).zip(self.arrivals.par_chunks_mut(ROWS));
        let step_of_task = |(task, (rows, arrivals)): (usize, (&mut [Lanes], &mut [Arrivals]))| {
            let first = task * ROWS;
            let mut arrived = false;
            for (i, (row, arrivals)) in rows.iter_mut().zip(arrivals).enumerate() {
                let point = first + i;
                *row = gathered(graph, alpha, now, point);
                if !still_arrives {
                    continue;
                }
                let fresh = present(row) & !present(&now[point]);
                if fresh != 0 {
                    arrived = true;
                    arrive(graph, now, point, fresh, step, arrivals);
                }
            }
            told(alpha, taught, first, rows);
            arrived
        };
        self.still_arrives = rows.enumerate().map(step_of_task).reduce(|| false, |a, b| a | b);
        std::mem::swap(&mut self.now, &mut self.next);
    }
}

/// Labels that spread, a step at a time.
#[derive(Clone, Debug)]
pub struct Spreading {
    graph: Arc<Graph>,
    rule: SpreadRule,
    /// By rising point, none twice.
    taught: Vec<Column>,
    done: usize,
    /// As many as the last class that was named needs, at least one.
    blocks: Vec<Block>,
}

impl Spreading {
    /// Before the first step. What was taught twice alike counts once; where nothing was taught nothing spreads, and no
    /// point has a label.
    ///
    /// # Errors
    /// A point that is none of the graph's, a class above 63, a point that was named two things.
    pub fn new(
        graph: Arc<Graph>,
        rule: SpreadRule,
        taught: &[Taught],
    ) -> Result<Spreading, GraphError> {
        let points = graph.len();
        let mut named: Vec<Option<u8>> = vec![None; points];
        for (place, &Taught { point, class }) in taught.iter().enumerate() {
            if point >= points {
                return Err(GraphError::Point { place, points, found: point });
            }
            if usize::from(class) >= CLASSES_MAX {
                return Err(GraphError::Class { place, found: class });
            }
            if let Some(expected) = named[point].replace(class).filter(|&first| first != class) {
                return Err(GraphError::Contradiction { place, point, expected, found: class });
            }
        }
        let named = named.iter().enumerate();
        let taught: Vec<Column> =
            named.filter_map(|(point, class)| Some((point as u32, (*class)?))).collect();
        let lanes = LANES as u8;
        let last = taught.iter().map(|&(_, class)| class / lanes).max().unwrap_or(0);
        let of_block = |block| {
            let taught = taught.iter().filter(|&&(_, class)| class / lanes == block);
            Block::new(points, taught.map(|&(point, class)| (point, class % lanes)).collect())
        };
        let blocks = (0..=last).map(of_block).collect();
        Ok(Spreading { graph, rule, taught, done: 0, blocks })
    }

    /// Does the next step, in parallel on rayon's current pool, the same bits with any number of threads; false, and
    /// nothing is done, once all steps are.
    pub fn step(&mut self) -> bool {
        if self.done == self.rule.spec().steps {
            return false;
        }
        self.done += 1;
        let alpha = self.rule.alpha();
        for block in &mut self.blocks {
            block.step(&self.graph, alpha, self.done as u32);
        }
        true
    }

    /// Steps done.
    pub fn done(&self) -> usize {
        self.done
    }

    /// What it spreads in.
    pub fn graph(&self) -> &Arc<Graph> {
        &self.graph
    }

    /// What each point is taken for as of now; none where no label has come.
    pub fn labels(&self) -> Vec<Option<Label>> {
        let columns: Vec<&[Lanes]> = self.blocks.iter().map(|block| &block.now[..]).collect();
        let factors = match self.rule.spec().balance {
            Balance::Borders => factors(&self.graph, &columns, &self.taught),
            Balance::Mass => by_mass(&columns),
            Balance::None => vec![[1.0; LANES]; self.blocks.len()],
        };
        let label = |point: usize| label(&self.blocks, &factors, point);
        let mut labels: Vec<Option<Label>> =
            (0..self.graph.len()).into_par_iter().map(label).collect();
        for &(point, class) in &self.taught {
            let origin = point as usize;
            labels[origin] = Some(Label { class, confidence: 1.0, origin, arrived: 0 });
        }
        labels
    }

    /// What there is after the steps that were done.
    pub fn finish(self) -> Spread {
        let labels = self.labels();
        let mut lit = vec![false; self.graph.islands()];
        self.taught.iter().for_each(|&(point, _)| lit[self.graph.island_of(point as usize)] = true);
        let dark_islands = lit.iter().filter(|lit| !**lit).count();
        let arrivals = self.blocks.into_iter().map(|block| block.arrivals).collect();
        Spread { labels, dark_islands, arrivals }
    }
}

/// One bit for each column that has something in the row.
#[inline]
fn present(row: &Lanes) -> u16 {
    (0..LANES).fold(0, |bits, lane| bits | (u16::from(row.0[lane] > 0.0) << lane))
}

/// Notes from whom the classes in `fresh` came; of equal ones the first.
fn arrive(
    graph: &Graph,
    now: &[Lanes],
    point: usize,
    fresh: u16,
    step: u32,
    arrivals: &mut Arrivals,
) {
    for class in (0..LANES).filter(|class| fresh >> class & 1 == 1) {
        if arrivals[class].step != NEVER {
            continue; // it had become too small to be seen, and is back
        }
        let mut most = 0.0;
        for (other, weight) in graph.joined(point) {
            let gave = weight * now[other].0[class];
            if gave > most {
                most = gave;
                arrivals[class] = Arrival { step, from: other as u32 };
            }
        }
    }
}

/// What a point that nobody named is taken for.
fn label(blocks: &[Block], factors: &[Factors], point: usize) -> Option<Label> {
    let (mut class, mut most, mut sum) = (0, 0.0, 0.0);
    let columns = blocks.iter().flat_map(|block| block.now[point].0);
    for (at, (of, &factor)) in columns.zip(factors.as_flattened()).enumerate() {
        if of > 0.0 {
            let share = f64::from(of) * factor;
            sum += share;
            if share > most {
                (class, most) = (at, share);
            }
        }
    }
    if most == 0.0 {
        return None;
    }
    let arrivals = &blocks[class / LANES].arrivals;
    let origin = way(arrivals, class % LANES, point).last()?;
    let arrived = arrivals[point][class % LANES].step as usize;
    Some(Label { class: class as u8, confidence: (most / sum) as f32, origin, arrived })
}

/// From `point` to where the class of a column came from: one fewer step each.
fn way(arrivals: &[Arrivals], lane: usize, point: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(Some(point), move |&point| {
        let Arrival { step, from } = arrivals[point][lane];
        (step != 0).then_some(from as usize)
    })
}

/// Labels that have spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    labels: Vec<Option<Label>>,
    dark_islands: usize,
    /// By block of sixteen classes.
    arrivals: Vec<Vec<Arrivals>>,
}

impl Spread {
    /// What each point is taken for; none where no label came.
    pub fn labels(&self) -> &[Option<Label>] {
        &self.labels
    }

    /// The way that its label came: `point` itself, a neighbour, that one's neighbour, and so on to the origin; empty
    /// where none came. Points on it may have been given another label since.
    ///
    /// # Panics
    /// If there is no such point.
    pub fn path(&self, point: usize) -> Vec<usize> {
        let label = self.labels[point];
        let way = |class: usize| way(&self.arrivals[class / LANES], class % LANES, point).collect();
        label.map_or(Vec::new(), |label| way(label.class.into()))
    }

    /// Points without a label.
    pub fn unlabelled(&self) -> usize {
        self.labels.iter().filter(|label| label.is_none()).count()
    }

    /// Islands on which nothing was named.
    pub fn dark_islands(&self) -> usize {
        self.dark_islands
    }

    /// What something that is no point of the graph is taken for: the vote of its nearest points, each for what it is
    /// taken for and by 1 / distance ([`Voting::DistanceWeighted`]). The verdict names those that have a label, with
    /// that label; none if none has.
    ///
    /// # Panics
    /// If a neighbour is no point of the graph.
    pub fn join(&self, near: &[Neighbour]) -> Option<Verdict> {
        let labelled = near
            .iter()
            .filter_map(|near| Some(Neighbour { label: self.labels[near.index]?.class, ..*near }));
        Verdict::of(Voting::DistanceWeighted, labelled.collect())
    }
}

impl Graph {
    /// All steps at once. See [`Spreading::new`] for what is and what is not an error.
    ///
    /// # Errors
    /// As there.
    pub fn spread(
        self: &Arc<Self>,
        rule: SpreadRule,
        taught: &[Taught],
    ) -> Result<Spread, GraphError> {
        let mut spreading = Spreading::new(Arc::clone(self), rule, taught)?;
        while spreading.step() {}
        Ok(spreading.finish())
    }
}

/// F after all steps from `ones`, by rising point, in columns below [`LANES`], on this thread alone: who needs many blocks
/// gives one to each. None once it does not go on, which is asked before each step.
pub(in crate::analysis) fn column_block(
    graph: &Graph,
    rule: &SpreadRule,
    ones: &[Column],
    goes_on: impl Fn() -> bool,
) -> Option<Vec<Lanes>> {
    let alpha = rule.alpha();
    let mut now = start(graph.len(), ones);
    let mut next = vec![Lanes::ZERO; graph.len()];
    for _ in 0..rule.spec().steps {
        if !goes_on() {
            return None;
        }
        for (point, row) in next.iter_mut().enumerate() {
            *row = gathered(graph, alpha, &now, point);
        }
        told(alpha, ones, 0, &mut next);
        std::mem::swap(&mut now, &mut next);
    }
    Some(now)
}
