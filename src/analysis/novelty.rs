//! Is an input like anything in the reference set? If not, its label means little.
//!
//! score = mean distance to the k nearest / size of the input;
//! ratio = score / (99.5th percentile of the score of references, each judged by the others).
//!
//! | name | meaning | unit | range | source |
//! |---|---|---|---|---|
//! | `sample` | references judged to set the scale | rows | 1 to 300 | cost: one search each |
//! | size | distance from the reference mean, clamped | of the data | `size_range` | below |
//! | ratio | 1 at the 99.5th percentile | 1 | ≥ 0 | below |
//!
//! ## Why divide, and by what
//! An input with more ink drives more neurons, so its vector is longer and *all* its distances
//! are, those to its own kind too; distance alone would call every bold digit novel. So distances
//! are compared with the input's own distance from the mean of the references, its size. Two
//! inputs must not gain by that, hence the clamp of the size to what references have (0.5th to
//! 99.5th percentile of the sample):
//! * far outside, distance and size grow together and their ratio tends to 1, which may be
//!   ordinary. With the size held at the largest ordinary one, the score grows without bound;
//! * near the mean, the size vanishes and any score would be infinite. With the size held at the
//!   smallest ordinary one, a faint input is judged by its distance alone.
//!
//! The cosine distance has no size in it, so there the divisor is 1.
//!
//! The border rests on the few largest of 300 scores, so it scatters: in 24 synthetic worlds, 0 to
//! 2.3 % of fresh members were called novel, 0.9 % on average.

use super::knn::{Coordinate, Knn, KnnError, Metric, References, Verdict};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most references that are judged to set the scale.
pub const SAMPLE_MAX: usize = 300;
/// Percentile at which the ratio is 1.
const PERCENTILE: f64 = 0.995;

/// Why there is no scale, or no judgement by it.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum NoveltyError {
    /// Nothing to learn a scale from, or too much.
    #[error("novelty.sample: expected 1 to 300, found {found}")]
    Sample {
        /// Rows asked for.
        found: usize,
    },
    /// A query of another dimension.
    #[error("novelty.query: expected {expected} numbers, found {found}")]
    Dim {
        /// Dimension of the references.
        expected: usize,
        /// That of the query.
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
    /// ≥ 0; 1 is the 99.5th percentile of the references. Infinite if references have no distance
    /// from each other and the input has some.
    pub ratio: f32,
    /// Whether the ratio is above 1.
    pub is_novel: bool,
}

/// Quantiles of the score of references, each judged by the others; ≥ 0 and rising.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreQuantiles {
    /// Half of the references are below.
    pub median: f32,
    /// 95 of 100 are below.
    pub p95: f32,
    /// 995 of 1,000 are below: the border.
    pub p995: f32,
}

/// What is ordinary among some references, for one metric and k.
#[derive(Clone, Debug, PartialEq)]
pub struct NoveltyScale {
    metric: Metric,
    /// Mean of all references, dim numbers.
    mean: Vec<f32>,
    /// Smallest and largest ordinary size.
    size_range: (f32, f32),
    quantiles: ScoreQuantiles,
}

impl NoveltyScale {
    /// Judges `sample` references (at most all of them), evenly spaced by index, by all others.
    ///
    /// # Errors
    /// A sample of 0 or above [`SAMPLE_MAX`]; no k other references for each.
    pub fn fit<T: Coordinate>(
        refs: References<T>,
        knn: &Knn,
        sample: usize,
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

        let mean = mean_of(refs);
        let mut sizes: Vec<f32> = chosen.iter().map(|&i| size_of(refs.row(i), &mean)).collect();
        sizes.sort_unstable_by(f32::total_cmp);
        let size_range = (quantile(&sizes, 1.0 - PERCENTILE), quantile(&sizes, PERCENTILE));
        let none = ScoreQuantiles { median: 0.0, p95: 0.0, p995: 0.0 };
        let mut scale = Self { metric: knn.spec().metric, mean, size_range, quantiles: none };

        let mut scores: Vec<f32> = verdicts
            .iter()
            .zip(&chosen)
            .map(|(verdict, &i)| scale.score(verdict, refs.row(i)))
            .collect();
        scores.sort_unstable_by(f32::total_cmp);
        scale.quantiles = ScoreQuantiles {
            median: quantile(&scores, 0.5),
            p95: quantile(&scores, 0.95),
            p995: quantile(&scores, PERCENTILE),
        };
        Ok(scale)
    }

    /// Judges `query` by the `verdict` on it, which must come from the same references and
    /// classifier as the scale.
    ///
    /// # Errors
    /// A query of another dimension; a verdict without neighbours.
    pub fn assess<T: Coordinate>(
        &self,
        verdict: &Verdict,
        query: &[T],
    ) -> Result<Familiarity, NoveltyError> {
        if query.len() != self.mean.len() {
            return Err(NoveltyError::Dim { expected: self.mean.len(), found: query.len() });
        }
        if verdict.neighbours.is_empty() {
            return Err(NoveltyError::NoNeighbours);
        }
        let score = self.score(verdict, query);
        // 0 / 0: as close to its neighbours as they are to each other.
        let ratio = if score == 0.0 { 0.0 } else { score / self.quantiles.p995 };
        Ok(Familiarity { ratio, is_novel: ratio > 1.0 })
    }

    /// Quantiles of the score among the references.
    pub fn quantiles(&self) -> ScoreQuantiles {
        self.quantiles
    }

    /// Mean distance over size, ≥ 0.
    fn score<T: Coordinate>(&self, verdict: &Verdict, query: &[T]) -> f32 {
        let near = &verdict.neighbours;
        let mean = near.iter().map(|n| f64::from(n.distance)).sum::<f64>() / near.len() as f64;
        let (smallest, largest) = self.size_range;
        match self.metric {
            Metric::Cosine => mean as f32,
            // All references equal: there is no size to compare with.
            Metric::Euclidean if largest == 0.0 => mean as f32,
            Metric::Euclidean => {
                // A reference exactly at the mean must not divide by 0.
                let smallest = smallest.max(largest * 1e-6);
                let size = size_of(query, &self.mean).clamp(smallest, largest);
                (mean / f64::from(size)) as f32
            }
        }
    }
}

/// Mean of each coordinate.
fn mean_of<T: Coordinate>(refs: References<T>) -> Vec<f32> {
    let mut sums = vec![0.0_f64; refs.dim()];
    for row in refs.rows().chunks_exact(refs.dim()) {
        for (sum, &x) in sums.iter_mut().zip(row) {
            *sum += f64::from(x.into());
        }
    }
    sums.iter().map(|sum| (sum / refs.len() as f64) as f32).collect()
}

/// Distance from `mean`, in double precision inside: called once for each query.
fn size_of<T: Coordinate>(row: &[T], mean: &[f32]) -> f32 {
    let square = |(&x, &mean): (&T, &f32)| {
        let off = f64::from(x.into()) - f64::from(mean);
        off * off
    };
    row.iter().zip(mean).map(square).sum::<f64>().sqrt() as f32
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
