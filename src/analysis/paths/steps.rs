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
    use super::*;

    #[test]
    fn moments_rise_from_the_start_to_the_end() {
        let all = moments(Ticks(10_000));
        assert_eq!((all[0], all[1], all[all.len() - 1]), (Ticks(0), Ticks(10), Ticks(10_000)));
        assert!(all.is_sorted_by(|a, b| a < b));
        assert_eq!(moments(Ticks(5)), [Ticks(0), Ticks(5)]);
    }
}
