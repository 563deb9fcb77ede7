//! A digit of the test set is labelled by what a network makes of it and of 500 others: nobody trained anything.
//!
//! `cargo run --release --example label_digit -- 17` labels test digit 17.

use signalscape::analysis::trajectory::{Embedder, SampleTimes};
use signalscape::analysis::{Knn, KnnSpec, References};
use signalscape::data::{Part, Source};
use signalscape::sim::{Network, Preset};
use std::error::Error;
use std::sync::Arc;

const REFERENCES: usize = 500;
/// The moment at which weights are compared, ms.
const AT_MS: f64 = 300.0;

/// The label that its neighbours give a test digit, and the one that a person gave it.
fn label(index: usize) -> Result<(u8, u8), Box<dyn Error>> {
    let preset = Arc::new(Preset::builtin("weights-196")?);
    let network = Arc::new(Network::build(&preset, 1));
    let times = SampleTimes::of(&preset, &[AT_MS])?;
    let mut embedder = Embedder::at(preset, network, times);
    let dim = embedder.dim();
    // What has become of the weights of all plastic edges by then.
    let mut embedded = |image| embedder.embed(image);
    let (train, test) = (Source::Embedded.load(Part::Train)?, Source::Embedded.load(Part::Test)?);
    let rows: Vec<i16> = (0..REFERENCES).flat_map(|i| embedded(train.image(i))).collect();
    let labels: Vec<u8> = (0..REFERENCES).map(|i| train.label(i)).collect();
    let references = References::new(&rows, dim, &labels)?;
    let verdict = Knn::try_from(KnnSpec::default())?.classify(
        references,
        &embedded(test.image(index)),
        None,
    )?;
    Ok((verdict.label, test.label(index)))
}

fn main() -> Result<(), Box<dyn Error>> {
    let index = std::env::args().nth(1).map_or(Ok(0), |text| text.parse())?;
    let (label, truth) = label(index)?;
    println!("test digit {index}: labelled {label}, and it is a {truth}");
    Ok(())
}

#[test]
fn the_first_test_digit_is_a_seven() {
    assert_eq!(label(0).unwrap(), (7, 7));
}
