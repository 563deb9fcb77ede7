//! How much each class has to count, found out from the graph alone.
//!
//! A class that was named at a busier place than others takes some of what is theirs. Factors repair that:
//! ```text
//! p_ic = a_c F_ic / Σ_k a_k F_ik,  a_c such that Σ_i p_ic is the same for each class that was named
//! class of i = argmax_c a_c^x F_ic,  x of 0, 1/8, … 1 where Σ_c cut(c) / vol(c) is least
//! cut(c) = Σ S_ij over i of class c and j of another,  vol(c) = Σ S_ij over i of class c and any j
//! ```
//! The a_c are Sinkhorn and Knopp's (1967), ten rounds: right where all classes are equally common, and wrong where they
//! are not. Which of that is the case, the graph says: borders between classes that lie in gaps cut little of it, those
//! through the midst of others much (normalised cut: Shi & Malik 2000, eq. 2, for more than two parts; Yu & Shi 2003, eq. 5).

use super::Graph;
use super::columns::{Column, LANES, Lanes};
use crate::data::CLASSES_MAX;
use rayon::prelude::*;

/// Of a block's classes.
pub(super) type Factors = [f64; LANES];

/// Rounds until classes have the same share.
const ROUNDS: usize = 10;
/// x of 0 to 1.
const LEVELS: usize = 9;
/// Points of one task.
const ROWS: usize = 512;
/// No class.
const NONE: u8 = u8::MAX;

/// By block, what F of its classes is to be multiplied by; 1 for those that nothing was named. `taught` by rising point.
pub(super) fn factors(graph: &Graph, columns: &[&[Lanes]], taught: &[Column]) -> Vec<Factors> {
    let mut equal = vec![[1.0; LANES]; columns.len()];
    let mut is_named = [false; CLASSES_MAX];
    taught.iter().for_each(|&(_, class)| is_named[usize::from(class)] = true);
    if is_named.iter().filter(|is_named| **is_named).count() < 2 {
        return equal;
    }
    for _ in 0..ROUNDS {
        let shares = shares(columns, &equal);
        let whole: f64 = shares.as_flattened().iter().sum();
        let named = equal.as_flattened_mut().iter_mut().zip(shares.as_flattened());
        for (factor, share) in named.filter(|(_, share)| **share > 0.0) {
            *factor *= whole / share;
        }
        // Only ratios matter; far from 1 they would be lost.
        let most = equal.as_flattened().iter().copied().fold(0.0, f64::max);
        equal.as_flattened_mut().iter_mut().for_each(|factor| *factor /= most);
    }
    let at = |level: usize| -> Vec<Factors> {
        let share = level as f64 / (LEVELS - 1) as f64;
        equal.iter().map(|block| block.map(|factor: f64| factor.powf(share))).collect()
    };
    let levels: [Vec<Factors>; LEVELS] = std::array::from_fn(at);
    let cuts = cuts(graph, &classes(columns, &levels, taught));
    let least = (0..LEVELS).min_by(|&a, &b| cuts[a].total_cmp(&cuts[b])).unwrap_or(0);
    levels.into_iter().nth(least).unwrap_or(equal)
}

/// One over all that there is of each class (Zhu, Ghahramani & Lafferty 2003, § 4, equal priors). A class of few points, such
/// as one picture of somebody's own, gets no more than reaches it: with a share like that of others, or borders that cut
/// little for how much they hold, it would take what is theirs.
pub(super) fn by_mass(columns: &[&[Lanes]]) -> Vec<Factors> {
    let mass = |block: &&[Lanes]| {
        let mut masses = [0.0_f64; LANES];
        for row in *block {
            masses.iter_mut().zip(&row.0).for_each(|(mass, &of)| *mass += f64::from(of));
        }
        masses.map(|mass| if mass > 0.0 { mass.recip() } else { 1.0 })
    };
    columns.iter().map(mass).collect()
}

