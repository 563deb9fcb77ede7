//! Which axes temporal paths are placed on, and which images those are fitted to.

use super::{Families, Tokenizer, Tokens};
use crate::analysis::{GoesOn, SparseAxes, SparseError, SparseRows};
use crate::sim::random::{Purpose, Stream};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Numbers of an embedding, unless said otherwise.
pub const DIMENSIONS: usize = 120;

/// Images that axes are fitted to, unless said otherwise: more change no verdict.
pub const FITTED: usize = 5_000;

/// Power of their spread that coordinates are divided by on whitened axes; chosen on `tune`, as were the constants
/// of tolerant ones.
pub const WHITENING: f64 = 0.7;

/// Axes that tolerant ones are chosen among.
pub const WIDE: usize = 400;

/// Which axes tokens are projected on. None looks at labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AxesKind {
    /// Of greatest variance.
    #[default]
    Principal,
    /// The same directions, each coordinate divided by its spread to the power of [`WHITENING`].
    Whitened,
    /// On which images differ and slightly distorted copies of one do not.
    Tolerant,
}

impl AxesKind {
    /// Fits axes to what was counted in some images; none once it does not go on. Of [`AxesKind::Tolerant`] ones, these are
    /// the wide ones that they are chosen among, see [`Tolerance`](crate::analysis::Tolerance).
    ///
    /// # Errors
    /// More dimensions than images; images that do not differ.
    pub fn fit(
        self,
        tokenizer: &Tokenizer,
        images: &[Tokens],
        families: &Families,
        dimensions: usize,
        goes_on: GoesOn,
    ) -> Result<Option<SparseAxes>, SparseError> {
        let mut rows = SparseRows::new(tokenizer.dim());
        images.iter().for_each(|tokens| rows.push(tokenizer.row(tokens, families)));
        let wide = WIDE.max(dimensions).min(images.len().saturating_sub(1));
        let width = if self == AxesKind::Tolerant { wide } else { dimensions };
        let axes = SparseAxes::fit_while(&rows, width, goes_on)?;
        Ok(match self {
            AxesKind::Whitened => axes.map(|axes| axes.whitened(WHITENING)),
            AxesKind::Principal | AxesKind::Tolerant => axes,
        })
    }

    /// The power of their spread that coordinates have been divided by.
    pub fn power(self) -> f64 {
        match self {
            AxesKind::Whitened => WHITENING,
            AxesKind::Principal | AxesKind::Tolerant => 0.0,
        }
    }
}

impl fmt::Display for AxesKind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            AxesKind::Principal => "principal axes",
            AxesKind::Whitened => "whitened principal axes",
            AxesKind::Tolerant => "axes that tolerate small distortions",
        })
    }
}

/// Places of the images that axes are fitted to, rising: `fitted` of the first `references`, at random
/// but always the same. Labels are never looked at.
pub fn places_to_fit(references: usize, fitted: usize) -> Vec<u32> {
    let mut places = Stream::new(0, Purpose::Images).permutation(references);
    places.truncate(fitted);
    places.sort_unstable();
    places
}

#[cfg(test)]
mod tests {
    use super::super::tests::{FIRST, over, small};
    use super::*;

    #[test]
    fn tolerant_axes_are_chosen_among_more_and_whitened_ones_are_the_principal_ones_to_scale() {
        let network = small();
        let mut tokenizer = Tokenizer::new(&network);
        let image =
            |i: u32| [FIRST, over(&network, 50, 5 + i % 6, 0), over(&network, 150, 5 + i / 3, 0)];
        let images: Vec<Tokens> = (0..8).map(|i| tokenizer.count(&image(i))).collect();
        let families: Families = "E".parse().unwrap();
        let fit = |kind: AxesKind| {
            kind.fit(&tokenizer, &images, &families, 3, &|| true).unwrap().unwrap()
        };
        let (principal, whitened) = (fit(AxesKind::Principal), fit(AxesKind::Whitened));
        assert_eq!([principal.len(), whitened.len()], [3, 3]);
        assert_eq!(fit(AxesKind::Tolerant).len(), 7, "one fewer than the images");
        assert_eq!(principal.whitened(WHITENING), whitened);
        assert_ne!(principal, whitened);
        let kinds = [AxesKind::Principal, AxesKind::Whitened, AxesKind::Tolerant];
        assert_eq!(kinds.map(AxesKind::power), [0.0, WHITENING, 0.0]);
    }

    #[test]
    fn images_to_fit_are_some_of_all_that_there_are() {
        let places = places_to_fit(100, 20);
        assert_eq!(places, places_to_fit(100, 20), "always the same");
        assert_eq!(places.len(), 20);
        assert!(places.is_sorted_by(|a, b| a < b) && places.iter().all(|&place| place < 100));
        assert!(places[19] >= 40, "of all, not the first: {places:?}");
        assert_eq!(places_to_fit(5, 20), [0, 1, 2, 3, 4]);
    }
}
