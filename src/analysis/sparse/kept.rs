//! Axes as rows of 16-bit numbers, to be kept beside embeddings.

use super::{SparseAxes, UNIT};

impl SparseAxes {
    /// A row for each column that has a share in an axis, then the origin (as column d) and the shares
    /// of the variance (d + 1): which column each row is of, and the rows, in [`UNIT`]s. Axes and
    /// origin are exact, shares to 2⁻¹⁵.
    pub fn to_rows(&self) -> (Vec<u32>, Vec<i16>) {
        let dim = (self.axes.len() / self.len) as u32;
        let shared = (0..dim).zip(self.axes.chunks_exact(self.len));
        let shared = shared.filter(|(_, row)| row.iter().any(|&x| x != 0.0));
        let last = [(dim, self.origin.as_slice()), (dim + 1, &self.explained_variance_ratio)];
        let (mut columns, mut rows) = (Vec::new(), Vec::new());
        for (column, row) in shared.chain(last) {
            columns.push(column);
            rows.extend(row.iter().map(|x| (x / UNIT).round() as i16));
        }
        (columns, rows)
    }

    /// Out of such rows of `len` numbers, for `dim` columns; `None` if they are no axes of that kind.
    pub fn from_rows(dim: usize, len: usize, columns: &[u32], rows: &[i16]) -> Option<SparseAxes> {
        let numbers: Vec<f32> = rows.iter().map(|&x| f32::from(x) * UNIT).collect();
        let (shared, [origin, explained]) = columns.split_last_chunk()?;
        let ends = [dim as u32, dim as u32 + 1];
        let is_sound = len > 0
            && [*origin, *explained] == ends
            && numbers.len() == columns.len() * len
            && shared.iter().all(|&column| (column as usize) < dim);
        if !is_sound {
            return None;
        }
        let mut axes = vec![0.0; dim * len];
        for (&column, row) in shared.iter().zip(numbers.chunks_exact(len)) {
            axes[column as usize * len..][..len].copy_from_slice(row);
        }
        let (origin, explained) = numbers[shared.len() * len..].split_at(len);
        Some(SparseAxes {
            len,
            axes,
            origin: origin.to_vec(),
            explained_variance_ratio: explained.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::rows;
    use super::*;

    #[test]
    fn axes_survive_being_kept() {
        let (sparse, _) = rows(300, 40);
        let axes = SparseAxes::fit(&sparse, 5).unwrap();
        let (columns, kept) = axes.to_rows();
        assert_eq!(kept.len(), columns.len() * 5);
        let again = SparseAxes::from_rows(40, 5, &columns, &kept).unwrap();
        let row = |axes: &SparseAxes| axes.project(sparse.row(3).map(|(c, x)| (c as u32, x)));
        assert_eq!(row(&again), row(&axes), "the same bits");
        for (a, b) in again.explained_variance_ratio().iter().zip(axes.explained_variance_ratio()) {
            assert!((a - b).abs() < UNIT);
        }
        assert_eq!(SparseAxes::from_rows(41, 5, &columns, &kept), None, "of other tokens");
        assert_eq!(SparseAxes::from_rows(40, 4, &columns, &kept), None);
        assert_eq!(SparseAxes::from_rows(40, 5, &columns[..1], &kept[..5]), None);
    }
}
