//! Images to input spikes (design 1.1, "Stimulus").
//!
//! ```text
//! volley v = 0, 1, …  at  v · period;   x = pixel / 255,   ph = frac(½ + 0.618033988749895 · index)
//! rate:    fires in volley 0, and then iff  ⌊(v+1)·x + ph⌋ > ⌊v·x + ph⌋
//! binary:  fires in every volley;    once: in volley 0 only
//! ```

use super::params::StimulusSpec;
use super::units::{TickLength, Ticks};

/// Rows and columns of the input sheet.
pub const SIDE: usize = 28;
/// Pixels of the input sheet, and so input neurons of every preset.
pub const PIXELS: usize = SIDE * SIDE;
/// A digit on the sheet, row-major from the top left: 0 is background, 255 is full ink.
pub type Pixels = [u8; PIXELS];

/// The fractional part of the golden ratio: spreads the pixels' phases evenly.
const GOLDEN_FRACTION: f64 = 0.618_033_988_749_895;

/// The input spikes of one presentation, in order of tick, then pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stimulus {
    spikes: Vec<(u32, u32)>,
    duration: Ticks,
}

impl Stimulus {
    /// Encodes `image`, held for `duration`. A blank image gives no spikes.
    pub fn encode(spec: StimulusSpec, image: &Pixels, tick: TickLength, duration: Ticks) -> Self {
        let period_ms = match spec {
            StimulusSpec::Once => f64::INFINITY,
            StimulusSpec::Rate { period_ms } | StimulusSpec::Binary { period_ms } => period_ms,
        };
        let mut spikes = Vec::new();
        for volley in 0_u32.. {
            let at = if volley == 0 { Ticks(0) } else { tick.ticks(f64::from(volley) * period_ms) };
            if at >= duration {
                break;
            }
            for (pixel, &intensity) in image.iter().enumerate() {
                let fires = intensity > 0
                    && match spec {
                        StimulusSpec::Rate { .. } if volley > 0 => {
                            crosses(volley, pixel, intensity)
                        }
                        _ => true,
                    };
                if fires {
                    spikes.push((at.0, pixel as u32));
                }
            }
        }
        Stimulus { spikes, duration }
    }

    /// Spikes at the given ticks and input neurons, sorted: for tests and other inputs than images.
    pub fn from_spikes(mut spikes: Vec<(u32, u32)>, duration: Ticks) -> Self {
        spikes.sort_unstable();
        spikes.dedup();
        Stimulus { spikes, duration }
    }

    /// (tick, input neuron), in order.
    pub fn spikes(&self) -> &[(u32, u32)] {
        &self.spikes
    }

    /// How long the presentation lasts.
    pub fn duration(&self) -> Ticks {
        self.duration
    }
}

/// Whether the pixel's accumulated intensity passes a whole number in this volley.
fn crosses(volley: u32, pixel: usize, intensity: u8) -> bool {
    let x = f64::from(intensity) / 255.0;
    let phase = (0.5 + GOLDEN_FRACTION * pixel as f64).fract();
    let v = f64::from(volley);
    ((v + 1.0) * x + phase).floor() > (v * x + phase).floor()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(spec: StimulusSpec, image: &Pixels) -> Stimulus {
        Stimulus::encode(spec, image, TickLength::from_ms(0.125), Ticks(4800))
    }

    #[test]
    fn a_pixel_fires_as_often_as_it_is_bright() {
        let mut image = [0; PIXELS];
        image[5] = 255;
        image[300] = 64;
        let spikes = encoded(StimulusSpec::Rate { period_ms: 25.0 }, &image);
        let count = |pixel| spikes.spikes().iter().filter(|(_, p)| *p == pixel).count();
        assert_eq!(count(5), 24, "full ink: all 24 volleys of 600 ms");
        assert!((6..=8).contains(&count(300)), "a quarter: the first and about every fourth");
        assert_eq!(spikes.spikes().iter().filter(|(t, _)| *t == 0).count(), 2);
        assert!(spikes.spikes().is_sorted());
        assert!(spikes.spikes().iter().all(|(t, _)| t % 200 == 0 && *t < 4800));
    }

    #[test]
    fn binary_and_once_ignore_intensity() {
        let mut image = [0; PIXELS];
        image[0] = 1;
        assert_eq!(encoded(StimulusSpec::Binary { period_ms: 25.0 }, &image).spikes().len(), 24);
        assert_eq!(encoded(StimulusSpec::Once, &image).spikes(), [(0, 0)]);
        assert!(encoded(StimulusSpec::Once, &[0; PIXELS]).spikes().is_empty());
    }
}
