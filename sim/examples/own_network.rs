//! A network of one's own: three groups of neurons with numbers of their own, joined at random, driven by noise.
//!
//! `cargo run --release -p signalscape-sim --example own_network`

use signalscape_sim::network::{Delay, Group};
use signalscape_sim::params::{NeuronSpec, Overrides};
use signalscape_sim::random::{Purpose, Stream};
use signalscape_sim::{
    Cause, Engine, LengthUnit, Network, NetworkSpec, NeuronId, Observer, SpecError, SpikeTrain,
    Stimulus, Ticks,
};
use std::sync::Arc;

const EACH: usize = 20;

/// Spikes of each group.
#[derive(Default)]
struct ByGroup([u32; 3]);

impl Observer for ByGroup {
    fn spike(&mut self, _at: Ticks, neuron: NeuronId, _cause: Cause) {
        self.0[neuron.index() / EACH] += 1;
    }
}

fn spikes(seed: u64) -> Result<[u32; 3], SpecError> {
    let model =
        NeuronSpec::EventDriven { refractory_ms: 3.0, tau_membrane_ms: 8.0, threshold: 1.0 };
    let mut spec = NetworkSpec::new(0.1, LengthUnit::Micrometre, model);
    let slow = Overrides { refractory_ms: Some(20.0), ..Overrides::default() };
    let stubborn = Overrides { threshold: Some(2.0), ..Overrides::default() };
    for (name, overrides) in
        [("drive", Overrides::default()), ("slow", slow), ("stubborn", stubborn)]
    {
        spec.groups.push(Group { name: name.into(), overrides });
    }
    let mut random = Stream::new(seed, Purpose::Positions);
    for group in 0..3 {
        for _ in 0..EACH {
            let place = [500.0, 500.0, 100.0].map(|side| random.uniform(0.0, side));
            spec.neurons.place.push(place);
            spec.neurons.group.push(group);
        }
    }
    let mut random = Stream::new(seed, Purpose::Wiring);
    for source in 0..EACH as u32 {
        for target in EACH as u32..3 * EACH as u32 {
            if random.unit() < 0.3 {
                spec.edges.push(source, target, 0.4, Delay::at_speed(200.0));
            }
        }
    }
    let network = Arc::new(Network::new(&spec)?);
    let drive = (0..EACH as u32).map(NeuronId).collect();
    let noise = SpikeTrain::Poisson { rate_hz: 40.0, seed };
    let stimulus = Stimulus::of_trains(&network, &[(drive, noise)], Ticks(10_000))?;
    let mut counted = ByGroup::default();
    Engine::new(network).present(&stimulus, &mut counted);
    Ok(counted.0)
}

fn main() -> Result<(), SpecError> {
    let [drive, slow, stubborn] = spikes(1)?;
    println!(
        "spikes in a second: {drive} of the drive, {slow} of the slow, {stubborn} of the stubborn"
    );
    Ok(())
}

#[test]
fn groups_answer_by_their_own_numbers() {
    let [drive, slow, stubborn] = spikes(1).unwrap();
    assert!((700..900).contains(&drive), "20 neurons at 40 Hz: {drive}");
    assert!(slow > stubborn && stubborn > 0, "{slow} and {stubborn}");
    // A refractory period of 20 ms lets a neuron fire 50 times in a second.
    assert!(slow <= 50 * 20 && slow > 200, "{slow}");
    assert_eq!(spikes(1).unwrap(), [drive, slow, stubborn], "the same seed, the same spikes");
}
