//! The race of signals for a neuron around the time shown.

use crate::app::session::Session;
use crate::experiments::words::{count, number, short};
use crate::runtime::{Fate, RacingSignal, race};
use crate::sim::{NeuronId, Role};

/// The race shows so much time before and after the time shown, ms.
pub const SPAN_MS: f64 = 8.0;

/// What is said of a race.
#[derive(Clone, Debug, PartialEq)]
pub struct RaceView {
    /// The time shown, ms: the middle.
    pub now_ms: f64,
    /// What the left and the right end are called.
    pub ends: [String; 2],
    /// When the neuron fired, ms, as far as that or its refractory time can be seen.
    pub firings_ms: Vec<f64>,
    /// The neuron's refractory time R, ms.
    pub refractory_ms: f64,
    /// The signals, in order of arrival.
    pub signals: Vec<SignalView>,
    /// How many there are, and what is drawn how.
    pub summary: String,
}

/// A signal that arrives.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalView {
    /// The neuron that it comes from.
    pub source: NeuronId,
    /// When it set out, ms.
    pub departed_ms: f64,
    /// When it arrives, ms.
    pub arrives_ms: f64,
    /// It excites; others inhibit.
    pub excites: bool,
    /// How much it delivers, of the most that one of the signals does, 0 to 1.
    pub share: f32,
    /// What becomes of it.
    pub fate: SignalFate,
    /// The refraction ratio Δ = R / τ of its edge.
    pub refraction_ratio: f64,
}

/// What became of a signal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SignalFate {
    /// It made the neuron fire.
    Won,
    /// It counted.
    Added,
    /// It found the neuron refractory.
    TooEarly {
        /// For how long still, ms.
        by_ms: f64,
    },
}

impl RaceView {
    /// Reads it.
    pub fn gather(session: &Session, now_ms: f64, neuron: NeuronId) -> RaceView {
        let tick = session.network.tick();
        let from = tick.ticks((now_ms - SPAN_MS).max(0.0));
        // What would arrive after the end does not.
        let until = tick.ticks((now_ms + SPAN_MS).min(session.preset.spec().duration_ms));
        let signals = signals(session, &race(&session.record, neuron, from, until));
        let refractory_ms = tick.to_ms(session.network.refractory(neuron));
        let firings_ms = session.record.spikes_of(neuron).iter().map(|&fired| tick.to_ms(fired));
        let is_in_sight = |ms: &f64| (ms - now_ms).abs() <= SPAN_MS + refractory_ms;
        let is_early = |signal: &&SignalView| matches!(signal.fate, SignalFate::TooEarly { .. });
        let span_ms = short(SPAN_MS);
        RaceView {
            now_ms,
            ends: [format!("−{span_ms} ms"), format!("+{span_ms} ms")],
            firings_ms: firings_ms.filter(is_in_sight).collect(),
            refractory_ms,
            summary: format!(
                "{} in view, {} too early. White: it fires; shade: refractory, {} ms.",
                count(signals.len(), "signal"),
                signals.iter().filter(is_early).count(),
                short(refractory_ms)
            ),
            signals,
        }
    }

    /// Where a time lies: −1 is the left end, 0 the time shown, 1 the right end.
    pub fn aside(&self, ms: f64) -> f32 {
        ((ms - self.now_ms) / SPAN_MS) as f32
    }
}

impl SignalView {
    /// Its fate in words, given the name of where it comes from.
    pub fn words(&self, source: &str) -> String {
        let fate = match self.fate {
            SignalFate::Won => "Won: it made the neuron fire".to_owned(),
            SignalFate::Added => "Arrived and counted".to_owned(),
            SignalFate::TooEarly { by_ms } => {
                format!("Arrived {} ms too early: still refractory", number(by_ms, 1))
            }
        };
        format!(
            "{source}\n{fate}.\nDeparted at {} ms, arrived at {} ms; refraction ratio Δ = R / τ = {}",
            number(self.departed_ms, 1),
            number(self.arrives_ms, 1),
            number(self.refraction_ratio, 2)
        )
    }
}

fn signals(session: &Session, runners: &[RacingSignal]) -> Vec<SignalView> {
    let network = &session.network;
    let tick = network.tick();
    let delivered: Vec<(bool, f32)> = runners.iter().map(|r| delivered(session, r)).collect();
    let most = delivered.iter().map(|&(_, size)| size).fold(1e-6_f32, f32::max);
    let view = |(runner, (excites, size)): (&RacingSignal, (bool, f32))| SignalView {
        source: network.source(runner.edge),
        departed_ms: tick.to_ms(runner.departed),
        arrives_ms: tick.to_ms(runner.arrives),
        excites,
        share: size / most,
        fate: match runner.fate {
            Fate::Won => SignalFate::Won,
            Fate::Added => SignalFate::Added,
            Fate::TooEarly(by) => SignalFate::TooEarly { by_ms: tick.to_ms(by) },
        },
        refraction_ratio: runner.refraction_ratio,
    };
    runners.iter().zip(delivered).map(view).collect()
}

/// Whether a signal excites, and how much it delivers.
fn delivered(session: &Session, runner: &RacingSignal) -> (bool, f32) {
    let network = &session.network;
    let weight = session.record.weight_at(runner.edge, runner.arrives);
    let is_input = network.role(network.source(runner.edge)) == Role::Input;
    let efficacy = network.efficacy();
    let size = match () {
        () if is_input => weight.abs(),
        () if weight > 0.0 => weight * efficacy.excitatory,
        () => -weight * efficacy.inhibitory,
    };
    (weight > 0.0, size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::session::tests::presented;

    #[test]
    fn a_race_tells_who_won_and_what_came_too_early() {
        let session = presented("weights-196");
        let inputs = session.network.input_count();
        let spikes = session.record.spikes();
        let neuron = spikes.iter().find(|spike| spike.neuron.index() >= inputs).unwrap().neuron;
        let fired_ms = session.network.tick().to_ms(session.record.spikes_of(neuron)[0]);
        let race = RaceView::gather(&session, fired_ms, neuron);
        assert_eq!(race.ends, ["−8 ms", "+8 ms"]);
        assert!(race.firings_ms.contains(&fired_ms), "{:?}", race.firings_ms);
        assert!(race.signals.iter().any(|signal| signal.fate == SignalFate::Won));
        assert!(race.signals.iter().all(|signal| race.aside(signal.arrives_ms).abs() <= 1.0));
        assert!(race.signals.iter().any(|signal| signal.share == 1.0));
        assert!(race.signals.iter().all(|signal| (0.0..=1.0).contains(&signal.share)));
        let in_view = count(race.signals.len(), "signal");
        assert!(race.summary.starts_with(&format!("{in_view} in view, ")), "{}", race.summary);
    }

    #[test]
    fn the_fate_of_a_signal_is_told() {
        let signal = SignalView {
            source: NeuronId(3),
            departed_ms: 1.5,
            arrives_ms: 2.0,
            excites: true,
            share: 1.0,
            fate: SignalFate::TooEarly { by_ms: 0.5 },
            refraction_ratio: 1.5,
        };
        let end = "Departed at 1.5 ms, arrived at 2.0 ms; refraction ratio Δ = R / τ = 1.50";
        let early = "Input 3\nArrived 0.5 ms too early: still refractory.\n";
        assert_eq!(signal.words("Input 3"), format!("{early}{end}"));
        let won = SignalView { fate: SignalFate::Won, ..signal };
        let told = won.words("Input 3");
        assert_eq!(told, format!("Input 3\nWon: it made the neuron fire.\n{end}"));
    }
}
