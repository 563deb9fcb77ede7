//! Neighbours to label and shares. Which neighbours they are is decided elsewhere.

use super::spec::{Neighbour, Verdict, Voting};

/// The winner and the share of each class up to the last that a neighbour is of. There is at least one neighbour.
pub(super) fn vote(voting: Voting, neighbours: &[Neighbour]) -> (u8, Vec<f32>) {
    let touching = neighbours.iter().any(|n| n.distance == 0.0);
    let classes = neighbours.iter().map(|n| usize::from(n.label) + 1).max().unwrap_or(0);
    let mut weights = vec![0.0_f64; classes];
    let mut distances = vec![0.0_f64; classes];
    for n in neighbours {
        let digit = usize::from(n.label);
        distances[digit] += f64::from(n.distance);
        weights[digit] += match voting {
            Voting::Majority => 1.0,
            Voting::DistanceWeighted if touching => f64::from(u8::from(n.distance == 0.0)),
            // In double precision even the smallest distance has a finite inverse.
            Voting::DistanceWeighted => 1.0 / f64::from(n.distance),
        };
    }
    let mut winner = 0;
    for digit in 1..classes {
        let closer = voting == Voting::Majority && distances[digit] < distances[winner];
        if weights[digit] > weights[winner] || (weights[digit] == weights[winner] && closer) {
            winner = digit;
        }
    }
    let total: f64 = weights.iter().sum();
    (winner as u8, weights.iter().map(|w| (w / total) as f32).collect())
}

impl Verdict {
    /// What `neighbours`, nearest first, say together; none without any.
    pub fn of(voting: Voting, neighbours: Vec<Neighbour>) -> Option<Verdict> {
        if neighbours.is_empty() {
            return None;
        }
        let (label, shares) = vote(voting, &neighbours);
        Some(Verdict { label, shares, neighbours })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn neighbours(of: &[(u8, f32)]) -> Vec<Neighbour> {
        of.iter()
            .enumerate()
            .map(|(index, &(label, distance))| Neighbour { index, label, distance })
            .collect()
    }

    #[test]
    fn near_ones_outweigh_many() {
        let near = neighbours(&[(4, 1.0), (7, 4.0), (7, 4.0)]);
        let (label, shares) = vote(Voting::DistanceWeighted, &near);
        assert_eq!((label, shares[4], shares[7]), (4, 2.0 / 3.0, 1.0 / 3.0));
        let (label, shares) = vote(Voting::Majority, &near);
        assert_eq!((label, shares[4], shares[7]), (7, 1.0 / 3.0, 2.0 / 3.0));
    }

    #[test]
    fn classes_beyond_the_digits_vote_as_they_do() {
        let near = neighbours(&[(63, 1.0), (7, 3.0)]);
        let (label, shares) = vote(Voting::DistanceWeighted, &near);
        assert_eq!((label, shares.len(), shares[63], shares[7]), (63, 64, 0.75, 0.25));
    }

    #[test]
    fn only_those_at_distance_zero_vote_where_there_are_some() {
        let near = neighbours(&[(8, 0.0), (2, 0.0), (8, 0.0), (5, f32::MIN_POSITIVE)]);
        let (label, shares) = vote(Voting::DistanceWeighted, &near);
        assert_eq!((label, shares[8], shares[2], shares[5]), (8, 2.0 / 3.0, 1.0 / 3.0, 0.0));
    }

    #[test]
    fn the_smallest_distance_keeps_shares_finite() {
        let (label, shares) = vote(
            Voting::DistanceWeighted,
            &neighbours(&[(3, f32::from_bits(1)), (9, f32::from_bits(1))]),
        );
        assert_eq!((label, shares[3], shares[9]), (3, 0.5, 0.5));
    }

    #[test]
    fn ties_go_to_the_closer_and_then_to_the_smaller_label() {
        let near = neighbours(&[(6, 1.0), (1, 1.5), (1, 2.0), (6, 2.0)]);
        assert_eq!(vote(Voting::Majority, &near).0, 6);
        let near = neighbours(&[(6, 1.0), (1, 1.0)]);
        assert_eq!(vote(Voting::Majority, &near).0, 1);
        assert_eq!(vote(Voting::DistanceWeighted, &near).0, 1);
        // No vote at all is never a tie, though its distances sum to 0.
        assert_eq!(vote(Voting::Majority, &neighbours(&[(5, 3.0)])).0, 5);
    }

    #[test]
    fn those_that_voted_are_in_the_verdict_and_nobody_has_none() {
        let near = neighbours(&[(4, 1.0), (7, 4.0)]);
        let verdict = Verdict::of(Voting::DistanceWeighted, near.clone()).unwrap();
        assert_eq!((verdict.label, verdict.shares[4], verdict.shares[7]), (4, 0.8, 0.2));
        assert_eq!(verdict.neighbours, near);
        assert_eq!(Verdict::of(Voting::Majority, Vec::new()), None);
    }
}
