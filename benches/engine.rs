//! Presentations a second: one digit for 600 ms at each weights preset, one core, no observer; and
//! with the recorder that the window uses.

use criterion::{Criterion, criterion_group, criterion_main};
use signalscape::data::{Part, Source};
use signalscape::sim::{Engine, Fingerprint, Network, Preset, Stimulus, WeightSamples};
use std::hint::black_box;
use std::sync::Arc;

fn presentations(c: &mut Criterion) {
    let digits = Source::Embedded.load(Part::Test).expect("embedded");
    for name in Preset::names() {
        let preset = Preset::builtin(name).expect("embedded");
        let network = Arc::new(Network::build(&preset, 1));
        let stimuli: Vec<Stimulus> = (0..20)
            .map(|i| preset.encode(digits.image(i)).expect("of the preset's sheet"))
            .collect();
        let mut engine = Engine::new(network.clone());
        let mut next = 0;
        c.bench_function(&format!("{name}/no observer"), |b| {
            b.iter(|| {
                engine.present(&stimuli[next % stimuli.len()], &mut ());
                next += 1;
                black_box(engine.weights().len())
            });
        });
        let mut samples = WeightSamples::new(&network, preset.tick().ticks(100.0));
        c.bench_function(&format!("{name}/weight samples"), |b| {
            b.iter(|| {
                samples.clear();
                engine.present(&stimuli[next % stimuli.len()], &mut samples);
                next += 1;
                black_box(samples.rows().len())
            });
        });
        c.bench_function(&format!("{name}/fingerprint"), |b| {
            b.iter(|| {
                let mut events = Fingerprint::default();
                engine.present(&stimuli[next % stimuli.len()], &mut events);
                next += 1;
                black_box(events.spikes)
            });
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = presentations
}
criterion_main!(benches);
