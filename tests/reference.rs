//! The fast engine against the reference, event for event, on random networks of every model.

use proptest::prelude::*;
use signalscape::sim::params::{
    BlockSpec, ClockedSpec, FootprintSpec, NeuronSpec, PresetSpec, RecurrentSpec, ScatteredSpec,
    StimulusSpec, WiringSpec,
};
use signalscape::sim::stdp::metaplasticity::MetaplasticitySpec;
use signalscape::sim::stdp::{Bounds, Pairing, StdpSpec};
use signalscape::sim::{
    Engine, Fingerprint, Network, Observer, Preset, Stimulus, Ticks, View, WeightSamples, reference,
};
use std::sync::Arc;

/// Fingerprint of the events plus the bits of every potential at every tick.
#[derive(Clone, Default)]
struct Everything {
    events: Fingerprint,
    potentials: Vec<u32>,
}

impl Observer for Everything {
    fn spike(&mut self, at: Ticks, n: signalscape::sim::NeuronId, c: signalscape::sim::Cause) {
        self.events.spike(at, n, c);
    }
    fn arrival(&mut self, at: Ticks, e: signalscape::sim::EdgeId, o: signalscape::sim::Outcome) {
        self.events.arrival(at, e, o);
    }
    fn weight(&mut self, at: Ticks, e: signalscape::sim::EdgeId, w: f32) {
        self.events.weight(at, e, w);
    }
    fn tick_end(&mut self, _at: Ticks, view: View) {
        self.potentials.extend(view.potential.iter().chain(view.inhibition).map(|v| v.to_bits()));
        self.potentials.push(view.global.to_bits());
    }
}

fn runs_alike(spec: PresetSpec, seed: u64, spikes: Vec<(u32, u32)>) -> Fingerprint {
    let preset = Preset::try_from(spec).expect("generated specs are valid");
    let network = Arc::new(Network::build(&preset, seed));
    let duration = preset.tick().ticks(preset.spec().duration_ms);
    let stimulus = Stimulus::from_spikes(spikes, duration);
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

fn recurrent(inhibitory_share: f64) -> RecurrentSpec {
    RecurrentSpec {
        speed_px_per_ms: 1.0,
        inhibitory_share,
        excitatory_weight_max: 1.0,
        inhibitory_weight_max: 1.0,
        excitatory_efficacy: 0.5,
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
                recurrent: recurrent(share),
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
                recurrent: recurrent(share),
                equal_delays: controls[0],
                shuffled_somata: controls[1],
            })
        },
    )
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
    ) {
        let spec = PresetSpec {
            name: "random".into(),
            summary: String::new(),
            tick_ms: 0.1,
            duration_ms: 50.0,
            sample_every_ms: 10.0,
            wiring,
            stimulus: StimulusSpec::Once,
            neuron,
            plasticity,
        };
        runs_alike(spec, seed, spikes);
    }
}

/// A seven as MNIST would draw it, by hand: enough ink to drive every preset.
fn seven() -> signalscape::sim::Pixels {
    let mut image = [0; signalscape::sim::PIXELS];
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
        let stimulus = Stimulus::encode(
            spec.stimulus,
            &seven(),
            preset.tick(),
            preset.tick().ticks(spec.duration_ms),
        );
        let loses = match spec.neuron {
            NeuronSpec::Clocked(neuron) => neuron.lose_refractory_arrivals,
            _ => true,
        };
        let events = runs_alike(spec, 1, stimulus.spikes().to_vec());
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
    let mut wrong = Vec::new();
    for (name, expected) in golden {
        let preset = Preset::builtin(name).unwrap();
        let spec = preset.spec();
        let network = Arc::new(Network::build(&preset, 1));
        let duration = preset.tick().ticks(spec.duration_ms);
        let stimulus = Stimulus::encode(spec.stimulus, &seven(), preset.tick(), duration);
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