/// Σ_i p_ic of each class.
fn shares(columns: &[&[Lanes]], factors: &[Factors]) -> Vec<Factors> {
    let points = columns.first().map_or(0, |block| block.len());
    let of_task = |task: usize| {
        let mut shares = vec![[0.0; LANES]; columns.len()];
        let mut row = vec![[0.0; LANES]; columns.len()];
        for point in task * ROWS..points.min((task + 1) * ROWS) {
            for ((row, block), factors) in row.iter_mut().zip(columns).zip(factors) {
                for ((to, &of), factor) in row.iter_mut().zip(&block[point].0).zip(factors) {
                    *to = f64::from(of.max(0.0)) * factor;
                }
            }
            let sum: f64 = row.as_flattened().iter().sum();
            if sum > 0.0 {
                let to = shares.as_flattened_mut().iter_mut().zip(row.as_flattened());
                to.for_each(|(share, of)| *share += of / sum);
            }
        }
        shares
    };
    // Task after task, so that the sums do not depend on threads.
    let tasks: Vec<_> = (0..points.div_ceil(ROWS)).into_par_iter().map(of_task).collect();
    let mut all = vec![[0.0; LANES]; columns.len()];
    for shares in tasks {
        let to = all.as_flattened_mut().iter_mut().zip(shares.as_flattened());
        to.for_each(|(all, share)| *all += share);
    }
    all
}

/// By point and level, what class it is of.
fn classes(
    columns: &[&[Lanes]],
    levels: &[Vec<Factors>; LEVELS],
    taught: &[Column],
) -> Vec<[u8; LEVELS]> {
    let points = columns.first().map_or(0, |block| block.len());
    let of_point = |point: usize| {
        let mut classes = [NONE; LEVELS];
        let mut most = [0.0; LEVELS];
        for (block, rows) in columns.iter().enumerate() {
            let present = rows[point].0.iter().enumerate().filter(|(_, of)| **of > 0.0);
            for (lane, &of) in present {
                for level in 0..LEVELS {
                    let share = f64::from(of) * levels[level][block][lane];
                    if share > most[level] {
                        (classes[level], most[level]) = ((block * LANES + lane) as u8, share);
                    }
                }
            }
        }
        classes
    };
    let mut classes: Vec<_> =
        (0..points).into_par_iter().with_min_len(ROWS).map(of_point).collect();
    taught.iter().for_each(|&(point, class)| classes[point as usize] = [class; LEVELS]);
    classes
}

