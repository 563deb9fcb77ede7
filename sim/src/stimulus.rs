//! What makes a network fire from outside: images, or spikes at stated times.
//!
//! An image is encoded as input spikes (design 1.1, "Stimulus"):
//!
//! ```text
//! volley v = 0, 1, …  at  v · period;   x = pixel / 255,   ph = frac(½ + 0.618033988749895 · index)
//! rate:    fires in volley 0, and then iff  ⌊(v+1)·x + ph⌋ > ⌊v·x + ph⌋
//! binary:  fires in every volley;    once: in volley 0 only
//! ```
//!
//! Spikes of any neurons, as trains, are in [`train`].

use crate::check::{SpecError, refuse};
use crate::ids::NeuronId;
use crate::network::Network;
use crate::params::limits::TICKS_MAX;
use crate::params::{Preset, StimulusSpec, WiringSpec};
use crate::sheet::Sheet;
use crate::units::{TickLength, Ticks};

pub mod train;

use train::{SPIKES_MAX, SpikeTrain, ticks};

/// The fractional part of the golden ratio: spreads the pixels' phases evenly.
const GOLDEN_FRACTION: f64 = 0.618_033_988_749_895;

/// A neuron made to fire from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputSpike {
    /// When.
    pub at: Ticks,
    /// Which one: an input neuron, or any other, which is then refractory and reset as after a spike of its own.
    pub neuron: NeuronId,
}

/// The spikes that a presentation brings from outside, in order of tick, then neuron.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stimulus {
    spikes: Vec<InputSpike>,
    duration: Ticks,
    /// Neurons that a network must have.
    neurons: usize,
}

impl Stimulus {
    /// Most spikes of a stimulus: 80 MB.
    pub const SPIKES_MAX: usize = SPIKES_MAX;

    /// Encodes `image`, held for `duration`; pixel i is input neuron i. A blank image gives no spikes.
    fn of_image(spec: StimulusSpec, image: &[u8], tick: TickLength, duration: Ticks) -> Self {
        let period_ms = spec.period_ms().unwrap_or(f64::INFINITY);
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
                        StimulusSpec::Rate { .. }
                        | StimulusSpec::Binary { .. }
                        | StimulusSpec::Once {} => true,
                        StimulusSpec::Trains {} => false,
                    };
                if fires {
                    spikes.push(InputSpike { at, neuron: NeuronId(pixel as u32) });
                }
            }
        }
        Stimulus { spikes, duration, neurons: image.len() }
    }

    /// Spikes at the given times, in any order; two alike are one.
    ///
    /// # Errors
    /// When a neuron is none of `network`, a spike comes at or after the end, or there are more than
    /// [`SPIKES_MAX`](Self::SPIKES_MAX).
    pub fn of_spikes(
        network: &Network,
        mut spikes: Vec<InputSpike>,
        duration: Ticks,
    ) -> Result<Self, SpecError> {
        let neurons = network.neuron_count();
        check_duration(duration)?;
        within_memory(spikes.len())?;
        for (at, spike) in spikes.iter().enumerate() {
            if spike.neuron.index() >= neurons {
                let expected = format!("one of {neurons} neurons, counted from 0");
                return Err(refuse(&format!("spikes[{at}].neuron"), expected, spike.neuron.0));
            }
            if spike.at >= duration {
                let expected = format!("a tick before the end at {}", duration.0);
                return Err(refuse(&format!("spikes[{at}].at"), expected, spike.at.0));
            }
        }
        spikes.sort_unstable();
        spikes.dedup();
        Ok(Stimulus { spikes, duration, neurons })
    }

    /// Trains of spikes of the neurons named beside them.
    ///
    /// # Errors
    /// As [`of_spikes`](Self::of_spikes), or when a number of a train is out of its range.
    pub fn of_trains(
        network: &Network,
        trains: &[(Vec<NeuronId>, SpikeTrain)],
        duration: Ticks,
    ) -> Result<Self, SpecError> {
        check_duration(duration)?;
        let mut spikes = Vec::new();
        for (at, (neurons, train)) in trains.iter().enumerate() {
            for &neuron in neurons {
                let times = ticks(train, neuron, network.tick(), duration).map_err(|error| {
                    SpecError { field: format!("trains[{at}].{}", error.field), ..error }
                })?;
                within_memory(spikes.len() + times.len())?;
                spikes.extend(times.into_iter().map(|at| InputSpike { at, neuron }));
            }
        }
        Stimulus::of_spikes(network, spikes, duration)
    }

    /// One spike of one neuron.
    ///
    /// # Errors
    /// As [`of_spikes`](Self::of_spikes).
    pub fn of_one_spike(
        network: &Network,
        spike: InputSpike,
        duration: Ticks,
    ) -> Result<Self, SpecError> {
        Stimulus::of_spikes(network, vec![spike], duration)
    }

    /// The same, ended at `until` if that is earlier.
    #[must_use]
    pub fn ended_at(mut self, until: Ticks) -> Self {
        self.spikes.truncate(self.spikes.partition_point(|spike| spike.at < until));
        self.duration = self.duration.min(until);
        self
    }

    /// The spikes, in order of tick, then neuron.
    pub fn spikes(&self) -> &[InputSpike] {
        &self.spikes
    }

    /// How long the presentation lasts.
    pub fn duration(&self) -> Ticks {
        self.duration
    }

    /// Neurons that a network must have to be presented it.
    pub fn neurons(&self) -> usize {
        self.neurons
    }
}

