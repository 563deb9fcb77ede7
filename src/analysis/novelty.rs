//! Is an input like anything in the reference set? If not, its label means little.
//!
//! ```text
//! score = distance to the nearest neighbour / √(mean distance of the k neighbours from each other)
//! ratio = score / (99th percentile of the score of references, each judged by the others)
//! ```
//!
//! | name | meaning | unit | range | source |
//! |---|---|---|---|---|
//! | `sample` | references judged to set the scale | rows | 1 to 300 | cost: one search each |
//! | ratio | 1 at the 99th percentile | 1 | ≥ 0 | below |
//!
//! ## Why divide, and why by a root
//! An input with more ink drives more neurons, so its vector is longer and all its distances are,
//! those of its neighbours from each other too. The distance alone would call most bold digits
//! novel; its ratio to the neighbours' distances hardly anything, since what lies between the kinds
//! of digits has neighbours of several kinds, which are far from each other. The root is half-way.
//! Chosen on training digits (10,000 references, 3,000 others) and drawn shapes and letters: at 1 %
//! of the digits called novel, 60 to 80 % of shapes and letters are, and one in 20 passes with all
//! five neighbours agreeing. Dividing by the input's own size found 35 % at that cost.
//!
//! ## How many references it takes
//! The 99th percentile of few scores is chance, and few references are far from everything. 3,000 training
//! digits and 600 drawn shapes and letters, judged by eight sets of n other training digits (`weights-196`,
//! seed 1, 300 ms):
//!
//! | n | digits called novel: mean, least to most, % | shapes and letters called novel: mean, % |
//! |---|---|---|
//! | 32 | 3.0, 0.1 to 11.3 | 16 |
//! | 128 | 2.5, 0.5 to 6.2 | 26 |
//! | 256 | 1.7, 0.8 to 2.7 | 30 |
//! | 512 | 1.0, 0.1 to 2.0 | 30 |
//! | 1,024 | 1.6, 0.7 to 2.9 | 45 |
//! | 8,192 | 1.2, 0.5 to 2.0 | 56 |
//!
//! From [`REFERENCES_MIN`](NoveltyScale::REFERENCES_MIN) on, hardly more digits are called novel than shall
//! be, whichever the references are. Before that nothing is said.
//!
//! ## What is known to be none
//! Signs and letters lie among the digits, so distance alone does not tell them. Some of our own are embedded, too
//! ([`crate::data::signs`]), and what is nearly as near to one of them as to the nearest reference is novel,
//! whatever its score: `NONE_MARGIN`. `weights-196`, seed 1, 300 ms, 10,000 references; 3,000 other training digits;
//! drawn pictures of other hands and other signs that were read as pictures are (665 digits; 298 letters, signs,
//! plots and scribbles of kinds that were looked at, 188 of kinds that were not, of 320 and 315: the others
//! are refused as pictures):
//!
//! | margin | digits of MNIST called novel, % | drawn digits, % | signs called familiar, looked at, % | not looked at, % |
//! |---|---|---|---|---|
//! | none | 1.0 | 0.8 | 33 | 43 |
//! | 1.0 | 1.0 | 0.6 | 23 | 27 |
//! | 1.05 | 1.1 | 0.6 | 21 | 23 |
//! | **1.1** | 1.3 | 0.8 | 19 | 20 |
//! | 1.2 | 2.0 | 0.9 | 15 | 15 |
//!
//! What comes nearly so near to one of them is unusual, and keeps its label: `NONE_UNUSUAL`. The same references,
//! 1,090 other training digits, and drawn pictures of signs (302 and 279 of kinds that were looked at, 185 of kinds
//! that were not):
//!
//! | margin | digits of MNIST called unusual, % | signs called familiar: of 302 and 279 looked at | of 185 not looked at |
//! |---|---|---|---|
//! | none | 5 | 26 and 33 | 41 |
//! | 1.2 | 6 | 19 and 21 | 31 |
//! | **1.3** | 8 | 11 and 18 | 23 |
//! | 1.4 | 13 | 8 and 16 | 14 |
//!
//! Where references are few, or the run has just begun, digits themselves come as near to signs: of 290 training
//! digits 29 % were called unusual against 2,000 references at 100 ms, and 7 % against 10,000 at 300 ms. So the margins
//! are learnt, too: no more than 1 % of the references, each judged by the others, are called novel because of a sign, and
//! no more than 5 % unusual.
//!
//! With a single neighbour, or where all neighbours are equal, there is nothing to divide by: the
//! divisor is then the smallest among the sample, or 1.

