//! What became of an edge's weight, and of how many.

use super::fixed::WEIGHT;
use serde::{Deserialize, Serialize};

/// What became of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeChange {
    /// Stronger.
    Up,
    /// Weaker.
    Down,
    /// Excitatory before and inhibitory now, or the other way round.
    Flipped,
    /// As it was, to less than a unit of the [fixed point](WEIGHT).
    Same,
}

impl EdgeChange {
    /// Of an edge by its weight before and after.
    pub fn of(before: f32, after: f32) -> EdgeChange {
        EdgeChange::by(before, after - before)
    }

    /// Of an edge by its weight before, and by how much that changed.
    pub fn by(before: f32, change: f32) -> EdgeChange {
        match change {
            change if change.abs() < WEIGHT => EdgeChange::Same,
            _ if before * (before + change) < 0.0 => EdgeChange::Flipped,
            change if change > 0.0 => EdgeChange::Up,
            _ => EdgeChange::Down,
        }
    }
}

/// Shares of the edges, which sum to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EdgeShares {
    /// Stronger.
    pub up: f64,
    /// Weaker.
    pub down: f64,
    /// Changed sign.
    #[serde(alias = "inhibitory")]
    pub flipped: f64,
    /// As they were.
    pub same: f64,
}

impl EdgeShares {
    /// Of some edges.
    pub fn of(edges: impl Iterator<Item = EdgeChange>) -> EdgeShares {
        let mut counts = [0_u64; 4];
        edges.for_each(|change| counts[change as usize] += 1);
        let all = counts.iter().sum::<u64>().max(1) as f64;
        let [up, down, flipped, same] = counts.map(|count| count as f64 / all);
        EdgeShares { up, down, flipped, same }
    }

    /// Each by its name, in the order of tables.
    pub fn named(&self) -> [(&'static str, f64); 4] {
        let EdgeShares { up, down, flipped, same } = *self;
        [("up", up), ("down", down), ("flipped", flipped), ("same", same)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edge_has_one_fate() {
        let edges = [(1.0, 1.1), (1.0, 0.9), (1.0, -0.1), (-0.2, 0.1), (-1.0, -0.5), (1.0, 1.0001)];
        let fates = edges.map(|(before, after)| EdgeChange::of(before, after));
        use EdgeChange::{Down, Flipped, Same, Up};
        assert_eq!(fates, [Up, Down, Flipped, Flipped, Up, Same]);
        let unit = EdgeChange::by(0.3, WEIGHT);
        assert_eq!((unit, EdgeChange::by(0.3, 0.99 * WEIGHT)), (Up, Same));
        let shares = EdgeShares::of(fates.into_iter());
        let sixths = shares.named().map(|(_, share)| (6.0 * share).round());
        assert_eq!(sixths, [2.0, 1.0, 2.0, 1.0]);
        assert_eq!(EdgeShares::of([].into_iter()), EdgeShares::default());
        let before: EdgeShares =
            serde_json::from_str(r#"{"up":0.1,"down":0.2,"inhibitory":0.3,"same":0.4}"#).unwrap();
        assert_eq!(before.flipped, 0.3, "as results of before have it");
    }

    #[test]
    fn an_edge_without_weight_has_no_sign_to_change() {
        use EdgeChange::{Down, Up};
        let from_none = [0.5, -0.5].map(|change| EdgeChange::by(0.0, change));
        let to_none = [-0.5, 0.5].map(|before| EdgeChange::by(before, -before));
        assert_eq!((from_none, to_none), ([Up, Down], [Up, Down]));
    }
}
