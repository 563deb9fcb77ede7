//! Reference digits in three dimensions: the axes, and where each embedding lies along them.

use crate::analysis::paths::WHITENING;
use crate::analysis::{Pca, SparseAxes};
use std::sync::Arc;

/// References that [`Cloud::right`] is judged by, at most: of 500, a share of 0.9 is known to 0.013.
pub const RIGHT_OF: usize = 500;

/// Reference digits in three dimensions, at every sample time.
#[derive(Clone, Debug)]
pub struct Cloud {
    /// Labels of the references.
    pub labels: Vec<u8>,
    /// Their places among the training images.
    pub images: Vec<u32>,
    /// By sample time, by reference: place, scaled so that the cloud's radius is about 1.
    pub positions: Vec<Vec<[f32; 3]>>,
    /// Share of the embeddings' variance along each of the three axes.
    pub explained: [f32; 3],
    /// Of the first [`RIGHT_OF`] references, the share that their nearest others call by their own label (k as in
    /// [`KnnSpec::default`](crate::analysis::KnnSpec), at the time that a prediction at rest uses); none while more are on
    /// their way, and of fewer than 100.
    pub right: Option<f32>,
    pub(super) frame: Frame,
}

/// Where an embedding lies in the cloud at any time.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) basis: Basis,
    /// By sample time.
    pub(super) anchors: Vec<Anchor>,
}

/// The three axes that are shown.
#[derive(Clone, Debug)]
pub(super) enum Basis {
    /// Fitted to the embeddings.
    Fitted(Arc<Pca>),
    /// Embeddings are coordinates on the axes of greatest variance already: the first three.
    First(First),
}

/// The first three of whitened axes.
#[derive(Clone, Debug)]
pub(super) struct First {
    explained: [f32; 3],
    /// What their coordinates were multiplied by.
    scales: [f32; 3],
}

impl First {
    /// Of these axes.
    pub(super) fn of(axes: &SparseAxes) -> First {
        let scales = axes.scales(WHITENING);
        First {
            explained: first_three(axes.explained_variance_ratio()),
            scales: std::array::from_fn(|i| scales[i]),
        }
    }
}

fn first_three(ratio: &[f32]) -> [f32; 3] {
    std::array::from_fn(|i| ratio.get(i).copied().unwrap_or_default())
}

/// Centre and radius of the references' projections.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    centre: [f32; 3],
    radius: f32,
}

impl Anchor {
    /// Scales a projection so that the references' radius is about 1.
    pub(super) fn scale(&self, point: [f32; 3]) -> [f32; 3] {
        std::array::from_fn(|i| (point[i] - self.centre[i]) / self.radius)
    }
}

impl Basis {
    /// A row of embedding on the three axes.
    pub(super) fn project(&self, mut row: impl Iterator<Item = f32>) -> [f32; 3] {
        match self {
            Basis::Fitted(pca) => pca.project3(row),
            // Along the axis itself, whatever its scale in the embedding.
            Basis::First(first) => first.scales.map(|by| row.next().unwrap_or_default() / by),
        }
    }

    /// Share of the variance on each.
    pub(super) fn explained(&self) -> [f32; 3] {
        match self {
            Basis::Fitted(pca) => first_three(pca.explained_variance_ratio()),
            Basis::First(first) => first.explained,
        }
    }
}

impl Cloud {
    /// Place of a weight change `row` at `sample` sample intervals into the run (0 is the start, 1
    /// the first sample time, 1.5 halfway to the second).
    pub fn place(&self, row: impl Iterator<Item = f32>, sample: f32) -> [f32; 3] {
        let anchors = &self.frame.anchors;
        let at_rest = match &self.frame.basis {
            Basis::Fitted(pca) => pca.project3(std::iter::repeat_n(0.0, pca.dim())),
            Basis::First(_) => anchors[0].centre,
        };
        let start = Anchor { centre: at_rest, radius: anchors[0].radius };
        let at = |i: usize| if i == 0 { start } else { anchors[(i - 1).min(anchors.len() - 1)] };
        let (before, after, mix) = (at(sample as usize), at(sample as usize + 1), sample.fract());
        let lerp = |a: f32, b: f32| a + (b - a) * mix;
        let anchor = Anchor {
            centre: std::array::from_fn(|i| lerp(before.centre[i], after.centre[i])),
            radius: lerp(before.radius, after.radius),
        };
        anchor.scale(self.frame.basis.project(row))
    }
}

/// Projects the rows of one sample time, centred and scaled to a radius of about 1.
pub(super) fn laid_out(
    basis: &Basis,
    rows: &[i16],
    dim: usize,
    unit: f32,
) -> (Vec<[f32; 3]>, Anchor) {
    let mut points: Vec<[f32; 3]> = rows
        .chunks_exact(dim)
        .map(|row| basis.project(row.iter().map(|&v| f32::from(v) * unit)))
        .collect();
    let count = points.len().max(1) as f32;
    let centre: [f32; 3] =
        std::array::from_fn(|i| points.iter().map(|p| p[i]).sum::<f32>() / count);
    let off = |p: &[f32; 3]| (0..3).map(|i| (p[i] - centre[i]).powi(2)).sum::<f32>();
    let radius = (points.iter().map(off).sum::<f32>() / count).sqrt().max(f32::MIN_POSITIVE);
    let anchor = Anchor { centre, radius };
    points.iter_mut().for_each(|point| *point = anchor.scale(*point));
    (points, anchor)
}
