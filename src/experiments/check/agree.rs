//! Whether the numbers of results agree with those that they are made of: a mean with its splits, a share with the
//! answers that it counts, a confusion with the images that were asked about. One of these that was edited alone is
//! refused there.

use super::super::fields::{Checked, PERCENT, count, number};
use crate::experiments::paths::shares::{labels, shares_of};
use crate::experiments::paths::{self, Share};
use crate::experiments::protocol::{Accuracy, Protocol, SPLITS_MAX};
use crate::experiments::weights;
use crate::sim::check::{refuse, shown};

/// Percentages that were written, read and computed again differ in their last bits; those of two results by far
/// more.
const LAST_BITS: f64 = 1e-9;

/// Mean and spread are those of the splits, which are percentages, at least one.
pub(super) fn with_splits(at: &str, accuracy: &Accuracy) -> Checked {
    let of_splits = Accuracy::of(accuracy.splits.clone());
    same(&format!("{at}.mean"), "splits", Some(accuracy.mean), Some(of_splits.mean))?;
    same(&format!("{at}.std"), "splits", accuracy.std, of_splits.std)
}

/// The confusion counts every answer of every split, and so do the accuracy at that time and the missed images.
pub(super) fn with_confusion(at: &str, run: &weights::Results) -> Checked {
    let all: u64 = run.confusion.iter().flatten().map(|&n| u64::from(n)).sum();
    let right: u64 =
        (0..run.confusion.len()).map(|class| u64::from(run.confusion[class][class])).sum();
    let of_split = run.images - Protocol::references_of(run.images);
    let asked = of_split * run.config.splits as usize;
    let field = format!("{at}.confusion");
    if all != asked as u64 {
        let expected = format!("{asked} answers: {} splits of {of_split}", run.config.splits);
        return Err(refuse(&field, expected, all));
    }
    let percent = 100.0 * right as f64 / all.max(1) as f64;
    let mean = run.headline().mean;
    if (percent - mean).abs() > LAST_BITS {
        let expected = format!("{} % right, the mean of rows at that time", shown(mean));
        return Err(refuse(&field, expected, format!("{} %", shown(percent))));
    }
    let wrong: u64 = run.missed.iter().map(|missed| u64::from(missed.wrong)).sum();
    if wrong != all - right {
        let expected = format!("as many wrong answers as confusion has, {}", all - right);
        return Err(refuse(&format!("{at}.missed"), expected, wrong));
    }
    Ok(())
}

/// The shares of a row are those of its answers, where those and what the images are were kept.
pub(super) fn with_answers(at: &str, run: &paths::Results, row: &paths::Row) -> Checked {
    if run.truth.is_empty() || row.answers.is_empty() {
        return Ok(());
    }
    let [truth, answers] = [&run.truth, &row.answers].map(|digits| labels(digits));
    let [leave_one_out, unseen, asked] =
        shares_of(&truth, &answers, run.references, &run.unseen, row.leave_one_out.per_class.len());
    share(&format!("{at}.leave_one_out"), Some(&row.leave_one_out), leave_one_out.as_ref())?;
    // Results of before do not say which were unseen.
    if !run.unseen.is_empty() {
        share(&format!("{at}.unseen"), row.unseen.as_ref(), unseen.as_ref())?;
    }
    share(&format!("{at}.asked"), row.asked.as_ref(), asked.as_ref())
}

fn share(at: &str, found: Option<&Share>, of_answers: Option<&Share>) -> Checked {
    let (Some(found), Some(expected)) = (found, of_answers) else {
        let percent = |share: Option<&Share>| share.map(|share| share.percent);
        return same(at, "answers", percent(found), percent(of_answers));
    };
    let percent = [found.percent, expected.percent].map(Some);
    same(&format!("{at}.percent"), "answers", percent[0], percent[1])?;
    if found.per_class.len() != expected.per_class.len() {
        let (expected, found) = (expected.per_class.len(), found.per_class.len());
        return count(&format!("{at}.per_class"), found, expected..=expected);
    }
    let classes = found.per_class.iter().zip(&expected.per_class).enumerate();
    for (digit, (&found, &expected)) in classes {
        same(&format!("{at}.per_class[{digit}]"), "answers", found, expected)?;
    }
    Ok(())
}

/// Whether a number is what some others make of it.
fn same(field: &str, others: &str, found: Option<f64>, expected: Option<f64>) -> Checked {
    match (found, expected) {
        (None, None) => Ok(()),
        (Some(found), Some(expected)) if (found - expected).abs() <= LAST_BITS => Ok(()),
        _ => {
            let words = |value: Option<f64>| value.map_or("none".to_owned(), shown);
            let expected = format!("{}, by its {others}", words(expected));
            Err(refuse(field, expected, words(found)))
        }
    }
}

/// Whether an accuracy can be, and is that of its splits.
pub(super) fn accuracy(at: &str, accuracy: &Accuracy, splits: Option<u64>) -> Checked {
    number(&format!("{at}.mean"), accuracy.mean, PERCENT)?;
    number(&format!("{at}.std"), accuracy.std.unwrap_or(0.0), PERCENT)?;
    let count_of = splits.map_or(1..=SPLITS_MAX as usize, |of| of as usize..=of as usize);
    count(&format!("{at}.splits"), accuracy.splits.len(), count_of)?;
    for (i, &split) in accuracy.splits.iter().enumerate() {
        number(&format!("{at}.splits[{i}]"), split, PERCENT)?;
    }
    with_splits(at, accuracy)
}
