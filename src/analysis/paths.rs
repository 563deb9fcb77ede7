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

mod reader;
mod shipped;
mod steps;

pub use reader::{
    AxesKind, DIMENSIONS, FITTED, Facts, PathReader, UNIT, WHITENING, WIDE, are_embedding,
    places_to_fit,
};
pub use shipped::{axes_key, shipped_axes};
pub use steps::{PathSteps, moments};

use super::sparse::{GoesOn, SparseAxes, SparseError, SparseRows};
use crate::sim::Network;
use crate::sim::path::{PathSpike, mixed};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// Ticks of the finest bins of N, their number, and how many of them are summed.
const BIN_TICKS: u32 = 10;
const BINS: usize = 32;
const SUMMED: [usize; 3] = [1, 2, 4];
/// Ends of the windows of E, ticks, and the weights of their blocks; the last is open.
pub const WINDOWS: [(u32, f32); 4] = [(100, 1.0), (320, 1.0), (2000, 0.5), (u32::MAX, 0.5)];
/// P: its last tick, its hashed tokens and its weight.
const STEPS_UNTIL: u32 = 320;
const STEP_TOKENS: usize = 4096;
const STEP_WEIGHT: f32 = 0.5;

/// A kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Family {
    /// Hidden neurons and their times, N.
    Neurons,
    /// Winning edges between hidden neurons, E.
    Edges,
    /// Two-step paths between hidden neurons, P.
    Steps,
    /// Winning edges from the image, I.
    Inputs,
}

const LETTERS: [(Family, char); 4] =
    [(Family::Neurons, 'N'), (Family::Edges, 'E'), (Family::Steps, 'P'), (Family::Inputs, 'I')];

/// Which tokens make an embedding, as `E` or `N+E+P`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Families(Vec<Family>);

impl fmt::Display for Families {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let letters = LETTERS.iter().filter(|(family, _)| self.0.contains(family));
        let letters: Vec<String> = letters.map(|(_, letter)| letter.to_string()).collect();
        f.write_str(&letters.join("+"))
    }
}

impl FromStr for Families {
    type Err = String;

    fn from_str(text: &str) -> Result<Families, String> {
        let refused =
            || format!("expected letters of N, E, P and I such as N+E+P, found \"{text}\"");
        let mut families = Vec::new();
        for part in text.split('+') {
            let (family, _) = LETTERS
                .iter()
                .find(|(_, letter)| part.eq_ignore_ascii_case(&letter.to_string()))
                .ok_or_else(refused)?;
            if families.contains(family) {
                return Err(refused());
            }
            families.push(*family);
        }
        families.sort_unstable();
        Ok(Families(families))
    }
}

impl TryFrom<String> for Families {
    type Error = String;
    fn try_from(text: String) -> Result<Families, String> {
        text.parse()
    }
}

impl From<Families> for String {
    fn from(families: Families) -> String {
        families.to_string()
    }
}

/// Tokens that are counted, weighed and brought to length together.
#[derive(Clone, Debug)]
struct Block {
    family: Family,
    weight: f32,
    /// Places among all tokens.
    tokens: Range<u32>,
}

/// Counts tokens of temporal paths over one network.
pub struct Tokenizer {
    blocks: Vec<Block>,
    inputs: u32,
    recurrent: Range<u32>,
    counts: Vec<f32>,
    touched: Vec<u32>,
}

/// The tokens of one image: by block, each token's share; blocks have unit length or none.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    entries: Vec<(u32, f32)>,
    /// By block, ends of its entries.
    ends: Vec<usize>,
}

impl Tokens {
    /// A hash of every token and its share: equal paths have equal ones, on any machine.
    pub fn hash(&self) -> u64 {
        self.entries.iter().fold(0, |hash, &(token, share)| {
            mixed(hash ^ (u64::from(token) << 32 | u64::from(share.to_bits())))
        })
    }
}

impl Tokenizer {
    /// A tokenizer for paths over `network`.
    pub fn new(network: &Network) -> Tokenizer {
        let recurrent = network.recurrent_edges();
        let inputs = network.input_count();
        let hidden = network.neuron_count() - inputs;
        let bins: usize = SUMMED.iter().map(|summed| BINS / summed).sum();
        let mut sizes = vec![(Family::Neurons, 1.0, hidden * bins)];
        sizes.extend(WINDOWS.map(|(_, weight)| (Family::Edges, weight, recurrent.len())));
        sizes.push((Family::Steps, STEP_WEIGHT, STEP_TOKENS));
        sizes.push((Family::Inputs, 1.0, recurrent.start));
        let mut blocks = Vec::new();
        let mut next = 0;
        for (family, weight, size) in sizes {
            blocks.push(Block { family, weight, tokens: next..next + size as u32 });
            next += size as u32;
        }
        Tokenizer {
            blocks,
            inputs: inputs as u32,
            recurrent: recurrent.start as u32..recurrent.end as u32,
            counts: vec![0.0; next as usize],
            touched: Vec::new(),
        }
    }

