//! What an input is most like, and whether it is like anything.

use super::messages::{Answers, LibraryEvent, PathTrajectory, Prediction};
use super::teaching::ROWS;
use super::worker::{Stop, Worker};
use crate::analysis::novelty::to_none;
use crate::analysis::{
    Embedded, Familiarity, Knn, KnnSpec, NoveltyScale, OtherDistances, Pieces, References, Verdict,
    pieces,
};
use crate::data::Pixels;

/// References whose own neighbourhoods say what is usual.
const NOVELTY_SAMPLE: usize = 300;

impl Worker {
    pub(super) fn answer(
        &mut self,
        question: u64,
        of: &Embedded,
        pixels: &[u8],
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
                Some(PathTrajectory { moments, places: self.places(basis, &way) })
            }
            _ => None,
        };
        let (count, of_pieces) = (self.labels.len(), pieces(pixels, self.digits.sheet()));
        let mut verdicts = Vec::new();
        for (sample, query) in rows.iter().take(self.samples.len()).enumerate() {
            let Ok(references) = References::new(&self.samples[sample], self.dim, &self.labels)
            else {
                break;
            };
            // Too few references for k is the only error left, and means: no prediction yet.
            let Ok(verdict) = knn.classify(references, query, exclude) else { break };
            let Some(judged) = self.judged(sample, query, &knn, verdict, of_pieces)? else {
                verdicts.clear();
                break;
            };
            verdicts.push(judged);
        }
        let are_alike = verdicts.len().checked_sub(1).is_some_and(|last| self.are_alike(last));
        self.say(LibraryEvent::Prediction(Box::new(Prediction {
            question,
            verdicts,
            way,
            references: count,
            images: self.order.clone(),
            own: self.teaching.own.iter().flat_map(|own| [own.id; ROWS]).collect(),
            are_alike,
        })))
    }

    /// As [`answer`](Self::answer) for many questions that are no references, each at its last sample time.
    pub(super) fn answer_many(
        &mut self,
        of: &[(Embedded, Pixels)],
        spec: KnnSpec,
    ) -> Result<(), Stop> {
        let knn = match Knn::try_from(spec) {
            Ok(knn) => knn,
            Err(error) => return self.say(LibraryEvent::Notice(error.to_string())),
        };
        let rows: Vec<Vec<Vec<i16>>> =
            of.iter().map(|(of, _)| self.embedding.place(of).0).collect();
        let samples = rows.first().map_or(0, Vec::len).min(self.samples.len());
        let queries: Vec<i16> = rows
            .iter()
            .filter_map(|rows| rows.get(samples.checked_sub(1)?))
            .flat_map(|row| row.iter().copied())
            .collect();
        let mut verdicts = Vec::new();
        if let Some(sample) = samples.checked_sub(1)
            && let Ok(references) = References::new(&self.samples[sample], self.dim, &self.labels)
            && let Ok(found) = knn.classify_many(references, &queries, |_| None)
        {
            let asked = queries.chunks_exact(self.dim).zip(of);
            for ((query, (_, pixels)), verdict) in asked.zip(found) {
                verdicts.push(self.judged(
                    sample,
                    query,
                    &knn,
                    verdict,
                    pieces(pixels, self.digits.sheet()),
                )?);
            }
        }
        verdicts.resize(of.len(), None);
        self.say(LibraryEvent::Answers(Box::new(Answers {
            verdicts,
            references: self.labels.len(),
            are_alike: samples.checked_sub(1).is_some_and(|last| self.are_alike(last)),
        })))
    }

    /// What the nearest references say with what was told, and how familiar the input is; none where labels are put away
    /// and the neighbours are taken for nothing.
    fn judged(
        &mut self,
        sample: usize,
        query: &[i16],
        knn: &Knn,
        verdict: Verdict,
        of_pieces: Pieces,
    ) -> Result<Option<(Verdict, Option<Familiarity>)>, Stop> {
        let (spec, count) = (knn.spec(), self.labels.len());
        let own = self.teaching.near(sample, spec.metric, query, count);
        let taught = own.first().map_or(f32::INFINITY, |near| near.distance);
        let familiarity = self.familiarity(sample, query, knn, &verdict, taught)?;
        let is_own = verdict.neighbours.first().is_none_or(|near| taught <= near.distance);
        let verdict = self.teaching.verdict(spec, verdict.neighbours, own, &self.order, count);
        let Some(verdict) = verdict else { return Ok(None) };
        let familiarity = familiarity.map(|found| Familiarity {
            is_unusual: found.is_unusual || !is_own && self.is_rare(&verdict, of_pieces),
            ..found
        });
        Ok(Some((verdict, familiarity)))
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
            self.pieces.add(self.labels[reference], pieces(pixels, self.digits.sheet()));
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
        let beside =
            OtherDistances { taught, none: to_none(knn.spec().metric, query, none, self.dim) };
        let (_, _, scale) = self.novelty[sample].as_ref()?;
        scale.assess(references(self.labels.len())?, verdict, beside).ok()
    }
}
