//! The two embeddings of an image that a library can hold: how weights moved, or which path activation
//! took.

use crate::analysis::paths::{self, DIMENSIONS, PathReader, WHITENING};
use crate::analysis::trajectory::{self, Embedder};
use crate::analysis::{Families, SparseAxes, SparseError, Tokens};
use crate::data::CachedEmbeddings;
use crate::sim::{Network, Pixels, Preset, Ticks};
use rayon::prelude::*;
use std::sync::Arc;

/// Moments of a path that are placed, from its start to its end.
const MOMENTS: u32 = 40;
/// The first of them after the start, ticks; later ones are farther and farther apart, as the windows of the
/// tokens are.
const FIRST_MOMENT: f64 = 10.0;

/// What embeds, one for each thread.
pub(super) enum Embedding {
    /// The network has none.
    None,
    /// Weight changes at every sample time.
    Weights(Vec<Embedder>),
    /// Tokens of temporal paths on axes, once those have been fitted.
    Paths {
        readers: Vec<PathReader>,
        families: Families,
        axes: Option<Arc<SparseAxes>>,
        /// What the axes will be fitted to.
        read: Vec<Tokens>,
    },
}

/// Where an image lies, at every sample time.
pub(super) type Row = Vec<i16>;

impl Embedding {
    pub fn of(preset: &Arc<Preset>, network: &Arc<Network>, threads: usize) -> Embedding {
        if paths::are_embedding(preset) {
            let reader = |_| PathReader::new(preset.clone(), network.clone());
            return Embedding::Paths {
                readers: (0..threads).map(reader).collect(),
                families: "E".parse().expect("a family"),
                axes: None,
                read: Vec::new(),
            };
        }
        let embedder = |_| Embedder::new(preset.clone(), network.clone());
        match (0..threads).map(embedder).collect::<Option<Vec<_>>>() {
            Some(embedders) => Embedding::Weights(embedders),
            None => Embedding::None,
        }
    }

    /// Numbers of a row at one time; 0 where there is no embedding.
    pub fn dim(&self) -> usize {
        match self {
            Embedding::None => 0,
            Embedding::Weights(embedders) => embedders[0].dim(),
            Embedding::Paths { .. } => DIMENSIONS,
        }
    }

    /// What one unit of a row stands for.
    pub fn unit(&self) -> f32 {
        match self {
            Embedding::None | Embedding::Weights(_) => trajectory::UNIT,
            Embedding::Paths { .. } => paths::UNIT,
        }
    }

    /// Times at which rows are taken, ms.
    pub fn times_ms(&self, preset: &Preset) -> Vec<f64> {
        match self {
            Embedding::None | Embedding::Weights(_) => preset.sample_times_ms(),
            Embedding::Paths { .. } => vec![preset.spec().duration_ms],
        }
    }

    /// The axes, if this embedding has them.
    pub fn axes(&self) -> Option<&Arc<SparseAxes>> {
        match self {
            Embedding::Paths { axes, .. } => axes.as_ref(),
            Embedding::None | Embedding::Weights(_) => None,
        }
    }

    /// Images that have been read so far, of those that axes are fitted to; none where no axes are
    /// wanted, or they are there.
    pub fn is_fitting(&self) -> Option<usize> {
        match self {
            Embedding::Paths { axes: None, read, .. } => Some(read.len()),
            _ => None,
        }
    }

    /// Reads more of the images that the axes will be fitted to.
    pub fn read(&mut self, images: &[&Pixels]) {
        let Embedding::Paths { readers, read, .. } = self else { return };
        let tokens = in_parallel(readers, images, |reader, image| reader.read(image).0);
        read.extend(tokens);
    }

    /// Fits the axes to what was read.
    pub fn fit(&mut self) -> Result<(), SparseError> {
        let Embedding::Paths { readers, families, axes, read } = self else { return Ok(()) };
        let read = std::mem::take(read);
        let fitted = readers[0].tokenizer().fit(&read, families, DIMENSIONS)?;
        *axes = Some(Arc::new(fitted.whitened(WHITENING)));
        Ok(())
    }

    /// Uses axes that were kept; any that are not for this network are left alone.
    pub fn take_axes(&mut self, kept: &CachedEmbeddings) {
        let Embedding::Paths { readers, axes, .. } = self else { return };
        let kept = SparseAxes::from_kept(readers[0].tokenizer().dim(), DIMENSIONS, kept);
        *axes = kept.map(Arc::new);
    }

    /// Embeds some images: for each its rows at every time, one after the other.
    pub fn embed(&mut self, images: &[&Pixels]) -> Vec<Row> {
        match self {
            Embedding::None | Embedding::Paths { axes: None, .. } => Vec::new(),
            Embedding::Weights(embedders) => in_parallel(embedders, images, Embedder::embed),
            Embedding::Paths { readers, families, axes: Some(axes), .. } => {
                let place = |reader: &mut PathReader, image: &Pixels| {
                    let (tokens, _) = reader.read(image);
                    reader.place(&tokens, families, axes)
                };
                in_parallel(readers, images, place)
            }
        }
    }

    /// Follows an image's temporal path: moments, where it has come to by each, and its cycle.
    pub fn follow(
        &mut self,
        image: &Pixels,
    ) -> Option<(Vec<Ticks>, Vec<Row>, Option<crate::sim::Cycle>)> {
        let Embedding::Paths { readers, families, axes: Some(axes), .. } = self else {
            return None;
        };
        let reader = &mut readers[0];
        let moments = moments(reader.duration());
        let (way, cycle) = reader.follow(image, families, axes, &moments);
        Some((moments, way, cycle))
    }
}

/// The start, and moments whose logarithms are evenly spaced up to the end.
fn moments(end: Ticks) -> Vec<Ticks> {
    let ratio = (f64::from(end.0) / FIRST_MOMENT).max(1.0);
    let at = |i: u32| libm::pow(ratio, f64::from(i) / f64::from(MOMENTS - 1)) * FIRST_MOMENT;
    let mut all = vec![Ticks(0)];
    all.extend((0..MOMENTS).map(|i| Ticks((at(i).round() as u32).min(end.0))));
    all.dedup();
    all
}

/// Gives each worker a stretch of the images; answers come in the images' order.
fn in_parallel<W: Send, A: Send>(
    workers: &mut [W],
    images: &[&Pixels],
    work: impl Fn(&mut W, &Pixels) -> A + Sync,
) -> Vec<A> {
    let per_worker = images.len().div_ceil(workers.len()).max(1);
    let parts: Vec<Vec<A>> = workers
        .par_iter_mut()
        .zip(images.par_chunks(per_worker))
        .map(|(worker, part)| part.iter().map(|image| work(worker, image)).collect())
        .collect();
    parts.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_rise_from_the_start_to_the_end() {
        let all = moments(Ticks(10_000));
        assert_eq!((all[0], all[1], all[all.len() - 1]), (Ticks(0), Ticks(10), Ticks(10_000)));
        assert!(all.is_sorted_by(|a, b| a < b));
        assert_eq!(moments(Ticks(5)), [Ticks(0), Ticks(5)]);
    }
}
