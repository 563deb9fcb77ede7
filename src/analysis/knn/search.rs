//! One question, answered by the nearest of the references.

use super::distance::{Point, distance};
use super::references::{Coordinate, References};
use super::spec::{Knn, KnnError, KnnSpec, Neighbour, Verdict};

impl Knn {
    /// What it was made from.
    pub fn spec(&self) -> KnnSpec {
        self.0
    }

    /// Compares one query with every reference, about 2·n·dim operations. `exclude` names the
    /// reference that may not vote: a point never votes for itself.
    ///
    /// # Errors
    /// More neighbours than references; a query of another dimension, or with a number that is not
    /// finite or above [`COORDINATE_MAX`](super::references::COORDINATE_MAX); an `exclude` that is no reference.
    pub fn classify<T: Coordinate>(
        &self,
        refs: References<T>,
        query: &[T],
        exclude: Option<usize>,
    ) -> Result<Verdict, KnnError> {
        if query.len() != refs.dim() {
            let (expected, found) = (refs.dim(), query.len());
            return Err(KnnError::Length { field: "query", expected, found });
        }
        super::references::check_coordinates("query", query)?;
        self.check_voters(refs.len(), exclude)?;
        let query: Vec<f32> = query.iter().map(|&x| x.into()).collect();
        Ok(self.among(refs, &query, (0..refs.len()).filter(|&i| Some(i) != exclude)))
    }

    /// Whether k references remain when `exclude` does not vote.
    pub(super) fn check_voters(
        &self,
        references: usize,
        exclude: Option<usize>,
    ) -> Result<(), KnnError> {
        if let Some(found) = exclude.filter(|&i| i >= references) {
            return Err(KnnError::Exclude { available: references, found });
        }
        let available = references - usize::from(exclude.is_some());
        if self.0.k > available {
            return Err(KnnError::KTooLarge { available, found: self.0.k });
        }
        Ok(())
    }

    /// The verdict of the k nearest of `candidates`, of which there are at least k.
    pub(super) fn among<T: Coordinate>(
        &self,
        refs: References<T>,
        query: &[f32],
        candidates: impl Iterator<Item = usize>,
    ) -> Verdict {
        let KnnSpec { k, metric, voting } = self.0;
        let query = Point::new(query);
        let mut near: Vec<Neighbour> = candidates
            .map(|index| Neighbour {
                index,
                label: refs.labels()[index],
                distance: distance(metric, &query, refs.row(index)),
            })
            .collect();
        if k < near.len() {
            near.select_nth_unstable_by(k - 1, Neighbour::order);
            near.truncate(k);
        }
        near.sort_unstable_by(Neighbour::order);
        near.shrink_to_fit();
        let (label, shares) = super::vote::vote(voting, &near);
        Verdict { label, shares, neighbours: near }
    }
}