use super::knn::{Coordinate, Knn, KnnError, Metric, Neighbour, References, Verdict};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most references that are judged to set the scale.
pub const SAMPLE_MAX: usize = 300;
/// Novel is what is nearer to something that is known to be none than so many times to the nearest reference.
const NONE_MARGIN: f32 = 1.1;
/// The same for what is unusual.
const NONE_UNUSUAL: f32 = 1.3;
/// Percentile at which the ratio is 1.
const PERCENTILE: f64 = 0.99;

/// Why there is no scale, or no judgement by it.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum NoveltyError {
    /// Nothing to learn a scale from, or too much.
    #[error("novelty.sample: expected 1 to 300, found {found}")]
    Sample {
        /// Rows asked for.
        found: usize,
    },
    /// A verdict without neighbours.
    #[error("novelty.verdict.neighbours: expected at least one, found none")]
    NoNeighbours,
    /// The references cannot be searched.
    #[error(transparent)]
    Knn(#[from] KnnError),
}

/// How ordinary an input is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Familiarity {
    /// ≥ 0; 1 is the 99th percentile of the references, or as near to something that is known to be none of them as
    /// `NONE_MARGIN` or one in 100 references allow, whichever gives more. Infinite if references have no distance
    /// from each other and the input has some.
    pub ratio: f32,
    /// Whether the ratio is above 1.
    pub is_novel: bool,
    /// Whether fewer than one in 20 references score higher, something that is known to be none of them is as near as
    /// `NONE_UNUSUAL` or one in 20 references allow, or it is of another number of pieces than the references of
    /// its label ([`mod@super::pieces`], which whoever knows the image adds).
    pub is_unusual: bool,
}

/// Quantiles of the score of references, each judged by the others; ≥ 0 and rising.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreQuantiles {
    /// Half of the references are below.
    pub median: f32,
    /// 95 of 100 are below: what is above is unusual.
    pub p95: f32,
    /// 99 of 100 are below: the border.
    pub p99: f32,
}

/// What an input lies near to beside the references.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OtherDistances {
    /// Distance from the nearest thing that somebody named: it is as familiar as a reference. Infinite without any.
    pub taught: f32,
    /// From the nearest that is known to be no kind of reference; infinite without any. Where what was named is nearer
    /// than any reference, it says nothing: an A may be an A.
    pub none: f32,
}

/// What is ordinary among some references, for one metric and k.
#[derive(Clone, Debug, PartialEq)]
pub struct NoveltyScale {
    metric: Metric,
    /// Smallest divisor in the sample, > 0.
    divisor_min: f32,
    quantiles: ScoreQuantiles,
    /// From which part of the distance to what is none on, that to the nearest reference is novel, and unusual.
    near_none: [f32; 2],
}

impl NoveltyScale {
    /// Fewer references than this say nothing about an input that is far from all of them; see the
    /// module's head.
    pub const REFERENCES_MIN: usize = 512;

