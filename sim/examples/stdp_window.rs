//! The window of spike-timing-dependent plasticity, measured on two neurons: how much an edge changes by how much later
//! or earlier its target fires than the signal arrives.
//!
//! `cargo run --release -p signalscape-sim --example stdp_window`

use signalscape_sim::network::Delay;
use signalscape_sim::params::NeuronSpec;
use signalscape_sim::stdp::{Bounds, Pairing, StdpSpec};
use signalscape_sim::{
    Engine, InputSpike, LengthUnit, Network, NetworkSpec, NeuronId, SpecError, Stimulus, Ticks,
};
use std::sync::Arc;

const TICK_MS: f64 = 1.0;
/// The signal arrives here.
const ARRIVES: u32 = 100;

fn rule() -> StdpSpec {
    StdpSpec {
        a_pre: 0.0,
        a_post: 0.0,
        a_minus: 0.05,
        tau_minus_ms: 20.0,
        a_plus: 0.08,
        tau_plus_ms: 10.0,
        pairing: Pairing::Nearest,
        bounds: Bounds::Hard,
        w_min: 0.0,
        w_max: 1.0,
        sign_change: false,
        input_edges: true,
        metaplasticity: None,
    }
}

/// The change of the edge's weight when its target is made to fire `lag` ticks after the arrival.
fn change(lag: i32) -> Result<f32, SpecError> {
    // A threshold that nothing reaches: the target fires when it is told to, and at no other time.
    let neuron =
        NeuronSpec::EventDriven { refractory_ms: 1.0, tau_membrane_ms: 5.0, threshold: 1e5 };
    let mut spec = NetworkSpec::new(TICK_MS, LengthUnit::Millimetre, neuron);
    spec.inputs.count = 1;
    spec.plasticity = Some(rule());
    spec.neurons.place = vec![[0.0; 3], [1.0, 0.0, 0.0]];
    spec.edges.push(0, 1, 0.5, Delay::Ms(3.0));
    let network = Arc::new(Network::new(&spec)?);
    let spikes = vec![
        InputSpike { at: Ticks(ARRIVES - 3), neuron: NeuronId(0) },
        InputSpike { at: Ticks(ARRIVES.saturating_add_signed(lag)), neuron: NeuronId(1) },
    ];
    let stimulus = Stimulus::of_spikes(&network, spikes, Ticks(250))?;
    let mut engine = Engine::new(network);
    engine.present(&stimulus, &mut ());
    Ok(engine.weights()[0] - 0.5)
}

fn main() -> Result<(), SpecError> {
    println!("firing after arrival, ms   change of the weight");
    for lag in (-40..=40).step_by(5) {
        println!("{lag:>24}   {:+.4}", change(lag)?);
    }
    Ok(())
}

#[test]
fn the_window_is_that_of_the_rule() {
    for lag in [1, 5, 10, 40_i32] {
        let potentiation = 0.08 * (-f64::from(lag) / 10.0).exp();
        let depression = -0.05 * (-f64::from(lag) / 20.0).exp();
        assert!((f64::from(change(lag).unwrap()) - potentiation).abs() < 1e-6, "{lag} ms later");
        assert!((f64::from(change(-lag).unwrap()) - depression).abs() < 1e-6, "{lag} ms earlier");
    }
}