/// By level, Σ_c cut(c) / vol(c) over the classes that there are.
fn cuts(graph: &Graph, classes: &[[u8; LEVELS]]) -> [f64; LEVELS] {
    type Sums = Box<[[f64; CLASSES_MAX]; LEVELS]>;
    let none = || -> Sums { Box::new([[0.0; CLASSES_MAX]; LEVELS]) };
    let of_task = |task: usize| {
        let (mut cut, mut volume) = (none(), none());
        for point in task * ROWS..classes.len().min((task + 1) * ROWS) {
            let own = &classes[point];
            let mut sum = 0.0;
            for (other, weight) in graph.joined(point) {
                let (weight, other) = (f64::from(weight), &classes[other]);
                sum += weight;
                if own != other {
                    for level in (0..LEVELS).filter(|&level| own[level] != other[level]) {
                        if own[level] != NONE {
                            cut[level][usize::from(own[level])] += weight;
                        }
                    }
                }
            }
            for level in (0..LEVELS).filter(|&level| own[level] != NONE) {
                volume[level][usize::from(own[level])] += sum;
            }
        }
        (cut, volume)
    };
    let tasks: Vec<_> = (0..classes.len().div_ceil(ROWS)).into_par_iter().map(of_task).collect();
    let (mut cut, mut volume) = (none(), none());
    for (cuts, volumes) in &tasks {
        for (to, of) in [(&mut cut, cuts), (&mut volume, volumes)] {
            let to = to.as_flattened_mut().iter_mut().zip(of.as_flattened());
            to.for_each(|(to, of)| *to += of);
        }
    }
    std::array::from_fn(|level| {
        let classes = cut[level].iter().zip(&volume[level]);
        classes.filter(|(_, volume)| **volume > 0.0).map(|(cut, volume)| cut / volume).sum()
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{full, random};
    use super::*;

    #[test]
    fn a_class_counts_by_all_there_is_of_it_and_one_that_is_nowhere_as_it_is() {
        let mut rows = [Lanes::ZERO; 2];
        (rows[0].0[3], rows[1].0[3]) = (0.5, 1.5);
        let mut expected = [1.0; LANES];
        expected[3] = 0.5;
        assert_eq!(by_mass(&[&rows[..]]), [expected]);
    }

    /// To the bit: a sum for each task, and then the sum of those.
    #[test]
    fn every_point_shares_itself_out_once() {
        const POINTS: usize = 2 * ROWS + 100;
        const CLASSES: usize = 2 * LANES;
        let of = |point: usize, class: usize| ((point * 7 + class * 13) % 31) as f32;
        let block = |first: usize| -> Vec<Lanes> {
            let row = |point| Lanes(std::array::from_fn(|lane| of(point, first + lane)));
            (0..POINTS).map(row).collect()
        };
        let blocks = [block(0), block(LANES)];
        let found = shares(&[&blocks[0][..], &blocks[1][..]], &[[0.5; LANES], [2.0; LANES]]);

        let counted = |point: usize, class: usize| {
            f64::from(of(point, class)) * if class < LANES { 0.5 } else { 2.0 }
        };
        let points: Vec<usize> = (0..POINTS).collect();
        let mut expected = [0.0_f64; CLASSES];
        for task in points.chunks(ROWS) {
            let mut part = [0.0_f64; CLASSES];
            for &point in task {
                let sum: f64 = (0..CLASSES).map(|class| counted(point, class)).sum();
                for (class, part) in part.iter_mut().enumerate() {
                    *part += counted(point, class) / sum;
                }
            }
            expected.iter_mut().zip(part).for_each(|(all, part)| *all += part);
        }
        assert_eq!(found.as_flattened(), expected);
        let whole: f64 = expected.iter().sum();
        assert!((whole - POINTS as f64).abs() < 1e-9, "{whole}");
    }

    #[test]
    fn a_point_is_of_the_class_that_counts_most_there_and_of_equal_ones_of_the_first() {
        let mut blocks = vec![vec![Lanes::ZERO; 4]; 2];
        for (point, class, of) in [(0, 2, 0.5), (0, 20, 0.5), (1, 17, 0.25), (3, 5, 0.5)] {
            blocks[class / LANES][point].0[class % LANES] = of;
        }
        let columns: Vec<&[Lanes]> = blocks.iter().map(|block| &block[..]).collect();
        let mut levels: [Vec<Factors>; LEVELS] = std::array::from_fn(|_| vec![[1.0; LANES]; 2]);
        levels[LEVELS - 1][1][20 - LANES] = 3.0;
        let mut first = [2; LEVELS];
        first[LEVELS - 1] = 20;
        let found = classes(&columns, &levels, &[(3, 9)]);
        assert_eq!(found, [first, [17; LEVELS], [NONE; LEVELS], [9; LEVELS]]);
    }

    #[test]
    fn cuts_and_volumes_are_of_all_points() {
        let graph = random(ROWS + 90, 2);
        let s = full(&graph);
        let class = |point: usize, level: usize| match point % 11 {
            0 => NONE,
            _ => ((point / 3 + level * point) % 4) as u8,
        };
        let classes: Vec<[u8; LEVELS]> = (0..graph.len())
            .map(|point| std::array::from_fn(|level| class(point, level)))
            .collect();
        for (level, found) in cuts(&graph, &classes).into_iter().enumerate() {
            let mut expected = 0.0;
            for class in 0..4 {
                let (mut cut, mut volume) = (0.0_f64, 0.0_f64);
                for (own, row) in classes.iter().zip(&s).filter(|(own, _)| own[level] == class) {
                    for (other, weight) in classes.iter().zip(row) {
                        volume += weight;
                        cut += if other[level] == own[level] { 0.0 } else { *weight };
                    }
                }
                expected += if volume > 0.0 { cut / volume } else { 0.0 };
            }
            assert!((found - expected).abs() < 1e-9, "level {level}: {found} for {expected}");
        }
    }
}
