//! Whether the numbers of results agree with those that they are made of: a mean with its splits. What else
//! must agree is in the `check.rs` of each experiment. One of these that was edited alone is refused there.

use super::fields::{Checked, PERCENT, count, number};
use super::protocol::{Accuracy, SPLITS_MAX};
use crate::sim::check::{refuse, shown};

/// Percentages that were written, read and computed again differ in their last bits; those of two results by far
/// more.
pub(super) const LAST_BITS: f64 = 1e-9;

/// Mean and spread are those of the splits, which are percentages, at least one.
fn with_splits(at: &str, accuracy: &Accuracy) -> Checked {
    let of_splits = Accuracy::of(accuracy.splits.clone());
    same(&format!("{at}.mean"), "splits", Some(accuracy.mean), Some(of_splits.mean))?;
    same(&format!("{at}.std"), "splits", accuracy.std, of_splits.std)
}

/// Whether a number is what some others make of it.
pub(super) fn same(
    field: &str,
    others: &str,
    found: Option<f64>,
    expected: Option<f64>,
) -> Checked {
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
