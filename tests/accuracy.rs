//! The default preset against the design's own figure: 1,000 test digits against 9,000 others.

use rayon::prelude::*;
use signalscape::analysis::trajectory::{Embedder, SampleTimes};
use signalscape::analysis::{Knn, KnnSpec, References};
use signalscape::data::{Part, Source};
use signalscape::sim::random::{Purpose, Stream};
use signalscape::sim::{Network, Preset};
use std::sync::Arc;

/// Share of right answers over the splits, percent, at 300 ms.
fn accuracies(name: &str, splits: u64) -> Vec<f64> {
    let preset = Arc::new(Preset::builtin(name).unwrap());
    let network = Arc::new(Network::build(&preset, 1));
    let set = Source::Embedded.load(Part::Test).unwrap();
    let places: Vec<usize> = (0..set.len()).collect();
    let rows: Vec<Vec<f32>> = places
        .par_chunks(50)
        .flat_map_iter(|block| {
            let times = SampleTimes::of(&preset, &[300.0]).unwrap();
            let mut embedder = Embedder::at(preset.clone(), network.clone(), times);
            let of = |i: &usize| {
                embedder.present(set.image(*i), &mut ());
                embedder.changes().flatten().copied().collect::<Vec<f32>>()
            };
            block.iter().map(of).collect::<Vec<_>>()
        })
        .collect();
    let dim = rows[0].len();
    let knn = Knn::try_from(KnnSpec::default()).unwrap();
    (0..splits)
        .map(|split| {
            let order = Stream::new(split, Purpose::Images).permutation(set.len());
            let gather = |part: &[u32]| -> (Vec<f32>, Vec<u8>) {
                let values = part.iter().flat_map(|&i| rows[i as usize].clone()).collect();
                (values, part.iter().map(|&i| set.label(i as usize)).collect())
            };
            let (known, labels) = gather(&order[..9000]);
            let (asked, truth) = gather(&order[9000..]);
            let references = References::new(&known, dim, &labels).unwrap();
            let verdicts = knn.classify_many(references, &asked, |_| None).unwrap();
            let right = verdicts.iter().zip(&truth).filter(|(v, t)| v.label == **t).count();
            right as f64 * 100.0 / truth.len() as f64
        })
        .collect()
}

#[test]
fn the_default_preset_gives_the_designs_accuracy() {
    let splits = accuracies("weights-196", 10);
    let mean = splits.iter().sum::<f64>() / splits.len() as f64;
    println!("weights-196 at 300 ms: mean {mean:.2} %, splits {splits:.1?}");
    // Design 1.1: 98.04 ± 0.46 over ten splits.
    assert!((mean - 98.04).abs() <= 0.46, "mean {mean:.2} % of {splits:?}");
}
