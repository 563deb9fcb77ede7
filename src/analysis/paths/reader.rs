//! Presents images to a network and places their temporal paths on fitted axes.

use super::{Families, PathSteps, Tokenizer, Tokens};
use crate::analysis::SparseAxes;
use crate::analysis::fixed::{COORDINATE, to_fixed};
use crate::sim::params::NeuronSpec;
use crate::sim::{Network, Preset, Stimulus, Ticks, Tracer};
use std::sync::Arc;

/// Whether this model's temporal paths are an embedding: neurons are fired by signals, and no image
/// changes what the next one meets.
pub fn are_embedding(preset: &Preset) -> bool {
    let is_clocked = matches!(preset.spec().neuron, NeuronSpec::Clocked(_));
    !is_clocked && preset.spec().plasticity.is_none() && preset.sees_images()
}

/// What a run was like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunStats {
    /// Spikes, those of the image too.
    pub spikes: u32,
    /// When the cycle was found, ticks; 0 where none was.
    pub found_at: u32,
    /// Its period, ticks.
    pub period: u32,
    /// Of all its tokens.
    pub hash: u64,
}

/// A network that turns images into tokens.
pub struct PathEmbedder {
    tracer: Tracer,
    tokenizer: Tokenizer,
    preset: Arc<Preset>,
    duration: Ticks,
}

impl PathEmbedder {
    /// A reader of paths over `network`, which was built from `preset`.
    pub fn new(preset: Arc<Preset>, network: Arc<Network>) -> PathEmbedder {
        PathEmbedder {
            tokenizer: Tokenizer::new(&network),
            tracer: Tracer::new(network),
            duration: preset.tick().ticks(preset.spec().duration_ms),
            preset,
        }
    }

    /// Presents an image.
    pub fn read(&mut self, image: &[u8]) -> (Tokens, RunStats) {
        let path = self.tracer.trace(&self.stimulus(image));
        let tokens = self.tokenizer.count(&path.spikes);
        let (found_at, period) =
            path.cycle.map_or((0, 0), |cycle| (cycle.found_at.0, cycle.period.0));
        let spikes = path.spikes.len() as u32;
        let hash = tokens.hash();
        (tokens, RunStats { spikes, found_at, period, hash })
    }

    /// Presents an image, and reads its path up to each of some rising moments.
    pub fn steps(&mut self, image: &[u8], moments: Vec<Ticks>) -> PathSteps {
        let path = self.tracer.trace(&self.stimulus(image));
        PathSteps::of(path, &mut self.tokenizer, moments)
    }

    /// The place of what was read, in fixed point.
    pub fn place(&self, tokens: &Tokens, families: &Families, axes: &SparseAxes) -> Vec<i16> {
        // A coordinate of a difference of unit vectors is rarely near 1.
        let row = axes.project(self.tokenizer.row(tokens, families));
        row.into_iter().map(|x| to_fixed(x, COORDINATE)).collect()
    }

    /// Its tokenizer.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// Length of a presentation.
    pub fn duration(&self) -> Ticks {
        self.duration
    }

    fn stimulus(&self, image: &[u8]) -> Stimulus {
        let stimulus = self.preset.encode(image).expect("an image of the preset's sheet");
        stimulus.ended_at(self.duration)
    }
}

impl RunStats {
    /// As numbers that can be kept beside embeddings.
    pub fn to_numbers(self) -> [u64; 4] {
        let RunStats { spikes, found_at, period, hash } = self;
        [spikes.into(), found_at.into(), period.into(), hash]
    }

    /// Out of numbers that were kept.
    pub fn from_numbers([spikes, found_at, period, hash]: [u64; 4]) -> RunStats {
        let small = |number| u32::try_from(number).unwrap_or(u32::MAX);
        RunStats { spikes: small(spikes), found_at: small(found_at), period: small(period), hash }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::AxesKind;

    #[test]
    fn facts_survive_being_kept() {
        let facts = RunStats {
            spikes: 70_000,
            found_at: 65_535,
            period: u32::MAX,
            hash: 0xFEDC_BA98_7654_3210,
        };
        assert_eq!(RunStats::from_numbers(facts.to_numbers()), facts);
    }

    #[test]
    fn a_way_ends_where_the_whole_path_lies() {
        let preset = Arc::new(Preset::builtin("paths-sbm").unwrap());
        let network = Arc::new(Network::build(&preset, 1));
        let mut reader = PathEmbedder::new(preset, network);
        let image = |of: usize| -> [u8; 784] {
            std::array::from_fn(|p| if p % 28 > 9 && p / 28 % 9 < of { 255 } else { 0 })
        };
        let families: Families = "E".parse().unwrap();
        let some: Vec<Tokens> = (1..9).map(|of| reader.read(&image(of)).0).collect();
        let axes = AxesKind::Principal.fit(reader.tokenizer(), &some, &families, 3, &|| true);
        let axes = axes.unwrap().unwrap();
        let moments = vec![Ticks(0), Ticks(200), reader.duration()];
        let steps = reader.steps(&image(4), moments.clone());
        let place = |tokens: &Tokens| reader.place(tokens, &families, &axes);
        let way: Vec<Vec<i16>> = steps.tokens.iter().map(place).collect();
        let cycle = steps.cycle.map(|c| (c.found_at.0, c.period.0));
        assert_eq!(place(steps.whole()), way[2]);
        assert_ne!(way[1], way[2]);
        let (tokens, facts) = reader.read(&image(4));
        assert_eq!(way[2], reader.place(&tokens, &families, &axes));
        assert_eq!(cycle, Some((facts.found_at, facts.period)));
        let nothing = reader.steps(&[0; 784], vec![Ticks(0)]);
        let nothing = reader.place(nothing.whole(), &families, &axes);
        assert_eq!(nothing, way[0], "before the first spike all images are one");
    }

    #[test]
    fn only_unchanging_networks_fired_by_signals_have_paths() {
        let are = |name: &str| are_embedding(&Preset::builtin(name).unwrap());
        assert!(are("paths-sbm"));
        assert!(!are("paths-stdp") && !are("weights-196"));
    }
}
