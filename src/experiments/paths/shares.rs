//! Right answers of each split, from labels written as digits.

use crate::experiments::paths::results::Share;

/// Right answers among all references, those that are unseen, and those that only ask.
pub(in crate::experiments) fn shares_of(
    truth: &[u8],
    answers: &[u8],
    references: usize,
    unseen: &[u32],
) -> [Option<Share>; 3] {
    let of_unseen = |all: &[u8]| -> Vec<u8> { unseen.iter().map(|&i| all[i as usize]).collect() };
    [
        Share::of(&truth[..references], &answers[..references]),
        Share::of(&of_unseen(truth), &of_unseen(answers)),
        Share::of(&truth[references..], &answers[references..]),
    ]
}

/// Digits as text, one letter each.
pub(super) fn digits(labels: &[u8]) -> String {
    labels.iter().map(|label| char::from(b'0' + label)).collect()
}

/// The digits of such a text.
pub(in crate::experiments) fn labels(digits: &str) -> Vec<u8> {
    digits.bytes().map(|letter| letter - b'0').collect()
}
