//! The temporal path as a tree: from the image to what every neuron did last (G21 Section 3.1). Each firing
//! has one cause, the one whose signal won; followed back, the causes of all neurons' last firings meet.

use super::record::Record;
use crate::sim::{EdgeId, NeuronId, Ticks};
use std::collections::HashMap;

/// A firing of a hidden neuron from which something that goes on descends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Firing {
    /// Which neuron.
    pub neuron: NeuronId,
    /// When.
    pub at: Ticks,
    /// The edge whose signal won.
    pub won: EdgeId,
    /// The firing that sent it, as a place in the tree; none for a pixel's.
    pub cause: Option<usize>,
    /// Steps from the image, 1 for a neuron that a pixel made fire.
    pub depth: usize,
    /// It is its neuron's last.
    pub is_last: bool,
    /// Where it is drawn among the branches, 0 to 1: a parent in the middle of its children.
    pub row: f32,
}

/// The tree of what every neuron did last at or before `at`; a cause comes before what it caused.
/// Empty where no single signal makes a neuron fire.
pub fn tree(record: &Record, at: Ticks) -> Vec<Firing> {
    let network = record.network();
    let hidden = network.input_count() as u32..network.neuron_count() as u32;
    let mut firings: HashMap<(Ticks, NeuronId), EdgeId> = HashMap::new();
    let mut last = Vec::new();
    for neuron in hidden.clone().map(NeuronId) {
        let Some(fired) = record.last_spike(neuron, at) else { continue };
        last.push((fired, neuron));
        let mut next = Some((fired, neuron));
        // Up to the image, or to a branch that is known already.
        while let Some((at, neuron)) = next.filter(|firing| !firings.contains_key(firing)) {
            let Some(won) = record.winner(neuron, at) else { break };
            firings.insert((at, neuron), won);
            next = Some((at - network.delay(won), network.source(won)));
        }
    }
    let mut order: Vec<((Ticks, NeuronId), EdgeId)> = firings.into_iter().collect();
    order.sort_unstable_by_key(|&((at, neuron), _)| (at, neuron.0));
    let places: HashMap<(Ticks, NeuronId), usize> =
        order.iter().enumerate().map(|(place, &(firing, _))| (firing, place)).collect();
    let mut tree: Vec<Firing> = Vec::with_capacity(order.len());
    for ((at, neuron), won) in order {
        let cause = places.get(&(at - network.delay(won), network.source(won))).copied();
        let depth = cause.map_or(0, |cause| tree[cause].depth) + 1;
        tree.push(Firing { neuron, at, won, cause, depth, is_last: false, row: 0.0 });
    }
    for firing in last {
        if let Some(&place) = places.get(&firing) {
            tree[place].is_last = true;
        }
    }
    lay_out(&mut tree);
    tree
}

/// Ends of branches get rows of their own, one branch after the other; parents stand between.
fn lay_out(tree: &mut [Firing]) {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); tree.len()];
    let mut open: Vec<usize> = Vec::new();
    for (place, firing) in tree.iter().enumerate().rev() {
        match firing.cause {
            Some(cause) => children[cause].push(place),
            None => open.push(place), // the earliest root is uppermost
        }
    }
    let ends = children.iter().filter(|children| children.is_empty()).count().max(1);
    let mut row = 0;
    while let Some(place) = open.pop() {
        if children[place].is_empty() {
            tree[place].row = (row as f32 + 0.5) / ends as f32;
            row += 1;
        }
        open.extend_from_slice(&children[place]);
    }
    for place in (0..tree.len()).rev() {
        let rows = children[place].iter().map(|&child| tree[child].row);
        let (low, high) = rows.fold((f32::MAX, f32::MIN), |(l, h), r| (l.min(r), h.max(r)));
        if low <= high {
            tree[place].row = (low + high) / 2.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::tests::recorded;
    use super::*;

    #[test]
    fn last_firings_descend_from_the_image() {
        let record = recorded("paths-sbm", Ticks(1_000));
        let network = record.network();
        let now = Ticks(900);
        let found = tree(&record, now);
        let fired = (784..network.neuron_count() as u32)
            .filter(|&n| record.last_spike(NeuronId(n), now).is_some())
            .count();
        assert_eq!(found.iter().filter(|firing| firing.is_last).count(), fired);
        assert!(fired > 150 && found.iter().any(|firing| firing.depth > 8));
        for firing in &found {
            assert!((0.0..=1.0).contains(&firing.row) && firing.at <= now);
            assert_eq!(network.target(firing.won), firing.neuron);
            match firing.cause {
                Some(cause) => {
                    assert_eq!(found[cause].neuron, network.source(firing.won));
                    assert_eq!(found[cause].at + network.delay(firing.won), firing.at);
                    assert_eq!(found[cause].depth + 1, firing.depth);
                }
                None => assert!(network.source(firing.won).index() < 784, "pixels are the roots"),
            }
        }
        let causes: Vec<usize> = found.iter().filter_map(|firing| firing.cause).collect();
        let ends = (0..found.len()).filter(|place| !causes.contains(place));
        assert!(ends.into_iter().all(|place| found[place].is_last), "what led nowhere is left out");
    }

    #[test]
    fn neurons_that_sum_have_no_tree() {
        assert_eq!(tree(&recorded("weights-196", Ticks(800)), Ticks(800)), []);
    }
}
