//! Axes as rows of 16-bit numbers, to be kept beside embeddings.

use super::SparseAxes;
use crate::analysis::fixed::{COORDINATE, from_fixed, to_fixed};
use crate::data::CachedEmbeddings;
use sha2::{Digest, Sha256};

impl SparseAxes {
    /// As they are kept: columns in place of images. Exact.
    pub fn to_kept(&self) -> CachedEmbeddings {
        let (image_index, rows) = self.to_rows();
        let sample_ms = vec![0.0];
        CachedEmbeddings {
            dim: self.len,
            sample_ms,
            scale: COORDINATE,
            image_index,
            samples: vec![rows],
        }
    }

    /// Axes that were kept, if they are `len` of them for `dim` columns.
    pub fn from_kept(dim: usize, len: usize, kept: &CachedEmbeddings) -> Option<SparseAxes> {
        let [rows] = kept.samples.as_slice() else { return None };
        let is_theirs = kept.dim == len && kept.scale == COORDINATE;
        is_theirs.then(|| SparseAxes::from_rows(dim, len, &kept.image_index, rows)).flatten()
    }

    /// SHA-256 of them, hexadecimal: what is placed on axes of one hash has the same places.
    pub fn hash(&self) -> String {
        let (columns, rows) = self.to_rows();
        let mut sha = Sha256::new();
        columns.iter().for_each(|column| sha.update(column.to_le_bytes()));
        rows.iter().for_each(|number| sha.update(number.to_le_bytes()));
        format!("{:x}", sha.finalize())
    }

    /// A row for each column that has a share in an axis, in [`COORDINATE`]s; then the origin (as column d), and the
    /// shares of the variance as the lower (d + 1) and upper (d + 2) halves of their bits: which column each row
    /// is of, and the rows. Exact.
    fn to_rows(&self) -> (Vec<u32>, Vec<i16>) {
        let dim = (self.axes.len() / self.len) as u32;
        let shared = (0..dim).zip(self.axes.chunks_exact(self.len));
        let shared = shared.filter(|(_, row)| row.iter().any(|&x| x != 0.0));
        let (mut columns, mut rows) = (Vec::new(), Vec::new());
        for (column, row) in shared.chain([(dim, self.origin.as_slice())]) {
            columns.push(column);
            rows.extend(row.iter().map(|x| to_fixed(*x, COORDINATE)));
        }
        for (column, shift) in [(dim + 1, 0), (dim + 2, 16)] {
            columns.push(column);
            let shares = (0..self.len).map(|i| self.explained_variance_ratio.get(i).copied());
            rows.extend(shares.map(|x| (x.unwrap_or_default().to_bits() >> shift) as i16));
        }
        (columns, rows)
    }

    /// Out of such rows of `len` numbers, for `dim` columns; `None` if they are no axes of that kind.
    fn from_rows(dim: usize, len: usize, columns: &[u32], rows: &[i16]) -> Option<SparseAxes> {
        let (shared, ends) = columns.split_last_chunk::<3>()?;
        let is_sound = len > 0
            && *ends == [0, 1, 2].map(|more| dim as u32 + more)
            && rows.len() == columns.len() * len
            && shared.iter().all(|&column| (column as usize) < dim);
        if !is_sound {
            return None;
        }
        let number = |&x: &i16| from_fixed(x, COORDINATE);
        let mut axes = vec![0.0; dim * len];
        for (&column, row) in shared.iter().zip(rows.chunks_exact(len)) {
            let place = &mut axes[column as usize * len..][..len];
            place.iter_mut().zip(row).for_each(|(to, x)| *to = number(x));
        }
        let (origin, bits) = rows[shared.len() * len..].split_at(len);
        let (lower, upper) = bits.split_at(len);
        let share = |(&lower, &upper): (&i16, &i16)| {
            f32::from_bits(u32::from(lower as u16) | u32::from(upper as u16) << 16)
        };
        Some(SparseAxes {
            len,
            axes,
            origin: origin.iter().map(number).collect(),
            explained_variance_ratio: lower.iter().zip(upper).map(share).collect(),
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
        assert_eq!(again, axes, "the same bits");
        assert_eq!(again.hash(), axes.hash());
        assert_eq!(SparseAxes::from_kept(40, 5, &axes.to_kept()), Some(again));
        assert_ne!(SparseAxes::fit(&sparse, 4).unwrap().hash(), axes.hash());
        assert_eq!(SparseAxes::from_rows(41, 5, &columns, &kept), None, "of other tokens");
        assert_eq!(SparseAxes::from_rows(40, 4, &columns, &kept), None);
        assert_eq!(SparseAxes::from_rows(40, 5, &columns[..1], &kept[..5]), None);
    }

    #[test]
    fn what_are_no_axes_of_that_kind_is_refused() {
        let axes = SparseAxes::fit(&rows(300, 40).0, 5).unwrap();
        let kept = axes.to_kept();
        let otherwise = CachedEmbeddings { scale: 2.0 * COORDINATE, ..kept.clone() };
        assert_eq!(SparseAxes::from_kept(40, 5, &otherwise), None, "in other units");
        let otherwise = CachedEmbeddings { dim: 4, ..kept };
        assert_eq!(SparseAxes::from_kept(40, 5, &otherwise), None, "of other numbers");
        assert_eq!(SparseAxes::from_rows(40, 0, &[40, 41, 42], &[]), None, "no axes at all");
        let found = SparseAxes::from_rows(40, 1, &[39, 40, 41, 42], &[0; 4]);
        assert_eq!(found.map(|axes| axes.len()), Some(1));
        let found = SparseAxes::from_rows(40, 1, &[40, 40, 41, 42], &[0; 4]);
        assert_eq!(found, None, "a column beyond the last");
    }
}
