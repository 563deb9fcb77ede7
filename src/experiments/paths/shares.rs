//! Right answers of each split, from labels written as letters.

use crate::experiments::paths::results::Share;

/// Right answers, of so many classes, among all references, those that are unseen, and those that only ask.
pub(in crate::experiments) fn shares_of(
    truth: &[u8],
    answers: &[u8],
    references: usize,
    unseen: &[u32],
    classes: usize,
) -> [Option<Share>; 3] {
    let of_unseen = |all: &[u8]| -> Vec<u8> { unseen.iter().map(|&i| all[i as usize]).collect() };
    [
        Share::of(&truth[..references], &answers[..references], classes),
        Share::of(&of_unseen(truth), &of_unseen(answers), classes),
        Share::of(&truth[references..], &answers[references..], classes),
    ]
}

/// Labels as text, one letter each: the digits, and what comes after them in ASCII.
pub(super) fn letters(labels: &[u8]) -> String {
    labels.iter().map(|label| char::from(b'0' + label)).collect()
}

/// The labels of such a text.
pub fn labels(letters: &str) -> Vec<u8> {
    letters.bytes().map(|letter| letter.saturating_sub(b'0')).collect()
}
