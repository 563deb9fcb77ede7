//! Reproducible randomness: ChaCha8 with one stream for each purpose, so that drawing more numbers
//! for one purpose never moves another's (positions stay when weights are drawn differently).

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What the numbers are for; the discriminant is the ChaCha stream and must never change.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub enum Purpose {
    /// Places of neurons.
    Positions = 1,
    /// Which pairs are joined.
    Wiring = 2,
    /// Which edges inhibit.
    Signs = 3,
    /// Initial weights.
    Weights = 4,
    /// Which images are taken, and in which order.
    Images = 5,
    /// Weights of input edges.
    InputWeights = 6,
    /// What a control changes.
    Control = 7,
    /// How copies of an image are distorted.
    Distortion = 8,
    /// Which points may be asked about.
    Questions = 9,
    /// Which references are labelled.
    Labels = 10,
    /// When neurons are made to fire from outside.
    InputSpikes = 11,
}

/// A seeded generator for one purpose.
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream for `purpose` under `seed`.
    pub fn new(seed: u64, purpose: Purpose) -> Stream {
        Stream::of_part(seed, purpose, 0)
    }

    /// One of many streams for `purpose` under `seed`, such as that of a neuron; part 0 is [`new`](Self::new)'s.
    pub fn of_part(seed: u64, purpose: Purpose, part: u64) -> Stream {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&part.to_le_bytes());
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(purpose as u64);
        Stream(rng)
    }

    /// Uniform in [0, 1), 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Uniform in [low, high).
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A uniformly random order of 0 .. n.
    pub fn permutation(&mut self, n: usize) -> Vec<u32> {
        let mut order: Vec<u32> = (0..n as u32).collect();
        order.shuffle(&mut self.0);
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_reproducible_and_apart() {
        let draw = |seed, purpose| {
            let mut stream = Stream::new(seed, purpose);
            [stream.unit(), stream.unit(), stream.unit()]
        };
        assert_eq!(draw(1, Purpose::Weights), draw(1, Purpose::Weights));
        assert_ne!(draw(1, Purpose::Weights), draw(2, Purpose::Weights));
        assert_ne!(draw(1, Purpose::Weights), draw(1, Purpose::Signs));
        let of_part = |part| Stream::of_part(1, Purpose::Weights, part).unit();
        assert_eq!(of_part(0), draw(1, Purpose::Weights)[0]);
        assert_ne!(of_part(1), of_part(2));
        let mut order = Stream::new(3, Purpose::Images).permutation(100);
        order.sort_unstable();
        assert!(order.iter().copied().eq(0..100));
    }
}
