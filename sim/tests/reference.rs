//! The fast engine against the reference, event for event, on random networks of every model.

use proptest::prelude::*;
use signalscape_sim::params::{
    BlockSpec, ClockedSpec, FootprintSpec, NeuronSpec, Overrides, PresetSpec, RecurrentSpec,
    ScatteredSpec, StimulusSpec, WiringSpec,
};
use signalscape_sim::stdp::metaplasticity::MetaplasticitySpec;
use signalscape_sim::stdp::{Bounds, Pairing, StdpSpec};
use signalscape_sim::{
    Cause, EdgeId, Engine, Fingerprint, InputSpike, Network, NetworkSpec, NeuronId, Observer,
    Outcome, Preset, Sheet, Stimulus, Ticks, View, WeightSamples, reference,
};
use std::sync::Arc;

/// Fingerprint of the events plus the bits of every potential at every tick.
#[derive(Clone, Default)]
struct Everything {
    events: Fingerprint,
    potentials: Vec<u32>,
}

impl Observer for Everything {
    fn spike(&mut self, at: Ticks, n: NeuronId, c: Cause) {
        self.events.spike(at, n, c);
    }
    fn arrival(&mut self, at: Ticks, e: EdgeId, o: Outcome) {
        self.events.arrival(at, e, o);
    }
    fn weight(&mut self, at: Ticks, e: EdgeId, w: f32) {
        self.events.weight(at, e, w);
    }
    fn tick_end(&mut self, _at: Ticks, view: View) {
        self.potentials.extend(view.potential.iter().chain(view.inhibition).map(|v| v.to_bits()));
        self.potentials.push(view.global.to_bits());
    }
}

fn runs_alike(spec: &NetworkSpec, spikes: &[InputSpike], duration: Ticks) -> Fingerprint {
    let network = Arc::new(Network::new(spec).expect("generated specs are valid"));
    let stimulus = Stimulus::of_spikes(&network, spikes.to_vec(), duration).unwrap();
    let mut slow = Everything::default();
    reference::present(&network, &stimulus, &mut slow);
    let mut engine = Engine::new(network);
    let mut fast = Everything::default();
    engine.present(&stimulus, &mut fast);
    let count = |e: &Fingerprint| (e.spikes, e.arrivals, e.lost, e.weight_changes);
    assert_eq!(count(&fast.events), count(&slow.events), "spikes, arrivals, lost, weight changes");
    assert_eq!(fast.events.hex(), slow.events.hex(), "the same events in another order");
    assert_eq!(fast.potentials, slow.potentials);
    let mut again = Everything::default();
    engine.present(&stimulus, &mut again);
    assert_eq!(again.events.hex(), fast.events.hex(), "a reset engine runs as a new one");
    fast.events
}

fn plasticity() -> impl Strategy<Value = Option<StdpSpec>> {
    let rule = (
        (-0.1..0.1, -0.1..0.1, 0.0..0.3, 0.0..0.3),
        (0.1..3.0, 0.1..3.0),
        prop_oneof![Just(Pairing::Nearest), Just(Pairing::Once), Just(Pairing::All)],
        any::<(bool, bool, bool)>(),
        prop::option::of((0.5..50.0, 0.5..20.0)),
    )
        .prop_map(
            |((a_pre, a_post, a_minus, a_plus), (tm, tp), pairing, (soft, sign, inputs), meta)| {
                StdpSpec {
                    a_pre,
                    a_post,
                    a_minus,
                    tau_minus_ms: tm,
                    a_plus,
                    tau_plus_ms: tp,
                    pairing,
                    bounds: if soft { Bounds::Soft } else { Bounds::Hard },
                    w_min: -1.5,
                    w_max: 2.0,
                    sign_change: sign,
                    input_edges: inputs,
                    metaplasticity: meta.map(|(half_at_spikes, tau_ms)| MetaplasticitySpec {
                        half_at_spikes,
                        tau_ms,
                    }),
                }
            },
        );
    prop::option::weighted(0.8, rule)
}

