//! Reference digits in three dimensions: the axes, and where each embedding lies along them.

use crate::analysis::Pca;
use crate::analysis::trajectory::UNIT;
use std::sync::Arc;

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
    pub(super) frame: Frame,
}

/// Where an embedding lies in the cloud at any time.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) basis: Arc<Pca>,
    /// By sample time: centre and radius of the references' projections.
    pub(super) anchors: Vec<([f32; 3], f32)>,
}

impl Cloud {
    /// Place of a weight change `row` at `sample` sample intervals into the run (0 is the start, 1
    /// the first sample time, 1.5 halfway to the second).
    pub fn place(&self, row: impl Iterator<Item = f32>, sample: f32) -> [f32; 3] {
        let anchors = &self.frame.anchors;
        let start = (
            self.frame.basis.project3(std::iter::repeat_n(0.0, self.frame.basis.dim())),
            anchors[0].1,
        );
        let at = |i: usize| if i == 0 { start } else { anchors[(i - 1).min(anchors.len() - 1)] };
        let (before, after, mix) = (at(sample as usize), at(sample as usize + 1), sample.fract());
        let lerp = |a: f32, b: f32| a + (b - a) * mix;
        let point = self.frame.basis.project3(row);
        std::array::from_fn(|i| {
            (point[i] - lerp(before.0[i], after.0[i])) / lerp(before.1, after.1)
        })
    }
}

/// Projects the rows of one sample time, centred and scaled to a radius of about 1.
pub(super) fn laid_out(basis: &Pca, rows: &[i16], dim: usize) -> (Vec<[f32; 3]>, ([f32; 3], f32)) {
    let mut points: Vec<[f32; 3]> = rows
        .chunks_exact(dim)
        .map(|row| basis.project3(row.iter().map(|&v| f32::from(v) * UNIT)))
        .collect();
    let count = points.len().max(1) as f32;
    let centre: [f32; 3] =
        std::array::from_fn(|i| points.iter().map(|p| p[i]).sum::<f32>() / count);
    let off = |p: &[f32; 3]| (0..3).map(|i| (p[i] - centre[i]).powi(2)).sum::<f32>();
    let radius = (points.iter().map(off).sum::<f32>() / count).sqrt().max(f32::MIN_POSITIVE);
    for point in &mut points {
        *point = std::array::from_fn(|i| (point[i] - centre[i]) / radius);
    }
    (points, (centre, radius))
}