    /// Tokens there are, of all families.
    pub fn dim(&self) -> usize {
        self.counts.len()
    }

    /// Counts a path, or its beginning.
    pub fn count(&mut self, path: &[PathSpike]) -> Tokens {
        let [neurons, early @ .., steps, inputs] = self.blocks.as_slice() else {
            unreachable!("seven blocks")
        };
        let edges: Vec<u32> = early.iter().map(|block| block.tokens.start).collect();
        let (neurons, steps, inputs) =
            (neurons.tokens.start, steps.tokens.start, inputs.tokens.start);
        let mut window = 0;
        for spike in path {
            if spike.neuron.0 < self.inputs {
                continue;
            }
            let hidden = spike.neuron.0 - self.inputs;
            let at = spike.at.0;
            if at < BIN_TICKS * BINS as u32 {
                self.add_times(neurons, hidden, (at / BIN_TICKS) as usize);
            }
            let Some((edge, parent)) = spike.won else { continue };
            if edge.0 < self.recurrent.start {
                self.add(inputs + edge.0);
                continue;
            }
            while at >= WINDOWS[window].0 {
                window += 1;
            }
            let hidden_edge = edge.0 - self.recurrent.start;
            self.add(edges[window] + hidden_edge);
            if at < STEPS_UNTIL
                && let Some((before, _)) = path[parent.0 as usize].won
                && before.0 >= self.recurrent.start
            {
                let pair = u64::from(before.0) << 32 | u64::from(edge.0);
                self.add(steps + (mixed(pair) >> 52) as u32 % STEP_TOKENS as u32);
            }
        }
        self.finish()
    }

    fn add_times(&mut self, first: u32, hidden: u32, bin: usize) {
        let bins: usize = SUMMED.iter().map(|summed| BINS / summed).sum();
        let mut offset = hidden as usize * bins;
        for summed in SUMMED {
            self.add(first + (offset + bin / summed) as u32);
            offset += BINS / summed;
        }
    }

    #[inline]
    fn add(&mut self, token: u32) {
        let count = &mut self.counts[token as usize];
        if *count == 0.0 {
            self.touched.push(token);
        }
        *count += 1.0;
    }

    /// Roots of the counts, blocks to unit length; the counters are 0 again.
    fn finish(&mut self) -> Tokens {
        self.touched.sort_unstable();
        let mut tokens = Tokens::default();
        let mut rest = self.touched.as_slice();
        for block in &self.blocks {
            let (of_block, after) =
                rest.split_at(rest.partition_point(|&token| token < block.tokens.end));
            rest = after;
            // The square of a root is the count itself.
            let counted = of_block.iter().map(|&token| self.counts[token as usize]);
            let length = counted.sum::<f32>().sqrt();
            let share = |&token: &u32| (token, self.counts[token as usize].sqrt() / length);
            tokens.entries.extend(of_block.iter().map(share));
            tokens.ends.push(tokens.entries.len());
        }
        self.touched.drain(..).for_each(|token| self.counts[token as usize] = 0.0);
        tokens
    }

    /// An image's row for `families`: unit length, or nothing where nothing fired. Places are among all
    /// tokens.
    pub fn row<'a>(
        &'a self,
        tokens: &'a Tokens,
        families: &'a Families,
    ) -> impl Iterator<Item = (u32, f32)> + 'a {
        let starts = std::iter::once(0).chain(tokens.ends.iter().copied());
        let chosen: Vec<(Range<usize>, f32)> = starts
            .zip(&tokens.ends)
            .zip(&self.blocks)
            .filter(|((start, end), block)| start < *end && families.0.contains(&block.family))
            .map(|((start, &end), block)| (start..end, block.weight))
            .collect();
        let length = chosen.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        chosen.into_iter().flat_map(move |(entries, weight)| {
            tokens.entries[entries].iter().map(move |&(token, x)| (token, x * weight / length))
        })
    }

    /// Fits the projection of `families` to the tokens of some images.
    ///
    /// # Errors
    /// More dimensions than images; images that do not differ.
    pub fn fit(
        &self,
        images: &[Tokens],
        families: &Families,
        dimensions: usize,
    ) -> Result<SparseAxes, SparseError> {
        let fitted = self.fit_while(images, families, dimensions, &|| true)?;
        Ok(fitted.expect("nobody ends it"))
    }

    /// As [`fit`](Self::fit), as long as `goes_on` says so; none when it did not.
    ///
    /// # Errors
    /// As `fit`.
    pub fn fit_while(
        &self,
        images: &[Tokens],
        families: &Families,
        dimensions: usize,
        goes_on: GoesOn,
    ) -> Result<Option<SparseAxes>, SparseError> {
        let mut rows = SparseRows::new(self.dim());
        images.iter().for_each(|tokens| rows.push(self.row(tokens, families)));
        SparseAxes::fit_while(&rows, dimensions, goes_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{EdgeId, NeuronId, Preset, SpikeId, Ticks};

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
            edge = EdgeId(network.outgoing(neuron).start as u32);
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
        let hidden = network.recurrent_edges().start as u32;
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
