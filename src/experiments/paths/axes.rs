//! Which axes tokens are projected on: found from images without their labels.

use super::embed::{Embedding, Step};
use crate::analysis::paths::{AxesKind, PathEmbedder, places_to_fit};
use crate::analysis::{Families, SparseAxes, Tokens, Tolerance};
use crate::data::distort;
use crate::experiments::error::ExperimentError;
use crate::runtime::blocks::in_blocks;
use ndarray::Array2;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

impl Embedding<'_> {
    /// Fits the axes of every kind of token; none when stopped.
    pub(super) fn fit(
        &self,
        readers: &mut [PathEmbedder],
        stop: &AtomicBool,
        mut told: impl FnMut(Step),
    ) -> Result<Option<Vec<SparseAxes>>, ExperimentError> {
        let to_fit = places_to_fit(self.references, self.fitted);
        let mut read: Vec<Tokens> = Vec::new();
        let work = |reader: &mut PathEmbedder, places: Range<usize>| -> Vec<Tokens> {
            places.map(|i| reader.read(self.images.image(to_fit[i] as usize)).0).collect()
        };
        let done = in_blocks(readers, 0..to_fit.len(), stop, work, |progress, parts| {
            read.extend(parts.into_iter().flatten());
            told(Step::Fitting(progress));
        });
        if done < to_fit.len() {
            return Ok(None);
        }
        self.choose(readers, &to_fit, read, stop, told)
    }

    /// The axes for images that were read.
    fn choose(
        &self,
        readers: &mut [PathEmbedder],
        to_fit: &[u32],
        read: Vec<Tokens>,
        stop: &AtomicBool,
        mut told: impl FnMut(Step),
    ) -> Result<Option<Vec<SparseAxes>>, ExperimentError> {
        let goes_on = || !stop.load(Ordering::Relaxed);
        let fit = |families: &Families| {
            let (tokenizer, dimensions) = (readers[0].tokenizer(), self.dimensions);
            let fitted = self.axes.fit(tokenizer, &read, families, dimensions, &goes_on);
            fitted.map_err(|source| ExperimentError::Axes { of: families.to_string(), source })
        };
        let fitted = self.tokens.iter().map(fit).collect::<Result<Option<Vec<_>>, _>>()?;
        let fitted = match fitted {
            Some(wide) if self.axes == AxesKind::Tolerant => wide,
            fitted => return Ok(fitted),
        };
        drop(read);
        let mut tolerances: Vec<Tolerance> = fitted.into_iter().map(Tolerance::new).collect();
        let wide: Vec<SparseAxes> = tolerances.iter().map(|t| t.wide().clone()).collect();
        let mut places: Vec<Vec<f32>> = vec![Vec::new(); wide.len()];
        // By image, by kind of token: its place, and how far its copies are from it.
        let work = |reader: &mut PathEmbedder, which: Range<usize>| -> Vec<Vec<[Vec<f32>; 2]>> {
            which.map(|i| self.distorted(reader, &wide, to_fit[i])).collect()
        };
        let done = in_blocks(readers, 0..to_fit.len(), stop, work, |progress, parts| {
            for image in parts.into_iter().flatten() {
                for ((at, tolerance), [place, differences]) in
                    places.iter_mut().zip(&mut tolerances).zip(image)
                {
                    at.extend(place);
                    tolerance.add(&differences);
                }
            }
            told(Step::Distorting(progress));
        });
        if done < to_fit.len() {
            return Ok(None);
        }
        let finish = |(tolerance, places): (Tolerance, Vec<f32>)| {
            let shape = (to_fit.len(), tolerance.wide().len());
            let places = Array2::from_shape_vec(shape, places).expect("a row for each image");
            tolerance.finish(places.view(), self.dimensions)
        };
        Ok(Some(tolerances.into_iter().zip(places).map(finish).collect()))
    }

    /// By kind of token: where an image lies on wide axes, and how far from it its distorted copies do, each
    /// times the root of its weight.
    fn distorted(
        &self,
        reader: &mut PathEmbedder,
        wide: &[SparseAxes],
        place: u32,
    ) -> Vec<[Vec<f32>; 2]> {
        let image = self.images.pixels(place as usize);
        let (tokens, _) = reader.read(&image);
        let project = |reader: &PathEmbedder, tokens: &Tokens| -> Vec<Vec<f32>> {
            let kinds = wide.iter().zip(self.tokens);
            kinds.map(|(axes, kind)| axes.project(reader.tokenizer().row(tokens, kind))).collect()
        };
        let at = project(reader, &tokens);
        let mut found: Vec<[Vec<f32>; 2]> = at.into_iter().map(|at| [at, Vec::new()]).collect();
        for (weight, copy) in distort::copies(&image, u64::from(place)) {
            let (tokens, _) = reader.read(&copy);
            for ([at, differences], copy) in found.iter_mut().zip(project(reader, &tokens)) {
                differences
                    .extend(copy.iter().zip(&*at).map(|(copy, at)| (copy - at) * weight.sqrt()));
            }
        }
        found
    }
}