fn neuron() -> impl Strategy<Value = NeuronSpec> {
    let clocked = (0.1..1.0, 0.1..2.0, 0.5..20.0, 0.1..3.0, any::<bool>(), 0.0..0.1).prop_map(
        |(refractory_ms, tau, tau_h, threshold, lossy, global_gain)| {
            NeuronSpec::Clocked(ClockedSpec {
                refractory_ms,
                tau_membrane_ms: tau,
                tau_inhibition_ms: tau_h,
                threshold,
                reset_by: threshold,
                lose_refractory_arrivals: lossy,
                global_gain,
                tau_global_ms: 10.0,
            })
        },
    );
    prop_oneof![
        (0.1..5.0).prop_map(|refractory_ms| NeuronSpec::Competition { refractory_ms }),
        (0.1..5.0, 0.2..8.0, 0.2..4.0).prop_map(|(refractory_ms, tau_membrane_ms, threshold)| {
            NeuronSpec::EventDriven { refractory_ms, tau_membrane_ms, threshold }
        }),
        clocked,
    ]
}

fn block() -> impl Strategy<Value = WiringSpec> {
    (1_usize..30, 0.01..3.0, 0.0..0.3, 0.0..0.9, -1.5..0.5, 0.0..2.0).prop_map(
        |(hidden, side_mm, input_probability, hidden_probability, weight_low, range)| {
            WiringSpec::Block(BlockSpec {
                hidden,
                side_mm,
                thickness_mm: 0.1,
                input_probability,
                hidden_probability,
                speed_mm_per_ms: 0.2,
                input_path_factor: 1.0,
                hidden_path_factor: 2.0,
                weight_low,
                weight_high: weight_low + range,
            })
        },
    )
}

fn recurrent(inhibitory_share: f64, excitatory_efficacy: f64) -> RecurrentSpec {
    RecurrentSpec {
        speed_px_per_ms: 1.0,
        inhibitory_share,
        excitatory_weight_max: 1.0,
        inhibitory_weight_max: 1.0,
        excitatory_efficacy,
        inhibitory_efficacy: 0.2,
    }
}

fn scattered() -> impl Strategy<Value = WiringSpec> {
    (1_usize..20, 0.001..0.2, 0.2..4.0, 0.0..0.5, 0.0..1.0, 0.0..1.0).prop_map(
        |(neurons, input_weight_max, speed, inhibition_gain, recurrent_probability, share)| {
            WiringSpec::Scattered(ScatteredSpec {
                neurons,
                height_px: 1.0,
                input_weight_max,
                input_speed_px_per_ms: speed,
                inhibition_speed_px_per_ms: 4.0,
                inhibition_gain,
                recurrent_probability,
                recurrent: recurrent(share, if neurons % 3 == 0 { 0.0 } else { 0.5 }),
            })
        },
    )
}

fn footprints() -> impl Strategy<Value = WiringSpec> {
    (1_usize..40, 1_usize..5, 0.5..3.0, 0.0..12.0, 0.2..4.0, 0.0..1.0, any::<[bool; 2]>()).prop_map(
        |(neurons, directions, sigma_px, displacement_px, speed, share, controls)| {
            WiringSpec::Footprints(FootprintSpec {
                neurons,
                directions,
                margin_px: 4.0,
                displacement_px,
                height_px: 1.0,
                sigma_px,
                weight_floor: 0.01,
                input_speed_px_per_ms: speed,
                inhibition_speed_px_per_ms: 4.0,
                inhibition_gain: 0.2,
                recurrent: recurrent(share, if neurons % 3 == 0 { 0.0 } else { 0.5 }),
                equal_delays: controls[0],
                shuffled_somata: controls[1],
            })
        },
    )
}

/// Neurons that differ from each other in all that they can.
fn overridden(spec: &mut NetworkSpec, factors: &[f64]) {
    let kind = spec.neuron;
    let scaled =
        |value: f64, n: usize, salt: usize| Some(value * factors[(n * 7 + salt) % factors.len()]);
    let of = |n| match kind {
        NeuronSpec::Competition { refractory_ms } => {
            Overrides { refractory_ms: scaled(refractory_ms, n, 0), ..Overrides::default() }
        }
        NeuronSpec::EventDriven { refractory_ms, tau_membrane_ms, threshold } => Overrides {
            refractory_ms: scaled(refractory_ms, n, 0),
            tau_membrane_ms: scaled(tau_membrane_ms, n, 1),
            threshold: scaled(threshold, n, 2),
            tau_inhibition_ms: None,
        },
        NeuronSpec::Clocked(c) => Overrides {
            refractory_ms: scaled(c.refractory_ms, n, 0),
            tau_membrane_ms: scaled(c.tau_membrane_ms, n, 1),
            threshold: scaled(c.threshold, n, 2),
            tau_inhibition_ms: scaled(c.tau_inhibition_ms, n, 3),
        },
        other => panic!("{other:?}: what of it may differ from neuron to neuron?"),
    };
    spec.neurons.overrides = (0..spec.neurons.place.len()).map(of).collect();
}

