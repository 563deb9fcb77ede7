//! What happens just now in the network, in one sentence, counted in the record of the presentation.

use super::Model;
use crate::experiments::words::{count, thousands};
use crate::runtime::Record;
use crate::sim::params::NeuronSpec;
use crate::sim::{NeuronId, Ticks};

/// Without volleys, what has happened is told of as much time, ms: a refractory period of the networks of paths.
const RECENT_MS: f64 = 5.0;

/// What happens, and what explains it.
#[derive(Clone, Debug, PartialEq)]
pub struct CaptionView {
    /// One sentence.
    pub words: String,
    /// What is counted.
    pub tip: String,
}

impl CaptionView {
    /// Reads it; none where two networks stand side by side, which say themselves what they did, and while it is not
    /// known.
    pub fn gather(model: &Model) -> Option<CaptionView> {
        let session = &*model.session;
        let (record, spec) = (&session.record, session.preset.spec());
        let now = session.tick_at(model.playback.now_ms);
        let is_known =
            record.is_complete() || (record.front() >= now && record.front() > Ticks::ZERO);
        if session.learnt.is_some() || !is_known {
            return None;
        }
        let (now_ms, period_ms) = (model.playback.now_ms, spec.stimulus.period_ms());
        let stretch = Stretch::at(now_ms, period_ms, spec.duration_ms);
        let from = session.network.tick().ticks(stretch.from_ms);
        let happened = Happened::within(record, from, now);
        let mut tip = format!(
            "Counted from {} ms on, until the time that is shown.",
            thousands(stretch.from_ms.round() as usize)
        );
        let loses = !matches!(&spec.neuron, NeuronSpec::Clocked(c) if !c.lose_refractory_arrivals);
        if loses {
            tip += " An arrival is too early where its neuron is still refractory: the signal is lost.";
        }
        Some(CaptionView { words: happened.words(stretch.name), tip })
    }
}

/// The stretch of time that is told of.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stretch {
    from_ms: f64,
    name: &'static str,
}

impl Stretch {
    /// The volley that goes on, or the last few milliseconds where there is only one.
    fn at(now_ms: f64, period_ms: Option<f64>, duration_ms: f64) -> Stretch {
        match period_ms {
            Some(period_ms) => {
                // At the end no other one begins.
                let last = ((duration_ms / period_ms).ceil() - 1.0).max(0.0);
                let from_ms = (now_ms / period_ms).floor().min(last) * period_ms;
                Stretch { from_ms, name: "in this volley" }
            }
            None => {
                let from_ms = (now_ms - RECENT_MS).max(0.0);
                Stretch { from_ms, name: "in the last 5 ms" }
            }
        }
    }
}

/// What happened in a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Happened {
    /// Inputs that fired by the image.
    inputs: usize,
    /// Other neurons that fired.
    fired: usize,
    /// Signals that arrived at a refractory neuron.
    lost: usize,
}

impl Happened {
    /// From one tick to another, both included.
    fn within(record: &Record, from: Ticks, until: Ticks) -> Happened {
        let spikes = record.spikes();
        let first = spikes.partition_point(|spike| spike.at < from);
        let last = spikes.partition_point(|spike| spike.at <= until);
        let mut fired: Vec<NeuronId> =
            spikes[first..last].iter().map(|spike| spike.neuron).collect();
        fired.sort_unstable();
        fired.dedup();
        let inputs =
            fired.partition_point(|neuron| neuron.index() < record.network().input_count());
        let lost = record.lost();
        let early = lost.partition_point(|lost| lost.at < from);
        let lost = lost.partition_point(|lost| lost.at <= until) - early;
        Happened { inputs, fired: fired.len() - inputs, lost }
    }

    fn words(self, when: &str) -> String {
        let fired = match (self.fired, self.inputs) {
            (0, 0) => format!("No neuron fired {when}"),
            (0, inputs) => format!("{} fired {when}, no neuron yet", count(inputs, "pixel")),
            (fired, _) => format!("{} fired {when}", count(fired, "neuron")),
        };
        match self.lost {
            0 => format!("{fired}."),
            1 => format!("{fired}, 1 arrival was too early."),
            lost => format!("{fired}, {} arrivals were too early.", thousands(lost)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::session::tests::presented;

    #[test]
    fn a_volley_is_told_from_its_beginning_and_without_volleys_the_last_moments() {
        let stretch = |now_ms, period_ms| {
            let Stretch { from_ms, name } = Stretch::at(now_ms, period_ms, 600.0);
            (from_ms, name)
        };
        assert_eq!(stretch(312.0, Some(25.0)), (300.0, "in this volley"));
        assert_eq!(stretch(24.9, Some(25.0)), (0.0, "in this volley"));
        assert_eq!(stretch(600.0, Some(25.0)), (575.0, "in this volley"), "no other one begins");
        assert_eq!(stretch(312.0, None), (307.0, "in the last 5 ms"));
        assert_eq!(stretch(2.0, None), (0.0, "in the last 5 ms"));
    }

    #[test]
    fn what_is_said_is_what_the_record_holds() {
        for preset in ["weights-196", "paths-sbm"] {
            let session = presented(preset);
            let record = &session.record;
            let [from, until] = [300.0, 320.0].map(|ms| session.tick_at(ms));
            let inside = |at: Ticks| (from..=until).contains(&at);
            let inputs = record.network().input_count();
            let mut seen = vec![false; record.network().neuron_count()];
            let spikes = record.spikes().iter().filter(|spike| inside(spike.at));
            spikes.for_each(|spike| seen[spike.neuron.index()] = true);
            let number = |seen: &[bool]| seen.iter().filter(|seen| **seen).count();
            let expected = Happened {
                inputs: number(&seen[..inputs]),
                fired: number(&seen[inputs..]),
                lost: record.lost().iter().filter(|lost| inside(lost.at)).count(),
            };
            assert!(expected.fired > 10, "{preset}: {expected:?}");
            assert_eq!(Happened::within(record, from, until), expected, "{preset}");
        }
        // Before the first signal has arrived, pixels alone have fired.
        let session = presented("weights-196");
        let first = Happened::within(&session.record, Ticks(0), Ticks(0));
        assert!(first.inputs > 20 && first.fired + first.lost == 0, "{first:?}");
    }

    #[test]
    fn one_sentence_says_it() {
        let words = |inputs, fired, lost| Happened { inputs, fired, lost }.words("in this volley");
        assert_eq!(
            words(97, 49, 1_031),
            "49 neurons fired in this volley, 1,031 arrivals were too early."
        );
        assert_eq!(words(97, 1, 1), "1 neuron fired in this volley, 1 arrival was too early.");
        assert_eq!(words(97, 0, 0), "97 pixels fired in this volley, no neuron yet.");
        assert_eq!(words(0, 0, 0), "No neuron fired in this volley.");
    }
}
