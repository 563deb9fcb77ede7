//! Which edges are lit: those whose weight changed in a chosen way.

use crate::analysis::EdgeChange;
use serde::{Deserialize, Serialize};

/// A choice among edges, by what became of their weight.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeFilter {
    /// What kind of change.
    Kind(EdgeChange),
    /// How far the weight moved: from, to.
    Range(f32, f32),
}

impl EdgeFilter {
    /// Whether an edge is chosen.
    pub fn keeps(&self, before: f32, after: f32) -> bool {
        match *self {
            EdgeFilter::Kind(kind) => EdgeChange::of(before, after) == kind,
            EdgeFilter::Range(from, to) => (from..=to).contains(&(after - before)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_ranges_choose() {
        let sign = EdgeFilter::Kind(EdgeChange::Flipped);
        assert!(sign.keeps(0.5, -0.1) && !sign.keeps(0.5, 0.1));
        let range = EdgeFilter::Range(-0.5, -0.1);
        assert!(range.keeps(1.0, 0.7) && !range.keeps(1.0, 0.95) && !range.keeps(1.0, 1.3));
    }
}