impl Preset {
    /// `image` (row-major, one byte a pixel: 0 is background, 255 full ink) as input spikes, held for the whole
    /// presentation. A circuit sees none: its neurons fire as it says.
    ///
    /// # Errors
    /// When it has more or fewer pixels than the sheet.
    pub fn encode(&self, image: &[u8]) -> Result<Stimulus, SpecError> {
        if let WiringSpec::Circuit(circuit) = &self.spec().wiring {
            let fired = circuit.fired(self.tick(), self.duration())?;
            let mut spikes: Vec<InputSpike> =
                fired.into_iter().map(|(at, neuron)| InputSpike { at, neuron }).collect();
            spikes.sort_unstable();
            let (duration, neurons) = (self.duration(), circuit.neurons.len());
            return Ok(Stimulus { spikes, duration, neurons });
        }
        let Sheet { width, height } = self.spec().sheet;
        if image.len() != width * height {
            let expected = format!("{} pixels ({width} x {height})", width * height);
            return Err(refuse("image", expected, image.len()));
        }
        Ok(Stimulus::of_image(self.spec().stimulus, image, self.tick(), self.duration()))
    }
}

fn check_duration(duration: Ticks) -> Result<(), SpecError> {
    if f64::from(duration.0) > TICKS_MAX {
        return Err(refuse("duration", format!("at most {TICKS_MAX} ticks"), duration.0));
    }
    Ok(())
}

