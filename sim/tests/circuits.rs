//! What the circuits of ours claim, in numbers.

use signalscape_sim::{
    Cause, EdgeId, Engine, Network, NeuronId, Observer, Outcome, Preset, PresetSpec, Ticks,
};

/// All that happened, with the time in ms.
#[derive(Default)]
struct Seen {
    fired: Vec<(f64, String)>,
    lost: Vec<(f64, String)>,
    weights: Vec<(String, f32)>,
    network: Option<Network>,
}

impl Seen {
    fn ms(&self, at: Ticks) -> f64 {
        (self.network.as_ref().unwrap().tick().to_ms(at) * 1e3).round() / 1e3
    }

    fn name(&self, neuron: NeuronId) -> String {
        self.network.as_ref().unwrap().name(neuron).unwrap().to_owned()
    }

    /// When a neuron fired, ms.
    fn of(&self, name: &str) -> Vec<f64> {
        self.fired.iter().filter(|(_, fired)| fired == name).map(|(ms, _)| *ms).collect()
    }

    /// Whose signals were lost, and when, ms.
    fn lost_of(&self, name: &str) -> Vec<f64> {
        self.lost.iter().filter(|(_, lost)| lost == name).map(|(ms, _)| *ms).collect()
    }

    /// The last weight of a neuron's first edge.
    fn weight(&self, of: &str) -> f32 {
        let moved = self.weights.iter().rev().find(|(name, _)| name == of);
        moved.map(|(_, weight)| *weight).expect("it moved")
    }
}

impl Observer for Seen {
    fn spike(&mut self, at: Ticks, neuron: NeuronId, _: Cause) {
        self.fired.push((self.ms(at), self.name(neuron)));
    }

    fn arrival(&mut self, at: Ticks, edge: EdgeId, outcome: Outcome) {
        if outcome == Outcome::Lost {
            let source = self.network.as_ref().unwrap().source(edge);
            self.lost.push((self.ms(at), self.name(source)));
        }
    }

    fn weight(&mut self, _: Ticks, edge: EdgeId, after: f32) {
        let source = self.network.as_ref().unwrap().source(edge);
        self.weights.push((self.name(source), after));
    }
}

fn circuit(name: &str) -> PresetSpec {
    Preset::builtin(name).unwrap().spec().clone()
}

fn run(spec: PresetSpec) -> Seen {
    let preset = Preset::try_from(spec).unwrap();
    let network = Network::build(&preset, 1);
    let stimulus = preset.encode(&[]).unwrap();
    let mut seen = Seen { network: Some(network.clone()), ..Seen::default() };
    Engine::new(network.into()).present(&stimulus, &mut seen);
    seen
}

fn with(name: &str, changes: &[(&str, &str)]) -> Seen {
    let change =
        |spec: PresetSpec, (path, value): &(&str, &str)| spec.changed(path, value).unwrap();
    run(changes.iter().fold(circuit(name), change))
}

#[test]
fn a_delay_is_a_length_over_a_speed() {
    assert_eq!(with("one-signal", &[]).of("B"), [7.0], "6 mm at 1 mm/ms, from 1 ms on");
    assert_eq!(with("one-signal", &[("wiring.edges.0.speed", "2.0")]).of("B"), [4.0]);
    assert_eq!(with("one-signal", &[("wiring.edges.0.length", "9.0")]).of("B"), [10.0]);
}

#[test]
fn the_first_of_two_wins_and_the_other_is_lost_while_the_neuron_is_refractory() {
    let seen = with("race-of-two", &[]);
    assert_eq!((seen.of("C"), seen.lost_of("B")), (vec![7.5], vec![9.0]));
    let turned = with("race-of-two", &[("wiring.edges.0.length", "9.5")]);
    assert_eq!((turned.of("C"), turned.lost_of("A")), (vec![9.0], vec![10.5]));
    let short = with("race-of-two", &[("wiring.neurons.C.refractory_ms", "1.0")]);
    assert_eq!((short.of("C"), short.lost.len()), (vec![7.5, 9.0], 0), "both are heard");
}

#[test]
fn a_longer_refractory_period_loses_more() {
    let lost = |refractory: &str| {
        let seen = with("refraction", &[("wiring.neurons.C.refractory_ms", refractory)]);
        (seen.of("C").len(), seen.lost.len())
    };
    let (heard, none) = lost("0.5");
    assert!(none <= 2 && heard > 15, "{heard} heard, {none} lost: those that come together");
    let shares: Vec<f64> = ["0.5", "3.0", "5.5", "10.0"]
        .iter()
        .map(|refractory| {
            let (heard, lost) = lost(refractory);
            lost as f64 / (heard + lost) as f64
        })
        .collect();
    assert!(shares.is_sorted() && shares[3] > 0.5, "{shares:?}");
    // At 5.5 ms both sources are heard, and neither always.
    let seen = with("refraction", &[]);
    assert!(!seen.lost_of("A").is_empty() && !seen.lost_of("B").is_empty(), "{:?}", seen.lost);
}

#[test]
fn neurons_that_fire_together_hear_each_other_up_to_a_refraction_ratio_of_one() {
    let fired = |refractory: &str| {
        let seen = with("echo", &[("neuron.refractory_ms", refractory)]);
        assert_eq!(seen.of("A"), seen.of("B"), "they are alike");
        (seen.of("A").len(), seen.lost.len())
    };
    // All signals take 5 ms.
    assert_eq!(fired("5.05"), (1, 2), "a tick above 1, both are lost");
    assert_eq!(fired("5.0"), (12, 0), "at 1, each comes just as its neuron is ready");
    assert_eq!(fired("0.5"), (12, 0));
}

#[test]
fn two_signals_add_up_if_they_come_soon_after_each_other() {
    let seen = with("summation", &[]);
    // At 1 and 9 ms they are too far apart; at 20 and 22, and at 40 both, they are not.
    assert_eq!(seen.of("C").len(), 2, "{:?}", seen.fired);
    assert!(seen.of("C")[0] > 22.0 && seen.of("C")[1] > 40.0);
    let lasting = with("summation", &[("wiring.neurons.C.tau_membrane_ms", "50.0")]);
    assert_eq!(lasting.of("C").len(), 3, "what came earlier counts for longer");
    let low = with("summation", &[("wiring.neurons.C.threshold", "0.5")]);
    assert!(low.of("C").len() > 3, "one alone is enough");
}

#[test]
fn inhibition_that_comes_first_keeps_a_neuron_silent() {
    assert!(with("inhibition", &[]).of("C").is_empty());
    assert_eq!(with("inhibition", &[("wiring.edges.1.weight", "0.0")]).of("C").len(), 4);
    let late = with("inhibition", &[("wiring.edges.1.speed", "0.5")]);
    assert_eq!(late.of("C").len(), 4, "it comes too late: {:?}", late.fired);
}

#[test]
fn what_comes_shortly_before_a_firing_grows_and_what_comes_after_it_shrinks() {
    let seen = with("stdp", &[]);
    let [early, late] = [seen.weight("early"), seen.weight("late")];
    assert!(early > 1.0 && late < 0.2, "from 0.4: {early}, {late}");
    // In the end the early one fires C by itself, before the driver does.
    let first_half = seen.of("C")[0] - 2.5;
    let last = seen.of("C").last().unwrap() - (2.5 + 9.0 * 15.0);
    assert!(last < first_half, "{last} after {first_half}");
}
