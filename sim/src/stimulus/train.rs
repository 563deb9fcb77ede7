//! Trains of spikes: when a neuron is made to fire.
//!
//! ```text
//! regular   first, first + every, first + 2 · every, …
//! Poisson   intervals −ln(1 − u) / rate,  u uniform in [0, 1):  memoryless, `rate` spikes a second in the mean, less those that fall in one tick
//! ```
//!
//! All are rounded to ticks once; two in one tick are one. A Poisson train is drawn for each neuron from a stream of its
//! own, so another neuron's does not move it.

use crate::check::{SpecError, above_zero, at_least_zero, refuse, shown};
use crate::ids::NeuronId;
use crate::random::{Purpose, Stream};
use crate::units::{TickLength, Ticks};
use serde::{Deserialize, Serialize};

/// Most spikes of a stimulus: 80 MB.
pub(crate) const SPIKES_MAX: usize = 10_000_000;

/// See the module's head. Times in ms from the start of the presentation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum SpikeTrain {
    /// These times, in any order.
    Times {
        /// Milliseconds from the start; each before the end.
        at_ms: Vec<f64>,
    },
    /// One spike after the other at equal intervals, to the end.
    Regular {
        /// The first spike, ms; ≥ 0.
        first_ms: f64,
        /// Interval, ms; at least a tick.
        every_ms: f64,
    },
    /// A Poisson process, to the end.
    Poisson {
        /// Spikes a second in the mean, before those of one tick become one; ≥ 0, and at most one each tick.
        rate_hz: f64,
        /// What it is drawn with.
        seed: u64,
    },
}

/// When a train makes `neuron` fire, in order, before `duration`.
pub(crate) fn ticks(
    train: &SpikeTrain,
    neuron: NeuronId,
    tick: TickLength,
    duration: Ticks,
) -> Result<Vec<Ticks>, SpecError> {
    let end_ms = tick.to_ms(duration);
    let mut found = Vec::new();
    let mut add = |at_ms: f64| {
        let at = tick.ticks(at_ms);
        if at < duration {
            found.push(at);
        }
        at < duration
    };
    match *train {
        SpikeTrain::Times { ref at_ms } => {
            for (i, &at) in at_ms.iter().enumerate() {
                let field = format!("at_ms[{i}]");
                if !add(at_least_zero(&field, at)?) {
                    let expected = format!("a time before the end at {} ms", shown(end_ms));
                    return Err(refuse(&field, expected, shown(at)));
                }
            }
        }
        SpikeTrain::Regular { first_ms, every_ms } => {
            at_least_zero("first_ms", first_ms)?;
            if above_zero("every_ms", every_ms)? < tick.ms() {
                let expected = format!("at least a tick of {} ms", shown(tick.ms()));
                return Err(refuse("every_ms", expected, shown(every_ms)));
            }
            (0_u32..).map(|i| first_ms + f64::from(i) * every_ms).take_while(|&at| add(at)).count();
        }
        SpikeTrain::Poisson { rate_hz, seed } => {
            let most_hz = 1e3 / tick.ms();
            if at_least_zero("rate_hz", rate_hz)? > most_hz {
                let expected = format!("at most a spike each tick, {} Hz", shown(most_hz));
                return Err(refuse("rate_hz", expected, shown(rate_hz)));
            }
            let mut random = Stream::of_part(seed, Purpose::InputSpikes, u64::from(neuron.0));
            let mut at_ms = 0.0;
            if rate_hz > 0.0 {
                loop {
                    at_ms -= 1e3 / rate_hz * libm::log1p(-random.unit());
                    if !add(at_ms) {
                        break;
                    }
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(train: &SpikeTrain, neuron: u32, duration: u32) -> Vec<u32> {
        let found = ticks(train, NeuronId(neuron), TickLength::from_ms(0.1), Ticks(duration));
        found.unwrap().into_iter().map(|at| at.0).collect()
    }

    #[test]
    fn a_regular_train_runs_to_the_end() {
        let train = SpikeTrain::Regular { first_ms: 0.5, every_ms: 1.0 };
        assert_eq!(times(&train, 0, 40), [5, 15, 25, 35]);
        assert_eq!(times(&train, 0, 5), [0; 0], "the end is no part of it");
    }

    #[test]
    fn a_poisson_train_has_its_rate_and_no_memory() {
        let train = |seed| SpikeTrain::Poisson { rate_hz: 50.0, seed };
        let found = times(&train(1), 3, 1_000_000);
        // 100 s at 50 Hz: 5,000 ± 71.
        assert!((4_750..5_250).contains(&found.len()), "{}", found.len());
        let intervals: Vec<f64> = found.windows(2).map(|w| f64::from(w[1] - w[0])).collect();
        let mean = intervals.iter().sum::<f64>() / intervals.len() as f64;
        let variance =
            intervals.iter().map(|i| (i - mean).powi(2)).sum::<f64>() / intervals.len() as f64;
        let variation = variance.sqrt() / mean;
        assert!((0.95..1.05).contains(&variation), "an exponential's is 1: {variation}");
        assert_eq!(times(&train(1), 3, 1_000), times(&train(1), 3, 1_000));
        assert_ne!(times(&train(1), 3, 10_000), times(&train(2), 3, 10_000));
        assert_ne!(times(&train(1), 3, 10_000), times(&train(1), 4, 10_000));
        let shorter = times(&train(1), 3, 500_000);
        assert_eq!(found[..shorter.len()], shorter, "the end moves nothing before it");
    }

    #[test]
    fn numbers_out_of_range_are_refused_by_name() {
        let refused = |train: SpikeTrain| {
            ticks(&train, NeuronId(0), TickLength::from_ms(0.1), Ticks(100))
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            refused(SpikeTrain::Times { at_ms: vec![1.0, 10.0] }),
            "at_ms[1]: expected a time before the end at 10 ms, found 10"
        );
        assert_eq!(
            refused(SpikeTrain::Times { at_ms: vec![-1.0] }),
            "at_ms[0]: expected a finite number >= 0, found -1"
        );
        assert_eq!(
            refused(SpikeTrain::Regular { first_ms: 0.0, every_ms: 0.01 }),
            "every_ms: expected at least a tick of 0.1 ms, found 0.01"
        );
        assert_eq!(
            refused(SpikeTrain::Poisson { rate_hz: 2e4, seed: 1 }),
            "rate_hz: expected at most a spike each tick, 10000 Hz, found 20000"
        );
    }

    #[test]
    fn a_spike_each_tick_is_the_most_and_none_the_least() {
        let of =
            |train| ticks(&train, NeuronId(0), TickLength::from_ms(0.125), Ticks(100)).unwrap();
        let every_tick = of(SpikeTrain::Regular { first_ms: 0.0, every_ms: 0.125 });
        assert!(every_tick.into_iter().eq((0..100).map(Ticks)));
        let most = of(SpikeTrain::Poisson { rate_hz: 8e3, seed: 1 }).len();
        assert!((40..100).contains(&most), "{most} ticks of 100, some with several");
        assert!(of(SpikeTrain::Poisson { rate_hz: 0.0, seed: 1 }).is_empty());
    }
}
