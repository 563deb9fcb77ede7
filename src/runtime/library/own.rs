//! Pictures that somebody brought or drew, embedded: each with a few small distortions of it, so that what is drawn alike
//! finds several neighbours there, as a digit does among the references.

use super::teaching::{Told, What};
use super::worker::Worker;
use crate::data::distort::copies;
use crate::sim::Pixels;

/// Points of the cloud that a picture is: itself, four shifts by a pixel, two turns and four affine maps.
pub(super) const ROWS: usize = 11;

/// A picture, embedded.
pub(super) struct Own {
    pub id: u32,
    pub class: Option<u8>,
    /// By sample time: [`ROWS`] x dim, the picture itself first.
    pub samples: Vec<Vec<i16>>,
}

impl Worker {
    /// Embeds the pictures that were told and are not embedded yet, and forgets others. Nothing while axes are fitted.
    pub(super) fn embed_own(&mut self) {
        if self.dim == 0 || self.embedding.is_fitting().is_some() {
            return;
        }
        let told = self.teaching.told.clone();
        let mut before = std::mem::take(&mut self.teaching.own);
        for Told { what, class } in &told.told {
            let What::Own { id, pixels } = what else { continue };
            let known = before.iter().position(|own| own.id == *id);
            let samples = match known.map(|at| before.swap_remove(at)) {
                Some(own) => own.samples,
                None => {
                    // The same distortions of every picture.
                    let copies = copies(pixels, 0);
                    let images = std::iter::once(&**pixels);
                    let images: Vec<&Pixels> =
                        images.chain(copies.iter().map(|(_, copy)| &**copy)).collect();
                    debug_assert_eq!(images.len(), ROWS);
                    self.embed(&images)
                }
            };
            self.teaching.own.push(Own { id: *id, class: *class, samples });
        }
    }
}
