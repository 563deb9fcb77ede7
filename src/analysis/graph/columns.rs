//! One step of F ← α S F + (1 − α) Y, for sixteen columns at a time.
//!
//! A row of sixteen columns is one line of the cache, and four to one vector registers: the product then costs about as
//! much for one column as for sixteen. Each number is the sum of its row of S in rising order, whoever computes it, so
//! the bits do not depend on threads.
//!
//! All that is read from F are ratios within a column or a row, so that Y may be any number instead of 1.

use super::edges::Graph;

/// Columns of a block.
pub(in crate::analysis) const LANES: usize = 16;

/// What stands for 1 in Y, 2¹⁰⁰: a label that has come far is small, and must not underflow to nothing. At a
/// hundredth each edge it may go over thirty, and over as many as there are where the steps lead back and forth.
pub(super) const ONE: f32 = (1_u128 << 100) as f32;

/// A row of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub(in crate::analysis) struct Lanes(pub [f32; LANES]);

impl Lanes {
    pub(super) const ZERO: Lanes = Lanes([0.0; LANES]);
}

/// A number of Y: point and column.
pub(in crate::analysis) type Column = (u32, u8);

/// Y of n points.
pub(super) fn start(points: usize, ones: &[Column]) -> Vec<Lanes> {
    let mut block = vec![Lanes::ZERO; points];
    ones.iter().for_each(|&(point, lane)| block[point as usize].0[usize::from(lane)] = ONE);
    block
}

/// Row `point` of α S F, F being `from`.
#[inline]
pub(super) fn gathered(graph: &Graph, alpha: f32, from: &[Lanes], point: usize) -> Lanes {
    let range = graph.matrix.indptr().outer_inds_sz(point);
    let (points, weights) = (&graph.matrix.indices()[range.clone()], &graph.matrix.data()[range]);
    let mut sum = [0.0; LANES];
    for (&other, &weight) in points.iter().zip(weights) {
        let other = &from[other as usize].0;
        for lane in 0..LANES {
            sum[lane] += weight * other[lane];
        }
    }
    Lanes(sum.map(|sum| alpha * sum))
}

/// Adds (1 − α) Y to the rows of `block`, which begins with the point `first`; `ones` by rising point.
pub(super) fn told(alpha: f32, ones: &[Column], first: usize, block: &mut [Lanes]) {
    let start = ones.partition_point(|&(point, _)| (point as usize) < first);
    for &(point, lane) in &ones[start..] {
        let Some(row) = block.get_mut(point as usize - first) else { break };
        row.0[usize::from(lane)] += (1.0 - alpha) * ONE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_point_is_told_once_whichever_block_it_is_in() {
        let ones: [Column; 6] = [(0, 1), (3, 15), (4, 0), (7, 2), (8, 3), (11, 4)];
        let mut rows = vec![Lanes::ZERO; 12];
        for (block, rows) in rows.chunks_mut(4).enumerate() {
            told(0.75, &ones, 4 * block, rows);
        }
        let mut expected = vec![Lanes::ZERO; 12];
        for (point, lane) in ones {
            expected[point as usize].0[usize::from(lane)] = 0.25 * ONE;
        }
        assert_eq!(rows, expected);
    }
}
