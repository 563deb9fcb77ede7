//! "Which one should I tell you?": the point whose name would reach most of what no name has reached yet.
//!
//! ```text
//! F_ic = what reaches point i when candidate c alone is named, over the most that any candidate sends there
//! gain of c = Σ_i max(0, F_ic − max over named points n of F_in)
//! ```
//! A point is as well covered as the named point that reaches it best. Asking for the candidate of the largest gain, one
//! after the other, covers at least 63 % of what any choice of as many candidates could (facility location is submodular:
//! Nemhauser, Wolsey & Fisher 1978, § 4; Cornuéjols, Fisher & Nemhauser 1977). No label is looked at: distances alone
//! say what is asked, so whatever the answers are, the next question depends on where they were given and not on what
//! they say. To take an answer back is to leave its point out of the list; a question that nobody can answer is passed over.
//!
//! | name | meaning | unit | range | default | source |
//! |---|---|---|---|---|---|
//! | `questions.candidates` | points that may be asked about, drawn at random; all where there are fewer | points | 1 to 2,000 | 500 | cost: as many columns of n numbers |
//! | `questions.seed` | of the draw | | any | 1 | |
//!
//! F is that of [`super::graph`] over a shorter way, α = 0.99 and 60 steps, all classes counting alike: over as long a way as
//! names spread, what is named is counted on so far away that now and then a class is not met by ten questions. Points that joined the graph
//! later ([`Graph::joined_by`]) are not asked about, and what they reach is not asked for; but one that was named covers
//! what it reaches in the graph that it joined.
//!
//! ## Measured
//! 10,000 references (`weights-196`, seed 1, 300 ms), eight draws of candidates; of all references, how many are taken for
//! what they are once the first questions are answered, %, and in how many draws the first ten asked for one digit of each
//! class.
//!
//! | candidates | 10 answers | 15 answers | 20 answers | one of each |
//! |---|---|---|---|---|
//! | 125 | 96.7 ± 0.2 | 96.5 ± 0.5 | 97.0 ± 0.3 | 8 |
//! | **500** | 96.7 ± 0.2 | 96.5 ± 0.4 | 97.1 ± 0.1 | 8 |
//! | 1,000 | 96.9 ± 0.2 | 96.4 ± 0.4 | 97.1 ± 0.1 | 8 |
//! | 2,000 | 96.7 ± 0.3 | 96.6 ± 0.5 | 97.1 ± 0.1 | 8 |
//!
//! There, two nearest were joined in any case. With four (`graph.own`), 24 other draws of 500 candidates meet all ten classes
//! with ten questions, and give 96.1 (least 93.7), with twenty 97.1; F of 0.97 and 40 steps 96.4 (93.9), of 0.95 and 40 steps
//! 95.2 (86.8, 21 of 24 meet all). With F of 0.997 and 100 steps, 125 and 1,000 candidates missed a class in one of the eight (95.4 and 95.3 ± 3.3).

#[cfg(test)]
mod tests;

use super::graph::{
    Balance, Graph, GraphError, LANES, Lanes, SpreadRule, SpreadSpec, column_block,
};
use super::knn::Progress;
use crate::sim::check::{self, SpecError};
use crate::sim::random::{Purpose, Stream};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Which points may be asked about, as a file or slider gave it: nothing is promised yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuestionSpec {
    /// Points that are drawn, 1 to [`CANDIDATES_MAX`](Self::CANDIDATES_MAX). Default 500.
    pub candidates: usize,
    /// Seed of the draw. Default 1.
    pub seed: u64,
}

impl QuestionSpec {
    /// Most candidates: for 60,000 points they take half a gigabyte.
    pub const CANDIDATES_MAX: usize = 2000;

    /// Whether questions can be asked so.
    ///
    /// # Errors
    /// A number of candidates beyond its range.
    pub fn check(&self) -> Result<(), SpecError> {
        check::count("questions.candidates", self.candidates, Self::CANDIDATES_MAX).map(|_| ())
    }
}

