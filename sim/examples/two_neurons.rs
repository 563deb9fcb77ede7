//! One neuron excites another: spikes travel for as long as the axon is long, and what comes too early is lost.
//!
//! `cargo run --release -p signalscape-sim --example two_neurons` prints a spike raster.

use signalscape_sim::network::Delay;
use signalscape_sim::params::NeuronSpec;
use signalscape_sim::{
    Cause, EdgeId, Engine, LengthUnit, Network, NetworkSpec, NeuronId, Observer, Outcome,
    SpecError, SpikeTrain, Stimulus, Ticks,
};
use std::sync::Arc;

const TICK_MS: f64 = 0.5;
const DURATION: Ticks = Ticks(60);

/// A row of dots for each neuron: `|` where it fires, `x` where a signal finds it refractory.
struct Raster {
    rows: [Vec<char>; 2],
}

impl Observer for Raster {
    fn spike(&mut self, at: Ticks, neuron: NeuronId, _cause: Cause) {
        self.rows[neuron.index()][at.0 as usize] = '|';
    }
    fn arrival(&mut self, at: Ticks, _edge: EdgeId, outcome: Outcome) {
        if outcome == Outcome::Lost {
            self.rows[1][at.0 as usize] = 'x';
        }
    }
}

fn raster() -> Result<String, SpecError> {
    // Neurons that compete: whichever signal comes first after the refractory period fires them (Silva 2019).
    let competition = NeuronSpec::Competition { refractory_ms: 6.0 };
    let mut spec = NetworkSpec::new(TICK_MS, LengthUnit::Millimetre, competition);
    spec.inputs.count = 1;
    spec.neurons.place = vec![[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]];
    spec.neurons.overrides = vec![Default::default(); 2];
    spec.neurons.overrides[0].refractory_ms = Some(1.0);
    // 1 mm at 0.2 mm/ms: a signal takes 5 ms.
    spec.edges.push(0, 1, 1.0, Delay::at_speed(0.2));
    let network = Arc::new(Network::new(&spec)?);

    let train = SpikeTrain::Times { at_ms: vec![0.0, 4.0, 8.0, 20.0] };
    let stimulus = Stimulus::of_trains(&network, &[(vec![NeuronId(0)], train)], DURATION)?;
    let mut raster = Raster { rows: [(); 2].map(|()| vec!['.'; DURATION.0 as usize]) };
    Engine::new(network).present(&stimulus, &mut raster);
    let [sender, receiver] = raster.rows.map(|row| row.into_iter().collect::<String>());
    Ok(format!("one dot: {TICK_MS} ms\nsender    {sender}\nreceiver  {receiver}\n"))
}

fn main() -> Result<(), SpecError> {
    print!("{}", raster()?);
    Ok(())
}

#[test]
fn the_second_signal_comes_too_early() {
    let expected = "\
one dot: 0.5 ms
sender    |.......|.......|.......................|...................
receiver  ..........|.......x.......|.......................|.........
";
    assert_eq!(raster().unwrap(), expected);
}