fn preset(wiring: WiringSpec, neuron: NeuronSpec, plasticity: Option<StdpSpec>) -> Preset {
    let spec = PresetSpec {
        name: "random".into(),
        summary: String::new(),
        tick_ms: 0.1,
        duration_ms: 50.0,
        sample_every_ms: 10.0,
        sheet: Sheet::MNIST,
        wiring,
        stimulus: StimulusSpec::Once {},
        neuron,
        plasticity,
    };
    Preset::try_from(spec).expect("generated presets are valid")
}

fn input_spike((at, neuron): (u32, u32)) -> InputSpike {
    InputSpike { at: Ticks(at), neuron: NeuronId(neuron) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]
    #[test]
    fn engines_agree_event_for_event(
        wiring in prop_oneof![block(), footprints(), scattered()],
        neuron in neuron(),
        plasticity in plasticity(),
        seed in any::<u64>(),
        spikes in prop::collection::vec((0_u32..300, 0_u32..784), 0..250),
        forced in prop::collection::vec((0_u32..480, 784_u32..824), 0..30),
        factors in prop::option::of(prop::collection::vec(0.3..3.0, 5..9)),
    ) {
        let preset = preset(wiring, neuron, plasticity);
        let mut network = NetworkSpec::generate(&preset, seed);
        if let Some(factors) = factors {
            overridden(&mut network, &factors);
        }
        let neurons = network.neurons.place.len() as u32;
        let forced = forced.into_iter().filter(|(_, neuron)| *neuron < neurons);
        let spikes: Vec<_> = spikes.into_iter().chain(forced).map(input_spike).collect();
        runs_alike(&network, &spikes, Ticks(500));
    }
}

/// A seven as MNIST would draw it, by hand: enough ink to drive every preset.
fn seven() -> [u8; 784] {
    let mut image = [0; 784];
    for x in 7..21 {
        image[7 * 28 + x] = 255;
        image[8 * 28 + x] = 120;
    }
    for y in 8..23 {
        let x = 20 - (y - 8) / 2;
        image[y * 28 + x] = 255;
        image[y * 28 + x - 1] = 180;
    }
    image
}

#[test]
fn engines_agree_on_every_preset() {
    for name in Preset::names() {
        let mut spec = Preset::builtin(name).unwrap().spec().clone();
        spec.duration_ms = 100.0;
        let preset = Preset::try_from(spec.clone()).unwrap();
        let stimulus = preset.encode(&seven()).unwrap();
        let loses = match spec.neuron {
            NeuronSpec::Clocked(neuron) => neuron.lose_refractory_arrivals,
            _ => true,
        };
        let network = NetworkSpec::generate(&preset, 1);
        let events = runs_alike(&network, stimulus.spikes(), stimulus.duration());
        assert!(events.spikes > 200 && (events.lost > 0) == loses, "{name}");
    }
}

/// Golden fingerprints: the product's bits. When a change to the model's order or arithmetic is
/// meant, name the cause in the commit and put the printed hash here.
#[test]
fn golden_runs() {
    let golden = [
        ("weights-196", "976d19045d84120b"),
        ("weights-196-dense", "5a0a6fc919e2f99d"),
        ("weights-384", "1d59509143b6b38e"),
        ("weights-plain", "f69b9aba47b98932"),
        ("paths-sbm", "5b80adfb7e97fabb"),
        ("paths-stdp", "1a5012fdebda1366"),
    ];
    assert!(golden.iter().map(|(name, _)| *name).eq(Preset::names()), "every preset has its hash");
    let mut wrong = Vec::new();
    for (name, expected) in golden {
        let preset = Preset::builtin(name).unwrap();
        let spec = preset.spec();
        let network = Arc::new(Network::build(&preset, 1));
        let stimulus = preset.encode(&seven()).unwrap();
        let every = preset.tick().ticks(spec.sample_every_ms);
        let mut observer = (Fingerprint::default(), WeightSamples::new(&network, every));
        Engine::new(network).present(&stimulus, &mut observer);
        let (events, samples) = observer;
        assert_eq!(samples.rows().len(), samples.dim() * preset.sample_times_ms().len());
        let found = &events.hex()[..16];
        if found != expected {
            wrong.push(format!("{name}: expected {expected}, found {found}"));
        }
    }
    assert!(wrong.is_empty(), "golden runs changed (update tests/reference.rs):\n{wrong:#?}");
}
