//! The labelled points that vote. Checked once, here, so that no search checks them again.

use super::KnnError;
use crate::data::CLASSES_MAX;

/// A number that single precision holds exactly or nearly: fixed point (`i16`, `i8`, `u8`, `u16`)
/// or `f32` itself.
pub trait Coordinate: Copy + Into<f32> + Send + Sync {}

impl<T: Copy + Into<f32> + Send + Sync> Coordinate for T {}

/// Largest magnitude of a coordinate: sums of squares of them stay finite for any dimension in
/// use. Differences below 10⁻¹⁹ square to 0 and count as none.
pub const COORDINATE_MAX: f32 = 1e15;

/// n labelled points of `dim` coordinates; borrowed, and cheap to copy.
#[derive(Debug)]
pub struct References<'a, T> {
    /// n × dim, row-major.
    rows: &'a [T],
    dim: usize,
    /// n labels.
    labels: &'a [u8],
}

// By hand: deriving would ask the coordinates, which are only borrowed, to be copied.
impl<T> Clone for References<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for References<'_, T> {}

impl<'a, T: Coordinate> References<'a, T> {
    /// Points in `rows`, n × `dim`, row-major, with one label of 0 to 63 each. Reads all of them
    /// once; keep the result for many queries.
    ///
    /// # Errors
    /// `dim` of 0; `rows` that are not one row for each label; a label above 63; a number that is
    /// not finite or above [`COORDINATE_MAX`].
    pub fn new(rows: &'a [T], dim: usize, labels: &'a [u8]) -> Result<Self, KnnError> {
        if dim == 0 {
            return Err(KnnError::DimZero);
        }
        let expected = labels.len().saturating_mul(dim);
        if rows.len() != expected {
            let found = rows.len();
            return Err(KnnError::Length { field: "references.rows", expected, found });
        }
        if let Some(index) = labels.iter().position(|&l| usize::from(l) >= CLASSES_MAX) {
            return Err(KnnError::Label { index, found: labels[index] });
        }
        check_coordinates("references.rows", rows)?;
        Ok(Self { rows, dim, labels })
    }

    /// Coordinates of reference `index`.
    ///
    /// # Panics
    /// If there is no such reference.
    pub fn row(&self, index: usize) -> &'a [T] {
        &self.rows[index * self.dim..(index + 1) * self.dim]
    }

    /// All coordinates, n × dim, row-major.
    pub fn rows(&self) -> &'a [T] {
        self.rows
    }

    /// Class of each reference, 0 to 63: a digit below 10.
    pub fn labels(&self) -> &'a [u8] {
        self.labels
    }

    /// Coordinates of a point, at least 1.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// Number of references.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }
}

/// All of `numbers` are finite and at most [`COORDINATE_MAX`] in magnitude.
pub(super) fn check_coordinates<T: Coordinate>(
    field: &'static str,
    numbers: &[T],
) -> Result<(), KnnError> {
    // NaN fails the comparison too.
    let fits = |&x: &T| x.into().abs() <= COORDINATE_MAX;
    match numbers.iter().position(|x| !fits(x)) {
        None => Ok(()),
        Some(index) => Err(KnnError::Coordinate { field, index, found: numbers[index].into() }),
    }
}
