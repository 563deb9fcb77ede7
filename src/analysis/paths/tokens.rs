//! What of a temporal path is counted: its tokens, by family.

use crate::sim::path::{PathSpike, mixed};
use crate::sim::{EdgeRange, Network};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

#[cfg(test)]
mod tests;

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
pub struct Families(pub(super) Vec<Family>);

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

/// Tokens that are counted, weighed and brought to length together.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) family: Family,
    pub(super) weight: f32,
    /// Places among all tokens.
    pub(super) tokens: Range<u32>,
}

/// Counts tokens of temporal paths over one network.
pub struct Tokenizer {
    pub(super) blocks: Vec<Block>,
    pub(super) inputs: u32,
    pub(super) recurrent: EdgeRange,
    pub(super) counts: Vec<f32>,
    pub(super) touched: Vec<u32>,
}

/// The tokens of one image: by block, each token's share; blocks have unit length or none.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub(super) entries: Vec<(u32, f32)>,
    /// By block, ends of its entries.
    pub(super) ends: Vec<usize>,
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
        sizes.push((Family::Inputs, 1.0, network.input_edges().len()));
        let mut blocks = Vec::new();
        let mut next = 0;
        for (family, weight, size) in sizes {
            blocks.push(Block { family, weight, tokens: next..next + size as u32 });
            next += size as u32;
        }
        Tokenizer {
            blocks,
            inputs: inputs as u32,
            recurrent,
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
            let Some(hidden_edge) = self.recurrent.place_of(edge) else {
                self.add(inputs + edge.0);
                continue;
            };
            while at >= WINDOWS[window].0 {
                window += 1;
            }
            self.add(edges[window] + hidden_edge as u32);
            if at < STEPS_UNTIL
                && let Some((before, _)) = path[parent.0 as usize].won
                && self.recurrent.contains(before)
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
    pub(super) fn add(&mut self, token: u32) {
        let count = &mut self.counts[token as usize];
        if *count == 0.0 {
            self.touched.push(token);
        }
        *count += 1.0;
    }

    /// Roots of the counts, blocks to unit length; the counters are 0 again.
    pub(super) fn finish(&mut self) -> Tokens {
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
}

impl From<Families> for String {
    fn from(families: Families) -> String {
        families.to_string()
    }
}
