//! A temporal path at moments of its presentation: what a place on any axes is computed from.

use super::{Tokenizer, Tokens};
use crate::sim::{Cycle, TemporalPath, Ticks};

/// Moments of a path that are read, from its start to its end.
const MOMENTS: u32 = 40;
/// The first of them after the start, ticks; later ones are farther and farther apart, as the windows of the
/// tokens are.
const FIRST_MOMENT: f64 = 10.0;

/// An image's path up to each of some moments.
#[derive(Clone, Debug)]
pub struct PathSteps {
    /// Rising; the last is the end.
    pub moments: Vec<Ticks>,
    /// Of the path up to each moment, one at least.
    pub tokens: Vec<Tokens>,
    /// The cycle that the path ends in.
    pub cycle: Option<Cycle>,
}

impl PathSteps {
    /// Counts the tokens of a path up to each of some rising moments.
    ///
    /// # Panics
    /// Where there is no moment.
    pub fn of(path: &TemporalPath, tokenizer: &mut Tokenizer, moments: Vec<Ticks>) -> PathSteps {
        assert!(!moments.is_empty(), "a path is read at one moment or more");
        let until = |moment: &Ticks| path.spikes.partition_point(|spike| spike.at < *moment);
        let count = |moment| tokenizer.count(&path.spikes[..until(moment)]);
        PathSteps { tokens: moments.iter().map(count).collect(), cycle: path.cycle, moments }
    }

    /// Those of the whole path.
    pub fn whole(&self) -> &Tokens {
        self.tokens.last().expect("a path is read at one moment or more")
    }
}

/// The start, and moments whose logarithms are evenly spaced up to the end.
pub fn moments(end: Ticks) -> Vec<Ticks> {
    let ratio = (f64::from(end.0) / FIRST_MOMENT).max(1.0);
    let at = |i: u32| libm::pow(ratio, f64::from(i) / f64::from(MOMENTS - 1)) * FIRST_MOMENT;
    let mut all = vec![Ticks(0)];
    all.extend((0..MOMENTS).map(|i| Ticks((at(i).round() as u32).min(end.0))));
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::super::tests::{FIRST, over, small};
    use super::*;

    #[test]
    fn a_path_up_to_a_moment_is_of_the_spikes_before_it() {
        let network = small();
        let spikes = vec![FIRST, over(&network, 10, 0, 0), over(&network, 20, 6, 1)];
        let mut tokenizer = Tokenizer::new(&network);
        let expected = [0, 1, 2, 2, 3].map(|count| tokenizer.count(&spikes[..count]).entries);
        let path = TemporalPath { spikes, cycle: None };
        let moments = [0, 10, 11, 20, 21].map(Ticks).to_vec();
        let steps = PathSteps::of(&path, &mut tokenizer, moments);
        assert!(steps.tokens.iter().map(|tokens| &tokens.entries).eq(&expected));
        assert_eq!(expected.map(|entries| entries.len()), [0, 0, 4, 4, 8]);
    }

    #[test]
    fn moments_are_as_far_apart_as_they_are_late() {
        let all = moments(Ticks(10_000));
        assert_eq!(all.len(), 41, "the start, and 39 steps that each are the 39th root of 1,000");
        assert_eq!([1, 2, 14, 27, 39, 40].map(|i| all[i].0), [10, 12, 100, 1_000, 8_377, 10_000]);
    }

    #[test]
    fn moments_rise_from_the_start_to_the_end() {
        let all = moments(Ticks(10_000));
        assert_eq!((all[0], all[1], all[all.len() - 1]), (Ticks(0), Ticks(10), Ticks(10_000)));
        assert!(all.is_sorted_by(|a, b| a < b));
        assert_eq!(moments(Ticks(5)), [Ticks(0), Ticks(5)]);
    }
}
