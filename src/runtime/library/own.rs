//! Pictures that somebody brought or drew, embedded: each with variants of it, as the same hand might draw it again, so
//! that what is drawn alike finds several neighbours there, as a digit does among the references.
//!
//! Measured by one drawing of each of 94 signs as a new class, and of the drawn hands that are read as another digit as a
//! correction (`weights-196`, seed 1, 300 ms, 5,000 references, 600 other training digits):
//!
//! | variants | other drawings of the sign that are right, of 282 | of the hand, of 56 | digits that are lost to a sign, % |
//! |---|---|---|---|
//! | shifts, turns and affine maps, 10 | 185 | 35 | 0.00 |
//! | 8 | 244 | 45 | 0.03 |
//! | 16 | 260 | 47 | 0.04 |
//! | 24 | 264 | 48 | 0.05 |
//! | 40 | 271 | 53 | 0.08 |

use super::lesson::{Example, Subject};
use super::messages::LibraryEvent;
use super::teaching::{Own, VARIANTS};
use super::worker::{Stop, Worker};
use crate::data::distort::variants;
use std::sync::atomic::Ordering;

impl Worker {
    /// Embeds the pictures that were told and are not embedded yet, and forgets others; says how far it is. Nothing while
    /// axes are fitted.
    pub(super) fn embed_own(&mut self) -> Result<(), Stop> {
        if self.dim == 0 || self.embedding.is_fitting().is_some() {
            return Ok(());
        }
        let told = self.teaching.told.clone();
        let mut before = std::mem::take(&mut self.teaching.own);
        let is_own = |told: &&Example| matches!(told.what, Subject::Own { .. });
        let target = told.told.iter().filter(is_own).count();
        for Example { what, class } in &told.told {
            let Subject::Own { id, pixels } = what else { continue };
            if self.is_over.load(Ordering::Relaxed) {
                return Err(Stop::Closed);
            }
            let known = before.iter().position(|own| own.id == *id);
            let samples = match known.map(|at| before.swap_remove(at)) {
                Some(own) => own.samples,
                None => {
                    let done = self.teaching.own.len();
                    self.say(LibraryEvent::Bringing { done, target })?;
                    let variants = variants(pixels, VARIANTS, 0);
                    let images = std::iter::once(&***pixels).chain(variants.iter().map(|v| &**v));
                    let images: Vec<&[u8]> = images.collect();
                    self.embed(&images)
                }
            };
            self.teaching.own.push(Own { id: *id, class: *class, samples });
        }
        Ok(())
    }
}