impl Default for QuestionSpec {
    fn default() -> Self {
        Self { candidates: 500, seed: 1 }
    }
}

/// How far what is named is counted on.
const REACH: SpreadSpec = SpreadSpec { alpha: 0.99, steps: 60, balance: Balance::None };

/// How far each candidate would reach in a graph.
#[derive(Clone, Debug)]
pub struct Questions {
    graph: Arc<Graph>,
    rule: SpreadRule,
    candidates: Vec<u32>,
    /// F, each row over its largest number: a block for every sixteen candidates, a row for each point.
    reach: Vec<Vec<Lanes>>,
    /// By point, what was the largest number of its row.
    largest: Vec<f32>,
    /// `graph`, or what it became when points joined it: where those that were named were spread from.
    joined: Arc<Graph>,
    /// F of points that were named and are no candidates, over `largest`: above 1 where they send more than any
    /// candidate does.
    others: BTreeMap<u32, Vec<f32>>,
}

impl Questions {
    /// Draws the candidates and spreads from each: as many times sixteen columns through all steps as there
    /// are sixteens, in parallel on rayon's current pool, the same bits with any number of threads. Takes 4 bytes for each
    /// point and candidate. None once `goes_on`, which is told of sixteens and asked before each step, says that it does not.
    ///
    /// # Errors
    /// A number of candidates beyond its range.
    pub fn prepare(
        graph: Arc<Graph>,
        spec: QuestionSpec,
        goes_on: Progress,
    ) -> Result<Option<Questions>, GraphError> {
        spec.check()?;
        let rule = SpreadRule::try_from(REACH)?;
        let mut candidates = Stream::new(spec.seed, Purpose::Questions).permutation(graph.len());
        candidates.truncate(spec.candidates);
        let (done, all) = (AtomicUsize::new(0), candidates.len().div_ceil(LANES));
        let block = |sources: &[u32]| {
            let block =
                columns(&graph, &rule, sources, || goes_on(done.load(Ordering::Relaxed), all));
            done.fetch_add(usize::from(block.is_some()), Ordering::Relaxed);
            block
        };
        let reach: Option<Vec<Vec<Lanes>>> = candidates.par_chunks(LANES).map(block).collect();
        let Some(mut reach) = reach else { return Ok(None) };
        let mut largest = vec![0.0_f32; graph.len()];
        for block in &reach {
            for (largest, row) in largest.iter_mut().zip(block) {
                *largest = row.0.iter().copied().fold(*largest, f32::max);
            }
        }
        reach.par_iter_mut().for_each(|block| {
            for (row, &largest) in block.iter_mut().zip(&largest) {
                row.0 = row.0.map(|x| share(x, largest));
            }
        });
        let (joined, others) = (Arc::clone(&graph), BTreeMap::new());
        Ok(Some(Questions { graph, rule, candidates, reach, largest, joined, others }))
    }

