//! Temporal paths as an embedding (G21 Section 3.1): what fired, by whom and when, counted as tokens.
//!
//! | family | token | block | weight |
//! |---|---|---|---|
//! | N | hidden neuron, time: bins of 10 ticks in [0, 320), and sums over 2 and 4 of them | 1 | 1 |
//! | E | winning hidden→hidden edge, in [0, 100), [100, 320), [320, 2000), [2000, ∞) | 4 | 1, 1, ½, ½ |
//! | P | two winning hidden edges in a row, in [0, 320), hashed to 4,096 | 1 | ½ |
//! | I | winning input→hidden edge, at any time: the image in disguise | 1 | 1 |
//!
//! Square roots of the counts, each block to unit length times its weight, all of an image to unit
//! length (design 1.2). Only E, and N and P beside it, say what the network made of the image.

mod axes;
mod reader;
mod shipped;
mod steps;

pub use axes::{AxesKind, DIMENSIONS, FITTED, WHITENING, WIDE, places_to_fit};
pub use reader::{PathEmbedder, RunStats, are_embedding};
pub use shipped::{axes_key, shipped_axes};
pub use steps::{PathSteps, moments};

mod tokens;
pub use tokens::{Families, Family, Tokenizer, Tokens, WINDOWS};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::network::{Delay, LengthUnit, NetworkSpec};
    use crate::sim::params::NeuronSpec;
    use crate::sim::path::PathSpike;
    use crate::sim::{EdgeId, Network, NeuronId, Preset, SpikeId, Ticks};

    /// What the image fires, at once.
    pub(super) const FIRST: PathSpike = PathSpike { at: Ticks(0), neuron: NeuronId(0), won: None };

    /// Neurons 0 to 2 are inputs and 3 to 6 are hidden; edges 0 to 4 are from inputs and 5 to 10 between hidden ones.
    pub(super) fn small() -> Network {
        let neuron = NeuronSpec::Competition { refractory_ms: 2.0 };
        let mut spec = NetworkSpec::new(0.1, LengthUnit::Millimetre, neuron);
        spec.inputs.count = 3;
        spec.neurons.place = vec![[0.0; 3]; 7];
        let inputs = [(0, 3), (0, 4), (1, 4), (2, 5), (2, 6)];
        let hidden = [(3, 4), (3, 5), (4, 5), (5, 3), (5, 6), (6, 3)];
        for (source, target) in inputs.into_iter().chain(hidden) {
            spec.edges.push(source, target, 1.0, Delay::Ms(1.0));
        }
        Network::new(&spec).unwrap()
    }

    /// A firing that an edge of the network won, with a signal of that spike.
    pub(super) fn over(network: &Network, at: u32, edge: u32, parent: u32) -> PathSpike {
        let neuron = network.target(EdgeId(edge));
        PathSpike { at: Ticks(at), neuron, won: Some((EdgeId(edge), SpikeId(parent))) }
    }

    fn network() -> Network {
        Network::build(&Preset::builtin("paths-sbm").unwrap(), 1)
    }

    /// An input, a hidden neuron that it fires, and two more down the line.
    fn path(network: &Network) -> Vec<PathSpike> {
        let first = EdgeId(0);
        let mut spikes = vec![PathSpike { at: Ticks(0), neuron: network.source(first), won: None }];
        let mut edge = first;
        for step in 0..3_u32 {
            let neuron = network.target(edge);
            let at = Ticks(50 + 60 * step);
            spikes.push(PathSpike { at, neuron, won: Some((edge, SpikeId(step))) });
            edge = network.outgoing(neuron).first().unwrap();
        }
        spikes
    }

    #[test]
    fn every_family_counts_its_own() {
        let network = network();
        let mut tokenizer = Tokenizer::new(&network);
        let tokens = tokenizer.count(&path(&network));
        let counted = |families: &str| {
            let families: Families = families.parse().unwrap();
            tokenizer.row(&tokens, &families).collect::<Vec<_>>()
        };
        assert_eq!(counted("N").len(), 3 * 3, "three neurons in bins of three sizes");
        assert_eq!(counted("I"), [(tokenizer.blocks[6].tokens.start, 1.0)]);
        let edges = counted("E");
        assert_eq!(edges.len(), 2, "at ticks 110 and 170, both in [100, 320)");
        assert!(edges.iter().all(|(token, _)| tokenizer.blocks[2].tokens.contains(token)));
        assert_eq!(counted("P").len(), 1);
        for families in ["N", "E", "N+E+P", "N+E+P+I"] {
            let square: f32 = counted(families).iter().map(|(_, x)| x * x).sum();
            assert!((square - 1.0).abs() < 1e-5, "{families}: {square}");
        }
        let again = tokenizer.count(&path(&network));
        assert_eq!(again.entries, tokens.entries, "counters start from 0");
        let nothing = tokenizer.count(&[]);
        assert_eq!(tokenizer.row(&nothing, &"E".parse().unwrap()).count(), 0);
    }

    #[test]
    fn later_windows_are_other_tokens() {
        let network = network();
        let mut tokenizer = Tokenizer::new(&network);
        let EdgeId(hidden) = network.recurrent_edges().first().unwrap();
        let spike = |at| PathSpike {
            at: Ticks(at),
            neuron: network.target(EdgeId(hidden)),
            won: Some((EdgeId(hidden), SpikeId(0))),
        };
        let first = PathSpike { at: Ticks(0), neuron: NeuronId(0), won: None };
        let spikes = [vec![first], [99, 100, 319, 320, 1999, 2000, 9999].map(spike).to_vec()];
        let tokens = tokenizer.count(&spikes.concat());
        let row: Vec<(u32, f32)> = tokenizer.row(&tokens, &"E".parse().unwrap()).collect();
        let starts: Vec<u32> = (1..5).map(|block| tokenizer.blocks[block].tokens.start).collect();
        assert_eq!(row.iter().map(|(token, _)| *token).collect::<Vec<_>>(), starts);
        assert!((row[0].1 / row[3].1 - 2.0).abs() < 1e-5, "later windows weigh half");
    }

    #[test]
    fn families_are_read_and_written_alike() {
        for text in ["E", "N+E+P", "N", "I", "N+E+P+I"] {
            assert_eq!(text.parse::<Families>().unwrap().to_string(), text);
        }
        assert_eq!("p+e".parse::<Families>().unwrap().to_string(), "E+P");
        for bad in ["", "X", "E+E", "NEP", "+"] {
            assert!(bad.parse::<Families>().is_err(), "{bad}");
        }
    }
}
