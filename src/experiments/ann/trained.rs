//! The trained network itself: pixels → N → classes, ReLU, Adam, cross entropy, all images in every step.

use crate::data::DataSet;
use crate::experiments::error::ExperimentError;
use crate::sim::check::refuse;
use crate::sim::random::{Purpose, Stream};
use candle_core::{Device, Tensor, Var};
use candle_nn::{AdamW, Optimizer, ParamsAdamW, loss};
use std::sync::atomic::{AtomicBool, Ordering};

/// Mean cross entropy at which images are learnt.
const LEARNT: f32 = 1e-3;
const LEARNING_RATE: f64 = 1e-3;
/// Steps after which it is given up.
const STEPS_MAX: usize = 20_000;
/// Images whose activations are computed at once.
const BATCH: usize = 1000;

/// Its weights and biases.
pub(in crate::experiments) struct Trained {
    hidden: [Var; 2],
    out: [Var; 2],
}

impl Trained {
    /// Pixels, hidden neurons and classes. Uniform weights and biases within 1/√inputs, from our own stream: the same
    /// everywhere.
    pub fn new(
        [pixels, neurons, classes]: [usize; 3],
        seed: u64,
    ) -> Result<Trained, ExperimentError> {
        let mut stream = Stream::new(seed, Purpose::Weights);
        let mut layer = |inputs: usize, outputs: usize| -> Result<[Var; 2], candle_core::Error> {
            let bound = 1.0 / (inputs as f64).sqrt();
            let mut draw =
                |n: usize| (0..n).map(|_| stream.uniform(-bound, bound) as f32).collect::<Vec<_>>();
            let (weights, biases) = (draw(inputs * outputs), draw(outputs));
            Ok([
                Var::from_vec(weights, (inputs, outputs), &Device::Cpu)?,
                Var::from_vec(biases, (1, outputs), &Device::Cpu)?,
            ])
        };
        Ok(Trained { hidden: layer(pixels, neurons)?, out: layer(neurons, classes)? })
    }

    fn hidden(&self, pixels: &Tensor) -> Result<Tensor, candle_core::Error> {
        pixels.matmul(&self.hidden[0])?.broadcast_add(&self.hidden[1])?.relu()
    }

    fn outputs(&self, pixels: &Tensor) -> Result<Tensor, candle_core::Error> {
        self.hidden(pixels)?.matmul(&self.out[0])?.broadcast_add(&self.out[1])
    }

    /// Learns the images by heart; returns the steps it took, or none when it was stopped.
    pub fn learn(
        &mut self,
        shots: &DataSet,
        stop: &AtomicBool,
    ) -> Result<Option<usize>, ExperimentError> {
        let pixels = pixels(shots, 0..shots.len())?;
        let truth: Vec<u32> = (0..shots.len()).map(|i| u32::from(shots.label(i))).collect();
        let truth = Tensor::from_vec(truth, shots.len(), &Device::Cpu)?;
        let variables = self.hidden.iter().chain(&self.out).cloned().collect();
        let rate = ParamsAdamW { lr: LEARNING_RATE, weight_decay: 0.0, ..ParamsAdamW::default() };
        let mut adam = AdamW::new(variables, rate)?;
        let mut left = f32::INFINITY;
        for step in 0..STEPS_MAX {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let logits = self.outputs(&pixels)?;
            let loss = loss::cross_entropy(&logits, &truth)?;
            left = loss.to_scalar()?;
            if left < LEARNT {
                return Ok(Some(step));
            }
            adam.backward_step(&loss)?;
        }
        let neurons = self.hidden[1].dims()[1];
        let images = shots.len();
        let expected =
            format!("{neurons} hidden ones to learn {images} images in {STEPS_MAX} steps");
        Err(refuse("neurons", expected, format!("a cross entropy of {left}")).into())
    }

    /// Images x N, row-major; none when it was stopped.
    pub fn activations(
        &self,
        images: &DataSet,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<f32>>, ExperimentError> {
        in_batches(images, stop, |pixels| self.hidden(pixels))
    }

    /// What images are taken for: the class of the largest output, of equal ones the smaller; none when it was
    /// stopped.
    pub fn labels(
        &self,
        images: &DataSet,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<u8>>, ExperimentError> {
        let outputs = in_batches(images, stop, |pixels| self.outputs(pixels))?;
        let Some(outputs) = outputs else { return Ok(None) };
        let classes = self.out[1].dims()[1];
        let largest = |row: &[f32]| {
            (0..classes).fold(0, |best, class| if row[class] > row[best] { class } else { best })
        };
        Ok(Some(outputs.chunks_exact(classes).map(|row| largest(row) as u8).collect()))
    }
}

/// What comes of all images, some at a time; none when it was stopped.
fn in_batches(
    images: &DataSet,
    stop: &AtomicBool,
    of: impl Fn(&Tensor) -> Result<Tensor, candle_core::Error>,
) -> Result<Option<Vec<f32>>, ExperimentError> {
    let mut all = Vec::new();
    for from in (0..images.len()).step_by(BATCH) {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let until = (from + BATCH).min(images.len());
        all.extend(of(&pixels(images, from..until)?)?.flatten_all()?.to_vec1::<f32>()?);
    }
    Ok(Some(all))
}

/// Images x pixels, from 0 to 1.
fn pixels(images: &DataSet, places: std::ops::Range<usize>) -> Result<Tensor, candle_core::Error> {
    let count = places.len();
    let values: Vec<f32> =
        places.flat_map(|i| images.image(i).iter().map(|&ink| f32::from(ink) / 255.0)).collect();
    Tensor::from_vec(values, (count, images.sheet().pixels()), &Device::Cpu)
}