    /// The points that may be asked about, in the order they were drawn.
    pub fn candidates(&self) -> impl Iterator<Item = usize> + '_ {
        self.candidates.iter().map(|&point| point as usize)
    }

    /// The candidate that adds most to what `taught` reach, and is none of `passed`, which were asked about and not
    /// answered; of equal ones the least point. None when none would add anything. A point that was named without being asked for counts like the others; it has to be spread from first,
    /// sixteen of them at a time, and is then remembered as long as it is in the list.
    ///
    /// # Errors
    /// A point that is none of the graph's.
    pub fn next(
        &mut self,
        taught: &[usize],
        passed: &[usize],
    ) -> Result<Option<usize>, GraphError> {
        let graph = Arc::clone(&self.graph);
        self.next_in(&graph, taught, passed)
    }

    /// The same where points have joined the graph since ([`Graph::joined_by`]): `joined` is what it became, and `taught`
    /// may name them. They are spread from there, and forgotten when others join in their place.
    ///
    /// # Errors
    /// A point that is none of `joined`.
    ///
    /// # Panics
    /// If `joined` has fewer points than the graph that the questions were prepared in.
    pub fn next_in(
        &mut self,
        joined: &Arc<Graph>,
        taught: &[usize],
        passed: &[usize],
    ) -> Result<Option<usize>, GraphError> {
        let points = joined.len();
        assert!(points >= self.graph.len(), "joined: expected the graph itself and later points");
        if let Some(place) = taught.iter().position(|&point| point >= points) {
            return Err(GraphError::Point { place, points, found: taught[place] });
        }
        if !Arc::ptr_eq(&self.joined, joined) && *self.joined != **joined {
            let first = self.graph.len() as u32;
            self.others.retain(|&point, _| point < first);
        }
        self.joined = Arc::clone(joined);
        let taught: Vec<u32> = taught.iter().map(|&point| point as u32).collect();
        self.remember(&taught);
        let covered = self.covered(&taught);
        let gains: Vec<[f64; LANES]> = self
            .reach
            .par_iter()
            .map(|block| {
                let mut gains = [0.0; LANES];
                for (row, &covered) in block.iter().zip(&covered) {
                    for (gain, reach) in gains.iter_mut().zip(row.0) {
                        *gain += f64::from((reach - covered).max(0.0));
                    }
                }
                gains
            })
            .collect();
        let gains = gains.as_flattened().iter().zip(&self.candidates);
        let is_open =
            |&point: &u32| !taught.contains(&point) && !passed.contains(&(point as usize));
        let open = gains.filter(|&(&gain, point)| gain > 0.0 && is_open(point));
        let best = open.max_by(|a, b| a.0.total_cmp(b.0).then(b.1.cmp(a.1)));
        Ok(best.map(|(_, &point)| point as usize))
    }

    /// Spreads from those of `taught` that are no candidates, and forgets others.
    fn remember(&mut self, taught: &[u32]) {
        self.others.retain(|point, _| taught.contains(point));
        let is_new =
            |point: &u32| !self.candidates.contains(point) && !self.others.contains_key(point);
        let mut new: Vec<u32> = taught.iter().copied().filter(is_new).collect();
        new.sort_unstable();
        new.dedup();
        let later = new.partition_point(|&point| (point as usize) < self.graph.len());
        for (graph, new) in [(&self.graph, &new[..later]), (&self.joined, &new[later..])] {
            let column =
                |sources| columns(graph, &self.rule, sources, || true).expect("nobody ends it");
            let blocks: Vec<Vec<Lanes>> = new.par_chunks(LANES).map(column).collect();
            for (at, &point) in new.iter().enumerate() {
                let rows = blocks[at / LANES].iter().zip(&self.largest);
                let column = rows.map(|(row, &largest)| share(row.0[at % LANES], largest));
                self.others.insert(point, column.collect());
            }
        }
    }

    /// By point, the most that any of `taught` reaches there, 0 or more; from 1 on no candidate adds anything.
    fn covered(&self, taught: &[u32]) -> Vec<f32> {
        let mut covered = vec![0.0_f32; self.graph.len()];
        for point in taught {
            match self.candidates.iter().position(|candidate| candidate == point) {
                Some(at) => {
                    let rows = covered.iter_mut().zip(&self.reach[at / LANES]);
                    rows.for_each(|(covered, row)| *covered = covered.max(row.0[at % LANES]));
                }
                None => {
                    let rows = covered.iter_mut().zip(&self.others[point]);
                    rows.for_each(|(covered, &reach)| *covered = covered.max(reach));
                }
            }
        }
        covered
    }
}

/// F of at most [`LANES`] points, a column for each.
fn columns(
    graph: &Graph,
    rule: &SpreadRule,
    sources: &[u32],
    goes_on: impl Fn() -> bool,
) -> Option<Vec<Lanes>> {
    let mut ones: Vec<(u32, u8)> =
        sources.iter().enumerate().map(|(lane, &point)| (point, lane as u8)).collect();
    ones.sort_unstable();
    column_block(graph, rule, &ones, goes_on)
}

/// A number over the largest of its row, where there is one.
fn share(of: f32, largest: f32) -> f32 {
    if largest > 0.0 { of / largest } else { 0.0 }
}
