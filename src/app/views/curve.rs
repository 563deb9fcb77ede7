//! How much of the cloud is right, over how much was told; behind it, what twenty random draws reach.

use super::Model;
use crate::experiments::words::number;
use crate::runtime::Expected;

/// Least that the axis reaches, images told.
const TOLD_MIN: usize = 10;

/// The curve.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveView {
    /// By number of images told, at least 1: share of the others that was right then, 0 to 1.
    pub right: Vec<(usize, f32)>,
    /// What random draws reach, by number of images told; nothing until some were made.
    pub expected: Vec<ExpectedView>,
    /// How far the axis reaches, images told.
    pub told_max: usize,
    /// Both in words.
    pub tip: String,
}

/// What random draws of so many images reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectedView {
    /// So many images.
    pub told: usize,
    /// Share of the others that is right, a standard deviation below the mean.
    pub low: f32,
    /// The same above the mean.
    pub high: f32,
}

impl CurveView {
    /// Reads it; none until something was told.
    pub fn gather(model: &Model) -> Option<CurveView> {
        CurveView::of(model.teaching.curve(), model.teaching.expected())
    }

    fn of(curve: &[(usize, f32)], expected: Option<&Expected>) -> Option<CurveView> {
        let right: Vec<(usize, f32)> =
            curve.iter().copied().filter(|&(told, _)| told > 0).collect();
        let &(last, last_right) = right.last()?;
        let told_max = last.max(TOLD_MIN);
        let all = expected.into_iter().flat_map(|expected| &expected.right);
        let shown = all.filter(|(told, _)| *told <= told_max);
        let band = shown.map(|(told, right)| {
            let (mean, spread) = (right.mean as f32, right.std.unwrap_or(0.0) as f32);
            ExpectedView { told: *told, low: mean - spread, high: mean + spread }
        });
        Some(CurveView {
            expected: band.collect(),
            told_max,
            tip: words(last, last_right, expected),
            right,
        })
    }
}

fn words(told: usize, right: f32, expected: Option<&Expected>) -> String {
    let percent = |share: f64| number(100.0 * share, 1);
    let own = format!("{told} told: {} % of the others are right.", percent(f64::from(right)));
    let Some(expected) = expected else {
        return format!(
            "{own} What random draws reach is being computed. The first names have the most room."
        );
    };
    let near = expected.right.iter().min_by_key(|(number, _)| number.abs_diff(told));
    let Some((number, found)) = near else { return own };
    let (mean, spread) = (percent(found.mean), percent(found.std.unwrap_or(0.0)));
    let draws = expected.draws;
    format!(
        "{own} Grey: {number} that are drawn at random reach {mean} ± {spread} % ({draws} draws). The first names have \
         the most room: places are by the square root of how many are told."
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::MeanStd;

    #[test]
    fn a_curve_begins_with_the_first_image_told_and_ends_with_the_last() {
        assert_eq!(CurveView::of(&[(0, 0.1)], None), None);
        let curve = [(0, 0.1), (1, 0.25), (3, 0.5)];
        let view = CurveView::of(&curve, None).unwrap();
        assert_eq!((view.right, view.told_max), (vec![(1, 0.25), (3, 0.5)], TOLD_MIN));
        assert!(view.expected.is_empty());
        assert_eq!(
            view.tip,
            "3 told: 50.0 % of the others are right. What random draws reach is being computed. The first names have \
             the most room."
        );
    }

    #[test]
    fn draws_are_shown_as_far_as_the_axis_reaches() {
        let draws = [(1, 0.25, Some(0.125)), (10, 0.75, None), (30, 0.9, Some(0.01))];
        let right = draws.map(|(told, mean, std)| (told, MeanStd { mean, std, count: 20 })).into();
        let expected = Expected { right, draws: 20 };
        let view = CurveView::of(&[(2, 0.5)], Some(&expected)).unwrap();
        let all = [
            ExpectedView { told: 1, low: 0.125, high: 0.375 },
            ExpectedView { told: 10, low: 0.75, high: 0.75 },
        ];
        assert_eq!(view.expected, all);
        let grey = "Grey: 1 that are drawn at random reach 25.0 ± 12.5 % (20 draws).";
        assert!(view.tip.contains(grey), "{}", view.tip);
        let farther = CurveView::of(&[(40, 0.5)], Some(&expected)).unwrap();
        assert_eq!((farther.expected.len(), farther.told_max), (3, 40));
    }
}