fn within_memory(spikes: usize) -> Result<(), SpecError> {
    if spikes > Stimulus::SPIKES_MAX {
        let expected = format!("at most {} spikes", Stimulus::SPIKES_MAX);
        return Err(refuse("stimulus", expected, format!("more, {spikes} so far")));
    }
    Ok(())
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

    const PIXELS: usize = 784;

    fn encoded(spec: StimulusSpec, image: &[u8]) -> Stimulus {
        Stimulus::of_image(spec, image, TickLength::from_ms(0.125), Ticks(4800))
    }

    #[test]
    fn a_pixel_fires_as_often_as_it_is_bright() {
        let mut image = [0; PIXELS];
        image[5] = 255;
        image[300] = 64;
        let spikes = encoded(StimulusSpec::Rate { period_ms: 25.0 }, &image);
        let count = |pixel| spikes.spikes().iter().filter(|s| s.neuron.0 == pixel).count();
        assert_eq!(count(5), 24, "full ink: all 24 volleys of 600 ms");
        assert!((6..=8).contains(&count(300)), "a quarter: the first and about every fourth");
        assert_eq!(spikes.spikes().iter().filter(|s| s.at == Ticks(0)).count(), 2);
        assert!(spikes.spikes().is_sorted());
        assert!(spikes.spikes().iter().all(|s| s.at.0 % 200 == 0 && s.at.0 < 4800));
        let half = spikes.clone().ended_at(Ticks(2400));
        let shorter = Stimulus::of_image(
            StimulusSpec::Rate { period_ms: 25.0 },
            &image,
            TickLength::from_ms(0.125),
            Ticks(2400),
        );
        assert_eq!(half, shorter);
    }

    #[test]
    fn binary_and_once_ignore_intensity() {
        let mut image = [0; PIXELS];
        image[0] = 1;
        assert_eq!(encoded(StimulusSpec::Binary { period_ms: 25.0 }, &image).spikes().len(), 24);
        let first = InputSpike { at: Ticks(0), neuron: NeuronId(0) };
        assert_eq!(encoded(StimulusSpec::Once {}, &image).spikes(), [first]);
        assert!(encoded(StimulusSpec::Once {}, &[0; PIXELS]).spikes().is_empty());
    }

    #[test]
    fn what_the_network_cannot_be_given_is_refused() {
        let network = Network::build(&Preset::builtin("paths-sbm").unwrap(), 1);
        let one = |at, neuron| {
            let spike = InputSpike { at: Ticks(at), neuron: NeuronId(neuron) };
            Stimulus::of_one_spike(&network, spike, Ticks(100))
        };
        assert!(one(99, 983).is_ok());
        let words = |result: Result<Stimulus, SpecError>| result.unwrap_err().to_string();
        assert_eq!(
            words(one(0, 984)),
            "spikes[0].neuron: expected one of 984 neurons, counted from 0, found 984"
        );
        assert_eq!(
            words(one(100, 3)),
            "spikes[0].at: expected a tick before the end at 100, found 100"
        );
        let train = SpikeTrain::Poisson { rate_hz: f64::NAN, seed: 1 };
        let trains = [(vec![NeuronId(0)], train)];
        assert_eq!(
            words(Stimulus::of_trains(&network, &trains, Ticks(100))),
            "trains[0].rate_hz: expected a finite number >= 0, found NaN"
        );
    }

    #[test]
    fn trains_of_several_neurons_are_merged_in_order() {
        let network = Network::build(&Preset::builtin("paths-sbm").unwrap(), 1);
        let regular = SpikeTrain::Regular { first_ms: 1.0, every_ms: 2.0 };
        let once = SpikeTrain::Times { at_ms: vec![3.0, 0.0] };
        let trains =
            [(vec![NeuronId(7), NeuronId(2)], regular), (vec![NeuronId(7), NeuronId(5)], once)];
        let stimulus = Stimulus::of_trains(&network, &trains, Ticks(50)).unwrap();
        let found: Vec<(u32, u32)> =
            stimulus.spikes().iter().map(|s| (s.at.0, s.neuron.0)).collect();
        let expected = [(0, 5), (0, 7), (10, 2), (10, 7), (30, 2), (30, 5), (30, 7)];
        assert_eq!(found, expected, "two alike are one");
    }

    #[test]
    fn time_and_spikes_are_bounded_before_they_are_taken() {
        let network = Network::build(&Preset::builtin("paths-sbm").unwrap(), 1);
        let most_ticks = TICKS_MAX as u32;
        let of = |train: SpikeTrain, neurons: u32, ticks: u32| {
            let trains = [((0..neurons).map(NeuronId).collect(), train)];
            let stimulus = Stimulus::of_trains(&network, &trains, Ticks(ticks));
            stimulus.map(|s| (s.spikes().len(), s.neurons())).map_err(|e| e.to_string())
        };
        let none = || SpikeTrain::Times { at_ms: Vec::new() };
        assert_eq!(of(none(), 1, most_ticks), Ok((0, 984)));
        let long = "duration: expected at most 1000000 ticks, found ";
        assert_eq!(of(none(), 1, most_ticks + 1), Err(format!("{long}1000001")));
        assert_eq!(of(none(), 1, most_ticks + 9), Err(format!("{long}1000009")));
        // A spike every tick of 0.1 ms.
        let dense = || SpikeTrain::Regular { first_ms: 0.0, every_ms: 0.1 };
        let many = "stimulus: expected at most 10000000 spikes, found more, ";
        assert_eq!(of(dense(), 984, most_ticks), Err(format!("{many}11000000 so far")));
        assert_eq!(of(dense(), 100, 100_000), Ok((10_000_000, 984)));
        assert_eq!(of(dense(), 101, 100_000), Err(format!("{many}10100000 so far")));
    }
}
