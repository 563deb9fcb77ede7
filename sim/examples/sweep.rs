//! One parameter of a preset, turned: how the refractory period decides how often neurons fire, and how many signals
//! are lost.
//!
//! `cargo run --release -p signalscape-sim --example sweep`

use signalscape_sim::{CountSamples, Engine, Network, Preset, SpecError, Traffic};
use std::sync::Arc;

/// What happens in a second after a square of 100 pixels was shown.
fn traffic(refractory_ms: &str) -> Result<Traffic, SpecError> {
    let spec = Preset::builtin("paths-sbm")?.spec().with("neuron.refractory_ms", refractory_ms)?;
    let preset = Preset::try_from(spec)?;
    let network = Arc::new(Network::build(&preset, 1));
    let mut image = [0; 784];
    for row in 9..19 {
        image[row * 28 + 9..row * 28 + 19].fill(255);
    }
    let mut counts = CountSamples::new(&network, preset.duration());
    Engine::new(network).present(&preset.encode(&image)?, &mut counts);
    Ok(counts.traffic())
}

fn main() -> Result<(), SpecError> {
    println!("refractory period   spikes   signals lost");
    for refractory_ms in ["1", "2", "5", "10", "20", "50"] {
        let Traffic { spikes, arrivals, lost } = traffic(refractory_ms)?;
        let share = 100.0 * lost as f64 / arrivals as f64;
        println!("{refractory_ms:>14} ms {spikes:>8} {share:>12.1} %");
    }
    Ok(())
}

#[test]
fn a_longer_refractory_period_loses_more() {
    let [short, long] = ["1", "20"].map(|ms| traffic(ms).unwrap());
    let share = |traffic: Traffic| traffic.lost as f64 / traffic.arrivals as f64;
    assert!(short.spikes > 2 * long.spikes && long.spikes > 0, "{short:?} {long:?}");
    assert!(share(long) > share(short), "{short:?} {long:?}");
}
