//! The race for a neuron (S19): which signals arrive when, which find it refractory, which one wins.
//!
//! For a signal on i→j let R̄_j be the refractory time that j has left and τ̄_ij the time until the
//! signal arrives: the winner has the smallest τ̄_ij − R̄_j ≥ 0. The refraction ratio is Δ_ij = R_j / τ_ij.

use super::record::Record;
use crate::sim::params::NeuronSpec;
use crate::sim::{EdgeId, NeuronId, Ticks};

/// What became of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was added to what the neuron sums (or, inhibiting, taken from it).
    Added,
    /// It made the neuron fire: alone (competition), or as the last to excite before the threshold.
    Won,
    /// It came this much too early: the neuron was still refractory.
    TooEarly(Ticks),
}

/// One signal's arrival.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RacingSignal {
    /// The edge that it came along.
    pub edge: EdgeId,
    /// When it set out.
    pub departed: Ticks,
    /// When it arrives.
    pub arrives: Ticks,
    /// What becomes of it.
    pub fate: Fate,
    /// The refraction ratio Δ = R / τ of its edge.
    pub refraction_ratio: f64,
}

/// The signals that arrive at `neuron` from tick `from` to `until` (included), in order of arrival.
pub fn race(record: &Record, neuron: NeuronId, from: Ticks, until: Ticks) -> Vec<RacingSignal> {
    let network = record.network();
    let loses_inhibition = !matches!(network.model(), NeuronSpec::Clocked(_));
    let loses_excitation = match network.model() {
        NeuronSpec::Clocked(spec) => spec.lose_refractory_arrivals,
        _ => true,
    };
    let refractory = f64::from(network.refractory(neuron).0);
    let mut runners = Vec::new();
    for edge in network.incoming(neuron) {
        let delay = network.delay(edge);
        let times = record.spikes_of(network.source(edge));
        let first = times.partition_point(|&t| t + delay < from);
        for &departed in times[first..].iter().take_while(|&&t| t + delay <= until) {
            let arrives = departed + delay;
            let excites = record.weight_at(edge, arrives) > 0.0;
            let can_be_lost = if excites { loses_excitation } else { loses_inhibition };
            let left = record.refractory_left(neuron, arrives).filter(|_| can_be_lost);
            runners.push(RacingSignal {
                edge,
                departed,
                arrives,
                fate: left.map_or(Fate::Added, Fate::TooEarly),
                refraction_ratio: refractory / f64::from(delay.0),
            });
        }
    }
    runners.sort_by_key(|r| (r.arrives, r.departed, r.edge));
    mark_winners(record, neuron, from, until, &mut runners);
    runners
}

/// Marks the winner of each firing from `from` to `until`.
fn mark_winners(
    record: &Record,
    neuron: NeuronId,
    from: Ticks,
    until: Ticks,
    runners: &mut [RacingSignal],
) {
    let firings = record.spikes_of(neuron).iter().filter(|t| (from..=until).contains(t));
    for &fired in firings {
        let until = runners.partition_point(|r| r.arrives <= fired);
        let spike = record
            .spikes()
            .get(record.spikes().partition_point(|s| s.at < fired)..)
            .and_then(|rest| rest.iter().find(|s| s.neuron == neuron));
        if spike.is_some_and(|spike| spike.is_stimulated) {
            continue; // nothing that arrived made it fire
        }
        let winner = spike.and_then(|spike| spike.winner);
        let last = runners[..until].iter_mut().rev().find(|r| match winner {
            Some(edge) => r.arrives == fired && r.edge == edge,
            None => r.fate == Fate::Added && record.weight_at(r.edge, fired) > 0.0,
        });
        if let Some(runner) = last {
            runner.fate = Fate::Won;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::record::tests::{recorded, recorded_of};
    use crate::sim::{InputSpike, Stimulus};

    #[test]
    fn a_neuron_that_was_made_to_fire_has_no_winner() {
        let network = recorded("weights-196", Ticks(1)).network().clone();
        let neuron = NeuronId(900);
        let edge = network.incoming(neuron).find(|e| network.weights()[e.index()] > 0.0).unwrap();
        let arrives = network.delay(edge);
        let spikes = vec![
            InputSpike { at: Ticks(0), neuron: network.source(edge) },
            InputSpike { at: arrives + Ticks(2), neuron },
        ];
        let stimulus = Stimulus::of_spikes(&network, spikes, Ticks(400)).unwrap();
        let record = recorded_of(network, &stimulus);
        assert_eq!(record.spikes_of(neuron), [arrives + Ticks(2)], "one signal is not enough");
        let runners = race(&record, neuron, Ticks(0), Ticks(400));
        assert!(runners.iter().any(|runner| runner.fate == Fate::Added), "{runners:?}");
        assert!(runners.iter().all(|runner| runner.fate != Fate::Won), "{runners:?}");
    }

    #[test]
    fn the_race_loses_exactly_what_the_engine_lost() {
        for name in ["weights-196", "paths-sbm"] {
            let record = recorded(name, Ticks(1000));
            let network = record.network().clone();
            let mut compared = 0;
            for n in 784..network.neuron_count() as u32 {
                let neuron = NeuronId(n);
                let lost: Vec<(Ticks, EdgeId)> = record
                    .lost()
                    .iter()
                    .filter(|l| network.target(l.edge) == neuron)
                    .map(|l| (l.at, l.edge))
                    .collect();
                let mut raced: Vec<(Ticks, EdgeId)> = race(&record, neuron, Ticks(0), Ticks(999))
                    .iter()
                    .filter(|r| matches!(r.fate, Fate::TooEarly(_)))
                    .map(|r| (r.arrives, r.edge))
                    .collect();
                // Later arrivals on the very tick of a firing are lost in competition; the race, which
                // sees ticks and not orders, counts them as added.
                let fired = record.spikes_of(neuron);
                let of_firing_tick = |t: &(Ticks, EdgeId)| fired.contains(&t.0);
                let mut lost: Vec<_> = lost.into_iter().filter(|l| !of_firing_tick(l)).collect();
                raced.retain(|r| !of_firing_tick(r));
                lost.sort_unstable();
                raced.sort_unstable();
                assert_eq!(raced, lost, "{name}, neuron {n}");
                compared += lost.len();
            }
            assert!(compared > 20, "{name}: {compared} lost signals compared");
        }
    }

    #[test]
    fn a_firing_outside_the_window_marks_nothing() {
        let record = recorded("weights-196", Ticks(1000));
        let neuron = record.spikes().iter().find(|s| s.neuron.0 >= 784).unwrap().neuron;
        let fired = record.spikes_of(neuron)[0];
        let won = |from, until| {
            let runners = race(&record, neuron, from, until);
            runners.iter().filter(|r| r.fate == Fate::Won).count()
        };
        assert_eq!(won(Ticks(0), fired - Ticks(1)), 0);
        assert_eq!(won(Ticks(0), fired), 1);
    }

    #[test]
    fn every_firing_in_a_competition_has_its_winner() {
        let record = recorded("paths-sbm", Ticks(1000));
        let fired = record.spikes().iter().find(|s| s.winner.is_some()).unwrap();
        let runners = race(&record, fired.neuron, fired.at, fired.at);
        let won: Vec<_> = runners.iter().filter(|r| r.fate == Fate::Won).collect();
        assert_eq!(won.len(), 1);
        assert_eq!(Some(won[0].edge), fired.winner);
        let delay = f64::from(record.network().delay(won[0].edge).0);
        assert_eq!(won[0].refraction_ratio, 50.0 / delay);
    }
}