    /// Judges `sample` references (at most all of them), evenly spaced by index, by all others. `none` are rows as theirs,
    /// of things that are known to be none; there may be no such.
    ///
    /// # Errors
    /// A sample of 0 or above [`SAMPLE_MAX`]; no k other references for each.
    pub fn fit<T: Coordinate>(
        refs: References<T>,
        knn: &Knn,
        sample: usize,
        none: &[T],
    ) -> Result<Self, NoveltyError> {
        if sample == 0 || sample > SAMPLE_MAX {
            return Err(NoveltyError::Sample { found: sample });
        }
        let count = sample.min(refs.len());
        let chosen: Vec<usize> = (0..count).map(|i| i * refs.len() / count).collect();
        let queries: Vec<T> = chosen.iter().flat_map(|&i| refs.row(i)).copied().collect();
        let verdicts = knn.classify_many(refs, &queries, |i| Some(chosen[i]))?;
        if verdicts.is_empty() {
            let found = knn.spec().k;
            return Err(KnnError::KTooLarge { available: 0, found }.into());
        }

        let metric = knn.spec().metric;
        let near: Vec<(f32, f32)> = verdicts
            .iter()
            .map(|v| (v.neighbours[0].distance, divisor(refs, metric, &v.neighbours)))
            .collect();
        let divisors = near.iter().map(|&(_, divisor)| divisor).filter(|&divisor| divisor > 0.0);
        let divisor_min = divisors.min_by(f32::total_cmp).unwrap_or(1.0);
        let mut scores: Vec<f32> =
            near.iter().map(|&(nearest, divisor)| nearest / divisor.max(divisor_min)).collect();
        scores.sort_unstable_by(f32::total_cmp);
        let quantiles = ScoreQuantiles {
            median: quantile(&scores, 0.5),
            p95: quantile(&scores, 0.95),
            p99: quantile(&scores, PERCENTILE),
        };
        let dim = refs.row(0).len();
        let mut near_none: Vec<f32> = near
            .iter()
            .zip(&chosen)
            .map(|(&(nearest, _), &row)| share(nearest, to_none(metric, refs.row(row), none, dim)))
            .collect();
        near_none.sort_unstable_by(f32::total_cmp);
        let near_none = [(NONE_MARGIN, PERCENTILE), (NONE_UNUSUAL, 0.95)]
            .map(|(margin, percentile)| quantile(&near_none, percentile).max(1.0 / margin));
        Ok(Self { metric, divisor_min, quantiles, near_none })
    }

    /// Judges an input by the `verdict` on it, which must come from `refs` and the classifier of the
    /// scale; `refs` may have grown since the scale was fitted. Distances are in the classifier's metric.
    ///
    /// # Errors
    /// A verdict without neighbours.
    pub fn assess<T: Coordinate>(
        &self,
        refs: References<T>,
        verdict: &Verdict,
        OtherDistances { taught, none }: OtherDistances,
    ) -> Result<Familiarity, NoveltyError> {
        let nearest = verdict.neighbours.first().ok_or(NoveltyError::NoNeighbours)?;
        let to_none = if taught <= nearest.distance { f32::INFINITY } else { none };
        let nearest = nearest.distance.min(taught);
        let divisor = divisor(refs, self.metric, &verdict.neighbours).max(self.divisor_min);
        let score = nearest / divisor;
        let [novel, unusual] = self.near_none;
        let none = share(nearest, to_none);
        let ratio = share(score, self.quantiles.p99).max(none / novel);
        let is_unusual = score > self.quantiles.p95 || none > unusual;
        Ok(Familiarity { ratio, is_novel: ratio > 1.0, is_unusual })
    }

    /// Quantiles of the score among the references.
    pub fn quantiles(&self) -> ScoreQuantiles {
        self.quantiles
    }
}

/// Distance of a row from the nearest of those of `none`; infinite without any.
pub fn to_none<T: Coordinate>(metric: Metric, row: &[T], none: &[T], dim: usize) -> f32 {
    let distances = none.chunks_exact(dim).map(|none| metric.between(row, none));
    distances.fold(f32::INFINITY, f32::min)
}

/// 0 / 0: as close to its neighbours as they are to each other, or to a reference as to what is none.
fn share(a: f32, b: f32) -> f32 {
    if a == 0.0 { 0.0 } else { a / b }
}

/// √(mean distance of neighbours from each other), 0 where there is only one.
fn divisor<T: Coordinate>(refs: References<T>, metric: Metric, near: &[Neighbour]) -> f32 {
    let (mut sum, mut pairs) = (0.0_f64, 0_u32);
    for (i, one) in near.iter().enumerate() {
        for other in &near[i + 1..] {
            sum += f64::from(metric.between(refs.row(one.index), refs.row(other.index)));
            pairs += 1;
        }
    }
    (sum / f64::from(pairs.max(1))).sqrt() as f32
}

/// Of rising numbers, at least one; between two, in proportion.
fn quantile(sorted: &[f32], share: f64) -> f32 {
    let place = share * (sorted.len() - 1) as f64;
    let below = sorted[place as usize];
    let above = sorted[(place as usize + 1).min(sorted.len() - 1)];
    (f64::from(below) + place.fract() * f64::from(above - below)) as f32
}

#[cfg(test)]
mod tests;
