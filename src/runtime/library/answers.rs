//! What an input is most like, and whether it is like anything.

use super::teaching::ROWS;
use super::worker::{Stop, Worker};
use super::{LibraryEvent, Opinion, Way};
use crate::analysis::novelty::to_none;
use crate::analysis::{
    Beside, Embedded, Familiarity, Knn, KnnSpec, NoveltyScale, Pieces, References, Verdict, pieces,
};
use crate::data::digit::Pixels;

/// References whose own neighbourhoods say what is usual.
const NOVELTY_SAMPLE: usize = 300;

impl Worker {
    pub(super) fn answer(
        &mut self,
        question: u64,
        of: &Embedded,
        pixels: &Pixels,
        image: Option<u32>,
        spec: KnnSpec,
    ) -> Result<(), Stop> {
        let knn = match Knn::try_from(spec) {
            Ok(knn) => knn,
            Err(error) => return self.say(LibraryEvent::Notice(error.to_string())),
        };
        let exclude = image
            .and_then(|image| self.order[..self.labels.len()].iter().position(|&i| i == image));
        let (rows, way) = self.embedding.place(of);
        let way = match (of, &self.basis) {
            (Embedded::Path(steps), Some(basis)) if !way.is_empty() => {
                let moments = steps.moments.clone();
                Some(Way { moments, places: self.places(basis, &way) })
            }
            _ => None,
        };
        let (count, of_pieces) = (self.labels.len(), pieces(pixels));
        let mut verdicts = Vec::new();
        for (sample, query) in rows.iter().take(self.samples.len()).enumerate() {
            let Ok(references) = References::new(&self.samples[sample], self.dim, &self.labels)
            else {
                break;
            };
            // Too few references for k is the only error left, and means: no opinion yet.
            let Ok(verdict) = knn.classify(references, query, exclude) else { break };
            let own = self.teaching.near(sample, spec.metric, query, count);
            let taught = own.first().map_or(f32::INFINITY, |near| near.distance);
            let familiarity = self.familiarity(sample, query, &knn, &verdict, taught)?;
            let is_own = verdict.neighbours.first().is_none_or(|near| taught <= near.distance);
            let verdict = self.teaching.verdict(spec, verdict.neighbours, own, &self.order, count);
            let Some(verdict) = verdict else {
                verdicts.clear();
                break;
            };
            let familiarity = familiarity.map(|found| Familiarity {
                is_unusual: found.is_unusual || !is_own && self.is_rare(&verdict, of_pieces),
                ..found
            });
            verdicts.push((verdict, familiarity));
        }
        let are_alike = verdicts.len().checked_sub(1).is_some_and(|last| self.are_alike(last));
        self.say(LibraryEvent::Opinion(Box::new(Opinion {
            question,
            verdicts,
            way,
            references: count,
            images: self.order.clone(),
            own: self.teaching.own.iter().flat_map(|own| [own.id; ROWS]).collect(),
            are_alike,
        })))
    }

    /// Whether all references are the same at a sample time: whatever is asked is as near to each.
    fn are_alike(&self, sample: usize) -> bool {
        let mut rows = self.samples[sample].chunks_exact(self.dim);
        rows.next().is_some_and(|first| rows.len() > 0 && rows.all(|row| row == first))
    }

    /// How ordinary an input is that lies so far from what was told of one's own pictures; none while there are too few
    /// references to say.
    fn familiarity(
        &mut self,
        sample: usize,
        query: &[i16],
        knn: &Knn,
        verdict: &Verdict,
        taught: f32,
    ) -> Result<Option<Familiarity>, Stop> {
        let learnt_from = self.learnt_from();
        if learnt_from < NoveltyScale::REFERENCES_MIN {
            return Ok(None);
        }
        let signs = self.signs()?;
        Ok(self.judge(sample, query, knn, verdict, taught, learnt_from, &signs))
    }

    /// What is usual is learnt from the largest power of two of references: it then depends on how many there are, not
    /// on when they came.
    fn learnt_from(&self) -> usize {
        self.labels.len().checked_ilog2().map_or(0, |log| 1 << log)
    }

    /// Whether hardly any reference of the label is of so many pieces.
    fn is_rare(&mut self, verdict: &Verdict, of_pieces: Pieces) -> bool {
        for reference in self.pieces.images()..self.learnt_from() {
            let pixels = self.digits.image(self.order[reference] as usize);
            self.pieces.add(self.labels[reference], pieces(pixels));
        }
        self.pieces.is_rare(verdict.label, of_pieces)
    }

    /// The same by the scale of so many references; none where they make no scale.
    #[expect(clippy::too_many_arguments, reason = "one question, and what is known of it")]
    fn judge(
        &mut self,
        sample: usize,
        query: &[i16],
        knn: &Knn,
        verdict: &Verdict,
        taught: f32,
        learnt_from: usize,
        signs: &[Vec<i16>],
    ) -> Option<Familiarity> {
        let references = |count: usize| {
            let rows = &self.samples[sample][..count * self.dim];
            References::new(rows, self.dim, &self.labels[..count]).ok()
        };
        let none = signs.get(sample).map_or(&[][..], Vec::as_slice);
        let known = self.novelty[sample].as_ref();
        if !known.is_some_and(|(with, of, _)| *with == knn.spec() && *of == learnt_from) {
            let scale =
                NoveltyScale::fit(references(learnt_from)?, knn, NOVELTY_SAMPLE, none).ok()?;
            self.novelty[sample] = Some((knn.spec(), learnt_from, scale));
        }
        let beside = Beside { taught, none: to_none(knn.spec().metric, query, none, self.dim) };
        let (_, _, scale) = self.novelty[sample].as_ref()?;
        scale.assess(references(self.labels.len())?, verdict, beside).ok()
    }
}
