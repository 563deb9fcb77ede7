//! The cloud as it grows: its axes, and where rows lie on them.

use super::cloud::{Anchor, Basis, Cloud, First, Frame, RIGHT_OF, laid_out};
use super::worker::{Stop, Worker};
use super::{LibraryEvent, REFERENCE_SAMPLE_MS};
use crate::analysis::{Knn, KnnSpec, Pca, References};
use ndarray::Array2;
use rayon::prelude::*;
use std::sync::Arc;

/// Fewer references than this are no cloud yet.
const CLOUD_MIN: usize = 24;

/// Of fewer references than this, too little is known of how many are called right.
const RIGHT_MIN: usize = 100;

/// Rows that the basis is fitted on at last: the spread of more changes nothing that can be seen.
const BASIS_ROWS_MAX: usize = CLOUD_MIN << 7;
/// Fewer references than this are not worth a file before growing pauses.
const KEEP_MIN: usize = 1_000;

impl Worker {
    /// Shows progress, and the cloud when it has grown by a sixteenth, or in any case if `all`.
    pub(super) fn show(&mut self, all: bool) -> Result<(), Stop> {
        self.say_progress()?;
        if self.dim == 0 {
            return Ok(()); // there is nothing to be missed
        }
        let count = self.labels.len();
        let is_due = count >= self.shown + (self.shown / 16).max(CLOUD_MIN);
        if count < CLOUD_MIN {
            let found = format!("expected at least {CLOUD_MIN} reference digits, found {count}");
            return self.say_no_cloud(found);
        }
        if count == self.shown || !(is_due || all) {
            return Ok(());
        }
        self.fit_basis();
        if count >= 2 * self.stored.max(KEEP_MIN) {
            self.write_cache()?; // what has taken a while is not lost with the power
        }
        let Some(basis) = self.basis.clone() else {
            let found = format!("expected reference digits that differ, found {count} all alike");
            return self.say_no_cloud(found);
        };
        let dim = self.dim;
        let unit = self.embedding.unit();
        let (positions, anchors): (Vec<_>, Vec<_>) = self.pool.install(|| {
            self.samples.par_iter().map(|rows| laid_out(&basis, rows, dim, unit)).unzip()
        });
        self.shown = count;
        self.anchors = anchors.clone();
        let right = if all && count >= self.target { self.right() } else { None };
        self.say(LibraryEvent::Cloud(Arc::new(Cloud {
            labels: self.labels.clone(),
            images: self.order[..count].to_vec(),
            positions,
            explained: basis.explained(),
            right,
            frame: Frame { basis, anchors },
        })))
    }

    /// See [`Cloud::right`].
    fn right(&self) -> Option<f32> {
        if self.labels.len() < RIGHT_MIN || !self.digits.has_labels() {
            return None;
        }
        let sample = self.sample_at_rest();
        let references = References::new(&self.samples[sample], self.dim, &self.labels).ok()?;
        let knn = Knn::try_from(KnnSpec::default()).ok()?;
        let asked = self.labels.len().min(RIGHT_OF);
        let queries = &self.samples[sample][..asked * self.dim];
        let found = self.pool.install(|| knn.classify_many(references, queries, Some)).ok()?;
        let right = found.iter().zip(&self.labels).filter(|(found, own)| found.label == **own);
        Some(right.count() as f32 / asked as f32)
    }

    /// The sample time that a prediction at rest uses.
    fn sample_at_rest(&self) -> usize {
        self.times_ms.iter().position(|&t| t >= REFERENCE_SAMPLE_MS).unwrap_or(0)
    }

    /// Says why there is no cloud, once, when no more references are to come.
    fn say_no_cloud(&mut self, reason: String) -> Result<(), Stop> {
        let count = self.labels.len();
        let can_come = count < self.target || self.embedding.is_fitting().is_some();
        if can_come || self.cloudless == Some(count) {
            return Ok(());
        }
        self.cloudless = Some(count);
        self.say(LibraryEvent::NoCloud(reason))
    }

    /// Fits the axes that are shown, to the first references, again whenever those are twice as many; each
    /// fit keeps the directions of the one before. So they depend on how many references there are, and not
    /// on when and how they came: a cloud that has grown and one that was read from the cache are the same
    /// way round.
    fn fit_basis(&mut self) {
        if let Some(axes) = self.embedding.axes() {
            self.basis = Some(Basis::First(First::of(axes)));
            return;
        }
        let sample = self.sample_at_rest();
        let unit = self.embedding.unit();
        let next = |rows: usize| if rows == 0 { CLOUD_MIN } else { 2 * rows };
        while next(self.basis_references) <= self.labels.len().min(BASIS_ROWS_MAX) {
            let rows = next(self.basis_references);
            self.basis_references = rows;
            let values =
                self.samples[sample][..rows * self.dim].iter().map(|&v| f32::from(v) * unit);
            let matrix = Array2::from_shape_vec((rows, self.dim), values.collect())
                .expect("rows x dim values were taken");
            // Digits that do not differ at all have no axes; the next doubling tries again.
            if let Ok(fitted) = Pca::fit(matrix.view(), 3) {
                let fitted = match &self.basis {
                    Some(Basis::Fitted(previous)) => fitted.aligned_to(previous),
                    Some(Basis::First(_)) | None => fitted,
                };
                self.basis = Some(Basis::Fitted(Arc::new(fitted)));
            }
        }
    }

    /// Where an image lies in the cloud at every sample time, by the first row of each; nothing while there is no cloud.
    pub(super) fn places_at_all_times(&self, samples: &[Vec<i16>]) -> Vec<[f32; 3]> {
        let Some(basis) = &self.basis else { return Vec::new() };
        let unit = self.embedding.unit();
        let place = |(rows, anchor): (&Vec<i16>, &Anchor)| {
            let row = rows.iter().take(self.dim).map(|&v| f32::from(v) * unit);
            anchor.scale(basis.project(row))
        };
        samples.iter().zip(&self.anchors).map(place).collect()
    }

    /// Where rows lie in the cloud.
    pub(super) fn places(&self, basis: &Basis, rows: &[Vec<i16>]) -> Vec<[f32; 3]> {
        let unit = self.embedding.unit();
        let Some(anchor) = self.anchors.last().copied() else { return Vec::new() };
        let place =
            |row: &Vec<i16>| anchor.scale(basis.project(row.iter().map(|&v| f32::from(v) * unit)));
        rows.iter().map(place).collect()
    }
}
