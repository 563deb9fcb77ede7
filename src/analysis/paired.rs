//! Differences that are measured in pairs, such as two graphs grown from one seed.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Most pairs whose signs are all tried; beyond, the t distribution says how likely chance is.
const EXACT_PAIRS: usize = 20;

/// A mean difference, how sure it is, and how likely chance alone would make one as large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairedDifference {
    /// Pairs.
    pub pairs: usize,
    /// Mean of the differences, in their unit.
    pub mean: f64,
    /// Half the width of its 95 % confidence interval (Student's t).
    pub half_width: f64,
    /// Two-sided probability of a mean at least as large if signs were chance: exact, by trying them all
    /// (Fisher 1935), up to 20 pairs.
    pub p: f64,
}

impl PairedDifference {
    /// Of at least two differences; `None` of fewer.
    pub fn of(differences: &[f64]) -> Option<PairedDifference> {
        let pairs = differences.len();
        if pairs < 2 {
            return None;
        }
        let mean = differences.iter().sum::<f64>() / pairs as f64;
        let squares: f64 = differences.iter().map(|d| (d - mean).powi(2)).sum();
        let error = (squares / (pairs - 1) as f64 / pairs as f64).sqrt();
        let t =
            StudentsT::new(0.0, 1.0, (pairs - 1) as f64).expect("one or more degrees of freedom");
        let p = match pairs <= EXACT_PAIRS {
            true => by_signs(differences),
            false => 2.0 * (1.0 - t.cdf((mean / error.max(f64::MIN_POSITIVE)).abs())),
        };
        Some(PairedDifference { pairs, mean, half_width: error * t.inverse_cdf(0.975), p })
    }
}

fn by_signs(differences: &[f64]) -> f64 {
    let found = differences.iter().sum::<f64>().abs();
    let slack = 1e-9 * differences.iter().map(|d| d.abs()).sum::<f64>();
    let all = 1_u32 << differences.len();
    let as_large = (0..all).filter(|signs| {
        let signed = |(i, d): (usize, &f64)| if signs >> i & 1 == 1 { -d } else { *d };
        differences.iter().enumerate().map(signed).sum::<f64>().abs() >= found - slack
    });
    as_large.count() as f64 / f64::from(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_textbook_example() {
        // Mean 2, spread 1.5811 of five: t of four degrees 2.7764 gives ± 1.9632.
        let found = PairedDifference::of(&[0.0, 1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!((found.pairs, found.mean), (5, 2.0));
        assert!((found.half_width - 1.9632).abs() < 1e-3, "{found:?}");
        // 0 has no sign: the other four all agree in 2 of 16.
        assert!((found.p - 2.0 / 16.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn chance_is_found_likely_and_agreement_is_not() {
        assert_eq!(PairedDifference::of(&[1.0, -1.0, 1.0, -1.0]).unwrap().p, 1.0);
        let sure = PairedDifference::of(&[0.4, 0.5, 0.6, 0.5, 0.4, 0.6, 0.5, 0.5]).unwrap();
        assert_eq!(sure.p, 2.0 / 256.0);
        let many: Vec<f64> = (0..30).map(|i| 1.0 + f64::from(i % 3)).collect();
        assert!(PairedDifference::of(&many).unwrap().p < 1e-6);
        assert_eq!(PairedDifference::of(&[1.0]), None);
    }

    #[test]
    fn two_are_enough() {
        // Spread √2 of two: t of one degree gives ± 12.7062.
        let found = PairedDifference::of(&[1.0, 3.0]).unwrap();
        assert_eq!((found.pairs, found.mean, found.p), (2, 2.0, 0.5));
        assert!((found.half_width - 12.7062).abs() < 1e-2, "{found:?}");
    }

    #[test]
    fn every_choice_of_signs_counts_whatever_the_unit() {
        // Of the sums 6, 4, 2 and 0, with either sign, four are at least the 4 that was found.
        for unit in [1e-9, 1.0, 1e9] {
            let found = PairedDifference::of(&[3.0, -1.0, 2.0].map(|d| d * unit)).unwrap();
            assert_eq!(found.p, 4.0 / 8.0, "{unit}");
        }
    }
}
